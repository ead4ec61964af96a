"""The accessible theme of the full screen, by braille: the display follows the focus."""

from __future__ import annotations

import re
from itertools import chain, repeat

from tests.portal.captcha_solver import solve
from tests.screenreader.conftest import IN_EACH_LANGUAGE, SMOKE_IN_FRENCH, Start, braille, finger
from tests.screenreader.criteria import CUT_OFF, ERRORS, FULLSCREEN
from tests.screenreader.figures import note
from tests.screenreader.listeners import refused
from tests.visit.scene import ACTIVE, ANSWER, FAIR_PASSWORD, Scene
from tests.voters import CTRL_P, DOWN, ENTER, ESCAPE, GOOD_PASSWORD, HOME, RECAP, TAB
from tui_voter.audit.player import fill, quit_, sees, take
from tui_voter.messages import gettext as _

pytestmark = braille
UP, SHIFT_TAB = "\x1b[A", "\x1b[Z"


NO_LINK = refused(
    "There is no one-time link in this text. Paste the link from the email, or ask for a new one.",
    "no link found",
)
TOO_SHORT = refused("Still needed: {list}.", "{n} out of {wanted}", n=3, wanted=12)
WRONG_CAPTCHA = refused("Wrong answer. New question.", "wrong captcha")


@IN_EACH_LANGUAGE
def test_the_display_follows_the_focus(scene: Scene, start: Start, language: str) -> None:
    """Every field, button and menu of the activation, by Tab and arrows."""
    hand = finger(start, "activation", language)
    link = _("One-time link")
    hand.meet(link)
    hand.press(TAB, _("Continue"))
    hand.press(TAB, _("Get a new link"))
    hand.press(TAB, _("Sign in"))
    hand.press(TAB, link)
    hand.press(SHIFT_TAB, _("Sign in"))
    hand.press(SHIFT_TAB, _("Get a new link"))
    hand.press(ENTER, _("Email address"))
    hand.press(TAB, _("Portal address"))
    hand.press(TAB, _("Continue"))
    hand.press(ESCAPE, _("Get a new link"))  # which led away
    hand.press(SHIFT_TAB, _("Continue"))
    hand.press(SHIFT_TAB, link)
    hand.play(fill(link=scene.link), sees("Do you recognise this portal?"))
    hand.meet("1", _("No, send nothing"))
    hand.press(DOWN, "2", _("Yes, this is my elections portal"))
    hand.press(UP, "1", _("No, send nothing"))
    hand.press(DOWN, "2", _("Yes, this is my elections portal"))
    hand.press(ENTER, _("Password"))
    hand.press(TAB, _("Confirm password"))
    hand.press(TAB, _("Your answer"))
    hand.press(TAB, f"F5 {_('another question')}")
    hand.press(TAB, f"Ctrl+O {_('let the computer answer')}")
    hand.press(TAB, _("Continue"))
    hand.press(TAB, _("Get a new link"))
    hand.press(TAB, _("Password"))
    hand.press(CTRL_P, _("A phrase for you"))
    hand.press(TAB, _("Another phrase"))
    hand.press(SHIFT_TAB, _("Type it myself"))
    hand.press(ENTER, _("Password"))
    hand.play(fill(password=FAIR_PASSWORD, captcha=solve), sees("Your password could be better"))
    hand.meet("1", _("Choose another password"))
    hand.press(DOWN, "2", _("Keep this one"))
    hand.terminal.type(ENTER)
    screen = hand.terminal.wait_for(r"\( \)")
    questions = re.findall(r"\( \) (.+)", screen)
    for key, question in zip(chain([HOME], repeat(DOWN)), questions, strict=False):
        hand.press(key, f"(x) {question.strip()}")
    hand.press(TAB, _("Secret answer"))
    hand.press(TAB, _("Confirm answer"))
    hand.press(TAB, _("Continue"))
    hand.press(TAB, _("Get a new link"))
    hand.press(TAB, "(x)")
    hand.visit.secrets.append(ANSWER)
    hand.press(ENTER, _("Secret answer"))
    hand.press(ANSWER + ENTER, _("Confirm answer"))
    hand.terminal.type(ANSWER + ENTER)
    hand.play(RECAP)
    hand.meet("1", _("Activate my account"))
    hand.press(DOWN, "1", _("Activate my account"))
    hand.press(DOWN, "2", _("Change: {label}").format(label=_("Challenge question")))
    hand.press(UP, "1", _("Activate my account"))
    hand.terminal.type(ENTER)
    hand.play(ACTIVE)
    hand.meet(_("Your account has been activated."))
    hand.press(TAB, _("Save to a file"))
    hand.press(SHIFT_TAB, _("Continue to your elections portal"))
    hand.play(take("home"), sees("Welcome to your elections portal"))
    hand.play(quit_())
    note(hand.visit, (*FULLSCREEN, CUT_OFF))
    for criterion in FULLSCREEN:
        criterion.check(hand.visit)


# --- Errors


@SMOKE_IN_FRENCH
def test_an_error_takes_the_focus_and_stands_on_its_row(
    scene: Scene, start: Start, language: str
) -> None:
    """That of a link, of a password, and of a captcha's answer."""
    hand = finger(start, "refused", language, f"--portal={scene.portal.url}")
    hand.meet(_("One-time link"))
    hand.terminal.type("bonjour" + ENTER)
    hand.meet(_("One-time link")[:11], wrong=NO_LINK)  # a long error cuts the label off
    hand.play(fill(link=scene.link), sees("Create your password"))
    hand.meet(_("Password"))
    hand.terminal.type("Aé1" + ENTER)
    hand.meet(_("Password"), wrong=TOO_SHORT)
    hand.play(fill(password=GOOD_PASSWORD, captcha="tout faux"))
    hand.meet(_("Your answer"), wrong=WRONG_CAPTCHA)
    hand.play(quit_())
    note(hand.visit, (*FULLSCREEN, ERRORS))
    for criterion in (*FULLSCREEN, ERRORS):
        criterion.check(hand.visit)
