"""What is kept of people: told by `/privasi`, removed by `/hapusdata` once they have said so again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers import ask
from bot.screens import menus, privacy, render
from bot.transport.sending import reply

if TYPE_CHECKING:
    from telegram import MaybeInaccessibleMessage, Message, User

    from bot.buttons import Forget
    from bot.desk import Desk, Room


async def show(desk: Desk, room: Room, message: Message) -> None:
    """Obey `/privasi`."""
    await reply(message, privacy.policy(desk.settings.retention_days, desk.settings.contact, room.texts))


async def offer(room: Room, message: Message) -> None:
    """Obey `/hapusdata`: ask whether it is meant; who writes as a group or channel is told that it is not them."""
    person = message.from_user
    if message.sender_chat is not None or person is None:
        await reply(message, render.sentence(room.texts.forget_as_chat))
    else:
        await reply(message, privacy.offer(person.id, person.first_name, room.texts))


async def offer_to(room: Room, shown: MaybeInaccessibleMessage, person: User) -> None:
    """Ask the same of who pressed the button for it in the message `shown`."""
    await ask.add(room, shown, privacy.offer(person.id, person.first_name, room.texts))


async def forget(desk: Desk, room: Room, shown: MaybeInaccessibleMessage, person: User, wish: Forget) -> str:
    """Remove all that is kept of a person, or nothing, as they wish; what to say in a toast to anybody else."""
    if wish.person != person.id:
        return room.texts.forget_not_yours
    if not wish.remove:
        await ask.turn_to(room, shown, privacy.cancelled(room.texts))
        return ""
    desk.inbox.forget(person.id)
    gone = await desk.library.forget_person(str(person.id))
    # How much somebody has asked, and where, is not for a group to know.
    told = privacy.forgotten(gone.questions if room.private else None, room.texts)
    await ask.turn_to(room, shown, told)
    if gone.settings.language:
        await menus.set_persons_menu(shown.get_bot(), person.id, "", desk.settings)
    return ""
