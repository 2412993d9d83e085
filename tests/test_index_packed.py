"""What the index keeps of passages is only a help: whatever becomes of it, questions are answered."""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from retrieval.index import IndexedPassage
from retrieval.index_packed import PACKED, PackedPassages, start_empty
from retrieval.index_tantivy import open_tantivy_index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def passage(id_: int, article: int, size: int = 1) -> IndexedPassage:
    return IndexedPassage(id_, article, "", ("iran",), packed=bytes([id_]) * size)


@pytest.fixture
def packed(tmp_path: Path) -> Iterator[PackedPassages]:
    with closing(PackedPassages(tmp_path / PACKED)) as packed:
        yield packed


def filled(packed: PackedPassages, size: int = 1) -> None:
    packed.put([1, 2], [passage(3, 1, size), passage(4, 1, size), passage(5, 2, size)])
    packed.commit()


def _garbage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096] + os.urandom(path.stat().st_size - 4096))


def test_nothing_is_kept_before_something_is_written(packed: PackedPassages, tmp_path: Path) -> None:
    assert packed.of([1]) == {}
    assert list(tmp_path.iterdir()) == []


def test_what_is_committed_is_read(packed: PackedPassages) -> None:
    packed.put([1], [passage(3, 1)])
    assert packed.of([3]) == {}
    packed.commit()
    assert packed.of([3, 4]) == {3: b"\x03"}


def test_an_article_is_replaced_as_a_whole(packed: PackedPassages) -> None:
    filled(packed)
    packed.put([1], [passage(6, 1)])
    packed.commit()
    assert packed.of(range(9)) == {5: b"\x05", 6: b"\x06"}


def test_what_is_removed_is_forgotten_and_clearing_forgets_everything(packed: PackedPassages) -> None:
    filled(packed)
    packed.remove([1, 7])
    packed.commit()
    assert packed.of(range(9)) == {5: b"\x05"}
    packed.clear()
    packed.put([3], [passage(7, 3)])
    packed.commit()
    assert packed.of(range(9)) == {7: b"\x07"}


def test_what_is_not_committed_is_forgotten(packed: PackedPassages) -> None:
    filled(packed)
    packed.clear()
    packed.rollback()
    assert set(packed.of(range(9))) == {3, 4, 5}


def test_what_another_opening_commits_is_read(packed: PackedPassages, tmp_path: Path) -> None:
    filled(packed)
    assert packed.of([6]) == {}
    with closing(PackedPassages(tmp_path / PACKED)) as other:
        other.put([1], [passage(6, 1)])
        assert set(packed.of([3, 6])) == {3}
        other.commit()
        assert set(packed.of([3, 6])) == {6}


@pytest.mark.parametrize("begun", [False, True])
def test_a_damaged_file_is_given_up_with_a_warning(
    packed: PackedPassages, tmp_path: Path, caplog: pytest.LogCaptureFixture, *, begun: bool
) -> None:
    filled(packed, size=20_000)
    with closing(sqlite3.connect(tmp_path / PACKED)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    packed.renew()
    _garbage(tmp_path / PACKED)
    if begun:
        packed.put([1], [passage(6, 1)])
    assert packed.of(range(9)) == {}
    assert "is damaged" in caplog.text
    assert list(tmp_path.iterdir()) == []
    filled(packed)
    assert (packed.of([3]), list(tmp_path.iterdir())) == ({}, [])


def test_a_damaged_file_is_given_up_once_also_where_it_cannot_be_removed(
    packed: PackedPassages, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / f"{PACKED}-shm").mkdir()  # which stands in the way of removing
    for _ in range(2):
        (tmp_path / PACKED).write_bytes(b"no database" * 1000)
        assert packed.of([3]) == {}
        packed.put([1], [passage(3, 1)])
        packed.commit()
    assert caplog.text.count("is damaged") == 1


def test_who_still_asks_when_it_is_closed_is_told_nothing(packed: PackedPassages) -> None:
    filled(packed)
    assert packed.of([3]) == {3: b"\x03"}
    packed.close()
    assert packed.of([3]) == {}


@pytest.mark.parametrize("before", [b"", b"no database" * 1000])
def test_starting_empty_takes_the_place_of_whatever_was_there(tmp_path: Path, before: bytes) -> None:
    (tmp_path / PACKED).write_bytes(before)
    start_empty(tmp_path / PACKED)
    with closing(PackedPassages(tmp_path / PACKED)) as packed:
        filled(packed)
        start_empty(tmp_path / PACKED)
        assert packed.of(range(9)) == {}


def test_what_cannot_be_read_is_missing_and_told(
    packed: PackedPassages, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    filled(packed)
    with closing(sqlite3.connect(tmp_path / PACKED)) as connection:
        connection.execute("ALTER TABLE packed RENAME TO moved")
    assert packed.of([3]) == {}
    assert "found out anew" in caplog.text
    with closing(sqlite3.connect(tmp_path / PACKED)) as connection:
        connection.execute("ALTER TABLE moved RENAME TO packed")
    assert packed.of([3]) == {3: b"\x03"}


def test_an_index_whose_packed_passages_are_damaged_is_made_anew_at_the_next_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = open_tantivy_index(tmp_path, "v1")
    index.add([passage(3, 1, size=20_000)])
    index.commit(1)
    index.close()
    _garbage(tmp_path / PACKED)
    with closing(open_tantivy_index(tmp_path, "v1")) as index:
        with caplog.at_level(logging.WARNING):
            assert index.packed([3]) == {}
        assert index.revision == 1
        index.add([passage(4, 2)])
        index.commit(2)
        assert index.packed([3, 4]) == {}
    with closing(open_tantivy_index(tmp_path, "v1")) as index:
        assert "it has no packed passages" in caplog.text
        assert index.revision == 0
        index.add([passage(3, 1)])
        index.commit(3)
        assert index.packed([3]) == {3: b"\x03"}


def test_an_index_that_is_mended_while_it_is_open_keeps_packed_passages_again(tmp_path: Path) -> None:
    with closing(open_tantivy_index(tmp_path, "v1")) as index:
        index.add([passage(3, 1, size=20_000)])
        index.commit(1)
        _garbage(tmp_path / PACKED)
        assert index.packed([3]) == {}
        assert index.mend()
        index.add([passage(3, 1)])
        index.commit(2)
        assert index.packed([3]) == {3: b"\x03"}
