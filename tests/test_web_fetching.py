"""Pages of sites good and bad, over real sockets."""

import asyncio
import codecs
import gzip
import os
import socket
import ssl
import struct
import zlib
from collections.abc import AsyncIterator, Callable, Sequence

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ArticleError
from retrieval.web import CONTENT_TYPES, DOCX, HTML, PDF, FetchError, Guard, Limits, Page, Reason, fetch
from retrieval.web.addresses import Address
from retrieval.web.answers import Head, unpack

from .websites import Names, Reply, Site, answer, guard_for, redirect

DNS = {"berita.example": [["127.0.0.1"]], "lain.example": [["127.0.0.1"]]}
BODY = "<h1>Banjir</h1><p>Café tutup.".encode()
MB = 1024 * 1024
QUICK = Limits(seconds=0.3)
SMALL = Limits(received=64 * 1024, unpacked=32 * 1024)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site({"/a": answer(BODY)}) as site:
        yield site


async def get(site: Site, path: str = "/a", limits: Limits | None = None) -> Page:
    return await fetch(
        f"http://berita.example:{site.port}{path}", guard=guard_for(site, Names(DNS)), limits=limits or Limits()
    )


async def reason_of(site: Site, reply: Reply | None = None, limits: Limits | None = None) -> Reason:
    if reply is not None:
        site.pages["/a"] = reply
    with pytest.raises(FetchError) as caught:
        await get(site, limits=limits)
    assert str(caught.value)[-1] == "."
    return caught.value.reason


def endless(head: bytes, piece: bytes) -> Reply:
    """An answer that begins with `head` and goes on with `piece` until nobody listens."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()

    return write


def dripping(head: bytes, piece: bytes, pause: float = 0.01) -> Reply:
    """As `endless`, slowly."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return write


async def test_a_page_comes_with_its_bytes_type_and_charset(site: Site) -> None:
    site.pages["/a"] = answer(BODY, content_type='Text/HTML ; Charset="UTF-8"')
    url = f"http://berita.example:{site.port}/a"
    page = await fetch(f" {url}#komentar", guard=guard_for(site, Names(DNS)))
    assert page == Page(f" {url}#komentar", url, HTML, "utf-8", BODY)


async def test_a_request_names_host_and_program_and_carries_nothing_else_about_us(site: Site) -> None:
    site.pages["/"] = redirect("/b?q=1#x", fields=["Set-Cookie: id=1; Path=/"])
    site.pages["/b?q=1"] = answer(BODY, fields=["Set-Cookie: id=2"])
    await get(site, "/")
    await get(site, "/b?q=1")
    assert len(site.requests) == 3
    for request in site.requests:
        fields = dict(line.split(": ", 1) for line in request.strip().split("\r\n")[1:])
        assert fields["Host"] == f"berita.example:{site.port}"
        assert "Kutip" in fields["User-Agent"]
        assert set(fields) == {"Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding"}
    assert site.requests[1].startswith("GET /b?q=1 HTTP/1.1\r\n")


async def test_a_host_written_as_ipv6_is_named_in_brackets() -> None:
    site = Site({"/": answer(BODY)}, host="::1")
    try:
        await site.__aenter__()
    except OSError:
        pytest.skip("this machine has no IPv6")
    try:
        await fetch(f"http://[::1]:{site.port}/", guard=Guard(allows=lambda *_: True, ports=frozenset({site.port})))
    finally:
        await site.__aexit__(None, None, None)
    assert f"Host: [::1]:{site.port}\r\n" in site.requests[0]


async def test_redirects_are_followed_to_the_page_and_its_address_is_told(site: Site) -> None:
    site.pages |= {
        "/1": redirect("2", 301),
        "/2": redirect(f"http://lain.example:{site.port}/3", 302),
        "/3": redirect("/4?x=é", 303),
        "/4?x=%C3%A9": redirect(f"//berita.example:{site.port}/5", 307),
        "/5": redirect("/a#bawah", 308),
    }
    page = await get(site, "/1")
    assert page.body == BODY
    assert page.final_url == f"http://berita.example:{site.port}/a"
    assert len(site.requests) == 6


async def test_a_redirect_more_than_allowed_is_not_followed(site: Site) -> None:
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(9)}
    with pytest.raises(FetchError) as caught:
        await get(site, "/0")
    assert caught.value.reason is Reason.TOO_MANY_REDIRECTS
    assert site.connections == 6


async def test_a_redirect_to_itself_ends(site: Site) -> None:
    assert await reason_of(site, redirect("/a"), Limits(redirects=2)) is Reason.TOO_MANY_REDIRECTS
    assert site.connections == 3


async def test_a_redirect_that_leads_nowhere_is_no_page(site: Site) -> None:
    assert await reason_of(site, answer(b"", 302)) is Reason.UNREADABLE


async def test_the_body_of_a_redirect_is_not_read(site: Site) -> None:
    site.pages["/"] = endless(b"HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n", b"x" * 1000)
    assert (await get(site, "/", SMALL)).body == BODY


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, Reason.FORBIDDEN),
        (402, Reason.FORBIDDEN),
        (403, Reason.FORBIDDEN),
        (451, Reason.FORBIDDEN),
        (404, Reason.NOT_FOUND),
        (410, Reason.NOT_FOUND),
        (429, Reason.SITE_ERROR),
        (500, Reason.SITE_ERROR),
        (503, Reason.SITE_ERROR),
        (999, Reason.SITE_ERROR),
        (201, Reason.UNREADABLE),
        (206, Reason.UNREADABLE),
        (300, Reason.UNREADABLE),
        (304, Reason.UNREADABLE),
        (400, Reason.UNREADABLE),
        (405, Reason.UNREADABLE),
    ],
)
async def test_a_page_that_the_site_does_not_give_says_why(site: Site, status: int, reason: Reason) -> None:
    assert await reason_of(site, answer(BODY, status)) is reason


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
async def test_every_kind_that_articles_are_read_from_is_taken(site: Site, content_type: str) -> None:
    site.pages["/a"] = answer(BODY, content_type=f"{content_type}; x=y")
    page = await get(site)
    assert (page.content_type, page.charset) == (content_type, None)


@pytest.mark.parametrize(
    "content_type",
    [
        "image/png",
        "video/mp4",
        "application/json",
        "application/octet-stream",
        "application/zip",
        "text/css",
        "text/",
        "html",
        "",
        "text/html,image/png",
    ],
)
async def test_other_kinds_are_refused_without_taking_the_body(site: Site, content_type: str) -> None:
    field = f"Content-Type: {content_type}\r\n" if content_type else ""
    flood = endless(f"HTTP/1.1 200 OK\r\n{field}\r\n".encode(), b"x" * 1000)
    assert await reason_of(site, flood) is Reason.NOT_AN_ARTICLE


@pytest.mark.parametrize(
    ("parameter", "charset"),
    [
        ("charset=utf-8", "utf-8"),
        ("charset=ISO-8859-1", "iso8859-1"),
        ("charset='windows-1252'", "cp1252"),
        ('charset="windows-1252"', "cp1252"),
        ("boundary=x; charset=utf-16", "utf-16"),
        ("charset=", None),
        ("charset=x-unknown", None),
        ("charset=zlib_codec", None),
        ("charset=rot13", None),
        ("charset=a\tb", None),
        ("charset=" + "u" * 999, None),
    ],
)
async def test_a_declared_charset_is_passed_on_if_it_is_one(site: Site, parameter: str, charset: str | None) -> None:
    site.pages["/a"] = answer(BODY, content_type=f"text/html; {parameter}")
    assert (await get(site)).charset == charset


@given(st.binary(max_size=60))
def test_no_content_type_breaks_its_reading(value: bytes) -> None:
    for field in (value, b"text/html; charset=" + value, b"text/html; charset*=" + value):
        head = Head(200, [(b"Content-Type", field)])
        assert head.content_type == head.content_type.lower()
        assert head.charset is None or codecs.lookup(head.charset)


async def test_a_gzipped_page_is_unpacked(site: Site) -> None:
    halves = gzip.compress(BODY[:5]) + gzip.compress(BODY[5:])
    for packed, name in ((gzip.compress(BODY), "gzip"), (halves, "X-GZIP"), (gzip.compress(BODY), "identity, gzip")):
        site.pages["/a"] = answer(packed, fields=[f"Content-Encoding: {name}"])
        assert (await get(site)).body == BODY


@pytest.mark.parametrize("fields", [["Content-Encoding: identity"], ["Content-Encoding: "]])
async def test_a_page_that_says_it_is_not_packed_is_taken_as_it_is(site: Site, fields: Sequence[str]) -> None:
    site.pages["/a"] = answer(BODY, fields=fields)
    assert (await get(site)).body == BODY


@pytest.mark.parametrize(
    "fields",
    [
        ["Content-Encoding: br"],
        ["Content-Encoding: zstd"],
        ["Content-Encoding: deflate"],
        ["Content-Encoding: compress"],
        ["Content-Encoding: gzip, gzip"],
        ["Content-Encoding: gzip", "Content-Encoding: gzip"],
        ["Content-Encoding: br, gzip"],
    ],
)
async def test_a_packing_that_was_not_asked_for_is_not_opened(site: Site, fields: Sequence[str]) -> None:
    assert await reason_of(site, answer(gzip.compress(BODY), fields=fields)) is Reason.UNREADABLE


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        BODY,
        gzip.compress(BODY)[:-9],
        gzip.compress(BODY)[:-1] + b"\xff",
        gzip.compress(BODY) + b"x",
        zlib.compress(BODY),
    ],
)
async def test_broken_gzip_is_refused_rather_than_half_an_article_given(site: Site, packed: bytes) -> None:
    reply = answer(packed, fields=["Content-Encoding: gzip"])
    if not packed:
        site.pages["/a"] = reply
        assert (await get(site)).body == b""
    else:
        assert await reason_of(site, reply) is Reason.UNREADABLE


async def test_a_bomb_is_too_big_however_small_it_came(site: Site) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([packer.compress(bytes(MB)) for _ in range(64)]) + packer.flush()
    assert len(bomb) < 64 * 1024
    assert await reason_of(site, answer(bomb, fields=["Content-Encoding: gzip"])) is Reason.TOO_BIG
    members = gzip.compress(bytes(MB)) * 20
    assert await reason_of(site, answer(members, fields=["Content-Encoding: gzip"])) is Reason.TOO_BIG


def test_no_more_of_a_bomb_is_unpacked_than_tells_that_it_is_one() -> None:
    assert unpack(gzip.compress(bytes(MB)), 100) == bytes(101)


async def test_a_body_of_just_the_allowed_length_is_taken_and_one_byte_more_is_not(site: Site) -> None:
    most = SMALL.unpacked
    for pack, fields in ((bytes, ()), (gzip.compress, ("Content-Encoding: gzip",))):
        site.pages["/a"] = answer(pack(b"x" * most), fields=fields)
        assert len((await get(site, limits=SMALL)).body) == most
        assert await reason_of(site, answer(pack(b"x" * (most + 1)), fields=fields), SMALL) is Reason.TOO_BIG


async def test_a_page_that_announces_too_much_is_refused_before_it_comes(site: Site) -> None:
    async def announce(writer: asyncio.StreamWriter) -> None:
        writer.write(answer(length=SMALL.received + 1))
        await writer.drain()
        await asyncio.Event().wait()

    assert await reason_of(site, announce, SMALL) is Reason.TOO_BIG


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x" * 1000),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"3e8\r\n" + b"x" * 1000 + b"\r\n",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 100),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"")),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 9),
    ],
)
async def test_an_endless_page_ends_at_the_limit(site: Site, head: bytes, piece: bytes) -> None:
    assert await reason_of(site, endless(head, piece), SMALL) is Reason.TOO_BIG


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b"x" * 1000),
        (b"HTTP/1.1 200 OK\r\n", b"X-Field: y\r\n" * 99),
        (b"HTTP/1.1 200 OK\r\nX-Field: ", b"y" * 1000),
    ],
)
async def test_an_endless_header_is_garbled_long_before_the_pages_limit(site: Site, head: bytes, piece: bytes) -> None:
    assert await reason_of(site, endless(head, piece)) is Reason.UNREADABLE


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\nX-Field: ", b"y"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
async def test_a_page_that_drips_in_is_given_up_when_the_time_is_over(site: Site, head: bytes, piece: bytes) -> None:
    assert await reason_of(site, dripping(head, piece), QUICK) is Reason.TOO_SLOW


async def test_the_time_counts_for_all_redirects_together(site: Site) -> None:
    async def tarry(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(redirect("/a"))
        await writer.drain()

    assert await reason_of(site, tarry, Limits(seconds=0.3, redirects=99)) is Reason.TOO_SLOW


async def test_a_look_up_without_end_is_given_up(site: Site) -> None:
    async def resolve(_: str) -> Sequence[Address]:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(FetchError) as caught:
        await fetch("http://berita.example/", guard=Guard(resolve=resolve), limits=QUICK)
    assert caught.value.reason is Reason.TOO_SLOW


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"halo\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: gzip\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\x00\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        answer(BODY, length=len(BODY) + 1),
    ],
)
async def test_a_garbled_or_broken_answer_is_refused(site: Site, reply: bytes) -> None:
    assert await reason_of(site, reply) is Reason.UNREADABLE


async def test_an_empty_page_is_given_as_it_is(site: Site) -> None:
    site.pages["/a"] = answer(b"")
    assert (await get(site)).body == b""


async def test_a_connection_that_breaks_off_is_told(site: Site) -> None:
    async def reset(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>")
        await writer.drain()
        # Closed without waiting for what is still to be sent: a reset, not an end.
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert await reason_of(site, reset) is Reason.UNREACHABLE


@pytest.mark.parametrize("error", [OSError("no such host"), UnicodeError("label too long")])
async def test_a_name_that_cannot_be_looked_up_is_told(error: Exception) -> None:
    async def resolve(_: str) -> Sequence[Address]:
        raise error

    with pytest.raises(FetchError, match=r"no site named berita\.example") as caught:
        await fetch("http://berita.example/", guard=Guard(resolve=resolve))
    assert caught.value.reason is Reason.UNKNOWN_HOST


async def test_a_name_without_addresses_is_unknown(site: Site) -> None:
    with pytest.raises(FetchError) as caught:
        await fetch("http://kosong.example/", guard=guard_for(site, Names({"kosong.example": [[]]})))
    assert caught.value.reason is Reason.UNKNOWN_HOST


async def test_a_site_that_takes_no_connection_is_unreachable() -> None:
    async with Site() as site:
        pass
    assert await reason_of(site) is Reason.UNREACHABLE


async def test_the_next_address_is_tried_when_the_first_takes_no_connection(site: Site) -> None:
    names = Names({"berita.example": [["127.0.0.9", "127.0.0.1"]]})
    guard = Guard(resolve=names.resolve, allows=lambda *_: True, ports=frozenset({site.port}))
    page = await fetch(f"http://berita.example:{site.port}/a", guard=guard)
    assert page.body == BODY
    assert names.asked == ["berita.example"]


def test_a_refusal_is_an_error_of_articles() -> None:
    assert issubclass(FetchError, ArticleError)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_tls(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> Callable[[], ssl.SSLContext]:
    def trust() -> ssl.SSLContext:
        context = ssl.create_default_context()
        authority.configure_trust(context)
        return context

    return trust


async def test_https_checks_the_certificate_for_the_name_though_it_connects_to_a_number(authority: trustme.CA) -> None:
    asked: list[str | None] = []
    tls = server_tls(authority, "berita.example")
    tls.sni_callback = lambda _socket, name, _context: asked.append(name)
    async with Site({"/a": answer(BODY)}, tls=tls) as site:
        guard = guard_for(site, Names(DNS), trust=trusting(authority))
        page = await fetch(f"https://berita.example.:{site.port}/a", guard=guard)
    assert page.body == BODY
    assert page.final_url == f"https://berita.example:{site.port}/a"
    assert asked == ["berita.example"]


@pytest.mark.parametrize("names", [("lain.example",), ("127.0.0.1",), ("*.berita.example",)])
async def test_a_certificate_for_another_name_is_refused(authority: trustme.CA, names: tuple[str, ...]) -> None:
    async with Site({"/a": answer(BODY)}, tls=server_tls(authority, *names)) as site:
        with pytest.raises(FetchError) as caught:
            await fetch(
                f"https://berita.example:{site.port}/a", guard=guard_for(site, Names(DNS), trust=trusting(authority))
            )
    assert caught.value.reason is Reason.TLS
    assert site.requests == []


async def test_a_certificate_of_an_authority_that_nobody_knows_is_refused(authority: trustme.CA) -> None:
    async with Site({"/a": answer(BODY)}, tls=server_tls(authority, "berita.example")) as site:
        with pytest.raises(FetchError) as caught:
            await fetch(f"https://berita.example:{site.port}/a", guard=guard_for(site, Names(DNS)))
    assert caught.value.reason is Reason.TLS
    assert site.requests == []


async def test_https_to_a_server_that_speaks_no_tls_is_refused(site: Site) -> None:
    site.greeting = b"220 berita.example\r\n"
    with pytest.raises(FetchError) as caught:
        await fetch(f"https://berita.example:{site.port}/a", guard=guard_for(site, Names(DNS)))
    assert caught.value.reason is Reason.TLS


async def test_a_handshake_without_end_is_given_up(site: Site) -> None:
    with pytest.raises(FetchError) as caught:
        await fetch(f"https://berita.example:{site.port}/a", guard=guard_for(site, Names(DNS)), limits=QUICK)
    assert caught.value.reason is Reason.TOO_SLOW


async def test_a_line_that_goes_on_without_tls_in_the_middle_of_a_page_is_refused(authority: trustme.CA) -> None:
    async def break_off(writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"<p>Badan", length=100))
        await writer.drain()
        os.write(writer.get_extra_info("socket").fileno(), b"bukan TLS lagi\r\n" * 20)

    async with Site({"/a": break_off}, tls=server_tls(authority, "berita.example")) as site:
        guard = guard_for(site, Names(DNS), trust=trusting(authority))
        with pytest.raises(FetchError) as caught:
            await fetch(f"https://berita.example:{site.port}/a", guard=guard)
    assert caught.value.reason is Reason.UNREACHABLE
    assert isinstance(caught.value.__cause__, ssl.SSLError)


async def test_a_redirect_from_https_to_http_and_back_is_followed(authority: trustme.CA, site: Site) -> None:
    async with Site(tls=server_tls(authority, "berita.example")) as safe:
        safe.pages |= {"/": redirect(f"http://berita.example:{site.port}/"), "/b": answer(BODY)}
        site.pages["/"] = redirect(f"https://berita.example:{safe.port}/b")
        guard = Guard(Names(DNS).resolve, lambda *_: True, frozenset({site.port, safe.port}), trusting(authority))
        page = await fetch(f"https://berita.example:{safe.port}/", guard=guard)
    assert page.final_url == f"https://berita.example:{safe.port}/b"
    assert page.content_type == HTML
    assert {PDF, DOCX} < set(CONTENT_TYPES)
