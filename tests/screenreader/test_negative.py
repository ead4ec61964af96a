"""Negative controls: each bad program fails the criterion that is there to catch it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import pytest

from tests.screenreader.bad_programs import SECRET
from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.conftest import READERS, Reader, Start, braille
from tests.screenreader.criteria import (
    ERRORS,
    FOCUS,
    NO_DRAWINGS,
    NO_SECRETS,
    NOT_BLANK,
    PROMPTS,
    SILENT,
    TOLD_ONCE,
    Criterion,
    NotMet,
    Visit,
)
from tests.screenreader.listeners import Finger, Listener, refused
from tests.screenreader.reader import ReadTerminal
from tui_voter.audit.player import Reply, attempt

LONG_ENOUGH = 2.0
"""Seconds in which something that turns by itself is told, on a busy machine as well."""
FENRIR, BRLTTY, _ORCA = READERS


def fails(criterion: Criterion, visit: Visit) -> None:
    with pytest.raises(NotMet, match=criterion.name):
        criterion.check(visit)


def before(start: Start, reader: Reader, program: str) -> tuple[ReadTerminal, Visit]:
    command = (sys.executable, "-m", "tests.screenreader.bad_programs", program)
    return start(reader, *command), Visit(program, reader.reader, "en")


def each(*cases: tuple[str, Any, Sequence[Any]]) -> pytest.MarkDecorator:
    """A test of this mark is done with each program, what belongs to it, and its readers."""
    return pytest.mark.parametrize(
        ("program", "what", "reader"),
        [
            pytest.param(
                *(program, what, *reader.values),
                id=f"{program} {reader.id}",
                marks=[*reader.marks, *[pytest.mark.smoke] * (program == "clock")],
            )
            for program, what, readers in cases
            for reader in readers
        ],
    )


@each(
    ("clock", [SILENT], READERS),
    ("box", [NO_DRAWINGS], READERS),
    ("no_step", [PROMPTS], READERS),
    ("spinner", [SILENT], [FENRIR, BRLTTY]),  # Orca tells no letter away from the cursor
    ("wide_prompt", [NOT_BLANK, PROMPTS], [BRLTTY]),
)
def test_a_prompt_that_is_no_good(
    start: Start, program: str, what: Sequence[Criterion], reader: Reader
) -> None:
    voter = Listener(*before(start, reader, program))
    voter.terminal.wait_to_hear(r"[:>-] +$")
    voter.stop("Password", LONG_ENOUGH)
    for criterion in what:
        fails(criterion, voter.visit)


SHORT = attempt(password="court")
TOO_SHORT = refused("This password is too short.", "too short")


@each(
    # A listener hears it; forty cells do not show it.
    ("error_above", (ERRORS, SHORT, TOO_SHORT, attempt(password="")), [BRLTTY]),
    # Fenrir tells all of it as the echo of a letter, and then as what came in.
    ("jump", (TOLD_ONCE, SHORT, attempt(password="")), [FENRIR]),
    ("repeats", (NO_SECRETS, attempt(password=SECRET), attempt(again=SECRET)), [FENRIR]),
)
def test_an_answer_that_is_told_no_good(
    start: Start, program: str, what: tuple[Criterion, *tuple[Reply, ...]], reader: Reader
) -> None:
    criterion, *script = what
    voter = Listener(*before(start, reader, program))
    voter.play(*script)
    fails(criterion, voter.visit)


@braille
def test_a_secret_that_is_shown_as_it_is_typed(start: Start) -> None:
    voter = Listener(*before(start, BrailleTerminal, "echo"))
    voter.visit.secrets.append(SECRET)
    voter.terminal.wait_to_hear(": $")
    begun, _space, _rest = SECRET.partition(" ")
    voter.terminal.type(begun)
    voter.terminal.wait_to_hear(begun)
    voter.stop("Password")
    fails(NO_SECRETS, voter.visit)


def finger(start: Start, program: str, shows: str) -> Finger:
    hand = Finger(*before(start, BrailleTerminal, program))
    hand.terminal.wait_for(shows)
    return hand


@braille
def test_textual_as_it_comes(start: Start) -> None:
    hand = finger(start, "stock_form", "Continue")
    hand.meet("One-time link")
    hand.press("\t", "Question", "First concert")
    hand.press("\t", "Continue")
    fails(FOCUS, hand.visit)
    assert len(FOCUS.faults(hand.visit)) == 3


@braille
@pytest.mark.smoke
def test_a_countdown_beside_the_field(start: Start) -> None:
    hand = finger(start, "stock_clock", "min")
    hand.meet("min", seconds=LONG_ENOUGH)
    fails(SILENT, hand.visit)
