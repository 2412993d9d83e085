"""The other side of `retrieval.sources.worker`: one document on standard input, one answer on standard output.

Started as `python -m retrieval.sources.worker_process`. The first line is JSON: `suffix`, `url`, `charset`, `seconds`
and `memory`; all that follows is the document.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import Final

from retrieval.errors import ArticleError
from retrieval.sources.answers import answer_of, answer_of_feed
from retrieval.sources.archive import read_archive
from retrieval.sources.files import HTML, kind_of
from retrieval.sources.members import Member
from retrieval.sources.refusals import DocumentError, Reason
from retrieval.sources.worker import FEED

_READERS: Final = {
    ".pdf": ("pdf",),
    ".docx": ("docx",),
    ".zip": ("pdf", "docx", "html"),
    FEED: ("feed",),
    **dict.fromkeys(HTML, ("html",)),
}
_NICER: Final = 5
_MOST_FILES: Final = 64


def main() -> None:
    """Read, answer, end. Whatever is wrong with the document is an answer; all else is a status that is not 0."""
    told = json.loads(sys.stdin.buffer.readline())
    suffix = str(told["suffix"])
    # The reader's code is loaded before its limits are set: an import may open and write files, a document may not.
    for name in _READERS.get(suffix, ()):
        import_module(f"retrieval.sources.{name}")
    _limit(float(told["seconds"]), int(told["memory"]))
    data = sys.stdin.buffer.read()
    try:
        answer = _answer(data, suffix, str(told.get("url", "")), str(told.get("charset", "")))
    except ArticleError as error:
        answer = answer_of(error)
    except (MemoryError, RecursionError):
        answer = answer_of(DocumentError(Reason.CRASHED))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _answer(data: bytes, suffix: str, url: str, charset: str) -> bytes:
    if suffix == FEED:
        from retrieval.sources.feed import read_feed  # noqa: PLC0415 - loaded above, where it is needed

        return answer_of_feed(read_feed(data, url=url, charset=charset))
    return answer_of(_members(data, suffix, url, charset))


def _members(data: bytes, suffix: str, url: str, charset: str) -> tuple[Member, ...]:
    if suffix == ".zip":
        return read_archive(data)
    if suffix in HTML:
        from retrieval.sources.html import read_html  # noqa: PLC0415 - loaded above, where it is needed

        return (Member("", read_html(data, url=url, charset=charset)),)
    kind = kind_of(f"document{suffix}")
    if kind is None:
        raise DocumentError(Reason.OTHER_KIND)
    article = kind.read(data)
    return (Member("", replace(article, url=article.url or url)),)


def _limit(seconds: float, memory: int) -> None:
    """Bound this process; what an operating system does not know (memory, on some) it goes without."""
    processor = int(seconds) + 1
    for kind, most in (
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    with suppress(OSError):
        os.nice(_NICER)  # answering readers comes first


if __name__ == "__main__":
    main()
