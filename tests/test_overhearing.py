"""Which answers are welcome that nobody asked the bot for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.hearing.overhearing import SURE, is_welcome
from retrieval.answer import Answer, ArticleCard, Context, Quote, Status
from retrieval.shared_topic import shares_topic

CARD = ArticleCard(7, "iran", "Kini Iran-Pakistan Sepakati Kerja Sama Keamanan", "IDN Times", None, "")
MET = (
    "Pada Senin, Menteri Luar Negeri Iran bertemu dengan menteri luar negeri sementara Pakistan, Jalil Abbas Jilani, "
    "di Islamabad. Warga setempat menyambut mereka dengan meriah di bandara."
)
WHO = "siapa menlu Pakistan?"


def quote(text: str = MET, section: str = "") -> Quote:
    return Quote(passage=1, article=CARD, section=section, text=text, highlights=(), score=1.0)


def answer(question: str = WHO, **rest: object) -> Answer:
    given = Answer(
        question=question,
        status=Status.ANSWERED,
        confidence=SURE,
        quotes=(quote(),),
        context=Context(question, 7, 1, ""),
        ms=1.0,
    )
    return replace(given, **rest)  # type: ignore[arg-type] # its fields have as many types


def test_sure_answer_about_what_is_asked_is_welcome() -> None:
    assert is_welcome(answer())


def test_answer_that_is_not_sure_is_not_welcome() -> None:
    assert not is_welcome(answer(confidence=SURE - 0.01))
    assert not is_welcome(answer(status=Status.UNSURE))
    assert not is_welcome(answer(status=Status.NOT_FOUND))
    assert not is_welcome(answer(status=Status.NOT_FOUND, quotes=()))
    assert not is_welcome(answer(choices=(CARD, CARD)))


def test_sure_answer_about_something_else_is_not_welcome() -> None:
    assert not is_welcome(answer("siapa presiden kita sih?", confidence=1.0))


@pytest.mark.parametrize(
    "question",
    [
        "siapa menlu pakistan?",
        "Menlu Iran ketemu siapa?",
        "jalil abbas itu menteri apa?",
        "siapa yang disambut meriah warga di bandara?",
        "kapan kerja sama keamanan Iran?",
    ],
)
def test_question_that_names_what_the_quote_tells_of_shares_its_topic(question: str) -> None:
    assert shares_topic(question, quote())


@pytest.mark.parametrize(
    "question",
    [
        "masa sih?",
        "udah makan belum?",
        "gimana kabarnya semua?",
        "di mana itu?",
        "Senin jadi ketemu jam berapa?",
        "siapa menteri olahraga sekarang?",
        "Pakistan?",
        "warga RT 5 kumpul di mana?",
        "bandara macet gak?",
    ],
)
def test_everyday_question_does_not_share_a_topic_by_a_word_or_two(question: str) -> None:
    assert not shares_topic(question, quote())


def test_title_and_heading_belong_to_what_a_quote_speaks_of() -> None:
    bare = "Keduanya sepakat membuka lagi perbatasan dan saling bertukar duta besar mulai pekan depan."
    assert shares_topic("kapan Iran sama Pakistan buka perbatasan?", quote(bare))
    assert not shares_topic("kapan rudal diluncurkan ke markas pemberontak?", quote(bare))
    assert shares_topic(
        "kapan rudal diluncurkan ke markas pemberontak?", quote(bare, "Rudal diluncurkan ke markas pemberontak")
    )
