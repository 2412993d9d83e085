"""Who comes to a group, goes, or comes to run it: what it means for the bot. Pure decisions, and one short memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberOwner, ChatMemberRestricted

from bot.addressing import TOO_OLD

if TYPE_CHECKING:
    from telegram import ChatMemberUpdated

_AT_ONCE: Final = timedelta(seconds=10)
"""Who adds the bot by its button sends `/start` by the same tap."""
_MOST: Final = 1000

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Arrival:
    """What there is to know of a change of the bot's own place in a chat.

    `before` and `now` tell whether it is there; `mute` whether it may not write.
    """

    group: bool
    before: bool
    now: bool
    mute: bool = False
    age: timedelta = timedelta(0)


def is_to_greet(arrival: Arrival) -> bool:
    """Whether the bot has just been added to a group, and should say how it is used."""
    added = arrival.group and arrival.now and not arrival.before
    return added and not arrival.mute and arrival.age <= TOO_OLD


def is_there(member: ChatMember) -> bool:
    """Whether somebody is in a chat."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in {ChatMember.LEFT, ChatMember.BANNED}


def is_mute(member: ChatMember) -> bool:
    """Whether somebody may not write in a chat."""
    return isinstance(member, ChatMemberRestricted) and not member.can_send_messages


def is_about_admins(change: ChatMemberUpdated) -> bool:
    """Whether somebody ran the group until now, or does from now on."""
    return any(
        isinstance(member, ChatMemberOwner | ChatMemberAdministrator)
        for member in (change.old_chat_member, change.new_chat_member)
    )


class Greeted:
    """The groups that need no greeting, or have just had it; as many as there may be within some seconds."""

    def __init__(self) -> None:
        self._at: dict[int, datetime] = {}
        self._moved: dict[int, None] = {}

    def note(self, chat: int, at: datetime) -> None:
        """A group is greeted; `at` is when the bot was added, as Telegram tells it."""
        _keep(self._at, chat, at)

    def covers(self, chat: int, at: datetime) -> bool:
        """Whether a `/start` of that time is answered by the greeting already; true only once for each greeting."""
        greeted = self._at.pop(chat, None)
        return greeted is not None and at - greeted <= _AT_ONCE

    def moved(self, chat: int) -> None:
        """A group has become this supergroup."""
        _keep(self._moved, chat, None)

    def is_moved(self, chat: int) -> bool:
        """Whether a supergroup has been a group, where the bot was."""
        return chat in self._moved


def _keep(known: dict[int, _T], chat: int, what: _T) -> None:
    known.pop(chat, None)
    known[chat] = what
    while len(known) > _MOST:
        del known[next(iter(known))]
