"""ZIP archive → the articles in it, and for each file without one the sentence that says why."""

from __future__ import annotations

import re
import stat
import unicodedata
from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from retrieval.errors import ArticleError
from retrieval.sources.cleaning import clean
from retrieval.sources.files import FileKind, kind_of
from retrieval.sources.members import Member
from retrieval.sources.refusals import DocumentError, Reason
from retrieval.sources.unzipping import open_zip, unpack

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

    from retrieval.article import Article

MAX_FILES = 200
MAX_UNPACKED = 40 * 1024 * 1024
"""Bytes of all files together, as they really come out."""

_LONGEST_NAME = 120
_UTF8_NAME = 0x800
_ARCHIVES = re.compile(r"\.(?:zip|rar|7z|tar|t?gz|bz2|xz|zst|jar|cab|iso)$")
# What file managers and editors leave beside files: "__MACOSX/._a.txt", ".DS_Store", "~$berita.docx".
_SYSTEM = frozenset({"__macosx", "thumbs.db", "desktop.ini"})


def read_archive(data: bytes) -> tuple[Member, ...]:
    """The files in an archive in its order; folders, hidden files and those of the system are passed over.

    Raises DocumentError when the archive as a whole is refused: no ZIP, broken, too many files, too large, or nothing
    in it that could be read. Meant to be run apart (`retrieval.sources.worker`).
    """
    with open_zip(data) as archive:
        listed = [
            (at, name)
            for at, member in enumerate(archive.infolist())
            if not member.is_dir() and not _is_passed_over(name := _name(member))
        ]
        if len(listed) > MAX_FILES:
            raise DocumentError(Reason.TOO_MANY_FILES)
        if not any(_kind(name) or _ARCHIVES.search(name.lower()) for _, name in listed):
            raise DocumentError(Reason.NO_FILES)
        members: list[Member] = []
        seen: set[str] = set()
        left = MAX_UNPACKED
        for at, name in listed:
            outcome, spent = _outcome(archive, at, name, seen, left)
            left -= spent
            members.append(Member(_shown(name), outcome))
    return tuple(members)


def _outcome(archive: ZipFile, at: int, name: str, seen: set[str], left: int) -> tuple[Article | ArticleError, int]:
    """A member's article, or why there is none; and how many bytes it was. Raises when the whole became too large."""
    spent = 0
    try:
        kind = _kind(name)
        if _ARCHIVES.search(name.lower()):
            raise DocumentError(Reason.NESTED)
        if kind is None:
            raise DocumentError(Reason.OTHER_KIND)
        if not _is_regular(archive.infolist()[at]):
            raise DocumentError(Reason.NOT_A_FILE)
        key = unicodedata.normalize("NFKC", name).casefold()
        if key in seen:
            raise DocumentError(Reason.TWICE)
        seen.add(key)
        try:
            data = unpack(archive, at, min(kind.max_bytes, left))
        except DocumentError as error:
            if error.reason is Reason.TOO_LARGE and left < kind.max_bytes:
                raise _WholeTooLargeError from error
            raise
        spent = len(data)
        return kind.read(data), spent
    except _WholeTooLargeError:
        raise DocumentError(Reason.TOO_LARGE) from None
    except ArticleError as error:
        return error, spent
    except (MemoryError, RecursionError):
        return DocumentError(Reason.CRASHED), spent


class _WholeTooLargeError(Exception):
    """The archive's files together are larger than allowed."""


def _kind(name: str) -> FileKind | None:
    """Without an ending a file is as likely a licence as an article."""
    return kind_of(name) if PurePosixPath(name).suffix else None


def _name(member: ZipInfo) -> str:
    """A member's name with "/" between folders. zipfile takes for cp437 what an archiver does not call UTF-8."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _is_passed_over(name: str) -> bool:
    parts = [part for part in name.split("/") if part not in {"", ".", ".."}]
    return not parts or any(part.startswith((".", "~$")) or part.lower() in _SYSTEM for part in parts)


def _is_regular(member: ZipInfo) -> bool:
    kind = stat.S_IFMT(member.external_attr >> 16)
    return kind in {0, stat.S_IFREG}


def _shown(name: str) -> str:
    """A name for a message: folders of the archive stay, all that leads out of it or deceives the eye goes."""
    parts = [part for each in name.split("/") if (part := clean(each)) not in {"", ".", ".."}]
    shown = "/".join(parts)
    return shown if len(shown) <= _LONGEST_NAME else f"…{shown[-_LONGEST_NAME:]}"
