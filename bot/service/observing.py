"""The server that tells how the bot is: `/livez`, `/healthz`, `/metrics`."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from bot.service.health import Health
from bot.service.metrics import Metrics
from bot.service.web import Handler, application, listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.service.health import Working
    from bot.service.listening import Listen
    from bot.service.watching import Watch

_JSON: Final = "application/json"


@asynccontextmanager
async def observing(at: Listen) -> AsyncIterator[Watch]:
    """A watch, of which is told there meanwhile. Raises SettingsError when nobody can listen there."""
    health = Health()
    metrics = Metrics(health)
    served = application(
        ("/livez", _Alive, {}), ("/healthz", _Ready, {"health": health}), ("/metrics", _Numbers, {"metrics": metrics})
    )
    async with listening("METRICS_LISTEN", at, served):
        yield metrics


class _Told(Handler):
    """Answers GET, and HEAD without a body."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def tell(self, body: bytes, kind: str) -> None:
        self.set_header("Content-Type", kind)
        self.set_header("Cache-Control", "no-store")
        self.write(body)

    async def get(self) -> None:
        raise NotImplementedError

    async def head(self) -> None:
        await self.get()


class _Alive(_Told):
    """The process runs, and gets round to answering."""

    async def get(self) -> None:
        self.tell(_as_json({"status": "ok"}), _JSON)


class _Ready(_Told):
    """Questions can come, and be answered."""

    def initialize(self, health: Health) -> None:
        self._health = health

    async def get(self) -> None:
        condition = await self._health.condition()
        self.set_status(HTTPStatus.OK if condition.well else HTTPStatus.SERVICE_UNAVAILABLE)
        self.tell(_as_json(_summary(condition, stores=self._health.stores)), _JSON)


class _Numbers(_Told):
    """What Prometheus collects."""

    def initialize(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def get(self) -> None:
        self.tell(await self._metrics.told(), CONTENT_TYPE_PLAIN_0_0_4)


def _summary(working: Working, *, stores: bool) -> dict[str, str]:
    parts = {part: "ok" if works else "failing" for part, works in (*asdict(working).items(), ("storage", stores))}
    return {"status": "ok" if working.well else "unavailable", **parts}


def _as_json(said: dict[str, str]) -> bytes:
    return json.dumps(said).encode()
