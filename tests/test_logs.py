"""The log never holds the token."""

from __future__ import annotations

import logging
import sys

from bot.logs import Redacting


def record(message: str, *arguments: object, error: bool = False) -> logging.LogRecord:
    return logging.LogRecord("x", logging.ERROR, "x.py", 1, message, arguments, sys.exc_info() if error else None)


def test_token_is_taken_out_of_messages_arguments_and_tracebacks() -> None:
    formatter = Redacting("42:Secret-Part", "Secret-Part")
    assert "Secret-Part" not in formatter.format(record("GET https://api.telegram.org/bot%s/getMe", "42:Secret-Part"))
    assert "Secret-Part" not in formatter.format(record("GET /bot42%%3ASecret-Part/x %s", 1))
    try:
        int("url was https://x/bot42:Secret-Part/getMe")
    except ValueError:
        written = formatter.format(record("failed", error=True))
    assert "ValueError" in written
    assert "Secret-Part" not in written


def test_without_a_token_nothing_is_replaced() -> None:
    assert Redacting("", "").format(record("apa adanya")).endswith("apa adanya")
