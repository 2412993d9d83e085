"""The real bot, as a process of its own, talking over HTTP with a double of Telegram."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from bot.texts import texts_of
from tests.botprocess import SEEDS, TITLE, BotProcess, running
from tests.double import TOKEN, BotApiDouble
from tests.newsroom import BUS, CHILLI, FLOOD, SHIP

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.article import Article
    from tests.double import Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID = texts_of("id")
EN = texts_of("en")
UNREADABLE = "Bad Request: can't parse entities: why not"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotApiDouble]:
    """Telegram with one bot for all tests that only talk with it."""
    async with BotApiDouble() as telegram, running(telegram, tmp_path_factory.mktemp("home")):
        yield telegram


@pytest_asyncio.fixture(loop_scope="module")
async def telegram(shared: BotApiDouble) -> AsyncIterator[BotApiDouble]:
    """Telegram with a bot in it; a test must leave it without any violation."""
    yield shared
    shared.assert_clean()


_ids = count(100_000)


def somebody(telegram: BotApiDouble, first_name: str = "Budi", language_code: str = "id") -> Person:
    """A person nobody has met."""
    return telegram.person(next(_ids), first_name, language_code=language_code)


# --- Meeting


async def test_start_greets_by_name_and_offers_topics_of_the_library(telegram: BotApiDouble) -> None:
    budi = somebody(telegram, "Budi <b>")
    hello = await budi.asks("/start")
    assert hello.text.startswith("Halo, Budi <b>!")
    assert hello.labels
    topic = hello.labels[0]
    await budi.presses(hello, topic)
    answer = await budi.hears()
    assert answer.bold[0] == TITLE
    assert answer.quotes


async def test_start_with_a_deep_link_payload_greets_all_the_same(telegram: BotApiDouble) -> None:
    assert (await somebody(telegram).asks("/start ref_123")).text.startswith("Halo")


async def test_menus_and_descriptions_are_set_in_both_languages(double: BotApiDouble, tmp_path: Path) -> None:
    async with running(double, tmp_path):
        pass  # stopping waits for what is under way, the menus too
    menus = {tuple(command.command for command in menu) for menu in double.profile.commands.values()}
    editing = ("tambah", "ganti", "hapus", "urungkan", "belum", "statistik", "status")
    editing_en = ("add", "replace", "remove", "undo", "unanswered", "statistics", "status")
    assert menus == {
        ("tanya", "artikel", "fokus", "atur", "bantuan", "privasi", "hapusdata"),
        ("ask", "articles", "focus", "settings", "help", "privacy", "deletedata"),
        ("tanya", "artikel", "fokus", "bantuan", "privasi"),
        ("ask", "articles", "focus", "help", "privacy"),
        ("tanya", "artikel", "fokus", "atur", *editing, "bantuan", "privasi"),
        ("ask", "articles", "focus", "settings", *editing_en, "help", "privacy"),
    }
    assert double.profile.descriptions["en"] == EN.description
    assert double.profile.short_descriptions[""] == ID.about


async def test_bot_goes_on_when_telegram_refuses_its_menus(double: BotApiDouble, tmp_path: Path) -> None:
    double.fail_next("setMyCommands", status=400, description="Bad Request: BOT_COMMAND_INVALID")
    async with running(double, tmp_path) as bot:
        assert (await double.person().asks("/start")).text.startswith("Halo")
    assert "commands menu" in bot.stderr


@pytest.mark.parametrize(("status", "description"), [(404, "Not Found"), (400, "Bad Request"), (503, "Unavailable")])
async def test_bot_polls_though_the_server_knows_of_no_webhooks(
    status: int, description: str, double: BotApiDouble, tmp_path: Path
) -> None:
    double.fail_next("deleteWebhook", status=status, description=description, times=3 if status == 503 else 1)
    async with running(double, tmp_path) as bot:
        assert (await double.person().asks("/start")).text.startswith("Halo")
    assert f"could not be removed: {description}" in bot.stderr


async def test_descriptions_are_told_though_the_server_knows_of_no_commands(
    double: BotApiDouble, tmp_path: Path
) -> None:
    double.fail_next("setMyCommands", status=404, times=9)  # three times for private chats, groups, and their admins
    async with running(double, tmp_path):
        pass
    assert not double.profile.commands
    assert double.profile.descriptions["id"] == ID.description


async def test_token_refused_for_a_moment_amid_polling_does_not_end_it(double: BotApiDouble, tmp_path: Path) -> None:
    async with running(double, tmp_path) as bot:
        double.fail_next("getUpdates", status=401)
        budi = double.person()
        await budi.asks("/start")
        assert (await budi.asks("siapa menlu Pakistan?")).quotes
    assert "could not be fetched (Unauthorized)" in bot.stderr


async def test_english_reader_is_spoken_to_in_english(telegram: BotApiDouble) -> None:
    ann = somebody(telegram, "Ann", "en-GB")
    assert (await ann.asks("/help")).text.startswith(EN.help_title)
    answer = await ann.asks("/ask siapa menlu Pakistan?")
    listed = await ann.asks("/articles")
    assert EN.yes in answer.labels
    assert listed.text.startswith(EN.articles_title)


# --- Questions


async def test_question_gets_one_message_with_title_section_quote_and_source(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    asked = await budi.says("siapa menlu Pakistan?")
    answer = await budi.hears()
    await budi.hears_nothing()
    assert answer.bold[0] == TITLE
    assert len(answer.quotes) == 1
    assert "IDN Times · 29 Jan 2024" in answer.text
    assert answer.raw.reply_to_message is not None
    assert answer.raw.reply_to_message.message_id == asked.message_id
    assert [ID.yes, ID.no] == answer.labels[:2]
    assert budi.chat_actions == ()


async def test_lead_and_answer_are_marked(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    answer = await budi.asks("serangan 17 januari menewaskan berapa anak?")
    assert f"› {ID.lead}" in answer.text
    assert any("dua anak" in bold for bold in answer.bold)


async def test_next_best_passages_go_round_and_come_back(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    first = await budi.asks("siapa menlu Pakistan?")
    shown = first
    passages = [first.quotes[0].text]
    for _ in range(3):
        press = await budi.presses(shown, ID.other_part)
        assert press.toast == ""
        shown = await budi.hears()
        assert shown.message_id == first.message_id
        passages.append(shown.quotes[0].text)
        if passages[-1] == passages[0]:
            break
    assert passages[0] == passages[-1]
    assert len(set(passages)) == len(passages) - 1 >= 2
    assert shown.html == first.html


async def test_vote_is_thanked_for_and_its_buttons_go(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    answer = await budi.asks("siapa menlu Pakistan?")
    press = await budi.presses(answer, ID.no)
    assert press.toast == ID.thanks_no
    voted = await budi.hears()
    assert ID.no not in voted.labels
    assert ID.did_it_help not in voted.text
    await budi.presses(voted, ID.other_part)
    turned = await budi.hears()
    assert ID.yes not in turned.labels
    assert turned.quotes != answer.quotes


async def test_follow_up_leans_on_the_turn_before(telegram: BotApiDouble) -> None:
    budi, siti = somebody(telegram), somebody(telegram, "Siti")
    first = await budi.asks("siapa menlu Pakistan?")
    second = await budi.asks("kalau Iran?")
    alone = await siti.asks("terus kapan?")
    assert first.quotes
    assert second.quotes
    assert alone.quotes != second.quotes


async def test_command_to_ask_takes_its_question_or_asks_for_it(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    direct = await budi.asks("/tanya siapa menlu Pakistan?")
    asked_back = await budi.asks("/tanya")
    answer = await budi.asks("siapa menlu Pakistan?", reply_to=asked_back)
    assert direct.quotes == answer.quotes
    assert asked_back.text == ID.what_question


async def test_edited_question_has_its_answer_edited(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    asked = await budi.says("siapa menlu Pakistan?")
    answer = await budi.hears()
    await budi.edits(asked, "berapa anak yang tewas dalam serangan 17 Januari?")
    changed = await budi.hears()
    await budi.presses(changed, ID.yes)
    await budi.hears()
    await budi.hears_nothing()
    assert changed.message_id == answer.message_id
    assert changed.edits == 1
    assert changed.quotes != answer.quotes


async def test_question_edited_into_a_greeting_has_its_answer_edited_and_back(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    asked = await budi.says("siapa menlu Pakistan?")
    answer = await budi.hears()
    for written, said in (("halo", ID.greeted), ("😀", ID.only_words)):
        await budi.edits(asked, written)
        changed = await budi.hears()
        assert changed.message_id == answer.message_id
        assert changed.text.startswith(said)
        assert not changed.buttons
    await budi.edits(asked, "siapa menlu Pakistan?")
    back = await budi.hears()
    assert (back.message_id, back.text) == (answer.message_id, answer.text)


async def test_edit_of_what_was_no_question_gets_no_second_reply(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    for first, then in (("halo", "halo kak"), ("😀", "😀😀")):
        written = await budi.says(first)
        await budi.hears()
        await budi.edits(written, then)
        await budi.hears_nothing()


async def test_greeting_edited_into_a_question_is_answered(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    written = await budi.says("halo")
    await budi.hears()
    await budi.edits(written, "siapa menlu Pakistan?")
    assert (await budi.hears()).quotes


async def test_edited_question_whose_answer_was_deleted_is_answered_anew(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    asked = await budi.says("siapa menlu Pakistan?")
    answer = await budi.hears()
    del budi._state.messages[answer.message_id]
    await budi.edits(asked, "siapa menlu Iran?")
    anew = await budi.hears()
    assert anew.message_id != answer.message_id
    assert anew.quotes
    await budi.edits(asked, "siapa menlu Pakistan?")
    assert (await budi.hears()).message_id == anew.message_id


async def test_edited_follow_up_leans_on_what_it_leant_on(telegram: BotApiDouble) -> None:
    budi, siti = somebody(telegram), somebody(telegram, "Siti")
    await budi.asks("siapa menlu Pakistan?")
    expected = await budi.asks("kalau Iran?")
    await siti.asks("siapa menlu Pakistan?")
    asked = await siti.says("terus kapan itu?")
    await siti.hears()
    await siti.asks("berapa anak yang tewas dalam serangan 17 Januari?")
    await siti.edits(asked, "kalau Iran?")
    assert (await siti.hears()).html == expected.html


async def test_nothing_found_is_said_honestly_and_offers_the_articles(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    answer = await budi.asks("berapa harga beras di Surabaya?")
    assert answer.text.startswith(ID.not_found)
    assert not answer.quotes
    await budi.presses(answer, ID.see_articles)
    listed = await budi.hears()
    assert listed.message_id != answer.message_id
    assert any(TITLE[:20] in label for label in listed.labels)


# --- Several articles


async def stocked(home: Path, *articles: Article) -> None:
    """Put articles into the library before a bot runs."""
    records = [
        {"id": str(number), "title": one.title, "source": f"{one.publisher} {number}", "paragraphs": one.paragraphs}
        for number, one in enumerate(articles)
    ]
    (home / "kabar.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in records), encoding="utf-8")
    async with BotProcess({"SEMANTIC": "off"}, home, ("-m", "bot", "add", "kabar.jsonl")) as cli:
        assert await cli.exits() == 0, cli.output()


async def test_question_that_fits_two_articles_is_asked_back_and_the_choice_answered_in_its_place(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    await stocked(tmp_path, BUS, SHIP, CHILLI)
    async with running(double, tmp_path):
        asked = await budi.says("berapa orang tewas?")
        which = await budi.hears()
        assert which.text == ID.which
        assert sorted(which.labels) == [BUS.title, SHIP.title]
    async with running(double, tmp_path):  # the buttons outlive the process
        await budi.presses(which, SHIP.title)
        answer = await budi.hears()
        assert answer.message_id == which.message_id
        assert answer.bold[:2] == (SHIP.title, "tiga orang")
        await budi.presses(answer, ID.yes)
        assert (await budi.hears()).quotes == answer.quotes
        follow_up = await budi.asks("kenapa karamnya?", reply_to=answer)
        assert follow_up.bold[0] == SHIP.title
        await budi.edits(asked, "berapa harga cabai rawit?")
        assert (await budi.hears()).message_id == which.message_id


async def test_not_found_within_an_article_is_asked_of_all_by_a_button(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    await stocked(tmp_path, BUS, SHIP, CHILLI)
    async with running(double, tmp_path):
        which = await budi.asks("berapa orang tewas?")
        article = next(button.data or "" for row in which.buttons for button in row if button.text == BUS.title)
        chilli = await budi.asks("kenapa pasokan cabai berkurang?")
        turn = (chilli.buttons[0][0].data or "").split(".")[2]
        await budi.forges(budi.user, chilli, f"1.w.{turn}.{article.split('.')[3]}")
        nothing = budi.sees(chilli)
        assert nothing is not None
        assert nothing.text.startswith(ID.not_found_within.format(title=BUS.title))
        await budi.presses(nothing, ID.ask_everywhere)
        found = budi.sees(chilli)
        assert found is not None
        assert found.bold[0] == CHILLI.title


async def test_others_that_report_the_same_stay_named_when_the_answer_is_drawn_again(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    await stocked(tmp_path, FLOOD, replace(FLOOD, sections=FLOOD.sections[1:]), CHILLI)
    async with running(double, tmp_path):
        answer = await budi.asks("berapa warga yang mengungsi di Demak?")
        assert "Kabar Uji 0 · 6 Feb 2024\nDiberitakan juga oleh Kabar Uji 1\n" in answer.text
        await budi.presses(answer, ID.yes)
        assert "Diberitakan juga oleh Kabar Uji 1" in (await budi.hears()).text


# --- Browsing


async def test_articles_open_to_outline_section_and_back(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    listed = await budi.asks("/artikel")
    await budi.presses(listed, re.compile("Sempat Ribut"))
    outline = await budi.hears()
    assert outline.message_id == listed.message_id
    assert outline.bold[0] == TITLE
    assert "Jakarta · IDN Times · 29 Jan 2024 · oleh Fatimah" in outline.text
    await budi.presses(outline, ID.lead)
    section = await budi.hears()
    assert "Sembilan orang tewas dalam serangan balasan itu." in section.text
    await budi.presses(section, ID.back_to_sections)
    assert (await budi.hears()).html == outline.html
    await budi.presses(outline, ID.back_to_articles)
    assert (await budi.hears()).html == listed.html


async def test_impatient_presses_leave_a_message_that_is_right(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    answer = await budi.asks("siapa menlu Pakistan?")
    other, yes = answer.buttons[1][0].data or "", answer.buttons[0][0].data or ""
    await asyncio.gather(
        *(budi.forges(budi.user, answer, press) for press in (other, other, yes, yes, other, yes, other))
    )
    shown = budi.sees(answer)
    assert shown is not None
    assert ID.yes not in shown.labels
    assert ID.did_it_help not in shown.text
    assert shown.quotes[0].text != answer.quotes[0].text


async def test_article_opens_from_an_answer_in_a_message_of_its_own(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    answer = await budi.asks("siapa menlu Pakistan?")
    await budi.presses(answer, ID.open_article)
    outline = await budi.hears()
    assert outline.message_id != answer.message_id
    assert outline.bold[0] == TITLE


async def test_buttons_of_a_removed_article_say_so_kindly(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with running(double, tmp_path):
        answer = await budi.asks("siapa menlu Pakistan?")
        listed = await budi.asks("/artikel")
        hello = await budi.asks("/start")
        async with BotProcess({"SEMANTIC": "off"}, tmp_path, ("-m", "bot", "remove", await reference(tmp_path))) as cli:
            assert await cli.exits() == 0
        assert (await budi.presses(answer, ID.other_part)).toast == ID.gone
        assert (await budi.presses(answer, ID.open_article)).toast == ID.gone
        assert (await budi.presses(listed, re.compile("Sempat Ribut"))).toast == ID.gone
        assert (await budi.presses(hello, hello.labels[0])).toast == ID.gone
        assert (await budi.presses(answer, ID.yes)).toast == ID.thanks_yes
        assert (await budi.asks("/artikel")).text == ID.empty_library
        assert ID.empty_library in (await budi.asks("/start")).text


async def reference(home: Path) -> str:
    """The reference of the library's only article."""
    async with BotProcess({"SEMANTIC": "off"}, home, ("-m", "bot", "articles")) as cli:
        assert await cli.exits() == 0
        return cli.stdout.split("\t", maxsplit=1)[0]


@pytest.mark.parametrize("data", ["", "nonsense", "0.y.1.0", "1.y.1", "1.t.999999.0.0", "1.o.-1", "1.z.1"])
async def test_button_of_another_time_is_answered_kindly(data: str, telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    answer = await budi.asks("siapa menlu Pakistan?")
    assert await budi.forges(budi.user, answer, data) == ID.stale


async def test_nobody_can_touch_a_turn_of_another_chat(telegram: BotApiDouble) -> None:
    budi, mallory = somebody(telegram), somebody(telegram, "Mallory")
    theirs = await budi.asks("siapa menlu Pakistan?")
    own = await mallory.asks("siapa yang mengunjungi Pakistan?")
    data = theirs.buttons[0][0].data
    assert data
    assert await mallory.forges(mallory.user, own, data) == ID.stale
    assert ID.yes in theirs.labels


# --- What is no question


@pytest.mark.parametrize("written", ["😀👍🏽", "???", "…"])
async def test_mere_signs_are_asked_for_words_with_an_example(written: str, telegram: BotApiDouble) -> None:
    said = await somebody(telegram).asks(written)
    assert said.text.startswith(ID.only_words)
    assert "misalnya" in said.text.lower()


async def test_sticker_and_photo_are_asked_for_words_and_a_caption_is_read(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    await budi.sends_sticker()
    assert (await budi.hears()).text.startswith(ID.only_words)
    await budi.sends_photo(b"jpeg", width=10, height=10, caption="siapa menlu Pakistan?")
    assert (await budi.hears()).quotes


async def test_greeting_thanks_and_unknown_command_get_kind_words(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    assert (await budi.asks("halo kak!")).text == ID.greeted
    assert (await budi.asks("makasih 🙏")).text == ID.thanked
    assert (await budi.asks("/cuaca")).text == ID.unknown_command
    assert "/artikel" in (await budi.asks("/bantuan")).text


@pytest.mark.parametrize(
    "written",
    [
        "Iran",
        "パキスタンの外相は誰ですか",
        "кто министр?",
        "من هو وزير الخارجية",
        "x" * 4096,
        "apa " * 1024,
        "<b>&amp;</i>a",
    ],
    ids=["one word", "Japanese", "Russian", "Arabic", "one long word", "4,096 characters", "markup"],
)
async def test_unusual_text_gets_exactly_one_answer(written: str, telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    assert (await budi.asks(written)).text
    await budi.hears_nothing()


async def test_group_that_shows_the_bot_everything_hears_it_only_when_it_is_called(telegram: BotApiDouble) -> None:
    budi, siti, joko = somebody(telegram), somebody(telegram, "Siti"), somebody(telegram, "Joko")
    group = telegram.group("Warga", [budi, siti], privacy=False)
    question = await group.says(budi, "siapa menlu Pakistan?")
    await group.says(budi, "/start")
    await group.says(group.anonymous(), "siapa menlu Pakistan?")
    await group.takes_in(joko)
    await group.says(joko, "menlu Pakistan itu Jilani", reply_to=question)
    called = await group.says(siti, "@kutip_bot siapa menlu Pakistan?")
    answer = await group.hears()
    assert answer.reply_to == called.message_id
    assert (await group.presses(joko, answer, ID.yes)).toast == ID.thanks_yes
    await group.hears_nothing()
    for person in (budi, siti, joko):
        await person.hears_nothing()


async def test_question_of_hours_ago_is_let_rest(telegram: BotApiDouble) -> None:
    budi = somebody(telegram)
    await budi.says("siapa menlu Pakistan?", at=datetime.now(UTC) - timedelta(hours=2))
    await budi.hears_nothing()


# --- Stopping, starting, failing


async def test_restart_keeps_buttons_follow_ups_and_waiting_questions(double: BotApiDouble, tmp_path: Path) -> None:
    budi, siti = double.person(), double.person(222_000_222, "Siti")
    async with running(double, tmp_path):
        answer = await budi.asks("siapa menlu Pakistan?")
        together = await siti.asks("siapa menlu Pakistan?")
        straight = await siti.asks("kalau Iran?")
    waiting = double.person(333_000_333, "Wati")
    await waiting.says("siapa menlu Pakistan?")
    async with running(double, tmp_path):
        assert (await waiting.hears()).quotes == answer.quotes == together.quotes
        await budi.presses(answer, ID.other_part)
        assert (await budi.hears()).message_id == answer.message_id
        assert (await budi.asks("kalau Iran?")).quotes == straight.quotes
        await budi.presses(answer, ID.yes)
        await budi.hears()
    assert double.pending_updates == 0


async def test_question_edited_after_a_restart_has_its_answer_edited(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with running(double, tmp_path):
        asked = await budi.says("siapa menlu Pakistan?")
        answer = await budi.hears()
    async with running(double, tmp_path):
        await budi.edits(asked, "berapa anak yang tewas dalam serangan 17 Januari?")
        changed = await budi.hears()
    assert changed.message_id == answer.message_id
    assert changed.quotes != answer.quotes


async def test_sigterm_amid_questions_loses_none_and_answers_none_twice(double: BotApiDouble, tmp_path: Path) -> None:
    people = [double.person(500 + number, f"Warga {number}") for number in range(8)]
    async with running(double, tmp_path):
        for person in people:
            await person.says("siapa menlu Pakistan?")
        assert (await people[0].hears()).quotes
    async with running(double, tmp_path):  # what had not been fetched yet is answered now
        for person in people[1:]:
            assert (await person.hears()).quotes
    assert double.pending_updates == 0
    assert [len(double.said_to(person)) for person in people] == [1] * len(people)


async def test_flood_control_and_broken_lines_do_not_cost_the_answer(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with running(double, tmp_path):
        double.fail_next("sendMessage", status=429, retry_after=1)
        assert (await budi.asks("siapa menlu Pakistan?")).quotes
        double.fail_next("getUpdates", status=502, description="Bad Gateway")
        assert (await budi.asks("kalau Iran?")).quotes


async def test_server_that_stumbles_does_not_cost_the_answer(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with running(double, tmp_path) as bot:
        double.fail_next("sendMessage", status=502, times=2)
        answer = await budi.asks("siapa menlu Pakistan?")
        double.fail_next("editMessageText", status=502)
        press = await budi.presses(answer, ID.other_part)
    assert answer.quotes
    assert press.toast == ""
    assert "ERROR" not in bot.stderr


async def test_refused_markup_is_sent_once_more_as_plain_text(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    async with running(double, tmp_path):
        marked = await budi.asks("siapa menlu Pakistan?")
        double.fail_next("sendMessage", status=400, description=UNREADABLE)
        answer = await budi.asks("siapa menlu Pakistan?")
        double.fail_next("editMessageText", status=400, description=UNREADABLE)
        await budi.presses(marked, ID.other_part)
        changed = await budi.hears()
    assert TITLE in answer.text
    assert answer.text == marked.text
    assert marked.bold
    assert not answer.bold
    assert answer.labels == marked.labels
    assert changed.message_id == marked.message_id
    assert changed.text != marked.text
    assert not changed.bold


async def test_refused_link_does_not_cost_the_answer(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    article = {
        "id": "1",
        "title": "Badak Lahir",
        "url": "https://example.org/badak",
        "paragraphs": ["Badak jawa bernama Andatu lahir di Ujung Kulon."],
    }
    (tmp_path / "kabar.jsonl").write_text(json.dumps(article), encoding="utf-8")
    async with BotProcess({"SEMANTIC": "off"}, tmp_path, ("-m", "bot", "add", "kabar.jsonl")) as cli:
        assert await cli.exits() == 0
    async with running(double, tmp_path) as bot:
        linked = await budi.asks("di mana badak jawa Andatu lahir?")
        double.fail_next("sendMessage", status=400, description="Bad Request: BUTTON_URL_INVALID")
        answer = await budi.asks("di mana badak jawa Andatu lahir?")
    assert linked.buttons[-1][-1].url == linked.preview == "https://example.org/badak"
    assert answer.html == linked.html
    assert ID.yes in answer.labels
    assert ID.open_article not in answer.labels
    assert answer.preview is None
    assert "sent without links" in bot.stderr


async def test_blocked_bot_notes_it_without_a_fuss(double: BotApiDouble, tmp_path: Path) -> None:
    budi, siti = double.person(), double.person(222_000_222, "Siti")
    async with running(double, tmp_path) as bot:
        budi.blocks_the_bot()
        await budi.says("siapa menlu Pakistan?")
        await siti.asks("siapa menlu Pakistan?")
    assert "ERROR" not in bot.stderr
    assert "blocked" in bot.stderr


async def test_telegram_that_fails_at_first_is_met_later(double: BotApiDouble, tmp_path: Path) -> None:
    double.fail_next("getMe", status=502, description="Bad Gateway")
    async with running(double, tmp_path) as bot:
        assert (await double.person().asks("siapa menlu Pakistan?")).quotes
    assert "trying again in 1 s" in bot.stderr


async def test_second_poller_is_told_in_one_line(double: BotApiDouble, tmp_path: Path) -> None:
    double.fail_next("getUpdates", status=409, description="Conflict: terminated by other getUpdates request")
    async with running(double, tmp_path) as bot:
        assert (await double.person().asks("siapa menlu Pakistan?")).quotes
    assert "only one may" in bot.stderr


async def until_noted(home: Path, message: int) -> None:
    """Wait until the bot has noted what one of its messages shows: Telegram has told it by then that there is one."""
    with closing(sqlite3.connect(home / "data" / "kutip.sqlite3")) as database:
        async with asyncio.timeout(15):
            while not database.execute("SELECT id FROM turn WHERE message = ?", (message,)).fetchone():  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_bot_that_is_killed_forgets_no_answer_that_somebody_has_read(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    environment = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": double.url, "SEEDS_DIR": str(SEEDS), "SEMANTIC": "off"}
    for question in ("siapa menlu Pakistan?", "berapa korban tewas?", "kapan serangan itu?"):
        async with BotProcess(environment, tmp_path) as bot:
            await bot.until_polling(double)
            answer = await budi.asks(question)
            await until_noted(tmp_path, answer.message_id)
            bot.kill()
        async with running(double, tmp_path):
            press = await budi.presses(answer, ID.other_part)
            assert press.toast == ""
            assert (await budi.hears()).quotes != answer.quotes
    async with running(double, tmp_path):
        await budi.asks("siapa menlu Pakistan?")
        assert "Hossein Amirabdollahian" in (await budi.asks("kalau Iran?")).bold


async def test_trouble_inside_is_told_in_one_kind_sentence(double: BotApiDouble, tmp_path: Path) -> None:
    budi = double.person()
    environment = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": double.url, "SEEDS_DIR": str(SEEDS), "SEMANTIC": "off"}
    async with BotProcess(environment, tmp_path) as bot:
        await bot.until_polling(double)
        answer = await budi.asks("siapa menlu Pakistan?")
        await budi.asks("/bantuan")  # so that the bot is done with the question
        with closing(sqlite3.connect(tmp_path / "data" / "kutip.sqlite3")) as database:
            database.execute("DROP TABLE turn")
        assert (await budi.asks("rahasia siapa ini?")).text == ID.trouble
        assert (await budi.presses(answer, ID.yes)).toast == ID.trouble
        assert (await budi.asks("/bantuan")).text.startswith(ID.help_title)
        assert await bot.terminate() == 0
    assert "Traceback" in bot.stderr
    assert "rahasia" not in bot.stderr


async def test_index_deleted_under_a_running_bot_is_made_anew_and_answers_the_same(
    double: BotApiDouble, tmp_path: Path
) -> None:
    budi = double.person()
    async with running(double, tmp_path):  # which ends with a look at the log
        first = await budi.asks("siapa menlu Pakistan?")
        shutil.rmtree(tmp_path / "data" / "index")
        assert (await budi.asks("siapa menlu Pakistan?")).text == first.text


async def test_broken_database_is_one_line_and_status_1(double: BotApiDouble, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kutip.sqlite3").write_bytes(b"bukan basis data " * 500)
    environment = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": double.url, "SEMANTIC": "off"}
    async with BotProcess(environment, tmp_path) as bot:
        assert await bot.exits() == 1
    assert bot.stderr.count("\n") == 1
    assert "kutip.sqlite3" in bot.stderr


async def test_refused_token_is_one_line_and_status_2(double: BotApiDouble, tmp_path: Path) -> None:
    wrong = "7654321098:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
    environment = {"BOT_TOKEN": wrong, "TELEGRAM_API_URL": double.url, "SEMANTIC": "off"}
    async with BotProcess(environment, tmp_path) as bot:
        assert await bot.exits() == 2
    assert bot.stderr.strip().splitlines()[-1].startswith("BOT_TOKEN: Telegram does not accept this token")
    assert "Traceback" not in bot.stderr
    assert wrong.partition(":")[2] not in bot.stderr


async def test_telegram_out_of_reach_is_tried_again_and_ends_on_sigterm(tmp_path: Path) -> None:
    environment = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:9", "SEMANTIC": "off"}
    async with BotProcess(environment, tmp_path) as bot:
        async with asyncio.timeout(30):
            while "trying again" not in bot.stderr:  # noqa: ASYNC110 - its log is all there is to wait for
                await asyncio.sleep(0.05)
        assert await bot.terminate() == 0, bot.output()
    assert "Traceback" not in bot.stderr
    assert TOKEN not in bot.stderr
