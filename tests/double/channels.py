"""Channels: what is posted there reaches the bot, and the group that is linked to it."""

from datetime import datetime

from aiogram.enums import MessageOriginType
from aiogram.types import Message, MessageOriginChannel

from . import contents
from .chats import GroupState
from .contents import Content
from .delivery import say
from .room import Room
from .speakers import CHANNEL_BOT, TELEGRAM, Speaker
from .speaking import spoken
from .tdlib import detect
from .view import BotMessage
from .world import World, now


class Channel(Room):
    """A channel that the bot may be a member (which there means: an admin) of."""

    def __init__(self, world: World, state: GroupState) -> None:
        """Made by `BotApiDouble.channel`."""
        super().__init__(world, state)
        self._channel = state

    @property
    def speaker(self) -> Speaker:
        """As whom somebody speaks in a group on behalf of this channel."""
        return Speaker(CHANNEL_BOT, self._channel.chat)

    def forwards_to(self, group: GroupState) -> None:
        """Make `group` the discussion group of this channel: each knows the other."""
        self._channel.linked, group.linked = group, self._channel

    async def posts(
        self, text: str, *, reply_to: Message | BotMessage | None = None, at: datetime | None = None
    ) -> Message:
        """Post a text, which the linked group gets as an automatic forward."""
        return await self._post(contents.words(text), reply_to, at)

    async def posts_document(
        self,
        name: str,
        content: bytes,
        *,
        mime_type: str = "application/octet-stream",
        caption: str | None = None,
        at: datetime | None = None,
    ) -> Message:
        """Post a file called `name`, which the linked group gets as an automatic forward."""
        return await self._post(contents.document(self._world, name, content, mime_type, caption), None, at)

    async def edits(self, post: Message, text: str) -> Message:
        """Change an earlier post; the forwarded copy stays as it was."""
        edited = self._channel.messages[post.message_id].model_copy(
            update={"text": text, "entities": list(detect(text)) or None, "edit_date": int(now().timestamp())}
        )
        self._channel.messages[post.message_id] = edited
        self._world.journal.note(f"{self.name} edits #{post.message_id}", text)
        if self._channel.bot_is_here:
            await self._world.queue.emit(edited_channel_post=edited)
        return edited

    def forward_of(self, post: Message) -> Message:
        """The copy of a post in the linked group. Raises LookupError when there is none."""
        linked = self._channel.linked
        for message in linked.messages.values() if linked else ():
            origin = message.forward_origin
            if isinstance(origin, MessageOriginChannel) and origin.message_id == post.message_id:
                return message
        raise LookupError(f"post #{post.message_id} was forwarded to no group")

    async def _post(self, content: Content, reply_to: Message | BotMessage | None, at: datetime | None) -> Message:
        # A post has no sender but its channel.
        author = Speaker(CHANNEL_BOT, self._channel.chat)
        post = spoken(self._world, self._channel, author, content, reply_to=reply_to, at=at)
        post = self._channel.messages[post.message_id] = post.model_copy(update={"from_user": None})
        self._world.journal.note(f"{self.name} (channel)", content.shown)
        if self._channel.bot_is_here:
            await self._world.queue.emit(channel_post=post)
        if self._channel.linked is not None:
            await self._forward(post, content, self._channel.linked)
        return post

    async def _forward(self, post: Message, content: Content, group: GroupState) -> None:
        origin = MessageOriginChannel(
            type=MessageOriginType.CHANNEL, date=post.date, chat=self._channel.chat, message_id=post.message_id
        )
        forwarded = Content(content.shown, {**content.fields, "forward_origin": origin, "is_automatic_forward": True})
        await say(self._world, group, Speaker(TELEGRAM, self._channel.chat), forwarded)
