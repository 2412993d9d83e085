"""How a group changes: its topics, its members, the bot's place in it, and its becoming a supergroup."""

from dataclasses import replace

from aiogram.types import Chat, ChatMemberUpdated, ForumTopicClosed, Message

from . import delivery, founding
from .channels import Channel
from .chats import GroupState, Presence, Standing
from .contents import Content
from .flood import Flood
from .members import bot_as_member, standing_of
from .people import Person
from .room import Room
from .speakers import GROUP_ANONYMOUS_BOT, Speaker, Talker
from .topics import Topic
from .world import World, now


class Gathering(Room):
    """A group as its owner and its admins run it; what is said in it is for `Group`."""

    def __init__(self, world: World, state: GroupState, owner: Person) -> None:
        """Made by `BotApiDouble.group`."""
        super().__init__(world, state)
        self._group = state
        self._owner = owner

    @property
    def chat(self) -> Chat:
        """The chat as the bot is told of it."""
        return self._group.chat

    def anonymous(self, title: str | None = None) -> Speaker:
        """An admin who speaks as the group itself, with a `title` if they have one."""
        return Speaker(GROUP_ANONYMOUS_BOT, self._group.chat, title)

    async def opens_topic(self, name: str, *, by: Person | None = None) -> Topic:
        """Open a topic of this forum. Raises ValueError in a group that is none."""
        if not self._group.chat.is_forum:
            raise ValueError("only a forum has topics")
        message = founding.topic(self._world, self._group, (by or self._owner).user, name)
        await self._happens(message, f"(opens the topic {name})")
        return self._group.topics[message.message_id]

    async def closes_topic(self, topic: Topic) -> Topic:
        """Close a topic: only admins can write there."""
        closed = self._group.topics[topic.id] = replace(topic, closed=True)
        await self._serves(f"(closes the topic {topic.name})", topic=topic, forum_topic_closed=ForumTopicClosed())
        return closed

    def deletes_topic(self, topic: Topic) -> None:
        """Delete a topic with all its messages, of which no bot is told."""
        self._group.delete_topic(topic.id)
        self._world.journal.note(f"(topic {topic.name}{self._group.place()})", "is deleted")

    async def takes_in(self, *people: Person) -> None:
        """Let people join."""
        for person in people:
            self._stands(person, Standing(person.user), by=person)
            await self._serves("(joins)", by=person, new_chat_members=[person.user])

    async def lets_go(self, person: Person) -> None:
        """Let somebody leave."""
        self._stands(person, None, by=person)
        await self._serves("(leaves)", by=person, left_chat_member=person.user)

    def promotes(self, person: Person, *, title: str | None = None) -> None:
        """Make a member an admin."""
        self._stands(person, Standing(person.user, "administrator", title=title))

    def demotes(self, person: Person) -> None:
        """Make an admin a plain member again."""
        self._stands(person, Standing(person.user))

    def hides(self, person: Person) -> None:
        """Let an admin be anonymous."""
        self._stands(person, replace(self._group.standings[person.id], anonymous=True))

    async def adds_the_bot(self, *, admin: bool = False) -> None:
        """Let the bot join, or change whether it is an admin."""
        joins = not self._group.bot_is_here
        await self._changes_the_bot("administrator" if admin else "member")
        if joins:
            await self._serves("(adds the bot)", new_chat_members=[self._world.bot])

    async def kicks_the_bot(self) -> None:
        """Throw the bot out: from now on it is refused with 403 here."""
        await self._changes_the_bot("kicked")
        self._world.journal.note(f"{self._owner.name}{self._group.place()}", "(kicks the bot)")

    def limit(self, per_minute: int = 20, *, minute: float = 60.0) -> None:
        """Refuse with 429, from now on, more messages and edits of the bot than that in any `minute` (seconds)."""
        self._group.flood = Flood(per_minute, minute)

    def links(self, channel: Channel) -> None:
        """Make this the discussion group of `channel`: every post is forwarded here."""
        channel.forwards_to(self._group)

    async def migrates(self) -> None:
        """Become a supergroup: a new id, new message numbers, and the old id is refused with where to go.

        This object goes on as the supergroup. Raises ValueError when it is one already.
        """
        old = self._group
        if old.chat.type != "group":
            raise ValueError("only a basic group can become a supergroup")
        chat = Chat(id=self._world.next_chat_id("supergroup"), type="supergroup", title=old.chat.title)
        new = GroupState(
            chat,
            said=old.said,
            standings=old.standings,
            bot_status=old.bot_status,
            privacy=old.privacy,
            flood=old.flood,
        )
        self._world.chats[chat.id] = new
        if new.bot_is_here:
            await self._world.queue.emit(
                my_chat_member=ChatMemberUpdated(
                    chat=chat,
                    from_user=self._owner.user,
                    date=now(),
                    old_chat_member=bot_as_member(self._world, "left"),
                    new_chat_member=bot_as_member(self._world, new.bot_status),
                )
            )
        await self._serves("(makes it a supergroup)", migrate_to_chat_id=chat.id)
        old.migrated_to = chat.id
        self._state = self._group = new
        await self._serves("(was a group before)", by=self.anonymous(), migrate_from_chat_id=old.chat.id)

    async def _serves(
        self, deed: str, *, by: Talker | None = None, topic: Topic | None = None, **fields: object
    ) -> None:
        """Put a service message into the group, by default of its owner."""
        who = (by or self._owner).speaker
        await delivery.say(self._world, self._group, who, Content(deed, fields), topic=topic)

    async def _happens(self, message: Message, deed: str) -> None:
        who = message.from_user.first_name if message.from_user else ""
        self._world.journal.note(f"{who}{self._group.place()}", deed)
        if self._group.bot_is_here:
            await self._world.queue.emit(message=message)

    def _stands(self, person: Person, standing: Standing | None, *, by: Person | None = None) -> None:
        """Give somebody another standing, None for having left; a bot that is an admin is told, if it has asked."""
        old = self._group.standings.pop(person.id, None)
        if standing is not None:
            self._group.standings[person.id] = standing
        if self._group.bot_status == "administrator":
            self._world.queue.put(
                chat_member=ChatMemberUpdated(
                    chat=self._group.chat,
                    from_user=(by or self._owner).user,
                    date=now(),
                    old_chat_member=standing_of(person.user, old),
                    new_chat_member=standing_of(person.user, standing),
                )
            )

    async def _changes_the_bot(self, presence: Presence) -> None:
        old, self._group.bot_status = self._group.bot_status, presence
        await self._world.queue.emit(
            my_chat_member=ChatMemberUpdated(
                chat=self._group.chat,
                from_user=self._owner.user,
                date=now(),
                old_chat_member=bot_as_member(self._world, old),
                new_chat_member=bot_as_member(self._world, presence),
            )
        )
