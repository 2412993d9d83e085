"""Who holds the pen: whether somebody may change articles where they write or press, and whose articles these are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.access import Actor, Editing, may_edit
from retrieval.audit import Editor
from retrieval.scope import PUBLIC, Scope

if TYPE_CHECKING:
    from telegram import Bot, Message, User

    from bot.desk import Desk, Room
    from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Pen:
    """The leave to change the articles of `owner`, and whose deed it is."""

    by: Editor
    owner: str
    most: int | None = None
    """How many articles the owner may have; None for any number."""

    def moved(self, chat: int) -> Pen:
        """The same leave where the group's id has become `chat`."""
        return Pen(Editor(self.by.person, str(chat)), str(chat), self.most) if self.owner != PUBLIC else self

    @property
    def scope(self) -> Scope:
        """The articles that can be changed, and no others."""
        return Scope(self.owner, public=False)


async def writers_pen(desk: Desk, room: Room, message: Message) -> Pen | str:
    """The pen of who wrote a message, or the kind refusal. Raises TelegramError."""
    if message.sender_chat is not None and message.sender_chat != message.chat:
        return _refusal(may_edit(Actor()), room.texts)  # somebody who writes as a channel, or as another group
    if message.sender_chat is not None:
        actor = Actor(private=room.private, as_chat=True)
        return _pen(desk, room, actor, message.sender_chat.id)
    return await pressers_pen(desk, room, message.get_bot(), message.from_user)


async def pressers_pen(desk: Desk, room: Room, bot: Bot, person: User | None) -> Pen | str:
    """The pen of who pressed a button, as a person, or the kind refusal. Raises TelegramError."""
    if person is None:
        return _refusal(may_edit(Actor()), room.texts)
    runs_group = not room.private and person.id in (await desk.admins.of(bot, room.chat, person.id)).people
    runs_bot = person.id in desk.settings.admin_ids
    return _pen(desk, room, Actor(private=room.private, admin=runs_group, runs_bot=runs_bot), person.id)


def _pen(desk: Desk, room: Room, actor: Actor, person: int) -> Pen | str:
    by = Editor(str(person), str(room.chat))
    match may_edit(actor):
        case Editing.PUBLIC:
            return Pen(by, PUBLIC)
        case Editing.OWN:
            return Pen(by, str(room.chat), desk.settings.group_articles)
        case refused:
            return _refusal(refused, room.texts)


def _refusal(refused: Editing, texts: Texts) -> str:
    match refused:
        case Editing.NOT_HERE:
            return texts.edit_in_private
        case Editing.NOT_YOURS:
            return texts.edit_refused_in_private
        case _:
            return texts.edit_refused_in_group
