"""The accessible theme of the full screen, by the speech reader of the desktop: at each change of
the focus one utterance tells name, role, state and place, and nothing else is read."""

from __future__ import annotations

import pytest

from tests.screenreader.conftest import IN_EACH_LANGUAGE, Start, desktop
from tests.screenreader.criteria import SPOKEN_ONCE, Stop, Visit
from tests.screenreader.figures import note
from tests.screenreader.front_door import HOME as HOME_MENU
from tests.screenreader.front_door import activated
from tests.screenreader.listeners import FOCUS_IDLE, THOROUGH
from tests.screenreader.orca import OrcaTerminal
from tests.screenreader.reader import bare
from tests.terminal import PROGRAM
from tests.visit.scene import Scene, ballot, signing_in
from tests.voters import DOWN, ENTER, TAB, UP, FullscreenVoter
from tui_voter import messages
from tui_voter.messages import gettext as _

pytestmark = [desktop, IN_EACH_LANGUAGE]
SHIFT_TAB = "\x1b[Z"
HEARD = 5.0
"""Seconds until Orca has told what a key did: a limit for failures."""
CALM = 0.6
"""Seconds without a word after which nothing more is said of a key."""


class Hearer(FullscreenVoter):
    """Goes through the full screen by what Orca says."""

    terminal: OrcaTerminal

    def __init__(self, terminal: OrcaTerminal, visit: Visit) -> None:
        super().__init__(terminal)
        self.visit = visit

    def type(self, keys: str) -> None:
        self.terminal.type(keys)

    def press(self, keys: str, *wanted: str) -> None:
        """Press ``keys``; these texts should be told, once and alone."""
        terminal = self.terminal
        before = len(terminal.entries)
        terminal.type(keys)
        self.hear(before, wanted)

    def hear(self, before: int, wanted: tuple[str, ...]) -> None:
        """These texts should have been told since ``before``."""
        terminal = self.terminal

        def is_heard() -> bool:
            said = bare(" ".join(entry.text for entry in terminal.entries[before:]))
            return all(bare(text) in said for text in wanted)

        arrived = terminal.holds_within(is_heard, HEARD)
        while terminal.rest(CALM):
            pass
        stop = Stop(
            line=terminal.row_of_the_cursor.rstrip(),
            wanted=wanted,
            told=[entry.text for entry in terminal.entries[before:] if bare(entry.text)],
            arrived=arrived,
            seconds=FOCUS_IDLE,
        )
        stop.idle = [entry.text for entry in terminal.rest(FOCUS_IDLE)]
        self.visit.stops.append(stop)
        self.visit.told = [entry.text for entry in terminal.entries]

    def reach(self, text: str) -> None:
        """A new screen, which is read as a whole."""
        self.terminal.wait_for(text)
        while self.terminal.rest(CALM):
            pass


RARELY_TOLD_TWICE = pytest.mark.skipif(
    not THOROUGH,
    reason="now and then Orca reads the painted rows beside the spoken one: make screenreader",
)


def hearer(start: Start, name: str, language: str, *options: str) -> Hearer:
    messages.use(language)
    command = [*PROGRAM, "--lang", language, "--theme", "accessible", *options]
    terminal = start(OrcaTerminal, *command)
    assert isinstance(terminal, OrcaTerminal)
    hearer = Hearer(terminal, Visit(name, "Orca, full screen", language))
    hearer.reach(_("One-time link"))
    return hearer


def test_each_change_of_the_focus_is_told_once(start: Start, language: str) -> None:
    """Forwards and backwards, by keys that Orca treats in different ways."""
    hand = hearer(start, "focus", language)
    link, button = _("One-time link"), _("button")
    hand.press(TAB, _("Continue"), button)
    hand.press(TAB, _("Get a new link"), button)
    hand.press(SHIFT_TAB, _("Continue"), button)
    hand.press(SHIFT_TAB, link, _("link field"), _("empty"))
    hand.press(SHIFT_TAB, _("Sign in"), button)
    hand.press(TAB, link, _("link field"), _("empty"))
    note(hand.visit, [SPOKEN_ONCE])
    SPOKEN_ONCE.check(hand.visit)


@RARELY_TOLD_TWICE
def test_an_error_is_told_with_its_field(start: Start, language: str) -> None:
    hand = hearer(start, "error", language)
    hand.press("bonjour" + TAB, _("Continue"), _("button"))
    hand.visit.stops.clear()  # what was typed is echoed
    before = len(hand.terminal.entries)
    hand.terminal.type(ENTER)
    error = _("error: {text}").partition(":")[0].strip()
    hand.hear(before, (_("One-time link"), "bonjour", error))
    told = " ".join(entry.text for entry in hand.terminal.entries[before:])
    assert hand.visit.stops[0].arrived, told
    assert bare(told).count(bare("bonjour")) == 1
    assert bare(_("Continue")) not in bare(told)


def test_the_activation(scene: Scene, start: Start, language: str) -> None:
    """Every kind of field and button, a menu, a choice, an outcome."""
    hand = hearer(start, "activation", language, f"--portal={scene.portal.url}")
    hidden, button = (_("hidden field"), _("empty")), _("button")
    hand.type(scene.link + ENTER)
    hand.reach(_("Confirm password"))
    hand.press(TAB, _("Confirm password"), *hidden)
    hand.press(TAB, _("Your answer"), _("empty"))
    hand.press(TAB, _("F5 another question"), button)
    hand.press(SHIFT_TAB, _("Your answer"), _("empty"))
    hand.press(SHIFT_TAB, _("Confirm password"), *hidden)
    hand.press(SHIFT_TAB, _("Password"), *hidden)
    note(hand.visit, [SPOKEN_ONCE])
    SPOKEN_ONCE.check(hand.visit)


@RARELY_TOLD_TWICE
def test_the_home(scene: Scene, start: Start, language: str) -> None:
    """A menu, lists, a form with choices, a page."""
    activated(scene)
    hand = hearer(start, "home", language, f"--portal={scene.portal.url}")
    hand.play(*signing_in(scene.address), HOME_MENU)
    hand.reach(_("Make a claim"))
    menu = (_("Editorial"), _("Online help - Frequently asked questions"))
    hand.press(DOWN, menu[1], _("{number} of {total}").format(number=2, total=11))
    hand.press(UP, menu[0])
    hand.press(TAB, _("Sign out and quit"), _("button"))
    hand.press(TAB, menu[0])
    hand.type(_("Make a claim")[:9].lower() + ENTER)
    hand.reach(_("You have not made any claims."))
    hand.press(TAB, _("New claim"), _("button"))
    hand.type(ENTER)
    hand.reach(_("Type of claim"))
    kinds = (_("Missing from an electoral roll"), _("Wrong entry in an electoral roll"))
    hand.press(TAB, _("Election"), ballot(language), _("not chosen"))
    hand.press(SHIFT_TAB, _("Type of claim"), kinds[0], _("not chosen"))
    hand.press(DOWN, kinds[1], _("chosen"))
    hand.press(UP, kinds[0], _("chosen"))
    note(hand.visit, [SPOKEN_ONCE])
    SPOKEN_ONCE.check(hand.visit)
