"""Web pages → articles: the corpus in tests/pages, single rules, and what bad pages get."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.article import Section
from retrieval.errors import ArticleError
from retrieval.sources import read_path
from retrieval.sources.html import read_html
from retrieval.sources.html_decoding import MAX_PAGE
from retrieval.sources.html_facts import parse_moment
from retrieval.sources.html_pages import OtherPages, joined_pages, other_pages
from retrieval.sources.html_refusals import PageError, Reason
from retrieval.sources.html_urls import canonical_url
from retrieval.sources.plain import read_plain
from tests.article_rules import assert_well_formed

PAGES = Path(__file__).parent / "pages"
NOT_EXACT = {"government_drupal_word": "the gazetteer does not know the place of its dateline, Lewoleba"}
FIELDS = ("title", "deck", "place", "publisher", "author", "url")
FIRST = "Warga dua desa bergotong royong membangun jembatan bambu sepanjang empat puluh meter di atas sungai."
SECOND = "Pembangunan itu memakan waktu tiga minggu dan dibiayai iuran dari lima ratus kepala keluarga di sana."
THIRD = "Jembatan lama hanyut terbawa banjir besar pada pertengahan musim hujan tahun yang lalu, kata kepala desa."
TITLE = "Jembatan Bambu Hubungkan Dua Desa"


def page(body: str, head: str = f"<title>{TITLE}</title>") -> bytes:
    return f"<html><head>{head}</head><body><h1>{TITLE}</h1><div class='isi'>{body}</div></body></html>".encode()


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def corpus() -> list[object]:
    return [
        pytest.param(
            path,
            id=path.stem,
            marks=[pytest.mark.xfail(strict=True, reason=NOT_EXACT[path.stem])] if path.stem in NOT_EXACT else [],
        )
        for path in sorted(PAGES.rglob("*.html"))
    ]


@pytest.mark.parametrize("path", corpus())
def test_a_page_of_the_corpus_is_read_to_the_last_word(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    article = read_html(path.read_bytes(), **expected["given"])
    assert_well_formed(article)
    assert {field: getattr(article, field) for field in FIELDS} == {field: expected[field] for field in FIELDS}
    assert article.date == (date.fromisoformat(expected["date"]) if expected["date"] else None)
    assert [(section.heading, list(section.paragraphs)) for section in article.sections] == [
        (section["heading"], section["paragraphs"]) for section in expected["sections"]
    ]


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    pages = list(PAGES.rglob("*.html"))
    assert len(pages) >= 40
    assert all(path.with_suffix(".json").exists() for path in pages)


def test_an_html_file_is_read_by_the_end_of_its_name(tmp_path: Path) -> None:
    for name in ("a.html", "b.HTM", "c.xhtml"):
        (tmp_path / name).write_bytes(page(paragraphs(FIRST, SECOND)))
        assert read_path(tmp_path / name).paragraphs == (FIRST, SECOND)
    (tmp_path / "d.html").write_bytes(b"\x00\x01\x02" * 99)
    with pytest.raises(ArticleError, match=r"d\.html: This is not a web page"):
        read_path(tmp_path / "d.html")


def test_neither_lxml_nor_trafilatura_is_loaded_before_html_is_read() -> None:
    code = (
        "import sys, retrieval.sources, retrieval.sources.files\n"
        "assert not {'lxml', 'trafilatura', 'tld'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


LINKS = "".join(f"<li><a href='/{n}'>Judul berita lain yang cukup panjang, nomor {n}</a></li>" for n in range(30))
CARDS = "".join(
    f"<div><h2><a href='/{n}'>Judul berita lain yang cukup panjang, nomor {n}</a></h2><p>{FIRST}</p></div>"
    for n in range(12)
)
WALL = "<div class='box'><p>Berlangganan untuk membaca artikel ini selengkapnya.</p></div>"
CLOSED = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", Reason.EMPTY, id="nothing"),
        pytest.param(b" \r\n\t ", Reason.EMPTY, id="white space"),
        pytest.param(b"<html><head><title>Judul</title></head><body></body></html>", Reason.EMPTY, id="empty body"),
        pytest.param(page(""), Reason.NO_TEXT, id="title alone"),
        pytest.param(bytes(range(256)) * 200, Reason.NOT_HTML, id="binary"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" * 9, Reason.NOT_HTML, id="PDF"),
        pytest.param(b"Hanya teks biasa tanpa tanda apa pun.", Reason.NOT_HTML, id="plain text"),
        pytest.param(page(f"<ul>{LINKS}</ul>"), Reason.LISTING, id="list of headlines"),
        pytest.param(page(CARDS), Reason.LISTING, id="headlines with teasers"),
        pytest.param(page("<img src=a><figure><img src=b></figure>"), Reason.PICTURES, id="pictures"),
        pytest.param(page(f"<form>Silakan masuk untuk membaca.</form><ul>{LINKS}</ul>"), Reason.LOGIN, id="login"),
        pytest.param(page(paragraphs(FIRST, SECOND) + WALL), Reason.LOGIN, id="stub before a wall"),
        pytest.param(
            page(paragraphs(FIRST) + "<div>Artikel ini khusus untuk pelanggan.</div>"),
            Reason.LOGIN,
            id="for subscribers",
        ),
        pytest.param(page(paragraphs(FIRST), CLOSED), Reason.LOGIN, id="stub that says so in JSON-LD"),
        pytest.param(page("<div>" * 10_000 + FIRST), Reason.TOO_LARGE, id="nested 10,000 deep"),
        pytest.param(page("<p>a " * 40_000), Reason.TOO_LARGE, id="40,000 elements"),
        pytest.param(page("<p>" + "kata " * 200_000), Reason.TOO_LARGE, id="a million letters"),
        pytest.param(
            page("<p " + " ".join(f"a{n}=b" for n in range(50_000)) + ">"), Reason.TOO_LARGE, id="50,000 attributes"
        ),
        pytest.param(b"<html>" + b" " * MAX_PAGE, Reason.TOO_LARGE, id="over 10 MB"),
    ],
)
def test_a_page_without_an_article_is_refused_with_the_reason_and_what_to_do(data: bytes, reason: Reason) -> None:
    with pytest.raises(PageError, match=r"\.$") as refused:
        read_html(data, url="https://kabar.example/a")
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    "line",
    [
        "Silakan login untuk menulis komentar setelah membaca berita ini",
        "<a href='/premium'>Baca Artikel Premium Kami</a>",
        "Masuk Daftar Berita Terkini",
        "Berlangganan newsletter dan baca setiap pagi",
    ],
)
def test_other_invitations_to_log_in_are_no_wall_before_a_short_article(line: str) -> None:
    assert read_html(page(f"<div>{line}</div>" + paragraphs(FIRST, SECOND))).paragraphs == (FIRST, SECOND)


def test_related_links_between_paragraphs_make_no_listing() -> None:
    links = "".join(f"<p><a href='/{n}'>Judul berita lain yang panjang {n}</a></p>" for n in range(8))
    article = read_html(page(paragraphs(FIRST, SECOND, THIRD) + links + paragraphs(f"{FIRST} Begitu pula lainnya.")))
    assert article.paragraphs == (FIRST, SECOND, THIRD, f"{FIRST} Begitu pula lainnya.")


def test_megabytes_of_script_and_pictures_in_the_text_are_no_obstacle() -> None:
    picture = f"<img src='data:image/png;base64,{'A' * 2_000_000}'>"
    article = read_html(page(f"<script>{'x' * 3_000_000}</script>" + picture + paragraphs(FIRST, SECOND)))
    assert article.paragraphs == (FIRST, SECOND)


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "author": {"name": "Dian Pratiwi"},}',
        '<!-- {"@type": "NewsArticle", "author": {"name": "Dian Pratiwi"}} -->',
        '{"@type": ["NewsArticle"], "author": [{"name": "Dian Pratiwi"}, {"name": null}], "headline": 7}',
        '{"@type": "NewsArticle", "description": "dua\nbaris", "author": "Dian Pratiwi"}',
        '{"@graph": [{"@type": "Article", "author": {"@id": "#a"}}, {"@id": "#a", "name": "Dian Pratiwi"}]}',
    ],
)
def test_the_author_is_read_from_json_ld_also_where_it_is_not_quite_json(broken: str) -> None:
    script = f"<script type='application/ld+json'>{broken}</script>"
    assert read_html(page(paragraphs(FIRST, SECOND), script)).author == "Dian Pratiwi"


@pytest.mark.parametrize(
    "junk", ["", "[" * 99_999, "{}", "null", '"teks"', "[1, [2, {}]]", '{"@graph": {"@graph": 1}}']
)
def test_json_ld_that_tells_nothing_costs_no_article(junk: str) -> None:
    article = read_html(
        page(paragraphs(FIRST), f"<title>{TITLE}</title><script type='application/ld+json'>{junk}</script>")
    )
    assert (article.title, article.author, article.paragraphs) == (TITLE, "", (FIRST,))


@pytest.mark.parametrize(
    "name", ["admin", "Redaksi", "Kabar Desa", "Tim Kabar Desa", "Super User", "https://kabar.example/x"]
)
def test_who_is_nobody_in_particular_is_no_author(name: str) -> None:
    head = f"<meta property='og:site_name' content='Kabar Desa'><meta name='author' content='{name}'>"
    assert read_html(page(paragraphs(FIRST), head)).author == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-12T12:41:07+07:00", date(2024, 3, 12)),
        ("2024-03-12T18:30:00Z", date(2024, 3, 13)),
        ("2024-03-12T18:30:00+00:00", date(2024, 3, 13)),
        ("2024-03-12T23:30:00+08:00", date(2024, 3, 12)),
        ("Mon, 15 Jul 2024 16:20:31 +0700", date(2024, 7, 15)),
        ("2024/09/19 10:35:00", date(2024, 9, 19)),
        ("Senin, 29 Januari 2024 10:30 WIB", date(2024, 1, 29)),
        ("20240805", date(2024, 8, 5)),
        ("1706500000", None),
        ("0001-01-01T00:00:00Z", None),
        ("kemarin", None),
    ],
)
def test_the_day_of_a_time_stamp_is_that_of_jakarta_where_it_is_given_in_utc(text: str, day: date | None) -> None:
    assert parse_moment(text) == day


def test_todays_date_in_the_head_of_a_page_is_not_the_articles() -> None:
    data = page(paragraphs(FIRST)).replace(b"<body>", b"<body><div id='atas'>Minggu, 22 November 2026</div>")
    assert read_html(data).date is None


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (page(paragraphs("“Café” – " + FIRST)), ""),
        (page(paragraphs("“Café” – " + FIRST)), "iso-8859-1"),
        (page(paragraphs("“Café” – " + FIRST)).decode().encode("cp1252"), "utf-8"),
        (page(paragraphs("“Café” – " + FIRST), "<meta charset=utf-8>").decode().encode("cp1252"), ""),
        (page(paragraphs("“Café” – " + FIRST)).decode().encode("utf-16"), ""),
        (page(paragraphs("“Café” – " + FIRST)).decode().encode("utf-8-sig"), "windows-1252"),
        (page(paragraphs("&ldquo;Caf&eacute;&rdquo; &#8211; " + FIRST)), "ascii"),
        (page(paragraphs("&amp;ldquo;Caf&eacute;&amp;rdquo; &amp;#8211; " + FIRST)), "rot13"),
    ],
)
def test_letters_come_out_right_whatever_the_labels_say(data: bytes, charset: str) -> None:
    assert read_html(data, charset=charset).paragraphs == ("“Café” – " + FIRST,)


def test_one_torn_letter_leaves_the_others_whole() -> None:
    data = page(paragraphs(f"“Café” – {FIRST}", "komentar caf?")).replace(b"caf?", b"caf\xe9")
    assert read_html(data).paragraphs[0] == f"“Café” – {FIRST}"


ARTICLE = "https://www.kabar.co.id/daerah/jembatan-bambu"


@pytest.mark.parametrize(
    "variant",
    [
        f"{ARTICLE}?page=2",
        f"{ARTICLE}?page=all#page3",
        f"{ARTICLE}/amp",
        f"{ARTICLE}/amp/?usqp=mq331AQ",
        f"{ARTICLE}.amp",
        f"{ARTICLE}?amp=1&utm_source=x&utm_medium=y",
        f"{ARTICLE}?m=1",
        f"{ARTICLE}?fbclid=IwAR0",
        "HTTPS://WWW.Kabar.co.id/daerah/jembatan-bambu#komentar",
    ],
)
def test_all_variants_of_an_address_are_one(variant: str) -> None:
    assert canonical_url(variant) == ARTICLE
    assert canonical_url(variant, ["/daerah/jembatan-bambu?page=1"]) == ARTICLE


@pytest.mark.parametrize(
    "address", [f"{ARTICLE}?id=12", f"{ARTICLE}?cid=12&page=berita", f"{ARTICLE}?p=3", f"{ARTICLE}?source=a%20b"]
)
def test_what_may_name_an_article_stays_in_its_address(address: str) -> None:
    assert canonical_url(address) == address


@pytest.mark.parametrize(
    ("url", "declared"),
    [
        (ARTICLE, "https://lain.co.id/berita-orang"),
        (ARTICLE, "https://www.kabar.co.id/"),
        (ARTICLE, "javascript:alert(1)"),
        (ARTICLE, "https://[::1"),
        ("https://satu.blogspot.com/a.html", "https://dua.blogspot.com/b.html"),
        ("https://satu.wordpress.com/a", "https://dua.wordpress.com/b"),
    ],
)
def test_a_page_may_not_name_another_sites_address_as_its_own(url: str, declared: str) -> None:
    assert canonical_url(url, [declared]) == url


def test_the_mobile_and_the_amp_host_of_a_site_may_name_its_main_one() -> None:
    for host in ("m.kabar.co.id", "amp.kabar.co.id"):
        assert canonical_url(f"https://{host}/daerah/jembatan-bambu", ["", ARTICLE]) == ARTICLE


def test_a_file_without_an_address_has_the_one_that_the_browser_noted_or_the_page_declares() -> None:
    noted = b"<!-- saved from url=(0044)https://www.kabar.co.id/daerah/x?utm_source=a -->" + page(paragraphs(FIRST))
    assert read_html(noted).url == "https://www.kabar.co.id/daerah/x"
    assert read_html(page(paragraphs(FIRST), f"<link rel=canonical href='{ARTICLE}'>")).url == ARTICLE
    assert read_html(page(paragraphs(FIRST))).url == ""


PAGER = f"<div class=pager><a href='{ARTICLE}?page=1'>1</a> <a href='?page=2'>2</a> <a href='?page=3'>3</a></div>"


def test_an_article_of_several_pages_tells_where_the_others_are() -> None:
    data = page(paragraphs(FIRST) + PAGER)
    parts = tuple(f"{ARTICLE}?page={number}" for number in (1, 2, 3))
    assert other_pages(data, url=f"{ARTICLE}?page=2") == OtherPages("", parts)
    whole = page(paragraphs(FIRST) + PAGER + "<a href='?page=all'>Tampilkan semua</a>")
    assert other_pages(whole, url=ARTICLE).whole == f"{ARTICLE}?page=all"
    assert other_pages(whole, url=f"{ARTICLE}?page=all") == OtherPages("", ())
    elsewhere = page(
        paragraphs(FIRST) + "<a href='/indeks?page=2'>2</a><a href='?page=7'>7</a><a href='http://['>x</a>"
    )
    assert other_pages(elsewhere, url=ARTICLE) == OtherPages("", ())


def test_the_pages_of_an_article_become_one() -> None:
    one = read_html(page(paragraphs(FIRST) + "<h2>Dana</h2>" + paragraphs(SECOND)))
    two = read_html(page(paragraphs(THIRD) + "<h2>Tenaga</h2>" + paragraphs(FIRST)))
    joined = joined_pages([one, two])
    assert joined.title == TITLE
    assert joined.sections == (
        Section("", (FIRST,)),
        Section("Dana", (SECOND, THIRD)),
        Section("Tenaga", (FIRST,)),
    )


@pytest.mark.parametrize(
    ("body", "sections"),
    [
        pytest.param(
            f"<p>{FIRST}</p><p><b>Dana dan Tenaga</b></p><p>{SECOND}</p>",
            [("", [FIRST]), ("Dana dan Tenaga", [SECOND])],
            id="heading in bold",
        ),
        pytest.param(
            f"{FIRST}<br><br><strong>Dana dan Tenaga</strong><br>{SECOND}<br/>{THIRD}",
            [("", [FIRST]), ("Dana dan Tenaga", [SECOND, THIRD])],
            id="line breaks only",
        ),
        pytest.param(
            f"<p>{FIRST}</p><p><b>Ini penting sekali.</b></p><p>{SECOND}</p>",
            [("", [FIRST, "Ini penting sekali.", SECOND])],
            id="sentence in bold",
        ),
        pytest.param(
            f"<p>{FIRST}</p><p>Jembatan itu<br>dibangun warga sendiri dengan tangan mereka dalam tiga minggu.</p>",
            [("", [FIRST, "Jembatan itu dibangun warga sendiri dengan tangan mereka dalam tiga minggu."])],
            id="torn line",
        ),
        pytest.param(
            f"<p>{FIRST}</p><p>Berikut syaratnya:</p><ul><li>KTP</li><li>KK<ul><li>asli</li></ul></li></ul>",
            [("", [FIRST, "Berikut syaratnya: KTP; KK; asli"])],
            id="list in a list",
        ),
        pytest.param(
            f"<p>{FIRST}</p><table><caption>Tarif</caption><tr><td colspan=2>Dalam kota</td></tr>"
            f"<tr><td>Dewasa</td><td>Rp 5.000</td></tr><tr><td>Anak</td><td>Rp 2.000</td></tr></table><p>{SECOND}</p>",
            [("", [FIRST, "Tarif", "Dalam kota", "Dewasa: Rp 5.000", "Anak: Rp 2.000", SECOND])],
            id="table without a head",
        ),
        pytest.param(
            f"<table><tr><td>{paragraphs(FIRST, SECOND)}</td></tr><tr><td>{paragraphs(THIRD)}</td></tr></table>",
            [("", [FIRST, SECOND, THIRD])],
            id="table for layout",
        ),
        pytest.param(
            f"<p>{FIRST}<sup><a href='#n1'>[1]</a></sup> Luasnya 40 m<sup>2</sup>.</p><p>{SECOND}</p>",
            [("", [f"{FIRST} Luasnya 40 m2.", SECOND])],
            id="note mark and exponent",
        ),
        pytest.param(
            f"<p>{FIRST}</p><p style='display:none'>{THIRD}</p><p hidden>{THIRD}</p><p>{SECOND}</p>",
            [("", [FIRST, SECOND])],
            id="hidden text",
        ),
        pytest.param(
            f"<form id=aspnet>{paragraphs(*[FIRST, SECOND, THIRD] * 3)}</form>",
            [("", [FIRST, SECOND, THIRD] * 3)],
            id="whole page in a form",
        ),
    ],
)
def test_the_form_of_a_text_survives(body: str, sections: list[tuple[str, list[str]]]) -> None:
    article = read_html(page(body))
    assert [(section.heading, list(section.paragraphs)) for section in article.sections] == sections


def test_the_same_text_reads_the_same_from_html_and_from_plain_text() -> None:
    lines = [
        f"Sukabumi, IDN Times - {FIRST}", "Baca juga: Tiga Kampung Terendam", SECOND, "ADVERTISEMENT",
        "SCROLL TO CONTINUE WITH CONTENT", "Dana dan Tenaga", THIRD, "(rhm/imk)",
    ]  # fmt: skip
    plain = read_plain("\n\n".join([TITLE, *lines]))
    article = read_html(page(paragraphs(*lines)))
    assert (article.sections, article.place, article.publisher) == (plain.sections, plain.place, plain.publisher)


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<div class='share'>", "<div>", "</div>", "<b>", "</b>", "<h2>", "</h2>", "<ul><li>", "</ul>",
        "<ol start=x>", "<table><tr><td>", "<th rowspan=9 colspan='x'>", "</table>", "<br>", "<dl><dt>", "<dd>",
        "<blockquote class=twitter-tweet>", "<figure><img><figcaption>", "<a href='http://['>", "</a>", "<!--", "<svg>",
        "<span style='font-weight:bold'>", "<script>", "</script>", "<title>", "<form>", "<button>", "<summary>",
        "&#0;", "<sup>", "&amp;quot;", "\x00", "\ud7ff", "<time datetime=x>", "<link rel=canonical href='//'>",
        FIRST, SECOND, "Baca juga: A", "Dana dan Tenaga", "1. Dana", "Oleh Dian", "29/1/2024", "Jakarta -",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=25))
def test_any_tag_soup_is_an_article_or_a_refusal(pieces: list[str]) -> None:
    try:
        article = read_html(b"<html><body>" + "".join(pieces).encode("utf-8", "replace"), url=ARTICLE)
    except ArticleError:
        return
    assert_well_formed(article)


@given(st.binary(max_size=300))
def test_any_bytes_are_an_article_or_a_refusal(data: bytes) -> None:
    try:
        read_html(data)
    except PageError:
        return
