"""Who runs a group: asked of Telegram, and remembered for some minutes as far as that can be relied on."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telegram import ChatMemberAdministrator, ChatMemberOwner
from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.transport.refusals import is_broken_line

if TYPE_CHECKING:
    from asyncio import Task
    from collections.abc import Callable

    from telegram import Bot

LIFETIME: Final = 300.0
"""Seconds for which a list counts at most."""
YES_UNTOLD: Final = 60.0
"""The same for somebody who runs the group, where Telegram does not tell us of changes."""
NO: Final = 10.0
"""The same for somebody who does not: a new admin is not turned away, and who tries again and again costs little."""
_MOST: Final = 1000
"""Groups whose lists are remembered."""


@dataclass(frozen=True, slots=True)
class Admins:
    """The owner and the administrators of a group: the people, by id, and whether the bot is among them.

    `anonymous` are those of the people who do not show in the group who they are.
    """

    people: frozenset[int]
    bot: bool
    anonymous: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Known:
    admins: Admins
    at: float


def is_fresh(age: float, *, yes: bool, told: bool) -> bool:
    """Whether a list that Telegram gave `age` seconds ago still tells that somebody runs a group (`yes`), or does not.

    `told` is true where Telegram tells us of changes: it does so only where the bot is an admin itself.
    """
    if not yes:
        return age < NO
    return age < (LIFETIME if told else YES_UNTOLD)


class AdminLists:
    """The administrators of groups, as they were some minutes ago at most."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: dict[int, _Known] = {}
        self._asking: dict[int, Task[Admins]] = {}

    async def of(self, bot: Bot, group: int, person: int | None = None) -> Admins:
        """Who runs a group, fresh enough to tell of `person` whether they do; without one, whether the bot does.

        Telegram is asked when what is known is not, once for all who want to know it at the same time. When it cannot
        be reached, who was known to run the group still does. Raises TelegramError.
        """
        known = self._known.get(group)
        yes = known is not None and (person is None or person in known.admins.people)
        if known and is_fresh(self._now() - known.at, yes=yes, told=known.admins.bot):
            return known.admins
        try:
            return await self._ask(bot, group)
        except TelegramError as error:
            unreachable = is_broken_line(error) or isinstance(error, RetryAfter)
            # The same list still: nothing was told meanwhile.
            if not (known and yes and unreachable and self._known.get(group) is known):
                raise
            if self._now() - known.at >= LIFETIME:
                raise
            return known.admins

    def changed(self, group: int) -> None:
        """Somebody has come to run a group or does so no more, or the bot is gone: what is known is worth nothing."""
        self._known.pop(group, None)
        self._asking.pop(group, None)  # what Telegram is about to say may be what was

    async def _ask(self, bot: Bot, group: int) -> Admins:
        task = self._asking.get(group)
        if task is None:
            task = self._asking[group] = asyncio.create_task(self._fetch(bot, group), name=f"admins of {group}")
            task.add_done_callback(lambda done: self._asked(group, done))
        return await asyncio.shield(task)  # it goes on for the others who wait for it

    async def _fetch(self, bot: Bot, group: int) -> Admins:
        at = self._now()
        admins = await _admins_of(bot, group)
        if self._asking.get(group) is asyncio.current_task():
            self._known.pop(group, None)  # the one that was asked for last is the last to go
            self._known[group] = _Known(admins, at)
            while len(self._known) > _MOST:
                del self._known[next(iter(self._known))]
        return admins

    def _asked(self, group: int, done: Task[Admins]) -> None:
        if self._asking.get(group) is done:
            del self._asking[group]
        if not done.cancelled():
            done.exception()  # whoever waited has it; nobody may have


async def _admins_of(bot: Bot, group: int) -> Admins:
    """Who runs a group, also after it has become a supergroup. Raises TelegramError.

    The whole list, since Telegram promises to tell of a single member only those bots that are admins themselves.
    """
    try:
        members = await bot.get_chat_administrators(group)
    except ChatMigrated as moved:
        members = await bot.get_chat_administrators(moved.new_chat_id)
    return Admins(
        people=frozenset(member.user.id for member in members if not member.user.is_bot),
        bot=any(member.user.id == bot.id for member in members),
        anonymous=frozenset(
            member.user.id
            for member in members
            if isinstance(member, ChatMemberOwner | ChatMemberAdministrator) and member.is_anonymous
        ),
    )
