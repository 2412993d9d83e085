"""Inline and guest mode in the double of the Bot API."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResult,
    InlineQueryResultArticle,
    InlineQueryResultLocation,
    InlineQueryResultsButton,
    InputTextMessageContent,
    SentGuestMessage,
    Update,
)
from telegram.error import BadRequest, NetworkError

from tests.double import TOKEN, BotApiDouble, Page, Person


@pytest.fixture
async def double() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble(inline_feedback=True) as running:
        yield running
        running.assert_clean()


@pytest.fixture
async def bot(double: BotApiDouble) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{double.url}/bot") as ready:
        yield ready


@pytest.fixture
def budi(double: BotApiDouble) -> Person:
    return double.person()


def article(
    number: int = 1, html: str = "<b>Jilani</b> &amp; rekan", *, button: bool = False
) -> InlineQueryResultArticle:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Lagi", callback_data="lagi")]]) if button else None
    return InlineQueryResultArticle(
        str(number), f"Judul {number}", InputTextMessageContent(html, "HTML"), markup, description="Pembuka"
    )


async def next_update(bot: Bot) -> Update:
    update = (await bot.get_updates(timeout=10))[0]
    await bot.get_updates(offset=update.update_id + 1)
    return update


async def offers(
    bot: Bot,
    budi: Person,
    results: list[InlineQueryResult],
    *,
    cache_time: int | None = None,
    is_personal: bool | None = None,
    next_offset: str | None = None,
    button: InlineQueryResultsButton | None = None,
    offset: str = "",
) -> tuple[Update, Page]:
    """Let Budi type "siapa menlu?" and the bot answer."""
    typing = asyncio.create_task(budi.types_inline("siapa menlu?", chat_type="group", offset=offset))
    update = await next_update(bot)
    assert update.inline_query is not None
    try:
        await bot.answer_inline_query(
            update.inline_query.id,
            results,
            cache_time=cache_time,
            is_personal=is_personal,
            next_offset=next_offset,
            button=button,
        )
    except BaseException:
        typing.cancel()
        raise
    return update, await typing


# --- Inline mode


async def test_inline_query_is_answered_with_a_page(bot: Bot, budi: Person) -> None:
    update, page = await offers(
        bot,
        budi,
        [article(1), article(2)],
        cache_time=10,
        is_personal=True,
        next_offset="2",
        button=InlineQueryResultsButton("Buka", start_parameter="a_1-B"),
        offset="0",
    )

    query = update.inline_query
    assert query is not None
    assert (query.query, query.offset, query.chat_type, query.from_user.id) == ("siapa menlu?", "0", "group", budi.id)
    assert [(result.title, result.description, result.text) for result in page.results] == [
        ("Judul 1", "Pembuka", "Jilani & rekan"),
        ("Judul 2", "Pembuka", "Jilani & rekan"),
    ]
    assert (page.next_offset, page.cache_time, page.is_personal) == ("2", 10, True)
    assert page.button is not None
    assert page.button.start_parameter == "a_1-B"


async def test_page_is_cached_five_minutes_for_all_by_default(bot: Bot, budi: Person) -> None:
    _, page = await offers(bot, budi, [])

    assert (page.results, page.next_offset, page.cache_time, page.is_personal) == ((), "", 300, False)


@pytest.mark.parametrize(
    ("results", "options", "reason"),
    [
        ([article(number) for number in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([article(1), article(1)], {}, "RESULT_ID_DUPLICATE"),
        ([article(10**64)], {}, "RESULT_ID_INVALID"),
        ([article()], {"next_offset": "é" * 33}, "NEXT_OFFSET_INVALID"),
        ([article(html="<b>")], {}, "can't parse entities"),
        ([article(html="a" * 4097)], {}, "message is too long"),
        ([article()], {"button": InlineQueryResultsButton("Buka", start_parameter="a b")}, "START_PARAM_INVALID"),
    ],
)
async def test_bad_pages_are_refused(
    results: list[InlineQueryResult], options: dict[str, str | InlineQueryResultsButton], reason: str
) -> None:
    async with BotApiDouble() as double, Bot(TOKEN, base_url=f"{double.url}/bot") as bot:
        with pytest.raises(BadRequest):
            await offers(bot, double.person(), results, **options)  # type: ignore[arg-type] # one option at a time
        assert f"400 Bad Request: {reason}" in double.transcript()[-1]
        assert double.violations == ["the inline query 'siapa menlu?' of Budi was never answered"]


async def test_result_that_is_not_modelled_fails_the_test() -> None:
    async with BotApiDouble() as double, Bot(TOKEN, base_url=f"{double.url}/bot") as bot:
        with pytest.raises(NetworkError):
            await offers(bot, double.person(), [InlineQueryResultLocation("1", 1.0, 2.0, "Demak")])
        assert "an inline result of type location is not modelled" in double.violations


async def test_query_can_be_answered_only_once(bot: Bot, budi: Person) -> None:
    update, _ = await offers(bot, budi, [])

    assert update.inline_query is not None
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_inline_query(update.inline_query.id, [])


async def test_chosen_result_becomes_a_message_via_the_bot(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    group = double.group("Warga", [budi])
    _, page = await offers(bot, budi, [article()])
    message = await budi.chooses(page.results[0], group)

    sent, choice = await bot.get_updates()
    assert (message.text, message.bold, message.chat_id) == ("Jilani & rekan", ("Jilani",), group.id)
    assert sent.message is not None
    assert sent.message.from_user is not None
    assert sent.message.via_bot is not None
    assert (sent.message.from_user.id, sent.message.via_bot.id) == (budi.id, bot.id)
    assert choice.chosen_inline_result is not None
    assert (choice.chosen_inline_result.result_id, choice.chosen_inline_result.query) == ("1", "siapa menlu?")
    assert choice.chosen_inline_result.inline_message_id is None
    assert group.sees(message) == message
    assert double.transcript()[-1] == "Budi via Kutip (Warga): **Jilani** & rekan"


async def test_button_of_a_chosen_result_works_where_the_bot_is_not(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    away = double.group("Jauh", [budi], bot="left")
    _, page = await offers(bot, budi, [article(button=True)])
    message = await budi.chooses(page.results[0], away)
    choice = (await next_update(bot)).chosen_inline_result
    pressing = asyncio.create_task(away.presses(budi, message, "Lagi"))
    query = (await next_update(bot)).callback_query
    assert query is not None
    assert choice is not None
    assert query.message is None
    assert query.inline_message_id == choice.inline_message_id
    assert await bot.edit_message_text("<i>Iran</i>", inline_message_id=query.inline_message_id, parse_mode="HTML")
    await query.answer("2/3")

    assert (await pressing).toast == "2/3"
    seen = away.sees(message)
    assert seen is not None
    assert (seen.html, seen.edits) == ("<i>Iran</i>", 1)
    assert (await away.hears()).text == "Iran"


async def test_unknown_inline_message_cannot_be_edited(bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)message_id_invalid"):
        await bot.edit_message_text("a", inline_message_id="AQAAAK1")


async def test_without_feedback_the_bot_hears_of_no_choice() -> None:
    async with BotApiDouble() as double, Bot(TOKEN, base_url=f"{double.url}/bot") as bot:
        budi = double.person()
        _, page = await offers(bot, budi, [article()])
        await budi.chooses(page.results[0])
        (update,) = await bot.get_updates()
        assert update.message is not None
        assert update.message.chat.id == budi.id


# --- Guest mode


async def test_guest_is_called_by_name_where_it_is_no_member(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    away = double.group("Jauh", [budi], bot="left")
    question = await away.says(budi, "siapa menlu Pakistan?")
    call = await away.says(budi, "@Kutip_bot", reply_to=question)
    (update,) = await bot.get_updates()
    message = update.guest_message
    assert message is not None
    assert message.guest_query_id is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.text == "siapa menlu Pakistan?"
    sent = await bot.answer_guest_query(message.guest_query_id, article())

    answer = await away.hears_answer(call)
    assert isinstance(sent, SentGuestMessage)
    assert (answer.text, answer.bold) == ("Jilani & rekan", ("Jilani",))
    assert answer.raw.guest_bot_caller_user is not None
    assert answer.raw.guest_bot_caller_user.id == budi.id
    assert await bot.edit_message_text("Iran", inline_message_id=sent.inline_message_id)
    assert [said.text for said in away.said] == ["Jilani & rekan", "Iran"]
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_guest_query(message.guest_query_id, article())


async def test_guest_gets_nothing_else_and_a_member_no_guest_call(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    away, home = double.group("Jauh", [budi], bot="left"), double.group("Warga", [budi])
    await away.says(budi, "siapa menlu?")
    await away.says(budi, "/tanya@kutip_bot siapa?")
    await home.says(budi, "@kutip_bot siapa?")

    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.chat.id == home.id


async def test_bot_without_guest_mode_is_not_called() -> None:
    async with BotApiDouble(supports_guest_queries=False) as double:
        away = double.group("Jauh", [budi := double.person()], bot="left")
        await away.says(budi, "@kutip_bot siapa?")
        assert double.pending_updates == 0
