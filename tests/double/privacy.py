"""Which messages of a group Telegram shows to a bot.

By the Bots FAQ ("What messages will my bot get?") and "Bot-to-bot communication" of Telegram's documentation. A mention
reaches a bot in practice, though the FAQ does not name it.
"""

from collections.abc import Iterator
from typing import Final

from aiogram.types import Message, MessageEntity, User

STAND_INS: Final = frozenset({1087968824, 136817688})
"""GroupAnonymousBot and Channel_Bot: bots by name only, people stand behind them."""

_SERVICE: Final = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "group_chat_created",
    "supergroup_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
)


def reaches(message: Message, bot: User, *, sees_everything: bool, bots_may_talk: bool = False) -> bool:
    """Whether `bot` gets `message`; one that `sees_everything` is an admin or has its privacy mode off.

    Of other bots only a command by name or a reply to it arrives, and only if `bots_may_talk` to each other at all.
    """
    if any(getattr(message, name) for name in _SERVICE):
        return True
    sender = message.from_user
    if sender is not None and sender.is_bot and sender.id not in STAND_INS:
        return bots_may_talk and (_replies_to(message, bot) or _commands(message, bot, by_name=True))
    if sees_everything:
        return True
    original = message.reply_to_message
    if message.via_bot is not None:
        return message.via_bot.id == bot.id
    if _replies_to(message, bot):
        return True
    if original is not None and original.from_user is not None and _is_other_bot(original.from_user, bot):
        return False  # each message is for one bot at most, and a reply comes first
    return mentions(message, bot) or _commands(message, bot, by_name=False)


def mentions(message: Message, bot: User) -> bool:
    """Whether a text or caption names the bot, in any case of letters, or mentions it by id."""
    return any(
        (entity.type == "mention" and words.casefold() == f"@{bot.username}".casefold())
        or (entity.type == "text_mention" and entity.user is not None and entity.user.id == bot.id)
        for entity, words in _marked(message)
    )


def _replies_to(message: Message, bot: User) -> bool:
    original = message.reply_to_message
    return original is not None and original.from_user is not None and original.from_user.id == bot.id


def _is_other_bot(user: User, bot: User) -> bool:
    return user.is_bot and user.id != bot.id and user.id not in STAND_INS


def _commands(message: Message, bot: User, *, by_name: bool) -> bool:
    for entity, words in _marked(message):
        if entity.type == "bot_command" and entity.offset == 0:
            name = words.partition("@")[2]
            return name.casefold() == (bot.username or "").casefold() if name else not by_name
    return False


def _marked(message: Message) -> Iterator[tuple[MessageEntity, str]]:
    text = message.text or message.caption or ""
    for entity in message.entities or message.caption_entities or []:
        yield entity, entity.extract_from(text)
