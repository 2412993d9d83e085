"""Files of articles, as they are measured with."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def records(file: Path) -> Iterator[Mapping[str, Any]]:  # Any: whatever the JSON holds
    """The objects of a `.jsonl` or `.jsonl.gz` file, one a line."""
    unpacked = gzip.open if file.suffix == ".gz" else open
    with unpacked(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
