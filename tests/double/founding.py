"""New groups and channels."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from aiogram.types import Chat, User

from .chats import GroupState, Presence, Standing
from .world import World

Kind: TypeAlias = Literal["group", "supergroup", "channel"]


def chat(world: World, kind: Kind, title: str, bot: Presence, username: str | None, *, forum: bool) -> GroupState:
    """A group or channel without anybody in it but, perhaps, the bot."""
    chat_id = world.next_chat_id(kind)
    founded = Chat(id=chat_id, type=kind, title=title, username=username, is_forum=forum or None)
    state = world.chats[chat_id] = GroupState(founded, bot_status=bot)
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
    strangers = [user.first_name for user in admins if user not in members]
    if not members or strangers:
        raise ValueError(f"not members: {', '.join(strangers)}" if strangers else "a group needs somebody to found it")
    state = chat(world, kind, title, bot, username, forum=forum)
    state.privacy = not world.bot.can_read_all_group_messages if privacy is None else privacy
    for user in members:
        status: Literal["administrator", "member"] = "administrator" if user in admins else "member"
        state.standings[user.id] = Standing(user, "creator" if user is members[0] else status)
    return state
