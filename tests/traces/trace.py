"""A trace as data, and as text.

A file that begins as an earlier one of its folder names that, behind ``<``, with how many steps
they have in common. A step begins with ``=``, the place, the act that led to it, and where the
cursor stands, between tabs. The lines that were said follow as they are, behind a blank; of a frame
only the rows that have changed since the step before, behind their number.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from itertools import takewhile
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
    def path(self) -> Path:
        return Path(f"{self.voice}-{self.language}") / f"{self.visit}.txt"

    @classmethod
    def of(cls, path: Path) -> Name:
        voice, _, language = path.parent.name.rpartition("-")
        return cls(voice, language, path.stem)


Traces = Mapping[Name, Sequence[Step]]


def written(steps: Sequence[Step], *, are_frames: bool, before: Sequence[Step] = ()) -> str:
    """``steps`` as text, behind those that were ``before``."""
    lines: list[str] = []
    known = before[-1].rows if before else ()
    for step in steps:
        lines.append("\t".join(["=", step.place, step.act, step.cursor]))
        if not are_frames:
            lines += (f" {row}".rstrip() for row in step.rows)
            continue
        for number, row in enumerate(step.rows):
            if number >= len(known) or row != known[number]:
                lines.append(f"{number:2} {row}".rstrip())
        known = step.rows
    return "".join(f"{line}\n" for line in lines)


def read(text: str, *, are_frames: bool, before: Sequence[Step] = ()) -> list[Step]:
    steps = [*before]
    rows: list[str] = []
    for line in text.splitlines():
        if line.startswith("=\t"):
            place, act, cursor = line.split("\t")[1:]
            rows = [*steps[-1].rows] if are_frames and steps else []
            steps.append(Step(place, act, cursor, tuple(rows)))
            continue
        if are_frames:
            number = int(line[:2])
            rows += [""] * (number + 1 - len(rows))
            rows[number] = line[3:]
        else:
            rows.append(line[1:])
        steps[-1] = steps[-1]._replace(rows=tuple(rows))
    return steps


def load(folder: Path) -> Traces:
    """All traces in ``folder``."""
    traces: dict[Name, Sequence[Step]] = {}
    for path in sorted(folder.glob("*/*.txt")):
        name, text = Name.of(path), path.read_text("utf-8")
        before: Sequence[Step] = ()
        if text.startswith("<\t"):
            first, text = text.split("\n", 1)
            _, visit, count = first.split("\t")
            before = traces[name._replace(visit=visit)][: int(count)]
        traces[name] = read(text, are_frames=name.voice != LINES, before=before)
    return traces


def save(folder: Path, traces: Traces) -> None:
    """Write ``traces`` in the place of what is in ``folder``."""
    shutil.rmtree(folder, ignore_errors=True)
    done: dict[Name, Sequence[Step]] = {}
    for name in sorted(traces):
        steps = traces[name]
        alike = {_alike(steps, done[each]): each for each in reversed(done) if each[:2] == name[:2]}
        count = max(alike, default=0)
        start = f"<\t{alike[count].visit}\t{count}\n" if count else ""
        text = written(steps[count:], are_frames=name.voice != LINES, before=steps[:count])
        path = folder / name.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(start + text, "utf-8")
        done[name] = steps


def _alike(one: Sequence[Step], other: Sequence[Step]) -> int:
    """How many steps two traces have in common from their start."""
    return sum(
        1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )
