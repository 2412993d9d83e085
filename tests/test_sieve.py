"""A sieve finds what its patterns would find by themselves, and keeps no more than it may."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval import evidence
from retrieval.analysis import analyzer
from retrieval.sieve import Sieve, Sought

SOUGHT = {name: value for name, value in vars(evidence).items() if isinstance(value, Sought)}
FRAGMENTS = (
    "Senin", "(29/1/2024)", "29", "Januari", "samar", "2024", "pukul", "sejam", "10.00", "WIB", "Rp", "Rp10", "1.200",
    "US$", "A$5", "S$ 7", "€", "10-15", "dua", "hari", "kemudian", "abad", "ke-", "pada", "diSeptember", "Presiden",
    "waliKota", "Juru Bicara", "H.", "di", "Di", "ke", "dari", "desa", "Jakarta", "karena", "KARENA", "gara-gara",
    "sebab-akibat", "dengan cara", "adalah", "terdiri dari", "is called", "oleh", "para", "petani", "due to", "foo_di",
    "_5", ",", ".", "(", ")", "“", "”", "'", "-", "\u00a0", "🙂", "\ud800", "ſatu", "İ", "e\u0301", "²", "\n", "  ",
)  # fmt: skip
WILD = (
    st.text(max_size=60)
    | st.lists(st.sampled_from(FRAGMENTS), max_size=25).map(" ".join)
    | st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
)
NUMBERED = Sought(re.compile(r"\(?\bno\. \d+"), re.compile(r"(?=\(?\bno\b)", re.IGNORECASE))


def sifted_matches(sought: Sought, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in Sieve(sought).sifted(text, *analyzer().bounds(text)).matches(sought)]


@pytest.mark.parametrize("name", sorted(SOUGHT))
@given(text=WILD)
@example("samar 2020, sejam 10.30")
@example("1.2019 dan 10km, ke-2")
@example("Rp10 US$5 A$ 5 S$\u00a07")
@example("karena karena gara-gara sebab-akibat")
def test_a_sieve_finds_what_the_pattern_finds_by_itself(name: str, text: str) -> None:
    sought = SOUGHT[name]
    assert sifted_matches(sought, text) == [match.span() for match in sought.pattern.finditer(text)]


def test_a_match_may_begin_with_a_sign_before_the_word_that_tells_it() -> None:
    assert sifted_matches(NUMBERED, "ini (no. 5 dan no. 6") == [(4, 10), (15, 20)]


def test_a_text_in_which_nothing_opens_has_no_matches() -> None:
    assert sifted_matches(NUMBERED, "nomor lima") == []
    assert sifted_matches(NUMBERED, "") == []


def test_what_opens_in_a_word_of_any_length_is_found() -> None:
    assert sifted_matches(NUMBERED, f"{'a' * 1000} no. 5") == [(1001, 1006)]
