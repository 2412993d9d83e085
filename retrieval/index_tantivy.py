"""The passage index on tantivy: segments in a directory, read by many processes, written by one at a time.

Layout of the directory: `segments/` is tantivy's own; `packed.sqlite3` keeps what was found out about passages;
`state.json` names the revision, the fingerprint and the segment files with their checksums; `lock` is held (flock) by
whoever writes. The state is replaced after the other two are committed, so a process killed in between leaves an older
revision: the changes since then are applied once more.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
import threading
from typing import TYPE_CHECKING

import tantivy
from pydantic import ValidationError

from retrieval.errors import LibraryError, StorageError
from retrieval.index import ArticleHit, Hit
from retrieval.index_documents import (
    ANALYZER,
    Whole,
    belonging_to,
    document_of,
    passages_in,
    schema,
)
from retrieval.index_packed import PACKED, PackedPassages, start_empty
from retrieval.index_state import State, checksums, damaged_file, read_state, write_state
from retrieval.index_view import View
from retrieval.lock import FileLock
from retrieval.storage import cause_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from retrieval.index import IndexedPassage
    from retrieval.scope import Scope

log = logging.getLogger(__name__)

_HEAP_BYTES = 50_000_000
_PREFIX = 2
_RELOADS = 64
"""Reloads until the index is opened anew: tantivy remembers the path of every file that it ever mapped, for as long as
an index is open, 800 bytes a change."""


def open_tantivy_index(directory: Path, fingerprint: str, *, wait: float = 30.0) -> TantivyIndex:
    """Open the index in `directory`, which is made where it is missing.

    `fingerprint` names what the index is made of: whose passages, and how terms are made of them (the analysis'
    version). An index of another fingerprint, or one that is torn or unreadable, is thrown away and started empty at
    revision 0, with a warning in the log: it holds nothing that the store does not. `wait` bounds, in seconds, how
    long writing waits for another process that writes.
    Raises `LibraryError` if the directory cannot be used.
    """
    with _as_library_error(f"The index directory {directory} cannot be used", directory):
        directory.mkdir(parents=True, exist_ok=True)
        problem = _problem(directory, fingerprint)
        if problem is not None:
            with FileLock(directory / "lock", wait):
                # Somebody else may have cured it while we waited.
                problem = _problem(directory, fingerprint)
                if problem is not None:
                    if any((directory / name).exists() for name in ("segments", "state.json")):
                        log.warning("The index in %s is started anew: %s.", directory, problem)
                    _start_empty(directory, fingerprint)
        return TantivyIndex(directory, fingerprint, wait)


class TantivyIndex:
    """See `retrieval.index.PassageIndex`; made by `open_tantivy_index`."""

    def __init__(self, directory: Path, fingerprint: str, wait: float) -> None:
        self._directory = directory
        self._state = directory / "state.json"
        self._fingerprint = fingerprint
        self._wait = wait
        self._lock = FileLock(directory / "lock", wait)
        # Two, so that nobody who reads waits for a batch that is being written.
        self._writing = threading.RLock()
        self._reading = threading.Lock()
        self._index = _open_segments(directory / "segments")
        self._writer: tantivy.IndexWriter | None = None
        self._reloads = 0
        self._seen: tuple[tuple[int, int], View] | None = None
        self._packed = PackedPassages(directory / PACKED)

    @property
    def revision(self) -> int:
        """The store's revision that was last committed here, by any process."""
        return self._refreshed().revision

    def add(self, passages: Iterable[IndexedPassage]) -> None:
        """Write passages, replacing their articles whole; to be seen after `commit`."""
        with self._writing:
            writer = self._open_writer()
            replaced = set[int]()
            wholes: dict[int, Whole] = {}
            added: list[IndexedPassage] = []
            for passage in passages:
                added.append(passage)
                with self._damage_as_library_error():
                    if passage.article not in replaced:
                        replaced.add(passage.article)
                        writer.delete_documents_by_query(belonging_to("article", passage.article))
                    writer.add_document(document_of(passage))
                wholes.setdefault(passage.article, Whole(passage.owner)).add(passage)
            with self._damage_as_library_error():
                for article, whole in wholes.items():
                    writer.add_document(whole.document(article))
                self._packed.put(replaced, added)

    def remove(self, articles: Collection[int]) -> None:
        """Take out all passages of these articles."""
        with self._writing, self._damage_as_library_error():
            writer = self._open_writer()
            for article in articles:
                writer.delete_documents_by_query(belonging_to("article", article))
            self._packed.remove(articles)

    def clear(self) -> None:
        """Take out everything, at the next `commit`."""
        with self._writing, self._damage_as_library_error():
            self._open_writer().delete_all_documents()
            self._packed.clear()

    def commit(self, revision: int) -> None:
        """Make what was written durable and visible, as the state of the store at `revision`."""
        with self._writing, self._damage_as_library_error():
            writer = self._open_writer()
            try:
                self._packed.commit()
                writer.commit()
                writer.wait_merging_threads()
                files = checksums(self._directory / "segments", read_state(self._directory).files)
                write_state(self._directory, State(fingerprint=self._fingerprint, revision=revision, files=files))
            finally:
                self._writer = None
                self._lock.release()

    def rollback(self) -> None:
        """Forget what was written since the last commit."""
        with self._writing, self._damage_as_library_error():
            writer, self._writer = self._writer, None
            try:
                self._packed.rollback()
                if writer is not None:
                    writer.rollback()
                    writer.wait_merging_threads()
            finally:
                self._lock.release()

    def shortlist(
        self,
        terms: Mapping[str, float],
        scope: Scope,
        limit: int,
        *,
        context_weight: float,
        within: Collection[int] | None = None,
    ) -> list[Hit]:
        """The `limit` best passages that the scope may see, best first; see the protocol for the score."""
        if limit <= 0 or not terms:
            return []
        fields = {"body": 1.0, "context": context_weight}
        with self._damage_as_library_error():
            view = self._refreshed()
            found = view.find(terms, fields, scope, limit, within)
            if not found:
                return []
            minus_scores, articles, addresses = zip(*found, strict=True)
            passages = view.searcher.fast_field_values("passage", list(addresses))
        in_order = sorted(zip(minus_scores, (int(passage or 0) for passage in passages), articles, strict=True))[:limit]
        return [Hit(passage, article, -minus_score) for minus_score, passage, article in in_order]

    def articles(self, terms: Mapping[str, float], scope: Scope, limit: int) -> list[ArticleHit]:
        """The `limit` best articles that the scope may see, best first; see the protocol for the score."""
        if limit <= 0 or not terms:
            return []
        with self._damage_as_library_error():
            found = self._refreshed().find(terms, {"whole": 1.0}, scope, limit)
        in_order = sorted((minus_score, article) for minus_score, article, _ in found)
        return [ArticleHit(article, -minus_score) for minus_score, article in in_order[:limit]]

    def frequencies(self, terms: Sequence[str], scope: Scope | None = None) -> tuple[int, dict[str, int]]:
        """How many passages the scope may see, or all there are, and in how many of their bodies each term stands."""
        with self._damage_as_library_error():
            return self._refreshed().frequencies(terms, scope)

    def similar_terms(self, term: str) -> Sequence[str]:
        """The bodies' terms that begin with the same `_PREFIX` letters as `term`, most frequent first."""
        with self._damage_as_library_error():
            return self._refreshed().terms_from(term[:_PREFIX])

    def packed(self, passages: Collection[int]) -> dict[int, bytes]:
        """What was found out about these passages when they were indexed, by id; see the protocol."""
        return self._packed.of(passages)

    def passages(self) -> set[int]:
        """The ids of all passages that there are."""
        with self._damage_as_library_error():
            return passages_in(self._refreshed().searcher)

    def mend(self) -> bool:
        """Begin with an empty index if a file is not as it was written; whether that was so. See the protocol."""
        if _damage(self._directory, self._fingerprint) is None:
            return False
        with self._writing, self._damage_as_library_error():
            with contextlib.suppress(LibraryError):  # of what is damaged
                self.rollback()
            with self._reading, FileLock(self._directory / "lock", self._wait):
                if (problem := _damage(self._directory, self._fingerprint)) is None:
                    return False
                log.warning("The index in %s is made anew: %s.", self._directory, problem)
                _start_empty(self._directory, self._fingerprint)
                self._open_again()
                return True

    def close(self) -> None:
        """Give everything back; uncommitted writes are forgotten."""
        self.rollback()
        self._packed.close()

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._lock.acquire()
            try:
                with self._damage_as_library_error():
                    self._own_state()
                    # Opened afresh, to know the files that other processes have written and clear them up in time.
                    # One thread: passages keep their order, and small machines their memory.
                    writer = _open_segments(self._directory / "segments").writer(_HEAP_BYTES, 1)
                    # What a killed writer left: tantivy gives its files the same names again, and then refuses to
                    # write over them, at every start.
                    writer.garbage_collect_files()
                    for unfinished in (self._directory / "segments").glob(".tmp*"):
                        unfinished.unlink(missing_ok=True)
                    self._writer = writer
            except BaseException:
                self._lock.release()
                raise
        return self._writer

    def _refreshed(self) -> View:
        """What was committed last, by any process."""
        # A question comes here eight times, and nearly always nothing is new: that is seen in 3 µs, all below takes 16.
        seen = self._seen
        with contextlib.suppress(OSError):
            if seen is not None and seen[0] == _stamp(self._state):
                return seen[1]
        with self._reading, self._damage_as_library_error():
            try:
                now = _stamp(self._state)
            except FileNotFoundError:
                self._start_again()
                now = _stamp(self._state)
            if self._seen is None or now != self._seen[0]:
                # The state first, then the contents: these are never older than the revision says.
                state = self._own_state()
                self._reload()
                self._packed.renew()
                self._seen = now, View(state.revision, self._index.searcher())
            return self._seen[1]

    def _reload(self) -> None:
        self._reloads += 1
        if self._reloads % _RELOADS:
            self._index.reload()
        else:
            self._index = _open_segments(self._directory / "segments")

    def _start_again(self) -> None:
        """Somebody deleted the index under us: begin with an empty one, which the library fills from the store."""
        self._directory.mkdir(parents=True, exist_ok=True)
        with FileLock(self._directory / "lock", self._wait):
            if not (self._directory / "state.json").exists():
                log.warning("The index in %s has gone; it is made anew.", self._directory)
                _start_empty(self._directory, self._fingerprint)
        self._open_again()

    def _open_again(self) -> None:
        """Go on with what lies in the directory now, in place of what lay there."""
        self._packed.close()
        self._packed = PackedPassages(self._directory / PACKED)
        self._index = _open_segments(self._directory / "segments")
        self._seen = None

    def _own_state(self) -> State:
        state = read_state(self._directory)
        if state.fingerprint != self._fingerprint:
            raise LibraryError(
                f"The index in {self._directory} has been made anew for another database or version; start Kutip again."
            )
        return state

    def _damage_as_library_error(self) -> contextlib.AbstractContextManager[None]:
        remedy = "; start Kutip again to rebuild it"
        return _as_library_error(f"The index in {self._directory} cannot be used", self._directory, remedy)


@contextlib.contextmanager
def _as_library_error(sentence: str, directory: Path, remedy: str = "") -> Iterator[None]:
    """Turn what tantivy and the file system raise about a directory into a `LibraryError` that begins with `sentence`.

    It is a `StorageError` where the disk is to blame, for which `remedy` does nothing.
    """
    try:
        yield
    except (OSError, ValueError, ValidationError, sqlite3.Error) as error:
        if (cause := cause_of(error, directory)) is not None:
            raise StorageError(f"{sentence}: {error}.", cause) from error
        raise LibraryError(f"{sentence}{remedy}: {error}.") from error
    except BaseException as error:
        # A panic inside tantivy (damaged segment) arrives as pyo3's PanicException, which cannot be imported.
        if type(error).__name__ == "PanicException":
            raise LibraryError(f"{sentence}{remedy}: {error}.") from error
        raise


def _stamp(state: Path) -> tuple[int, int]:
    """What differs whenever the state has been written anew."""
    status = state.stat()
    return status.st_ino, status.st_mtime_ns


def _open_segments(path: Path) -> tantivy.Index:
    """tantivy's index at `path`; its own errors if it is missing or torn."""
    index = tantivy.Index.open(str(path))
    index.register_tokenizer(ANALYZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    # Reloading when the state changes, not by a watching thread.
    index.config_reader("manual")
    return index


def _problem(directory: Path, fingerprint: str) -> str | None:
    """Why the index in `directory` cannot be used as it is, or `None`."""
    try:
        with _as_library_error("it is damaged", directory):
            if (directory / "state.json").exists() and read_state(directory).fingerprint != fingerprint:
                return "it was made of another database, or by another version"
    except LibraryError as error:
        return str(error).rstrip(".")
    return _damage(directory, fingerprint)


def _damage(directory: Path, fingerprint: str) -> str | None:
    """What is not as it was written in the index in `directory`, or `None`; an index of another fingerprint is fine."""
    for name, what in (("state.json", "state"), (PACKED, "packed passages")):
        if not (directory / name).exists():
            return f"it has no {what}"
    try:
        with _as_library_error("it is damaged", directory):
            state = read_state(directory)
            if state.fingerprint != fingerprint:
                return None
            damaged = damaged_file(directory / "segments", state.files)
            if damaged is not None:
                return f"it is damaged in {damaged}"
            _open_segments(directory / "segments").searcher()
    except LibraryError as error:
        return str(error).rstrip(".")
    return None


def _start_empty(directory: Path, fingerprint: str) -> None:
    """Replace whatever is in `directory` by an empty index; killed at any point, the next opening does it again."""
    (directory / "state.json").unlink(missing_ok=True)
    segments = directory / "segments"
    if segments.is_dir():
        shutil.rmtree(segments)
    segments.unlink(missing_ok=True)
    segments.mkdir()
    tantivy.Index(schema(), path=str(segments))
    start_empty(directory / PACKED)
    write_state(directory, State(fingerprint=fingerprint, revision=0, files={}))
