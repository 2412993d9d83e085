"""Who may do what where: pure decisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who wants something, and what Telegram says of them in the chat at hand.

    `as_chat` is true of an anonymous administrator, who writes as the group itself; `admin` of its owner and the other
    administrators. `runs_bot` is true of the bot's own admins (`ADMIN_IDS`), and never of who writes as a chat.
    """

    private: bool = False
    as_chat: bool = False
    admin: bool = False
    runs_bot: bool = False


class Editing(Enum):
    """What somebody may edit in a chat, or why nothing."""

    PUBLIC = auto()
    """The public library."""
    OWN = auto()
    """The articles of the group that they are in."""
    NOT_HERE = auto()
    """Nothing here, but the public library in their private chat."""
    NOT_YOURS = auto()
    """Nothing: they are no editor, and this is their private chat."""
    NOT_ADMIN = auto()
    """Nothing: they do not run the group."""


def may_change_settings(actor: Actor) -> bool:
    """Whether they may change the chat's settings: in their own chat everybody, in a group its administrators.

    The bot's own admins (`ADMIN_IDS`) have no say in other people's groups.
    """
    return actor.private or actor.as_chat or actor.admin


def may_edit(actor: Actor) -> Editing:
    """What they may add to, change and remove: the bot's admins the public library, and that in private only, where no
    group looks on; a group's administrators, anonymous ones too, the articles of that group.
    """
    if actor.private:
        return Editing.PUBLIC if actor.runs_bot else Editing.NOT_YOURS
    if actor.as_chat or actor.admin:
        return Editing.OWN
    return Editing.NOT_HERE if actor.runs_bot else Editing.NOT_ADMIN
