"""Dates as Indonesian pages write them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari pebruari february feb peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt ags aug",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
WEEKDAY = (
    r"(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)"
)
"""Pattern of a day of the week, Indonesian or English; use with `re.IGNORECASE`."""

# A year in words must have its four digits: "16 Sep 20" is a date that was cut off, not the year 2020.
_DATE = re.compile(
    r"(?<![\d/])(?:"
    r"(?P<iso_year>\d{4})[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})(?=\D|$)"
    r"|(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?![\d/])"
    rf"|(?P<day>\d{{1,2}})[ -](?P<month>{_MONTH})\.?,?[ -](?P<written>\d{{4}})(?!\d)"
    rf"|\b(?P<english>{_MONTH})\.? (?P<english_day>\d{{1,2}}),? (?P<english_year>\d{{4}})(?!\d)"
    r")",
    re.IGNORECASE,
)
_LONGEST = 80


def parse_date(text: str) -> date | None:
    """The date that a short text holds ("2019-10-09", "16/09/2019", "Senin, 29 Januari 2024 10:30 WIB"), day first.

    None when there is none, or only a part of one.
    """
    found = find_date(text[:_LONGEST])
    return found[2] if found else None


def find_date(text: str) -> tuple[int, int, date] | None:
    """The first full date in `text`, as (start, end, date) with character offsets."""
    for match in _DATE.finditer(text):
        if value := _value(match):
            return match.start(), match.end(), value
    return None


def _value(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    if parts["iso_year"]:
        return _date(parts["iso_year"], parts["iso_month"], parts["iso_day"])
    if parts["first"]:
        year = parts["year"] if len(parts["year"]) == 4 else f"20{parts['year']}"
        # Day first, as Indonesia writes; a "month" above 12 shows that this one was written the American way.
        return _date(year, parts["second"], parts["first"]) or _date(year, parts["first"], parts["second"])
    if parts["day"]:
        return _date(parts["written"], str(_MONTHS[parts["month"].lower()]), parts["day"])
    return _date(parts["english_year"], str(_MONTHS[parts["english"].lower()]), parts["english_day"])


def _date(year: str, month: str, day: str) -> date | None:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return None
    # News of the printed age and after: "0001-02-03" or "9999-12-31" are placeholders of some system.
    return value if 1900 <= value.year <= 2200 else None
