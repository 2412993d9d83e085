"""What was found out about a passage comes back from its packing as it was."""

from __future__ import annotations

import hashlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysed import AnalysedPassage
from retrieval.packing import VERSION, packed, unpacked
from retrieval.question import QuestionType

WORDS = (
    "Gempa tewas di dan Jakarta Joko Widodo tiga 3 orang anak-anak menteri luar negeri (29/1) 29/1/2024 Rp5.000 161kg "
    "karena dengan cara adalah “Laskar Pelangi” WHO Senin, pukul 10.00 WIB . ; 😀 é ﷺ \u0301 Kyiv anak2nya"
)
TEXTS = st.one_of(st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join), st.text(max_size=200))
TEXT = "Menteri luar negeri Iran bertemu Joko Widodo di Jakarta, Senin. Tiga anak-anak tewas karena gempa."


def again(passage: AnalysedPassage) -> AnalysedPassage:
    found = unpacked(packed(passage), passage.text)
    assert found is not None
    return AnalysedPassage(passage.text, found)


@given(TEXTS)
def test_a_passage_is_the_same_after_packing(text: str) -> None:
    passage = AnalysedPassage(text)
    same = again(passage)
    for name in ("text", "starts", "ends", "sentences", "sentence_words", "sentence_of"):
        assert getattr(same, name) == getattr(passage, name), name
    for name in ("line", "concepts", "positions", "stems"):
        assert getattr(same.words, name) == getattr(passage.words, name), name
    for kind in QuestionType:
        assert same.evidence(kind) == passage.evidence(kind)


def test_what_was_packed_can_be_packed_again() -> None:
    passage = AnalysedPassage(TEXT)
    assert packed(again(passage)) == packed(passage)


@pytest.mark.parametrize("other", ["", TEXT + " ", TEXT.lower()])
def test_what_was_found_out_about_another_text_is_not_taken(other: str) -> None:
    assert unpacked(packed(AnalysedPassage(TEXT)), other) is None


@given(st.integers(0), st.integers(1, 255))
def test_data_that_are_not_as_they_were_written_are_not_taken(place: int, change: int) -> None:
    data = bytearray(packed(AnalysedPassage(TEXT)))
    data[place % len(data)] ^= change
    assert unpacked(bytes(data), TEXT) is None


@given(st.binary(max_size=20))
def test_nothing_is_made_of_what_was_never_packed(data: bytes) -> None:
    assert unpacked(data, TEXT) is None


SAMPLE = """\
Pada Senin (29/1), Menteri Luar Negeri Iran Hossein Amirabdollahian bertemu Jalil Abbas Jilani di Islamabad, Pakistan.
“Kami saling menghormati,” ujarnya. Sembilan orang tewas, dua di antaranya anak-anak, karena serangan; kerugian Rp1,5
miliar atau 40 persen. Sejak tahun 1998, PT Kereta Api Indonesia melalui stasiun Gambir mengangkut 87.023 penumpang,
kata Budi (45). Nasi goreng adalah makanan khas yang disebut juga fried rice, digoreng dengan api kecil.
Brp yg meninggal? Gak tau; anak2nya nge-vlog di Jkt pukul 10.00 WIB, 17 Agustus 2021, 12 Rabiul Awal.
"""


def test_an_index_is_made_anew_when_something_else_is_found_out_about_a_text() -> None:
    # Whoever changes a rule of terms, sentences or candidate answers gives `VERSION` a new value, and here the digest
    # that this test prints: without it, libraries that are there would go on with what the old rules found.
    found = hashlib.sha256(zlib.decompress(packed(AnalysedPassage(SAMPLE))[4:])).hexdigest()[:16]
    assert (VERSION, found) == ("6", "a18bfbec254bfabc")
