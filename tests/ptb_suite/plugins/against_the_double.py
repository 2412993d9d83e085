"""A pytest plugin that sends PTB's tests to the double and notes which of them passed on what it answered.

It is loaded in the process of PTB's tests, where Kutip's own `tests` cannot be imported, as PTB's have the same name.
"""

import asyncio
import json
import os
import socket
from collections.abc import Mapping
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

_TELEGRAM = "https://api.telegram.org"
_NOT_MODELLED = 500
"""From here on a status says that the double had no answer."""
_PATIENCE = dict.fromkeys(("read_timeout", "write_timeout", "connect_timeout", "pool_timeout"), 30.0)
"""Seconds. PTB's tests count as failed what took too long, and a busy machine is no fault of the double."""
_FOR_GOOD = pytest.MonkeyPatch()
"""Never undone: the process is for these tests only."""


class Witness:
    """What became of each test, and what the double answered meanwhile."""

    def __init__(self, into: Path) -> None:
        """Write the ids of the tests that passed into the file `into`, as a JSON list, at the end."""
        self._into = into
        # Of a context, as requests of a test that has failed can be under way still when the next one runs.
        self._now = ContextVar("test", default="")
        self._outcomes: dict[str, set[str]] = {}
        self._answers: dict[str, list[int]] = {}

    def answered(self, status: int) -> None:
        """Take down an answer to the test in whose context this is called."""
        self._answers.setdefault(self._now.get(), []).append(status)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self._now.set(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test was prepared, made, or cleaned up after."""
        self._outcomes.setdefault(report.nodeid, set()).add(report.outcome)

    def pytest_sessionfinish(self) -> None:
        """Tell which tests passed, of those to which the double had answers."""
        passed = [
            name
            for name, outcomes in self._outcomes.items()
            if outcomes == {"passed"} and name in self._answers and max(self._answers[name]) < _NOT_MODELLED
        ]
        self._into.write_text(json.dumps(passed), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Bend what PTB's tests would do at Telegram, for as long as this process lives."""
    told = json.loads(os.environ["AGAINST_THE_DOUBLE"])
    witness = Witness(Path(told["outcomes"]))
    config.pluginmanager.register(witness)
    # Marks the tests to try again, for a plugin that is not there.
    config.addinivalue_line("markers", "flaky: not heeded")
    _redirect(told["url"], witness)
    _know_hosts(told["addresses"])
    _do_not_wait()


# Any, below: the parameters of PTB and of Python, passed on as they are.


def _redirect(double: str, witness: Witness) -> None:
    """Let the double answer what is asked of Telegram, and nobody what is asked of others."""
    ask = HTTPXRequest.do_request

    @wraps(ask)
    async def redirected(request: HTTPXRequest, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        if not url.startswith(_TELEGRAM):
            raise NetworkError(f"{url} is not Telegram's")
        status, body = await ask(request, double + url.removeprefix(_TELEGRAM), *args, **kwargs | _PATIENCE)
        witness.answered(status)
        return status, body

    # Here, as the tests make their bots in many places.
    _FOR_GOOD.setattr(HTTPXRequest, "do_request", redirected)


def _know_hosts(addresses: Mapping[str, str]) -> None:
    """Answer with these when a test asks for the address of a host: there may be no network."""
    _FOR_GOOD.setattr(socket, "gethostbyname", addresses.__getitem__)


def _do_not_wait() -> None:
    """Where the tests wait for Telegram's servers to agree, go on: the double is one server."""
    sleep = asyncio.sleep

    async def at_once(delay: float, result: Any = None) -> Any:
        return await sleep(0, result)

    _FOR_GOOD.setattr(asyncio, "sleep", at_once)
