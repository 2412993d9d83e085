"""Tellings that are under way: what has come of those that were begun from one of the editor's messages."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.typesetting.markup import Markup


@dataclass(slots=True)
class TellingSheet:
    """The reports on the tellings that were begun from a message, by miss; and whether it shows something else now.

    `left` are the misses some of whose askers could not be told yet.
    """

    reports: dict[int, Markup] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    turned: bool = False
    under_way: int = 0


class Tellings:
    """The sheets of the messages from which a telling is under way.

    Two that are begun from the same message report below it, and neither knows the message with the other's report.
    """

    def __init__(self) -> None:
        self._sheets: dict[tuple[int, int], TellingSheet] = {}

    @contextmanager
    def of(self, chat: int, message: int) -> Iterator[TellingSheet]:
        """The sheet of a message, kept until the last telling that was begun there has ended."""
        sheet = self._sheets.setdefault((chat, message), TellingSheet())
        sheet.under_way += 1
        try:
            yield sheet
        finally:
            sheet.under_way -= 1
            if not sheet.under_way and self._sheets.get((chat, message)) is sheet:
                del self._sheets[chat, message]

    def turn(self, chat: int, message: int) -> None:
        """A message is about to show something else: reports that are to come have no place below it."""
        if (sheet := self._sheets.pop((chat, message), None)) is not None:
            sheet.turned = True
