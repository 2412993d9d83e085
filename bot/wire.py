"""The JSON that other programs read: answers out, batch questions in. Its form is a contract; see the design."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeGuard

from bot.typesetting.markup import sound

if TYPE_CHECKING:
    from retrieval.answer import Answer, Quote

MOST_PASSAGES: Final = 3

Id = str | int


class BadLineError(ValueError):
    """A line of a batch holds no question; the message says why."""


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of a batch: `article` limits the search to that reference, `followup_of` is an earlier line's id.

    References and ids may be written as whole numbers as well: an article's `id` 10494 is the reference "10494".
    """

    id: Id
    question: str
    article: str | None = None
    followup_of: Id | None = None


def read_question(line: str) -> BatchQuestion:
    """The question in one line of JSON; keys that are not ours are ignored. Raises BadLineError."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLineError(f"not valid JSON ({error})") from None
    if not isinstance(record, dict):
        raise BadLineError('not a JSON object such as {"id": "1", "question": "…"}')
    identity, question = record.get("id"), record.get("question")
    article, before = record.get("article"), record.get("followup_of")
    if not _is_id(identity):
        raise BadLineError('"id" is missing, or neither a text nor a whole number')
    if not isinstance(question, str):
        raise BadLineError('"question" is missing or not a text')
    if article is not None and not _is_id(article):
        raise BadLineError('"article" is neither a text nor a whole number')
    if before is not None and not _is_id(before):
        raise BadLineError('"followup_of" is neither a text nor a whole number')
    return BatchQuestion(identity, sound(question), None if article in {None, ""} else str(article), before)


def answer_line(identity: Id, question: str, answer: Answer) -> str:
    """One answer as one line of JSON."""
    return json.dumps(
        {
            "id": identity,
            "question": question,
            "status": answer.status.value,
            "confidence": round(answer.confidence, 4),
            "passages": [_passage(quote) for quote in answer.quotes[:MOST_PASSAGES]],
            "ms": round(answer.ms, 3),
        },
        ensure_ascii=False,
    )


def _passage(quote: Quote) -> dict[str, object]:
    card = quote.article
    return {
        "article": {
            "ref": card.ref,
            "title": card.title,
            "source": card.publisher,
            "date": card.date.isoformat() if card.date else "",
            "url": card.url,
        },
        "section": quote.section,
        "text": quote.text,
        "highlights": [[start, end] for start, end in quote.highlights],
        "score": quote.score,
    }


def _is_id(value: object) -> TypeGuard[Id]:
    return isinstance(value, (str, int)) and not isinstance(value, bool)
