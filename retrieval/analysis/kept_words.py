"""What was found out about words, kept: nearly all words of a text were met before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Told = TypeVar("Told")

LONGEST: Final = 60
"""Letters of a word that is kept: longer ones are noise, and memory must stay bounded."""


class KeptWords(dict[str, Told]):
    """Word → what `find_out` tells of it, looked up as in any dict.

    It holds `most` words at most. When half as many have come, they become the older ones; of these, those that are
    met again stay, and the others are forgotten when the next half has come. Threads may share it: a lost race costs
    that a word is found out again.
    """

    def __init__(self, find_out: Callable[[str], Told], most: int) -> None:
        super().__init__()
        self._find_out = find_out
        self._half = most // 2
        self._older: dict[str, Told] = {}

    def __missing__(self, word: str) -> Told:
        older = self._older
        told = older[word] if word in older else self._find_out(word)
        if len(word) <= LONGEST:
            if len(self) >= self._half:
                self._older = dict(self)
                self.clear()
            self[word] = told
        return told
