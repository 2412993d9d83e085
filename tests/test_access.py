"""Who may do what where."""

from __future__ import annotations

import pytest

from bot.access import Actor, Editing, may_change_settings, may_edit


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


@pytest.mark.parametrize(
    ("actor", "editing"),
    [
        pytest.param(Actor(private=True, runs_bot=True), Editing.PUBLIC, id="an admin of the bot, in private"),
        pytest.param(Actor(private=True), Editing.NOT_YOURS, id="anybody else in their own chat"),
        pytest.param(Actor(private=True, admin=True), Editing.NOT_YOURS, id="who runs some group, in private"),
        pytest.param(Actor(admin=True), Editing.OWN, id="an administrator of the group"),
        pytest.param(Actor(as_chat=True), Editing.OWN, id="an anonymous administrator, who writes as the group"),
        pytest.param(Actor(admin=True, runs_bot=True), Editing.OWN, id="an admin of the bot who runs the group too"),
        pytest.param(Actor(runs_bot=True), Editing.NOT_HERE, id="an admin of the bot among others in a group"),
        pytest.param(Actor(), Editing.NOT_ADMIN, id="a member of the group, or a channel that writes there"),
    ],
)
def test_articles_are_edited_by_whose_they_are(actor: Actor, editing: Editing) -> None:
    assert may_edit(actor) is editing
