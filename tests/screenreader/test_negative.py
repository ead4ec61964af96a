"""Negative controls: each bad program fails the criterion that is there to catch it."""

import sys
from collections.abc import Sequence

import pytest

from tests.screenreader import criteria
from tests.screenreader.bad_programs import SECRET
from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.conftest import READERS, Reader, Start, braille
from tests.screenreader.listeners import Finger, Listener, refused
from tests.screenreader.reader import ReadTerminal
from tui_voter.audit.player import Reply, attempt

LONG_ENOUGH = 2.0
"""Seconds in which something that turns by itself is told, on a busy machine as well."""
FENRIR, BRLTTY, _ORCA = READERS
SHORT = attempt(password="court")
TYPED = [attempt(password=SECRET), attempt(again=SECRET)]
TOO_SHORT = refused("This password is too short.", "too short")
BAD = [
    *(("clock", [], [criteria.SILENT], READERS), ("box", [], [criteria.NO_DRAWINGS], READERS)),
    ("no_step", [], [criteria.PROMPTS], READERS),
    # Orca tells no letter away from the cursor.
    ("spinner", [], [criteria.SILENT], [FENRIR, BRLTTY]),
    ("wide_prompt", [], [criteria.NOT_BLANK, criteria.PROMPTS], [BRLTTY]),
    # A listener hears it; forty cells do not show it.
    ("error_above", [SHORT, TOO_SHORT, attempt(password="")], [criteria.ERRORS], [BRLTTY]),
    # Fenrir tells all of it as the echo of a letter, and then as what came in.
    ("jump", [SHORT, attempt(password="")], [criteria.TOLD_ONCE], [FENRIR]),
    ("repeats", TYPED, [criteria.NO_SECRETS], [FENRIR, BRLTTY]),
]
"""Each bad program, what is done there, and what it fails with these readers."""


def fails(criterion: criteria.Criterion, visit: criteria.Visit) -> None:
    with pytest.raises(criteria.NotMet, match=criterion.name):
        criterion.check(visit)


def before(start: Start, reader: Reader, program: str) -> tuple[ReadTerminal, criteria.Visit]:
    command = (sys.executable, "-m", "tests.screenreader.bad_programs", program)
    return start(reader, *command), criteria.Visit(program, reader.reader, "en")


@pytest.mark.parametrize(
    ("program", "script", "broken", "reader"),
    [
        pytest.param(
            *(program, script, broken, *reader.values),
            id=f"{program} {reader.id}",
            marks=[*reader.marks, *[pytest.mark.smoke] * (program == "clock")],
        )
        for program, script, broken, readers in BAD
        for reader in readers
    ],
)
def test_a_program_that_is_no_good(
    start: Start,
    program: str,
    script: Sequence[Reply],
    broken: Sequence[criteria.Criterion],
    reader: Reader,
) -> None:
    voter = Listener(*before(start, reader, program))
    voter.play(*script)
    if not script:
        voter.terminal.wait_to_hear(r"[:>-] +$")
        voter.stop("Password", LONG_ENOUGH)
    for criterion in broken:
        fails(criterion, voter.visit)


@braille
@pytest.mark.smoke
def test_textual_as_it_comes(start: Start) -> None:
    hand = Finger(*before(start, BrailleTerminal, "stock"))
    hand.enter("One-time link", seconds=LONG_ENOUGH)
    hand.press("\t", "Question", "First concert")
    hand.press("\t", "Continue")
    fails(criteria.SILENT, hand.visit)
    fails(criteria.FOCUS, hand.visit)
    assert len(criteria.FOCUS.faults(hand.visit)) >= 2
