"""The bot's admins are told of its faults: each once, in private, in their language, and no word of what was said."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import pytest

from bot.service.logs import about
from bot.service.reporting import Reports, incident_of, reporting
from bot.settings import Settings
from bot.texts import texts_of
from bot.transport.client import SteadyBot
from retrieval.errors import LibraryError
from retrieval.opening import open_library
from tests.botprocess import BotProcess, running
from tests.double import TOKEN, BotApiDouble
from tests.test_bot_trouble import environment, spoil

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.texts import Texts
    from tests.double.view import BotMessage

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
EN: Final = texts_of("en")
ADMIN, OTHER, STRANGER = 555_000_555, 666_000_666, 777_000_777
PRIVATE: Final = "apakah Tuan Rahasia menikah diam-diam?"


# --- What is heard of a line of the log


def record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    trace = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("bot.somewhere", logging.ERROR, __file__, 42, message, args, trace)


def raised(where: str) -> BaseException:
    """An exception that arose in `where`, called by us or calling what is not ours."""
    try:
        if where == "ours":
            texts_of("id").day(None)  # type: ignore[arg-type]  # to raise
        else:
            int(PRIVATE)
    except (AttributeError, ValueError) as error:
        return error
    raise AssertionError


async def test_exception_is_named_by_its_class_and_the_innermost_line_of_our_own() -> None:
    with about(17):
        heard = incident_of(record(f"failed: {PRIVATE}", error=raised("ours")))
    assert heard.kind == "AttributeError"
    assert re.fullmatch(r"bot\.texts\.shape:\d+", heard.place)
    assert heard.request == "u17"


async def test_without_a_line_of_our_own_it_is_the_line_that_logged_it() -> None:
    heard = incident_of(record("failed", error=raised("elsewhere")))
    assert (heard.kind, heard.place, heard.request) == ("ValueError", "bot.somewhere:42", "")


async def test_exception_that_a_message_names_is_known_by_its_class() -> None:
    heard = incident_of(record("failed: %s", LibraryError(PRIVATE)))
    assert (heard.kind, heard.place) == ("LibraryError", "bot.somewhere:42")


@pytest.mark.parametrize("args", [(), (PRIVATE,), ({"question": PRIVATE},)])
async def test_of_a_message_nothing_is_kept(args: tuple[object, ...]) -> None:
    heard = incident_of(record("failed", *args))
    assert (heard.kind, heard.place) == ("", "bot.somewhere:42")
    assert PRIVATE not in repr(heard)


# --- The real bot


def reports_to(person: object) -> list[BotMessage]:
    """What somebody was told of faults."""
    said: tuple[BotMessage, ...] = person.said  # type: ignore[attr-defined]
    titles = (ID.fault_title, EN.fault_title, ID.fault_known, EN.fault_known)
    return [message for message in said if message.text.startswith(titles)]


async def test_many_equal_faults_are_told_once_to_admins_alone_and_nothing_private_is_in_it(
    double: BotApiDouble, tmp_path: Path
) -> None:
    admin, budi, siti = double.person(ADMIN, "Pak Admin"), double.person(), double.person(222_000_222, "Siti")
    settings = environment(double) | {"ADMIN_IDS": str(ADMIN)}
    async with BotProcess(settings, tmp_path) as bot:
        await bot.until_polling(double)
        await budi.asks("/help")
        spoil(tmp_path, "DROP TABLE chat")  # where the settings of each chat are
        for person in (budi, siti, budi, siti):
            assert (await person.asks(PRIVATE)).text == ID.trouble
        report = await admin.hears()
        await admin.hears_nothing()
        assert await bot.terminate() == 0
    lines = report.text.splitlines()
    assert lines[0] == ID.fault_title
    assert re.fullmatch(r"\w+ (?:bot|retrieval)\.[\w.]+:\d+", lines[1])
    assert re.fullmatch(r"u\d+", lines[4])
    assert f" {lines[4]} ERROR " in f" {bot.stderr} ".replace("\n", " ")
    for private in ("Rahasia", "Budi", "Siti", str(budi.id), str(siti.id), TOKEN.partition(":")[2], "no such table"):
        assert private not in report.raw.model_dump_json(include={"text", "entities", "reply_markup"})
    assert not reports_to(budi)
    assert not reports_to(siti)


async def test_admin_is_told_in_their_language_and_who_cannot_be_told_is_left_out_quietly(
    double: BotApiDouble, tmp_path: Path
) -> None:
    blocked, admin, budi = double.person(ADMIN), double.person(OTHER), double.person()
    blocked.blocks_the_bot()
    settings = environment(double) | {"ADMIN_IDS": f"{ADMIN},{OTHER},{STRANGER}"}
    async with BotProcess(settings, tmp_path) as bot:
        await bot.until_polling(double)
        await budi.asks("/help")
        spoil(tmp_path, "INSERT INTO chat (chat, language, listens, public) VALUES ('666000666', 'en', 0, 1)")
        spoil(tmp_path, "DROP TABLE turn")
        assert (await budi.asks(PRIVATE)).text == ID.trouble
        report = await admin.hears()
        assert (await budi.asks("/bantuan")).text.startswith(ID.help_title)
        await admin.hears_nothing()
        assert await bot.terminate() == 0
    assert report.text.startswith(EN.fault_title)
    untold = [line for line in bot.stderr.splitlines() if "could not be told" in line]
    assert [" INFO " in line for line in untold] == [True, True]
    assert not blocked.said


async def test_who_wants_no_reports_gets_none(double: BotApiDouble, tmp_path: Path) -> None:
    admin, budi = double.person(ADMIN), double.person()
    settings = environment(double) | {"ADMIN_IDS": str(ADMIN), "ERROR_REPORTS": "false"}
    async with BotProcess(settings, tmp_path) as bot:
        await bot.until_polling(double)
        await budi.asks("/help")
        spoil(tmp_path, "DROP TABLE chat")
        assert (await budi.asks(PRIVATE)).text == ID.trouble
        assert await bot.terminate() == 0
    assert not admin.said


async def test_nothing_wrong_is_nothing_told(double: BotApiDouble, tmp_path: Path) -> None:
    admin, budi = double.person(ADMIN), double.person()
    async with running(double, tmp_path, ADMIN_IDS=str(ADMIN)):
        await budi.asks("siapa menlu Pakistan?")
        await admin.hears_nothing()


# --- The teller alone


@asynccontextmanager
async def telling(double: BotApiDouble, home: Path, *admins: int) -> AsyncIterator[Reports]:
    """Reports that are told by a bot that does nothing else."""
    reports = Reports()
    settings = Settings(bot_token=TOKEN, admin_ids=frozenset(admins), _env_file=None)  # type: ignore[arg-type, call-arg]  # pydantic
    bot = SteadyBot(TOKEN, base_url=f"{double.url}/bot")
    async with (
        open_library(home / "data", semantic="off") as library,
        bot,
        reporting(reports, bot, library.chats, settings),
    ):
        yield reports


def full(texts: Texts) -> str:
    return f"{texts.language}: disk penuh"


def well(texts: Texts) -> str:
    return f"{texts.language}: disk lega"


async def test_trouble_is_told_when_it_begins_and_when_it_is_over(double: BotApiDouble, tmp_path: Path) -> None:
    admin, other = double.person(ADMIN), double.person(OTHER)
    async with telling(double, tmp_path, ADMIN, OTHER) as reports:
        for _ in range(3):
            reports.begins("disk", full)
        assert (await admin.hears()).text == (await other.hears()).text == "id: disk penuh"
        for _ in range(3):
            reports.ends("disk", well)
        assert (await admin.hears()).text == (await other.hears()).text == "id: disk lega"
    assert (len(admin.said), len(other.said)) == (2, 2)


async def test_fault_of_a_thread_and_of_a_library_we_use_is_told(double: BotApiDouble, tmp_path: Path) -> None:
    admin = double.person(ADMIN)
    async with telling(double, tmp_path, ADMIN):
        await asyncio.to_thread(logging.getLogger("retrieval.worker").error, "in a thread: %s", PRIVATE)
        assert "test_reporting" not in (told := (await admin.hears()).text)
        assert "retrieval.worker:" in told
        logging.getLogger("asyncio").error("Task exception was never retrieved", exc_info=raised("elsewhere"))
        assert "ValueError asyncio:" in (await admin.hears()).text


async def test_what_goes_wrong_in_telling_is_told_to_nobody(
    double: BotApiDouble, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    admin = double.person(ADMIN)

    def broken(_: Texts) -> str:
        raise RuntimeError(PRIVATE)

    async with telling(double, tmp_path, ADMIN) as reports:
        reports.begins("broken", broken)
        reports.begins("disk", full)
        assert (await admin.hears()).text == "id: disk penuh"
    assert len(admin.said) == 1
    assert "the bot's admins could not be told what went wrong" in caplog.text


async def test_what_is_noted_right_before_the_stop_is_told(double: BotApiDouble, tmp_path: Path) -> None:
    admin = double.person(ADMIN)
    async with telling(double, tmp_path, ADMIN):
        logging.getLogger("bot.somewhere").error("failed")
    (told,) = admin.said
    assert "bot.somewhere:" in told.text
    assert not [one for one in logging.getLogger().handlers if "reporting" in type(one).__module__]


async def test_line_that_breaks_does_not_lose_a_report(double: BotApiDouble, tmp_path: Path) -> None:
    admin = double.person(ADMIN)
    double.fail_next("sendMessage", status=502, times=1)
    async with telling(double, tmp_path, ADMIN):
        logging.getLogger("bot.somewhere").error("failed")
        await admin.hears()
    assert len(admin.said) == 1
