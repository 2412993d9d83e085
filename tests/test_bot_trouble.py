"""The real bot when something is wrong, with it, with Telegram, or with what people press: nobody is left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import pytest

from bot.texts import texts_of
from retrieval.opening import open_library
from tests.botprocess import SEEDS, BotProcess, running
from tests.double import TOKEN, BotApiDouble
from tests.double.chats import GroupState
from tests.newsroom import BUS, CHILLI, SHIP

if TYPE_CHECKING:
    from pathlib import Path

    from tests.double.world import PressedButton


pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
WHO: Final = "siapa menlu Pakistan?"


def environment(double: BotApiDouble) -> dict[str, str]:
    """The settings of a bot whose log may hold a traceback."""
    return {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": double.url, "SEEDS_DIR": str(SEEDS), "SEMANTIC": "off"}


def spoil(home: Path, statement: str) -> None:
    """Do something to the bot's database behind its back."""
    with closing(sqlite3.connect(home / "data" / "kutip.sqlite3")) as database, database:
        database.execute(statement)


async def toast(double: BotApiDouble, pressed: PressedButton) -> str:
    """What is said to who pressed a button."""
    await double._world.changes.until(lambda: pressed.answer is not None, "The toast", 10)
    return (pressed.answer.text or "") if pressed.answer else ""


# --- Late presses


async def test_press_that_comes_late_leaves_a_newer_answer_alone(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with running(double, tmp_path):
        asked = await budi.says(WHO)
        first = await budi.hears()
        await budi.edits(asked, "berapa anak yang tewas dalam serangan 17 Januari?")
        newer = await budi.hears()
        assert newer.message_id == first.message_id
        assert newer.quotes != first.quotes
        await budi.asks("terima kasih")  # which is answered once all is done that the edit asked for
        for label in (ID.yes, ID.other_part):
            button = next(one for row in first.buttons for one in row if one.text == label)
            pressed = await budi._press(first, button)
            assert await toast(double, pressed) == ID.stale
        assert budi.sees(first) == newer
        assert (await budi.presses(newer, ID.yes)).toast == ID.thanks_yes


async def test_second_tap_on_a_choice_does_not_ask_again(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with open_library(tmp_path / "data", semantic="off") as library:
        for article in (BUS, SHIP, CHILLI):
            await library.add(article)
    async with running(double, tmp_path):
        which = await budi.asks("berapa orang tewas?")
        assert which.text == ID.which
        await budi.presses(which, SHIP.title)
        answer = await budi.hears()
        button = next(one for row in which.buttons for one in row if one.text.startswith(BUS.title))
        pressed = await budi._press(which, button)
        assert await toast(double, pressed) == ID.stale
        assert budi.sees(which) == answer


# --- A broken database


async def test_apology_needs_no_database(double: BotApiDouble, tmp_path: Path) -> None:
    ann = double.person(language_code="en")
    async with BotProcess(environment(double), tmp_path) as bot:
        await bot.until_polling(double)
        await ann.asks("/help")
        spoil(tmp_path, "DROP TABLE chat")  # where the settings of each chat are, its language among them
        assert (await ann.asks(WHO)).text == texts_of("en").trouble
        assert await bot.terminate() == 0


async def test_apology_that_may_not_reply_is_said_all_the_same(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    refused = "Bad Request: SOMETHING_NEW"
    async with BotProcess(environment(double), tmp_path) as bot:
        await bot.until_polling(double)
        # The answer is tried with links and without, the apology once as a reply.
        double.fail_next("sendMessage", status=400, description=refused, times=2)
        await budi.says("/bantuan")
        sorry = await budi.hears()
        assert await bot.terminate() == 0
    assert sorry.text == ID.trouble
    assert sorry.reply_to is None
    assert "Something_new" in bot.stderr


# --- A broken line


async def test_press_that_gets_through_no_line_is_one_line_in_the_log(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with running(double, tmp_path) as bot:
        answer = await budi.asks(WHO)
        double.fail_next("editMessageText", status=502, times=3)
        await budi.presses(answer, ID.other_part)
        assert (await budi.asks("/bantuan")).text.startswith(ID.help_title)
    (told,) = [line for line in bot.stderr.splitlines() if " ERROR " in line]
    assert told.endswith("not delivered: Bad Gateway")


async def test_question_what_the_question_is_gets_through_a_line_that_breaks(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    async with running(double, tmp_path):
        double.fail_next("sendMessage", status=502)
        assert (await budi.asks("/tanya")).text == ID.what_question


@pytest.mark.parametrize(
    "refusal",
    ["CHAT_RESTRICTED", "CHAT_SEND_PLAIN_FORBIDDEN", "chat not found", "need administrator rights in the channel chat"],
)
async def test_chat_where_the_bot_may_not_write_is_noted_without_a_fuss(
    refusal: str, double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    async with running(double, tmp_path) as bot:
        double.fail_next("sendMessage", status=400, description=f"Bad Request: {refusal}")
        await budi.says(WHO)
        assert (await budi.asks("/bantuan")).text.startswith(ID.help_title)
    assert " ERROR " not in bot.stderr
    assert "may not write there" in bot.stderr


# --- Things that are gone


async def test_fokus_in_reply_to_an_answer_from_an_article_that_is_gone_says_so(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    async with open_library(tmp_path / "data", semantic="off", seeds=SEEDS) as library:
        stored = await library.add(CHILLI)
    async with running(double, tmp_path):
        answer = await budi.asks("kenapa pasokan cabai berkurang?")
        assert answer.bold[0] == CHILLI.title
        async with open_library(tmp_path / "data", semantic="off") as library:
            await library.remove(stored.ref)
        assert (await budi.asks("/fokus", reply_to=answer)).text == ID.gone


async def test_answer_that_came_while_the_group_moved_is_followed_there(double: BotApiDouble, tmp_path: Path) -> None:
    budi, siti = double.person(), double.person(222_000_222, "Siti")
    async with running(double, tmp_path):
        group = double.group("Warga", [budi, siti], supergroup=False)
        moved = double.group("Warga", [budi, siti])
        assert isinstance(group.state, GroupState)
        group.state.migrated_to = moved.id  # the bot is told only later
        await group.says(budi, f"@kutip_bot {WHO}")
        answer = await moved.hears()
        await group.says(budi, "/bantuan@kutip_bot")  # so that the bot is done with the question
        await moved.hears()
        followed = await moved.asks(siti, "kalau Iran?", reply_to=answer)
        assert "Hossein Amirabdollahian" in followed.bold
