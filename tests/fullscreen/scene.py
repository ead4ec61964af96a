"""One scene of :mod:`tests.fullscreen.scenes`, shown: ``make scene NAME=password``.

The screen is printed with its colours and kept as a picture in ``build/``. The theme is a look
of the full screen, or ``linear`` for the same scene told line by line.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.segment import Segment, Segments

from tests.fullscreen.scenes import SCENES, SECONDS, Scene
from tests.fullscreen.stage import on_stage
from tests.fullscreen.stories import Clock
from tui_voter import messages
from tui_voter.dialogue import Dialogue, Heading
from tui_voter.fullscreen.themes import LOOKS
from tui_voter.linear.run import run as tell

FOLDER: Final = Path("build")
LINEAR: Final = "linear"


def size(text: str) -> tuple[int, int]:
    columns, _, rows = text.partition("x")
    return int(columns), int(rows)


async def show(name: str, scene: Scene, theme: str, columns: int, rows: int) -> None:
    """Print the screen as it stands after the scene's keys, and keep its picture."""

    async def play(dialogue: Dialogue) -> None:
        dialogue.head(Heading(name, countdown=Clock(SECONDS, step=1).block()))
        await scene.ask(dialogue)

    async with on_stage(play, theme=theme, size=(columns, rows)) as stage:
        await stage.press(*scene.keys)
        await stage.sees(scene.shows)
        strips = stage.program.screen._compositor.render_strips()
        lines = [segment for strip in strips for segment in (*strip, Segment.line())]
        Console(width=columns, highlight=False, soft_wrap=True).print(Segments(lines), end="")
        picture = FOLDER / f"scene-{name.replace(' ', '-')}-{theme}-{columns}x{rows}.svg"
        FOLDER.mkdir(exist_ok=True)
        picture.write_text(stage.program.export_screenshot(title=name), encoding="utf-8")
    print(picture)  # noqa: T201 - what the command is for


def main() -> int:
    parser = argparse.ArgumentParser(prog="make scene", description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="one of the scenes; none lists them")
    parser.add_argument("--theme", choices=(*LOOKS, LINEAR), default="visual")
    parser.add_argument("--size", type=size, default=(80, 24), metavar="COLUMNSxROWS")
    parser.add_argument("--lang", choices=("fr", "en"), default="en")
    options = parser.parse_args()
    if not options.name:
        print(*SCENES, sep="\n")  # noqa: T201 - what the command is for
        return 0
    if options.name not in SCENES:
        parser.error(f"there is no scene {options.name!r}; make scene lists them")
    messages.use(options.lang)
    scene = SCENES[options.name]
    if options.theme == LINEAR:
        with Path(os.devnull).open(encoding="utf-8") as nobody:
            return tell(scene.ask, stdin=nobody)
    asyncio.run(show(options.name, scene, options.theme, *options.size))
    return 0


if __name__ == "__main__":
    sys.exit(main())
