"""Looking for articles: which words count, and that a message tells by itself what it was looked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import Chat, InaccessibleMessage, Message

from bot.screens import searching
from bot.texts import LANGUAGES, texts_of
from bot.typesetting.markup import bold, lines, text

CHAT = Chat(1, Chat.PRIVATE)


def message(written: str) -> Message:
    return Message(5, datetime(2024, 1, 29, tzinfo=UTC), CHAT, text=written)


@pytest.mark.parametrize(
    ("written", "search"),
    [
        ("cabai rawit", "cabai rawit"),
        ("  “Harga Cabai”!\n", "Harga Cabai"),
        ("COVID-19 <b>", "COVID 19 b"),
        ("satu dua tiga empat lima enam tujuh", "satu dua tiga empat lima enam"),
        ("a" * 99, "a" * 30),
        ("?! … 👍", ""),
        ("_ %", ""),
        ("harga_cabai", "harga cabai"),
        ("", ""),
    ],
)
def test_words_of_a_search(written: str, search: str) -> None:
    assert searching.search_of(written) == search
    assert searching.search_of(search) == search


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("search", ["cabai rawit", "COVID 19", "x"])
def test_message_tells_what_was_looked_for_in_its_second_line_and_its_last(language: str, search: str) -> None:
    told = searching.line(search, texts_of(language))
    for written in (lines(bold("Daftar artikel 2/5"), told), lines(text("Judul"), text("Satu\nDua"), told, by="\n\n")):
        assert searching.search_in(message(written.plain)) == search


def test_what_stands_in_an_article_is_no_search() -> None:
    told = searching.line("cabai", texts_of("id")).plain
    assert searching.search_in(message(f"Judul\n› Pembuka\n\n{told}\n\nLalu sesuatu yang lain.")) == ""


@pytest.mark.parametrize("written", ["Daftar artikel", "", "Pencarian: “cabai”"])
def test_message_without_it_tells_nothing(written: str) -> None:
    told = searching.search_in(message(f"Daftar artikel\n{written}\nlagi"))
    assert told == ("cabai" if "cabai" in written else "")
    assert searching.line("", texts_of("id")).plain == ""


def test_message_that_telegram_shows_no_more_tells_nothing() -> None:
    assert searching.search_in(InaccessibleMessage(CHAT, 5)) == ""
