"""Every page of the full screen's accessible theme, as the audit's walk comes to them: each place
where the focus stops, each notice, the help, each field's worst error, and the wait for what is
submitted or for a list's rows, by the speech reader of the desktop and by braille."""

import sys
from typing import Final

import pytest

from tests.screenreader.conftest import IN_EACH_LANGUAGE, WALKERS, Start
from tests.screenreader.criteria import Visit
from tests.screenreader.listeners import Walker
from tests.screenreader.orca import FULL_SCREEN, OPENED
from tests.screenreader.pages import NEXT, pages_in
from tui_voter import messages

PARTS: Final = 12
"""So many walks."""


@IN_EACH_LANGUAGE
@WALKERS
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page(start: Start, walker: type[Walker], part: int, language: str) -> None:
    messages.use(language)
    pages = pages_in(language)[part::PARTS]
    program = (sys.executable, "-m", "tests.screenreader.pages")
    terminal = start(walker.reads, *program, language, str(part), str(PARTS))
    # It walks through all journeys before it shows the first page.
    assert terminal.holds_within(lambda: FULL_SCREEN in terminal.written, OPENED)
    visit = Visit(f"pages, part {part}", f"{walker.reads.reader}, full screen", language)
    hand = walker(terminal, visit)
    for number, page in enumerate(pages):
        hand.go_through(page, NEXT if number else "")
    terminal.type(NEXT)  # from the last page
    terminal.wait_for_exit()
    hand.check()
