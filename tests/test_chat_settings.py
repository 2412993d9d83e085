"""A chat's settings on the screen, and what a press changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import buttons
from bot.buttons import Choose, Setting
from bot.screens import chat_settings
from bot.screens.chat_settings import CHOSEN, SPOKEN
from bot.texts import LANGUAGES, texts_of
from retrieval.chats import ChatSettings
from tests.sendable import sent

if TYPE_CHECKING:
    from bot.screens.render import Screen

ID = texts_of("id")


def rows(screen: Screen) -> list[list[tuple[str, str]]]:
    """The labels of the buttons with what they carry, row by row."""
    keyboard = screen.keyboard.inline_keyboard if screen.keyboard else ()
    return [[(button.text, str(button.callback_data)) for button in row] for row in keyboard]


def marked(screen: Screen) -> list[buttons.Press | None]:
    """The presses that are marked as chosen."""
    return [buttons.decode(data) for row in rows(screen) for label, data in row if label.startswith(CHOSEN)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_has_a_label_and_a_meaning(language: str) -> None:
    texts = texts_of(language)
    for table in (texts.settings_labels, texts.settings_states):
        assert [len(choices) for choices in table] == [len(SPOKEN), 2, 2]
    assert len(table) == len(Setting)


@pytest.mark.parametrize("setting", Setting)
def test_each_press_changes_its_own_setting_and_is_marked_then(setting: Setting) -> None:
    for value in range(len(ID.settings_labels[setting])):
        change = chat_settings.change_of(Choose(setting, value))
        assert change is not None
        for before in (ChatSettings(), ChatSettings(language="en", listens=True, public=False)):
            after = change(before)
            assert chat_settings.value_of(after, setting) == value
            others = [other for other in Setting if other is not setting]
            assert [chat_settings.value_of(after, other) for other in others] == [
                chat_settings.value_of(before, other) for other in others
            ]
            screen = chat_settings.screen(after, ID, private=False, articles=1)
            assert Choose(setting, value) in marked(screen)
            assert len(marked(screen)) == len(Setting)
            assert ID.settings_states[setting][value] in screen.text.plain


@pytest.mark.parametrize("choice", [Choose(Setting.LANGUAGE, 3), Choose(Setting.LISTENS, 2), Choose(Setting.PUBLIC, 7)])
def test_value_that_no_button_has_changes_nothing(choice: Choose) -> None:
    assert chat_settings.change_of(choice) is None


def test_private_chat_is_not_asked_whether_to_listen() -> None:
    settings = ChatSettings(listens=True)
    screen = chat_settings.screen(settings, ID, private=True, articles=1, blind=True)
    presses = [buttons.decode(data) for row in rows(screen) for _, data in row]
    assert {press.setting for press in presses if isinstance(press, Choose)} == {Setting.LANGUAGE, Setting.PUBLIC}
    assert ID.settings_blind not in screen.text.plain


def test_what_keeps_the_bot_from_answering_is_said_with_what_to_do() -> None:
    own_only = ChatSettings(listens=True, public=False)
    for texts in map(texts_of, LANGUAGES):
        hindered = chat_settings.screen(own_only, texts, private=False, articles=0, blind=True)
        assert texts.settings_blind in hindered.text.plain
        assert texts.settings_no_articles in hindered.text.plain
        sent(hindered)
        well = chat_settings.screen(own_only, texts, private=False, articles=2, blind=False)
        assert texts.settings_blind not in well.text.plain
        assert texts.settings_no_articles not in well.text.plain
    empty = chat_settings.screen(replace(own_only, public=True), ID, private=False, articles=0)
    assert ID.settings_no_articles not in empty.text.plain
