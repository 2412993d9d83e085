"""Names of places: where a dateline is written, and what is asked with "di mana" but hardly with "siapa"."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_PREFIXES = ("kabupaten ", "kota ", "kab. ")


@cache
def places() -> frozenset[str]:
    """The names in `data/places.txt`, case folded."""
    lines = files("retrieval").joinpath("data", "places.txt").read_text("utf-8").splitlines()
    named = (name for line in lines if not line.startswith("#") for name in line.split(","))
    return frozenset(name.strip().casefold() for name in named if name.strip())


def is_place(name: str) -> bool:
    """Whether `name`, in any case and with "Kabupaten" or "Kota" before it, is a place that the list has."""
    folded = name.casefold().rstrip(".,")
    if folded.startswith(_PREFIXES):
        for prefix in _PREFIXES:
            folded = folded.removeprefix(prefix)
    return folded in places()
