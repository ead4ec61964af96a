"""``python -m tests.screenreader.report``: the latest figures as a Markdown table."""

from __future__ import annotations

import json

from tests.screenreader.figures import FILE

HEAD = ("criterion", "reader", "language", "journey", "figure")


def main() -> None:
    """Print the table, or why there is none."""
    if not FILE.exists():
        print(f"no figures yet: {FILE} is written by the screen-reader tests")  # noqa: T201 its purpose
        return
    latest: dict[tuple[str, ...], str] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        noted = json.loads(line)
        figure = f"{noted['faults']} of {noted['of']} {noted['unit']}"
        if noted["criterion"] == "changes while idle":
            figure += f", up to {noted['seconds']:g} s each"
        latest[tuple(noted[name] for name in HEAD[:-1])] = figure
    for row in (HEAD, ("---",) * len(HEAD), *((*key, latest[key]) for key in sorted(latest))):
        print(f"| {' | '.join(row)} |")  # noqa: T201 its purpose


if __name__ == "__main__":
    main()
