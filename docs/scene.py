"""One screen, shown: ``make scene NAME=password``.

It is one of :mod:`tests.fullscreen.scenes`, or a place of the audit's walk by its title: a screen
of the product as the voter first meets it, with what the walk's portal answers. It is printed with
its colours and kept as a picture in ``build/``. The theme is a look of the full screen, or
``linear`` for the same screen told line by line.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.segment import Segment, Segments

from tests.fullscreen.scenes import SCENES, Scene
from tests.fullscreen.stage import asks, on_stage
from tests.stories import Clock
from tui_voter import messages
from tui_voter.audit.record import Shown
from tui_voter.audit.walk import walk
from tui_voter.dialogue import Dialogue, Heading, Notice
from tui_voter.fullscreen.screens.theme import LOOKS
from tui_voter.linear.run import run as tell

FOLDER: Final = Path("build")
LINEAR: Final = "linear"


def size(text: str) -> tuple[int, int]:
    columns, _, rows = text.partition("x")
    return int(columns), int(rows)


def places(walked: Iterable[Shown]) -> Mapping[str, Scene]:
    """What the walk meets, by its title; a second one of that title has "(2)" behind it."""
    found: dict[str, Scene] = {}
    met = Counter[str]()
    for shown in walked:
        title = shown.screen.title
        met[title] += 1
        name = f"{title} ({met[title]})" if met[title] > 1 else title
        found[name] = Scene(partial(meet, shown), (), title.split()[0], "")
    return found


async def meet(shown: Shown, dialogue: Dialogue) -> Any:
    """Show a place with the heading and the notices that it had in the walk."""
    dialogue.head(shown.heading)
    for text in shown.notices:
        dialogue.notify(Notice(text))
    return await asks(shown.screen)(dialogue)


async def show(name: str, scene: Scene, theme: str, columns: int, rows: int) -> None:
    """Print the screen as it stands after the scene's keys, and keep its picture."""
    heading = Heading(name, countdown=Clock().block())
    shown = on_stage(scene.ask, theme=theme, size=(columns, rows), heading=heading)
    async with shown as stage:
        await stage.press(*scene.keys)
        await stage.sees(scene.shows)
        strips = stage.program.screen._compositor.render_strips()  # noqa: SLF001 no other way
        lines = [segment for strip in strips for segment in (*strip, Segment.line())]
        Console(width=columns, highlight=False, soft_wrap=True).print(Segments(lines), end="")
        words = "-".join(re.findall(r"\w+", name))
        picture = FOLDER / f"scene-{words}-{theme}-{columns}x{rows}.svg"
        FOLDER.mkdir(exist_ok=True)
        picture.write_text(stage.program.export_screenshot(title=name), encoding="utf-8")
    print(picture)  # noqa: T201 - what the command is for


def main() -> int:
    parser = argparse.ArgumentParser(prog="make scene", description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="a scene or a place; none lists them")
    parser.add_argument("--theme", choices=(*LOOKS, LINEAR), default="visual")
    parser.add_argument("--size", type=size, default=(80, 24), metavar="COLUMNSxROWS")
    parser.add_argument("--lang", choices=messages.LANGUAGES, default="en")
    options = parser.parse_args()
    messages.use(options.lang)
    known = SCENES
    if options.name not in SCENES:  # the walk takes a moment
        known = {**SCENES, **places(asyncio.run(walk(options.lang)))}
    if not options.name:
        print(*known, sep="\n")  # noqa: T201 - what the command is for
        return 0
    if options.name not in known:
        parser.error(f"there is no scene {options.name!r}; make scene lists them")
    scene = known[options.name]
    if options.theme == LINEAR:
        with Path(os.devnull).open(encoding="utf-8") as nobody:
            return tell(scene.ask, stdin=nobody)
    asyncio.run(show(options.name, scene, options.theme, *options.size))
    return 0


if __name__ == "__main__":
    sys.exit(main())
