"""Numbers as people of a language write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.texts import Texts

_STEP: Final = 1000
_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


def number(value: float, texts: Texts) -> str:
    """A number with its thousands apart, and one decimal if it is not whole: `1.234` and `9,5` in Indonesian."""
    english = f"{value:,.1f}".removesuffix(".0")
    return english.translate({ord(","): texts.thousands, ord("."): texts.decimals})


def size(count: int, texts: Texts) -> str:
    """So many bytes, in the largest unit of which there is at least one: `12,5 MB`."""
    value, unit = float(count), 0
    while round(value, 1) >= _STEP and unit + 1 < len(_UNITS):
        value, unit = value / _STEP, unit + 1
    return f"{number(value, texts)} {_UNITS[unit]}"
