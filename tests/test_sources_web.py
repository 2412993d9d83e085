"""Articles from the web: whole, also where a site spreads them over several pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval.sources.web import read_web
from retrieval.web import HTML, PLAIN, FetchError, Page, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

URL = "https://kabar.example/berita/pasar-cemara"
PARTS = (
    "Wali Kota Rahmat Hidayat memastikan Pasar Cemara dibuka lagi pada Senin sesudah tutup tiga bulan untuk perbaikan.",
    "Pedagang boleh menempati kios tanpa biaya sewa selama tiga bulan, kata Kepala Dinas Perdagangan Sri Wahyuni.",
    "Renovasi pasar itu menelan biaya dua belas miliar rupiah dan melibatkan seratus dua puluh pekerja dari kota itu.",
)
FILLING = (
    "Para pembeli menyambut kabar itu dengan gembira karena selama ini mereka harus berbelanja jauh ke kota sebelah."
)


def html(*paragraphs: str, links: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p><p>{FILLING} Bagian {paragraph[:9]}.</p>" for paragraph in paragraphs)
    return (
        "<!doctype html><html lang='id'><head><meta charset='utf-8'><title>Pasar Cemara Dibuka Lagi</title></head>"
        f"<body><article><h1>Pasar Cemara Dibuka Lagi</h1>{body}</article><nav>{links}</nav></body></html>"
    )


PAGER = f'<a href="{URL}">1</a> <a href="{URL}?page=2">2</a> <a href="{URL}?page=3">3</a>'


class Site:
    """Pages by address; every other one is not found."""

    def __init__(self, pages: Mapping[str, str], content_type: str = HTML) -> None:
        self._pages = pages
        self._type = content_type
        self.asked: list[str] = []

    async def fetch(self, url: str) -> Page:
        self.asked.append(url)
        if url not in self._pages:
            raise FetchError(Reason.NOT_FOUND, "kabar.example")
        return Page(url, url, self._type, "utf-8", self._pages[url].encode())


def paged(**more: str) -> Site:
    """An article on three pages, with `more` links in the pager of each."""
    links = PAGER + "".join(more.values())
    addresses = (URL, f"{URL}?page=2", f"{URL}?page=3")
    return Site({address: html(part, links=links) for address, part in zip(addresses, PARTS, strict=True)})


async def test_page_is_read_with_its_address() -> None:
    article = await read_web(URL, Site({URL: html(*PARTS)}).fetch)
    assert article.title == "Pasar Cemara Dibuka Lagi"
    assert article.url == URL
    assert [part for part in PARTS if part in article.paragraphs] == list(PARTS)


async def test_pages_of_an_article_are_joined_in_order_whichever_was_given() -> None:
    for given in (URL, f"{URL}?page=2"):
        article = await read_web(given, paged().fetch)
        assert [paragraph for paragraph in article.paragraphs if paragraph in PARTS] == list(PARTS)
        assert article.url == URL


async def test_page_that_shows_all_is_preferred() -> None:
    whole = f"{URL}?page=all"
    site = Site({URL: html(PARTS[0], links=f'{PAGER} <a href="{whole}">Semua</a>'), whole: html(*PARTS)})
    article = await read_web(URL, site.fetch)
    assert site.asked == [URL, whole]
    assert [part for part in PARTS if part in article.paragraphs] == list(PARTS)


async def test_page_that_should_show_all_and_is_gone_does_not_matter() -> None:
    site = paged(whole=f'<a href="{URL}?page=all">Semua</a>')
    article = await read_web(URL, site.fetch)
    assert [paragraph for paragraph in article.paragraphs if paragraph in PARTS] == list(PARTS)


async def test_article_with_a_page_that_is_gone_is_not_half_read() -> None:
    site = Site({URL: html(PARTS[0], links=PAGER), f"{URL}?page=2": html(PARTS[1], links=PAGER)})
    with pytest.raises(FetchError) as caught:
        await read_web(URL, site.fetch)
    assert caught.value.reason is Reason.NOT_FOUND


async def test_plain_text_is_read_as_such() -> None:
    article = await read_web(URL, Site({URL: "Pasar Cemara Dibuka Lagi\n\n" + "\n\n".join(PARTS)}, PLAIN).fetch)
    assert article.title == "Pasar Cemara Dibuka Lagi"
    assert article.paragraphs == PARTS
