"""What a worker found in a document ↔ the JSON in which it tells it."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from retrieval.errors import ArticleError
from retrieval.sources import refusals
from retrieval.sources.encoding import TextError, TextReason
from retrieval.sources.entries import MOST_ENTRIES, Entry
from retrieval.sources.members import Member

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.article import Article

_LONGEST_NAME: Final = 1_000
_LONGEST_MESSAGE: Final = 1_000


def answer_of(members: Sequence[Member] | ArticleError) -> bytes:
    """The JSON of what was read, or of why the whole was refused."""
    if isinstance(members, ArticleError):
        return json.dumps({"refused": _of_error(members)}).encode()
    return json.dumps({"members": [_of_member(member) for member in members]}).encode()


def answer_of_feed(entries: Sequence[Entry]) -> bytes:
    """The JSON of a feed's entries; why there are none, `answer_of` says."""
    return json.dumps(
        {"entries": [asdict(one) | {"date": one.date.isoformat() if one.date else None} for one in entries]}
    ).encode()


def members_of(answer: bytes) -> tuple[Member, ...]:
    """The members that an answer tells. Raises the error that it tells instead, and `ValueError` if it is no answer."""
    members = _told(answer, "members")
    if not members:
        raise ValueError("no members")
    return tuple(map(_to_member, members))


def entries_of(answer: bytes) -> tuple[Entry, ...]:
    """The entries that an answer tells; raises as `members_of` does."""
    entries = _told(answer, "entries")
    if len(entries) > MOST_ENTRIES:
        raise ValueError("more entries than are read")
    return tuple(map(_to_entry, entries))


def _told(answer: bytes, name: str) -> list[object]:
    try:
        told = json.loads(answer)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(told, dict):
        raise ValueError("no object")  # noqa: TRY004 - what was said is wrong, not how this was called
    if "refused" in told:
        raise _to_error(told["refused"])
    values = told.get(name)
    if not isinstance(values, list):
        raise ValueError(f"no {name}")  # noqa: TRY004
    return values


def _to_entry(told: object) -> Entry:
    match told:
        case {
            "key": str(key),
            "link": str(link),
            "place": str(place),
            "title": str(title),
            "author": str(author),
            "date": None | str() as date,
        }:
            return Entry(key, link, place, title, author, datetime.date.fromisoformat(date) if date else None)
    raise ValueError("no entry")


def _of_member(member: Member) -> dict[str, object]:
    if isinstance(member.outcome, ArticleError):
        return {"name": member.name, "refused": _of_error(member.outcome)}
    article = asdict(member.outcome)
    article["date"] = member.outcome.date.isoformat() if member.outcome.date else None
    return {"name": member.name, "article": article}


def _to_member(told: object) -> Member:
    if not isinstance(told, dict) or not isinstance(name := told.get("name"), str) or len(name) > _LONGEST_NAME:
        raise ValueError("no member")
    if "refused" in told:
        return Member(name, _to_error(told["refused"]))
    return Member(name, _to_article(told.get("article")))


def _to_article(told: object) -> Article:
    from retrieval.documents import from_document  # noqa: PLC0415 - pydantic; the worker, which only writes, does without

    return from_document(json.dumps(told))


def _of_error(error: ArticleError) -> dict[str, str]:
    from retrieval.sources import html_refusals  # noqa: PLC0415 - only to tell errors apart

    if isinstance(error, refusals.DocumentError):
        return {"kind": "document", "reason": error.reason}
    if isinstance(error, html_refusals.PageError):
        return {"kind": "page", "reason": error.reason}
    if isinstance(error, TextError):
        return {"kind": "text", "reason": error.reason, "message": str(error)}
    return {"kind": "article", "message": str(error)}


def _to_error(told: object) -> ArticleError:
    from retrieval.sources import html_refusals  # noqa: PLC0415 - only to tell errors apart

    if not isinstance(told, dict):
        raise ValueError("no error")  # noqa: TRY004 - what was said is wrong, not how this was called
    match told:
        case {"kind": "document", "reason": reason}:
            return refusals.DocumentError(refusals.Reason(reason))
        case {"kind": "page", "reason": reason}:
            return html_refusals.PageError(html_refusals.Reason(reason))
        case {"kind": "text", "reason": reason, "message": str(message)}:
            return TextError(TextReason(reason), message[:_LONGEST_MESSAGE])
        case {"kind": "article", "message": str(message)}:
            return ArticleError(message[:_LONGEST_MESSAGE])
    raise ValueError("no error that is known")
