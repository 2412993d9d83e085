"""When it is asked back which article is meant."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from retrieval.answer import ArticleCard, Quote, Status
from retrieval.choosing import CLEAR, CLOSE, choices
from retrieval.features import Candidate
from retrieval.kept_passages import analysed
from retrieval.question import parse_question
from retrieval.ranking import Ranked
from retrieval.reader import Confidence

QUESTION = "berapa korban tewas?"


@dataclass(frozen=True)
class Found:
    """A passage that was found: all that the decision looks at."""

    article: int
    title: str
    text: str
    bold: str
    score: float = 5.0
    coverage: float = 1.0


BUS = Found(1, "Bus Terguling di Tanjakan Emen", "Polisi menyebut delapan korban tewas di tempat.", "delapan korban")
SHIP = Found(2, "Kapal Karam di Selat Sape", "Tiga korban tewas telah ditemukan tim penyelam hari ini.", "Tiga korban")
FIRE = Found(3, "Pabrik Mercon Terbakar", "Menurut dokter lima puluh korban tewas terbakar.", "lima puluh korban")


def asked(*found: Found, question: str = QUESTION, confidence: float = 0.4) -> list[int]:
    """The articles that are asked back about."""
    ranked, quotes = [], []
    for passage, one in enumerate(found):
        candidate = Candidate(passage, one.article, 0, analysed(one.text), (), 0.0)
        ranked.append(Ranked(candidate, one.score, {"coverage_context": one.coverage}, None))
        start = one.text.index(one.bold)
        card = ArticleCard(one.article, "", one.title, "", None, "")
        quotes.append(Quote(passage, card, "", one.text, ((start, start + len(one.bold)),), one.score))
    status = Status.NOT_FOUND if confidence < 0.25 else Status.ANSWERED
    return [card.id for card in choices(parse_question(question), ranked, quotes, Confidence(confidence, status))]


def test_two_or_three_articles_that_fit_alike_are_offered() -> None:
    assert asked(BUS, SHIP) == [1, 2]
    assert asked(BUS, SHIP, FIRE) == [1, 2, 3]


@pytest.mark.parametrize(
    ("found", "confidence"),
    [
        ((BUS, SHIP), CLEAR),
        ((BUS, SHIP), 0.1),
        ((BUS,), 0.4),
        ((), 0.4),
        ((BUS, replace(SHIP, article=1)), 0.4),
        ((BUS, replace(SHIP, score=BUS.score - CLOSE - 0.1)), 0.4),
        ((BUS, replace(SHIP, coverage=0.8)), 0.4),
        ((replace(BUS, coverage=0.4), replace(SHIP, coverage=0.4)), 0.4),
        ((BUS, replace(SHIP, title="Bus Pariwisata Terguling di Tanjakan Emen")), 0.4),
        ((BUS, replace(BUS, article=2, title="Subang Berduka")), 0.4),
        ((BUS, replace(SHIP, text="Ada delapan korban yang tewas.", bold="delapan korban yang tewas")), 0.4),
    ],
    ids=[
        "sure",
        "nothing found",
        "one",
        "none",
        "one article",
        "clearly better",
        "the question speaks for the first",
        "hardly anything of the question",
        "same story",
        "same report",
        "same answer",
    ],
)
def test_nobody_is_asked_back_when_there_is(found: tuple[Found, ...], confidence: float) -> None:
    assert asked(*found, confidence=confidence) == []


def test_question_that_says_what_it_is_about_is_not_asked_back() -> None:
    assert asked(BUS, SHIP, question="berapa korban tewas dalam kecelakaan bus di Subang?") == []


def test_third_that_fits_less_is_not_offered() -> None:
    assert asked(BUS, SHIP, replace(FIRE, score=1.0)) == [1, 2]


def test_question_that_names_what_it_is_about_is_not_asked_back() -> None:
    buried = replace(BUS, text="Jenazah Habibie dimakamkan di Kalibata.", bold="Kalibata")
    mourned = replace(SHIP, text="Warga melayat Habibie di Patra Kuningan.", bold="Patra Kuningan")
    assert asked(buried, mourned, question="di mana habibie dimakamkan?") == []
    assert asked(buried, mourned, question="di mana dimakamkan?") == [1, 2]
