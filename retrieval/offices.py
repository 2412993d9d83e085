"""Who holds which office: in "Wakil Presiden Jusuf Kalla, Kapolri Jenderal Tito Karnavian" each name follows its own.

News puts the offices of several people into one sentence, and "siapa kapolri?" must not be answered with the vice
president. A name belongs to the office that stands right before it ("Gubernur DKI Jakarta Anies Baswedan", "menteri
luar negeri sementara Pakistan, Jalil Abbas Jilani"), or behind it in brackets or after "selaku".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from retrieval.analysis import analyzer
from retrieval.analysis.lexicon import lexicon
from retrieval.gazetteer import is_place
from retrieval.question import ASKING_NOUNS, QuestionType
from retrieval.stem_line import stem_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.analysed import AnalysedPassage
    from retrieval.contraries import Words
    from retrieval.question import Question
    from retrieval.stem_line import StemLine

_OFFICES: Final = (
    "presiden menteri gubernur bupati walikota ketua direktur panglima jaksa hakim pelatih kapten rektor raja ratu "
    "pangeran camat lurah"
)
_HEADS: Final = frozenset({
    "menteri", "wakil", "calon", "perdana", "duta", "gubernur", "sekretaris", "direktur", "ketua", "kepala", "panglima",
    "jaksa", "juru",
})  # fmt: skip
"""First words of the full forms of offices that have a short one: "menteri kesehatan"."""
_OTHERS: Final = frozenset({"wakil", "mantan", "eks", "bekas", "calon"})
"""Words before an office by which it is another one: "mantan presiden"."""
_IDLE: Final = ASKING_NOUNS | {"jabat", "jadi"}
"""Stems between "siapa" and the office: "siapa yang menjabat gubernur?"."""
_POSSESSIVE: Final = re.compile(r"['’]s$", re.IGNORECASE)
"""English, before the office: "who is Iran's foreign minister?"."""
_VERB: Final = re.compile(r"\b(?:me|ber|di|ter)[a-z]{3,}", re.IGNORECASE)
_BETWEEN: Final = frozenset({"sementara", "terpilih", "nonaktif", "petahana"})
"""Words with a small letter that may stand between an office and the name of who holds it."""
_REACH: Final = 5
"""Words between an office and a name: "Gubernur Daerah Istimewa Yogyakarta Sri Sultan …"."""
_ALIKE: Final = 0.6
"""Weight from which a synonym names the same office: "kepala negara"."""
_LONGEST_PLACE: Final = 3
_REPUBLIC: Final = "RI"
"""Behind offices only: "Presiden RI Joko Widodo"."""
_PART: Final = re.compile(r"[;:!?“”\"]|,.*,")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_BEHIND: Final = re.compile(r"\s*(?:\(|,|,?\s*(?:selaku|sebagai|yang menjabat(?: sebagai)?)\s)[\s\u200b]*")


@dataclass(frozen=True, slots=True)
class Office:
    """An office in a text: its words `[first, last)`, its term, and what makes it another one ("mantan"), or ""."""

    first: int
    last: int
    term: str
    other: str


@cache
def _terms() -> Mapping[str, str]:
    """The terms of offices, and of each the general one that it is a kind of: "menkes" → "menteri"."""
    terms = analyzer()
    found = {terms.phrase_term(office): "" for office in _OFFICES.split()}
    for group in lexicon().abbreviations:
        if group[-1][0] in _HEADS:
            found[terms.phrase_term("_".join(group[0]))] = terms.phrase_term(group[-1][0])
    return found


def offices(words: StemLine) -> list[Office]:
    """The offices in a text of these words, in order; of those that overlap the longest."""
    known = _terms()
    stems = words.stems
    single = [(place, place + 1, parts[0]) for place, parts in enumerate(stems) if len(parts) == 1]
    # A term that stands for a phrase, or for a word and what it means, before the word itself: "gub" for "gubernur".
    every = [entry for entry in (*words.concepts, *single) if entry[2] in known]
    found: list[Office] = []
    for first, last, term in sorted(every, key=lambda entry: (entry[0], -entry[1])):
        if found and first < found[-1].last:
            continue
        before = stems[first - 1][0] if first and stems[first - 1] else ""
        found.append(Office(first, last, term, before if before in _OTHERS else ""))
    return found


def asked_offices(question: Question) -> list[Office]:
    """The offices whose holder is asked for: "siapa menlu Pakistan?", but not "siapa yang menemani presiden?".

    Such a question opens with the office ("menlu Pakistan siapa?", unless there is a verb: "presiden bertemu siapa?"),
    or asks for it before anything else.
    """
    if question.type is not QuestionType.WHO:
        return []
    words = analyzer().words(question.text)
    telling = [
        place
        for place, word in enumerate(words)
        if word.content
        and not _IDLE.issuperset(word.content)
        and not _POSSESSIVE.search(question.text, word.start, word.end)
    ]
    found = offices(stem_line((word.stems, word.content) for word in words))
    if not telling or not found or telling[0] != found[0].first - bool(found[0].other):
        return []
    if telling[0] == 0 and _VERB.search(question.text, words[found[0].last - 1].end):
        return []
    asked = [found[0]]
    for before, one in pairwise(found):
        if any(words[place].content for place in range(before.last, one.first)):
            break
        asked.append(one)  # "menlu dan menhan"
    return asked


def fits(asked: Sequence[Office], question: Question, held: Office) -> bool | None:
    """Whether an office is one of those asked for, by the same word, a synonym, or as a kind of it.

    None where it may be: "menteri" alone, of whom the text tells in words that are not known what for.
    """
    general = _terms()
    same = [one.term for one in asked if held.other == one.other]
    if held.term in same or general[held.term] in same or (same and _alike(question, held)):
        return True
    return None if any(general[one] == held.term for one in same) else False


def _alike(question: Question, held: Office) -> bool:
    return any(name == held.term and weight >= _ALIKE for term in question.terms for name, weight in term.alternatives)


def held_by(text: AnalysedPassage, there: Sequence[Office], names: Sequence[Words]) -> list[Office | None]:
    """For each name, its words as `[first, last)`, which of the offices that are `there` belongs to it, or None.

    What stands between an office and the name of who holds it belongs to the office, too: the
    "Persatuan Insinyur Indonesia" in "Ketua Umum Persatuan Insinyur Indonesia (PII) Heru Dewanto".
    """
    found = [_before(text, there, *name) for name in names]
    for place, (_, last) in enumerate(names):
        behind = next((one for one in there if one.first >= last), None)
        if found[place] is None and behind and behind not in found and _is_behind(text, last, behind.first):
            found[place] = behind
    return found


def holders(text: AnalysedPassage, held: Sequence[Office | None], names: Sequence[Words]) -> list[bool]:
    """For each name whether it is that of who holds the office which belongs to it.

    That is the first name behind the office, or the one behind an institution or a place: "Bupati Kobar, Nurhidayah".
    """
    chosen: dict[Office, int] = {}
    for place, office in enumerate(held):
        if office is not None and (office not in chosen or _goes_on(text, names[chosen[office]], names[place])):
            chosen[office] = place
    return [office is not None and chosen[office] == place for place, office in enumerate(held)]


def _goes_on(text: AnalysedPassage, one: Words, other: Words) -> bool:
    """Whether the first of two names only tells of what somebody is it who has the other one."""
    if other[0] < one[1]:
        return False
    between = text.text[text.ends[one[1] - 1] : text.starts[other[0]]].strip()
    if between == ",":
        return is_place(text.text[text.starts[one[0]] : text.ends[one[1] - 1]])
    return between in {"", "."} or bool(_BRACKETS.fullmatch(between))


def _before(text: AnalysedPassage, there: Sequence[Office], first: int, last: int) -> Office | None:
    """The office that ends within a name ("Kesehatan" of "Menteri Kesehatan RI Nila Moeloek"), or leads to it."""
    inside = [one for one in there if first < one.last < last]
    if inside:
        return inside[-1]
    before = [one for one in there if one.last <= first]
    if before and first - before[-1].last <= _REACH and _leads_to(text, before[-1].last, first):
        return before[-1]
    return None


def _is_behind(text: AnalysedPassage, last: int, office: int) -> bool:
    return bool(_BEHIND.fullmatch(text.text, text.ends[last - 1], text.starts[office]))


def bare_name(text: AnalysedPassage, held: Office, first: int, last: int) -> int:
    """The first word of the name alone among the words `[first, last)`: without office and place, if more is left."""
    if held.last < last:
        first = max(first, held.last)
    for length in range(min(_LONGEST_PLACE, last - first - 1), 0, -1):
        words = text.text[text.starts[first] : text.ends[first + length - 1]]
        if is_place(words) or words == _REPUBLIC:
            return first + length
    return first


def _leads_to(text: AnalysedPassage, first: int, last: int) -> bool:
    """Whether there is nothing but the rest of an office between the words before `first` and from `last` on."""
    if text.sentence_of[first - 1] != text.sentence_of[last]:
        return False
    if _PART.search(text.text, text.ends[first - 1], text.starts[last]):
        return False
    words = [text.text[text.starts[word] : text.ends[word]] for word in range(first, last)]
    return all(not word[0].islower() or word in _BETWEEN for word in words)
