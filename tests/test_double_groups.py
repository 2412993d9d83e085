"""Groups in the double of the Bot API: who is heard by the bot, and where its messages land."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from telegram import (
    Bot,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from tests.double import TOKEN, BotApiDouble, Group, Person, Speaker


@pytest.fixture
async def double() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as running:
        yield running
        running.assert_clean()


@pytest.fixture
async def bot(double: BotApiDouble) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{double.url}/bot", base_file_url=f"{double.url}/file/bot") as ready:
        yield ready


@pytest.fixture
def budi(double: BotApiDouble) -> Person:
    return double.person()


@pytest.fixture
def siti(double: BotApiDouble) -> Person:
    return double.person(222, "Siti")


@pytest.fixture
def group(double: BotApiDouble, budi: Person, siti: Person) -> Group:
    return double.group("Warga", [budi, siti])


@pytest.fixture
def forum(double: BotApiDouble, budi: Person, siti: Person) -> Group:
    return double.group("Kota", [budi, siti], forum=True)


@pytest.fixture
def rival(double: BotApiDouble) -> Speaker:
    return double.other_bot("Saingan", username="saingan_bot")


@contextmanager
def refused(double: BotApiDouble, words: str) -> Iterator[None]:
    with pytest.raises(BadRequest):
        yield
    assert double.transcript()[-1].endswith(f" refused): 400 Bad Request: {words}")


async def fetched(bot: Bot) -> tuple[Update, ...]:
    """All that waits, confirmed."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def read(bot: Bot) -> Message:
    """The one message that waits."""
    (update,) = await fetched(bot)
    assert update.message is not None
    return update.message


async def texts(bot: Bot) -> list[str | None]:
    return [update.effective_message.text for update in await fetched(bot) if update.effective_message]


# --- Privacy mode


@pytest.mark.parametrize(
    "text",
    [
        "@kutip_bot siapa menlu Pakistan?",
        "siapa menlu Pakistan, @Kutip_BOT?",
        "😀👩‍👩‍👧 tolong @kutip_bot",
        "/tanya siapa menlu Pakistan?",
        "/tanya@KUTIP_bot siapa?",
    ],
)
async def test_privacy_mode_lets_mentions_and_commands_through(bot: Bot, group: Group, budi: Person, text: str) -> None:
    await group.says(budi, text)

    message = await read(bot)
    assert (message.text, message.chat.id, message.chat.type) == (text, group.id, "supergroup")
    assert message.from_user is not None
    assert message.from_user.id == budi.id


@pytest.mark.parametrize(
    "text", ["siapa menlu Pakistan?", "/tanya@saingan_bot siapa?", "lihat /tanya", "@kutip_bott", "kutip_bot", "a@b.id"]
)
async def test_privacy_mode_keeps_back_what_is_not_meant_for_the_bot(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person, text: str
) -> None:
    await group.says(budi, text)

    assert await fetched(bot) == ()
    assert double.transcript() == [f"Budi (Warga), unseen by the bot: {text}"]


async def test_mention_offsets_count_in_utf16_units(bot: Bot, group: Group, budi: Person) -> None:
    await group.says(budi, "😀👩‍👩‍👧 tolong @Kutip_Bot, /tanya")

    message = await read(bot)
    assert message.parse_entities([MessageEntity.MENTION]) == {message.entities[0]: "@Kutip_Bot"}
    assert message.entities[0].offset == len("😀👩‍👩‍👧 tolong ".encode("utf-16-le")) // 2


async def test_text_mention_of_the_bot_passes_and_of_somebody_else_does_not(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person, siti: Person
) -> None:
    await group.says(budi, "halo Ibu Siti", mentioning={"Ibu Siti": siti.user})
    await group.says(budi, "😀 halo Pak Kutip", mentioning={"Pak Kutip": double.bot})

    message = await read(bot)
    (entity,) = message.entities
    assert (entity.type, entity.offset, entity.length) == ("text_mention", 8, 9)
    assert entity.user is not None
    assert entity.user.id == bot.id


async def test_privacy_mode_lets_replies_to_the_bot_through_and_to_people_not(
    bot: Bot, group: Group, budi: Person, siti: Person
) -> None:
    question = await group.says(budi, "siapa menlu Pakistan?")
    await group.says(siti, "entahlah", reply_to=question)
    await bot.send_message(group.id, "Jalil Abbas Jilani, menteri luar negeri")
    answer = await group.hears()
    await group.says(siti, "kalau Iran?", reply_to=answer, quote="menteri luar negeri")

    message = await read(bot)
    assert message.text == "kalau Iran?"
    assert message.reply_to_message is not None
    assert message.reply_to_message.message_id == answer.message_id
    assert message.quote is not None
    assert (message.quote.text, message.quote.position, message.quote.is_manual) == ("menteri luar negeri", 20, True)


async def test_mention_inside_a_reply_brings_the_other_message_along(
    bot: Bot, group: Group, budi: Person, siti: Person
) -> None:
    question = await group.says(budi, "siapa menlu Pakistan?")
    await group.says(siti, "@kutip_bot", reply_to=question)

    message = await read(bot)
    assert message.reply_to_message is not None
    assert message.reply_to_message.text == "siapa menlu Pakistan?"


async def test_privacy_mode_covers_captions_and_stickers(bot: Bot, group: Group, budi: Person) -> None:
    await group.sends_sticker(budi)
    await group.sends_photo(budi, b"\xff\xd8", width=1, height=1, caption="lihat")
    await group.sends_document(budi, "a.txt", b"a", caption="/tambah@kutip_bot")
    await group.sends_photo(budi, b"\xff\xd8", width=1, height=1, caption="apa ini @kutip_bot?")

    document, photo = [update.message for update in await fetched(bot)]
    assert document is not None
    assert document.document is not None
    assert document.caption == "/tambah@kutip_bot"
    assert photo is not None
    assert photo.photo


async def test_service_messages_always_pass(bot: Bot, double: BotApiDouble, group: Group) -> None:
    await group.takes_in(joko := double.person(333, "Joko"))
    await group.lets_go(joko)

    joined, left = [update.message for update in await fetched(bot)]
    assert joined is not None
    assert [user.first_name for user in joined.new_chat_members] == ["Joko"]
    assert left is not None
    assert left.left_chat_member is not None
    with pytest.raises(ValueError, match="Joko is not in Warga"):
        await group.says(joko, "halo")


@pytest.mark.parametrize("why", ["admin", "privacy off", "privacy off for all"])
async def test_admin_and_a_bot_without_privacy_mode_get_everything(why: str) -> None:
    async with BotApiDouble(can_read_all_group_messages=why == "privacy off for all") as double:
        group = double.group(
            "Warga",
            [budi := double.person()],
            bot="administrator" if why == "admin" else "member",
            privacy=False if why == "privacy off" else None,
        )
        await group.says(budi, "siapa menlu Pakistan?")
        await group.sends_sticker(budi)
        assert double.pending_updates == 2


async def test_edits_pass_by_the_same_rules(bot: Bot, group: Group, budi: Person, siti: Person) -> None:
    asked = await group.says(budi, "siapa menlu?")
    await group.edits(budi, asked, "siapa menlu Iran?")
    assert await fetched(bot) == ()

    await group.edits(budi, asked, "@kutip_bot siapa menlu Iran?")
    (update,) = await fetched(bot)
    assert update.edited_message is not None
    assert update.edited_message.edit_date is not None
    assert update.edited_message.text == "@kutip_bot siapa menlu Iran?"
    with pytest.raises(ValueError, match="is not from Siti"):
        await group.edits(siti, asked, "bukan aku")


async def test_caption_can_be_edited(bot: Bot, group: Group, budi: Person) -> None:
    sent = await group.sends_photo(budi, b"\xff\xd8", width=1, height=1, caption="lihat")
    await group.edits(budi, sent, "apa ini @kutip_bot?")

    (update,) = await fetched(bot)
    assert update.edited_message is not None
    assert (update.edited_message.text, update.edited_message.caption) == (None, "apa ini @kutip_bot?")


async def test_message_can_be_from_hours_ago(bot: Bot, group: Group, budi: Person) -> None:
    long_ago = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    await group.says(budi, "/tanya siapa?", at=long_ago)

    assert (await read(bot)).date == long_ago


# --- Those who are not plain people


async def test_other_bots_are_never_heard_unless_both_talk_to_bots(
    bot: Bot, double: BotApiDouble, budi: Person, rival: Speaker
) -> None:
    group = double.group("Warga", [budi], bot="administrator")
    await group.says(rival, "@kutip_bot siapa?")
    await group.says(rival, "/tanya@kutip_bot siapa?")
    assert await fetched(bot) == ()

    talker = double.other_bot("Cerewet", username="cerewet_bot", talks_to_bots=True)
    await group.says(talker, "@kutip_bot siapa?")
    await group.says(talker, "/tanya@kutip_bot siapa?")
    message = await read(bot)
    assert message.text == "/tanya@kutip_bot siapa?"
    assert message.from_user is not None
    assert message.from_user.is_bot


async def test_reply_to_another_bot_and_message_via_it_are_not_for_this_bot(
    bot: Bot, group: Group, budi: Person, rival: Speaker
) -> None:
    joke = await group.says(rival, "lelucon")
    await group.says(budi, "/tanya siapa?", reply_to=joke)
    await group.says(budi, "@kutip_bot siapa?", via=rival)

    assert await fetched(bot) == ()


async def test_message_via_another_bot_is_marked_where_everything_is_seen(
    bot: Bot, double: BotApiDouble, budi: Person, rival: Speaker
) -> None:
    group = double.group("Warga", [budi], privacy=False)
    await group.says(budi, "GIF", via=rival)

    message = await read(bot)
    assert message.via_bot is not None
    assert message.via_bot.username == "saingan_bot"
    assert double.transcript() == ["Budi via Saingan (Warga): GIF"]


async def test_anonymous_admin_speaks_as_the_group(bot: Bot, double: BotApiDouble, group: Group) -> None:
    await group.says(group.anonymous("Ketua"), "/atur@kutip_bot")

    message = await read(bot)
    assert message.from_user is not None
    assert (message.from_user.id, message.from_user.is_bot) == (1087968824, True)
    assert message.sender_chat is not None
    assert message.sender_chat.id == message.chat.id == group.id
    assert message.author_signature == "Ketua"
    assert double.transcript() == ["Warga [Ketua] (Warga): /atur@kutip_bot"]


# --- Where messages land


async def test_messages_are_numbered_for_each_supergroup(
    double: BotApiDouble, group: Group, forum: Group, budi: Person
) -> None:
    numbers = [(await room.says(budi, "halo")).message_id for room in (group, forum, group)]
    small = double.group("Kecil", [budi], supergroup=False)

    assert numbers == [2, 2, 3]
    assert small.id > -10_000_000_000 > group.id
    assert (await small.says(budi, "halo")).message_id > 100


async def test_reply_in_a_plain_supergroup_has_a_thread_but_is_no_topic_message(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person, siti: Person
) -> None:
    first = await group.says(budi, "@kutip_bot siapa?")
    sent = await bot.send_message(group.id, "ini", reply_parameters=ReplyParameters(first.message_id))
    await group.says(siti, "terus?", reply_to=await group.hears())

    message = (await fetched(bot))[-1].message
    assert message is not None
    for reply in (sent, message):
        assert reply.message_thread_id == first.message_id
        assert not reply.is_topic_message
    with refused(double, "message thread is not a forum topic thread"):
        await bot.send_message(group.id, "ini", message_thread_id=first.message_id)


async def test_basic_group_has_no_threads(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    group = double.group("Kecil", [budi], supergroup=False)
    question = await group.says(budi, "@kutip_bot siapa?")
    sent = await bot.send_message(group.id, "ini", reply_parameters=ReplyParameters(question.message_id))

    assert sent.message_thread_id is None
    assert sent.chat.type == "group"


async def test_topic_messages_carry_their_topic_and_general_ones_nothing(
    bot: Bot, forum: Group, budi: Person, siti: Person
) -> None:
    topic = await forum.opens_topic("Banjir")
    await forum.says(budi, "@kutip_bot di topik", topic=topic)
    general = await forum.says(budi, "@kutip_bot di General")
    await forum.says(siti, "/tanya", reply_to=general)

    opened, inside, outside, reply = [update.message for update in await fetched(bot)]
    assert opened is not None
    assert opened.forum_topic_created is not None
    assert (opened.message_id, opened.message_thread_id) == (topic.id, topic.id)
    assert inside is not None
    assert (inside.message_thread_id, inside.is_topic_message) == (topic.id, True)
    # As on Telegram: what replies to nothing replies to the message that opened the topic.
    assert inside.reply_to_message is not None
    assert inside.reply_to_message.forum_topic_created is not None
    for message in (outside, reply):
        assert message is not None
        assert (message.message_thread_id, message.is_topic_message) == (None, None)


async def test_answer_goes_to_the_topic_of_its_question_or_to_the_one_named(
    bot: Bot, forum: Group, budi: Person
) -> None:
    topic, other = await forum.opens_topic("Banjir"), await forum.opens_topic("Pilkada")
    question = await forum.says(budi, "@kutip_bot siapa?", topic=topic)
    await bot.send_message(forum.id, "balasan", reply_parameters=ReplyParameters(question.message_id))
    await bot.send_message(forum.id, "lepas", message_thread_id=other.id)
    await bot.send_message(forum.id, "umum")

    reply, free, general = await forum.hears(3)
    assert (reply.topic, reply.reply_to) == (topic.id, question.message_id)
    assert (free.topic, free.reply_to) == (other.id, None)
    assert (general.topic, general.reply_to) == (None, None)


async def test_clients_own_reply_lands_beside_its_question_everywhere(
    bot: Bot, double: BotApiDouble, forum: Group, group: Group, budi: Person, siti: Person
) -> None:
    topic = await forum.opens_topic("Banjir")
    small = double.group("Kecil", [budi], supergroup=False)
    first = await group.says(budi, "siapa?")
    questions = [
        await forum.says(budi, "@kutip_bot di topik", topic=topic),
        await forum.says(budi, "@kutip_bot di General"),
        await group.says(siti, "@kutip_bot", reply_to=first),
        await small.says(budi, "@kutip_bot"),
    ]
    for update in (await fetched(bot))[1:]:
        assert update.message is not None
        await update.message.reply_text("ini", do_quote=True)

    rooms = (forum, forum, group, small)
    answers = [await room.hears_answer(asked) for room, asked in zip(rooms, questions, strict=True)]
    assert [answer.topic for answer in answers] == [topic.id, None, None, None]


async def test_reply_from_another_topic_becomes_an_external_one(bot: Bot, forum: Group, budi: Person) -> None:
    topic, other = await forum.opens_topic("Banjir"), await forum.opens_topic("Pilkada")
    question = await forum.says(budi, "@kutip_bot siapa?", topic=topic)
    sent = await bot.send_message(
        forum.id, "ini", message_thread_id=other.id, reply_parameters=ReplyParameters(question.message_id)
    )

    assert sent.message_thread_id == other.id
    assert sent.external_reply is not None
    assert sent.external_reply.message_id == question.message_id
    assert (await forum.hears()).reply_to is None


async def test_person_replies_from_another_topic_as_to_something_external(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    forum = double.group("Kota", [budi], forum=True, privacy=False)
    topic, other = await forum.opens_topic("Banjir"), await forum.opens_topic("Pilkada")
    sent = await bot.send_message(forum.id, "Bupati Demak", message_thread_id=topic.id)
    await forum.says(budi, "kapan?", topic=other, reply_to=await forum.hears(), quote="Demak")

    reply = (await bot.get_updates())[-1].message
    assert reply is not None
    assert reply.message_thread_id == other.id
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.forum_topic_created is not None
    assert reply.external_reply is not None
    assert reply.external_reply.message_id == sent.message_id
    assert reply.external_reply.chat is not None
    assert reply.external_reply.chat.id == forum.id
    assert reply.quote is not None
    assert reply.quote.text == "Demak"


async def test_thread_that_is_no_topic_is_refused(bot: Bot, double: BotApiDouble, forum: Group, budi: Person) -> None:
    topic = await forum.opens_topic("Banjir")
    inside = await forum.says(budi, "halo", topic=topic)
    for wrong in (1, 999, inside.message_id):
        with refused(double, "message thread not found"):
            await bot.send_message(forum.id, "ini", message_thread_id=wrong)
    with refused(double, "message thread not found"):
        await bot.send_document(budi.id, b"a", message_thread_id=topic.id)

    await forum.closes_topic(topic)
    with refused(double, "TOPIC_CLOSED"):
        await bot.send_message(forum.id, "ini", message_thread_id=topic.id)
    forum.deletes_topic(topic)
    with refused(double, "message thread not found"):
        await bot.send_message(forum.id, "ini", message_thread_id=topic.id)
    assert forum.sees(inside) is None


async def test_chat_action_may_name_general_and_a_topic(bot: Bot, double: BotApiDouble, forum: Group) -> None:
    topic = await forum.opens_topic("Banjir")
    for thread in (None, 1, topic.id):
        await bot.send_chat_action(forum.id, ChatAction.TYPING, message_thread_id=thread)

    assert forum.chat_actions == ("typing",) * 3
    with refused(double, "message thread not found"):
        await bot.send_chat_action(forum.id, ChatAction.TYPING, message_thread_id=999)


async def test_deleted_question_is_answered_only_if_that_is_allowed(
    bot: Bot, double: BotApiDouble, forum: Group, budi: Person
) -> None:
    topic = await forum.opens_topic("Banjir")
    question = await forum.says(budi, "@kutip_bot siapa?", topic=topic)
    forum.deletes(question)

    with refused(double, "message to be replied not found"):
        await bot.send_message(forum.id, "ini", reply_parameters=ReplyParameters(question.message_id))
    lenient = ReplyParameters(question.message_id, allow_sending_without_reply=True)
    # What replies to nothing lands in General, unless it names the topic itself.
    assert (await bot.send_message(forum.id, "ini", reply_parameters=lenient)).message_thread_id is None
    kept = await bot.send_message(forum.id, "ini", reply_parameters=lenient, message_thread_id=topic.id)
    assert kept.message_thread_id == topic.id


async def test_quote_must_be_a_part_of_the_message(bot: Bot, double: BotApiDouble, group: Group, budi: Person) -> None:
    question = await group.says(budi, "😀 @kutip_bot siapa menlu Pakistan?")
    with refused(double, "QUOTE_TEXT_INVALID"):
        await bot.send_message(group.id, "ini", reply_parameters=ReplyParameters(question.message_id, quote="Iran"))
    await bot.send_message(group.id, "ini", reply_parameters=ReplyParameters(question.message_id, quote="Pakistan"))

    assert (await group.hears()).quoted == "Pakistan"
    with pytest.raises(ValueError, match="is no part of"):
        await group.says(budi, "apa?", reply_to=question, quote="Iran")


async def test_message_of_a_group_can_be_quoted_elsewhere_and_a_private_one_not(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person
) -> None:
    source = await group.says(budi, "Menlu Pakistan Jalil Abbas Jilani")
    sent = await bot.send_message(
        budi.id, "ini", reply_parameters=ReplyParameters(source.message_id, group.id, quote="Jalil Abbas Jilani")
    )
    assert sent.reply_to_message is None
    assert sent.external_reply is not None
    assert sent.external_reply.chat is not None
    assert sent.external_reply.chat.id == group.id
    assert sent.quote is not None
    with refused(double, "message to be replied not found"):
        await bot.send_message(budi.id, "ini", reply_parameters=ReplyParameters(source.message_id))
    with refused(double, "chat not found"):
        await bot.send_message(budi.id, "ini", reply_parameters=ReplyParameters(source.message_id, -100123))


async def test_private_message_quoted_elsewhere_is_a_violation() -> None:
    async with BotApiDouble() as double, Bot(TOKEN, base_url=f"{double.url}/bot") as bot:
        group = double.group("Warga", [budi := double.person()])
        secret = await budi.says("rahasia")
        with refused(double, "message to be replied not found"):
            await bot.send_message(group.id, "ini", reply_parameters=ReplyParameters(secret.message_id, budi.id))
        assert "a message of a private chat cannot be replied to elsewhere" in double.violations[0]


# --- The bot comes and goes


async def test_bot_that_was_kicked_is_refused(bot: Bot, double: BotApiDouble, group: Group, budi: Person) -> None:
    await bot.send_message(group.id, "halo")
    message = await group.hears()
    await group.kicks_the_bot()

    for deed in (
        bot.send_message(group.id, "a"),
        bot.edit_message_text("a", group.id, message.message_id),
        bot.get_chat(group.id),
        bot.get_chat_administrators(group.id),
    ):
        with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
            await deed
    await group.says(budi, "/tanya siapa?")
    (update,) = await fetched(bot)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"


async def test_bot_is_added_and_promoted(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    group = double.group("Kecil", [budi], supergroup=False, bot="left")
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "a")
    await group.adds_the_bot()
    await group.adds_the_bot(admin=True)

    added, welcome, promoted = await fetched(bot)
    assert added.my_chat_member is not None
    assert added.my_chat_member.difference()["status"] == ("left", "member")
    assert welcome.message is not None
    assert [user.id for user in welcome.message.new_chat_members] == [bot.id]
    assert promoted.my_chat_member is not None
    assert promoted.my_chat_member.new_chat_member.status == "administrator"
    await bot.send_message(group.id, "a")
    await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "a")


async def test_group_that_becomes_a_supergroup_has_a_new_id_and_the_old_one_says_so(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    group = double.group("Warga", [budi], supergroup=False)
    old = group.id
    await group.migrates()

    joined, *migrating = await fetched(bot)
    assert joined.my_chat_member is not None
    assert joined.my_chat_member.chat.id == group.id
    assert joined.my_chat_member.difference()["status"] == ("left", "member")
    leaving, coming = [update.message for update in migrating]
    assert leaving is not None
    assert (leaving.chat.id, leaving.migrate_to_chat_id) == (old, group.id)
    assert coming is not None
    assert (coming.chat.id, coming.chat.type, coming.migrate_from_chat_id) == (group.id, "supergroup", old)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "halo")
    assert moved.value.new_chat_id == group.id
    await bot.send_message(group.id, "halo")
    assert (await group.hears()).chat_id == group.id
    await group.says(budi, "/tanya siapa?")
    assert (await read(bot)).chat.id == group.id


async def test_group_takes_20_messages_and_edits_a_minute_if_limited(
    bot: Bot, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    group.limit()
    sent = [await bot.send_message(group.id, str(number)) for number in range(19)]
    await bot.edit_message_text("x", group.id, sent[0].message_id)

    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(group.id, "terlalu banyak")
    assert isinstance(flood.value.retry_after, timedelta)
    assert timedelta(seconds=50) <= flood.value.retry_after <= timedelta(seconds=60)
    assert len(group.said) == 20
    group.limit(1, minute=1e-9)
    await bot.send_message(group.id, "a")
    await bot.send_message(group.id, "b")


async def test_bot_that_is_an_admin_and_asks_for_it_is_told_who_comes_goes_and_comes_to_run_the_group(
    bot: Bot, double: BotApiDouble, group: Group, siti: Person
) -> None:
    joko = double.person(333, "Joko")
    kinds = [Update.MESSAGE, Update.CHAT_MEMBER]
    await bot.get_updates(allowed_updates=kinds)
    group.promotes(siti)
    await group.adds_the_bot(admin=True)
    assert await fetched(bot) == ()  # of what was before it was one
    group.demotes(siti)
    await group.takes_in(joko)
    await group.lets_go(joko)
    changes = [update.chat_member for update in await fetched(bot) if update.chat_member]
    assert [(change.new_chat_member.user.first_name, *change.difference()["status"]) for change in changes] == [
        ("Siti", "administrator", "member"),
        ("Joko", "left", "member"),
        ("Joko", "member", "left"),
    ]
    await bot.get_updates(allowed_updates=[Update.MESSAGE])
    group.promotes(siti)
    assert await fetched(bot) == ()


async def test_bot_is_told_that_somebody_has_blocked_it(bot: Bot, budi: Person) -> None:
    budi.blocks_the_bot()
    (update,) = await fetched(bot)
    assert update.my_chat_member is not None
    assert update.my_chat_member.difference()["status"] == ("member", "kicked")
    assert update.my_chat_member.chat.type == "private"


# --- Looking around


async def test_who_is_who_in_a_group(bot: Bot, double: BotApiDouble, budi: Person, siti: Person) -> None:
    joko, tono = double.person(333, "Joko"), double.person(444, "Tono")
    group = double.group("Warga", [budi, siti, joko], admins=[siti], username="warga_rt5")

    assert {admin.user.first_name for admin in await bot.get_chat_administrators(group.id)} == {"Budi", "Siti"}
    statuses = [(await bot.get_chat_member(group.id, user_id)).status for user_id in (budi.id, 222, 333, 444, bot.id)]
    assert statuses == ["creator", "administrator", "member", "left", "member"]
    with refused(double, "user not found"):
        await bot.get_chat_member(group.id, 555)
    assert await bot.get_chat_member_count(group.id) == 4
    group.promotes(joko)
    group.demotes(siti)
    await group.adds_the_bot(admin=True)
    admins = await bot.get_chat_administrators("@warga_rt5")
    assert {admin.user.first_name for admin in admins} == {"Budi", "Joko", "Kutip"}
    assert (await bot.get_chat_member(tono.id, tono.id)).status == "member"
    with refused(double, "there are no administrators in the private chat"):
        await bot.get_chat_administrators(tono.id)


async def test_group_can_be_looked_up(bot: Bot, forum: Group, group: Group) -> None:
    chat, topics = await bot.get_chat(group.id), await bot.get_chat(forum.id)

    assert (chat.type, chat.title, chat.is_forum) == ("supergroup", "Warga", None)
    assert chat.permissions is not None
    assert topics.is_forum


async def test_menus_are_kept_for_every_scope(bot: Bot, double: BotApiDouble, group: Group, budi: Person) -> None:
    scopes = [
        BotCommandScopeDefault(),
        BotCommandScopeAllPrivateChats(),
        BotCommandScopeAllGroupChats(),
        BotCommandScopeAllChatAdministrators(),
        BotCommandScopeChat(group.id),
        BotCommandScopeChatAdministrators(group.id),
        BotCommandScopeChatMember(group.id, budi.id),
    ]
    for place, scope in enumerate(scopes):
        await bot.set_my_commands([(f"c{place}", "Perintah")], scope=scope)

    menus = [await bot.get_my_commands(scope=scope) for scope in scopes]
    assert [menu[0].command for menu in menus] == [f"c{place}" for place in range(7)]
    with refused(double, "chat not found"):
        await bot.set_my_commands([("tanya", "Tanya")], scope=BotCommandScopeChat(-100123))


async def test_bot_deletes_others_messages_only_as_admin(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person
) -> None:
    spam = await group.says(budi, "iklan")
    own = await bot.send_message(group.id, "salah")
    with refused(double, "message can't be deleted"):
        await bot.delete_message(group.id, spam.message_id)
    await bot.delete_message(group.id, own.message_id)
    await group.adds_the_bot(admin=True)
    await bot.delete_message(group.id, spam.message_id)

    assert group.sees(spam) is None
    assert group.sees(own.message_id) is None


async def test_several_messages_are_deleted_at_once_those_that_are_gone_passed_over(
    bot: Bot, double: BotApiDouble, group: Group, budi: Person
) -> None:
    spam = await group.says(budi, "beli ini")
    own = [(await bot.send_message(group.id, text)).message_id for text in ("a", "b")]
    with refused(double, "message can't be deleted"):
        await bot.delete_messages(group.id, [spam.message_id, *own])
    assert await bot.delete_messages(group.id, [*own, 999])
    assert [group.sees(number) for number in own] == [None, None]
    await group.adds_the_bot(admin=True)
    await bot.delete_messages(group.id, [spam.message_id])

    assert group.sees(spam) is None
    with refused(double, "too many message identifiers specified"):
        await bot.delete_messages(group.id, list(range(1, 102)))
    with refused(double, "message identifiers are not specified"):
        await bot.delete_messages(group.id, [])


# --- Buttons, and who hears what


async def test_anybody_in_the_group_can_press(bot: Bot, group: Group, siti: Person) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="y")]])
    await bot.send_message(group.id, "Membantu?", reply_markup=markup)
    message = await group.hears()
    update, press = await _answered(bot, group, siti, message.message_id)

    assert update.callback_query is not None
    assert update.callback_query.from_user.id == siti.id
    assert update.callback_query.message is not None
    assert update.callback_query.message.chat.id == group.id
    assert press == "baik"


async def test_press_on_an_old_message_tells_no_more_than_which_it_is(bot: Bot, group: Group, budi: Person) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="y")]])
    sent = await bot.send_message(group.id, "Membantu?", reply_markup=markup)
    group.fades(await group.hears())
    update, press = await _answered(bot, group, budi, sent.message_id)

    assert press == "baik"
    assert update.callback_query is not None
    shown = update.callback_query.message
    assert shown is not None
    assert not shown.is_accessible
    assert (shown.chat.id, shown.message_id) == (group.id, sent.message_id)
    assert isinstance(shown, Message)  # which PTB makes of it
    assert (shown.text, shown.from_user, shown.reply_markup) == (None, None, None)


async def _answered(bot: Bot, group: Group, who: Person, number: int) -> tuple[Update, str]:
    message = group.sees(number)
    assert message is not None
    pressing = asyncio.create_task(group.presses(who, message, "Ya"))
    (update,) = await bot.get_updates(timeout=10)
    assert update.callback_query is not None
    await update.callback_query.answer("baik")
    return update, (await pressing).toast


async def test_many_who_ask_at_once_hear_each_their_own_answer(
    bot: Bot, group: Group, budi: Person, siti: Person
) -> None:
    first, second = await group.says(budi, "/tanya a"), await group.says(siti, "/tanya b")
    await bot.send_message(group.id, "b!", reply_parameters=ReplyParameters(second.message_id))
    await bot.send_message(group.id, "a!", reply_parameters=ReplyParameters(first.message_id))

    assert (await group.hears_answer(first)).text == "a!"
    assert (await group.hears_answer(second)).text == "b!"
    with pytest.raises(AssertionError, match="A reply to #99 in Warga did not happen"):
        await group.hears_answer(first.model_copy(update={"message_id": 99}), patience=0.01)


async def test_silence_in_a_group_can_be_proved(bot: Bot, group: Group, budi: Person) -> None:
    await group.says(budi, "siapa menlu?")
    await group.hears_nothing(until=bot.get_me())

    await bot.send_message(group.id, "tanpa diminta")
    with pytest.raises(AssertionError, match="The bot said to Warga:\ntanpa diminta"):
        await group.hears_nothing(until=bot.get_me())


async def test_transcript_tells_who_spoke_where(
    bot: Bot, double: BotApiDouble, forum: Group, budi: Person, siti: Person
) -> None:
    topic = await forum.opens_topic("Banjir", by=siti)
    asked = await forum.says(budi, "@kutip_bot siapa?", topic=topic)
    await forum.says(siti, "hai")
    await bot.send_message(forum.id, "<b>Jilani</b>", "HTML", reply_parameters=ReplyParameters(asked.message_id))
    await forum.edits(budi, asked, "@kutip_bot kapan?")
    forum.deletes(asked)

    assert double.transcript() == [
        "Siti (Kota): (opens the topic Banjir)",
        "Budi (Kota › Banjir): @kutip_bot siapa?",
        "Siti (Kota), unseen by the bot: hai",
        "Kutip (Kota › Banjir): **Jilani**",
        f"Budi edits #{asked.message_id} (Kota › Banjir): @kutip_bot kapan?",
        f"(#{asked.message_id} (Kota)): is deleted",
    ]
