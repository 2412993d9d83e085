"""How articles get into the database and out of it: the statements that a plan of `intake` comes down to."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import repeat
from typing import TYPE_CHECKING

from retrieval.analysis.analyzer import unaccented
from retrieval.intake import Known, Plan, slug
from retrieval.scope import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from retrieval.database import Transaction, Value
    from retrieval.intake import Draft, Placed


async def put_in(transaction: Transaction, drafts: Sequence[Draft]) -> list[Placed]:
    """Store drafts one after the other, all in one revision; where each went, in order."""
    plan = await plan_for(transaction, drafts)
    places = [plan.place(one) for one in drafts]
    if plan.written or plan.removed:
        await exchange(transaction, plan.removed, plan.written)
    return places


async def plan_for(transaction: Transaction, drafts: Sequence[Draft]) -> Plan:
    """The plan to place these drafts by, of the library as it is now."""
    return Plan(
        next_id=await _next_id(transaction),
        now=datetime.now(UTC).isoformat(timespec="seconds"),
        known=await _known(transaction, drafts),
        taken=await _taken(transaction, drafts),
    )


async def exchange(transaction: Transaction, gone: Collection[int], written: Sequence[Placed]) -> int:
    """Take out the articles `gone`, with all that hangs on them, and write others, new or anew; the revision."""
    revision = await next_revision(transaction)
    # What changes goes out first and comes back whole, so that references can change hands within the batch.
    await _delete(transaction, [*gone, *(placed.id for placed in written)])
    await _leave_word(transaction, gone, written, revision)
    await _insert(transaction, written, revision)
    return revision


def as_json(values: Iterable[object]) -> str:
    """Values as a JSON list, which is how a statement takes any number of them."""
    return json.dumps(list(values), ensure_ascii=False)


async def _known(transaction: Transaction, drafts: Sequence[Draft]) -> list[Known]:
    """Every article that the drafts may meet."""
    wanted = [(draft.new.owner, draft.new.ref, draft.new.article.url, draft.content) for draft in drafts]
    rows = await transaction.fetch(
        "WITH wanted AS MATERIALIZED (SELECT json_extract(value, '$[0]') AS owner, json_extract(value, '$[1]') AS ref, "
        "json_extract(value, '$[2]') AS url, json_extract(value, '$[3]') AS content FROM json_each(?)) "
        # CROSS JOIN keeps this order: a look-up by index for each draft.
        "SELECT id, owner, ref, url, content, whole, added_at FROM article WHERE id IN ("
        "SELECT a.id FROM wanted AS w CROSS JOIN article AS a ON a.owner = w.owner AND a.ref = w.ref UNION "
        "SELECT a.id FROM wanted AS w CROSS JOIN article AS a ON a.owner = w.owner AND a.url = w.url AND a.url <> '' "
        "UNION SELECT a.id FROM wanted AS w CROSS JOIN article AS a ON a.owner = w.owner AND a.content = w.content)",
        (as_json(wanted),),
    )
    return [
        Known(
            id=row.integer("id"),
            owner=row.text("owner"),
            ref=row.text("ref"),
            url=row.text("url"),
            content=row.text("content"),
            whole=row.text("whole"),
            added_at=row.text("added_at"),
        )
        for row in rows
    ]


async def _taken(transaction: Transaction, drafts: Sequence[Draft]) -> set[tuple[str, str]]:
    """The (owner, reference) pairs that the new references must stay clear of."""
    nameless = [draft for draft in drafts if not draft.new.ref]
    slugs = {(owner, slug(draft.new.article.title)) for draft in nameless for owner in (draft.new.owner, PUBLIC)}
    rows = await transaction.fetch(
        # "." comes right after "-": these are the reference itself and those that begin with it and "-".
        "SELECT a.owner, a.ref FROM json_each(?) AS w CROSS JOIN article AS a "
        "ON a.owner = json_extract(w.value, '$[0]') AND a.ref >= json_extract(w.value, '$[1]') "
        "AND a.ref < json_extract(w.value, '$[1]') || '.'",
        (as_json(slugs),),
    )
    return {(row.text("owner"), row.text("ref")) for row in rows}


async def _next_id(transaction: Transaction) -> int:
    rows = await transaction.fetch(
        "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'article'), 0) + 1 AS id"
    )
    return rows[0].integer("id")


async def next_revision(transaction: Transaction) -> int:
    """Begin a revision of the library; its number."""
    rows = await transaction.fetch("UPDATE library SET revision = revision + 1 RETURNING revision")
    return rows[0].integer("revision")


async def _delete(transaction: Transaction, articles: Iterable[int]) -> None:
    await transaction.execute("DELETE FROM article WHERE id IN (SELECT value FROM json_each(?))", (as_json(articles),))


async def _leave_word(transaction: Transaction, gone: Iterable[int], written: Iterable[Placed], revision: int) -> None:
    """Note that articles are gone, and that others are there (again), for whoever follows the changes."""
    await transaction.execute(
        "DELETE FROM removed WHERE article IN (SELECT value FROM json_each(?))",
        (as_json(placed.id for placed in written),),
    )
    await transaction.execute_many(
        "INSERT OR REPLACE INTO removed (article, revision) VALUES (?, ?)", [(id_, revision) for id_ in gone]
    )


async def _insert(transaction: Transaction, written: Sequence[Placed], revision: int) -> None:
    await transaction.execute_many(
        "INSERT INTO article (id, owner, ref, title, publisher, published, url, folded, content, whole, "
        "revision, added_at, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_values(placed, revision) for placed in written],
    )
    await transaction.execute_many(
        "INSERT INTO passage (id, article, position, section, body, first, last, origins) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (id_, placed.id, p.position, p.section, p.text, p.first, p.last, as_json(origins))
            for placed in written
            for id_, p, origins in zip(
                # None: an id that was never used.
                placed.passages or repeat(None, len(placed.draft.origins)),
                placed.draft.new.passages,
                placed.draft.origins,
                strict=True,
            )
        ],
    )


def _values(placed: Placed, revision: int) -> tuple[Value, ...]:
    draft, article = placed.draft, placed.draft.new.article
    return (
        placed.id,
        draft.new.owner,
        placed.ref,
        article.title,
        article.publisher,
        article.date.isoformat() if article.date else None,
        article.url,
        unaccented(f"{article.title} {article.publisher} {placed.ref}"),
        draft.content,
        draft.whole,
        revision,
        placed.added_at,
        draft.document,
    )
