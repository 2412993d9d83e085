"""Which questions are the same in other words, and which only look it."""

from __future__ import annotations

from itertools import combinations

import pytest

from retrieval.clustering import clusters, same
from retrieval.question import parse_question
from retrieval.sense import sense

SAME = [
    ("siapa menlu Pakistan?", "menteri luar negeri pakistan siapa sih"),
    ("siapa menlu Pakistan?", "pakistan menlunya siapa?"),
    ("berapa korban tewas banjir Demak?", "banjir demak korban meninggalnya ada brp"),
    ("Berapa jumlah orang yang tewas?", "brp orang tewas"),
    ("kapan gempa di Tuban terjadi?", "tanggal berapa gempa tuban?"),
    ("kapan Tol Bawen mulai beroperasi?", "tol bawen beroperasi kpn ya"),
    ("kenapa harga cabai naik?", "apa penyebab kenaikan harga cabai"),
    ("kenapa harga cabai naik?", "knp harga cabe naik?"),
    ("di mana lokasi pengungsian?", "pengungsian dimana"),
    ("gimana cara daftar bansos?", "bagaimana mendaftar bansos"),
    ("siapa tersangka kasus timah?", "tersangka perkara timah siapa aja"),
    ("siapa yang menuduh KPK?", "KPK dituduh siapa?"),
    ("kapan Iran menyerang Pakistan?", "kapan Pakistan diserang Iran?"),
    ("berapa harga cabai di Kudus?", "di Kudus harga cabai berapa?"),
    ("apa bensin jadi naik?", "bensin jadi naik gak?"),
    ("apa itu restorative justice?", "apa yang dimaksud restorative justice"),
    ("kapan banjir 3 Maret surut?", "banjir tiga maret surutnya kapan"),
    ("berapa luas Kota Semarang?", "luas semarang berapa"),
    ("siapa pemenang Pemilu tahun 2024?", "pemenang pemilu 2024 siapa"),
]
DIFFERENT = [
    ("siapa menlu Iran?", "siapa menlu Pakistan?"),
    ("siapa menlu Iran?", "siapa menlu Irak?"),
    ("siapa menlu Iran?", "siapa presiden Iran?"),
    ("siapa menlu Iran?", "kapan menlu Iran tiba?"),
    ("berapa korban tewas?", "berapa korban luka?"),
    ("berapa korban tewas?", "siapa korban tewas?"),
    ("berapa korban tewas banjir Demak?", "berapa korban tewas?"),
    ("berapa korban gempa?", "berapa gempa?"),
    ("siapa yang menuduh KPK?", "siapa yang dituduh KPK?"),
    ("siapa yang menuduh KPK?", "KPK menuduh siapa?"),
    ("kapan Iran menyerang Pakistan?", "kapan Pakistan menyerang Iran?"),
    ("kapan Iran serang Pakistan?", "kapan Pakistan serang Iran?"),
    ("kapan Ratu Sinta lahir?", "kapan Ratu Sinta melahirkan?"),
    ("kapan polisi menangkap?", "kapan polisi ditangkap?"),
    ("siapa istri gubernur?", "siapa suami gubernur?"),
    ("siapa istri anak gubernur?", "siapa anak istri gubernur?"),
    ("who attacked Iran?", "who did Iran attack?"),
    ("siapa yang lolos?", "siapa yang tidak lolos?"),
    ("kenapa konser jadi digelar?", "kenapa konser tidak jadi digelar?"),
    ("siapa ketua sebelum Budi?", "siapa ketua setelah Budi?"),
    ("siapa ketua KPK?", "siapa ketua KPK sebelumnya?"),
    ("dari mana bus berangkat?", "ke mana bus berangkat?"),
    ("sejak kapan jalan ditutup?", "sampai kapan jalan ditutup?"),
    ("jam berapa gempa terjadi?", "tanggal berapa gempa terjadi?"),
    ("berapa lama gempa terasa?", "berapa kali gempa terasa?"),
    ("berapa harga beras 2023?", "berapa harga beras 2024?"),
    ("kapan SMP 2 diresmikan?", "kapan SMP dua belas diresmikan?"),
    ("berapa kota di Jawa?", "berapa provinsi di Jawa?"),
    ("berapa luas Kota Malang?", "berapa luas Kabupaten Malang?"),
    ("kapan tol Yogyakarta-Bawen dibuka?", "kapan tol Yogyakarta-Solo dibuka?"),
    ("siapa kiper timnas putri?", "siapa kiper timnas putra?"),
    ("apa isi pasal 5?", "apa isi pasal 6?"),
    ("apa warna bendera?", "apa arti warna bendera?"),
    ("berapa kuota haji?", "berapa kuota umrah?"),
    ("apa yang digunakan polisi?", "apa penggunaan polisi?"),
]


def are_same(one: str, other: str) -> bool:
    return same(sense(parse_question(one)), sense(parse_question(other)))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_in_other_words(one: str, other: str) -> None:
    assert are_same(one, other)
    assert are_same(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_question_in_nearly_the_same_words(one: str, other: str) -> None:
    assert not are_same(one, other)
    assert not are_same(other, one)


def test_no_two_of_different_matters_are_the_same() -> None:
    matters = ["menlu", "tewas", "gempa di Tuban", "Bawen", "cabai naik", "bansos", "timah", "bensin", "Semarang"]
    firsts = [next(one for one, _ in SAME if matter in one) for matter in matters]
    assert not any(are_same(one, other) for one, other in combinations(firsts, 2))


def test_question_without_a_topic_is_like_no_other_for_sure() -> None:
    assert not are_same("siapa?", "siapa itu?")


def grouped(*questions: str) -> list[list[int]]:
    return clusters([sense(parse_question(question)) for question in questions])


def test_clusters_hold_places_in_order() -> None:
    assert grouped(
        "siapa menlu Iran?",
        "berapa umur kapal?",
        "menlu iran siapa?",
        "siapa menlu Pakistan?",
        "siapa menteri luar negeri Iran",
        "usia kapal berapa",
    ) == [[0, 2, 4], [1, 5], [3]]


def test_later_questions_change_nothing_about_earlier_ones() -> None:
    questions = [question for pair in (*SAME, *DIFFERENT) for question in pair]
    whole = grouped(*questions)
    for number in range(0, len(questions), 7):
        assert grouped(*questions[:number]) == [
            kept for group in whole if (kept := [place for place in group if place < number])
        ]


def test_questions_without_a_topic_cluster_by_what_they_ask() -> None:
    assert grouped("siapa itu?", "kapan?", "siapa?", "halo", "") == [[0, 2], [1], [3, 4]]


def test_no_questions_no_clusters() -> None:
    assert clusters([]) == []
