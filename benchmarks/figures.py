"""The figures that are measured against a goal: told, and kept in ``build/bench.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

FILE: Final = Path("build/bench.json")
LOWER: Final = "lower"


def note(name: str, value: float, unit: str, goal: float, better: str = LOWER) -> None:
    """Print the figure and write it into :data:`FILE`, in the place of an earlier one.

    ``goal`` is the value to reach, ``better`` says on which side of it ("lower", "higher").
    """
    figure = {"name": name, "value": round(value, 4), "unit": unit, "goal": goal, "better": better}
    before = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    figures = [each for each in before if each["name"] != name] + [figure]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    met = value <= goal if better == LOWER else value >= goal
    print(f"{name} {value:.3f} {unit}, goal {goal}: {'met' if met else 'NOT MET'}")
