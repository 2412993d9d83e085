"""The real bot in guest mode: called by name where it is no member, it says one thing, and says it always."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot.texts import texts_of
from tests.botprocess import SEEDS, TITLE, BotProcess, running
from tests.double import TOKEN, BotApiDouble
from tests.newsroom import BUS, SHIP
from tests.stocked import SECRET, stock, turns_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from aiogram.types import Message

    from tests.double import BotMessage, Group, Person
    from tests.double.speakers import Talker

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
EN: Final = texts_of("en")
WHO: Final = "siapa menlu Pakistan?"
WHERE: Final = "di mana itu?"
"""Answered by the passage that is spoken of; with nothing spoken of, nothing is found."""
JILANI: Final = "Jalil Abbas Jilani"
_ids = count(600_000)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    await stock(home, BUS, SHIP)
    return home


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(home: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    async with BotApiDouble() as double, running(double, home) as bot:
        yield bot, double


@pytest.fixture
def away(telegram: BotApiDouble, budi: Person, siti: Person) -> Group:
    return telegram.group("Jauh", [budi, siti], bot="left")


async def called(
    away: Group, who: Talker, text: str, *, reply_to: Message | BotMessage | None = None, quote: str | None = None
) -> BotMessage:
    """What the bot says when somebody calls it, in reply to that."""
    call = await away.says(who, text, reply_to=reply_to, quote=quote)
    answer = await away.hears()
    assert answer.reply_to == call.message_id
    return answer


async def test_question_that_names_the_bot_is_answered_once_with_a_quote_that_turns_over(
    telegram: BotApiDouble, away: Group, budi: Person, siti: Person
) -> None:
    answer = await called(away, budi, f"@Kutip_BOT {WHO}")
    assert answer.bold[0] == TITLE
    assert JILANI in answer.bold
    assert answer.labels == [ID.other_part, ID.open_in_kutip]
    await away.presses(siti, answer, ID.other_part)
    turned = await away.hears()
    assert f"{ID.other_part} 2/3" in turned.labels
    await away.hears_nothing()


async def test_question_in_the_message_replied_to_is_answered(away: Group, budi: Person, siti: Person) -> None:
    question = await away.says(siti, "gaes, siapa menlu Pakistan? penasaran")
    assert JILANI in (await called(away, budi, "@kutip_bot tolong jawab dong", reply_to=question)).bold
    quoting = await called(away, budi, "@kutip_bot", reply_to=question, quote="siapa menlu Pakistan?")
    assert JILANI in quoting.bold


async def test_call_without_a_question_is_told_how_to_ask(away: Group, budi: Person) -> None:
    for text in ("@kutip_bot", "🙏 @kutip_bot"):
        answer = await called(away, budi, text)
        assert answer.text == f"{ID.what_question} {ID.guest_hint.format(name='@kutip_bot')}"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("halo @kutip_bot", ID.greeted),
        ("makasih @kutip_bot 🙏", ID.thanked),
        ("@kutip_bot wkwk", ID.thanked),
        ("wah keren ya @kutip_bot", ID.thanked),
    ],
)
async def test_courtesy_and_wonder_are_returned(text: str, kind: str, away: Group, budi: Person) -> None:
    assert (await called(away, budi, text)).text == kind


async def test_sticker_that_is_pointed_at_cannot_be_read(away: Group, budi: Person, siti: Person) -> None:
    sticker = await away.sends_sticker(siti)
    assert (await called(away, budi, "@kutip_bot jawab dong", reply_to=sticker)).text == ID.only_words


async def test_what_is_not_found_is_said_in_a_word(away: Group, budi: Person) -> None:
    answer = await called(away, budi, "@kutip_bot siapa presiden Zimbabwe?")
    assert (answer.text, answer.labels) == (ID.not_found, [])


async def test_article_of_a_groups_own_is_not_quoted(away: Group, budi: Person) -> None:
    answer = await called(away, budi, "@kutip_bot berapa iuran keamanan warga RT 5?")
    assert SECRET.title not in answer.text
    assert "Rp75.000" not in answer.text


async def test_where_two_articles_may_be_meant_both_can_be_turned_to(away: Group, budi: Person) -> None:
    answer = await called(away, budi, "@kutip_bot berapa orang tewas?")
    await away.presses(budi, answer, ID.other_part)
    turned = await away.hears()
    assert all(shown.text.startswith(ID.unsure) for shown in (answer, turned))
    assert {answer.bold[0], turned.bold[0]} == {BUS.title, SHIP.title}


async def test_english_reader_is_spoken_to_in_english(telegram: BotApiDouble) -> None:
    john = telegram.person(next(_ids), "John", language_code="en")
    away = telegram.group("Abroad", [john], bot="left")
    assert (await called(away, john, "@kutip_bot hello")).text == EN.greeted


# --- Going on


async def test_follow_up_leans_on_what_the_same_person_asked_there(away: Group, budi: Person, siti: Person) -> None:
    await called(away, budi, f"@kutip_bot {WHO}")
    assert (await called(away, siti, f"@kutip_bot {WHERE}")).text == ID.not_found
    assert "Islamabad" in (await called(away, budi, f"@kutip_bot {WHERE}")).quotes[0].text


async def test_reply_to_an_answer_goes_on_with_it_whoever_replies(away: Group, budi: Person, siti: Person) -> None:
    answer = await called(away, budi, f"@kutip_bot {WHO}")
    assert "Islamabad" in (await called(away, siti, f"@kutip_bot {WHERE}", reply_to=answer)).quotes[0].text


async def test_group_that_writes_as_itself_has_a_conversation_of_its_own(away: Group, budi: Person) -> None:
    await called(away, away.anonymous(), f"@kutip_bot {WHO}")
    assert (await called(away, budi, f"@kutip_bot {WHERE}")).text == ID.not_found
    assert "Islamabad" in (await called(away, away.anonymous(), f"@kutip_bot {WHERE}")).quotes[0].text


async def test_nothing_crosses_from_one_chat_into_another(
    telegram: BotApiDouble, away: Group, budi: Person, home: Path
) -> None:
    elsewhere = telegram.group("Lain", [budi], bot="left")
    await called(away, budi, f"@kutip_bot {WHO}")
    assert (await called(elsewhere, budi, f"@kutip_bot {WHERE}")).text == ID.not_found
    assert not (await budi.asks(WHERE)).quotes
    assert [conversation for conversation, _ in turns_of(home, budi.id)] == [
        f"guest {away.id}:0:{budi.id}",
        f"guest {elsewhere.id}:0:{budi.id}",
        f"{budi.id}:0:{budi.id}",
    ]


async def test_chat_with_the_id_of_one_that_the_bot_has_is_another(
    telegram: BotApiDouble, budi: Person, siti: Person
) -> None:
    group = telegram.group("Warga", [budi, siti])
    await group.asks(budi, f"@kutip_bot {WHO}")
    await group.kicks_the_bot()
    answer = await called(group, budi, f"@kutip_bot {WHERE}")
    assert answer.text == ID.not_found


async def test_topics_are_kept_apart(telegram: BotApiDouble, budi: Person) -> None:
    forum = telegram.group("Kota", [budi], forum=True, bot="left")
    harga, banjir = await forum.opens_topic("Harga"), await forum.opens_topic("Banjir")
    await forum.says(budi, f"@kutip_bot {WHO}", topic=harga)
    assert (await forum.hears()).topic == harga.id
    await forum.says(budi, f"@kutip_bot {WHERE}", topic=banjir)
    assert (await forum.hears()).text == ID.not_found
    await forum.says(budi, f"@kutip_bot {WHERE}", topic=harga)
    assert "Islamabad" in (await forum.hears()).quotes[0].text


# --- When something is wrong


async def test_trouble_inside_is_the_one_answer(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    away = double.group("Jauh", [budi], bot="left")
    environment = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": double.url, "SEEDS_DIR": str(SEEDS), "SEMANTIC": "off"}
    async with BotProcess(environment, tmp_path) as bot:
        await bot.until_polling(double)
        with closing(sqlite3.connect(tmp_path / "data" / "kutip.sqlite3")) as database:
            database.execute("DROP TABLE turn")
        assert (await called(away, budi, f"@kutip_bot {WHO}")).text == ID.trouble
        assert await bot.terminate() == 0


@pytest.mark.parametrize(
    ("refusal", "labels", "bold"),
    [
        ("can't parse entities: whatever", [ID.other_part, ID.open_in_kutip], False),
        ("Inline keyboard button URL 'x' is invalid: Wrong HTTP URL", [ID.other_part], True),
    ],
)
async def test_refused_answer_comes_without_what_was_refused(
    refusal: str, labels: list[str], bold: bool, telegram: BotApiDouble, away: Group, budi: Person
) -> None:
    telegram.fail_next("answerGuestQuery", status=400, description=f"Bad Request: {refusal}")
    answer = await called(away, budi, f"@kutip_bot {WHO}")
    assert JILANI in answer.text
    assert (answer.labels, bool(answer.bold)) == (labels, bold)


async def test_answer_that_comes_too_late_is_forgotten(telegram: BotApiDouble, away: Group, budi: Person) -> None:
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    telegram.fail_next("answerGuestQuery", status=400, description=late)
    await away.says(budi, f"@kutip_bot {WHO}")
    assert (await called(away, budi, "halo @kutip_bot")).text == ID.greeted
