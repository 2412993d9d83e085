"""Albums: several messages to Telegram, one to who sends them, and so answered once."""

from __future__ import annotations

from typing import Final

_MOST: Final = 1000
"""Chats whose albums are remembered. One is remembered until the next message there, mostly for some seconds."""


class Albums:
    """The album to which the last message of each chat belonged."""

    def __init__(self) -> None:
        self._last: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._last)

    def seen(self, chat: int, album: str | None) -> bool:
        """Whether a message in `chat`, of this album or of none (None), comes after another one of the same album."""
        before = self._last.pop(chat, None)
        if album is None:
            return False
        self._last[chat] = album
        if len(self._last) > _MOST:
            del self._last[next(iter(self._last))]
        return album == before
