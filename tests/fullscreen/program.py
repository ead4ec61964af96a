"""A program that plays one of the stories on a real terminal: ``python -m ... STORY [THEME]``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable
from typing import Any, cast

from tests.fullscreen import stories
from tests.fullscreen.scenes import SCENES, SECONDS
from tests.linear.stage import as_a_shell_would
from tui_voter import messages
from tui_voter.dialogue import (
    Answers,
    ChoiceField,
    Dialogue,
    Form,
    Heading,
    Left,
    Option,
    SecretField,
    TextField,
)
from tui_voter.fullscreen import pulse
from tui_voter.fullscreen.app import run
from tui_voter.fullscreen.dialogue import FullscreenDialogue
from tui_voter.fullscreen.program import Program

CANARY = "Canari-9-xyzzy"


async def say(dialogue: Dialogue, words: str) -> None:
    """Show that something was submitted."""
    await dialogue.ask(
        Form(
            title=f"Submitted {words}",
            fields=(),
            submit=stories.taken,
            submit_label="End",
            busy="",
            can_go_back=False,
        )
    )


async def link(dialogue: Dialogue) -> None:
    dialogue.head(stories.HEADING)
    answers = await dialogue.ask(stories.link_form())
    said = answers.typed.text("link") if isinstance(answers, Answers) else str(answers)
    await say(dialogue, said)


async def long_form(dialogue: Dialogue) -> None:
    """More than a small terminal has room for; the last answer is that of the focus."""
    options = [Option(str(n), f"What is the name of your {n}th colleague?") for n in range(2, 10)]
    fields = (
        ChoiceField(parse=str, name="question", label="Question", options=options),
        TextField(parse=str, name="answer", label="Answer", hint="At least 4 letters or digits"),
        TextField(parse=str, name="last", label="Last"),
    )
    await dialogue.ask(
        Form(
            title="Fields",
            intro=("Choose this question and its answer well. " * 4,),
            fields=fields,
            submit=stories.taken,
            submit_label="Send",
            busy="Wait",
        )
    )


async def fields(dialogue: Dialogue) -> None:
    names = ("First", "Second", "Third")
    answers: Answers | Left = await dialogue.ask(
        Form(
            title="Fields",
            fields=[TextField(parse=str, name=name, label=name) for name in names],
            submit=stories.taken,
            submit_label="Send",
            busy="Wait",
        )
    )
    if isinstance(answers, Answers):
        await say(dialogue, ",".join(answers.typed.text(name) for name in names))


async def claim(dialogue: Dialogue) -> None:
    answers = await dialogue.ask(stories.claim_form())
    if isinstance(answers, Answers):
        await say(dialogue, ",".join(answers.typed.text("text").split()))


async def secret(dialogue: Dialogue) -> None:
    await dialogue.ask(
        Form(
            title="Secret",
            fields=(SecretField(name="password", label="Password"),),
            submit=stories.taken,
            submit_label="Send",
            busy="Wait",
        )
    )


async def crash(dialogue: Dialogue) -> None:
    """A fault with the voter's secret in a local and in the exception's text."""

    async def submit(answers: Answers) -> Answers:
        revealed = answers.typed.secret("password").reveal()
        raise KeyError(revealed)

    await dialogue.ask(
        Form(
            title="Crash",
            fields=(SecretField(name="password", label="Password"),),
            submit=submit,
            submit_label="Send",
            busy="Wait",
        )
    )


async def cleanup(dialogue: Dialogue) -> None:
    try:
        await dialogue.ask(stories.link_form())
    finally:
        sys.__stdout__.write("cleaned up\n")  # type: ignore[union-attr] # it is a terminal here


async def put(dialogue: Dialogue, question: Awaitable[Any]) -> asyncio.Future[Any]:
    """Ask ``question``, until it is seen: what is typed before answers nothing."""
    program = cast("FullscreenDialogue", dialogue)._host
    assert isinstance(program, Program)
    before = [program.seen, *program.screen_stack]  # one below may be seen for a moment again
    asked = asyncio.ensure_future(question)
    while program.seen in before:  # noqa: ASYNC110 - a frame is no event
        await asyncio.sleep(0.001)
    return asked


async def scenes(dialogue: Dialogue) -> None:
    """One scene after the other, on to the next by a signal, below a countdown that runs."""
    pulse.TICK = 0.002  # type: ignore[misc] # time flies here
    program = cast("FullscreenDialogue", dialogue)._host
    assert isinstance(program, Program)
    for name, scene in SCENES.items():
        countdown = stories.Clock(SECONDS, step=1).block()
        playing = await put(dialogue, scene.ask(dialogue))
        dialogue.head(Heading("Élections", f"Scene {name}.", countdown=countdown))
        assert program._driver is not None
        program._driver.write(f"\x1b]2;Scene {name}.\x07")  # whatever stands in the heading
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, playing.cancel)
        await asyncio.wait({playing})
        if not playing.cancelled():
            playing.result()


if __name__ == "__main__":
    messages.use("en")
    story = {
        "link": link,
        "fields": fields,
        "long_form": long_form,
        "secret": secret,
        "crash": crash,
        "cleanup": cleanup,
        "question": lambda d: d.ask(stories.question_form()),
        "countdown": lambda d: d.show(stories.countdown_page(stories.Clock(4_000_000))),
        "story": stories.whole_story,
        "home": stories.home,
        "claim": claim,
        "scenes": scenes,
    }[sys.argv[1]]
    theme = sys.argv[2] if sys.argv[2:] else "visual"
    if "AS_A_SHELL" in os.environ:
        sys.exit(as_a_shell_would(lambda: run(story, theme=theme)))
    sys.exit(run(story, theme=theme))
