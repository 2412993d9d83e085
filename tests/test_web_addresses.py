"""Which addresses are of the public internet."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.web.addresses import is_public

# IANA's special-purpose address registries, with multicast and the reserved rest.
SPECIAL = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128",
    "::1/128",
    "::ffff:0:0/96",
    "::/96",
    "::ffff:0:0:0/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001::/32",
    "2001:1::/32",
    "2001:2::/48",
    "2001:3::/32",
    "2001:4:112::/48",
    "2001:10::/28",
    "2001:20::/28",
    "2001:30::/28",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
]


@pytest.mark.parametrize("network", SPECIAL)
def test_no_address_of_a_special_range_is_public(network: str) -> None:
    special = ip_network(network)
    for address in (special[0], special[special.num_addresses // 2], special[-1]):
        assert not is_public(address), address


@pytest.mark.parametrize(
    "address",
    [
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "168.63.129.17",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2000::",
        "2001:200::",
        "2001:db7:ffff::",
        "2001:db9::",
        "2003::",
        "2606:4700:4700::1111",
        "3ffe:ffff::",
    ],
)
def test_the_neighbours_of_special_ranges_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", ["168.63.129.16", "100.100.100.200", "169.254.169.254", "192.0.0.192"])
def test_a_clouds_metadata_service_is_not_public_whatever_its_number(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not is_public(ip_address(f"64:ff9b::{address}"))


@given(st.ip_addresses(v=4).filter(lambda address: not is_public(address)))
def test_wrapping_a_private_address_into_ipv6_does_not_make_it_public(inner: IPv4Address) -> None:
    number = int(inner)
    wrapped = [
        f"::{inner}",
        f"::ffff:{inner}",
        f"::ffff:0:{inner}",
        f"64:ff9b::{inner}",
        f"64:ff9b:1::{inner}",
        f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1",
        f"2001:0:{number >> 16:x}:{number & 0xFFFF:x}::1",
        f"2001:0:808:808:0:0:{number >> 16 ^ 0xFFFF:x}:{number & 0xFFFF ^ 0xFFFF:x}",
    ]
    assert not any(is_public(IPv6Address(address)) for address in wrapped)


def test_a_public_ipv4_site_can_be_reached_through_nat64_and_in_no_other_wrapping() -> None:
    assert is_public(ip_address("64:ff9b::8.8.8.8"))
    assert not any(is_public(ip_address(a)) for a in ("::ffff:8.8.8.8", "::8.8.8.8", "2002:808:808::1"))


def test_an_address_of_one_interface_is_not_public() -> None:
    assert is_public(ip_address("2606:4700::1"))
    assert not is_public(ip_address("2606:4700::1%eth0"))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_knows_to_be_private(address: IPv4Address | IPv6Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_private
        assert not address.is_multicast
