"""`python -m bot.healthcheck`: is the running bot well? For containers and timers, which look at the exit status.

Asks /healthz at `METRICS_LISTEN`. Light, as it is asked every half minute: it loads neither the library nor Telegram.
"""

from __future__ import annotations

import http.client
import os
import socket
import sys
from typing import TYPE_CHECKING, Final

from dotenv import dotenv_values

from bot.service.listening import Socket, read_listen

if TYPE_CHECKING:
    from bot.service.listening import Listen

_NAME: Final = "METRICS_LISTEN"
_PATIENCE: Final = 5.0
_LONGEST: Final = 1000
_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where it is asked instead
"""Where a server is asked that listens at all addresses."""


def main() -> int:
    """Print what the bot says of itself in one line; 0 when it is well, else 1."""
    told = os.environ.get(_NAME) or dotenv_values(".env").get(_NAME) or ""
    if not told:
        return _say("METRICS_LISTEN is not set; there is nobody to ask", well=False)
    try:
        status, body = _ask(read_listen(told.strip()))
    except ValueError:
        return _say("METRICS_LISTEN is not valid; see .env.example", well=False)
    except (OSError, http.client.HTTPException) as error:
        return _say(f"no answer at {told} ({type(error).__name__}); does the bot run?", well=False)
    return _say(body, well=status == http.HTTPStatus.OK)


def _ask(at: Listen) -> tuple[int, str]:
    """The status and the words of /healthz there. Raises OSError and HTTPException."""
    if isinstance(at, Socket):
        connection = http.client.HTTPConnection("localhost", timeout=_PATIENCE)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(_PATIENCE)
        connection.sock.connect(str(at.path))
    else:
        connection = http.client.HTTPConnection(_EVERYWHERE.get(at.host, at.host), at.number, timeout=_PATIENCE)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        return response.status, response.read(_LONGEST).decode(errors="replace")
    finally:
        connection.close()


def _say(words: str, *, well: bool) -> int:
    sys.stdout.write(words + "\n")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
