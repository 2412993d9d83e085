"""The conversation in a terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.console import Talk, show_answer
from bot.conversation import MEMORY
from bot.terminal import Paper, marked
from bot.texts import texts_of
from retrieval.answer import Answer, ArticleCard, Context, Quote, Status
from retrieval.opening import open_library
from tests.newsroom import BUS, CHILLI, SHIP

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from retrieval.library import Library

ROOT = Path(__file__).parent.parent
TITLE = "Sempat Ribut, Kini Iran-Pakistan Sepakati Kerja Sama Keamanan"
ID = texts_of("id")


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    async with open_library(tmp_path, semantic="off", seeds=ROOT / "seeds") as opened:
        yield opened


class Terminal:
    """A talk whose paper can be read, with a clock that is set by hand."""

    def __init__(self, library: Library) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self._out = io.StringIO()
        self._talk = Talk(library, Paper(self._out, ID), ID, lambda: self.now)

    async def types(self, line: str) -> str:
        """What is answered to a line."""
        before = len(self._out.getvalue())
        assert await self._talk.hear(line)
        return self._out.getvalue()[before:]

    async def leaves_by(self, line: str) -> bool:
        return not await self._talk.hear(line)


@pytest.fixture
def terminal(library: Library) -> Terminal:
    return Terminal(library)


async def test_question_is_answered_with_title_section_marked_quote_and_source(terminal: Terminal) -> None:
    said = (await terminal.types("berapa anak yang tewas dalam serangan 17 Januari?")).splitlines()
    assert said[0] == f"{TITLE} › Pembuka"
    assert "**dua anak**" in said[1]
    assert said[2].strip() == "IDN Times · 29 Jan 2024 · 1/3 (:lain)"


async def test_next_quotes_go_round(terminal: Terminal) -> None:
    first = await terminal.types("siapa menlu Pakistan?")
    seen = [first.splitlines()[-2]]
    for command in (":lain", "/lain", ":more"):
        seen.append((await terminal.types(command)).splitlines()[-2])
    assert seen[0] == seen[3]
    assert len(set(seen)) == 3


async def test_there_is_no_next_quote_before_a_question_or_after_nothing_was_found(terminal: Terminal) -> None:
    assert ID.terminal_no_other in await terminal.types(":lain")
    await terminal.types("berapa harga beras di Surabaya?")
    assert ID.terminal_no_other in await terminal.types(":lain")


async def test_nothing_found_is_said_honestly(terminal: Terminal) -> None:
    assert (await terminal.types("berapa harga beras di Surabaya?")).startswith(ID.not_found)


async def test_follow_up_leans_on_the_turn_before_for_as_long_as_the_bot_would(terminal: Terminal) -> None:
    alone = await terminal.types("kalau Iran?")
    terminal.now += MEMORY + timedelta(seconds=1)
    await terminal.types("siapa menlu Pakistan?")
    following = await terminal.types("kalau Iran?")
    terminal.now += MEMORY + timedelta(seconds=1)
    assert await terminal.types("kalau Iran?") == alone != following


async def test_articles_help_and_kind_words(terminal: Terminal) -> None:
    assert f"{TITLE} (IDN Times · 29 Jan 2024)" in await terminal.types("/artikel")
    assert ":keluar" in await terminal.types(":bantuan")
    assert (await terminal.types("halo")).strip() == ID.greeted
    assert (await terminal.types("makasih")).strip() == ID.thanked
    assert (await terminal.types("😀")).strip() == ID.only_words
    assert (await terminal.types(":cuaca")).strip() == ID.terminal_unknown
    assert (await terminal.types("/tanya")).strip() == ID.what_question
    assert TITLE in await terminal.types("/tanya siapa menlu Pakistan?")
    assert await terminal.types("   ") == ""


@pytest.mark.parametrize("command", [":keluar", "/keluar", ":quit", ":exit"])
async def test_commands_to_leave(command: str, terminal: Terminal) -> None:
    assert await terminal.leaves_by(command)


async def test_choice_is_typed_as_its_number_and_other_articles_can_be_asked_after_it(tmp_path: Path) -> None:
    async with open_library(tmp_path / "two", semantic="off") as library:
        terminal = Terminal(library)
        assert (await terminal.types(":semua")).strip() == ID.terminal_nothing_to_repeat
        for one in (BUS, SHIP, CHILLI):
            await library.add(one)
        asked = (await terminal.types("berapa orang tewas?")).splitlines()
        assert asked[0] == ID.which
        number = next(line.strip()[0] for line in asked if SHIP.title in line)
        assert f"  {number}. {SHIP.title} (Kabar Uji · 20 Jan 2024)" in asked
        assert asked[-1] == ID.terminal_choose
        assert "**tiga orang**" in await terminal.types(number)
        assert (await terminal.types(":semua")).startswith(ID.which)
        assert "orang** tewas" in await terminal.types(":lain")
        await library.remove("bus-terguling-di-tanjakan-emen")
        assert (await terminal.types("2" if number == "1" else "1")).strip() == ID.gone


def test_not_found_within_an_article_names_it_and_how_to_ask_all() -> None:
    card = ArticleCard(1, "r", TITLE, "", None, "")
    answer = Answer("siapa?", Status.NOT_FOUND, 0.1, (), Context("siapa?"), 1.0, within=card)
    out = io.StringIO()
    show_answer(Paper(out, ID), answer, ID, everywhere=":semua")
    assert f"“{TITLE}”" in out.getvalue()
    assert ":semua" in out.getvalue()


def test_others_that_report_the_same_stand_under_the_source() -> None:
    card = ArticleCard(1, "r", "J", "Kabar Uji", None, "")
    others = [ArticleCard(2, "s", "K", "Kabar Lain", None, ""), ArticleCard(3, "t", "L", "kabar uji", None, "")]
    out = io.StringIO()
    Paper(out, ID).quote(Quote(1, card, "", "dua tewas", (), 0), also=others)
    assert out.getvalue().splitlines()[-2:] == ["  Kabar Uji", "  Diberitakan juga oleh Kabar Lain"]


def test_answer_is_marked_on_paper() -> None:
    card = ArticleCard(1, "r", "J", "", None, "")
    assert marked(Quote(1, card, "", "dua tewas, tiga luka", ((0, 3), (11, 15)), 0)) == "**dua** tewas, **tiga** luka"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "SEEDS_DIR": str(ROOT / "seeds"),
        "DATA_DIR": str(tmp_path / "data"),
        "SEMANTIC": "off",
        "TERM": "xterm-256color",
    }


def test_piped_questions_make_a_transcript_that_reads_well(environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        input="siapa menlu Pakistan?\nkalau Iran?\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=tmp_path,
        timeout=60,
        check=True,
    )
    assert "Tanya › siapa menlu Pakistan?\n" + TITLE in done.stdout
    assert "Tanya › kalau Iran?\n" + TITLE in done.stdout
    assert "**" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stdout.rstrip().endswith(ID.terminal_bye)
    assert done.stderr == ID.terminal_loading + "\n"


def test_reader_of_the_transcript_may_leave(environment: dict[str, str], tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=tmp_path,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"siapa menlu Pakistan?\n" * 50)
        process.stdin.close()
        assert process.stderr.read().decode() == ID.terminal_loading + "\n"
        assert process.wait(60) == 0


@pytest.mark.parametrize("locale", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"TERM": "dumb"}])
def test_poor_terminal_is_prompted_and_understood(
    locale: dict[str, str], environment: dict[str, str], tmp_path: Path
) -> None:
    with chat_on_a_terminal(environment | locale, tmp_path) as (process, ours):
        read_until(ours, f"{ID.terminal_prompt} ›")
        os.write(ours, "“siapa” menlu Pakistan…? é 😀\n".encode())
        shown = read_until(ours, f"{ID.terminal_prompt} ›")
        os.write(ours, "😀\n".encode())
        wordless = read_until(ours, f"{ID.terminal_prompt} ›")
        os.write(ours, b":keluar\n")
        read_until(ours, ID.terminal_bye)
        assert process.wait(30) == 0
    assert "Jilani" in shown
    assert ("**" in shown) == ("TERM" in locale)
    assert ID.only_words in wordless


def test_on_a_narrow_screen_nothing_of_title_section_and_passage_is_lost() -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 24))
    section = "Kedua negara sepakat untuk perangi terorisme di wilayah masing-masing"
    passage = "Dua anak tewas, tiga orang terluka."
    card = ArticleCard(1, "r", TITLE, "IDN Times", None, "")
    with Path(f"/dev/fd/{theirs}").open("w", encoding="utf-8") as screen:
        Paper(screen, ID).quote(Quote(1, card, section, passage, ((0, 8),), 0))
    os.close(theirs)
    shown = read_until(ours, "Times")  # a terminal may hand it over in pieces
    os.close(ours)
    words = re.sub(r"\x1b\[[0-9;]*m", "", shown).split()
    assert words == [*TITLE.split(), "›", *section.split(), *passage.split(), "IDN", "Times"]


@pytest.mark.parametrize("key", [b"\x04", b"\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_on_a_screen_the_answer_is_coloured_and_a_key_ends_politely(
    key: bytes, environment: dict[str, str], tmp_path: Path
) -> None:
    with chat_on_a_terminal(environment, tmp_path) as (process, ours):
        read_until(ours, f"{ID.terminal_prompt} ›")
        os.write(ours, b"siapa menlu Pakistan?\n")
        shown = read_until(ours, f"{ID.terminal_prompt} ›")
        if key == b"\x03":
            process.send_signal(signal.SIGINT)
            # It is seen at the next key if it comes in the moment between the prompt and the waiting for keys.
            while not select.select([ours], [], [], 1)[0]:
                process.send_signal(signal.SIGINT)
        else:
            os.write(ours, key)
        read_until(ours, ID.terminal_bye)
        assert process.wait(30) == 0
        errors = process.stderr.read().decode() if process.stderr else ""
    assert "\x1b[1;32m" in shown
    assert "**" not in shown
    assert "Traceback" not in errors


@contextmanager
def chat_on_a_terminal(environment: dict[str, str], cwd: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`python -m bot chat` on a terminal of its own, and our end of that."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=cwd,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            yield process, ours
        finally:
            process.kill()
            os.close(ours)


def read_until(terminal: int, words: str) -> str:
    """What is shown up to and with `words`; beyond the words of the prompt that is shown while typing."""
    shown = b""
    while words.encode() not in shown:
        shown += os.read(terminal, 4096)
    return shown.decode(errors="replace")
