"""Answers of different kinds are never equal, and mypy refuses to compare them.

Each "type: ignore" below is an error of its own once mypy no longer reports the comparison.
"""

from tui_voter.dialogue import BACK, Opened, Took


def test_answers_of_different_kinds_are_never_equal_and_none_is_a_text() -> None:
    assert Took("back") != Opened("back")  # type: ignore[comparison-overlap]
    assert Took("back") != BACK  # type: ignore[comparison-overlap]
    assert Opened("back") != BACK  # type: ignore[comparison-overlap]
    assert Took("save") != "save"  # type: ignore[comparison-overlap]
    assert Opened("save") != "save"  # type: ignore[comparison-overlap]
    assert BACK != "back"  # type: ignore[comparison-overlap]
