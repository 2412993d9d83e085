"""The log: to standard error, as text or JSON, without secrets, each line with the number of the update it is about."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

LogFormat: TypeAlias = Literal["text", "json"]

_QUIET: Final = ("httpx", "httpcore", "aiosqlite", "asyncio")
"""Loggers that at INFO or DEBUG tell URLs with the token in them, or only noise."""
_SILENT: Final = ("tornado.general",)
"""Loggers that tell, below an error, only of junk that somebody sends to our servers."""
_SHORTEST_SECRET: Final = 8
"""Characters of a secret from which on it is taken out: of a shorter one, chance would make holes in every line."""
_REQUEST: Final[ContextVar[str]] = ContextVar("request", default="")
"""The update at work, as the log names it: `u` and its number."""


@contextmanager
def about(update: int) -> Iterator[None]:
    """Whatever is logged meanwhile, also by tasks and threads that begin meanwhile, is about the update of this id."""
    before = _REQUEST.set(f"u{update}")
    try:
        yield
    finally:
        _REQUEST.reset(before)


def at_work() -> str:
    """The update at work, as the log names it; empty for none."""
    return _REQUEST.get()


class Redacting(logging.Formatter):
    """Formats a record and takes the secrets out of the whole of it, its traceback included."""

    def __init__(self, *secrets: str, brief: bool = False) -> None:
        super().__init__("%(message)s" if brief else "%(asctime)s %(request)s%(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        request = _REQUEST.get()
        record.request = f"{request} " if request else ""
        return self.redacted(super().format(record))

    def redacted(self, text: str) -> str:
        """The text without the secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text


class AsJson(Redacting):
    """The same as one JSON object a line.

    It has `ts` (UTC, ISO 8601), `level`, `logger` and `msg`; `request` where it is about an update; and `exception`,
    the traceback as text, where there is one.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "msg": self.redacted(record.getMessage()),
        }
        if request := _REQUEST.get():
            line["request"] = request
        if record.exc_info:
            line["exception"] = self.redacted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def set_up_logging(
    level: str, token: str | None, *, secret: str | None = None, style: LogFormat = "text", brief: bool = False
) -> None:
    """Send the log of this process to standard error, from `level` on, never with the token or the webhook's `secret`.

    `brief` leaves out all but the message, for somebody who has just typed a command and reads the answer. The part of
    a token after its colon is what is secret, and is taken out wherever it stands by itself too.
    """
    secrets = (token or "", (token or "").partition(":")[2], secret or "")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson(*secrets) if style == "json" and not brief else Redacting(*secrets, brief=brief))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.ERROR)
