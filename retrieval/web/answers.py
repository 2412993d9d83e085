"""A server's answer, judged by its head, and its body unpacked within bounds."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from retrieval.web.refusals import FetchError, Reason, too_big

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

HTML: Final = "text/html"
XHTML: Final = "application/xhtml+xml"
PLAIN: Final = "text/plain"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

CONTENT_TYPES: Final = (HTML, XHTML, PDF, DOCX, PLAIN)
"""What articles are read from."""

FEEDS: Final = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    "application/x-rss+xml",
    # What servers call a feed that nobody has told them about.
    HTML,
    PLAIN,
)
"""What feeds are read from."""

UNCHANGED: Final = 304
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD: Final = frozenset({301, 308})
_GONE: Final = frozenset({404, 410})
_CLOSED: Final = frozenset({401, 402, 403, 407, 451})
_UNPACKED: Final = frozenset({"", "identity"})
_GZIP: Final = frozenset({"gzip", "x-gzip"})
_LONGEST_TAG: Final = 200
_TAG: Final = re.compile(r"[\x20-\x7e]+")
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})\b", re.IGNORECASE)
_UNKEPT: Final = re.compile(r"\bno-(?:cache|store)\b", re.IGNORECASE)
_LONGEST_CHARSET: Final = 40  # Python keeps every name of an encoding that it was asked for.

_GARBLED: Final = "The site's answer is garbled or incomplete; try again, or send the article's text instead."


@dataclass(frozen=True, slots=True)
class Edition:
    """What tells the states of a page apart: its ETag and Last-Modified as the site wrote them, `""` for none."""

    etag: str = ""
    modified: str = ""

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """The request's fields that ask for the page only if it is another edition by now."""
        fields = (("If-None-Match", self.etag), ("If-Modified-Since", self.modified))
        return [(name, value) for name, value in fields if value]


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
    def for_good(self) -> bool:
        """Whether a redirect tells that its page has moved for good."""
        return self.status in _FOR_GOOD

    @property
    def edition(self) -> Edition:
        """Which state of the page this is; a value that could not be sent back as it is counts as none."""
        return Edition(*(_sendable(self.field(name)) for name in (b"etag", b"last-modified")))

    @property
    def max_age(self) -> int:
        """Seconds for which the site says that its answer stays right; 0 where it says nothing, or the contrary."""
        control = self.field(b"cache-control")
        age = _MAX_AGE.search(control)
        return int(age[1]) if age and not _UNKEPT.search(control) else 0

    @property
    def retry_after(self) -> int:
        """Seconds for which the site wants to be left alone; 0 where it does not say."""
        value = self.field(b"retry-after").strip()
        if value.isdecimal():
            return int(value[:9])
        try:
            then = parsedate_to_datetime(value)
        except ValueError:
            return 0
        return max(0, round((then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds()))

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


def require_page(head: Head, longest: int, types: Collection[str] = CONTENT_TYPES) -> None:
    """Raise FetchError unless `head` announces a whole page of one of the `types`, of at most `longest` bytes.

    By status FORBIDDEN, NOT_FOUND, SITE_ERROR or UNREADABLE; then NOT_AN_ARTICLE, TOO_BIG.
    """
    if head.status != 200:
        reason, message = _refusal(head.status)
        raise FetchError(reason, message, status=head.status, retry_after=head.retry_after)
    if head.content_type not in types:
        raise FetchError(
            Reason.NOT_AN_ARTICLE, "There is no article at this address: only web pages, text, PDF and Word are read."
        )
    length = head.field(b"content-length")
    if length.isdecimal() and int(length) > longest:
        raise too_big()


def _refusal(status: int) -> tuple[Reason, str]:
    if status in _CLOSED:
        return Reason.FORBIDDEN, "The site does not let this page be read without a login or by programs."
    if status in _GONE:
        return Reason.NOT_FOUND, "The site has no such page (any more); check the address."
    if status == 429 or status >= 500:
        return Reason.SITE_ERROR, f"The site is failing or busy (status {status}); try again later."
    return Reason.UNREADABLE, f"The site did not answer with a page (status {status})."


def _sendable(value: str) -> str:
    return value if len(value) <= _LONGEST_TAG and _TAG.fullmatch(value) else ""


def unpack(data: bytes, longest: int) -> bytes:
    """The gzipped `data` unpacked; of more than `longest` bytes the first `longest` and one more, which tells.

    Raises FetchError (UNREADABLE) where the data is broken off or no gzip.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return file.read(longest + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise FetchError(Reason.UNREADABLE, _GARBLED) from error
