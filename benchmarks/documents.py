"""The longest stall of the event loop while a voter opens, reads and resizes a document.

    python -m benchmarks.documents [--rounds N] [--at-rest] [NAME ...]

Each document is the largest that the client takes, of one kind of Markdown alone; an ordinary one
of a page is opened between them, and the ratio of the two is held against the goal.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import statistics
import time
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from textual import events
from textual.geometry import Size

from benchmarks.shared.figures import Subject
from tests.fullscreen.stage import Stage, on_stage
from tui_voter.contract.limits import LONGEST_DOCUMENT
from tui_voter.dialogue import Dialogue, Page
from tui_voter.fullscreen.screens.page import PageScreen
from tui_voter.journeys.shared.markdown import blocks_of

ROUNDS: Final = 1
A_TURN: Final = 4
"""How many documents stand between two ordinary ones."""
GOAL: Final = 3.0
TICK: Final = 0.001
"""Seconds between two looks at whether the loop still turns."""
SIZES: Final = ((80, 24), (200, 50))
KEYS: Final = ("pagedown", "pageup", "end", "up", "home")

SUBJECT: Final = Subject(
    "The page of the document is open and, where it is longer than the screen, stands after each "
    "key where that leads; the new size, the other theme and the page opened again are painted."
)


def filled(part: str) -> str:
    """The largest document that is made of ``part`` alone."""
    return (part * LONGEST_DOCUMENT)[:LONGEST_DOCUMENT]


ORDINARY: Final = "# Title\n\n" + ("Some words to be read. " * 30 + "\n\n") * 3
DOCUMENTS: Final[Mapping[str, str]] = {
    "headings": filled("# a\n"),
    "headings of two levels": filled("# a\n## b\n"),
    "setext headings": filled("a\n=\n"),
    "fences": filled("```\na\n```\n"),
    "lists": filled("- a\n"),
    "nested lists": filled("- a\n - b\n  - c\n   - d\n    - e\n     - f\n"),
    "numbered lists": filled("1. a\n\nb\n\n"),
    "quotes": filled("> a\n\n"),
    "nested quotes": filled("> > > > a\n\n"),
    "links": filled("[a](b)\n"),
    "tables": filled("|a|b|\n|-|-|\n|c|d|\n\n"),
    "emphasis": filled("*a **b** c* "),
    "paragraphs": filled("a\n\n"),
    "lines": filled("a\n"),
    "blank lines": filled("\n"),
    "rules": filled("---\n"),
    "one line": filled("lorem ipsum "),
    "one word": filled("a"),
    "wide letters": filled("漢字"),
    "marks on letters": filled("e\u0301\u0302"),
    "escapes": filled("\\*"),
    "backticks": filled("`a "),
    "brackets": filled("["),
    "stars": filled("*"),
    "replaced letters": filled("\ufffd"),
}


class Watch:
    """The longest time in which the loop did not turn."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._task = asyncio.create_task(self._look())

    async def _look(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK)
            self.longest = max(self.longest, time.perf_counter() - began - TICK)

    def stop(self) -> float:
        """That time in milliseconds."""
        self._task.cancel()
        return self.longest * 1000


async def visit(document: str, size: tuple[int, int]) -> Mapping[str, float]:
    """The longest stall of each act with ``document``, in milliseconds."""
    stalls: dict[str, float] = {}
    asked = asyncio.Event()

    async def journey(dialogue: Dialogue) -> None:
        await asked.wait()
        page = Page(title="Document", blocks=await blocks_of(document))
        while True:
            await dialogue.show(page)

    async with on_stage(journey, size=size) as stage:
        theme, larger = stage.program.theme, (size[0] - 10, size[1] + 1)
        watch = Watch()
        asked.set()
        with suppress(TimeoutError):  # page_of tells it
            await stage.until(lambda: "Document" in stage.program.text)
        await rest(stage)
        stalls["open"] = watch.stop()
        page, places = page_of(stage), {"": 0.0}
        for key in KEYS:
            watch = Watch()
            await stage.press(key)
            await rest(stage)
            stalls[key] = watch.stop()
            places[key] = page.body.scroll_y
        SUBJECT.check(went_where_it_was_led(places, page), f"{places}\n{stage.text}")
        opened = weakref.ref(page)
        del page  # the program keeps no page that was left, and nor does this
        watch = Watch()
        resize(stage, *larger)
        await rest(stage)
        stalls["resize"] = watch.stop()
        SUBJECT.check(page_of(stage).app.size == larger, stage.text)
        await stage.press("f6")
        await rest(stage)
        watch = Watch()
        await stage.press("3", "enter")
        await rest(stage)
        stalls["theme"] = watch.stop()
        SUBJECT.check(stage.program.theme != theme, theme)
        watch = Watch()
        await stage.press("escape")
        await rest(stage)
        stalls["open again"] = watch.stop()
        SUBJECT.check(page_of(stage) is not opened(), stage.text)
        stage.program.leave(0)
    return stalls


def page_of(stage: Stage) -> PageScreen:
    """The screen of the document, which is painted."""
    screen = stage.program.screen
    SUBJECT.check(isinstance(screen, PageScreen) and "Document" in stage.text, stage.text)
    assert isinstance(screen, PageScreen)  # noqa: S101 as has just been seen
    return screen


def went_where_it_was_led(places: Mapping[str, float], page: PageScreen) -> bool:
    """By the line at the top after each of :data:`KEYS`."""
    last = page.body.max_scroll_y
    return (
        (places["pagedown"] > 0) is (last > 0)
        and places["pageup"] == 0
        and places["end"] == last
        and places["up"] == max(last - 1, 0)
        and places["home"] == 0
    )


def resize(stage: Stage, columns: int, rows: int) -> None:
    size = Size(columns, rows)
    stage.program.post_message(events.Resize(size, size))


async def rest(stage: Stage) -> None:
    """Until the program has had nothing to do for a while."""
    for _turn in range(20):
        await stage.settle()
        await asyncio.sleep(0.005)


def busy() -> None:
    while True:
        pass


def measured(names: Sequence[str], rounds: int) -> Mapping[str, float]:
    """The longest stall with each document, in those of an ordinary one at that size."""
    worst: dict[str, float] = {}
    for size in SIZES:
        ordinary: list[float] = []
        stalls: dict[str, list[Mapping[str, float]]] = {name: [] for name in names}
        for number, name in enumerate([*names] * rounds):
            if number % A_TURN == 0:
                ordinary.append(max(asyncio.run(visit(ORDINARY, size)).values()))
            stalls[name].append(asyncio.run(visit(DOCUMENTS[name], size)))
        bare = statistics.median(ordinary)
        for name, large in stalls.items():
            acts = {act: statistics.median(each[act] for each in large) for act in large[0]}
            act, stall = max(acts.items(), key=lambda pair: pair[1])
            print(
                f"{size[0]}x{size[1]} {name:<24} {stall:7.1f} ms ({act}), ordinary {bare:6.1f} ms",
                flush=True,
            )
            worst[name] = max(worst.get(name, 0), stall / bare)
    return worst


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--at-rest", action="store_true", help="keep no core busy meanwhile")
    options = SUBJECT.options(parser, rounds=(ROUNDS, 1))
    names = options.names or [*DOCUMENTS][:: 24 if SUBJECT.is_smoke else 1]
    load = [
        multiprocessing.Process(target=busy, daemon=True)
        for _core in range(0 if options.at_rest or SUBJECT.is_smoke else os.cpu_count() or 1)
    ]
    for each in load:
        each.start()
    worst = measured(names, options.rounds)
    SUBJECT.note("document_stall_ratio", max(worst.values()), "x", GOAL)


if __name__ == "__main__":
    main()
