"""Who may do what where."""

from __future__ import annotations

import pytest

from bot.access import Actor, may_change_settings


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        pytest.param(Actor(private=True), True, id="anybody in their own chat"),
        pytest.param(Actor(admin=True), True, id="an administrator of the group"),
        pytest.param(Actor(as_chat=True), True, id="an anonymous administrator, who writes as the group"),
        pytest.param(Actor(), False, id="a member of the group"),
    ],
)
def test_settings_are_changed_by_whose_chat_it_is(actor: Actor, allowed: bool) -> None:
    assert may_change_settings(actor) is allowed
