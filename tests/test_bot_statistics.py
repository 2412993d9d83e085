"""The real bot and its figures: who sees whose, as a picture, as tables, and how things are."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot import buttons
from bot.screens.charts import PNG, WIDTH
from bot.texts import texts_of
from retrieval.answer import Context, Status
from retrieval.database import open_database
from retrieval.layout import DATABASE
from retrieval.turns import NewTurn, TurnQuote, Turns
from tests.botprocess import EDITORS, running
from tests.double import BotApiDouble
from tests.newsroom import CHILLI, FLOOD, ROOT
from tests.stocked import SECRET, passage_with

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from tests.botprocess import BotProcess
    from tests.double import BotMessage, Group, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
_askers = count(930_100)
_messages = count(1_000_000)
USUAL: Final = f"✓ {ID.figures_days.format(days=30)}"


@pytest.fixture(scope="module")
def shadow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose modules the bot's processes find before those that are installed."""
    return tmp_path_factory.mktemp("shadow")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(home: Path, shadow: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    found_first = f"{shadow}:{ROOT}"
    async with (
        BotApiDouble() as telegram,
        running(telegram, home, ADMIN_IDS=",".join(map(str, EDITORS)), PYTHONPATH=found_first) as bot,
    ):
        yield bot, telegram


async def asked(
    home: Path,
    chat: int | str,
    question: str,
    times: int,
    *,
    days_ago: int = 0,
    quoting: str = "",
    helpful: Sequence[bool] = (),
) -> None:
    """Let a question have been asked in a chat so many times, in a private one by its person.

    It was answered by the passage with the words `quoting`, or else not; `helpful` are votes on the last answer.
    """
    passage, article = passage_with(home, quoting) if quoting else (0, None)
    asker = str(chat) if str(chat).isdigit() else str(next(_askers))
    turn = NewTurn(
        conversation=f"{chat}:0:{asker}",
        chat=str(chat),
        person=asker,
        asked_at=datetime.now(UTC) - timedelta(days=days_ago),
        question=question,
        status=Status.ANSWERED if quoting else Status.NOT_FOUND,
        confidence=0.9 if quoting else 0.1,
        context=Context(question, article, passage or None),
        quotes=(TurnQuote(passage),) if quoting else (),
        language="id",
    )
    async with open_database(home / "data" / DATABASE) as database:
        turns = Turns(database)
        for _ in range(times):
            saved = await turns.save(replace(turn, question_message=next(_messages)))
        for voice in helpful:
            await turns.feedback(saved, str(next(_askers)), helpful=voice)


def line(asked_for: str, message: BotMessage) -> str:
    """The line of a message that begins with these words."""
    (found,) = (written for written in message.text.splitlines() if written.startswith(asked_for))
    return found


def table(content: bytes) -> list[list[str]]:
    """What a spreadsheet program reads of a file, without the heads of its columns."""
    assert content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]


async def test_bots_admin_sees_what_was_asked_in_private_chats_and_nothing_of_groups(
    home: Path, rina: Person, group: Group
) -> None:
    empty = await rina.asks("/statistik")
    assert empty.text == ID.figures_none.format(days=30)
    assert empty.labels == ["7 hari", USUAL, "90 hari"]
    assert empty.picture is None
    ani, tono = next(_askers), next(_askers)
    await asked(home, ani, "berapa rumah terendam di Demak?", 3, quoting="350 rumah", helpful=[True, True, False])
    await asked(home, tono, "harga cabai rawit?", 1, days_ago=10, quoting="Rp80.000")
    await asked(home, tono, "jadwal kapal ke Karimunjawa?", 2, days_ago=2)
    await asked(home, tono, "kapan pilkades?", 4, days_ago=40)
    await asked(home, group.id, "berapa iuran warga RT 5?", 5, quoting="Rp75.000")
    await asked(home, group.id, "siapa ketua RT 6?", 6)
    await asked(home, f"guest {group.id}", "berapa rumah terendam di Demak?", 7, quoting="350 rumah")
    await asked(home, f"guest {group.id}", "siapa lurah baru?", 8)

    await rina.says("/stats")
    shown = await rina.hears()
    assert shown.picture is not None
    assert shown.picture[0] == WIDTH
    assert rina.opens(shown).startswith(PNG)
    assert len(shown.text.encode("utf-16-le")) // 2 <= 1024
    assert line("Pertanyaan", shown) == "Pertanyaan: 6, naik 50% dari 30 hari sebelumnya"
    assert line(ID.figures_answered, shown) == "Terjawab: 4 (67%)"
    assert line(ID.figures_unsure, shown) == "Kurang yakin: 0 (0%)"
    assert line(ID.figures_not_found, shown) == "Tidak ditemukan: 2 (33%)"
    assert line(ID.figures_helped, shown) == "Merasa terbantu: 67% (2 dari 3 suara)"
    assert line("Penanya", shown) == "Penanya: 2 orang"
    assert [quote.text.splitlines() for quote in shown.quotes] == [
        [f"1. {FLOOD.title} · 3×", f"2. {CHILLI.title} · 1×"],
        # That an answer did not help somebody counts too.
        ["1. jadwal kapal ke Karimunjawa? · 2×", "2. berapa rumah terendam di Demak? · 1×"],
    ]
    assert SECRET.title not in shown.text
    assert not any(str(person) in shown.text for person in (ani, tono))

    await rina.presses(shown, "7 hari")
    redrawn = await rina.hears()
    assert redrawn.message_id == shown.message_id
    assert redrawn.labels == ["✓ 7 hari", "30 hari", "90 hari", "CSV"]
    assert line("Pertanyaan", redrawn) == "Pertanyaan: 5, naik 400% dari 7 hari sebelumnya"
    assert rina.opens(redrawn) != rina.opens(shown)
    assert CHILLI.title not in redrawn.text

    await rina.presses(empty, "90 hari")
    from_words = await rina.hears()
    assert from_words.message_id == empty.message_id
    assert from_words.picture is not None
    assert line("Pertanyaan", from_words) == "Pertanyaan: 10"

    await rina.presses(shown, "CSV")
    days, articles = await rina.hears(2)
    today = datetime.now(UTC) + timedelta(hours=7)
    assert days.file == f"kutip-statistik-{today:%Y-%m}.csv"
    rows = table(rina.opens(days))
    assert len(rows) == 7
    assert [*map(int, rows[-1][1:])] == [3, 3, 0, 0, 2, 1]
    assert sum(int(row[1]) for row in rows) == 5
    assert articles.file == f"kutip-artikel-{today:%Y-%m}.csv"
    assert [row[1:] for row in table(rina.opens(articles))] == [[FLOOD.title, "3"]]
    assert b"Karimunjawa" not in rina.opens(days) + rina.opens(articles)


async def test_groups_admin_sees_the_figures_of_that_group_alone(
    home: Path, telegram: BotApiDouble, group: Group, budi: Person, siti: Person
) -> None:
    other = telegram.group("Tetangga", [siti, budi])
    await asked(home, group.id, "berapa rumah terendam?", 4, quoting="350 rumah")
    await asked(home, other.id, "harga cabai rawit?", 9, quoting="Rp80.000", helpful=[True])
    await asked(home, other.id, "siapa lurah baru?", 3)
    shown = await group.asks(budi, "/statistik")
    assert shown.picture is not None
    assert ID.figures_own in shown.text
    assert line("Pertanyaan", shown) == "Pertanyaan: 4"
    assert line(ID.figures_helped, shown) == "Merasa terbantu: – (belum ada suara)"
    assert FLOOD.title in shown.text
    assert not any(word in shown.text for word in (CHILLI.title, "lurah", SECRET.title))
    elsewhere = await other.asks(siti, "/statistik")
    assert line("Pertanyaan", elsewhere) == "Pertanyaan: 12"
    assert "siapa lurah baru? · 3×" in elsewhere.text
    assert FLOOD.title not in elsewhere.text
    await group.presses(budi, shown, "CSV")
    days, _ = await group.hears(2)
    assert sum(int(row[1]) for row in table(group.opens(days))) == 4


async def test_title_that_the_group_may_not_see_any_more_is_not_told(home: Path, group: Group, budi: Person) -> None:
    await asked(home, group.id, "berapa rumah terendam?", 1, quoting="350 rumah")
    settings = await group.asks(budi, "/atur@kutip_bot")
    await group.presses(budi, settings, ID.settings_labels[2][0])
    await group.hears()
    shown = await group.asks(budi, "/statistik")
    assert line("Pertanyaan", shown) == "Pertanyaan: 1"
    assert FLOOD.title not in shown.text


async def test_figures_in_a_forum_stand_in_the_topic_where_they_were_asked_for(
    home: Path, telegram: BotApiDouble, budi: Person
) -> None:
    forum = telegram.group("Forum", [budi], forum=True)
    topic = await forum.opens_topic("Banjir")
    await asked(home, forum.id, "berapa rumah terendam?", 1, quoting="350 rumah")
    await forum.says(budi, "/statistik", topic=topic)
    shown = await forum.hears()
    assert shown.picture is not None
    assert shown.topic == topic.id
    await forum.presses(budi, shown, "CSV")
    assert [sent.topic for sent in await forum.hears(2)] == [topic.id, topic.id]


async def test_everybody_else_is_refused_kindly(
    home: Path, telegram: BotApiDouble, rina: Person, budi: Person, siti: Person
) -> None:
    group, stranger = telegram.group("Warga", [budi, siti, rina]), telegram.person(next(_askers), "Tono")
    await asked(home, group.id, "berapa rumah terendam?", 1, quoting="350 rumah")
    for command in ("/statistik", "/status"):
        assert (await stranger.asks(command)).text == ID.desk_refused_in_private
        assert (await budi.asks(command)).text == ID.desk_refused_in_private
        assert (await group.asks(siti, f"{command}@kutip_bot")).text == ID.desk_refused_in_group
        assert (await group.asks(rina, f"{command}@kutip_bot")).text == ID.desk_in_private
    shown = await group.asks(budi, "/statistik")
    assert (await group.presses(siti, shown, "7 hari")).toast == ID.desk_refused_in_group
    assert (await group.presses(rina, shown, "CSV")).toast == ID.desk_in_private
    await group.hears_nothing()


async def test_forged_press_shows_nothing_of_another_chat(
    home: Path, telegram: BotApiDouble, group: Group, budi: Person, siti: Person
) -> None:
    await asked(home, group.id, "berapa rumah terendam?", 3, quoting="350 rumah")
    mine = telegram.group("Kosong", [siti])
    greeting = await mine.asks(siti, "/bantuan@kutip_bot")
    for press in (buttons.ShowFigures(30), buttons.SendTables(30)):
        assert await mine.forges(siti.user, greeting, buttons.encode(press)) == ID.figures_none.format(days=30)
    hello = await siti.asks("/start")
    for press in (buttons.ShowFigures(30), buttons.SendTables(30)):
        assert await siti.forges(siti.user, hello, buttons.encode(press)) == ID.desk_refused_in_private
    shown = await group.asks(budi, "/statistik")
    for days in (0, 1, 31, 10**17):
        assert await group.forges(budi.user, shown, buttons.encode(buttons.ShowFigures(days))) == ID.stale
    await mine.hears_nothing()


async def test_other_buttons_forged_on_the_picture_are_obeyed_in_new_messages(
    home: Path, bot_and_shared: tuple[BotProcess, BotApiDouble], group: Group, budi: Person
) -> None:
    bot, _ = bot_and_shared
    added = await group.asks(budi, "/tambah@kutip_bot Lomba Burung Digelar\n\nLomba burung digelar di lapangan RT 8.")
    (undo,) = (button.data for row in added.buttons for button in row if button.text == ID.undo)
    assert undo is not None
    await asked(home, group.id, "kapan lomba burung?", 2, quoting="lapangan RT 8")
    shown = await group.asks(budi, "/statistik@kutip_bot")
    assert shown.picture is not None
    _, article = passage_with(home, "lapangan RT 8")
    assert article is not None
    await group.forges(budi.user, shown, buttons.encode(buttons.ShowQuestions(article, 0)))
    listed = await group.hears()
    assert listed.message_id > shown.message_id
    assert "kapan lomba burung?" in listed.text
    await group.forges(budi.user, shown, undo)
    undone = await group.hears()
    assert undone.message_id > listed.message_id
    assert "Lomba Burung Digelar" in undone.text
    assert "no text in the message" not in bot.stderr


async def test_picture_that_is_not_taken_leaves_the_words(
    home: Path, telegram: BotApiDouble, group: Group, budi: Person
) -> None:
    await asked(home, group.id, "berapa rumah terendam?", 2, quoting="350 rumah")
    refusal = "Bad Request: not enough rights to send photos to the chat"
    telegram.fail_next("sendPhoto", status=400, description=refusal)
    shown = await group.asks(budi, "/statistik")
    assert shown.picture is None
    assert line("Pertanyaan", shown) == "Pertanyaan: 2"
    telegram.fail_next("editMessageMedia", status=400, description=refusal)
    await group.presses(budi, shown, "90 hari")
    again = await group.hears()
    assert (again.message_id, again.picture) == (shown.message_id, None)
    await group.presses(budi, again, "7 hari")
    drawn = await group.hears()
    assert drawn.message_id == shown.message_id
    assert drawn.picture is not None


async def test_picture_that_cannot_be_drawn_leaves_the_words_and_a_line_in_the_log(
    home: Path, shadow: Path, bot_and_shared: tuple[BotProcess, BotApiDouble], group: Group, budi: Person
) -> None:
    bot, _ = bot_and_shared
    await asked(home, group.id, "berapa rumah terendam?", 2, quoting="350 rumah")
    drawn = await group.asks(budi, "/statistik")
    broken = shadow / "matplotlib.py"
    broken.write_text("raise RuntimeError('berapa rumah terendam?')")
    try:
        shown = await group.asks(budi, "/statistik")
        assert (shown.picture, line("Pertanyaan", shown)) == (None, "Pertanyaan: 2")
        await group.presses(budi, shown, "7 hari")
        again = await group.hears()
        assert (again.message_id, again.labels[0]) == (shown.message_id, "✓ 7 hari")
        await group.presses(budi, drawn, "7 hari")  # no picture becomes a text
        below = await group.hears()
        assert (below.picture, below.text) == (None, again.text)
        assert group.sees(drawn) == drawn
    finally:
        broken.unlink()
    assert bot.stderr.count("the picture was not drawn: RuntimeError") == 3
    assert "berapa rumah" not in bot.stderr


async def test_picture_in_a_busy_group_waits_for_its_turn(
    home: Path, telegram: BotApiDouble, group: Group, budi: Person
) -> None:
    await asked(home, group.id, "berapa rumah terendam?", 2, quoting="350 rumah")
    telegram.fail_next("sendPhoto", status=429, retry_after=1)
    shown = await group.asks(budi, "/statistik")
    assert shown.picture is not None


async def test_status_tells_the_bots_admin_of_the_public_library_and_the_machine(rina: Person) -> None:
    shown = await rina.asks("/status")
    assert shown.text.startswith("Kutip")
    assert line("Perpustakaan umum", shown).startswith("Perpustakaan umum: 3 artikel, ")
    assert ID.state_no_meaning in shown.text
    assert ID.state_never_changed in shown.text
    assert ID.state_idle in shown.text
    assert " kB" in line("Di disk", shown) or " MB" in line("Di disk", shown)
    assert SECRET.title not in shown.text


async def test_status_in_a_group_tells_of_that_group_alone(group: Group, budi: Person) -> None:
    bare = await group.asks(budi, "/status@kutip_bot")
    assert ID.state_no_own_articles in bare.text
    await group.asks(budi, "/tambah@kutip_bot Ronda Malam Digiatkan\n\nRonda malam di RT 7 digiatkan lagi mulai Senin.")
    shown = await group.asks(budi, "/status@kutip_bot")
    assert line("Artikel khusus", shown) == "Artikel khusus grup ini: 1, dengan 1 kutipan"
    assert line("Perubahan", shown).endswith("“Ronda Malam Digiatkan” ditambahkan")
    assert ID.settings_states[1][0] in shown.text
    assert "disk" not in shown.text


async def test_menus_and_help_of_editors_name_the_figures(telegram: BotApiDouble, rina: Person) -> None:
    await rina.asks("/start")
    assert "/statistik" in (await rina.asks("/bantuan")).text
    for_editors = [
        [command.command for command in commands]
        for (scope, language), commands in telegram.profile.commands.items()
        if language == "id" and ("administrators" in scope or str(EDITORS[0]) in scope)
    ]
    assert for_editors
    assert all({"statistik", "status"} <= set(commands) for commands in for_editors)
