"""Who holds which office: each name belongs to the office beside it, and no other one answers for it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from retrieval.answer import Status
from retrieval.features import Candidate
from retrieval.kept_passages import analysed
from retrieval.offices import asked_offices, held_by, holders, offices
from retrieval.question import parse_question
from retrieval.reader import judge
from retrieval.semantic import AnswerSpan, PairReading
from tests.newsroom import match, ranked_of
from tests.test_reader import bold
from tests.test_spans import IDF, QUESTIONS, TEXTS, best, spans

MEETING = (
    "Rapat dihadiri Wakil Presiden Jusuf Kalla, Menteri Kesehatan RI Nila Moeloek, Panglima TNI Marsekal Hadi "
    "Tjahjanto dan Gubernur DKI Jakarta Anies Baswedan."
)
SEED = (
    "Pada Senin, Menteri Luar Negeri Iran Hossein Amirabdollahian bertemu dengan menteri luar negeri sementara "
    "Pakistan, Jalil Abbas Jilani, di Islamabad."
)


def asked(question: str) -> list[tuple[str, str]]:
    return [(office.term, office.other) for office in asked_offices(parse_question(question))]


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("siapa menlu Pakistan?", [("menlu", "")]),
        ("siapa menteri luar negeri Pakistan?", [("menlu", "")]),
        ("menlu Pakistan siapa sih?", [("menlu", "")]),
        ("siapa yang jadi wapres?", [("wapres", "")]),
        ("siapa nama gubernur jabar", [("gub", "")]),
        ("siapa mantan presiden RI?", [("presiden", "mantan")]),
        ("siapa menlu dan menhan?", [("menlu", ""), ("menhan", "")]),
        ("who is the foreign minister of Pakistan?", [("menlu", "")]),
        ("who is Iran's foreign minister?", [("menlu", "")]),
        ("who met Iran's foreign minister?", []),
        ("siapa yang menemani presiden?", []),
        ("presiden bertemu siapa?", []),
        ("siapa yang ditangkap bersama bupati?", []),
        ("di mana presiden?", []),
        ("siapa itu?", []),
        ("", []),
    ],
)
def test_an_office_is_asked_for_where_the_question_opens_with_it(question: str, terms: list[tuple[str, str]]) -> None:
    assert asked(question) == terms


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("siapa wapres?", MEETING, "Jusuf Kalla"),
        ("siapa menkes?", MEETING, "Nila Moeloek"),
        ("siapa gubernur?", MEETING, "Anies Baswedan"),
        ("siapa panglima TNI?", MEETING, "Marsekal Hadi Tjahjanto"),
        ("siapa menlu Pakistan?", SEED, "Jalil Abbas Jilani"),
        ("siapa menlu Iran?", SEED, "Hossein Amirabdollahian"),
        ("who's Iran's foreign minister?", SEED, "Hossein Amirabdollahian"),
        ("siapa presiden?", "Wakil Presiden AS Mike Pence mengutip Presiden Donald Trump.", "Donald Trump"),
        ("siapa presiden?", "Mantan Presiden Megawati menyambut Presiden Joko Widodo.", "Joko Widodo"),
        ("siapa mantan presiden?", "Mantan Presiden Megawati menyambut Presiden Joko Widodo.", "Megawati"),
        ("siapa menteri?", "Menteri Perhubungan Budi Karya Sumadi dan Wagub Uu Ruzhanul tiba.", "Budi Karya Sumadi"),
        ("siapa menhub?", "Menteri Perhubungan (Menhub) Budi Karya Sumadi tiba.", "Budi Karya Sumadi"),
        ("siapa ketua umum PII?", "Ketua Umum Persatuan Insinyur Indonesia (PII) Heru Dewanto hadir.", "Heru Dewanto"),
        ("siapa bupati Tuban?", "Hadir Bupati Tuban, Fathul Huda, dan Camat Plumpang Saefiyudin.", "Fathul Huda"),
        ("siapa kapolri?", "Kapolri Jenderal Pol. Tito Karnavian didampingi Budi Santoso.", "Tito Karnavian"),
        ("siapa dirut PLN?", "Budi Santoso mendengarkan Sripeni Inten (Direktur Utama PLN).", "Sripeni Inten"),
        (
            "siapa juru bicara KPK?",
            "Itu dikatakan Febri Diansyah selaku juru bicara KPK kepada Budi.",
            "Febri Diansyah",
        ),
    ],
)
def test_the_name_of_who_holds_the_office_wins(question: str, text: str, answer: str) -> None:
    assert best(question, text) == answer


@pytest.mark.parametrize(
    ("question", "status"), [("siapa menlu Pakistan?", Status.ANSWERED), ("siapa menteri pertahanan?", Status.UNSURE)]
)
def test_who_holds_another_office_is_never_given_as_the_answer(question: str, status: Status) -> None:
    asked = parse_question(question)
    found = [Candidate(1, 1, 0, analysed(SEED), (), 5.0)]
    sure = judge(asked, ranked_of(asked, found, IDF, reach="article"), IDF)
    assert sure.status is status


def test_no_name_is_trimmed_to_nothing() -> None:
    text = analysed("Kata Gubernur Jawa Barat.")
    assert all(span.end > span.start for span in spans(match(parse_question("siapa gubernur Jawa Barat?"), text), IDF))


def test_where_reading_chose_who_holds_another_office_the_words_choose() -> None:
    def reading(*names: str) -> PairReading:
        found = [
            AnswerSpan(MEETING.index(name), MEETING.index(name) + len(name), 3.0 - at) for at, name in enumerate(names)
        ]
        return PairReading(relevance=3.0, margin=5.0, spans=tuple(found))

    assert bold("siapa menkes?", MEETING, reading("Jusuf Kalla", "Nila Moeloek")) == ["Nila Moeloek"]
    assert bold("siapa menkes?", MEETING, reading("Nila Moeloek", "Jusuf Kalla")) == ["Nila Moeloek"]
    assert bold("siapa yang menghadiri rapat?", MEETING, reading("Jusuf Kalla"))[0] == "Jusuf Kalla"


@given(QUESTIONS, TEXTS)
def test_every_name_has_one_office_at_most_and_each_office_one_holder(question: str, text: str) -> None:
    asked, passage = parse_question(question), analysed(text)
    there = offices(passage.words)
    assert all(one.last <= other.first for one, other in pairwise(there))
    names = [(first, last) for _, first, last in passage.evidence(asked.type)]
    held = held_by(passage, there, names)
    holding = [office for office, holds in zip(held, holders(passage, held, names), strict=True) if holds]
    assert len(holding) == len(set(holding))
    assert None not in holding
    assert set(holding) == {office for office in held if office is not None}
