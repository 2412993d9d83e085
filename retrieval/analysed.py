"""A passage as ranking and reading see it: its words, sentences and candidate answers."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from retrieval.analysis import analyzer
from retrieval.evidence import Evidence, find_evidence
from retrieval.sentences import sentences
from retrieval.stem_line import stem_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from retrieval.question import QuestionType
    from retrieval.stem_line import StemLine

WordedEvidence: TypeAlias = tuple[Evidence, int, int]
"""A candidate answer and its words as `[first, last)`."""

_WORD = re.compile(r"[^\W_]+")


def spoken(text: str) -> str:
    """The words of a text as they are written, in lower case, each between two spaces: " di jakarta "."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def word_pairs(text: str) -> frozenset[str]:
    """Neighbouring words of a text as they are `spoken`: names and set phrases show in them."""
    return frozenset(f" {one} {other} " for one, other in pairwise(spoken(text).split()))


@dataclass(frozen=True, slots=True)
class Analysis:
    """What takes long to find out about a text: all that `AnalysedPassage` is made of.

    `starts` and `ends` are where the words begin and end, `sentences` as the function of that name gives them.
    `evidence` tells the candidate answers of each type; it is `None` where nobody looked for them yet.
    """

    words: StemLine
    starts: Sequence[int]
    ends: Sequence[int]
    sentences: Sequence[tuple[int, int]]
    evidence: Callable[[QuestionType], tuple[WordedEvidence, ...]] | None = None


def _found_out(text: str) -> Analysis:
    terms = analyzer()
    starts, ends = terms.bounds(text)
    forms = terms.forms([text[start:end] for start, end in zip(starts, ends, strict=True)])
    return Analysis(stem_line(forms), array("I", starts), array("I", ends), sentences(text))


class AnalysedPassage:
    """The question-independent side of a passage. Treat it as a value: everything is computed from `text`."""

    __slots__ = (
        "_evidence", "_spoken", "analysis", "ends", "sentence_of", "sentence_words", "sentences", "starts", "text",
        "words",
    )  # fmt: skip

    def __init__(self, text: str, found: Analysis | None = None) -> None:
        """`found` is what was found out about this very text before."""
        self.analysis = found = found or _found_out(text)
        self.text = text
        self.words = found.words
        """Its words, by their stems."""
        self.starts, self.ends = found.starts, found.ends
        """Where the words begin and end."""
        self.sentences: Sequence[tuple[int, int]] = found.sentences or [(0, len(text))]
        self.sentence_words: list[tuple[int, int]] = self._by_sentence()
        """For each sentence, its words as `[first, last)`."""
        self.sentence_of: list[int] = []
        """For each word, its sentence."""
        for number, (first, last) in enumerate(self.sentence_words):
            self.sentence_of += [number] * (last - first)
        self._evidence: dict[QuestionType, tuple[WordedEvidence, ...]] = {}
        self._spoken = ""

    @property
    def spoken(self) -> str:
        """See the function of that name."""
        if not self._spoken:
            self._spoken = spoken(self.text)
        return self._spoken

    @property
    def pairs(self) -> frozenset[str]:
        """Its word pairs, made anew each time."""
        return word_pairs(self.text)

    def evidence(self, kind: QuestionType) -> tuple[WordedEvidence, ...]:
        """The candidate answers of that type that have words, each with these as `[first, last)`."""
        known = self._evidence.get(kind)
        if known is None:
            told = self.analysis.evidence
            known = self._evidence[kind] = (
                told(kind)
                if told is not None
                else tuple(self.worded(find_evidence(kind, self.text, (self.starts, self.ends))))
            )
        return known

    def worded(self, candidates: Iterable[Evidence]) -> Iterator[WordedEvidence]:
        """Those of the candidate answers that have words, each with these as `[first, last)`."""
        for found in candidates:
            if words := self.words_within(found.start, found.end):
                yield found, words.start, words.stop

    def words_within(self, start: int, end: int) -> range:
        """The words that share a character with `[start, end)`."""
        last = bisect_left(self.starts, end)
        first = bisect_right(self.starts, start, hi=last)
        # Words do not overlap, so of those that begin before it only the last one may reach into it.
        return range(first - 1 if first and self.ends[first - 1] > start else first, last)

    def _by_sentence(self) -> list[tuple[int, int]]:
        bounds = [0, *(bisect_left(self.starts, end) for _, end in self.sentences)]
        return list(pairwise(bounds))
