"""``python -m tests.typing.deciding SEED COUNT FILE``: ask forms behind which something is decided,
and write down what each burst of clicks and keys has come to."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from tests.fullscreen.program import put
from tui_voter.audit.walk import walk
from tui_voter.dialogue import NO, SEND, Answers, Dialogue, Form, Menu, Opened
from tui_voter.fullscreen.app import run
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.screens.form import FormScreen

LONGEST: Final = 14
"""Rows of what is read back, at most: the options stand anywhere below."""


class Scene(NamedTuple):
    """A form whose button leads to a menu, of which the options in ``decides`` cannot be undone."""

    form: Form[Any]
    menu: Menu
    decides: frozenset[str]


async def scenes() -> list[Scene]:
    """All forms of the product, each with one of the questions behind which nothing can be undone;
    those that read their answers back, with that."""
    screens = [shown.screen for shown in await walk("en")]
    menus = [each for each in screens if isinstance(each, Menu) and each.irrevocable]
    others = [each for each in menus if SEND not in {option.key for option in each.options}]
    found: list[Scene] = []
    form: Form[Any] | None = None
    for screen in screens:
        if isinstance(screen, Form):
            form = screen
            found.append(_leading(form, others[len(found) % len(others)]))
        elif screen in menus and screen not in others and form is not None:
            found.append(_leading(form, screen))
    return found


def _leading(form: Form[Any], menu: Menu) -> Scene:
    keys = {option.key for option in menu.options}
    return Scene(form, menu, frozenset({SEND} if SEND in keys else keys - {NO}))


class Decide:
    """The journey."""

    def __init__(self, found: Sequence[Scene], seed: str, count: int, outcomes: Path) -> None:
        self._found = found
        self._chance = Random(seed)  # noqa: S311 not a secret
        self._count = count
        self._file = outcomes
        self._over = asyncio.Event()

    async def __call__(self, dialogue: Dialogue) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self._end)
        for number in range(self._count):
            scene = self._chance.choice(self._found)
            self._over.clear()
            came = ["asked"]
            asked = await put(dialogue, dialogue.ask(self._form(scene, dialogue, came)))
            self._begin(dialogue, number)
            await self._over.wait()
            asked.cancel()
            await asyncio.wait({asked})
            if not asked.cancelled() and (error := asked.exception()) is not None:
                raise error
            with self._file.open("a") as file:
                file.write(json.dumps([scene.form.title, *came]) + "\n")

    def _begin(self, dialogue: Dialogue, number: int) -> None:
        """Stand where the form begins or, more often, on its button; and tell the test."""
        program = dialogue._host  # type: ignore[attr-defined] # it is that of the full screen
        assert isinstance(program, Program)
        if isinstance(program.screen, FormScreen) and self._chance.random() < 0.7:
            program.screen.set_focus(program.screen.button)
        assert program._driver is not None
        program._driver.write(f"\x1b]2;Burst {number}.\x07")  # whatever stands in the heading

    def _end(self) -> None:
        """The burst is over, and so is what it has led to."""
        self._over.set()

    def _form(self, scene: Scene, dialogue: Dialogue, came: list[str]) -> Form[Any]:
        """The form, which takes any answers; what came of it is told in ``came``."""
        menu = scene.menu._replace(**self._text())

        async def submit(_answers: Answers) -> Any:
            came.append("read back")
            chosen = await dialogue.choose(menu)
            came.append(
                "passed"
                if isinstance(chosen, Opened) and chosen.key in scene.decides
                else f"chosen: {chosen}"
            )
            await asyncio.Event().wait()

        alone: dict[str, Any] = {"check": None, "parse": str, "propose": None}
        """What a field asks of the journey that it was taken from."""
        fields = [
            field._replace(**{each: to for each, to in alone.items() if hasattr(field, each)})
            for field in scene.form.fields
        ]
        return scene.form._replace(
            fields=fields,
            submit=submit,
        )

    def _text(self) -> dict[str, Any]:
        rows = self._chance.randint(0, LONGEST)
        return {"text": ["\n".join(["Read this."] * rows)] * bool(rows)}


def main() -> int:
    seed, count, file = sys.argv[1:]
    found = asyncio.run(scenes())  # before anything is shown: it takes its time

    async def journey(dialogue: Dialogue) -> None:
        await Decide(found, seed, int(count), Path(file))(dialogue)

    return run(journey)


if __name__ == "__main__":
    sys.exit(main())
