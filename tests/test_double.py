"""The double of the Bot API, proved with python-telegram-bot's own client and a real bot process."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.botprocess import BotProcess
from tests.double import TOKEN, BotApiDouble, BotMessage, Button, Person, Quote

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
ECHO = """
import os
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message.text != "diam":
        await update.message.reply_text(f"gema: {update.message.text}")

url = os.environ["TELEGRAM_API_URL"]
builder = Application.builder().token(os.environ["BOT_TOKEN"]).base_url(url + "/bot").base_file_url(url + "/file/bot")
application = builder.build()
application.add_handler(MessageHandler(filters.TEXT, echo))
application.run_polling(allowed_updates=["message"])
"""


@pytest.fixture
async def double() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as running:
        yield running


@pytest.fixture
async def bot(double: BotApiDouble) -> AsyncIterator[Bot]:
    async with client(double) as ready:
        yield ready


@pytest.fixture
def budi(double: BotApiDouble) -> Person:
    return double.person()


def client(double: BotApiDouble, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{double.url}/bot", base_file_url=f"{double.url}/file/bot")


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([list(buttons)])


def press_me(data: str = "x") -> InlineKeyboardMarkup:
    return keyboard(InlineKeyboardButton("Bagian lain ▸", callback_data=data))


@contextmanager
def refused(double: BotApiDouble, words: str) -> Iterator[None]:
    """The client fails, and the server's words were exactly these: the client itself changes the case of letters."""
    with pytest.raises(BadRequest):
        yield
    assert double.transcript()[-1].endswith(f" refused): 400 Bad Request: {words}")


async def raw(double: BotApiDouble, method: str, **parameters: object) -> httpx.Response:
    """A form such as no decent client would send."""
    fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    async with httpx.AsyncClient() as http:
        return await http.post(f"{double.url}/bot{double.token}/{method}", data=fields)


async def heard(bot: Bot, budi: Person, text: str, **options: str) -> BotMessage:
    await bot.send_message(budi.id, text, **options)  # type: ignore[arg-type] # only parse_mode is ever given
    return await budi.hears()


async def answers_presses(bot: Bot, toast: str) -> None:
    """Fetch one press and answer it."""
    (update,) = await bot.get_updates(timeout=10)
    assert update.callback_query is not None
    await update.callback_query.answer(toast)
    await bot.get_updates(offset=update.update_id + 1)


# --- The way in


async def test_the_client_learns_who_the_bot_is(bot: Bot, double: BotApiDouble) -> None:
    me = await bot.get_me()

    assert (me.id, me.is_bot, me.username) == (7654321098, True, "kutip_bot")
    assert me.can_read_all_group_messages is False
    double.assert_clean()


async def test_another_token_is_unauthorized(double: BotApiDouble) -> None:
    stolen = "7654321098:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
    async with httpx.AsyncClient() as http:
        response = await http.get(f"{double.url}/bot{stolen}/getMe")

    assert response.status_code == 401
    assert response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    with pytest.raises(InvalidToken):
        async with client(double, stolen):
            pass


@pytest.mark.parametrize(
    "path", ["/", "/bot", "/bot123/getMe", "/botnotoken/getMe", f"/bot{TOKEN}", f"/file/bot{TOKEN}/x"]
)
async def test_a_malformed_path_is_not_found(double: BotApiDouble, path: str) -> None:
    async with httpx.AsyncClient() as http:
        response = await http.get(double.url + path)

    assert response.status_code == 404
    assert response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_method_names_may_be_written_in_any_case_and_parameters_sent_as_json(
    double: BotApiDouble, budi: Person
) -> None:
    async with httpx.AsyncClient() as http:
        response = await http.post(
            f"{double.url}/bot{TOKEN}/SENDmessage",
            json={
                "chat_id": budi.id,
                "text": "halo",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]},
            },
        )

    assert response.status_code == 200
    assert (await budi.hears()).buttons == ((Button("a", data="b"),),)
    double.assert_clean()


async def test_a_method_that_the_double_lacks_fails_the_test(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    with pytest.raises(NetworkError, match="the double has no sendDice yet"):
        await bot.send_dice(budi.id)

    with pytest.raises(AssertionError, match="sendDice: the double has no such method yet"):
        double.assert_clean()


async def test_a_method_that_the_bot_api_lacks_is_not_found(double: BotApiDouble) -> None:
    response = await raw(double, "sendTelepathy")

    assert response.status_code == 404
    assert double.violations == ["sendTelepathy: the Bot API has no such method"]


async def test_unknown_fields_are_found_however_deep(double: BotApiDouble, budi: Person) -> None:
    button = {"text": "a", "callback_data": "b", "colour": "red"}
    await raw(double, "sendMessage", chat_id=budi.id, text="a", txt="b", reply_markup={"inline_keyboard": [[button]]})

    assert double.violations == [
        "sendMessage: the Bot API has no field txt",
        "sendMessage: the Bot API has no field reply_markup.inline_keyboard.0.0.colour",
    ]


async def test_a_misspelt_keyboard_does_not_pass_for_another_markup(double: BotApiDouble, budi: Person) -> None:
    await raw(double, "sendMessage", chat_id=budi.id, text="a", reply_markup={"inline_keybord": []})

    assert any("inline_keybord" in violation for violation in double.violations)


@pytest.mark.parametrize(
    ("parameters", "violation"),
    [
        ({"chat_id": 1}, "sendMessage: text: Field required"),
        ({"chat_id": 1, "text": "a", "reply_markup": "{"}, "sendMessage: reply_markup is not JSON: '{'"),
        ({"chat_id": 1, "text": "a", "disable_notification": "perhaps"}, "sendMessage: disable_notification: "),
    ],
)
async def test_a_request_of_the_wrong_shape_is_refused_and_recorded(
    double: BotApiDouble, parameters: dict[str, object], violation: str
) -> None:
    response = await raw(double, "sendMessage", **parameters)

    assert response.status_code == 400
    assert double.violations[0].startswith(violation)


async def test_a_field_that_the_double_would_ignore_is_a_violation(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    await bot.send_message(budi.id, "halo", allow_paid_broadcast=True)

    assert double.violations == ["sendMessage: the double does not heed allow_paid_broadcast yet"]


# --- Texts


async def test_markup_is_parsed_by_telegrams_own_parser(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    await budi.says("siapa menlu Pakistan?")
    html = (
        "😀👩‍👩‍👧 <b>Judul</b>\n"
        "<blockquote expandable>menteri luar negeri, <b>Jalil Abbas Jilani</b> &lt;di&gt; Islamabad</blockquote>\n"
        '<blockquote>Pendek</blockquote>\n<a href="https://idn.id/a?b=1&amp;c=2">Sumber</a> https://idn.id/x'
    )

    sent = await bot.send_message(
        budi.id,
        html,
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(prefer_small_media=True),
        disable_notification=True,
        protect_content=True,
    )
    message = await budi.hears()

    assert message.text.startswith("😀👩‍👩‍👧 Judul\nmenteri luar negeri, Jalil Abbas Jilani <di> Islamabad\n")
    assert message.bold == ("Judul", "Jalil Abbas Jilani")
    assert message.quotes == (
        Quote("menteri luar negeri, Jalil Abbas Jilani <di> Islamabad", expandable=True),
        Quote("Pendek", expandable=False),
    )
    assert message.links == ("https://idn.id/a?b=1&c=2", "https://idn.id/x")
    assert message.protected
    assert list(sent.parse_entities(["bold"]).values()) == ["Judul", "Jalil Abbas Jilani"]
    assert sent.link_preview_options is not None
    assert sent.link_preview_options.prefer_small_media
    assert message.preview == "https://idn.id/a?b=1&c=2"
    double.assert_clean()


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>halo", 'Can\'t find end tag corresponding to start tag "b"'),
        ("1 <2 halo", 'Unsupported start tag "2" at byte offset 2'),
        ("😀<x>a</x>", 'Unsupported start tag "x" at byte offset 4'),
    ],
)
async def test_broken_markup_is_refused_in_telegrams_words(
    bot: Bot, double: BotApiDouble, budi: Person, html: str, reason: str
) -> None:
    with refused(double, f"can't parse entities: {reason}"):
        await bot.send_message(budi.id, html, parse_mode=ParseMode.HTML)

    assert double.said_to(budi) == []
    double.assert_clean()


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("", "message text is empty"),
        ("<b> \n </b>", "text must be non-empty"),
        ("a" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("a" * 4000 + "&amp;" * 97, "message is too long"),
    ],
)
async def test_texts_that_are_too_short_or_too_long_are_refused(
    bot: Bot, double: BotApiDouble, budi: Person, html: str, reason: str
) -> None:
    with refused(double, reason):
        await bot.send_message(budi.id, html, parse_mode=ParseMode.HTML)


@pytest.mark.parametrize("html", ["a" * 4096, "😀" * 2048, "<b>" + "&amp;" * 4096 + "</b>", "a" + " " * 5000])
async def test_the_length_counts_in_utf16_units_after_parsing(
    bot: Bot, double: BotApiDouble, budi: Person, html: str
) -> None:
    assert len((await heard(bot, budi, html, parse_mode=ParseMode.HTML)).text) in {1, 2048, 4096}
    double.assert_clean()


async def test_white_space_around_a_text_goes_and_its_entities_move(bot: Bot, budi: Person) -> None:
    message = await heard(bot, budi, "\n  a <b>tebal </b> \n", parse_mode=ParseMode.HTML)

    assert message.text == "a tebal"
    assert message.bold == ("tebal",)


async def test_more_than_100_entities_are_a_violation(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    await bot.send_message(budi.id, "<b>a</b> " * 100, parse_mode=ParseMode.HTML)
    assert double.violations == []

    await bot.send_message(budi.id, "<b>a</b> " * 101, parse_mode=ParseMode.HTML)
    assert double.violations == ["a text has 101 entities, more than 100"]


async def test_a_chat_that_nobody_opened_is_not_found(bot: Bot, double: BotApiDouble) -> None:
    with refused(double, "chat not found"):
        await bot.send_message(5, "halo")


async def test_a_person_who_blocks_the_bot_is_out_of_reach(bot: Bot, budi: Person) -> None:
    budi.blocks_the_bot()

    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(budi.id, "halo")


async def test_the_preview_is_of_the_page_asked_for_or_of_the_first_link_or_none(bot: Bot, budi: Person) -> None:
    text = "https://idn.id/a dan https://idn.id/b"
    await bot.send_message(budi.id, text)
    await bot.send_message(budi.id, text, link_preview_options=LinkPreviewOptions(url="https://idn.id/c"))
    await bot.send_message(budi.id, text, link_preview_options=LinkPreviewOptions(is_disabled=True))
    await bot.send_message(budi.id, "tanpa tautan", link_preview_options=LinkPreviewOptions(prefer_small_media=True))

    previews = [message.preview for message in await budi.hears(4)]

    assert previews == ["https://idn.id/a", "https://idn.id/c", None, None]


# --- Replies


async def test_an_answer_points_to_its_question(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    question = await budi.says("😀 siapa menlu Pakistan?")

    sent = await bot.send_message(
        budi.id, "ini", reply_parameters=ReplyParameters(question.message_id, quote="menlu Pakistan")
    )

    assert (await budi.hears()).reply_to == question.message_id
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "😀 siapa menlu Pakistan?"
    assert sent.quote is not None
    assert (sent.quote.text, sent.quote.position) == ("menlu Pakistan", 9)
    double.assert_clean()


async def test_a_question_that_is_gone_is_answered_only_if_that_is_allowed(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    with refused(double, "message to be replied not found"):
        await bot.send_message(budi.id, "ini", reply_parameters=ReplyParameters(77))

    await bot.send_message(budi.id, "ini", reply_parameters=ReplyParameters(77, allow_sending_without_reply=True))
    assert (await budi.hears()).reply_to is None
    double.assert_clean()


async def test_a_quote_that_is_not_in_the_message_is_refused(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    question = await budi.says("siapa menlu Pakistan?")

    with refused(double, "QUOTE_TEXT_INVALID"):
        await bot.send_message(
            budi.id, "ini", reply_parameters=ReplyParameters(question.message_id, quote="menlu Iran")
        )


async def test_a_reply_to_a_reply_does_not_nest(bot: Bot, budi: Person) -> None:
    first = await budi.says("satu")
    second = await bot.send_message(budi.id, "dua", reply_parameters=ReplyParameters(first.message_id))
    await budi.says("tiga", reply_to=await budi.hears())

    update = (await bot.get_updates())[-1]

    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.message_id == second.message_id
    assert update.message.reply_to_message.reply_to_message is None


# --- Buttons


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        (InlineKeyboardButton("a", callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (InlineKeyboardButton("a", callback_data=""), "BUTTON_DATA_INVALID"),
        (InlineKeyboardButton("a"), "text buttons are unallowed in the inline keyboard"),
        (InlineKeyboardButton(" ", callback_data="x"), "can't parse inline keyboard button: the text is empty"),
        (
            InlineKeyboardButton("a", url="http://localhost:3000/"),
            "inline keyboard button URL 'http://localhost:3000/' is invalid: Wrong HTTP URL",
        ),
        (
            InlineKeyboardButton("a", url="javascript:alert(1)"),
            "inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_bad_buttons_are_refused(
    bot: Bot, double: BotApiDouble, budi: Person, button: InlineKeyboardButton, reason: str
) -> None:
    with refused(double, reason):
        await bot.send_message(budi.id, "halo", reply_markup=keyboard(button))


@pytest.mark.parametrize("data", ["x", "é" * 32])
async def test_button_data_may_take_1_to_64_bytes(bot: Bot, double: BotApiDouble, budi: Person, data: str) -> None:
    await bot.send_message(budi.id, "halo", reply_markup=press_me(data))

    assert (await budi.hears()).buttons == ((Button("Bagian lain ▸", data=data),),)
    double.assert_clean()


async def test_a_press_reaches_the_bot_and_its_answer_the_person(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    await bot.send_message(budi.id, "halo", reply_markup=press_me("next:7"))
    message = await budi.hears()

    press, update = await asyncio.gather(budi.presses(message, "Bagian"), takes_press(bot))

    assert (press.toast, press.alert) == ("baik", True)
    query = update.callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("next:7", budi.id)
    assert query.message is not None
    assert query.message.message_id == message.message_id
    double.assert_clean()


async def takes_press(bot: Bot) -> Update:
    (update,) = await bot.get_updates(timeout=10)
    assert update.callback_query is not None
    await update.callback_query.answer("baik", show_alert=True)
    return update


async def test_a_url_button_is_returned_and_not_pressed(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    await bot.send_message(
        budi.id, "halo", reply_markup=keyboard(InlineKeyboardButton("Buka artikel", url="https://idn.id/a"))
    )

    press = await budi.presses(await budi.hears(), re.compile("^Buka"))

    assert press.url == "https://idn.id/a"
    assert double.pending_updates == 0


async def test_pressing_what_is_not_there_names_the_buttons(bot: Bot, budi: Person) -> None:
    await bot.send_message(budi.id, "halo", reply_markup=press_me())

    with pytest.raises(AssertionError, match=re.escape("0 buttons match 'Ya'; the buttons are: [Bagian lain ▸]")):
        await budi.presses(await budi.hears(), "Ya")


async def test_a_press_that_is_never_answered_is_a_violation(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    await bot.send_message(budi.id, "halo", reply_markup=press_me())

    with pytest.raises(AssertionError, match=r"The answer to pressing \[Bagian lain ▸\] did not happen"):
        await budi.presses(await budi.hears(), "Bagian lain ▸", patience=0.01)
    assert double.violations == ["the press of [Bagian lain ▸] by Budi was never answered"]


async def test_a_press_can_be_answered_only_once_and_only_if_it_happened(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    too_old = "query is too old and response timeout expired or query ID is invalid"
    with refused(double, too_old):
        await bot.answer_callback_query("12345")

    await bot.send_message(budi.id, "halo", reply_markup=press_me())
    _, update = await asyncio.gather(budi.presses(await budi.hears(), "Bagian"), takes_press(bot))
    assert update.callback_query is not None
    with refused(double, too_old):
        await update.callback_query.answer()


# --- Edits and deletions


async def test_an_edit_changes_what_is_seen_but_not_what_was_heard(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    sent = await bot.send_message(budi.id, "<b>satu</b>", parse_mode=ParseMode.HTML, reply_markup=press_me())
    edited = await bot.edit_message_text("<i>dua</i>", budi.id, sent.message_id, parse_mode=ParseMode.HTML)

    first, second = await budi.hears(2)
    seen = budi.sees(first)

    assert (first.html, first.edits, len(first.buttons)) == ("<b>satu</b>", 0, 1)
    assert (second.html, second.edits, second.buttons) == ("<i>dua</i>", 1, ())
    assert seen == second
    assert not isinstance(edited, bool)
    assert edited.edit_date is not None
    double.assert_clean()


async def test_a_keyboard_can_be_changed_alone(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    sent = await bot.send_message(budi.id, "<b>satu</b>", parse_mode=ParseMode.HTML, reply_markup=press_me())

    await bot.edit_message_reply_markup(budi.id, sent.message_id)

    _, edited = await budi.hears(2)
    assert (edited.html, edited.buttons) == ("<b>satu</b>", ())
    double.assert_clean()


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    sent = await bot.send_message(
        budi.id, "<b>satu</b> https://idn.id", parse_mode=ParseMode.HTML, reply_markup=press_me()
    )

    with refused(double, NOT_MODIFIED):
        await bot.edit_message_text(
            "<b>satu</b> https://idn.id ", budi.id, sent.message_id, parse_mode=ParseMode.HTML, reply_markup=press_me()
        )
    with refused(double, NOT_MODIFIED):
        await bot.edit_message_reply_markup(budi.id, sent.message_id, reply_markup=press_me())
    await bot.edit_message_text(
        "<b>satu</b> https://idn.id", budi.id, sent.message_id, parse_mode=ParseMode.HTML, reply_markup=press_me("y")
    )


async def test_only_messages_of_the_bot_that_are_there_can_be_edited(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    question = await budi.says("halo")

    with refused(double, "message to edit not found"):
        await bot.edit_message_text("a", budi.id, 9999)
    with refused(double, "message can't be edited"):
        await bot.edit_message_text("a", budi.id, question.message_id)


async def test_a_deleted_message_is_gone(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    sent = await bot.send_message(budi.id, "halo")
    await bot.delete_message(budi.id, sent.message_id)

    assert budi.sees(sent.message_id) is None
    with refused(double, "message to delete not found"):
        await bot.delete_message(budi.id, sent.message_id)
    with refused(double, "message to edit not found"):
        await bot.edit_message_text("a", budi.id, sent.message_id)
    double.assert_clean()


# --- Updates


async def test_a_command_a_mention_and_a_link_are_marked_for_the_bot(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    await budi.says("😀 /tanya@kutip_bot lihat @redaksi https://idn.id/a")

    (update,) = await bot.get_updates()

    assert update.message is not None
    assert sorted(update.message.parse_entities().values()) == ["/tanya@kutip_bot", "@redaksi", "https://idn.id/a"]
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "id"
    double.assert_clean()


async def test_updates_come_again_until_they_are_confirmed(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    for text in ("satu", "dua", "tiga"):
        await budi.says(text)

    first = await bot.get_updates(limit=2)
    async with client(double) as restarted:
        again = await restarted.get_updates()
        rest = await restarted.get_updates(offset=first[-1].update_id + 1)
        after = await restarted.get_updates()

    assert texts(first) == ["satu", "dua"]
    assert texts(again) == ["satu", "dua", "tiga"]
    assert texts(rest) == texts(after) == ["tiga"]
    assert double.pending_updates == 1


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [update.effective_message.text for update in updates if update.effective_message]


async def test_a_negative_offset_forgets_all_but_the_last(bot: Bot, budi: Person) -> None:
    for text in ("satu", "dua", "tiga"):
        await budi.says(text)

    assert texts(await bot.get_updates(offset=-1)) == ["tiga"]
    assert texts(await bot.get_updates()) == ["tiga"]


async def test_a_long_poll_ends_as_soon_as_something_happens(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    begun = asyncio.get_running_loop().time()
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await double.until_polled(begun)
    await budi.says("halo")

    assert texts(await poll) == ["halo"]
    assert asyncio.get_running_loop().time() - begun < 15


async def test_a_long_poll_without_any_update_ends_empty(bot: Bot) -> None:
    assert await bot.get_updates(timeout=1) == ()


async def test_a_second_poller_ends_the_first_with_a_conflict(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    begun = asyncio.get_running_loop().time()
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await double.until_polled(begun)
    async with client(double) as rival:
        second = asyncio.create_task(rival.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await budi.says("halo")
        assert texts(await second) == ["halo"]


async def test_polling_conflicts_with_a_webhook(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    await budi.says("halo")
    await bot.set_webhook("https://idn.id/hook")
    info = await bot.get_webhook_info()
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()

    assert (info.url, info.pending_update_count) == ("https://idn.id/hook", 1)
    assert texts(await bot.get_updates()) == ["halo"]
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
    double.assert_clean()


async def test_webhook_is_told_of_as_it_was_set(bot: Bot, double: BotApiDouble) -> None:
    double.resolves("idn.id", "192.0.2.7")
    await bot.set_webhook("https://idn.id/hook", certificate=b"-----BEGIN CERTIFICATE-----", max_connections=3)
    certified = await bot.get_webhook_info()
    await bot.set_webhook("https://idn.id/hook", ip_address="192.0.2.8")
    moved = await bot.get_webhook_info()
    await bot.set_webhook("")
    gone = await bot.get_webhook_info()

    assert (certified.ip_address, certified.has_custom_certificate, certified.max_connections) == ("192.0.2.7", True, 3)
    assert (moved.ip_address, moved.has_custom_certificate, moved.max_connections) == ("192.0.2.8", False, 40)
    assert (gone.url, gone.ip_address, gone.max_connections) == ("", None, None)
    double.assert_clean()


async def test_only_the_kinds_of_updates_that_the_bot_wants_are_kept(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    await bot.get_updates(allowed_updates=["message"])
    question = await budi.says("halo")
    await budi.edits(question, "hai")
    assert texts(await bot.get_updates()) == ["halo"]

    await bot.get_updates(allowed_updates=[])
    await budi.edits(question, "hei")
    update = (await bot.get_updates())[-1]

    assert update.edited_message is not None
    assert update.edited_message.text == "hei"
    assert update.edited_message.edit_date is not None
    assert "(not delivered): the bot did not ask for edited_message updates" in double.transcript()
    double.assert_clean()


async def test_files_photos_and_stickers_reach_the_bot(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    await budi.sends_document("artikel ké.txt", b"isi", mime_type="text/plain", caption="/tambah")
    await budi.sends_photo(b"\xff\xd8", width=10, height=20)
    await budi.sends_sticker()

    document, photo, sticker = [update.message for update in await bot.get_updates()]

    assert document is not None
    assert document.document is not None
    assert list(document.parse_caption_entities().values()) == ["/tambah"]
    assert document.document.file_name == "artikel ké.txt"
    # The client percent-encodes the colon of the token here.
    assert await (await document.document.get_file()).download_as_bytearray() == b"isi"
    assert photo is not None
    assert (photo.photo[-1].width, photo.photo[-1].height) == (10, 20)
    assert sticker is not None
    assert sticker.sticker is not None
    assert sticker.sticker.emoji == "👍"
    double.assert_clean()


async def test_a_bot_cannot_fetch_more_than_20_megabytes_or_an_unknown_file(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    await budi.sends_document("besar.pdf", bytes(20 * 1024 * 1024 + 1))
    message = (await bot.get_updates())[0].message
    assert message is not None
    assert message.document is not None

    with refused(double, "file is too big"):
        await message.document.get_file()
    with refused(double, "wrong file_id or the file is temporarily unavailable"):
        await bot.get_file("tidak-ada")


async def test_the_bot_can_send_files_with_captions(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    pixel = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x02\x08\x06\x00\x00\x00"
    sent = await bot.send_document(
        budi.id, b"a,b\n", filename="belum.csv", caption="<b>Belum</b> terjawab", parse_mode=ParseMode.HTML
    )
    picture = await bot.send_photo(budi.id, pixel, reply_markup=press_me())

    document, photo = await budi.hears(2)

    assert (budi.opens(document), budi.opens(photo)) == (b"a,b\n", pixel)
    assert (document.text, document.bold) == ("Belum terjawab", ("Belum",))
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("belum.csv", "text/csv")
    assert (picture.photo[-1].width, picture.photo[-1].height) == (1, 2)
    assert double.transcript() == ["Kutip: [belum.csv]\n    **Belum** terjawab", "Kutip: [photo]\n    [Bagian lain ▸]"]
    double.assert_clean()


async def test_large_picture_comes_in_smaller_sizes_too(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    header = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x03\xc0\x00\x00\x01\xe0\x08\x06\x00\x00\x00"
    sent = await bot.send_photo(budi.id, header, has_spoiler=True, show_caption_above_media=True)

    assert [(size.width, size.height) for size in sent.photo] == [(90, 45), (320, 160), (800, 400), (960, 480)]
    assert (sent.has_media_spoiler, sent.show_caption_above_media) == (True, True)
    assert await (await sent.photo[-1].get_file()).download_as_bytearray() == header
    double.assert_clean()


async def test_captions_pictures_and_file_ids_are_checked(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    with refused(double, "message caption is too long"):
        await bot.send_document(budi.id, b"a", caption="a" * 1025)
    with refused(double, "IMAGE_PROCESS_FAILED"):
        await bot.send_photo(budi.id, b"a")
    with refused(double, "file must be non-empty"):
        await bot.send_document(budi.id, b"")
    with refused(double, "wrong file identifier/HTTP URL specified"):
        await bot.send_document(budi.id, "tidak-ada")
    assert double.said_to(budi) == []


# --- The bot about itself


async def test_menus_are_kept_by_scope_and_language(bot: Bot, double: BotApiDouble) -> None:
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("tanya", "Ajukan pertanyaan")])
    await bot.set_my_commands([("ask", "Ask a question")], scope=scope, language_code="en")
    await bot.set_my_description("Kutipan dari berita")
    await bot.set_my_short_description("Kutipan", language_code="id")

    assert await bot.get_my_commands() == (BotCommand("tanya", "Ajukan pertanyaan"),)
    assert await bot.get_my_commands(scope=scope) == ()
    assert await bot.get_my_commands(scope=scope, language_code="en") == (BotCommand("ask", "Ask a question"),)
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    assert (await bot.get_my_description("id")).description == "Kutipan dari berita"
    assert (await bot.get_my_short_description("id")).short_description == "Kutipan"
    assert double.profile.short_descriptions == {"id": "Kutipan"}
    double.assert_clean()


async def test_bad_menus_are_refused(bot: Bot, double: BotApiDouble) -> None:
    with refused(double, "BOT_COMMAND_INVALID"):
        await bot.set_my_commands([("Tanya", "Ajukan")])
    with refused(double, "BOT_COMMAND_DESCRIPTION_INVALID"):
        await bot.set_my_commands([("tanya", "")])
    with pytest.raises(BadRequest):
        await bot.set_my_commands([("tanya", "Ajukan")], language_code="indonesia")
    assert double.violations == ["language_code 'indonesia' is not a two-letter code"]


async def test_a_chat_can_be_looked_up_and_shown_an_action(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    chat = await bot.get_chat(budi.id)
    await bot.send_chat_action(budi.id, ChatAction.TYPING)

    assert (chat.id, chat.type, chat.first_name) == (budi.id, "private", "Budi")
    assert budi.chat_actions == ("typing",)
    with refused(double, "wrong parameter action in request"):
        await bot.send_chat_action(budi.id, "dancing")
    double.assert_clean()


# --- Faults


async def test_faults_come_once_in_order_and_then_no_more(
    bot: Bot, double: BotApiDouble, budi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    double.fail_next("sendMessage", status=429, retry_after=3)
    double.fail_next("sendMessage", status=502)
    double.fail_next("sendMessage", status=403)

    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(budi.id, "a")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(budi.id, "a")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(budi.id, "a")
    assert (await heard(bot, budi, "b")).text == "b"

    assert flood.value.retry_after == timedelta(seconds=3)
    assert len(double.said_to(budi)) == 1
    double.assert_clean()


async def test_a_connection_can_break_before_or_after_the_message_is_sent(
    bot: Bot, double: BotApiDouble, budi: Person
) -> None:
    double.fail_next("sendMessage", drop="before")
    with pytest.raises(NetworkError):
        await bot.send_message(budi.id, "sebelum")
    double.fail_next("sendMessage", drop="after")
    with pytest.raises(NetworkError):
        await bot.send_message(budi.id, "sesudah")

    assert [message.text for message in double.said_to(budi)] == ["sesudah"]
    double.assert_clean()


async def test_a_fault_that_never_came_to_pass_fails_the_test(double: BotApiDouble) -> None:
    double.fail_next("sendMessage", status=500)

    with pytest.raises(AssertionError, match="a fault for sendmessage was never used"):
        double.assert_clean()


# --- People


async def test_waiting_in_vain_shows_what_happened(bot: Bot, budi: Person) -> None:
    await budi.says("siapa menlu\nPakistan?")
    await heard(bot, budi, "gema")

    with pytest.raises(AssertionError, match=r"did not happen within 0\.01 s") as failure:
        await budi.hears(patience=0.01)

    assert str(failure.value).endswith("Budi: siapa menlu\n    Pakistan?\nKutip: gema")


async def test_the_transcript_reads_like_the_screen(bot: Bot, double: BotApiDouble, budi: Person) -> None:
    await budi.says("siapa menlu Pakistan?")
    await bot.get_updates(offset=-1)
    await bot.send_message(
        budi.id,
        "😀 Judul\n<blockquote><b>Jalil</b> di\nIslamabad, <b>Pakistan</b></blockquote>\nIDN",
        parse_mode=ParseMode.HTML,
        reply_markup=press_me(),
    )
    (pending,) = await bot.get_updates()
    await bot.get_updates(offset=pending.update_id + 1)
    await asyncio.gather(budi.presses(await budi.hears(), "Bagian"), answers_presses(bot, "baik"))

    assert "\n".join(double.transcript()) == (
        "Budi: siapa menlu Pakistan?\n"
        "Kutip: 😀 Judul\n"
        "    ┃ **Jalil** di\n"
        "    ┃ Islamabad, **Pakistan**\n"
        "    IDN\n"
        "    [Bagian lain ▸]\n"
        "Budi: (presses [Bagian lain ▸])\n"
        "Kutip: (toast) baik"
    )
    double.assert_clean()


# --- The bot as a process


@pytest.fixture
def echo(double: BotApiDouble, tmp_path: Path) -> BotProcess:
    (tmp_path / "echo.py").write_text(ECHO)
    return BotProcess({"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": double.url}, tmp_path, ["echo.py"])


async def test_a_bot_process_talks_and_ends_when_asked(double: BotApiDouble, budi: Person, echo: BotProcess) -> None:
    async with echo:
        await echo.until_polling(double)
        assert (await budi.asks("halo")).text == "gema: halo"
        await budi.says("diam")
        await budi.hears_nothing()
        assert await echo.terminate() == 0
    assert double.pending_updates == 0
    double.assert_clean()


async def test_what_is_said_while_the_bot_is_dead_is_answered_after_its_restart(
    double: BotApiDouble, budi: Person, echo: BotProcess, tmp_path: Path
) -> None:
    async with echo:
        await echo.until_polling(double)
        echo.kill()
    await budi.says("masih ada?")
    async with BotProcess({"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": double.url}, tmp_path, ["echo.py"]) as restarted:
        await restarted.until_polling(double)
        assert (await budi.hears()).text == "gema: masih ada?"
    double.assert_clean()


async def test_hearing_nothing_fails_when_something_was_said(
    double: BotApiDouble, budi: Person, echo: BotProcess
) -> None:
    async with echo:
        await echo.until_polling(double)
        await budi.says("halo")
        with pytest.raises(AssertionError, match="The bot said to Budi:\ngema: halo"):
            await budi.hears_nothing()


async def test_a_process_that_ends_too_early_fails_with_its_output(double: BotApiDouble, tmp_path: Path) -> None:
    died = BotProcess({}, tmp_path, ["-c", "raise SystemExit('tidak ada token')"])
    with pytest.raises(AssertionError, match=r"(?s)status 1 before it polled.*tidak ada token"):
        async with died:
            await died.until_polling(double)


async def test_a_process_has_only_the_settings_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_IDS", "1")
    script = "import os; print(sorted(os.environ)); raise SystemExit(2)"

    async with BotProcess({"BOT_TOKEN": "x"}, tmp_path, ["-c", script]) as process:
        assert await process.exits() == 2

    assert "BOT_TOKEN" in process.stdout
    assert "ADMIN_IDS" not in process.stdout
