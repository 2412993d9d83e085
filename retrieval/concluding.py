"""What was measured of a question's candidates → what is quoted, what is bold, and how sure Kutip is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval.answer import Status
from retrieval.choosing import choices
from retrieval.measuring import order
from retrieval.question import parse_question
from retrieval.reader import highlights, judge
from retrieval.timing import stage
from retrieval.twins import MOST_TWINS, Twins, preferred, twins, unrepeated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from retrieval.answer import ArticleCard, Quote
    from retrieval.measuring import Measured
    from retrieval.ranking import Ranked
    from retrieval.reader import Confidence
    from retrieval.spans import Weighed
    from retrieval.store import StoredPassage


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a question's candidates come to: the `quotes`, best first, and how sure it is that the first one answers.

    `asked` is the question as it was understood. `also` are other articles that tell the same; `open_to` are those of
    which nobody knows which is meant. Of candidates `within` one article, `spoken` are all their terms.
    """

    asked: Weighed
    confidence: Confidence
    quotes: tuple[Quote, ...]
    also: tuple[ArticleCard, ...] = ()
    open_to: tuple[ArticleCard, ...] = ()
    spoken: AbstractSet[str] = frozenset()

    def speaks_of(self, question: str, *, wholly: bool) -> bool:
        """Whether it is found, and the article has a topic word of `question`, all of them if `wholly`.

        Also if it has no topic word. A follow-up that was completed with the words of the turn before always finds
        those ("kapan itu?"), so its own are looked at. One that needed no completing must find all: "biaya renovasi
        Pasar Senen?" has left the article on Pasar Minggu, though both are markets.
        """
        if self.confidence.status is Status.NOT_FOUND:
            return False
        found = [bool(term.weight_in(self.spoken)) for term in parse_question(question).terms]
        return not found or (all(found) if wholly else any(found))


def concluded(
    measured: Measured, most: int, *, within: bool, passages_of: Callable[..., Sequence[StoredPassage]]
) -> Conclusion:
    """Conclude with at most so many quotes. It blocks: `passages_of` reads all passages of the articles of some ids.

    Unless the candidates are those `within` one article, no quote merely copies another article's.
    """
    with stage("ranking"):
        ranked = order(measured)
        confidence = judge(measured.question, ranked, measured.idf)
    if within:
        spoken = {term for one in measured.candidates for term in one.spoken}
        return Conclusion(measured.asked, confidence, _quotes(measured, ranked[:most]), spoken=spoken)
    if confidence.status is Status.NOT_FOUND:
        return Conclusion(measured.asked, confidence, _quotes(measured, ranked[:most]))
    same = twins(ranked, {passage: stored.article.title for passage, stored in measured.passages.items()})
    tellers = [measured.passages[entry.candidate.passage].article for entry in (ranked[0], *same.alike)]
    ranked = unrepeated(_fullest_first(measured, ranked, same, passages_of), most)
    quotes = _quotes(measured, ranked)
    return Conclusion(
        measured.asked,
        confidence,
        quotes,
        also=tuple(card for card in tellers if quotes and card.id != quotes[0].article.id)[:MOST_TWINS],
        open_to=choices(measured.question, ranked, quotes, confidence),
    )


def _fullest_first(
    measured: Measured, ranked: list[Ranked], same: Twins, passages_of: Callable[..., Sequence[StoredPassage]]
) -> list[Ranked]:
    """The same with the fullest and newest article in front of those that could be quoted as well."""
    if not same.copies:
        return ranked
    alternatives = (ranked[0], *same.copies)
    by_article = {entry.candidate.article: entry for entry in alternatives}
    lengths = dict.fromkeys(by_article, 0)
    for passage in passages_of(*by_article):
        lengths[passage.article.id] += len(passage.passage.text)
    cards = [measured.passages[entry.candidate.passage].article for entry in alternatives]
    chosen = by_article[preferred(cards, lengths).id]
    rest = [entry for entry in ranked if entry is not chosen]
    return [replace(chosen, score=ranked[0].score), *rest]


def _quotes(measured: Measured, ranked: Sequence[Ranked]) -> tuple[Quote, ...]:
    fits = {one.passage: fit for one, fit in zip(measured.candidates, measured.fits, strict=True)}
    return tuple(
        measured.passages[entry.candidate.passage].quoted(
            highlights(measured.asked, fits[entry.candidate.passage], entry.reading), round(entry.score, 6)
        )
        for entry in ranked
    )
