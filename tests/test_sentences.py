"""Sentences of Indonesian text, as offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences import sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["Ia tinggal di Jl. Thamrin No. 5.", "Rumahnya di Kab. Bogor."],
        ["Harga beras Rp. 14.500 per kg.", "Naik 1.200 orang.", "Turun 3,5 persen."],
        ["Prof. Dr. Ir. Siti Aminah, M.Si. hadir bersama H. Ahmad dan dr. Tirta."],
        ["K.H. Hasyim lahir di Jombang.", "B.J. Habibie wafat pada 1999.", "W. R. Supratman juga."],
        ["Demikian kata Budi, S.H., M.H.", "Ia menolak berkomentar lagi."],
        ["Surat itu ditandatangani a.n. bupati.", "Isinya singkat."],
        ["Laga dimulai pukul 19.30 WIB.", "Penonton sudah datang sejak pukul 16.00."],
        ["“Kapan kita pulang?” tanya Rina.", "“Besok!”", "Ia tersenyum."],
        ['"Kami siap."', "Ia lalu pergi"],
        ["Ada apel, jeruk, dll.", "Semua habis terjual."],
        ["Ya... begitulah...", "Lalu ia diam."],
        ["Ia menikah pada usia 25.", "Anaknya dua."],
        ["1. Arsen.", "Logam ini beracun."],
        ["Berikut syaratnya: 1. KTP asli; 2. kartu keluarga."],
        ["Mana buktinya?", "Tidak ada!", "Sungguh?!", "Ya."],
        ["Ia bertemu ibu.", "Ibu menangis."],
    ],
)
def test_sentences_end_where_a_reader_stops(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_a_text_without_a_stop_is_one_sentence_without_its_edge_spaces() -> None:
    assert sentences("  tanpa titik ") == [(2, 13)]
    assert sentences(" \n ") == []


def test_degree_is_told_from_a_stop_however_much_white_space_follows() -> None:
    text = (
        "Demikian kata Budi, S.H." + " \n" * 20 + "Ia pergi. Ia kembali bersama Ani, S.H." + " " * 20 + "M.H. kemarin."
    )
    assert [text[start:end] for start, end in sentences(text)][:2] == ["Demikian kata Budi, S.H.", "Ia pergi."]
    assert len(sentences(text)) == 3


@given(st.text(st.sampled_from("aB1 .?!…,;:()\"”'\n"), max_size=80) | st.text(max_size=60))
def test_offsets_are_ordered_in_range_and_cover_all_but_white_space(text: str) -> None:
    spans = sentences(text)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()
