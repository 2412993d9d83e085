"""What happened, for people to read, and what should not have happened, for tests to fail on."""

import textwrap


class Journal:
    """The conversation line by line, and the violations of the Bot API."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.violations: list[str] = []

    def note(self, speaker: str, words: str) -> None:
        """Write down that `speaker` said or did `words`; further lines are indented under the first."""
        self.lines.append(textwrap.indent(f"{speaker}: {words}", "    ").removeprefix("    "))

    def violation(self, what: str) -> None:
        """Write down that the bot, or the double itself, broke a rule of the Bot API."""
        self.violations.append(what)
        self.lines.append(f"!! {what}")

    def text(self) -> str:
        """Everything so far in one text."""
        return "\n".join(["What happened so far:", *self.lines]) if self.lines else "Nothing happened so far."
