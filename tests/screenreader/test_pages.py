"""Every page of the full screen's accessible theme, as the audit's walk comes to them: each place
where the focus stops, each notice, the help, each field's worst error, and the wait for what is
submitted or for a list's rows, by the speech reader of the desktop and by braille."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final, Generic, TypeVar, cast

import pytest

from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.conftest import IN_EACH_LANGUAGE, Start, braille, desktop
from tests.screenreader.criteria import (
    CUT_OFF,
    ERRORS,
    FULLSCREEN,
    NO_SECRETS,
    SILENT,
    SPOKEN_ONCE,
    Criterion,
    Visit,
)
from tests.screenreader.figures import note
from tests.screenreader.hearer import Hearer
from tests.screenreader.listeners import THOROUGH, Finger
from tests.screenreader.orca import FULL_SCREEN, OrcaTerminal
from tests.screenreader.pages import (
    NEXT,
    choices_of,
    errors_of,
    fields_of,
    notices_of,
    pages_in,
    start_of,
    stops_of,
)
from tests.screenreader.reader import ReadTerminal
from tests.typing.forms import WALKED
from tui_voter import messages
from tui_voter.dialogue import CaptchaField, Form, Listing
from tui_voter.messages import gettext as _

PARTS: Final = 12 if THOROUGH else 40
"""So many walks; of the short ones, the first is done."""
WALKS: Final = pytest.mark.parametrize("part", range(PARTS) if THOROUGH else [0])
pytestmark = IN_EACH_LANGUAGE
T = TypeVar("T", bound=ReadTerminal)


class Walk(Generic[T]):
    """A part of the pages before a reader, and what is met there."""

    def __init__(self, start: Start, reader: type[T], language: str, part: int) -> None:
        messages.use(language)
        self.pages = pages_in(language)[part::PARTS]
        program = (sys.executable, "-m", "tests.screenreader.pages")
        self.terminal = cast("T", start(reader, *program, language, str(part), str(PARTS)))
        # The program finds its pages first, by a walk.
        self.terminal.holds_within(lambda: FULL_SCREEN in self.terminal.written, WALKED)
        kind = f"{reader.reader}, full screen"
        self.visit = Visit(f"pages, part {part}", kind, language)

    def leave(self, criteria: Sequence[Criterion], *noted: Criterion) -> None:
        """The last page, and hold the visit against ``criteria``."""
        self.terminal.type(NEXT)
        self.terminal.wait_for_exit()
        note(self.visit, (*criteria, *noted))
        for criterion in criteria:
            criterion.check(self.visit)


@desktop
@WALKS
def test_every_page_is_told(start: Start, language: str, part: int) -> None:
    walk = Walk(start, OrcaTerminal, language, part)
    missed: list[str] = []
    hand = Hearer(walk.terminal, walk.visit)
    key = ""
    for page in walk.pages:
        for notice in notices_of(page):
            met = len(hand.terminal.entries)
            hand.arrive(page, key, notice)
            key = NEXT
        hand.look_around(page)
        told = hand.told_since(met)
        missed += [f"{page.screen.title}: {stop}" for stop in stops_of(page) if not told(stop)]
        hand.get_help(page)
        for error in errors_of(page):
            hand.go_wrong(NEXT, error)
        if isinstance(page.screen, Form):
            hand.wait(page.screen)
        if isinstance(page.screen, Listing):
            hand.wait_for_rows(page)
    walk.leave((SPOKEN_ONCE, SILENT, NO_SECRETS))
    assert not missed


@braille
@WALKS
def test_every_page_is_shown(start: Start, language: str, part: int) -> None:
    walk = Walk(start, BrailleTerminal, language, part)
    hand = Finger(walk.terminal, walk.visit)
    key = ""
    for page in walk.pages:
        for notice in notices_of(page):
            hand.arrive(page, key, notice)
            key = NEXT
        chosen = {choice.label for choice in choices_of(page)}  # each option has a row of its own
        names = [start_of(stop) for stop in stops_of(page) if stop not in chosen]
        rows = [start_of(row.label) for row in page.rows]
        met = hand.look_around(
            page, [*names, *rows, _("another question"), _("let the computer answer")]
        )
        if len(names) > 1:  # else it is the only way on, and the cursor is in what there is to read
            assert met >= {*names}, f"{page.screen.title}: {met} of {names}"
        hand.get_help(page)
        labels = {field.name: field.label for field in fields_of(page)}
        labels |= {f.name: _("Your answer") for f in fields_of(page) if isinstance(f, CaptchaField)}
        for error in errors_of(page):
            hand.go_wrong(NEXT, labels[error.field][:6], error)
        if isinstance(page.screen, Form):
            hand.wait(page.screen)
        if isinstance(page.screen, Listing):
            hand.wait_for_rows(page)
    walk.leave((*FULLSCREEN, ERRORS), CUT_OFF)
