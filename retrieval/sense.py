"""What a question asks for, whatever its words: its type, its topics, and the small words that make a difference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from retrieval.analysis import analyzer
from retrieval.analysis.analyzer import fold
from retrieval.analysis.lexicon import lexicon, verbs
from retrieval.gazetteer import is_place
from retrieval.question import ASKING_NOUNS, QuestionType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.analysis import Word
    from retrieval.question import QueryTerm, Question

SURE: Final = 0.9
"""Weight from which one term of the lexicon is another spelling or name of the same thing: "Kyiv, Kiev"."""


class Voice(StrEnum):
    """Where a verb has its agent: before it in all of them but the passive."""

    PASSIVE = "passive"
    """di-: "dituduh"."""
    BARE = "bare"
    """The root alone, active or of its own accord: "serang", "lahir"."""
    ACTIVE = "active"
    """me-: "menuduh"."""
    CAUSATIVE = "causative"
    """me- and -kan or -i: "melahirkan"."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A term of a question, and the `others` that are the same by other names.

    A `light` one may be missing. `kind` is true of a word for what a name is the name of ("kota"), which is light, too,
    but not to be exchanged for another. `free` ones are not tied to the topic beside them: verbs, places, and what has
    its owner elsewhere ("menlunya").
    """

    term: str
    others: frozenset[str] = frozenset()
    light: bool = False
    kind: bool = False
    free: bool = False
    voice: Voice | None = None

    @property
    def names(self) -> frozenset[str]:
        """All terms that it is known by."""
        return self.others | {self.term}


@dataclass(frozen=True, slots=True)
class Sense:
    """What a question asks for, whatever its words.

    `topics` are in the order in which they were asked, `marks` stand for words without a topic that make a difference.
    """

    type: QuestionType
    topics: tuple[Topic, ...]
    marks: frozenset[str] = frozenset()

    @property
    def needed(self) -> tuple[Topic, ...]:
        """The topics that the same question cannot lack."""
        return tuple(topic for topic in self.topics if not topic.light)


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


ASKER: Final = "?"
"""Stands for the asking word among the topics of a who-question: it is agent or patient, like any name."""
_MARKS: Final = {
    word: mark
    for mark, words in {
        "not": "tidak tak bukan belum jangan tanpa not",
        "besides": "selain kecuali besides except",
        "before": "sebelum sebelumnya dulu dahulu before",
        "after": "setelah sesudah usai seusai pasca after",
        "most": "paling most",
        "more": "lebih more",
        "other": "lain lainnya other",
        "interim": "sementara",
        "half": "tengah",
        "long": "lama",
        "times": "kali",
        "clock": "jam pukul",
        "by": "by",
        "does": "do does did",
    }.items()
    for word in words.split()
}
_ASKING: Final = {
    "siapa": {QuestionType.WHO},
    "kapan": {QuestionType.WHEN},
    "mengapa": {QuestionType.WHY},
    "bagaimana": {QuestionType.HOW},
    "berapa": {QuestionType.HOWMANY, QuestionType.WHEN, QuestionType.WHERE},
}
"""Asking words, and the types that they make: beside another type they ask for a second thing."""
_CLITIC: Final = re.compile(r"(?:nya|kah|lah)$")
_DIRECTION: Final = re.compile(
    r"\b(dari|sejak|ke|menuju|sampai|hingga) (?:(?:tanggal|tahun|jam|pukul|bulan|hari) )?(?:kapan|mana|berapa)\b"
)
_FROM: Final = frozenset({"dari", "sejak"})
_MEANING: Final = re.compile(r"\bapa(?:kah)? itu\b|\b(?:arti|definisi|pengertian|makna|dimaksud(?:kan)?)\b")
_TAG: Final = re.compile(r"\b(?:(?:atau|apa) )?(?:tidak|belum|bukan)(?: (?:sih|ya|yah|kah))?$")
"""A negation at the end only makes a question of a statement: "jadi naik gak?"."""
_RESTATED: Final = {
    QuestionType.WHO: "nama orang sosok tokoh pihak",
    QuestionType.WHEN: "tanggal tahun waktu jam pukul jadwal",
    QuestionType.WHERE: "lokasi tempat letak posisi",
    QuestionType.HOWMANY: "jumlah total orang",
    QuestionType.WHY: "penyebab sebab alasan pemicu",
    QuestionType.HOW: "cara",
    QuestionType.WHAT: "nama isi arti definisi pengertian makna",
}
"""Words that say again what kind of answer is wanted. A weekday or a month is less than a date, and not among them."""
_PLAIN_NOUNS: Final = "akibat kasus perkara peristiwa insiden kejadian acara kegiatan kabar info"
_PLAIN_WORDS: Final = _words(
    "terjadi terjadinya berlangsung berlangsungnya dilakukan dilaksanakan digelar diadakan diselenggarakan berada "
    "terdapat terletak tergabung digunakan dipakai mulai dimulai dimulainya dimaksud dimaksudkan "
    "min kak bang admin kilometer meter rupiah persen kilogram"
)
"""Verbs that say no more than that something is, units, and who is spoken to: as they stand, for "penggunaan" is more
than "digunakan"."""
_KINDS: Final = _words(
    "negara kota kabupaten provinsi wilayah daerah pulau benua kawasan kecamatan desa gunung organisasi perusahaan pt"
)
_EQUAL: Final = (
    "tewas meninggal wafat", "umur usia", "gaji upah", "uang duit", "perempuan wanita", "pria lelaki", "istri bini",
    "pacar kekasih", "karyawan pegawai", "sopir supir pengemudi driver", "wartawan jurnalis", "wisatawan turis",
    "hewan binatang", "ponsel handphone hp", "laga pertandingan", "kecelakaan laka", "vaksin vaksinasi", "batal urung",
    "pecat copot", "naik meningkat", "cabai cabe", "jemaah jamaah", "ramadan ramadhan", "gempa lindu",
)  # fmt: skip
"""What is the same in any question. The lexicon's other families are for finding, and too wide: "haji, umrah"."""


def sense(question: Question) -> Sense:
    """What a question asks for."""
    words = analyzer().words(question.text)
    surfaces = [fold(question.text[word.start : word.end]) for word in words]
    standard = [part for surface in surfaces for part in lexicon().slang.get(surface, (surface,))]
    topics = [*(_topic(term, question) for term in question.terms), *_overlooked(question, words)]
    if question.type is QuestionType.WHO:
        place = next((place for place, word in enumerate(words) if "siapa" in word.stems), None)
        if place is not None:
            before = sum(term.word < place for term in question.terms)
            topics.insert(before, Topic(ASKER, light=True))
    return Sense(question.type, tuple(dict.fromkeys(topics)), _marks(" ".join(standard), question.type))


def _marks(standard: str, kind: QuestionType) -> frozenset[str]:
    """The marks of a question in standard spelling."""
    tag = _TAG.search(standard) if kind is QuestionType.WHAT else None
    words = standard[: tag.start()].split() if tag else standard.split()
    marks = {_MARKS[word] for word in words if word in _MARKS}
    negations = sum(_MARKS.get(word) == "not" for word in words)
    if negations > 1:
        marks.add(f"not {negations}")
    marks.update("from" if match[1] in _FROM else "to" for match in _DIRECTION.finditer(standard))
    marks.update(word for word, types in _ASKING.items() if word in words and kind not in types)
    if kind is QuestionType.WHAT and _MEANING.search(standard):
        marks.add("meaning")
    return frozenset(marks)


def _topic(term: QueryTerm, question: Question) -> Topic:
    surface = fold(term.surface)
    if surface in _PLAIN_WORDS:
        # Of its own, for "digunakan" is not "penggunaan", of which it has the stem.
        return Topic(surface, light=True)
    others = frozenset(other for other, weight in term.alternatives[1:] if weight >= SURE)
    # "tiga" and "3" are one topic, whichever was typed
    number = next((other for other in others if other.isdigit()), None)
    name = number or _equal().get(term.term) or _equal().get(_CLITIC.sub("", surface), term.term)
    asked = term.term in {question.unit, question.focus} or (
        question.type is QuestionType.HOWMANY and _is_counted(term, question)
    )
    behind = next((one for one in question.terms if one.word == term.word + 1), None)
    if surface in _KINDS:
        named = behind is not None and (behind.surface[0].isupper() or is_place(behind.surface))
        kind = named or (asked and question.type is QuestionType.WHERE)
        return Topic(name, light=kind, kind=kind)
    dated = term.term in _stems("tahun tanggal bulan") and behind is not None and behind.term.isdigit()
    plain = term.term in _stems(_PLAIN_NOUNS) and not asked
    restated = term.term in _stems(_RESTATED[question.type])
    voice = _voice(surface, term.term)
    free = voice is not None or is_place(term.surface) or surface.endswith("nya")
    return Topic(name, others, light=plain or dated or restated, free=free, voice=voice)


def _is_counted(term: QueryTerm, question: Question) -> bool:
    """Whether this is what a question counts ("berapa jumlah kota …"): its first topic that says more than that."""
    said = _stems(_RESTATED[QuestionType.HOWMANY])
    first = next((one for one in question.terms if one.term not in said), None)
    return first is term


@cache
def _stems(words: str) -> frozenset[str]:
    return frozenset(analyzer().stem(word) for word in words.split())


@cache
def _equal() -> dict[str, str]:
    """Word, and its stem → the stem that stands for all that are equal to it."""
    return {
        form: analyzer().stem(group.split()[0])
        for group in _EQUAL
        for word in group.split()
        for form in (word, analyzer().stem(word))
    }


def _overlooked(question: Question, words: Sequence[Word]) -> list[Topic]:
    """What a hyphenated word holds beside a known name: "Yogyakarta-Bawen" is not "Yogyakarta-Solo"."""
    held: dict[int, set[str]] = {}
    for term in question.terms:
        held.setdefault(term.word, set()).update(name for name, _ in term.alternatives)
    return [
        Topic(stem)
        for place, word in enumerate(words)
        if len(word.content) > 1 and word.content[0] not in ASKING_NOUNS
        for stem in word.content
        if stem not in held.get(place, {stem})
    ]


def _voice(surface: str, term: str) -> Voice | None:
    if surface in verbs():
        return Voice.BARE
    if surface.startswith("di") and not term.startswith("di"):
        return Voice.PASSIVE
    if surface.startswith(("me", "nge", "ny")) and not term.startswith(("me", "ng", "ny")):
        return Voice.CAUSATIVE if surface.startswith("me") and surface.endswith(("kan", "i")) else Voice.ACTIVE
    return None
