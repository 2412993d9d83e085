"""Messages to Telegram that it refuses or that do not get through: the answer comes all the same, and once."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import pytest_asyncio
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.error import BadRequest, TimedOut
from telegram.request import HTTPXRequest

from bot.screens.render import Screen
from bot.screens.source_post import SourcePost
from bot.transport.sending import change, post, reply
from bot.typesetting.markup import bold
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiogram.types import Message as Said
    from telegram import Message

LINK = "https://example.org/badak"
SCREEN = Screen(
    bold("Badak jawa"),
    InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="1"), InlineKeyboardButton("Buka", url=LINK)]]),
    LinkPreviewOptions(url=LINK),
)


class Line(HTTPXRequest):
    """The way to Telegram, which breaks before anything is sent as often as there are `breaks`, or after it."""

    def __init__(self) -> None:
        super().__init__()
        self.breaks = deque[httpx.TimeoutException]()
        self.markups: list[str] = []

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # Any: PTB's parameters
        request = kwargs.get("request_data")
        if request and (markup := request.json_parameters.get("reply_markup")):
            self.markups.append(markup)
        if not self.breaks:
            return await super().do_request(*args, **kwargs)
        cause = self.breaks.popleft()
        if isinstance(cause, httpx.ReadTimeout):
            await super().do_request(*args, **kwargs)
        raise TimedOut from cause


@pytest_asyncio.fixture
async def double() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as telegram:
        yield telegram
        telegram.assert_clean()


@pytest.fixture
def line() -> Line:
    return Line()


@pytest_asyncio.fixture
async def bot(double: BotApiDouble, line: Line) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{double.url}/bot", request=line) as bot:
        yield bot


def received(said: Said, bot: Bot) -> Message:
    """What somebody said, as the bot gets it."""
    update = Update.de_json({"update_id": 1, "message": said.model_dump(mode="json", exclude_none=True)}, bot)
    assert update.message
    return update.message


@pytest.mark.parametrize("refusal", ["Bad Request: message to be replied not found", "REPLY_MESSAGE_ID_INVALID"])
async def test_reply_that_is_refused_is_said_without_replying_in_its_topic(
    refusal: str, double: BotApiDouble, bot: Bot
) -> None:
    budi = double.person()
    forum = double.group("Kota", [budi], forum=True)
    topic = await forum.opens_topic("Dunia")
    asked = received(await forum.says(budi, "@kutip_bot siapa?", topic=topic), bot)
    double.fail_next("sendMessage", status=400, description=refusal)
    await reply(asked, SCREEN)
    answer = await forum.hears()
    assert (answer.topic, answer.reply_to) == (topic.id, None)
    assert answer.labels == ["Ya", "Buka"]
    double.fail_next("sendMessage", status=400, description=refusal)
    await post(bot, forum.id, SCREEN, topic=topic.id, under=answer.message_id)
    again = await forum.hears()
    assert (again.topic, again.reply_to) == (topic.id, None)


async def test_refusal_that_we_do_not_know_is_tried_once_more_without_links(double: BotApiDouble, bot: Bot) -> None:
    budi = double.person()
    double.fail_next("sendMessage", status=400, description="Bad Request: SOMETHING_NEW")
    asked = received(await budi.says("siapa?"), bot)
    await reply(asked, SCREEN)
    answer = await budi.hears()
    assert (answer.labels, answer.preview, answer.bold) == (["Ya"], None, ("Badak jawa",))
    double.fail_next("sendMessage", status=400, description="Bad Request: SOMETHING_NEW", times=2)
    with pytest.raises(BadRequest):
        await reply(asked, SCREEN)


async def test_message_that_shows_it_already_keeps_its_links(double: BotApiDouble, bot: Bot) -> None:
    budi = double.person()
    sent = await post(bot, budi.id, SCREEN)
    double.fail_next("editMessageText", status=400, description="Bad Request: MESSAGE_NOT_MODIFIED")
    assert await change(bot, budi.id, sent.message_id, SCREEN)
    shown = budi.sees(sent.message_id)
    assert shown is not None
    assert shown.labels == ["Ya", "Buka"]


async def test_channel_that_has_removed_the_bot_costs_no_answer(double: BotApiDouble, bot: Bot) -> None:
    budi = double.person()
    asked = received(await budi.says("siapa?"), bot)
    double.fail_next("sendMessage", status=403, description="Forbidden: bot was kicked from the channel chat", times=2)
    await reply(asked, SCREEN, source=SourcePost("@kabar", 7, "kata"))
    assert (await budi.hears()).reply_to == asked.message_id


@pytest.mark.parametrize("cause", [httpx.ConnectTimeout(""), httpx.PoolTimeout("")])
async def test_message_that_was_never_sent_is_sent_again(
    cause: httpx.TimeoutException, double: BotApiDouble, bot: Bot, line: Line
) -> None:
    budi = double.person()
    line.breaks.append(cause)
    await post(bot, budi.id, SCREEN)
    assert len(double.said_to(budi)) == 1


async def test_message_that_may_have_arrived_is_not_sent_again(double: BotApiDouble, bot: Bot, line: Line) -> None:
    budi = double.person()
    line.breaks.append(httpx.ReadTimeout(""))
    with pytest.raises(TimedOut):
        await post(bot, budi.id, SCREEN)
    assert len(double.said_to(budi)) == 1


async def test_input_field_is_opened_whichever_way_the_message_goes(double: BotApiDouble, bot: Bot, line: Line) -> None:
    budi = double.person()
    asked = received(await budi.says("/tanya"), bot)
    double.fail_next("sendMessage", status=400, description="Bad Request: message to be replied not found")
    await reply(asked, Screen(bold("Apa?")), prompt=ForceReply(input_field_placeholder="Tulis"))
    await reply(asked, Screen(bold("Apa?")), prompt=ForceReply(input_field_placeholder="Tulis"))
    assert len(double.said_to(budi)) == 2
    assert [json.loads(markup)["input_field_placeholder"] for markup in line.markups] == ["Tulis"] * 3
