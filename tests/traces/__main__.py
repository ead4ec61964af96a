"""``python -m tests.traces``: record the audit's visits, and compare them with what was accepted.

record    play all visits, into build/traces
compare   show what differs in build/traces; the exit code is 1 where anything does
accept    take what stands in build/traces
renew     record and accept in one
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from time import monotonic
from typing import Final

from tests.traces.compare import differences, told
from tests.traces.recording import names, record
from tests.traces.trace import LINES, Name, Traces, load, save
from tui_voter import messages

ACCEPTED: Final = Path(__file__).parent / "data"
NEW: Final = Path("build/traces")


def compare(old: Traces, new: Traces, place: str) -> int:
    found = [
        each
        for each in differences(old, new)
        if any(place in step.place for step in each[1:] if step is not None)
    ]
    width = shutil.get_terminal_size((170, 24)).columns
    for line in told(found, sum(map(len, new.values())), width):
        say(line)
    return 1 if found else 0


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 what the command is for


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.traces",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("does", choices=("record", "compare", "accept", "renew"))
    parser.add_argument("--visit", default="", help="only visits whose name has this")
    parser.add_argument("--place", default="", help="only differences at places with this title")
    parser.add_argument(
        "--voice",
        choices=(LINES, "screen"),
        help="record and renew play the lines unless told otherwise: what the screen scrolls to "
        "is not the same each time yet",
    )
    parser.add_argument("--lang", choices=messages.LANGUAGES)
    asked = parser.parse_args()

    def is_wanted(name: Name) -> bool:
        voice = asked.voice in (None, LINES if name.voice == LINES else "screen")
        return voice and asked.lang in (None, name.language) and asked.visit in name.visit

    if asked.does in ("record", "renew"):
        asked.voice = asked.voice or LINES
        begun, played = monotonic(), dict(record(filter(is_wanted, names())))
        save(NEW, played)
        say(f"{monotonic() - begun:.0f} s")
    every = load(ACCEPTED)
    old, new = ({n: t for n, t in each.items() if is_wanted(n)} for each in (every, load(NEW)))
    if not new:
        say("Nothing has been recorded yet: python -m tests.traces record")
        return 1
    if asked.does in ("accept", "renew"):
        save(ACCEPTED, {n: t for n, t in every.items() if not is_wanted(n)} | new)
    size = sum(path.stat().st_size for path in NEW.glob("*/*.txt"))
    say(f"{len(new)} traces, {sum(map(len, new.values()))} steps, {size} bytes")
    return compare(old, new, asked.place) if asked.does == "compare" else 0


if __name__ == "__main__":
    sys.exit(main())
