"""How a running process is: what Linux tells of it in /proc."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import cpu_seconds, disk, memory


@dataclass(frozen=True, slots=True)
class Vitals:
    """A process at a moment. Memory and disk in MB (of 1024 × 1024 bytes), `cpu` in seconds since it began.

    `rss` is what of it is in memory, and `pss` the same with what it shares counted in part. `anonymous` is what it has
    allocated: the pages of mapped files, such as the index's, which the system takes back when it likes, are not among
    it. `processes` counts it and those that it has started, `data` is the size of its folder.
    """

    rss: float
    pss: float
    anonymous: float
    files: int
    threads: int
    processes: int
    data: float
    cpu: float


def vitals(pid: int, data: Path) -> Vitals:
    """How a process is that keeps its data in a folder. Raises OSError when it is gone, or there is no /proc."""
    process = Path(f"/proc/{pid}")
    files = sum(1 for _ in (process / "fd").iterdir())
    has = memory(pid)
    return Vitals(
        rss=round(has.resident or 0.0, 2),
        pss=round(has.proportional or 0.0, 2),
        anonymous=round(has.own or 0.0, 2),
        files=files,
        threads=sum(1 for _ in (process / "task").iterdir()),
        processes=1 + sum(len(task.read_text(encoding="utf-8").split()) for task in process.glob("task/*/children")),
        data=round(disk(data), 2),
        cpu=cpu_seconds(pid) or 0.0,
    )
