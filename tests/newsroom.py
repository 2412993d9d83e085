"""Small news articles to ask about, and what a test compares of an answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.article import Article, Section
from retrieval.features import features
from retrieval.matching import matches
from retrieval.ranking import rank
from retrieval.spans import weighed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.analysed import AnalysedPassage
    from retrieval.answer import Answer
    from retrieval.features import Candidate, Cosines, Matrix
    from retrieval.matching import Match
    from retrieval.question import Question
    from retrieval.ranking import Ranked, Reach

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
IRAN = "iran-pakistan-sepakati-kerja-sama-keamanan"
"""The reference of the seed article."""

FLOOD = Article(
    title="Banjir Rendam Ratusan Rumah di Demak",
    sections=(
        Section("", ("Banjir merendam 350 rumah di Kabupaten Demak, Jawa Tengah, pada Selasa (6/2/2024) pagi.",)),
        Section(
            "Warga mengungsi",
            (
                "Sebanyak 120 warga mengungsi ke balai desa karena air setinggi satu meter masuk ke rumah mereka.",
                "Bupati Eisti'anah meninjau tanggul Sungai Wulan yang jebol dan menjanjikan perbaikan sebelum Maret.",
            ),
        ),
    ),
    publisher="Kabar Uji",
    date=date(2024, 2, 6),
    url="https://example.com/banjir-demak",
)
CHILLI = Article(
    title="Harga Cabai Rawit Naik Menjelang Ramadan",
    sections=(
        Section(
            "",
            (
                "Harga cabai rawit di Pasar Kliwon, Kudus, naik menjadi Rp80.000 per kilogram menjelang Ramadan.",
                "Menurut pedagang bernama Sulastri, pasokan dari Kediri berkurang karena hujan terus-menerus.",
            ),
        ),
    ),
    publisher="Kabar Uji",
    date=date(2024, 3, 1),
)
SHUTTLE = Article(
    title="Gregoria Juara di Kumamoto",
    sections=(
        Section(
            "",
            (
                "Pebulu tangkis Gregoria Mariska Tunjung menjuarai Kumamoto Masters setelah mengalahkan Chen Yufei.",
                "Gregoria menang dua gim langsung, 21-12 dan 21-12, dalam pertandingan selama 42 menit di Jepang.",
            ),
        ),
    ),
    publisher="Kabar Uji",
    date=date(2023, 11, 19),
)

BUS = Article(
    title="Bus Terguling di Tanjakan Emen",
    sections=(
        Section(
            "",
            (
                "Sebuah bus pariwisata terguling di Tanjakan Emen, Subang, pada Sabtu sore.",
                "Polisi menyebut delapan orang tewas dan belasan penumpang lain dirawat di rumah sakit.",
            ),
        ),
    ),
    publisher="Kabar Uji",
    date=date(2024, 2, 10),
)
SHIP = Article(
    title="Kapal Motor Karam di Selat Sape",
    sections=(
        Section(
            "",
            (
                "Kapal motor pengangkut sapi karam di Selat Sape akibat gelombang tinggi.",
                "Tim SAR menyatakan tiga orang tewas dan puluhan penumpang lain selamat dari musibah itu.",
            ),
        ),
    ),
    publisher="Kabar Uji",
    date=date(2024, 1, 20),
)
"""With BUS, a second accident: "berapa orang tewas?" fits both."""


def article(title: str, *paragraphs: str, url: str = "") -> Article:
    """An article without headings."""
    return Article(title, (Section("", paragraphs),), url=url)


def fingerprint(answer: Answer) -> tuple[object, ...]:
    """All of an answer that must be the same whenever and wherever the question is asked."""
    return (
        answer.status,
        answer.confidence,
        [(quote.article.ref, quote.section, quote.text, quote.highlights, quote.score) for quote in answer.quotes],
    )


def ranked_of(
    question: Question,
    candidates: Sequence[Candidate],
    idf: Mapping[str, float],
    *,
    reach: Reach,
    cosines: Cosines | None = None,
) -> list[Ranked]:
    """The candidates in their order, measured for this question alone."""
    return rank(candidates, features_of(question, candidates, idf), reach=reach, cosines=cosines)


def match(question: Question, text: AnalysedPassage) -> Match:
    """What one passage has of the question."""
    (found,) = matches(question, [text])
    return found


def features_of(question: Question, candidates: Sequence[Candidate], idf: Mapping[str, float]) -> Matrix:
    """What can be told of the candidates by words, measured for this question alone."""
    asked = weighed(question, idf)
    return features(asked, candidates, asked.fits([one.text for one in candidates]))
