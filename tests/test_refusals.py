"""What Telegram's errors mean, told from their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError, TimedOut

from bot.transport import refusals

if TYPE_CHECKING:
    from collections.abc import Callable

MEANINGS = (
    refusals.is_shut_out,
    refusals.is_unchanged,
    refusals.is_past_editing,
    refusals.has_nothing_to_reply_to,
    refusals.is_too_late,
    refusals.is_about_markup,
)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), refusals.is_shut_out),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), refusals.is_shut_out),
        (BadRequest("Not enough rights to send text messages to the chat"), refusals.is_shut_out),
        (BadRequest("Have no rights to send a message"), refusals.is_shut_out),
        (BadRequest("Need administrator rights in the channel chat"), refusals.is_shut_out),
        (BadRequest("CHAT_RESTRICTED"), refusals.is_shut_out),
        (BadRequest("CHAT_WRITE_FORBIDDEN"), refusals.is_shut_out),
        (BadRequest("CHAT_SEND_PLAIN_FORBIDDEN"), refusals.is_shut_out),
        (BadRequest("Chat not found"), refusals.is_shut_out),
        (BadRequest("There are no administrators in the private chat"), refusals.is_shut_out),
        (BadRequest("TOPIC_CLOSED"), refusals.is_shut_out),
        (BadRequest("Message thread not found"), refusals.is_shut_out),
        (BadRequest("Message is not modified: specified new message content is the same"), refusals.is_unchanged),
        (BadRequest("MESSAGE_NOT_MODIFIED"), refusals.is_unchanged),
        (BadRequest("Message to edit not found"), refusals.is_past_editing),
        (BadRequest("Message can't be edited"), refusals.is_past_editing),
        (BadRequest("MESSAGE_ID_INVALID"), refusals.is_past_editing),
        (BadRequest("There is no text in the message to edit"), refusals.is_past_editing),
        (BadRequest("Message to be replied not found"), refusals.has_nothing_to_reply_to),
        (BadRequest("REPLY_MESSAGE_ID_INVALID"), refusals.has_nothing_to_reply_to),
        (BadRequest("Query is too old and response timeout expired or query ID is invalid"), refusals.is_too_late),
        (BadRequest("QUERY_ID_INVALID"), refusals.is_too_late),
        (BadRequest("Can't parse entities: unsupported start tag"), refusals.is_about_markup),
        (BadRequest("BUTTON_URL_INVALID"), None),
        (BadRequest("SOMETHING_NEW"), None),
        (TimedOut(), None),
    ],
    ids=lambda value: value.message if isinstance(value, TelegramError) else "",
)
def test_text_of_an_error_has_one_meaning(
    error: TelegramError, meaning: Callable[[TelegramError], bool] | None
) -> None:
    assert [one for one in MEANINGS if one(error)] == ([meaning] if meaning else [])


@pytest.mark.parametrize(
    ("words", "worth_it"),
    [
        ("BUTTON_URL_INVALID", True),
        ("Wrong HTTP URL specified", True),
        ("SOMETHING_NEW", True),
        ("MESSAGE_NOT_MODIFIED", False),
        ("Message can't be edited", False),
        ("Message to be replied not found", False),
        ("CHAT_RESTRICTED", False),
        ("QUOTE_TEXT_INVALID", False),
        ("Query is too old", False),
    ],
)
def test_links_are_left_out_when_that_might_help(words: str, worth_it: bool) -> None:
    assert refusals.may_be_about_links(BadRequest(words)) is worth_it


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    """The error as PTB raises it, because of another one."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "repeatable", "in_the_dark"),
    [
        (NetworkError("Bad Gateway"), True, False),
        (caused(NetworkError("httpx.ReadError"), httpx.ReadError("")), True, True),
        (caused(NetworkError("httpx.RemoteProtocolError"), httpx.RemoteProtocolError("")), True, True),
        (caused(NetworkError("httpx.ConnectError"), httpx.ConnectError("")), True, False),
        (caused(TimedOut(), httpx.ConnectTimeout("")), True, False),
        (caused(TimedOut(), httpx.PoolTimeout("")), True, False),
        (caused(TimedOut(), httpx.ReadTimeout("")), False, True),
        (caused(TimedOut(), httpx.WriteTimeout("")), False, True),
        (TimedOut(), False, False),
        (BadRequest("TOPIC_CLOSED"), False, False),
        (Forbidden("bot was blocked by the user"), False, False),
    ],
)
def test_what_may_have_arrived_is_told_from_what_cannot_have(
    error: TelegramError, repeatable: bool, in_the_dark: bool
) -> None:
    assert (refusals.is_repeatable(error), refusals.is_in_the_dark(error)) == (repeatable, in_the_dark)
