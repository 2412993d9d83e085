"""The real bot in inline mode: what it offers in any chat, and messages of it that turn over wherever they stand."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot import buttons
from bot.hearing import deeplinks
from bot.screens import offers
from bot.texts import texts_of
from tests.botprocess import SEEDS, TITLE, BotProcess, running
from tests.double import TOKEN, BotApiDouble
from tests.newsroom import CHILLI, FLOOD
from tests.stocked import SECRET, passage_with, stock, take_out, turns_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.double import Group, Page, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
EN: Final = texts_of("en")
WHO: Final = "siapa menlu Pakistan?"
_ids = count(500_000)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(home: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    async with BotApiDouble() as double, running(double, home) as bot:
        yield bot, double


@pytest.fixture
def away(telegram: BotApiDouble, budi: Person) -> Group:
    """A group that the bot is no member of."""
    return telegram.group("Jauh", [budi, telegram.person(next(_ids), "Siti")], bot="left")


async def all_pages(person: Person, query: str) -> list[Page]:
    """What is offered for a query, scrolled down to the end."""
    pages = [await person.types_inline(query)]
    while pages[-1].next_offset:
        pages.append(await person.types_inline(query, offset=pages[-1].next_offset))
    return pages


# --- What is offered


async def test_question_is_offered_quotes_and_the_chosen_one_is_posted_with_its_buttons(
    budi: Person, away: Group, home: Path
) -> None:
    page = await budi.types_inline(WHO)
    best = page.results[0]
    assert best.title.startswith("Sempat Ribut")
    assert "Jalil Abbas Jilani" in best.description
    assert best.description.endswith("IDN Times · 29 Jan 2024")
    assert page.is_personal
    assert page.button is None

    posted = await budi.chooses(best, away)
    assert posted.bold[0] == TITLE
    assert "Jalil Abbas Jilani" in posted.bold
    assert posted.labels == [ID.other_part, ID.open_in_kutip]
    assert ID.did_it_help not in posted.text
    passage, seed = passage_with(home, "Jilani, di Islamabad")
    link = (await away.presses(budi, posted, ID.open_in_kutip)).url
    assert link == deeplinks.address("kutip_bot", deeplinks.ToPassage(passage, seed))


async def test_chosen_article_with_an_address_can_be_opened(budi: Person, away: Group) -> None:
    page = await budi.types_inline("berapa warga yang mengungsi di Demak?")
    posted = await budi.chooses(page.results[0], away)
    assert (await away.presses(budi, posted, ID.open_article)).url == FLOOD.url
    assert posted.preview == FLOOD.url


async def test_offers_go_on_to_an_end_without_repeating_one(budi: Person) -> None:
    pages = await all_pages(budi, "iran pakistan")
    identities = [result.id for page in pages for result in page.results]
    assert len(pages) > 1
    assert len(identities) == len(set(identities)) <= offers.MOST
    assert all(len(page.results) == offers.PAGE for page in pages[:-1])


async def test_without_words_the_newest_articles_are_offered(budi: Person, away: Group) -> None:
    page = await budi.types_inline("")
    assert [result.title for result in page.results] == [CHILLI.title, FLOOD.title, TITLE]
    assert page.button is not None
    assert page.button.start_parameter == "q"
    posted = await budi.chooses(page.results[1], away)
    assert posted.text.startswith(FLOOD.title)
    assert (await away.presses(budi, posted, ID.open_article)).url == FLOOD.url
    link = (await away.presses(budi, posted, ID.ask_about_article)).url
    assert link is not None
    assert re.fullmatch(r"https://t\.me/kutip_bot\?start=a\d+", link)


async def test_what_is_not_found_leads_to_the_private_chat_with_the_question(budi: Person) -> None:
    page = await budi.types_inline("siapa presiden Zimbabwe?")
    assert page.results == ()
    assert page.button is not None
    assert page.button.text == ID.nothing_offered
    start = page.button.start_parameter or ""
    assert deeplinks.read(start) == deeplinks.ToQuestion("siapa presiden Zimbabwe?")
    assert page.cache_time < (await budi.types_inline(WHO)).cache_time


async def test_question_too_long_for_a_link_leads_to_the_private_chat_that_asks_for_it(budi: Person) -> None:
    page = await budi.types_inline("zzyzx " * 40)
    assert page.button is not None
    assert page.button.start_parameter == "q"


@pytest.mark.parametrize(
    "query",
    [
        "   ",
        "🙏👩‍👩‍👧🇮🇩",
        "?!…",
        "siapa menlu Pakistan? " * 11 + "siapa menlu",
        "من هو وزير خارجية باكستان؟ \u202e",
        "<b>&amp;\"'</b> https://example.com @kutip_bot",
        "a" * 256,
        "\u0000\u2028\ufeff",
        "外務大臣は誰ですか",
    ],
)
async def test_whatever_is_typed_is_answered(query: str, budi: Person) -> None:
    for page in await all_pages(budi, query):
        assert page.results or page.button
    assert (await budi.types_inline(WHO, offset="bukan angka")).results
    assert (await budi.types_inline(WHO, offset="9999")).results == ()


async def test_offers_speak_the_language_of_who_types(telegram: BotApiDouble, away: Group) -> None:
    john = telegram.person(next(_ids), "John", language_code="en")
    posted = await john.chooses((await john.types_inline(WHO)).results[0], away)
    assert posted.labels == [EN.other_part, EN.open_in_kutip]


async def test_article_of_a_groups_own_is_never_offered(budi: Person) -> None:
    titles = [result.title for page in await all_pages(budi, "berapa iuran keamanan RT 5?") for result in page.results]
    titles += [result.title for page in await all_pages(budi, "") for result in page.results]
    assert titles
    assert not any(SECRET.title in title for title in titles)


async def test_message_posted_where_the_bot_is_gets_no_answer(telegram: BotApiDouble, budi: Person) -> None:
    home = telegram.group("Warga", [budi], privacy=False)
    await budi.chooses((await budi.types_inline(WHO)).results[0], home)
    await budi.chooses((await budi.types_inline(WHO)).results[0])
    await home.hears_nothing()
    await budi.hears_nothing()


async def test_nothing_of_what_is_typed_is_stored(budi: Person, home: Path) -> None:
    await budi.types_inline("siapa sih menlu Pakistan")
    assert turns_of(home, budi.id) == []


# --- Turning over


async def test_posted_quote_turns_over_for_everybody_and_goes_round(
    telegram: BotApiDouble, budi: Person, away: Group
) -> None:
    siti = telegram.person(next(_ids), "Siti", language_code="en")
    await away.takes_in(siti)
    posted = await budi.chooses((await budi.types_inline(WHO)).results[0], away)
    shown = []
    for who in (siti, budi, siti):
        assert (await away.presses(who, posted, ID.other_part)).toast == ""
        shown.append(await away.hears())
    assert [turned.labels[0] for turned in shown] == [
        f"{ID.other_part} 2/3",
        f"{ID.other_part} 3/3",
        ID.other_part,
    ]
    assert len({turned.quotes[0].text for turned in shown}) == 3
    assert shown[-1].text == posted.text
    assert "Jalil Abbas Jilani" in shown[-1].bold


async def test_quote_turns_over_after_a_restart_and_says_when_its_article_is_gone(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    away = double.group("Jauh", [budi], bot="left")
    await stock(tmp_path)
    async with running(double, tmp_path):
        posted = await budi.chooses((await budi.types_inline(WHO)).results[0], away)
        flood = await budi.chooses((await budi.types_inline("berapa warga yang mengungsi?")).results[0], away)
    async with running(double, tmp_path):
        await away.presses(budi, posted, ID.other_part)
        turned = await away.hears()
        assert f"{ID.other_part} 2/3" in turned.labels
        assert turned.quotes != posted.quotes
        await take_out(tmp_path, TITLE)
        await take_out(tmp_path, FLOOD.title)
        assert (await away.presses(budi, posted, ID.other_part)).toast == ID.gone
        assert (await away.presses(budi, flood, ID.other_part)).toast == ID.gone
        assert away.sees(posted) == turned


async def test_parts_that_are_gone_are_left_out(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    away = double.group("Jauh", [budi], bot="left")
    await stock(tmp_path)
    async with running(double, tmp_path):
        posted = await budi.chooses((await budi.types_inline(WHO)).results[0], away)
        ids = (passage_with(tmp_path, words)[0] for words in ("Jilani", "350 rumah", "Sembilan"))
        flip = buttons.Flip(1, False, tuple(map(buttons.Part, ids)))
        await take_out(tmp_path, FLOOD.title)
        assert await away.forges(budi.user, posted, buttons.encode(flip)) == ""
        turned = await away.hears()
        assert "Sembilan orang" in turned.quotes[0].text
        assert f"{ID.other_part} 2/2" in turned.labels


async def test_forged_press_shows_nothing_of_a_groups_own(home: Path, budi: Person, away: Group) -> None:
    posted = await budi.chooses((await budi.types_inline(WHO)).results[0], away)
    secret, public = (passage_with(home, words)[0] for words in ("Rp75.000", "Sembilan orang"))
    alone = buttons.encode(buttons.Flip(0, False, (buttons.Part(secret),)))
    assert await away.forges(budi.user, posted, alone) == ID.gone
    beside = buttons.Flip(1, False, (buttons.Part(public, 50, 10), buttons.Part(secret, 0, 5)), language=9)
    assert await away.forges(budi.user, posted, buttons.encode(beside)) == ""
    turned = await away.hears()
    assert "Sembilan orang" in turned.quotes[0].text
    assert turned.bold == (TITLE,)
    assert turned.labels == [ID.open_in_kutip]


@pytest.mark.parametrize("data", ["1.y.1.0", "1.t.1.1.0", "1.o.1", "1.k", "1.f.1", "nonsense", ""])
async def test_press_of_another_kind_is_stale_there(data: str, budi: Person, away: Group) -> None:
    posted = await budi.chooses((await budi.types_inline(WHO)).results[0], away)
    assert await away.forges(budi.user, posted, data) == ID.stale


async def test_message_that_cannot_be_edited_any_more_makes_a_press_stale(
    telegram: BotApiDouble, budi: Person, away: Group
) -> None:
    posted = await budi.chooses((await budi.types_inline(WHO)).results[0], away)
    telegram.fail_next("editMessageText", status=400, description="Bad Request: MESSAGE_ID_INVALID")
    assert (await away.presses(budi, posted, ID.other_part)).toast == ID.stale


# --- When Telegram will not


@pytest.mark.parametrize(
    "refusal", ["can't parse entities: whatever", "Inline keyboard button URL 'x' is invalid: Wrong HTTP URL"]
)
async def test_refused_results_are_offered_without_markup_and_links(
    refusal: str, telegram: BotApiDouble, budi: Person, away: Group
) -> None:
    telegram.fail_next("answerInlineQuery", status=400, description=f"Bad Request: {refusal}")
    posted = await budi.chooses((await budi.types_inline(WHO)).results[0], away)
    assert posted.bold == ()
    assert TITLE in posted.text
    assert posted.labels == [ID.other_part]


async def test_answer_that_comes_too_late_is_forgotten(tmp_path: Path) -> None:
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    async with BotApiDouble() as double, running(double, tmp_path) as bot:
        budi = double.person()
        double.fail_next("answerInlineQuery", status=400, description=late)
        with pytest.raises(AssertionError):
            await budi.types_inline("siapa", patience=0.2)
        assert (await budi.types_inline(WHO)).results
        assert double.violations == ["the inline query 'siapa' of Budi was never answered"]
        assert "answered too late" in bot.stderr
        assert "ERROR" not in bot.stderr


async def test_trouble_inside_is_said_instead_of_results(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    environment = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": double.url, "SEEDS_DIR": str(SEEDS), "SEMANTIC": "off"}
    async with BotProcess(environment, tmp_path) as bot:
        await bot.until_polling(double)
        with closing(sqlite3.connect(tmp_path / "data" / "kutip.sqlite3")) as database:
            database.execute("DROP VIEW quotable")
        page = await budi.types_inline(WHO)
        assert (page.results, page.cache_time) == ((), 0)
        assert page.button is not None
        assert page.button.text == ID.offer_trouble
        assert deeplinks.read(page.button.start_parameter or "") == deeplinks.ToQuestion(WHO)
        assert await bot.terminate() == 0
