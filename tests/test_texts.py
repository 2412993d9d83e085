"""The texts: complete in both languages, within Telegram's limits, and chosen by the reader's language."""

from __future__ import annotations

import string
from dataclasses import fields
from datetime import date

import pytest
from telegram.constants import BotCommandLimit, BotDescriptionLimit, CallbackQueryLimit

from bot.addressing import COMMANDS
from bot.texts import LANGUAGES, Texts, language_for, texts_of

TOASTS = (
    "thanks_yes",
    "thanks_no",
    "thanks_no_alone",
    "gone",
    "stale",
    "busy",
    "trouble",
    "settings_refused",
    "settings_states",
    "forget_not_yours",
    "edit_refused_in_private",
    "edit_refused_in_group",
    "edit_in_private",
    "cancel_too_late",
    "figures_none",
    "desk_refused_in_private",
    "desk_refused_in_group",
    "desk_in_private",
    "missed_nothing_near",
    "missed_gone",
    "missed_passage_gone",
    "missed_too_vague",
    "pin_gone",
    "telling",
    "told_already",
    "told_unanswered",
)


def flat(texts: Texts) -> dict[str, list[str]]:
    """Every text by the name of its field."""

    def strings(value: object) -> list[str]:
        if isinstance(value, str):
            return [value]
        return [part for item in value for part in strings(item)] if isinstance(value, tuple) else []

    return {field.name: strings(getattr(texts, field.name)) for field in fields(texts)}


def placeholders(written: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(written) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_has_stray_white_space(language: str) -> None:
    for name, written in flat(texts_of(language)).items():
        assert written, name
        assert all(one and one == one.strip() for one in written), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_has_a_long_dash(language: str) -> None:
    assert not [name for name, written in flat(texts_of(language)).items() if any("—" in one for one in written)]


def test_both_languages_fill_in_the_same_names() -> None:
    indonesian, english = flat(texts_of("id")), flat(texts_of("en"))
    for name, written in indonesian.items():
        assert set().union(*map(placeholders, written)) == set().union(*map(placeholders, english[name])), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_takes_toasts_commands_and_descriptions(language: str) -> None:
    texts = texts_of(language)
    written = flat(texts)
    for name in TOASTS:
        assert all(len(toast) <= CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH for toast in written[name])
    assert len(texts.about) <= BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH
    assert len(texts.description) <= BotDescriptionLimit.MAX_DESCRIPTION_LENGTH
    for command, meaning in texts.menu:
        assert command in COMMANDS
        assert len(meaning) <= BotCommandLimit.MAX_DESCRIPTION


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_only_commands_that_work(language: str) -> None:
    assert all(command.removeprefix("/") in COMMANDS for command, _ in texts_of(language).help_commands)


@pytest.mark.parametrize(
    ("code", "default", "spoken"),
    [
        ("id", "en", "id"),
        ("ms", "en", "id"),
        ("jv", "en", "id"),
        ("su-ID", "en", "id"),
        ("en", "id", "en"),
        ("en-GB", "id", "en"),
        ("EN", "id", "en"),
        ("de", "id", "id"),
        ("de", "en", "en"),
        (None, "id", "id"),
        ("", "en", "en"),
    ],
)
def test_reader_is_spoken_to_in_their_language(code: str | None, default: str, spoken: str) -> None:
    assert language_for(code, default) == spoken


def test_days_are_written_as_people_of_the_language_do() -> None:
    assert texts_of("id").day(date(2024, 8, 7)) == "7 Agu 2024"
    assert texts_of("en").day(date(2024, 8, 7)) == "7 Aug 2024"
