"""The list of PTB's tests that pass."""

from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).resolve().parent / "passing.txt"
"""One pytest id a line, sorted."""


class Shrinking(Exception):
    """Tests that are listed did not pass; the message names them."""


def listed(path: Path = LIST) -> list[str]:
    """The ids on the list, in its order."""
    return path.read_text(encoding="utf-8").splitlines()


def grown(old: AbstractSet[str], passed: AbstractSet[str]) -> list[str]:
    """The list with all that `passed` added to the `old` one. Raises `Shrinking` when one of those did not pass."""
    lost = sorted(old - passed)
    if lost:
        raise Shrinking("\n".join([f"{len(lost)} listed tests do not pass:", *lost]))
    return sorted(old | passed)
