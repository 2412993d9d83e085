"""The real bot at the editor's desk: who may edit what, what an article can come from, and how it is taken back."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio
from pydantic import SecretStr

from bot import buttons
from bot.app import build_application
from bot.settings import Settings
from bot.texts import texts_of
from retrieval.intake import slug
from retrieval.opening import open_library
from retrieval.web import fetch
from tests.botprocess import EDITORS, TITLE, running
from tests.double import TOKEN, BotApiDouble, contents
from tests.double.contents import Content
from tests.given import written_by, zipped
from tests.websites import Names, Site, answer, guard_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.botprocess import BotProcess
    from tests.double import BotMessage, Group, Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
PROBLEMS: Final = dict(ID.problems)
_ids = count(910_100)
_towns = count(1)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(home: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    async with BotApiDouble() as telegram, running(telegram, home, ADMIN_IDS=",".join(map(str, EDITORS))) as bot:
        yield bot, telegram


class Story:
    """An article that nobody else has: its title, its text, a question and the words that answer it."""

    def __init__(self) -> None:
        number = next(_towns)
        self.town = _name(number)
        self.title = f"Jembatan Gantung {self.town} Diresmikan Camat"
        self.opener = "Camat Wirasana"
        self.paragraph = f"Jembatan gantung di {self.town} diresmikan oleh {self.opener} pada Senin (5/2/2024) pagi."
        self.length = f"{140 + number} meter"
        self.heading = f"Panjang jembatan {self.town}"
        self.text = (
            f"{self.title}\n\n{self.paragraph}\n\n## {self.heading}\n\n"
            f"Jembatan gantung di {self.town} itu memiliki panjang {self.length} dan lebar dua meter."
        )
        self.question = f"berapa panjang jembatan gantung di {self.town}?"


def _name(number: int) -> str:
    """A place that is on no map, another one for each number up to 1,000."""
    first, second, third = number % 10, number // 10 % 10, number // 100
    return f"{_BEGIN[first]}{_MIDDLE[second]}{_END[third]}"


_BEGIN: Final = ["Cibo", "Meka", "Kali", "Wono", "Tanju", "Arga", "Batu", "Dukuh", "Enti", "Galu"]
_MIDDLE: Final = ["sari", "pucang", "rejo", "mulya", "licin", "waru", "kong", "luli", "nggung", "jaya"]
_END: Final = ["sih", "tirta", "loka", "mas", "bumi", "raya", "asri", "indah", "damai", "kencana"]


def page_of(story: Story) -> bytes:
    """The story as a news site's page."""
    paragraphs = "".join(f"<p>{line}</p>" for line in story.text.split("\n\n")[1:] if not line.startswith("#"))
    return (
        f"<html><head><title>{story.title}</title></head><body><article><h1>{story.title}</h1>{paragraphs}"
        "<p>Warga menyambut jembatan baru itu dengan kenduri dan doa bersama di balai desa.</p></article></body></html>"
    ).encode()


async def finds(who: Person, story: Story) -> bool:
    """Whether somebody's private chat sees the story: in answers, the list, inline mode or by `/fokus`."""
    answer = await who.asks(story.question)
    listed = await who.asks("/artikel")
    offered = await who.types_inline(story.question)
    pinned = await who.asks(f"/fokus {story.title}")
    seen = [
        story.length in answer.text,
        any(story.town in label for label in listed.labels),
        any(story.length in result.text for result in offered.results),
        ID.focused in pinned.text,
    ]
    assert len(set(seen)) == 1, seen
    return seen[0]


async def sees(group: Group, who: Person, story: Story) -> bool:
    """The same of a group."""
    answer = await group.asks(who, f"/tanya@kutip_bot {story.question}")
    listed = await group.asks(who, "/artikel@kutip_bot")
    pinned = await group.asks(who, f"/fokus@kutip_bot {story.title}")
    if ID.focused in pinned.text:
        await group.asks(who, "/fokus@kutip_bot semua")
    seen = [
        story.length in answer.text,
        any(story.town in label for label in listed.labels),
        ID.focused in pinned.text,
    ]
    assert len(set(seen)) == 1, seen
    return seen[0]


# --- Texts, and taking back


async def test_bots_admin_adds_a_text_sees_how_it_was_understood_and_asks_it(rina: Person) -> None:
    story = Story()
    shown = await rina.asks(f"/tambah {story.text}")
    assert shown.text.startswith(ID.added.format(library=ID.public_library))
    assert shown.bold == (story.title,)
    assert ID.section_size.format(heading=ID.lead, count=1) in shown.text
    assert ID.section_size.format(heading=story.heading, count=1) in shown.text
    answer = await rina.asks(story.question)
    assert story.length in answer.quotes[0].text
    await rina.presses(shown, story.heading)
    assert story.length in (await rina.hears()).quotes[0].text


async def test_added_article_is_there_for_everybody_and_gone_by_the_button(rina: Person, budi: Person) -> None:
    story = Story()
    shown = await rina.asks(f"/add {story.text}")
    assert await finds(budi, story)
    await budi.asks("/fokus semua")
    await rina.presses(shown, ID.undo)
    undone = await rina.hears()
    assert undone.message_id == shown.message_id
    assert undone.text == ID.taken_back.format(title=story.title)
    assert not await finds(budi, story)


async def test_same_text_again_changes_nothing_and_says_so(rina: Person) -> None:
    story = Story()
    await rina.asks(f"/tambah {story.text}")
    again = await rina.asks(f"/tambah {story.text}")
    assert again.text.startswith(ID.unchanged.format(library=ID.public_library))
    assert ID.undo not in again.labels


async def test_last_change_is_taken_back_by_command_step_by_step(rina: Person) -> None:
    first, second = Story(), Story()
    await rina.asks(f"/tambah {first.text}")
    await rina.asks(f"/tambah {second.text}")
    assert (await rina.asks("/urungkan")).text == ID.taken_back.format(title=second.title)
    assert (await rina.asks("/undo")).text == ID.taken_back.format(title=first.title)


async def test_change_that_was_taken_back_is_not_taken_back_again(rina: Person) -> None:
    shown = await rina.asks(f"/tambah {Story().text}")
    await rina.asks("/urungkan")
    pressed = await rina.presses(shown, ID.undo)
    assert pressed.toast == PROBLEMS["undo.done"]


async def test_short_line_is_no_article_and_the_next_message_may_be_one(rina: Person) -> None:
    assert (await rina.asks("/tambah banjir di Demak")).text == PROBLEMS["given.too_short"]
    story = Story()
    assert (await rina.asks(story.text)).bold == (story.title,)


async def test_title_alone_over_furniture_is_no_article(rina: Person) -> None:
    assert (await rina.asks("/tambah Judul Berita\nBaca juga: Judul lain")).text == PROBLEMS["text.nothing"]


async def test_what_was_thrown_out_is_counted_and_shown_on_request(rina: Person) -> None:
    story = Story()
    shown = await rina.asks(f"/tambah {story.text}\n\nBaca juga: Harga cabai naik lagi")
    assert ID.discarded.format(count=1) in shown.text
    await rina.presses(shown, ID.see_discarded)
    assert "Harga cabai naik lagi" in (await rina.hears()).text


# --- Asking for it


async def test_command_alone_asks_and_the_reply_counts(rina: Person) -> None:
    story = Story()
    asked = await rina.asks("/tambah")
    assert asked.text == ID.ask_article
    shown = await rina.asks(story.text, reply_to=asked)
    assert shown.bold == (story.title,)


async def test_command_alone_asks_and_the_next_message_counts_once(rina: Person) -> None:
    story, other = Story(), Story()
    await rina.asks("/tambah")
    assert (await rina.asks(story.text)).bold == (story.title,)
    assert ID.public_library not in (await rina.asks(other.text)).text


async def test_question_right_after_it_is_answered_and_the_article_may_still_come(rina: Person) -> None:
    await rina.asks("/tambah")
    assert (await rina.asks("siapa menlu Pakistan?")).quotes
    story = Story()
    assert (await rina.asks(story.text)).bold == (story.title,)


async def test_reply_to_what_was_asked_is_refused_from_who_may_not(group: Group, budi: Person, siti: Person) -> None:
    asked = await group.asks(budi, "/tambah@kutip_bot")
    assert asked.text == ID.ask_article
    assert (await group.asks(siti, Story().text, reply_to=asked)).text == ID.edit_refused_in_group
    story = Story()
    assert (await group.asks(budi, story.text, reply_to=asked)).bold == (story.title,)


# --- Replies, forwards, files, links


async def test_forwarded_post_keeps_where_it_came_from_and_is_quoted_there(
    telegram: BotApiDouble, rina: Person
) -> None:
    story = Story()
    channel = telegram.channel("Kabar Jembatan", username=f"kabar_{next(_ids)}", bot="administrator")
    post = await channel.posts(story.text.replace("## ", ""), at=datetime(2024, 2, 5, 20, tzinfo=UTC))
    await rina.asks("/tambah")
    await rina._send(written_by(channel, post))
    shown = await rina.hears()
    assert "Kabar Jembatan · 6 Feb 2024" in shown.text
    answer = await rina.asks(story.question)
    assert answer.raw.external_reply is not None
    assert answer.raw.external_reply.message_id == post.message_id
    assert story.length in (answer.quoted or "")


async def test_reply_to_a_forwarded_post_adds_it(telegram: BotApiDouble, group: Group, budi: Person) -> None:
    story = Story()
    channel = telegram.channel("Kabar Rahasia", bot="administrator")
    post = await channel.posts(story.text)
    await group._say(budi, written_by(channel, post))
    forwarded = max(group.state.messages.values(), key=lambda message: message.message_id)
    shown = await group.asks(budi, "/tambah@kutip_bot", reply_to=forwarded)
    assert shown.bold == (story.title,)
    assert "Kabar Rahasia" in shown.text
    answer = await group.asks(budi, f"/tanya@kutip_bot {story.question}")
    assert not any(button.url for row in answer.buttons for button in row)


@pytest.mark.parametrize("name", ["word_styles.docx", "chromium_news.pdf"])
async def test_document_is_added_with_its_sections(rina: Person, name: str) -> None:
    await rina.sends_document(name, (Path(__file__).parent / "documents" / name).read_bytes(), caption="/tambah")
    shown = await rina.hears()
    assert shown.text.startswith(ID.added.format(library=ID.public_library))
    assert shown.text.count("› ") > 1


async def test_files_of_an_album_are_all_added(rina: Person) -> None:
    stories = [Story() for _ in range(3)]
    asked = await rina.asks("/tambah")
    assert asked.text == ID.ask_article
    for number, story in enumerate(stories):
        sent = contents.document(rina._world, f"{number}.txt", story.text.encode(), "text/plain", None)
        await rina._send(Content(sent.shown, {**sent.fields, "media_group_id": "album"}))
    shown = await rina.hears(3)
    assert {message.bold for message in shown} == {(story.title,) for story in stories}


async def test_in_a_topic_everything_is_asked_and_shown_there(
    telegram: BotApiDouble, budi: Person, siti: Person
) -> None:
    forum = telegram.group("Kota", [budi, siti], forum=True)
    topic = await forum.opens_topic("Politik")
    story = Story()
    asked = await forum.asks(budi, "/tambah@kutip_bot", topic=topic)
    assert (asked.text, asked.topic) == (ID.ask_article, topic.id)
    shown = await forum.asks(budi, story.text, reply_to=asked)
    assert (shown.bold, shown.topic) == ((story.title,), topic.id)
    await forum.presses(budi, shown, ID.rename)
    asked = await forum.hears()
    assert asked.text.endswith(ID.ask_title.format(title=story.title))
    assert asked.topic == topic.id


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", b"%PDF-1.4 broken", "file.broken"),
        ("a.pdf", (Path(__file__).parent / "documents" / "scanned.pdf").read_bytes(), "file.scanned"),
        ("a.docx", b"not a zip at all", "file.not_this_kind"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "file.old_word"),
        ("a.exe", b"MZ", "file.other_kind"),
        ("a.txt", bytes(300), "text.binary"),
        ("a.txt", b"satu baris", "text.nothing"),
        ("a.txt", b"kata " * 1_100_000, "text.too_large"),
        ("a.txt", bytes(20 * 1024 * 1024 + 1), "given.too_big"),
        ("a.zip", b"PK no zip", "file.broken"),
        ("a.html", b"", "page.empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_bad_file_is_refused_with_what_to_do(rina: Person, name: str, content: bytes, problem: str) -> None:
    await rina.sends_document(name, content, caption="/tambah")
    assert (await rina.hears()).text == PROBLEMS[problem]


async def test_archive_is_summed_up_and_taken_back_as_one(rina: Person, budi: Person) -> None:
    first, second = Story(), Story()
    packed = zipped(
        satu__txt=first.text.encode(), dua__md=f"# {second.text}".encode(), foto__jpg=b"\xff\xd8", kosong__txt=b"x"
    )
    await rina.sends_document("berita.zip", packed, caption="/tambah")
    shown = await rina.hears()
    assert shown.text.startswith(ID.archive_title.format(taken=2, count=4, library=ID.public_library))
    for line in (
        ID.archive_added.format(title=first.title),
        ID.archive_added.format(title=second.title),
        ID.archive_refused.format(name="foto.jpg", problem=PROBLEMS["file.other_kind"]),
        ID.archive_refused.format(name="kosong.txt", problem=PROBLEMS["text.nothing"]),
    ):
        assert line in shown.text
    assert await finds(budi, second)
    await rina.presses(shown, ID.undo)
    assert (await rina.hears()).text == ID.taken_back_all.format(count=2)
    await budi.asks("/fokus semua")
    assert not await finds(budi, first)


async def test_picture_without_words_is_refused(rina: Person) -> None:
    await rina.sends_photo(b"\xff\xd8", width=1, height=1, caption="/tambah")
    assert (await rina.hears()).text == PROBLEMS["given.no_words"]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://127.0.0.1/admin", "web.private"),
        ("http://169.254.169.254/latest/meta-data", "web.private"),
        ("http://[::ffff:10.0.0.1]/", "web.private"),
        ("http://localhost/a", "web.private"),
        ("https://contoh.invalid/berita", "web.unknown_host"),
        ("http://93.184.215.14:22/", "web.bad_port"),
        ("ftp://example.com/a", "web.not_http"),
    ],
)
async def test_address_that_must_not_be_opened_is_refused(rina: Person, url: str, problem: str) -> None:
    assert (await rina.asks(f"/tambah {url}")).text == PROBLEMS[problem]


# --- Replacing, renaming, removing


async def test_replacement_is_asked_for_and_a_reply_after_a_restart_would_count(rina: Person) -> None:
    story, newer = Story(), Story()
    await rina.asks(f"/tambah {story.text}")
    asked = await rina.asks(f"/replace {slug(story.title)}")
    assert asked.text == ID.ask_replacement.format(title=story.title)
    await rina.asks("/tambah")  # something else was asked for since
    shown = await rina.asks(newer.text, reply_to=asked)
    assert shown.text.startswith(ID.replaced.format(library=ID.public_library))
    assert story.length not in (await rina.asks(story.question)).text


async def test_article_to_replace_is_looked_for_by_words_of_its_title(rina: Person) -> None:
    story, newer = Story(), Story()
    await rina.asks(f"/tambah {story.text}")
    offered = await rina.asks(f"/ganti {story.town}")
    assert offered.text == ID.replace_which
    assert (await rina.asks("/ganti https://example.com/baru")).text == ID.replace_which
    await rina.presses(offered, story.town)
    assert (await rina.hears()).text == ID.ask_replacement.format(title=story.title)
    assert (await rina.asks(newer.text)).bold == (newer.title,)


async def test_title_is_changed_by_a_reply(rina: Person) -> None:
    story = Story()
    shown = await rina.asks(f"/tambah {story.text}")
    await rina.presses(shown, ID.rename)
    asked = await rina.hears()
    assert asked.text == ID.ask_title.format(title=story.title)
    renamed = await rina.asks(f"Jembatan <Baru> {story.town}", reply_to=asked)
    assert renamed.text.startswith(ID.renamed)
    assert renamed.bold == (f"Jembatan <Baru> {story.town}",)
    await rina.presses(renamed, ID.undo)
    assert (await rina.hears()).text == ID.restored.format(title=story.title)


async def test_article_is_removed_by_reference_and_brought_back(rina: Person, budi: Person) -> None:
    story = Story()
    await rina.asks(f"/tambah {story.text}")
    gone = await rina.asks(f"/hapus {slug(story.title)}")
    assert gone.text == ID.removed.format(library=ID.public_library, title=story.title)
    assert not await finds(budi, story)
    await rina.presses(gone, ID.undo)
    assert (await rina.hears()).text == ID.restored.format(title=story.title)
    assert await finds(budi, story)


async def test_article_is_removed_by_words_or_in_reply_to_its_answer(rina: Person) -> None:
    story, other = Story(), Story()
    for each in (story, other):
        await rina.asks(f"/tambah {each.text}")
    offered = await rina.asks(f"/hapus {story.town}")
    assert offered.text == ID.remove_which
    await rina.presses(offered, story.town)
    assert (await rina.hears()).text == ID.removed.format(library=ID.public_library, title=story.title)
    answer = await rina.asks(other.question)
    gone = await rina.asks("/hapus", reply_to=answer)
    assert gone.text == ID.removed.format(library=ID.public_library, title=other.title)
    assert (await rina.asks("/hapus tidak-ada-begini")).text == ID.edit_unknown.format(
        library=ID.public_library, search="tidak-ada-begini"
    )


# --- Who may, and what others see


async def test_who_is_no_editor_is_refused_kindly(rina: Person, budi: Person) -> None:
    for command in (f"/tambah {Story().text}", "/ganti x", "/hapus x", "/urungkan"):
        assert (await budi.asks(command)).text == ID.edit_refused_in_private


async def test_in_a_group_its_admins_edit_and_members_do_not(group: Group, budi: Person, siti: Person) -> None:
    story = Story()
    for command in (f"/tambah@kutip_bot {story.text}", "/ganti@kutip_bot x", "/hapus@kutip_bot x", "/urungkan"):
        assert (await group.asks(siti, command)).text == ID.edit_refused_in_group
    shown = await group.asks(budi, f"/tambah@kutip_bot {story.text}")
    assert shown.bold == (story.title,)
    for label in (ID.undo, ID.rename):
        assert (await group.presses(siti, shown, label)).toast == ID.edit_refused_in_group
    assert await sees(group, siti, story)


async def test_who_is_no_admin_any_more_has_no_say(group: Group, budi: Person, siti: Person) -> None:
    await group.adds_the_bot(admin=True)  # only then is it told
    group.promotes(siti)
    shown = await group.asks(siti, f"/tambah@kutip_bot {Story().text}")
    group.demotes(siti)
    assert (await group.presses(siti, shown, ID.undo)).toast == ID.edit_refused_in_group


async def test_anonymous_admin_edits_their_group_and_no_other(
    telegram: BotApiDouble, group: Group, budi: Person
) -> None:
    story = Story()
    other = telegram.group("Sebelah", [budi])
    shown = await group.asks(group.anonymous(), f"/tambah@kutip_bot {story.text}")
    assert shown.bold == (story.title,)
    refused = await other.asks(group.anonymous(), f"/tambah@kutip_bot {Story().text}")
    assert refused.text == ID.edit_refused_in_group
    channel = telegram.channel("Kabar", bot="left")
    assert (await group.asks(channel, f"/tambah@kutip_bot {Story().text}")).text == ID.edit_refused_in_group


async def test_bots_admin_is_sent_to_their_private_chat(telegram: BotApiDouble, rina: Person, budi: Person) -> None:
    group = telegram.group("Warga", [budi, rina])
    assert (await group.asks(rina, f"/tambah@kutip_bot {Story().text}")).text == ID.edit_in_private


async def test_nothing_of_a_group_shows_anywhere_else(
    telegram: BotApiDouble, group: Group, rina: Person, budi: Person, siti: Person
) -> None:
    story = Story()
    other = telegram.group("Sebelah", [siti, budi])
    shown = await group.asks(budi, f"/tambah@kutip_bot {story.text}")
    assert await sees(group, budi, story)
    assert not await sees(other, budi, story)
    assert not await finds(budi, story)
    assert not await finds(rina, story)
    # Nor can it be changed from there, not even by who knows its number.
    change, article = (int(part) for part in _numbers(shown))
    assert (await other.asks(siti, f"/hapus@kutip_bot {slug(story.title)}")).text == ID.edit_unknown.format(
        library=ID.own_library, search=slug(story.title)
    )
    theirs = await other.asks(siti, f"/tambah@kutip_bot {Story().text}")
    for press in (
        buttons.Withdraw(article),
        buttons.Rename(article),
        buttons.Replace(article),
        buttons.ShowDiscarded(article),
    ):
        assert await other.forges(siti.user, theirs, buttons.encode(press)) == ID.gone
    for undo in (buttons.Undo(change, change), buttons.Undo(change, change + 1)):
        assert await other.forges(siti.user, theirs, buttons.encode(undo)) == PROBLEMS["undo.nothing"]
    for press in (buttons.Withdraw(article), buttons.Rename(article)):
        assert await rina.forges(rina.user, await rina.asks("/bantuan"), buttons.encode(press)) == ID.gone
    assert await sees(group, budi, story)


async def test_public_article_cannot_be_changed_from_a_group(group: Group, budi: Person) -> None:
    answer = await group.asks(budi, "/tanya@kutip_bot siapa menlu Pakistan?")
    assert TITLE in answer.text
    refused = await group.asks(budi, "/hapus@kutip_bot", reply_to=answer)
    assert refused.text == ID.edit_elsewhere.format(library=ID.own_library)
    offered = await group.asks(budi, "/hapus@kutip_bot")
    assert offered.text == ID.edit_empty.format(library=ID.own_library)
    assert (await group.asks(budi, "/urungkan")).text == PROBLEMS["undo.nothing"]


async def test_help_tells_editors_of_their_commands(rina: Person, budi: Person) -> None:
    assert ID.help_editing in (await rina.asks("/bantuan")).text
    assert ID.help_editing not in (await budi.asks("/bantuan")).text


async def test_editors_have_their_commands_in_the_menu(telegram: BotApiDouble, rina: Person, budi: Person) -> None:
    await rina.asks("/start")
    await budi.asks("/start")
    await rina.asks("/bantuan")  # the menu was seen to before
    known = {
        (json.loads(place)["type"], json.loads(place).get("chat_id")): {command.command for command in commands}
        for (place, language), commands in telegram.profile.commands.items()
        if language == ""
    }
    editing = {"tambah", "ganti", "hapus", "urungkan"}
    assert editing <= known["chat", rina.id]
    assert editing <= known["all_chat_administrators", None]
    assert not editing & known["all_private_chats", None]
    assert not editing & known["all_group_chats", None]
    assert ("chat", budi.id) not in known


def _numbers(shown: BotMessage) -> tuple[int, int]:
    """The numbers of the change and of the article that a result's buttons carry."""
    pressed = [buttons.decode(button.data or "") for row in shown.buttons for button in row]
    (change,) = [press.first for press in pressed if isinstance(press, buttons.Undo)]
    (article,) = [press.article for press in pressed if isinstance(press, buttons.Rename)]
    return change, article


# --- Pages, and what takes long: the bot in this process, with a site that its guard takes for one of the internet


@asynccontextmanager
async def here(home: Path, telegram: BotApiDouble, site: Site) -> AsyncIterator[Callable[[str], str]]:
    """The bot, run in this process and polling `telegram`; gives the address of a page of `site` by its path."""
    guard = guard_for(site, Names({"berita.example": [["127.0.0.1"]]}))
    settings = Settings(
        bot_token=SecretStr(TOKEN),
        telegram_api_url=telegram.url,
        admin_ids=frozenset(EDITORS),
    )
    async with open_library(home / "data", semantic="off") as library:
        application = build_application(settings, library, fetch=partial(fetch, guard=guard))
        updater = application.updater
        assert updater is not None
        async with application:
            await application.start()
            await updater.start_polling()
            try:
                yield lambda path: f"http://berita.example:{site.port}{path}"
            finally:
                await updater.stop()
                await application.stop()
    telegram.assert_clean()


async def test_page_is_added_and_is_the_same_article_when_it_has_changed(tmp_path: Path) -> None:
    story, newer = Story(), Story()
    async with Site() as site, BotApiDouble() as telegram, here(tmp_path, telegram, site) as address:
        rina = telegram.person(EDITORS[0], "Rina")
        site.pages["/jembatan"] = answer(page_of(story))
        shown = await rina.asks(f"/tambah {address('/jembatan')}")
        assert shown.text.startswith(ID.added.format(library=ID.public_library))
        assert shown.bold == (story.title,)
        site.pages["/jembatan?utm_source=telegram"] = answer(page_of(newer))
        shown = await rina.asks(f"/tambah ini ya: {address('/jembatan?utm_source=telegram')}")
        assert shown.text.startswith(ID.replaced.format(library=ID.public_library))
        assert shown.bold == (newer.title,)
        assert [len((await rina.asks("/artikel")).labels)] == [1]
        assert (await rina.asks("/urungkan")).text == ID.restored.format(title=story.title)
        assert (await rina.asks(f"/tambah {address('/tidak-ada')}")).text == PROBLEMS["web.not_found"]


async def test_slow_page_is_announced_stops_nobody_and_becomes_its_result(tmp_path: Path) -> None:
    story, other = Story(), Story()
    async with Site() as site, BotApiDouble() as telegram, here(tmp_path, telegram, site) as address:
        rina = telegram.person(EDITORS[0], "Rina")
        ready = asyncio.Event()

        async def slow(writer: asyncio.StreamWriter) -> None:
            await ready.wait()
            writer.write(answer(page_of(story)))

        site.pages["/lambat"] = slow
        waiting = await rina.says(f"/tambah {address('/lambat')}")
        assert (await rina.asks(f"/tambah {other.text}")).bold == (other.title,)
        progress = await rina.hears()
        assert (progress.text, progress.labels) == (ID.reading, [ID.cancel])
        assert progress.reply_to == waiting.message_id
        ready.set()
        shown = await rina.hears()
        assert (shown.message_id, shown.bold) == (progress.message_id, (story.title,))
        assert (await rina.presses(shown, ID.undo)).toast == ""


@pytest.mark.parametrize("replacing", [False, True])
async def test_article_that_is_being_read_goes_along_when_its_group_becomes_a_supergroup(
    tmp_path: Path, replacing: bool
) -> None:
    story, older = Story(), Story()
    async with Site() as site, BotApiDouble() as telegram, here(tmp_path, telegram, site) as address:
        budi = telegram.person(next(_ids), "Budi")
        group = telegram.group("Warga", [budi], supergroup=False)
        ready = asyncio.Event()

        async def slow(writer: asyncio.StreamWriter) -> None:
            await ready.wait()
            writer.write(answer(page_of(story)))

        site.pages["/lambat"] = slow
        if replacing:
            await group.asks(budi, f"/tambah@kutip_bot {older.text}")
        command = f"/ganti@kutip_bot {slug(older.title)}" if replacing else "/tambah@kutip_bot"
        await group.says(budi, f"{command} {address('/lambat')}")
        assert (await group.hears()).text == ID.reading
        await group.migrates()
        # The bot is through with the news once it answers in the new group what was moved there, or that nothing was.
        listed = await group.asks(budi, "/artikel@kutip_bot")
        assert any(older.town in label for label in listed.labels) is replacing
        ready.set()
        shown = await group.hears()
        assert shown.bold == (story.title,)
        assert shown.text.startswith((ID.replaced if replacing else ID.added).format(library=ID.own_library))
        assert await sees(group, budi, story)
        assert not await finds(budi, story)
        await group.presses(budi, shown, ID.undo)
        await group.hears()
        assert not await sees(group, budi, story)


async def test_slow_page_is_called_off_and_nothing_added(tmp_path: Path) -> None:
    async with Site() as site, BotApiDouble() as telegram, here(tmp_path, telegram, site) as address:
        rina, budi = telegram.person(EDITORS[0], "Rina"), telegram.person(next(_ids), "Budi")
        never = asyncio.Event()

        async def stuck(writer: asyncio.StreamWriter) -> None:
            await never.wait()

        site.pages["/macet"] = stuck
        progress = await rina.asks(f"/tambah {address('/macet')}")
        (cancel,) = [button for row in progress.buttons for button in row]
        greeting = await budi.asks("/start")
        pressed = buttons.decode(cancel.data or "")
        assert isinstance(pressed, buttons.Cancel)
        assert await budi.forges(budi.user, greeting, buttons.encode(pressed)) == ID.edit_refused_in_private
        await rina.presses(progress, ID.cancel)
        shown = await rina.hears()
        assert (shown.message_id, shown.text) == (progress.message_id, ID.cancelled)
        assert await rina.forges(rina.user, shown, buttons.encode(pressed)) == ID.cancel_too_late
        assert (await rina.asks("/artikel")).text == ID.empty_library
