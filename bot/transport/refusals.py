"""What Telegram's errors mean. Only their texts tell them apart, and some come in two forms: in words, or as a code."""

from __future__ import annotations

from typing import Final

import httpx
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError, TimedOut

_SHUT: Final = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat write forbidden",
    "chat send plain forbidden",
    "chat restricted",
    "chat not found",
    "topic closed",
    "topic deleted",
    "message thread not found",
    "not a forum topic",
    "no administrators in the private chat",  # an update called it a group
)
_GONE: Final = ("message to be replied not found", "replied message not found", "reply message id invalid")
_PAST_EDITING: Final = ("message to edit not found", "can't be edited", "message id invalid", "no text in the message")
_LATE: Final = ("query is too old", "query id is invalid", "query id invalid")
_NO_QUOTE: Final = ("quote text invalid", "quote not found")


def is_shut_out(error: TelegramError) -> bool:
    """Whether the bot was removed or blocked, or may read but not write there, or the topic was deleted meanwhile."""
    return isinstance(error, Forbidden) or _says(error, *_SHUT)


def is_unchanged(error: TelegramError) -> bool:
    """Whether an edit was refused because the message looks like that already."""
    return _says(error, "not modified")


def is_past_editing(error: TelegramError) -> bool:
    """Whether the message to be edited is gone, or too old, or not ours, or a picture that shall become a text."""
    return _says(error, *_PAST_EDITING) and not has_nothing_to_reply_to(error)


def has_nothing_to_reply_to(error: TelegramError) -> bool:
    """Whether the message to be replied to is gone, and the reply was refused for that although it may stand alone."""
    return _says(error, *_GONE)


def is_too_late(error: TelegramError) -> bool:
    """Whether a press or query was answered when nobody waited for it any more."""
    return _says(error, *_LATE)


def is_about_markup(error: TelegramError) -> bool:
    """Whether the text's markup could not be read."""
    return _says(error, "parse entities")


def may_be_about_links(error: TelegramError) -> bool:
    """Whether the same might be taken without buttons and previews that lead out of Telegram.

    So it is when a link is named, and when the reason is one that we do not know.
    """
    return not (
        is_shut_out(error)
        or is_unchanged(error)
        or is_past_editing(error)
        or has_nothing_to_reply_to(error)
        or is_too_late(error)
        or _says(error, *_NO_QUOTE)
    )


def is_broken_line(error: TelegramError) -> bool:
    """Whether it was not Telegram that refused, but the way to it or its servers that failed."""
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def is_in_the_dark(error: TelegramError) -> bool:
    """Whether a call was sent, or part of it, and nothing was heard: it may have had its effect or not."""
    cause = error.__cause__
    unsent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
    return isinstance(cause, httpx.TransportError) and not isinstance(cause, unsent)


def is_repeatable(error: TelegramError) -> bool:
    """Whether a call that broke off may be made again: not when it may have arrived, for nobody likes to be told twice.

    No connection in time, or none free, is a time-out to PTB, but then nothing was sent.
    """
    in_time = not isinstance(error, TimedOut) or isinstance(error.__cause__, httpx.ConnectTimeout | httpx.PoolTimeout)
    return in_time and is_broken_line(error)


def _says(error: TelegramError, *words: str) -> bool:
    said = error.message.lower().replace("_", " ")
    return any(one in said for one in words)
