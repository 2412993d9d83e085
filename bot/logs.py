"""The log: to standard error, without the token."""

from __future__ import annotations

import logging
import sys
from typing import Final

_QUIET: Final = ("httpx", "httpcore", "aiosqlite", "asyncio")
"""Loggers that at INFO or DEBUG tell URLs with the token in them, or only noise."""


class Redacting(logging.Formatter):
    """Formats a record and takes the secrets out of the whole of it, its traceback included."""

    def __init__(self, *secrets: str, brief: bool = False) -> None:
        super().__init__("%(message)s" if brief else "%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        formatted = super().format(record)
        for secret in self._secrets:
            formatted = formatted.replace(secret, "…")
        return formatted


def set_up_logging(level: str, token: str | None, *, brief: bool = False) -> None:
    """Send the log of this process to standard error, from `level` on, never with the token in it.

    `brief` leaves out time, level and origin, for somebody who has just typed a command and reads the answer.
    The part of a token after its colon is what is secret, and is taken out wherever it stands by itself too.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(token or "", (token or "").partition(":")[2], brief=brief))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
