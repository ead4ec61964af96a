"""A trace as data, and as text: a line for each step, behind ``=`` its place, the act that led to
it and where the cursor stands, between tabs; then its rows, each behind a blank."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

LINES: Final = "lines"


class Step(NamedTuple):
    """``rows`` are a whole frame, or the lines that were said since the step before, of which the
    last is the prompt; ``cursor`` is its row and column, or its column behind the prompt."""

    place: str
    act: str
    cursor: str
    rows: tuple[str, ...]


class Name(NamedTuple):
    """Which trace it is: ``voice`` is :data:`LINES`, or the size of a screen ("80x24")."""

    voice: str
    language: str
    visit: str

    @property
    def path(self) -> str:
        return f"{self.voice}-{self.language}/{self.visit}"


Traces = Mapping[Name, Sequence[Step]]


def written(steps: Iterable[Step]) -> str:
    lines: list[str] = []
    for place, act, cursor, rows in steps:
        lines += ["\t".join(["=", place, act, cursor]), *(f" {row}".rstrip() for row in rows)]
    return "".join(f"{line}\n" for line in lines)


def read(text: str) -> list[Step]:
    steps = text.removeprefix("=\t").removesuffix("\n").split("\n=\t") if text else []
    parts = ((head.split("\t"), rows) for head, *rows in (step.split("\n") for step in steps))
    return [
        Step(place, act, cursor, tuple(row[1:] for row in rows))
        for (place, act, cursor), rows in parts
    ]


def load(folder: Path, of: str = "") -> dict[Name, Sequence[Step]]:
    """The traces in ``folder`` whose path has ``of``."""
    traces: dict[Name, Sequence[Step]] = {}
    for path in sorted(folder.glob("*/*.txt")):
        voice, language = path.parent.name.split("-")
        name = Name(voice, language, path.stem)
        if of in name.path:
            traces[name] = read(path.read_text("utf-8"))
    return traces


def save(folder: Path, traces: Traces) -> None:
    """Write ``traces`` in the place of what is in ``folder``."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, steps in traces.items():
        path = folder / f"{name.path}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(steps), "utf-8")
