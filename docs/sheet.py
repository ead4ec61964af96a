"""The pages that people look at, in every theme and at four sizes: ``make sheet``.

It leaves a page of pictures for each theme in ``build/sheet/`` (as one PNG, too, where there is a
Chromium), and tells how much of each screen is empty. It ends with 1 where one of the pages that
must stand whole on 80 by 24 scrolls there, or where a page has more to show than a screen of 200
by 50 shows of it, and leaves more than half of that screen empty.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import sync_playwright
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from docs.scene import meet
from tests.fullscreen.stage import Stage, on_stage
from tests.web.conftest import CHROMIUM
from tui_voter import messages
from tui_voter.audit.record import Shown
from tui_voter.audit.walk import walk
from tui_voter.dialogue import Menu

FOLDER: Final = Path("build/sheet")
SIZES: Final = ((40, 12), (80, 24), (120, 40), (200, 50))
THEMES: Final = {
    "visual-dark": ("visual", True),
    "visual-light": ("visual", False),
    "projector": ("projector", False),
    "accessible": ("accessible", True),
    "terminal": ("terminal", True),
}
"""For each sheet, the theme and whether the terminal is dark."""
PAGES: Final = {
    "mailbox": ("mailbox -1", 0),
    "link": ("mailed_link", 1),
    "password": ("password", 0),
    "question": ("question", 0),
    "activated": ("activation.txt", 0),
    "home": ("home", 0),
    "home-open": ("home", 1),
    "countdown": ("countdown", 0),
    "lists": ("lists", 0),
    "ballots": ("board", 0),
    "answers": ("answers", 0),
    "ballot": ("ballot", 0),
    "review": ("review", 0),
    "receipt": ("receipt", 0),
    "results": ("results", 2),
    "result": ("result.txt", 4),
}
"""For each page of a sheet, the key of its screen, and which of that key it is in the walk. A
ballot's review has no key of its own; the key of a page that can be saved is its file's name, which
is in the voter's language."""
WHOLE: Final = ("home", "password", "question", "answers", "ballot", "review", "receipt")
"""The pages that scroll on no screen of 80 by 24 or more."""
BLOCK: Final = (10, 4)
"""Columns and rows of what is looked at as one when a screen is seen from afar."""
CELL: Final = 4
"""How many pixels wide each cell of a picture is on a sheet."""


class Picture(NamedTuple):
    """One page in one theme at one size: its file, its columns, the share of the screen that is
    empty, and whether it scrolls."""

    file: Path
    columns: int
    empty: float
    scrolls: bool


def pages(walked: Iterable[Shown]) -> Mapping[str, Shown]:
    """The screens of the walk that are the :data:`PAGES`, in their order."""
    met: dict[str, list[Shown]] = {}
    for shown in walked:
        screen = shown.screen
        is_review = isinstance(screen, Menu) and screen.irrevocable and "ballot" in met
        met.setdefault("review" if is_review else screen.key, []).append(shown)
    keys = {
        key: messages.gettext(key) if key.endswith(".txt") else key
        for key, _place in PAGES.values()
    }
    return {name: met[keys[key]][place] for name, (key, place) in PAGES.items()}


def emptiness(strips: Iterable[Strip]) -> float:
    """How much of the screen is empty, as seen from afar: the share of its blocks of :data:`BLOCK`
    cells in which no cell has a letter or another ground than most."""
    rows = [[cell for segment in strip for cell in _cells(segment)] for strip in strips]
    ground = Counter(colour for row in rows for _letter, colour in row).most_common(1)[0][0]
    blocks = dict.fromkeys(
        ((x // BLOCK[0], y // BLOCK[1]) for y, row in enumerate(rows) for x in range(len(row))),
        True,
    )
    for y, row in enumerate(rows):
        for x, (letter, colour) in enumerate(row):
            if letter.strip() or colour != ground:
                blocks[x // BLOCK[0], y // BLOCK[1]] = False
    return sum(blocks.values()) / len(blocks)


def _cells(segment: Segment) -> Iterable[tuple[str, object]]:
    colour = segment.style.bgcolor if segment.style else None
    return ((letter, colour) for letter in segment.text)


def scrolls(stage: Stage) -> bool:
    """Whether something on the screen has more rows than stand on it."""
    return any(widget.show_vertical_scrollbar for widget in stage.screen.walk_children(Widget))


async def draw(name: str, shown: Shown, theme: str, columns: int, rows: int) -> Picture:
    """Show the page, keep its picture, and measure it."""
    look, dark = THEMES[theme]
    async with on_stage(partial(meet, shown), theme=look, dark=dark, size=(columns, rows)) as stage:
        await stage.at_rest()
        svg = stage.program.export_screenshot()
        strips = stage.program.screen._compositor.render_strips()  # noqa: SLF001 no other way
        picture = Picture(
            FOLDER / theme / f"{name}-{columns}x{rows}.svg",
            columns,
            emptiness(strips),
            scrolls(stage),
        )
    # The picture must not fetch its font from anywhere: the reader's own will do.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    picture.file.parent.mkdir(parents=True, exist_ok=True)
    picture.file.write_text(svg, encoding="utf-8")
    return picture


def bind(theme: str, drawn: Mapping[str, list[Picture]]) -> Path:
    """Put the pictures of a theme on one page, a row for each page of the program."""
    rows = []
    for name, pictures in drawn.items():
        images = "".join(
            f'<img src="{file.relative_to(FOLDER)}" width="{CELL * columns}" alt="">'
            for file, columns, *_measured in pictures
        )
        rows.append(f"<h2>{name}</h2><div>{images}</div>")
    page = FOLDER / f"{theme}.html"
    page.write_text(
        "<!DOCTYPE html><meta charset=utf-8><style>body{background:#888;font:14px sans-serif}"
        f"div{{display:flex;gap:8px;align-items:start}}h2{{margin:8px 0 2px}}"
        f"</style><title>{theme}</title>{''.join(rows)}",
        encoding="utf-8",
    )
    return page


def photograph(sheets: Iterable[Path]) -> None:
    """Keep each sheet as one picture, where there is a browser that shows it."""
    if CHROMIUM is None:
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu"])
        window = browser.new_page(viewport={"width": 1800, "height": 1000})
        for sheet in sheets:
            window.goto(sheet.absolute().as_uri())
            window.screenshot(path=sheet.with_suffix(".png"), full_page=True)
        browser.close()


def fault(name: str, picture: Picture) -> str:
    """What is wrong with a picture, in a few words; "" for nothing."""
    if not picture.scrolls or picture.columns < 80:
        return ""
    if name in WHOLE:
        return "SCROLLS"
    return "MORE THAN HALF EMPTY" if picture.columns >= 200 and picture.empty > 0.5 else ""


async def photos(theme: str, shown: Mapping[str, Shown]) -> tuple[Path, bool]:
    """The sheet of a theme, and whether each of its pictures is as it must be."""
    drawn: dict[str, list[Picture]] = {}
    good = True
    for name, place in shown.items():
        drawn[name] = []
        told = []
        for columns, rows in SIZES:
            picture = await draw(name, place, theme, columns, rows)
            drawn[name].append(picture)
            wrong = fault(name, picture) if theme != "accessible" else ""
            good = good and not wrong
            told.append(f"{picture.empty:4.0%}{'↕' if picture.scrolls else ' '} {wrong}".rstrip())
        print(f"{theme:13}{name:11}", *(f"{text:8}" for text in told))  # noqa: T201
    return bind(theme, drawn), good


def main() -> int:
    parser = argparse.ArgumentParser(prog="make sheet", description=__doc__)
    parser.add_argument("--lang", choices=messages.LANGUAGES, default="fr")
    parser.add_argument("--theme", choices=THEMES, action="append", help="one sheet alone")
    parser.add_argument("--page", choices=PAGES, action="append", help="one page alone")
    options = parser.parse_args()
    messages.use(options.lang)
    shown = pages(asyncio.run(walk(options.lang)))
    if options.page:
        shown = {name: shown[name] for name in options.page}
    sizes = "  ".join(f"{columns}x{rows}" for columns, rows in SIZES)
    print(f"Empty, ↕ for what scrolls: {sizes}")  # noqa: T201
    sheets = [asyncio.run(photos(theme, shown)) for theme in options.theme or THEMES]
    photograph(sheet for sheet, _good in sheets)
    print(*(sheet for sheet, _good in sheets), sep="\n")  # noqa: T201
    return 0 if all(good for _sheet, good in sheets) else 1


if __name__ == "__main__":
    sys.exit(main())
