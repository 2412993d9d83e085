"""What the index directory tells about itself: the revision and fingerprint of the index, and its files' checksums."""

from __future__ import annotations

import contextlib
import os
import zlib
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from pathlib import Path


class State(BaseModel):
    """The contents of `state.json`."""

    # By itself pydantic remembers 16,384 strings that it read, for the next ones: here names that no file has again.
    model_config = ConfigDict(cache_strings="none")

    fingerprint: str
    revision: int
    files: dict[str, tuple[int, int]]
    """Size and CRC-32 of each segment file. tantivy itself checks their frames at opening, not their contents."""


def read_state(directory: Path) -> State:
    """The state of the index in `directory`; `OSError` or `ValidationError` if it is missing or torn."""
    return State.model_validate_json((directory / "state.json").read_bytes())


def write_state(directory: Path, state: State) -> None:
    """Replace the state in one step, durably."""
    new = directory / "state.json.new"
    with new.open("w", encoding="utf-8") as file:
        file.write(state.model_dump_json())
        file.flush()
        os.fsync(file.fileno())
    new.replace(directory / "state.json")


def checksums(segments: Path, known: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Size and CRC-32 of every segment file; files never change once written, so known ones are not read again."""
    # Names with a dot in front and meta.json are tantivy's book-keeping, rewritten in place.
    files = (path for path in segments.iterdir() if not path.name.startswith(".") and path.suffix != ".json")
    return {path.name: known.get(path.name) or _checksum(path) for path in files}


def _checksum(path: Path) -> tuple[int, int]:
    size = crc = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
    return size, crc


def damaged_file(segments: Path, files: dict[str, tuple[int, int]]) -> str | None:
    """The first file that is not as it was written. Missing ones are tantivy's matter: they may be merged away."""
    for name, written in files.items():
        with contextlib.suppress(FileNotFoundError):
            if _checksum(segments / name) != written:
                return name
    return None
