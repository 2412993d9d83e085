"""A chat's settings as people see and choose them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.buttons import Choose, Setting
from bot.screens.render import Row, Screen, button, keyboard
from bot.texts import LANGUAGES
from bot.typesetting.markup import Markup, bold, lines, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.texts import Texts
    from retrieval.chats import ChatSettings

SPOKEN: Final = ("", *LANGUAGES)
"""The languages that can be chosen, `""` for each person's own."""
CHOSEN: Final = "✓ "


def offered(*, private: bool) -> tuple[Setting, ...]:
    """What can be set in a private chat, where everything is said to the bot anyway, or in a group."""
    return tuple(one for one in Setting if not (private and one is Setting.LISTENS))


def value_of(settings: ChatSettings, setting: Setting) -> int:
    """What is chosen, as buttons carry it."""
    match setting:
        case Setting.LANGUAGE:
            return SPOKEN.index(settings.language)
        case Setting.LISTENS:
            return int(settings.listens)
        case Setting.PUBLIC:
            return int(settings.public)


def change_of(choice: Choose) -> Callable[[ChatSettings], ChatSettings] | None:
    """What a choice changes; None when there is no such choice, for what buttons carry can be forged."""
    match choice:
        case Choose(Setting.LANGUAGE, value) if value < len(SPOKEN):
            return lambda settings: replace(settings, language=SPOKEN[value])
        case Choose(Setting.LISTENS, (0 | 1) as value):
            return lambda settings: replace(settings, listens=bool(value))
        case Choose(Setting.PUBLIC, (0 | 1) as value):
            return lambda settings: replace(settings, public=bool(value))
        case _:
            return None


def screen(settings: ChatSettings, texts: Texts, *, private: bool, articles: int, blind: bool = False) -> Screen:
    """The settings, each with a row of buttons.

    `articles` is how many can be asked about here now; `blind` is true where the bot cannot see what it listens for.
    """
    rows: list[Row] = []
    states = Markup()
    for setting in offered(private=private):
        now = value_of(settings, setting)
        labels = enumerate(texts.settings_labels[setting])
        rows.append([button(CHOSEN * (value == now) + label, Choose(setting, value)) for value, label in labels])
        states = lines(states, text(texts.settings_states[setting][now]))
        if setting is Setting.LISTENS and blind:
            states = lines(states, text(texts.settings_blind))
        if setting is Setting.PUBLIC and not (settings.public or articles):
            states = lines(states, text(texts.settings_no_articles))
    return Screen(lines(bold(texts.settings_title), states, by="\n\n"), keyboard(rows))
