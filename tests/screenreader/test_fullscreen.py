"""The accessible theme of the full screen, by braille: the display follows the focus."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain, repeat

import pytest

from tests.portal.captcha_solver import solve
from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.conftest import Start, braille
from tests.screenreader.criteria import CUT_OFF, ERRORS, FULLSCREEN, NotMet, Visit
from tests.screenreader.figures import note
from tests.screenreader.front_door import HOME as HOME_MENU
from tests.screenreader.front_door import activated
from tests.screenreader.listeners import IDLE, LONG_IDLE, THOROUGH, Finger, refused
from tests.scripted import choose, fill, quit_, take
from tests.terminal import PROGRAM
from tests.visit.test_home import ballot, signing_in
from tests.visit.test_refusals import ACTIVE, ANSWER, FAIR_PASSWORD, Scene
from tests.voters import DOWN, ENTER, ESCAPE, GOOD_PASSWORD, HOME, PAGE_DOWN, TAB, sees
from tui_voter import messages
from tui_voter.messages import gettext as _

pytestmark = [braille, pytest.mark.parametrize("language", ["fr", "en"] if THOROUGH else ["fr"])]
UP, SHIFT_TAB = "\x1b[A", "\x1b[Z"


NO_LINK = refused(
    "There is no activation link in this text. Paste the link of the mail, or ask for a new one.",
    "no link in it",
)
TOO_SHORT = refused("Still needed: {list}.", "{n} out of {wanted}", n=3, wanted=12)
WRONG_CAPTCHA = refused(
    "That is not the answer to the captcha. There is another question now.", "wrong captcha"
)


def finger(start: Start, journey: str, language: str, *options: str) -> Finger:
    messages.use(language)
    command = [*PROGRAM, "--lang", language, "--theme", "accessible", *options]
    terminal = start(BrailleTerminal, *command)
    assert isinstance(terminal, BrailleTerminal)
    return Finger(terminal, Visit(journey, "BRLTTY, full screen", language))


def test_the_display_follows_the_focus(scene: Scene, start: Start, language: str) -> None:
    """Every field, button and menu of the activation, by Tab and arrows."""
    hand = finger(start, "activation", language)
    link = _("Unique link")
    hand.meet(link)
    hand.press(TAB, _("Continue"))
    hand.press(TAB, _("Receive a new link"))
    hand.press(TAB, _("Sign in"))
    hand.press(TAB, link)
    hand.press(SHIFT_TAB, _("Sign in"))
    hand.press(SHIFT_TAB, _("Receive a new link"))
    hand.press(ENTER, _("E-mail address"))
    hand.press(TAB, _("Portal address"))
    hand.press(TAB, _("Send me a new link"))
    hand.press(ESCAPE, link)
    hand.play(fill(link=scene.link), sees("Do you recognise this portal?"))
    hand.meet("1", _("Yes, this is my elections portal"))
    hand.press(DOWN, "2", _("No, send nothing"))
    hand.press(UP, "1", _("Yes, this is my elections portal"))
    hand.press(ENTER, _("Password"))
    hand.press(TAB, _("Password again"))
    hand.press(TAB, _("Your answer"))
    hand.press(TAB, _("F5 another question"))
    hand.press(TAB, _("Validate"))
    hand.press(TAB, _("Receive a new link"))
    hand.press(TAB, _("Password"))
    hand.play(fill(password=FAIR_PASSWORD, captcha=solve), sees("Your password could be better"))
    hand.meet("1", _("Choose another password"))
    hand.press(DOWN, "2", _("Keep this one"))
    hand.terminal.type(ENTER)
    screen = hand.terminal.wait_for(r"\( \)")
    questions = re.findall(r"\( \) (.+)", screen)
    for key, question in zip(chain([HOME], repeat(DOWN)), questions, strict=False):
        hand.press(key, f"(x) {question.strip()}")
    hand.press(TAB, _("Secret answer"))
    hand.press(TAB, _("Answer again"))
    hand.press(TAB, _("Activate my account"))
    hand.press(TAB, _("Receive a new link"))
    hand.press(TAB, "(x)")
    hand.visit.secrets.append(ANSWER)
    hand.press(ENTER, _("Secret answer"))
    hand.press(ANSWER + ENTER, _("Answer again"))
    hand.terminal.type(ANSWER + ENTER)
    hand.play(ACTIVE)
    hand.meet(_("Go on to your elections portal"))
    hand.play(take("home"), sees("Welcome to your elections portal"))
    hand.play(quit_())
    note(hand.visit, (*FULLSCREEN, CUT_OFF))
    for criterion in FULLSCREEN:
        criterion.check(hand.visit)


# --- The home


def menu(hand: Finger, _language: str) -> None:
    """By arrows, by Tab, and narrowed down by typing."""
    hand.meet("1", _("Editorial"))
    hand.press(DOWN, "2", _("Online help - Frequently asked questions"))
    hand.press(DOWN, "3", _("Assistance request form"))
    hand.press(UP, "2", _("Online help - Frequently asked questions"))
    hand.press(TAB, _("Sign out and quit"))
    hand.press(TAB, "2", _("Online help - Frequently asked questions"))
    hand.press(_("Make a claim")[:9].lower(), "9", _("Make a claim"))
    hand.press(ENTER, _("You have not made any claim."))
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
    hand.press("/", _("Name"))
    hand.press("dup" + ENTER, "›", "DUPONT Jo")
    hand.press(SHIFT_TAB, _("Save to a file"))
    hand.press(SHIFT_TAB, _("Make a claim"))
    hand.press(SHIFT_TAB, _("Its candidate lists"))
    hand.press(SHIFT_TAB, _("Name"), "dup")
    hand.press(ESCAPE, _("Name"))  # all names again
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
    hand.press(TAB, _("New password again"))
    hand.press(TAB, _("Change the password"))
    hand.press(ESCAPE, _("Close"))
    hand.press(SHIFT_TAB, _("Save to a file"))
    hand.press(ENTER, _("File name"), ".txt")
    hand.press(TAB, _("Save"))
    hand.press(ESCAPE, _("Close"))


def claim(hand: Finger, language: str) -> None:
    """A claim from its kind to its receipt."""
    hand.play(choose("claims"))
    hand.meet(_("You have not made any claim."))
    hand.play(take("new_claim"))
    hand.meet(_("Kind of claim"), "( )", _("missing from a roll"))
    hand.press(HOME, _("Kind of claim"), "(x)", _("missing from a roll"))
    hand.press(DOWN, "(x)", _("wrong entry in a roll"))
    hand.press(ENTER, "( )", ballot(language))
    hand.press(HOME, "(x)", ballot(language))
    hand.press(ENTER, _("Your claim"))
    hand.press("Mon prénom est Joëlle.", _("Your claim"), "Joëlle")
    hand.press(TAB, _("Send the claim"))
    hand.press(TAB, "(x)", _("wrong entry in a roll"))
    hand.press(TAB, "(x)", ballot(language))
    hand.press(TAB, _("Your claim"), "Joëlle")
    hand.press(TAB, _("Send the claim"))
    hand.terminal.type(ENTER)
    hand.play(sees("Your claim has been recorded."))
    hand.meet(_("Close"))


def long_text(hand: Finger, _language: str) -> None:
    """A guide: its first row, then wherever one scrolls."""
    hand.play(choose("voting-guide"))
    hand.meet(_("Tutorial “The vote's journey”").partition("“")[2][:8])
    for key in (DOWN, DOWN, PAGE_DOWN, PAGE_DOWN):
        hand.terminal.type(key)
        hand.meet()
    hand.press(TAB, _("Save to a file"))
    hand.press(TAB, _("Close"))


BLANK_WHEN_SCROLLED = pytest.mark.xfail(
    raises=NotMet, strict=True, reason="a scrolled text leaves the cursor on an empty row"
)


@pytest.mark.parametrize(
    "place", [menu, listing, page, claim, pytest.param(long_text, marks=BLANK_WHEN_SCROLLED)]
)
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


# --- Errors


@pytest.mark.parametrize("field", ["link", "password", "captcha"])
def test_an_error_takes_the_focus_and_stands_on_its_row(
    scene: Scene, start: Start, language: str, field: str
) -> None:
    hand = finger(start, f"refused {field}", language, f"--portal={scene.portal.url}")
    hand.meet(_("Unique link"))
    if field == "link":
        hand.terminal.type("bonjour" + ENTER)
        hand.meet(_("Unique link"), wrong=NO_LINK)
    else:
        hand.play(fill(link=scene.link), sees("Create your password"))
        hand.meet(_("Password"))
    if field == "password":
        hand.terminal.type("Aé1" + ENTER)
        hand.meet(_("Password"), wrong=TOO_SHORT)
    elif field == "captcha":
        hand.play(fill(password=GOOD_PASSWORD, captcha="tout faux"))
        hand.meet(_("Your answer"), wrong=WRONG_CAPTCHA)
    hand.play(quit_())
    note(hand.visit, (*FULLSCREEN, ERRORS))
    for criterion in (*FULLSCREEN, ERRORS):
        criterion.check(hand.visit)
