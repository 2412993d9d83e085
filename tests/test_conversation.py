"""Which turn a message continues, and what is remembered of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.conversation import MEMORY, Conversations, Place
from retrieval.answer import Answer, ArticleCard, Context, Quote, Status
from retrieval.chats import Chats
from retrieval.database import open_database
from retrieval.turns import TurnQuote, Turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.database import Database

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BUDI = Place(chat=5, person=5)
CARD = ArticleCard(1, "ref", "Judul", "", None, "")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "kutip.sqlite3") as opened:
        yield opened


@pytest.fixture
def turns(database: Database) -> Turns:
    return Turns(database)


@pytest.fixture
def chats(database: Database) -> Chats:
    return Chats(database)


@pytest.fixture
def conversations(turns: Turns, clock: Clock) -> Conversations:
    return Conversations(turns, clock)


def answer(question: str, status: Status = Status.ANSWERED) -> Answer:
    quotes = (Quote(11, CARD, "", "Sembilan orang tewas.", ((0, 14),), 2.0), Quote(12, CARD, "", "Dua anak.", (), 1.0))
    return Answer(question, status, 0.9, quotes, Context(question, 1, 11, "Sembilan orang"), 1.0)


async def ask(
    conversations: Conversations, place: Place, question: str, message: int, *, asked_in: int | None = None
) -> int:
    turn = await conversations.remember(place, question, answer(question), "id", message=asked_in)
    await conversations.sent(turn, message)
    return turn


async def test_first_question_leans_on_nothing(conversations: Conversations) -> None:
    assert await conversations.context(BUDI) is None


async def test_next_question_leans_on_the_last_turn(conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    await ask(conversations, BUDI, "berapa?", 103)
    context = await conversations.context(BUDI)
    assert context == Context("berapa?", 1, 11, "Sembilan orang")


async def test_reply_leans_on_the_turn_of_that_message_whoever_asked_and_however_long_ago(
    conversations: Conversations, clock: Clock
) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    await ask(conversations, BUDI, "berapa?", 103)
    clock.now += timedelta(days=30)
    context = await conversations.context(Place(chat=5, person=6), replied_to=101)
    assert context is not None
    assert context.question == "siapa?"


async def test_reply_to_a_message_that_is_no_turn_leans_on_the_last_one(conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    context = await conversations.context(BUDI, replied_to=77)
    assert context is not None
    assert context.question == "siapa?"


@pytest.mark.parametrize(
    ("quoted", "answer"),
    [
        ("Jalil Abbas Jilani", "Jalil Abbas Jilani"),
        ("Pada Senin, Menteri Luar Negeri Iran bertemu", "Sembilan orang"),
        ("", "Sembilan orang"),
    ],
    ids=["a name", "a sentence", "nothing"],
)
async def test_reply_speaks_of_the_name_that_was_quoted(quoted: str, answer: str, conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    assert await conversations.context(BUDI, replied_to=101, quoted=quoted) == Context("siapa?", 1, 11, answer)


async def test_part_quoted_of_what_is_no_turn_says_nothing_about_the_last_one(conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    assert await conversations.context(BUDI, replied_to=77, quoted="Jilani") == Context(
        "siapa?", 1, 11, "Sembilan orang"
    )


async def test_conversation_is_over_after_its_time(conversations: Conversations, clock: Clock) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    clock.now += MEMORY
    assert await conversations.context(BUDI) is not None
    clock.now += timedelta(seconds=1)
    assert await conversations.context(BUDI) is None


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place(chat=6, person=5),
        Place(chat=5, person=6),
        Place(chat=5, person=5, topic=9),
        Place(chat=5, person=-100_8),
        Place(chat=5, person=5, guest=True),
    ],
    ids=[
        "another chat",
        "another person",
        "another topic",
        "the same person on behalf of a channel",
        "a chat of the same id where the bot is a guest",
    ],
)
async def test_nothing_is_shared_with(elsewhere: Place, conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    assert await conversations.context(elsewhere) is None


async def test_same_message_number_in_another_chat_is_another_message(conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    assert await conversations.context(Place(chat=6, person=6), replied_to=101) is None
    assert await conversations.context(Place(chat=5, person=6, guest=True), replied_to=101) is None


async def test_turn_is_stored_whole(conversations: Conversations, turns: Turns) -> None:
    turn = await turns.turn(await ask(conversations, BUDI, "siapa?", 101))
    assert turn is not None
    assert (turn.conversation, turn.chat, turn.person, turn.message) == ("5:0:5", "5", "5", 101)
    assert (turn.question, turn.status, turn.language, turn.asked_at) == ("siapa?", Status.ANSWERED, "id", NOON)
    assert turn.quotes == (TurnQuote(11, ((0, 14),)), TurnQuote(12, ()))


async def test_others_that_report_the_same_are_kept_with_the_first_quote(
    conversations: Conversations, turns: Turns
) -> None:
    found = replace(answer("siapa?"), also=(replace(CARD, id=7), replace(CARD, id=8)))
    turn = await turns.turn(await conversations.remember(BUDI, "siapa?", found, "id"))
    assert turn is not None
    assert [quote.also for quote in turn.quotes] == [(7, 8), ()]


async def test_nearest_passages_of_an_answer_not_found_are_not_kept(conversations: Conversations, turns: Turns) -> None:
    turn = await turns.turn(await conversations.remember(BUDI, "?", answer("?", Status.NOT_FOUND), "id"))
    assert turn is not None
    assert turn.quotes == ()


async def test_turn_may_be_touched_only_from_its_own_chat(conversations: Conversations) -> None:
    turn = await ask(conversations, BUDI, "siapa?", 101)
    assert await conversations.turn_in(5, turn) is not None
    assert await conversations.turn_in(6, turn) is None
    assert await conversations.turn_in(5, turn + 1) is None


async def test_last_vote_of_each_person_counts(conversations: Conversations, turns: Turns) -> None:
    turn = await ask(conversations, BUDI, "siapa?", 101)
    await conversations.vote(turn, 5, helpful=True)
    await conversations.vote(turn, 6, helpful=True)
    await conversations.vote(turn, 5, helpful=False)
    assert await turns.opinions(turn) == {"5": False, "6": True}


async def test_it_is_known_whether_somebody_has_voted(conversations: Conversations) -> None:
    turn = await ask(conversations, BUDI, "siapa?", 101)
    await conversations.vote(turn, 6, helpful=False)
    assert await conversations.voted(turn, 6)
    assert not await conversations.voted(turn, 5)


async def test_turns_of_a_question_are_known_by_its_message(conversations: Conversations) -> None:
    first = await ask(conversations, BUDI, "siapa?", 101, asked_in=100)
    again = await ask(conversations, BUDI, "siapa dia?", 101, asked_in=100)
    asked = await conversations.asked_in(BUDI, 100)
    assert [(turn.id, turn.message) for turn in asked] == [(first, None), (again, 101)]
    assert await conversations.asked_in(Place(chat=6, person=5), 100) == []
    assert await conversations.asked_in(BUDI, 101) == []


async def test_edited_question_leans_on_what_came_before_it_at_first(
    conversations: Conversations, clock: Clock
) -> None:
    await ask(conversations, BUDI, "siapa?", 101, asked_in=100)
    clock.now += MEMORY
    await ask(conversations, BUDI, "berapa?", 103, asked_in=102)
    await ask(conversations, BUDI, "kapan?", 105, asked_in=104)
    clock.now += timedelta(hours=1)
    first = (await conversations.asked_in(BUDI, 102))[0]
    context = await conversations.context(BUDI, asked_first=first)
    assert context is not None
    assert context.question == "siapa?"
    alone = (await conversations.asked_in(BUDI, 100))[0]
    assert await conversations.context(BUDI, asked_first=alone) is None


async def test_edited_reply_still_leans_on_what_it_replies_to(conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101, asked_in=100)
    await ask(conversations, BUDI, "berapa?", 103, asked_in=102)
    await ask(conversations, BUDI, "kapan?", 105, asked_in=104)
    first = (await conversations.asked_in(BUDI, 104))[0]
    context = await conversations.context(BUDI, replied_to=101, asked_first=first)
    assert context is not None
    assert context.question == "siapa?"


@pytest.mark.parametrize(
    "place",
    [BUDI, Place(-100_5, 6, 4), Place(-100_5, -100_8), Place(5, 6, guest=True)],
    ids=["private", "in a topic", "as a channel", "as a guest"],
)
async def test_turn_tells_where_and_by_whom_it_was_asked(
    place: Place, conversations: Conversations, turns: Turns
) -> None:
    turn = await turns.turn(await ask(conversations, place, "siapa?", 101))
    assert turn is not None
    assert Place.of(turn) == place


GROUP = Place(chat=-5, person=5)
SUPERGROUP = Place(chat=-100_5, person=5)


async def test_conversation_goes_on_when_a_group_becomes_a_supergroup(
    conversations: Conversations, chats: Chats
) -> None:
    await ask(conversations, GROUP, "siapa?", 101)
    turn = await ask(conversations, replace(GROUP, person=6), "berapa?", 103)
    await chats.move(str(GROUP.chat), str(SUPERGROUP.chat))
    await chats.move(str(GROUP.chat), str(SUPERGROUP.chat))  # it is told in both chats
    context = await conversations.context(SUPERGROUP)
    assert context is not None
    assert context.question == "siapa?"
    assert await conversations.context(GROUP) is None
    assert await conversations.turn_in(SUPERGROUP.chat, turn) is not None
    assert await conversations.turn_in(GROUP.chat, turn) is None


async def test_other_chats_stay_when_a_group_becomes_a_supergroup(conversations: Conversations, chats: Chats) -> None:
    others = [Place(chat=-55, person=5), Place(chat=5, person=5), Place(chat=7, person=-5)]
    for place in others:
        await ask(conversations, place, "siapa?", 101)
    await chats.move(str(GROUP.chat), str(SUPERGROUP.chat))
    for place in others:
        assert await conversations.context(place, replied_to=101) is not None


async def test_supergroup_numbers_its_messages_anew(conversations: Conversations, chats: Chats) -> None:
    await ask(conversations, GROUP, "siapa?", 101, asked_in=100)
    await chats.move(str(GROUP.chat), str(SUPERGROUP.chat))
    assert await conversations.context(replace(SUPERGROUP, person=6), replied_to=101) is None
    assert await conversations.asked_in(SUPERGROUP, 100) == []


async def test_next_question_leans_on_the_quote_that_is_in_view(conversations: Conversations, turns: Turns) -> None:
    turn = await turns.turn(await ask(conversations, BUDI, "siapa?", 101))
    assert turn is not None
    other = replace(CARD, id=2)
    await conversations.shows(turn, Quote(21, other, "", "Kata Jilani.", ((5, 11),), 0.0))
    context = await conversations.context(replace(BUDI, person=6), replied_to=101)
    assert context == Context("siapa?", 2, 21, "Jilani")
