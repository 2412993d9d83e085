"""Question files, the run over them, and the figures, against examples computed by hand."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from retrieval.answer import Answer, ArticleCard, Context, Quote, Status
from retrieval.errors import ArticleError
from retrieval.evaluation import Case, evaluate, read_cases, report
from retrieval.evaluation.cases import detokenised, passage_ref
from retrieval.evaluation.report import figures, token_f1
from retrieval.evaluation.run import Outcome, is_collection, open_collection
from retrieval.library import open_library
from retrieval.scope import EVERYONE
from retrieval.sources.bulk import BulkArticle
from tests.newsroom import CHILLI, FLOOD, ROOT

if TYPE_CHECKING:
    from pathlib import Path

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


# Figures


def quote(text: str, bold: str = "", ref: str = "a") -> Quote:
    start = text.index(bold)
    highlights = ((start, start + len(bold)),) if bold else ()
    return Quote(1, ArticleCard(1, ref, "", "", None, ""), "", text, highlights, 0.0)


def outcome(case: Case, status: Status, *quotes: tuple[Quote, tuple[int, ...]], ms: float = 1.0) -> Outcome:
    answer = Answer(case.question, status, 0.5, tuple(one for one, _ in quotes), Context(""), ms)
    return Outcome(case, answer, tuple(origins for _, origins in quotes))


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
    assert found.as_json() == {"overall": found.overall, "groups": found.groups}
    assert json.loads(json.dumps(found.as_json())) == found.as_json()
    header, everything, *rows = found.table().splitlines()
    assert header.split()[:2] == ["n", "passage@1"]
    assert everything.split()[:3] == ["all", "3", "50.0"]
    unanswerable = next(row for row in rows if row.startswith("kind unanswerable"))
    assert unanswerable.split()[2:4] == ["1", "-"]
    assert len({len(line) for line in (header, everything, *rows)}) == 1
    assert "1.23457e+06" not in found.table()


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
