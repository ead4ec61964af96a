"""``python -m tests.screenreader.report``: the latest figures as Markdown tables, of each journey
and in sum."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tests.screenreader.figures import FILE

HEAD = ("criterion", "reader", "language", "journey")
SUM = HEAD[:2]


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
