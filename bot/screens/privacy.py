"""What is kept of people, and its removal, as they see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import buttons
from bot.screens.render import LABEL, Screen, button, keyboard, sentence
from bot.typesetting.cutting import shorten
from bot.typesetting.markup import bold, lines, text

if TYPE_CHECKING:
    from bot.texts import Texts


def policy(days: int, contact: str, texts: Texts) -> Screen:
    """What is kept, why and for how many `days`, who runs the bot (`""` if they do not say), and how to delete it."""
    runs_it = texts.privacy_contact.format(contact=contact) if contact else texts.privacy_no_contact
    return Screen(
        lines(
            bold(texts.privacy_title),
            *(text(paragraph.format(days=days)) for paragraph in texts.privacy),
            text(runs_it),
            text(texts.privacy_how_to_delete),
            by="\n\n",
        ),
        keyboard([[button(texts.delete_my_data, buttons.OfferToForget())]]),
    )


def offer(person: int, name: str, texts: Texts) -> Screen:
    """Whether all that is kept of a person is to be removed: the buttons are theirs alone."""
    return Screen(
        text(texts.forget_ask.format(name=shorten(name, LABEL, texts.nameless))),
        keyboard(
            [
                [
                    button(texts.forget_yes, buttons.Forget(person, remove=True)),
                    button(texts.forget_no, buttons.Forget(person, remove=False)),
                ]
            ]
        ),
    )


def forgotten(questions: int | None, texts: Texts) -> Screen:
    """So many questions were removed, and all else with them; None where others see it, who are told no number."""
    if questions is None:
        return sentence(texts.forgot_in_group)
    return sentence(texts.forgot.format(count=questions) if questions else texts.forgot_nothing)


def cancelled(texts: Texts) -> Screen:
    """Nothing was removed."""
    return sentence(texts.forget_cancelled)
