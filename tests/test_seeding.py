"""The seed articles: what is in the directory is in the library, whatever else lies there."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from retrieval.seeding import read_seeds
from tests.newsroom import IRAN, SEEDS

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """Banjir Rendam Ratusan Rumah di Demak

Demak, Kabar Uji - Banjir merendam 350 rumah di Kabupaten Demak, Jawa Tengah, pada Selasa (6/2/2024) pagi.
"""


def refs(directory: Path) -> list[str]:
    return [seed[0] for seed in read_seeds(directory) if not isinstance(seed, str)]


def notices(directory: Path) -> list[str]:
    return [seed for seed in read_seeds(directory) if isinstance(seed, str)]


def test_seed_article_of_the_project_is_read_under_the_name_of_its_file() -> None:
    (seed,) = read_seeds(SEEDS)
    assert not isinstance(seed, str)
    ref, article = seed
    assert ref == IRAN
    assert len(article.paragraphs) == 16
    assert [bool(section.heading) for section in article.sections] == [False, True, True, True]


def test_text_and_markdown_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("c.markdown", "b.TXT", "a.md", "d.text"):
        (tmp_path / name).write_text(f"{TEXT}\nBerkas {name} memuat berita tentang banjir besar itu.\n")
    assert refs(tmp_path) == ["a", "b", "c", "d"]


def test_files_of_other_kinds_hidden_ones_and_folders_are_passed_over(tmp_path: Path) -> None:
    for name in (".tersembunyi.txt", "foto.jpg", "README", "catatan.pdf"):
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "lama").mkdir()
    assert list(read_seeds(tmp_path)) == []


def test_directory_that_is_missing_or_no_directory_holds_none(tmp_path: Path) -> None:
    (tmp_path / "berkas").touch()
    assert list(read_seeds(tmp_path / "berkas")) == []
    assert list(read_seeds(tmp_path / "tidak-ada")) == []


def test_file_that_cannot_be_read_is_a_sentence_that_names_it_and_the_rest_is_read(tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "biner.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "kosong.md").touch()
    (tmp_path / "putus.txt").symlink_to(tmp_path / "tidak-ada")
    assert refs(tmp_path) == [IRAN]
    found = notices(tmp_path)
    assert [name in notice for name, notice in zip(("biner", "folder", "kosong", "putus"), found, strict=True)] == [
        True,
        True,
        True,
        True,
    ]
    assert all("\n" not in notice for notice in found)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_and_directory_without_permission_are_sentences(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.txt").chmod(0)
    (notice,) = notices(tmp_path)
    assert "a.txt" in notice
    tmp_path.chmod(0)
    try:
        (notice,) = notices(tmp_path)
    finally:
        tmp_path.chmod(0o700)
    assert str(tmp_path) in notice


def test_files_whose_names_make_the_same_reference_do_not_replace_each_other(tmp_path: Path) -> None:
    for name in ("berita.txt", "berita.md", "Berita!.txt", "北京.txt", "上海.txt"):
        (tmp_path / name).write_text(f"{TEXT}\nBerkas {name} memuat berita tentang banjir besar itu.\n", "utf-8")
    found = refs(tmp_path)
    assert len(found) == len(set(found)) == 5
    assert {"berita", "berita-2", "berita-3"} < set(found)
