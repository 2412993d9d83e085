"""Which questions ask the same in other words.

Two questions are the same when they want the same kind of answer, no topic of one is missing in the other, nobody has
changed sides ("siapa yang dituduh KPK?", "siapa yang menuduh KPK?"), and the words without a topic that make a
difference ("bukan", "sebelum") are the same too. What may differ is order, spelling, function words, short forms, and
words that say again what is clear anyway ("kapan gempa terjadi?", "tanggal berapa gempa?").

There is no threshold, because none is good enough. Measured on 16,158 pairs of questions about one passage (FacQA, TyDi
and IDK-MRC, where many are made to mislead by one word), these rules find 760 that are the same. By the answers in the
data 93 % of them are; by reading the others, which mostly have one answer told in two ways, 99 %. Of the pairs with one
answer they find 29 %, of chat-like wordings of one question half. Letting one topic be missing where the rest is alike,
weighed by idf, adds pairs of which every second is wrong at any weight ("kapal besar", "kapal kecil"), and one in five
is where a synonym of the lexicon stands for a topic ("haji", "umrah").
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

from retrieval.sense import ASKER, Voice, sense

__all__ = ["clusters", "same", "sense"]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.sense import Sense, Topic

_EXCHANGED: Final = (
    {Voice.PASSIVE, Voice.ACTIVE},
    {Voice.PASSIVE, Voice.CAUSATIVE},
    {Voice.BARE, Voice.CAUSATIVE},
)
"""Voices between which what stands before the verb is another's agent: "lahir", "melahirkan"."""


def same(one: Sense, other: Sense) -> bool:
    """Whether two questions ask the same; never if they have no topic."""
    if one.type is not other.type or one.marks != other.marks:
        return False
    pairs = _pairs(one, other)
    ours, theirs = {a for a, _ in pairs}, {b for _, b in pairs}
    left = [topic for place, topic in enumerate(one.topics) if place not in ours]
    there = [topic for place, topic in enumerate(other.topics) if place not in theirs]
    return (
        all(topic.light for topic in (*left, *there))
        and any(not one.topics[a].light for a in ours)
        and not (any(topic.kind for topic in left) and any(topic.kind for topic in there))
        and not _swapped(one, other, pairs)
        and not _turned(one, other, pairs)
    )


def clusters(senses: Sequence[Sense]) -> list[list[int]]:
    """Put the questions that ask the same together: for each that was not asked before, the places where it was.

    Each question goes to the first one that it is the same as, so that later ones change nothing about earlier ones.
    Questions without a topic are the same when all else is.
    """
    found: list[list[int]] = []
    known: dict[Sense, list[int]] = {}
    by_term: dict[str, list[int]] = {}
    for place, one in enumerate(senses):
        group = known.get(one)
        if group is None:
            candidates = _near(one, by_term)
            first = next((place for place in candidates if same(senses[found[place][0]], one)), None)
            if first is None:
                for term in {term for topic in one.needed for term in topic.names}:
                    by_term.setdefault(term, []).append(len(found))
                found.append([])
            group = known[one] = found[-1 if first is None else first]
        group.append(place)
    return found


def _near(one: Sense, by_term: dict[str, list[int]]) -> list[int]:
    """The questions that have a needed topic in common with this one, the topic that the fewest have; in order."""
    candidates = [{number for term in topic.names for number in by_term.get(term, ())} for topic in one.needed]
    fewest: set[int] = min(candidates, key=len, default=set())
    return sorted(fewest)


def _pairs(one: Sense, other: Sense) -> list[tuple[int, int]]:
    """The places of the topics that both have, in the order of the first."""
    left = {topic.term: place for place, topic in enumerate(other.topics)}
    pairs: list[tuple[int, int]] = []
    without: list[tuple[int, Topic]] = []
    for place, topic in enumerate(one.topics):
        if topic.term in left:
            pairs.append((place, left.pop(topic.term)))
        else:
            without.append((place, topic))
    for place, topic in without:
        known = (
            term for term, there in left.items() if term in topic.others or topic.term in other.topics[there].others
        )
        term = next(known, None)
        if term is not None:
            pairs.append((place, left.pop(term)))
    return sorted(pairs)


def _swapped(one: Sense, other: Sense, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether agent and patient have changed sides: "Iran serang Pakistan", "Pakistan serang Iran".

    In the passive the sides are exchanged. A topic that moves alone ("di Kudus berapa harga cabai?") changes nothing,
    nor does the asking word around what is no verb ("menlu Pakistan siapa?").
    """
    for a, b in pairs:
        voices = {one.topics[a].voice, other.topics[b].voice}
        turned = -1 if Voice.PASSIVE in voices and len(voices) == 2 else 1
        sides = [
            (_side(here, a), _side(there, b))
            for here, there in pairs
            if here != a and (voices != {None} or one.topics[here].term != ASKER)
        ]
        if voices in _EXCHANGED and (-1, -1) in sides:
            return True
        if any(
            left[0] != right[0] and left[1] != right[1] and left[0] != turned * left[1]
            for left, right in combinations(sides, 2)
        ):
            return True
    return False


def _turned(one: Sense, other: Sense, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether one of three topics or more belongs to its neighbour the other way round: "istri anak", "anak istri"."""
    tied = [(a, b) for a, b in pairs if not (one.topics[a].free or other.topics[b].free)]
    needed = sum(not one.topics[a].light for a, _ in pairs)
    return needed > 2 and any(c - a == 1 and b - d == 1 for (a, b), (c, d) in pairwise(tied))


def _side(place: int, middle: int) -> int:
    return 1 if place > middle else -1
