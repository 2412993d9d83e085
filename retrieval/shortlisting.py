"""The passages of a library that are worth ranking: found by their own words, and by those of their whole article.

A question's words often stand in different paragraphs: the person in one, what is asked in the next. On 1,080 chat
questions about 19,032 articles, a right passage is among the first hundred for 82 % by the passages' words alone and
for 92 % when the score of the article counts as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from retrieval.index import Hit, PassageIndex
    from retrieval.question import QueryTerm
    from retrieval.scope import Scope

ALSO = 0.5
"""What a synonym counts beside the word that was asked for, times its weight. Of a word's alternatives only the best
should count, but that takes tantivy thrice as long as a sum (0.94 ms over 160,956 passages, and not 0.29), and halved
as they are here they answer 12,906 training questions no worse (63.8 % right first; 63.6 with the best alone)."""
CONTEXT_WEIGHT = 0.5
"""What a match in the title or heading counts beside one in the passage's own text."""
WHOLE_WEIGHT = 1.0
"""What the score of the article counts beside that of the passage."""
ARTICLES = 50
"""Articles whose score is known; those beyond count none."""
OPENED = 12
"""Of them, the best, of which every passage with a word of the question is looked at."""
COSINE_WEIGHT = 400.0
"""What a cosine counts beside BM25: e5's lie within 0.1 of each other, the sums of BM25 within 20. With it, 97 in a
hundred of the passages ranked among the first four are among the best 20 of the shortlist; with 200, 95."""
FUSION = 60
"""The constant of reciprocal rank fusion, as its authors have it: how little the first ranks count more."""


class Found(NamedTuple):
    """A passage of the shortlist: BM25 of its own words, and of its whole article (0 where that is not known)."""

    passage: int
    article: int
    words: float
    whole: float = 0.0

    @property
    def score(self) -> float:
        """What the shortlist is ordered by."""
        return self.words + WHOLE_WEIGHT * self.whole


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Passages found by words, best first, and the scores of the best articles as wholes."""

    found: tuple[Found, ...]
    wholes: Mapping[int, float]


def sought(terms: Iterable[QueryTerm], shares: Mapping[str, float], held: Container[str]) -> dict[str, float]:
    """What is looked for, and what each of it counts; one that may stand for several words counts for each.

    `shares` has for each asked term what it counts. What the library does not have is not `held`: of a word's
    alternatives the first that is counts whole, so that a repaired word counts as much as if it had been typed right.
    """
    weights: dict[str, float] = {}
    for term in terms:
        first = term.first_in(held)
        for number, (alternative, weight) in enumerate(term.alternatives):
            counted = shares[term.term] * weight * (1.0 if number == first else ALSO)
            weights[alternative] = weights.get(alternative, 0.0) + counted
    return weights


def shortlist(
    index: PassageIndex, terms: Mapping[str, float], scope: Scope, limit: int, opened: int = OPENED
) -> Shortlist:
    """The `limit` best passages by words that the scope may see, best first; ties by id. It blocks, as the index does.

    The `opened` best articles speak for all their passages; with 0 no article speaks for any.
    """
    # One after the other: two threads for a millisecond cost as much as they save, and more when others work too.
    hits = index.shortlist(terms, scope, limit, context_weight=CONTEXT_WEIGHT)
    wholes, opened_up = _by_articles(index, terms, scope, limit, opened)
    # Sorted as plain tuples, and values made of the best alone: half of the time.
    scored = [
        (-score - WHOLE_WEIGHT * wholes.get(article, 0.0), passage, article, score)
        for passage, article, score in {hit.passage: hit for hit in (*hits, *opened_up)}.values()
    ]
    found = [
        Found(passage, article, words, wholes.get(article, 0.0))
        for _, passage, article, words in sorted(scored)[:limit]
    ]
    return Shortlist(tuple(found), wholes)


def _by_articles(
    index: PassageIndex, terms: Mapping[str, float], scope: Scope, limit: int, opened: int
) -> tuple[Mapping[int, float], list[Hit]]:
    """The scores of the best articles as wholes, and the best passages of the `opened` best of them."""
    wholes = {hit.article: hit.score for hit in index.articles(terms, scope, ARTICLES)} if opened else {}
    best = list(wholes)[:opened]
    hits = index.shortlist(terms, scope, limit, context_weight=CONTEXT_WEIGHT, within=best) if best else []
    return wholes, hits


def within(
    index: PassageIndex, terms: Mapping[str, float], scope: Scope, articles: Mapping[int, float], limit: int
) -> list[Found]:
    """The passages of these articles (with the score of each) that have a word of the question, best first."""
    hits = index.shortlist(terms, scope, limit, context_weight=CONTEXT_WEIGHT, within=articles)
    return [Found(hit.passage, hit.article, hit.score, articles[hit.article]) for hit in hits]


def joined(by_words: Sequence[int], by_meaning: Sequence[int], limit: int) -> list[int]:
    """The `limit` best of two lists of passage ids, by reciprocal rank fusion (Cormack et al. 2009); ties by id."""
    scores: dict[int, float] = {}
    for ids in (by_words, by_meaning):
        for rank, passage in enumerate(ids):
            scores[passage] = scores.get(passage, 0.0) + 1 / (FUSION + rank)
    return sorted(scores, key=lambda passage: (-scores[passage], passage))[:limit]


def kept(found: Sequence[Found], cosines: Mapping[int, float], limit: int) -> list[Found]:
    """The `limit` best of a shortlist, best first: by words, and by similarity where that is known; ties by id.

    On 468 chat questions the best 32 hold the passage that ranking puts first in all cases but one in a hundred.
    """
    usual = fmean(cosines.values()) if cosines else 0.0
    scores = {one.passage: one.score + COSINE_WEIGHT * cosines.get(one.passage, usual) for one in found}
    return sorted(found, key=lambda one: (-scores[one.passage], one.passage))[:limit]
