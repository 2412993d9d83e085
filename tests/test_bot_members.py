"""The real bot where people come, go and come to run a group: who has a say at once, who is greeted and asked."""

from __future__ import annotations

import io
import zipfile
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot.texts import texts_of
from tests.botprocess import running
from tests.double import BotApiDouble
from tests.double.prompts import Prompt
from tests.stocked import stock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.botprocess import BotProcess
    from tests.double import BotMessage, Group, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
PROBLEMS: Final = dict(ID.problems)
MOST: Final = 2
"""How many articles a group may have here."""
_numbers = count(1)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    home: Path = tmp_path_factory.mktemp("home")
    await stock(home)
    async with BotApiDouble() as telegram, running(telegram, home, GROUP_ARTICLES=str(MOST)) as bot:
        yield bot, telegram


def story() -> tuple[str, str]:
    """The title and the text of an article that nobody else has."""
    number = next(_numbers)
    title = f"Ronda Malam Pekan ke-{number} Dijadwalkan"
    return title, f"{title}\n\nRonda malam pada pekan ke-{number} dijaga oleh {number + 3} warga dari RT Kenanga."


async def adds(group: Group, who: Person) -> BotMessage:
    """What the bot says to somebody who adds an article to a group."""
    return await group.asks(who, f"/tambah@kutip_bot {story()[1]}")


# --- Who runs a group


async def test_where_the_bot_is_an_admin_who_is_promoted_or_demoted_may_or_may_not_at_once(
    telegram: BotApiDouble, group: Group, budi: Person, siti: Person
) -> None:
    await group.adds_the_bot(admin=True)
    assert (await adds(group, siti)).text == ID.edit_refused_in_group
    group.promotes(siti)
    shown = await adds(group, siti)
    assert shown.text.startswith(ID.added.format(library=ID.own_library))
    group.demotes(siti)
    assert (await group.presses(siti, shown, ID.undo)).toast == ID.edit_refused_in_group
    assert (await group.presses(budi, shown, ID.undo)).toast == ""


async def test_telegram_is_asked_once_for_all_that_an_admin_does_and_never_about_an_anonymous_one(
    telegram: BotApiDouble, group: Group, budi: Person
) -> None:
    def asked() -> int:
        return sum(one.method.lower() == "getchatadministrators" for one in telegram.exchanges)

    before = asked()
    for command in ("/atur@kutip_bot", "/urungkan"):
        await group.asks(group.anonymous(), command)
    assert asked() == before
    shown = await adds(group, budi)
    for _ in range(3):
        await group.asks(budi, "/atur@kutip_bot")
    assert (await group.presses(budi, shown, ID.undo)).toast == ""
    assert asked() == before + 1


# --- A group that has added the bot


def greeting() -> str:
    return "\n\n".join((ID.welcome, ID.help_in_group.format(name="@kutip_bot"), ID.welcome_admins))


@pytest.mark.parametrize("supergroup", [False, True])
async def test_group_that_adds_the_bot_is_greeted_once_whatever_becomes_of_it_there(
    telegram: BotApiDouble, budi: Person, siti: Person, supergroup: bool
) -> None:
    group = telegram.group("Baru", [budi, siti], bot="left", supergroup=supergroup)
    await group.adds_the_bot()
    await group.says(budi, "/start@kutip_bot true")  # what the button that adds it sends along
    assert (await group.hears()).text == greeting()
    await group.adds_the_bot(admin=True)
    await group.adds_the_bot()
    await group.hears_nothing()
    assert (await group.asks(siti, "/start@kutip_bot")).text.startswith(ID.help_in_group.format(name="@kutip_bot"))


async def test_group_that_becomes_a_supergroup_is_greeted_no_second_time(telegram: BotApiDouble, budi: Person) -> None:
    group = telegram.group("Kecil", [budi], supergroup=False)
    later = telegram.group("Lain", [budi], bot="left")
    await group.migrates()
    await later.adds_the_bot()
    assert (await later.hears()).text == greeting()
    await group.hears_nothing()


async def test_who_throws_the_bot_out_or_blocks_it_hears_nothing_and_nobody_is_alarmed(
    bot_and_shared: tuple[BotProcess, BotApiDouble], telegram: BotApiDouble, group: Group, budi: Person
) -> None:
    await group.kicks_the_bot()
    budi.blocks_the_bot()
    await group.hears_nothing()
    gone, later = (telegram.group("Sebentar", [budi], bot="left") for _ in range(2))
    await gone.adds_the_bot()
    await gone.kicks_the_bot()
    await later.adds_the_bot()
    await later.hears()
    await gone.hears_nothing()
    assert any(line.startswith("(sendMessage refused") for line in telegram.transcript())
    log = bot_and_shared[0].stderr
    assert "WARNING" not in log
    assert "ERROR" not in log


# --- What is asked of an editor in a group


async def test_who_presses_is_named_so_that_their_input_field_opens(group: Group, budi: Person, siti: Person) -> None:
    group.promotes(siti)
    title, text = story()
    shown = await group.asks(budi, f"/tambah@kutip_bot {text}")
    await group.presses(siti, shown, ID.rename)
    asked = await group.hears()
    assert asked.text.splitlines() == [ID.asked_of.format(name="Siti"), ID.ask_title.format(title=title)]
    assert group.prompted(asked) == Prompt(ID.title_placeholder, frozenset({siti.id}))
    renamed = await group.asks(siti, "Jadwal Ronda yang Baru", reply_to=asked)
    assert renamed.bold == ("Jadwal Ronda yang Baru",)


async def test_anonymous_admin_is_not_named(group: Group, budi: Person, siti: Person) -> None:
    group.promotes(siti)
    group.hides(siti)
    title, text = story()
    shown = await group.asks(group.anonymous(), f"/tambah@kutip_bot {text}")
    await group.presses(siti, shown, ID.rename)
    asked = await group.hears()
    assert asked.text == ID.ask_title.format(title=title)
    assert group.prompted(asked) == Prompt(ID.title_placeholder, frozenset())
    renamed = await group.asks(group.anonymous(), "Jadwal Ronda Rahasia", reply_to=asked)
    assert renamed.bold == ("Jadwal Ronda Rahasia",)


async def test_who_writes_the_command_is_asked_in_reply(group: Group, budi: Person) -> None:
    asking = await group.says(budi, "/tambah@kutip_bot")
    asked = await group.hears()
    assert (asked.text, asked.reply_to) == (ID.ask_article, asking.message_id)
    assert group.prompted(asked) == Prompt(ID.article_placeholder, frozenset({budi.id}))


# --- How many articles a group may have


async def test_group_that_is_full_is_told_what_to_do_and_may_replace_rename_and_make_room(
    group: Group, budi: Person
) -> None:
    full = PROBLEMS["quota.full"].format(most=MOST)
    (title, text), (newer, newer_text) = story(), story()
    shown = await group.asks(budi, f"/tambah@kutip_bot {text}")
    await adds(group, budi)
    assert (await adds(group, budi)).text == full
    assert (await group.asks(budi, f"/tambah@kutip_bot {text}")).bold == (title,)  # it is there already
    await group.presses(budi, shown, ID.rename)
    assert (await group.asks(budi, "Judul Lain", reply_to=await group.hears())).bold == ("Judul Lain",)
    await group.presses(budi, await group.asks(budi, "/ganti@kutip_bot judul lain"), "Judul Lain")
    replaced = await group.asks(budi, newer_text, reply_to=await group.hears())
    assert replaced.text.startswith(ID.replaced.format(library=ID.own_library))
    await group.presses(budi, await group.asks(budi, f"/hapus@kutip_bot {newer}"), newer)
    removed = await group.hears()
    assert (await adds(group, budi)).text.startswith(ID.added.format(library=ID.own_library))
    assert (await group.presses(budi, removed, ID.undo)).toast == full


async def test_archive_takes_what_fits_and_names_the_rest(group: Group, budi: Person) -> None:
    packed = io.BytesIO()
    stories = [story() for _ in range(MOST + 2)]
    with zipfile.ZipFile(packed, "w") as archive:
        for number, (_, text) in enumerate(stories):
            archive.writestr(f"{number}.txt", text)
    await group.sends_document(budi, "ronda.zip", packed.getvalue(), caption="/tambah@kutip_bot")
    shown = await group.hears()
    taken = ID.archive_title.format(taken=MOST, count=MOST + 2, library=ID.own_library)
    assert shown.text.splitlines()[0] == taken
    full = PROBLEMS["quota.full"].format(most=MOST)
    for number in (MOST, MOST + 1):
        assert ID.archive_refused.format(name=f"{number}.txt", problem=full) in shown.text
    for title, _ in stories[:MOST]:
        assert ID.archive_added.format(title=title) in shown.text
