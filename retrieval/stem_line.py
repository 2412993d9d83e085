"""The words of a text as one line of their stems, in which terms are looked for as in any text.

A dictionary of the terms' places and lists of each word's stems tell the same sooner once they are made (0.06 µs a
term, and not 0.2). But they take 40 µs to make and four times the memory: 10 kB a paragraph of news, and not 2.6.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from retrieval.analysis import analyzer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from retrieval.analysis.analyzer import Forms

_TOPIC: Final = " "
"""Before the only stem of a word, if it carries a topic."""
_PART: Final = "+"
"""Before a stem that carries a topic, of a word that has several: such a word is not looked for as one."""
_IDLE: Final = "-"
"""Before a stem that carries none."""
_BETWEEN: Final = "\x1f"
_END: Final = "\n"
"""Behind each word. None of these is in a stem, which is letters and digits."""
_KEPT: Final = 32_768
"""Words whose stems are kept, for all passages together."""


class StemLine:
    """The words of a text by their stems, and the `concepts` among them; see `Analyzer.concepts`.

    `line` has for each word its stems, each behind its mark; see `needle`. `others` are the terms that are not found in
    it so, with the first and the last word of each place: the stems of words that have several, and concepts.
    """

    __slots__ = ("concepts", "line", "others")

    def __init__(self, line: str, concepts: Sequence[tuple[int, int, str]]) -> None:
        self.line = line
        self.concepts = concepts
        self.others: Mapping[str, Sequence[tuple[int, int]]] = _others(line, concepts)

    @property
    def size(self) -> int:
        """How many words there are."""
        return self.line.count(_END)

    @property
    def topics(self) -> int:
        """How many terms there are."""
        return self.line.count(_TOPIC) + self.line.count(_PART) + len(self.concepts)

    @property
    def stems(self) -> list[tuple[str, ...]]:
        """For each word all its stems, made anew each time: in 2 µs for a paragraph of news."""
        return list(map(_stems, self.line.split(_END)[:-1]))

    @property
    def content(self) -> list[tuple[str, ...]]:
        """For each word those of its stems that carry a topic, made anew each time."""
        return list(map(_content, self.line.split(_END)[:-1]))

    @property
    def terms(self) -> tuple[str, ...]:
        """The same as `Analyzer.terms` gives, made anew each time."""
        return (*chain.from_iterable(self.content), *(term for _, _, term in self.concepts))

    def times(self, term: str) -> int:
        """How often the text has the term."""
        return self.line.count(needle(term)) + len(self.others.get(term, ()))

    def places(self, term: str) -> tuple[int, ...]:
        """The words at which the term stands.

        A phrase stands at its first word and at its last: what follows it is as near as what precedes it.
        """
        line, sought = self.line, needle(term)
        found = []
        word = begin = 0
        while (at := line.find(sought, begin)) >= 0:
            word += line.count(_END, begin, at)
            found.append(word)
            word, begin = word + 1, at + len(sought)
        for first, last in self.others.get(term, ()):
            found += sorted({first, last})
        return tuple(found)


def needle(term: str) -> str:
    """What a line has where this term is a word by itself."""
    return f"{_TOPIC}{term}{_END}"


def stem_line(words: Iterable[Forms]) -> StemLine:
    """The line of these words, with the concepts that the analyzer finds in it."""
    forms = [*words]
    line = "".join([_written(*one) for one in forms])
    return StemLine(line, tuple(analyzer().concepts([stems for stems, _ in forms])))


@lru_cache(maxsize=_KEPT)
def _written(stems: tuple[str, ...], content: tuple[str, ...]) -> str:
    if len(stems) == 1:
        return f"{_TOPIC if content else _IDLE}{stems[0]}{_END}"
    return _BETWEEN.join(f"{_PART if stem in content else _IDLE}{stem}" for stem in stems) + _END


@lru_cache(maxsize=_KEPT)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(stem[1:] for stem in word.split(_BETWEEN)) if word else ()


@lru_cache(maxsize=_KEPT)
def _content(word: str) -> tuple[str, ...]:
    return tuple(stem[1:] for stem in word.split(_BETWEEN) if stem[0] != _IDLE) if word else ()


def _others(line: str, concepts: Iterable[tuple[int, int, str]]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    if _BETWEEN in line:
        for place, word in enumerate(line.split(_END)[:-1]):
            if _BETWEEN in word:
                for stem in _content(word):
                    found.setdefault(stem, []).append((place, place))
    for first, end, term in concepts:
        found.setdefault(term, []).append((first, end - 1))
    return found
