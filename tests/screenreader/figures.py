"""The figures of each run, a line of JSON each, in ``build/screenreader.json``; and ``python -m
tests.screenreader.figures``: the latest as Markdown tables, of each journey and in sum."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.screenreader.criteria import Criterion, Visit

FILE: Final = Path(__file__).parents[2] / "build" / "screenreader.json"
HEAD = ("criterion", "reader", "language", "journey")


def held_against(criteria: Sequence[Criterion], visit: Visit, *noted: Criterion) -> None:
    """``visit`` meets the ``criteria``. What they find in it, and those that are only ``noted``, is
    appended to the file; where there is nothing to look at, nothing."""
    seconds = max((stop.seconds for stop in visit.stops), default=0.0)
    of_all = {"reader": visit.reader, "language": visit.language, "journey": visit.journey}
    lines = [
        {"criterion": each.name, **of_all, "unit": each.unit, "seconds": seconds}
        | {"faults": len(each.faults(visit)), "of": each.of(visit)}
        for each in (*criteria, *noted)
    ]
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(line)}\n" for line in lines if line["of"])
    for criterion in criteria:
        criterion.check(visit)


def main() -> None:
    """Print the tables, or why there are none."""
    if not FILE.exists():
        print(f"no figures yet: {FILE} is written by the screen-reader tests")  # noqa: T201 its purpose
        return
    latest: dict[tuple[str, ...], dict[str, Any]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        noted = json.loads(line)
        latest[tuple(noted[name] for name in HEAD)] = noted
    for head in (HEAD, HEAD[:2]):
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for key in sorted(latest):
            alike[key[: len(head)]].append(latest[key])
        rows = [(*key, figure(every)) for key, every in alike.items()]
        for row in ((*head, "figure"), ("---",) * (len(head) + 1), *rows):
            print(f"| {' | '.join(row)} |")  # noqa: T201 its purpose
        print()  # noqa: T201


def figure(every: Sequence[dict[str, Any]]) -> str:
    """That of some walks together."""
    faults, of = (sum(noted[name] for noted in every) for name in ("faults", "of"))
    words = f"{faults} of {of} {every[0]['unit']}"
    words += f", in {len(every)} walks" * (len(every) > 1)
    if every[0]["criterion"] == "changes while idle":
        words += f", up to {max(noted['seconds'] for noted in every):g} s each"
    return words


if __name__ == "__main__":
    main()
