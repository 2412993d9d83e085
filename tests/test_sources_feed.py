"""Feeds as Indonesian publishers' systems write them, and what is sent in their place."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from retrieval.errors import ArticleError
from retrieval.sources.answers import answer_of_feed, entries_of
from retrieval.sources.entries import MOST_ENTRIES, NO_FEED, Entry
from retrieval.sources.feed import read_feed
from retrieval.sources.refusals import DocumentError, Reason
from retrieval.sources.worker import Limits, read_feed_safely

FEEDS = Path(__file__).parent / "feeds"
SECRET = "isi-berkas-rahasia"


def feed(name: str, url: str = "", charset: str = "") -> list[tuple[str, str, str, date | None]]:
    """Of each entry of a feed of ours: link, title, author and date."""
    entries = read_feed((FEEDS / f"{name}.xml").read_bytes(), url=url, charset=charset)
    return [(entry.link, entry.title, entry.author, entry.date) for entry in entries]


def rss(*items: str, head: str = "") -> bytes:
    joined = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>Uji</title>{joined}</channel></rss>'.encode()


def test_wordpress_tells_day_in_jakarta_and_writers_but_not_its_admin() -> None:
    bridge, rice = read_feed((FEEDS / "wordpress.xml").read_bytes())
    assert bridge == Entry(
        key="https://kabarkudus.example/?p=4821",
        link="https://kabarkudus.example/2024/01/jembatan-kaliwungu-ambrol/?utm_source=rss&utm_medium=rss",
        place="https://kabarkudus.example/2024/01/jembatan-kaliwungu-ambrol/",
        title="Jembatan Kaliwungu Ambrol, Warga Memutar “Dua Jam”",
        author="Dewi Lestari",
        date=date(2024, 1, 30),
    )
    assert (rice.author, rice.date) == ("", date(2024, 1, 28))


def test_agency_with_its_own_time_zone_and_no_writers() -> None:
    base = "https://www.kantorberita.example/berita"
    assert feed("agency") == [
        (f"{base}/3941211/bmkg-gempa-m51-guncang-sumba", "BMKG: Gempa M5,1 guncang Sumba & sekitarnya", "",
         date(2024, 1, 30)),
        (f"{base}/3941198/panen-raya-di-karawang-dimulai", "Panen raya di Karawang dimulai", "", date(2024, 1, 29)),
    ]  # fmt: skip


def test_portal_with_indonesian_dates_a_document_type_and_addresses_for_writers() -> None:
    assert [(title, author, day) for _, title, author, day in feed("portal")] == [
        ("Polisi Tangkap Pencuri Kabel di Cibubur", "Rahmat Hidayat", date(2024, 1, 29)),
        ("Video: Detik-detik Tanggul Jebol", "", date(2024, 1, 29)),
    ]


def test_blogger_leads_to_the_page_and_is_of_the_day_it_was_published() -> None:
    (entry,) = read_feed((FEEDS / "blogger.xml").read_bytes())
    assert entry.link == "https://wartasukamaju.blogspot.com/2024/01/balai-desa-sukamaju-direnovasi.html"
    assert entry.key == "tag:blogger.com,1999:blog-5110234.post-7704"
    assert (entry.author, entry.date) == ("Sri Wahyuni", date(2024, 1, 29))


def test_rss_1_with_the_oldest_first_comes_newest_first() -> None:
    assert feed("rdf") == [
        ("https://suarapantura.example/baca/312", "Rob Rendam Jalan di Pekalongan", "", date(2024, 1, 29)),
        ("https://suarapantura.example/baca/311", "Nelayan Tegal Tidak Melaut", "Bambang Setiawan", date(2024, 1, 27)),
    ]


def test_relative_links_start_from_the_feed_or_from_the_base_it_names() -> None:
    assert feed("relative", url="https://kampus.example/umpan/atom.xml") == [
        ("https://kampus.example/berita/wisuda-97", "Wisuda Ke-97 Diikuti 1.204 Lulusan & Keluarga", "",
         date(2024, 1, 29)),
        ("https://arsip.kampus.example/2024/perpustakaan-malam.html", "Perpustakaan Buka sampai Malam", "",
         date(2024, 1, 27)),
    ]  # fmt: skip


def test_entries_without_dates_stay_in_order_and_those_without_link_are_left_out() -> None:
    entries = read_feed((FEEDS / "undated.xml").read_bytes())
    assert [entry.key for entry in entries] == [f"http://radiomerapi.example/index.php?id={n}" for n in (88, 87)]
    assert [entry.date for entry in entries] == [None, None]


@pytest.mark.parametrize("charset", ["", "utf-8", "iso-8859-1"])
def test_label_that_lies_does_not_garble_the_title(charset: str) -> None:
    ((_, title, _, _),) = feed("mislabelled", charset=charset)
    assert title == "Café “Kopi Timor” Dibuka di Kupang – Ini Harganya"


def test_feed_that_is_cut_off_and_has_a_bare_ampersand_gives_what_it_has() -> None:
    assert next(link for link, *_ in feed("cut_off")).endswith("/bmkg-gempa-m51-guncang-sumba")


def test_title_that_is_escaped_twice_is_read_as_it_is_seen() -> None:
    (entry,) = read_feed(
        rss("<title>Banjir &amp;amp; &lt;i&gt;Longsor&lt;/i&gt;</title><link>https://a.example/1</link>")
    )
    assert entry.title == "Banjir & Longsor"


def test_identifier_that_all_entries_share_identifies_none() -> None:
    items = [f"<guid isPermaLink='false'>1</guid><link>https://a.example/{n}</link>" for n in range(3)]
    assert [entry.key for entry in read_feed(rss(*items))] == [f"https://a.example/{n}" for n in range(3)]


def test_tracking_in_an_address_makes_no_other_entry_of_it() -> None:
    keys = {
        read_feed(rss(f"<link>https://a.example/1{more}</link>"))[0].key
        for more in ("", "?utm_source=rss", "#komentar", "?fbclid=x")
    }
    assert keys == {"https://a.example/1"}


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@b.example", "https://", "file:///rahasia"])
def test_link_that_is_no_page_of_the_web_is_left_out(link: str) -> None:
    assert read_feed(rss(f"<link>{link}</link>")) == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html><html><head><title>Kabar</title></head><body><p>Halaman <a href='/1'>satu</a></body></html>",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://a.example/1"}]}',
        b"Jembatan putus.",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>",
    ],
    ids=["nothing", "html", "json", "text", "picture", "sitemap"],
)
def test_what_is_no_feed_is_told(data: bytes) -> None:
    with pytest.raises(ArticleError) as refused:
        read_feed(data)
    assert str(refused.value) == NO_FEED


def test_feed_without_entries_is_one() -> None:
    assert read_feed(rss()) == ()


def test_entities_of_the_document_type_are_worth_nothing(tmp_path: Path) -> None:
    (tmp_path / "rahasia").write_text(SECRET, encoding="utf-8")
    bomb = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    head = f"<!DOCTYPE rss [<!ENTITY e0 'ha'>{bomb}<!ENTITY file SYSTEM '{(tmp_path / 'rahasia').as_uri()}'>]>"
    (entry,) = read_feed(rss("<title>Isi &e11; &file;</title><link>https://a.example/1</link>", head=head))
    assert len(entry.title) < 100
    assert SECRET not in entry.title


def test_of_a_feed_without_end_only_the_newest_are_read() -> None:
    items = [f"<link>https://a.example/{n}</link>" for n in range(MOST_ENTRIES + 5)]
    assert len(read_feed(rss(*items))) == MOST_ENTRIES


async def test_feed_read_apart_is_the_same() -> None:
    for path in FEEDS.glob("[rw]*.xml"):
        data = path.read_bytes()
        assert await read_feed_safely(data, url="https://kampus.example/") == read_feed(
            data, url="https://kampus.example/"
        )
    with pytest.raises(ArticleError, match="no RSS or Atom feed"):
        await read_feed_safely(b"<html><body>Bukan umpan</body></html>")


async def test_feed_that_takes_too_long_or_too_much_is_given_up() -> None:
    with pytest.raises(DocumentError) as refused:
        await read_feed_safely(rss("<link>https://a.example/1</link>"), limits=Limits(seconds=0.01))
    assert refused.value.reason is Reason.TOO_SLOW
    deep = b"<rss version='2.0'><channel>" + b"<item><title>" * 400_000
    with pytest.raises(ArticleError):
        await read_feed_safely(deep, limits=Limits(seconds=0.5, memory=1 << 28))


@pytest.mark.parametrize(
    "told",
    [
        {"entries": [{"key": "1"}]},
        {"entries": {}},
        {"entries": [{"key": "", "link": "", "place": "", "title": "", "author": "", "date": "kemarin"}]},
        {"members": []},
        [],
    ],
)
def test_answer_that_is_none_is_not_believed(told: object) -> None:
    with pytest.raises(ValueError, match=r"entr|object|isoformat"):
        entries_of(json.dumps(told).encode())


def test_answer_of_a_feed_says_all_of_it() -> None:
    entries = (*read_feed((FEEDS / "wordpress.xml").read_bytes()), Entry("1", "2", "3"))
    assert entries_of(answer_of_feed(entries)) == entries
