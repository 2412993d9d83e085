"""How the Bot API says no."""

from pydantic import JsonValue


class Refusal(Exception):
    """A request that Telegram would refuse."""

    def __init__(self, status: int, description: str, parameters: dict[str, JsonValue] | None = None) -> None:
        """Take the HTTP status, the description in the real server's words, and its `ResponseParameters` if any."""
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, JsonValue]:
        """The JSON body of the error response."""
        body: dict[str, JsonValue] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> Refusal:
    """400 in the words of the official server, which lowers the first letter of `reason` unless it is an ERROR_CODE."""
    if not (reason[1:2].isupper() or reason[1:2] == "_"):
        reason = reason[:1].lower() + reason[1:]
    return Refusal(400, f"Bad Request: {reason}")
