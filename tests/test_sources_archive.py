"""ZIP archives → articles."""

import stat
import struct
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from retrieval.article import Article
from retrieval.errors import ArticleError
from retrieval.sources.archive import MAX_FILES, MAX_UNPACKED, read_archive
from retrieval.sources.encoding import MAX_BYTES
from retrieval.sources.members import Member
from retrieval.sources.refusals import DocumentError, Reason
from tests.documents.corpus import HERE, expected_of

STORY = "Jembatan Cimandala Putus\n\nJembatan gantung di Desa Cimandala putus diterjang banjir pada Senin malam.\n"
PAGE = f"<html><h1>Jembatan Cimandala Putus</h1><article><p>{STORY.splitlines()[2]}</p><p>{'Warga memutar. ' * 30}</p>"

Content = str | bytes


def zipped(*files: tuple[str | ZipInfo, Content], method: int = ZIP_DEFLATED) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content, method)
    return data.getvalue()


def outcomes(members: tuple[Member, ...]) -> dict[str, str]:
    """Names → titles, or reasons of refusal."""
    told = {}
    for member in members:
        outcome = member.outcome
        if isinstance(outcome, Article):
            told[member.name] = outcome.title
        else:
            assert str(outcome).endswith(".")
            told[member.name] = outcome.reason if isinstance(outcome, DocumentError) else str(outcome)
    return told


def refusal_of(data: bytes) -> Reason:
    with pytest.raises(DocumentError) as caught:
        read_archive(data)
    return caught.value.reason


def test_every_kind_of_file_is_read_and_what_is_none_is_told() -> None:
    names = ("chromium_news.pdf", "word_styles.docx")
    data = zipped(
        ("berita/a.txt", STORY),
        ("berita/b.MD", f"# {STORY}"),
        ("c.html", PAGE),
        *((name, (HERE / name).read_bytes()) for name in names),
        ("pindaian.pdf", (HERE / "scanned.pdf").read_bytes()),
        ("lama.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("kosong.txt", ""),
        ("foto.jpg", b"\xff\xd8"),
        ("LICENSE", STORY),
    )
    told = outcomes(read_archive(data))
    assert told | {"kosong.txt": ""} == {
        "berita/a.txt": "Jembatan Cimandala Putus",
        "berita/b.MD": "Jembatan Cimandala Putus",
        "c.html": "Jembatan Cimandala Putus",
        **{name: expected_of(name).title for name in names},
        "pindaian.pdf": Reason.SCANNED,
        "lama.doc": Reason.OLD_WORD,
        "kosong.txt": "",
        "foto.jpg": Reason.OTHER_KIND,
        "LICENSE": Reason.OTHER_KIND,
    }
    assert "no readable paragraph" in told["kosong.txt"]


def test_hidden_files_and_those_of_systems_are_passed_over() -> None:
    data = zipped(
        ("berita/", ""),
        ("__MACOSX/berita/._a.txt", b"\0\5\26\7"),
        ("berita/.DS_Store", b"\0"),
        (".git/config", "x"),
        ("~$a.docx", b"x"),
        ("Thumbs.db", b"x"),
        ("berita/a.txt", STORY),
    )
    assert outcomes(read_archive(data)) == {"berita/a.txt": "Jembatan Cimandala Putus"}


def test_a_name_is_never_a_path_and_never_deceives() -> None:
    names = {
        "../../srv/rahasia.txt": "srv/rahasia.txt",
        "/var/www/a.txt": "var/www/a.txt",
        "C:\\Windows\\a.txt": "C:/Windows/a.txt",
        "berita\u202etxt.exe.txt": "beritatxt.exe.txt",
        "a\nb\x1b[31m.txt": "a b[31m.txt",
        "x" * 300 + ".txt": "…" + "x" * 116 + ".txt",
        "banjir-dé.txt": "banjir-dé.txt",
    }
    told = read_archive(zipped(*((name, STORY) for name in names)))
    assert [member.name for member in told] == list(names.values())
    assert all(isinstance(member.outcome, Article) for member in told)


def test_names_that_are_utf_8_without_saying_so_are_read_as_their_sender_wrote_them() -> None:
    data = zipped(("kabar-d\u00e9.txt", STORY)).replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00")
    local = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = local.index(signature) + offset
        local[at : at + 2] = struct.pack("<H", 0)
    assert [member.name for member in read_archive(bytes(local))] == ["kabar-dé.txt"]


def test_links_devices_doubles_and_archives_within_are_refused_one_by_one() -> None:
    link, pipe = ZipInfo("tautan.txt"), ZipInfo("pipa.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    pipe.external_attr = (stat.S_IFIFO | 0o644) << 16
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(
            (link, "/srv/rahasia"),
            (pipe, ""),
            ("dalam.zip", zipped(("a.txt", STORY))),
            ("a.txt", STORY),
            ("a.txt", STORY),
            ("A.TXT", STORY),
        )
    assert [member.outcome.reason for member in read_archive(data) if isinstance(member.outcome, DocumentError)] == [
        Reason.NOT_A_FILE,
        Reason.NOT_A_FILE,
        Reason.NESTED,
        Reason.TWICE,
        Reason.TWICE,
    ]


def test_a_second_file_of_the_same_name_does_not_stand_in_for_the_first() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(("a.txt", STORY), ("a.txt", STORY.replace("Putus", "Selamat")))
    assert outcomes(read_archive(data)[:1]) == {"a.txt": "Jembatan Cimandala Putus"}


def test_encrypted_files_and_strange_packings_are_told() -> None:
    secret = bytearray(zipped(("a.txt", STORY)))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        secret[secret.index(signature) + offset] |= 1
    assert outcomes(read_archive(bytes(secret))) == {"a.txt": Reason.PASSWORD}
    assert outcomes(read_archive(zipped(("a.txt", STORY), method=ZIP_BZIP2))) == {"a.txt": Reason.BROKEN}


def test_what_comes_out_is_counted_whatever_the_headers_say() -> None:
    bomb = bytearray(zipped(("bom.txt", b"a" * (MAX_BYTES * 2)), ("a.txt", STORY)))
    assert outcomes(read_archive(bytes(bomb))) == {
        "bom.txt": Reason.TOO_LARGE,
        "a.txt": "Jembatan Cimandala Putus",
    }
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = bomb.index(signature) + offset
        bomb[at : at + 4] = struct.pack("<I", 10)
    # Lying about its size, it ends where it said it would, and what is there is not what it was when it was packed.
    assert outcomes(read_archive(bytes(bomb)))["bom.txt"] is Reason.BROKEN


def test_an_archive_that_is_too_large_as_a_whole_is_refused_as_a_whole() -> None:
    # None of them is even a text: what counts is what came out.
    files = [(f"{number}.txt", b"\0" * MAX_BYTES) for number in range(MAX_UNPACKED // MAX_BYTES + 1)]
    assert refusal_of(zipped(*files, method=ZIP_STORED)) is Reason.TOO_LARGE


def test_archives_without_files_with_too_many_or_broken_ones_are_refused() -> None:
    good = zipped(("a.txt", STORY))
    assert refusal_of(zipped(*((f"{number}.txt", "") for number in range(MAX_FILES + 1)))) is Reason.TOO_MANY_FILES
    assert refusal_of(zipped()) is Reason.NO_FILES
    assert refusal_of(zipped(("foto.jpg", b"x"))) is Reason.NO_FILES
    assert refusal_of(good[: len(good) // 2]) is Reason.BROKEN
    assert refusal_of(b"PK") is Reason.BROKEN
    assert refusal_of(b"Rar!\x1a\x07\x00") is Reason.NOT_THIS_KIND
    assert refusal_of(b"") is Reason.NOT_THIS_KIND


def test_a_damaged_file_among_good_ones_costs_only_itself() -> None:
    data = bytearray(zipped(("a.txt", STORY), ("b.txt", STORY)))
    data[data.index(b"a.txt") + 12] ^= 0xFF
    first, second = read_archive(bytes(data))
    assert isinstance(first.outcome, ArticleError)
    assert isinstance(second.outcome, Article)
