"""What a benchmark times, and the figures that are held against a goal.

A figure says nothing unless what was timed is what was meant: a refusal comes sooner than an
answer, and a program that fails is the fastest of all. So each benchmark says in one sentence what
is seen of its subject, and looks at it in each sample::

    SUBJECT: Final = Subject("Each answer is a 200 with as many bytes as the first.")

    SUBJECT.check(answer.status == 200, answer)  # ends the benchmark unless it is so
    SUBJECT.note("answers_ratio", 0.8, "ratio", goal=0.5, better=HIGHER)
"""

from __future__ import annotations

import argparse
import json
from math import isfinite
from pathlib import Path
from typing import Final

FILE: Final = Path("build/bench.json")
LOWER: Final = "lower"
HIGHER: Final = "higher"


class Subject:
    """``seen`` is a sentence: what is looked at, in each sample, beside the clock. The table in
    ``benchmarks/README.md`` repeats it."""

    def __init__(self, seen: str) -> None:
        self.seen = seen
        self.is_smoke = False
        """Whether the benchmark only looks at its subject."""
        self._checks = 0

    def options(
        self, parser: argparse.ArgumentParser, **counts: tuple[int, int]
    ) -> argparse.Namespace:
        """Parse the command line. ``counts`` become options by their names, such as ``rounds``,
        each with its usual number and that of ``--smoke``, which looks at the subject as soon as
        possible and keeps no figure."""
        for name, (usual, _few) in counts.items():
            parser.add_argument(f"--{name.replace('_', '-')}", type=int, help=f"instead of {usual}")
        parser.add_argument("--smoke", action="store_true", help="seconds, and checks only")
        found = parser.parse_args()
        self.is_smoke = found.smoke
        for name, (usual, few) in counts.items():
            if getattr(found, name) is None:
                setattr(found, name, few if found.smoke else usual)
        return found

    def seconds(self, usual: float) -> float:
        """How long a benchmark waits or works: a tenth of the ``usual`` where it only looks."""
        return usual / 10 if self.is_smoke else usual

    def check(self, holds: bool, found: object) -> None:
        """Raises SystemExit, which ends the benchmark with code 1, unless it ``holds``. ``found``
        is told then, shortened."""
        self._checks += 1
        if not holds:
            raise SystemExit(
                f"NOT MEASURED: this is not what was to be timed. Wanted: {self.seen} "
                f"Found: {str(found)[:2000]}"
            )

    def note(
        self,
        name: str,
        value: float,
        unit: str,
        goal: float,
        better: str = LOWER,
        *,
        beside: float | None = None,
    ) -> None:
        """Print the figure and write it into :data:`FILE`, in the place of an earlier one.

        ``goal`` is the value to reach, ``better`` says on which side of it; ``beside`` is the
        figure of the other checkout, where one was measured in turn. Raises SystemExit where
        nothing was looked at, or where the figure is no number. With ``--smoke`` it is only named.
        """
        self.check(self._checks > 0, f"{name}, of which nothing was looked at")
        self.check(isfinite(value), f"{name} {value}")
        if self.is_smoke:
            print(f"{name}: looked at, not measured")
            return
        figure = {
            "name": name,
            "value": round(value, 4),
            "unit": unit,
            "goal": goal,
            "better": better,
            **({} if beside is None else {"beside": round(beside, 4)}),
        }
        before = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
        figures = [each for each in before if each["name"] != name] + [figure]
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
        met = value <= goal if better == LOWER else value >= goal
        other = "" if beside is None else f"; beside it {beside:.3f}"
        print(f"{name} {value:.3f} {unit}, goal {goal}: {'met' if met else 'NOT MET'}{other}")
