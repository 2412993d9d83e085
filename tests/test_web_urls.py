"""URLs as people and redirects write them."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.web.refusals import FetchError, Reason
from retrieval.web.urls import LONGEST, follow, host_of, parse, port_of


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://www.kompas.com/read/2024/01/29", "https://www.kompas.com/read/2024/01/29"),
        ("  https://tempo.co/a\n", "https://tempo.co/a"),
        ("HTTPS://Tempo.CO/A", "https://tempo.co/A"),
        ("https://tempo.co", "https://tempo.co"),
        ("https://tempo.co:443/", "https://tempo.co/"),
        ("https://tempo.co./a#komentar", "https://tempo.co/a"),
        ("https://tempo.co/cari?q=banjir jakarta", "https://tempo.co/cari?q=banjir%20jakarta"),
        ("https://tempo.co/kopi-é%20panas", "https://tempo.co/kopi-%C3%A9%20panas"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2606:4700:0::1111]/", "http://[2606:4700::1111]/"),
        ("https://a_b.example/", "https://a_b.example/"),
    ],
)
def test_a_url_of_an_article_is_read_as_browsers_read_it(text: str, url: str) -> None:
    assert str(parse(text)) == url


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("https://m.tempo.co/a", "https://m.tempo.co/a"),
        ("//m.tempo.co/a", "https://m.tempo.co/a"),
        ("/b", "https://tempo.co/b"),
        ("b?x=1#y", "https://tempo.co/2024/b?x=1"),
        ("../b", "https://tempo.co/b"),
        ("?hal=2", "https://tempo.co/2024/a?hal=2"),
        (" /b ", "https://tempo.co/b"),
        ("/kopi é", "https://tempo.co/kopi%20%C3%A9"),
        ("http://tempo.co/a", "http://tempo.co/a"),
    ],
)
def test_a_redirect_is_followed_from_where_it_stands(location: str, url: str) -> None:
    assert str(follow(parse("https://tempo.co/2024/a?b=c"), location)) == url


def test_the_host_of_a_url_is_a_name_or_an_address() -> None:
    assert host_of(parse("http://tempo.co/")) == "tempo.co"
    assert host_of(parse("http://8.8.8.8/")) == IPv4Address("8.8.8.8")
    assert host_of(parse("http://[2606:4700::1]:80/")) == IPv6Address("2606:4700::1")


def test_the_port_of_a_url_is_its_schemes_unless_it_says_another() -> None:
    assert [port_of(parse(text)) for text in ("http://a.id", "https://a.id", "https://a.id:80")] == [80, 443, 80]


@pytest.mark.parametrize("text", ["tempo.co/a", "//tempo.co/a", "", "banjir di jakarta", "ftp://a.id", "mailto:a@b.id"])
def test_what_is_not_of_the_web_is_told_so(text: str) -> None:
    with pytest.raises(FetchError, match="https:// or http://") as caught:
        parse(text)
    assert caught.value.reason is Reason.NOT_HTTP


def test_a_url_longer_than_any_articles_is_refused() -> None:
    text = "https://tempo.co/".ljust(LONGEST, "a")
    assert len(str(parse(text))) == LONGEST
    with pytest.raises(FetchError) as caught:
        parse(text + "a")
    assert caught.value.reason is Reason.BAD_URL


@pytest.mark.parametrize("sign", ["\\", "\t", "\n", "\r", "\0", "\x7f", "\x85", "\u2028"])
@pytest.mark.parametrize(
    "url", ["https://tempo.co/a%sb", "https://tempo.co/?a=%sb", "https://tempo.co/#%sb", "ht%stps://tempo.co"]
)
def test_signs_that_programs_read_differently_are_refused_wherever_they_stand(url: str, sign: str) -> None:
    base = parse("https://tempo.co/")
    for read in (parse, lambda location: follow(base, location)):
        with pytest.raises(FetchError) as caught:
            read(url.replace("%s", sign))
        assert caught.value.reason is Reason.BAD_URL


@pytest.mark.parametrize(
    "host", ["a" * 64 + ".id", "a." * 126 + "id", "a..id", ".id", "-a.id", "a-.id", "a,b.id", "a b.id"]
)
def test_a_host_that_cannot_be_a_name_is_refused(host: str) -> None:
    with pytest.raises(FetchError) as caught:
        parse(f"https://{host}/")
    assert caught.value.reason is Reason.BAD_URL


PIECES = st.sampled_from(
    [
        "http",
        "https",
        ":",
        "//",
        "/",
        "\\",
        "@",
        "#",
        "?",
        "[",
        "]",
        "::1",
        "127.0.0.1",
        "0x7f",
        "%",
        "25",
        "a",
        ".",
        "。",
        "ß",
        "xn--",
        "80",
        " ",
        "\0",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
@example("http://xn--a/")
@example("http://[::1%25lo]/")
@example("http://a:" + "9" * 4000)
def test_any_text_is_either_one_clear_url_or_refused(text: str) -> None:
    base = parse("https://tempo.co/a")
    for read in (parse, lambda location: follow(base, location)):
        try:
            url = read(text)
        except FetchError:
            continue
        assert url.scheme in {"http", "https"}
        assert host_of(url)
        assert parse(str(url)) == url
