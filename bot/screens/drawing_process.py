"""The other side of `bot.screens.charts`: a chart on standard input, its picture on standard output.

Started as `python -m bot.screens.drawing_process`. The first line is JSON: `seconds` and `memory`; all that follows
is the chart. Where there is no picture to give, the answer is the name of the error, and no word of the chart.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from typing import Final

_NICER: Final = 5


def main() -> None:
    """Read, draw, answer, end."""
    told = json.loads(sys.stdin.buffer.readline())
    asked = sys.stdin.buffer.read()
    try:
        answer = _picture(asked, float(told["seconds"]), int(told["memory"]))
    except Exception as error:  # noqa: BLE001 - whatever it is, its name is all that may be told of it
        answer = type(error).__name__.encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _picture(asked: bytes, seconds: float, memory: int) -> bytes:
    with suppress(OSError):
        os.nice(_NICER)  # answering readers comes first
    for kind, most in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # what an operating system does not know it goes without
            resource.setrlimit(kind, (most, most))
    from pydantic import TypeAdapter  # noqa: PLC0415 - within the limits

    from bot.screens.charts import Chart  # noqa: PLC0415
    from bot.screens.drawing import picture  # noqa: PLC0415

    return picture(TypeAdapter(Chart).validate_json(asked))


if __name__ == "__main__":
    main()
