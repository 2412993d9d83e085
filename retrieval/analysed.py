"""A passage as ranking and reading see it: its words, sentences and candidate answers, computed once and kept."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from retrieval.analysis import Word, analyzer
from retrieval.evidence import Evidence, find_evidence
from retrieval.sentences import sentences

if TYPE_CHECKING:
    from retrieval.question import QuestionType

KEPT_PASSAGES = 8192
"""Analysed passages kept in memory (about 10 kB each): the shortlists of some hundred questions."""


_WORD = re.compile(r"[^\W_]+")


def word_pairs(text: str) -> frozenset[tuple[str, str]]:
    """Neighbouring words of a text as they are written, in lower case: names and set phrases show in them."""
    return frozenset(pairwise(_WORD.findall(text.lower())))


class AnalysedPassage:
    """The question-independent side of a passage. Treat it as a value: everything is computed from `text`."""

    __slots__ = (
        "_evidence", "_starts", "pairs", "positions", "sentence_of", "sentence_words", "sentences", "terms", "text",
        "words",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        terms = analyzer()
        self.text = text
        self.words: list[Word] = terms.words(text)
        phrases = list(terms.concepts([word.stems for word in self.words]))
        content = [stem for word in self.words for stem in word.content]
        self.terms: tuple[str, ...] = (*content, *(term for _, _, term in phrases))
        """The same as `Analyzer.terms` gives."""
        self.sentences: list[tuple[int, int]] = sentences(text) or [(0, len(text))]
        self.positions: dict[str, list[int]] = {}
        """Term → the positions (in words) where it stands."""
        for position, word in enumerate(self.words):
            for stem in word.content:
                self.positions.setdefault(stem, []).append(position)
        for first, end, term in phrases:
            # A phrase stands at its first word and at its last: what follows it is as near as what precedes it.
            self.positions.setdefault(term, []).extend(sorted({first, end - 1}))
        self.sentence_words: list[tuple[int, int]] = self._by_sentence()
        """For each sentence, its words as `[first, last)`."""
        self.sentence_of = [
            number for number, (first, last) in enumerate(self.sentence_words) for _ in range(first, last)
        ]
        """For each word, its sentence."""
        self._starts = [word.start for word in self.words]
        self.pairs = word_pairs(text)
        self._evidence: dict[QuestionType, tuple[Evidence, ...]] = {}

    def evidence(self, kind: QuestionType) -> tuple[Evidence, ...]:
        """The candidate answers of that type."""
        known = self._evidence.get(kind)
        if known is None:
            known = self._evidence[kind] = find_evidence(kind, self.text)
        return known

    def words_within(self, start: int, end: int) -> range:
        """The words that share a character with `[start, end)`."""
        last = bisect_left(self._starts, end)
        first = bisect_right(self._starts, start, hi=last)
        # Words do not overlap, so of those that begin before it only the last one may reach into it.
        return range(first - 1 if first and self.words[first - 1].end > start else first, last)

    def _by_sentence(self) -> list[tuple[int, int]]:
        spans = []
        word = 0
        for _, end in self.sentences:
            first = word
            while word < len(self.words) and self.words[word].start < end:
                word += 1
            spans.append((first, word))
        return spans


@lru_cache(maxsize=KEPT_PASSAGES)
def analysed(text: str) -> AnalysedPassage:
    """The analysis of a passage's text, from the cache when it was needed before."""
    return AnalysedPassage(text)


@lru_cache(maxsize=KEPT_PASSAGES)
def context_terms(title: str, heading: str) -> tuple[str, ...]:
    """The terms that a passage inherits from its article's title and its section's heading."""
    terms = analyzer()
    return terms.terms(title) + terms.terms(heading)
