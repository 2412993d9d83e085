"""A file → the article in it, by the reader for its kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from retrieval.errors import ArticleError
from retrieval.sources.encoding import MAX_BYTES, decode
from retrieval.sources.html_decoding import MAX_PAGE
from retrieval.sources.markdown import read_markdown
from retrieval.sources.members import Member
from retrieval.sources.plain import read_plain
from retrieval.sources.refusals import MAX_DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from retrieval.article import Article


@dataclass(frozen=True, slots=True)
class FileKind:
    """Files that one reader understands: how their names end (in small letters), at most how many bytes are read.

    A kind that is read `apart` has a reader whose code or format is not to be trusted with anybody's data: it is called
    in a worker's process only.
    """

    suffixes: frozenset[str]
    read: Callable[[bytes], Article]
    max_bytes: int = MAX_BYTES
    apart: bool = False


def _plain(data: bytes) -> Article:
    return read_plain(decode(data))


def _markdown(data: bytes) -> Article:
    return read_markdown(decode(data))


def _html(data: bytes) -> Article:
    from retrieval.sources.html import read_html  # noqa: PLC0415 - half a second, only for those who read HTML

    return read_html(data)


def _pdf(data: bytes) -> Article:
    from retrieval.sources.pdf import read_pdf  # noqa: PLC0415 - PDFium, only in a worker

    return read_pdf(data)


def _docx(data: bytes) -> Article:
    from retrieval.sources.docx import read_docx  # noqa: PLC0415 - mammoth, only in a worker

    return read_docx(data)


PLAIN = frozenset({"", ".txt", ".text"})
MARKDOWN = frozenset({".md", ".markdown"})
HTML = frozenset({".html", ".htm", ".xhtml"})
PDF = frozenset({".pdf"})
WORD = frozenset({".docx"})
OLD_WORD = frozenset({".doc"})
"""Not read, but known: whoever sends one is told how to save it."""
ARCHIVE = frozenset({".zip"})

KINDS = (
    FileKind(PLAIN, _plain),
    FileKind(MARKDOWN, _markdown),
    FileKind(HTML, _html, MAX_PAGE),
    FileKind(PDF, _pdf, MAX_DOCUMENT, apart=True),
    FileKind(WORD | OLD_WORD, _docx, MAX_DOCUMENT, apart=True),
)
"""Every kind that is read; a new one is a line here."""

READABLE = frozenset(suffix for kind in KINDS for suffix in kind.suffixes if suffix) - OLD_WORD | ARCHIVE
"""The ends of names by which articles are found in a folder. (A file without one is read when it is named itself.)"""


def kind_of(name: str) -> FileKind | None:
    """The kind that the end of a file's name tells, None if it is none that is read as one article."""
    suffix = PurePosixPath(name).suffix.lower()
    return next((kind for kind in KINDS if suffix in kind.suffixes), None)


def read_path(path: Path) -> Article:
    """The article in a file, its kind told by the end of its name.

    Blocks, and must not be called from a task of an event loop (from a thread it may be). Raises ArticleError when the
    file cannot be opened, is of no kind that is read, too large, or holds no article, or is an archive of several.
    """
    kind = kind_of(path.name)
    if kind is None:
        kinds = ", ".join(sorted(READABLE))
        raise ArticleError(f"{path.name}: files ending in {path.suffix.lower()} are not read; use one of {kinds}.")
    data = _bytes(path, kind.max_bytes)
    try:
        return _read_apart(data, path.suffix.lower()) if kind.apart else kind.read(data)
    except ArticleError as error:
        raise ArticleError(f"{path.name}: {error}") from error


def read_paths(path: Path) -> tuple[Member, ...]:
    """What `read_path` reads of a file, or, of an archive, each of its files with its article or what is wrong with it.

    Raises ArticleError as `read_path` does, and when an archive is refused as a whole.
    """
    if path.suffix.lower() not in ARCHIVE:
        return (Member(path.name, read_path(path)),)
    data = _bytes(path, MAX_DOCUMENT)
    try:
        return _read_archive_apart(data)
    except ArticleError as error:
        raise ArticleError(f"{path.name}: {error}") from error


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than is allowed is enough to tell that a file, or an endless device, is too large.
            return file.read(most + 1)
    except OSError as error:
        raise ArticleError(f"{path.name}: the file cannot be read ({error.strerror or error}).") from error


def _read_apart(data: bytes, suffix: str) -> Article:
    import asyncio  # noqa: PLC0415 - not for the worker, which imports this module too

    from retrieval.sources.worker import read_safely  # noqa: PLC0415

    return asyncio.run(read_safely(data, suffix))


def _read_archive_apart(data: bytes) -> tuple[Member, ...]:
    import asyncio  # noqa: PLC0415 - as above

    from retrieval.sources.worker import read_archive_safely  # noqa: PLC0415

    return asyncio.run(read_archive_safely(data))
