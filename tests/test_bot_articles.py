"""The real bot's shelves: looking for articles, and what readers asked them, seen by those who edit them alone."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot import buttons
from bot.screens.shelves import LIST_PAGE
from bot.texts import texts_of
from retrieval.opening import open_library
from tests.botprocess import EDITORS, running
from tests.double import BotApiDouble
from tests.newsroom import CHILLI, FLOOD, article
from tests.stocked import stock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.botprocess import BotProcess
    from tests.double import BotMessage, Group, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
_ids = count(930_100)
MANY: Final = 11
MANGOES: Final = [
    article(f"Panen Mangga Hari ke-{day}", f"Panen mangga di Indramayu pada hari ke-{day} menghasilkan {day} ton.")
    for day in range(1, MANY + 1)
]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bot's home with more articles than a page of the list takes."""
    home = tmp_path_factory.mktemp("home")
    await stock(home, *MANGOES)
    return home


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(home: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    async with BotApiDouble() as telegram, running(telegram, home, ADMIN_IDS=",".join(map(str, EDITORS))) as bot:
        yield bot, telegram


def listed(shown: BotMessage) -> list[str]:
    """The articles that a list offers, without their days."""
    pressed = [(one.text, buttons.decode(one.data or "")) for row in shown.buttons for one in row]
    return [label.split(" · ")[0] for label, press in pressed if isinstance(press, buttons.ShowOutline)]


# --- Looking for articles


async def test_plain_list_tells_how_to_look_for_an_article(budi: Person) -> None:
    shown = await budi.asks("/artikel")
    assert (shown.bold, shown.text.splitlines()[1]) == ((f"{ID.articles_title} 1/2",), ID.search_hint)
    assert len(listed(shown)) == LIST_PAGE


async def test_words_behind_the_command_find_titles_whatever_their_case_and_marks(budi: Person) -> None:
    shown = await budi.asks("/artikel “harga CABAI”!")
    assert listed(shown) == [CHILLI.title]
    assert shown.text.splitlines() == [ID.articles_title, ID.searched.format(search="harga CABAI")]


async def test_pages_of_what_was_found_are_counted_right_and_turn_by_the_message_alone(budi: Person) -> None:
    first = await budi.asks("/articles panen mangga")
    assert first.bold == (f"{ID.articles_title} 1/2",)
    await budi.presses(first, ID.older)
    second = await budi.hears()
    assert (second.message_id, second.bold) == (first.message_id, (f"{ID.articles_title} 2/2",))
    assert sorted(listed(first) + listed(second)) == sorted(one.title for one in MANGOES)
    await budi.presses(second, ID.newer)
    assert listed(await budi.hears()) == listed(first)


async def test_way_back_from_an_article_leads_to_what_was_found(budi: Person) -> None:
    found = await budi.asks("/artikel panen mangga")
    await budi.presses(found, ID.older)
    page = await budi.hears()
    await budi.presses(page, listed(page)[0])
    outline = await budi.hears()
    assert outline.bold == (listed(page)[0],)
    await budi.presses(outline, ID.lead)
    section = await budi.hears()
    assert section.text.splitlines()[-1] == ID.searched.format(search="panen mangga")
    await budi.presses(section, ID.back_to_sections)
    await budi.presses(await budi.hears(), ID.back_to_articles)
    assert (await budi.hears()).text == page.text


async def test_message_too_old_to_be_shown_turns_to_the_whole_list(budi: Person) -> None:
    found = await budi.asks("/artikel panen mangga")
    budi.fades(found)
    await budi.presses(found, ID.older)
    assert (await budi.hears()).bold == (f"{ID.articles_title} 2/2",)
    assert ID.searched.partition("{")[0] not in budi.said[-1].text


async def test_what_stands_in_no_title_is_looked_for_in_the_texts(budi: Person) -> None:
    shown = await budi.asks("/artikel tanggul Sungai Wulan")
    assert shown.text.splitlines() == [ID.found_inside, ID.searched.format(search="tanggul Sungai Wulan")]
    assert listed(shown)[0] == FLOOD.title
    await budi.presses(shown, FLOOD.title)
    await budi.presses(await budi.hears(), ID.back_to_articles)
    assert (await budi.hears()).text == shown.text


async def test_what_stands_nowhere_is_told_kindly_with_the_way_to_all(budi: Person) -> None:
    shown = await budi.asks("/artikel <b>zyxwv</b> & qwrtp")
    assert shown.text == ID.found_nothing.format(search="b zyxwv b qwrtp")
    await budi.presses(shown, ID.all_articles)
    whole = await budi.hears()
    assert (whole.message_id, whole.bold) == (shown.message_id, (f"{ID.articles_title} 1/2",))


@pytest.mark.parametrize("search", ["🦜", "%", "_", "“…”"])
async def test_search_without_words_finds_nothing_and_says_so(budi: Person, search: str) -> None:
    shown = await budi.asks(f"/artikel {search}")
    assert shown.text == ID.found_nothing.format(search=search)
    assert shown.labels == [ID.all_articles]


async def test_group_finds_its_own_articles_and_nobody_elses(
    telegram: BotApiDouble, group: Group, home: Path, budi: Person
) -> None:
    other = telegram.group("Sebelah", [budi])
    async with open_library(home / "data", semantic="off") as library:
        await library.add(
            article("Ronda Malam RT 9", "Ronda malam mulai pukul 22.00 di pos Kenanga."), owner=str(group.id)
        )
    assert listed(await group.asks(budi, "/artikel@kutip_bot ronda")) == ["Ronda Malam RT 9"]
    assert listed(await group.asks(budi, "/artikel@kutip_bot pos Kenanga")) == ["Ronda Malam RT 9"]
    for nothing in (await other.asks(budi, "/artikel@kutip_bot ronda"), await budi.asks("/artikel pos Kenanga")):
        assert "Ronda Malam RT 9" not in nothing.screen()


async def test_article_without_headings_offers_a_question_that_it_answers(budi: Person) -> None:
    found = await budi.asks("/artikel harga cabai")
    await budi.presses(found, CHILLI.title)
    outline = await budi.hears()
    await budi.presses(outline, ID.gist)
    assert "Rp80.000" in (await budi.hears()).quotes[0].text
    flooded = await budi.asks("/artikel banjir rendam")
    await budi.presses(flooded, FLOOD.title)
    assert ID.gist not in (await budi.hears()).labels


# --- What readers asked


async def opened(who: Person, search: str, label: str) -> BotMessage:
    """An article's outline in somebody's private chat."""
    await who.presses(await who.asks(f"/artikel {search}"), label)
    return await who.hears()


def asked_button(shown: BotMessage) -> list[str]:
    """The labels of the button that leads to what readers asked."""
    pressed = [(one.text, buttons.decode(one.data or "")) for row in shown.buttons for one in row]
    return [label for label, press in pressed if isinstance(press, buttons.ShowQuestions)]


async def test_editor_sees_what_readers_asked_an_article_and_how_it_helped(
    rina: Person, group: Group, budi: Person, siti: Person
) -> None:
    assert asked_button(await opened(rina, "sempat ribut", "Sempat Ribut")) == []
    answer = await budi.asks("siapa menlu Pakistan?")
    await budi.presses(answer, ID.yes)
    await budi.hears()
    await siti.presses(await siti.asks("menlu Pakistan siapa ya?"), ID.no)
    await siti.hears()
    await siti.asks("berapa korban tewas dalam serangan balasan?")
    await group.asks(budi, "/tanya@kutip_bot kenapa Iran menyerang Pakistan?")  # nobody's outside of the group
    outline = await opened(rina, "sempat ribut", "Sempat Ribut")
    assert asked_button(outline) == [ID.asked_button.format(count=3)]
    await rina.presses(outline, ID.asked_button.format(count=3))
    shown = await rina.hears()
    assert shown.message_id == outline.message_id
    assert shown.text.split("\n\n")[1].splitlines() == [
        f"• menlu Pakistan siapa ya? · {ID.asked_times.format(count=2)} · 👍 1 👎 1",
        "• berapa korban tewas dalam serangan balasan?",
    ]
    assert not {budi.name, siti.name, str(budi.id), str(siti.id)} & set(shown.text.split())
    await rina.presses(shown, ID.back_to_sections)
    back = await rina.hears()
    assert back.labels == outline.labels
    await rina.presses(back, ID.back_to_articles)
    assert (await rina.hears()).text.splitlines()[1] == ID.searched.format(search="sempat ribut")


async def test_reader_sees_no_such_button_and_is_refused_kindly_if_they_press_one(
    rina: Person, group: Group, budi: Person, siti: Person
) -> None:
    await siti.asks("berapa warga yang mengungsi di Demak?")
    outline = await opened(rina, "banjir", FLOOD.title)
    (press,) = [
        press
        for row in outline.buttons
        for one in row
        if isinstance(press := buttons.decode(one.data or ""), buttons.ShowQuestions)
    ]
    theirs = await opened(budi, "banjir", FLOOD.title)
    assert asked_button(theirs) == []
    assert await budi.forges(budi.user, theirs, buttons.encode(press)) == ID.edit_refused_in_private
    offered = await group.asks(budi, "/artikel@kutip_bot banjir")
    await group.presses(budi, offered, FLOOD.title)
    in_group = await group.hears()
    assert asked_button(in_group) == []
    assert (
        await group.forges(budi.user, in_group, buttons.encode(press)) == ID.gone
    )  # an admin, but not of this article


async def test_groups_admin_sees_what_was_asked_there_of_its_own_article(
    telegram: BotApiDouble, group: Group, home: Path, budi: Person, siti: Person
) -> None:
    title = "Kerja Bakti RW 3"
    async with open_library(home / "data", semantic="off") as library:
        await library.add(
            article(title, "Kerja bakti RW 3 dimulai pukul 07.00 di lapangan Anggrek."), owner=str(group.id)
        )
    await group.asks(siti, "/tanya@kutip_bot di mana kerja bakti RW 3?")
    offered = await group.asks(budi, "/artikel@kutip_bot kerja bakti")
    await group.presses(siti, offered, title)
    assert asked_button(await group.hears()) == []
    offered = await group.asks(budi, "/artikel@kutip_bot kerja bakti")
    await group.presses(budi, offered, title)
    outline = await group.hears()
    label = ID.asked_button.format(count=1)
    assert asked_button(outline) == [label]
    assert (await group.presses(siti, outline, label)).toast == ID.edit_refused_in_group
    await group.presses(budi, outline, label)
    assert "• di mana kerja bakti RW 3?" in (await group.hears()).text.splitlines()


async def test_when_telegram_does_not_say_who_edits_the_outline_is_shown_as_to_a_reader(
    telegram: BotApiDouble, group: Group, home: Path, budi: Person
) -> None:
    title = "Lomba Balap Karung"
    async with open_library(home / "data", semantic="off") as library:
        await library.add(article(title, "Lomba balap karung dimenangi oleh Pak Darmo dari RT 4."), owner=str(group.id))
    await group.asks(budi, "/tanya@kutip_bot siapa pemenang lomba balap karung?")
    offered = await group.asks(budi, "/artikel@kutip_bot balap karung")
    telegram.fail_next("getChatAdministrators", status=502)
    await group.presses(budi, offered, title)
    assert asked_button(await group.hears()) == []
