"""Articles in bulk: one JSON object a line, also gzipped, read in constant memory."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from retrieval.article import Article, Section
from retrieval.errors import ArticleError
from retrieval.sources.cleaning import clean
from retrieval.sources.dateline import split_dateline
from retrieval.sources.dates import parse_date
from retrieval.sources.exported import from_record, is_exported
from retrieval.sources.headings import number_of
from retrieval.sources.plain import news_day, read_body
from retrieval.sources.sifting import sift

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Record = dict[str, object]

MAX_LINE = 16 * 1024 * 1024
"""The longest line that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class BulkArticle:
    """A line that holds an article.

    `number` is the line's, from 1; `ref` its `id` as text, `""` if it has none; `origins` gives for each of the
    article's paragraphs its index in the line's own list (counted through all its sections). `owner` is whose it was
    where it was exported, `None` for a line that says nothing of that.
    """

    number: int
    ref: str
    article: Article
    origins: tuple[int, ...]
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class BulkError:
    """A line that holds none, and a sentence that says why."""

    number: int
    message: str


BulkLine = BulkArticle | BulkError


def read_lines(path: Path, *, after: int = 0, told: Callable[[int], None] | None = None) -> Iterator[BulkLine]:
    """The lines of a `.jsonl` or `.jsonl.gz` file in order, from the one behind line `after`; empty ones passed over.

    A line has `title` and one of `paragraphs` (list), `sections` (`[{heading, paragraphs}]`) or `text`; `id`, `source`,
    `author`, `date`, `url` and `deck` are optional. A line that Kutip exported is taken as it is. Whatever is wrong
    with a line, or with the file in the middle (a torn gzip), comes as a BulkError. Before each line `told` learns how
    many bytes of the file, packed as it may be, have been read. Raises ArticleError if it cannot be opened at all.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise ArticleError(f"{path.name}: the file cannot be read ({error.strerror or error}).") from error
    with file:
        if path.suffix.lower() == ".gz":
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield from _told(_read(unpacked, after), file, told)
        else:
            yield from _told(_read(file, after), file, told)


def parse_line(number: int, line: bytes) -> BulkLine:
    """The article in one line of JSON, or what is wrong with it. `number` is only passed on."""
    try:
        record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        return BulkError(number, "This line is not UTF-8 text.")
    except RecursionError:
        return BulkError(number, "This line's JSON is nested too deeply.")
    except ValueError as error:
        return BulkError(number, f"This line is not valid JSON: {error}.")
    if not isinstance(record, dict):
        return BulkError(number, 'This line is no JSON object: write {"title": …, "paragraphs": […]}.')
    try:
        if is_exported(record):
            back = from_record(record)
            numbers = tuple(range(len(back.article.paragraphs))) if back.origins is None else back.origins
            return BulkArticle(number, back.ref, back.article, numbers, back.owner)
        article, origins = _article(record)
        return BulkArticle(number, _reference(record), article, origins)
    except ArticleError as error:
        return BulkError(number, str(error))


def _told(lines: Iterator[BulkLine], file: BinaryIO, told: Callable[[int], None] | None) -> Iterator[BulkLine]:
    for line in lines:
        if told is not None:
            told(file.tell())
        yield line


def _read(file: BinaryIO | gzip.GzipFile, after: int) -> Iterator[BulkLine]:
    number = 0
    try:
        while line := file.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                while line and not line.endswith(b"\n"):
                    line = file.readline(MAX_LINE)
                if number > after:
                    yield BulkError(number, f"This line is longer than {MAX_LINE // 2**20} MB.")
            elif number > after and line.strip():
                yield parse_line(number, line)
    except (EOFError, OSError, zlib.error) as error:
        yield BulkError(number + 1, f"The file is damaged from here on ({error}); the lines before were read.")


def _article(record: Record) -> tuple[Article, tuple[int, ...]]:
    title = clean(_text(record, "title"))
    if not title:
        raise ArticleError('This line has no "title".')
    if record.get("sections") is not None:
        return _from_sections(title, record, _sections(record["sections"]))
    if record.get("paragraphs") is not None:
        return _from_sections(title, record, [("", _paragraphs(record["paragraphs"]))])
    if text := _text(record, "text"):
        article = _described(read_body(title, text), record)
        return article, tuple(range(len(article.paragraphs)))
    raise ArticleError('This line has no "paragraphs", "sections" or "text".')


def _from_sections(title: str, record: Record, given: list[tuple[str, list[str]]]) -> tuple[Article, tuple[int, ...]]:
    """Furniture goes, nothing moves: each paragraph that is left stays a paragraph of its own, so it can be traced.

    Headings take part in the sifting as lines of their own: a box "Berita Terkait" may stand there as a section.
    """
    lines: list[str] = []
    origin_of: dict[int, int] = {}
    heading_of: dict[int, str] = {}
    for heading, paragraphs in given:
        if heading:
            numbered = number_of(heading)
            heading_of[len(lines)] = numbered[1] if numbered else heading
            lines.append(heading)
        for paragraph in paragraphs:
            origin_of[len(lines)] = len(origin_of)
            lines.append(paragraph)
    sifted = sift(lines, frozenset(heading_of))
    sections: list[tuple[str, list[str]]] = [("", [])]
    origins: list[int] = []
    place = publisher = ""
    for index, text in sifted.kept:
        if index in heading_of:
            sections.append((heading_of[index], []))
            continue
        story = text
        if not origins:
            dateline = split_dateline(text)
            place, publisher, story = dateline.place, dateline.publisher, dateline.text
        sections[-1][1].append(story)
        origins.append(origin_of[index])
    if not any(any(map(str.isalpha, paragraph)) for _, paragraphs in sections for paragraph in paragraphs):
        raise ArticleError("This line has no readable paragraph.")
    article = Article(
        title=title,
        sections=tuple(Section(heading, tuple(paragraphs)) for heading, paragraphs in sections if paragraphs),
        place=place,
        publisher=publisher,
        author=sifted.author,
        discarded=sifted.discarded,
    )
    return _described(article, record), tuple(origins)


def _described(article: Article, record: Record) -> Article:
    """`article` with what the line tells about it; what the line tells wins over what its text does."""
    given = record.get("date")
    return Article(
        title=article.title,
        sections=article.sections,
        deck=clean(_text(record, "deck")) or article.deck,
        place=article.place,
        publisher=clean(_text(record, "source")) or article.publisher,
        # A date that cannot be read (torn, empty, a number of seconds) is no reason to lose an article.
        date=(parse_date(clean(given)) if isinstance(given, str) else None) or news_day(article.paragraphs[:3]),
        author=clean(_text(record, "author")) or article.author,
        url=clean(_text(record, "url")),
        discarded=article.discarded,
    )


def _reference(record: Record) -> str:
    ref = record.get("id")
    if ref is None:
        return ""
    if isinstance(ref, str) and clean(ref):
        return clean(ref)
    if isinstance(ref, int) and not isinstance(ref, bool):
        return str(ref)
    raise ArticleError('"id" must be a number without fraction or a text that is not empty.')


def _text(record: Record, key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ArticleError(f'"{key}" must be a text.')
    return value


def _paragraphs(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(paragraph, str) for paragraph in value):
        raise ArticleError('"paragraphs" must be a list of texts.')
    # What a program gives is kept as it gave it, so that it knows it again; torn encodings are mended where they show.
    return [clean(paragraph, mended=False) for paragraph in value]


def _sections(value: object) -> list[tuple[str, list[str]]]:
    if not isinstance(value, list) or not all(isinstance(section, dict) for section in value):
        raise ArticleError('"sections" must be a list of {"heading": …, "paragraphs": […]}.')
    return [(clean(_text(section, "heading")), _paragraphs(section.get("paragraphs", []))) for section in value]
