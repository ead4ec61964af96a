"""The accessible theme of the full screen, by braille: errors, and the vote; every page is gone
through in ``test_pages.py``."""

from __future__ import annotations

from tests.screenreader.conftest import IN_EACH_LANGUAGE, SMOKE_IN_FRENCH, Start, braille, finger
from tests.screenreader.criteria import CUT_OFF, ERRORS, FULLSCREEN
from tests.screenreader.figures import held_against
from tests.screenreader.front_door import HOME as HOME_MENU
from tests.screenreader.front_door import WRONG_CAPTCHA, activated
from tests.screenreader.listeners import IDLE, LONG_IDLE, refused
from tests.screenreader.vote import MISTYPED, SealedScene
from tests.visit.scene import Scene, ballot, signing_in
from tests.voters import DOWN, ENTER, ESCAPE, GOOD_PASSWORD, TAB
from tui_voter.audit.player import choose, fill, quit_, sees
from tui_voter.messages import gettext as _

pytestmark = braille
UP, SHIFT_TAB = "\x1b[A", "\x1b[Z"
NO_LINK = refused(
    "There is no one-time link in this text. Paste the link from the email, or ask for a new one.",
    "no link found",
)
TOO_SHORT = refused("Still needed: {list}.", "{n} out of {wanted}", n=3, wanted=12)


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
    held_against((*FULLSCREEN, ERRORS), hand.visit)


@IN_EACH_LANGUAGE
def test_a_ballot_is_cast(sealed_scene: SealedScene, start: Start, language: str) -> None:
    """A mistyped group, a choice, a statement and back, the receipt."""
    scene = sealed_scene
    activated(scene)
    hand = finger(start, "vote", language, f"--portal={scene.portal.url}")
    hand.visit.secrets.append(scene.code)
    hand.play(*signing_in(scene.address), HOME_MENU, choose("vote"))
    hand.meet(_("Voting code"), seconds=max(IDLE, LONG_IDLE))  # beside the countdown
    hand.terminal.type(scene.mistyped + ENTER)
    hand.meet(_("Voting code"), wrong=MISTYPED)
    hand.terminal.type(scene.code.split("-")[1] + ENTER)
    hand.meet("1", _("No, keep nothing here"))
    hand.press(ENTER, "1", ballot(language))
    hand.press(ENTER, "1", "«" if language == "fr" else "“")
    hand.press(DOWN, "2")
    hand.press(DOWN, "3")
    hand.press(ENTER, _("Go on"))
    hand.press(TAB, _("Read this list"))
    hand.press(TAB, _("Check this ballot instead of casting it"))
    hand.press(SHIFT_TAB, _("Read this list"))
    hand.terminal.type(ENTER)
    hand.terminal.wait_for(_("Candidates"))
    hand.meet()
    hand.press(ESCAPE, _("Read this list"))
    hand.press(SHIFT_TAB, _("Go on"))
    hand.press(ENTER, "1", _("Cast my vote"))
    hand.press(DOWN, "1")
    hand.press(ENTER, _("Voted: your ballot is in the ballot box."))
    hand.press(TAB, _("Close"))
    hand.press(SHIFT_TAB, _("Save"))
    hand.press(TAB, _("Close"))
    hand.press(ENTER, "2")
    hand.press(ESCAPE, _("You still have {n} ballot to cast.").partition("{")[0])
    hand.press(UP, "1")  # what led to the vote is done: the home begins anew
    hand.press(DOWN, "2")
    hand.play(quit_())
    held_against((*FULLSCREEN, ERRORS), hand.visit, CUT_OFF)
