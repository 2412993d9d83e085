"""`python -m benchmarks.peers ENGINE FILE DIRECTORY`: a plain full-text index of the same articles.

It is there to hold Kutip against: tantivy with its own tokenizer, and SQLite's FTS5. Each paragraph is a document under
its title, nothing is analysed as Indonesian, no article is known again, and the best paragraph is all the answer.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import tantivy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Titled = tuple[str, "Sequence[str]"]
"""An article: its title and its paragraphs."""
_BATCH: Final = 500
_HEAP_BYTES: Final = 50_000_000


class Peer(Protocol):
    """A full-text index of paragraphs in a directory."""

    def add(self, articles: Iterable[Titled]) -> None:
        """Take in articles, durably, to be found at once."""

    def best(self, question: str) -> str:
        """The title over the best paragraph for a question, `""` if none has a word of it."""

    def close(self) -> None:
        """Give everything back."""


class Tantivy:
    """tantivy alone, written by one thread as Kutip writes it."""

    def __init__(self, directory: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title", stored=True)
        builder.add_text_field("text")
        path = directory / "tantivy"
        path.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(builder.build(), path=str(path))

    def add(self, articles: Iterable[Titled]) -> None:
        """Take in articles, and commit once."""
        writer = self._index.writer(_HEAP_BYTES, 1)
        for title, paragraphs in articles:
            for text in paragraphs:
                writer.add_document(tantivy.Document(title=title, text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def best(self, question: str) -> str:
        """By BM25 of title and text."""
        searcher = self._index.searcher()
        words = "".join(character if character.isalnum() else " " for character in question)
        hits = searcher.search(self._index.parse_query(words, ["title", "text"]), limit=1).hits
        return str(searcher.doc(hits[0][1])["title"][0]) if hits else ""

    def close(self) -> None:
        """There is nothing to give back."""


class Fts:
    """SQLite's FTS5 alone, as durable as Kutip's database."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(directory / "fts.sqlite3")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS paragraph USING fts5 (title, text)")

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
        words = "".join(character if character.isalnum() else " " for character in question).split()
        query = " OR ".join(f'"{word}"' for word in words)
        rows = self._connection.execute(
            "SELECT title FROM paragraph WHERE paragraph MATCH ? ORDER BY rank LIMIT 1", (query,)
        )
        return next((str(title) for (title,) in rows), "")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


PEERS: Final[Mapping[str, Callable[[Path], Peer]]] = {"tantivy": Tantivy, "fts5": Fts}


def read(file: Path) -> Iterator[Titled]:
    """The articles of a `.jsonl` or `.jsonl.gz` file whose lines have `paragraphs`."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["title"], record["paragraphs"]


def main(argv: Sequence[str]) -> None:
    """Fill an index."""
    engine, file, directory = argv
    with closing(PEERS[engine](Path(directory))) as peer:
        peer.add(read(Path(file)))


if __name__ == "__main__":
    main(sys.argv[1:])
