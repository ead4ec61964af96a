"""The first form, without a portal behind it."""

from __future__ import annotations

from tui_voter.dialogue import Answers, Dialogue, Form, LinkField, Step
from tui_voter.fullscreen.app import run


async def submit(answers: Answers) -> Answers:
    return answers


async def journey(dialogue: Dialogue) -> None:
    await dialogue.ask(
        Form(
            title="Open your voter account",
            step=Step(1, 4),
            intro=["Paste the link from the email you received, or the whole email."],
            fields=[
                LinkField(name="link", label="MARK", find=str.strip, parse=str, hint="https://")
            ],
            submit=submit,
            submit_label="Open",
            busy="Opening",
        )
    )


raise SystemExit(run(journey))
