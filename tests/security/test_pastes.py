"""A thousand hostile pastes into forms, byte by byte as a terminal sends them: nothing is
submitted, no key comes out of a paste, and every field keeps 2,048 characters at most."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tests.fullscreen.stage import Stage, on_stage
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
from tui_voter.fullscreen.terminal.paste import END, START, Background, Pasted, Reception
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


class Terminal:
    """What the driver makes of bytes: messages for the program."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._parser = XTermParser(debug=False)
        self._reception = Reception()
        self.keys: list[str] = []
        self.pasted = 0

    async def paste(self, text: str, chance: Random) -> None:
        sent = START + text + END
        while sent:
            size = chance.randint(1, 4096)
            await self._take(self._reception.feed(sent[:size]))
            sent = sent[size:]
        while self._reception.waiting:
            await self._take(self._reception.quiet())

    async def _take(self, parts: Sequence[str | Pasted | Background]) -> None:
        for part in parts:
            if isinstance(part, Pasted):
                self.pasted += 1
                await self._stage.send(events.Paste(part.text))
            elif isinstance(part, str):
                for message in [*self._parser.feed(part), *self._parser.tick()]:
                    self.keys.append(repr(message))
                    assert isinstance(message, events.Event)
                    await self._stage.send(message)


@pytest.mark.parametrize("at", range(6), ids=[field.name for field in fields()])
async def test_a_paste_never_submits(at: int) -> None:
    submitted: list[Answers] = []

    async def submit(answers: Answers) -> None:
        submitted.append(answers)

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(
            Form(title="Form", fields=fields(), submit=submit, submit_label="Send", busy="")
        )

    chance = Random(at)  # noqa: S311 the same cuts each time
    async with on_stage(journey) as stage:
        form, terminal = stage.form, Terminal(stage)
        form.boxes[at].control.focus()
        await stage.settle()
        sent = pastes()[at::6]
        for text in sent:
            await terminal.paste(text, chance)
            assert stage.program.screen is form
            assert form.focused is form.boxes[at].control
        assert terminal.keys == []
        assert terminal.pasted == len(sent)
        for box in form.boxes:
            assert len(getattr(box.value, "reveal", lambda box=box: box.value)()) <= 2048
        assert not form.outcome.done()
    assert submitted == []
