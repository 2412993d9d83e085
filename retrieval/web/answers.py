"""A server's answer, judged by its head, and its body unpacked within bounds."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, Final

from retrieval.web.refusals import FetchError, Reason, too_big

if TYPE_CHECKING:
    from collections.abc import Sequence

HTML: Final = "text/html"
XHTML: Final = "application/xhtml+xml"
PLAIN: Final = "text/plain"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

CONTENT_TYPES: Final = (HTML, XHTML, PDF, DOCX, PLAIN)
"""What articles are read from."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})
_CLOSED: Final = frozenset({401, 402, 403, 407, 451})
_UNPACKED: Final = frozenset({"", "identity"})
_GZIP: Final = frozenset({"gzip", "x-gzip"})
_LONGEST_CHARSET: Final = 40  # Python keeps every name of an encoding that it was asked for.

_GARBLED: Final = "The site's answer is garbled or incomplete; try again, or send the article's text instead."


@dataclass(frozen=True, slots=True)
class Head:
    """Status and header fields of an answer; `fields` are name and value as they came, in order."""

    status: int
    fields: Sequence[tuple[bytes, bytes]]

    def field(self, name: bytes) -> str:
        """The first value of the field `name` (in lower case), `""` where there is none.

        Fields are ASCII by the rules; some sites write UTF-8 into `Location` all the same, and it is read so.
        """
        for key, value in self.fields:
            if key.lower() == name:
                try:
                    return value.decode("utf-8")
                except UnicodeDecodeError:
                    return value.decode("latin-1")
        return ""

    @property
    def location(self) -> str:
        """Where a redirect leads, as the server wrote it; `""` where this is no redirect."""
        return self.field(b"location") if self.status in _REDIRECTS else ""

    @property
    def content_type(self) -> str:
        """The kind of content, in lower case, without parameters."""
        return self.field(b"content-type").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The declared encoding as Python names it (`cp1252`, say); None where none is declared, or an unknown one."""
        message = Message()
        message["content-type"] = self.field(b"content-type")
        name = message.get_content_charset()
        try:
            return codecs.lookup(name).name if name and len(name) <= _LONGEST_CHARSET and "a".encode(name) else None
        except (LookupError, ValueError):
            return None

    @property
    def packed(self) -> bool:
        """Whether the body is gzipped. Raises FetchError (UNREADABLE) for every other packing: none was asked for."""
        values = [value.decode("latin-1").lower() for key, value in self.fields if key.lower() == b"content-encoding"]
        packings = [name.strip() for value in values for name in value.split(",") if name.strip() not in _UNPACKED]
        if len(packings) > 1 or not _GZIP.issuperset(packings):
            raise FetchError(Reason.UNREADABLE, _GARBLED)
        return bool(packings)


def require_article(head: Head, longest: int) -> None:
    """Raise FetchError unless `head` announces a whole page of at most `longest` bytes that an article can be in.

    By status FORBIDDEN, NOT_FOUND, SITE_ERROR or UNREADABLE; then NOT_AN_ARTICLE, TOO_BIG.
    """
    if head.status in _CLOSED:
        raise FetchError(Reason.FORBIDDEN, "The site does not let this page be read without a login or by programs.")
    if head.status in _GONE:
        raise FetchError(Reason.NOT_FOUND, "The site has no such page (any more); check the address.")
    if head.status == 429 or head.status >= 500:
        raise FetchError(Reason.SITE_ERROR, f"The site is failing or busy (status {head.status}); try again later.")
    if head.status != 200:
        raise FetchError(Reason.UNREADABLE, f"The site did not answer with a page (status {head.status}).")
    if head.content_type not in CONTENT_TYPES:
        raise FetchError(
            Reason.NOT_AN_ARTICLE, "There is no article at this address: only web pages, text, PDF and Word are read."
        )
    length = head.field(b"content-length")
    if length.isdecimal() and int(length) > longest:
        raise too_big()


def unpack(data: bytes, longest: int) -> bytes:
    """The gzipped `data` unpacked; of more than `longest` bytes the first `longest` and one more, which tells.

    Raises FetchError (UNREADABLE) where the data is broken off or no gzip.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return file.read(longest + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise FetchError(Reason.UNREADABLE, _GARBLED) from error
