"""Prefixes and suffixes of Indonesian: forms of one root meet, strangers stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import analyzer
from retrieval.analysis.stems import SHORTEST_STEMMED, stem


@pytest.mark.parametrize(
    "forms",
    [
        # t melts into n
        "tewas menewaskan ditewaskan",
        "tembak menembak ditembak tembakan penembak penembakan",
        "tangkap menangkap ditangkap penangkapan",
        "tolak menolak ditolak penolakan",
        "tinggal meninggalkan ditinggalkan",
        "temu bertemu pertemuan menemui",
        # s melts into ny
        "serang menyerang diserang serangan penyerang penyerangan",
        "sidik menyidik penyidik disidik",
        "sebab menyebabkan disebabkan penyebab",
        # p melts into m
        "pukul memukul dipukul pukulan pemukulan",
        "pilih memilih dipilih pilihan pemilih pemilihan",
        # k melts into ng
        "kirim mengirim dikirim kiriman pengirim pengiriman",
        "kejar mengejar dikejar pengejaran",
        "kecam mengecam dikecam",
        "kunjung berkunjung mengunjungi kunjungan pengunjung",
        # nothing melts
        "bunuh membunuh dibunuh pembunuh pembunuhan",
        "culik menculik diculik penculik penculikan",
        "bakar membakar terbakar kebakaran pembakaran",
        "ungsi mengungsi pengungsi",
        "luncur meluncur meluncurkan peluncuran",
        # roots that keep their own n, m, ny
        "nikah menikah menikahi dinikahi pernikahan",
        "milik memiliki dimiliki pemilik",
        "minta meminta diminta permintaan",
        "makan memakan dimakan makanan",
        "menang pemenang kemenangan dimenangkan memenangkan",
        "nyanyi menyanyi penyanyi menyanyikan",
        # roots that end in k, which are not "…an" with a "k" before it
        "tindak bertindak tindakan ditindak",
        "rusak merusak dirusak kerusakan",
        # -ku and -mu that belong to the root
        "buku bukunya",
        "laku berlaku",
    ],
)
def test_forms_of_one_root_have_one_stem(forms: str) -> None:
    assert len({analyzer().stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("menang", "tang"),
        ("menang", "tenang"),
        ("menang", "senang"),
        ("menteri", "teri"),
        ("menteri", "menter"),
        ("meninggal", "tinggal"),
        ("menara", "tara"),
        ("menit", "tit"),
        ("memang", "pamang"),
        ("pemuda", "muda"),
        ("pengacara", "acara"),
        ("pengadilan", "adil"),
        ("media", "dia"),
        ("medan", "dan"),
        ("meter", "ter"),
        ("mengenai", "kena"),
        ("bertemu", "berte"),
        ("guru", "baru"),
        ("korban", "kurban"),
        ("milik", "pilih"),
        ("masak", "pasak"),
        ("nilai", "tilai"),
        ("naik", "taik"),
    ],
)
def test_words_that_only_look_related_stay_apart(one: str, other: str) -> None:
    assert analyzer().stem(one) != analyzer().stem(other)


@pytest.mark.parametrize("word", ["ada", "di", "api", "ku", "nya", "", "as"])
def test_a_short_word_is_left_alone(word: str) -> None:
    assert len(word) < SHORTEST_STEMMED
    assert stem(word) == word


@given(st.text(st.sampled_from("abdegiklmnoprstuy"), max_size=30) | st.text(max_size=70))
def test_no_word_makes_the_stemmer_fail_or_lose_everything(word: str) -> None:
    found = analyzer().stem(word)
    assert bool(found) == bool(word)
    assert analyzer().stem(word) == found
