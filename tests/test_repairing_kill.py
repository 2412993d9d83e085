"""Whoever repairs a library may be killed before any step on the disk: nothing is lost; the next repair finishes."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest

from retrieval.errors import LibraryError
from retrieval.layout import DATABASE
from retrieval.opening import open_library
from retrieval.repairing import alone, repair
from tests.newsroom import FLOOD
from tests.test_repairing import HUNDRED, damage, stocked, titles

if TYPE_CHECKING:
    from pathlib import Path

STEPS: Final = frozenset(("open", "os.remove", "os.rename", "shutil.copyfile", "sqlite3.connect"))
"""What Python tells of before it is done. What SQLite does between is safe by itself."""
COMPLETE: Final = "repaired.sqlite3"


def repair_until(directory: Path, step: int) -> None:
    """Repair, and be killed before that step in the directory, if it gets there."""
    taken = 0

    def look(event: str, about: tuple[object, ...]) -> None:
        nonlocal taken
        if event in STEPS and str(directory) in str(about[0]):
            taken += 1
            if taken == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)
    with alone(directory):
        repair(directory)


async def damaged(directory: Path) -> None:
    """A library whose file is damaged, and whose last article is in its log only."""
    await stocked(directory, *HUNDRED[:50])
    with closing(sqlite3.connect(directory / DATABASE)) as holding:
        holding.execute("BEGIN")
        holding.execute("SELECT revision FROM library").fetchone()  # keeps the log from being emptied at the end
        await stocked(directory, FLOOD)
        kept = {name: (directory / name).read_bytes() for name in (DATABASE, f"{DATABASE}-wal")}
    for name, content in kept.items():
        (directory / name).write_bytes(content)
    damage(directory, 5, 2, first=60)


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="no process is forked here")
async def test_repair_that_is_killed_before_any_step_loses_nothing(tmp_path: Path) -> None:
    # A server that has everything imported: a process that begins in no time can be killed more often.
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([__name__])
    whole = tmp_path / "whole"
    await damaged(whole)
    shutil.copytree(whole, tmp_path / "repaired")
    with alone(tmp_path / "repaired"):
        repair(tmp_path / "repaired")
    expected = await titles(tmp_path / "repaired")
    assert FLOOD.title in expected
    finished = 0
    for step in count(1):
        directory = tmp_path / f"killed-{step}"
        shutil.copytree(whole, directory)
        process = forking.Process(target=repair_until, args=(directory, step))
        process.start()
        process.join()
        status = process.exitcode
        process.close()
        if status == 0:
            break
        assert status == -signal.SIGKILL, step
        if (directory / COMPLETE).exists():
            finished += 1
            with pytest.raises(LibraryError, match="check --repair"):
                async with open_library(directory, semantic="off"):
                    pass
        with alone(directory):
            repair(directory)
        assert await titles(directory) == expected, step
        assert not [path.name for path in directory.iterdir() if "repair" in path.name and "before" not in path.name]
    assert step > 10
    assert finished > 1
