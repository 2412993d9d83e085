"""The dateline: where and by whom a story was filed, before its first sentence ("Jakarta, IDN Times - …")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.gazetteer import is_place


@dataclass(frozen=True, slots=True)
class Dateline:
    """A first paragraph without its dateline, and what that told (`""` where it did not)."""

    place: str
    publisher: str
    text: str


# Names that carry no internet domain. With one ("KOMPAS.com", "Suara.com") no list is needed.
_NAMED = (
    r"IDN Times(?: [A-Z][a-z]+)?|CNN Indonesia|CNBC Indonesia|BBC(?: News)?(?: Indonesia)?|VOA(?: Indonesia)?|DW"
    r"|AFP|AP|Reuters|Xinhua|"
    r"LKBN Antara|Antara(?: News)?|detik(?:com|[A-Z][a-z]+)|DETIKCOM|Tempo|Kompas(?: TV)?|KompasTV|Okezone"
    r"|Sindonews|SINDOnews|iNews(?: TV)?|"
    r"Republika|Liputan6|Tribunnews|Tribun [A-Z][a-z]+|VIVA(?:news)?|JPNN|Kumparan|kumparan|Tirto|VOI|Katadata"
    r"|Kontan|Bisnis|"
    r"Jawa ?Pos|Media Indonesia|MI|Suara Merdeka|Pikiran Rakyat|Solopos|Harian Jogja|Merdeka|Metro ?TV|tvOne|NU Online|"
    r"Beritasatu|Investor Daily|Waspada|Fajar|Akurat|Gatra|Medcom|Mongabay Indonesia|Berita ?Jatim|InfoPublik"
    r"|Humas [A-Z]\w+"
)
_DOMAIN = r"[A-Za-z0-9][A-Za-z0-9-]{1,30}(?:\.[A-Za-z0-9-]{2,20})?\.(?:com|co\.id|co|id|net|org|go\.id|tv|news|info)"
_PUBLISHER = rf"(?:{_NAMED}|{_NAMED.upper()}|{_DOMAIN}|{_DOMAIN.upper()})"
_UNMISTAKABLE = rf"(?:{_DOMAIN}|{_DOMAIN.upper()}|IDN Times|CNN Indonesia|CNBC Indonesia|detikcom|VIVA|KOMPAS TV|JPNN)"
_WORD = r"[A-Z](?:[\w'’-]{0,23}\w)\.?"
_PLACE = rf"{_WORD}(?: (?:de |{_WORD})){{0,3}}(?:/{_WORD})?"
# A dash stands apart, or is long: "Iran-Pakistan" is one name. Medcom writes a colon.
_DASH = r"(?: ?[–—] ?| ?--+ ?| - ?| ?- )"
_LEAD = r"[\"“”'‘(]?[A-Z0-9]"
"""How a sentence begins after a dateline. In "Jakarta - dari dulu - …" it does not."""

_DATED = r"(?:, ?(?:\d{1,2}[/ ]\w{1,9}(?:[/ ]\d{4})?))?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # Jakarta, IDN Times - …; BANDUNG, KOMPAS.com - , menunjuk (the link after the dash was lost)
        rf"(?P<place>{_PLACE}(?:, {_PLACE})?), ?(?P<publisher>{_PUBLISHER}){_DASH}[ ,]*",
        # TEMPO.CO, Jakarta - …; Liputan6.com, Jakarta - …
        rf"(?P<publisher>{_PUBLISHER}),? ?(?P<place>{_PLACE}(?:, {_PLACE})?){_DASH}[ ,]*",
        # Jakarta (ANTARA) - …; Jakarta, 29/1 (ANTARA) - …
        rf"(?P<place>{_PLACE}(?:, {_PLACE})?){_DATED} \((?P<publisher>{_PUBLISHER})\){_DASH}[ ,]*",
        # Suara.com - …; without a place, names that people bear too do not count: "Fajar - Rian lolos ke final"
        rf"(?P<publisher>{_UNMISTAKABLE}){_DASH}[ ,]*",
        # TEMPO.CO, ,Penyerahan … (the linked place was lost)
        rf"(?P<publisher>{_DOMAIN.upper()}),[ ,]+",
    )
)
# Liputan6.com, Jakarta Menteri …: no dash at all, so only this publisher's own habit, and only a known place.
_DASHLESS = re.compile(rf"(?P<publisher>(?i:liputan6\.com)), ?(?P<rest>{_LEAD}.{{0,60}})", re.DOTALL)
_BARE = re.compile(rf"(?P<place>{_PLACE})(?P<region>, {_PLACE})?(?:{_DASH}|: )(?=[ ,]*(?P<next>[^ ,]*))[ ,]*")
_LEFT_OVER = re.compile(r"[–—-]{1,2} (?=\S)")
_REACH = 120
"""No dateline is longer (characters), so no pattern looks further."""


def split_dateline(paragraph: str) -> Dateline:
    """Part a clean first paragraph from its dateline; without one, the paragraph comes back as it is."""
    head = paragraph[:_REACH]
    for form in _FORMS:
        if (match := form.match(head)) and _begins_a_sentence(paragraph, match.end()):
            found = match.groupdict()
            return Dateline(_place(found.get("place") or ""), found["publisher"], paragraph[match.end() :])
    if dateline := _without_dash(paragraph) or _bare(paragraph):
        return dateline
    if match := _LEFT_OVER.match(head):
        # Scraped pages lose a linked place and keep its dash ("– Pembalap …").
        return Dateline("", "", paragraph[match.end() :])
    return Dateline("", "", paragraph)


def is_publisher(text: str) -> bool:
    """Whether `text` is nothing but the name of a news publisher that is known, or an internet domain."""
    return re.fullmatch(_PUBLISHER, text) is not None


def _without_dash(paragraph: str) -> Dateline | None:
    match = _DASHLESS.match(paragraph[:_REACH])
    if not match:
        return None
    words = match["rest"].split(" ")
    for count in (4, 3, 2, 1):  # the longest known name: "Banda Aceh" before "Banda"
        place = " ".join(words[:count])
        start = match.start("rest") + len(place) + 1
        if _known(place.rstrip(",")) and _begins_a_sentence(paragraph, start):
            return Dateline(_place(place.rstrip(",")), match["publisher"], paragraph[start:])
    return None


def _bare(paragraph: str) -> Dateline | None:
    """ "SURABAYA – …", "Sleman, DIY - …", "Jakarta, Kominfo – …": only a known place is taken for one.

    Near-misses: "Persib - Persija bermain imbang", "Jokowi - Ma'ruf unggul", "Jakarta - Bandung kini 40 menit".
    """
    match = _BARE.match(paragraph[:_REACH])
    if not match or not _known(match["place"]) or not _begins_a_sentence(paragraph, match.end()):
        return None
    if _known(match["next"]) and not match["region"]:
        return None
    region = (match["region"] or "").removeprefix(", ")
    if region and not _known(region):
        return Dateline(_place(match["place"]), region, paragraph[match.end() :])
    return Dateline(_place(match["place"] + (match["region"] or "")), "", paragraph[match.end() :])


def _begins_a_sentence(paragraph: str, start: int) -> bool:
    rest = paragraph[start : start + 3]
    # After a lost link ("KOMPAS.com - , menunjuk") the sentence goes on in small letters.
    return bool(rest.strip()) and (re.match(_LEAD, rest) is not None or "," in paragraph[max(0, start - 2) : start])


def _place(text: str) -> str:
    """Datelines shout ("SURABAYA"); names of places are written with one capital a word, but "DIY" and "NTB" stay."""
    if not text.isupper():
        return text
    return " ".join(word if len(word) <= 3 and word not in {"SOLO"} else word.title() for word in text.split(" "))


def _known(text: str) -> bool:
    return is_place(text) or (len(parts := text.split("/")) > 1 and all(map(is_place, parts)))
