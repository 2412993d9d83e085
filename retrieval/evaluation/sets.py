"""What was named on a command line → the question files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from retrieval.errors import ArticleError
from retrieval.evaluation.cases import READABLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def question_files(named: Iterable[Path]) -> dict[str, Path]:
    """The question files that are named, each once, by what to call them: their names, numbered where they are equal.

    A folder names all question files in it, in the order of their names, except those to train on (`…-train`).
    Raises `ArticleError` for a folder that has none.
    """
    files: dict[Path, Path] = {}
    for path in named:
        for file in _inside(path) if path.is_dir() else [path]:
            files.setdefault(file.resolve(), file)
    seen = Counter[str]()
    titled = {}
    for file in files.values():
        seen[file.name] += 1
        titled[file.name if seen[file.name] == 1 else f"{file.name} ({seen[file.name]})"] = file
    return titled


def _inside(folder: Path) -> list[Path]:
    found = sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() in READABLE and not file.stem.endswith("-train") and file.is_file()
    )
    if not found:
        raise ArticleError(f"{folder.name or folder}: no question file ({', '.join(READABLE)}) in this folder.")
    return found
