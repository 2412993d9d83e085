"""Whose articles a question may see."""

from __future__ import annotations

from dataclasses import dataclass

PUBLIC = ""
"""Owner of the public library's articles. A chat's own articles are owned by the chat's id as text."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The owners whose articles are searched and listed: one chat's own and, unless turned off, the public ones."""

    own: str = PUBLIC
    public: bool = True

    @property
    def owners(self) -> frozenset[str]:
        """Every owner that this scope may see; never empty."""
        return frozenset({self.own, PUBLIC} if self.public else {self.own})


EVERYONE = Scope()
"""The public library alone: what the command line, inline mode and guest mode see."""
