"""Vectors of passages and questions: remembered, recomputed, and done without when the engine fails."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.answer import Status
from retrieval.asking import QUOTES, Asking
from retrieval.database import open_database
from retrieval.errors import EncoderError, LibraryError
from retrieval.following import FINGERPRINT, Follower
from retrieval.index_tantivy import open_tantivy_index
from retrieval.measuring import order
from retrieval.passages import passages_of
from retrieval.pins import Pins
from retrieval.scope import EVERYONE, Scope
from retrieval.second_look import GLANCED, USUALLY
from retrieval.semantic import AnswerSpan, Glance, PairReading, Vector, similarities
from retrieval.semantic.cross_encoder import TokenisedPair
from retrieval.store import Store
from retrieval.vectorising import Vectoriser, passage_text
from retrieval.vectors import Placed, Vectors
from tests.newsroom import CHILLI, FLOOD, SHUTTLE, article, fingerprint

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from pathlib import Path

    from retrieval.answer import Answer
    from retrieval.database import Database
    from retrieval.semantic import Encoder

QUESTION = "siapa yang mengunjungi bendungan rusak?"


class Letters:
    """A small encoder: a vector counts the letters of a text. It can be told to fail, and notes what it encoded."""

    name = "letters-1"
    dimensions = 26

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.fails_on: str | None = None
        self.unreadable = False

    def encode_question(self, text: str) -> Vector:
        return self._encode(text)

    def glance(self, question: str, title: str, passage: str, longest: int = 25) -> Glance:
        shared = len(set(question.split()) & set(passage.split()))
        if self.unreadable:
            raise EncoderError("The semantic encoder failed.")
        reading = PairReading(float(shared), float(shared), (AnswerSpan(0, len(passage), 1.0),))
        return Glance(reading, passage, TokenisedPair([], [], [], [], []), longest, np.zeros((1, 0, 0), np.float32))

    def read_on(self, glance: Glance) -> PairReading:
        return glance.reading

    def encode_passages(self, texts: Sequence[str]) -> list[Vector]:
        return [self._encode(text) for text in texts]

    def _encode(self, text: str) -> Vector:
        self.seen.append(text)
        if self.fails_on is not None and self.fails_on in text:
            raise EncoderError("The semantic encoder failed.")
        return Vector.quantise(np.array([1.0 + text.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"]))


class Room:
    """A store with three articles, and vectorisers over it."""

    def __init__(self, database: Database) -> None:
        self.store = Store(database)
        self.pins = Pins(database, self.store)
        self.vectors = Vectors(database)
        self.vectorisers: list[Vectoriser] = []

    def vectoriser(self, encoder: Encoder, vectors: Vectors | None = None, patience: float | None = None) -> Vectoriser:
        made = Vectoriser(encoder, vectors or self.vectors, self.store, patience=patience)
        self.vectorisers.append(made)
        return made


@asynccontextmanager
async def newsroom(directory: Path) -> AsyncIterator[Room]:
    async with open_database(directory / "store.sqlite3") as database:
        room = Room(database)
        for one in (FLOOD, CHILLI, SHUTTLE):
            await room.store.put(one, passages_of(one))
        try:
            yield room
        finally:
            for vectoriser in room.vectorisers:
                await vectoriser.settle()
                await asyncio.to_thread(vectoriser.close)


async def near(vectoriser: Vectoriser, limit: int, scope: Scope) -> dict[int, Placed]:
    return await vectoriser.placed(await vectoriser.nearest(vectoriser.begin(QUESTION), limit), scope)


async def ask(directory: Path, room: Room, vectoriser: Vectoriser | None, question: str) -> Answer:
    index = open_tantivy_index(directory / "index", FINGERPRINT)
    try:
        follower = Follower(room.store, index)
        await follower.catch_up()
        state = await room.store.state()
        asking = Asking(room.store, index, vectoriser, room.pins, follower.level)
        return await asking.ask(question, EVERYONE, None, None, QUOTES, state)
    finally:
        index.close()


# What is encoded


async def test_passage_is_encoded_under_its_title_and_heading(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        lead, inside, _ = await room.store.passages_of(1)
        assert passage_text(lead) == f"{FLOOD.title}. {FLOOD.paragraphs[0]}"
        assert passage_text(inside) == f"{FLOOD.title}. Warga mengungsi. {FLOOD.paragraphs[1]}"
        bare = article("", "Apa kabar?")
        await room.store.put(bare, passages_of(bare))
        (passage,) = await room.store.passages_of(4)
        assert passage_text(passage) == "Apa kabar?"


# With the real encoder


async def test_cosines_are_those_of_the_encoder_in_the_passages_order(tmp_path: Path, encoder: Encoder) -> None:
    async with newsroom(tmp_path) as room:
        vectoriser = room.vectoriser(encoder)
        passages = (await room.store.passages_of(1, 2, 3))[::-1]
        found = await vectoriser.cosines(vectoriser.begin(QUESTION), passages)
        expected = similarities(
            encoder.encode_question(QUESTION), encoder.encode_passages([passage_text(one) for one in passages])
        )
        assert [found[one.id] for one in passages] == [float(value) for value in expected]
        placed = await vectoriser.placed([one.id for one in passages], EVERYONE)
        vectors = {passage: one.vector for passage, one in placed.items()}
        assert await vectoriser.compared(vectoriser.begin(QUESTION), vectors) == found
        assert passages[int(np.argmax(expected))].passage.text == FLOOD.paragraphs[2]


async def test_cosines_are_the_same_from_stored_vectors_and_with_a_part_of_them_missing(
    tmp_path: Path, encoder: Encoder
) -> None:
    async with newsroom(tmp_path) as room:
        vectoriser = room.vectoriser(encoder)
        passages = await room.store.passages_of(1, 2, 3)
        assert await vectoriser.encode_pending(3) == 3
        partly = await vectoriser.cosines(vectoriser.begin(QUESTION), passages)
        stored = await vectoriser.cosines(vectoriser.begin(QUESTION), passages)
        again = room.vectoriser(encoder)
        assert partly == stored == await again.cosines(again.begin(QUESTION), passages)
        assert await vectoriser.encode_pending(100) == 0


async def test_few_missing_vectors_are_made_before_the_nearest_are_sought_and_later_ones_found_too(
    tmp_path: Path, encoder: Encoder
) -> None:
    async with newsroom(tmp_path) as room:
        vectoriser = room.vectoriser(encoder)
        passages = await room.store.passages_of(1, 2, 3)
        found = await near(vectoriser, 100, EVERYONE)
        assert sorted(found) == sorted(one.id for one in passages)
        later = article("Bendungan", "Bupati meninjau tanggul yang jebol di Demak.")
        await room.store.put(later, passages_of(later))
        (new,) = await room.store.passages_of(4)
        assert new.id in await near(vectoriser, 3, EVERYONE)
        again = room.vectoriser(encoder)
        assert await near(again, 3, EVERYONE) != {}


async def test_what_only_meaning_finds_is_a_candidate_and_the_best_are_read(tmp_path: Path, encoder: Encoder) -> None:
    async with newsroom(tmp_path) as room:
        vectoriser = room.vectoriser(encoder)
        await vectoriser.encode_pending(100)
        index = open_tantivy_index(tmp_path / "index", FINGERPRINT)
        try:
            follower = Follower(room.store, index)
            await follower.catch_up()
            asking = Asking(room.store, index, vectoriser, room.pins, follower.level)
            measured = await asking.measuring.measure("kepala daerah meninjau tanggul jebol di Demak", EVERYONE)
        finally:
            index.close()
        texts = {one.passage: measured.passages[one.passage].passage.text for one in measured.candidates}
        assert FLOOD.paragraphs[2] in texts.values()
        assert len(measured.readings) in (1, USUALLY, GLANCED)
        assert order(measured)[0].candidate.passage in measured.readings


async def test_a_question_is_answered_without_a_second_look_when_reading_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    encoder = Letters()
    encoder.unreadable = True
    async with newsroom(tmp_path) as room:
        answer = await ask(tmp_path, room, room.vectoriser(encoder), "berapa warga yang mengungsi di Demak?")
    assert answer.quotes
    assert any("second look" in message for message in caplog.messages)


async def test_a_passage_without_a_word_of_the_question_is_found_by_meaning(tmp_path: Path, encoder: Encoder) -> None:
    async with newsroom(tmp_path) as room:
        answer = await ask(tmp_path, room, room.vectoriser(encoder), f"{QUESTION} bupati warga rumah")
        assert answer.quotes[0].text == FLOOD.paragraphs[2]


# What is remembered


async def test_passages_are_encoded_once(tmp_path: Path) -> None:
    encoder = Letters()
    async with newsroom(tmp_path) as room:
        vectoriser = room.vectoriser(encoder)
        passages = await room.store.passages_of(1, 2)
        for _ in range(3):
            await vectoriser.cosines(vectoriser.begin(QUESTION), passages)
        assert sorted(encoder.seen) == sorted([QUESTION] * 3 + [passage_text(one) for one in passages])


async def test_background_work_encodes_what_is_missing_in_small_helpings_until_all_is_done(tmp_path: Path) -> None:
    encoder = Letters()
    async with newsroom(tmp_path) as room:
        vectoriser = room.vectoriser(encoder)
        assert [await vectoriser.encode_pending(3) for _ in range(4)] == [3, 3, 1, 0]
        assert len(encoder.seen) == len(set(encoder.seen)) == 7
        await room.store.put(SHUTTLE, passages_of(CHILLI), ref="lain")
        assert await vectoriser.encode_pending(100) == 2


async def test_vectors_of_another_encoder_are_not_compared(tmp_path: Path) -> None:
    old, new = Letters(), Letters()
    new.name = "letters-2"
    async with newsroom(tmp_path) as room:
        before, after = room.vectoriser(old), room.vectoriser(new)
        passages = await room.store.passages_of(1)
        await before.cosines(before.begin(QUESTION), passages)
        await after.cosines(after.begin(QUESTION), passages)
        assert [text for text in new.seen if text != QUESTION] == [passage_text(one) for one in passages]
        assert (await room.vectors.of([one.id for one in passages], "letters-1")) == {}


async def test_passage_removed_while_it_was_encoded_gets_no_vector_and_no_error(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        vectoriser = room.vectoriser(Letters())
        passages = await room.store.passages_of(1, 2)
        (card,) = await room.store.cards(EVERYONE, search="banjir")
        await room.store.remove(card.ref)
        assert len(await vectoriser.cosines(vectoriser.begin(QUESTION), passages)) == 5
        assert await vectoriser.encode_pending(100) == 2


# What goes wrong


@pytest.mark.parametrize("failing", ["question", "passages", "both"])
async def test_question_is_answered_by_words_alone_when_the_encoder_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, failing: str
) -> None:
    encoder = Letters()
    encoder.fails_on = {"question": "mengungsi di Demak?", "passages": "Banjir Rendam", "both": ""}[failing]
    async with newsroom(tmp_path) as room:
        question = "berapa warga yang mengungsi di Demak?"
        by_words = await ask(tmp_path, room, None, question)
        answer = await ask(tmp_path, room, room.vectoriser(encoder), question)
    assert by_words.status is Status.ANSWERED
    assert fingerprint(answer) == fingerprint(by_words)
    assert ["words alone" in message for message in caplog.messages if "encoder" in message] == [True]


async def test_failing_encoder_is_told_in_the_background(tmp_path: Path) -> None:
    encoder = Letters()
    encoder.fails_on = ""
    async with newsroom(tmp_path) as room:
        with pytest.raises(EncoderError):
            await room.vectoriser(encoder).encode_pending(3)


class FullDisk(Vectors):
    """Vectors that can be read and not be written."""

    async def put(
        self, encoder: str, vectors: Mapping[int, bytes], texts: Mapping[int, str] | None = None
    ) -> list[int]:
        raise LibraryError("The disk is full.")


async def test_question_is_answered_though_vectors_cannot_be_stored(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with newsroom(tmp_path) as room, open_database(tmp_path / "store.sqlite3") as database:
        passages = await room.store.passages_of(1)
        hindered, free = room.vectoriser(Letters(), FullDisk(database)), room.vectoriser(Letters())
        found = await hindered.cosines(hindered.begin(QUESTION), passages)
        assert found == await free.cosines(free.begin(QUESTION), passages)
    assert any("disk is full" in message for message in caplog.messages)


async def test_question_does_not_wait_for_a_batch_in_the_background(tmp_path: Path) -> None:
    class Slow(Letters):
        """An encoder that is at work on passages until it is released."""

        def encode_passages(self, texts: Sequence[str]) -> list[Vector]:
            working.set()
            assert release.wait(30)
            return super().encode_passages(texts)

    working, release = threading.Event(), threading.Event()
    async with newsroom(tmp_path) as room:
        passages = await room.store.passages_of(1)
        await room.vectors.put("letters-1", {one.id: Letters().encode_question("x").to_bytes() for one in passages})
        vectoriser = room.vectoriser(Slow())
        background = asyncio.create_task(vectoriser.encode_pending(100))
        try:
            await asyncio.to_thread(working.wait, 30)
            async with asyncio.timeout(30):
                assert len(await vectoriser.cosines(vectoriser.begin(QUESTION), passages)) == 3
            assert not background.done()
        finally:
            release.set()
        assert await background == 4


async def test_question_about_what_was_just_added_does_not_wait_for_its_vectors_and_a_later_one_has_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Slow(Letters):
        """An encoder that is at work on passages until it is released."""

        def encode_passages(self, texts: Sequence[str]) -> list[Vector]:
            assert release.wait(30)
            return super().encode_passages(texts)

    release = threading.Event()
    question = "berapa warga yang mengungsi di Demak?"
    async with newsroom(tmp_path) as room:
        vectoriser = room.vectoriser(Slow(), patience=0.0)
        try:
            by_words = await ask(tmp_path, room, None, question)
            async with asyncio.timeout(30):
                at_once = await ask(tmp_path, room, vectoriser, question)
            assert fingerprint(at_once) == fingerprint(by_words)
            assert await room.vectors.ids("letters-1") == []
        finally:
            release.set()
        await vectoriser.settle()
        assert len(await room.vectors.ids("letters-1")) == 7
        patient = room.vectoriser(Letters())
        assert fingerprint(await ask(tmp_path, room, vectoriser, question)) == fingerprint(
            await ask(tmp_path, room, patient, question)
        )
    assert caplog.messages == []  # it is nothing to warn of


async def test_full_disk_does_not_keep_the_newest_passages_from_being_found_by_meaning(
    tmp_path: Path, full_disk: Callable[[int], None], caplog: pytest.LogCaptureFixture
) -> None:
    question = "berapa warga yang mengungsi di Demak?"
    async with newsroom(tmp_path) as room:
        await ask(tmp_path, room, None, question)  # which makes the index
        vectoriser = room.vectoriser(Letters(), patience=30.0)
        full_disk((tmp_path / "store.sqlite3-wal").stat().st_size)
        meanwhile = await ask(tmp_path, room, vectoriser, question)
        assert await room.vectors.ids("letters-1") == []
        full_disk(1 << 30)
        after = await ask(tmp_path, room, vectoriser, question)
        assert (meanwhile.status, meanwhile.quotes[0].passage) == (after.status, after.quotes[0].passage)
        assert len(await room.vectors.ids("letters-1")) == 7
    assert "The vectors of the newest passages were not stored." in caplog.text


async def test_what_meaning_finds_is_of_the_library_that_was_put_back(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room, open_database(tmp_path / "store.sqlite3") as database:
        vectoriser = room.vectoriser(Letters())
        before = await near(vectoriser, 100, EVERYONE)
        other = article("Bendungan", "Bupati meninjau tanggul yang jebol di Demak.")
        await room.store.put(other, passages_of(other))
        (new,) = await room.store.passages_of(4)
        await room.vectors.put("letters-1", {new.id: Letters().encode_question("x").to_bytes()})
        assert await near(vectoriser, 100, EVERYONE) == before
        await database.record("UPDATE library SET restored = restored + 1")
        assert new.id in await near(vectoriser, 100, EVERYONE)


async def test_what_meaning_finds_is_still_there_and_for_its_own_chat_only(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room, open_database(tmp_path / "store.sqlite3") as database:
        vectoriser = room.vectoriser(Letters())
        theirs = article("Bendungan", "Bupati meninjau tanggul yang jebol di Demak.")
        await room.store.put(theirs, passages_of(theirs), owner="-100")
        (hidden,) = await room.store.passages_of(4)
        assert hidden.id in await near(vectoriser, 100, Scope("-100"))
        everybodys = await near(vectoriser, 100, EVERYONE)
        assert len(everybodys) == 7
        assert hidden.id not in everybodys
        await database.record("DELETE FROM passage WHERE article <> 2")
        left = [one.id for one in await room.store.passages_of(2)]
        assert sorted(await near(vectoriser, 100, EVERYONE)) == left
