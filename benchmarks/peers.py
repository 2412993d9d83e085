"""`python -m benchmarks.peers ENGINE FILE DIRECTORY`: a plain full-text index of the same articles.

It is there to hold Kutip against: tantivy with its own tokenizer, SQLite's FTS5, rank-bm25 and bm25s. Each paragraph is
a document under its title, nothing is analysed as Indonesian, no article is known again, and the best paragraph is all
the answer. The latter two hold everything in memory and cannot add: to them an article more is everything anew, and
rank-bm25, which keeps nothing on the disk either, counts all words at each start.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import threading
from contextlib import closing
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import tantivy

from benchmarks.records import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Titled = tuple[str, "Sequence[str]"]
"""An article: its title and its paragraphs."""
_BATCH: Final = 500
_HEAP_BYTES: Final = 50_000_000
_WORD: Final = re.compile(r"[^\W_]+")


class Searched(Protocol):
    """Paragraphs in a directory that can be searched, by several threads at once."""

    def shortlist(self, question: str, limit: int) -> list[int]:
        """The `limit` best paragraphs for a question by BM25 of title and text, best first, by number from 0."""

    def close(self) -> None:
        """Give everything back."""


class Peer(Searched, Protocol):
    """A full-text index of paragraphs in a directory that takes in more at any time."""

    def add(self, articles: Iterable[Titled]) -> None:
        """Take in articles, durably, to be found at once."""

    def best(self, question: str) -> str:
        """The title over the best paragraph for a question, `""` if none has a word of it."""


class Tantivy:
    """tantivy alone, written by one thread as Kutip writes it."""

    def __init__(self, directory: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title", stored=True)
        builder.add_text_field("text")
        builder.add_integer_field("number", fast=True)
        path = directory / "tantivy"
        path.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(builder.build(), path=str(path))

    def add(self, articles: Iterable[Titled]) -> None:
        """Take in articles, and commit once."""
        writer = self._index.writer(_HEAP_BYTES, 1)
        number = self._index.searcher().num_docs
        for title, paragraphs in articles:
            for text in paragraphs:
                writer.add_document(tantivy.Document(title=title, text=text, number=number))
                number += 1
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def best(self, question: str) -> str:
        """By BM25 of title and text."""
        searcher = self._index.searcher()
        hits = searcher.search(self._query(question), limit=1).hits
        return str(searcher.doc(hits[0][1])["title"][0]) if hits else ""

    def shortlist(self, question: str, limit: int) -> list[int]:
        """By BM25 of title and text, as tantivy itself cuts the question into words."""
        searcher = self._index.searcher()
        hits = searcher.search(self._query(question), limit=limit, count=False).hits
        numbers = searcher.fast_field_values("number", [address for _, address in hits])
        return [int(number or 0) for number in numbers]

    def _query(self, question: str) -> tantivy.Query:
        # Signs have a meaning in a query, so words alone are left.
        words = "".join(character if character.isalnum() else " " for character in question)
        return self._index.parse_query(words, ["title", "text"])

    def close(self) -> None:
        """There is nothing to give back."""


class Fts:
    """SQLite's FTS5 alone, as durable as Kutip's database, with a connection for each thread."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / "fts.sqlite3"
        self._own = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS paragraph USING fts5 (title, text)")

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            # Used by this thread alone, and closed by the one that closes all.
            connection = self._own.connection = sqlite3.connect(self._path, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            self._opened.append(connection)
        return connection

    def add(self, articles: Iterable[Titled]) -> None:
        """Take in articles, a transaction for each five hundred."""
        source = iter(articles)
        while batch := list(islice(source, _BATCH)):
            with self._connection:
                self._connection.executemany(
                    "INSERT INTO paragraph (title, text) VALUES (?, ?)",
                    [(title, text) for title, paragraphs in batch for text in paragraphs],
                )

    def best(self, question: str) -> str:
        """By BM25 of title and text."""
        rows = self._connection.execute(
            "SELECT title FROM paragraph WHERE paragraph MATCH ? ORDER BY rank LIMIT 1", (_any_of(question),)
        )
        return next((str(title) for (title,) in rows), "")

    def shortlist(self, question: str, limit: int) -> list[int]:
        """By BM25 of title and text."""
        rows = self._connection.execute(
            "SELECT rowid FROM paragraph WHERE paragraph MATCH ? ORDER BY rank LIMIT ?", (_any_of(question), limit)
        )
        return [int(row) - 1 for (row,) in rows]

    def close(self) -> None:
        """Close the file."""
        for connection in self._opened:
            connection.close()


def _any_of(question: str) -> str:
    words = "".join(character if character.isalnum() else " " for character in question).split()
    return " OR ".join(f'"{word}"' for word in words) or '""'


class RankBm25:
    """rank-bm25 alone: `BM25Okapi` over all paragraphs, as its readme has it, but without signs."""

    def __init__(self, directory: Path) -> None:
        from rank_bm25 import BM25Okapi  # type: ignore[import-untyped]  # noqa: PLC0415 - ships no annotations; only here

        self._okapi = BM25Okapi([_words(text) for text in _texts(directory)])

    @staticmethod
    def build(directory: Path, articles: Iterable[Titled]) -> None:
        """Put the texts down: there is nothing else that could be kept."""
        directory.mkdir(parents=True, exist_ok=True)
        with _texts_file(directory).open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(text, ensure_ascii=False) + "\n" for text in _under_titles(articles))

    def shortlist(self, question: str, limit: int) -> list[int]:
        """By BM25 of title and text together."""
        import numpy as np  # noqa: PLC0415 - as rank-bm25 itself imports it

        scores = self._okapi.get_scores(_words(question))
        limit = min(limit, len(scores))
        best = np.argpartition(scores, -limit)[-limit:]
        return [int(number) for number in best[np.argsort(scores[best])[::-1]]]

    def close(self) -> None:
        """There is nothing to give back."""


class Bm25s:
    """bm25s alone, with its own tokenizer and no stop words, for those it has are not of Indonesian."""

    def __init__(self, directory: Path) -> None:
        import bm25s  # noqa: PLC0415 - only where the extra `bench` is installed

        self._bm25s = bm25s
        self._retriever = bm25s.BM25.load(directory, show_progress=False)
        self._size = int(self._retriever.scores["num_docs"])

    @staticmethod
    def build(directory: Path, articles: Iterable[Titled]) -> None:
        """Compute all scores and put them down."""
        import bm25s  # noqa: PLC0415 - only where the extra `bench` is installed

        directory.mkdir(parents=True, exist_ok=True)
        tokens = bm25s.tokenize(list(_under_titles(articles)), stopwords=[], show_progress=False)
        retriever = bm25s.BM25()
        retriever.index(tokens, show_progress=False)
        retriever.save(directory, show_progress=False)

    def shortlist(self, question: str, limit: int) -> list[int]:
        """By BM25 of title and text together."""
        tokens = self._bm25s.tokenize([question], stopwords=[], return_ids=False, show_progress=False)
        found, _ = self._retriever.retrieve(tokens, k=min(limit, self._size), show_progress=False)
        return [int(number) for number in found[0]]

    def close(self) -> None:
        """There is nothing to give back."""


def _words(text: str) -> list[str]:
    # One string for each word: otherwise each place where it stands would keep one of its own.
    return [sys.intern(word) for word in _WORD.findall(text.lower())]


def _under_titles(articles: Iterable[Titled]) -> Iterator[str]:
    return (f"{title} {text}" for title, paragraphs in articles for text in paragraphs)


def _texts_file(directory: Path) -> Path:
    return directory / "texts.jsonl"


def _texts(directory: Path) -> Iterator[str]:
    with _texts_file(directory).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


PEERS: Final[Mapping[str, Callable[[Path], Peer]]] = {"tantivy": Tantivy, "fts5": Fts}
"""Those that take in an article more at any time."""
RANKERS: Final[Mapping[str, type[RankBm25 | Bm25s]]] = {"rank-bm25": RankBm25, "bm25s": Bm25s}
"""Those that begin anew."""
_NEEDED: Final = {"rank-bm25": "rank_bm25"}


def installed() -> list[str]:
    """All of them that are there to be measured: bm25s only with the extra `bench`."""
    return [name for name in (*PEERS, *RANKERS) if name in PEERS or find_spec(_NEEDED.get(name, name))]


def read(file: Path) -> Iterator[Titled]:
    """The articles of a `.jsonl` or `.jsonl.gz` file whose lines have `paragraphs`, or `sections` with such."""
    for record in records(file):
        sections = record.get("sections") or [record]
        yield record["title"], [text for section in sections for text in section["paragraphs"]]


def main(argv: Sequence[str]) -> None:
    """Fill an index."""
    engine, file, directory = argv
    if engine in RANKERS:
        RANKERS[engine].build(Path(directory), read(Path(file)))
        return
    with closing(PEERS[engine](Path(directory))) as peer:
        peer.add(read(Path(file)))


if __name__ == "__main__":
    main(sys.argv[1:])
