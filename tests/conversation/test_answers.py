"""Answers of different kinds are never equal, and mypy refuses to compare them.

Each "type: ignore" below is an error of its own once mypy no longer reports the comparison.
"""

from __future__ import annotations

from tui_voter.dialogue import BACK, Left, Opened, Took


def test_an_answer_equals_the_same_answer() -> None:
    assert Took("save") == Took("save") != Took("send")
    assert {Took("save"): 1, Opened("save"): 2, BACK: 3}[Took("save")] == 1
    assert (repr(Took("save")), repr(Opened("7"))) == ("Took('save')", "Opened('7')")
    assert isinstance(BACK, Left)
    assert not isinstance(Opened("a"), Left)


def test_answers_of_different_kinds_are_never_equal_and_none_is_a_text() -> None:
    assert Took("back") != Opened("back")  # type: ignore[comparison-overlap]
    assert Took("back") != BACK  # type: ignore[comparison-overlap]
    assert Opened("back") != BACK  # type: ignore[comparison-overlap]
    assert Took("save") != "save"  # type: ignore[comparison-overlap]
    assert Opened("save") != "save"  # type: ignore[comparison-overlap]
    assert BACK != "back"  # type: ignore[comparison-overlap]
