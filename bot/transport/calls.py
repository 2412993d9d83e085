"""PTB's requests to Telegram, each told to a watch: what was called, how it ended and after how long."""

from __future__ import annotations

import time
from json import JSONDecodeError, loads
from typing import TYPE_CHECKING, Any, Final

import httpx
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

if TYPE_CHECKING:
    from bot.service.watching import Outcome, Watch

DOWNLOAD: Final = "download"
"""What fetching a file is called, whose address ends with the file's name."""
_FLOOD: Final = 429


class WatchedRequest(HTTPXRequest):
    """Makes requests as PTB does."""

    def __init__(
        self,
        watch: Watch,
        *,
        httpx_kwargs: dict[str, Any] | None = None,  # Any, here and below: PTB's parameters, passed on as they are
        **options: Any,
    ) -> None:
        ours = {"event_hooks": {"response": [_read_whole]}}
        super().__init__(httpx_kwargs=ours | (httpx_kwargs or {}), **options)
        self._watch = watch

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # Any: as above
        """The status and the body of the response. Raises TelegramError where there is none."""
        called = DOWNLOAD if method == "GET" else url.rpartition("/")[2]
        self._watch.calling(called)
        begun = time.perf_counter()
        try:
            status, body = await super().do_request(url, method, *args, **kwargs)
        except TelegramError:
            self._watch.called(called, "network", time.perf_counter() - begun)
            raise
        self._watch.called(called, _outcome(status), time.perf_counter() - begun)
        if status == _FLOOD:
            self._watch.told_to_wait(_pause(body))
        return status, body


async def _read_whole(response: httpx.Response) -> None:
    """Read a response to its end, as the client is about to do, and part it from its stream.

    The two know each other, so that neither would be freed before Python looks for cycles, and those that had outlived
    a look or two kept younger ones: hundreds of them lay about at thirty questions a second, 5 kB each.
    """
    await response.aread()
    response.stream = httpx.ByteStream(b"")


def _outcome(status: int) -> Outcome:
    if status == _FLOOD:
        return "429"
    if status < 400:
        return "ok"
    return "4xx" if status < 500 else "5xx"


def _pause(body: bytes) -> float:
    """The seconds that a refusal names; 0 where it names none."""
    try:
        return float(loads(body)["parameters"]["retry_after"])
    except (JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError):
        return 0.0
