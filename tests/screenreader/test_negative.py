"""Negative controls: each bad program fails the criterion that is there to catch it."""

from __future__ import annotations

import sys

import pytest

from tests.screenreader.bad_programs import SECRET
from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.conftest import READERS, Reader, Start, braille, speech
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
from tests.screenreader.fenrir import SpokenTerminal
from tests.screenreader.listeners import Finger, Listener, refused
from tui_voter.audit.player import attempt

LABEL = "Password"
LONG_ENOUGH = 2.0
"""Seconds in which something that turns by itself is told, on a busy machine as well."""


def fails(criterion: Criterion, visit: Visit) -> None:
    with pytest.raises(NotMet, match=criterion.name):
        criterion.check(visit)


def listener(start: Start, reader: Reader, program: str) -> Listener:
    command = (sys.executable, "-m", "tests.screenreader.bad_programs", program)
    return Listener(start(reader, *command), Visit(program, reader.reader, "en"))


def finger(start: Start, program: str) -> Finger:
    command = (sys.executable, "-m", "tests.screenreader.bad_programs", program)
    terminal = start(BrailleTerminal, *command)
    assert isinstance(terminal, BrailleTerminal)
    return Finger(terminal, Visit(program, terminal.reader, "en"))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("program", "criterion"),
    [
        pytest.param("clock", SILENT, marks=pytest.mark.smoke),
        ("box", NO_DRAWINGS),
        ("no_step", PROMPTS),
    ],
)
def test_a_prompt_that_is_no_good(
    start: Start, reader: Reader, program: str, criterion: Criterion
) -> None:
    is_no_good(start, reader, program, criterion)


@pytest.mark.parametrize("reader", READERS[:2])
def test_something_that_turns(start: Start, reader: Reader) -> None:
    """Not for Orca: it tells no single letter that changes away from the cursor."""
    is_no_good(start, reader, "spinner", SILENT)


def is_no_good(start: Start, reader: Reader, program: str, criterion: Criterion) -> None:
    voter = listener(start, reader, program)
    voter.terminal.wait_to_hear(r"[:>-] $")
    voter.stop(LABEL, LONG_ENOUGH)
    fails(criterion, voter.visit)


@braille
def test_a_prompt_that_is_too_wide(start: Start) -> None:
    voter = listener(start, BrailleTerminal, "wide_prompt")
    voter.terminal.wait_to_hear(": $")
    voter.stop(LABEL)
    fails(NOT_BLANK, voter.visit)
    fails(PROMPTS, voter.visit)


@braille
def test_an_error_above_the_prompt_only(start: Start) -> None:
    """A listener hears it; forty cells do not show it."""
    voter = listener(start, BrailleTerminal, "error_above")
    voter.play(
        attempt(password="court"),
        refused("This password is too short.", "too short"),
        attempt(password=""),
    )
    fails(ERRORS, voter.visit)


@braille
def test_a_secret_that_is_shown_as_it_is_typed(start: Start) -> None:
    voter = listener(start, BrailleTerminal, "echo")
    voter.visit.secrets.append(SECRET)
    voter.terminal.wait_to_hear(": $")
    begun, _space, _rest = SECRET.partition(" ")
    voter.terminal.type(begun)
    voter.terminal.wait_to_hear(begun)
    voter.stop(LABEL)
    fails(NO_SECRETS, voter.visit)


@speech
def test_a_page_that_is_taken_for_what_was_typed(start: Start) -> None:
    """Fenrir tells all of it as the echo of a letter, and then as what came in."""
    voter = listener(start, SpokenTerminal, "jump")
    voter.play(attempt(password="court"), attempt(password=""))
    fails(TOLD_ONCE, voter.visit)


@speech
def test_a_secret_that_is_said(start: Start) -> None:
    voter = listener(start, SpokenTerminal, "repeats")
    voter.play(attempt(password=SECRET), attempt(again=SECRET))
    fails(NO_SECRETS, voter.visit)


@braille
def test_textual_as_it_comes(start: Start) -> None:
    hand = finger(start, "stock_form")
    hand.terminal.wait_for("Continue")
    hand.meet("One-time link")
    hand.press("\t", "Question", "First concert")
    hand.press("\t", "Continue")
    fails(FOCUS, hand.visit)
    assert len(FOCUS.faults(hand.visit)) == 3


@braille
@pytest.mark.smoke
def test_a_countdown_beside_the_field(start: Start) -> None:
    hand = finger(start, "stock_clock")
    hand.terminal.wait_for("min")
    hand.meet("min", seconds=LONG_ENOUGH)
    fails(SILENT, hand.visit)
