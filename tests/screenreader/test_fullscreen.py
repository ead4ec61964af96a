"""The accessible theme of the full screen: what a voter does there, by the speech reader of the
desktop and by braille; every page is gone through in ``test_pages.py``."""

import sys
from typing import Final

from tests.screenreader.conftest import (
    IN_EACH_LANGUAGE,
    SMOKE_IN_FRENCH,
    WALKERS,
    Start,
    braille,
    desktop,
)
from tests.screenreader.criteria import Visit
from tests.screenreader.focus import BUTTON, ENTRY
from tests.screenreader.hearer import CALM, HEARD, WINDOW, WRONG, Hearer, place
from tests.screenreader.listeners import IDLE, LONG_IDLE, Finger, Walker
from tests.screenreader.orca import OTHER
from tests.screenreader.vote import SealedScene
from tests.visit.scene import WELCOME, ballot, signing_in
from tests.voters import DOWN, ENTER, TAB, UP
from tui_voter import messages
from tui_voter.audit.player import choose, fill, leave, take
from tui_voter.dialogue import FieldError
from tui_voter.messages import gettext as _

SHIFT_TAB: Final = "\x1b[Z"
LEFT, BACKSPACE = "\x1b[D", "\x7f"
THE_TERMINAL: Final = "Terminal frame page tab blank"
"""What Orca tells of any terminal window that one comes to, its cursor being on a blank row."""
NO_LINK: Final = (
    "There is no one-time link in this text. Paste the link from the email, or ask for a new one."
)


def begin(start: Start, walker: type[Walker], journey: str, language: str, *options: str) -> Walker:
    """Before the first question."""
    messages.use(language)
    program = (sys.executable, "-m", "tests.screenreader.focus", "--theme", "accessible")
    terminal = start(walker.reads, *program, "--lang", language, *options)
    hand = walker(terminal, Visit(journey, f"{walker.reads.reader}, full screen", language))
    hand.enter(_("Open your voter account"))
    return hand


@desktop
@SMOKE_IN_FRENCH
def test_the_words_of_the_first_question(start: Start, language: str) -> None:
    """Forwards and backwards, letters typed, looked at and taken away, an error."""
    hand = begin(start, Hearer, "first question", language)
    assert isinstance(hand, Hearer)
    link = (_("One-time link"), ENTRY, place(1, 4))
    first = (*link, _("empty"))
    goes_on = (_("Continue"), BUTTON, place(2, 4))
    hand.press(TAB, *goes_on)
    hand.press(TAB, f"F3 {_('Access the Elections portal')}", BUTTON, place(3, 4))
    hand.press(SHIFT_TAB, *goes_on)
    hand.press(SHIFT_TAB, *first)
    hand.press(SHIFT_TAB, f"F9 {_('Sign in')}", BUTTON, place(4, 4))
    hand.press(TAB, *first)
    for key, *told in (("abc",), (LEFT, "c"), (LEFT, "b"), (BACKSPACE, "a")):
        hand.press(key, *told)
    error = _("error: {text}").format(text=_(NO_LINK))
    hand.press(ENTER, *link, "bc", "selected", WRONG, error, _("typing replaces it"))
    hand.check()


@braille
@SMOKE_IN_FRENCH
def test_an_error_takes_the_focus_and_stands_on_its_row(start: Start, language: str) -> None:
    hand = begin(start, Finger, "refused", language)
    hand.tour()
    hand.terminal.type("bonjour")
    hand.go_wrong(FieldError("link", _(NO_LINK), _("no link found")), ENTER)
    hand.check()


@desktop
@IN_EACH_LANGUAGE
def test_another_window(start: Start, language: str) -> None:
    """While another window is in front nothing is told of this one; where one was is told again,
    once, on coming back."""
    hand = begin(start, Hearer, "another window", language)
    assert isinstance(hand, Hearer)
    terminal = hand.terminal
    with terminal.another_window():
        assert terminal.holds_within(lambda: any(OTHER in e.text for e in terminal.entries), HEARD)
        while terminal.rest(CALM):
            pass
        assert terminal.rest(max(IDLE, LONG_IDLE)) == []
        before = len(terminal.entries)
    told = (_("One-time link"), ENTRY, _("empty"), place(1, 4))
    where = f"{_('Open your voter account')} {WINDOW}"
    hand.hear(before, where, *told, by_row=False, beside=THE_TERMINAL)
    hand.check()


@WALKERS
@IN_EACH_LANGUAGE
def test_the_vote(
    sealed_scene: SealedScene, start: Start, walker: type[Walker], language: str
) -> None:
    """The code, mistyped at first, beside the countdown, of which nothing is told unasked; the
    ballots, a choice, a statement and back, the recap, the receipt and how it is checked."""
    scene = sealed_scene
    scene.activate()
    hand = begin(start, walker, "vote", language, f"--portal={scene.portal.url}")
    *rest, last = signing_in(scene.address)
    hand.play(*rest)
    hand.visit.secrets.append(scene.code)
    hand.enter(_("Welcome to your elections portal"), last, WELCOME)
    hand.enter(_("Voting code"), choose("vote"), seconds=max(IDLE, LONG_IDLE))
    hand.tour()
    hand.terminal.type(scene.mistyped)
    check, group = _("Check group {numbers}: type it again, alone."), _("group {numbers}")
    hand.go_wrong(FieldError("code", check.format(numbers=2), group.format(numbers=2)), ENTER)
    hand.enter(_("No, keep nothing here"), fill(code=scene.code.split("-")[1]))
    hand.step(DOWN)
    hand.enter(_("My ballots"), choose("no"))
    hand.tour(DOWN, UP)
    hand.enter(ballot(language), choose("0"))
    hand.tour(DOWN, DOWN, UP)
    hand.enter(_("Go on"), choose("1"))
    hand.tour()
    hand.enter(_("Candidates"), leave("read"))
    hand.enter(_("Go on"), take("close"))
    hand.step(SHIFT_TAB)
    hand.enter(_("Cast this ballot?"), keys=ENTER)
    hand.step(DOWN)
    hand.enter(_("Voted: your ballot is in the ballot box."), keys=ENTER)
    hand.tour()
    hand.check()
