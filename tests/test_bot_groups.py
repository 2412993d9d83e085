"""The real bot in groups, as a process of its own: whom it answers there, where, and what it makes of follow-ups."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot.buttons import Setting
from bot.texts import texts_of
from tests.botprocess import TITLE, running
from tests.double import BotApiDouble
from tests.double.chats import GroupState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from aiogram.types import Message, User

    from tests.botprocess import BotProcess
    from tests.double import BotMessage, Group, Person, Speaker, Topic
    from tests.double.speakers import Talker

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")

WHO: Final = "siapa menlu Pakistan?"
CHILDREN: Final = "brp anak yg meninggal gara2 serangan iran?"
STRUCK_BACK: Final = "pakistan bales nyerang kapan?"
WHERE: Final = "di mana itu?"
"""Answered by the passage that is spoken of, whichever it is; with nothing spoken of, nothing is found."""

MET: Final = "bertemu dengan menteri luar negeri sementara Pakistan, Jalil Abbas Jilani"
KILLED: Final = "menewaskan dua anak"
NINE: Final = "Sembilan orang tewas"
"""Words of the passages that answer WHO, CHILDREN and STRUCK_BACK."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    """One bot for all tests that only talk with it, and its Telegram."""
    async with BotApiDouble() as telegram, running(telegram, tmp_path_factory.mktemp("home")) as bot:
        yield bot, telegram


_ids = count(300_000)


@pytest.fixture
def open_group(telegram: BotApiDouble, budi: Person, siti: Person) -> Group:
    """A group that shows the bot everything."""
    return telegram.group("Warga", [budi, siti], privacy=False)


@pytest.fixture
def forum(telegram: BotApiDouble, budi: Person, siti: Person) -> Group:
    return telegram.group("Kota", [budi, siti], forum=True)


def passage(answer: BotMessage) -> str:
    """The passage that an answer quotes."""
    assert len(answer.quotes) == 1, answer
    return answer.quotes[0].text


async def answered(group: Group, asked: Message, words: str = MET) -> BotMessage:
    """The next thing said in the group, which must be the answer to `asked`, quoting `words`."""
    answer = await group.hears()
    assert answer.reply_to == asked.message_id, answer
    assert words in passage(answer)
    return answer


async def silent(group: Group, who: Person) -> None:
    """Prove that nothing was said in the group: a chat's messages are dealt with in order, and the next is answered."""
    await answered(group, await group.says(who, f"/tanya@kutip_bot {WHO}"))


async def opened(group: Group, who: Person, topic: Topic | None = None) -> BotMessage:
    """The outline of an article, which shows no turn, opened from the list of articles."""
    listed = await group.asks(who, "/artikel@kutip_bot", topic=topic)
    await group.presses(who, listed, re.compile("Sempat Ribut"))
    return await group.hears()


# --- Who is answered


@pytest.mark.parametrize(
    "text",
    [
        f"@kutip_bot {WHO}",
        "siapa menlu Pakistan, @Kutip_BOT?",
        "😀👩‍👩‍👧 eh @kutip_bot siapa menlu Pakistan?",
        f"/tanya {WHO}",
        f"/tanya@Kutip_Bot {WHO}",
        f"/ask {WHO}",
        f"/tanya @kutip_bot {WHO}",
    ],
)
async def test_question_to_the_bot_by_its_name_or_by_command_is_answered_with_a_reply(
    text: str, group: Group, budi: Person
) -> None:
    answer = await answered(group, await group.says(budi, text))
    assert "Jalil Abbas Jilani" in answer.bold
    assert budi.said == ()


async def test_mention_by_id_is_a_mention(telegram: BotApiDouble, group: Group, budi: Person) -> None:
    await answered(group, await group.says(budi, f"🙏 Mbak Kutip, {WHO}", mentioning={"Mbak Kutip": telegram.bot}))


async def test_caption_with_the_bots_name_is_read(group: Group, budi: Person) -> None:
    await answered(group, await group.sends_photo(budi, b"\xff\xd8", width=1, height=1, caption=f"@kutip_bot {WHO}"))


async def test_command_in_reply_to_a_question_answers_that_question(group: Group, budi: Person, siti: Person) -> None:
    question = await group.says(budi, WHO)
    await group.says(siti, "/tanya", reply_to=question)
    await answered(group, question)


async def test_mention_in_reply_to_a_question_answers_that_question(group: Group, budi: Person, siti: Person) -> None:
    question = await group.says(budi, WHO)
    await group.says(siti, "tolong jawab dong @kutip_bot 🙏", reply_to=question)
    await answered(group, question)


async def test_mention_with_a_question_of_its_own_in_reply_to_somebody_is_answered_itself(
    group: Group, budi: Person, siti: Person
) -> None:
    remark = await group.says(budi, "rame banget beritanya")
    await answered(group, await group.says(siti, f"@kutip_bot {WHO}", reply_to=remark))


async def test_part_that_was_quoted_of_somebodys_message_is_what_is_answered(
    group: Group, budi: Person, siti: Person
) -> None:
    long = await group.says(budi, f"{CHILDREN} {WHO}")
    await group.says(siti, "@kutip_bot", reply_to=long, quote=WHO)
    await answered(group, long)


async def test_name_alone_is_asked_what_the_question_is_and_the_reply_answered(group: Group, budi: Person) -> None:
    called = await group.says(budi, "@kutip_bot")
    back = await group.hears()
    assert (back.text, back.reply_to) == (ID.what_question, called.message_id)
    await answered(group, await group.says(budi, WHO, reply_to=back))


async def test_anonymous_admins_and_channels_are_answered_each_with_a_conversation_of_its_own(
    telegram: BotApiDouble, group: Group
) -> None:
    admin = group.anonymous("Ketua")
    news, sport = (telegram.channel(name, bot="left") for name in ("Kabar", "Olahraga"))
    await answered(group, await group.says(admin, f"@kutip_bot {WHO}"))
    await answered(group, await group.says(news, f"/tanya@kutip_bot {CHILDREN}"), KILLED)
    await answered(group, await group.says(sport, f"@kutip_bot {STRUCK_BACK}"), NINE)
    await answered(group, await group.says(admin, f"/tanya@kutip_bot {WHERE}"), MET)
    await answered(group, await group.says(news, f"@kutip_bot {WHERE}"), KILLED)
    await answered(group, await group.says(sport, f"@kutip_bot {WHERE}"), NINE)


async def test_nothing_found_is_said_in_one_sentence_to_whom_it_concerns(group: Group, budi: Person) -> None:
    asked = await group.says(budi, "@kutip_bot berapa harga beras di Surabaya?")
    answer = await group.hears()
    assert (answer.text, answer.reply_to, answer.buttons) == (ID.not_found, asked.message_id, ())


# --- Who is not


@pytest.mark.parametrize(
    "text",
    [WHO, "/start", f"/tanya@saingan_bot {WHO}", f"@kutip_bott {WHO}", "lihat /tanya", "@kutip_bot wkwkwk keren", "!"],
)
async def test_what_is_not_said_to_the_bot_is_let_be_though_it_is_seen(
    text: str, open_group: Group, budi: Person
) -> None:
    await open_group.says(budi, text)
    await silent(open_group, budi)


async def test_bots_forwards_stickers_and_thanks_are_let_be(
    telegram: BotApiDouble, open_group: Group, budi: Person, siti: Person
) -> None:
    answer = await answered(open_group, await open_group.says(budi, f"@kutip_bot {WHO}"))
    talker = telegram.other_bot("Cerewet", username="cerewet_bot", talks_to_bots=True)
    await open_group.says(talker, f"/tanya@kutip_bot {WHO}")
    await open_group.says(talker, "kalau Iran?", reply_to=answer)
    await open_group.says(siti, f"@kutip_bot {WHO}", via=talker)
    await open_group.sends_sticker(siti)
    await open_group.sends_sticker(siti, reply_to=answer)
    await open_group.says(siti, "makasih ya min 🙏", reply_to=answer)
    await open_group.says(siti, "wkwkwk", reply_to=answer)
    await silent(open_group, siti)


async def test_channels_post_in_the_group_that_discusses_it_is_let_be(
    telegram: BotApiDouble, open_group: Group, siti: Person
) -> None:
    channel = telegram.channel("Kabar", bot="left")
    open_group.links(channel)
    await channel.posts(f"Kuis! @kutip_bot {WHO}")
    await silent(open_group, siti)


async def test_question_of_hours_ago_is_let_rest(group: Group, budi: Person) -> None:
    await group.says(budi, f"@kutip_bot {WHO}", at=datetime.now(UTC) - timedelta(hours=2))
    await silent(group, budi)


# --- Follow-ups


async def test_reply_to_an_answer_goes_on_from_it_whoever_writes(group: Group, budi: Person, siti: Person) -> None:
    about_meeting = await answered(group, await group.says(budi, f"@kutip_bot {WHO}"))
    await answered(group, await group.says(siti, f"@kutip_bot {CHILDREN}"), KILLED)
    await answered(group, await group.says(siti, WHERE, reply_to=about_meeting), MET)
    iran = await answered(group, await group.says(siti, "kalau Iran?", reply_to=about_meeting))
    assert "Hossein Amirabdollahian" in iran.bold


async def test_reply_that_quotes_a_part_of_an_answer_goes_on_from_it(group: Group, budi: Person, siti: Person) -> None:
    answer = await answered(group, await group.says(budi, f"@kutip_bot {WHO}"))
    await answered(group, await group.says(siti, "di mana?", reply_to=answer, quote="Jalil Abbas Jilani"), MET)


async def test_each_persons_follow_up_leans_on_their_own_last_question(
    group: Group, budi: Person, siti: Person
) -> None:
    await answered(group, await group.says(budi, f"@kutip_bot {WHO}"))
    await answered(group, await group.says(siti, f"@kutip_bot {CHILDREN}"), KILLED)
    await answered(group, await group.says(budi, f"@kutip_bot {WHERE}"), MET)
    await answered(group, await group.says(siti, f"/tanya {WHERE}"), KILLED)


async def test_nothing_crosses_from_a_private_chat_or_another_group(
    telegram: BotApiDouble, group: Group, budi: Person
) -> None:
    other = telegram.group("RT 5", [budi])
    await budi.asks(WHO)
    await other.asks(budi, f"@kutip_bot {WHO}")
    alone = await group.asks(budi, f"@kutip_bot {WHERE}")
    assert alone.text == ID.not_found


async def test_overheard_question_does_not_lean_on_what_its_asker_has_asked_before(
    open_group: Group, budi: Person, siti: Person
) -> None:
    settings = await open_group.asks(budi, "/atur@kutip_bot")
    await open_group.presses(budi, settings, ID.settings_labels[Setting.LISTENS][1])
    await open_group.hears()
    await answered(open_group, await open_group.says(siti, f"@kutip_bot {WHO}"))
    remark = "bagaimana dengan menlu Iran?"  # by itself it asks for nothing in particular; after WHO it would
    await open_group.says(siti, remark)
    await silent(open_group, budi)
    await answered(open_group, await open_group.says(siti, f"@kutip_bot {remark}"))


# --- Edits


async def test_edited_question_has_its_answer_edited(group: Group, budi: Person) -> None:
    asked = await group.says(budi, f"@kutip_bot {WHO}")
    answer = await answered(group, asked)
    await group.edits(budi, asked, f"@kutip_bot {CHILDREN}")
    changed = await group.hears()
    assert (changed.message_id, changed.edits) == (answer.message_id, 1)
    assert KILLED in passage(changed)
    await silent(group, budi)


async def test_edit_that_adds_the_name_is_answered(group: Group, budi: Person) -> None:
    asked = await group.says(budi, WHO)
    await group.edits(budi, asked, f"@kutip_bot {WHO}")
    await answered(group, asked)


async def test_edited_command_asks_its_new_question(group: Group, budi: Person) -> None:
    asked = await group.says(budi, f"/tanya {WHO}")
    answer = await answered(group, asked)
    await group.edits(budi, asked, f"/tanya {STRUCK_BACK}")
    changed = await group.hears()
    assert changed.message_id == answer.message_id
    assert NINE in passage(changed)


# --- Topics


async def test_answers_stand_in_the_topic_of_their_question_and_topics_do_not_mix(forum: Group, budi: Person) -> None:
    world, games = await forum.opens_topic("Dunia"), await forum.opens_topic("Santai")
    for topic, question, words in ((world, WHO, MET), (games, CHILDREN, KILLED), (None, STRUCK_BACK, NINE)):
        answer = await answered(forum, await forum.says(budi, f"@kutip_bot {question}", topic=topic), words)
        assert answer.topic == (topic.id if topic else None)
    for topic, words in ((None, NINE), (world, MET), (games, KILLED)):
        answer = await answered(forum, await forum.says(budi, f"/tanya@kutip_bot {WHERE}", topic=topic), words)
        assert answer.topic == (topic.id if topic else None)


async def test_question_that_is_no_reply_in_a_topic_is_not_taken_for_one(forum: Group, budi: Person) -> None:
    topic = await forum.opens_topic("Siapa presiden Iran?")
    called = await forum.says(budi, "@kutip_bot", topic=topic)
    back = await forum.hears()
    assert (back.text, back.reply_to, back.topic) == (ID.what_question, called.message_id, topic.id)


async def test_message_opened_by_a_button_stands_in_the_topic_of_its_answer(
    forum: Group, budi: Person, siti: Person
) -> None:
    topic = await forum.opens_topic("Dunia")
    answer = await answered(forum, await forum.says(budi, f"@kutip_bot {WHO}", topic=topic))
    await forum.presses(siti, answer, ID.open_article)
    outline = await forum.hears()
    assert outline.message_id != answer.message_id
    assert (outline.topic, outline.bold[0]) == (topic.id, TITLE)


async def test_reply_from_another_topic_goes_on_from_the_answer_and_is_answered_where_it_stands(
    telegram: BotApiDouble, budi: Person, siti: Person
) -> None:
    forum = telegram.group("Kota", [budi, siti], forum=True, privacy=False)
    world, games = await forum.opens_topic("Dunia"), await forum.opens_topic("Santai")
    answer = await answered(forum, await forum.says(budi, f"@kutip_bot {WHO}", topic=world))
    for text in (WHERE, f"@kutip_bot {WHERE}"):
        followed = await answered(forum, await forum.says(siti, text, topic=games, reply_to=answer), MET)
        assert followed.topic == games.id
    iran = await forum.says(siti, "kalau dia?", topic=games, reply_to=answer, quote="Hossein Amirabdollahian")
    await answered(forum, iran, MET)
    pinned = await forum.asks(siti, "/fokus", topic=games, reply_to=answer)
    assert (pinned.topic, TITLE in pinned.bold) == (games.id, True)


async def test_old_answer_that_telegram_tells_little_of_is_still_served_in_its_topic(
    forum: Group, budi: Person, siti: Person
) -> None:
    topic = await forum.opens_topic("Dunia")
    answer = await answered(forum, await forum.says(budi, f"@kutip_bot {WHO}", topic=topic))
    await silent(forum, budi)  # so that the bot has noted by now what the answer's message shows
    forum.fades(answer)
    assert (await forum.presses(siti, answer, ID.open_article)).toast == ""
    assert (await forum.hears()).topic == topic.id
    assert (await forum.presses(siti, answer, ID.other_part)).toast == ""
    assert (await forum.hears()).message_id == answer.message_id


async def test_old_answer_that_cannot_be_edited_any_more_is_followed_by_another_in_its_topic(
    telegram: BotApiDouble, forum: Group, budi: Person
) -> None:
    topic = await forum.opens_topic("Dunia")
    answer = await answered(forum, await forum.says(budi, f"@kutip_bot {WHO}", topic=topic))
    forum.fades(answer)
    telegram.fail_next("editMessageText", status=400, description="Bad Request: message can't be edited")
    assert (await forum.presses(budi, answer, ID.other_part)).toast == ""
    turned = await forum.hears()
    assert turned.message_id != answer.message_id
    assert turned.topic == topic.id
    # Of this one only its button knows which turn it shows.
    forum.fades(turned)
    telegram.fail_next("editMessageText", status=400, description="Bad Request: message can't be edited")
    assert (await forum.presses(budi, turned, ID.other_part)).toast == ""
    assert (await forum.hears()).topic == topic.id


async def test_old_message_that_nobody_knows_the_topic_of_opens_nothing_in_a_wrong_one(
    telegram: BotApiDouble, forum: Group, budi: Person
) -> None:
    topic = await forum.opens_topic("Dunia")
    outline = await opened(forum, budi, topic)
    forum.fades(outline)
    assert (await forum.presses(budi, outline, ID.focus_this)).toast == ID.stale
    telegram.fail_next("editMessageText", status=400, description="Bad Request: message can't be edited")
    assert (await forum.presses(budi, outline, "Kedua negara")).toast == ID.stale
    assert (await forum.presses(budi, outline, "Kedua negara")).toast == ""
    assert (await forum.hears()).message_id == outline.message_id
    for place in (topic, None):
        offered = await forum.asks(budi, "/fokus", topic=place)
        assert offered.text == ID.focus_which


async def test_old_message_where_there_are_no_topics_goes_on_serving(
    telegram: BotApiDouble, group: Group, budi: Person
) -> None:
    small = telegram.group("RT 5", [budi], supergroup=False)
    for house in (group, small):
        outline = await opened(house, budi)
        house.fades(outline)
        assert (await house.presses(budi, outline, ID.focus_this)).toast == ""
        assert TITLE in (await house.hears()).bold
    listed = await budi.asks("/artikel")
    await budi.presses(listed, re.compile("Sempat Ribut"))
    outline = await budi.hears()
    budi.fades(outline)
    assert (await budi.presses(outline, ID.focus_this)).toast == ""
    assert TITLE in (await budi.hears()).bold


async def test_message_opened_by_a_button_among_the_comments_on_a_post_stands_there_too(
    telegram: BotApiDouble, group: Group, budi: Person, siti: Person
) -> None:
    channel = telegram.channel("Kabar", bot="left")
    group.links(channel)
    post = channel.forward_of(await channel.posts("Banjir di Demak"))
    answer = await answered(group, await group.says(budi, f"@kutip_bot {WHO}", reply_to=post))
    assert answer.raw.message_thread_id == post.message_id
    await group.presses(siti, answer, ID.open_article)
    outline = await group.hears()
    assert (outline.raw.message_thread_id, outline.bold[0]) == (post.message_id, TITLE)
    group.fades(answer)
    await group.presses(siti, answer, ID.open_article)
    assert (await group.hears()).raw.message_thread_id == post.message_id
    await group.presses(siti, outline, ID.focus_this)
    pinned = await group.hears()
    assert pinned.raw.message_thread_id == post.message_id
    await group.presses(siti, pinned, "Kedua negara")
    assert (await group.hears()).raw.message_thread_id == post.message_id


async def test_deleted_question_is_answered_in_its_topic_all_the_same(forum: Group, budi: Person) -> None:
    topic = await forum.opens_topic("Dunia")
    for place in (topic, None):
        forum.deletes(await forum.says(budi, f"@kutip_bot {WHO}", topic=place))
        answer = await forum.hears()
        assert (answer.reply_to, answer.topic) == (None, place.id if place else None)
        assert MET in passage(answer)


async def test_topic_that_was_closed_or_deleted_costs_others_nothing(forum: Group, budi: Person) -> None:
    closed, deleted = await forum.opens_topic("Dunia"), await forum.opens_topic("Santai")
    await forum.says(budi, f"@kutip_bot {WHO}", topic=await forum.closes_topic(closed))
    await forum.says(budi, f"@kutip_bot {WHO}", topic=deleted)
    forum.deletes_topic(deleted)
    await silent(forum, budi)


# --- Buttons


async def test_buttons_are_everybodys_and_votes_stay_open(group: Group, budi: Person, siti: Person) -> None:
    answer = await answered(group, await group.says(budi, f"@kutip_bot {WHO}"))
    assert (await group.presses(siti, answer, ID.no)).toast == ID.thanks_no
    assert (await group.presses(siti, answer, ID.other_part)).toast == ""
    turned = await group.hears()
    assert turned.message_id == answer.message_id
    assert MET not in passage(turned)
    assert turned.labels[:2] == [ID.yes, ID.no]
    assert (await group.presses(budi, turned, ID.yes)).toast == ID.thanks_yes
    await answered(group, await group.says(siti, WHERE, reply_to=turned), MET)


async def test_turned_answer_stays_in_its_askers_language(telegram: BotApiDouble, group: Group, budi: Person) -> None:
    ann = telegram.person(next(_ids), "Ann", language_code="en")
    await group.takes_in(ann)
    answer = await answered(group, await group.says(budi, f"@kutip_bot {WHO}"))
    assert (await group.presses(ann, answer, ID.yes)).toast == texts_of("en").thanks_yes
    await group.presses(ann, answer, ID.other_part)
    assert ID.open_article in (await group.hears()).labels


async def test_list_of_articles_and_help_come_when_called(group: Group, budi: Person) -> None:
    listed = await group.asks(budi, "/artikel@kutip_bot")
    assert any(TITLE[:20] in label for label in listed.labels)
    await group.presses(budi, listed, re.compile("Sempat Ribut"))
    assert (await group.hears()).bold[0] == TITLE
    helped = await group.asks(budi, "/bantuan@kutip_bot")
    assert helped.text.startswith(ID.help_in_group.format(name="@kutip_bot"))


# --- Limits and moves


async def test_more_questions_than_the_group_takes_at_once_are_all_answered_in_the_end(
    telegram: BotApiDouble, group: Group, budi: Person
) -> None:
    group.limit(3, minute=1)
    asked = [await group.says(budi, f"@kutip_bot {WHO}") for _ in range(5)]
    assert [answer.reply_to for answer in await group.hears(5)] == [question.message_id for question in asked]


async def test_follow_up_goes_on_where_the_group_has_moved_to(
    telegram: BotApiDouble, budi: Person, siti: Person
) -> None:
    group = telegram.group("Warga", [budi, siti], supergroup=False)
    await answered(group, await group.says(budi, f"@kutip_bot {WHO}"))
    await answered(group, await group.says(siti, f"@kutip_bot {CHILDREN}"), KILLED)
    await group.migrates()
    moved = await answered(group, await group.says(budi, f"@kutip_bot {WHERE}"), MET)
    await answered(group, await group.says(siti, f"@kutip_bot {WHERE}"), KILLED)
    await answered(group, await group.says(siti, WHERE, reply_to=moved), MET)


async def test_answers_and_buttons_follow_a_group_that_has_moved_before_the_bot_is_told(
    telegram: BotApiDouble, budi: Person
) -> None:
    group, moved = telegram.group("Warga", [budi], supergroup=False), telegram.group("Warga", [budi])
    answer = await answered(group, await group.says(budi, f"@kutip_bot {WHO}"))
    assert isinstance(group.state, GroupState)
    group.state.migrated_to = moved.id
    assert (await group.presses(budi, answer, ID.yes)).toast == ID.thanks_yes
    assert (await group.presses(budi, answer, ID.other_part)).toast == ""
    assert (await group.presses(budi, answer, ID.open_article)).toast == ""
    await group.says(budi, f"/tanya {WHERE}")
    turned, outline, late = await moved.hears(3)
    assert MET not in passage(turned)
    assert outline.bold[0] == TITLE
    assert MET in passage(late)


async def test_who_runs_a_group_that_has_moved_is_asked_where_it_went(telegram: BotApiDouble, budi: Person) -> None:
    siti = telegram.person(next(_ids), "Siti")
    group = telegram.group("Warga", [budi, siti], supergroup=False)
    moved = telegram.group("Warga", [budi, siti])
    settings = await group.asks(budi, "/atur@kutip_bot")
    assert isinstance(group.state, GroupState)
    group.state.migrated_to = moved.id
    assert (await group.presses(siti, settings, ID.settings_labels[Setting.LISTENS][1])).toast == ID.settings_refused
    await group.says(siti, "/atur@kutip_bot")
    assert (await moved.hears()).text == ID.settings_refused
    await group.says(budi, "/atur@kutip_bot")
    assert (await moved.hears()).bold == (ID.settings_title,)


# --- A whole evening

SUPPORTED: Final = "didukung oleh negara ketiga"
VISIT: Final = "Ebrahim Raisi akan segera mengunjungi Pakistan"
NAMES: Final = ("Budi", "Siti", "Joko", "Wati", "Agus", "Rini", "Dewi", "Eko", "Tono", "Lina", "Yusuf", "Maya")
CHATTER: Final = (
    WHO,
    WHERE,
    "kalau Iran?",
    "kapan itu?",
    "wkwkwk",
    "😂😂😂",
    "ada yang tau gak?",
    "setuju sih aku",
    "kutip mana nih, kok diem aja",
    "botnya pinter ya",
    "/start",
    f"/tanya@berita_bot {WHO}",
    "cek https://t.me/kutip_bot",
    "kirim ke kutip_bot@contoh.id ya",
    f"@kutip_botak {WHO}",
    "@siti_r kamu di mana?",
    "besok kumpul jam berapa?",
    "halo semua",
    "makasih ya",
)


@dataclass(frozen=True, slots=True)
class Expected:
    """An answer that is due: under which message, where, with which words; `changed` if it is an edit of one."""

    under: int
    topic: int | None
    words: str
    changed: bool = False


class Evening:
    """A group chatting away, four messages to each that is for the bot; what the bot owes is kept in `expected`."""

    def __init__(self, group: Group, people: Sequence[Person], topics: Sequence[Topic | None], bot: Speaker) -> None:
        """`bot` is another bot that talks there too."""
        self.group = group
        self.expected: list[Expected] = []
        self.messages = 0
        self._people = people
        self._topics = topics
        self._bot = bot
        self._earlier: list[Message] = []
        self._answers: list[BotMessage] = []
        self._chance = random.Random(12)  # noqa: S311 - chatter, the same each time

    async def asks(
        self,
        who: Talker,
        where: Topic | None,
        text: str,
        words: str,
        *,
        reply_to: Message | BotMessage | None = None,
        quote: str | None = None,
        under: Message | None = None,
        mentioning: Mapping[str, User] | None = None,
    ) -> Message:
        """After some chatter, say something to the bot, which is to answer in `words` (`under` another message)."""
        await self._chatter()
        asked = await self.group.says(who, text, topic=where, reply_to=reply_to, quote=quote, mentioning=mentioning)
        return self._expects(asked, where, words, under)

    async def captions(self, who: Talker, where: Topic | None, caption: str, words: str) -> Message:
        """The same as a photo's caption."""
        await self._chatter()
        photo = await self.group.sends_photo(who, b"\xff\xd8", width=1, height=1, caption=caption, topic=where)
        return self._expects(photo, where, words)

    async def edits(self, who: Talker, message: Message, where: Topic | None, text: str, words: str) -> None:
        """The same by changing a message, and with it the answer to it if there was one."""
        await self._chatter()
        changed = any(due.under == message.message_id for due in self.expected)
        self._expects(await self.group.edits(who, message, text), where, words, changed=changed)

    async def remarks(self, who: Talker, where: Topic | None, text: str) -> Message:
        """Say something to the others."""
        self.messages += 1
        return await self.group.says(who, text, topic=where)

    async def answer(self, asked: Message) -> BotMessage:
        """The answer to a message."""
        self._answers.append(await self.group.hears_answer(asked))
        return self._answers[-1]

    async def settles(self) -> None:
        """Wait until the bot has said all that it owes."""
        for due in self.expected:
            await self.group.hears_answer(self.group.state.messages[due.under])

    def check(self) -> None:
        """Whether the bot has said exactly what it owes, each once, where it belongs."""
        for changed in (False, True):
            due = [one for one in self.expected if one.changed is changed]
            said = [one for one in self.group.said if (one.edits > 0) is changed]
            assert sorted(one.under for one in due) == sorted(one.reply_to or 0 for one in said)
            for one in due:
                (answer,) = (message for message in said if message.reply_to == one.under)
                assert answer.topic == one.topic, answer
                assert one.words in (passage(answer) if answer.quotes else answer.text), answer

    def _expects(
        self,
        asked: Message,
        where: Topic | None,
        words: str,
        under: Message | None = None,
        *,
        changed: bool = False,
    ) -> Message:
        self.messages += 1
        self.expected.append(Expected((under or asked).message_id, where.id if where else None, words, changed))
        return asked

    async def _chatter(self) -> None:
        while self.messages % 5 != 4:
            self.messages += 1
            who, where = self._chance.choice(self._people), self._chance.choice(self._topics)
            match self._chance.randrange(10):
                case 0:
                    await self.group.sends_sticker(who, topic=where)
                case 1:
                    await self.group.says(self._bot, f"/tanya@kutip_bot {WHO}", topic=where)
                case 2 if self._answers:
                    await self.group.says(who, "makasih min 🙏", reply_to=self._chance.choice(self._answers))
                case 3 if self._answers:
                    await self.group.sends_sticker(who, reply_to=self._chance.choice(self._answers))
                case 4 | 5 if self._earlier:
                    earlier = self._chance.choice(self._earlier)
                    await self.group.says(who, self._chance.choice(CHATTER), reply_to=earlier)
                case _:
                    self._earlier.append(await self.group.says(who, self._chance.choice(CHATTER), topic=where))


async def test_evening_in_a_forum_has_exactly_what_is_asked_answered_once_in_its_topic_and_context(
    double: BotApiDouble, tmp_path: Path
) -> None:
    people = [double.person(700_000 + number, name) for number, name in enumerate(NAMES)]
    budi, siti, joko, wati, agus, rini, dewi, eko, tono, lina, yusuf, maya = people
    group = double.group("Kota", people, admins=[siti], forum=True, privacy=False)
    world, politics, leisure = [await group.opens_topic(name) for name in ("Dunia", "Politik", "Santai")]
    admin, channel = group.anonymous("Ketua"), double.channel("Kabar Kota", bot="left")
    berita = double.other_bot("Berita", username="berita_bot", talks_to_bots=True)
    evening = Evening(group, people, (world, politics, leisure, None), berita)
    asks, answer = evening.asks, evening.answer

    async with running(double, tmp_path) as bot:  # three conversations at once, and people who join in
        first = await asks(budi, world, f"@kutip_bot {WHO}", MET)
        second = await asks(siti, world, f"/tanya {CHILDREN}", KILLED)
        third = await asks(joko, world, f"😀👨‍👩‍👧 @Kutip_BOT {STRUCK_BACK}", NINE)
        await asks(budi, world, f"/tanya@kutip_bot {WHERE}", MET)
        await asks(siti, world, "di mana itu, @kutip_bot?", KILLED)
        await asks(wati, world, WHERE, NINE, reply_to=await answer(third))
        await asks(budi, world, "terus berapa yang luka?", KILLED, reply_to=await answer(second))
        await asks(agus, None, f"@kutip_bot {WHERE}", ID.not_found)
        await asks(budi, politics, f"/tanya {WHERE}", ID.not_found)
        wondered = await evening.remarks(dewi, politics, WHO)
        await asks(rini, politics, "@kutip_bot tolong jawab dong 🙏", MET, reply_to=wondered, under=wondered)
        await asks(rini, politics, f"/tanya {WHERE}", MET)
        await asks(admin, leisure, "@kutip_bot kapan presiden raisi ke pakistan?", VISIT)
        await asks(channel, None, "/tanya@kutip_bot teroris di perbatasan didukung siapa kata menlu iran?", SUPPORTED)
        missed = await evening.remarks(yusuf, world, STRUCK_BACK)
        await evening.settles()
    logged = bot.stderr

    async with running(double, tmp_path) as bot:  # which begins its count of messages a minute anew
        await asks(admin, leisure, "@kutip_bot siapa itu?", VISIT)
        await asks(lina, None, f"Mas Kutip, {CHILDREN}", KILLED, mentioning={"Mas Kutip": double.bot})
        called = await asks(eko, politics, "@kutip_bot", ID.what_question)
        late = await asks(eko, politics, STRUCK_BACK, NINE, reply_to=await answer(called))
        await asks(tono, politics, WHERE, NINE, reply_to=await answer(late))
        await evening.edits(budi, first, world, f"@kutip_bot {CHILDREN}", KILLED)
        await asks(maya, world, WHERE, KILLED, reply_to=await answer(first))
        await evening.edits(yusuf, missed, world, f"{STRUCK_BACK} @kutip_bot", NINE)
        await asks(yusuf, world, f"@kutip_bot {WHERE}", NINE)
        await evening.captions(dewi, leisure, f"{WHO} @kutip_bot", MET)
        await asks(dewi, leisure, "@kutip_bot kalau Iran?", MET)
        wondered = await evening.remarks(wati, world, CHILDREN)
        await asks(joko, world, "/tanya", KILLED, reply_to=wondered, under=wondered)
        quoted = await asks(tono, None, f"@kutip_bot {WHO}", MET)
        await asks(agus, None, "di mana?", MET, reply_to=await answer(quoted), quote="Jalil Abbas Jilani")
        await evening.settles()
    logged += bot.stderr

    async with running(double, tmp_path) as bot:
        long = await evening.remarks(wati, None, f"{CHILDREN} {WHO}")
        await asks(siti, None, "@kutip_bot", MET, reply_to=long, quote=WHO, under=long)
        await asks(agus, politics, "@kutip_bot berapa harga beras di Surabaya?", ID.not_found)
        await asks(agus, politics, "/artikel", ID.articles_title)
        await asks(rini, leisure, "/bantuan@kutip_bot", ID.help_in_group.format(name="@kutip_bot"))
        await asks(eko, None, f"@kutip_bot {CHILDREN}", KILLED)
        await asks(maya, None, f"@kutip_bot {STRUCK_BACK}", NINE)
        await asks(eko, None, f"@kutip_bot {WHERE}", KILLED)
        await asks(tono, None, f"/tanya {WHERE}", MET)
        await asks(yusuf, leisure, f"/ask {STRUCK_BACK}", NINE)
        await asks(maya, None, f"{WHERE} @kutip_bot", NINE)
        await asks(lina, None, "kalau Iran?", MET, reply_to=await answer(quoted))
        await asks(channel, None, "@kutip_bot kapan itu?", SUPPORTED)
        await asks(siti, world, WHERE, KILLED, reply_to=await answer(second))
        await evening.settles()
    logged += bot.stderr

    evening.check()
    assert (len(evening.expected), evening.messages) == (40, 200)
    assert double.pending_updates == 0
    assert "ERROR" not in logged
    assert "WARNING" not in logged  # such as of markup that Telegram could not read
