"""The bot's name among the words of a message, and words that ask nothing of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hearing.mentions import cut_out, ends_in_question_mark, is_reaction, names_somebody, points_elsewhere
from bot.typesetting.markup import utf16


@pytest.mark.parametrize(
    "written",
    [
        "",
        "🙏🙏",
        "?",
        "tolong jawab",
        "tolooong dong kak",
        "nih",
        "coba",
        "ini dong",
        "bantu ya",
        "halo, bisa bantu jawab pertanyaan ini?",
        "tolong jawabin @budi, makasih",
        "ini bener gak?",
        "apa benar",
        "gimana nih menurut kamu",
        "hoax bukan?",
        "please answer this",
        "is this true?",
    ],
)
def test_only_points_to_the_message_it_replies_to(written: str) -> None:
    assert points_elsewhere(written)


@pytest.mark.parametrize(
    "written",
    [
        "siapa?",
        "siapa dia?",
        "kapan itu",
        "di mana kejadiannya?",
        "berapa yang tewas",
        "kalau Iran?",
        "tolong jawab siapa menlu Pakistan",
        "Iran",
        "who is he?",
        "パキスタン",
        "17",
        "makasih",
        "oke sip",
    ],
)
def test_asks_something_of_its_own_or_nothing_at_all(written: str) -> None:
    assert not points_elsewhere(written)


@pytest.mark.parametrize(
    "written", ["wkwk", "wkwkwkwk", "kwkwk", "hahaha", "hehe iya", "xixixi", "wah keren ya", "iyaaa", "ooh", "lol 😂"]
)
def test_reaction_is_known(written: str) -> None:
    assert is_reaction(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "😂",
        "ini",
        "bot",
        "hi",
        "halo",
        "apa?",
        "haha siapa itu?",
        "wah kapan?",
        "Hehe Wijaya",
        "bener gak?",
        "Iran",
    ],
)
def test_question_or_silence_is_no_reaction(written: str) -> None:
    assert not is_reaction(written)


def test_text_without_the_name_is_left_as_it_is() -> None:
    assert cut_out("  apa ,  ini \n", []) == "  apa ,  ini \n"


@given(st.text("aB 😀🇮🇩é,?"), st.text("aB 😀🇮🇩é,?"))
def test_only_the_name_and_the_gap_around_it_go(before: str, after: str) -> None:
    left = cut_out(f"{before}@kutip_bot{after}", [(utf16(before), 10)])
    assert "kutip" not in left
    assert [one for one in left if one not in " ,"] == [one for one in before + after if one not in " ,"]


@pytest.mark.parametrize(
    "written", ["siapa menlu Pakistan?", "kapan mulai?? 🙏", "jadi ikut gak？", "(siapa dia?)", "tahun 2024?"]
)
def test_words_that_end_in_a_question_mark_ask(written: str) -> None:
    assert ends_in_question_mark(written)


@pytest.mark.parametrize("written", ["", "?", "Pakistan?", "😀 ??", "siapa dia? gak tau ah", "siapa menlu Pakistan"])
def test_single_word_or_a_question_mark_elsewhere_does_not_ask(written: str) -> None:
    assert not ends_in_question_mark(written)


def test_user_name_of_somebody_is_seen_wherever_it_stands() -> None:
    assert names_somebody("siapa menlu Pakistan, @budi_r?")
    assert names_somebody("@budi jadi datang?")
    assert not names_somebody("siapa menlu Pakistan @ Islamabad?")
