"""What a fetch may connect to: the rule, and the look-up of names that it is applied to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, TypeAlias

import httpcore

from retrieval.web.addresses import Address, is_public
from retrieval.web.refusals import FetchError, Reason

if TYPE_CHECKING:
    import ssl

Resolver: TypeAlias = Callable[[str], Awaitable[Sequence[Address]]]
"""A host's name → all its addresses, best first; raises OSError where it has none."""

WEB_PORTS: Final = frozenset({80, 443})
"""News is served on these. On any other port a stranger's link would make us knock at mail servers and databases."""


async def look_up(name: str) -> Sequence[Address]:
    """All addresses of `name` as the operating system finds them (its hosts file, its DNS servers)."""
    found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(ip_address(endpoint[0]) for *_, endpoint in found))


def is_public_endpoint(address: Address, port: int) -> bool:
    """Whether `address` is public; which ports are open to us is the guard's `ports`."""
    return is_public(address)


@cache
def public_authorities() -> ssl.SSLContext:
    """TLS that trusts the system's and certifi's authorities and checks the host's name; made once (15 ms)."""
    return httpcore.default_ssl_context()


@dataclass(frozen=True, slots=True)
class Guard:
    """The rule for every connection of a fetch, redirects included. As it stands it is strict; tests make their own.

    `resolve` is asked once for each connection. `allows` judges every address that it gave, with the port; the
    connection then goes to one of these very addresses. `trust` gives the TLS settings for https.
    """

    resolve: Resolver = look_up
    allows: Callable[[Address, int], bool] = is_public_endpoint
    ports: frozenset[int] = WEB_PORTS
    trust: Callable[[], ssl.SSLContext] = public_authorities

    async def addresses(self, host: str | Address, port: int) -> Sequence[Address]:
        """The addresses at which `host` may be connected to, best first, at least one.

        Raises FetchError: BAD_PORT; UNKNOWN_HOST; PRIVATE where any of the addresses is not allowed, for the order
        in which a name's addresses come is in the hands of whoever runs the name.
        """
        if port not in self.ports:
            raise FetchError(Reason.BAD_PORT, f"Pages on port {port} are not fetched; use the site's usual address.")
        found = await self._resolved(host) if isinstance(host, str) else (host,)
        if not all(self.allows(address, port) for address in found):
            raise FetchError(Reason.PRIVATE, f"{host} is not on the public internet, so nothing is fetched from it.")
        return found

    async def _resolved(self, name: str) -> Sequence[Address]:
        try:
            found = await self.resolve(name)
        except (OSError, UnicodeError) as error:
            raise FetchError(Reason.UNKNOWN_HOST, f"There is no site named {name}; check the address.") from error
        if not found:
            raise FetchError(Reason.UNKNOWN_HOST, f"There is no site named {name}; check the address.")
        return found


STRICT: Final = Guard()
"""The public internet only, at the ports of the web."""
