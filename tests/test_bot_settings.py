"""The real bot: a chat's settings, questions that nobody asked it, what it keeps of people, its menus and its help."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot import buttons
from bot.buttons import Choose, Setting
from bot.screens.chat_settings import CHOSEN
from bot.texts import texts_of
from retrieval.opening import open_library
from tests.botprocess import TITLE, running
from tests.double import BotApiDouble, Button
from tests.newsroom import FLOOD
from tests.stocked import SECRET, turns_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from aiogram.types import Message

    from tests.botprocess import BotProcess
    from tests.double import BotMessage, Group, Person
    from tests.double.speakers import Talker

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
EN: Final = texts_of("en")
WHO: Final = "siapa menlu Pakistan?"
MET: Final = "Jalil Abbas Jilani"
CHILDREN: Final = "brp anak yg meninggal gara2 serangan iran?"
KILLED: Final = "menewaskan dua anak"
WHERE: Final = "di mana itu?"
CALLED, UNCALLED = ID.settings_labels[Setting.LISTENS]
OWN_ONLY, PUBLIC = ID.settings_labels[Setting.PUBLIC]
OWN_LANGUAGE, INDONESIAN, ENGLISH = ID.settings_labels[Setting.LANGUAGE]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(home: Path) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    async with BotApiDouble() as telegram, running(telegram, home, CONTACT="@pengelola_kutip") as bot:
        yield bot, telegram


@pytest_asyncio.fixture(loop_scope="module")
async def listening(telegram: BotApiDouble, budi: Person, siti: Person) -> Group:
    """A group that shows the bot everything and wants to have its questions answered."""
    group = telegram.group("Warga", [budi, siti], privacy=False)
    await sets(group, budi, UNCALLED)
    return group


async def sets(group: Group, admin: Person, label: str) -> BotMessage:
    """Press a button of the group's settings; what they look like then."""
    settings = await group.asks(admin, "/atur@kutip_bot")
    await group.presses(admin, settings, label)
    changed = await group.hears()
    assert changed.message_id == settings.message_id
    return changed


async def answered(group: Group, asked: Message, words: str = MET) -> BotMessage:
    """The next thing said in the group, which must be the answer to `asked`, quoting `words`."""
    answer = await group.hears()
    assert answer.reply_to == asked.message_id, answer
    assert words in answer.quotes[0].text
    return answer


async def silent(group: Group, who: Person) -> None:
    """Prove that nothing was said in the group: a chat's messages are dealt with in order, and the next is answered."""
    await answered(group, await group.says(who, f"/tanya@kutip_bot {WHO}"))


def marked(message: BotMessage) -> list[str]:
    """The choices that are marked as made."""
    return [label.removeprefix(CHOSEN) for label in message.labels if label.startswith(CHOSEN)]


def menu(telegram: BotApiDouble, scope: str, chat: int) -> tuple[str, ...]:
    """The names of the commands of a menu of this chat's own; none when it has none."""
    for (place, language), commands in telegram.profile.commands.items():
        known = json.loads(place)
        if (known["type"], known.get("chat_id"), language) == (scope, chat, ""):
            return tuple(command.command for command in commands)
    return ()


# --- Settings


async def test_group_begins_as_nobody_has_chosen_anything(group: Group, budi: Person) -> None:
    settings = await group.asks(budi, "/atur@kutip_bot")
    assert settings.bold == (ID.settings_title,)
    assert marked(settings) == [OWN_LANGUAGE, CALLED, PUBLIC]
    assert [len(row) for row in settings.buttons] == [3, 2, 2]


async def test_language_that_is_chosen_is_spoken_to_everybody_and_in_the_menus_until_it_is_not(
    telegram: BotApiDouble, group: Group, budi: Person, siti: Person
) -> None:
    settings = await group.asks(budi, "/settings@kutip_bot")
    press = await group.presses(budi, settings, ENGLISH)
    assert press.toast == EN.settings_states[Setting.LANGUAGE][2]
    shown = await group.hears()
    assert (shown.message_id, shown.bold) == (settings.message_id, (EN.settings_title,))
    assert marked(shown)[0] == ENGLISH
    answer = await group.asks(siti, f"@kutip_bot {WHO}")
    assert EN.yes in answer.labels
    assert menu(telegram, "chat", group.id) == ("ask", "articles", "focus", "help", "privacy")
    assert menu(telegram, "chat_administrators", group.id) == (
        "ask", "articles", "focus", "settings", "add", "replace", "remove", "undo", "unanswered", "statistics",
        "status", "help", "privacy",
    )  # fmt: skip
    press = await group.presses(budi, shown, EN.settings_labels[Setting.LANGUAGE][0])
    assert press.toast == ID.settings_states[Setting.LANGUAGE][0]
    await group.hears()
    assert ID.yes in (await group.asks(siti, f"@kutip_bot {WHO}")).labels
    assert menu(telegram, "chat", group.id) == menu(telegram, "chat_administrators", group.id) == ()


async def test_menu_that_telegram_does_not_take_spoils_no_press(
    bot_and_shared: tuple[BotProcess, BotApiDouble], telegram: BotApiDouble, group: Group, budi: Person
) -> None:
    settings = await group.asks(budi, "/atur@kutip_bot")
    telegram.fail_next("setMyCommands", status=400, description="Bad Request: chat not found", times=2)
    press = await group.presses(budi, settings, ENGLISH)
    assert press.toast == EN.settings_states[Setting.LANGUAGE][2]
    assert (await group.hears()).bold == (EN.settings_title,)
    assert "did not take the commands menu" in bot_and_shared[0].stderr


async def test_settings_and_menu_go_along_when_a_group_becomes_a_supergroup(
    telegram: BotApiDouble, budi: Person
) -> None:
    group = telegram.group("Warga", [budi], supergroup=False)
    await sets(group, budi, ENGLISH)
    await group.migrates()
    assert EN.yes in (await group.asks(budi, f"@kutip_bot {WHO}")).labels
    assert menu(telegram, "chat", group.id) == ("ask", "articles", "focus", "help", "privacy")


async def test_pressing_what_is_chosen_already_says_so_and_changes_nothing(group: Group, budi: Person) -> None:
    settings = await group.asks(budi, "/atur@kutip_bot")
    assert (await group.presses(budi, settings, CALLED)).toast == ID.settings_states[Setting.LISTENS][0]
    shown = group.sees(settings)
    assert shown is not None
    assert marked(shown) == marked(settings)


async def test_members_and_channels_see_no_settings_and_press_in_vain(
    telegram: BotApiDouble, group: Group, budi: Person, siti: Person
) -> None:
    settings = await group.asks(budi, "/atur@kutip_bot")
    speakers: tuple[Talker, ...] = (siti, telegram.channel("Kabar", bot="left"))
    for who in speakers:
        refused = await group.asks(who, "/atur@kutip_bot")
        assert (refused.text, refused.buttons) == (ID.settings_refused, ())
    assert (await group.presses(siti, settings, UNCALLED)).toast == ID.settings_refused
    assert marked(await group.asks(budi, "/atur@kutip_bot")) == marked(settings)


async def test_who_becomes_an_admin_has_a_say_at_once_and_who_is_none_any_more_has_none(
    group: Group, budi: Person, siti: Person
) -> None:
    await group.adds_the_bot(admin=True)  # only then is it told
    group.promotes(siti)
    settings = await sets(group, siti, UNCALLED)
    assert UNCALLED in marked(settings)
    group.demotes(siti)
    assert (await group.presses(siti, settings, CALLED)).toast == ID.settings_refused
    assert marked(await group.asks(budi, "/atur@kutip_bot")) == marked(settings)


async def test_anonymous_admin_opens_the_settings_as_the_group_and_presses_as_themselves(
    group: Group, budi: Person
) -> None:
    settings = await group.asks(group.anonymous("Ketua"), "/atur@kutip_bot")
    assert settings.bold == (ID.settings_title,)
    assert (await group.presses(budi, settings, UNCALLED)).toast == ID.settings_states[Setting.LISTENS][1]


@pytest.mark.parametrize("choice", [Choose(Setting.LANGUAGE, 3), Choose(Setting.LISTENS, 2), Choose(Setting.PUBLIC, 9)])
async def test_choice_that_no_button_offers_is_stale(choice: Choose, group: Group, budi: Person) -> None:
    settings = await group.asks(budi, "/atur@kutip_bot")
    assert await group.forges(budi.user, settings, buttons.encode(choice)) == ID.stale
    assert marked(await group.asks(budi, "/atur@kutip_bot")) == marked(settings)


async def test_bot_that_cannot_see_what_it_shall_listen_for_says_what_to_do(group: Group, budi: Person) -> None:
    blind = await sets(group, budi, UNCALLED)
    assert ID.settings_blind in blind.text
    await group.adds_the_bot(admin=True)
    assert ID.settings_blind not in (await group.asks(budi, "/atur@kutip_bot")).text
    assert ID.settings_blind not in (await sets(group, budi, CALLED)).text


async def test_group_without_the_public_library_sees_its_own_articles_alone(
    home: Path, group: Group, budi: Person
) -> None:
    alone = await sets(group, budi, OWN_ONLY)
    assert ID.settings_no_articles in alone.text
    assert (await group.asks(budi, f"@kutip_bot {WHO}")).text == ID.not_found
    assert TITLE not in (await group.asks(budi, "/bantuan@kutip_bot")).text
    async with open_library(home / "data", semantic="off") as library:
        await library.add(SECRET, owner=str(group.id))
    assert "Rp75.000" in (await group.asks(budi, "@kutip_bot berapa iuran keamanan warga?")).quotes[0].text
    assert ID.settings_no_articles not in (await group.asks(budi, "/atur@kutip_bot")).text
    await sets(group, budi, PUBLIC)
    assert MET in (await group.asks(budi, f"@kutip_bot {WHO}")).quotes[0].text


async def test_everybody_sets_their_own_chat_where_there_is_nothing_to_overhear(
    telegram: BotApiDouble, budi: Person, siti: Person
) -> None:
    settings = await budi.asks("/atur")
    assert marked(settings) == [OWN_LANGUAGE, PUBLIC]
    assert [len(row) for row in settings.buttons] == [3, 2]
    assert (await budi.presses(settings, ENGLISH)).toast == EN.settings_states[Setting.LANGUAGE][2]
    assert (await budi.hears()).bold == (EN.settings_title,)
    assert (await budi.asks("/help")).bold == (EN.help_title,)
    assert (await siti.asks("/help")).bold == (ID.help_title,)
    assert menu(telegram, "chat", budi.id)[0] == "ask"
    pressed = await budi._press(settings, Button("(forged)", data=buttons.encode(Choose(Setting.LISTENS, 1))))
    await budi._world.changes.until(lambda: pressed.answer is not None, "The answer to a forged press", 10)
    assert pressed.answer is not None
    assert pressed.answer.text == EN.stale


# --- Questions that nobody asked


async def test_overheard_question_is_answered_when_the_answer_is_sure(listening: Group, siti: Person) -> None:
    answer = await answered(listening, await listening.says(siti, WHO))
    assert answer.labels[:2] == [ID.yes, ID.no]
    await answered(listening, await listening.says(siti, CHILDREN), KILLED)


async def test_overheard_question_in_a_topic_or_in_reply_to_somebody_is_answered_where_it_stands(
    telegram: BotApiDouble, budi: Person, siti: Person
) -> None:
    forum = telegram.group("Kota", [budi, siti], forum=True, privacy=False)
    topic = await forum.opens_topic("Dunia")
    await sets(forum, budi, UNCALLED)
    answer = await answered(forum, await forum.says(siti, WHO, topic=topic))
    assert answer.topic == topic.id
    remark = await forum.says(budi, "rame ya beritanya", topic=topic)
    answer = await answered(forum, await forum.says(siti, CHILDREN, topic=topic, reply_to=remark), KILLED)
    assert answer.topic == topic.id


async def test_conversation_goes_on_from_an_answer_to_an_overheard_question(
    listening: Group, budi: Person, siti: Person
) -> None:
    answer = await answered(listening, await listening.says(siti, WHO))
    iran = await answered(listening, await listening.says(budi, "kalau Iran?", reply_to=answer), MET)
    assert "Hossein Amirabdollahian" in iran.bold


async def test_answer_to_an_overheard_question_follows_its_edits(listening: Group, siti: Person) -> None:
    asked = await listening.says(siti, WHO)
    answer = await answered(listening, asked)
    await listening.edits(siti, asked, CHILDREN)
    changed = await listening.hears()
    assert (changed.message_id, changed.edits) == (answer.message_id, 1)
    assert KILLED in changed.quotes[0].text
    await listening.edits(siti, asked, "berapa harga beras di Surabaya?")
    assert (await listening.hears()).text == ID.not_found


async def test_remark_that_becomes_a_question_by_an_edit_is_answered(listening: Group, siti: Person) -> None:
    remark = await listening.says(siti, "siapa menlu Pakistan")
    await silent(listening, siti)
    await listening.edits(siti, remark, WHO)
    await answered(listening, remark)


CHATTER: Final = (
    "masa sih?",
    "udah makan belum?",
    "gimana kabarnya semua?",
    "besok kumpul jam berapa?",
    "siapa presiden kita sih?",
    "serius nih?",
    "kerja sama sama siapa jadinya?",
    "berapa harga beras di Surabaya?",
    "siapa pelatih timnas sepak bola iran?",
    "Pakistan?",
    WHERE,
    "kalau Iran?",
    f"@budi_raharjo {WHO}",
    "siapa menlu Pakistan",
    f"/cuaca {WHO}",
    f"/tanya@berita_bot {WHO}",
)
"""What people say to one another, after somebody has asked the bot and been answered."""


async def test_chatter_and_what_is_not_known_for_sure_gets_total_silence_and_is_not_kept(
    home: Path, listening: Group, budi: Person, siti: Person
) -> None:
    await answered(listening, await listening.says(siti, f"@kutip_bot {WHO}"))
    for text in CHATTER:
        await listening.says(siti, text)
    await silent(listening, budi)
    assert [question for _, question in turns_of(home, siti.id)] == [WHO]


async def test_bots_what_they_are_told_and_channel_posts_are_not_overheard(
    telegram: BotApiDouble, listening: Group, budi: Person, siti: Person
) -> None:
    talker = telegram.other_bot("Cerewet", username="cerewet_bot", talks_to_bots=True)
    said = await listening.says(talker, WHO)
    await listening.says(siti, WHO, reply_to=said)
    await listening.says(siti, WHO, via=talker)
    channel = telegram.channel("Kabar", bot="left")
    listening.links(channel)
    await channel.posts(WHO)
    await silent(listening, budi)


async def test_without_the_setting_nothing_is_overheard(listening: Group, budi: Person, siti: Person) -> None:
    await sets(listening, budi, CALLED)
    await listening.says(siti, WHO)
    await silent(listening, siti)


# --- What is kept of people


async def test_privacy_says_what_is_kept_how_long_and_who_runs_the_bot(group: Group, budi: Person) -> None:
    for told in (await budi.asks("/privasi"), await group.asks(budi, "/privasi@kutip_bot")):
        assert told.bold == (ID.privacy_title,)
        assert "90 hari" in told.text
        assert "@pengelola_kutip" in told.text
        assert told.labels == [ID.delete_my_data]


async def test_all_of_a_person_is_removed_in_all_chats_once_they_have_said_so_again(
    home: Path, telegram: BotApiDouble, group: Group, budi: Person, siti: Person
) -> None:
    theirs = await answered(group, await group.says(siti, f"@kutip_bot {CHILDREN}"), KILLED)
    old = await answered(group, await group.says(budi, f"@kutip_bot {WHO}"))
    await group.presses(budi, theirs, ID.no)
    settings = await budi.asks("/atur")
    await budi.presses(settings, ENGLISH)
    await budi.presses(await budi.hears(), INDONESIAN)
    await budi.hears()
    private = await budi.asks(WHO)
    await budi.asks("/fokus banjir")
    asked = await budi.asks("/hapusdata")
    assert asked.text == ID.forget_ask.format(name="Budi")
    assert asked.labels == [ID.forget_yes, ID.forget_no]
    assert len(turns_of(home, budi.id)) == 2
    assert (await budi.presses(asked, ID.forget_yes)).toast == ""
    done = await budi.hears()
    assert (done.message_id, done.text, done.buttons) == (asked.message_id, ID.forgot.format(count=2), ())
    assert turns_of(home, budi.id) == []
    assert menu(telegram, "chat", budi.id) == ()

    assert (await group.presses(budi, old, ID.yes)).toast == ID.stale
    assert (await group.presses(siti, old, ID.other_part)).toast == ID.stale
    assert (await budi.presses(private, ID.other_part)).toast == ID.stale
    assert (await group.asks(budi, f"@kutip_bot {WHERE}")).text == ID.not_found
    assert (await budi.asks(WHERE)).text.startswith(ID.not_found)
    await answered(group, await group.says(siti, f"@kutip_bot {WHERE}"), KILLED)
    await answered(group, await group.says(budi, WHERE, reply_to=theirs), KILLED)


def bytes_of(home: Path) -> bytes:
    """All bytes of the bot's database, and of what SQLite keeps beside it, while it runs."""
    return b"".join(path.read_bytes() for path in (home / "data").glob("kutip.sqlite3*"))


def votes_of(home: Path, person: int) -> int:
    """How many votes of somebody's are kept."""
    with closing(sqlite3.connect(home / "data" / "kutip.sqlite3")) as database:
        (votes,) = database.execute("SELECT count(*) FROM feedback WHERE person = ?", (str(person),)).fetchone()
    return int(votes)


async def forgets(person: Person) -> BotMessage:
    """Somebody has all of theirs removed, in their own chat with the bot; what is said then."""
    asked = await person.asks("/hapusdata")
    assert (await person.presses(asked, ID.forget_yes)).toast == ""
    return await person.hears()


async def test_no_byte_is_left_of_what_a_person_asked_whoever_passed_it_on_or_went_on_from_it(
    home: Path, telegram: BotApiDouble, group: Group, budi: Person, siti: Person
) -> None:
    # Asked, edited, gone on from, by her and by another, and passed on, also where the bot is a guest.
    await siti.asks("siapa menlu Pakistan zxqbatu?")
    await siti.asks("kalau Iran zxqbata?")
    asked = await group.says(siti, "@kutip_bot siapa menlu Pakistan zxqbuku?")
    answer = await group.hears()
    await group.edits(siti, asked, "@kutip_bot siapa menlu Pakistan zxqbaju?")
    answer = await group.hears()
    await group.presses(siti, answer, ID.yes)
    wondering = await group.says(siti, "siapa ya menlu Pakistan zxqbola?")
    await group.says(budi, "@kutip_bot", reply_to=wondering)
    await group.hears()
    went_on = await group.says(budi, "kalau Iran?", reply_to=answer)
    theirs = await answered(group, went_on)
    away = telegram.group("Jauh", [budi, siti], bot="left")
    wondering = await away.says(siti, "siapa sih menlu Pakistan zxqbesi?")
    await away.says(budi, "@kutip_bot", reply_to=wondering)
    await away.hears()
    for word in (b"zxqbatu", b"zxqbata", b"zxqbuku", b"zxqbaju", b"zxqbola", b"zxqbesi"):
        assert word in bytes_of(home), word
    assert votes_of(home, siti.id) == 1
    assert len(turns_of(home, budi.id)) == 3

    assert (await forgets(siti)).text == ID.forgot.format(count=6)
    assert bytes_of(home).count(b"zxqb") == 0
    assert votes_of(home, siti.id) == 0
    assert turns_of(home, budi.id) == [(f"{group.id}:0:{budi.id}", "kalau Iran?")]
    # What is Budi's goes on as well as it can without her words.
    await group.presses(budi, theirs, ID.other_part)
    turned = await group.hears()
    assert turned.message_id == theirs.message_id
    await group.presses(budi, turned, ID.yes)
    assert votes_of(home, budi.id) == 1


async def test_group_is_not_told_how_much_somebody_has_asked_elsewhere(group: Group, budi: Person) -> None:
    await budi.asks(WHO)
    for _ in range(2):
        await group.presses(budi, await group.asks(budi, "/hapusdata@kutip_bot"), ID.forget_yes)
        assert (await group.hears()).text == ID.forgot_in_group
    assert not any(map(str.isdigit, ID.forgot_in_group + EN.forgot_in_group))


async def test_who_changes_their_mind_loses_nothing(home: Path, budi: Person) -> None:
    await budi.asks(WHO)
    asked = await budi.asks("/hapusdata")
    await budi.presses(asked, ID.forget_no)
    kept = await budi.hears()
    assert (kept.message_id, kept.text, kept.buttons) == (asked.message_id, ID.forget_cancelled, ())
    assert len(turns_of(home, budi.id)) == 1


async def test_of_whom_nothing_is_kept_is_told_so(budi: Person) -> None:
    await budi.presses(await budi.asks("/deletedata"), ID.forget_yes)
    assert (await budi.hears()).text == ID.forgot_nothing


async def test_nobody_removes_what_is_another_persons(home: Path, group: Group, budi: Person, siti: Person) -> None:
    await group.asks(budi, f"@kutip_bot {WHO}")
    asked = await group.asks(budi, "/hapusdata@kutip_bot")
    for label in asked.labels:
        assert (await group.presses(siti, asked, label)).toast == ID.forget_not_yours
    assert len(turns_of(home, budi.id)) == 1
    await group.presses(budi, asked, ID.forget_yes)
    assert (await group.hears()).text == ID.forgot_in_group
    assert turns_of(home, budi.id) == []


async def test_button_below_the_privacy_text_asks_whoever_presses_it(
    home: Path, group: Group, budi: Person, siti: Person
) -> None:
    await group.asks(siti, f"@kutip_bot {WHO}")
    told = await group.asks(budi, "/privasi@kutip_bot")
    await group.presses(siti, told, ID.delete_my_data)
    asked = await group.hears()
    assert asked.text == ID.forget_ask.format(name="Siti")
    assert (await group.presses(budi, asked, ID.forget_yes)).toast == ID.forget_not_yours
    await group.presses(siti, asked, ID.forget_yes)
    await group.hears()
    assert turns_of(home, siti.id) == []


async def test_who_writes_as_a_group_or_channel_is_told_that_it_is_not_them(
    telegram: BotApiDouble, group: Group
) -> None:
    for who in (group.anonymous("Ketua"), telegram.channel("Kabar", bot="left")):
        told = await group.asks(who, "/hapusdata@kutip_bot")
        assert (told.text, told.buttons) == (ID.forget_as_chat, ())


# --- Help


async def test_help_offers_topics_to_tap(budi: Person) -> None:
    helped = await budi.asks("/bantuan")
    assert helped.bold == (ID.help_title,)
    assert ID.help_inline.format(name="@kutip_bot") in helped.text
    assert 1 <= len(helped.labels) <= 3
    await budi.presses(helped, helped.labels[0])
    assert (await budi.hears()).quotes


async def test_help_names_the_pinned_article_and_its_topics(group: Group, budi: Person) -> None:
    await budi.asks("/fokus banjir")
    helped = await budi.asks("/bantuan")
    assert ID.help_focused.format(title=FLOOD.title) in helped.text
    assert helped.labels == ["Warga mengungsi"]
    await group.asks(budi, "/fokus@kutip_bot banjir")
    helped = await group.asks(budi, "/bantuan@kutip_bot")
    assert ID.help_focused.format(title=FLOOD.title) in helped.text
    assert "@kutip_bot Warga mengungsi" in helped.text


async def test_help_in_a_group_is_brief_with_an_example_from_its_library(group: Group, budi: Person) -> None:
    helped = await group.asks(budi, "/bantuan@kutip_bot")
    assert helped.text.startswith(ID.help_in_group.format(name="@kutip_bot"))
    assert "\nContoh: @kutip_bot " in helped.text
    assert ID.help_in_group_more in helped.text
    assert helped.buttons == ()
