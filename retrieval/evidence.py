"""Answer-type evidence: the stretches of a text that could answer a question of a given type.

"berapa" wants a number, "kapan" a date or time, "siapa" a name, "di mana" a place, "kenapa" a reason. A passage
without any such stretch hardly answers, whatever words it shares with the question.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from retrieval.analysis import analyzer
from retrieval.analysis.lexicon import lexicon
from retrieval.analysis.numerals import NUMBER_WORDS
from retrieval.gazetteer import is_place
from retrieval.question import QuestionType
from retrieval.sieve import Sieve, Sought

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from retrieval.sieve import Sifted


class Evidence(NamedTuple):
    """A candidate answer: `[start, end)` in characters, and how much it looks like one of its type, 0 to 1."""

    start: int
    end: int
    strength: float


_MONTH = (
    r"(?:[Jj]an(?:uari|uary)?|[Ff]eb(?:ruari|ruary)?|[Mm]ar(?:et|ch)?|[Aa]pr(?:il)?|[Mm]ei|May|[Jj]un[ie]?|[Jj]ul[iy]?"
    r"|[Aa]gu(?:stus|st)?|August|[Ss]ep(?:tember|t)?|[Oo][kc]t(?:ober)?|[Nn]ov(?:ember)?|[Dd]es(?:ember)?|December)\b"
)
_HIJRI_MONTH = (
    r"(?:Muharram|Sh?afar|Rabi['’]?ul (?:Awal|Akhir)|Jumadil (?:Awal|Akhir)|Rajab|Sya['’]?ban|Ramadh?an|Syawal"
    r"|D?[Zz]ul(?:kaidah|qa['’]?i?dah|hij+ah))\b"
)
"""Months of the Islamic year, which are names of people too: times only with a day."""
_WEEKDAY = (
    r"(?:[Ss]enin|[Ss]elasa|[Rr]abu|[Kk]amis|[Jj]um['’]?at|[Ss]abtu|[Mm]inggu"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
)
_CLOCK = r"(?:pukul|jam)\s+\d{1,2}(?:[.:]\d{2})?(?:\s*(?:WIB|WITA|WIT|GMT))?"
_NUMERIC_DATE = r"\(?\d{1,2}/\d{1,2}(?:/\d{2,4})?\)?"


def _sought(opening: str, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Sought:
    """A pattern, and with what its matches open; see `Sought`."""
    return Sought(re.compile(pattern, flags), re.compile(rf"(?={opening})", flags))


_ERA = r"(?:SM|Masehi|Hijriah|[Ss]ebelum Masehi)\b"
_COUNT_WORD = r"(?i:se|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|beberapa|\d+)"

_STRONG_TIME = _sought(
    rf"{_WEEKDAY}|{_MONTH}|(?:pukul|jam|sekitar|[Tt]ahun|sejak|pada|[Aa]bad)\b|\b{_COUNT_WORD}\b|[\d(]",
    rf"{_WEEKDAY}(?:\s+(?:pagi|siang|sore|malam|dini hari))?,?\s*"
    rf"\(?(?:{_NUMERIC_DATE}|\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}})?)\)?(?:\s*+(?:,\s*+)?(?:sekitar\s+)?{_CLOCK})?"
    rf"|\d{{1,2}}(?:\s*(?:-|–|hingga|sampai|dan)\s*\d{{1,2}})?\s+{_MONTH}(?:\s+\d{{4}})?(?:\s*+(?:,\s*+)?(?:sekitar\s+)?{_CLOCK})?"
    rf"|\d{{1,2}}\s+{_HIJRI_MONTH}(?:\s+\d{{3,4}}(?:\s*H(?:ijriah)?\b)?)?"
    rf"|{_MONTH}\s+(?:\d{{1,2}},?\s+)?\d{{4}}"
    rf"|{_CLOCK}|(?:sekitar\s+)?\d{{1,2}}[.:]\d{{2}}\s*(?:WIB|WITA|WIT|GMT)"
    rf"|\(?\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\)?"
    rf"|(?:[Tt]ahun\s+(?:\d{{3,4}}(?![.,]\d)|\d{{2}}(?=-?an\b))|(?:sejak|pada)\s+(?:1[0-9]|20)\d{{2}})(?:-?an)?\b"
    rf"(?:\s*{_ERA})?|\b\d{{1,4}}\s*{_ERA}"
    r"|\b[Aa]bad\s+(?:ke-?\s?\w+|\d+\b|[IVX]+\b|pertama\b)"
    rf"|(?:\b{_COUNT_WORD}\s+)(?:detik|menit|jam|hari|minggu|pekan|bulan|tahun)"
    r"\s+(?:kemudian|lalu|sebelumnya|setelah\w*|yang lalu|lagi|mendatang|silam|berselang)",
)
_WEAK_TIME = _sought(
    rf"\b(?:{_WEEKDAY}|{_MONTH}|kemarin|besok|lusa|hari|malam|tadi|pekan|bulan|tahun|dini|saat|belum|pada|sejak|setelah"
    r"|sebelum|ketika|awal|pertengahan|akhir)\b|\b\d",
    rf"\b{_WEEKDAY}\b(?:\s+(?:pagi|siang|sore|malam|dini hari|lalu|depan))?"
    r"|\b(?:1[0-9]|20)\d{2}\b|\b\d{1,2}/\d{1,2}\b"
    r"|\b(?:kemarin|besok|lusa|hari ini|malam ini|tadi (?:pagi|siang|malam)|pekan (?:lalu|depan|ini)"
    r"|bulan (?:lalu|depan|ini)|tahun (?:lalu|depan|ini)|dini hari|saat itu|belum ditentukan)\b"
    rf"|\b(?:awal|pertengahan|akhir)\s+(?:bulan\s+)?{_MONTH}|\b{_MONTH}\s+(?:lalu|nanti|mendatang|depan|silam|ini)\b"
    rf"|\b(?:pada|sejak|bulan)\s+{_MONTH}|\b(?:setelah|sebelum|ketika|saat)\s+\w+",
    re.IGNORECASE,
)
_DIGITS = r"\d+(?:[.,]\d+)*"
_NUMBER_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_UNIT = (
    r"(?i:km/jam|k?m[²³23]?|[cm]m[²³23]?|nm|mil|inci|inch|ft|ha|hektare?|kg|mg|gram|gr|ton|kwintal|ml|cc|liter"
    r"|kpj|mph|rpm|fps|[kmg]?hz|[kmg]w|kwh|hp|ps|bhp|mah|[kmgt]b|mp|watt|volt|rb|jt|x)(?![^\W_])"
)
"""What is measured in, as it may stand right behind a number ("161kg", "87.023,66km²"). Letters that are something else
there as often are not among them: "4G", "20th", "38C"."""
_NUMBER = _sought(
    rf"(?<![\w/.,-])\d|\b(?:Rp|(?:US|USD|S|RM)\b|[$€]|(?:{_NUMBER_WORDS}|seorang|sebuah|seekor|sepasang|sekali)\b)",
    rf"(?:\b(?:Rp\.?|US\$|USD|S\$|\$|€|RM)\s?)?(?<![\w/.,-]){_DIGITS}(?:(?P<unit>{_UNIT})|(?![\w/]|[.,]\d))"
    rf"(?:\s*[-–]\s*{_DIGITS})?(?:\s*(?:%|°C|persen))?"
    rf"(?:\s+(?:{_NUMBER_WORDS}))*|\bRp\.?\s?{_DIGITS}(?:\s+(?:{_NUMBER_WORDS}))*"
    rf"|\b(?:{_NUMBER_WORDS})(?:\s+(?:{_NUMBER_WORDS}))*\b|\b(?:seorang|sebuah|seekor|sepasang|sekali)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"\s+(?:{_UNIT}|(?!(?:yang|di|ke|dari|dan|atau|itu|ini|pada|untuk|dalam)\b)[a-z][\w-]*)")
_NAME_WORD = r"[A-Z][\w'’.-]*[\w]|[A-Z]\."
_NAME = re.compile(
    rf"(?:{_NAME_WORD}|[A-Z])(?:\s+(?:(?:bin|binti|al|van|der|de|von|of)\s+)?(?:{_NAME_WORD}|[A-Z]\b))*"
    r"(?:\s*,\s*(?:S\.?[A-Z]\w*|M\.?[A-Z]\w*)\b)*"
)
_TITLES = (
    r"\b(?:[Pp]residen|[Mm]enteri|[Mm]enlu|[Gg]ubernur|[Bb]upati|[Ww]ali ?[Kk]ota|[Kk]etua|[Kk]epala|[Dd]irektur"
    r"|[Kk]ap[a-z]+|[Jj]uru [Bb]icara|[Ss]ekretaris|[Pp]elatih|[Pp]emain|[Kk]omisaris|[Jj]enderal|[Bb]ernama"
    r"|[Bb]erinisial|[Ii]nisial|[Pp]utra|[Pp]utri|[Ii]stri|[Ss]uami|[Aa]nak|[Tt]ersangka|[Kk]orban|[Pp]elaku"
    r"|[Pp]enyanyi|[Aa]rtis|[Aa]ktor|[Aa]ktris|oleh|[Kk]ata|[Uu]jar|[Tt]utur|[Jj]elas|[Uu]ngkap|[Pp]emilik|[Pp]endiri"
    r"|[Pp]engamat|[Dd]okter|[Dd]r\.?|[Ii]r\.?|[Hh]\.?|AKBP|AKP|Kombes|Kompol|Brigjen|Irjen|[Nn]egeri)"
)
_TITLE = _sought(_TITLES.replace(" [Bb]icara", "").replace(" ?[Kk]ota", ""), rf"{_TITLES}[\w ,]{{0,40}}$")
_TITLE_REACH = 60
"""Characters before a name among which its title is looked for."""
_AGENT = _sought(
    r"\b(?:oleh|by)\b",
    r"\b(?:oleh|by)\s+((?:para\s+|seorang\s+|sekelompok\s+|sejumlah\s+|the\s+|a\s+)?[a-z][\w-]*"
    r"(?:\s+(?!(?:yang|di|ke|dari|dan|pada|karena|untuk|saat|dengan)\b)[a-z][\w-]*)?)",
)
"""Whoever did it, named or not: "disebabkan oleh para petani"."""
_SPEAKS = re.compile(
    r"\s*+(?:\(\d+\)\s*+(?:,\s*+)?)?(?:mengatakan|menyatakan|menyebut|menjelaskan|mengungkap\w*|menambahkan|menegaskan"
    r"|menuturkan|mengaku|berkata|said|selaku|sebagai|,)"
)
_PLACE_OPENING = (
    r"\b(?:[Dd]i|[Kk]e|[Dd]ari|[Mm]enuju|[Ii]n|[Aa]t|[Ff]rom|[Kk]awasan|[Ww]ilayah|[Dd]aerah|[Dd]esa|[Kk]ota"
    r"|[Kk]abupaten|[Kk]ecamatan|[Pp]rovinsi|[Pp]ulau|[Kk]elurahan|[Nn]egara|[Gg]unung|[Ss]tasiun|[Bb]andara)\b"
)
_PLACE = _sought(
    _PLACE_OPENING,
    rf"{_PLACE_OPENING}\s+"
    r"((?:(?:dalam|depan|atas|bawah|sekitar|sebuah|seluruh|tempat|area|lokasi|wilayah|kawasan|daerah|provinsi|desa|kota"
    r"|kabupaten|kecamatan|kelurahan|jalan|rumah|kantor|hotel|gedung|stadion|pantai|pulau|sekolah|bandara|stasiun"
    r"|pelabuhan|terminal|lapangan|taman|perairan|dusun|kampung|pasar|masjid|gereja|the)\s+)*"
    # "di Islamabad, Senin (29/1)": the day is no part of the place.
    rf"(?:{_NAME_WORD}|[A-Z])(?:(?:\s+|,\s+)(?!(?:{_WEEKDAY}|{_MONTH})\b)(?:(?:dan|di|no)\s+)?"
    rf"(?:{_NAME_WORD}|[A-Z]\b|\d+\b))*)",
)
_WEAK_PLACE = _sought(
    r"\b(?:[Dd]i|[Kk]e|[Dd]ari)\b",
    r"\b(?:[Dd]i|[Kk]e|[Dd]ari)\s+((?:dalam|depan|belakang|atas|bawah|sekitar|sebuah|seluruh|tempat|area|lokasi"
    r"|wilayah|kawasan|daerah|provinsi|rumah|kantor|hotel|gedung|stadion|pantai|jalan|sekolah|perairan|pasar|masjid"
    r"|laut|hutan|sungai|tol|lapangan)(?:\s+\w+){0,4})",
)
_REASON = _sought(
    r"\b(?:karena|lantaran|sebab|dikarenakan|disebabkan|akibat|gara-gara|dipicu|dilatarbelakangi|berkat|because|due"
    r"|alasan\w*|penyebab\w*|pasalnya|setelah|usai|menyusul|atas|agar|supaya|untuk|demi|guna|sehingga|bertujuan|dalam)\b",
    r"\b(?:karena|lantaran|sebab|dikarenakan|disebabkan|akibat|gara-gara|dipicu|dilatarbelakangi|berkat|because|due to"
    r"|alasan\w*|penyebab\w*|pasalnya|setelah|usai|menyusul|atas)\b"
    r"|\b(?:agar|supaya|untuk|demi|guna|sehingga|bertujuan|dalam (?:upaya|rangka))\b",
    re.IGNORECASE,
)
_STRONG_REASON = frozenset((
    "karena", "lantaran", "sebab", "dikarenakan", "disebabkan", "akibat", "gara-gara", "dipicu", "dilatarbelakangi",
    "pasalnya", "because",
))  # fmt: skip
_MANNER = _sought(
    r"\b(?:dengan|melalui|lewat|secara|menggunakan|caranya|seperti|sebagai|sama|by|through)\b",
    r"\b(?:dengan cara|dengan|melalui|lewat|secara|menggunakan|caranya|dengan jalan|seperti|sebagai|sama|by|through)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[.;:!?”\"]|,\s+(?:dan|namun|tetapi|tapi|sedangkan|sementara|kata|ujar|ungkap|jelas|tutur)\b|$"
)
_DEFINITION = _sought(
    r"\b(?:adalah|ialah|yaitu|yakni|merupakan|bernama|disebut|dinamakan|dijuluki|berjudul|bertajuk|berupa|bertema"
    r"|terdiri|is|known|namely)\b",
    r"\b(?:adalah|ialah|yaitu|yakni|merupakan|bernama|disebut|dinamakan|dijuluki|berjudul|bertajuk|berupa|bertema"
    r"|terdiri (?:dari|atas)|is called|known as|namely)\s+"
    r"((?:[^\s,.;:()]+\s+){0,7}[^\s,.;:()]+)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[(\"“‘'](?!\s*\d{1,2}/\d)(?=[^()\"“”‘’']*[^\W\d_]{2})([^()\"“”‘’']{2,60})[)\"”’']")
"""What is named in quotation marks or brackets; not "(24/8)", nor somebody's age."""
_CALENDAR = re.compile(rf"^(?:{_WEEKDAY}|{_MONTH}|WIB|WITA|WIT|GMT)$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[“\"‘'(]\s*)$")
_PLACE_WORDS = ("di", "ke", "dari")
_BEHIND_PLACE_WORD = re.compile(rf"\b(?:{'|'.join(_PLACE_WORDS)})\s$")


@cache
def _sieve() -> Sieve:
    return Sieve(
        _STRONG_TIME, _WEAK_TIME, _NUMBER, _TITLE, _AGENT, _PLACE, _WEAK_PLACE, _REASON, _MANNER, _DEFINITION
    )  # fmt: skip


def _times(sifted: Sifted) -> Iterator[Evidence]:
    strong: list[tuple[int, int]] = []
    for match in sifted.matches(_STRONG_TIME):
        strong.append(match.span())
        start, end = _unbracket(sifted.text, *match.span())
        yield Evidence(start, end, 1.0)
    for match in sifted.matches(_WEAK_TIME):
        if not _touches(strong, *match.span()):
            yield Evidence(match.start(), match.end(), 0.4)


def _touches(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether `[start, end)` shares a character with one of `stretches`, which are ordered and disjoint."""
    before = bisect_left(stretches, (end, 0))
    return before > 0 and start < stretches[before - 1][1]


def _within(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of `stretches`, which are ordered and disjoint, holds `[start, end)` as a whole."""
    before = bisect_right(stretches, start, key=lambda stretch: stretch[0])
    return before > 0 and end <= stretches[before - 1][1]


def _unbracket(text: str, start: int, end: int) -> tuple[int, int]:
    """Take off a bracket that the stretch does not close or open itself."""
    stretch = text[start:end]
    if stretch.startswith("(") and stretch.endswith(")"):
        return start + 1, end - 1
    if stretch.startswith("(") and ")" not in stretch:
        return start + 1, end
    if stretch.endswith(")") and "(" not in stretch:
        return start, end - 1
    return start, end


def _numbers(sifted: Sifted) -> Iterator[Evidence]:
    text = sifted.text
    times = [match.span() for match in sifted.matches(_STRONG_TIME)]
    for match in sifted.matches(_NUMBER):
        start, end = match.span()
        if _within(times, start, end):
            # "dua hari kemudian" is a time, yet "tiga tahun lalu" may be asked for with "berapa": kept, but weak
            if not text[start].isdigit():
                yield Evidence(start, end, 0.2)
            continue
        digits = match.group()
        bare_year = digits.isdecimal() and len(digits) == 4 and digits[:2] in {"17", "18", "19", "20"}
        counted = None if match["unit"] else _COUNTED.match(text, end)
        unit_end = counted.end() if counted else end
        ordinal = text[max(0, start - 3) : start].endswith("ke-") or text[max(0, start - 4) : start].lower() == "no. "
        strength = 0.3 if bare_year or ordinal else 1.0 if counted or not digits.isdecimal() else 0.7
        if match.group().lower() in {"seorang", "sebuah", "seekor", "sepasang", "sekali", "satu"}:
            strength = 0.4
        if _age(text, start, end):
            strength = 0.5  # "(22)" behind a name: asked with "umur berapa", never counted
            unit_end = end
        yield Evidence(start, unit_end, strength)


def _age(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] == "(" and text[end : end + 1] == ")"


def _names(sifted: Sifted) -> Iterator[Evidence]:
    text = sifted.text
    titles = list(sifted.openings(_TITLE))
    for match in _NAME.finditer(text):
        start, end = match.span()
        start, words = _less_titles(text, start, end)
        if not words:
            continue
        named = text[start:end]
        before = text[max(0, start - 6) : start].lower()
        strength = 0.55 if len(words) == 1 else 0.75
        if _titled(text, start, titles):
            strength += 0.15
        if _SPEAKS.match(text, end):
            strength += 0.1
        if before.rstrip().endswith(_PLACE_WORDS) and _BEHIND_PLACE_WORD.search(before):
            strength -= 0.35
        if is_place(named):
            strength -= 0.35  # the place that an office belongs to ("Menlu Iran"), rarely somebody
        elif _leading(words[0]).institution:
            strength -= 0.35  # "Dinas Kesehatan Kota Jambi", "PT …", "Desa …": something, hardly somebody
        elif len(words) == 1 and named.isupper():
            strength -= 0.2  # an institution or an abbreviation more often than a person
        yield Evidence(start, end, round(max(strength, 0.05), 3))
    for match in sifted.matches(_AGENT):
        yield Evidence(match.start(1), match.end(1), 0.5)


def _less_titles(text: str, start: int, end: int) -> tuple[int, list[str]]:
    """Where a name starts, and its words, without titles and words with a capital only for opening the sentence."""
    words = text[start:end].split()
    for number, word in enumerate(words):
        told = _leading(word)
        plain = told.plain and number == 0 and _SENTENCE_START.search(text, max(0, start - 3), start)
        if not told.title and not plain:
            return start, words[number:]
        start += len(word)
        start += len(text[start:end]) - len(text[start:end].lstrip())
    return start, []


class _Leading(NamedTuple):
    """What the first word of a name tells: whether it is an everyday word (at the start of a sentence it is no part of
    the name), a title or a day (it never is), and whether the name is hardly a person's.
    """

    plain: bool
    title: bool
    institution: bool


@lru_cache(maxsize=8192)
def _leading(word: str) -> _Leading:
    folded = word.lower()
    title = bool(_CALENDAR.match(word)) or folded in _OFFICES
    return _Leading(_plain(word), title, folded.strip(".,") in _INSTITUTIONS)


def _titled(text: str, start: int, titles: Sequence[int]) -> bool:
    """Whether one of `titles`, which begin there, stands before the name at `start`; the nearest tell soonest."""
    for number in range(bisect_left(titles, start) - 1, -1, -1):
        if titles[number] < start - _TITLE_REACH:
            return False
        if _TITLE.pattern.match(text, titles[number], start):
            return True
    return False


def _things(sifted: Sifted) -> Iterator[Evidence]:
    for match in sifted.matches(_DEFINITION):
        yield Evidence(match.start(1), match.end(1), 0.7)
    for match in _QUOTED.finditer(sifted.text):
        yield Evidence(match.start(1), match.end(1), 0.6)
    for found in _names(sifted):
        yield Evidence(found.start, found.end, 0.6 * found.strength)


def _plain(word: str) -> bool:
    """Whether a capitalised word is an everyday word at the start of a sentence."""
    folded = word.lower().strip(".,")
    return folded in _EVERYDAY or folded in NUMBER_WORDS or folded in lexicon().stopwords


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_EVERYDAY = _words(
    "presiden menteri ketua kepala direktur gubernur bupati korban pelaku polisi petugas warga pemerintah kedua "
    "serangan hubungan negara namun sementara menurut berdasarkan kepolisian tersangka pria wanita perempuan anak "
    "sejumlah beberapa seorang sebanyak jumlah hasil pihak kasus peristiwa kejadian kecelakaan kebakaran gempa banjir "
    "mobil rumah kota jalan tim para selain setelah sebelum saat ketika meski walau akibat dalam pada untuk dengan "
    "oleh sebagai tak tidak belum ada ia dia mereka kami kita saya anda ini itu hal kondisi proses pemain pelatih klub "
    "satu dua tiga empat lima"
)
_INSTITUTIONS = _words(
    "dinas badan pemkot pemkab pemprov pemda departemen kementerian komisi lembaga yayasan universitas institut "
    "sekolah sd smp sma smk pt cv bank rumah rs rsud puskesmas masjid gereja pura desa kelurahan kecamatan kabupaten "
    "kota provinsi jalan gedung stadion hotel bandara pelabuhan stasiun gunung sungai danau pulau partai satgas tim "
    "polda polres polsek kodam kejaksaan pengadilan mahkamah dewan fraksi piala liga grup kualifikasi undang-undang "
    "pasal perda hari indonesia"
)
"""First words of names that are not a person's."""
_OFFICES = _words(
    "presiden wakil menteri luar dalam negeri perdana pm menlu gubernur bupati wali kota walikota ketua umum kepala "
    "direktur utama sekretaris jenderal jenderal duta besar kapten bapak ibu saudara pak bu juru bicara polisi"
)


def _places(sifted: Sifted) -> Iterator[Evidence]:
    text = sifted.text
    seen: list[tuple[int, int]] = []
    for match in sifted.matches(_PLACE):
        seen.append(match.span(1))
        if not _CALENDAR.match(match.group(1).split()[0]):
            yield Evidence(*match.span(1), 1.0)
    # "negara apa?" is answered by a bare name as well.
    for found in _names(sifted):
        if not _touches(seen, found.start, found.end):
            yield Evidence(found.start, found.end, 0.6 if is_place(text[found.start : found.end]) else 0.25)
    for match in sifted.matches(_WEAK_PLACE):
        if not _touches(seen, *match.span(1)):
            yield Evidence(*match.span(1), 0.5)


def _clauses(sought: Sought, sifted: Sifted, strong: frozenset[str]) -> Iterator[Evidence]:
    # Found once for the whole text: looked for from every conjunction anew, "karena karena …" takes quadratic time.
    ends = [end.start() for end in _CLAUSE_END.finditer(sifted.text)]
    for match in sifted.matches(sought):
        stop = ends[bisect_left(ends, match.end())]
        if stop > match.end() + 3:
            yield Evidence(match.start(), stop, 1.0 if match.group().lower() in strong else 0.5)


_FINDERS: dict[QuestionType, Callable[[Sifted], Iterator[Evidence]]] = {
    QuestionType.WHEN: _times,
    QuestionType.HOWMANY: _numbers,
    QuestionType.WHO: _names,
    QuestionType.WHERE: _places,
    QuestionType.WHY: lambda text: _clauses(_REASON, text, _STRONG_REASON),
    QuestionType.WHAT: _things,
    QuestionType.HOW: lambda text: _clauses(_MANNER, text, frozenset({"dengan cara", "melalui", "lewat", "caranya"})),
}


def find_evidence(
    kind: QuestionType, text: str, words: tuple[Sequence[int], Sequence[int]] | None = None
) -> tuple[Evidence, ...]:
    """Every candidate answer of that type in `text`, in order. For "what" they are definitions, titles and names.

    `words` are where the words of the text begin and end, if that is known; see `Analyzer.bounds`.
    """
    return _found(kind, _sieve().sifted(text, *(words or analyzer().bounds(text))))


def every_evidence(text: str, words: tuple[Sequence[int], Sequence[int]]) -> dict[QuestionType, tuple[Evidence, ...]]:
    """The same of every type, in a third of the time that they take one by one."""
    sifted = _sieve().sifted(text, *words)
    return {kind: _found(kind, sifted) for kind in _FINDERS}


def _found(kind: QuestionType, sifted: Sifted) -> tuple[Evidence, ...]:
    return tuple(sorted(_FINDERS[kind](sifted), key=itemgetter(0, 1)))
