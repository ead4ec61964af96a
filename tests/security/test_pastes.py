"""A thousand hostile pastes into forms: nothing is submitted, none leads elsewhere, and every field
keeps 2,048 characters at most. That no key comes out of one: ``tests/fullscreen/test_paste.py``."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.fullscreen.stage import on_stage
from tui_voter.dialogue import (
    Answers,
    CaptchaField,
    ChoiceField,
    Dialogue,
    Field,
    Form,
    LinkField,
    LongTextField,
    Option,
    SecretField,
    TextField,
)
from tui_voter.fullscreen.terminal.paste import END, START
from tui_voter.portal.hygiene import find_link

PASTES = 1000

_PIECES = (
    *(END, START, f"{END}\r", f"{END}\r\n", f"{END}\n\n", f"{END}\x1b[13u", f"{END}\t\t\r"),
    *("\r", "\n", "\r\n", "\t", "\x13", "\x1b\r", "\x1bOM", "\x1b[13~", "\x1b[57414u", "\x04"),
    *("\x11", "\x03", "\x1b", "\x1bOQ", "\x1b[15~", "\x1b[?2026;2$y", "\x1b]11;rgb:0/0/0\x07"),
    *("\x9b201~\r", "\u202e", "\0", "\x7f" * 9, "x" * 3000, "https://portail.exemple/"),
    *("activation/", "mot de passe", " ", "é", "👍🏽", "[@click=screen.submit]", "\x1b[I"),
)


def pastes() -> list[str]:
    chance = Random(7)  # noqa: S311 the same pastes each time
    return ["".join(chance.choices(_PIECES, k=chance.randint(1, 12))) for _ in range(PASTES)]


def fields() -> list[Field[Any]]:
    async def renew() -> str:
        raise AssertionError("a paste asked for another question")

    return [
        TextField(parse=str, name="text", label="Text"),
        LinkField(parse=str, name="link", label="Link", find=find_link),
        SecretField(name="secret", label="Secret"),
        CaptchaField(name="captcha", label="Captcha", question="7?", renew=renew),
        LongTextField(name="long", label="Long"),
        ChoiceField(
            parse=str, name="choice", label="Choice", options=[Option("a", "A"), Option("b", "B")]
        ),
    ]


@pytest.mark.parametrize("at", range(6), ids=[field.name for field in fields()])
async def test_a_paste_never_submits(at: int) -> None:
    submitted: list[Answers] = []

    async def submit(answers: Answers) -> None:
        submitted.append(answers)

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(
            Form(title="Form", fields=fields(), submit=submit, submit_label="Send", busy="")
        )

    async with on_stage(journey) as stage:
        form = stage.form
        form.boxes[at].control.focus()
        await stage.settle()
        for text in pastes()[at::6]:
            await stage.paste(text)
            assert stage.program.screen is form
            assert form.focused is form.boxes[at].control
        for box in form.boxes:
            assert len(getattr(box.value, "reveal", lambda box=box: box.value)()) <= 2048
        assert not form.outcome.done()
    assert submitted == []
