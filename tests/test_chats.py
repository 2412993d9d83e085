"""What the people of a chat have chosen, kept in the database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from retrieval.chats import Chats, ChatSettings
from retrieval.database import open_database
from retrieval.editing import ChangeKind, Editor
from retrieval.opening import open_library
from retrieval.passages import passages_of
from retrieval.scope import PUBLIC, Scope
from retrieval.store import Store
from tests.newsroom import BUS, CHILLI, FLOOD, SHUTTLE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.database import Database
    from retrieval.library import Library

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


async def test_what_was_chosen_in_a_chat_can_be_forgotten(chats: Chats, store: Store, database: Database) -> None:
    flood, _ = await put(store)
    for chat in ("5", "55"):
        await chats.change(chat, HOUSE)
        await chats.focus_on(chat, None, flood)
    async with database.transaction() as transaction:
        assert await chats.forget(transaction, "5") == HOUSE
    assert (await chats.settings("5"), await chats.focus("5", None)) == (ChatSettings(), None)
    assert (await chats.settings("55"), await chats.focus("55", None)) == (HOUSE, flood)
    await chats.focus_on("5", 7, flood)
    async with database.transaction() as transaction:
        assert await chats.forget(transaction, "5") == ChatSettings()
    assert await chats.focus("5", 7) is None


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


# A group that became a supergroup takes its articles along

OLD, NEW = "-5", "-1005"
SARI = Editor("7", OLD)
EVACUATED = "berapa warga yang mengungsi di Demak?"


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path / "data", semantic="off") as opened:
        yield opened


async def test_articles_of_a_chat_that_moves_are_answered_from_in_the_new_one_and_no_more_in_the_old_one(
    library: Library,
) -> None:
    flood = await library.edit(FLOOD, by=SARI, owner=OLD)
    public = await library.edit(CHILLI, by=SARI, owner=PUBLIC)
    before = await library.open_article(flood.card.id, Scope(OLD))
    vectors = [passage.id for passage in await library.store.passages_of(flood.card.id)]
    for _ in range(2):
        await library.move_chat(OLD, NEW)
        revision = await library.store.revision()
    answer = await library.ask(EVACUATED, scope=Scope(NEW, public=False))
    assert answer.quotes[0].bold == ("120 warga",)
    assert [passage.id for passage in await library.store.passages_of(flood.card.id)] == vectors
    assert await library.open_article(flood.card.id, Scope(NEW)) == before
    assert not (await library.ask(EVACUATED, scope=Scope(OLD, public=False))).quotes
    assert await library.articles(Scope(OLD, public=False)) == []
    assert await library.articles(Scope(NEW)) == [public.card, flood.card]
    assert revision == 3  # told again, nothing changes


async def test_changes_move_with_their_chat_and_can_still_be_undone_there_step_by_step(library: Library) -> None:
    added = await library.edit(FLOOD, by=SARI, owner=OLD)
    replaced = await library.edit(SHUTTLE, by=SARI, owner=OLD, ref=added.card.ref)
    elsewhere = await library.edit(CHILLI, by=SARI, owner="-6")
    await library.move_chat(OLD, NEW)
    assert await library.changes(OLD) == []
    assert await library.changes(NEW) == [
        replace(change, owner=NEW, by=Editor("7", NEW)) for change in (replaced, added)
    ]
    assert await library.changes("-6") == [replace(elsewhere, by=Editor("7", NEW))]
    by = Editor("7", NEW)
    await library.undo(by=by, owner=NEW)
    assert (await library.ask(EVACUATED, scope=Scope(NEW))).quotes[0].bold == ("120 warga",)
    await library.undo(by=by, owner=NEW)
    assert await library.count(Scope(NEW)) == 0


async def test_removed_article_of_a_chat_that_moved_can_be_brought_back_there(library: Library) -> None:
    added = await library.edit(FLOOD, by=SARI, owner=OLD)
    await library.withdraw(added.card.ref, by=SARI, owner=OLD)
    await library.move_chat(OLD, NEW)
    await library.undo(by=SARI, owner=NEW)
    assert await library.articles(Scope(NEW)) == [added.card]
    assert await library.count(Scope(OLD)) == 0


async def test_articles_of_both_chats_with_one_reference_stay_apart(library: Library) -> None:
    await library.add(SHUTTLE, ref="kabar", owner=NEW)
    await library.add(BUS, ref="kabar-2", owner=PUBLIC)
    await library.add(FLOOD, ref="kabar", owner=OLD)
    await library.add(CHILLI, ref="kabar-3", owner=OLD)
    await library.move_chat(OLD, NEW)
    cards = {card.ref: card.title for card in await library.articles(Scope(NEW, public=False))}
    assert cards == {"kabar": SHUTTLE.title, "kabar-3": CHILLI.title, "kabar-4": FLOOD.title}
    assert [card.title for card in await library.articles(Scope(NEW), search="kabar-4")] == [FLOOD.title]


@pytest.mark.parametrize("same", ["address", "content"])
async def test_article_that_both_chats_have_is_there_once_as_the_new_one_has_it(library: Library, same: str) -> None:
    mine = await library.add(
        replace(SHUTTLE, url=FLOOD.url) if same == "address" else replace(FLOOD, url=""), owner=NEW
    )
    flood = await library.edit(FLOOD, by=SARI, owner=OLD)
    chilli = await library.edit(CHILLI, by=SARI, owner=OLD)
    await library.move_chat(OLD, NEW)
    assert {card.id for card in await library.articles(Scope(NEW))} == {mine.id, chilli.card.id}
    removed, *_ = await library.changes(NEW)
    assert (removed.kind, removed.card.id, removed.by) == (ChangeKind.REMOVED, flood.card.id, Editor("", NEW))
    await library.remove(mine.ref, owner=NEW)
    await library.undo(by=SARI, owner=NEW, change=removed.id)
    assert {card.id for card in await library.articles(Scope(NEW))} == {flood.card.id, chilli.card.id}


async def test_other_chats_keep_their_articles_when_one_moves(library: Library) -> None:
    other = await library.edit(FLOOD, by=SARI, owner="-55")
    await library.add(CHILLI, owner=OLD)
    await library.move_chat(OLD, NEW)
    assert await library.articles(Scope("-55", public=False)) == [other.card]
    assert await library.articles(Scope("5", public=False)) == []
