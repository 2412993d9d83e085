"""Python's modules as processes, and what they take: seconds, processor time, memory, disk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
_LOOK_EVERY: Final = 0.05
"""Seconds between looks at a process's memory, which it reports at its highest."""
_MB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process has, in MB, as far as the system tells.

    `peak` is the most it ever had in RAM, `resident` what it has now, both with the pages of files that it has mapped;
    `proportional` divides what it shares by those it shares it with; `own` is what no file could give back.
    """

    peak: float | None
    resident: float | None
    proportional: float | None
    own: float | None


def started(module: Sequence[str], home: Path, settings: Mapping[str, str], *, piped: bool) -> subprocess.Popen[str]:
    """A module of Python's that runs with these arguments in `home`, and knows nothing but these settings.

    Its standard input and output are pipes or nothing; what it complains about is shown.
    """
    stream = subprocess.PIPE if piped else subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 - our own modules
        [sys.executable, "-m", *module],
        cwd=home,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), **settings},
        stdin=stream,
        stdout=stream,
        text=True,
        encoding="utf-8",
    )


def finished(module: Sequence[str], home: Path, settings: Mapping[str, str]) -> tuple[float, float | None]:
    """The seconds and the peak memory (MB) that a module of Python's takes. Raises AssertionError when it fails."""
    start = time.perf_counter()
    process = started(module, home, settings, piped=False)
    peak = None
    while process.poll() is None:
        peak = memory(process.pid).peak or peak
        time.sleep(_LOOK_EVERY)
    if process.returncode:
        raise AssertionError(f"{module[0]} ended with status {process.returncode}")
    return time.perf_counter() - start, peak


def memory(process: int) -> Memory:
    """The memory of a running process; nothing is known where the system does not tell, or it has ended.

    What the system tells of a process afterwards counts what it was forked from.
    """
    status, rollup = (_sizes(Path(f"/proc/{process}/{name}")) for name in ("status", "smaps_rollup"))
    return Memory(status.get("VmHWM"), status.get("VmRSS"), rollup.get("Pss"), status.get("RssAnon"))


def _sizes(file: Path) -> dict[str, float]:
    """The lines of `file` that tell kB, in MB."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    told = (line.partition(":") for line in lines if line.endswith(" kB"))
    return {name: int(size.split()[0]) / 1024 for name, _, size in told}


def cpu_seconds(process: int) -> float | None:
    """Seconds of processor time that a running process has taken so far; None where there is no /proc."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return None
    user, system = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]  # the line's 14th and 15th
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def disk(directory: Path) -> float:
    """MB of the files in a directory."""
    return sum(_lengths(directory)) / _MB


def _lengths(directory: Path) -> Iterator[int]:
    for file in directory.rglob("*"):
        with suppress(FileNotFoundError):  # an index may be merging its files just now
            if file.is_file():
                yield file.stat().st_size
