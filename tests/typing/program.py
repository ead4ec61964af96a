"""``python -m tests.typing.program SEED COUNT FILE``: ask forms by chance, and write down what each
burst of keys, then each of clicks and keys, has come to. SIGUSR1 tells that a burst is over."""

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
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import NO, SEND, Answers, Dialogue, Form, Menu, Opened
from tui_voter.fullscreen.app import run
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.secret import Secret

LONGEST: Final = 14
"""Rows of what is read back, at most: the options stand anywhere below."""


class Bursts:
    """So many forms, each until its burst is over."""

    came: object
    """What the burst has come to."""

    def __init__(self, seed: str, count: int, file: Path) -> None:
        self.chance = Random(seed)  # noqa: S311 not a secret
        self.over = asyncio.Event()
        self._count = count
        self._file = file

    async def ask(self, dialogue: Dialogue) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self.over.set)
        program = dialogue._host  # type: ignore[attr-defined] # it is that of the full screen
        assert isinstance(program, Program)
        for number in range(self._count):
            self.over.clear()
            asked = await put(dialogue, dialogue.ask(self.form(dialogue)))
            self.begin(program)
            assert program._driver is not None
            # Whatever stands in the heading:
            program._driver.write(f"\x1b]2;{type(self).__name__} {number}.\x07")
            await self.over.wait()
            asked.cancel()
            await asyncio.wait({asked})
            if not asked.cancelled() and (error := asked.exception()) is not None:
                raise error
            self.note(self.came)

    def form(self, dialogue: Dialogue) -> Form[Any]:
        """The next one."""
        raise NotImplementedError

    def begin(self, program: Program) -> None:
        """The form stands."""

    def note(self, what: object) -> None:
        with self._file.open("a") as file:
            file.write(json.dumps(what) + "\n")


class Typing(Bursts):
    """Notes the fields of every form, and then what it is submitted with."""

    def __init__(self, screens: Sequence[Place], *how: Any) -> None:
        super().__init__(*how)
        forms = (form for form in screens if isinstance(form, Form) and form.fields)
        by_fields = {(form.title, *(field.name for field in form.fields)): form for form in forms}
        self._forms = [by_fields[each] for each in sorted(by_fields)]

    def form(self, _dialogue: Dialogue) -> Form[Any]:
        form = self.chance.choice(self._forms)
        self.note([_in_short(field) for field in form.fields])
        self.came = came = dict[str, str]()

        async def submit(answers: Answers) -> None:
            for field in taking.fields:
                text = answers[field]
                came[field.name] = text.reveal() if isinstance(text, Secret) else text
            self.over.set()

        taking = taking_anything(form)._replace(submit=submit, actions=(), can_go_back=False)
        return taking


def _in_short(field: Any) -> tuple[str, str, Sequence[str], int]:
    """Its kind, its name, the keys of what may be chosen, and the most characters it takes."""
    options = [option.key for option in getattr(field, "options", ())]
    return type(field).__name__, field.name, options, getattr(field, "limit", 0)


class Scene(NamedTuple):
    """A form whose button leads to a menu, of which the options in ``decides`` cannot be undone."""

    form: Form[Any]
    menu: Menu
    decides: frozenset[str]


class Deciding(Bursts):
    """Notes the form's title, and whether its burst has decided what cannot be undone: all forms of
    the product, each with one of the questions behind which nothing can be undone; those that read
    their answers back, with that."""

    def __init__(self, screens: Sequence[Place], *how: Any) -> None:
        super().__init__(*how)
        menus = [each for each in screens if isinstance(each, Menu) and each.irrevocable]
        others = [each for each in menus if SEND not in {option.key for option in each.options}]
        self._scenes: list[Scene] = []
        form: Form[Any] | None = None
        for screen in screens:
            if isinstance(screen, Form):
                form = screen
                self._scenes.append(_leading(form, others[len(self._scenes) % len(others)]))
            elif screen in menus and screen not in others and form is not None:
                self._scenes.append(_leading(form, screen))

    def form(self, dialogue: Dialogue) -> Form[Any]:
        scene = self.chance.choice(self._scenes)
        self.came = came = [scene.form.title]
        rows = self.chance.randint(0, LONGEST)
        menu = scene.menu._replace(text=["\n".join(["Read this."] * rows)] * bool(rows))

        async def submit(_answers: Answers) -> None:
            came.append("read back")
            chosen = await dialogue.choose(menu)
            decides = isinstance(chosen, Opened) and chosen.key in scene.decides
            came.append("passed" if decides else f"chosen: {chosen}")
            await asyncio.Event().wait()

        return taking_anything(scene.form)._replace(submit=submit)

    def begin(self, program: Program) -> None:
        """More often on the form's button than where it begins."""
        if isinstance(program.screen, FormScreen) and self.chance.random() < 0.7:
            program.screen.set_focus(program.screen.button)


def _leading(form: Form[Any], menu: Menu) -> Scene:
    keys = {option.key for option in menu.options}
    return Scene(form, menu, frozenset({SEND} if SEND in keys else keys - {NO}))


def taking_anything(form: Form[Any]) -> Form[Any]:
    """``form`` without what its fields ask of the journey that it was taken from: a refused answer
    ends what is typed."""
    alone: dict[str, Any] = {"check": None, "parse": str, "propose": None}
    fields = [
        field._replace(**{each: to for each, to in alone.items() if hasattr(field, each)})
        for field in form.fields
    ]
    return form._replace(fields=fields)


def main() -> int:
    seed, count, file = sys.argv[1:]
    screens = [shown.screen for shown in asyncio.run(walk("en"))]  # before anything is shown

    async def journey(dialogue: Dialogue) -> None:
        for kind in (Typing, Deciding):
            await kind(screens, seed, int(count), Path(file)).ask(dialogue)

    return run(journey)


if __name__ == "__main__":
    sys.exit(main())
