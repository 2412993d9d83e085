"""Which IP addresses are of the public internet.

`ipaddress`'s own `is_global` is not the judge: its answer changes between versions of Python, and it is yes for
multicast, for 6to4, and for NAT64 whatever IPv4 address is inside.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

_IPV4_CLOSED: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this host; Linux takes 0.0.0.0 for loopback
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers; a cloud's metadata service at 100.100.100.200
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by number, but a cloud's service for its own machines
        "169.254.0.0/16",  # link-local; metadata services at 169.254.169.254
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; a metadata service at 192.0.0.192
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112: answers to reverse look-ups of private addresses
        "192.52.193.0/24",  # multicast tunnels
        "192.88.99.0/24",  # 6to4 relays, which lead on into IPv6
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
"""IANA's special-purpose registry and multicast, without asking which of them are reachable: no article is there."""

_IPV6_OPEN: Final = IPv6Network("2000::/3")
"""All that has been given out as global unicast: loopback, mapped, local, multicast and the rest are outside."""

_IPV6_CLOSED: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo (any IPv4 address inside), ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: any IPv4 address inside
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)

_NAT64: Final = IPv6Network("64:ff9b::/96")
"""How a machine that has IPv6 only reaches IPv4: its resolver gives such addresses for every IPv4 site."""


def is_public(address: Address) -> bool:
    """Whether `address` belongs to the public internet, so that connecting to it reaches nothing of our own network.

    An IPv4 address inside an IPv6 one counts as itself in NAT64, and is refused in every other wrapping (mapped,
    compatible, translated, 6to4, Teredo), where no resolver has cause to answer with it.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _IPV4_CLOSED)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _IPV6_OPEN and not any(address in network for network in _IPV6_CLOSED)
