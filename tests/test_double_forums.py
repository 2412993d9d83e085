"""What the bot does to the topics of a forum in the double of the Bot API."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
from telegram import Bot
from telegram.error import BadRequest

from tests.double import TOKEN, BotApiDouble, Group, Person


@pytest.fixture
async def double() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as running:
        yield running


@pytest.fixture
async def bot(double: BotApiDouble) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{double.url}/bot") as ready:
        yield ready


@pytest.fixture
def budi(double: BotApiDouble) -> Person:
    return double.person()


@pytest.fixture
def forum(double: BotApiDouble, budi: Person) -> Group:
    return double.group("Kota", [budi], forum=True, bot="administrator")


@contextmanager
def refused(double: BotApiDouble, words: str) -> Iterator[None]:
    with pytest.raises(BadRequest):
        yield
    assert double.transcript()[-1].endswith(f" refused): 400 Bad Request: {words}")


async def test_topic_that_the_bot_opens_is_one_to_write_in(bot: Bot, double: BotApiDouble, forum: Group) -> None:
    (icon,) = await bot.get_forum_topic_icon_stickers()
    topic = await bot.create_forum_topic(forum.id, " Banjir  Demak ", 0xFFD67E, icon.custom_emoji_id)
    plain = await bot.create_forum_topic(forum.id, "Pilkada")
    sent = await bot.send_message(forum.id, "air naik", message_thread_id=topic.message_thread_id)

    assert (topic.name, topic.icon_color, topic.icon_custom_emoji_id) == (
        "Banjir Demak",
        0xFFD67E,
        icon.custom_emoji_id,
    )
    assert (plain.icon_color, plain.icon_custom_emoji_id) == (0x6FB9F0, None)
    assert (await forum.hears()).topic == topic.message_thread_id
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.forum_topic_created is not None
    assert sent.reply_to_message.forum_topic_created.name == "Banjir Demak"
    assert await bot.get_updates() == ()  # a bot is not told of what it did
    double.assert_clean()


async def test_admin_writes_in_a_closed_topic_and_a_member_does_not(
    bot: Bot, double: BotApiDouble, forum: Group, budi: Person
) -> None:
    topic = (await bot.create_forum_topic(forum.id, "Banjir")).message_thread_id
    await bot.close_forum_topic(forum.id, topic)
    await bot.send_message(forum.id, "tetap bisa", message_thread_id=topic)
    await forum.adds_the_bot(admin=False)
    with refused(double, "TOPIC_CLOSED"):
        await bot.send_message(forum.id, "tidak bisa", message_thread_id=topic)
    await forum.adds_the_bot(admin=True)
    await bot.reopen_forum_topic(forum.id, topic)
    await forum.adds_the_bot(admin=False)
    await bot.send_message(forum.id, "bisa lagi", message_thread_id=topic)

    assert [message.text for message in await forum.hears(2)] == ["tetap bisa", "bisa lagi"]


async def test_topic_is_renamed_and_deleted_with_its_messages(bot: Bot, double: BotApiDouble, forum: Group) -> None:
    topic = (await bot.create_forum_topic(forum.id, "Banjir")).message_thread_id
    sent = await bot.send_message(forum.id, "air naik", message_thread_id=topic)
    await bot.edit_forum_topic(forum.id, topic, name="Banjir surut")
    assert double.transcript()[-1] == "Kutip (Kota › Banjir surut): (renames it Banjir surut)"
    await bot.delete_forum_topic(forum.id, topic)

    assert forum.sees(sent.message_id) is None
    with refused(double, "message thread not found"):
        await bot.send_message(forum.id, "masih?", message_thread_id=topic)
    double.assert_clean()


async def test_what_changes_nothing_or_is_not_there_is_refused(bot: Bot, double: BotApiDouble, forum: Group) -> None:
    topic = (await bot.create_forum_topic(forum.id, "Banjir")).message_thread_id
    with refused(double, "TOPIC_NOT_MODIFIED"):
        await bot.reopen_forum_topic(forum.id, topic)
    with refused(double, "TOPIC_NOT_MODIFIED"):
        await bot.edit_forum_topic(forum.id, topic, name="Banjir")
    with refused(double, "TOPIC_ID_INVALID"):
        await bot.close_forum_topic(forum.id, 999)
    with refused(double, "title must be non-empty"):
        await bot.create_forum_topic(forum.id, "  ")


async def test_topics_need_a_forum_and_an_admin(bot: Bot, double: BotApiDouble, forum: Group, budi: Person) -> None:
    topic = await forum.opens_topic("Banjir")
    await forum.adds_the_bot(admin=False)
    with refused(double, "not enough rights to create a topic"):
        await bot.create_forum_topic(forum.id, "Pilkada")
    with refused(double, "not enough rights to delete the topic"):
        await bot.delete_forum_topic(forum.id, topic.id)
    with refused(double, "the chat is not a forum"):
        await bot.create_forum_topic(budi.id, "Pilkada")


async def test_colours_and_icons_that_are_none_are_reported(bot: Bot, double: BotApiDouble, forum: Group) -> None:
    await bot.create_forum_topic(forum.id, "Banjir", icon_color=1)
    with refused(double, "DOCUMENT_INVALID"):
        await bot.create_forum_topic(forum.id, "Pilkada", icon_custom_emoji_id="1")

    assert double.violations == ["createForumTopic: 1 is no colour of a topic", "1 is no icon of a topic"]
