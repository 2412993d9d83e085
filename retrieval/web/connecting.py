"""Connections that go to an address the guard has checked, and that count what comes in."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

import httpcore

from retrieval.web.refusals import FetchError, Reason, too_big

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

    from retrieval.web.addresses import Address
    from retrieval.web.guard import Guard

_MOST_ADDRESSES: Final = 4
"""How many addresses of a host are tried."""

_READ: Final = 4096
"""Bytes taken at a time; between reads other tasks have their turn. Of a page that comes in chunks of one byte, the
64 KiB that httpcore would take hold everything else up for half a second, these for 25 ms; other pages do not care."""


@dataclass(slots=True)
class Allowance:
    """The bytes that a fetch may still receive, all its connections together."""

    left: int

    def spend(self, size: int) -> None:
        """Take `size` bytes off; raises FetchError (TOO_BIG) when more have come than were allowed."""
        self.left -= size
        if self.left < 0:
            raise too_big()


class Connector(httpcore.AsyncNetworkBackend):
    """httpcore's way to the network: looks a host up once, has every address judged, connects to one of those.

    httpcore asks for a connection by the host's name and goes on to use the name for TLS and for `Host`, so that
    certificates are checked for the name although the socket was given a number.
    """

    def __init__(self, guard: Guard, allowance: Allowance, patience: float) -> None:
        """Connect as `guard` allows, wait `patience` seconds for each address, count bytes in `allowance`."""
        self._guard = guard
        self._allowance = allowance
        self._patience = patience
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to `host`, by the first of its addresses that answers.

        Raises FetchError: as `Guard.addresses` does; UNREACHABLE.
        """
        for address in (await self._guard.addresses(_literal(host), port))[:_MOST_ADDRESSES]:
            try:
                stream = await self._network.connect_tcp(str(address), port, self._patience)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            return _Counted(stream, self._allowance, host)
        raise FetchError(Reason.UNREACHABLE, f"{host} cannot be reached; try again later.")


class _Counted(httpcore.AsyncNetworkStream):
    """A stream of the network that spends its fetch's allowance; of TLS the bytes inside count."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, allowance: Allowance, host: str) -> None:
        self._stream = stream
        self._allowance = allowance
        self._host = host

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        data = await self._stream.read(min(max_bytes, _READ), timeout)
        self._allowance.spend(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        try:
            stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except httpcore.ConnectError as error:
            message = f"{self._host} cannot show that it is {self._host} (its certificate is not valid)."
            raise FetchError(Reason.TLS, message) from error
        except BaseException:
            await self.aclose()  # httpcore forgets the socket where the time is over in the middle of a handshake.
            raise
        return _Counted(stream, self._allowance, self._host)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _literal(host: str) -> str | Address:
    try:
        return ip_address(host)
    except ValueError:
        return host
