"""Deep links: what comes back is what was put in, and nothing else is taken for a link of ours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hearing.deeplinks import LONGEST, Link, ToArticle, ToPassage, ToQuestion, address, parameter, read

NUMBERS = st.integers(1, 10**18 - 1)


@given(
    st.builds(ToArticle, NUMBERS)
    | st.builds(ToPassage, NUMBERS, NUMBERS)
    | st.builds(ToQuestion, st.text(max_size=15))  # of four bytes at most
)
def test_link_survives_the_way_through_telegram(link: Link) -> None:
    start = parameter(link)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start)
    assert read(start) == link


def test_question_that_just_fits_is_carried_and_a_longer_one_is_asked_for() -> None:
    fits = "berapa korban tewas dalam serangan di Iran itu?"
    assert len(parameter(ToQuestion(fits))) == LONGEST
    assert read(parameter(ToQuestion(fits))) == ToQuestion(fits)
    assert read(parameter(ToQuestion(f"{fits}?"))) == ToQuestion("")


def test_question_that_is_no_sound_text_makes_a_link_all_the_same() -> None:
    assert read(parameter(ToQuestion("siapa\ud83d"))) == ToQuestion("siapa?")


def test_address_opens_the_private_chat() -> None:
    assert address("kutip_bot", ToPassage(12, 7)) == "https://t.me/kutip_bot?start=p12-7"
    assert address("kutip_bot", ToQuestion("x" * 100)) == "https://t.me/kutip_bot?start=q"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "a",
        "a0",
        "a-1",
        "a01",
        "a1x",
        "a1 ",
        "a1\n",
        "a²",
        "a" + "9" * 19,
        "p1",
        "p1-",
        "p1-0",
        "p1-2-3",
        "q!",
        "q?",
        "qé",
        "q4",  # one letter of base64 is less than a byte
        "q_w",  # no UTF-8
        "q" + "Q" * 64,
        "9" * 10_000,
        "ref_123",
        "siapa menlu?",
    ],
    ids=lambda written: repr(written[:20]),
)
def test_anything_else_is_no_link(written: str) -> None:
    assert read(written) is None
