"""A passage as ranking and reading see it: its words, sentences and candidate answers, computed once and kept."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from functools import cache, lru_cache
from itertools import chain, pairwise
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from retrieval.analysis import Word, analyzer
from retrieval.evidence import Evidence, find_evidence
from retrieval.sentences import sentences

if TYPE_CHECKING:
    from retrieval.question import QuestionType

WordedEvidence: TypeAlias = tuple[Evidence, int, int]
"""A candidate answer and its words as `[first, last)`."""

KEPT_CHARACTERS = 2_000_000
"""Characters of the analysed passages kept in memory (28 bytes each, 55 MB): the shortlists of some hundred
questions."""
KEPT_CONTEXTS = 8192
"""Titles with a heading whose terms are kept (about 0.5 kB each)."""


_WORD = re.compile(r"[^\W_]+")


def spoken(text: str) -> str:
    """The words of a text as they are written, in lower case, each between two spaces: " di jakarta "."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def word_pairs(text: str) -> frozenset[str]:
    """Neighbouring words of a text as they are `spoken`: names and set phrases show in them."""
    return frozenset(f" {one} {other} " for one, other in pairwise(spoken(text).split()))


class AnalysedPassage:
    """The question-independent side of a passage. Treat it as a value: everything is computed from `text`."""

    __slots__ = (
        "_evidence", "content", "ends", "positions", "sentence_of", "sentence_words", "sentences", "spoken", "starts",
        "stems", "terms", "text",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        terms = analyzer()
        self.text = text
        self.starts, self.ends = terms.bounds(text)
        """Where the words begin and end."""
        forms = terms.forms([text[start:end] for start, end in zip(self.starts, self.ends, strict=True)])
        # Columns of the words, and not objects: these take 7 µs a passage, beside 47 for all else.
        self.stems = [stems for stems, _ in forms]
        """For each word all its stems."""
        self.content = [content for _, content in forms]
        """For each word those of its stems that carry a topic."""
        phrases = list(terms.concepts(self.stems))
        self.terms: tuple[str, ...] = (*chain.from_iterable(self.content), *(term for _, _, term in phrases))
        """The same as `Analyzer.terms` gives."""
        self.sentences: list[tuple[int, int]] = sentences(text) or [(0, len(text))]
        self.positions: dict[str, tuple[int, ...]] = {}
        """Term → the positions (in words) where it stands."""
        positions = self.positions
        for position, content in enumerate(self.content):
            for stem in content:
                positions[stem] = (*positions[stem], position) if stem in positions else (position,)
        for first, end, term in phrases:
            # A phrase stands at its first word and at its last: what follows it is as near as what precedes it.
            positions[term] = (*positions.get(term, ()), *sorted({first, end - 1}))
        self.sentence_words: list[tuple[int, int]] = self._by_sentence()
        """For each sentence, its words as `[first, last)`."""
        self.sentence_of = [
            number for number, (first, last) in enumerate(self.sentence_words) for _ in range(first, last)
        ]
        """For each word, its sentence."""
        self.spoken = spoken(text)
        """See the function of that name."""
        self._evidence: dict[QuestionType, tuple[WordedEvidence, ...]] = {}

    @property
    def words(self) -> list[Word]:
        """The words, made anew each time."""
        return list(map(Word, self.starts, self.ends, self.stems, self.content))

    @property
    def pairs(self) -> frozenset[str]:
        """Its word pairs, made anew each time."""
        return word_pairs(self.text)

    def evidence(self, kind: QuestionType) -> tuple[WordedEvidence, ...]:
        """The candidate answers of that type that have words, each with these as `[first, last)`."""
        known = self._evidence.get(kind)
        if known is None:
            candidates = find_evidence(kind, self.text, (self.starts, self.ends))
            inside = [self.words_within(found.start, found.end) for found in candidates]
            known = self._evidence[kind] = tuple(
                (found, words.start, words.stop) for found, words in zip(candidates, inside, strict=True) if words
            )
        return known

    def words_within(self, start: int, end: int) -> range:
        """The words that share a character with `[start, end)`."""
        last = bisect_left(self.starts, end)
        first = bisect_right(self.starts, start, hi=last)
        # Words do not overlap, so of those that begin before it only the last one may reach into it.
        return range(first - 1 if first and self.ends[first - 1] > start else first, last)

    def _by_sentence(self) -> list[tuple[int, int]]:
        bounds = [0, *(bisect_left(self.starts, end) for _, end in self.sentences)]
        return list(pairwise(bounds))


class _Kept:
    """The analysed passages needed last, as many as have `most` characters."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._characters = 0
        self._passages: OrderedDict[str, AnalysedPassage] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str) -> AnalysedPassage:
        """The analysis of that text, made if it is not kept."""
        with self._lock:
            known = self._passages.get(text)
            if known is not None:
                self._passages.move_to_end(text)
                return known
        made = AnalysedPassage(text)
        with self._lock:
            if text not in self._passages:
                self._passages[text] = made
                self._characters += len(text)
            while self._characters > self._most and len(self._passages) > 1:
                gone, _ = self._passages.popitem(last=False)
                self._characters -= len(gone)
        return made


@cache
def _kept() -> _Kept:
    return _Kept(KEPT_CHARACTERS)


def analysed(text: str) -> AnalysedPassage:
    """The analysis of a passage's text, kept if it was needed lately."""
    return _kept().get(text)


@lru_cache(maxsize=KEPT_CONTEXTS)
def context_terms(title: str, heading: str) -> tuple[str, ...]:
    """The terms that a passage inherits from its article's title and its section's heading."""
    terms = analyzer()
    return terms.terms(title) + terms.terms(heading)
