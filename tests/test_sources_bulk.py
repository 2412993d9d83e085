"""Articles in bulk: one JSON object a line."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.article import Section
from retrieval.errors import ArticleError
from retrieval.sources.bulk import MAX_LINE, BulkArticle, BulkError, parse_line, read_lines
from tests.article_rules import assert_well_formed

PARAGRAPH = "Warga dua desa bergotong royong membangun jembatan bambu sepanjang empat puluh meter."
OTHER = "Pembangunan itu memakan waktu tiga minggu dan dibiayai iuran dari lima ratus kepala keluarga."


def parse(**record: object) -> BulkArticle:
    line = parse_line(2, json.dumps(record).encode())
    assert isinstance(line, BulkArticle)
    assert_well_formed(line.article)
    return line


def refusal(line: bytes) -> str:
    parsed = parse_line(7, line)
    assert isinstance(parsed, BulkError)
    assert parsed.number == 7
    return parsed.message


def test_a_line_with_everything() -> None:
    line = parse(
        id=12,
        title=" Jembatan\nPutus ",
        paragraphs=[PARAGRAPH, OTHER],
        source="Kabar Pesisir",
        author="Dian",
        date="29 Januari 2024",
        url="https://example.org/12",
        deck="Warga memutar",
    )
    assert (line.number, line.ref, line.origins) == (2, "12", (0, 1))
    article = line.article
    assert (article.title, article.deck, article.publisher) == ("Jembatan Putus", "Warga memutar", "Kabar Pesisir")
    assert (article.author, article.date, article.url) == ("Dian", date(2024, 1, 29), "https://example.org/12")
    assert article.paragraphs == (PARAGRAPH, OTHER)


def test_furniture_goes_and_the_rest_keeps_its_index_in_the_source() -> None:
    line = parse(
        title="Judul", paragraphs=["Baca juga: A", f"Jakarta, IDN Times - {PARAGRAPH}", "", "ADVERTISEMENT", OTHER]
    )
    assert line.article.paragraphs == (PARAGRAPH, OTHER)
    assert line.origins == (1, 4)
    assert (line.ref, line.article.place, line.article.publisher) == ("", "Jakarta", "IDN Times")
    assert line.article.discarded == ("Baca juga: A", "ADVERTISEMENT")


def test_paragraphs_keep_their_torn_characters_so_that_who_gave_them_knows_them_again() -> None:
    torn = f"{PARAGRAPH} “Kami lega,‚Äù kata Kepala\u00a0 Desa."
    assert parse(title="Jembatan", paragraphs=[torn]).article.paragraphs == (torn.replace("\u00a0 ", " "),)


def test_short_lines_and_lists_stay_paragraphs_of_their_own() -> None:
    paragraphs = [PARAGRAPH, "Berikut daftarnya:", "1. KTP", "2. Pas foto", "Dana dan Tenaga", OTHER]
    line = parse(title="Judul", paragraphs=paragraphs)
    assert line.article.sections == (Section("", tuple(paragraphs)),)
    assert line.origins == (0, 1, 2, 3, 4, 5)


def test_sections_keep_their_headings_and_count_paragraphs_through() -> None:
    line = parse(
        id="a-1",
        title="Judul",
        sections=[
            {"paragraphs": [PARAGRAPH, "Baca juga: A"]},
            {"heading": "1. Kronologi", "paragraphs": [OTHER, PARAGRAPH]},
            {"heading": "Kosong", "paragraphs": []},
            {"heading": "Berita Terkait", "paragraphs": ["Judul lain"]},
        ],
    )
    assert line.article.sections == (Section("", (PARAGRAPH,)), Section("Kronologi", (OTHER, PARAGRAPH)))
    assert (line.ref, line.origins) == ("a-1", (0, 2, 3))


def test_a_text_is_read_by_the_rules_of_plain_text() -> None:
    line = parse(title="Judul", text=f"Judul\n\n{PARAGRAPH}\n\n1. Kronologi\n\n{OTHER}")
    assert line.article.sections == (Section("", (PARAGRAPH,)), Section("Kronologi", (OTHER,)))
    assert line.origins == (0, 1)


@pytest.mark.parametrize("given_date", ["29 Mei 201", "", "kemarin", 1706500000, None, ["2024"]])
def test_a_date_that_cannot_be_read_is_no_reason_to_lose_an_article(given_date: object) -> None:
    assert parse(title="Judul", paragraphs=[PARAGRAPH], date=given_date).article.date is None


def test_the_leads_date_helps_where_the_line_tells_none() -> None:
    assert parse(title="Judul", paragraphs=[f"Senin (29/1/2024), {PARAGRAPH}"]).article.date == date(2024, 1, 29)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "not valid JSON"),
        (b'{"title": NaN1}', "not valid JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[1, 2]", "no JSON object"),
        (b"[" * 200_000, "JSON"),
        (b"{}", 'no "title"'),
        (b'{"title": "  ", "paragraphs": ["a"]}', 'no "title"'),
        (b'{"title": 5, "paragraphs": ["a"]}', '"title" must be a text'),
        (b'{"title": "a"}', 'no "paragraphs", "sections" or "text"'),
        (b'{"title": "a", "paragraphs": "b"}', '"paragraphs" must be a list of texts'),
        (b'{"title": "a", "paragraphs": ["b", 3]}', '"paragraphs" must be a list of texts'),
        (b'{"title": "a", "paragraphs": []}', "no readable paragraph"),
        (b'{"title": "a", "paragraphs": ["Baca juga: b"]}', "no readable paragraph"),
        (b'{"title": "a", "sections": ["b"]}', '"sections" must be a list'),
        (b'{"title": "a", "sections": [{"heading": 1, "paragraphs": ["b"]}]}', '"heading" must be a text'),
        (b'{"title": "a", "text": "***"}', "no readable paragraph"),
        (b'{"id": true, "title": "a", "paragraphs": ["kata"]}', '"id" must be'),
        (b'{"id": 1.5, "title": "a", "paragraphs": ["kata"]}', '"id" must be'),
        (b'{"id": " ", "title": "a", "paragraphs": ["kata"]}', '"id" must be'),
        (b'{"title": "a", "paragraphs": ["kata"], "author": 4}', '"author" must be a text'),
    ],
)
def test_a_bad_line_is_told_by_number_and_sentence(line: bytes, message: str) -> None:
    assert message in refusal(line)
    assert refusal(line).endswith(".")


def line_of(number: int) -> bytes:
    return json.dumps({"id": number, "title": f"Judul {number}", "paragraphs": [PARAGRAPH]}).encode() + b"\n"


def test_a_file_is_read_line_by_line_past_the_bad_and_the_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line_of(1) + b"\n" + b"{\n" + line_of(4) + line_of(5).strip())
    lines = list(read_lines(path))
    assert [(line.number, type(line)) for line in lines] == [
        (1, BulkArticle),
        (3, BulkError),
        (4, BulkArticle),
        (5, BulkArticle),
    ]


def test_a_line_without_end_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line_of(1) + b"a" * (2 * MAX_LINE + 10) + b"\n" + line_of(3))
    first, second, third = read_lines(path)
    assert (first.number, third.number) == (1, 3)
    assert second == BulkError(2, f"This line is longer than {MAX_LINE // 2**20} MB.")
    assert isinstance(third, BulkArticle)


def test_a_gzipped_file_is_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(line_of(1) + line_of(2)))
    assert [line.ref for line in read_lines(path) if isinstance(line, BulkArticle)] == ["1", "2"]


@pytest.mark.parametrize("kind", ["torn", "damaged", "no gzip"])
def test_a_broken_gzip_ends_with_a_sentence(tmp_path: Path, kind: str) -> None:
    whole = gzip.compress(b"".join(line_of(number) for number in range(5000)))
    data = {"torn": whole[: len(whole) // 2], "damaged": whole[:-8] + b"\0" * 8, "no gzip": b"{}\n"}[kind]
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(data)
    *before, last = read_lines(path)
    assert all(isinstance(line, BulkArticle) for line in before)
    assert isinstance(last, BulkError)
    assert last.number == len(before) + 1
    assert "damaged from here on" in last.message


def test_a_missing_file_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"a\.jsonl: the file cannot be read"):
        next(read_lines(tmp_path / "a.jsonl"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["heading", "paragraphs"]), inner, max_size=2)
    ),
    max_leaves=6,
)
KEYS = ["id", "title", "paragraphs", "sections", "text", "source", "author", "date", "url", "deck"]


@given(st.dictionaries(st.sampled_from(KEYS), JSON | st.just("Judul") | st.just([PARAGRAPH, "Baca juga: A", OTHER])))
def test_any_object_is_an_article_or_an_error(record: dict[str, object]) -> None:
    line = parse_line(1, json.dumps(record).encode())
    if isinstance(line, BulkArticle):
        assert_well_formed(line.article)
        assert len(line.origins) == len(line.article.paragraphs)
        assert list(line.origins) == sorted(set(line.origins))


@given(st.binary(max_size=60))
def test_any_bytes_are_an_article_or_an_error(data: bytes) -> None:
    assert parse_line(1, data).number == 1
