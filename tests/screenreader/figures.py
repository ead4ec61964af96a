"""The figures of each run, a line of JSON each, in ``build/screenreader.json``; and ``python -m
tests.screenreader.figures``: the latest as Markdown tables, of each journey and in sum."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tests.screenreader.criteria import Criterion, Visit

FILE: Final = Path(__file__).parents[2] / "build" / "screenreader.json"

HEAD = ("criterion", "reader", "language", "journey")
SUM = HEAD[:2]


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


def main() -> None:
    """Print the tables, or why there are none."""
    if not FILE.exists():
        print(f"no figures yet: {FILE} is written by the screen-reader tests")  # noqa: T201 its purpose
        return
    latest: dict[tuple[str, ...], dict[str, Any]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        noted = json.loads(line)
        latest[tuple(noted[name] for name in HEAD)] = noted
    _print(HEAD, ((key, figure(latest[key])) for key in sorted(latest)))
    _print(SUM, ((key, figure(total)) for key, total in sorted(sums(latest.values()).items())))


def sums(figures: Iterable[dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Any]]:
    """All journeys of a criterion and a reader together."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for noted in figures:
        alike[tuple(noted[name] for name in SUM)].append(noted)
    return {
        key: {
            **every[0],
            "faults": sum(noted["faults"] for noted in every),
            "of": sum(noted["of"] for noted in every),
            "seconds": max(noted["seconds"] for noted in every),
            "walks": len(every),
        }
        for key, every in alike.items()
    }


def figure(noted: dict[str, Any]) -> str:
    words = f"{noted['faults']} of {noted['of']} {noted['unit']}"
    if noted["criterion"] == "changes while idle":
        words += f", up to {noted['seconds']:g} s each"
    return words + (f", in {noted['walks']} walks" if "walks" in noted else "")


def _print(head: tuple[str, ...], rows: Iterable[tuple[tuple[str, ...], str]]) -> None:
    table = [(*head, "figure"), ("---",) * (len(head) + 1), *((*key, text) for key, text in rows)]
    for row in table:
        print(f"| {' | '.join(row)} |")  # noqa: T201 its purpose
    print()  # noqa: T201


if __name__ == "__main__":
    main()
