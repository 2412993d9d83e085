"""The forms of listed roots: standard derivations and those of chat come back to the root, other words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import analyzer
from retrieval.analysis.forms import chat_forms, derived, informal, standard_forms
from retrieval.analysis.lexicon import roots, verbs

ROOT = st.sampled_from(sorted(verbs()))


def stems(words: str) -> set[str]:
    return {term for word in words.split() for term in analyzer().terms(word)}


@pytest.mark.parametrize(
    "forms",
    [
        # per-, ter-, be- and se- that belong to the root: Snowball takes them off it and leaves "awat", "apan", "ima"
        "rawat merawat dirawat perawatan perawat",
        "terap menerapkan diterapkan penerapan",
        "terima menerima diterima penerimaan penerima",
        "terbit menerbitkan diterbitkan penerbitan",
        "terbang menerbangkan penerbangan",
        "periksa memeriksa diperiksa pemeriksaan",
        "rencana berencana direncanakan perencanaan",
        "rokok merokok perokok",
        "rumah perumahan merumahkan",
        "bertanya tanya ditanya pertanyaan menanyakan",
        "selesai menyelesaikan diselesaikan penyelesaian",
        # endings that look like -i, -an or -kan
        "teliti meneliti diteliti penelitian peneliti",
        "selidik menyelidiki penyelidikan diselidiki",
        "capai mencapai dicapai capaian pencapaian",
        "tegak menegakkan penegakan",
        "nilai menilai dinilai penilaian bernilai",
        "damai berdamai perdamaian mendamaikan",
        "pecat memecat dipecat pemecatan",
        # k, p, s and t, melted or kept
        "keluar mengeluarkan dikeluarkan pengeluaran",
        "kuat menguat menguatkan penguatan memperkuat",
        "proses memproses diproses pemrosesan",
        "pengaruh memengaruhi mempengaruhi dipengaruhi berpengaruh",
        "pimpin memimpin dipimpin pimpinan kepemimpinan pemimpin",
        # one syllable
        "cek mengecek dicek pengecekan",
        "bom mengebom dibom pengeboman",
        # per- before the root
        "panjang memperpanjang diperpanjang perpanjangan",
    ],
)
def test_every_standard_form_comes_back_to_its_root(forms: str) -> None:
    assert len(stems(forms)) == 1


@pytest.mark.parametrize(
    ("chat", "standard"),
    [
        # N- without me-
        ("nuding", "menuding"),
        ("ngusut", "mengusut"),
        ("nyiapin", "menyiapkan"),
        ("nyontoh", "mencontoh"),
        ("ngritik", "mengkritik"),
        ("mukul", "memukul"),
        ("ngubah", "mengubah"),
        ("nutup", "menutup"),
        # nge-
        ("ngecek", "mengecek"),
        ("ngeluncurin", "meluncurkan"),
        ("ngerusak", "merusak"),
        # -in for -kan and -i
        ("dibolehin", "dibolehkan"),
        ("diliburin", "diliburkan"),
        ("bikinin", "membuatkan"),
        ("gantiin", "menggantikan"),
        ("nyalahin", "menyalahkan"),
        ("ditanyain", "ditanyakan"),
        # ke- for ter-
        ("kebakar", "terbakar"),
        ("ketangkap", "tertangkap"),
        # e for a, also within a longer form; a dropped h
        ("dateng", "datang"),
        ("didatengin", "didatangi"),
        ("ketangkep", "tertangkap"),
        ("nganterin", "mengantarkan"),
        ("ngilangin", "menghilangkan"),
        # a clitic behind a chat form, also cut short
        ("ngeceknya", "mengecek"),
        ("kerjany", "kerjanya"),
    ],
)
def test_a_chat_form_gives_the_term_of_the_standard_form(chat: str, standard: str) -> None:
    assert analyzer().terms(chat) == analyzer().terms(standard)


@pytest.mark.parametrize(
    ("word", "stranger"),
    [
        ("makin", "maki"),
        ("hadirin", "hadir"),
        ("kekasih", "kasih"),
        ("ketimbang", "timbang"),
        ("ketua", "tua"),
        ("negara", "gara"),
        ("kemudian", "kemudi"),
        ("pemerintah", "perintah"),
        ("penduduk", "duduk"),
        ("pegawai", "penggawa"),
        ("perangkap", "rangkap"),
        ("berangkat", "angkat"),
        ("pengadilan", "adil"),
        ("meninggal", "tinggal"),
        ("persoalan", "tentang"),
        ("yakin", "yak"),
        ("nama", "tama"),
        ("company", "compa"),
    ],
)
def test_a_word_that_only_looks_derived_keeps_its_own_term(word: str, stranger: str) -> None:
    assert analyzer().terms(word) != analyzer().terms(stranger)


@given(ROOT)
def test_a_root_is_a_form_of_itself_and_gives_itself(root: str) -> None:
    assert root in set(standard_forms(root))
    assert derived().get(root, root) == root
    if root not in roots()["whole"]:
        assert analyzer().stem(root) == root


@given(ROOT)
def test_forms_are_plain_words(root: str) -> None:
    for form in (*standard_forms(root), *chat_forms(root)):
        assert form.isalpha()
        assert form.islower()


def test_a_form_of_two_roots_belongs_to_the_longer_one() -> None:
    assert derived()["mengalahkan"] == "kalah"
    assert derived()["kependudukan"] == "penduduk"


def test_two_roots_of_one_length_leave_their_common_form_to_the_stemmer() -> None:
    assert {"tobat", "nobat"} <= verbs()
    assert "menobatkan" not in derived()


def test_no_chat_form_is_a_standard_form_or_a_whole_word() -> None:
    assert not informal().keys() & derived().keys()
    assert not informal().keys() & roots()["whole"]


def test_roots_are_long_enough_to_be_told_apart() -> None:
    assert all(len(root) >= 3 for root in verbs())
