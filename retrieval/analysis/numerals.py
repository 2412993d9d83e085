"""Number words and digits, so that "sembilan" and "9" are the same term."""

from __future__ import annotations

UNITS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
SCALES = {"belas": 10, "puluh": 10, "ratus": 100, "ribu": 1000, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}
NUMBER_WORDS = frozenset(UNITS) | frozenset(SCALES) | {
    "setengah", "sejuta", "belasan", "puluhan", "ratusan", "ribuan", "jutaan",
}  # fmt: skip


def canonical_number(digits: str) -> str:
    """Digits as Indonesian news writes them, less the separators of thousands: "1.200" → "1200", "10,50" → "10,5"."""
    whole, _, fraction = digits.partition(",")
    groups = whole.split(".")
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]):
        whole = "".join(groups)
    fraction = fraction.rstrip("0")
    return f"{whole},{fraction}" if fraction else whole
