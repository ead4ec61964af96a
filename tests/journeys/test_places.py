"""Where each action is offered is known from the start."""

from __future__ import annotations

import ast
from pathlib import Path

from tui_voter.journeys.shared.places import demo_places, places

import tui_voter.journeys
from tui_voter import messages
from tui_voter.linear.commands import ALWAYS


def _words(source: str) -> set[str]:
    """The words of the actions that are made in this source."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    made = (call for call in calls if getattr(call.func, "id", "") == "Action")
    words = (call.args[2] for call in made)
    return {
        word.args[0].value
        for word in words
        if isinstance(word, ast.Call)
        and isinstance(word.args[0], ast.Constant)
        and isinstance(word.args[0].value, str)
    }


def test_every_action_has_its_place() -> None:
    room = Path(tui_voter.journeys.__path__[0])
    demo = _words((room / "demo.py").read_text(encoding="utf-8"))
    others = {
        word
        for path in room.rglob("*.py")
        if path.name != "demo.py"
        for word in _words(path.read_text(encoding="utf-8"))
    }
    anywhere = {command.value for command in ALWAYS}
    assert others - anywhere == set(places())
    assert demo - anywhere <= set(demo_places())


def test_the_mailbox_of_the_demo_is_told_to_be_at_hand_at_the_home_and_in_any_form() -> None:
    at = demo_places()[messages.gettext("mailbox")]
    assert [*at.inside, *at.outside] == [messages.gettext("Home"), messages.gettext("any form")]
