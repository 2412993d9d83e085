"""The real bot, opened by a deep link: to an article, a passage or a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot.hearing.deeplinks import Link, ToArticle, ToPassage, ToQuestion, parameter
from bot.texts import texts_of
from retrieval.article import Article, Section
from retrieval.opening import open_library
from tests.botprocess import TITLE, running
from tests.double import BotApiDouble
from tests.newsroom import FLOOD
from tests.stocked import SECRET, passage_with, stock, take_out

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.botprocess import BotProcess
    from tests.double import BotMessage, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
WHO: Final = "siapa menlu Pakistan?"
JILANI: Final = "Jalil Abbas Jilani"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(home: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    async with BotApiDouble() as double, running(double, home) as bot:
        yield bot, double


async def opens(person: Person, link: Link) -> BotMessage:
    """What somebody gets who taps a link of ours, and then the start button."""
    return await person.asks(f"/start {parameter(link)}")


# --- An article


async def test_link_to_an_article_pins_it(budi: Person, home: Path) -> None:
    pinned = await opens(budi, ToArticle(passage_with(home, "350 rumah")[1]))
    assert ID.focused in pinned.text
    assert pinned.bold == (FLOOD.title,)
    answer = await budi.asks(WHO)
    assert answer.text.startswith(ID.not_found_within.format(title=FLOOD.title))


@pytest.mark.parametrize("link", [ToArticle(999_999), ToPassage(999_999, 888_888)])
async def test_link_to_what_is_gone_is_made_up_for_with_topics(link: Link, budi: Person) -> None:
    gone = await opens(budi, link)
    assert gone.text.startswith(ID.link_gone)
    assert ID.see_articles in gone.labels
    await budi.presses(gone, gone.labels[0])
    assert (await budi.hears()).quotes


# --- A passage


async def test_link_to_a_passage_shows_it_and_leads_on_into_its_section(budi: Person, home: Path) -> None:
    shown = await opens(budi, ToPassage(*passage_with(home, "120 warga mengungsi")))
    assert shown.text.startswith(f"{FLOOD.title}\n› Warga mengungsi\nSebanyak 120 warga")
    assert shown.quotes
    assert (await budi.presses(shown, ID.open_article)).url == FLOOD.url
    await budi.presses(shown, ID.read_section)
    section = await budi.hears()
    assert section.message_id == shown.message_id
    assert all(paragraph in section.text for paragraph in FLOOD.sections[1].paragraphs)


async def test_article_of_a_passage_without_an_address_is_opened_as_its_outline(budi: Person, home: Path) -> None:
    shown = await opens(budi, ToPassage(*passage_with(home, "Jilani, di Islamabad")))
    await budi.presses(shown, ID.open_article)
    outline = await budi.hears()
    assert outline.bold == (TITLE,)
    assert outline.message_id != shown.message_id
    await budi.presses(shown, ID.focus_this)
    assert ID.focused in (await budi.hears()).text


async def test_link_from_a_posted_quote_leads_to_its_passage(budi: Person) -> None:
    posted = await budi.chooses((await budi.types_inline(WHO)).results[0])
    link = (await budi.presses(posted, ID.open_in_kutip)).url
    assert link is not None
    shown = await budi.asks(f"/start {link.partition('start=')[2]}")
    assert shown.quotes == posted.quotes


async def test_passage_that_was_written_anew_gives_way_to_its_articles_outline(
    double: BotApiDouble, tmp_path: Path
) -> None:
    await stock(tmp_path)
    link = ToPassage(*passage_with(tmp_path, "120 warga mengungsi"))
    anew = Article(FLOOD.title, (Section("Kabar baru", ("Air di Demak mulai surut pada Kamis.",)),), url=FLOOD.url)
    async with running(double, tmp_path):
        async with open_library(tmp_path / "data", semantic="off") as library:
            await library.add(anew)
        outline = await opens(double.person(), link)
        assert outline.bold == (FLOOD.title,)
        assert "Kabar baru" in outline.labels
        await take_out(tmp_path, FLOOD.title)
        assert (await opens(double.person(5), link)).text.startswith(ID.link_gone)


async def test_links_to_an_article_of_a_groups_own_show_nothing_of_it(budi: Person, home: Path) -> None:
    passage, secret = passage_with(home, "Rp75.000")
    public, seed = passage_with(home, "Sembilan orang")
    for link in (ToArticle(secret), ToPassage(passage, secret)):
        assert (await opens(budi, link)).text.startswith(ID.link_gone)
    for link in (ToPassage(passage, seed), ToPassage(public, secret)):
        shown = await opens(budi, link)
        assert SECRET.title not in shown.text
        assert shown.bold == (TITLE,)


# --- A question


async def test_linked_question_is_answered_with_the_question_above_and_stays_there(budi: Person) -> None:
    answer = await opens(budi, ToQuestion(WHO))
    assert answer.text.startswith(f"“{WHO}”\n{TITLE}")
    assert JILANI in answer.bold
    await budi.presses(answer, ID.other_part)
    turned = await budi.hears()
    assert turned.text.startswith(f"“{WHO}”\n")
    await budi.presses(answer, ID.yes)
    voted = await budi.hears()
    assert voted.text.startswith(f"“{WHO}”\n")
    assert ID.yes not in voted.labels
    assert "Islamabad" in (await budi.asks("di mana itu?")).quotes[0].text


async def test_linked_question_without_an_answer_is_named_too(budi: Person) -> None:
    answer = await opens(budi, ToQuestion("siapa presiden <Zimbabwe>?"))
    assert answer.text.startswith(f"“siapa presiden <Zimbabwe>?”\n{ID.not_found}")


async def test_answer_to_a_typed_question_does_not_repeat_it(budi: Person) -> None:
    answer = await budi.asks(WHO)
    await budi.presses(answer, ID.other_part)
    assert WHO not in (await budi.hears()).text


async def test_link_for_a_question_yet_to_be_asked_asks_for_it(budi: Person) -> None:
    asked = await opens(budi, ToQuestion("terlalu panjang " * 10))
    assert asked.text == ID.what_question
    assert JILANI in (await budi.asks(WHO, reply_to=asked)).bold


@pytest.mark.parametrize(
    "payload",
    [
        "ref_123",
        "a0",
        "p1",
        "q4",
        "9" * 4000,
        "a" + "9" * 4000,
        "é😀",
        "a1 dan lain-lain",
        "<b>",
        parameter(ToQuestion("halo")),
        parameter(ToQuestion("🙏🙏")),
        parameter(ToQuestion("\x00\u202e")),
    ],
    ids=lambda payload: str(payload)[:12],
)
async def test_anything_else_behind_start_is_greeted(payload: str, budi: Person) -> None:
    assert (await budi.asks(f"/start {payload}")).text.startswith("Halo, Budi!")


async def test_link_in_a_group_gets_the_help_of_groups(telegram: BotApiDouble, budi: Person) -> None:
    group = telegram.group("Warga", [budi])
    answer = await group.asks(budi, f"/start@kutip_bot {parameter(ToArticle(1))}")
    assert answer.text.startswith(ID.help_in_group.format(name="@kutip_bot"))
