"""`python -m benchmarks.contrasts FILE --data DIR`: whether what is in bold is of the thing that was asked.

Where one article counts both the dead and the wounded, or names both the president and a minister, an answer is easily
taken from the wrong one, and that misleads more than none. Such articles of FILE (`.jsonl`, `.jsonl.gz`) are found by
patterns ("tiga orang tewas", "Menteri Kesehatan RI Nila Moeloek"), and questions made of them ("berapa korban luka?",
"siapa menkes?") that are asked of the library in DIR, which has these articles, each within its article.

An answer is right when its bold has a number or name that the patterns found for what was asked, and wrong when it has
one that they found for something else instead. The patterns are rough: what is neither is often right as well. So the
figures are for comparing one version with another.
"""

from __future__ import annotations

import asyncio
import re
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, Literal, get_args

from benchmarks.records import records
from retrieval.answer import Status
from retrieval.opening import open_library
from retrieval.semantic import Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from retrieval.answer import Answer

Verdict = Literal["right", "wrong", "both", "neither", "not found"]

_NUMBER: Final = (
    r"\d+(?:[.,]\d+)*|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|belasan|puluhan|ratusan|seorang"
)
_COUNTED: Final = (
    r"(?:\s+(?:orang|warga|korban|penumpang|anak|siswa|prajurit|tentara|polisi|santri|pekerja|lainnya|sipil|pasien|jiwa"
    r"|di antaranya|telah|dilaporkan|dinyatakan|mengalami|menderita|anggota|personel|demonstran)){0,3}"
)
_FATES: Final = {
    "tewas": r"tewas|meninggal(?: dunia)?",
    "luka": r"luka(?:-luka| berat| ringan| parah)?|terluka|cedera",
    "hilang": "hilang",
    "mengungsi": "mengungsi",
    "ditangkap": "ditangkap|diamankan|diringkus",
    "selamat": "selamat",
}
_BEFORE: Final = {"tewas": "menewaskan", "luka": "melukai"}
_ASKED: Final = {
    "tewas": ("berapa korban tewas?", "berapa orang yang meninggal?"),
    "luka": ("berapa orang yang terluka?", "berapa korban luka?"),
    "hilang": ("berapa orang hilang?",),
    "mengungsi": ("berapa warga yang mengungsi?",),
    "ditangkap": ("berapa orang ditangkap?",),
    "selamat": ("berapa yang selamat?",),
}
_OFFICES: Final = {
    "presiden": "Presiden", "wapres": "Wakil Presiden|Wapres", "gubernur": "Gubernur", "bupati": "Bupati",
    "wakil gubernur": "Wakil Gubernur|Wagub", "wakil bupati": "Wakil Bupati|Wabup", "wali kota": "Wali ?[Kk]ota",
    "kapolres": "Kapolres(?:ta|tabes)?", "kapolda": "Kapolda", "kapolsek": "Kapolsek", "kapolri": "Kapolri",
    "menhub": "Menteri Perhubungan|Menhub", "menkeu": "Menteri Keuangan|Menkeu",
    "mendagri": "Mendagri|Menteri Dalam Negeri", "menlu": "Menlu|Menteri Luar Negeri",
    "menhan": "Menhan|Menteri Pertahanan", "menkes": "Menkes|Menteri Kesehatan", "menpora": "Menpora|Menteri Pemuda",
    "menteri pertanian": "Menteri Pertanian|Mentan", "menteri bumn": "Menteri BUMN", "pelatih": "[Pp]elatih",
    "kapten": "[Kk]apten", "dubes": "Dubes|Duta Besar", "camat": "Camat", "panglima tni": "Panglima TNI",
    "jaksa agung": "Jaksa Agung", "ketua dpr": "Ketua DPR", "sekjen": "Sekjen|Sekretaris Jenderal",
    "direktur utama": "Dirut|Direktur Utama", "juru bicara": "[Jj]uru [Bb]icara|Jubir",
}  # fmt: skip
_NAMES: Final = r"((?: [A-Z][\w'.-]+){2,6})"
_WORD: Final = re.compile(r"[\w'.,-]*\w")


@dataclass(frozen=True, slots=True)
class Contrast:
    """A question about the article of this reference: what answers it, and what answers other ones like it."""

    article: str
    question: str
    right: frozenset[str]
    wrong: frozenset[str]


def fates(article: str, text: str) -> Iterator[Contrast]:
    """Questions for the dead, the wounded and the like, if there are several kinds of them."""
    found: dict[str, set[str]] = {}
    for fate, words in _FATES.items():
        behind = re.finditer(rf"\b({_NUMBER}){_COUNTED}\s+(?:{words})\b", text, re.IGNORECASE)
        told = rf"\b{_BEFORE.get(fate, '(?!)')}\s+(?:sedikitnya\s+|sekitar\s+)?({_NUMBER})\b"
        before = re.finditer(told, text, re.IGNORECASE)
        if numbers := {match[1].lower() for match in (*behind, *before)}:
            found[fate] = numbers
    for fate, numbers in found.items():
        others = set().union(*(one for other, one in found.items() if other != fate))
        if others and numbers - others:
            for question in _ASKED[fate]:
                yield Contrast(article, question, frozenset(numbers), frozenset(others - numbers))


def offices(article: str, text: str) -> Iterator[Contrast]:
    """Questions for who holds an office, if several are named with a name each."""
    found = {
        office: [match[1].split() for match in re.finditer(rf"(?<!Wakil )(?<!antan )\b(?:{words})\b{_NAMES}", text)]
        for office, words in _OFFICES.items()
    }
    last = {office: {name[-1] for name in names} for office, names in found.items() if names}
    for office, mine in last.items():
        others = set().union(*(one for other, one in last.items() if other != office))
        if others and len(mine) == 1 and not mine & others:
            right = frozenset(word for name in found[office] for word in name[-2:])
            yield Contrast(article, f"siapa {office}?", right, frozenset(others - right))


KINDS: Final[Mapping[str, Callable[[str, str], Iterator[Contrast]]]] = {"fates": fates, "offices": offices}


def contrasts(file: Path, kind: str, most: int, seed: int) -> list[Contrast]:
    """At most so many of these questions about the articles of a file, as chance has it."""
    make = KINDS[kind]
    found = [one for record in records(file) for one in make(str(record["id"]), " ".join(record["paragraphs"]))]
    Random(seed).shuffle(found)  # noqa: S311 - no secret
    return found[:most]


def verdict(asked: Contrast, answer: Answer) -> Verdict:
    """What its bold tells."""
    if answer.status is Status.NOT_FOUND:
        return "not found"
    bold = " ".join(answer.quotes[0].bold) if answer.quotes else ""
    words = {form for word in _WORD.findall(bold) for form in (word, word.lower())}
    right, wrong = bool(words & asked.right), bool(words & asked.wrong)
    return "both" if right and wrong else "right" if right else "wrong" if wrong else "neither"


async def measure(asked: Sequence[Contrast], data: Path, semantic: Mode) -> Counter[Verdict]:
    """Ask all of them of the library in `data`. Raises `ArticleError` if it lacks one of the articles."""
    found: Counter[Verdict] = Counter()
    async with open_library(data, semantic=semantic) as library:
        for one in asked:
            found[verdict(one, await library.ask(one.question, article=one.article))] += 1
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Run it from the command line, with the given arguments or those of the process."""
    parser = ArgumentParser(prog="python -m benchmarks.contrasts", description="the dead or the wounded?")
    parser.add_argument("file", type=Path, metavar="FILE", help="articles, .jsonl or .jsonl.gz")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="a library that has them")
    parser.add_argument("--semantic", choices=get_args(Mode), default="off", help="(%(default)s)")
    parser.add_argument("--most", type=int, default=400, help="questions of each kind (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="(%(default)s)")
    given = parser.parse_args(arguments)
    for kind in KINDS:
        asked = contrasts(given.file, kind, given.most, given.seed)
        found = asyncio.run(measure(asked, given.data, given.semantic))
        told = ", ".join(f"{found[name]} {name}" for name in get_args(Verdict))
        sys.stdout.write(f"{kind}: {len(asked)} questions: {told}\n")


if __name__ == "__main__":
    main()
