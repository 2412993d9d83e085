"""Datelines and dates."""

from datetime import date

import pytest

from retrieval.sources.dateline import Dateline, is_publisher, split_dateline
from retrieval.sources.dates import find_date, parse_date


@pytest.mark.parametrize(
    ("dateline", "place", "publisher"),
    [
        ("Jakarta, IDN Times - ", "Jakarta", "IDN Times"),
        ("JAKARTA, KOMPAS.com - ", "Jakarta", "KOMPAS.com"),
        ("KAB. BANDUNG, KOMPAS.com – ", "Kab. Bandung", "KOMPAS.com"),
        ("TEMPO.CO, Jakarta - ", "Jakarta", "TEMPO.CO"),
        ("Jakarta, CNN Indonesia -- ", "Jakarta", "CNN Indonesia"),
        ("Jakarta (ANTARA) - ", "Jakarta", "ANTARA"),
        ("Jakarta, 29/1 (ANTARA) - ", "Jakarta", "ANTARA"),
        ("REPUBLIKA.CO.ID, JAKARTA -- ", "Jakarta", "REPUBLIKA.CO.ID"),
        ("Liputan6.com, Jakarta ", "Jakarta", "Liputan6.com"),
        ("Liputan6.com, Banda Aceh ", "Banda Aceh", "Liputan6.com"),
        ("Liputan6.com, Jakarta - ", "Jakarta", "Liputan6.com"),
        ("Bandung, Beritasatu.com – ", "Bandung", "Beritasatu.com"),
        ("TRIBUNNEWS.COM, JAKARTA - ", "Jakarta", "TRIBUNNEWS.COM"),
        ("TRIBUN-MEDAN.com, MEDAN - ", "Medan", "TRIBUN-MEDAN.com"),
        ("New York, CNBC Indonesia - ", "New York", "CNBC Indonesia"),
        ("Suara.com - ", "", "Suara.com"),
        ("SURABAYA – ", "Surabaya", ""),
        ("Surabaya - ", "Surabaya", ""),
        ("Jakarta: ", "Jakarta", ""),
        ("Sleman, DIY - ", "Sleman, DIY", ""),
        ("Jakarta, Kominfo – ", "Jakarta", "Kominfo"),
    ],
)
def test_a_dateline_is_taken_off_and_read(dateline: str, place: str, publisher: str) -> None:
    assert split_dateline(f"{dateline}Menteri itu pulang.") == Dateline(place, publisher, "Menteri itu pulang.")


@pytest.mark.parametrize(
    "paragraph",
    [
        "Persib - Persija bermain imbang tanpa gol.",
        "Iran - Pakistan sepakat bekerja sama.",
        "Jakarta - Bandung kini ditempuh 40 menit.",
        "Jakarta - kota yang padat - tetap menarik.",
        "Fajar - Rian melaju ke final.",
        "Iran-Pakistan sepakat bekerja sama.",
        "Jokowi - Ma'ruf unggul di hitung cepat.",
        "Jakarta, ibu kota negara, tergenang.",
        "Menurut Kompas.com, harga naik - Rp 5.000.",
        '"Jakarta - Bandung macet," kata polisi.',
        "Surabaya -",
        "",
    ],
)
def test_near_misses_stay_whole(paragraph: str) -> None:
    assert split_dateline(paragraph) == Dateline("", "", paragraph)


def test_what_a_lost_link_left_of_a_dateline_is_taken_off_too() -> None:
    assert split_dateline("– Pembalap itu jatuh.").text == "Pembalap itu jatuh."
    assert split_dateline("BANDUNG, KOMPAS.com - , menunjuk pelatih baru.").text == "menunjuk pelatih baru."


def test_publishers_are_names_or_domains_and_nothing_else() -> None:
    assert is_publisher("CNN Indonesia")
    assert is_publisher("kabarpesisir.co.id")
    assert not is_publisher("Rahmat Hidayat")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-10-09", date(2019, 10, 9)),
        ("2019-10-09T10:30:00+07:00", date(2019, 10, 9)),
        ("16/09/2019", date(2019, 9, 16)),
        ("9/28/2019", date(2019, 9, 28)),
        ("29/1/24", date(2024, 1, 29)),
        ("29 Januari 2024", date(2024, 1, 29)),
        ("Senin, 29 Jan 2024 10:30 WIB", date(2024, 1, 29)),
        ("Jumat 17 Agustus 1945", date(1945, 8, 17)),
        ("Sep 23, 2019", date(2019, 9, 23)),
        ("1-Okt-2020", date(2020, 10, 1)),
        ("29 Mei 201", None),
        ("16 Sep 20", None),
        ("31/02/2020", None),
        ("0001-01-01", None),
        ("kemarin", None),
        ("", None),
    ],
)
def test_dates_are_read_day_first_and_torn_ones_are_none(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


def test_a_date_is_found_inside_a_sentence_with_its_offsets() -> None:
    text = "Ia pulang pada Senin (29/1/2024) malam."
    found = find_date(text)
    assert found is not None
    assert (text[found[0] : found[1]], found[2]) == ("29/1/2024", date(2024, 1, 29))
