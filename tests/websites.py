"""Web sites on the loopback interface that behave as badly as a test wants, and a witness of every connection."""

import asyncio
import contextlib
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address
from types import TracebackType
from typing import Self

from retrieval.web.addresses import Address, is_public
from retrieval.web.guard import Guard

Reply = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]
"""What a site sends for a path: the bytes of the whole answer, or a function that writes them as it likes."""


def answer(
    body: bytes = b"", status: int = 200, content_type: str = "text/html", fields: Iterable[str] = (), length: int = -1
) -> bytes:
    """A whole HTTP answer; `fields` are further header lines, `length` is declared in place of the true one."""
    head = [
        f"HTTP/1.1 {status} Status",
        *([f"Content-Type: {content_type}"] if content_type else []),
        f"Content-Length: {len(body) if length < 0 else length}",
        *fields,
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


def redirect(location: str, status: int = 302, fields: Iterable[str] = ()) -> bytes:
    """A whole HTTP answer that leads to `location`, written into the header as it is."""
    return answer(b"Moved", status, "text/html", [f"Location: {location}", *fields])


class Site:
    """A site at `host` on a free port, for `async with`; it answers each connection once, by the request's path.

    Other paths than those in `pages` are answered with 404. `requests` holds the head of each request;
    `greeting`, if the test sets one, is what the site says before it is asked.
    """

    def __init__(
        self, pages: Mapping[str, Reply] | None = None, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
    ) -> None:
        self.pages: dict[str, Reply] = dict(pages or {})
        self.requests: list[str] = []
        self.connections = 0
        self.greeting = b""
        self.host = host
        self.port = 0
        self._tls = tls
        self._visits: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._welcome, self.host, self.port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for visit in self._visits:
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)
        await self._server.wait_closed()

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        visit = asyncio.create_task(self._visit(reader, writer))
        self._visits.add(visit)
        visit.add_done_callback(self._visits.discard)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A client that has had enough closes the connection in the middle, as it should.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            try:
                writer.write(self.greeting)
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.requests.append(head)
                reply = self.pages.get(head.split()[1], answer(status=404))
                if isinstance(reply, bytes):
                    writer.write(reply)
                    await writer.drain()
                else:
                    await reply(writer)
            finally:
                writer.close()
                await writer.wait_closed()


@dataclass(slots=True)
class Wire:
    """What this process did on the network: every connect of any socket, and every name it looked up by itself."""

    connects: list[tuple[str, int]] = field(default_factory=list)
    lookups: list[str] = field(default_factory=list)

    def attach(self) -> None:
        """Listen to the interpreter's own audit events, for good: there is no way to stop."""
        sys.addaudithook(self._hear)

    def forget(self) -> None:
        """Begin anew."""
        self.connects.clear()
        self.lookups.clear()

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "socket.connect":
            endpoint = arguments[1]
            if isinstance(endpoint, tuple):
                self.connects.append((endpoint[0], endpoint[1]))
        elif event == "socket.getaddrinfo":
            self.lookups.append(str(arguments[0]))


@dataclass(slots=True)
class Names:
    """A DNS of the test's own: each name has a list of answers, given in turn, the last one for ever.

    A name that is not listed is read as the C library reads numbers (`127.1`, `0x7f.1`, …), without asking anybody.
    """

    answers: Mapping[str, Sequence[Sequence[str]]]
    asked: list[str] = field(default_factory=list)

    async def resolve(self, name: str) -> Sequence[Address]:
        self.asked.append(name)
        if name not in self.answers:
            found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            return [ip_address(str(endpoint[0])) for *_, endpoint in found]
        turns = self.answers[name]
        turn = min(self.asked.count(name), len(turns)) - 1
        return [ip_address(address) for address in turns[turn]]


def guard_for(site: Site, names: Names, *ports: int, trust: Callable[[], ssl.SSLContext] | None = None) -> Guard:
    """The strict guard with one exception: 127.0.0.1 at the port of `site` counts as public.

    Its port and `ports` are open besides those of the web, so that nothing but the address keeps a fetch from them.
    """

    def allows(address: Address, port: int) -> bool:
        return (address, port) == (IPv4Address("127.0.0.1"), site.port) or is_public(address)

    guard = Guard(resolve=names.resolve, allows=allows, ports=frozenset({80, 443, site.port, *ports}))
    return guard if trust is None else Guard(guard.resolve, guard.allows, guard.ports, trust)
