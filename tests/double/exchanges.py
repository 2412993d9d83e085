"""When the double and the bot talked over the wire, for those who measure."""

from dataclasses import dataclass

from pydantic import JsonValue


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that was granted, with its `result` as the bot got it.

    `received` is when its headers and body were there, `answered` when all of the response had been written, both in
    seconds of the event loop's clock. `port` is the bot's end of the connection.
    """

    method: str
    result: JsonValue
    received: float
    answered: float
    port: int
