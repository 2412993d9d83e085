"""New groups, channels and topics."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from aiogram.types import Chat, ForumTopicCreated, Message, User

from .chats import GroupState, Presence, Standing
from .topics import ICON_COLOUR, Topic
from .world import World, now

Kind: TypeAlias = Literal["group", "supergroup", "channel"]


def chat(world: World, kind: Kind, title: str, bot: Presence, username: str | None, *, forum: bool) -> GroupState:
    """A group or channel without anybody in it but, perhaps, the bot."""
    chat_id = world.next_chat_id(kind)
    founded = Chat(id=chat_id, type=kind, title=title, username=username, is_forum=forum or None)
    state = world.chats[chat_id] = GroupState(founded, bot_status=bot)
    return state


def channel(
    world: World, title: str, members: Sequence[User], admins: Sequence[User], *, bot: Presence, username: str | None
) -> GroupState:
    """A channel of `members`, the first its owner, or of none. Raises ValueError for an admin who is none of them."""
    state = chat(world, "channel", title, bot, username, forum=False)
    _settle(state, members, admins)
    return state


def group(
    world: World,
    title: str,
    members: Sequence[User],
    admins: Sequence[User],
    *,
    kind: Kind,
    forum: bool,
    username: str | None,
    bot: Presence,
    privacy: bool | None,
) -> GroupState:
    """A group of `members`, the first its owner. Raises ValueError without any, or for an admin who is none of them."""
    if not members:
        raise ValueError("a group needs somebody to found it")
    state = chat(world, kind, title, bot, username, forum=forum)
    state.privacy = not world.bot.can_read_all_group_messages if privacy is None else privacy
    _settle(state, members, admins)
    return state


def topic(
    world: World,
    state: GroupState,
    opener: User,
    name: str,
    *,
    colour: int = ICON_COLOUR,
    icon: str | None = None,
) -> Message:
    """Open a topic in a forum; the message that tells of it, whose number is the topic's id."""
    number = world.next_message_id(state)
    created = {"name": name, "icon_color": colour} | ({"icon_custom_emoji_id": icon} if icon else {})
    message = Message(
        message_id=number,
        date=now(),
        chat=state.chat,
        from_user=opener,
        message_thread_id=number,
        is_topic_message=True,
        forum_topic_created=ForumTopicCreated.model_validate(created),
    )
    state.topics[number] = Topic(number, name, icon=icon)
    state.messages[number] = message
    return message


def _settle(state: GroupState, members: Sequence[User], admins: Sequence[User]) -> None:
    strangers = [user.first_name for user in admins if user not in members]
    if strangers:
        raise ValueError(f"not members: {', '.join(strangers)}")
    for user in members:
        status: Literal["administrator", "member"] = "administrator" if user in admins else "member"
        state.standings[user.id] = Standing(user, "creator" if user is members[0] else status)
