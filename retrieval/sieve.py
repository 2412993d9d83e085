"""Where in a text a pattern may match, told by the text's words.

Tried at every character, the patterns of candidate answers take 180 µs a paragraph of news, all of them together. Yet a
match of theirs opens with one of a few words ("pukul", "karena"), and whether a word is one of those need only be found
out once: so they take 55 (2,000 paragraphs).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.analysis.kept_words import KeptWords

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

MOST_KEPT = 30_000
"""Words of which it is known what they open (some 3 MB)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """A pattern, and the `opening` that it has wherever it matches: a pattern of no width.

    An opening is told by a single word, or by what stands before one that has another opening: "(" before a number.
    """

    pattern: re.Pattern[str]
    opening: re.Pattern[str]


class Sieve:
    """Tells where the sought patterns may match. Its only state is a cache, which threads may share."""

    def __init__(self, *sought: Sought) -> None:
        self._bits = {one: 1 << number for number, one in enumerate(sought)}
        self._known = KeptWords(self._opened_by, MOST_KEPT)

    def sifted(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> Sifted:
        """The text, made ready to be searched; its words begin and end there."""
        words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        return Sifted(text, ends, list(map(self._known.__getitem__, words)), self._bits)

    def _opened_by(self, word: str) -> int:
        """The bits of the patterns that open in a word."""
        return sum(bit for one, bit in self._bits.items() if one.opening.search(word))


@dataclass(frozen=True, slots=True)
class Sifted:
    """A text of which it is known what opens in each of its words."""

    text: str
    ends: Sequence[int]
    opened: Sequence[int]
    bits: dict[Sought, int]

    def openings(self, sought: Sought) -> Iterator[int]:
        """Where a match may begin, in order; perhaps at further places too."""
        bit = self.bits[sought]
        for number, opened in enumerate(self.opened):
            if opened & bit:
                before = self.ends[number - 1] if number else 0
                for opening in sought.opening.finditer(self.text, before, self.ends[number]):
                    yield opening.start()

    def matches(self, sought: Sought) -> Iterator[re.Match[str]]:
        """The same as the pattern's `finditer`."""
        match, done = sought.pattern.match, 0
        for start in self.openings(sought):
            if start >= done and (found := match(self.text, start)):
                yield found
                done = found.end()
