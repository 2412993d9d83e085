"""The misses: what was asked in vain, seen by nobody but its editors, and settled once."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from retrieval.answer import Context, Status
from retrieval.chats import ChatSettings
from retrieval.editing import Editor
from retrieval.layout import DATABASE
from retrieval.misses import MOST_TURNS
from retrieval.opening import open_library
from retrieval.scope import PUBLIC
from retrieval.turns import NewTurn
from retrieval.unanswered import Pinning
from tests.newsroom import CHILLI, FLOOD, article

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.library import Library
    from retrieval.scope import Scope
    from retrieval.unanswered import Miss

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GROUP, OTHER = "-7", "-8"
SITI = Editor("900123456789", "900123456789")
RICE = "berapa harga beras di Cirebon?"
RICE_AGAIN = "harga beras cirebon brp sih"
MAYOR = "siapa wali kota Salatiga?"
RICE_NEWS = article("Harga Beras di Cirebon", "Harga beras di Cirebon mencapai Rp15.000 per kilogram pada hari Senin.")

_minutes = count()


@pytest_asyncio.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path, semantic="off") as opened:
        yield opened


async def ask(
    library: Library,
    question: str,
    person: str = "5",
    chat: str = "",
    *,
    topic: int = 0,
    status: Status = Status.NOT_FOUND,
    message: int | None = None,
) -> int:
    """A turn, a minute after the last: somebody asks in their private chat, or in another one."""
    chat = chat or person
    asked_at = NOON + timedelta(minutes=next(_minutes))
    context = Context(question)
    new = NewTurn(
        f"{chat}:{topic}:{person}", chat, person, asked_at, question, status, 0.5, context, question_message=message
    )
    return await library.turns.save(new)


async def seen(library: Library, owner: str = PUBLIC) -> list[tuple[str, int]]:
    """What the owner's editors see: each wording and how often it was asked."""
    return [(miss.wording, miss.count) for miss in await library.unanswered.misses(owner)]


async def only(library: Library, owner: str = PUBLIC) -> Miss:
    (miss,) = await library.unanswered.misses(owner)
    return miss


async def test_same_question_in_other_words_is_one_entry(library: Library) -> None:
    first = await ask(library, RICE)
    second = await ask(library, RICE_AGAIN, "6")
    third = await ask(library, RICE, "6")
    miss = await only(library)
    assert (miss.id, miss.wording, miss.wordings) == (first, RICE, (RICE, RICE_AGAIN))
    assert (miss.count, miss.people, miss.disliked) == (3, 2, 0)
    assert [turn.id for turn in miss.turns] == [third, second, first]
    assert miss.newest == miss.turns[0].asked_at
    for id_ in (first, second, third):
        assert await library.unanswered.miss(PUBLIC, id_) == miss
    assert await library.unanswered.miss(PUBLIC, 999) is None


async def test_most_asked_come_first_then_the_newest(library: Library) -> None:
    for question in (RICE, MAYOR, RICE_AGAIN, "kapan pasar Legi dibuka?"):
        await ask(library, question)
    assert await seen(library) == [(RICE_AGAIN, 2), ("kapan pasar Legi dibuka?", 1), (MAYOR, 1)]


async def test_answer_is_a_miss_while_somebody_it_did_not_help_was_the_last_to_say_so(library: Library) -> None:
    await ask(library, MAYOR, status=Status.UNSURE)
    turn = await ask(library, RICE, status=Status.ANSWERED)
    assert await seen(library) == []
    await library.turns.feedback(turn, "5", helpful=False)
    assert (await only(library)).disliked == 1
    await library.turns.feedback(turn, "6", helpful=True)
    assert await seen(library) == []
    await library.turns.feedback(turn, "7", helpful=False)
    assert await seen(library) == [(RICE, 1)]
    await library.turns.feedback(turn, "7", helpful=True)
    assert await seen(library) == []


async def test_what_helped_nobody_stays_a_miss_though_nothing_found_was_liked(library: Library) -> None:
    turn = await ask(library, RICE)
    await library.turns.feedback(turn, "5", helpful=True)
    assert await seen(library) == [(RICE, 1)]


async def test_follow_up_is_told_in_full(library: Library) -> None:
    before = await library.turns.turn(await ask(library, "siapa wali kota Tegal?", status=Status.ANSWERED))
    follow_up = NewTurn(
        "5:0:5", "5", "5", NOON, "kalau Salatiga?", Status.NOT_FOUND, 0.1, Context("siapa wali kota Salatiga?")
    )
    await library.turns.save(follow_up, leans_on=before)
    await ask(library, "wali kota salatiga siapa?", "6")
    assert await seen(library) == [("wali kota salatiga siapa?", 2)]
    assert (await only(library)).wordings[1] == "siapa wali kota Salatiga?"


async def test_of_an_edited_question_only_the_last_writing_counts(library: Library) -> None:
    await ask(library, "berapa harga beras di Cirebno?", message=44)
    await ask(library, RICE, message=44)
    await ask(library, MAYOR, message=45)
    await ask(library, MAYOR, message=45, status=Status.ANSWERED)
    assert await seen(library) == [(RICE, 1)]


async def test_each_editor_sees_the_misses_of_their_own_readers_alone(library: Library) -> None:
    await ask(library, "rahasia pribadi?", "5")
    await ask(library, "rahasia grup?", "5", GROUP)
    await ask(library, "rahasia pengurus?", GROUP, GROUP)  # an administrator who writes as the group
    await ask(library, "rahasia tetangga?", "5", OTHER)
    await ask(library, "rahasia tamu?", "5", "guest 5")
    await ask(library, "rahasia tamu grup?", "5", f"guest {GROUP}")
    disliked = await ask(library, "rahasia jawaban?", "5", GROUP, status=Status.ANSWERED)
    await library.turns.feedback(disliked, "5", helpful=False)
    assert {wording for wording, _ in await seen(library)} == {"rahasia pribadi?"}
    assert {wording for wording, _ in await seen(library, GROUP)} == {
        "rahasia grup?",
        "rahasia pengurus?",
        "rahasia jawaban?",
    }
    assert {wording for wording, _ in await seen(library, OTHER)} == {"rahasia tetangga?"}
    assert await seen(library, "guest 5") == await seen(library, "-9") == []


async def test_nobody_settles_what_they_do_not_see(library: Library) -> None:
    theirs = await ask(library, RICE, "5", GROUP)
    (passage,) = await library.store.passages_of((await library.edit(RICE_NEWS, by=SITI, owner=PUBLIC)).card.id)
    for owner in (PUBLIC, OTHER):
        assert await library.unanswered.miss(owner, theirs) is None
        assert not await library.unanswered.ignore(owner, theirs, SITI)
        assert await library.unanswered.pin(owner, theirs, passage.id, (), SITI) is Pinning.MISS_GONE
        assert await library.unanswered.claim(owner, theirs) == []
    assert await library.unanswered.ignore(GROUP, theirs, SITI)
    for owner in (PUBLIC, OTHER):
        assert not await library.unanswered.unignore(owner, theirs)
    assert await seen(library, GROUP) == []


async def test_ignored_miss_stays_hidden_however_it_is_asked_again(library: Library) -> None:
    turn = await ask(library, RICE)
    await ask(library, MAYOR)
    assert await library.unanswered.ignore(PUBLIC, turn, SITI)
    assert not await library.unanswered.ignore(PUBLIC, turn, SITI)
    assert await seen(library) == [(MAYOR, 1)]
    await ask(library, RICE_AGAIN, "6")
    assert await seen(library) == [(MAYOR, 1)]
    assert await library.unanswered.unignore(PUBLIC, turn)
    assert not await library.unanswered.unignore(PUBLIC, turn)
    assert await seen(library) == [(RICE_AGAIN, 2), (MAYOR, 1)]


@pytest.mark.parametrize("how", ["told", "pinned"])
async def test_miss_that_was_seen_to_is_open_again_when_it_is_missed_afterwards(library: Library, how: str) -> None:
    turn = await ask(library, RICE)
    if how == "told":
        assert len(await library.unanswered.claim(PUBLIC, turn)) == 1
    else:
        passage, _ = await library.store.passages_of((await library.edit(CHILLI, by=SITI, owner=PUBLIC)).card.id)
        assert await library.unanswered.pin(PUBLIC, turn, passage.id, (), SITI) is Pinning.DONE
    assert await seen(library) == []
    again = await ask(library, RICE_AGAIN, "6")
    miss = await only(library)
    assert (miss.id, miss.count, [one.id for one in miss.turns]) == (again, 1, [again])
    assert await library.unanswered.miss(PUBLIC, turn) is None
    assert (await library.unanswered.claim(PUBLIC, again))[0].id == again
    assert await seen(library) == []


async def test_vote_after_it_was_told_opens_an_older_turn(library: Library) -> None:
    older = await ask(library, RICE, "6", status=Status.ANSWERED)
    await library.unanswered.claim(PUBLIC, await ask(library, RICE))
    assert await seen(library) == []
    await library.turns.feedback(older, "6", helpful=False)
    assert (await only(library)).id == older


async def test_each_asker_is_told_once_where_they_asked_last(library: Library) -> None:
    first = await ask(library, RICE, "5")
    last = await ask(library, RICE_AGAIN, "5")
    other = await ask(library, RICE, "6")
    claimed = await library.unanswered.claim(PUBLIC, first)
    assert [turn.id for turn in claimed] == [other, last]
    assert await library.unanswered.claim(PUBLIC, first) == []
    assert await library.unanswered.claim(PUBLIC, last) == []


async def test_who_was_claimed_and_not_told_is_open_again_and_they_alone(library: Library) -> None:
    for person in ("5", "6", "7"):
        await ask(library, RICE, person)
    last = await ask(library, RICE_AGAIN, "7")
    newest, *_, oldest = claimed = await library.unanswered.claim(PUBLIC, last)
    assert len(claimed) == 3
    await library.unanswered.release([newest, oldest])
    miss = await only(library)
    assert {turn.id for turn in miss.turns} == {newest.id, oldest.id}
    assert [turn.id for turn in await library.unanswered.claim(PUBLIC, last)] == [newest.id, oldest.id]
    assert await seen(library) == []


async def test_ignored_miss_stays_hidden_however_many_others_there_are_since(library: Library) -> None:
    await library.unanswered.ignore(PUBLIC, await ask(library, RICE), SITI)
    for number in range(MOST_TURNS):
        await ask(library, f"kapan kereta nomor {number} tiba?")
    await ask(library, RICE_AGAIN, "6")
    listed = [wording for wording, _ in await seen(library)]
    assert len(listed) == MOST_TURNS - 1  # of the newest, one is ignored
    assert RICE_AGAIN not in listed


async def test_group_is_told_once_in_each_topic(library: Library) -> None:
    await ask(library, RICE, "5", GROUP)
    here = await ask(library, RICE, "6", GROUP)
    there = await ask(library, RICE, "5", GROUP, topic=3)
    assert [turn.id for turn in await library.unanswered.claim(GROUP, here)] == [there, here]


async def test_of_two_who_claim_at_once_one_gets_each_turn(library: Library, tmp_path: Path) -> None:
    turns = [await ask(library, RICE, str(person)) for person in range(5, 15)]
    async with open_library(tmp_path, semantic="off") as other:
        claims = await asyncio.gather(
            *(one.unanswered.claim(PUBLIC, turns[place]) for place, one in enumerate((library, other, library, other)))
        )
    assert sorted(turn.id for claim in claims for turn in claim) == turns


async def test_what_is_pinned_may_be_told_too(library: Library) -> None:
    turn = await ask(library, RICE)
    (passage,) = await library.store.passages_of((await library.edit(RICE_NEWS, by=SITI, owner=PUBLIC)).card.id)
    await library.unanswered.pin(PUBLIC, turn, passage.id, (), SITI)
    assert [one.id for one in await library.unanswered.claim(PUBLIC, turn)] == [turn]


async def test_of_two_who_pin_at_once_one_does(library: Library) -> None:
    turn = await ask(library, RICE)
    (passage,) = await library.store.passages_of((await library.edit(RICE_NEWS, by=SITI, owner=PUBLIC)).card.id)
    done = await asyncio.gather(*(library.unanswered.pin(PUBLIC, turn, passage.id, (), SITI) for _ in range(2)))
    assert set(done) == {Pinning.DONE, Pinning.MISS_GONE}
    assert len(await library.unanswered.pins(PUBLIC)) == 1


async def test_forgotten_turn_is_told_nobody(library: Library) -> None:
    first, second = await ask(library, RICE, "5"), await ask(library, RICE, "6")
    await library.forget_person("6")
    assert [turn.id for turn in await library.unanswered.claim(PUBLIC, first)] == [first]
    assert await library.unanswered.claim(PUBLIC, second) == []


async def test_new_article_tells_which_misses_it_answers(library: Library) -> None:
    rice, mayor = await ask(library, RICE), await ask(library, MAYOR)
    await ask(library, "berapa harga cabai rawit?")
    ignored = await ask(library, "harga beras di Cirebon pada hari apa Rp15.000?", "8")
    await library.unanswered.ignore(PUBLIC, ignored, SITI)
    added = (await library.edit(RICE_NEWS, by=SITI, owner=PUBLIC)).card.id
    assert [miss.id for miss in await library.answers_to_misses(PUBLIC, added)] == [rice]
    flood = (await library.edit(FLOOD, by=SITI, owner=PUBLIC)).card.id
    assert await library.answers_to_misses(PUBLIC, flood) == []
    named = article("Salatiga", "Wali Kota Salatiga Budi Santoso membuka pasar.")
    replaced = await library.edit(
        named, by=SITI, owner=PUBLIC, ref=(await library.articles(await scope(library)))[0].ref
    )
    assert mayor in {miss.id for miss in await library.answers_to_misses(PUBLIC, replaced.card.id)}
    assert await library.answers_to_misses(PUBLIC, 999) == []


async def scope(library: Library, owner: str = PUBLIC) -> Scope:
    return await library.unanswered.scope(owner)


async def test_misses_are_asked_again_as_their_own_readers_would(library: Library) -> None:
    await ask(library, RICE, "5", GROUP)
    public = (await library.edit(RICE_NEWS, by=SITI, owner=PUBLIC)).card.id
    assert await library.answers_to_misses(PUBLIC, public) == []
    assert len(await library.answers_to_misses(GROUP, public)) == 1
    await library.chats.change(GROUP, ChatSettings(public=False))
    assert await library.answers_to_misses(GROUP, public) == []
    own = (await library.edit(RICE_NEWS, by=SITI, owner=GROUP)).card.id
    assert len(await library.answers_to_misses(GROUP, own)) == 1
    assert await library.answers_to_misses(OTHER, own) == []


async def test_group_that_moves_takes_its_settled_misses_along(library: Library) -> None:
    rice = await ask(library, RICE, "5", GROUP)
    mayor = await ask(library, MAYOR, "5", GROUP)
    await library.unanswered.ignore(GROUP, rice, SITI)
    await library.unanswered.claim(GROUP, mayor)
    await ask(library, "kapan pasar Legi dibuka?", "5", GROUP)
    await library.move_chat(GROUP, "-1007")
    assert await seen(library, GROUP) == []
    assert await seen(library, "-1007") == [("kapan pasar Legi dibuka?", 1)]
    assert await library.unanswered.unignore("-1007", rice)
    assert await library.unanswered.claim("-1007", mayor) == []


def everything(directory: Path) -> bytes:
    """All bytes of the database and of what SQLite keeps beside it."""
    return b"".join(path.read_bytes() for path in directory.glob(f"{DATABASE}*"))


async def test_who_is_forgotten_leaves_no_miss_and_no_trace(library: Library, tmp_path: Path) -> None:
    person = "500987654321"
    secret = await ask(library, "siapa Zarathustra dari Bumiayu?", person)
    await ask(library, RICE, person)
    shared = await ask(library, RICE, "6")
    await library.unanswered.ignore(PUBLIC, secret, SITI)
    await library.unanswered.claim(PUBLIC, shared)
    await library.forget_person(person)
    assert await library.unanswered.misses(PUBLIC) == []
    assert not await library.unanswered.unignore(PUBLIC, secret)
    assert b"Zarathustra" not in everything(tmp_path)
    assert person.encode() not in everything(tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        assert database.execute("SELECT turn FROM settled").fetchall() == [(shared,)]


async def test_editor_who_is_forgotten_leaves_what_they_did_and_not_who_did_it(
    library: Library, tmp_path: Path
) -> None:
    rice, mayor = await ask(library, RICE), await ask(library, MAYOR)
    (passage,) = await library.store.passages_of((await library.edit(RICE_NEWS, by=SITI, owner=PUBLIC)).card.id)
    await library.unanswered.pin(PUBLIC, rice, passage.id, (), SITI)
    await library.unanswered.ignore(PUBLIC, mayor, SITI)
    assert SITI.person.encode() in everything(tmp_path)
    await library.forget_person(SITI.person)
    assert SITI.person.encode() not in everything(tmp_path)
    assert await seen(library) == []
    assert (await library.ask(RICE_AGAIN)).confidence == 1.0


async def test_pin_that_is_removed_leaves_no_trace_of_what_it_was_about(library: Library, tmp_path: Path) -> None:
    turn = await ask(library, "siapa Zarathustra dari Bumiayu?")
    (passage,) = await library.store.passages_of((await library.edit(RICE_NEWS, by=SITI, owner=PUBLIC)).card.id)
    await library.unanswered.pin(PUBLIC, turn, passage.id, (), SITI)
    assert await library.unanswered.unpin(PUBLIC, turn)
    await library.forget_person("5")
    assert b"zarathustra" not in everything(tmp_path).lower()


async def test_pin_goes_with_the_only_person_who_asked_for_it(library: Library, tmp_path: Path) -> None:
    secret = await ask(library, "siapa Zarathustra dari Bumiayu?", "6")
    leaning = await library.turns.turn(secret)
    assert leaning is not None
    words = "siapa istrinya? Zarathustra dari Bumiayu"
    follow_up = await library.turns.save(
        NewTurn("7:0:7", "7", "7", NOON, "siapa istrinya?", Status.NOT_FOUND, 0.5, Context(words)), leans_on=leaning
    )
    (passage,) = await library.store.passages_of((await library.edit(RICE_NEWS, by=SITI, owner=PUBLIC)).card.id)
    for turn in (secret, follow_up):
        assert await library.unanswered.pin(PUBLIC, turn, passage.id, (), SITI) is Pinning.DONE
    assert b"zarathustra" in everything(tmp_path).lower()
    await library.forget_person("6")
    assert await library.unanswered.pins(PUBLIC) == []
    assert (await library.ask("siapa Zarathustra dari Bumiayu?")).confidence < 1.0
    assert b"zarathustra" not in everything(tmp_path).lower()


async def test_pin_stays_for_others_who_asked_the_same(library: Library) -> None:
    await ask(library, RICE, "5")
    turn = await ask(library, RICE_AGAIN, "6")
    (passage,) = await library.store.passages_of((await library.edit(RICE_NEWS, by=SITI, owner=PUBLIC)).card.id)
    assert await library.unanswered.pin(PUBLIC, turn, passage.id, (), SITI) is Pinning.DONE
    await library.forget_person("6")
    assert (await library.ask(RICE)).confidence == 1.0
    assert len(await library.unanswered.pins(PUBLIC)) == 1


async def test_misses_are_forgotten_when_their_time_is_over(library: Library) -> None:
    old = await ask(library, RICE)
    new = await ask(library, MAYOR)
    await library.unanswered.ignore(PUBLIC, old, SITI)
    turn = await library.turns.turn(new)
    assert turn is not None
    await library.turns.forget_before(turn.asked_at)
    assert await seen(library) == [(MAYOR, 1)]
    await ask(library, RICE_AGAIN)
    assert await seen(library) == [(RICE_AGAIN, 1), (MAYOR, 1)]
