"""``python -m tests.traces``: play the audit's visits, and compare them with what was accepted.

play      play the visits anew, into build/traces, and compare
compare   show what differs in build/traces; the exit code is 1 where anything does
accept    take what stands in build/traces
"""

import argparse
import sys
from pathlib import Path
from typing import Final

from tests.traces.playing import NAMES, play_all
from tests.traces.trace import differences, load, save, told

ACCEPTED: Final = Path(__file__).parent / "data"
NEW: Final = Path("build/traces")


def main() -> int:
    layout = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m tests.traces", None, __doc__, formatter_class=layout
    )
    parser.add_argument("does", choices=("play", "compare", "accept"))
    parser.add_argument("--of", default="", help='only these: "lines", "40x12-fr", "fr/01-invited"')
    parser.add_argument("--place", default="", help="only differences at places with this title")
    asked = parser.parse_args()

    if asked.does == "play":
        kept = {name.voice for name in load(ACCEPTED)}  # the others are played where they are named
        wanted = [name for name in NAMES if asked.of in name.path]
        save(NEW, play_all([name for name in wanted if asked.of or name.voice in kept]))
    every, new = (load(folder, asked.of) for folder in (ACCEPTED, NEW))
    if not new:
        sys.exit("Nothing has been played yet: python -m tests.traces play")
    if asked.does == "accept":
        save(ACCEPTED, {n: steps for n, steps in load(ACCEPTED).items() if n in NAMES} | new)
        return 0
    old = {name: steps for name, steps in every.items() if name in new or name not in NAMES}
    found = [
        each
        for each in differences(old, new)
        if any(asked.place in step.place for step in each[1:] if step is not None)
    ]
    for line in told(found, sum(map(len, new.values()))):
        print(line, flush=True)  # noqa: T201 what the command is for
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
