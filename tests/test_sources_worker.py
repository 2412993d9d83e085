"""Documents read in a process of their own."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from retrieval.article import Article
from retrieval.errors import ArticleError
from retrieval.sources.answers import answer_of, members_of
from retrieval.sources.files import read_path, read_paths
from retrieval.sources.html_refusals import PageError
from retrieval.sources.html_refusals import Reason as PageReason
from retrieval.sources.members import Member
from retrieval.sources.refusals import MAX_DOCUMENT, DocumentError, Reason
from retrieval.sources.worker import Limits, environment, read_archive_safely, read_safely
from tests.documents.corpus import HERE, expected_of

PDF = HERE / "chromium_news.pdf"
DOCX = HERE / "pandoc_notes.docx"
STORY = "Jembatan Cimandala Putus\n\nJembatan gantung di Desa Cimandala putus diterjang banjir pada Senin malam.\n"


async def refusal_of(data: bytes, suffix: str, limits: Limits | None = None) -> Reason:
    with pytest.raises(DocumentError) as caught:
        await read_safely(data, suffix, limits=limits or Limits())
    return caught.value.reason


def children() -> set[str]:
    """The process ids of this process's children."""
    found = set[str]()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # of a thread that has just ended
            found.update((task / "children").read_text().split())
    return found


@pytest.fixture
def others() -> set[str]:
    """The children that were there before, of which other tests know."""
    return children()


@pytest.mark.parametrize("path", [PDF, DOCX], ids=lambda path: path.suffix)
async def test_a_document_read_apart_is_the_same_article(path: Path) -> None:
    article = await read_safely(path.read_bytes(), path.suffix)  # noqa: ASYNC240 - a small file
    assert article == expected_of(path.name)
    assert article.discarded or path is DOCX


async def test_every_refusal_comes_with_its_reason() -> None:
    assert await refusal_of((HERE / "scanned.pdf").read_bytes(), ".pdf") is Reason.SCANNED
    assert await refusal_of(b"PK\x03\x04", ".docx") is Reason.BROKEN
    assert await refusal_of(b"x", ".exe") is Reason.OTHER_KIND
    assert await refusal_of(b" " * (MAX_DOCUMENT + 1), ".pdf") is Reason.TOO_LARGE
    with pytest.raises(PageError) as page:
        await read_safely(b"", ".html")
    assert page.value.reason is PageReason.EMPTY
    with pytest.raises(ArticleError, match="no readable paragraph"):
        await read_safely(b"", ".txt")


async def test_an_address_that_is_told_is_the_articles() -> None:
    article = await read_safely(DOCX.read_bytes(), ".docx", url="https://berita.example/a.docx")
    assert article.url == "https://berita.example/a.docx"


async def test_the_event_loop_goes_on_while_a_worker_reads() -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    turning = asyncio.create_task(turn())
    await read_safely(PDF.read_bytes(), ".pdf")
    turning.cancel()
    assert turns > 100


async def test_a_worker_over_its_time_is_killed(others: set[str]) -> None:
    assert await refusal_of(PDF.read_bytes(), ".pdf", Limits(seconds=0.01)) is Reason.TOO_SLOW
    assert children() <= others


async def test_a_worker_over_its_memory_has_crashed_and_the_next_one_reads() -> None:
    assert await refusal_of(b"%PDF-" + b" " * 10_000_000, ".pdf", Limits(memory=48 << 20)) is Reason.CRASHED
    assert (await read_safely(PDF.read_bytes(), ".pdf")).title


async def test_a_worker_that_falls_over_is_a_sentence(others: set[str]) -> None:
    reading = asyncio.create_task(read_safely(PDF.read_bytes(), ".pdf"))
    while not (pids := children() - others):  # noqa: ASYNC110 - a process tells no event when it is there
        await asyncio.sleep(0)
    for pid in pids:
        os.kill(int(pid), signal.SIGSEGV)
    with pytest.raises(DocumentError) as caught:
        await reading
    assert caught.value.reason is Reason.CRASHED


async def test_a_reading_that_is_called_off_leaves_no_process(others: set[str]) -> None:
    reading = asyncio.create_task(read_safely(PDF.read_bytes(), ".pdf"))
    while not children() - others:  # noqa: ASYNC110 - a process tells no event when it is there
        await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert children() <= others


async def test_many_documents_are_read_at_a_time() -> None:
    articles = await asyncio.gather(*(read_safely(path.read_bytes(), path.suffix) for path in (PDF, DOCX) * 2))
    assert [article.title for article in articles] == [expected_of(PDF.name).title] * 4


def test_a_worker_gets_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1:secret")
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    assert not {"BOT_TOKEN", "WEBHOOK_SECRET"} & set(environment())


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"Segmentation fault",
        b"[]",
        b"{}",
        b'{"members": []}',
        b'{"members": [{"name": "a"}]}',
        b'{"members": [{"name": "a", "article": {"title": 1}}]}',
        b'{"members": [{"name": 1, "article": {}}]}',
        b'{"refused": {"kind": "document", "reason": "nonsense"}}',
        b'{"refused": {"kind": "system", "message": "x"}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(answer: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's and pydantic's own are among them
        members_of(answer)


def test_an_answer_tells_all_that_was_read_and_why_the_rest_was_not() -> None:
    members = (
        Member("a.pdf", expected_of(PDF.name)),
        Member("b.pdf", DocumentError(Reason.SCANNED)),
        Member("c.html", PageError(PageReason.LOGIN)),
        Member("d.txt", ArticleError("This text has no readable paragraph.")),
    )
    told = members_of(answer_of(members))
    assert [(each.name, type(each.outcome), str(each.outcome)) for each in told] == [
        (each.name, type(each.outcome), str(each.outcome)) for each in members
    ]
    assert told[0].outcome == members[0].outcome
    with pytest.raises(DocumentError, match="password"):
        members_of(answer_of(DocumentError(Reason.PASSWORD)))


def archive() -> bytes:
    data = BytesIO()
    with ZipFile(data, "w") as zipped:
        zipped.write(PDF, "berita/a.pdf")
        zipped.writestr("b.txt", STORY)
        zipped.write(HERE / "scanned.pdf", "c.pdf")
    return data.getvalue()


async def test_an_archive_is_read_apart_file_by_file() -> None:
    first, second, third = await read_archive_safely(archive())
    assert (first.name, first.outcome) == ("berita/a.pdf", expected_of(PDF.name))
    assert isinstance(second.outcome, Article)
    assert isinstance(third.outcome, DocumentError)
    assert third.outcome.reason is Reason.SCANNED
    with pytest.raises(DocumentError, match="damaged"):
        await read_archive_safely(archive()[:-30])


def test_files_are_read_by_path_too(tmp_path: Path) -> None:
    assert read_path(PDF) == expected_of(PDF.name)
    assert read_paths(DOCX) == (Member(DOCX.name, expected_of(DOCX.name)),)
    (tmp_path / "berita.zip").write_bytes(archive())
    assert [member.name for member in read_paths(tmp_path / "berita.zip")] == ["berita/a.pdf", "b.txt", "c.pdf"]
    with pytest.raises(ArticleError, match=r"scanned\.pdf: This PDF is a scan"):
        read_path(HERE / "scanned.pdf")
    (tmp_path / "lama.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(ArticleError, match=r"lama\.doc: This is an old Word file"):
        read_path(tmp_path / "lama.doc")
    (tmp_path / "rusak.zip").write_bytes(b"PK")
    with pytest.raises(ArticleError, match=r"rusak\.zip: This file is damaged"):
        read_paths(tmp_path / "rusak.zip")


def test_no_parser_is_loaded_before_a_document_comes() -> None:
    code = (
        "import json, sys, bot.app, bot.commands.add, retrieval.sources.files, retrieval.sources.worker;"
        "print(json.dumps([name for name in ('pypdfium2', 'mammoth', 'zipfile') if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"pypdfium2", "mammoth"} & set(json.loads(done.stdout))
