"""The words of a text as one line of their stems: what is asked of them is read from it, and kept for the next time."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from retrieval.analysis import analyzer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from retrieval.analysis.analyzer import Forms

_TOPIC: Final = "+"
"""Before a stem that carries a topic."""
_IDLE: Final = "-"
"""Before a stem that carries none."""
_BETWEEN: Final = "\x1f"
_END: Final = "\n"
"""Behind each word. None of these is in a stem: the analyzer splits at hyphens and takes white space out."""
_KEPT: Final = 32_768
"""Words whose stems are kept, for all passages together: these share them."""


class StemLine:
    """The words of a text by their stems, and the `concepts` among them; see `Analyzer.concepts`.

    `line` has for each word its stems, each behind its mark.
    """

    __slots__ = ("_positions", "_stems", "_twice", "concepts", "line", "size")

    def __init__(self, line: str, concepts: Sequence[tuple[int, int, str]]) -> None:
        self.line = line
        self.concepts = concepts
        self.size = line.count(_END)
        """How many words there are."""
        self._twice = [term for first, end, term in concepts if end - first > 1]
        self._positions: dict[str, tuple[int, ...]] | None = None
        self._stems: list[tuple[str, ...]] | None = None

    @property
    def topics(self) -> int:
        """How many terms there are."""
        return self.line.count(_TOPIC) + len(self.concepts)

    @property
    def stems(self) -> Sequence[tuple[str, ...]]:
        """For each word all its stems."""
        if self._stems is None:
            self._stems = list(map(_stems, self._words()))
        return self._stems

    @property
    def content(self) -> list[tuple[str, ...]]:
        """For each word those of its stems that carry a topic, made anew each time."""
        return list(map(_content, self._words()))

    @property
    def terms(self) -> tuple[str, ...]:
        """The same as `Analyzer.terms` gives, made anew each time."""
        return (*chain.from_iterable(self.content), *(term for _, _, term in self.concepts))

    @property
    def positions(self) -> Mapping[str, tuple[int, ...]]:
        """Term → the words at which it stands.

        A phrase stands at its first word and at its last: what follows it is as near as what precedes it.
        """
        if self._positions is None:
            self._positions = self._placed()
        return self._positions

    def times(self, term: str) -> int:
        """How often the text has the term: once for both ends of a phrase."""
        places = len(self.positions.get(term, ()))
        return places - self._twice.count(term) if self._twice else places

    def _words(self) -> list[str]:
        return self.line.split(_END)[:-1]

    def _placed(self) -> dict[str, tuple[int, ...]]:
        positions: dict[str, tuple[int, ...]] = {}
        for place, content in enumerate(self.content):
            for stem in content:
                positions[stem] = (*positions[stem], place) if stem in positions else (place,)
        for first, end, term in self.concepts:
            positions[term] = (*positions.get(term, ()), *sorted({first, end - 1}))
        return positions


def stem_line(words: Iterable[Forms]) -> StemLine:
    """The line of these words, with the concepts that the analyzer finds in it."""
    forms = [*words]
    line = "".join([_written(*one) for one in forms])
    return StemLine(line, tuple(analyzer().concepts([stems for stems, _ in forms])))


@lru_cache(maxsize=_KEPT)
def _written(stems: tuple[str, ...], content: tuple[str, ...]) -> str:
    left = list(content)
    parts = []
    for stem in stems:
        topical = left[:1] == [stem]
        parts.append(f"{_TOPIC if topical else _IDLE}{stem}")
        del left[:topical]
    return _BETWEEN.join(parts) + _END


@lru_cache(maxsize=_KEPT)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(stem[1:] for stem in word.split(_BETWEEN)) if word else ()


@lru_cache(maxsize=_KEPT)
def _content(word: str) -> tuple[str, ...]:
    return tuple(stem[1:] for stem in word.split(_BETWEEN) if stem[0] != _IDLE) if word else ()
