"""Families of near-synonyms: a question in other words than the news has the news' words as alternatives."""

from __future__ import annotations

import pytest

from retrieval.analysis import analyzer
from retrieval.analysis.lexicon import lexicon
from retrieval.question import parse_question


def weight(asked: str, written: str) -> float:
    """What the passage `written` counts for the only term of the question `asked`."""
    (term,) = parse_question(asked).terms
    return term.weight_in(set(analyzer().terms(written)))


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        # law and courts
        ("diadili", "disidangkan"),
        ("pengacara", "kuasa hukum"),
        ("diusut", "penyelidikan"),
        ("rasuah", "korupsi"),
        ("lembaga antirasuah", "KPK"),
        ("kabur", "melarikan diri"),
        ("nyolong", "pencurian"),
        # politics and offices
        ("kepala negara", "Presiden"),
        ("orang nomor satu", "presiden"),
        ("bos", "direktur utama"),
        ("beleid", "peraturan"),
        ("meneken", "tanda tangan"),
        ("ttd", "tanda tangan"),
        ("parlemen", "DPR"),
        ("kontra", "versus"),
        ("rapat", "pertemuan"),
        ("meeting", "rapat"),
        # crowds and opinions
        ("ricuh", "kerusuhan"),
        ("waswas", "khawatir"),
        ("disuruh", "diperintah"),
        # prices
        ("mengerek", "menaikkan"),
        ("ongkos", "biaya"),
        ("merosot", "turun"),
        ("hunian", "rumah"),
        ("pungutan", "cukai"),
        ("budget", "anggaran"),
        # numbers and dates
        ("separuh", "setengah"),
        ("deadline", "batas waktu"),
        ("mendiang", "almarhum"),
        # sport
        ("juru taktik", "pelatih"),
        ("skuad", "tim"),
        ("laga", "pertandingan"),
        ("takluk", "kalah"),
        ("kampiun", "juara"),
        ("nirbobol", "clean sheet"),
        ("Setan Merah", "Manchester United"),
        ("Negeri Sakura", "Jepang"),
        ("cina", "Tiongkok"),
        # disasters, roads
        ("ambruk", "runtuh"),
        ("karhutla", "kebakaran hutan"),
        ("tubrukan", "kecelakaan"),
        ("supir", "pengemudi"),
        # health, family, celebrities
        ("mengidap", "menderita"),
        ("dinikahi", "menikah"),
        ("melepas masa lajang", "pernikahan"),
        ("tutup usia", "meninggal"),
        ("bini", "istri"),
        ("momongan", "anak"),
        ("pelantun", "penyanyi"),
        # technology, studies, religion, soldiers
        ("daring", "online"),
        ("lokapasar", "marketplace"),
        ("ngupload", "mengunggah"),
        ("riset", "penelitian"),
        ("kampus", "universitas"),
        ("hijab", "kerudung"),
        ("serdadu", "prajurit"),
        # what is done
        ("molor", "ditunda"),
        ("nongol", "muncul"),
        ("menyulut", "memicu"),
        ("mutu", "kualitas"),
        ("pelesir", "wisata"),
    ],
)
def test_another_word_for_the_same_thing_counts(asked: str, written: str) -> None:
    assert weight(asked, written) >= 0.4


def test_a_near_synonym_counts_less_than_the_asked_word() -> None:
    assert weight("juru taktik", "pelatih") < weight("pelatih", "pelatih") == 1


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("menang", "kalah"),
        ("naik", "turun"),
        ("mahal", "murah"),
        ("Liverpool", "Arsenal"),
        ("presiden", "gubernur"),
        ("pelatih", "pemain"),
        ("suami", "anak"),
        ("Bandung", "Surabaya"),
    ],
)
def test_words_of_one_field_that_mean_different_things_do_not_stand_for_each_other(asked: str, written: str) -> None:
    assert weight(asked, written) == 0


def test_no_family_has_a_member_twice_and_none_is_listed_twice() -> None:
    families = [tuple(sorted(family)) for _, family in lexicon().synonyms]
    assert [family for family in families if len(set(family)) < len(family)] == []
    assert sorted(set(families)) == sorted(families)
