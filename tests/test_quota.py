"""How many articles an owner may have: nothing goes in beyond that, and what is there can always be changed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from retrieval.audit import ChangeKind, Editor
from retrieval.editing import QuotaError
from retrieval.opening import open_library
from retrieval.scope import Scope
from tests.newsroom import BUS, CHILLI, FLOOD, SHIP

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.article import Article
    from retrieval.audit import Change
    from retrieval.library import Library

SARI = Editor(person="7", chat="-100")
GROUP = "-100"
OWN = Scope(GROUP, public=False)


@pytest_asyncio.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path / "data", semantic="off") as opened:
        yield opened


async def put(library: Library, article: Article, most: int | None = 1, owner: str = GROUP) -> Change:
    return await library.edit(article, by=SARI, owner=owner, most=most)


async def test_owner_who_has_all_they_may_have_gets_no_more_and_nothing_happens(library: Library) -> None:
    await put(library, FLOOD)
    before = await library.store.revision(), await library.changes(GROUP)
    with pytest.raises(QuotaError) as refused:
        await put(library, CHILLI)
    assert refused.value.most == 1
    assert (await library.store.revision(), await library.changes(GROUP)) == before
    assert [card.title for card in await library.articles(OWN)] == [FLOOD.title]


async def test_what_is_there_is_replaced_renamed_and_put_again_as_ever(library: Library) -> None:
    added = await put(library, FLOOD)
    longer = replace(FLOOD, sections=(*FLOOD.sections, *BUS.sections))
    assert (await put(library, longer)).kind is ChangeKind.REPLACED
    assert (await put(library, longer)).kind is ChangeKind.UNCHANGED
    replaced = await library.edit(CHILLI, by=SARI, owner=GROUP, ref=added.card.ref, most=0)
    assert replaced.kind is ChangeKind.REPLACED
    assert (await library.rename(added.card.id, "Cabai", by=SARI, owner=GROUP)).kind is ChangeKind.REPLACED
    assert (await library.undo(by=SARI, owner=GROUP, most=1)).card.title == CHILLI.title


async def test_others_and_who_may_have_any_number_are_not_held_back(library: Library) -> None:
    await put(library, FLOOD)
    await put(library, FLOOD, owner="-200")
    for article in (CHILLI, BUS, SHIP):
        await put(library, article, most=None)
    with pytest.raises(QuotaError):
        await put(library, FLOOD, most=0, owner="-300")


async def test_removed_article_comes_back_only_while_there_is_room(library: Library) -> None:
    added = await put(library, FLOOD)
    removed = await library.withdraw(added.card.ref, by=SARI, owner=GROUP)
    newer = await put(library, CHILLI)
    with pytest.raises(QuotaError):
        await library.undo(by=SARI, owner=GROUP, change=removed.id, most=1)
    await library.undo(by=SARI, owner=GROUP, change=newer.id, most=1)
    await library.undo(by=SARI, owner=GROUP, change=removed.id, most=1)
    assert [card.title for card in await library.articles(OWN)] == [FLOOD.title]


async def test_of_two_added_at_once_where_one_fits_one_goes_in(library: Library) -> None:
    outcomes = await asyncio.gather(put(library, FLOOD), put(library, CHILLI), return_exceptions=True)
    assert sorted(isinstance(outcome, QuotaError) for outcome in outcomes) == [False, True]
    assert await library.count(OWN) == 1
