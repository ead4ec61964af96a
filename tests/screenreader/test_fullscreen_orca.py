"""The accessible theme of the full screen, by the speech reader of the desktop: each question's
title and text, and at each change of the focus name, role, state and place, are told once, and
nothing else is."""

from __future__ import annotations

from typing import Final

from tests.screenreader.conftest import IN_EACH_LANGUAGE, SMOKE_IN_FRENCH, Start, desktop
from tests.screenreader.criteria import TOLD
from tests.screenreader.figures import held_against
from tests.screenreader.focus import BUTTON, ENTRY
from tests.screenreader.front_door import HOME as HOME_MENU
from tests.screenreader.front_door import activated
from tests.screenreader.hearer import CALM, HEARD, WINDOW, WRONG, hearer, place
from tests.screenreader.listeners import IDLE, LONG_IDLE
from tests.screenreader.orca import OTHER
from tests.screenreader.vote import SealedScene
from tests.visit.scene import signing_in
from tests.voters import DOWN, ENTER, ESCAPE, TAB, UP
from tui_voter.audit.player import choose, fill
from tui_voter.messages import gettext as _

pytestmark = desktop
SHIFT_TAB: Final = "\x1b[Z"
HELP: Final = "\x07"
LEFT, BACKSPACE = "\x1b[D", "\x7f"
THE_TERMINAL: Final = "Terminal frame page tab blank"
"""What Orca tells of any terminal window that one comes to, its cursor being on a blank row."""


@SMOKE_IN_FRENCH
def test_the_first_question(start: Start, language: str) -> None:
    """Forwards and backwards, letters typed, looked at and taken away, an error, the help."""
    hand = hearer(start, "first question", language)
    link = (_("One-time link"), ENTRY, place(1, 4))
    first = (*link, _("empty"))
    goes_on = (_("Continue"), BUTTON, place(2, 4))
    hand.press(TAB, *goes_on)
    hand.press(TAB, f"F3 {_('Get a new link')}", BUTTON, place(3, 4))
    hand.press(SHIFT_TAB, *goes_on)
    hand.press(SHIFT_TAB, *first)
    hand.press(SHIFT_TAB, f"F9 {_('Sign in')}", BUTTON, place(4, 4))
    hand.press(TAB, *first)
    for key, *told in (("abc",), (LEFT, "c"), (LEFT, "b"), (BACKSPACE, "a")):
        hand.press(key, *told)
    no_link = _(
        "There is no one-time link in this text. Paste the link from the email, or ask for a "
        "new one."
    )
    error = _("error: {text}").format(text=no_link)
    wrong = ("bc", "selected", WRONG, error, _("typing replaces it"))
    hand.press(ENTER, *link, *wrong)
    hand.press(HELP, title=_("Help"))
    hand.press(ESCAPE, *link, *wrong, title=_("Open your voter account"))
    held_against(TOLD, hand.visit)


@IN_EACH_LANGUAGE
def test_another_window(start: Start, language: str) -> None:
    """While another window is in front nothing is told of this one; where one was is told again,
    once, on coming back."""
    hand = hearer(start, "another window", language)
    terminal = hand.terminal
    with terminal.another_window():
        assert terminal.holds_within(lambda: any(OTHER in e.text for e in terminal.entries), HEARD)
        while terminal.rest(CALM):
            pass
        assert terminal.rest(max(IDLE, LONG_IDLE)) == []
        before = len(terminal.entries)
    told = (_("One-time link"), ENTRY, _("empty"), place(1, 4))
    hand.hear(before, (_("Open your voter account"), WINDOW, *told), beside=THE_TERMINAL)
    held_against(TOLD, hand.visit)


@IN_EACH_LANGUAGE
def test_the_vote(sealed_scene: SealedScene, start: Start, language: str) -> None:
    """The code, beside the countdown, of which nothing is told unasked; the ballots, a choice, its
    recap, the receipt and how it is checked."""
    scene = sealed_scene
    activated(scene)
    hand = hearer(start, "vote", language, f"--portal={scene.portal.url}")
    *rest, last = signing_in(scene.address)
    hand.play(*rest)
    hand.enter(_("Welcome to your elections portal"), last, HOME_MENU)
    hand.enter(_("Voting code"), choose("vote"), seconds=max(IDLE, LONG_IDLE))
    hand.tour()
    hand.enter(_("No, keep nothing here"), fill(code=scene.code))
    hand.step(DOWN)
    hand.enter(_("My ballots"), choose("no"))
    hand.tour(DOWN, UP)
    hand.enter("1", choose("0"))
    hand.tour(DOWN, DOWN, UP)
    hand.enter(_("Go on"), choose("1"))
    hand.tour()
    hand.enter(_("Cast this ballot?"), keys=ENTER)
    hand.step(DOWN)
    hand.enter(_("Voted: your ballot is in the ballot box."), keys=ENTER)
    hand.tour()
    held_against(TOLD, hand.visit)
