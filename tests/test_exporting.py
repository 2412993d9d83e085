"""What is exported comes back as the very same articles, whatever they look like."""

from __future__ import annotations

import datetime
import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.article import Article, Section
from retrieval.errors import ArticleError, LibraryError
from retrieval.exporting import written
from retrieval.opening import open_library
from retrieval.scope import PUBLIC, Scope
from retrieval.sources.bulk import BulkArticle, BulkError, parse_line, read_lines
from retrieval.sources.cleaning import clean
from retrieval.sources.exported import Exported, from_record, to_line
from tests.newsroom import CHILLI, FLOOD, SEEDS, SHUTTLE, article

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.library import Library

GROUP = "-1001234567890"
FURNITURE = Article(
    "Baca Juga: Cara Kami Bekerja",
    (
        Section("", ("Jakarta, IDN Times - Redaksi menulis pada Senin (29/1/2024).", "Baca juga: Banjir di Demak")),
        Section("1. Berita Terkait", ("ADVERTISEMENT", "Kata “rusak,‚Äù ditulis apa adanya di sini.")),
        Section("1. Berita Terkait", ("Bagian kedua dengan judul yang sama tetap bagian sendiri di sini.",)),
    ),
    discarded=("Simak juga videonya",),
)
"""All of this would be taken for page furniture, or put right, if it were read once more."""


async def lines_of(library: Library, owner: str | None = PUBLIC) -> list[str]:
    return [line async for line in library.exported(owner)]


async def stored(library: Library, scope: Scope) -> list[object]:
    """Everything about the articles that readers and rankers can see."""
    found: list[object] = []
    for card in sorted(await library.articles(scope, limit=1000), key=lambda card: card.ref):
        opened = await library.open_article(card.id, scope)
        passages = await library.store.passages_of(card.id)
        found.append(
            (card.ref, opened.article, opened.article.discarded, [(one.passage, one.origins) for one in passages])
        )
    return found


async def test_exported_articles_come_back_the_same_with_references_passages_and_owners(tmp_path: Path) -> None:
    path = tmp_path / "kabar.jsonl"
    async with open_library(tmp_path / "a", semantic="off", seeds=SEEDS) as library:
        for one in (FLOOD, CHILLI, SHUTTLE, FURNITURE):
            await library.add(one)
        await library.add_bulk([BulkArticle(1, "nomor 7", article("Asal", *FLOOD.paragraphs), (0, 4, 9))])
        await library.add(replace(CHILLI, title="Hanya untuk grup"), owner=GROUP)
        everything, public = await lines_of(library, None), await lines_of(library)
        scopes = (Scope(), Scope(GROUP, public=False))
        before = [await stored(library, scope) for scope in scopes]
        assert len(await lines_of(library, GROUP)) == 1
        assert len(everything) == len(public) + 1 == len(before[0]) + 1
    path.write_text("".join(f"{line}\n" for line in everything), encoding="utf-8")
    async with open_library(tmp_path / "b", semantic="off") as library:
        report = await library.add_file(path)
        assert (report.added, report.errors) == (len(everything), ())
        assert [await stored(library, scope) for scope in scopes] == before
        assert await lines_of(library, None) == everything
        assert (await library.add_file(path)).unchanged == len(everything)


async def test_article_of_a_group_never_becomes_public_by_an_export(tmp_path: Path) -> None:
    path = tmp_path / "kabar.jsonl"
    async with open_library(tmp_path / "a", semantic="off") as library:
        await library.add(FLOOD, owner=GROUP)
        assert await lines_of(library) == []
        path.write_text("\n".join(await lines_of(library, GROUP)), encoding="utf-8")
    async with open_library(tmp_path / "b", semantic="off") as library:
        await library.add_file(path)
        assert await library.count(Scope()) == 0
        assert await library.count(Scope(GROUP)) == 1


async def test_export_is_of_one_moment(tmp_path: Path) -> None:
    async with open_library(tmp_path, semantic="off") as library:
        await library.add_bulk(
            BulkArticle(n, str(n), article(f"Bantuan {n}", f"Desa nomor {n} menerima beras {n} ton hari ini."), (0,))
            for n in range(1, 151)
        )
        exporting = library.exported()
        first = await anext(exporting)
        await library.remove("150")
        await library.add(FLOOD)
        rest = [json.loads(line)["id"] async for line in exporting]
        assert [json.loads(first)["id"], *rest] == [str(n) for n in range(1, 151)]


def test_line_is_a_bulk_line_of_the_contract_and_tells_nothing_that_is_empty() -> None:
    record = json.loads(to_line(Exported("banjir", PUBLIC, FLOOD, (0, 1, 2))))
    assert list(record) == ["id", "title", "source", "date", "url", "sections", "kutip"]
    assert (record["id"], record["title"], record["source"]) == ("banjir", FLOOD.title, FLOOD.publisher)
    assert (record["date"], record["url"], record["kutip"]) == ("2024-02-06", FLOOD.url, {})
    assert record["sections"][1]["heading"] == "Warga mengungsi"
    assert tuple(record["sections"][1]["paragraphs"]) == FLOOD.sections[1].paragraphs


texts = st.text(max_size=60).map(lambda text: clean(text, mended=False))
filled = texts.filter(bool)
articles = st.builds(
    Article,
    title=filled,
    sections=st.lists(
        st.builds(Section, texts, st.lists(filled, min_size=1, max_size=3).map(tuple)), min_size=1, max_size=3
    ).map(tuple),
    deck=texts,
    place=texts,
    publisher=texts,
    date=st.none() | st.dates(datetime.date(1900, 1, 1)),
    author=texts,
    url=texts,
    discarded=st.lists(filled, max_size=2).map(tuple),
)


@given(article=articles, ref=filled, owner=st.sampled_from(["", GROUP]), data=st.data())
def test_any_article_comes_back_exactly_from_its_line(
    article: Article, ref: str, owner: str, data: st.DataObject
) -> None:
    count = len(article.paragraphs)
    origins = data.draw(st.none() | st.lists(st.integers(0, 99), min_size=count, max_size=count).map(tuple))
    line = to_line(Exported(ref, owner, article, origins))
    back = from_record(json.loads(line))
    counted = None if origins == tuple(range(count)) else origins
    assert back == Exported(ref, owner, article, counted)
    assert back.article.discarded == article.discarded
    assert to_line(back) == line
    parsed = parse_line(3, line.encode())
    assert isinstance(parsed, BulkArticle)
    assert (parsed.article, parsed.ref, parsed.owner) == (article, ref, owner)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"id": ""}, "id"),
        ({"title": " "}, "title"),
        ({"sections": [{"heading": "", "paragraphs": []}]}, "paragraph"),
        ({"sections": "teks"}, "sections"),
        ({"sections": [{"heading": "", "paragraphs": [1]}]}, "sections.0.paragraphs"),
        ({"date": "kemarin"}, "date"),
        ({"kutip": {"origins": [1]}}, "origins"),
        ({"kutip": {"owner": 5}}, "owner"),
    ],
)
def test_exported_line_that_somebody_has_broken_says_where(change: dict[str, object], word: str) -> None:
    record = json.loads(to_line(Exported("banjir", PUBLIC, FLOOD)))
    with pytest.raises(ArticleError, match=word):
        from_record(record | change)
    line = parse_line(4, json.dumps(record | change).encode())
    assert isinstance(line, BulkError)
    assert line.number == 4


def test_key_of_that_name_with_anything_else_in_it_is_nobodys_business() -> None:
    line = parse_line(1, json.dumps({"kutip": "ya", "title": "Banjir", "paragraphs": list(FLOOD.paragraphs)}).encode())
    assert isinstance(line, BulkArticle)
    assert line.owner is None


@pytest.mark.parametrize("name", ["kabar.jsonl", "kabar.jsonl.gz"])
def test_written_file_is_there_whole_or_not_at_all(tmp_path: Path, name: str) -> None:
    path, line = tmp_path / name, to_line(Exported("banjir", PUBLIC, FLOOD)).encode() + b"\n"

    def fail() -> None:
        with written(path) as file:
            file.write(line)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []
    with written(path) as file:
        file.write(line)
        assert not path.exists()
    content = path.read_bytes()
    assert (gzip.decompress(content) if path.suffix == ".gz" else content) == line
    assert [one.ref for one in read_lines(path) if isinstance(one, BulkArticle)] == ["banjir"]
    with pytest.raises(LibraryError, match="--force"), written(path):
        pass
    with written(path, replace=True) as file:
        file.write(line)
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="nirwana"), written(tmp_path / "nirwana" / "kabar.jsonl"):
        pass
