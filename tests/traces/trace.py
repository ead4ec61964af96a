"""A trace as data, and as text: a line for each step, behind ``=`` its place, the act that led to
it and where the cursor stands, between tabs; then its rows, each behind a blank. What differs from
the traces that were accepted is shown."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher, unified_diff
from itertools import zip_longest
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


class Difference(NamedTuple):
    """One step, old and new; None where there is none on that side."""

    name: Name
    old: Step | None
    new: Step | None

    @property
    def rows(self) -> list[str]:
        """All of it: an old row behind "-", a new one behind "+", others behind a blank."""
        old, new = ((*step.rows, f"cursor: {step.cursor}") if step else () for step in self[1:])
        return [*unified_diff(old, new, n=999, lineterm="")][3:]

    @property
    def kind(self) -> object:
        """The same for all steps that differ in the same way."""
        return self.name.voice, self.name.language, *(row for row in self.rows if row[0] != " ")

    @property
    def heading(self) -> str:
        place, act, *_rest = self.new or self.old or ("", "")
        gone = "" if self.old and self.new else " (not there before)" if self.new else " (gone)"
        return f"{self.name.path}  at: {place or '-'}  after: {act}{gone}"


def differences(old: Traces, new: Traces) -> Iterator[Difference]:
    """Every step that differs; steps of one place and act belong together, in their order."""
    for name in sorted({*old, *new}):
        before, now = old.get(name, ()), new.get(name, ())
        acts, acts_now = ([step[:2] for step in steps] for steps in (before, now))
        alike = SequenceMatcher(None, acts, acts_now, autojunk=False)
        for _kind, i, j, k, m in alike.get_opcodes():
            for steps in zip_longest(before[i:j], now[k:m]):
                if steps[0] != steps[1]:
                    yield Difference(name, *steps)


def told(found: Sequence[Difference], steps: int) -> Iterator[str]:
    """The differences in so many ``steps``, each kind once."""
    kinds: dict[object, list[Difference]] = {}
    for each in found:
        kinds.setdefault(each.kind, []).append(each)
    for first, *others in kinds.values():
        yield f"\n{first.heading}"
        yield from (f"  the same at {len(others)} more:" for _one in others[:1])
        yield from (f"    {other.heading}" for other in others[:3])
        yield from ("    …" for _one in others[3:4])
        yield from (f"  {row}" for row in first.rows)
    yield f"{len(found)} of {steps} steps differ, in {len(kinds)} ways."
