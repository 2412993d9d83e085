"""Who may do what where: pure decisions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who wants something, and what Telegram says of them in the chat at hand.

    `as_chat` is true of an anonymous administrator, who writes as the group itself; `admin` of its owner and the other
    administrators.
    """

    private: bool = False
    as_chat: bool = False
    admin: bool = False


def may_change_settings(actor: Actor) -> bool:
    """Whether they may change the chat's settings: in their own chat everybody, in a group its administrators.

    The bot's own admins (`ADMIN_IDS`) have no say in other people's groups.
    """
    return actor.private or actor.as_chat or actor.admin
