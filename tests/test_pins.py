"""Pins: an editor's passage answers a question, whatever its words, and no other."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from retrieval.answer import Context, Status
from retrieval.chats import ChatSettings
from retrieval.editing import Editor
from retrieval.layout import DATABASE
from retrieval.opening import open_library
from retrieval.scope import EVERYONE, PUBLIC, Scope
from retrieval.turns import NewTurn
from retrieval.unanswered import Pinning
from tests.newsroom import BUS, CHILLI, FLOOD, SHIP, article

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.answer import Answer
    from retrieval.article import Article
    from retrieval.library import Library

GROUP = "-7"
INSIDE = Scope(GROUP)
SITI = Editor("9", "9")
RELIEF = article(
    "Bantuan untuk Demak",
    "Dapur umum didirikan di halaman masjid agung sejak Rabu.",
    "Kepala pelaksana harian lembaga itu, Rahayu Lestari, memimpin semua regu di lapangan.",
    "Selimut dan obat-obatan dikirim dengan tiga truk dari Semarang.",
)
WHO = "siapa komandan tim penyelamat Demak?"
AGAIN = "komandan tim penyelamat demak siapa sih"
LEADER = 1
"""The place of the paragraph that answers it, in words that the question has none of."""


@pytest_asyncio.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path, semantic="off") as opened:
        yield opened


async def add(library: Library, told: Article, owner: str = PUBLIC) -> list[int]:
    """Add an article; the ids of its passages."""
    change = await library.edit(told, by=SITI, owner=owner)
    return [stored.id for stored in await library.store.passages_of(change.card.id)]


async def missed(library: Library, question: str, owner: str = PUBLIC) -> int:
    """Somebody asks in vain; the miss."""
    chat = owner or "5"
    return await library.turns.save(
        NewTurn(f"{chat}:0:5", chat, "5", datetime.now(UTC), question, Status.NOT_FOUND, 0.1, Context(question))
    )


async def pin(
    library: Library,
    passage: int,
    *,
    question: str = WHO,
    owner: str = PUBLIC,
    bold: tuple[tuple[int, int], ...] = (),
) -> int:
    """Pin a passage for what somebody asked in vain; the miss."""
    miss = await missed(library, question, owner)
    assert await library.unanswered.pin(owner, miss, passage, bold, SITI) is Pinning.DONE
    return miss


def first(answer: Answer) -> int | None:
    """The passage that was answered with."""
    return answer.quotes[0].passage if answer.status is Status.ANSWERED else None


async def test_pinned_passage_answers_the_question_in_other_words(library: Library) -> None:
    passages = await add(library, RELIEF)
    for question in (WHO, AGAIN):
        assert first(await library.ask(question)) != passages[LEADER]
    await pin(library, passages[LEADER])
    for question in (WHO, AGAIN):
        answer = await library.ask(question)
        assert (first(answer), answer.confidence) == (passages[LEADER], 1.0)
        assert (answer.context.passage, answer.context.article) == (passages[LEADER], answer.quotes[0].article.id)
        assert "Rahayu Lestari" in answer.quotes[0].bold[0]
        assert answer.context.answer == ", ".join(answer.quotes[0].bold)
        assert answer.quotes[0].score >= max(quote.score for quote in answer.quotes)


async def test_bold_is_what_the_editor_chose(library: Library) -> None:
    passages = await add(library, RELIEF)
    await pin(library, passages[LEADER], bold=((0, 6),))
    assert (await library.ask(AGAIN)).quotes[0].bold == ("Kepala",)


@pytest.mark.parametrize(
    "question",
    [
        "siapa komandan tim penyelamat Kudus?",
        "siapa komandan tim penyelamat?",
        "kapan komandan tim penyelamat Demak tiba?",
        "siapa komandan tim penyelamat Demak sebelumnya?",
        "siapa yang bukan komandan tim penyelamat Demak?",
    ],
)
async def test_another_question_does_not_get_the_pin(library: Library, question: str) -> None:
    passages = await add(library, RELIEF)
    await pin(library, passages[LEADER])
    assert first(await library.ask(question)) != passages[LEADER]


async def test_others_stand_behind_the_pinned_one_as_far_as_they_were_fit_to_be_quoted(library: Library) -> None:
    flood = await add(library, FLOOD)
    question = "berapa warga yang mengungsi?"
    before = await library.ask(question)
    assert before.status is Status.ANSWERED
    assert before.quotes[0].passage == flood[1]
    await pin(library, flood[2], question=question)
    answer = await library.ask(question)
    assert [quote.passage for quote in answer.quotes] == [flood[2], flood[1]]
    assert [quote.passage for quote in (await library.ask(question, most=1)).quotes] == [flood[2]]
    lost = "siapa presiden Kamerun?"
    await pin(library, flood[0], question=lost)
    assert [quote.passage for quote in (await library.ask(lost)).quotes] == [flood[0]]


async def test_pinned_answer_asks_nobody_back(library: Library) -> None:
    bus = await add(library, BUS)
    await add(library, SHIP)
    question = "berapa orang tewas?"
    assert (await library.ask(question)).choices
    await pin(library, bus[1], question=question)
    answer = await library.ask(question)
    assert (first(answer), answer.choices, answer.also) == (bus[1], (), ())


async def test_within_another_article_nothing_is_pinned(library: Library) -> None:
    passages = await add(library, RELIEF)
    await add(library, FLOOD)
    await pin(library, passages[LEADER])
    relief = (await library.ask(WHO)).quotes[0].article
    flood = next(card for card in await library.articles(EVERYONE) if card.id != relief.id)
    assert first(await library.ask(WHO, article=relief.id)) == passages[LEADER]
    assert passages[LEADER] not in {quote.passage for quote in (await library.ask(WHO, article=flood.id)).quotes}


async def test_follow_up_counts_with_its_completed_question(library: Library) -> None:
    passages = await add(library, RELIEF)
    flood = await add(library, FLOOD)
    await pin(library, passages[LEADER])
    (stored,) = await library.store.passages([flood[0]])
    kudus = Context("siapa komandan tim penyelamat Kudus?", article=stored.article.id, passage=stored.id)
    answer = await library.ask("kalau Demak?", context=kudus)
    assert (first(answer), answer.within) == (passages[LEADER], None)
    assert first(await library.ask("kalau Jepara?", context=kudus)) != passages[LEADER]


async def test_groups_pin_is_seen_in_the_group_alone_and_beats_a_public_one(library: Library) -> None:
    public, own = await add(library, RELIEF), await add(library, replace(RELIEF, title="Kabar Kita"), GROUP)
    await pin(library, own[LEADER], owner=GROUP)
    assert first(await library.ask(WHO)) is None
    assert first(await library.ask(WHO, scope=Scope("-8"))) is None
    await pin(library, public[LEADER])
    assert first(await library.ask(WHO, scope=INSIDE)) == own[LEADER]
    assert first(await library.ask(WHO)) == public[LEADER]
    assert first(await library.ask(WHO, scope=Scope("-8"))) == public[LEADER]
    assert first(await library.ask(WHO, scope=Scope("-8", public=False))) is None


async def test_passage_must_be_seen_by_those_whom_it_is_to_answer(library: Library) -> None:
    public, own = await add(library, RELIEF), await add(library, CHILLI, GROUP)
    theirs, ours = await missed(library, WHO), await missed(library, WHO, GROUP)
    assert await library.unanswered.pin(PUBLIC, theirs, own[0], (), SITI) is Pinning.PASSAGE_GONE
    assert await library.unanswered.pin(PUBLIC, theirs, 999, (), SITI) is Pinning.PASSAGE_GONE
    assert await library.unanswered.pin("-8", ours, public[0], (), SITI) is Pinning.MISS_GONE
    await library.chats.change(GROUP, ChatSettings(public=False))
    assert await library.unanswered.pin(GROUP, ours, public[LEADER], (), SITI) is Pinning.PASSAGE_GONE
    await library.chats.change(GROUP, ChatSettings(public=True))
    assert await library.unanswered.pin(GROUP, ours, public[LEADER], (), SITI) is Pinning.DONE
    assert first(await library.ask(WHO, scope=INSIDE)) == public[LEADER]
    assert first(await library.ask(WHO, scope=Scope(GROUP, public=False))) is None
    assert first(await library.ask(WHO)) is None


async def test_question_without_a_topic_cannot_be_pinned(library: Library) -> None:
    passages = await add(library, RELIEF)
    vague = await missed(library, "siapa itu?")
    assert await library.unanswered.pin(PUBLIC, vague, passages[0], (), SITI) is Pinning.TOO_VAGUE
    assert await library.unanswered.pins(PUBLIC) == []


async def test_pin_is_taken_back(library: Library) -> None:
    passages = await add(library, RELIEF)
    miss = await pin(library, passages[LEADER])
    assert await library.unanswered.misses(PUBLIC) == []
    assert not await library.unanswered.unpin(GROUP, miss)
    assert await library.unanswered.unpin(PUBLIC, miss)
    assert not await library.unanswered.unpin(PUBLIC, miss)
    assert first(await library.ask(WHO)) is None
    assert [found.id for found in await library.unanswered.misses(PUBLIC)] == [miss]


async def test_pin_outlives_what_it_was_made_for_and_can_still_be_removed(library: Library) -> None:
    passages = await add(library, RELIEF)
    miss = await pin(library, passages[LEADER])
    turn = await library.turns.turn(miss)
    assert turn is not None
    await library.turns.forget_before(turn.asked_at + timedelta(seconds=1))
    assert first(await library.ask(AGAIN)) == passages[LEADER]
    (kept,) = await library.unanswered.pins(PUBLIC)
    assert kept.passage == passages[LEADER]
    shown = await library.unanswered.passage_of(kept)
    assert shown is not None
    assert shown.id == passages[LEADER]
    assert not await library.unanswered.remove_pin(GROUP, kept.id)
    assert await library.unanswered.remove_pin(PUBLIC, kept.id)
    assert first(await library.ask(AGAIN)) is None


async def test_later_pin_of_the_same_question_counts(library: Library) -> None:
    passages = await add(library, RELIEF)
    await pin(library, passages[0])
    await pin(library, passages[LEADER], question=AGAIN)
    assert first(await library.ask(WHO)) == passages[LEADER]
    newest, _ = await library.unanswered.pins(PUBLIC)
    await library.unanswered.remove_pin(PUBLIC, newest.id)
    assert first(await library.ask(WHO)) == passages[0]


async def test_pin_holds_through_rename_and_replacement_as_long_as_its_text_stays(library: Library) -> None:
    passages = await add(library, RELIEF)
    await pin(library, passages[LEADER])
    card = (await library.ask(WHO)).quotes[0].article
    text = RELIEF.sections[0].paragraphs[LEADER]
    await library.rename(card.id, "Bantuan Tiba", by=SITI, owner=PUBLIC)
    assert (await library.ask(WHO)).quotes[0].text == text
    longer = article(
        "Bantuan Tiba", "Kabar baru datang pada hari Kamis siang dari posko.", *RELIEF.sections[0].paragraphs
    )
    await library.edit(longer, by=SITI, owner=PUBLIC, ref=card.ref)
    assert (await library.ask(WHO)).quotes[0].text == text
    await library.edit(CHILLI, by=SITI, owner=PUBLIC, ref=card.ref)
    assert first(await library.ask(WHO)) is None
    await library.undo(by=SITI, owner=PUBLIC)
    assert (await library.ask(WHO)).quotes[0].text == text


async def test_pin_sleeps_while_its_article_is_removed(library: Library) -> None:
    passages = await add(library, RELIEF)
    await pin(library, passages[LEADER])
    card = (await library.ask(WHO)).quotes[0].article
    await library.withdraw(card.ref, by=SITI, owner=PUBLIC)
    assert first(await library.ask(WHO)) is None
    (asleep,) = await library.unanswered.pins(PUBLIC)
    assert await library.unanswered.passage_of(asleep) is None
    await library.undo(by=SITI, owner=PUBLIC)
    assert first(await library.ask(WHO)) == passages[LEADER]


async def test_pins_of_another_process_are_followed(library: Library, tmp_path: Path) -> None:
    passages = await add(library, RELIEF)
    async with open_library(tmp_path, semantic="off") as other:
        assert first(await other.ask(WHO)) is None
        miss = await pin(library, passages[LEADER])
        assert first(await other.ask(WHO)) == passages[LEADER]
        await other.unanswered.unpin(PUBLIC, miss)
        assert first(await library.ask(WHO)) is None


async def test_group_that_moves_takes_its_pins_along(library: Library) -> None:
    own = await add(library, RELIEF, GROUP)
    twice = await add(library, replace(CHILLI, url="https://example.com/cabai"), GROUP)
    there = await add(library, replace(CHILLI, url="https://example.com/cabai", title="Cabai Naik"), "-1007")
    await pin(library, own[LEADER], owner=GROUP)
    await pin(library, twice[1], question="siapa juragan lombok langganan?", owner=GROUP)
    await library.ask(WHO, scope=INSIDE)  # the pins are held in memory now
    await library.move_chat(GROUP, "-1007")
    moved = Scope("-1007")
    assert first(await library.ask(WHO, scope=moved)) == own[LEADER]
    assert first(await library.ask("juragan lombok langganan siapa", scope=moved)) == there[1]
    assert first(await library.ask(WHO, scope=INSIDE)) is None
    assert await library.unanswered.pins(GROUP) == []


async def test_pin_keeps_neither_wording_nor_editor(library: Library, tmp_path: Path) -> None:
    passages = await add(library, RELIEF)
    await pin(library, passages[LEADER])
    with closing(sqlite3.connect(tmp_path / DATABASE)) as database:
        ((kept, person),) = database.execute("SELECT question, person FROM pin").fetchall()
        assert WHO not in kept
        assert person == SITI.person
        await library.forget_person(SITI.person)
        assert database.execute("SELECT person FROM pin").fetchall() == [("",)]
        assert database.execute("SELECT DISTINCT person FROM settled").fetchall() == [("",)]
