"""Questions that lean on the one before, and those that only look as if they did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Context
from retrieval.followup import NAME_WORDS, Resolved, resolve
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


def test_a_swap_after_a_question_without_a_topic_is_put_before_it() -> None:
    assert resolve("kalau Iran?", Context("siapa?")).text == "Iran? siapa?"


@pytest.mark.parametrize("swap", ["dan Iran?", "terus Iran?", "lalu Iran", "nah, Iran?", "dan iran?", "iran?"])
def test_a_name_alone_is_a_swap_with_an_opener_or_without(swap: str) -> None:
    assert resolve(swap, MINISTER).text.casefold() == "siapa menlu iran?"


@pytest.mark.parametrize(
    ("old", "swap", "meant"),
    [
        # the whole name, not its last word
        ("siapa menlu Arab Saudi?", "kalau Iran?", "siapa menlu Iran?"),
        # a place for a place, though another name stands behind it
        ("berapa titik api di Riau kata Doni?", "kalau Jambi?", "berapa titik api di Jambi kata Doni?"),
        ("siapa di Riau yang bertemu Prabowo?", "kalau Jambi?", "siapa di Jambi yang bertemu Prabowo?"),
        # whoever said it is not what is asked about
        ("kenapa Garuda merugi menurut Budi Karya?", "kalau Citilink?", "kenapa Citilink merugi menurut Budi Karya?"),
        # a shouted question has no capitals that tell a name
        ("SIAPA MENLU PAKISTAN?", "kalau Iran?", "SIAPA MENLU Iran?"),
    ],
)
def test_a_swap_replaces_the_name_that_is_of_its_kind(old: str, swap: str, meant: str) -> None:
    assert resolve(swap, Context(old)).text == meant


@pytest.mark.parametrize(
    ("swap", "old"),
    [
        ("kalau citilink?", "wings air kualanamu yang batal gara2 asap harusnya berangkat jam berapa?"),  # no name told
        ("kalau yang meringankan?", "apa yang bikin hukuman Abdullah Puteh diperberat hakim?"),  # no name meant
    ],
)
def test_a_swap_for_nothing_that_can_be_told_carries_the_old_question_behind_it(swap: str, old: str) -> None:
    resolved = resolve(swap, Context(old))
    assert resolved.text.endswith(f"? {old}")
    assert resolved.own is not None
    assert resolved.text[: resolved.own] == swap.removeprefix("kalau ").removesuffix("?")


@pytest.mark.parametrize("question", ["kalau yang luka berapa?", "kalo kulitnya jadi gimana?"])
def test_what_a_swap_borrows_counts_as_carried(question: str) -> None:
    resolved = resolve(question, ATTACK)
    assert resolved.own is not None
    assert "serangan" not in resolved.text[: resolved.own]
    assert "serangan" in resolved.text[resolved.own :]


@pytest.mark.parametrize("question", ["terus pulangnya?", "harganya?"])
def test_a_question_that_does_not_ask_takes_over_what_was_asked(question: str) -> None:
    old = "jam berapa Prabowo sampai di rumah duka Habibie?"
    resolved = resolve(question, Context(old))
    assert resolved.text == f"{question} {old}"
    assert resolved.own == len(question)


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


@pytest.mark.parametrize(
    "question",
    [
        "skornya berapa?",  # its owner left out
        "colokan LAN-nya ada berapa emang?",
        "yang nyetir siapa?",  # its noun left out
        "yg blm punya izin brp?",
        "emang angkanya udah fix?",
        "total mainnya berapa kali nanti?",
        "terus siapa yang gantiin?",
        "di sana mereka tinggal di mana?",
        "itu kapan emang?",
        "kenapa banyak orang kejebak gituan?",
        "dia di Garbi jadi apa?",  # the pronoun comes before the name, so it means another
    ],
)
def test_a_short_question_that_leaves_something_out_leans(question: str) -> None:
    resolved = resolve(question, MINISTER)
    assert resolved.follows
    assert resolved.own == len(question)
    assert "Pakistan" in resolved.text[resolved.own :]


@pytest.mark.parametrize(
    "question",
    [
        # -nya, "itu", "dia", "yang" and "kok" of long questions mean what the question itself names
        "Berapa lama batas proses hukum seorang tersangka sebelum komisi antirasuah menghentikan perkaranya?",
        "cover tempo yg bayangan jokowi idungnya panjang itu judulnya apa sih?",
        "gmn awalnya janda HR bs kenal bandar sabu yg janji nikahin dia?",
        "yang ngebobol gawang brasil pas kalah dari peru siapa?",
        "kok bisa hp gak putus wifi pas pindah node di linksys mr8300?",
        "kalo imb udah gak ada terus ada yg bangun rumah ngelanggar aturan desa, diapain sofyan djalil?",
    ],
)
def test_a_long_question_names_by_itself_what_its_pointers_mean(question: str) -> None:
    assert resolve(question, MINISTER) == Resolved(question, follows=False)


@pytest.mark.parametrize(
    "question",
    [
        "terus siapa pelatih Persib Bandung?",
        "Di mana Sri Mulyani bercerita bahwa ia bosan?",
        "rumahnya Anies Baswedan di mana?",
    ],
)
def test_a_name_of_its_own_beats_an_opener_and_a_pointer_behind_it(question: str) -> None:
    # asked of the old article first, which is left if it lacks a word of the question
    assert resolve(question, MINISTER) == Resolved(question, follows=True)


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
