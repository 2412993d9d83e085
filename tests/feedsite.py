"""A news site on the loopback interface that has a feed, whose conditional requests it understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.websites import Site, answer

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable

HOST = "berita.example"
TYPE = "application/rss+xml"


def item(address: str, *, title: str = "", guid: str = "", more: str = "") -> str:
    """An entry of an RSS feed."""
    named = f"<title>{title}</title>" if title else ""
    identified = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    return f"<item>{named}<link>{address}</link>{identified}{more}</item>"


def rss(items: Iterable[str]) -> bytes:
    return f'<rss version="2.0"><channel><title>Kabar Uji</title>{"".join(items)}</channel></rss>'.encode()


def story(village: str) -> bytes:
    """A page with an article about a village, without author and date."""
    title = f"Jembatan {village} Diresmikan Camat Wirasana"
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>Jembatan gantung di Desa {village} diresmikan oleh Camat Wirasana pada Senin pagi di hadapan warga.</p>"
        f"<p>Jembatan di {village} itu memiliki panjang 140 meter dan dibangun dengan biaya dua miliar rupiah.</p>"
        "<p>Warga menyambut jembatan baru itu dengan kenduri dan doa bersama di balai desa pada malam hari.</p>"
        "</article></body></html>"
    ).encode()


class FeedSite(Site):
    """A site with a feed at `/feed`; `publish` puts a page and its entry there, the newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[str] = []
        self.fields: list[str] = []
        """Further fields of the feed's answer."""
        self.pages["/feed"] = self._feed

    def address(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}"

    def publish(self, village: str, *, guid: str = "", more: str = "", query: str = "") -> None:
        path = f"/{village.lower()}"
        self.pages[path + query] = answer(story(village))
        self.items.insert(0, item(self.address(path + query), guid=guid, more=more))

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(request.split()[1] == path for request in self.requests)

    @property
    def etag(self) -> str:
        return f'"{len(self.items)}-{abs(hash(tuple(self.items)))}"'

    async def _feed(self, writer: asyncio.StreamWriter) -> None:
        fields = [f"ETag: {self.etag}", *self.fields]
        if f"If-None-Match: {self.etag}" in self.requests[-1]:
            writer.write(answer(status=304, content_type="", fields=fields))
        else:
            writer.write(answer(rss(self.items), content_type=TYPE, fields=fields))
