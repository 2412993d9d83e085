"""What editors change: on record whole, undone whole, step by step, for a day, and nobody else's business."""

from __future__ import annotations

import json
import sqlite3
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.answer import Status
from retrieval.article import Article, Section
from retrieval.database import open_database
from retrieval.editing import Change, ChangeKind, Editing, Editor, UndoError, UndoReason
from retrieval.errors import ArticleError
from retrieval.intake import NewArticle
from retrieval.migrations import all_migrations
from retrieval.opening import open_library
from retrieval.passages import passages_of
from retrieval.scope import EVERYONE, PUBLIC, Scope
from retrieval.store import Store
from retrieval.turns import TurnQuote
from retrieval.vectors import Vectors
from tests.newsroom import BUS, CHILLI, FLOOD, SHIP, SHUTTLE, article

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.database import Database
    from retrieval.library import Library

SARI = Editor(person="7", chat="-100")
BUDI = Editor(person="8", chat="-200")
EVACUATED = "berapa warga yang mengungsi di Demak?"
RISEN = replace(
    FLOOD,
    sections=(Section("Warga mengungsi", ("Sebanyak 300 warga Demak mengungsi ke balai desa, kata bupati.",)),),
)
"""FLOOD as its publisher has it the next day, at the same address."""


@pytest_asyncio.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path / "data", semantic="off") as opened:
        yield opened


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "kutip.sqlite3") as opened:
        yield opened


@pytest.fixture
def editing(database: Database) -> Editing:
    return Editing(database)


async def put(editing: Editing, one: Article, ref: str | None = None, owner: str = PUBLIC) -> Change:
    return await editing.put(NewArticle(one, passages_of(one), ref, owner), SARI)


async def undo(editing: Editing, change: int | None = None, owner: str = PUBLIC) -> Change:
    return await editing.undo(change, SARI, owner)


async def refusal(editing: Editing, change: int | None = None, owner: str = PUBLIC) -> UndoReason:
    """Why a change is not undone; and that the attempt changed nothing."""
    store = Store(editing._database)
    before = (await store.revision(), await editing.changes(owner, limit=99, offset=0))
    with pytest.raises(UndoError) as refused:
        await undo(editing, change, owner)
    assert (await store.revision(), await editing.changes(owner, limit=99, offset=0)) == before
    return refused.value.reason


async def bold(library: Library, scope: Scope = EVERYONE) -> tuple[str, ...]:
    """The answer to EVACUATED."""
    answer = await library.ask(EVACUATED, scope=scope)
    return answer.quotes[0].bold if answer.status is Status.ANSWERED else ()


async def everything(database: Database) -> list[tuple[object, ...]]:
    """All that is stored of articles and passages, but for the revision."""
    rows = await database.fetch(
        "SELECT json_array(a.id, owner, ref, title, publisher, published, url, folded, content, whole, added_at, "
        "document, p.id, position, section, body, first, last, origins) AS all_of_it "
        "FROM article AS a JOIN passage AS p ON p.article = a.id ORDER BY p.id"
    )
    return [tuple(json.loads(row.text("all_of_it"))) for row in rows]


# What a change says of itself


async def test_editor_adds_replaces_renames_and_removes_and_each_change_says_what_it_did(library: Library) -> None:
    added = await library.edit(FLOOD, by=SARI, owner=PUBLIC)
    replaced = await library.edit(RISEN, by=BUDI, owner=PUBLIC)
    renamed = await library.rename(added.card.id, "  Banjir\nDemak  Meluas ", by=SARI, owner=PUBLIC)
    removed = await library.withdraw(added.card.ref, by=SARI, owner=PUBLIC)
    assert [(c.kind, c.card.title, c.passages, c.by) for c in (added, replaced, renamed, removed)] == [
        (ChangeKind.ADDED, FLOOD.title, 3, SARI),
        (ChangeKind.REPLACED, FLOOD.title, 1, BUDI),
        (ChangeKind.REPLACED, "Banjir Demak Meluas", 1, SARI),
        (ChangeKind.REMOVED, "Banjir Demak Meluas", 1, SARI),
    ]
    assert len({c.card.id for c in (added, replaced, renamed, removed)}) == 1
    assert {c.card.ref for c in (added, replaced, renamed, removed)} == {"banjir-rendam-ratusan-rumah-di-demak"}
    card = added.card
    assert (card.publisher, card.date, card.url) == (FLOOD.publisher, FLOOD.date, FLOOD.url)
    assert timedelta() <= datetime.now(UTC) - removed.at < timedelta(minutes=1)
    assert await library.changes(PUBLIC) == [removed, renamed, replaced, added]
    assert await library.changes(PUBLIC, limit=2, offset=1) == [renamed, replaced]


async def test_what_an_editor_does_is_answered_from_at_once(library: Library) -> None:
    added = await library.edit(FLOOD, by=SARI, owner=PUBLIC)
    assert await bold(library) == ("120 warga",)
    await library.edit(RISEN, by=SARI, owner=PUBLIC)
    assert await bold(library) == ("300 warga",)
    await library.undo(by=SARI, owner=PUBLIC)
    assert await bold(library) == ("120 warga",)
    await library.withdraw(added.card.ref, by=SARI, owner=PUBLIC)
    assert await bold(library) == ()
    await library.undo(by=SARI, owner=PUBLIC)
    assert await bold(library) == ("120 warga",)


async def test_new_title_is_what_an_article_is_found_by(library: Library) -> None:
    change = await library.edit(SHUTTLE, by=SARI, owner=PUBLIC)
    await library.edit(CHILLI, by=SARI, owner=PUBLIC)
    await library.rename(change.card.id, "Kejuaraan Bulu Tangkis Zimbabwe", by=SARI, owner=PUBLIC)
    answer = await library.ask("kejuaraan di zimbabwe")
    quote = answer.quotes[0]
    assert answer.status is not Status.NOT_FOUND
    assert (quote.article.id, quote.article.title) == (change.card.id, "Kejuaraan Bulu Tangkis Zimbabwe")
    assert (await library.open_article(change.card.id, EVERYONE)).article == replace(
        SHUTTLE, title="Kejuaraan Bulu Tangkis Zimbabwe"
    )
    await library.undo(by=SARI, owner=PUBLIC)
    assert (await library.ask("kejuaraan di zimbabwe")).status is Status.NOT_FOUND
    assert (await library.open_article(change.card.id, EVERYONE)).article == SHUTTLE


async def test_vectors_of_the_old_title_do_not_stay_with_the_new_one(editing: Editing, database: Database) -> None:
    change, store, vectors = await put(editing, FLOOD), Store(database), Vectors(database)
    old = [passage.id for passage in await store.passages_of(change.card.id)]
    await vectors.put("e5", dict.fromkeys(old, b"old"))
    await editing.rename(change.card.id, "Judul baru", SARI, PUBLIC)
    new = [passage.id for passage in await store.passages_of(change.card.id)]
    assert not set(new) & set(old)
    assert sorted(await vectors.lacking("e5", 9)) == new


@pytest.mark.parametrize("again", ["put", "rename"])
async def test_what_is_there_already_is_not_recorded(editing: Editing, database: Database, again: str) -> None:
    first = await put(editing, FLOOD)
    revision = await Store(database).revision()
    if again == "put":
        change = await put(editing, FLOOD)
    else:
        change = await editing.rename(first.card.id, FLOOD.title, SARI, PUBLIC)
    assert (change.id, change.kind, change.card, change.passages) == (0, ChangeKind.UNCHANGED, first.card, 3)
    assert await editing.changes(PUBLIC, limit=9, offset=0) == [first]
    assert await Store(database).revision() == revision


async def test_reference_that_is_given_must_be_one_of_the_owners(editing: Editing, database: Database) -> None:
    await put(editing, FLOOD)
    (flood,) = await Store(database).cards(EVERYONE)
    for ref, owner in (("tidak-ada", PUBLIC), (flood.ref, "-100")):
        with pytest.raises(ArticleError, match=ref):
            await put(editing, CHILLI, ref, owner)
        with pytest.raises(ArticleError, match=ref):
            await editing.remove(ref, SARI, owner)
    with pytest.raises(ArticleError):
        await editing.rename(flood.id, "Judul", SARI, "-100")
    assert await Store(database).cards(Scope("-100")) == [flood]
    assert await editing.changes("-100", limit=9, offset=0) == []
    replaced = await put(editing, CHILLI, flood.ref)
    assert (replaced.kind, replaced.card.id, replaced.card.ref) == (ChangeKind.REPLACED, flood.id, flood.ref)


@pytest.mark.parametrize("title", ["", " \n ", "\u200b"])
async def test_title_that_does_not_show_is_refused(editing: Editing, title: str) -> None:
    change = await put(editing, FLOOD)
    with pytest.raises(ArticleError, match="title"):
        await editing.rename(change.card.id, title, SARI, PUBLIC)


async def test_article_without_text_is_refused_and_nothing_is_recorded(editing: Editing) -> None:
    with pytest.raises(ArticleError, match="no text"):
        await put(editing, Article("Kosong", ()))
    assert await editing.changes(PUBLIC, limit=9, offset=0) == []


# Undoing


async def test_undone_removal_brings_back_id_reference_passages_and_remembered_quotes(library: Library) -> None:
    added = await library.edit(FLOOD, by=SARI, owner=PUBLIC)
    answer = await library.ask(EVACUATED)
    remembered = [TurnQuote(quote.passage, quote.highlights) for quote in answer.quotes]
    opened = await library.open_article(added.card.id, EVERYONE)
    await library.chats.focus_on("-5", None, added.card.id)
    await library.withdraw(added.card.ref, by=SARI, owner=PUBLIC)
    other = await library.edit(CHILLI, by=SARI, owner=PUBLIC)
    assert other.card.id != added.card.id
    assert await library.quotes(remembered, EVERYONE) == []
    removal = (await library.changes(PUBLIC))[1]
    undone = await library.undo(by=BUDI, owner=PUBLIC, change=removal.id)
    assert (undone.kind, undone.card, undone.passages, undone.by) == (ChangeKind.RESTORED, added.card, 3, BUDI)
    assert await library.open_article(added.card.id, EVERYONE) == opened
    assert [quote.bold for quote in await library.quotes(remembered, EVERYONE)] == [q.bold for q in answer.quotes]
    assert (await library.ask(EVACUATED)).quotes[0].passage == remembered[0].passage
    assert await library.chats.focus("-5", None) == added.card.id


async def test_undone_addition_is_gone_and_tells_so(library: Library) -> None:
    added = await library.edit(FLOOD, by=SARI, owner=PUBLIC)
    undone = await library.undo(by=SARI, owner=PUBLIC)
    assert (undone.kind, undone.card, undone.passages) == (ChangeKind.RESTORED, added.card, 0)
    assert await library.card(added.card.id, EVERYONE) is None
    assert await bold(library) == ()
    assert [(change.id, change.undone) for change in await library.changes(PUBLIC)] == [
        (undone.id, False),
        (added.id, True),
    ]


async def test_undoing_again_and_again_goes_back_step_by_step(editing: Editing, database: Database) -> None:
    stages = []
    added = await put(editing, FLOOD)
    stages.append(await everything(database))
    await put(editing, RISEN)
    stages.append(await everything(database))
    await editing.rename(added.card.id, "Judul lain", SARI, PUBLIC)
    stages.append(await everything(database))
    await editing.remove(added.card.ref, SARI, PUBLIC)
    while stages:
        await undo(editing)
        assert await everything(database) == stages.pop()
    await undo(editing)
    assert await everything(database) == []
    assert await refusal(editing) is UndoReason.NOTHING
    assert await database.findings() == []


async def test_articles_that_became_one_are_all_back_after_one_undo(editing: Editing, database: Database) -> None:
    one = await put(editing, article("Satu", "Isi dari artikel yang pertama ini.", url="https://example.com/1"))
    two = await put(editing, article("Dua", "Isi dari artikel yang kedua ini.", url="https://example.com/2"))
    text = "Isi dari artikel yang ketiga ini."
    three = await put(editing, article("Tiga", text))
    before = await everything(database)
    merged = await put(editing, article("Tiga", text, url="https://example.com/2"), one.card.ref)
    assert (merged.kind, merged.card.id) == (ChangeKind.REPLACED, one.card.id)
    assert [card.id for card in await Store(database).cards(EVERYONE)] == [one.card.id]
    restored = await undo(editing)
    assert restored.card == one.card
    assert await everything(database) == before
    changes = await Store(database).changes_since(3)
    assert (sorted(changes.changed), changes.removed) == ([one.card.id, two.card.id, three.card.id], ())
    assert await refusal(editing, merged.id) is UndoReason.DONE
    await undo(editing)
    assert await Store(database).cards_of([three.card.id], EVERYONE) == []


async def test_change_that_is_undone_already_is_not_undone_again(editing: Editing) -> None:
    added = await put(editing, FLOOD)
    replaced = await put(editing, RISEN)
    undoing = await undo(editing, replaced.id)
    assert await refusal(editing, replaced.id) is UndoReason.DONE
    assert await refusal(editing, undoing.id) is UndoReason.NOTHING
    assert await refusal(editing, 999) is UndoReason.NOTHING
    await undo(editing, added.id)
    assert await refusal(editing) is UndoReason.NOTHING


async def test_change_before_a_later_one_of_the_same_article_is_not_undone_but_that_of_another_is(
    editing: Editing,
) -> None:
    added, _, other = await put(editing, FLOOD), await put(editing, RISEN), await put(editing, CHILLI)
    assert await refusal(editing, added.id) is UndoReason.CHANGED_SINCE
    assert (await undo(editing, other.id)).card == other.card


async def test_change_followed_by_one_of_the_command_line_is_not_undone(editing: Editing, database: Database) -> None:
    store = Store(database)
    added = await put(editing, FLOOD)
    await store.put(RISEN, passages_of(RISEN))
    assert await refusal(editing, added.id) is UndoReason.CHANGED_SINCE
    await store.remove(added.card.ref)
    assert await refusal(editing, added.id) is UndoReason.CHANGED_SINCE


TAKING = {
    "ref": (article("Lain", "Isi yang lain sama sekali."), "banjir"),
    "url": (article("Lain", "Isi yang lain sama sekali.", url=FLOOD.url), None),
    "content": (replace(FLOOD, url=""), None),
}


@pytest.mark.parametrize("taken", TAKING)
async def test_removed_article_whose_place_another_has_taken_does_not_come_back(
    editing: Editing, database: Database, taken: str
) -> None:
    await Store(database).put(FLOOD, passages_of(FLOOD), ref="banjir")
    removed = await editing.remove("banjir", SARI, PUBLIC)
    new, ref = TAKING[taken]
    await Store(database).put(new, passages_of(new), ref=ref)
    assert await refusal(editing, removed.id) is UndoReason.CHANGED_SINCE
    # In another owner's library it is in nobody's way.
    await put(editing, FLOOD, owner="-100")
    await Store(database).remove("banjir" if ref else (await Store(database).cards(EVERYONE))[0].ref)
    assert (await undo(editing, removed.id)).card.id == removed.card.id


async def test_change_can_be_undone_for_a_day(editing: Editing, database: Database) -> None:
    await put(editing, FLOOD)
    await put(editing, CHILLI)

    async def age(title: str, ago: timedelta) -> None:
        async with database.transaction() as transaction:
            then = (datetime.now(UTC) - ago).isoformat(timespec="microseconds")
            await transaction.execute("UPDATE change SET at = ? WHERE title = ?", (then, title))

    await age(FLOOD.title, timedelta(hours=23, minutes=59))
    await age(CHILLI.title, timedelta(hours=24, minutes=1))
    assert await refusal(editing) is UndoReason.TOO_OLD
    first, second = (await editing.changes(PUBLIC, limit=9, offset=0))[::-1]
    assert await refusal(editing, second.id) is UndoReason.TOO_OLD
    await undo(editing, first.id)


async def test_old_versions_are_forgotten_and_the_record_stays(editing: Editing, database: Database) -> None:
    secret = replace(FLOOD, sections=(Section("", ("Rahasia sekali sungguh, kata bupati Demak.",)),))
    added = await put(editing, secret)
    replaced = await put(editing, RISEN)
    assert await editing.forget_old_versions(added.at - timedelta(seconds=1)) == 0
    assert await editing.forget_old_versions(replaced.at + timedelta(seconds=1)) == 1
    assert await editing.forget_old_versions(replaced.at + timedelta(seconds=1)) == 0
    assert await editing.changes(PUBLIC, limit=9, offset=0) == [replaced, added]
    assert await refusal(editing) is UndoReason.TOO_OLD
    with pytest.raises(ValueError, match="time zone"):
        await editing.forget_old_versions(datetime(2024, 1, 29))  # noqa: DTZ001 - that is the mistake
    await database.fetch("SELECT 1 AS one")
    with sqlite3.connect(database.path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert b"Rahasia sekali" not in database.path.read_bytes()


_steps = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "put", "replace", "rename", "remove", "undo"]),
        st.integers(0, 5),
        st.sampled_from("PQR"),
        st.sampled_from(["", "u", "v", "w"]),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_steps)
async def test_whatever_was_done_undoing_it_all_passes_every_stage_again_and_ends_with_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str, str]]
) -> None:
    async with _opened(tmp_path_factory.mktemp("steps")) as (database, editing):
        store = Store(database)
        stages = list[list[tuple[object, ...]]]()
        followed, at = set[int](), 0
        for kind, which, title, url in [*steps, *[("undo", 0, "", "")] * len(steps)]:
            before = await everything(database)
            cards = await store.cards(EVERYONE)
            chosen = cards[which % len(cards)] if cards else None
            one = article(title, f"Isi dari artikel {title} yang ini.", url=url)
            change: Change | None = None
            if kind == "put":
                change = await put(editing, one)
            elif kind == "replace" and chosen:
                change = await put(editing, one, chosen.ref)
            elif kind == "rename" and chosen:
                change = await editing.rename(chosen.id, title * 2, SARI, PUBLIC)
            elif kind == "remove" and chosen:
                change = await editing.remove(chosen.ref, SARI, PUBLIC)
            elif kind == "undo" and stages:
                await undo(editing)
                assert await everything(database) == stages.pop()
            if change and change.kind is not ChangeKind.UNCHANGED:
                stages.append(before)
            changes = await store.changes_since(at)
            assert not set(changes.changed) & set(changes.removed)
            followed, at = (followed | set(changes.changed)) - set(changes.removed), changes.revision
            assert followed == {card.id for card in await store.cards(EVERYONE)}
        assert (stages, await everything(database)) == ([], [])
        assert await refusal(editing) is UndoReason.NOTHING


@asynccontextmanager
async def _opened(directory: Path) -> AsyncIterator[tuple[Database, Editing]]:
    async with open_database(directory / "kutip.sqlite3") as database:
        yield database, Editing(database)


# Whose business it is


async def test_articles_and_changes_of_one_owner_are_nobody_elses(library: Library) -> None:
    mine, theirs = Scope("-100"), Scope("-200")
    added = await library.edit(FLOOD, by=SARI, owner="-100")
    await library.edit(CHILLI, by=BUDI, owner="-200")
    replaced = await library.edit(RISEN, by=SARI, owner="-100", ref=added.card.ref)
    answer = await library.ask(EVACUATED, scope=mine)
    assert answer.quotes[0].bold == ("300 warga",)
    remembered = [TurnQuote(quote.passage, quote.highlights) for quote in answer.quotes]
    for owner, scope in (("-200", theirs), (PUBLIC, EVERYONE)):
        assert all(q.article.id != added.card.id for q in (await library.ask(EVACUATED, scope=scope)).quotes)
        assert FLOOD.title not in [card.title for card in await library.articles(scope)]
        assert await library.articles(scope, search="banjir") == []
        assert await library.card(added.card.id, scope) is None
        assert await library.quotes(remembered, scope) == []
        for reference in (added.card.id, added.card.ref):
            with pytest.raises(ArticleError):
                await library.open_article(reference, scope)
        assert FLOOD.title not in [change.card.title for change in await library.changes(owner)]
        with pytest.raises(UndoError) as refused:
            await library.undo(by=BUDI, owner=owner, change=replaced.id)
        assert refused.value.reason is UndoReason.NOTHING
        with pytest.raises(ArticleError):
            await library.withdraw(added.card.ref, by=BUDI, owner=owner)
        with pytest.raises(ArticleError):
            await library.rename(added.card.id, "Milik kami", by=BUDI, owner=owner)
        with pytest.raises(ArticleError):
            await library.edit(BUS, by=BUDI, owner=owner, ref=added.card.ref)
    # Their last change is undone, not the last one of all.
    assert (await library.undo(by=BUDI, owner="-200")).card.title == CHILLI.title
    # The same article elsewhere is another one.
    public = await library.edit(FLOOD, by=SARI, owner=PUBLIC)
    assert public.kind is ChangeKind.ADDED
    await library.withdraw(public.card.ref, by=SARI, owner=PUBLIC)
    assert await bold(library, mine) == ("300 warga",)
    assert [change.id for change in await library.changes("-100")] == [replaced.id, added.id]


async def test_forgotten_person_leaves_what_was_changed_but_not_who_did_it(library: Library) -> None:
    in_group = await library.edit(FLOOD, by=SARI, owner=PUBLIC)
    privately = await library.edit(CHILLI, by=Editor("7", "7"), owner=PUBLIC)
    others = await library.edit(SHIP, by=BUDI, owner=PUBLIC)
    await library.forget_person("7")
    assert await library.changes(PUBLIC) == [
        others,
        replace(privately, by=Editor("", "")),
        replace(in_group, by=Editor("", "-100")),
    ]
    undone = await library.undo(by=BUDI, owner=PUBLIC, change=in_group.id)
    assert undone.card == in_group.card


# Older databases


@pytest.mark.parametrize("version", range(1, len(all_migrations())))
async def test_article_of_an_older_database_can_be_edited_and_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    path, everything_now = tmp_path / "kutip.sqlite3", all_migrations()
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: everything_now[:version])
    async with open_database(path) as database:
        stored = await Store(database).put(FLOOD, passages_of(FLOOD), ref="banjir")
        before = await everything(database)
    monkeypatch.setattr("retrieval.database.all_migrations", lambda: everything_now)
    async with _opened(tmp_path) as (database, editing):
        assert await editing.changes(PUBLIC, limit=9, offset=0) == []
        assert await refusal(editing) is UndoReason.NOTHING
        await put(editing, RISEN)
        await editing.remove("banjir", SARI, PUBLIC)
        await undo(editing)
        await undo(editing)
        assert await everything(database) == before
        assert (await Store(database).article(stored.id)) == FLOOD
