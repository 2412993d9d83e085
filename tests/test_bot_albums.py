"""Albums, which come as one message a picture: the application itself, given such messages one after another."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

import pytest
from telegram import Update
from telegram.ext import Application

from bot.app import DESK, build_application
from bot.hearing.albums import Albums
from bot.settings import Settings, load_settings
from retrieval.opening import open_library
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from pathlib import Path

    from bot.app import App
    from tests.double import Person

PICTURE = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
_numbers = count(1)


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this machine reaches a test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


async def replies_to(application: App, person: Person, **content: object) -> int:
    """How often the application says something to somebody who sends this in their private chat."""
    said, number = len(person.said), next(_numbers)
    sender = {"id": person.id, "first_name": "Budi"}
    message = {
        "message_id": number,
        "date": int(datetime.now(UTC).timestamp()),
        "chat": {**sender, "type": "private"},
        "from": {**sender, "is_bot": False},
        **content,
    }
    await application.process_update(Update.de_json({"update_id": number, "message": message}, application.bot))
    return len(person.said) - said


async def test_album_without_words_gets_one_reply_and_nothing_is_kept_of_it_once_it_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with BotApiDouble() as double, open_library(tmp_path / "data", semantic="off") as library:
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", double.url)
        budi = double.person()
        async with build_application(load_settings(), library) as application:
            assert await replies_to(application, budi, text="👍") == 1
            assert len(application.bot_data[DESK].albums) == 0
            replies = [await replies_to(application, budi, photo=PICTURE, media_group_id=album) for album in "1112"]
            assert replies == [1, 0, 0, 1]
            assert len(application.bot_data[DESK].albums) == 1
            assert await replies_to(application, budi, text="👍") == 1
            assert len(application.bot_data[DESK].albums) == 0
        double.assert_clean()


async def test_application_keeps_nothing_of_the_chats_and_people_that_it_has_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with BotApiDouble() as double, open_library(tmp_path / "data", semantic="off") as library:
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", double.url)
        async with build_application(load_settings(), library) as application:
            for person in (double.person(11), double.person(12)):
                assert await replies_to(application, person, text="👍") == 1
                assert await replies_to(application, person, photo=PICTURE, media_group_id="1") == 1
            assert (dict(application.chat_data), dict(application.user_data)) == ({}, {})
            # PTB's own notes of whose data it is to store: without a persistence, it would never clear them.
            kept = [name for name in Application.__slots__ if name.endswith("_in_persistence")]
            assert len(kept) == 4
            assert [name for name in kept if getattr(application, name)] == []


def test_of_each_chat_one_album_is_remembered_until_the_next_message() -> None:
    albums = Albums()
    said = [(1, "a"), (1, "a"), (2, "a"), (1, None), (1, "a"), (2, "a"), (2, "b"), (2, "b")]
    assert [albums.seen(*one) for one in said] == [False, True, False, False, False, True, False, True]


def test_only_so_many_chats_albums_are_remembered() -> None:
    albums = Albums()
    for chat in range(5000):
        albums.seen(chat, "a")
    assert len(albums) == 1000
    assert albums.seen(4999, "a")
    assert not albums.seen(0, "a")
