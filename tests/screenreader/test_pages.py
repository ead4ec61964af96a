"""Every page of the full screen's accessible theme, as the audit's walk comes to them: each place
where the focus stops, each notice, the help, each field's worst error, and the wait for what is
submitted or for a list's rows, by the speech reader of the desktop and by braille."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

import pytest

from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.conftest import IN_EACH_LANGUAGE, Reader, Start, braille, desktop
from tests.screenreader.criteria import CUT_OFF, ERRORS, FULLSCREEN, TOLD, Criterion, Visit
from tests.screenreader.figures import held_against
from tests.screenreader.hearer import Hearer
from tests.screenreader.listeners import Finger, Walker
from tests.screenreader.orca import FULL_SCREEN, OPENED, OrcaTerminal
from tests.screenreader.pages import NEXT, pages_in
from tui_voter import messages

PARTS: Final = 12
"""So many walks."""
SHOWN: Final = (*FULLSCREEN, ERRORS)


@IN_EACH_LANGUAGE
@pytest.mark.parametrize(
    ("reader", "walker", "criteria", "noted"),
    [
        pytest.param(OrcaTerminal, Hearer, TOLD, (), marks=desktop, id="Orca"),
        pytest.param(BrailleTerminal, Finger, SHOWN, (CUT_OFF,), marks=braille, id="BRLTTY"),
    ],
)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page(
    start: Start,
    reader: Reader,
    walker: type[Walker],
    criteria: Sequence[Criterion],
    noted: Sequence[Criterion],
    part: int,
    language: str,
) -> None:
    messages.use(language)
    pages = pages_in(language)[part::PARTS]
    program = (sys.executable, "-m", "tests.screenreader.pages")
    terminal = start(reader, *program, language, str(part), str(PARTS))
    # It walks through all journeys before it shows the first page.
    assert terminal.holds_within(lambda: FULL_SCREEN in terminal.written, OPENED)
    visit = Visit(f"pages, part {part}", f"{reader.reader}, full screen", language)
    hand = walker(terminal, visit)
    for number, page in enumerate(pages):
        hand.go_through(page, NEXT if number else "")
    terminal.type(NEXT)  # from the last page
    terminal.wait_for_exit()
    held_against(criteria, visit, *noted)
