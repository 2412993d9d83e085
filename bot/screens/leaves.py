"""Long lists, leaf by leaf: which one is shown, and the buttons that turn to its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.screens.render import Row, button

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot import buttons


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page (from 0) of how many, kept within bounds."""

    number: int
    of: int

    @classmethod
    def holding(cls, number: int, items: int, each: int) -> Leaf:
        """Page `number` of as many as `items` need when a page takes `each`; the last one if there are fewer."""
        count = max(1, -(-items // each))
        return cls(min(number, count - 1), count)

    @property
    def label(self) -> str:
        """`2/5`, or nothing when there is only one page."""
        return f"{self.number + 1}/{self.of}" if self.of > 1 else ""


def turning(leaf: Leaf, before: str, behind: str, to: Callable[[int], buttons.Press]) -> Row:
    """The buttons to the leaf `before` this one and the one `behind` it, where there are such.

    `to` makes the press that shows a leaf of a number.
    """
    row: Row = []
    if leaf.number > 0:
        row.append(button(before, to(leaf.number - 1)))
    if leaf.number + 1 < leaf.of:
        row.append(button(behind, to(leaf.number + 1)))
    return row
