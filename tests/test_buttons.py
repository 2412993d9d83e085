"""Buttons of settings and of what is kept of people: what they carry, and what is made of forged data."""

from __future__ import annotations

import pytest

from bot import buttons
from bot.buttons import Setting


@pytest.mark.parametrize(
    "press",
    [
        buttons.FocusOn(10**17),
        buttons.FocusOn(None),
        *(buttons.Choose(setting, value) for setting in Setting for value in (0, 1, 2, 99)),
        buttons.ShowQuestions(10**17, 10**17, 10**17),
        buttons.OfferToForget(),
        buttons.Forget(5, remove=True),
        buttons.Forget(10**17, remove=False),
        buttons.Undo(10**17, 10**17),
        buttons.Rename(10**17),
        buttons.Replace(10**17),
        buttons.Withdraw(10**17),
        buttons.ShowDiscarded(10**17),
        buttons.Cancel(10**17),
        buttons.ShowFigures(90),
        buttons.SendTables(10**17),
    ],
)
def test_press_survives_the_way_through_a_button(press: buttons.Press) -> None:
    assert len(buttons.encode(press)) <= 64
    assert buttons.decode(buttons.encode(press)) == press


@pytest.mark.parametrize(
    "forged",
    [
        "1.c",
        "1.c.0",
        "1.c.3.0",
        "1.c.0.-1",
        "1.c.0.1.2",
        "1.x.1",
        "1.d",
        "1.d.5",
        "1.d.5.2",
        "1.d.-5.1",
        "1.d.5.1.1",
        "1.u",
        "1.u.1",
        "1.u.1.2.3",
        "1.r",
        "1.r.-1",
        "1.g.1.1",
        "1.h",
        "1.b",
        "1.j",
        "1.st",
        "1.sc.7.7",
    ],
)
def test_data_that_is_not_ours_is_refused(forged: str) -> None:
    assert buttons.decode(forged) is None
