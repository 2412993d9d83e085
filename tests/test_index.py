"""The passage index: the right passages in the right order, every commit whole, whatever happens to its files."""

from __future__ import annotations

import logging
import math
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import index_view
from retrieval.errors import LibraryError
from retrieval.index import Hit, IndexedPassage
from retrieval.index_tantivy import TantivyIndex, open_tantivy_index
from retrieval.scope import EVERYONE, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from retrieval.index import PassageIndex


def passage(id_: int, body: str, context: str = "", *, article: int = 0, owner: str = "") -> IndexedPassage:
    return IndexedPassage(id_, article or id_, owner, tuple(body.split()), tuple(context.split()))


def words(*texts: str) -> dict[str, float]:
    return dict.fromkeys(texts, 1.0)


def found(
    index: PassageIndex,
    terms: Mapping[str, float],
    scope: Scope = EVERYONE,
    *,
    limit: int = 10,
    context_weight: float = 0.5,
    within: Collection[int] | None = None,
) -> list[int]:
    hits = index.shortlist(terms, scope, limit, context_weight=context_weight, within=within)
    return [hit.passage for hit in hits]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TantivyIndex]:
    index = open_tantivy_index(tmp_path / "index", "v1")
    yield index
    index.close()


def fill(
    index: PassageIndex, *passages: IndexedPassage, revision: int = 1, batch: Iterable[IndexedPassage] = ()
) -> None:
    index.add(batch or passages)
    index.commit(revision)


def test_a_new_index_is_empty_at_revision_0(index: TantivyIndex) -> None:
    assert index.revision == 0
    assert found(index, words("iran")) == []


def test_what_is_committed_is_found_with_its_ids(index: TantivyIndex) -> None:
    fill(index, passage(7, "iran serang pakistan", article=3), passage(8, "banjir jakarta", article=4), revision=5)
    (hit,) = index.shortlist(words("pakistan"), EVERYONE, 10, context_weight=1.0)
    assert (hit.passage, hit.article) == (7, 3)
    assert index.revision == 5


def test_what_is_not_committed_is_not_found(index: TantivyIndex) -> None:
    index.add([passage(1, "iran")])
    assert (found(index, words("iran")), index.revision) == ([], 0)
    index.rollback()
    index.commit(1)
    assert (found(index, words("iran")), index.revision) == ([], 1)


def test_no_terms_or_no_room_find_nothing(index: TantivyIndex) -> None:
    fill(index, passage(1, "iran"))
    assert found(index, {}) == []
    assert index.articles({}, EVERYONE, 10) == []
    assert found(index, words("iran"), limit=0) == []


def test_terms_are_taken_as_they_are(index: TantivyIndex) -> None:
    odd = ("Iran", "covid-19", "rp1.000", "日本", "x" * 300, "café", "🤔")
    fill(index, IndexedPassage(1, 1, "", odd))
    for term in odd:
        assert found(index, words(term)) == [1], term
    assert found(index, words("iran", "covid", "19", "cafe")) == []


def test_terms_add_up_by_their_weights(index: TantivyIndex) -> None:
    fill(
        index, passage(1, "tewas meninggal wafat"), passage(2, "tewas selamat sehat"), passage(3, "wafat selamat sehat")
    )
    terms = {"tewas": 1.0, "meninggal": 0.5, "wafat": 0.25}
    scores = {hit.passage: hit.score for hit in index.shortlist(terms, EVERYONE, 10, context_weight=1.0)}
    only = {
        text: {hit.passage: hit.score for hit in index.shortlist(words(text), EVERYONE, 10, context_weight=1.0)}
        for text in terms
    }
    assert scores[1] == pytest.approx(sum(terms[text] * only[text][1] for text in terms), rel=1e-3)
    assert scores[2] == pytest.approx(only["tewas"][2], rel=1e-3)
    assert scores[3] == pytest.approx(0.25 * only["wafat"][3], rel=1e-3)


def test_the_context_weighs_what_the_caller_says(index: TantivyIndex) -> None:
    fill(index, passage(1, "iran dua", "lain lain"), passage(2, "tiga empat", "iran lain"))
    assert found(index, words("iran"), context_weight=0.5) == [1, 2]
    assert found(index, words("iran"), context_weight=2.0) == [2, 1]
    assert found(index, words("iran"), context_weight=0.0) == [1]


def test_an_article_limits_the_search_but_not_the_statistics(index: TantivyIndex) -> None:
    fill(index, *(passage(n, "iran serang", article=n // 2) for n in range(2, 8)))
    (one, two) = index.shortlist(words("iran"), EVERYONE, 10, context_weight=1.0, within=[2])
    assert (one.passage, two.passage) == (4, 5)
    assert one.score == index.shortlist(words("iran"), EVERYONE, 1, context_weight=1.0)[0].score


def test_a_scope_finds_its_own_and_the_public_passages_only(index: TantivyIndex) -> None:
    fill(index, passage(1, "iran"), passage(2, "iran", owner="-100"), passage(3, "iran", owner="-1001"))
    assert found(index, words("iran")) == [1]
    assert found(index, words("iran"), Scope("-100")) == [1, 2]
    assert found(index, words("iran"), Scope("-100", public=False)) == [2]
    assert found(index, words("iran"), Scope("-9", public=False)) == []
    assert found(index, words("iran"), within=[2]) == []


@pytest.mark.parametrize("others", [1, 40, 1100])
def test_what_a_scope_may_not_see_takes_no_place_in_its_shortlist(index: TantivyIndex, others: int) -> None:
    # Better than all that it may see, whether they are dropped, too many to be dropped, or too many to be listed.
    hidden = [passage(id_, "iran", owner="-1001") for id_ in range(10, 10 + others)]
    fill(index, passage(1, "iran serang"), passage(2, "iran dua tiga"), passage(3, "iran", owner="-100"), *hidden)
    for limit in (1, 2):
        assert found(index, words("iran"), limit=limit) == [1, 2][:limit]
        assert found(index, words("iran"), Scope("-100"), limit=limit) == [3, 1][:limit]
        assert [hit.article for hit in index.articles(words("iran"), EVERYONE, limit)] == [1, 2][:limit]
        assert [hit.article for hit in index.articles(words("iran"), Scope("-100"), limit)] == [3, 1][:limit]
    index.remove([1, 2])
    index.commit(2)
    assert found(index, words("iran")) == []
    assert index.articles(words("iran"), EVERYONE, 10) == []


def test_equal_passages_come_by_id_however_they_were_added(index: TantivyIndex) -> None:
    for revision, ids in enumerate(([9, 4], [6, 2], [8, 1], [3, 7, 5]), start=1):
        fill(index, *(passage(id_, "iran serang") for id_ in ids), revision=revision)
    assert found(index, words("iran"), limit=4) == [1, 2, 3, 4]


def test_adding_an_article_again_replaces_all_its_passages(index: TantivyIndex) -> None:
    fill(index, passage(1, "iran satu", article=5), passage(2, "iran dua", article=5), passage(3, "iran", article=6))
    fill(index, passage(10, "iran baru", article=5), passage(11, "iran baru lagi", article=5), revision=2)
    assert sorted(found(index, words("iran"))) == [3, 10, 11]
    assert found(index, words("satu", "dua")) == []


def test_an_article_added_twice_before_a_commit_is_there_once(index: TantivyIndex) -> None:
    index.add([passage(1, "iran", article=5)])
    index.add([passage(2, "iran", article=5)])
    index.commit(1)
    assert found(index, words("iran")) == [2]


def test_what_was_found_out_about_passages_is_given_back_by_their_ids(index: TantivyIndex) -> None:
    fill(index, *(IndexedPassage(n, 3, "", ("iran",), packed=bytes([n] * 9)) for n in (7, 8, 9)), passage(10, "iran"))
    assert index.packed([9, 7, 1, 10, 9]) == {7: b"\x07" * 9, 9: b"\x09" * 9, 10: b""}
    assert index.packed({7, 8}) == {7: b"\x07" * 9, 8: b"\x08" * 9}
    assert index.packed([]) == {}
    fill(index, IndexedPassage(11, 3, "", ("iran",), packed=b"new"), revision=2)
    assert index.packed([7, 11]) == {11: b"new"}
    index.remove([3])
    index.commit(3)
    assert index.packed([7, 11]) == {}


def test_removed_articles_are_found_no_more(index: TantivyIndex) -> None:
    fill(index, passage(1, "iran", article=5), passage(2, "iran", article=6))
    index.remove([5, 99])
    assert sorted(found(index, words("iran"))) == [1, 2]
    index.commit(2)
    assert found(index, words("iran")) == [2]


def test_clearing_and_filling_is_one_step(index: TantivyIndex) -> None:
    fill(index, passage(1, "iran"))
    index.clear()
    index.add([passage(2, "iran")])
    assert found(index, words("iran")) == [1]
    index.commit(2)
    assert found(index, words("iran")) == [2]


def test_an_error_of_the_caller_stays_the_callers(index: TantivyIndex) -> None:
    def broken() -> Iterator[IndexedPassage]:
        yield passage(1, "iran")
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        index.add(broken())
    index.rollback()
    index.commit(1)
    assert found(index, words("iran")) == []


def test_nobody_who_reads_waits_for_a_batch_being_written(index: TantivyIndex) -> None:
    fill(index, passage(1, "iran"))
    begun, read = threading.Event(), threading.Event()

    def slow() -> Iterator[IndexedPassage]:
        yield passage(2, "iran")
        begun.set()
        assert read.wait(30)

    thread = threading.Thread(target=fill, args=(index,), kwargs={"revision": 2, "batch": slow()})
    thread.start()
    begun.wait()
    assert (index.revision, found(index, words("iran"))) == (1, [1])
    read.set()
    thread.join()
    assert (index.revision, found(index, words("iran"))) == (2, [1, 2])


def test_frequencies_are_the_librarys_and_never_more_than_its_passages(index: TantivyIndex) -> None:
    assert index.frequencies(["iran"]) == (0, {"iran": 0})
    fill(index, passage(1, "iran serang iran", "judul"), passage(2, "iran", owner="-100"))
    assert index.frequencies(["iran", "serang", "judul", "lain"]) == (
        2,
        {"iran": 2, "serang": 1, "judul": 0, "lain": 0},
    )
    index.remove([1])
    index.commit(2)
    assert index.frequencies(["iran"]) == (1, {"iran": 1})


def test_frequencies_of_a_scope_are_those_of_what_it_may_see(index: TantivyIndex) -> None:
    fill(
        index,
        passage(1, "iran serang iran", "judul"),
        passage(2, "iran rapat", owner="-100"),
        passage(3, "rapat rapat", owner="-200"),
    )
    terms = ["iran", "serang", "rapat", "lain"]
    seen = {
        Scope(): (1, {"iran": 1, "serang": 1, "rapat": 0, "lain": 0}),
        Scope("-100"): (2, {"iran": 2, "serang": 1, "rapat": 1, "lain": 0}),
        Scope("-100", public=False): (1, {"iran": 1, "serang": 0, "rapat": 1, "lain": 0}),
        Scope("-300"): (1, {"iran": 1, "serang": 1, "rapat": 0, "lain": 0}),
        Scope("-300", public=False): (0, dict.fromkeys(terms, 0)),
    }
    for scope, counts in seen.items():
        assert index.frequencies(terms, scope) == counts
    index.remove([2])
    index.commit(2)
    assert index.frequencies(terms, Scope("-100")) == (1, {"iran": 1, "serang": 1, "rapat": 0, "lain": 0})


def test_similar_terms_begin_alike_most_frequent_first(index: TantivyIndex) -> None:
    fill(index, passage(1, "pakistan paksa"), passage(2, "pakistan perang", "pakar"))
    for _ in range(2):  # and when they were read before
        assert list(index.similar_terms("pakisatn")) == ["pakistan", "paksa"]
    assert list(index.similar_terms("zzz")) == []
    fill(index, passage(90, "pakis", article=90), revision=2)
    assert list(index.similar_terms("pakisatn"))[:1] == ["pakistan"]
    assert "pakis" in index.similar_terms("pakisatn")


def test_similar_terms_are_told_however_few_are_kept(index: TantivyIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_view, "MOST_TERMS", 2)
    fill(index, passage(1, "pakistan paksa banjir"), passage(2, "pakistan perang", "pakar"))
    for _ in range(3):
        assert list(index.similar_terms("pakisatn")) == ["pakistan", "paksa"]
        assert list(index.similar_terms("banjri")) == ["banjir"]
        assert list(index.similar_terms("zzz")) == []


def test_many_threads_may_read_while_one_writes(index: TantivyIndex) -> None:
    seen = list[int]()
    done = threading.Event()
    failures = list[BaseException]()

    def read() -> None:
        try:
            while not done.is_set():
                before = index.revision
                seen.append(len(found(index, words("iran"), limit=100)) - 2 * before)
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for revision in range(1, 11):
        fill(index, passage(2 * revision, "iran"), passage(2 * revision + 1, "iran"), revision=revision)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    # Never less than the revision said, and never half a commit.
    assert min(seen) >= 0
    assert all(difference % 2 == 0 for difference in seen)


# Another opening, which is what another process is


def test_what_another_opening_commits_is_found(index: TantivyIndex, tmp_path: Path) -> None:
    other = open_tantivy_index(tmp_path / "index", "v1")
    for revision in range(1, 25):
        writer = (index, other)[revision % 2]
        fill(writer, passage(revision, "iran"), revision=revision)
        for reader in (index, other):
            assert reader.revision == revision
            assert found(reader, words("iran"), limit=99) == list(range(1, revision + 1))
    other.close()
    # Nobody's merged segments are left lying about.
    assert len(list((tmp_path / "index" / "segments").glob("*.idx"))) <= 12


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(index: TantivyIndex, tmp_path: Path) -> None:
    other = open_tantivy_index(tmp_path / "index", "v1", wait=0.05)
    index.add([passage(1, "iran")])
    with pytest.raises(LibraryError, match="Another process has been writing"):
        other.add([passage(2, "iran")])
    index.commit(1)
    fill(other, passage(2, "iran"), revision=2)
    assert found(index, words("iran")) == [1, 2]
    other.close()


def test_a_writer_that_waits_gets_its_turn(index: TantivyIndex, tmp_path: Path) -> None:
    other = open_tantivy_index(tmp_path / "index", "v1")
    index.add([passage(1, "iran")])
    thread = threading.Thread(target=fill, args=(other, passage(2, "iran")), kwargs={"revision": 2})
    thread.start()
    index.commit(1)
    thread.join()
    assert found(index, words("iran")) == [1, 2]
    other.close()


def test_closing_gives_the_writers_place_back(index: TantivyIndex, tmp_path: Path) -> None:
    other = open_tantivy_index(tmp_path / "index", "v1", wait=0.05)
    other.add([passage(1, "iran")])
    other.close()
    fill(index, passage(2, "iran"))
    assert found(index, words("iran")) == [2]


_WRITER = """
import pathlib, sys
from retrieval.index import IndexedPassage
from retrieval.index_tantivy import open_tantivy_index
index = open_tantivy_index(pathlib.Path(sys.argv[1]), "v1")
revision = index.revision
while True:
    revision += 1
    index.add([IndexedPassage(2 * revision + n, revision, "", ("iran", f"t{revision}")) for n in range(2)])
    index.commit(revision)
    print(revision, flush=True)
"""


def test_a_killed_writer_leaves_whole_commits_and_no_lock(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    acknowledged = 0
    for lines in (1, 3, 2, 5):
        process = subprocess.Popen([sys.executable, "-c", _WRITER, str(directory)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        with process, process.stdout as output:
            read = [output.readline() for _ in range(lines)]
            process.kill()
            read += [line for line in output if line.endswith("\n")]
        acknowledged = int(read[-1])
        index = open_tantivy_index(directory, "v1", wait=1.0)
        assert index.revision in (acknowledged, acknowledged + 1)
        there = sorted(found(index, words("iran"), limit=999))
        assert there in ([*range(2, 2 * upto + 2)] for upto in (acknowledged, acknowledged + 1))
        fill(
            index,
            *(passage(2 * index.revision + n, "iran", article=index.revision) for n in range(2)),
            revision=index.revision,
        )
        assert len(found(index, words("iran"), limit=999)) == len(there)
        index.close()


def test_a_writer_killed_just_before_its_commit_is_not_in_the_way_of_the_next(tmp_path: Path) -> None:
    index = open_tantivy_index(tmp_path, "v1")
    fill(index, passage(1, "iran", article=1), passage(2, "iran", article=2), passage(3, "iran", article=3))
    kept = {name: (tmp_path / name).read_bytes() for name in ("state.json", "segments/meta.json")}
    index.remove([1])
    index.commit(2)
    index.close()
    # As if killed when the list of deleted passages was written, and nothing that names it.
    for name, contents in kept.items():
        (tmp_path / name).write_bytes(contents)
    (tmp_path / "segments" / ".tmpA1b2C3").write_bytes(b"{")
    index = open_tantivy_index(tmp_path, "v1")
    assert (index.revision, found(index, words("iran"))) == (1, [1, 2, 3])
    index.remove([1])
    index.commit(2)
    assert found(index, words("iran")) == [2, 3]
    index.close()
    assert not list((tmp_path / "segments").glob(".tmp*"))


def test_a_commit_whose_revision_was_not_recorded_is_caught_up_without_doubling(tmp_path: Path) -> None:
    index = open_tantivy_index(tmp_path, "v1")
    fill(index, passage(1, "iran", article=1))
    before = (tmp_path / "state.json").read_bytes()
    fill(index, passage(2, "iran", article=2), revision=2)
    index.close()
    # As if killed between the two.
    (tmp_path / "state.json").write_bytes(before)
    index = open_tantivy_index(tmp_path, "v1")
    assert index.revision == 1
    fill(index, passage(2, "iran", article=2), revision=2)
    assert found(index, words("iran")) == [1, 2]
    index.close()


# Damage


def _garbage(path: Path) -> None:
    contents = bytearray(path.read_bytes())
    middle = len(contents) // 3
    contents[middle : middle + 16] = os.urandom(16)
    path.write_bytes(bytes(contents))


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _file_for_segments(directory: Path) -> None:
    shutil.rmtree(directory / "segments")
    (directory / "segments").write_text("x")


def _damage_to(kind: str, damage: Callable[[Path], None]) -> Callable[[Path], None]:
    return lambda directory: damage(next((directory / "segments").glob(f"*.{kind}")))


def _damages() -> dict[str, Callable[[Path], object]]:
    single: dict[str, Callable[[Path], object]] = {
        "no state": lambda directory: (directory / "state.json").unlink(),
        "torn state": lambda directory: _half(directory / "state.json"),
        "state of another kind": lambda directory: (directory / "state.json").write_text('{"revision": "x"}'),
        "no segments": lambda directory: shutil.rmtree(directory / "segments"),
        "no meta": lambda directory: (directory / "segments" / "meta.json").unlink(),
        "torn meta": lambda directory: _half(directory / "segments" / "meta.json"),
        "empty meta": lambda directory: (directory / "segments" / "meta.json").write_bytes(b""),
        "a file for segments": _file_for_segments,
    }
    segments = {
        f"{name} {kind}": _damage_to(kind, damage)
        for kind in ("term", "idx", "fast", "fieldnorm")
        for name, damage in (("garbage in", _garbage), ("half of", _half), ("no", os.unlink))
    }
    return single | segments


DAMAGE = _damages()


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_is_started_anew_and_works(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    index = open_tantivy_index(tmp_path, "v1")
    fill(index, *(passage(n, f"iran serang t{n}", "judul", article=n) for n in range(1, 200)), revision=9)
    index.close()
    DAMAGE[damage](tmp_path)
    with caplog.at_level(logging.WARNING):
        index = open_tantivy_index(tmp_path, "v1")
    assert "started anew" in caplog.text
    assert (index.revision, found(index, words("iran", "judul"))) == (0, [])
    fill(index, passage(5, "iran"), revision=10)
    index.close()
    index = open_tantivy_index(tmp_path, "v1")
    assert (index.revision, found(index, words("iran"))) == (10, [5])
    index.close()


def test_a_sound_index_is_kept_without_a_word(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    index = open_tantivy_index(tmp_path, "v1")
    for revision in range(1, 12):
        fill(index, passage(revision, "iran"), revision=revision)
    index.close()
    index = open_tantivy_index(tmp_path, "v1")
    assert (index.revision, len(found(index, words("iran"), limit=99))) == (11, 11)
    index.close()
    assert caplog.text == ""


def test_terms_of_another_version_are_thrown_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    old = open_tantivy_index(tmp_path, "v1")
    fill(old, passage(1, "iran"))
    new = open_tantivy_index(tmp_path, "v2")
    assert "another version" in caplog.text
    assert (new.revision, found(new, words("iran"))) == (0, [])
    # Who still has it open neither finds nor writes the wrong terms.
    for use in (lambda: old.revision, lambda: found(old, words("iran")), lambda: old.add([passage(2, "iran")])):
        with pytest.raises(LibraryError, match="made anew"):
            use()
    fill(new, passage(3, "iran"))
    assert found(new, words("iran")) == [3]
    old.close()
    new.close()


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="cannot be used"):
        open_tantivy_index(tmp_path / "file" / "index", "v1")


def test_an_index_that_vanishes_while_open_is_made_anew_for_the_library_to_fill(
    index: TantivyIndex, tmp_path: Path
) -> None:
    fill(index, passage(1, "iran"))
    shutil.rmtree(tmp_path / "index")
    assert (found(index, words("iran")), index.revision) == ([], 0)
    fill(index, passage(2, "iran"))
    assert len(found(index, words("iran"))) == 1


def test_words_in_different_paragraphs_meet_in_their_article(index: TantivyIndex) -> None:
    fill(
        index,
        *(passage(n, body, "banjir", article=5) for n, body in ((1, "jakarta hujan"), (2, "gubernur korban"))),
        *(passage(n, body, "banjir", article=6) for n, body in ((3, "jakarta jakarta"), (4, "cuaca"))),
        passage(7, "gubernur", article=7, owner="-100"),
    )
    hits = index.articles(words("jakarta", "gubernur", "korban"), EVERYONE, 10)
    assert [hit.article for hit in hits] == [5, 6]
    assert hits[0].score > hits[1].score > 0
    assert [hit.article for hit in index.articles(words("gubernur"), Scope("-100"), 10)] == [7, 5]
    assert [hit.article for hit in index.articles(words("banjir"), EVERYONE, 1)] == [6]
    assert index.articles({}, EVERYONE, 10) == index.articles(words("banjir"), EVERYONE, 0) == []
    assert index.frequencies(["jakarta"]) == (5, {"jakarta": 2})


def test_an_article_taken_out_is_not_found_as_a_whole_either(index: TantivyIndex) -> None:
    fill(index, passage(1, "iran", article=1), passage(2, "iran", article=2))
    index.remove([1])
    index.commit(2)
    assert [hit.article for hit in index.articles(words("iran"), EVERYONE, 10)] == [2]
    assert index.frequencies([]) == (1, {})


def test_an_index_whose_place_is_taken_while_open_is_told(index: TantivyIndex, tmp_path: Path) -> None:
    fill(index, passage(1, "iran"))
    shutil.rmtree(tmp_path / "index")
    (tmp_path / "index").write_text("x")
    with pytest.raises(LibraryError, match="start Kutip again"):
        found(index, words("iran"))
    (tmp_path / "index").unlink()


# The formula


def bm25(passages: Sequence[IndexedPassage], terms: Mapping[str, float], context_weight: float) -> list[Hit]:
    """Lucene's BM25 with k1 = 1.2 and b = 0.75, a field at a time, summed as the protocol says."""
    fields = [[p.body for p in passages], [p.context for p in passages]]
    # Whole articles are documents too, though without a body.
    documents = len(passages) + len({p.article for p in passages})

    def score(field: list[tuple[str, ...]], number: int, term: str) -> float:
        tf = Counter(field[number])[term]
        if not tf:
            return 0.0
        holding = sum(term in terms for terms in field)
        average = sum(map(len, field)) / documents
        norm = 1.2 * (0.25 + 0.75 * len(field[number]) / average)
        return math.log(1 + (documents - holding + 0.5) / (holding + 0.5)) * tf * 2.2 / (tf + norm)

    hits = list[Hit]()
    for number, one in enumerate(passages):
        total = sum(
            weight * (score(fields[0], number, term) + context_weight * score(fields[1], number, term))
            for term, weight in terms.items()
        )
        if total > 0:
            hits.append(Hit(one.id, one.article, total))
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage))


_terms = st.sampled_from("abcdefgh")
_passages = st.lists(
    st.tuples(st.lists(_terms, max_size=15).map(tuple), st.lists(_terms, max_size=5).map(tuple)),
    min_size=1,
    max_size=12,
)
_weights = st.dictionaries(_terms, st.sampled_from([1.0, 0.5, 0.3]), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(_passages, _weights, st.sampled_from([1.0, 0.4, 2.0]))
def test_scores_are_those_of_plain_bm25(
    tmp_path_factory: pytest.TempPathFactory,
    contents: list[tuple[tuple[str, ...], tuple[str, ...]]],
    terms: dict[str, float],
    context_weight: float,
) -> None:
    passages = [IndexedPassage(n, n // 3 + 1, "", *both) for n, both in enumerate(contents, start=1)]
    index = open_tantivy_index(tmp_path_factory.mktemp("bm25"), "v1")
    fill(index, *passages)
    hits = index.shortlist(terms, EVERYONE, 100, context_weight=context_weight)
    index.close()
    expected = bm25(passages, terms, context_weight)
    assert {hit.passage for hit in hits} == {hit.passage for hit in expected}
    by_id = {hit.passage: hit for hit in expected}
    for hit in hits:
        assert hit.article == by_id[hit.passage].article
        assert hit.score == pytest.approx(by_id[hit.passage].score, abs=2e-3, rel=1e-3)
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.passage))
