"""The real bot, talking about one article: pinned for a chat or a topic by command, button or reply, and let go."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot.texts import texts_of
from retrieval.opening import open_library
from tests.botprocess import SEEDS, TITLE, running
from tests.double import BotApiDouble
from tests.newsroom import CHILLI, FLOOD, article

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.botprocess import BotProcess
    from tests.double import Group, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
WHO: Final = "siapa menlu Pakistan?"
EVACUATED: Final = "berapa warga yang mengungsi?"
_ids = count(400_000)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bot's home with three articles in its library."""
    home = tmp_path_factory.mktemp("home")
    async with open_library(home / "data", semantic="off", seeds=SEEDS) as library:
        await library.add(FLOOD)
        await library.add(CHILLI)
    return home


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(home: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    async with BotApiDouble() as double, running(double, home) as bot:
        yield bot, double


@pytest.fixture
def forum(telegram: BotApiDouble, budi: Person, siti: Person) -> Group:
    return telegram.group("Kota", [budi, siti], forum=True)


async def test_words_of_a_title_pin_that_article_and_other_questions_are_not_found_in_it(budi: Person) -> None:
    pinned = await budi.asks("/fokus banjir")
    assert ID.focused in pinned.text
    assert pinned.bold == (FLOOD.title,)
    assert "120 warga" in (await budi.asks(EVACUATED)).quotes[0].text
    answer = await budi.asks(WHO)
    assert answer.text.startswith(ID.not_found_within.format(title=FLOOD.title))
    await budi.presses(answer, ID.ask_everywhere)
    shown = await budi.hears()
    assert "Jalil Abbas Jilani" in shown.bold


@pytest.mark.parametrize(
    "words", ["semua", "Semua.", '"semua"', "“semua artikel”", "semua berita!", "semuanya", "all articles", "lepas"]
)
async def test_semua_lets_go(words: str, budi: Person) -> None:
    await budi.asks("/fokus banjir")
    assert (await budi.asks(f"/fokus {words}")).text == ID.unfocused
    assert "Jalil Abbas Jilani" in (await budi.asks(WHO)).bold


async def test_words_of_a_title_that_begin_with_semua_are_looked_for(budi: Person) -> None:
    unknown = await budi.asks("/fokus semua orang")
    assert unknown.text == ID.focus_unknown.format(search="semua orang")


@pytest.mark.parametrize("words", ["harga cabai!", '"harga cabai rawit"', "“Cabai, harga”", "harga-cabai?", "(cabai)"])
async def test_marks_around_and_between_the_words_of_a_title_are_passed_over(words: str, budi: Person) -> None:
    assert (await budi.asks(f"/fokus {words}")).bold == (CHILLI.title,)


async def test_marks_alone_are_no_words_of_a_title(budi: Person) -> None:
    assert (await budi.asks("/fokus ?!")).text == ID.focus_which


async def test_fokus_alone_offers_the_articles_and_a_tap_pins_one(budi: Person) -> None:
    offered = await budi.asks("/fokus")
    assert offered.text == ID.focus_which
    assert len(offered.labels) == 3
    await budi.presses(offered, "Banjir")
    shown = await budi.hears()
    assert FLOOD.title in shown.bold
    again = await budi.asks("/focus")
    assert again.text.startswith(ID.focus_now.format(title=FLOOD.title))
    await budi.presses(again, ID.let_go)
    shown = await budi.hears()
    assert shown.text == ID.unfocused


async def test_topic_of_the_pinned_article_can_be_tapped(budi: Person) -> None:
    pinned = await budi.asks("/fokus iran")
    assert TITLE in pinned.bold
    await budi.presses(pinned, "Kedua negara")
    shown = await budi.hears()
    assert shown.quotes


async def test_several_titles_that_fit_are_offered_and_none_is_said_so(budi: Person) -> None:
    assert len((await budi.asks("/fokus ma")).labels) == 3
    unknown = await budi.asks("/fokus <b>gempa</b>")
    assert unknown.text == ID.focus_unknown.format(search="<b>gempa</b>")
    assert not unknown.labels


async def test_outline_of_an_article_has_a_button_that_pins_it(budi: Person) -> None:
    listed = await budi.asks("/artikel")
    await budi.presses(listed, "Cabai")
    await budi.presses(await budi.hears(), ID.focus_this)
    pinned = await budi.hears()
    assert CHILLI.title in pinned.bold
    assert "Rp80.000" in (await budi.asks("berapa harganya?")).bold[-1]


async def test_each_topic_of_a_forum_has_its_own_focus_for_everybody_in_it(
    forum: Group, budi: Person, siti: Person
) -> None:
    flood, border = await forum.opens_topic("Banjir"), await forum.opens_topic("Perbatasan")
    pinned = await forum.asks(budi, "/fokus banjir", topic=flood)
    assert pinned.topic == flood.id
    here = await forum.asks(siti, f"/tanya {WHO}", topic=flood)
    assert here.text.startswith(ID.not_found_within.format(title=FLOOD.title))
    there = await forum.asks(siti, f"/tanya {WHO}", topic=border)
    assert "Jalil Abbas Jilani" in there.bold
    general = await forum.asks(siti, f"/tanya {WHO}")
    assert "Jalil Abbas Jilani" in general.bold


async def test_fokus_in_reply_to_an_answer_pins_its_article(forum: Group, budi: Person, siti: Person) -> None:
    answer = await forum.asks(budi, f"/tanya {EVACUATED}")
    pinned = await forum.asks(siti, "/fokus", reply_to=answer)
    assert FLOOD.title in pinned.bold


async def test_reply_to_an_answer_from_another_article_goes_on_with_that_one(
    forum: Group, budi: Person, siti: Person
) -> None:
    answer = await forum.asks(budi, f"/tanya {WHO}")
    await forum.asks(siti, "/fokus banjir")
    followed = await forum.asks(siti, "kalau Iran?", reply_to=answer)
    assert "Hossein Amirabdollahian" in followed.bold


async def test_focus_outlives_a_restart_and_is_let_go_when_its_article_is_removed(tmp_path: Path) -> None:
    async with BotApiDouble() as double:
        budi = double.person()
        async with open_library(tmp_path / "data", semantic="off", seeds=SEEDS) as library:
            stored = await library.add(FLOOD)
        async with running(double, tmp_path):
            await budi.asks("/fokus banjir")
        async with running(double, tmp_path):
            assert (await budi.asks(WHO)).text.startswith(ID.not_found_within.format(title=FLOOD.title))
            async with open_library(tmp_path / "data", semantic="off") as library:
                await library.remove(stored.ref)
            assert "Jalil Abbas Jilani" in (await budi.asks(WHO)).bold
        double.assert_clean()


POST: Final = (
    "WALI KOTA PASTIKAN PASAR DIBUKA LAGI\n\nWali Kota Rahmat Hidayat memastikan Pasar Cemara dibuka lagi pada Senin. "
    "Pedagang boleh menempati kios tanpa biaya sewa selama tiga bulan."
)
MAYOR: Final = "Wali Kota Rahmat Hidayat memastikan Pasar Cemara dibuka lagi pada Senin."


async def test_answer_from_a_channels_post_quotes_the_post_in_a_private_chat_only(tmp_path: Path) -> None:
    async with BotApiDouble() as double:
        budi, siti = double.person(), double.person(next(_ids), "Siti")
        channel = double.channel("Kabar Kota", username="kabarkota")
        post = await channel.posts(POST)
        title, body = POST.split("\n\n")
        told = article(title.capitalize(), body, url=f"https://t.me/kabarkota/{post.message_id}")
        async with open_library(tmp_path / "data", semantic="off") as library:
            await library.add(told)
        async with running(double, tmp_path):
            answer = await budi.asks("kapan Pasar Cemara dibuka?")
            assert answer.quoted == MAYOR
            assert answer.raw.external_reply is not None
            assert answer.raw.external_reply.message_id == post.message_id

            group = double.group("Warga", [budi, siti])
            asked = await group.says(siti, "/tanya kapan Pasar Cemara dibuka?")
            assert (await group.hears()).reply_to == asked.message_id

            await channel.edits(post, "Pasar Cemara dibuka lagi.")
            answer = await budi.asks("kapan Pasar Cemara dibuka lagi?")
            assert answer.quoted is None
            assert answer.raw.external_reply is not None
        double.assert_clean()


async def test_answer_from_a_post_that_is_gone_replies_to_the_question(tmp_path: Path) -> None:
    async with BotApiDouble() as double:
        budi = double.person()
        double.channel("Kabar Kota", username="kabarkota")
        async with open_library(tmp_path / "data", semantic="off") as library:
            await library.add(article("Pasar Cemara dibuka", POST.split("\n\n")[1], url="https://t.me/kabarkota/77"))
        async with running(double, tmp_path):
            asked = await budi.says("kapan Pasar Cemara dibuka?")
            answer = await budi.hears()
            assert answer.reply_to == asked.message_id
            assert answer.quotes
        double.assert_clean()
