"""A program that plays one of the stories on a real terminal: ``python -m ... STORY [THEME]``."""

import asyncio
import os
import sys
from collections.abc import Awaitable
from typing import Any, cast

from tests import stories
from tests.linear.stage import as_a_shell_would
from tui_voter import messages
from tui_voter.dialogue import Answers, Dialogue, Form
from tui_voter.fullscreen.app import run
from tui_voter.fullscreen.dialogue import FullscreenDialogue
from tui_voter.fullscreen.program import Program

FIELDS = stories.form(*map(stories.text, ("first", "second", "third")), title="Fields")
SECRET = stories.form(stories.secret("password"), title="Secret")


async def submits(dialogue: Dialogue, form: Form[Answers]) -> None:
    """Show what the form was submitted with."""
    answers = await dialogue.ask(form)
    if isinstance(answers, Answers):
        typed = (" ".join(answers.typed.text(field.name).split()) for field in form.fields)
        said = stories.form(title=f"Submitted {','.join(typed)}", can_go_back=False)
        await dialogue.ask(said)


async def link(dialogue: Dialogue) -> None:
    dialogue.head(stories.HEADING)
    await submits(dialogue, stories.link_form())


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


if __name__ == "__main__":
    messages.use("en")
    story = {
        "link": link,
        "fields": lambda d: submits(d, FIELDS),
        "secret": lambda d: d.ask(SECRET),
        "cleanup": cleanup,
        "question": lambda d: d.ask(stories.question_form()),
        "countdown": lambda d: d.show(stories.countdown_page(stories.Clock(4_000_000))),
        "home": lambda d: d.choose(stories.home_menu()),
        "claim": lambda d: submits(d, stories.claim_form()),
    }[sys.argv[1]]
    theme = sys.argv[2] if sys.argv[2:] else "visual"
    if "AS_A_SHELL" in os.environ:
        sys.exit(as_a_shell_would(lambda: run(story, theme=theme)))
    sys.exit(run(story, theme=theme))
