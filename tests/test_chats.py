"""What the people of a chat have chosen, kept in the database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from retrieval.chats import Chats, ChatSettings
from retrieval.database import open_database
from retrieval.passages import passages_of
from retrieval.store import Store
from tests.newsroom import CHILLI, FLOOD, SHUTTLE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.database import Database

HOUSE = ChatSettings(language="en", listens=True, public=False)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "kutip.sqlite3") as opened:
        yield opened


@pytest.fixture
def chats(database: Database) -> Chats:
    return Chats(database)


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


async def put(store: Store) -> tuple[int, int]:
    """Two articles' ids."""
    flood, chilli = [await store.put(article, passages_of(article), ref=article.title) for article in (FLOOD, CHILLI)]
    return flood.id, chilli.id


async def test_chat_that_chose_nothing_is_silent_sees_the_public_library_and_speaks_each_ones_language(
    chats: Chats,
) -> None:
    assert await chats.settings("-5") == ChatSettings(language="", listens=False, public=True)


async def test_settings_are_kept_for_each_chat_by_itself(chats: Chats) -> None:
    await chats.change("-5", ChatSettings(listens=True))
    await chats.change("-5", HOUSE)
    assert await chats.settings("-5") == HOUSE
    assert await chats.settings("-55") == ChatSettings()


async def test_of_two_changes_at_once_none_is_lost(chats: Chats) -> None:
    await asyncio.gather(
        chats.alter("-5", lambda now: replace(now, listens=True)),
        chats.alter("-5", lambda now: replace(now, language="en")),
    )
    assert await chats.settings("-5") == ChatSettings(language="en", listens=True)


async def test_alteration_tells_what_the_settings_are_now(chats: Chats) -> None:
    await chats.change("-5", HOUSE)
    assert await chats.alter("-5", lambda now: replace(now, language="")) == replace(HOUSE, language="")


async def test_what_was_chosen_in_a_chat_can_be_forgotten(chats: Chats, store: Store) -> None:
    flood, _ = await put(store)
    for chat in ("5", "55"):
        await chats.change(chat, HOUSE)
        await chats.focus_on(chat, None, flood)
    assert await chats.forget("5")
    assert (await chats.settings("5"), await chats.focus("5", None)) == (ChatSettings(), None)
    assert (await chats.settings("55"), await chats.focus("55", None)) == (HOUSE, flood)
    assert not await chats.forget("5")
    await chats.focus_on("5", 7, flood)
    assert await chats.forget("5")


async def test_each_topic_has_its_own_focus(chats: Chats, store: Store) -> None:
    flood, chilli = await put(store)
    await chats.focus_on("-5", None, flood)
    await chats.focus_on("-5", 7, flood)
    await chats.focus_on("-5", 7, chilli)
    assert await chats.focus("-5", None) == flood
    assert await chats.focus("-5", 7) == chilli
    assert await chats.focus("-5", 8) is None
    assert await chats.focus("-55", 7) is None


async def test_focus_can_be_let_go(chats: Chats, store: Store) -> None:
    flood, _ = await put(store)
    await chats.focus_on("-5", 7, flood)
    await chats.focus_on("-5", 8, flood)
    await chats.focus_on("-5", 7, None)
    assert await chats.focus("-5", 7) is None
    assert await chats.focus("-5", 8) == flood


async def test_focus_stays_on_an_article_that_is_replaced(chats: Chats, store: Store) -> None:
    flood, _ = await put(store)
    await chats.focus_on("-5", None, flood)
    await store.put(SHUTTLE, passages_of(SHUTTLE), ref=FLOOD.title)
    assert await chats.focus("-5", None) == flood


async def test_settings_and_focus_move_with_the_chat_however_often_it_is_told(chats: Chats, store: Store) -> None:
    flood, _ = await put(store)
    await chats.change("-5", HOUSE)
    await chats.focus_on("-5", None, flood)
    await chats.move("-5", "-1005")
    await chats.move("-5", "-1005")
    assert await chats.settings("-1005") == HOUSE
    assert await chats.focus("-1005", None) == flood
    assert await chats.settings("-5") == ChatSettings()
    assert await chats.focus("-5", None) is None


async def test_what_was_chosen_in_the_new_chat_already_stays_when_the_old_one_moves_there(
    chats: Chats, store: Store
) -> None:
    flood, chilli = await put(store)
    await chats.change("-5", HOUSE)
    await chats.focus_on("-5", None, flood)
    await chats.change("-1005", ChatSettings(language="id"))
    await chats.focus_on("-1005", None, chilli)
    await chats.move("-5", "-1005")
    assert await chats.settings("-1005") == ChatSettings(language="id")
    assert await chats.focus("-1005", None) == chilli
