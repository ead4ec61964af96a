"""``python -m tests.traces``: play the audit's visits, and compare them with what was accepted.

play      play the visits anew, into build/traces, and compare
compare   show what differs in build/traces; the exit code is 1 where anything does
accept    take what stands in build/traces
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Final

from tests.traces.compare import differences, told
from tests.traces.playing import NAMES, PERFORMERS, play_all
from tests.traces.trace import Name, Traces, load, save
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
        print(line, flush=True)  # noqa: T201 what the command is for
    return 1 if found else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.traces",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("does", choices=("play", "compare", "accept"))
    parser.add_argument("--visit", default="", help="only visits whose name has this")
    parser.add_argument("--place", default="", help="only differences at places with this title")
    parser.add_argument("--voice", default="", choices={voice for voice, _ in PERFORMERS})
    parser.add_argument("--lang", default="", choices=messages.LANGUAGES)
    asked = parser.parse_args()

    def is_wanted(name: Name) -> bool:
        where = asked.voice in ("", name.voice) and asked.lang in ("", name.language)
        return where and asked.visit in name.visit

    every = load(ACCEPTED)
    if asked.does == "play":  # the voices that are kept, unless another is named
        kept = {name.voice for name in every} | {asked.voice}
        save(NEW, play_all([name for name in NAMES if is_wanted(name) and name.voice in kept]))
    old, new = ({n: t for n, t in each.items() if is_wanted(n)} for each in (every, load(NEW)))
    if not new:
        sys.exit("Nothing has been played yet: python -m tests.traces play")
    if asked.does == "accept":
        save(ACCEPTED, {n: t for n, t in every.items() if not is_wanted(n)} | new)
        return 0
    return compare(old, new, asked.place)


if __name__ == "__main__":
    sys.exit(main())
