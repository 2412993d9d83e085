"""Runs PTB's tests in a process of their own, against a double in this one."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from . import stage

_PLUGINS: Final = Path(__file__).resolve().parent / "plugins"
_LIVE: Final = (
    "-m",
    "req",
    "tests",
    # About PTB itself, Telegram's documentation, and servers of others.
    "--ignore=tests/ext",
    "--ignore=tests/test_official",
    "--ignore=tests/request",
    "--ignore=tests/docs",
)
"""What finds all of PTB's tests of the Bot API."""

_PATIENCE: Final = 240.0
"""Seconds that a run lasts at most; it takes a few."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run: the tests that passed on the double's answers, what it lacked for them, and the printout."""

    passed: frozenset[str]
    lacking: tuple[str, ...]
    output: str


async def run(sources: Path, scratch: Path, tests: Sequence[str] | None = None) -> Report:
    """Run some of PTB's `tests` by their ids, or else all live ones, of the sources at `sources`.

    `scratch` is an empty directory for what comes up on the way. Raises AssertionError, with what pytest said, when it
    could not run them, as with an id that PTB does not have (any more).
    """
    names = scratch / "tests.txt"
    names.write_text("\n".join(_LIVE if tests is None else tests), encoding="utf-8")
    outcomes = scratch / "outcomes.json"
    async with stage.double() as telegram:
        bots = stage.set_up(telegram)
        told = {"url": telegram.url, "outcomes": str(outcomes), "addresses": stage.ADDRESSES}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "pytest",
            *_options(scratch),
            f"@{names}",
            cwd=sources,
            env=_environment(bots, json.dumps(told)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            async with asyncio.timeout(_PATIENCE):
                printed, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        output = printed.decode(errors="replace")
        if process.returncode not in {0, 1}:
            raise AssertionError(f"pytest could not run PTB's tests (status {process.returncode}).\n{output}")
        passed = frozenset(json.loads(outcomes.read_text(encoding="utf-8")))
        lacking = tuple(violation for violation in telegram.violations if "the double" in violation)
        return Report(passed, lacking, output)


def _options(scratch: Path) -> list[str]:
    settings = [
        # PTB's own options are those of the plugin that tries failing tests again, which is not wanted here.
        "addopts=",
        # The PTB that is installed is tested, not the one beside its tests.
        "pythonpath=",
        # PTB's fixtures are made once a session, and want the loop of the tests.
        "asyncio_default_fixture_loop_scope=session",
        "asyncio_default_test_loop_scope=session",
    ]
    return [
        *("--config-file=pyproject.toml", "--rootdir=.", f"--basetemp={scratch / 'pytest'}"),
        *("-p", "pytest_asyncio.plugin", "-p", "against_the_double", "-p", "no:cacheprovider"),
        *("--quiet", "--tb=native", "-rfE"),
        *(word for setting in settings for word in ("--override-ini", setting)),
    ]


def _environment(bots: str, told: str) -> dict[str, str]:
    """What PTB's tests are told, as on its build server: which bot to be, and to do without optional packages."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "GITHUB_ACTIONS": "true",
        "BOTS": bots,
        "JOB_INDEX": "0",
        "TEST_WITH_OPT_DEPS": "false",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(_PLUGINS),
        "AGAINST_THE_DOUBLE": told,
    }
