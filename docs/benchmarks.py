"""Write the table of benchmarks in benchmarks/README.md anew: ``python -m docs.benchmarks``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.shared.figures import Subject

ROOM: Final = Path(__file__).parents[1] / "benchmarks"
PAGE: Final = ROOM / "README.md"
_BEGIN, _END = "<!-- made by python -m docs.benchmarks -->", "<!-- to here -->"


def subjects() -> Iterator[tuple[str, str, Subject]]:
    """Each benchmark: its name, what it times, and what is seen of that."""
    for file in sorted(ROOM.glob("[a-z]*.py")):
        module = import_module(f"benchmarks.{file.stem}")
        times = " ".join((inspect.getdoc(module) or "").partition("\n\n")[0].split())
        yield file.stem, times, module.SUBJECT


def written(page: str) -> str:
    """``page`` with its table as the benchmarks have it."""
    before, _begin, rest = page.partition(_BEGIN)
    _old, _end, after = rest.partition(_END)
    rows = [f"| `{name}` | {times} | {subject.seen} |\n" for name, times, subject in subjects()]
    head = "| Benchmark | What it times | What it checks of its subject |\n|---|---|---|\n"
    return f"{before}{_BEGIN}\n\n{head}{''.join(rows)}\n{_END}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
