"""The ballot paper: a card with its title, then a sealed envelope, then a receipt."""

import asyncio

import pytest

from tests.fullscreen.stage import on_stage
from tests.stories import menu, page, refuse
from tui_voter.dialogue import (
    NO,
    SEND,
    Answers,
    Correct,
    Dialogue,
    Facts,
    Form,
    Items,
    Left,
    Opened,
    Option,
)
from tui_voter.fullscreen.motion import ANIMATIONS

WAX = "___ ● ___"
OPTIONS = [Option(SEND, "Cast it"), Option(NO, "Not yet")]


@pytest.mark.parametrize(
    ("theme", "variables", "moves"),
    [
        *(("visual", {}, True), ("projector", {ANIMATIONS: "full"}, True)),
        *(("accessible", {}, False), ("visual", {ANIMATIONS: "NONE"}, False)),
        ("visual", {"SSH_CONNECTION": "2001:db8::1 5 2001:db8::2 22"}, False),
        ("visual", {"TERM": "linux"}, False),
    ],
)
async def test_a_paper_that_is_sent_turns_into_an_envelope_until_it_is_refused(
    theme: str, variables: dict[str, str], moves: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (ANIMATIONS, "SSH_CONNECTION", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    refused = asyncio.Event()

    async def journey(dialogue: Dialogue) -> str | Left:
        async def submit(_answers: Answers) -> str:
            if await dialogue.choose(menu(title="Cast?", options=OPTIONS)) != Opened(SEND):
                raise Correct("")
            await refused.wait()
            raise refuse(("", "Not cast.", "not cast"))

        intro = ["Union of A", "Committee", "Number: 1234"]
        form = Form(title="“A”", fields=[], intro=intro, submit=submit, busy="Casting…")
        return await dialogue.ask(form)

    async with on_stage(journey, theme=theme) as stage:
        await stage.sees("“A”", "Union of A")
        at = stage.line_of("[ Con")
        await stage.press("enter", sees="Cast?")
        await stage.press("2", "enter", sees="Union of A")
        await stage.press("enter", sees="Cast?")
        await stage.press("1", "enter", sees=["Casting…", WAX if moves else "Union of A"])
        assert ("“A”" in stage.text, WAX in stage.text) == (not moves, moves)
        assert stage.line_of("[ Casting") == at, "nothing moves below"
        refused.set()
        await stage.sees("“A”", "Union of A", "Not cast.")
        assert (WAX in stage.text, stage.line_of("[ Try")) == (False, at)


async def test_what_is_done_has_ticks_and_its_number_stands_alone() -> None:
    done = page(Facts([("Tracking number", "AB12 CD34")]), Items(["Cast", "Found"]), title="Voted.")
    async with on_stage(done._replace(is_outcome=True)) as stage:
        await stage.sees("✓ Voted.", "✓ Cast", "✓ Found")
        assert "Tracking number   AB12 CD34" in stage.text, "in a box of its own colour"
        await stage.dress("accessible")
        await stage.sees("– Cast", "Tracking number  AB12 CD34")
        assert "✓" not in stage.text
    async with on_stage(done) as stage:
        await stage.sees("Voted.", "– Cast")
        assert "✓" not in stage.text, "it tells nothing that came of an act"
