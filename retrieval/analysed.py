"""A passage as ranking and reading see it: its words, sentences and candidate answers."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from retrieval.analysis import Word, analyzer
from retrieval.evidence import Evidence, find_evidence
from retrieval.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from retrieval.question import QuestionType

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

    `starts` and `ends` are where the words begin and end; `stems` has for each word all its stems, `content` those that
    carry a topic; `concepts` are as `Analyzer.concepts` gives them, `sentences` as the function of that name.
    `evidence` has for each type of which there are candidate answers their starts, ends, strengths, first and last
    words, as five columns; see `AnalysedPassage.evidence`. It is `None` where nobody looked for them yet.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    stems: Sequence[tuple[str, ...]]
    content: Sequence[tuple[str, ...]]
    concepts: Sequence[tuple[int, int, str]]
    sentences: Sequence[tuple[int, int]]
    evidence: Mapping[str, Sequence[Sequence[Any]]] | None = None  # Any: whole numbers, and strengths between 0 and 1


def _found_out(text: str) -> Analysis:
    terms = analyzer()
    starts, ends = terms.bounds(text)
    forms = terms.forms([text[start:end] for start, end in zip(starts, ends, strict=True)])
    # Columns of the words, and not objects: these take 7 µs a passage, beside 47 for all else.
    stems = [stems for stems, _ in forms]
    content = [content for _, content in forms]
    return Analysis(starts, ends, stems, content, list(terms.concepts(stems)), sentences(text))


class AnalysedPassage:
    """The question-independent side of a passage. Treat it as a value: everything is computed from `text`."""

    __slots__ = (
        "_evidence", "_spoken", "analysis", "content", "ends", "positions", "sentence_of", "sentence_words",
        "sentences", "starts", "stems", "terms", "text",
    )  # fmt: skip

    def __init__(self, text: str, found: Analysis | None = None) -> None:
        """`found` is what was found out about this very text before."""
        self.analysis = found = found or _found_out(text)
        self.text = text
        self.starts, self.ends = found.starts, found.ends
        """Where the words begin and end."""
        self.stems = found.stems
        """For each word all its stems."""
        self.content = found.content
        """For each word those of its stems that carry a topic."""
        self.terms: tuple[str, ...] = (*chain.from_iterable(self.content), *(term for _, _, term in found.concepts))
        """The same as `Analyzer.terms` gives."""
        self.sentences: Sequence[tuple[int, int]] = found.sentences or [(0, len(text))]
        self.positions: dict[str, tuple[int, ...]] = {}
        """Term → the positions (in words) where it stands."""
        positions = self.positions
        for position, content in enumerate(self.content):
            for stem in content:
                positions[stem] = (*positions[stem], position) if stem in positions else (position,)
        for first, end, term in found.concepts:
            # A phrase stands at its first word and at its last: what follows it is as near as what precedes it.
            positions[term] = (*positions.get(term, ()), *sorted({first, end - 1}))
        self.sentence_words: list[tuple[int, int]] = self._by_sentence()
        """For each sentence, its words as `[first, last)`."""
        self.sentence_of = [
            number for number, (first, last) in enumerate(self.sentence_words) for _ in range(first, last)
        ]
        """For each word, its sentence."""
        self._evidence: dict[QuestionType, tuple[WordedEvidence, ...]] = {}
        self._spoken = ""

    @property
    def words(self) -> list[Word]:
        """The words, made anew each time."""
        return list(map(Word, self.starts, self.ends, self.stems, self.content))

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
            known = self._evidence[kind] = tuple(self._candidates(kind))
        return known

    def _candidates(self, kind: QuestionType) -> Iterator[WordedEvidence]:
        if self.analysis.evidence is not None:
            for start, end, strength, first, last in zip(*self.analysis.evidence.get(kind, ()), strict=True):
                yield Evidence(start, end, strength), first, last
            return
        yield from self.worded(find_evidence(kind, self.text, (self.starts, self.ends)))

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
