"""Question files, the run over them, and the figures, against examples computed by hand."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from retrieval.answer import Answer, ArticleCard, Context, Quote, Status
from retrieval.errors import ArticleError
from retrieval.evaluation import Case, evaluate, miss_of, misses, question_files, read_cases, report, traced
from retrieval.evaluation.cases import detokenised, passage_ref
from retrieval.evaluation.metrics import figures, is_exact, token_f1
from retrieval.evaluation.reliability import area, reliability
from retrieval.evaluation.run import Outcome, Trace, is_collection, open_collection, right_by
from retrieval.finding import SHORTLIST
from retrieval.layout import DATABASE
from retrieval.opening import open_library
from retrieval.scope import EVERYONE
from retrieval.sources.bulk import BulkArticle
from tests.newsroom import CHILLI, FLOOD, ROOT, SEEDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.evaluation import Scope
    from retrieval.evaluation.metrics import RightBy

CHAT = {
    "id": "a1",
    "article_id": 17,
    "question": "brp warga ngungsi?",
    "gold": [3, 1],
    "answer": "120 warga",
    "type": "howmany",
    "style": "abbrev",
    "followup_of": None,
    "answerable": True,
    "unknown": "passed over",
}
DEMAK = "Banjir merendam 350 rumah di Kabupaten Demak pada Selasa pagi."
KUDUS = "Harga cabai rawit di Pasar Kliwon, Kudus, naik menjadi Rp80.000 per kilogram."


def write_chat(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return path


def write_facqa(path: Path, *rows: tuple[str, str, str]) -> Path:
    """Rows of question, passage and answer, in FacQA's columns of token lists."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["", "question", "passage", "seq_label"])
        for number, (question, passage, answer) in enumerate(rows):
            tokens = passage.split()
            start = tokens.index(answer.split()[0])
            labels = ["O"] * len(tokens)
            for offset in range(len(answer.split())):
                labels[start + offset] = "B" if offset == 0 else "I"
            writer.writerow([number, repr(question.split()), repr(tokens), repr(labels)])
    return path


def write_squad(path: Path, *rows: tuple[str, str, str]) -> Path:
    """Rows of question, passage and answer ("" for none), in SQuAD's shape."""
    entries = [
        {
            "context": passage,
            "qas": [
                {
                    "id": f"q{number}",
                    "question": question,
                    "is_impossible": not answer,
                    "answers": [{"text": answer, "answer_start": 0}] if answer else [],
                }
            ],
        }
        for number, (question, passage, answer) in enumerate(rows)
    ]
    path.write_text(json.dumps(entries), encoding="utf-8")
    return path


# Reading


def test_chat_questions_are_read_line_by_line(tmp_path: Path) -> None:
    path = write_chat(
        tmp_path / "tanya.jsonl",
        CHAT,
        {"id": "a2", "article_id": "banjir", "question": "garis\u2028baru", "followup_of": "a1", "answerable": False},
    )
    path.write_text("\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    first, second = read_cases(path)
    assert first == Case("a1", "brp warga ngungsi?", "17", (3, 1), "120 warga", "howmany", "abbrev")
    assert (second.article, second.followup_of, second.answerable, second.gold) == ("banjir", "a1", False, ())
    assert second.question == "garis\u2028baru"
    assert second.passage is None


def test_facqa_tokens_become_running_text_with_the_answer(tmp_path: Path) -> None:
    path = write_facqa(tmp_path / "facqa-test.csv", ("Berapa rumah ?", "Banjir ( Demak ) : 350 rumah .", "350 rumah"))
    (found,) = read_cases(path)
    assert (found.id, found.question, found.passage) == ("facqa-test-1", "Berapa rumah?", "Banjir (Demak): 350 rumah.")
    assert (found.answer, found.gold, found.article) == ("350 rumah", (0,), passage_ref("Banjir (Demak): 350 rumah."))


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (["2", "-", "0", ",", "kata", "dia", "."], "2-0, kata dia."),
        (["(", "29", "/", "1", ")"], "(29 / 1)"),
        ([], ""),
    ],
)
def test_tokens_are_joined_as_people_write(tokens: list[str], text: str) -> None:
    assert detokenised(tokens) == text


def test_squad_like_questions_are_read_with_those_that_have_no_answer(tmp_path: Path) -> None:
    path = write_squad(tmp_path / "tydi-x.json", ("di mana?", DEMAK, "Demak"), ("siapa?", DEMAK, ""))
    answerable, other = read_cases(path)
    assert (answerable.answer, answerable.gold, answerable.answerable) == ("Demak", (0,), True)
    assert (other.answer, other.gold, other.answerable) == ("", (), False)
    assert answerable.article == other.article == passage_ref(DEMAK)
    assert answerable.passage == DEMAK


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("q.txt", "", r"\.jsonl, \.csv, \.json"),
        ("q.jsonl", f"{json.dumps(CHAT)}\n{{", "line 2"),
        ("q.jsonl", f'{json.dumps(CHAT)}\n\n{{"id": "x", "article_id": 1}}', r"line 3: question"),
        ("q.csv", "question,passage\n\"['a']\",\"['b']\"\n", "line 2: there is no seq_label"),
        ("q.csv", "question,passage,seq_label\n\"['a']\",\"['b']\",\"['O', 'O']\"\n", "line 2"),
        ("q.csv", "question,passage,seq_label\n\"['a']\",7,\"['O']\"\n", "list of tokens"),
        ("q.csv", "question,passage,seq_label\n\"['a'\",\"['b']\",\"['O']\"\n", "line 2"),
        ("q.csv", f'question,passage,seq_label\n"{"x" * 200_000}",1,2\n', "field"),
        ("q.json", "[", "question file"),
        ("q.json", '{"version": 1}', "question file"),
        ("q.json", '[{"context": "x", "qas": [{"id": "1"}]}]', "question"),
    ],
)
def test_file_of_another_shape_is_an_error_that_names_the_place(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ArticleError, match=told) as caught:
        read_cases(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_file_that_is_missing_or_no_text_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"ada\.jsonl.*cannot be read"):
        read_cases(tmp_path / "tidak-ada.jsonl")
    for name in ("biner.jsonl", "biner.csv", "biner.json"):
        (tmp_path / name).write_bytes(bytes(range(128, 256)))
        with pytest.raises(ArticleError, match=name):
            read_cases(tmp_path / name)


def test_own_seed_questions_are_thirty_answerable_and_ten_others() -> None:
    cases = read_cases(ROOT / "tests" / "questions" / "seed.jsonl")
    assert [len(cases), sum(case.answerable for case in cases)] == [40, 30]
    ids = [case.id for case in cases]
    assert len(set(ids)) == 40
    assert all(ids.index(case.followup_of) < ids.index(case.id) for case in cases if case.followup_of)


def test_folder_names_its_question_files_but_those_to_train_on(tmp_path: Path) -> None:
    for name in ("b-valid.json", "a.jsonl", "c-valid.CSV", "b-train.json", "README.md", "articles.jsonl.gz"):
        (tmp_path / name).touch()
    (tmp_path / "more.json").mkdir()
    train = tmp_path / "b-train.json"
    files = question_files([train, tmp_path, tmp_path / "a.jsonl"])
    assert list(files.items()) == [
        (name, tmp_path / name) for name in ("b-train.json", "a.jsonl", "b-valid.json", "c-valid.CSV")
    ]


def test_question_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("satu", "dua"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tanya.jsonl").touch()
    files = question_files([tmp_path / "satu", tmp_path / "dua"])
    assert files == {
        "tanya.jsonl": tmp_path / "satu" / "tanya.jsonl",
        "tanya.jsonl (2)": tmp_path / "dua" / "tanya.jsonl",
    }


def test_folder_without_questions_is_an_error_that_says_what_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"no question file \(\.jsonl, \.csv, \.json\)"):
        question_files([tmp_path])


# Figures


def quote(text: str, bold: str = "", ref: str = "a") -> Quote:
    start = text.index(bold)
    highlights = ((start, start + len(bold)),) if bold else ()
    return Quote(1, ArticleCard(1, ref, "", "", None, ""), "", text, highlights, 0.0)


def outcome(
    case: Case,
    status: Status,
    *quotes: tuple[Quote, tuple[int, ...]],
    ms: float = 1.0,
    sure: float = 0.5,
    trace: Trace | None = None,
) -> Outcome:
    answer = Answer(case.question, status, sure, tuple(one for one, _ in quotes), Context(""), ms)
    return Outcome(case, answer, tuple(origins for _, origins in quotes), trace)


def asked(*gold: int, answer: str = "", **other: str) -> Case:
    return Case("", "?", "a", gold, answer, answerable=bool(gold), **other)


def test_figures_are_those_computed_by_hand() -> None:
    found = figures(
        [
            # First, bold exactly the answer but for case and spacing.
            outcome(
                asked(2, 1, answer="sembilan  orang"),
                Status.ANSWERED,
                (quote("Sembilan orang tewas.", "Sembilan orang"), (2,)),
                ms=4,
            ),
            # Third, in a passage of two paragraphs; the first quote is another article's of the same number.
            outcome(
                asked(5, answer="Reuters"),
                Status.UNSURE,
                (quote("kata Reuters kemarin", "kata", ref="b"), (5,)),
                (quote("x"), (4,)),
                (quote("y"), (5, 6)),
                ms=2,
            ),
            # Fourth is too late; half of the bold words are the answer's.
            outcome(
                asked(9, answer="Jalil Jilani"),
                Status.NOT_FOUND,
                (quote("Abbas Jilani bicara", "Abbas Jilani"), (1,)),
                (quote("x"), (2,)),
                (quote("x"), (3,)),
                (quote("x"), (9,)),
                ms=8,
            ),
            # Nothing at all.
            outcome(asked(1, answer="x"), Status.NOT_FOUND, ms=1),
            outcome(asked(), Status.ANSWERED, (quote("x"), (0,)), ms=3),
            outcome(asked(), Status.UNSURE, (quote("x"), (0,)), ms=3),
            outcome(asked(), Status.NOT_FOUND, ms=3),
            outcome(asked(), Status.NOT_FOUND, ms=3),
        ]
    )
    assert found == {
        "n": 8,
        "passage@1": 1 / 4,
        "passage@3": 2 / 4,
        "answer@1": 2 / 4,
        "article@1": 2 / 4,
        "highlight": 1 / 4,
        "span F1": pytest.approx((1 + 0 + 0.5 + 0) / 4),
        "span F1 right": 1.0,
        "exact match": 1 / 4,
        "answered": 1 / 4,
        "unsure": 1 / 4,
        "false answers": 1 / 4,
        "false unsure": 1 / 4,
        "ms p50": 3.0,
        "ms p95": 8,
    }


@pytest.mark.parametrize(
    ("given", "gold", "value"),
    [
        ("sembilan orang", "Sembilan Orang", 1.0),
        ("sembilan orang tewas", "sembilan orang", 0.8),
        ("orang orang", "orang", 2 / 3),
        ("“Sembilan orang,” (tewas)", "sembilan orang tewas.", 1.0),
        ("Rp80.000", "80.000", 0.0),
        ("", "orang", 0.0),
        ("dua", "tiga", 0.0),
        ("", "", 0.0),
    ],
)
def test_token_f1_is_squads(given: str, gold: str, value: float) -> None:
    assert token_f1(given, gold) == pytest.approx(value)


@pytest.mark.parametrize(
    ("bold", "answer", "whether"),
    [
        (("Sembilan orang",), "“sembilan orang”", True),
        (("Sembilan", "orang"), "sembilan orang", True),  # all of them together
        (("Sembilan orang", "dua anak"), "dua anak", True),  # one of them alone
        (("Sembilan orang tewas",), "sembilan orang", False),
        (("orang Sembilan",), "sembilan orang", False),
        ((), "sembilan orang", False),
        ((), "", False),
    ],
)
def test_bold_words_match_exactly_together_or_one_stretch_alone(
    bold: tuple[str, ...], answer: str, *, whether: bool
) -> None:
    text = " x ".join(bold)
    starts = [text.index(words) for words in bold]
    marked = replace(
        quote(text), highlights=tuple((at, at + len(words)) for at, words in zip(starts, bold, strict=True))
    )
    assert is_exact(outcome(asked(1, answer=answer), Status.ANSWERED, (marked, (1,)))) is whether


def found_at(rank: int | None, listed: int | None, *gold: int, followup_of: str | None = None) -> Outcome:
    case = replace(asked(*gold or (1,), answer="x"), followup_of=followup_of)
    return outcome(case, Status.NOT_FOUND, trace=Trace((), "library", rank, listed))


def test_rank_and_recall_are_those_of_the_stand_alone_questions_that_were_traced() -> None:
    deep = min(100, SHORTLIST)
    some = [
        found_at(1, 50),
        found_at(4, 51),
        found_at(None, None),
        found_at(1, 1, followup_of="q"),  # a follow-up is searched otherwise
        outcome(asked(), Status.NOT_FOUND, trace=Trace((), "library")),
    ]
    found = figures(some)
    assert found["MRR"] == pytest.approx((1 + 1 / 4) / 3)
    assert (found["recall@50"], found[f"recall@{deep}"]) == (1 / 3, 2 / 3)
    assert [name for name in found if name.startswith("recall")] == ["recall@50", f"recall@{deep}"]
    assert "MRR" not in figures(some[3:])
    within = figures([replace(some[1], trace=Trace((), "article", 4, 51))])
    assert within["MRR"] == 1 / 4
    assert not [name for name in within if name.startswith("recall")]


def test_figures_of_one_kind_alone_leave_the_others_out() -> None:
    assert set(figures([outcome(asked(), Status.NOT_FOUND)])) == {
        "n", "false answers", "false unsure", "ms p50", "ms p95",
    }  # fmt: skip
    assert "false answers" not in figures([outcome(asked(1, answer="x"), Status.NOT_FOUND)])
    assert figures([]) == {"n": 0}


def test_report_groups_by_kind_type_and_style_as_table_and_json() -> None:
    first = outcome(
        asked(2, answer="Demak", type="where", style="formal"),
        Status.ANSWERED,
        (quote("di Demak", "Demak"), (2,)),
        ms=1234567.0,
    )
    follow = outcome(asked(1, answer="x", type="who", style="formal", followup_of="q"), Status.NOT_FOUND, ms=2.25)
    other = outcome(asked(), Status.UNSURE, ms=3)
    found = report([first, follow, other])
    assert list(found.groups) == [
        "kind follow-up", "kind stand-alone", "kind unanswerable", "type where", "type who", "style formal",
    ]  # fmt: skip
    assert found.groups["style formal"]["passage@1"] == 0.5
    assert found.as_json() == {
        "overall": found.overall,
        "groups": found.groups,
        "reliability": found.reliability.as_json(),
    }
    assert json.loads(json.dumps(found.as_json())) == found.as_json()
    figures_, reliability_ = found.table().split("\n\n")
    assert reliability_ == found.reliability.table()
    header, everything, *rows = figures_.splitlines()
    assert header.split()[:2] == ["n", "passage@1"]
    assert everything.split()[:3] == ["all", "3", "50.0"]
    unanswerable = next(row for row in rows if row.startswith("kind unanswerable"))
    assert unanswerable.split()[2:4] == ["1", "-"]
    assert len({len(line) for line in (header, everything, *rows)}) == 1
    assert "1.23457e+06" not in found.table()


# Reliability


def said(sure: float, *, right: bool, answerable: bool = True) -> Outcome:
    case = asked(1, answer="x") if answerable else asked()
    return outcome(case, Status.ANSWERED, (quote("y"), (1 if right else 2,)), sure=sure)


def test_reliability_is_the_one_computed_by_hand() -> None:
    found = reliability(
        [
            *[said(0.05, right=False)] * 3,  # fewer than ten: merged with the next bins until there are ten
            *[said(0.25, right=True)] * 2,
            *[said(0.25, right=False)] * 5,
            *[said(0.8, right=True)] * 9,
            *[said(0.8, right=False, answerable=False)] * 2,
            said(1.0, right=True),  # too few at the end: merged with the bin before
            outcome(asked(1), Status.NOT_FOUND, sure=0.0),  # nothing quoted, nothing claimed
        ],
        "passage",
    )
    low, high = found.bins
    assert (low.low, low.high, low.n, low.right) == (0.0, 0.3, 10, 0.2)
    assert low.confidence == pytest.approx((3 * 0.05 + 7 * 0.25) / 10)
    assert (high.low, high.high, high.n, high.right) == (0.3, 1.0, 12, 10 / 12)
    assert high.confidence == pytest.approx((11 * 0.8 + 1) / 12)
    assert found.error == pytest.approx((10 * abs(0.19 - 0.2) + 12 * abs(9.8 / 12 - 10 / 12)) / 22)
    # 12 right, 11 not: 2 right at 0.25 are above 4 and tie with 5; 9 at 0.8 are above 9 and tie with 2; 1.0 above all.
    assert found.auc == pytest.approx((2 * 6.5 + 9 * 10 + 11) / (12 * 11))
    # 21 answerable, 80 % are 17: ten at 0.8 and above, then the seven at 0.25.
    assert (found.threshold, found.false_answers) == (0.25, 1.0)


def test_threshold_lets_four_fifths_pass_and_the_false_answers_above_it_are_counted() -> None:
    answerable = [said(confidence, right=True) for confidence in (0.9, 0.7, 0.5, 0.3, 0.1)]
    others = [said(confidence, right=False, answerable=False) for confidence in (0.6, 0.3, 0.29, 0.2)]
    found = reliability([*answerable, *others], "passage")
    assert (found.threshold, found.false_answers) == (0.3, 0.5)


def test_area_counts_a_tie_half_and_needs_both_sides() -> None:
    assert area([0.9, 0.5], [0.5, 0.1]) == (1 + 0.75) / 2
    assert area([0.1], [0.9]) == 0.0
    assert area([], [0.5]) is None
    assert area([0.5], []) is None


def test_right_is_held_against_the_answer_in_a_whole_library_of_news_alone(tmp_path: Path) -> None:
    assert right_by(tmp_path / "kabar-dev.jsonl", "library") == "answer"
    assert right_by(tmp_path / "kabar-dev.jsonl", "article") == "passage"
    assert right_by(tmp_path / "facqa-valid.csv", "library") == "passage"
    elsewhere = outcome(asked(1, answer="Demak"), Status.ANSWERED, (quote("di Demak", ref="b"), (7,)))
    unanswerable = outcome(asked(), Status.ANSWERED, (quote("x"), (1,)))
    expected: tuple[tuple[RightBy, float], ...] = (("answer", 1.0), ("passage", 0.0))
    for by, right in expected:
        assert [one.right for one in reliability([elsewhere], by).bins] == [right]
        assert [one.right for one in reliability([unanswerable], by).bins] == [0.0]


def test_reliability_leaves_out_what_a_run_cannot_tell() -> None:
    assert reliability([], "passage").as_json() == {"right by": "passage", "bins": []}
    assert reliability([], "passage").table().split() == ["confidence", "n", "mean", "right"]
    found = reliability([said(0.5, right=False, answerable=False)], "passage")
    assert set(found.as_json()) == {"right by", "bins", "calibration error"}
    whole = reliability([said(0.5, right=False, answerable=False), said(0.75, right=True)], "passage")
    assert set(whole.as_json()) == {
        "right by", "bins", "calibration error", "AUC", "threshold @80", "false answers @80",
    }  # fmt: skip
    assert whole.table().splitlines()[-1] == (
        "calibration error 12.5; AUC 1.000; 80 % of the answerable pass 0.750; false answers there 0.0"
    )


# Misses


@pytest.mark.parametrize(
    ("one", "miss"),
    [
        (outcome(asked(1, answer="di"), Status.ANSWERED, (quote("di Demak", "di"), (1,))), None),
        (outcome(asked(1, answer="di"), Status.UNSURE, (quote("di Demak", "di"), (1,))), None),
        (outcome(asked(1, answer="di"), Status.ANSWERED, (quote("di Demak", "Demak"), (1,))), "Wrong words in bold"),
        (outcome(asked(1, answer="di"), Status.UNSURE, (quote("di Demak", "di"), (2,))), "Wrong first passage"),
        (outcome(asked(1, answer="di"), Status.NOT_FOUND, (quote("di Demak", "di"), (1,))), "Missed answer"),
        (outcome(asked(1, answer="di"), Status.NOT_FOUND), "Missed answer"),
        (outcome(asked(), Status.ANSWERED, (quote("x"), (1,))), "False answer"),
        (outcome(asked(), Status.UNSURE, (quote("x"), (1,))), None),
        (outcome(asked(), Status.NOT_FOUND), None),
    ],
)
def test_a_miss_is_called_by_the_worst_of_it(one: Outcome, miss: str | None) -> None:
    assert miss_of(one, "passage") == miss


def test_answer_in_another_article_is_no_miss_where_the_answer_counts() -> None:
    one = outcome(asked(1, answer="Demak"), Status.ANSWERED, (quote("di Demak", "Demak", ref="b"), (7,)))
    assert miss_of(one, "passage") == "Wrong first passage"
    assert miss_of(one, "answer") is None


def test_misses_are_written_for_people_by_what_went_wrong_and_type() -> None:
    parent = Case("p1", "siapa bupati *Demak*?", "a", (1,), "Eisti'anah", type="who", style="formal")
    follow = Case("p2", "kalau Kudus?", "a", (2,), "Hartopo", type="who", followup_of="p1")
    other = Case("p3", "siapa presiden?", "a", (), "", answerable=False)
    where = replace(follow, id="p4", question="di mana?", type="where", followup_of=None)
    written = misses(
        "tanya_x.jsonl",
        [
            outcome(parent, Status.ANSWERED, (quote("Eisti'anah bicara", "Eisti'anah"), (1,))),
            outcome(
                follow,
                Status.UNSURE,
                (quote("Bupati Demak_\n  hadir [1]", "Demak_"), (1,)),
                sure=0.256,
                trace=Trace(("Hartopo <hadir>.",), "article"),
            ),
            outcome(other, Status.ANSWERED, (quote("x"), (1,))),
            outcome(where, Status.NOT_FOUND, trace=Trace(("Di Kudus.", "Di Pati."), "library", 4)),
            outcome(where, Status.NOT_FOUND),
        ],
        "passage",
    )
    assert (
        written
        == """\
# tanya\\_x.jsonl: 4 of 5 missed

## Wrong first passage (1)

### Wrong first passage: who (1)

#### p2: kalau Kudus?

Asked after p1: “siapa bupati \\*Demak\\*?”

Expected “Hartopo” in

> Hartopo \\<hadir\\>.

Quoted (unsure, confidence 0.26) from “a”

> Bupati **Demak\\_** hadir \\[1\\]

## Missed answer (2)

### Missed answer: where (2)

#### p4: di mana?

Expected “Hartopo” in

> Di Kudus.

> Di Pati.

Quoted nothing (not found, confidence 0.50)

Gold passage: rank 4 in the ranking, n/a in the shortlist

#### p4: di mana?

Expected “Hartopo”

Quoted nothing (not found, confidence 0.50)

## False answer (1)

### False answer: any type (1)

#### p3: siapa presiden?

Expected nothing: the article does not answer.

Quoted (answered, confidence 0.50) from “a”

> x
"""
    )


# Running


async def test_follow_ups_are_asked_in_the_conversation_of_their_parent(tmp_path: Path) -> None:
    cases = [
        Case("1", "berapa rumah yang terendam di Demak?", "banjir", (0,), "350"),
        Case("2", "berapa harga cabai rawit?", "cabai", (3,), "Rp80.000"),
        Case("3", "terus kapan itu?", "banjir", (0,), "Selasa", followup_of="1"),
        Case("4", "terus di pasar mana?", "cabai", (3,), "Pasar Kliwon", followup_of="2"),
        Case("5", "terus kapan itu?", "banjir", (0,), "", followup_of="tidak ada"),
    ]
    async with open_library(tmp_path, semantic="off") as library:
        await library.add_bulk([BulkArticle(1, "banjir", FLOOD, (0, 1, 2)), BulkArticle(2, "cabai", CHILLI, (3, 4))])
        outcomes = await evaluate(library, cases, "library")
        within = await evaluate(library, cases, "article")
    assert [one.case for one in outcomes] == cases
    assert [one.answer.quotes[0].article.ref for one in outcomes[:4]] == ["banjir", "cabai", "banjir", "cabai"]
    assert [one.origins[0] for one in outcomes[:4]] == [(0,), (3,), (0,), (3,)]
    assert outcomes[4].answer.status is Status.NOT_FOUND
    assert all(quote.article.ref == one.case.article for one in within for quote in one.answer.quotes)


async def test_article_that_the_library_lacks_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        with pytest.raises(ArticleError, match=r"“x”.*Add the articles"):
            await evaluate(library, [Case("1", "apa?", "x", (0,), "")], "article")


async def test_progress_is_told_after_every_question(tmp_path: Path) -> None:
    cases = [Case(str(number), "berapa harga cabai rawit?", "cabai", (3,), "Rp80.000") for number in range(3)]
    told: list[int] = []
    async with open_library(tmp_path, semantic="off") as library:
        await library.add_bulk([BulkArticle(2, "cabai", CHILLI, (3, 4))])
        outcomes = await evaluate(library, cases, "library", progress=told.append)
        await traced(library, outcomes, "library", progress=told.append)
    assert told == [1, 2, 3, 1, 2, 3]


async def test_trace_tells_where_the_gold_passage_stands(tmp_path: Path) -> None:
    cases = [
        Case("1", "berapa harga cabai rawit?", "cabai", (3,), "Rp80.000"),
        Case("2", "berapa harga cabai rawit?", "cabai", (4, 3), "Sulastri"),
        Case("3", "berapa harga cabai rawit?", "banjir", (1,), "120 warga"),
        Case("4", "terus di pasar mana?", "cabai", (3,), "Pasar Kliwon", followup_of="1"),
        Case("5", "siapa menteri?", "cabai", (), "", answerable=False),
        Case("6", "berapa harga cabai rawit?", "tidak ada", (1,), "x"),
    ]
    async with open_library(tmp_path, semantic="off") as library:
        await library.add_bulk([BulkArticle(1, "banjir", FLOOD, (0, 1, 2)), BulkArticle(2, "cabai", CHILLI, (3, 4))])
        everywhere = await traced(library, await evaluate(library, cases, "library"), "library")
        within = await traced(library, await evaluate(library, cases[:3], "article"), "article")
    price, seller = CHILLI.paragraphs
    assert [one.case for one in everywhere] == cases
    assert [one.trace for one in everywhere] == [
        Trace((price,), "library", 1, 1),
        Trace((seller, price), "library", 1, 1),  # the first of the gold passages, whichever it is
        Trace((FLOOD.paragraphs[1],), "library"),
        Trace((price,), "library"),
        Trace((), "library"),
        Trace((), "library"),
    ]
    # Within an article every passage is ranked, also one without a word of the question.
    assert [one.trace and one.trace.rank is not None for one in within] == [True, True, True]
    assert within[2].trace is not None
    assert within[2].trace.listed is None


async def test_traced_outcomes_are_not_measured_again(tmp_path: Path) -> None:
    known = outcome(asked(1, answer="x"), Status.NOT_FOUND, trace=Trace(("y",), "library", 7, 8))
    async with open_library(tmp_path, semantic="off") as library:
        assert await traced(library, [known], "library") == [known]


def comparable(outcomes: Sequence[Outcome]) -> object:
    """A report without the times, which no two runs share."""
    found = report(outcomes)
    groups = (found.overall, *found.groups.values())
    without = [{name: value for name, value in one.items() if not name.startswith("ms ")} for one in groups]
    return without, found.reliability, misses("x", outcomes, "passage")


@pytest.mark.parametrize("scope", ["library", "article"])
async def test_seed_questions_give_the_same_report_on_every_run(tmp_path: Path, scope: Scope) -> None:
    cases = read_cases(ROOT / "tests" / "questions" / "seed.jsonl")
    runs = []
    for _ in range(2):
        async with open_library(tmp_path, semantic="off", seeds=SEEDS) as library:
            runs.append(await traced(library, await evaluate(library, cases, scope), scope))
    assert comparable(runs[0]) == comparable(runs[1])
    found = report(runs[0])
    assert found.reliability.auc is not None
    assert found.reliability.auc > 0.5
    assert found.overall["MRR"] >= 0.85
    assert ("recall@50" in found.overall) is (scope == "library")
    assert sum(one.n for one in found.reliability.bins) == len([one for one in runs[0] if one.answer.quotes])


async def test_second_run_finds_the_vectors_of_the_first(semantic_data: Path, tmp_path: Path) -> None:
    passages = (DEMAK, KUDUS, "Warga Kudus dan Demak bergotong royong membersihkan lumpur di rumah mereka.")
    questions = write_squad(
        tmp_path / "tydi-valid.json",
        ("rumah di Demak yang terendam berapa?", DEMAK, "350"),
        ("harga cabai di Kudus?", KUDUS, "Rp80.000"),
        ("di mana?", passages[2], "Kudus"),
    )
    cases = read_cases(questions)

    async def run() -> list[Outcome]:
        async with open_collection(semantic_data, questions, "on") as library:
            return await evaluate(library, cases, "library")

    first, second = await run(), await run()
    assert comparable(first) == comparable(second)
    with closing(sqlite3.connect(semantic_data / DATABASE)) as database:
        assert database.execute("SELECT count(DISTINCT data) FROM vector").fetchone() == (len(passages),)
        with database:
            database.execute("UPDATE vector SET data = (SELECT min(data) FROM vector)")
    # Those that are stored are what is compared: none is computed anew.
    await run()
    with closing(sqlite3.connect(semantic_data / DATABASE)) as database:
        assert database.execute("SELECT count(*), count(DISTINCT data) FROM vector").fetchone() == (len(passages), 1)


@pytest.mark.parametrize(
    ("name", "whether"),
    [("facqa-valid.csv", True), ("tydi-train.json", True), ("idk-mrc-valid.json", True), ("kabar-dev.jsonl", False),
     ("facqa.csv", False), ("seed.jsonl", False)],
)  # fmt: skip
def test_collections_are_known_by_their_names(tmp_path: Path, name: str, whether: bool) -> None:
    assert is_collection(tmp_path / name) == whether


async def texts(directory: Path, questions: Path) -> list[str]:
    async with open_collection(directory, questions, "off") as library:
        cards = await library.articles(EVERYONE, limit=100)
        return sorted(passage.passage.text for passage in await library.store.passages_of(*(card.id for card in cards)))


async def test_passages_of_all_collections_are_pooled_without_duplicates(tmp_path: Path) -> None:
    tokens = "Di Demak 350 rumah terendam banjir besar ."
    questions = write_facqa(tmp_path / "facqa-valid.csv", ("Berapa rumah ?", tokens, "350"))
    write_facqa(tmp_path / "facqa-train.csv", ("Di mana ?", tokens, "Demak"))
    write_squad(tmp_path / "tydi-valid.json", ("harga apa?", KUDUS, "cabai"), ("naik?", KUDUS, "naik"))
    write_squad(tmp_path / "idk-mrc-valid.json", ("siapa?", KUDUS, ""), ("di mana?", DEMAK, "Demak"))
    write_squad(tmp_path / "lain.json", ("siapa?", "Teks yang bukan koleksi tidak ikut dicari di sini.", ""))
    pooled = ["Di Demak 350 rumah terendam banjir besar.", DEMAK, KUDUS]
    assert await texts(tmp_path / "data", questions) == sorted(pooled)
    async with open_collection(tmp_path / "data", questions, "off") as library:
        revision = await library.store.revision()
        outcomes = await evaluate(library, read_cases(questions), "library")
        assert report(outcomes).overall["passage@1"] == 1.0
        assert outcomes[0].answer.quotes[0].article.title == ""
    async with open_collection(tmp_path / "data", questions, "off") as library:
        assert await library.store.revision() == revision


async def test_collection_follows_changed_files_even_if_there_are_as_many(tmp_path: Path) -> None:
    questions = write_squad(tmp_path / "tydi-valid.json", ("di mana?", DEMAK, "Demak"))
    assert await texts(tmp_path / "data", questions) == [DEMAK]
    write_squad(questions, ("harga apa?", KUDUS, "cabai"))
    assert await texts(tmp_path / "data", questions) == [KUDUS]
    async with open_collection(tmp_path / "data", questions, "off") as library:
        answer = await library.ask("berapa rumah terendam banjir di Demak?")
        assert all(one.text == KUDUS for one in answer.quotes)
