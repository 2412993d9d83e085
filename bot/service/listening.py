"""Where a server of the program listens: at a port of a host, or at a Unix socket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

_PORT: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:\[\]/]+):(?P<port>\d{1,5})")
_HIGHEST_PORT: Final = 65_535
_UNIX: Final = "unix:"
_LONGEST_PATH: Final = 100
"""Bytes of a socket's path: systems take some 104."""


@dataclass(frozen=True, slots=True)
class Port:
    """A TCP port, on the addresses that `host` has: a name, or an IP address without brackets."""

    host: str
    number: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.number}" if ":" in self.host else f"{self.host}:{self.number}"


@dataclass(frozen=True, slots=True)
class Socket:
    """A Unix socket: a file, as which it appears."""

    path: Path

    def __str__(self) -> str:
        return f"{_UNIX}{self.path}"


Listen: TypeAlias = Port | Socket


def read_listen(text: str) -> Listen:
    """What `host:port`, `[IPv6 address]:port` or `unix:PATH` says. Raises ValueError for anything else."""
    if text.startswith(_UNIX):
        path = text.removeprefix(_UNIX)
        if not path or path.endswith("/") or "\0" in path or len(path.encode()) > _LONGEST_PATH:
            raise ValueError("not a path of a socket")
        return Socket(Path(path).expanduser())
    match = _PORT.fullmatch(text)
    if match is None or not 0 < int(match["port"]) <= _HIGHEST_PORT:
        raise ValueError("not host:port")
    return Port(match["host"].strip("[]"), int(match["port"]))
