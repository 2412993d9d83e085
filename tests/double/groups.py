"""Groups and supergroups: many people, of whom the bot hears what Telegram lets it hear."""

import re
from collections.abc import Mapping
from datetime import datetime

from aiogram.types import Message, User

from . import contents, delivery
from .changes import PATIENCE
from .contents import Content
from .gathering import Gathering
from .people import Person
from .room import Press
from .speakers import Talker
from .topics import Topic
from .view import BotMessage
from .world import now


class Group(Gathering):
    """A group or supergroup. Whoever acts comes first: `await group.says(budi, "…")`; what is heard is for all."""

    async def says(
        self,
        who: Talker,
        text: str,
        *,
        reply_to: Message | BotMessage | None = None,
        quote: str | None = None,
        topic: Topic | None = None,
        via: Talker | None = None,
        mentioning: Mapping[str, User] | None = None,
        at: datetime | None = None,
    ) -> Message:
        """Send a text (at `at`, default now) and return it; the bot gets it if Telegram would give it.

        It may reply to anybody's message and `quote` a part of it, stand in a `topic` (default General), be sent `via`
        another bot, and mention users by id in parts of it (`mentioning`). Raises ValueError for somebody who is not in
        the group, or for what is replied to, quoted or mentioned but not there.
        """
        content = contents.words(text, mentioning)
        return await self._say(who, content, reply_to=reply_to, quote=quote, topic=topic, via=via, at=at)

    async def asks(
        self,
        who: Talker,
        text: str,
        *,
        reply_to: Message | BotMessage | None = None,
        quote: str | None = None,
        topic: Topic | None = None,
    ) -> BotMessage:
        """Send a text and return the next message that the bot sends or edits here."""
        await self.says(who, text, reply_to=reply_to, quote=quote, topic=topic)
        return await self.hears()

    async def edits(self, who: Talker, message: Message, text: str) -> Message:
        """Change the text or caption of an earlier message of one's own."""
        present, speaker = self._group.messages[message.message_id], who.speaker
        if present.from_user is None or present.from_user.id != speaker.user.id:
            raise ValueError(f"message #{message.message_id} is not from {speaker.name}")
        content = contents.words(text)
        kept = {"text": text, "entities": content.fields.get("entities")}
        if present.text is None:
            kept = {"caption": text, "caption_entities": content.fields.get("entities")}
        edited = present.model_copy(update={**kept, "edit_date": int(now().timestamp())})
        return await delivery.edit(self._world, self._group, speaker, edited, content)

    async def sends_document(
        self,
        who: Talker,
        name: str,
        content: bytes,
        *,
        mime_type: str = "application/octet-stream",
        caption: str | None = None,
        reply_to: Message | BotMessage | None = None,
        topic: Topic | None = None,
    ) -> Message:
        """Send a file called `name`, which the bot can fetch."""
        sent = contents.document(self._world, name, content, mime_type, caption)
        return await self._say(who, sent, reply_to=reply_to, topic=topic)

    async def sends_photo(
        self,
        who: Talker,
        content: bytes,
        *,
        width: int,
        height: int,
        caption: str | None = None,
        reply_to: Message | BotMessage | None = None,
        topic: Topic | None = None,
    ) -> Message:
        """Send a picture of `width` × `height` pixels, in one size."""
        sent = contents.photo(self._world, content, width, height, caption)
        return await self._say(who, sent, reply_to=reply_to, topic=topic)

    async def sends_sticker(
        self,
        who: Talker,
        emoji: str = "👍",
        *,
        reply_to: Message | BotMessage | None = None,
        topic: Topic | None = None,
    ) -> Message:
        """Send a sticker that stands for `emoji`."""
        return await self._say(who, contents.sticker(self._world, emoji), reply_to=reply_to, topic=topic)

    async def presses(
        self, who: Person, message: BotMessage, label: str | re.Pattern[str], *, patience: float = PATIENCE
    ) -> Press:
        """Press a button, as `Person.presses` does; an anonymous admin presses under their own name."""
        return await self._presses(who.user, message, label, patience)

    async def _say(
        self,
        who: Talker,
        content: Content,
        *,
        reply_to: Message | BotMessage | None = None,
        quote: str | None = None,
        topic: Topic | None = None,
        via: Talker | None = None,
        at: datetime | None = None,
    ) -> Message:
        speaker = who.speaker
        if speaker.chat is None and not speaker.user.is_bot and speaker.user.id not in self._group.standings:
            raise ValueError(f"{speaker.name} is not in {self.name}")
        return await delivery.say(
            self._world,
            self._group,
            speaker,
            content,
            reply_to=reply_to,
            quote=quote,
            topic=topic,
            via=via.speaker if via else None,
            at=at,
        )
