"""When the double and the bot talked over the wire, for those who measure."""

from dataclasses import dataclass

from pydantic import JsonValue


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that was granted, with its `result` as the bot got it.

    `received` is when its headers and body were there, `answered` when all of the response had been written to the
    connection, both in seconds of the event loop's clock.
    """

    method: str
    result: JsonValue
    received: float
    answered: float
