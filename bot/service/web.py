"""HTTP as the program's own servers speak it: little is told to who calls, and next to nothing of junk to the log.

The server is tornado's, which python-telegram-bot itself takes for webhooks; it bounds what is sent and how slowly.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections import Counter
from contextlib import asynccontextmanager, closing, suppress
from typing import TYPE_CHECKING, Final

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, stream_request_body

from bot.service.listening import Socket
from retrieval.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path
    from types import TracebackType

    from bot.service.listening import Listen

_log = logging.getLogger(__name__)

LARGEST_BODY: Final = 1 << 20
"""Bytes; an update has some thousands."""
_LARGEST_HEADERS: Final = 16 << 10
_IDLE: Final = 75.0
"""Seconds for which a connection may stay open without a request; proxies close theirs after sixty."""
_SLOWEST_BODY: Final = 10.0
_FOR_ALL: Final = 0o666
"""The mode of a Unix socket. As with a port, whoever gets there may call; the folder can be closed to others."""
_REMINDER: Final = 60.0
"""Seconds between two lines of the log about requests that come to nothing."""


class Handler(RequestHandler):
    """Answers with no more than what it writes; errors are a status without words."""

    def set_default_headers(self) -> None:
        """Tell neither the server's name nor the type of an empty body."""
        self.clear_header("Server")
        self.clear_header("Content-Type")

    def compute_etag(self) -> str | None:
        """Nobody keeps our answers."""
        return None

    def write_error(self, status_code: int, **_: object) -> None:
        """Nothing beyond the status, and no more of this caller."""
        self.set_header("Connection", "close")  # as it is, when a body has not been read to its end
        self.finish()

    def log_exception(
        self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Log what is our own fault."""
        if typ is not None and value is not None and not isinstance(value, HTTPError):
            _log.error("a request could not be served", exc_info=(typ, value, tb))


@stream_request_body
class Nowhere(Handler):
    """Whatever has another path: refused before its body is read."""

    def prepare(self) -> None:
        """Refuse it. Raises HTTPError."""
        raise HTTPError(404)


def application(*routes: tuple[str, type[Handler], dict[str, object]]) -> Application:
    """What is at which path: a regular expression, a handler, and what its `initialize` takes."""
    return Application(list(routes), default_handler_class=Nowhere, log_function=_forget)


def _forget(_: RequestHandler) -> None:
    """Requests are not logged one by one."""


@asynccontextmanager
async def listening(setting: str, at: Listen, served: Application) -> AsyncIterator[None]:
    """Serve requests that come in there meanwhile; at the end the socket is gone, and connections are closed.

    Raises SettingsError, naming the `setting`, when nobody can listen there.
    """
    server = HTTPServer(
        served,
        max_body_size=LARGEST_BODY,
        max_header_size=_LARGEST_HEADERS,
        idle_connection_timeout=_IDLE,
        body_timeout=_SLOWEST_BODY,
    )
    server.add_sockets(bound(setting, at))
    _log.info("%s: listening at %s", setting, at)
    try:
        yield
    finally:
        server.stop()
        await server.close_all_connections()
        if isinstance(at, Socket):
            with suppress(OSError):
                at.path.unlink()


def bound(setting: str, at: Listen) -> Sequence[socket.socket]:
    """The sockets that listen there. Raises SettingsError, naming the `setting`, when that cannot be."""
    try:
        if not isinstance(at, Socket):
            return bind_sockets(at.number, at.host)
        if _is_alive(at):
            raise SettingsError(f"{setting}: another program listens at {at}; stop it or choose another place")
        return [_bound_to_file(at.path)]
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise SettingsError(f"{setting}: nobody can listen at {at} ({why}); choose another place") from error


def _bound_to_file(path: Path) -> socket.socket:
    """A Unix socket that listens; what a killed process left there is put away, any other file is not."""
    if path.is_socket():
        path.unlink()
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        opened.bind(str(path))
        path.chmod(_FOR_ALL)
        opened.setblocking(False)
        opened.listen()
    except OSError:
        opened.close()
        raise
    return opened


def _is_alive(at: Socket) -> bool:
    """Whether somebody listens at a Unix socket."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as trial:
        trial.settimeout(1.0)
        return trial.connect_ex(str(at.path)) == 0


class Refusals:
    """Requests that come to nothing, in the log: the first at once, the others in one line a minute at most."""

    def __init__(self, what: str, now: Callable[[], float] = time.monotonic) -> None:
        """`what` names the place that they are made to."""
        self._what = what
        self._now = now
        self._since: Counter[str] = Counter()
        self._told_at = -_REMINDER

    def note(self, reason: str) -> None:
        """Another one came to nothing; there are few different reasons."""
        self._since[reason] += 1
        now = self._now()
        if now - self._told_at < _REMINDER:
            return
        self._told_at = now
        reasons = ", ".join(f"{reason}: {number}" for reason, number in self._since.most_common())
        _log.warning("%d request(s) to %s came to nothing (%s)", self._since.total(), self._what, reasons)
        self._since.clear()
