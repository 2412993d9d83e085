"""Each question gets one answer, whenever the bot is killed or stopped, and whatever becomes of its calls."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import pytest

from bot.texts import texts_of
from bot.transport.inbox import opened
from retrieval.opening import open_library
from tests.botprocess import SEEDS, BotProcess, running
from tests.double import TOKEN, BotApiDouble
from tests.newsroom import BUS, CHILLI, SHIP
from tests.test_inbox import Known

if TYPE_CHECKING:
    from pathlib import Path

    from aiogram.types import Message as Said

    from tests.double import BotMessage, Hold, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
WHO: Final = "siapa menlu Pakistan?"
IRAN: Final = "kalau Iran?"
FEW: Final = 15
"""Questions that a person may ask in a minute, where little is to be enough."""


def environment(double: BotApiDouble, **more: str) -> dict[str, str]:
    """The settings of a bot that is to be killed."""
    return {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": double.url,
        "SEEDS_DIR": str(SEEDS),
        "SEMANTIC": "off",
    } | more


async def reached(hold: Hold) -> None:
    """Wait until the bot has made the call that is never answered."""
    async with asyncio.timeout(15):
        await hold.reached.wait()


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    """What stands in the bot's database."""
    with closing(sqlite3.connect(home / "data" / "kutip.sqlite3")) as database:
        return database.execute(query).fetchall()


def replies(said: tuple[BotMessage, ...], asked: list[Said]) -> list[int]:
    """Which of the questions the messages answer, in order."""
    numbers = [question.message_id for question in asked]
    return [numbers.index(message.reply_to) for message in said if message.reply_to is not None]


# --- Killed


@pytest.mark.parametrize("confirmed", [True, False], ids=["confirmed", "not confirmed"])
async def test_question_is_answered_once_when_death_came_before_its_answer_left(
    confirmed: bool, double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    async with BotProcess(environment(double), tmp_path) as bot:
        await bot.until_polling(double)
        first = await budi.asks(WHO)
        leaving = double.hold_next("sendMessage", "before")
        if not confirmed:
            # The poll that waits brings the question, and that which would confirm it never arrives.
            unconfirmed = double.hold_next("getUpdates", "before")
        await budi.says(IRAN)
        await reached(leaving)
        if not confirmed:
            await reached(unconfirmed)
        assert double.pending_updates == (0 if confirmed else 1)
        bot.kill()
    async with running(double, tmp_path):
        answer = await budi.hears()
        assert "Hossein Amirabdollahian" in answer.bold
        assert (await budi.presses(answer, ID.yes)).toast == ID.thanks_yes
        await budi.hears()  # without the buttons
        await budi.asks("/bantuan")
    assert [message.reply_to for message in budi.said if not message.edits] == [
        first.reply_to,
        answer.reply_to,
        budi.said[-1].reply_to,
    ]
    assert rows(tmp_path, "SELECT question, count(*) FROM turn GROUP BY question") == [(IRAN, 1), (WHO, 1)]


async def test_answer_that_telegram_took_at_the_instant_of_death_is_found_and_not_sent_again(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    await _killed_while_answering(budi, double, tmp_path)
    async with running(double, tmp_path):
        answer = await budi.hears()
        followed = await budi.asks(IRAN)
        assert "Hossein Amirabdollahian" in followed.bold
        assert (await budi.presses(answer, ID.yes)).toast == ID.thanks_yes
    assert [said.reply_to for said in budi.said] == [answer.reply_to, followed.reply_to, answer.reply_to]
    assert rows(tmp_path, "SELECT message FROM turn ORDER BY id") == [(answer.message_id,), (followed.message_id,)]


@pytest.mark.parametrize("told", [WHO, "/bantuan"])
async def test_message_whose_response_is_lost_is_found_in_a_private_chat_and_in_a_group(
    told: str, double: BotApiDouble, tmp_path: Path
) -> None:
    budi, siti = double.person(), double.person(222_000_222, "Siti")
    group = double.group("RT 7", [budi, siti])
    async with running(double, tmp_path):
        await siti.asks(WHO)  # its messages are counted with those of Budi's chat
        await group.says(siti, "Ada yang tahu?")  # which the bot does not hear
        for ask in (budi.says, lambda words: group.says(budi, words if words != WHO else f"/tanya {WHO}")):
            double.fail_next("sendMessage", drop="after")
            await ask(told)
        await asyncio.gather(budi.hears(), group.hears())
        for asked in (await budi.says(IRAN), await group.says(siti, f"/tanya {WHO}")):
            await (budi if asked.chat.id == budi.id else group).hears()
    assert [len(room.said) for room in (budi, group)] == [2, 2]


async def test_what_did_not_arrive_is_sent_again_and_no_earlier_answer_is_taken_for_it(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    async with BotProcess(environment(double), tmp_path) as bot:
        await bot.until_polling(double)
        first = double.hold_next("sendMessage", "before")
        asked = [await budi.says(words) for words in ("/bantuan", WHO, IRAN)]
        await reached(first)
        bot.kill()
    async with BotProcess(environment(double), tmp_path) as bot:
        await budi.hears()
        leaving = double.hold_next("sendMessage", "before")
        await reached(leaving)
        bot.kill()
    double.fail_next("sendMessage", drop="before")
    async with running(double, tmp_path):
        await budi.hears(2)
    assert replies(budi.said, asked) == [0, 1, 2]
    assert not any(message.edits for message in budi.said)


async def test_question_whose_answer_was_taken_and_noted_is_not_answered_again_and_can_be_followed(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    await _killed_while_answering(budi, double, tmp_path)
    answer = await budi.hears()
    _note(tmp_path, budi.id, answer.message_id)
    async with running(double, tmp_path):
        followed = await budi.asks(IRAN, reply_to=answer)
        assert "Hossein Amirabdollahian" in followed.bold
    assert len(budi.said) == 2
    assert rows(tmp_path, "SELECT message FROM turn ORDER BY id") == [(answer.message_id,), (followed.message_id,)]


async def _killed_while_answering(person: Person, double: BotApiDouble, home: Path) -> None:
    """Ask a bot, and kill it at the instant that Telegram has its answer and it does not know that yet."""
    async with BotProcess(environment(double), home) as bot:
        await bot.until_polling(double)
        taken = double.hold_next("sendMessage", "after")
        await person.says(WHO)
        await reached(taken)
        bot.kill()


def _note(home: Path, chat: int, message: int) -> None:
    """Do what the bot was about to do when it died: note that this message answers what it has in hand."""
    with opened(home / "data" / "inbox.jsonl") as inbox:
        (update,) = inbox.left(Known(TOKEN))
        assert update.message is not None
        assert update.message.chat_id == chat
        inbox.answered(update.update_id, chat, message)


async def test_edited_question_is_answered_in_the_same_message_when_death_came_before(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    async with BotProcess(environment(double), tmp_path) as bot:
        await bot.until_polling(double)
        asked = await budi.says(WHO)
        answer = await budi.hears()
        changing = double.hold_next("editMessageText", "before")
        await budi.edits(asked, "berapa anak yang tewas dalam serangan 17 Januari?")
        await reached(changing)
        bot.kill()
    async with running(double, tmp_path):
        changed = await budi.hears()
    assert changed.message_id == answer.message_id
    assert changed.quotes != answer.quotes
    assert len(budi.said) == 2


async def test_undo_is_not_done_twice_and_its_editor_is_told_to_look(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with open_library(tmp_path / "data", semantic="off", seeds=SEEDS) as library:
        await library.add(CHILLI)
    settings = environment(double, ADMIN_IDS=str(budi.id))
    async with BotProcess(settings, tmp_path) as bot:
        await bot.until_polling(double)
        for article in (BUS, SHIP):
            paragraphs = [text for section in article.sections for text in section.paragraphs]
            added = await budi.asks("/tambah " + article.title + "\n\n" + "\n\n".join(paragraphs))
            while ID.undo not in added.labels:
                added = await budi.hears()
        before = rows(tmp_path, "SELECT title FROM article ORDER BY id")
        leaving = double.hold_next("sendMessage", "before")
        await budi.says("/urungkan")
        await reached(leaving)
        undone = rows(tmp_path, "SELECT title FROM article ORDER BY id")
        assert len(undone) == len(before) - 1
        bot.kill()
    async with running(double, tmp_path, ADMIN_IDS=str(budi.id)):
        assert (await budi.hears()).text == ID.ended_amid
    assert rows(tmp_path, "SELECT title FROM article ORDER BY id") == undone


async def test_press_is_not_obeyed_at_the_next_start(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with BotProcess(environment(double), tmp_path) as bot:
        await bot.until_polling(double)
        answer = await budi.asks(WHO)
        changing = double.hold_next("editMessageText", "before")
        await budi.presses(answer, ID.other_part)
        await reached(changing)
        bot.kill()
    async with running(double, tmp_path):
        await budi.hears_nothing(marker="/bantuan")


async def test_all_that_waits_is_answered_in_order_through_several_deaths(double: BotApiDouble, tmp_path: Path) -> None:
    budi, siti = double.person(), double.person(222_000_222, "Siti")
    questions = (WHO, IRAN, "berapa korban tewas?", "kapan serangan itu?", WHO, IRAN)
    async with BotProcess(environment(double), tmp_path) as bot:
        await bot.until_polling(double)
        leaving = [double.hold_next("sendMessage", "before") for _ in range(2)]
        asked = {person: [await person.says(question) for question in questions] for person in (budi, siti)}
        for hold in leaving:
            await reached(hold)
        bot.kill()
    async with BotProcess(environment(double), tmp_path) as bot:
        await budi.hears(2)
        leaving = [double.hold_next("sendMessage", "before") for _ in range(2)]
        await reached(leaving[0])
        bot.kill()
    double._faults._coming.clear()  # where only one of them had something left to say
    async with running(double, tmp_path):
        for person, theirs in asked.items():
            await person.hears_answer(theirs[-1])
    for person, theirs in asked.items():
        assert sorted(set(replies(person.said, theirs))) == list(range(len(questions)))
        assert replies(person.said, theirs) == sorted(replies(person.said, theirs))


# --- Patience


async def test_stop_ends_the_waiting_at_once_and_the_next_start_answers(double: BotApiDouble, tmp_path: Path) -> None:
    budi, siti = double.person(), double.person(222_000_222, "Siti")
    double.fail_next("sendMessage", status=502, times=2)
    async with running(double, tmp_path) as bot:
        asked = [await budi.says(WHO)]
        async with asyncio.timeout(15):
            while "again in 3 s" not in bot.stderr:  # noqa: ASYNC110 - its log is all there is to wait for
                await asyncio.sleep(0.01)
        asked.append(await budi.says(IRAN))
        assert (await siti.asks(WHO)).quotes
    assert len(budi.said) == 0
    assert "2 update(s) are left for the next start" in bot.stderr
    assert "ERROR" not in bot.stderr
    async with running(double, tmp_path):
        await budi.hears(2)
    assert replies(budi.said, asked) == [0, 1]


# --- Too much


async def test_who_asks_too_fast_is_told_once_and_others_are_answered(double: BotApiDouble, tmp_path: Path) -> None:
    budi, siti = double.person(), double.person(222_000_222, "Siti")
    async with running(double, tmp_path, QUESTIONS_A_MINUTE=str(FEW)):
        asked = [await budi.says(WHO) for _ in range(FEW + 6)]
        assert (await siti.asks(WHO)).quotes
        heard = await budi.hears(FEW + 1)
        assert (await budi.asks("/bantuan")).text.startswith(ID.help_title)
    assert all(answer.quotes for answer in heard[:-1])
    assert replies(tuple(heard), asked) == list(range(FEW + 1))
    assert heard[-1].text.startswith(ID.asks_too_fast.partition("{")[0])
    assert len(budi.said) == FEW + 2


async def test_stop_while_telegram_fails_says_so_in_a_line_and_what_comes_again_is_answered_once(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    async with running(double, tmp_path):  # which looks for a traceback
        unconfirmed = double.hold_next("getUpdates", "before")
        asked = await budi.asks(WHO)
        await reached(unconfirmed)
        double.fail_next("getUpdates", status=504)
    assert double.pending_updates == 1
    async with running(double, tmp_path):
        await budi.asks("/bantuan")
    assert [message.reply_to for message in budi.said].count(asked.reply_to) == 1
