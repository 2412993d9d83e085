"""Bytes and files → text and articles."""

import codecs
from pathlib import Path

import pytest

from retrieval.errors import ArticleError
from retrieval.sources import decode, read_path
from retrieval.sources.encoding import MAX_BYTES

TEXT = "Café – “Jembatan” putus\nWarga memutar dua jam.\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode("cp1252"),
    ],
)
def test_text_is_decoded_whatever_editor_wrote_it(data: bytes) -> None:
    assert decode(data) == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str) -> None:
    text = "Warga memutar dua jam.\n"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data", [b"%PDF\x00\x01\x02\xff\xfe", bytes(range(32)) * 8, b"\xff\xfea", b"PK\x03\x04\x05\x06" * 9]
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError, match="not a text"):
        decode(data)


def test_a_text_that_is_too_large_is_refused() -> None:
    with pytest.raises(ArticleError, match=r"too large \(5\.0 MB\); at most 5 MB"):
        decode(b"a" * (MAX_BYTES + 1))


def test_an_empty_file_decodes_to_nothing() -> None:
    assert decode(b"") == ""


BODY = "Judul\n\nWarga dua desa memutar dua jam karena jembatan putus.\n"


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.text", "a", "a.md", "a.markdown"])
def test_the_end_of_a_files_name_tells_its_reader(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(BODY if "m" not in name else f"# {BODY}", encoding="utf-8")
    article = read_path(path)
    assert article.title == "Judul"
    assert article.paragraphs == ("Warga dua desa memutar dua jam karena jembatan putus.",)


def test_another_kind_of_file_is_refused_with_the_kinds_that_are_read(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"a\.xlsx: .*\.docx, .*\.markdown, \.md, \.pdf, \.text, \.txt"):
        read_path(tmp_path / "a.xlsx")


def test_a_missing_file_and_an_empty_one_are_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"a\.txt: the file cannot be read"):
        read_path(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_bytes(b"")
    with pytest.raises(ArticleError, match=r"b\.txt: .*no readable paragraph"):
        read_path(tmp_path / "b.txt")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a " * (MAX_BYTES // 2 + 1))
    with pytest.raises(ArticleError, match=r"a\.txt: .*too large"):
        read_path(path)
