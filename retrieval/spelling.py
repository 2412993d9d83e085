"""Typing errors: a question word that no text has, and the words of the library that it may have been meant as."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from retrieval.question import QueryTerm, Question

SHORTEST = 5
"""Letters of a stem that is repaired. Shorter ones are near too many others ("guru", "baru", "biru")."""
LONG = 8
"""From so many letters on, two errors are allowed instead of one."""
WEIGHTS = {1: 0.8, 2: 0.6}
"""What a match by a word one or two letters away counts beside the typed word itself."""
MOST_REPAIRS = 3


def near_misses(term: str, words: Iterable[str]) -> list[tuple[str, float]]:
    """Those of `words` that `term` may be a misspelling of, with their weights, nearest first, at most `MOST_REPAIRS`.

    Distance is optimal string alignment: a letter wrong, missing, added, or two neighbours swapped. The first letter
    is taken as right: people seldom miss it, and it keeps "baru" from "guru".
    """
    if len(term) < SHORTEST or not term.isalpha():
        return []
    most = 2 if len(term) >= LONG else 1
    found = []
    for word in words:
        if word[:1] == term[:1] and word != term and abs(len(word) - len(term)) <= most and word.isalpha():
            distance = OSA.distance(term, word, score_cutoff=most)
            if distance <= most:
                found.append((distance, word))
    return [(word, WEIGHTS[distance]) for distance, word in sorted(found)[:MOST_REPAIRS]]


def mend(
    question: Question,
    frequencies: Callable[[Sequence[str]], tuple[int, Mapping[str, int]]],
    similar: Callable[[str], Iterable[str]],
) -> Question:
    """The question with near misses as further alternatives for every word that no passage has.

    `frequencies` gives the number of passages and, for each term, of those that have it; `similar` the terms that
    begin like a term. A word that the library knows is never touched, however rare: it may be just the one asked for.
    """
    _, counts = frequencies([alternative for term in question.terms for alternative, _ in term.alternatives])

    def repaired(term: QueryTerm) -> QueryTerm:
        if any(counts.get(alternative) for alternative, _ in term.alternatives):
            return term
        return replace(term, alternatives=(*term.alternatives, *near_misses(term.term, similar(term.term))))

    return replace(question, terms=tuple(repaired(term) for term in question.terms))
