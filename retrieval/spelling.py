"""Typing errors: question words that no text has, or hardly any, and the words that they may have been meant as."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.analysis import analyzer
from retrieval.analysis.analyzer import fold
from retrieval.analysis.forms import derived
from retrieval.analysis.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from retrieval.question import QueryTerm, Question

SHORTEST = 5
"""Letters of a stem that is repaired. Shorter ones are near too many others ("guru", "baru", "biru")."""
SHORTEST_SLIP = 4
"""Letters of a stem in which swapped neighbours and a missing letter are repaired: a slip of the fingers leaves the
right letters ("djik": dijk, "byar": bayar), while another letter makes another word."""
LONG = 8
"""From so many letters on, two errors are allowed instead of one."""
WEIGHTS = {1: 0.8, 2: 0.6}
"""What a match by a word one or two letters away counts beside the typed word itself."""
MOST_REPAIRS = 3
_VOWELS = "aeiou"
_INFORMAL = re.compile(r"(?:di|nge)?(?P<in>[a-z]{3,})in|nge(?P<nge>[a-z]{3,})")
RARE = 2
"""Passages that may have a word which is repaired all the same: in a large library others have mistyped it too."""
OUTNUMBERED = 20
"""How many times as many passages must have the neighbour of a word that is rare but not unknown."""
CERTAIN = 500
"""From so many times as many on, the rare word is an error there too, and its neighbour counts as for an unknown."""
DOUBTED = 0.6
"""What the neighbour of such a word counts, of what it would count were the word unknown."""
SHORTEST_FORM = 6
"""Letters of an inflected form that is looked for among those of the listed roots."""
FORM_WEIGHT = 0.9
"""What the root counts when an inflected form was mistyped ("ditemukn")."""


def near_misses(
    term: str, words: Sequence[str], frequencies: Callable[[Sequence[str]], Mapping[str, int]] | None = None
) -> list[tuple[str, float]]:
    """Those of `words` that `term` may be a misspelling of, with their weights, nearest first, at most `MOST_REPAIRS`.

    Distance is optimal string alignment: a letter wrong, missing, added, or two neighbours swapped. The first letter
    is taken as right: people seldom miss it, and it keeps "baru" from "guru". Of equally near ones, slips of the
    fingers come first, then the more frequent, if `frequencies` tells how many passages have each word; those that
    none has are left out, and so are function words.
    """
    if len(term) < SHORTEST_SLIP or not term.isalpha():
        return []
    most = 2 if len(term) >= LONG else 1
    near: dict[str, tuple[int, bool]] = {}
    # Thousands of words are compared: in C, 0.2 ms instead of 2; the rest is asked of the few that are near.
    for word, distance, _ in process.extract(term, words, scorer=OSA.distance, score_cutoff=most, limit=None):
        if word[:1] == term[:1] and word != term and word.isalpha() and word not in lexicon().stopwords:
            slip = _slip(term, word)
            if slip or len(term) >= SHORTEST:
                near[word] = int(distance), not slip
    counts: Mapping[str, int] = {}
    if frequencies and near:
        counts = frequencies([*near])
        near = {word: how for word, how in near.items() if counts.get(word)}
    nearest = sorted(near, key=lambda word: (*near[word], -counts.get(word, 0), word))
    return [(word, WEIGHTS[near[word][0]]) for word in nearest[:MOST_REPAIRS]]


def _slip(term: str, word: str) -> bool:
    """Whether `word` has the letters of `term` in another order, or one letter more."""
    return len(word) == len(term) + 1 or (len(word) == len(term) and sorted(term) == sorted(word))


def mend(
    question: Question,
    frequencies: Callable[[Sequence[str]], tuple[int, Mapping[str, int]]],
    similar: Callable[[str], Iterable[str]],
) -> Question:
    """The question with near misses as further alternatives for every word that no passage has, or hardly any.

    `frequencies` gives the number of passages and, for each term, of those that have it; `similar` the terms that
    begin like a term. What was typed stays and comes first: a rare word may be just the one asked for, so beside it
    stands only a far more frequent word of which it is a slip of the fingers, and counts less. A mistyped function
    word ("mnaa") that no passage has asks for nothing and is left out.
    """
    _, counts = frequencies([alternative for term in question.terms for alternative, _ in term.alternatives])

    def repaired(term: QueryTerm) -> QueryTerm:
        typed = counts.get(term.term, 0)
        if typed > RARE or any(counts.get(alternative) for alternative, _ in term.alternatives[1:]):
            return term
        words = [*chain.from_iterable(map(similar, _starts(term.term)))]
        near = near_misses(term.term, words, lambda found: frequencies(found)[1])
        if typed:
            near = _certain(term.term, typed, near, frequencies([word for word, _ in near])[1])
        else:
            near = _merged(_mistyped_form(term.surface), _guessed(term.surface, frequencies), near)
        held = {alternative for alternative, _ in term.alternatives}
        return replace(term, alternatives=(*term.alternatives, *(pair for pair in near if pair[0] not in held)))

    terms = [repaired(term) for term in question.terms]
    asking = [
        term for term in terms if len(term.alternatives) > 1 or counts.get(term.term) or not _is_function(term.surface)
    ]
    return replace(question, terms=tuple(asking or terms))


def _certain(
    term: str, typed: int, near: Iterable[tuple[str, float]], known: Mapping[str, int]
) -> list[tuple[str, float]]:
    """Of the near misses of a word that `typed` passages have, those that must be what was meant there, too."""
    return [
        (word, weight if known.get(word, 0) >= CERTAIN * typed else round(weight * DOUBTED, 3))
        for word, weight in near
        if known.get(word, 0) >= OUTNUMBERED * typed and _slip(term, word)
    ]


def _starts(term: str) -> list[str]:
    """`term` as it may begin: as it stands, its second and third letter swapped, or a vowel missing before them."""
    starts = [term]
    if len(term) >= SHORTEST_SLIP and term[0] not in _VOWELS and term[1] not in _VOWELS:
        starts += [term[0] + vowel + term[1:] for vowel in _VOWELS]
    elif len(term) >= SHORTEST:
        starts.append(term[0] + term[2] + term[1] + term[3:])
    return starts


def _is_function(surface: str) -> bool:
    """Whether a function word was mistyped: one with the same letters, or with one of them doubled or left out."""
    if not surface.islower() or len(surface) < SHORTEST_SLIP:
        return False
    near = process.extract(surface, _function_words(), scorer=OSA.distance, score_cutoff=1, limit=5)
    return any(_slip(surface, word) or _slip(word, surface) for word, _, _ in near)


@cache
def _function_words() -> tuple[str, ...]:
    return tuple(sorted(word for word in lexicon().stopwords if len(word) >= SHORTEST_SLIP - 1))


def _guessed(
    surface: str, frequencies: Callable[[Sequence[str]], tuple[int, Mapping[str, int]]]
) -> list[tuple[str, float]]:
    """What is left of `surface` without the affixes of chat ("diremajain": remaja), if passages have it."""
    match = _INFORMAL.fullmatch(fold(surface))
    if not match:
        return []
    root = analyzer().stem(match["in"] or match["nge"])
    return [(root, FORM_WEIGHT)] if frequencies([root])[1].get(root, 0) >= OUTNUMBERED else []


def _merged(*found: list[tuple[str, float]]) -> list[tuple[str, float]]:
    best: dict[str, float] = {}
    for word, weight in (pair for pairs in found for pair in pairs):
        best[word] = max(weight, best.get(word, 0.0))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))


def _mistyped_form(surface: str) -> list[tuple[str, float]]:
    """The root of the inflected form that `surface` is one letter away from, if it is of one root only."""
    word = fold(surface)
    if len(word) < SHORTEST_FORM or not word.isalpha():
        return []
    near = process.extract(word, _forms().get(word[:2], ()), scorer=OSA.distance, score_cutoff=1, limit=5)
    meant = {derived()[form] for form, _, _ in near}
    return [(root, FORM_WEIGHT) for root in meant] if len(meant) == 1 else []


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    """The inflected forms of listed roots by their first two letters."""
    found: dict[str, list[str]] = {}
    for form in derived():
        found.setdefault(form[:2], []).append(form)
    return {start: tuple(forms) for start, forms in found.items()}
