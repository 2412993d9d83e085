"""The benchmark over sizes: what libraries are made of, what is told of the figures, and the run from end to end."""

from __future__ import annotations

import json
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

import pytest

from benchmarks import sizes
from benchmarks.corpus import News, Vocabulary, library, passages
from benchmarks.figures import Built, Crowd, Figures, Machine, Measured, Memory, Round, Size
from benchmarks.peers import PEERS, RANKERS
from benchmarks.processes import ROOT
from benchmarks.racing import all_running, by_turns
from benchmarks.stock import stocked
from docs import speed
from docs.page import filled
from docs.speed_tables import TABLES, goals_table, latency_table, number, titled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_VILLAGES = ("Sukamaju", "Cibodas", "Tanjungsari", "Wonosari", "Bojonegoro", "Karanganyar", "Pringsewu", "Lembang")
_DEEDS = ("menanam padi", "memanen jagung", "memperbaiki jembatan", "membangun sekolah", "membersihkan sungai")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A hundred articles of three paragraphs each."""
    numbers = count()
    articles = [
        News(
            str(at),
            f"Warga {_VILLAGES[at % 8]} {_DEEDS[at % 5]}",
            tuple(
                f"Warga desa {_VILLAGES[at % 8]} di kecamatan {at} {_DEEDS[number % 5]} seluas {1000 + number} meter."
                for number, _ in zip(numbers, range(3), strict=False)
            ),
        )
        for at in range(100)
    ]
    path = tmp_path / "kabar.jsonl"
    path.write_text("".join(f"{news.line()}\n" for news in articles), encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "size"), [("16", 16), ("10k", 10_000), ("161K", 161_000), ("1m", 1_000_000)])
def test_size_is_written_as_people_write_it(name: str, size: int) -> None:
    assert passages(name) == size


@pytest.mark.parametrize("name", ["", "0", "-5", "k", "1g", "1.5m", "10 k"])
def test_what_is_no_size_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        passages(name)


@pytest.mark.parametrize(("size", "made"), [(100, 100), (298, 298), (301, 300), (1000, 1000)])
def test_library_has_the_passages_that_were_asked_for_and_all_of_the_file_where_that_is_near(
    file: Path, size: int, made: int
) -> None:
    articles = list(library(file, size))
    assert sum(len(news.paragraphs) for news in articles) == made
    assert len({news.id for news in articles}) == len(articles)
    assert all(news.paragraphs for news in articles)


def test_smallest_library_is_the_seed_article_with_its_headings(file: Path) -> None:
    articles = [json.loads(news.line()) for news in library(file, 16)]
    assert articles[0]["title"].startswith("Sempat Ribut")
    assert all(section["paragraphs"] for section in articles[0]["sections"])


def test_same_seed_makes_the_same_library_and_another_one_another(file: Path) -> None:
    assert list(library(file, 900)) == list(library(file, 900))
    assert list(library(file, 900)) != list(library(file, 900, seed=2))
    assert list(library(file, 300)) == list(library(file, 300, seed=2)), "the real articles come as they are"


def test_variations_keep_common_words_and_how_often_words_are_but_are_no_copies(file: Path) -> None:
    real = list(library(file, 300))
    varied = list(library(file, 600))[len(real) :]
    before, after = (_frequencies(articles) for articles in (real, varied))
    assert after["desa"] == before["desa"] == 300
    assert len(after) == len(before)
    assert after.keys() - before.keys(), "some words are new"
    assert not {text for news in real for text in news.paragraphs} & {
        text for news in varied for text in news.paragraphs
    }
    assert [news.paragraphs[0].endswith(" meter.") for news in varied] == [True] * 100, "signs stay where they were"


def _frequencies(articles: Sequence[News]) -> Counter[str]:
    return Counter(word for news in articles for text in news.paragraphs for word in set(text.lower().split()))


def test_new_words_are_new_in_every_copy() -> None:
    vocabulary = Vocabulary({f"kata{letter}": 1 for letter in "abcdefghijklmnopqrst"}, {}, 10_000, seed=3)
    known = {f"kata{letter}" for letter in "abcdefghijklmnopqrst"}
    coined = [set(vocabulary.others(copy).values()) - known for copy in (1, 2, 3)]
    assert all(coined)
    assert len(set.union(*coined)) == sum(map(len, coined))


def test_peers_find_the_paragraph_that_has_the_words_and_no_more_than_there_are(tmp_path: Path) -> None:
    articles = [("Jembatan", ["Warga memperbaiki jembatan.", "Jembatan rampung."]), ("Sawah", ["Petani menanam padi."])]
    for name, open_peer in PEERS.items():
        peer = open_peer(tmp_path / name)
        peer.add(articles[:1])
        peer.add(articles[1:])
        assert peer.shortlist("siapa (petani) yang menanam padi?", 100) == [2], name
        assert sorted(peer.shortlist("jembatan", 100)) == [0, 1], name
        assert peer.shortlist("?!", 100) == [], name
        peer.close()


@pytest.mark.parametrize("name", list(RANKERS))
def test_ranker_that_counts_everything_anew_puts_the_right_paragraph_first(name: str, tmp_path: Path) -> None:
    pytest.importorskip(name.replace("-", "_"))
    texts = [f"Warga desa nomor {at} bekerja bakti sejak pagi." for at in range(9)]
    RANKERS[name].build(tmp_path / "it", [("Kerja bakti", texts), ("Sawah", ["Petani menanam padi."])])
    ranker = RANKERS[name](tmp_path / "it")
    assert ranker.shortlist("siapa petani yang menanam padi?", 100)[0] == 9
    assert len(ranker.shortlist("warga", 3)) == 3
    ranker.close()


def _measured(cold: Sequence[Sequence[float]], **more: object) -> Measured:
    rounds = [Round.model_validate({"start_ms": 900, "open_ms": 40, "cold": one, **more}) for one in cold]
    return Measured(built=Built(seconds=30.0, peak_mb=300.0, disk_mb=150.0), rounds=rounds)


def _size(name: str, number: int, kutip: Measured, **others: Measured) -> Size:
    engines = {"kutip": kutip} | {name.replace("_", "-"): one for name, one in others.items()}
    return Size(name=name, articles=9, passages=number, engines=engines)


def _figures(*several: Size) -> Figures:
    machine = Machine(processor="Z80", cores=2, memory_gb=16, python="3.11.7", load=[0.1, 0.3])
    return Figures(
        machine=machine, file="kabar.jsonl", rounds=3, questions=4, askers=8, seconds=20, sizes=list(several)
    )


def test_figure_is_the_median_of_the_rounds_and_not_of_all_questions() -> None:
    size = _size("161k", 160_956, _measured([[1, 1, 1], [4, 4, 4], [9, 9, 9]]))
    assert size.latency("kutip", 50) == 4
    assert size.latency("kutip", 50, "warm") is None
    assert size.latency("tantivy", 50) is None


def test_ratio_is_of_the_questions_that_both_were_asked() -> None:
    size = _size("161k", 160_956, _measured([[2, 2, 50, 50, 50]] * 2), rank_bm25=_measured([[100, 300]] * 2))
    assert size.times_kutip("rank-bm25") == 100


def test_shortlist_is_held_against_the_whole_of_a_peer() -> None:
    kutip = _measured([[5, 5, 5]], stages={"shortlist": [3, 3, 99]})
    assert _size("161k", 160_956, kutip, tantivy=_measured([[2, 2]])).shortlist_times("tantivy") == 1.5


def test_stages_and_the_rest_make_up_the_mean_also_where_a_question_passes_over_one() -> None:
    kutip = _measured([[4, 8]], stages={"understanding": [1], "ranking": [2, 4]})
    assert _size("16", 16, kutip).stages() == {"understanding": 0.5, "ranking": 3.0, "rest": 2.5}


def test_goal_has_a_tick_a_cross_or_nothing_where_it_was_not_measured() -> None:
    kutip = _measured(
        [[4, 4, 40]], crowd=Crowd(answers=2000, seconds=20, p50=30, p99=50), command_ms=[1400, 1600, 1450]
    )
    table = goals_table(_figures(_size("161k", 160_956, kutip, rank_bm25=_measured([[200, 200]]))))
    assert "p50 ms | ≤ 5 | **4.0** ✓ |" in table
    assert "p99 ms | ≤ 25 | **39** ✗ |" in table
    assert "sustained | ≥ 150 | **100** ✗ |" in table
    assert "first answer, s | ≤ 1.5 | **1.45** ✓ |" in table
    assert "rank-bm25 alone | ≥ 50 | **50** ✓ |" in table
    assert "tantivy alone | ≤ 2 | – |" in table
    assert "1 M passages: a question to its answer, p50 ms | ≤ 10 | – |" in table


def test_latency_table_tells_how_many_times_kutip_the_others_are() -> None:
    table = latency_table(_figures(_size("16", 16, _measured([[2, 2]], warm=[1, 1]), fts5=_measured([[5, 5]]))))
    assert "| Kutip | 2.0 / 2.0 |" in table
    assert "| Kutip, asked again | 1.00 / 1.00 |" in table
    assert "| SQLite FTS5 alone | 5.0 / 5.0 (× 2.5) |" in table


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (0.371, "0.37"), (5.44, "5.4"), (1203.6, "1,204")])
def test_number_has_the_digits_that_tell_something(value: float | None, text: str) -> None:
    assert number(value) == text


def test_sizes_are_titled_for_people() -> None:
    several = [_size("", number, _measured([])) for number in (16, 10_000, 160_956, 1_000_000)]
    assert [titled(size) for size in several] == ["16", "10 k", "161 k", "1 M"]


def test_page_is_made_of_the_figures_and_the_same_figures_make_the_same_page(tmp_path: Path) -> None:
    memory = Memory(peak=200, resident=190, proportional=180, own=120)
    crowd = Crowd(answers=3000, seconds=20, p50=30, p99=50)
    several = [
        _size(
            name,
            number,
            _measured([[4, 5]], warm=[2, 2], stages={"ranking": [1, 1]}, memory=memory, crowd=crowd, adds=[20]),
            tantivy=_measured([[1, 1]], memory=memory, crowd=crowd),
            rank_bm25=_measured([[300]]),
        )
        for name, number in (("16", 16), ("161k", 160_956), ("1m", 1_000_000))
    ]
    (tmp_path / "figures.json").write_text(_figures(*several).model_dump_json(), encoding="utf-8")
    page = tmp_path / "speed.md"
    made = []
    for _ in range(2):
        page.write_text("".join(f"<!-- made: {name} -->\n<!-- /made -->\n" for name in TABLES), encoding="utf-8")
        speed.main([str(tmp_path / "figures.json"), "--page", str(page)])
        made.append([path.read_bytes() for path in (page, *sorted((tmp_path / "speed").iterdir()))])
    assert made[0] == made[1]
    assert len(made[0]) == 5
    text = page.read_text(encoding="utf-8")
    assert "Z80, 2 cores, 16.0 GB" in text
    assert "| 161 k | Kutip | 150 | – | – | 200 | 120 | 150 | 30 | 300 | 20 |" in text


def test_page_of_the_repository_has_a_place_for_every_table() -> None:
    page = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    for name in TABLES:
        page = filled(page, name, "x")
    with pytest.raises(ValueError, match="no place for weather"):
        filled(page, "weather", "x")


def test_run_measures_kutip_beside_a_peer_and_uses_again_what_it_kept(file: Path, tmp_path: Path) -> None:
    out, keep = tmp_path / "figures.json", tmp_path / "kept"
    arguments = [str(file), "--sizes", "200", "--engines", "kutip,tantivy", "--rounds", "1", "--most", "3"]
    arguments += [
        "--seconds",
        "0.1",
        "--askers",
        "2",
        "--adds",
        "1",
        "--starts",
        "1",
        "--keep",
        str(keep),
        "--out",
        str(out),
    ]
    sizes.main(arguments)
    size = Figures.model_validate_json(out.read_text(encoding="utf-8")).sizes[0]
    assert (size.name, size.passages) == ("200", 200)
    for name, measured in size.engines.items():
        one = measured.rounds[0]
        assert len(one.cold) == 3
        assert one.crowd is not None
        assert one.crowd.answers >= 2
        assert one.start_ms > one.open_ms > 0
        assert len(one.adds) == 1
        assert measured.built.disk_mb > 0
        assert (len(one.warm), len(one.command_ms)) == ((3, 1) if name == "kutip" else (0, 0))
    assert "shortlist" in size.engines["kutip"].rounds[0].stages
    assert not list((keep / "200").glob("kutip-benchmark-*")), "articles are added to a copy, that is removed"
    stock = (keep / "200" / "stock.json").stat().st_mtime_ns
    assert stocked(keep / "200", file, 200, ["kutip", "tantivy"]).built == {
        name: measured.built for name, measured in size.engines.items()
    }
    assert (keep / "200" / "stock.json").stat().st_mtime_ns == stock


def test_engines_take_turns_and_who_has_used_up_its_time_is_asked_no_more(tmp_path: Path) -> None:
    texts = [f"Warga desa nomor {at} bekerja bakti sejak pagi." for at in range(20)]
    directories = {name: tmp_path / name for name in ("tantivy", "fts5")}
    for name, directory in directories.items():
        peer = PEERS[name](directory)
        peer.add([("Kerja bakti", texts)])
        peer.close()
    with all_running(directories, "siapa?") as contenders:
        by_turns(contenders, ["warga desa mana?", "kapan?"], budget=60)
        by_turns(contenders, ["nomor berapa?"], budget=0)
    assert [len(one.round.cold) for one in contenders.values()] == [2, 2]


def test_folder_of_another_file_is_not_used(file: Path, tmp_path: Path) -> None:
    stocked(tmp_path / "kept", file, 20, [])
    other = tmp_path / "lain.jsonl"
    other.write_bytes(file.read_bytes())
    with pytest.raises(ValueError, match="made of another file"):
        stocked(tmp_path / "kept", other, 20, [])


@pytest.mark.parametrize(
    ("option", "wrong"), [("--sizes", "10k,besar"), ("--engines", "kutip,lucene"), ("--rounds", "0")]
)
def test_what_cannot_be_measured_is_refused(option: str, wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        sizes.main(["kabar.jsonl", "--out", "figures.json", option, wrong])
    assert option in capsys.readouterr().err
