"""What a question asks for: its type and its terms with their alternatives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from retrieval.analysis import analyzer
from retrieval.analysis.lexicon import lexicon
from retrieval.gazetteer import is_place

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from retrieval.analysis import Analyzer, Word


class QuestionType(StrEnum):
    """The kind of answer that a question wants."""

    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    HOWMANY = "howmany"
    WHY = "why"
    HOW = "how"
    WHAT = "what"


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word (or phrase) of a question that carries a topic.

    `alternatives` are `(term, weight)` pairs, the asked term first with weight 1: a passage that holds several of
    them counts the best. `word` is the position of the word in the question, for proximity and order.
    """

    word: int
    surface: str
    alternatives: tuple[tuple[str, float], ...]

    @property
    def term(self) -> str:
        """The asked term itself."""
        return self.alternatives[0][0]

    def first_in(self, held: Container[str]) -> int:
        """Which alternative is the first among `held`; their number where none is."""
        for number, (alternative, _) in enumerate(self.alternatives):
            if alternative in held:
                return number
        return len(self.alternatives)

    def weight_of(self, number: int) -> float:
        """The weight of an alternative; 0 beyond the last."""
        return self.alternatives[number][1] if number < len(self.alternatives) else 0.0

    def weight_in(self, held: Container[str]) -> float:
        """The weight of the best alternative that is among `held`; 0 when none is."""
        return self.weight_of(self.first_in(held))


@dataclass(frozen=True, slots=True)
class Question:
    """A question as ranking and reading see it."""

    text: str
    type: QuestionType
    terms: tuple[QueryTerm, ...]
    stems: frozenset[str]
    """All stems of the question, stop words too: an answer should not merely repeat them."""
    unit: str | None = None
    """The stem of the thing that is counted ("berapa orang": orang), when it is told."""
    focus: str | None = None
    """The stem of the thing that is asked for ("penghargaan apa", "apa nama": nama), when it is told."""

    @property
    def places(self) -> tuple[QueryTerm, ...]:
        """The terms that are names of places, in any case: "indonesia"."""
        return tuple(term for term in self.terms if is_place(term.surface))

    @property
    def asked(self) -> frozenset[str]:
        """The asked terms, without their alternatives."""
        return frozenset(term.term for term in self.terms)


# The first pattern that matches decides; the question is lower case, in standard spelling. Patterns name what the
# answer looks like, not which word asks: "jam berapa" wants a time, "apa sebabnya" a reason.
_TYPES: tuple[tuple[QuestionType, re.Pattern[str]], ...] = (
    (QuestionType.WHERE, re.compile(r"\b(?:di|ke|dari) mana\b|\bwhere\b")),
    (
        QuestionType.WHEN,
        re.compile(
            r"\bkapan\b|\b(?:jam|pukul|tahun|tanggal|bulan|hari|abad|menit|pekan|musim) (?:ke ?)?(?:berapa|apa)\b"
            r"|\b(?:when|what (?:year|date|day|time))\b|\bberapa tanggal\b"
            r"|\b(?:sejak|mulai|sampai|hingga) berapa\b"
            r"(?! (?:kali|orang|persen|meter|kilo|hari|jam|rupiah|ribu|juta|miliar))"
            r"|\btanggal (?:lahir|wafat|kelahiran|berdiri)\b"
        ),
    ),
    (
        QuestionType.WHY,
        re.compile(
            r"\b(?:mengapa|kenapa|why)\b"
            r"|\b(?:apa|apakah) (?:itu )?(?:yang )?(?:turut )?(?:sebab|penyebab|alasan|pemicu|latar belakang|dalih"
            r"|argumen|pertimbangan|me(?:nyebabkan|micu|mbuat|latari))|\batas (?:dasar|alasan|keperluan) apa\b"
            r"|\b(?:mau|hendak) (?:melakukan apa|diperlakukan)\b"
            r"|\b(?:alasan|penyebab|sebab|pemicu|tujuan)(?:nya)?\b|\b(?:karena|untuk) (?:mau )?(?:apa|diapa\w+)\b"
            r"|\bmelatarbelakangi\b|^kok\b|\b(?:what|the) (?:caused?|reason)"
        ),
    ),
    (
        QuestionType.WHERE,
        re.compile(
            r"\bmana (?:asal|lokasi|tempat)"
            r"|\b(?:negara|kota|provinsi|kabupaten|pulau|daerah|desa|kecamatan|wilayah|benua|kampung) (?:mana|apa)\b"
            r"|\b(?:di|ke|dari) (?!acara|ajang|bahan|bidang|film|kelas|klub|partai|perusahaan|posisi|sektor|tim)"
            r"\w+ (?:mana|apa)\b"
            r"|\b(?:rumah (?:sakit|tahanan)|gedung|kawasan|bandara|pesantren|ponpes|stadion|hotel|kampus|universitas"
            r"|pasar|situs|ruang\w*|bagian|sebelah|titik)(?: \w+)? (?:saja )?(?:mana|apa)\b|\b(?:km|kilometer) berapa\b"
            r"|^(?:lokasi|tempat|alamat)\b|\b(?:lokasi|tempat|alamat|letak)nya\b"
        ),
    ),
    (
        QuestionType.HOWMANY,
        re.compile(
            r"\b(?:berapa|seberapa (?:banyak|besar|jauh|lama|tinggi|luas|cepat|berat|panjang))\b"
            r"|\bhow (?:many|much|old|long|far|tall|high|big)\b"
            r"|^(?:jumlah|total|harga|usia|umur|luas|panjang|tinggi|berat)\b"
        ),
    ),
    (
        QuestionType.WHO,
        re.compile(
            r"\b(?:siapa|siapakah|who|whom|whose)\b|\bsebutkan nama (?:orang|tokoh)\b"
            # which of those who act: the answer is a name, too
            r"|\b(?:perusahaan|tim|klub|partai|pihak|kelompok|organisasi|lembaga|milisi|pemain|pelatih|pejabat|pimpinan"
            r"|pengusaha|tokoh|gubernur|menteri|merek|maskapai|bank)(?: \w+){0,3} mana\b"
        ),
    ),
    (QuestionType.HOW, re.compile(r"\b(?:bagaimana|how|caranya|cara apa|seperti apa)\b")),
)
_FOCUSED = frozenset({QuestionType.WHAT, QuestionType.WHERE})
ASKING_NOUNS = frozenset({"nama", "jumlah", "sebanyak", "alas", "letak", "tanggal", "lama", "name"})
"""Stems that only say what kind of answer is wanted ("siapa nama …"): the type holds that, no passage needs them."""
PART = 0.3
"""What one word of a phrase with a short form counts beside the whole: "menteri" where "menlu" was asked."""
_STANDARD_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*2?|[?]")
_NOT_UNITS = frozenset({"banyak", "jumlah", "lama", "total", "usia", "umur", "besar", "yang", "sih", "kali"})


def question_type(text: str) -> QuestionType:
    """The type of a question in chat or standard spelling, Indonesian or English."""
    slang = lexicon().slang
    words = [match.group().lower() for match in _STANDARD_WORD.finditer(text)]
    # "kok" opens a why-question and is a mere particle elsewhere, where standard spelling drops it.
    standard = " ".join(word if word == "kok" else " ".join(slang.get(word, (word,))) for word in words)
    for kind, pattern in _TYPES:
        if pattern.search(standard):
            return kind
    return QuestionType.WHAT


@cache
def _synonyms() -> dict[str, tuple[tuple[str, float], ...]]:
    """Term → its alternatives with weights, from every family that it belongs to."""
    terms = analyzer()
    table: dict[str, dict[str, float]] = {}
    for weight, family in lexicon().synonyms:
        members = [terms.phrase_term(member) for member in family]
        for member in members:
            others = table.setdefault(member, {})
            for other in members:
                if other != member:
                    others[other] = max(weight, others.get(other, 0.0))
    return {term: tuple(sorted(others.items(), key=lambda item: (-item[1], item[0]))) for term, others in table.items()}


def parse_question(text: str, *, terms: Analyzer | None = None) -> Question:
    """Understand one question that is complete in itself.

    A text without any topic word ("siapa itu?") gives a question without terms; nothing can be found for it.
    """
    terms = terms or analyzer()
    words = terms.words(text)
    kind = question_type(text)
    synonyms = _synonyms()
    found: dict[str, QueryTerm] = {}

    def add(position: int, surface: str, term: str, others: tuple[tuple[str, float], ...] = ()) -> None:
        if term not in found:
            known = dict(others)
            known.update((other, weight) for other, weight in synonyms.get(term, ()) if weight > known.get(other, 0))
            known.pop(term, None)
            ranked = sorted(known.items(), key=lambda item: (-item[1], item[0]))
            found[term] = QueryTerm(position, surface, ((term, 1.0), *ranked))

    covered: set[int] = {
        position for position, word in enumerate(words) if word.content and word.content[0] in ASKING_NOUNS
    }
    if len(covered) == sum(bool(word.content) for word in words):
        covered.clear()  # nothing else to look for
    for first, last, term in terms.concepts([word.stems for word in words]):
        if covered.intersection(range(first, last)):
            continue
        if last - first == 1:
            # "tiga" is also "3": another spelling of the same word
            add(first, text[words[first].start : words[first].end], words[first].stems[0], ((term, 1.0),))
            covered.add(first)
        else:
            # One thing, asked once: were its words asked too, a name like "Amerika Serikat" would count three times.
            parts = tuple((stem, PART) for word in words[first:last] for stem in word.content)
            add(first, text[words[first].start : words[last - 1].end], term, parts)
            covered.update(range(first, last))
    for position, word in enumerate(words):
        if position not in covered:
            for stem in word.content:
                add(position, text[word.start : word.end], stem)
    return Question(
        text=text,
        type=kind,
        terms=tuple(sorted(found.values(), key=lambda term: (term.word, term.term))),
        stems=frozenset(stem for word in words for stem in word.stems),
        unit=_beside(text, words, "berapa", behind_only=True) if kind is QuestionType.HOWMANY else None,
        focus=_beside(text, words, "apa") or _beside(text, words, "mana") if kind in _FOCUSED else None,
    )


def _beside(text: str, words: Sequence[Word], asking: str, *, behind_only: bool = False) -> str | None:
    """The stem of the content word next to an asking word: before it ("kota mana"), else behind it ("berapa orang").

    Only a word of the same phrase counts, and "mana" looks back alone: "di mana menlu …" asks for no kind of menlu.
    """
    asked = (analyzer().stem(asking),)  # Snowball takes the "ber" off "berapa"
    for position, word in enumerate(words):
        if word.stems != asked:
            continue
        for neighbour in (position + 1,) if behind_only else (position - 1, position + 1):
            if not 0 <= neighbour < len(words) or (asking == "mana" and neighbour > position):
                continue
            near = words[neighbour]
            between = text[min(word.end, near.end) : max(word.start, near.start)]
            if near.content and not between.strip() and text[near.start : near.end].lower() not in _NOT_UNITS:
                return near.content[0]
    return None
