"""Questions that lean on the one before, and those that only look as if they did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Context
from retrieval.followup import NAME_WORDS, resolve
from retrieval.question import parse_question

MINISTER = Context("siapa menlu Pakistan?", article=1, passage=2, answer="Jalil Abbas Jilani")
ATTACK = Context("berapa korban tewas serangan Iran?", article=1, passage=3, answer="9 orang")


@pytest.mark.parametrize(
    ("swap", "meant"),
    [
        ("kalau Iran?", "siapa menlu Iran?"),
        ("kalo iran", "siapa menlu iran?"),
        ("klo Iran?", "siapa menlu Iran?"),
        ("gimana dengan Jambi?", "siapa menlu Jambi?"),
        ("bagaimana dengan Arab Saudi?", "siapa menlu Arab Saudi?"),
        ("what about Iran?", "siapa menlu Iran?"),
        ("How about Iran?", "siapa menlu Iran?"),
        ("nah, kalau Iran?", "siapa menlu Iran?"),
        ("terus kalau Iran?", "siapa menlu Iran?"),
        ("kalau Iran gimana?", "siapa menlu Iran?"),
        ("kalo iran gmn", "siapa menlu iran?"),
        ("  kalau   Iran  ?  ", "siapa menlu Iran?"),
    ],
)
def test_a_swap_asks_the_old_question_of_another(swap: str, meant: str) -> None:
    resolved = resolve(swap, MINISTER)
    assert resolved.text == meant
    assert resolved.follows


def test_a_swap_replaces_the_last_topic_word_where_there_is_no_name() -> None:
    assert resolve("kalau perak?", Context("berapa harga emas?")).text == "berapa harga perak?"


def test_a_swap_after_a_question_without_a_topic_is_added_to_it() -> None:
    assert resolve("kalau Iran?", Context("siapa?")).text == "siapa? Iran"


def test_a_swap_that_asks_something_of_its_own_borrows_the_topic_only() -> None:
    names = parse_question(resolve("kalau yang luka berapa?", ATTACK).text).asked
    assert {"luka", "iran", "serang"} <= names


def test_a_complete_question_behind_kalau_stands_by_itself() -> None:
    assert resolve("kalau presiden Indonesia siapa?", MINISTER).text == "presiden Indonesia siapa"


@pytest.mark.parametrize(
    "question",
    [
        "dia umur berapa?",
        "umurnya berapa?",
        "kapan itu?",
        "di mana beliau lahir?",
        "when did he say that?",
        "kapan mereka bertemu?",
        "terus berapa yang luka?",
        "terus siapa yang serang duluan?",
        "lalu kenapa?",
        "kok bisa?",
        "kenapa?",
        "di mana?",
    ],
)
def test_a_pointer_an_opener_or_a_bare_asking_word_carries_the_topic_and_the_name(question: str) -> None:
    resolved = resolve(question, MINISTER)
    assert resolved.follows
    assert resolved.text.startswith(question)
    assert {"menlu", "pakist", "jilan"} <= parse_question(resolved.text).asked


def test_words_that_the_question_has_already_are_not_carried_twice() -> None:
    assert resolve("menlunya umur berapa?", MINISTER).text.count("menlu") == 1


def test_an_answer_that_is_no_name_is_not_carried() -> None:
    clause = Context("siapa menlu Pakistan?", answer="Ia " + "bertemu " * NAME_WORDS)
    assert "bertemu" not in resolve("kapan itu?", clause).text
    assert "orang" not in resolve("kapan itu?", ATTACK).text  # "9 orang"
    assert resolve("kapan itu?", Context("siapa menlu Pakistan?")).text == "kapan itu? menlu Pakistan"


@pytest.mark.parametrize(
    "question",
    [
        "siapa presiden Brasil?",
        "berapa harga emas batangan Antam?",
        "biasanya jam berapa toko buka?",  # "biasanya" points at nothing
        "punya siapa mobil merah?",  # nor does "punya"
        "kapan gempa Lombok terjadi?",
        "berapa harga emas hari ini?",
        "who won the election in Brazil?",
    ],
)
def test_a_new_topic_is_left_alone(question: str) -> None:
    resolved = resolve(question, MINISTER)
    assert resolved.text == question
    assert not resolved.follows


def test_a_complete_question_about_the_old_topic_stays_as_it_is_in_the_same_article() -> None:
    question = "apa hubungan Iran dan Pakistan sekarang?"
    resolved = resolve(question, MINISTER)
    assert resolved.text == question
    assert resolved.follows


@pytest.mark.parametrize("question", ["kalau Iran?", "dia umur berapa?", "terus?", "siapa menlu Pakistan?", ""])
def test_without_a_turn_before_nothing_changes(question: str) -> None:
    resolved = resolve(question, None)
    assert resolved.text == question
    assert not resolved.follows


@pytest.mark.parametrize("message", ["👍", "", " ", "?", "!!!", "…"])
def test_a_message_without_words_does_not_ask_the_old_question_again(message: str) -> None:
    resolved = resolve(message, MINISTER)
    assert resolved.text == message
    assert not resolved.follows


@pytest.mark.parametrize("message", ["kalau?", "kalau ?", "kalau 🙂?", "what about …?"])
def test_a_swap_for_nothing_puts_no_signs_into_the_old_question(message: str) -> None:
    assert parse_question(resolve(message, MINISTER).text).asked >= {"menlu", "pakist"}


@given(st.text() | st.text(st.sampled_from("kalau terus dia nya? IranA\n"), max_size=60), st.text(), st.text())
def test_no_conversation_makes_resolving_fail(question: str, before: str, answer: str) -> None:
    context = Context(before, answer=answer)
    resolved = resolve(question, context)
    assert resolve(question, context) == resolved
    assert resolved.follows or resolved.text == question


@pytest.mark.parametrize("piece", ["kalau ", "nah, ", "terus ", " ", "?", "a ", "kalau ? ", "\n"])
def test_a_hundred_thousand_characters_of_one_piece_are_no_trap(piece: str) -> None:
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    assert resolve(text, MINISTER).text
    assert resolve(f"kalau {text}?", MINISTER).text
    assert resolve("kalau Iran?", Context(text)).text
