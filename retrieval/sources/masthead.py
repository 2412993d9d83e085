"""What stands above a story on a pasted page: title, deck, byline, date, publisher, address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from retrieval.sentences import sentences
from retrieval.sources.bylines import author_of
from retrieval.sources.dateline import is_publisher, split_dateline
from retrieval.sources.dates import WEEKDAY, find_date
from retrieval.sources.furniture import family
from retrieval.sources.headings import is_torn, number_of
from retrieval.sources.sifting import reads_as_paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(slots=True)
class Masthead:
    """What was read so far. Filled while reading, not kept.

    `taken` counts the lines that were looked at; of those, the indices in `passed` are the story's after all.
    """

    title: str = ""
    deck: str = ""
    author: str = ""
    publisher: str = ""
    date: date | None = None
    url: str = ""
    taken: int = 0
    passed: list[int] = field(default_factory=list)
    discarded: list[str] = field(default_factory=list)


LONGEST_TITLE = 200
"""A longer first line (characters) is the story itself, pasted without its title."""

_MADE_TITLE = 90
_LONGEST_DECK = 220
_LONGEST_META = 120
_FURTHEST = 4
"""So many lines that are nothing known (a caption, a summary in points) may stand between title and byline."""
_ABOVE_TITLE = frozenset({"empty", "advertising", "label", "pager", "breadcrumb", "related", "media", "initials"})
_ADDRESS = re.compile(r"(?:(?:url|link|tautan|sumber|source)\s?:\s*)?(?P<url>https?://\S+)$", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?P<label>judul|title|tanggal|date|media|publikasi|penerbit|sumber|source|ringkasan|deck)\s?:\s*(?P<value>\S.*)$",
    re.IGNORECASE,
)
_LABEL_WORDS = {
    "judul": "title",
    "tanggal": "date",
    "media": "publisher",
    "publikasi": "publisher",
    "penerbit": "publisher",
    "sumber": "publisher",
    "source": "publisher",
    "ringkasan": "deck",
}
_AROUND_DATE = re.compile(
    rf"\b{WEEKDAY}\b|\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?|\b(?:wib|wita|wit|am|pm|gmt|utc)\b|(?:diperbarui"
    rf"|diterbitkan|dipublikasikan|terbit|tayang|"
    r"published|updated?|diupdate|pukul|jam|tanggal|pada|last)\b|[\s,.|:/()+–—•·-]+",
    re.IGNORECASE,
)
_WRITER_AT = re.compile(r"(?P<name>[^|–—-]{2,60}?)\s?[|–—,-]\s?(?P<publisher>[\w. ]{2,30})$")
_RUBRIC = re.compile(
    r"(?:news|berita|nasional|nusantara|daerah|regional|internasional|global|dunia|politik|hukum|kriminal|ekonomi|bisnis"
    r"|keuangan|market|olahraga|sport|sports|bola|sepak bola|tekno|teknologi|sains|otomotif|hiburan|entertainment|seleb"
    r"|gaya hidup|lifestyle|kesehatan|health|pendidikan|edukasi|travel|kuliner|opini|kolom|megapolitan|metro|peristiwa"
    r"|headline|terkini|viral)$",
    re.IGNORECASE,
)
_LONE_ROLE = re.compile(r"(?P<role>penulis|oleh|reporter|editor|tim redaksi|penyunting)\W*$", re.IGNORECASE)


def read_masthead(lines: Sequence[str], *, title: str = "") -> Masthead:
    """Read the title and what belongs to it off the first of `lines` (logical, clean, not empty).

    A text without a title gets one made of its first sentence, which stays in the text. Where the source tells the
    `title` apart, `lines` are those below it. (It is not looked at: it may hold a date itself.)
    """
    head = Masthead(title=title)
    while not title and head.taken < len(lines) and _above_title(lines[head.taken], head):
        head.discarded.append(lines[head.taken])
        head.taken += 1
    if head.taken == len(lines):
        return head
    if not head.title:
        first = lines[head.taken]
        if _is_story(first):
            head.title = made_title(first)
            return head
        head.title = first
        head.taken += 1
    at = head.taken
    passed: list[int] = []
    while at < len(lines) - 1 and len(passed) < _FURTHEST:
        if _below_title(lines, at, head, is_first=not passed):
            head.taken, head.passed = at + 1, list(passed)
        elif _is_surely_story(lines[at]):
            break
        else:
            passed.append(at)
        at += 1
    return head


def below_masthead(head: Masthead, lines: Sequence[str]) -> list[str]:
    """Those of `lines` that `head`, which was read off them, leaves to the story."""
    return [*(lines[at] for at in head.passed), *lines[head.taken :]]


def read_surroundings(lines: Sequence[str], head: Masthead, *, only_author: bool = False) -> None:
    """Fill what `head` does not know from clean lines that stand around a story, whatever else is among them.

    For pages that tell where their story begins and ends. Below a story only its author is looked for: dates and names
    of media there belong to other stories.
    """
    for line, after in zip_longest(lines, lines[1:], fillvalue=""):
        if only_author:
            head.author = head.author or author_of(line)
        else:
            _read_meta(line, after, head)


def made_title(paragraph: str) -> str:
    """A title for a text that has none: its first sentence, cut at a word when it is long."""
    text = split_dateline(paragraph).text[:1000]
    start, end = sentences(text)[0]
    title = text[start:end].rstrip(".")
    if len(title) <= _MADE_TITLE:
        return title
    short = title[: _MADE_TITLE + 1].rsplit(" ", 1)[0][:_MADE_TITLE].rstrip(" ,;:–—-(\"“'")
    return f"{short} …"


def _above_title(line: str, head: Masthead) -> bool:
    if len(line) > LONGEST_TITLE:
        return False
    if match := _ADDRESS.match(line):
        head.url = head.url or match["url"]
        return True
    if (labelled := _LABELLED.match(line)) and labelled["label"].lower() in {"judul", "title"}:
        head.title = head.title or labelled["value"]
        return True
    return (
        _read_meta(line, "", head)
        if head.title
        else family(line) in _ABOVE_TITLE or bool(_RUBRIC.match(line)) or _read_date(line, head)
    )


def _is_story(line: str) -> bool:
    return (
        len(line) > LONGEST_TITLE
        or bool(split_dateline(line).publisher)
        or (len(line) > LONGEST_TITLE / 2 and len(sentences(line)) > 1)
    )


def _is_surely_story(line: str) -> bool:
    return len(line) > _LONGEST_DECK or reads_as_paragraph(line) or split_dateline(line).text != line


def _below_title(lines: Sequence[str], at: int, head: Masthead, *, is_first: bool) -> bool:
    line, after = lines[at], lines[at + 1]
    if _read_meta(line, after, head):
        head.discarded.append(line)
        return True
    if head.deck or not is_first or not _is_deck(line, after, is_torn(lines[at:])):
        return False
    head.deck = line
    return True


def _read_meta(line: str, after: str, head: Masthead) -> bool:
    """Whether `line` tells about the story (who, when, where published) instead of telling it; what it told is kept."""
    if len(line) > _LONGEST_META:
        return False
    if match := _ADDRESS.match(line):
        head.url = head.url or match["url"]
        return True
    if line == head.title:
        return True
    if name := author_of(line):
        head.author = head.author or name
        return True
    if _labelled(line, head) or _read_date(line, head):
        return True
    if is_publisher(line):
        head.publisher = head.publisher or line
        return True
    match = _WRITER_AT.match(line)
    if match and is_publisher(match["publisher"].strip()) and author_of(f"Oleh: {match['name'].strip()}"):
        if match["name"].strip().lower() != "tim":
            head.author = head.author or match["name"].strip()
        head.publisher = head.publisher or match["publisher"].strip()
        return True
    if (
        head.discarded
        and (role := _LONE_ROLE.match(head.discarded[-1]))
        and author_of(f"Oleh: {line}")
        and len(after) > len(line)
    ):
        if role["role"].lower() not in {"editor", "penyunting"}:
            head.author = head.author or line
        return True
    return bool(_LONE_ROLE.match(line)) or family(line) not in {"", "quote stub", "attribution", "legal", "trailer"}


def _labelled(line: str, head: Masthead) -> bool:
    match = _LABELLED.match(line)
    if not match or line.endswith("."):
        return False
    label = match["label"].lower()
    name = _LABEL_WORDS.get(label, label)
    if name == "publisher" and len(match["value"].split()) <= 4:
        head.publisher = head.publisher or match["value"]
    elif name == "deck":
        head.deck = head.deck or match["value"]
    elif name == "date" and (found := find_date(match["value"])):
        head.date = head.date or found[2]
    else:
        return False
    return True


def _read_date(line: str, head: Masthead) -> bool:
    """Lines that hold a date and, beside it, no more than a time and a publisher's or a writer's name."""
    found = find_date(line) if len(line) <= _LONGEST_META and line[-1] != "." else None
    if not found:
        return False
    start, end, value = found
    # "Kompas.com - 29/01/2024, 10:30 WIB"; "Fatimah - detikNews, Senin, 29 Jan 2024 10:30 WIB"
    rest = [
        part for part in (line[:start].strip(" ,|–—-:("), line[end:].strip(" ,|–—-:)")) if _AROUND_DATE.sub("", part)
    ]
    names = [re.sub(rf"(?:^|[\s,|–—-]+){WEEKDAY}$", "", part, flags=re.IGNORECASE).strip(" ,|–—-") for part in rest]
    for name in names:
        writer = _WRITER_AT.match(name)
        if is_publisher(name):
            head.publisher = head.publisher or name
        elif writer and is_publisher(writer["publisher"].strip()):
            head.author, head.publisher = (
                head.author or writer["name"].strip(),
                head.publisher or writer["publisher"].strip(),
            )
        elif name.endswith(".") or not author_of(name if author_of(name) else f"Oleh: {name}") or len(name.split()) > 5:
            return False
        else:
            head.author = head.author or author_of(name) or name
    head.date = head.date or value
    return True


def _is_deck(line: str, after: str, torn: bool) -> bool:
    """A line between title and story that is no sentence of the story: no full stop, and the story begins after it.

    Where a page lost its links, such a line is rather the beginning of a first sentence ("Bursa saham Amerika Serikat
    (AS)"), unless the line after it has a dateline and so is the story's first for sure.
    """
    if len(line) > _LONGEST_DECK or line[-1] in '.,;:…"”-–—(' or number_of(line) or len(line.split()) < 4:
        return False
    if line[0].islower() or after[0].islower() or after[0] in ",.;)" or len(sentences(line)) > 1:
        return False
    if split_dateline(line).text != line:
        return False
    if torn or line[-1] == ")":
        return bool(split_dateline(after).publisher or split_dateline(after).place)
    return reads_as_paragraph(after) or len(after) > _LONGEST_DECK
