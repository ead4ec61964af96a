"""Words heard at each step of a visit in the linear voice, in each language.

python -m benchmarks.words_heard [--said]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.shared.figures import Subject
from tests.portal_process import election_with, start_portal
from tests.visit.words_heard import ENOUGH, PASTED, heard, words
from tui_voter import messages

SUBJECT: Final = Subject(
    "Each visit is played to its end and its account is active; of every step but the pasted mail, "
    "which is not read aloud, some words were heard."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--said", action="store_true", help="print what was said as well")
    options = parser.parse_args()
    columns = messages.LANGUAGES
    voters = [f"voter{number}@academie.exemple" for number in range(len(columns))]
    counts: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with start_portal(folder, opens_in="3d", election=election_with(folder, voters)) as portal:
            for column, address in zip(columns, voters, strict=True):
                said = heard(portal, address, folder / column, column)
                counts[column] = {step: words(text) for step, text in said.items()}
                silent = [step for step, count in counts[column].items() if not count]
                SUBJECT.check(silent in ([], [PASTED]), (column, silent))
                if options.said:
                    for step, text in said.items():
                        print(f"--- {column}: {step}\n{text}")
            active = "SELECT count(*) FROM voter WHERE activated_at IS NOT NULL"
            SUBJECT.check(portal.sql(active) == [(len(columns),)], portal.sql(active))
    print("step | enough | " + " | ".join(counts))
    for step in next(iter(counts.values())):
        row = [step, ENOUGH.get(step, ""), *(count[step] for count in counts.values())]
        print(" | ".join(map(str, row)))


if __name__ == "__main__":
    main()
