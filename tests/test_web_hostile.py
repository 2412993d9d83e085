"""URLs and redirects that want us to connect to something of our own network: none may cause such a connection.

Every connect is witnessed twice: by the interpreter's audit events, which hear of each `socket.connect`, and by
listeners on 127.0.0.1 and ::1 at the ports that the URLs name. Those ports are open in the guard, so that nothing
but the address stands between a URL and the listener.
"""

import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from retrieval.web import FetchError, Guard, Reason, fetch

from .websites import Names, Site, Wire, answer, guard_for, redirect

PRIVATE_ADDRESSES = """
    http://127.0.0.1:{port}/ http://127.0.0.2:{port}/ http://127.255.255.254:{port}/ http://127.0.0.1.:{port}/
    http://0.0.0.0:{port}/ http://0.0.0.0 http://127.0.0.1/ http://127。0。0。1:{port}/ http://127．0．0．1:{port}/
    http://10.0.0.1/ http://10.255.255.255:{port}/ http://172.16.0.1/ http://172.31.255.254/ http://192.168.1.1/
    http://100.64.0.1/ http://100.100.100.200/latest/meta-data/ http://169.254.169.254/latest/meta-data/
    http://168.63.129.16/machine http://192.0.0.192/ http://192.0.2.1/ http://192.88.99.1/ http://198.18.0.1/
    http://203.0.113.5/ http://224.0.0.1/ http://240.0.0.1/ http://255.255.255.255/
    http://[::1]:{port}/ http://[::]:{port}/ http://[0:0:0:0:0:0:0:1]:{port}/ http://[0000::0001]/
    http://[::ffff:127.0.0.1]:{port}/ http://[::ffff:7f00:1]:{port}/ http://[::FFFF:10.0.0.1]/
    http://[::127.0.0.1]:{port}/ http://[::ffff:0:127.0.0.1]:{port}/ http://[64:ff9b::127.0.0.1]:{port}/
    http://[64:ff9b::a9fe:a9fe]/ http://[64:ff9b:1::127.0.0.1]/ http://[2002:7f00:1::]:{port}/ http://[2002:a00:1::1]/
    http://[2001:0:7f00:1::]/ http://[2001:0:808:808::80ff:fffe]/ http://[fe80::1]/ http://[fc00::1]/
    http://[fd00:ec2::254]/latest/meta-data/ http://[fec0::1]/ http://[ff02::1]/ http://[2001:db8::1]/
    http://[3fff::1]/ http://[100::1]/ http://[5f00::1]/ https://127.0.0.1:{port}/ https://[::1]:{port}/
    http://127.0.0.1:{port}#@berita.example/ http://127.0.0.1:{port}?@berita.example/ HTTP://127.0.0.1:{port}
    http://@127.0.0.1:{port}/ http://127.0.0.1:0{port}/
"""

# Names of `DNS` that resolve inward; also the good site at ports that are not its own.
INWARD_NAMES = """
    http://localhost:{port}/ http://LOCALHOST:{port}/ http://localhost.:{port}/ http://lokal.example:{port}/
    http://enam.example:{port}/ http://kantor.example/ http://metadata.google.internal/computeMetadata/v1/
    http://bungkus.example:{port}/ http://nat64.example/ http://zona.example:{port}/ http://separuh.example/
    http://separuh-akhir.example:{port}/ http://nol.example:{port}/ http://127.0.0.1.nip.example:{port}/
    http://xn--lokl-7na.example:{port}/ http://lokál.example:{port}/ https://lokal.example:{port}/
    http://berita.example:{port}/ http://berita.example/ http://berita.example#@lokal.example:{port}/
"""

UNCLEAR = """
    http://127.1:{port}/ http://127.0.1:{port}/ http://2130706433:{port}/ http://0x7f000001:{port}/
    http://0x7f.0.0.1:{port}/ http://0x7f.1:{port}/ http://0X7F.1:{port}/ http://0177.0.0.1:{port}/ http://0177.1:{port}/
    http://017700000001:{port}/ http://127.0.0.0x1:{port}/ http://0:{port}/ http://0x:{port}/ http://10.1/
    http://0xa9fea9fe/ http://2852039166/ http://169.254.43518/ http://0251.0376.0251.0376/ http://127.0.0.257/
    http://4294967297:{port}/ http://127.0.0.1.1/ http://127.0.0.01:{port}/ http://1.2.3.4.0x7f:{port}/
    http://１２７.0.0.1:{port}/ http://①②⑦.⓪.⓪.①:{port}/ http://ⓛocalhost:{port}/ http://loc\u00adalhost:{port}/
    http://loc\u200balhost:{port}/ http://berita.example\\@127.0.0.1:{port}/ http://127.0.0.1:{port}\\@berita.example/
    http:\\\\127.0.0.1:{port}\\ http:/\\127.0.0.1:{port}/ http://berita.example\\.127.0.0.1:{port}/
    http://berita.example@127.0.0.1:{port}/ http://berita.example:80@127.0.0.1:{port}/ http://a@b@127.0.0.1:{port}/
    http://user:rahasia@berita.example/ http://berita.example%40127.0.0.1:{port}/ http://%31%32%37.0.0.1:{port}/
    http://127%2e0%2e0%2e1:{port}/ http://127.0.0.1%2f@berita.example/ http://berita.example%00.127.0.0.1:{port}/
    http://127.0.0.1%0d%0aHost:{port}/ http://[::1%25lo]:{port}/ http://[fe80::1%25lo]:{port}/ http://[::1%lo]:{port}/
    http://[127.0.0.1]:{port}/ http://[::1:{port}/ http://[]:{port}/ http://[v1.127]/ http://[::1]127.0.0.1:{port}/
    http://127.0.0.1:abc/ http://127.0.0.1:{port}:80/ http://berita.example:-80/ http://berita.example:0/
    http://berita.example:65616/ http://berita.example:4294967376/ http://..:{port}/ http://lokal..example/
"""
WITH_CONTROLS = [
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1\r\n:{port}/",
    "http://berita.example/\r\nX: y",
    "http://berita.example\x00.lokal.example:{port}/",
    "http://lokal.example\x85:{port}/",
    "http://ber ita.example@127.0.0.1:{port}/",
]

HOSTLESS = [
    "http://",
    "http:///127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:/127.0.0.1:{port}/",
    "http://:{port}/",
]

OTHER_SCHEMES = """
    file:///rahasia file://127.0.0.1/rahasia ftp://127.0.0.1:{port}/a gopher://127.0.0.1:{port}/_GET%20/
    data:text/html,<p>Berita javascript:alert(1) dict://127.0.0.1:{port}/d:a ldap://127.0.0.1:{port}/
    ws://127.0.0.1:{port}/ wss://lokal.example/ unix:///var/run/docker.sock http+unix://%2Fvar%2Frun%2Fdocker.sock/v1
    blob:http://127.0.0.1:{port}/1 view-source:http://127.0.0.1:{port}/ jar:http://127.0.0.1:{port}!/ tftp://127.0.0.1/a
    localhost:{port}/a about:blank
"""

CLOSED_PORTS = """
    http://berita.example:22/ http://berita.example:25/ http://berita.example:6379/ https://berita.example:8443/
    http://127.0.0.1:11211/ http://[::1]:9200/ http://berita.example:1/ http://berita.example:65535/
"""

HOSTILE = [
    *((url, Reason.PRIVATE) for url in (PRIVATE_ADDRESSES + INWARD_NAMES).split()),
    *((url, Reason.BAD_URL) for url in [*UNCLEAR.split(), *WITH_CONTROLS, *HOSTLESS]),
    *((url, Reason.NOT_HTTP) for url in OTHER_SCHEMES.split()),
    *((url, Reason.BAD_PORT) for url in CLOSED_PORTS.split()),
]

DNS = {
    "berita.example": [["127.0.0.1"]],
    "localhost": [["127.0.0.1", "::1"]],
    "lokal.example": [["127.0.0.1"]],
    "xn--lokl-7na.example": [["127.0.0.1"]],
    "enam.example": [["::1"]],
    "kantor.example": [["10.0.0.5"]],
    "metadata.google.internal": [["169.254.169.254"]],
    "bungkus.example": [["::ffff:127.0.0.1"]],
    "nat64.example": [["64:ff9b::7f00:1"]],
    "zona.example": [["fe80::1%1"]],
    "nol.example": [["0.0.0.0", "::"]],  # noqa: S104 - nothing is bound
    "separuh.example": [["93.184.215.14", "127.0.0.1"]],
    "separuh-akhir.example": [["127.0.0.1", "93.184.215.14"]],
    "127.0.0.1.nip.example": [["127.0.0.1"]],
}


@dataclass(frozen=True, slots=True)
class Net:
    """A good site, which alone may be connected to; the port of the listeners that must never hear of us."""

    site: Site
    names: Names
    guard: Guard
    port: int
    wire: Wire
    listeners: tuple[Site, ...]

    def assert_quiet(self) -> None:
        """No connect to anything but the site, no name looked up behind the guard's back."""
        assert set(self.wire.connects) <= {("127.0.0.1", self.site.port)}
        assert [listener.connections for listener in self.listeners] == [0] * len(self.listeners)
        assert self.wire.lookups == []


@pytest.fixture(scope="module")
def ear() -> Wire:
    wire = Wire()
    wire.attach()
    return wire


@pytest.fixture
def wire(ear: Wire) -> Iterator[Wire]:
    ear.forget()
    yield ear
    ear.forget()


def has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True


@pytest.fixture
async def net(wire: Wire) -> AsyncIterator[Net]:
    async with Site() as site, Site({"/": answer(b"rahasia")}) as inner:
        six = Site(host="::1")
        six.port = inner.port
        names = Names(DNS)
        guard = guard_for(site, names, inner.port)
        if has_ipv6():
            async with six:
                wire.forget()
                yield Net(site, names, guard, inner.port, wire, (inner, six))
        else:
            wire.forget()
            yield Net(site, names, guard, inner.port, wire, (inner,))


async def test_the_witnesses_hear_of_a_connection_that_an_open_guard_lets_through(net: Net) -> None:
    open_guard = Guard(resolve=net.names.resolve, allows=lambda *_: True, ports=net.guard.ports)
    page = await fetch(f"http://lokal.example:{net.port}/", guard=open_guard)
    assert page.body == b"rahasia"
    assert net.wire.connects == [("127.0.0.1", net.port)]
    assert net.listeners[0].connections == 1


@pytest.mark.parametrize(("url", "reason"), HOSTILE)
async def test_a_hostile_url_causes_no_connection(net: Net, url: str, reason: Reason) -> None:
    with pytest.raises(FetchError) as caught:
        await fetch(url.replace("{port}", str(net.port)), guard=net.guard)
    assert caught.value.reason is reason
    assert net.wire.connects == []
    net.assert_quiet()


@pytest.mark.parametrize("url", [url for url, _ in HOSTILE])
async def test_a_redirect_to_a_hostile_url_causes_no_connection_but_to_the_redirecting_site(net: Net, url: str) -> None:
    net.site.pages["/"] = redirect(url.replace("{port}", str(net.port)))
    with pytest.raises(FetchError):
        await fetch(f"http://berita.example:{net.site.port}/", guard=net.guard)
    net.assert_quiet()
    assert net.wire.connects


@pytest.mark.parametrize(
    "location", ["//127.0.0.1:{port}/", "//lokal.example:{port}", "//[::1]:{port}/", "///127.0.0.1:{port}/"]
)
async def test_a_redirect_without_a_scheme_causes_no_connection_inward(net: Net, location: str) -> None:
    net.site.pages["/"] = redirect(location.replace("{port}", str(net.port)))
    with pytest.raises(FetchError):
        await fetch(f"http://berita.example:{net.site.port}/", guard=net.guard)
    net.assert_quiet()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_the_last_step_of_a_chain_of_redirects_is_checked_as_the_first(net: Net, status: int) -> None:
    net.site.pages["/"] = redirect("/a", status)
    net.site.pages["/a"] = redirect(f"http://127.0.0.1:{net.site.port}/b", status)
    net.site.pages["/b"] = redirect(f"//berita.example:{net.site.port}/c", status)
    net.site.pages["/c"] = redirect(f"http://lokal.example:{net.port}/", status)
    with pytest.raises(FetchError) as caught:
        await fetch(f"http://berita.example:{net.site.port}/", guard=net.guard)
    assert caught.value.reason is Reason.PRIVATE
    assert len(net.wire.connects) == 4
    net.assert_quiet()


@pytest.mark.parametrize("field", ["Refresh: 0; url={url}", "Link: <{url}>; rel=canonical", "Content-Location: {url}"])
async def test_other_pointers_in_a_header_are_not_followed(net: Net, field: str) -> None:
    url = f"http://127.0.0.1:{net.port}/"
    net.site.pages["/"] = answer(b"<p>Berita", fields=[field.format(url=url), f"Location: {url}"])
    page = await fetch(f"http://berita.example:{net.site.port}/", guard=net.guard)
    assert page.body == b"<p>Berita"
    net.assert_quiet()


async def test_a_name_is_looked_up_once_and_the_connection_goes_to_the_address_that_was_judged(net: Net) -> None:
    names = Names({"pindah.example": [["127.0.0.1"], ["127.0.0.2"]]})
    net.site.pages["/"] = answer(b"<p>Berita")
    page = await fetch(f"http://pindah.example:{net.site.port}/", guard=guard_for(net.site, names))
    assert page.body == b"<p>Berita"
    assert names.asked == ["pindah.example"]
    assert net.wire.connects == [("127.0.0.1", net.site.port)]
    net.assert_quiet()


@pytest.mark.parametrize("inward", ["127.0.0.2", "10.0.0.5", "::1", "169.254.169.254", "::ffff:127.0.0.1"])
async def test_a_name_that_is_public_first_and_private_at_the_redirect_is_refused_then(net: Net, inward: str) -> None:
    names = Names({"pindah.example": [["127.0.0.1"], [inward]]})
    net.site.pages["/"] = redirect("/lagi")
    net.site.pages["/lagi"] = answer(b"rahasia")
    with pytest.raises(FetchError) as caught:
        await fetch(f"http://pindah.example:{net.site.port}/", guard=guard_for(net.site, names))
    assert caught.value.reason is Reason.PRIVATE
    assert names.asked == ["pindah.example", "pindah.example"]
    assert net.wire.connects == [("127.0.0.1", net.site.port)]
    net.assert_quiet()


async def test_a_connection_is_not_kept_for_a_name_that_moves_inward_meanwhile(net: Net) -> None:
    names = Names({"pindah.example": [["127.0.0.1"], ["127.0.0.2"]]})
    net.site.pages["/"] = redirect("/lagi", fields=["Connection: keep-alive", "Keep-Alive: timeout=60"])
    with pytest.raises(FetchError) as caught:
        await fetch(f"http://pindah.example:{net.site.port}/", guard=guard_for(net.site, names))
    assert caught.value.reason is Reason.PRIVATE
    net.assert_quiet()


async def test_proxies_of_the_environment_are_not_used(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{net.port}")
    net.site.pages["/"] = answer(b"<p>Berita")
    await fetch(f"http://berita.example:{net.site.port}/", guard=net.guard)
    assert net.wire.connects == [("127.0.0.1", net.site.port)]
    net.assert_quiet()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "localhost.", "[::ffff:127.0.0.1]", "0.0.0.0"])  # noqa: S104 - nothing is bound
async def test_the_guard_in_use_lets_nobody_to_this_machine(net: Net, host: str) -> None:
    with pytest.raises(FetchError) as caught:
        await fetch(f"http://{host}/")
    assert caught.value.reason is Reason.PRIVATE
    with pytest.raises(FetchError) as caught:
        await fetch(f"http://{host}:{net.site.port}/")
    assert caught.value.reason is Reason.BAD_PORT
    assert net.wire.connects == []
