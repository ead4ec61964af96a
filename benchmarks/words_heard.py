"""Words heard at each step of a visit in the linear voice, in each language.

python -m benchmarks.words_heard [--said]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.portal_process import election_with, start_portal
from tests.visit.words_heard import ENOUGH, heard, words
from tui_voter import messages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--said", action="store_true", help="print what was said as well")
    options = parser.parse_args()
    counts: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        voters = [f"voter{number}@academie.exemple" for number in range(len(messages.LANGUAGES))]
        with start_portal(folder, opens_in="3d", election=election_with(folder, voters)) as portal:
            for language, address in zip(messages.LANGUAGES, voters, strict=True):
                kept = folder / language
                said = heard(portal, address, kept, language)
                counts[language] = {step: words(text) for step, text in said.items()}
                if options.said:
                    for step, text in said.items():
                        print(f"--- {language}, {step}\n{text}")
    print(" " * 26 + "".join(f"{column:>12}" for column in (*counts, "enough")))
    for step in next(iter(counts.values())):
        row = [*(count[step] for count in counts.values()), ENOUGH.get(step, "")]
        print(f"{step:26}" + "".join(f"{n:>12}" for n in row))


if __name__ == "__main__":
    main()
