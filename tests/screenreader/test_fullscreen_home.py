"""The portal's home in the accessible theme of the full screen, by braille."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.screenreader.conftest import IN_EACH_LANGUAGE, Start, braille, finger
from tests.screenreader.criteria import CUT_OFF, FULLSCREEN
from tests.screenreader.figures import note
from tests.screenreader.front_door import HOME as HOME_MENU
from tests.screenreader.front_door import activated
from tests.screenreader.listeners import IDLE, LONG_IDLE, Finger
from tests.visit.scene import Scene, ballot, signing_in
from tests.voters import DOWN, ENTER, ESCAPE, HOME, PAGE_DOWN, RECAP, TAB
from tui_voter.audit.player import choose, quit_, sees, take
from tui_voter.messages import gettext as _

UP, SHIFT_TAB = "\x1b[A", "\x1b[Z"

pytestmark = [braille, IN_EACH_LANGUAGE]


def menu(hand: Finger, _language: str) -> None:
    """By arrows, by Tab, and by a number."""
    hand.press(HOME, "1", _("A word of welcome"))  # from what was told above the menu
    hand.press(DOWN, "2", _("Online help - Frequently asked questions"))
    hand.press(DOWN, "3", _("Assistance request form"))
    hand.press(UP, "2", _("Online help - Frequently asked questions"))
    hand.press(TAB, _("Sign out and quit"))
    hand.press(TAB, "2", _("Online help - Frequently asked questions"))
    hand.press("9", "9", _("Make a claim"))
    hand.press(ENTER, _("You have not made any claims."))
    hand.press(TAB, _("New claim"))
    hand.press(ESCAPE, "9", _("Make a claim"))


def listing(hand: Finger, language: str) -> None:
    """The ballots, and the roll of one of them: rows, search, actions."""
    hand.play(choose("roll"))
    hand.meet("›", ballot(language))
    hand.press(ENTER, "›", "DUPONT Jo")
    hand.press(DOWN, "›", "DUPONT Jo")
    hand.press(PAGE_DOWN, "›", "DUPONT Jo")
    hand.press(HOME, "›", "DUPONT Jo")
    search = _("Search by {what}").format(what=_("Name").lower())
    hand.press("/", search)
    hand.press("dup" + ENTER, "›", "DUPONT Jo")
    hand.press(SHIFT_TAB, _("Save to a file"))
    hand.press(SHIFT_TAB, _("Make a claim"))
    hand.press(SHIFT_TAB, _("Candidate lists"))
    hand.press(SHIFT_TAB, search, "dup")
    hand.press(ESCAPE, search)  # all names again
    hand.press(ESCAPE, "›", ballot(language))
    hand.press(ESCAPE, "7")


def page(hand: Finger, _language: str) -> None:
    """The voter's own account, its ways on, and the form for a file."""
    hand.play(choose("account"))
    hand.meet(_("Close"))
    for label in ("Change telephone and language", "Change my password"):
        hand.press(TAB, _(label))
    hand.press(ENTER, _("Current password"))
    hand.press(TAB, _("New password"))
    hand.press(TAB, _("Confirm new password"))
    hand.press(TAB, _("Change the password"))
    hand.press(ESCAPE, _("Nothing was changed."))
    for label in ("Change telephone and language", "Close", "Save to a file"):
        hand.press(SHIFT_TAB, _(label))
    hand.press(ENTER, _("Name"), ".txt")
    hand.press(TAB, _("Save"))
    hand.press(ESCAPE, _("Save to a file"))


def claim(hand: Finger, language: str) -> None:
    """A claim from its kind to its receipt."""
    hand.play(choose("claims"))
    hand.meet(_("You have not made any claims."))
    hand.play(take("new_claim"))
    hand.meet(_("Type of claim"), "( )", _("Missing from an electoral roll"))
    hand.press(HOME, _("Type of claim"), "(x)", _("Missing from an electoral roll"))
    hand.press(DOWN, "(x)", _("Wrong entry in an electoral roll"))
    hand.press(ENTER, "( )", ballot(language))
    hand.press(HOME, "(x)", ballot(language))
    hand.press(ENTER, _("Your claim"))
    hand.press("Mon prénom est Joëlle.", _("Your claim"), "Joëlle")
    hand.press(TAB, _("Continue"))
    hand.press(TAB, "(x)", _("Wrong entry in an electoral roll"))
    hand.press(TAB, "(x)", ballot(language))
    hand.press(TAB, _("Your claim"), "Joëlle")
    hand.press(TAB, _("Continue"))
    hand.terminal.type(ENTER)
    hand.play(RECAP)
    hand.meet("1", _("Send the claim"))
    hand.press(DOWN, "1", _("Send the claim"))
    hand.press(DOWN, "2", _("Change: {label}").format(label=_("Type of claim")))
    hand.press(UP, "1", _("Send the claim"))
    hand.terminal.type(ENTER)
    hand.play(sees("Your claim has been recorded."))
    hand.meet(_("Your claim has been recorded."))
    hand.press(TAB, _("Save to a file"))


def vote(hand: Finger, _language: str) -> None:
    """The countdown, which may be left open."""
    hand.play(choose("vote"), sees("The vote opens in"))
    hand.meet(_("Check the clock now"), seconds=max(IDLE, LONG_IDLE))
    hand.press(TAB, _("Go to the vote, once it opens"))
    hand.press(TAB, _("My elections and their candidates"))
    hand.press(TAB, _("How to vote"))
    hand.press(TAB, _("Check the clock now"))


def long_text(hand: Finger, _language: str) -> None:
    """A guide: its first row, then wherever one scrolls."""
    hand.play(choose("voting-guide"))
    hand.terminal.wait_for(f"(?i:{_('Save to a file')})")  # the guide's name is in the menu as well
    hand.meet(_("Tutorial “How to vote”").partition("“")[2][:8])
    for key in (DOWN, DOWN, PAGE_DOWN, PAGE_DOWN):
        hand.terminal.type(key)
        hand.meet()
    hand.press(TAB, _("Save to a file"))
    hand.press(TAB, _("Close"))


@pytest.mark.parametrize("place", [claim, long_text, menu, listing, page, vote])
def test_the_home(
    scene: Scene, start: Start, language: str, place: Callable[[Finger, str], None]
) -> None:
    activated(scene)
    hand = finger(start, f"home: {place.__name__}", language, f"--portal={scene.portal.url}")
    hand.play(*signing_in(scene.address), HOME_MENU)
    place(hand, language)
    hand.play(quit_())
    note(hand.visit, (*FULLSCREEN, CUT_OFF))
    for criterion in FULLSCREEN:
        criterion.check(hand.visit)
