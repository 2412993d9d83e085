"""Channels in the double of the Bot API, and their discussion groups."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, MessageOriginChannel, ReplyParameters
from telegram.error import Forbidden

from tests.double import TOKEN, BotApiDouble, Channel, Group, Person


@pytest.fixture
async def double() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as running:
        yield running
        running.assert_clean()


@pytest.fixture
async def bot(double: BotApiDouble) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{double.url}/bot") as ready:
        yield ready


@pytest.fixture
def budi(double: BotApiDouble) -> Person:
    return double.person()


@pytest.fixture
def channel(double: BotApiDouble) -> Channel:
    return double.channel("Kabar", username="kabar_id")


@pytest.fixture
def group(double: BotApiDouble, budi: Person, channel: Channel) -> Group:
    group = double.group("Diskusi", [budi], privacy=False)
    group.links(channel)
    return group


async def test_post_and_its_edit_reach_the_bot_as_from_nobody(bot: Bot, channel: Channel) -> None:
    post = await channel.posts("Banjir di Demak https://kabar.id/1")
    await channel.edits(post, "Banjir di Kudus")

    posted, edited = await bot.get_updates()
    assert posted.channel_post is not None
    assert posted.channel_post.from_user is None
    assert posted.channel_post.sender_chat is not None
    assert posted.channel_post.sender_chat.id == posted.channel_post.chat.id == channel.id
    assert list(posted.channel_post.parse_entities().values()) == ["https://kabar.id/1"]
    assert edited.edited_channel_post is not None
    assert edited.edited_channel_post.text == "Banjir di Kudus"


async def test_post_is_forwarded_to_the_discussion_group(bot: Bot, channel: Channel, group: Group) -> None:
    post = await channel.posts_document("a.txt", b"isi", caption="Banjir di Demak")

    original, forwarded = await bot.get_updates()
    message = forwarded.message
    assert original.channel_post is not None
    assert message is not None
    assert message.is_automatic_forward
    assert message.from_user is not None
    assert message.from_user.id == 777000
    assert message.sender_chat is not None
    assert message.sender_chat.id == channel.id
    assert message.chat.id == group.id
    assert (message.caption, message.document) == ("Banjir di Demak", original.channel_post.document)
    assert isinstance(message.forward_origin, MessageOriginChannel)
    assert message.forward_origin.message_id == post.message_id
    assert channel.forward_of(post).message_id == message.message_id


async def test_comment_stands_in_the_thread_of_the_post(bot: Bot, channel: Channel, group: Group, budi: Person) -> None:
    post = await channel.posts("Banjir di Demak")
    forward = channel.forward_of(post)
    await group.says(budi, "@kutip_bot kapan?", reply_to=forward)

    comment = (await bot.get_updates())[-1].message
    assert comment is not None
    assert comment.message_thread_id == forward.message_id
    assert not comment.is_topic_message
    assert (await bot.get_chat(group.id)).linked_chat_id == channel.id


async def test_somebody_speaks_on_behalf_of_a_channel(bot: Bot, channel: Channel, group: Group) -> None:
    await group.says(channel, "@kutip_bot siapa?")

    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.from_user is not None
    assert (message.from_user.id, message.from_user.username) == (136817688, "Channel_Bot")
    assert message.sender_chat is not None
    assert message.sender_chat.id == channel.id != message.chat.id


async def test_answer_quotes_the_post_it_comes_from(
    bot: Bot, double: BotApiDouble, channel: Channel, budi: Person
) -> None:
    post = await channel.posts("Sembilan orang tewas dalam serangan itu.")
    parameters = ReplyParameters(post.message_id, "@kabar_id", quote="Sembilan orang tewas")
    sent = await bot.send_message(budi.id, "Sembilan", reply_parameters=parameters)

    assert (await budi.hears()).quoted == "Sembilan orang tewas"
    assert sent.external_reply is not None
    assert isinstance(sent.external_reply.origin, MessageOriginChannel)
    assert sent.external_reply.origin.message_id == sent.external_reply.message_id == post.message_id


async def test_channel_without_the_bot_is_closed_to_it(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    secret = double.channel("Rahasia", bot="left")
    post = await secret.posts("sst")

    assert double.pending_updates == 0
    with pytest.raises(Forbidden, match="bot is not a member of the channel chat"):
        await bot.send_message(budi.id, "a", reply_parameters=ReplyParameters(post.message_id, secret.id))
    with pytest.raises(LookupError, match="was forwarded to no group"):
        secret.forward_of(post)


async def test_bot_posts_in_its_channel(bot: Bot, channel: Channel) -> None:
    sent = await bot.send_message(channel.id, "Kabar terbaru")

    assert (await channel.hears()).text == "Kabar terbaru"
    assert sent.from_user is None
    edited = await bot.edit_message_text("Kabar lama", channel.id, sent.message_id)
    assert not isinstance(edited, bool)


async def test_who_is_who_in_a_channel(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    siti, helper = double.person(222, "Siti"), double.other_bot("Pembantu", username="pembantu_bot")
    channel = double.channel("Kabar", members=[budi, siti, helper], admins=[helper])

    owner, own = await bot.get_chat_administrators(channel.id)
    assert (owner.status, owner.user.id, own.user.id) == ("creator", budi.id, bot.id)
    # Other bots are named only to a bot that asks for them.
    assert len(await bot.get_chat_administrators(channel.id, return_bots=True)) == 3
    assert await bot.get_chat_member_count(channel.id) == 4
    assert (await bot.get_chat_member(channel.id, siti.id)).status == "member"
    with pytest.raises(ValueError, match="not members: Budi"):
        double.channel("Lain", members=[siti], admins=[budi])
