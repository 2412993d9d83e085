"""The numbers of messages: which of them are known, and which one a message may have that was sent into the dark."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import Final

_SUPERGROUPS: Final = -1_000_000_000_000
"""Supergroups and channels, whose ids are below it, count their messages for themselves; all other chats of a bot have
one count together."""
_MOST_CHATS: Final = 256
_MOST_KNOWN: Final = 256
"""Numbers of each supergroup's count that are remembered."""
_MOST_KNOWN_TOGETHER: Final = 4096
"""Those of the count of all private chats: with 256, what was said to a bot that was down for a minute would hide what
it had sent (three answers of 2,000 came twice so, on a machine too busy for the bot to be up for long)."""
_MOST_CANDIDATES: Final = 16
"""In a private chat few messages come between a question and its answer; in a group, those that we do not hear too."""


@dataclass(slots=True)
class _Count:
    last: int = 0
    known: dict[int, None] = field(default_factory=dict)


class MessageNumbers:
    """The numbers that were seen lately, of what was said to the bot and of what it said.

    Above `last`, all that the bot has said in a chat is noted here.
    """

    def __init__(self) -> None:
        self._counts: dict[int, _Count] = {}

    def note(self, chat: int, number: int) -> None:
        """There is a message of this number in `chat`."""
        key = count_of(chat)
        count = self._counts.pop(key, None) or _Count()
        self._counts[key] = count  # at the end, so that the first one has been silent for longest
        count.last = max(count.last, number)
        count.known[number] = None
        if len(count.known) > (_MOST_KNOWN if key else _MOST_KNOWN_TOGETHER):
            del count.known[next(iter(count.known))]
        if len(self._counts) > _MOST_CHATS:
            del self._counts[next(iter(self._counts))]

    def notes(self) -> dict[int, int]:
        """What another process is to know of it: a chat of each count, and the last number there."""
        return {key: count.last for key, count in self._counts.items()}

    def last(self, chat: int) -> int:
        """A message that is sent to `chat` now gets a higher number than this one; 0 when none is known."""
        count = self._counts.get(count_of(chat))
        return count.last if count else 0

    def candidates(self, chat: int, after: int) -> list[int]:
        """The numbers that a message may have which was sent to `chat` when `last` was `after`; the likeliest first."""
        count = self._counts.get(count_of(chat)) or _Count()
        numbers = range(after + 1, after + 1 + _MOST_KNOWN_TOGETHER)
        return list(islice((number for number in numbers if number not in count.known), _MOST_CANDIDATES))


def count_of(chat: int) -> int:
    """A chat that stands for all whose messages are counted with those of `chat`; 0 for all private ones."""
    return chat if chat < _SUPERGROUPS else 0
