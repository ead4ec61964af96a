"""The password's form; without "meter" as its argument, nothing measures the strength."""

from __future__ import annotations

import sys

from tui_voter.dialogue import Answers, Dialogue, Form, Step
from tui_voter.fullscreen.app import run
from tui_voter.journeys.shared.passwords import NewPassword
from tui_voter.machine.strength import meter, prepare

try:
    from tui_voter.contract.passwords import PasswordPolicy
except ImportError:  # another checkout may be measured, from before the contract had subjects
    from tui_voter.contract.shapes import PasswordPolicy  # type: ignore[attr-defined, no-redef]


async def submit(answers: Answers) -> Answers:
    return answers


async def journey(dialogue: Dialogue) -> None:
    words = ("marie", "durand", "marie.durand@ac-exemple.fr")
    new = NewPassword(PasswordPolicy(), meter(words), label="MARK")
    field = new.field if "meter" in sys.argv else new.field._replace(strength=None)
    await dialogue.ask(
        Form(
            title="Create your password",
            step=Step(2, "abcd"),
            fields=[field, new.again],
            submit=submit,
            submit_label="Open",
            busy="Opening",
        )
    )


raise SystemExit(run(journey, warm_up=prepare))
