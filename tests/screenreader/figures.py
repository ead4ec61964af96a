"""The figures of each run, a line of JSON each, in ``build/screenreader.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.screenreader.criteria import Criterion, Visit

FILE: Final = Path(__file__).parents[2] / "build" / "screenreader.json"


def note(visit: Visit, criteria: Iterable[Criterion]) -> None:
    """Append what ``criteria`` find in ``visit``; where there is nothing to look at, nothing."""
    lines = [
        json.dumps(
            {
                "criterion": criterion.name,
                "reader": visit.reader,
                "language": visit.language,
                "journey": visit.journey,
                "faults": len(criterion.faults(visit)),
                "of": of,
                "unit": criterion.unit,
                "seconds": max((stop.seconds for stop in visit.stops), default=0.0),
            },
            ensure_ascii=False,
        )
        for criterion in criteria
        if (of := criterion.of(visit))
    ]
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
