"""The articles of a chat, and the record of their changes, when the chat gets another id."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

from retrieval.analysis.analyzer import unaccented
from retrieval.audit import Change, ChangeKind, Editor, record
from retrieval.filing import as_json, exchange, next_revision
from retrieval.scope import PUBLIC
from retrieval.versions import versions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.database import Row, Transaction


async def move_articles(transaction: Transaction, old: str, new: str) -> None:
    """Make the owner `new` that of all articles of the owner `old`; changes and their chats go along.

    An article that `new` has already, by its address or content, stays as `new` has it: the other one is removed, and
    recorded as such by nobody. One whose reference `new` uses for another article gets one of its own. Every
    article that moves is changed, for whoever follows the changes, and its last change can still be undone.
    """
    await _drop_doubles(transaction, old, new)
    await _part_references(transaction, old, new)
    if await transaction.fetch("SELECT id FROM article WHERE owner = ? LIMIT 1", (old,)):
        revision = await next_revision(transaction)
        await transaction.execute(
            "UPDATE change SET revision = ?1 WHERE owner = ?2 "
            "AND revision = (SELECT revision FROM article WHERE id = change.article AND owner = ?2)",
            (revision, old),
        )
        await transaction.execute("UPDATE article SET owner = ?, revision = ? WHERE owner = ?", (new, revision, old))
    await transaction.execute("UPDATE change SET owner = ?2 WHERE owner = ?1", (old, new))
    await transaction.execute("UPDATE change SET chat = ?2 WHERE chat = ?1", (old, new))


async def _drop_doubles(transaction: Transaction, old: str, new: str) -> None:
    doubles = await transaction.fetch(
        "SELECT id FROM article AS a WHERE owner = ?1 AND EXISTS (SELECT 1 FROM article AS b WHERE b.owner = ?2 "
        "AND (b.content = a.content OR (b.url = a.url AND b.url <> '')))",
        (old, new),
    )
    gone = await versions_of(transaction, [row.integer("id") for row in doubles])
    if not gone:
        return
    revision = await exchange(transaction, [version.id for version in gone], [])
    for version in gone:
        card, passages = version.placed(new).shown
        change = Change(0, ChangeKind.REMOVED, card, passages, datetime.now(UTC), Editor("", new), new, undone=False)
        await record(transaction, change, revision, (version,))


async def _part_references(transaction: Transaction, old: str, new: str) -> None:
    """Give new references to the articles of `old` that would otherwise share theirs with one of `new`."""
    both = await transaction.fetch(
        "SELECT a.id, a.ref, a.title, a.publisher FROM article AS a "
        "JOIN article AS b ON b.owner = ?2 AND b.ref = a.ref WHERE a.owner = ?1",
        (old, new),
    )
    taken = await _references(transaction, (old, new, PUBLIC)) if both else set()
    for row in both:
        base = row.text("ref")
        ref = next(ref for number in count(2) if (ref := f"{base}-{number}") not in taken)
        taken.add(ref)
        folded = unaccented(f"{row.text('title')} {row.text('publisher')} {ref}")
        await transaction.execute(
            "UPDATE article SET ref = ?, folded = ? WHERE id = ?", (ref, folded, row.integer("id"))
        )
        await transaction.execute("UPDATE change SET ref = ? WHERE article = ?", (ref, row.integer("id")))


async def _references(transaction: Transaction, owners: Sequence[str]) -> set[str]:
    rows: list[Row] = await transaction.fetch(
        "SELECT ref FROM article WHERE owner IN (SELECT value FROM json_each(?))", (as_json(owners),)
    )
    return {row.text("ref") for row in rows}
