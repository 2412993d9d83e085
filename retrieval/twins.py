"""Articles that report the same: copies of an agency's text, and newsrooms that tell it again in the same words.

Shares are of word pairs (see `word_pairs`). The thresholds were chosen by reading samples of 19,032 articles of five
newsrooms, where at least 17,469 times two articles have passages that share six tenths of the shorter one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.kept_passages import context_terms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from retrieval.analysed import AnalysedPassage
    from retrieval.answer import ArticleCard
    from retrieval.ranking import Ranked

REPEATED = 0.6
"""Share of a passage that another has when it says the same. On the safe side: many that share half are the same report
told more freely, but of those nobody is told that they are."""
COPIED = 0.8
"""Share of all their pairs that two passages have in common when it does not matter which is quoted."""
LIKE_TITLES = 0.6
"""Share of the shorter title's terms that two titles have in common when the articles tell the same story. Half is not
enough: the same paragraph on the smoke of Pekanbaru stands in an article on the airport, which is another matter."""
FEWEST_PAIRS = 8
"""A shorter passage, "Hal itu dikatakan Sandi di Jakarta", says nothing by which to know it again."""
AS_FULL = 0.8
"""An article at least this share as long as the longest is as full as that, and the newer is to be preferred."""
MOST_TWINS = 5
"""Other articles that are told of."""

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Twins:
    """Passages of other articles that say what the first one says: each article's best, in their order.

    `copies` are those of them that could be quoted as well: nearly the same text under a title of the same story, that
    fits the question no worse.
    """

    alike: tuple[Ranked, ...] = ()
    copies: tuple[Ranked, ...] = ()


def twins(ranked: Sequence[Ranked], titles: Mapping[int, str]) -> Twins:
    """What repeats the first of `ranked`; `titles` are those of the articles, by the passages' ids."""
    if not ranked:
        return Twins()
    first = ranked[0]
    pairs = first.candidate.text.pairs
    alike: dict[int, Ranked] = {}
    copies: dict[int, Ranked] = {}
    for entry in ranked[1:]:
        article = entry.candidate.article
        if article == first.candidate.article or not _repeats(first.candidate.text, pairs, entry.candidate.text):
            continue
        alike.setdefault(article, entry)
        if (
            copied(first.candidate.text, entry.candidate.text)
            and like_titles(titles[first.candidate.passage], titles[entry.candidate.passage])
            and entry.features["coverage_context"] >= first.features["coverage_context"]
        ):
            copies.setdefault(article, entry)
    return Twins(tuple(alike.values()), tuple(copies.values()))


def preferred(cards: Iterable[ArticleCard], lengths: Mapping[int, int]) -> ArticleCard:
    """Of articles that tell the same, best first, the fullest; of those about as full the newest, else the best.

    `lengths` are those of the articles' texts, by their ids. Raises `ValueError` if there are no cards.
    """
    known = list(cards)
    longest = max(lengths[card.id] for card in known)
    full = [card for card in known if lengths[card.id] >= AS_FULL * longest]
    return max(full, key=_day)  # the first of equals


def unrepeated(ranked: Sequence[Ranked], most: int) -> list[Ranked]:
    """The first `most` without those that merely copy, from another article, what stands before them."""
    kept: list[Ranked] = []
    for entry in ranked:
        if len(kept) == most:
            break
        if not any(
            one.candidate.article != entry.candidate.article and copied(one.candidate.text, entry.candidate.text)
            for one in kept
        ):
            kept.append(entry)
    return kept


def repeats(passage: AnalysedPassage, other: AnalysedPassage) -> bool:
    """Whether `other` says what `passage` says, in the same words and with the same figures."""
    return _repeats(passage, passage.pairs, other)


def _repeats(passage: AnalysedPassage, pairs: Collection[str], other: AnalysedPassage) -> bool:
    return len(pairs) >= FEWEST_PAIRS and _has(other, pairs, REPEATED) and _same_figures(passage.text, other.text)


def _has(passage: AnalysedPassage, pairs: Collection[str], share: float) -> bool:
    """Whether the passage has this share of the pairs."""
    spoken = passage.spoken
    lacking = 0
    for pair in pairs:  # mostly it has none, and that is seen long before the last
        if pair not in spoken:
            lacking += 1
            if len(pairs) - lacking < share * len(pairs):
                return False
    return True


def copied(passage: AnalysedPassage, other: AnalysedPassage) -> bool:
    """Whether the two are the same but for a word here and there."""
    ours = passage.pairs
    if not _has(other, ours, COPIED):
        return False
    theirs = other.pairs
    return len(ours & theirs) >= COPIED * len(ours | theirs) and _same_figures(passage.text, other.text)


def like_titles(title: str, other: str) -> bool:
    """Whether two titles are of the same story; never where one of them has no terms."""
    ours, theirs = set(context_terms(title, "")), set(context_terms(other, ""))
    shorter = min(len(ours), len(theirs))
    return bool(shorter) and len(ours & theirs) >= LIKE_TITLES * shorter


def _same_figures(text: str, other: str) -> bool:
    """Whether one of the two has no number that the other lacks: a copy may leave out the day.

    What is written anew each day is told by its figures: "IHSG dibuka melemah 2,46 poin ke posisi 6.274,18" and
    "IHSG dibuka melemah 4,2 poin ke posisi 6.215,24" (748 of the 17,469).
    """
    ours, theirs = set(_NUMBER.findall(text)), set(_NUMBER.findall(other))
    return ours <= theirs or theirs <= ours


def _day(card: ArticleCard) -> tuple[bool, date | int]:
    return (True, card.date) if card.date else (False, 0)
