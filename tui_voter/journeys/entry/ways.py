"""The names and actions of the ways in, and how far the voter has come on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui_voter.dialogue import Action, Dialogue, Left, Role, Step, no_time_limit
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tui_voter.contract.links import MailedLink
    from tui_voter.contract.rooms import Room
    from tui_voter.journeys.entry.links import LinkUse
    from tui_voter.journeys.entry.progress import Progress
    from tui_voter.journeys.shared.session import Admission

LINK: Final = "mailed_link"
NEW_LINK: Final = "new_link"
SIGN_IN: Final = "sign_in"
FORGOTTEN: Final = "forgotten"
SEAT: Final = "seat"


class Entry:
    """How far the voter has come on the ways in.

    ``may_recall`` says that the keyring has yet to be read. ``for_recovery`` says that a recovery
    link is awaited, ``link_requested`` that a new link was requested in this visit. ``use`` and
    ``progress`` belong to the link opened last. ``resume`` continues at the step that the voter
    left for another way. ``room`` is the training room whose code the voter typed, ``given`` the
    link that its portal gave for number and PIN before the program began.
    """

    def __init__(self, *, may_recall: bool, room: Room | None, given: MailedLink | None) -> None:
        self.may_recall = may_recall
        self.for_recovery = self.link_requested = False
        self.use: LinkUse | None = None
        self.progress: Progress | None = None
        self.resume: Callable[[], Awaitable[Admission | Left]] | None = None
        self.room = room
        self.given = given

    def await_link(self, dialogue: Dialogue, *, for_recovery: bool) -> None:
        """The portal will email another link: the form for it begins anew, and the time of the
        link before is told no more."""
        self.for_recovery, self.resume = for_recovery, None
        dialogue.kept.forget(LINK)
        dialogue.kept.run(LINK, no_time_limit)


def activation_step(number: int) -> Step:
    """The step of this ``number``. Until a link is opened, an activation is assumed."""
    return Step(number, [_("Link"), _("Password"), _("Question"), _("Account")])


def recovery_step(number: int) -> Step:
    """The step of a voter who has forgotten their password."""
    return Step(number, [_("Link"), _("Verification"), _("Password")])


def sign_in_step(number: int) -> Step:
    """The step of a voter who signs in."""
    return Step(number, [_("Address"), _("Password")])


def sign_in_action() -> Action:
    """Return the action that leads from the link's form to signing in."""
    return Action(SIGN_IN, _("Sign in"), _("signin"), Role.ELSEWHERE)


def without_link_action() -> Action:
    """Return the action of a voter who has no link, and asks the portal for one."""
    return Action(NEW_LINK, _("Access the Elections portal"), _("link"), Role.MAIL)


def new_link_action() -> Action:
    """Return the action that asks for a new activation link."""
    return Action(NEW_LINK, _("Get a new link"), _("link"), Role.MAIL)


def another_link_action() -> Action:
    """Return the action that asks for another recovery link."""
    return Action(FORGOTTEN, _("Get another link"), _("link"), Role.MAIL)


def forgotten_action() -> Action:
    """Return the action that asks for a recovery link while signing in."""
    return Action(FORGOTTEN, _("Forgotten password"), _("forgotten"), Role.MAIL)


def sign_in_help() -> str:
    """Return the help for both first forms of signing in."""
    return _(
        "Signing in needs an active account. If yours is not active yet, go back and "
        "paste the one-time link from the email. After several failed attempts the portal "
        "makes you wait; a link for a forgotten password lets you in without waiting."
    )
