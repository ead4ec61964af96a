"""The outcome of an activation can be repeated, and kept as a dated record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.entry.visitor import ANSWER, PASSWORD, SIGNS_OUT, Visitor
from tui_voter.audit.player import fill, sees, take


def test_the_confirmation_is_saved(
    visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    *activation, home = visitor.activation()
    said = visitor.play(
        *(*activation, sees("Your account has been activated."), take("save"), fill()),
        *(sees("Saved: {path}"), home, SIGNS_OUT),
    )
    assert said.titles.count("Your account has been activated.") == 2  # it is there again
    saved = (tmp_path / "activation.txt").read_text(encoding="utf-8")
    title, facts, *sentences, account = saved.strip().split("\n\n")
    assert title == "Your account has been activated."
    named = [line.partition(":")[0] for line in facts.splitlines()]
    assert named == ["Elections", "Organiser", "Created"]
    question = "What was the first dish you learned to cook?"
    assert account == f"Email address: {visitor.address}\nChallenge question: {question}"
    assert sentences[0] == "Your challenge question and your secret answer have been recorded."
    assert not any(secret in saved for secret in (PASSWORD, ANSWER))
