"""Words heard at each step of the demonstration in the linear voice, in each language.

python -m benchmarks.words_heard [--said]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.shared.figures import Subject
from tests.visit.test_words_heard import GOALS, walk
from tui_voter import messages

SUBJECT: Final = Subject(
    "The demonstration is walked to a cast ballot, a sign-in and a new password; of every step "
    "some words were heard."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--said", action="store_true", help="print what was said as well")
    options = parser.parse_args()
    counts: dict[str, dict[str, int]] = {}
    for language in messages.LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            voter = walk(language, Path(folder))
        counts[language] = voter.counted
        silent = [step for step in GOALS if not voter.counted[step]]
        SUBJECT.check(not silent, (language, silent))
        if options.said:
            for step, text in voter.said.items():
                print(f"--- {language}: {step}\n{text}")
    print("step | at most | " + " | ".join(counts))
    for step, goal in GOALS.items():
        print(" | ".join(map(str, [step, goal, *(count[step] for count in counts.values())])))


if __name__ == "__main__":
    main()
