"""People who talk with the bot: what they do becomes updates, what the bot does is what they see."""

import re
from collections.abc import Mapping
from datetime import datetime

from aiogram.types import ChatMemberUpdated, Message, User

from . import contents, inline
from .changes import PATIENCE
from .contents import Content
from .members import bot_as_member
from .room import Press, Room
from .speakers import Speaker
from .speaking import spoken
from .tdlib import detect
from .view import BotMessage, Button
from .world import PressedButton, World, now


class Person(Room):
    """Somebody with a private chat with the bot; they can be in groups as well."""

    def __init__(self, world: World, user: User) -> None:
        """Made by `BotApiDouble.person`; `user` must be new to `world`."""
        super().__init__(world, world.meet(user))
        self.user = user

    @property
    def speaker(self) -> Speaker:
        """As whom this person speaks in groups."""
        return Speaker(self.user)

    async def says(
        self,
        text: str,
        *,
        reply_to: Message | BotMessage | None = None,
        quote: str | None = None,
        mentioning: Mapping[str, User] | None = None,
        at: datetime | None = None,
    ) -> Message:
        """Send a text (at `at`, default now) and return it as the bot will get it, its commands and links marked.

        It may reply to a message and `quote` a part of it; `mentioning` are parts of the text that mention users by id.
        """
        return await self._send(contents.words(text, mentioning), at=at, reply_to=reply_to, quote=quote)

    async def asks(self, text: str, *, reply_to: Message | BotMessage | None = None) -> BotMessage:
        """Send a text and return the next message that the bot sends or edits."""
        await self.says(text, reply_to=reply_to)
        return await self.hears()

    async def edits(self, message: Message, text: str) -> Message:
        """Change an earlier text of one's own."""
        edited = self._state.messages[message.message_id].model_copy(
            update={"text": text, "entities": list(detect(text)) or None, "edit_date": int(now().timestamp())}
        )
        self._state.messages[message.message_id] = edited
        self._world.journal.note(f"{self.user.first_name} edits #{message.message_id}", text)
        await self._world.queue.emit(edited_message=edited)
        return edited

    async def sends_document(
        self, name: str, content: bytes, *, mime_type: str = "application/octet-stream", caption: str | None = None
    ) -> Message:
        """Send a file called `name`, which the bot can fetch."""
        return await self._send(contents.document(self._world, name, content, mime_type, caption))

    async def sends_photo(self, content: bytes, *, width: int, height: int, caption: str | None = None) -> Message:
        """Send a picture of `width` × `height` pixels, in one size."""
        return await self._send(contents.photo(self._world, content, width, height, caption))

    async def sends_sticker(self, emoji: str = "👍") -> Message:
        """Send a sticker that stands for `emoji`."""
        return await self._send(contents.sticker(self._world, emoji))

    async def presses(self, message: BotMessage, label: str | re.Pattern[str], *, patience: float = PATIENCE) -> Press:
        """Press the button whose text is `label`, else the only one that contains it or matches the pattern.

        A button with data waits until the bot has answered the press; one with a URL is only returned. Raises
        AssertionError, naming the buttons, when there is none such or several, or when no answer comes.
        """
        return await self._presses(self.user, message, label, patience)

    async def types_inline(
        self, query: str, *, chat_type: str | None = "supergroup", offset: str = "", patience: float = PATIENCE
    ) -> inline.Page:
        """Type "@bot `query`" in a chat of some type ("sender" is the one with the bot); return what the bot offers.

        `offset` is the `next_offset` of the page before. Raises AssertionError when no answer comes.
        """
        return await inline.typed(self._world, self.user, query, chat_type, offset, patience)

    async def chooses(self, result: inline.Result, into: Room | None = None) -> BotMessage:
        """Send a result of an inline page into a room, by default the chat with the bot, and return the message.

        The bot gets the message where it is in the room. It hears of the choice too if `inline_feedback` is on.
        """
        return await inline.chosen(self._world, (into or self).state, self.speaker, result)

    def blocks_the_bot(self) -> None:
        """From now on the bot is refused with 403 here."""
        self._state.bot_is_blocked = True
        self._world.journal.note(self.user.first_name, "(blocks the bot)")
        self._world.queue.put(
            my_chat_member=ChatMemberUpdated(
                chat=self._state.chat,
                from_user=self.user,
                date=now(),
                old_chat_member=bot_as_member(self._world, "member"),
                new_chat_member=bot_as_member(self._world, "kicked"),
            )
        )

    async def _send(
        self,
        content: Content,
        *,
        at: datetime | None = None,
        reply_to: Message | BotMessage | None = None,
        quote: str | None = None,
    ) -> Message:
        message = spoken(self._world, self._state, self.speaker, content, reply_to=reply_to, quote=quote, at=at)
        self._world.journal.note(self.user.first_name, content.shown)
        await self._world.queue.emit(message=message)
        return message

    async def _press(self, message: BotMessage, button: Button) -> PressedButton:
        return await self._push(self.user, message, button)
