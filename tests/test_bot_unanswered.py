"""The real bot and what it could not answer: who sees it, what an editor does about it, and how askers are told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot import buttons
from bot.texts import texts_of
from retrieval.intake import slug
from retrieval.layout import DATABASE
from tests.botprocess import EDITORS, running
from tests.double import BotApiDouble
from tests.given import zipped

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    from tests.botprocess import BotProcess
    from tests.double import BotMessage, Group, Person
    from tests.double.room import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
EN: Final = texts_of("en")
_ids = count(920_100)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(home: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    async with BotApiDouble() as telegram, running(telegram, home, ADMIN_IDS=",".join(map(str, EDITORS))) as bot:
        yield bot, telegram


class Story:
    """An article that nobody else has, about something that no other is about; what it answers, in two wordings."""

    def __init__(self) -> None:
        self.subject, measure, self.value, self.town, self.opener = next(_subjects)
        subject = self.subject
        self.question = f"berapa {measure} {subject} di {self.town}?"
        self.otherwise = f"{subject} {self.town} {measure}nya berapa ya"
        self.title = f"{subject.capitalize()} {self.town} Mulai Dibuka"
        self.paragraph = f"{subject.capitalize()} di {self.town} dibuka oleh {self.opener} pada Senin (5/2/2024) pagi."
        self.answer = f"{measure.capitalize()} {subject} di {self.town} mencapai {self.value}."
        self.text = f"{self.title}\n\n{self.paragraph}\n\n{self.answer}"


# No two share a word, so that none seems to answer what another was asked.
_subjects = iter(
    [
        ("bendungan", "kapasitas", "7 juta meter kubik", "Entirejo", "Insinyur Gumilar"),
        ("museum gamelan", "koleksi", "412 perangkat", "Mekakong", "Profesor Widagdo"),
        ("observatorium", "anggaran", "Rp310 miliar", "Dukuhkong", "Astronom Prasetya"),
        ("terowongan", "panjang", "1,8 kilometer", "Dukuhjaya", "Menteri Wicaksana"),
        ("laboratorium anggrek", "luas", "3 hektare", "Kalimulya", "Surya Nataprawira"),
        ("stadion", "tribun", "2.500 kursi", "Wonolicin", "Ratna Jayengrana"),
        ("gua kelelawar", "kedalaman", "270 meter", "Argakong", "Peneliti Munandir"),
        ("sekolah dalang", "murid", "58 anak", "Batululi", "Empu Sastrasabda"),
        ("tambak garam", "produksi", "90 ton", "Wonojaya", "Petani Sakinah"),
        ("bengkel angklung", "pesanan", "3.300 set", "Baturejo", "Perajin Sumirat"),
        ("lomba dayung", "hadiah", "Rp25 juta", "Mekarejo", "Dewi Kartapati"),
        ("kebun raya", "spesies", "1.204 jenis", "Cibowaru", "Botanikus Lestari"),
        ("toko buku bekas", "rak", "77 lemari", "Tanjululi", "Pustakawan Oetomo"),
        ("pabrik sepatu", "mesin", "46 perkakas", "Entisari", "Mandor Gunadi"),
        ("depo lokomotif", "rel", "4 jalur", "Entiluli", "Wali Kota Benawa"),
        ("pembangkit", "keluaran", "75 megawatt", "Galuwaru", "Teknisi Yulianti"),
        ("karnaval barongan", "rombongan", "31 regu", "Galulicin", "Kapten Rumbiak"),
        ("pameran batik", "motif", "86 corak", "Kaliluli", "Sutradara Anindita"),
        ("festival layang-layang", "tim", "54 regu", "Argarejo", "Pembalap Mahesa"),
        ("klinik gigi", "dokter", "11 spesialis", "Wonosari", "Bidan Hamdanah"),
        ("galeri lukisan", "kanvas", "640 bingkai", "Batumulya", "Pelukis Ismaya"),
        ("asrama haji", "ranjang", "1.100 dipan", "Ciboluli", "Ustaz Mansyur"),
        ("terminal kargo", "peti kemas", "8.800 unit", "Mekawaru", "Manajer Tobing"),
        ("kolam koi", "kolam", "19 petak", "Argasari", "Peternak Wibisana"),
        ("pemintalan sutra", "gulungan", "930 gelendong", "Dukuhlicin", "Agronom Setyaka"),
        ("gudang tembakau", "tumpukan", "88 bal", "Argamulya", "Juragan Purwacaraka"),
        ("mercusuar", "undakan", "212 anak tangga", "Tanjumulya", "Nakhoda Rosidah"),
    ]
)


@pytest.fixture
def story() -> Story:
    """An article that is not there yet, and what it would answer."""
    return Story()


async def misses_it(who: Person, question: str) -> None:
    """Ask in a private chat, in vain."""
    assert (await who.asks(question)).text.startswith(ID.not_found)


async def opens(rina: Person, word: str) -> BotMessage:
    """The entry with a word in its newest wording, opened from whatever page of the editor's list it is on."""
    shown = await rina.asks("/belum")
    while not any(word in label for label in shown.labels):
        await rina.presses(shown, ID.next_page)
        shown = await rina.hears()
    await rina.presses(shown, word)
    return await rina.hears()


async def turns_to(rina: Person, shown: BotMessage, words: str) -> BotMessage:
    """The passage with these words, among those that are proposed in a message."""
    while words not in "".join(quote.text for quote in shown.quotes):
        await rina.presses(shown, ID.missed_next)
        shown = await rina.hears()
    return shown


def told(room: Room, story: Story) -> list[BotMessage]:
    """The news of an answer that was brought to a room."""
    return [one for one in room.said if one.text.startswith((ID.tidings, EN.tidings)) and story.value in one.text]


def pressed(message: BotMessage, kind: type[buttons.Press]) -> list[buttons.Press]:
    """What the buttons of a kind carry."""
    decoded = (buttons.decode(button.data or "") for row in message.buttons for button in row)
    return [press for press in decoded if isinstance(press, kind)]


def statuses(home: Path, who: Person) -> list[str]:
    """What is remembered of what somebody asked in private: how each turn ended, in order."""
    with closing(sqlite3.connect(home / "data" / DATABASE)) as database:
        turns = database.execute("SELECT status FROM turn WHERE chat = ? ORDER BY id", (str(who.id),))
        return [status for (status,) in turns]


def forget_turns(home: Path, group: Group) -> None:
    """Let what was asked in a group be too old to be kept."""
    with closing(sqlite3.connect(home / "data" / DATABASE, isolation_level=None)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("DELETE FROM turn WHERE chat = ?", (str(group.id),))


# --- Who sees what


async def test_editor_sees_what_was_asked_in_vain_how_often_and_in_which_words_but_not_by_whom(
    rina: Person, budi: Person, siti: Person, story: Story
) -> None:
    await misses_it(budi, story.question)
    await misses_it(budi, story.question)
    await misses_it(siti, story.otherwise)
    entry = await opens(rina, story.town)
    assert ID.missed_count.partition(",")[0].format(count=3, people=2) in entry.text
    assert story.otherwise in entry.text
    assert f"• {story.question}" in entry.text
    for person in (budi, siti):
        assert person.name not in entry.text
        assert not any(str(person.id) in (button.data or "") for row in entry.buttons for button in row)
    assert entry.labels == [ID.missed_add, ID.missed_have, ID.missed_ignore, ID.missed_back]
    await rina.presses(entry, ID.missed_back)
    assert (await rina.hears()).text.startswith(ID.missed_title)


async def test_group_and_public_library_do_not_see_each_others_misses(
    telegram: BotApiDouble, group: Group, rina: Person, budi: Person, siti: Person, story: Story
) -> None:
    other = telegram.group("Sebelah", [siti, budi])
    ours, private = story, Story()
    await group.asks(siti, f"/tanya@kutip_bot {ours.question}")
    await misses_it(budi, private.question)
    listed = await group.asks(budi, "/belum@kutip_bot")
    assert listed.labels == [ID.missed_label.format(count=1, question=ours.question)]
    assert (await other.asks(siti, "/belum@kutip_bot")).text == ID.missed_none
    seen = await opens(rina, private.town)
    await rina.presses(seen, ID.missed_back)
    shown = await rina.hears()
    while ID.next_page in shown.labels:
        assert not any(ours.town in label for label in shown.labels)
        await rina.presses(shown, ID.next_page)
        shown = await rina.hears()
    assert not any(ours.town in label for label in shown.labels)


async def test_only_who_may_edit_here_sees_the_list(
    telegram: BotApiDouble, group: Group, rina: Person, budi: Person, siti: Person
) -> None:
    assert (await siti.asks("/belum")).text == ID.edit_refused_in_private
    assert (await group.asks(siti, "/belum@kutip_bot")).text == ID.edit_refused_in_group
    assert (await group.asks(budi, "/unanswered@kutip_bot")).text == ID.missed_none
    await group.says(group.anonymous(), "/belum@kutip_bot")
    assert (await group.hears()).text == ID.missed_none
    mixed = telegram.group("Campur", [budi, rina])
    assert (await mixed.asks(rina, "/belum@kutip_bot")).text == ID.edit_in_private


async def test_forged_presses_reach_no_miss_of_another_owner(
    telegram: BotApiDouble, group: Group, rina: Person, budi: Person, siti: Person, story: Story
) -> None:
    other = telegram.group("Sebelah", [siti, budi])
    await group.asks(siti, f"/tanya@kutip_bot {story.question}")
    listed = await group.asks(budi, "/belum@kutip_bot")
    (shown,) = pressed(listed, buttons.ShowMiss)
    assert isinstance(shown, buttons.ShowMiss)
    miss = shown.miss
    about: Iterable[buttons.Press] = (
        buttons.ShowMiss(miss, 0),
        buttons.SeekPassage(miss),
        buttons.ShowPassage(miss, 0, (1,)),
        buttons.Pin(miss, 1),
        buttons.Unpin(miss),
        buttons.IgnoreMiss(miss, 0),
        buttons.RecallMiss(miss, 0),
        buttons.Tell(miss),
    )
    theirs = await other.asks(siti, "/belum@kutip_bot")
    hers = await rina.asks("/bantuan")
    greeting = await siti.asks("/bantuan")
    for press in about:
        data = buttons.encode(press)
        gone = ID.told_already if isinstance(press, buttons.Tell) else ID.missed_gone
        assert await other.forges(siti.user, theirs, data) == gone
        assert await rina.forges(rina.user, hers, data) == gone
        assert await siti.forges(siti.user, greeting, data) == ID.edit_refused_in_private
        assert await group.forges(siti.user, listed, data) == ID.edit_refused_in_group
        assert await group.forges(rina.user, listed, data) == ID.edit_in_private
    for press in (buttons.OpenMisses(), buttons.ShowMisses(0), buttons.AskForArticle()):
        assert await group.forges(siti.user, listed, buttons.encode(press)) == ID.edit_refused_in_group
    assert (await group.asks(budi, "/belum@kutip_bot")).labels == listed.labels
    assert not told(group, story)


# --- What can be done about one


async def test_ignored_miss_is_gone_until_that_is_undone(group: Group, budi: Person, siti: Person) -> None:
    story = Story()
    await group.asks(siti, f"/tanya@kutip_bot {story.question}")
    listed = await group.asks(budi, "/belum@kutip_bot")
    await group.presses(budi, listed, story.town)
    entry = await group.hears()
    await group.presses(budi, entry, ID.missed_ignore)
    ignored = await group.hears()
    assert ID.missed_ignored in ignored.text
    assert ignored.message_id == listed.message_id
    assert (await group.asks(budi, "/belum@kutip_bot")).text == ID.missed_none
    await group.asks(siti, f"/tanya@kutip_bot {story.otherwise}")
    assert (await group.asks(budi, "/belum@kutip_bot")).text == ID.missed_none
    await group.presses(budi, ignored, ID.undo)
    assert story.question in (await group.hears()).text
    assert len((await group.asks(budi, "/belum@kutip_bot")).labels) == 1


async def test_article_is_asked_for_below_an_entry_and_the_next_message_counts(
    rina: Person, budi: Person, story: Story
) -> None:
    await misses_it(budi, story.question)
    await rina.presses(await opens(rina, story.town), ID.missed_add)
    assert (await rina.hears()).text == ID.ask_article
    assert (await rina.asks(story.text)).bold == (story.title,)


async def test_article_in_reply_to_an_entry_is_added(rina: Person, budi: Person, story: Story) -> None:
    await misses_it(budi, story.question)
    entry = await opens(rina, story.town)
    assert (await rina.asks(story.text, reply_to=entry)).bold == (story.title,)


async def test_replacement_that_answers_is_offered_too(rina: Person, budi: Person, story: Story) -> None:
    before = Story()
    await misses_it(budi, story.question)
    await rina.asks(f"/tambah {before.text}")
    preview = await rina.asks(f"/ganti {slug(before.title)} {story.text}")
    offered = await rina.hears()
    assert offered.reply_to == preview.message_id
    assert offered.labels == [ID.tell.format(people=1)]


async def test_pinned_passage_answers_the_question_in_other_words_at_once_until_that_is_undone(
    telegram: BotApiDouble, rina: Person, budi: Person, siti: Person, story: Story
) -> None:
    question, again = "kapan sinyal gempita berbunyi?", "sinyal gempita itu berbunyinya kapan ya"
    await misses_it(budi, question)
    await rina.asks(f"/tambah {story.text}")
    entry = await opens(rina, "gempita")
    assert (await rina.presses(entry, ID.missed_have)).toast == ID.missed_nothing_near
    proposed = await rina.asks(f"{story.town} dibuka", reply_to=entry)
    assert proposed.text.startswith(f"“{question}”\n{ID.missed_which}")
    proposed = await turns_to(rina, proposed, story.opener)
    await rina.presses(proposed, ID.missed_this)
    pinned = await rina.hears()
    assert pinned.text.startswith(f"“{question}”\n{ID.missed_pinned}")
    assert story.paragraph == pinned.quotes[0].text
    for who, words in ((budi, question), (siti, again)):
        assert (await who.asks(words)).quotes[0].text == story.paragraph
    await rina.presses(pinned, ID.undo)
    assert question in (await rina.hears()).text
    await misses_it(telegram.person(next(_ids), "Tono"), again)
    await opens(rina, "gempita")


async def test_nearest_passages_are_turned_and_the_one_in_view_is_taken(
    rina: Person, budi: Person, story: Story
) -> None:
    await misses_it(budi, story.question)
    await rina.asks(f"/tambah {story.text}")
    await rina.hears()  # it could be told already
    await rina.presses(await opens(rina, story.town), ID.missed_have)
    first = await rina.hears()
    assert ID.missed_other_words in first.text
    second = await turns_to(rina, first, story.opener)
    assert second.message_id == first.message_id
    await rina.presses(second, ID.missed_this)
    assert (await rina.hears()).quotes[0].text == story.paragraph
    assert (await budi.asks(story.question)).quotes[0].text == story.paragraph


async def test_words_in_reply_to_a_proposal_find_other_passages(rina: Person, budi: Person, story: Story) -> None:
    question, other = "kapan gelegar purnama terdengar?", Story()
    await misses_it(budi, question)
    for one in (story, other):
        await rina.asks(f"/tambah {one.text}")
    entry = await opens(rina, "gelegar")
    proposed = await rina.asks(f"{story.town} dibuka", reply_to=entry)
    found = await turns_to(rina, await rina.asks(f"{other.town} dibuka", reply_to=proposed), other.opener)
    assert found.text.startswith(f"“{question}”\n{ID.missed_which}")
    assert (await rina.asks("zzyzx qwrtp", reply_to=proposed)).text == ID.missed_no_match
    await rina.presses(found, ID.missed_this)
    assert (await rina.hears()).quotes[0].text == other.paragraph
    assert (await budi.asks(question)).quotes[0].text == other.paragraph
    assert (await rina.asks("ada?", reply_to=proposed)).text == ID.missed_gone


async def test_question_that_is_too_vague_is_said_to_be_so_and_stays_on_the_list(
    group: Group, budi: Person, siti: Person, story: Story
) -> None:
    await group.asks(siti, "/tanya@kutip_bot siapa itu?")
    await group.asks(budi, f"/tambah@kutip_bot {story.text}")
    await group.presses(budi, await group.asks(budi, "/belum@kutip_bot"), "siapa itu?")
    proposed = await group.asks(budi, f"{story.town} dibuka", reply_to=await group.hears())
    assert (await group.presses(budi, proposed, ID.missed_this)).toast == ID.missed_too_vague
    assert (await group.asks(budi, "/belum@kutip_bot")).labels == [
        ID.missed_label.format(count=1, question="siapa itu?")
    ]


async def test_pin_is_listed_and_removed_when_what_it_was_made_for_is_long_forgotten(
    home: Path, group: Group, budi: Person, siti: Person, story: Story
) -> None:
    question = "kapan kentongan perunggu dipukul?"
    await group.asks(siti, f"/tanya@kutip_bot {question}")
    await group.asks(budi, f"/tambah@kutip_bot {story.text}")
    await group.presses(budi, await group.asks(budi, "/belum@kutip_bot"), "kentongan")
    proposed = await group.asks(budi, f"{story.town} dibuka", reply_to=await group.hears())
    while story.opener not in proposed.quotes[0].text:
        await group.presses(budi, proposed, ID.missed_next)
        proposed = await group.hears()
    await group.presses(budi, proposed, ID.missed_this)
    pinned = await group.hears()
    forget_turns(home, group)
    assert (await group.presses(budi, pinned, ID.undo)).toast == ID.missed_gone
    listed = await group.asks(budi, "/unanswered@kutip_bot")
    assert (listed.text, listed.labels) == (ID.missed_none, [ID.pins.format(count=1)])
    await group.presses(budi, listed, ID.pins.format(count=1))
    pins = await group.hears()
    assert pins.text.startswith(ID.pins_title)
    assert pins.labels[0].startswith(story.title[:20])
    assert pins.labels[1:] == [ID.missed_back]
    await group.presses(budi, pins, story.title[:20])
    shown = await group.hears()
    assert shown.quotes[0].text == story.paragraph
    assert shown.labels == [ID.pin_remove, ID.missed_back]
    await group.presses(budi, shown, ID.pin_remove)
    removed = await group.hears()
    assert (removed.text, removed.labels) == (ID.missed_none, [])
    assert (await group.asks(siti, f"/tanya@kutip_bot {question}")).text.startswith(ID.not_found)


async def test_words_in_reply_to_a_groups_proposal_are_refused_from_its_members(
    group: Group, budi: Person, siti: Person, story: Story
) -> None:
    await group.asks(siti, "/tanya@kutip_bot kapan genta pualam berdentang?")
    await group.asks(budi, f"/tambah@kutip_bot {story.text}")
    await group.presses(budi, await group.asks(budi, "/belum@kutip_bot"), "genta")
    entry = await group.hears()
    assert (await group.asks(siti, f"{story.town} dibuka", reply_to=entry)).text == ID.edit_refused_in_group
    found = await group.asks(budi, f"{story.town} dibuka", reply_to=entry)
    assert story.town in found.text


async def test_answer_that_did_not_help_is_listed_with_what_was_quoted(rina: Person, budi: Person) -> None:
    story = Story()
    await rina.asks(f"/tambah {story.text}")
    answer = await budi.asks(story.question)
    assert story.value in answer.text
    assert (await budi.presses(answer, ID.no)).toast in {ID.thanks_no, ID.thanks_no_alone}
    entry = await opens(rina, story.town)
    assert ID.missed_disliked.format(count=1) in entry.text
    assert ID.missed_quoted.format(titles=f"“{story.title}”") in entry.text
    assert ID.answered_by_now not in entry.text


# --- Telling askers


async def test_editor_is_offered_to_tell_and_each_asker_is_told_once_where_they_asked(
    telegram: BotApiDouble, rina: Person, budi: Person, siti: Person, story: Story
) -> None:
    english = telegram.person(next(_ids), "Alice", language_code="en")
    await misses_it(budi, story.question)
    question = await siti.says(story.otherwise)
    assert (await siti.hears()).text.startswith(ID.not_found)
    assert (await english.asks(story.question)).text.startswith(EN.not_found)
    preview = await rina.asks(f"/tambah {story.text}")
    offered = await rina.hears()
    assert offered.reply_to == preview.message_id
    assert offered.text.startswith(ID.answers_missed.format(count=1))
    assert offered.labels == [ID.tell.format(people=3)]
    assert (await rina.presses(offered, ID.tell.format(people=3))).toast == ID.telling
    assert (await rina.forges(rina.user, offered, buttons.encode(*pressed(offered, buttons.Tell)))) == ID.told_already
    reported = await rina.hears()
    assert reported.message_id == offered.message_id
    assert ID.told.format(told=3, count=3) in reported.text
    assert reported.labels == []
    for person, texts, words in (
        (budi, ID, story.question),
        (siti, ID, story.otherwise),
        (english, EN, story.question),
    ):
        (news,) = told(person, story)
        assert news.text.startswith(f"{texts.tidings}\n“{words}”\n")
        assert story.value in news.quotes[0].text
        assert texts.yes in news.labels
    news = await siti.hears()
    assert news.reply_to == question.message_id
    assert (await siti.presses(news, ID.yes)).toast == ID.thanks_yes
    # It is a turn like any other: the conversation goes on from it.
    await siti.hears()  # the vote's buttons are gone
    assert story.opener in (await siti.asks("siapa yang membukanya?", reply_to=news)).text


async def test_who_was_not_told_before_the_bot_stopped_can_be_told_afterwards_and_nobody_twice(tmp_path: Path) -> None:
    story, count_of = Story(), 8
    async with BotApiDouble() as telegram:
        editor = telegram.person(EDITORS[0], "Rina")
        askers = [telegram.person(next(_ids), "Asker") for _ in range(count_of)]
        async with running(telegram, tmp_path, ADMIN_IDS=str(editor.id)):
            for asker in askers:
                await misses_it(asker, story.question)
            await editor.asks(f"/tambah {story.text}")
            offered = await editor.hears()
            await editor.presses(offered, ID.tell.format(people=count_of))
        reported = await editor.hears()
        left = sum(not told(asker, story) for asker in askers)
        assert left
        assert ID.told.format(told=count_of - left, count=count_of) in reported.text
        async with running(telegram, tmp_path, ADMIN_IDS=str(editor.id)):
            assert (await editor.asks("/belum")).labels == [ID.missed_label.format(count=left, question=story.question)]
            assert (await editor.presses(reported, ID.tell.format(people=count_of))).toast == ID.telling
            assert ID.told.format(told=left, count=left) in (await editor.hears()).text
            assert (await editor.asks("/belum")).text == ID.missed_none
        assert all(len(told(asker, story)) == 1 for asker in askers)


async def test_in_a_forum_each_topic_is_told_there(
    telegram: BotApiDouble, budi: Person, siti: Person, story: Story
) -> None:
    forum = telegram.group("Kota", [budi, siti], forum=True)
    topics = [await forum.opens_topic("Politik"), await forum.opens_topic("Ekonomi")]
    asked = [await forum.says(siti, f"/tanya@kutip_bot {story.question}", topic=topic) for topic in topics]
    await forum.hears(2)
    await forum.asks(budi, f"/tambah@kutip_bot {story.text}")
    offered = await forum.hears()
    await forum.presses(budi, offered, ID.tell.format(people=2))
    shown = await forum.hears(3)
    assert ID.told.format(told=2, count=2) in shown[-1].text
    news = told(forum, story)
    assert {(one.topic, one.reply_to) for one in news} == {
        (topic.id, question.message_id) for topic, question in zip(topics, asked, strict=True)
    }
    assert len(news) == 2


async def test_who_blocked_the_bot_stops_nobody_from_being_told_and_counts_as_not_answered(
    home: Path, rina: Person, budi: Person, siti: Person, story: Story
) -> None:
    await misses_it(siti, story.question)
    await misses_it(budi, story.question)
    budi.blocks_the_bot()
    await rina.asks(f"/tambah {story.text}")
    offered = await rina.hears()
    await rina.presses(offered, ID.tell.format(people=2))
    reported = await rina.hears()
    assert ID.told.format(told=1, count=2) in reported.text
    assert ID.told_out_of_reach.format(count=1) in reported.text
    assert reported.labels == []
    assert len(told(siti, story)) == 1
    assert not told(budi, story)
    assert statuses(home, budi) == ["not_found"]
    assert statuses(home, siti) == ["not_found", "answered"]


async def test_who_could_not_be_told_while_telegram_was_out_of_order_is_told_when_the_button_is_pressed_again(
    telegram: BotApiDouble, home: Path, rina: Person, budi: Person, story: Story
) -> None:
    await misses_it(budi, story.question)
    await rina.asks(f"/tambah {story.text}")
    offered = await rina.hears()
    telegram.fail_next("sendMessage", status=502, times=3)
    await rina.presses(offered, ID.tell.format(people=1))
    reported = await rina.hears()
    assert ID.told_not_yet.format(count=1) in reported.text
    assert reported.labels == [ID.tell.format(people=1)]
    assert not told(budi, story)
    assert statuses(home, budi) == ["not_found"]
    assert (await rina.presses(reported, ID.tell.format(people=1))).toast == ID.telling
    reported = await rina.hears()
    assert ID.told.format(told=1, count=1) in reported.text
    assert reported.labels == []
    assert len(told(budi, story)) == 1
    assert statuses(home, budi) == ["not_found", "answered"]


async def test_nobody_is_told_who_has_had_their_data_removed(
    rina: Person, budi: Person, siti: Person, story: Story
) -> None:
    await misses_it(siti, story.question)
    await misses_it(budi, story.question)
    await rina.asks(f"/tambah {story.text}")
    offered = await rina.hears()
    asked = await budi.asks("/hapusdata")
    await budi.presses(asked, ID.forget_yes)
    await budi.hears()
    await rina.presses(offered, ID.tell.format(people=2))
    assert ID.told.format(told=1, count=1) in (await rina.hears()).text
    assert len(told(siti, story)) == 1
    assert not told(budi, story)


async def test_articles_of_an_archive_are_offered_together_and_each_question_told_by_itself(
    rina: Person, budi: Person
) -> None:
    first, second = Story(), Story()
    await misses_it(budi, first.question)
    await misses_it(budi, second.question)
    packed = zipped(satu__txt=first.text.encode(), dua__txt=second.text.encode())
    await rina.sends_document("berita.zip", packed, caption="/tambah")
    preview, offered = await rina.hears(2)
    assert offered.reply_to == preview.message_id
    assert offered.text.startswith(ID.all_answer_missed.format(count=2))
    assert len(offered.labels) == 2
    for story, left in ((first, 1), (second, 0)):
        await rina.presses(offered, story.subject)
        reported = await rina.hears()
        assert len(reported.labels) == left
        assert len(told(budi, story)) == 1
    assert reported.text.count(ID.told.format(told=1, count=1)) == 2


async def test_nobody_is_told_when_the_article_was_taken_back_but_later_they_can_be(
    rina: Person, budi: Person, story: Story
) -> None:
    await misses_it(budi, story.question)
    preview = await rina.asks(f"/tambah {story.text}")
    offered = await rina.hears()
    await rina.presses(preview, ID.undo)
    await rina.hears()
    assert (await rina.presses(offered, ID.tell.format(people=1))).toast == ID.told_unanswered
    assert not told(budi, story)
    await rina.asks(f"/tambah {story.text}")
    await rina.hears()
    entry = await opens(rina, story.town)
    assert ID.answered_by_now in entry.text
    await rina.presses(entry, ID.tell.format(people=1))
    await rina.hears()
    assert len(told(budi, story)) == 1


async def test_askers_are_told_of_a_pinned_answer(rina: Person, budi: Person, story: Story) -> None:
    await misses_it(budi, story.question)
    await rina.asks(f"/tambah {story.text}")
    await rina.hears()
    await rina.presses(await opens(rina, story.town), ID.missed_have)
    await rina.presses(await turns_to(rina, await rina.hears(), story.opener), ID.missed_this)
    pinned = await rina.hears()
    await rina.presses(pinned, ID.tell.format(people=1))
    reported = await rina.hears()
    assert reported.text.startswith(pinned.text)
    assert (reported.quotes, reported.bold) == (pinned.quotes, pinned.bold)
    assert ID.told.format(told=1, count=1) in reported.text
    assert reported.labels == [ID.undo, ID.missed_back]
    news = await budi.hears()
    assert news.text.startswith(f"{ID.tidings}\n“{story.question}”")
    assert news.quotes[0].text == story.paragraph
    # Another part still has the question above it, but is no news.
    await budi.presses(news, ID.other_part)
    assert (await budi.hears()).text.startswith(f"“{story.question}”")


async def test_group_whose_article_answers_nothing_hears_nothing_more(group: Group, budi: Person) -> None:
    await group.asks(budi, "/tambah@kutip_bot Kabar RT Lima\n\nIuran keamanan warga naik pada bulan Juli.")
    await group.hears_nothing()


async def test_help_menu_and_privacy_speak_of_it(telegram: BotApiDouble, rina: Person, budi: Person) -> None:
    assert (await rina.asks("/start")).text
    assert "/belum" in (await rina.asks("/bantuan")).text  # and the menu was seen to before
    assert "/belum" not in (await budi.asks("/bantuan")).text
    policy = (await budi.asks("/privasi")).text
    assert "terlihat oleh pengelola" in policy
    assert "mengabari Anda" in policy
    assert "kata-kata pokoknya tetap saya simpan, tanpa siapa yang bertanya" in policy
    known = [
        place for (place, _), commands in telegram.profile.commands.items() if "belum" in {c.command for c in commands}
    ]
    assert any("all_chat_administrators" in place for place in known)
    assert any(str(rina.id) in place for place in known)
    assert not any("all_private_chats" in place or "all_group_chats" in place for place in known)
