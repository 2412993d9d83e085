"""What the people of a chat have chosen: its settings, and the article that is talked about in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from retrieval.moving import move_articles
from retrieval.pins import move_pins
from retrieval.purging import leave_traces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrieval.database import Database, Row, Transaction

_SETTINGS: Final = "SELECT language, listens, public FROM chat WHERE chat = ?"


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """A chat's settings; as they are here until somebody changes them.

    `language` is a language's code, `""` for each person's own. With `listens`, questions are answered that nobody
    asked the bot. `public` tells whether the public library is seen beside the chat's own.
    """

    language: str = ""
    listens: bool = False
    public: bool = True


class Chats:
    """The chats of a database; a chat is known by its id as text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def settings(self, chat: str) -> ChatSettings:
        """The settings of a chat."""
        return _settings(await self._database.fetch(_SETTINGS, (chat,)))

    async def change(self, chat: str, settings: ChatSettings) -> None:
        """Give a chat these settings."""
        await self.alter(chat, lambda _: settings)

    async def alter(self, chat: str, change: Callable[[ChatSettings], ChatSettings]) -> ChatSettings:
        """Change the settings of a chat as they are at that moment, so that of two changes at once none is lost.

        What they are from then on.
        """
        async with self._database.transaction() as transaction:
            settings = change(_settings(await transaction.fetch(_SETTINGS, (chat,))))
            await transaction.execute(
                "INSERT INTO chat (chat, language, listens, public) VALUES (?, ?, ?, ?) ON CONFLICT (chat) "
                "DO UPDATE SET language = excluded.language, listens = excluded.listens, public = excluded.public",
                (chat, settings.language, int(settings.listens), int(settings.public)),
            )
        return settings

    async def forget(self, transaction: Transaction, chat: str) -> ChatSettings:
        """Remove what was chosen in a chat; the settings that it had. Whoever commits the transaction purges."""
        settings = _settings(await transaction.fetch(_SETTINGS, (chat,)))
        removed = await transaction.execute("DELETE FROM chat WHERE chat = ?", (chat,))
        if removed + await transaction.execute("DELETE FROM focus WHERE chat = ?", (chat,)):
            await leave_traces(transaction)
        return settings

    async def focus(self, chat: str, topic: int | None) -> int | None:
        """The id of the article that is talked about in a chat, or in one of its forum topics; None for all of them.

        That article may be gone meanwhile.
        """
        rows = await self._database.fetch("SELECT article FROM focus WHERE chat = ? AND topic = ?", (chat, topic or 0))
        return rows[0].integer("article") if rows else None

    async def focus_on(self, chat: str, topic: int | None, article: int | None) -> None:
        """Talk about the article of this id from now on, or about all again if it is None."""
        async with self._database.transaction() as transaction:
            if article is None:
                await transaction.execute("DELETE FROM focus WHERE chat = ? AND topic = ?", (chat, topic or 0))
                return
            await transaction.execute(
                "INSERT INTO focus (chat, topic, article) VALUES (?, ?, ?) "
                "ON CONFLICT (chat, topic) DO UPDATE SET article = excluded.article",
                (chat, topic or 0, article),
            )

    async def move(self, old: str, new: str) -> int:
        """Give all that is kept of the chat `old` to the chat `new`, its articles too; the number of its turns.

        What was chosen in the new chat already stays, and so do its articles; see `move_articles`. The turns (and
        their conversations, keys that begin with the chat) are tied to no message from then on: a chat that is moved
        numbers its messages anew, and what is said under an old number there has nothing to do with them.
        """
        async with self._database.transaction() as transaction:
            await transaction.execute("UPDATE OR IGNORE chat SET chat = ?2 WHERE chat = ?1", (old, new))
            await transaction.execute("DELETE FROM chat WHERE chat = ?", (old,))
            await transaction.execute("UPDATE OR IGNORE focus SET chat = ?2 WHERE chat = ?1", (old, new))
            await transaction.execute("DELETE FROM focus WHERE chat = ?", (old,))
            await move_pins(transaction, old, new)
            await move_articles(transaction, old, new)
            return await transaction.execute(
                "UPDATE turn SET chat = ?2, message = NULL, question_message = NULL, conversation = CASE "
                "WHEN instr(conversation, ?1 || ':') = 1 THEN ?2 || substr(conversation, length(?1) + 1) "
                "ELSE conversation END WHERE chat = ?1",
                (old, new),
            )


def _settings(rows: Sequence[Row]) -> ChatSettings:
    if not rows:
        return ChatSettings()
    (row,) = rows
    return ChatSettings(row.text("language"), bool(row.integer("listens")), bool(row.integer("public")))
