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
    from retrieval.turns import Turn

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


async def context_of(
    conversations: Conversations,
    place: Place,
    replied_to: int | None = None,
    *,
    quoted: str = "",
    asked_first: Turn | None = None,
) -> Context | None:
    """What a question leans on."""
    turn = await conversations.turn_before(place, replied_to, quoted=quoted, asked_first=asked_first)
    return turn.context if turn else None


async def test_first_question_leans_on_nothing(conversations: Conversations) -> None:
    assert await context_of(conversations, BUDI) is None


async def test_next_question_leans_on_the_last_turn(conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    await ask(conversations, BUDI, "berapa?", 103)
    context = await context_of(conversations, BUDI)
    assert context == Context("berapa?", 1, 11, "Sembilan orang")


async def test_reply_leans_on_the_turn_of_that_message_whoever_asked_and_however_long_ago(
    conversations: Conversations, clock: Clock
) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    await ask(conversations, BUDI, "berapa?", 103)
    clock.now += timedelta(days=30)
    context = await context_of(conversations, Place(chat=5, person=6), replied_to=101)
    assert context is not None
    assert context.question == "siapa?"


async def test_reply_to_a_message_that_is_no_turn_leans_on_the_last_one(conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    context = await context_of(conversations, BUDI, replied_to=77)
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
    assert await context_of(conversations, BUDI, replied_to=101, quoted=quoted) == Context("siapa?", 1, 11, answer)


async def test_part_quoted_of_what_is_no_turn_says_nothing_about_the_last_one(conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    assert await context_of(conversations, BUDI, replied_to=77, quoted="Jilani") == Context(
        "siapa?", 1, 11, "Sembilan orang"
    )


async def test_conversation_is_over_after_its_time(conversations: Conversations, clock: Clock) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    clock.now += MEMORY
    assert await context_of(conversations, BUDI) is not None
    clock.now += timedelta(seconds=1)
    assert await context_of(conversations, BUDI) is None


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
    assert await context_of(conversations, elsewhere) is None


async def test_same_message_number_in_another_chat_is_another_message(conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101)
    assert await context_of(conversations, Place(chat=6, person=6), replied_to=101) is None
    assert await context_of(conversations, Place(chat=5, person=6, guest=True), replied_to=101) is None


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
    context = await context_of(conversations, BUDI, asked_first=first)
    assert context is not None
    assert context.question == "siapa?"
    alone = (await conversations.asked_in(BUDI, 100))[0]
    assert await context_of(conversations, BUDI, asked_first=alone) is None


async def test_edited_reply_still_leans_on_what_it_replies_to(conversations: Conversations) -> None:
    await ask(conversations, BUDI, "siapa?", 101, asked_in=100)
    await ask(conversations, BUDI, "berapa?", 103, asked_in=102)
    await ask(conversations, BUDI, "kapan?", 105, asked_in=104)
    first = (await conversations.asked_in(BUDI, 104))[0]
    context = await context_of(conversations, BUDI, replied_to=101, asked_first=first)
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
    context = await context_of(conversations, SUPERGROUP)
    assert context is not None
    assert context.question == "siapa?"
    assert await context_of(conversations, GROUP) is None
    assert await conversations.turn_in(SUPERGROUP.chat, turn) is not None
    assert await conversations.turn_in(GROUP.chat, turn) is None


async def test_other_chats_stay_when_a_group_becomes_a_supergroup(conversations: Conversations, chats: Chats) -> None:
    others = [Place(chat=-55, person=5), Place(chat=5, person=5), Place(chat=7, person=-5)]
    for place in others:
        await ask(conversations, place, "siapa?", 101)
    await chats.move(str(GROUP.chat), str(SUPERGROUP.chat))
    for place in others:
        assert await context_of(conversations, place, replied_to=101) is not None


async def test_supergroup_numbers_its_messages_anew(conversations: Conversations, chats: Chats) -> None:
    await ask(conversations, GROUP, "siapa?", 101, asked_in=100)
    await chats.move(str(GROUP.chat), str(SUPERGROUP.chat))
    assert await context_of(conversations, replace(SUPERGROUP, person=6), replied_to=101) is None
    assert await conversations.asked_in(SUPERGROUP, 100) == []


async def test_next_question_leans_on_the_quote_that_is_in_view(conversations: Conversations, turns: Turns) -> None:
    turn = await turns.turn(await ask(conversations, BUDI, "siapa?", 101))
    assert turn is not None
    other = replace(CARD, id=2)
    await conversations.shows(turn, Quote(21, other, "", "Kata Jilani.", ((5, 11),), 0.0))
    context = await context_of(conversations, replace(BUDI, person=6), replied_to=101)
    assert context == Context("siapa?", 2, 21, "Jilani")


SITI = Place(chat=5, person=6)


async def goes_on(
    conversations: Conversations, place: Place, question: str, understood: str, before: Turn | None
) -> int:
    """Somebody asks what is `understood` in the light of the turn before."""
    found = replace(answer(question), context=Context(understood, 1, 11, "Sembilan orang"))
    return await conversations.remember(place, question, found, "id", before=before)


async def test_turn_leans_on_the_one_whose_words_it_took_over(conversations: Conversations, turns: Turns) -> None:
    first = await ask(conversations, BUDI, "siapa menlu Pakistan?", 101)
    before = await conversations.turn_before(SITI, 101)
    follow_up = await turns.turn(await goes_on(conversations, SITI, "kalau Iran?", "siapa menlu Iran?", before))
    whole = await turns.turn(await goes_on(conversations, SITI, " kapan banjir? ", "kapan banjir?", before))
    assert follow_up is not None
    assert whole is not None
    assert (follow_up.leans_on, whole.leans_on) == (first, None)


async def test_question_too_long_to_be_read_whole_leans_on_nothing(conversations: Conversations, turns: Turns) -> None:
    await ask(conversations, BUDI, "siapa menlu Pakistan?", 101)
    long = "kapan banjir? " * 200
    before = await conversations.turn_before(BUDI)
    turn = await turns.turn(await goes_on(conversations, BUDI, long, long[:1000].strip(), before))
    assert turn is not None
    assert turn.leans_on is None


async def test_who_wrote_a_question_is_kept_only_if_it_is_another(conversations: Conversations, turns: Turns) -> None:
    for author, kept in ((None, None), (BUDI.person, None), (SITI.person, "6")):
        turn = await turns.turn(await conversations.remember(BUDI, "?", answer("?"), "id", author=author))
        assert turn is not None
        assert (turn.person, turn.author) == ("5", kept)


async def test_quote_that_comes_into_view_brings_no_forgotten_words_back(
    conversations: Conversations, turns: Turns, database: Database
) -> None:
    await ask(conversations, BUDI, "siapa menlu Pakistan?", 101)
    before = await conversations.turn_before(SITI, 101)
    shown = await turns.turn(await goes_on(conversations, SITI, "kalau Iran?", "siapa menlu Iran?", before))
    assert shown is not None
    async with database.transaction() as transaction:
        await turns.forget_person(transaction, str(BUDI.person))
    await conversations.shows(shown, Quote(21, replace(CARD, id=2), "", "Kata Jilani.", ((5, 11),), 0.0))
    assert await context_of(conversations, SITI) == Context("kalau Iran?", 2, 21, "Jilani")
