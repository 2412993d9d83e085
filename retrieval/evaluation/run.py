"""Asking a library every question of a file, as people would, and noting what came."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from retrieval.article import Article, Section
from retrieval.errors import ArticleError
from retrieval.evaluation.cases import read_cases
from retrieval.opening import open_library
from retrieval.scope import EVERYONE
from retrieval.sources.bulk import BulkArticle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from retrieval.answer import Answer, Context
    from retrieval.evaluation.cases import Case
    from retrieval.evaluation.metrics import RightBy
    from retrieval.library import Library
    from retrieval.semantic import Mode

Scope = Literal["library", "article"]

_ENCODED_AT_ONCE = 500
COLLECTION = "evaluation"
"""Folder in a data directory of the passages that some question files bring along; readers' questions never search
it."""
COLLECTIONS = ("facqa-*.csv", "tydi-*.json", "idk-mrc-*.json")
"""Question files that carry their passages: those of all of them together are the collection that is searched."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where the gold passages of a case stood when `reach` was searched.

    `expected` are their texts, best first. `rank` is the place of the first of them in the ranking, `listed` that in
    the shortlist, from 1; `None` where none of them was, or where it is not known.
    """

    expected: tuple[str, ...]
    reach: Scope
    rank: int | None = None
    listed: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and its answer; `origins[i]` are the source's paragraphs that quote `i` covers.

    `trace` is there when it was asked for.
    """

    case: Case
    answer: Answer
    origins: tuple[tuple[int, ...], ...]
    trace: Trace | None = None


async def evaluate(
    library: Library, cases: Sequence[Case], scope: Scope, *, progress: Callable[[int], None] | None = None
) -> list[Outcome]:
    """Ask every case, a follow-up right after its parent, in the file's order; `progress` is told how many are done.

    In article scope only the case's article is searched. Raises `ArticleError` if the library lacks one.
    """
    contexts: dict[str, Context] = {}
    outcomes: list[Outcome] = []
    for case in cases:
        parent = contexts.get(case.followup_of) if case.followup_of else None
        try:
            answer = await library.ask(
                case.question,
                scope=EVERYONE,
                article=case.article if scope == "article" else None,
                context=parent,
            )
        except ArticleError as error:
            raise ArticleError(f"{error} Add the articles that the questions are about first.") from error
        contexts[case.id] = answer.context
        stored = {passage.id: passage for passage in await library.store.passages([q.passage for q in answer.quotes])}
        outcomes.append(Outcome(case, answer, tuple(stored[quote.passage].origins for quote in answer.quotes)))
        if progress is not None:
            progress(len(outcomes))
    return outcomes


def is_collection(path: Path) -> bool:
    """Whether a question file carries its own passages."""
    return any(path.match(pattern) for pattern in COLLECTIONS)


def right_by(questions: Path, scope: Scope) -> RightBy:
    """What makes an answer right: in a whole library of news, where others report the same, the words of the answer."""
    return "answer" if scope == "library" and not is_collection(questions) else "passage"


def open_for(
    questions: Path, data: Path, semantic: Mode, *, seeds: Path | None = None
) -> AbstractAsyncContextManager[Library]:
    """The library that a question file is asked of: that in the directory `data`, or its own passages, kept there."""
    if is_collection(questions):
        return open_collection(data / COLLECTION, questions, semantic)
    return open_library(data, semantic=semantic, seeds=seeds)


@asynccontextmanager
async def open_collection(directory: Path, questions: Path, semantic: Mode) -> AsyncIterator[Library]:
    """A library of all passages of the collections that lie beside `questions`, kept in `directory` for the next run.

    Each passage is an article of its own without a title, so that nothing but its text is found. All have their vectors
    then, if semantics is on: with those alone that questions have needed so far, every run would give other figures
    (TyDi's right first for 85.6 to 87.3 %).
    """
    async with open_library(directory, semantic=semantic) as library:
        passages: dict[str, str] = {}
        for pattern in COLLECTIONS:
            for path in sorted(questions.parent.glob(pattern)):
                passages.update((case.article, case.passage) for case in read_cases(path) if case.passage)
        cards = await library.articles(EVERYONE, limit=await library.count(EVERYONE))
        for ref in {card.ref for card in cards}.difference(passages):
            await library.store.remove(ref)
        if not passages.keys() <= {card.ref for card in cards}:
            await library.add_bulk(
                BulkArticle(number, ref, Article(title="", sections=(Section("", (text,)),)), (0,))
                for number, (ref, text) in enumerate(passages.items(), 1)
            )
        while await library.encode_pending(_ENCODED_AT_ONCE):
            pass
        yield library
