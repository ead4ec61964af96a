"""The ways in, by name, and what is kept of what was typed on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui_voter.dialogue import Action, Role
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tui_voter.journeys.entry.links import LinkUse
    from tui_voter.journeys.entry.progress import Progress
    from tui_voter.journeys.shared.session import Admission

STEPS: Final = 4
RECOVERY_STEPS: Final = 3
"""Of an activation; that the link is for something else is seen once it is typed."""
SIGN_IN_STEPS: Final = 2

LINK: Final = "mailed_link"
NEW_LINK: Final = "new_link"
SIGN_IN: Final = "sign_in"
FORGOTTEN: Final = "forgotten"


@dataclass(eq=False)
class EntryDraft:
    """What the voter typed so far, and how far their link has got.

    ``doubted`` is the link whose site they did not recognise, ``progress`` what came of the link
    that was opened last, ``recalls`` whether what the machine remembers is still to be looked
    up, ``recovers`` whether the link that is waited for is that of a forgotten password, ``asked``
    whether the voter has asked for it in this visit. ``goes_on`` has them at the step behind the
    link that they left for another way, until that has led somewhere.
    """

    link: str = ""
    doubted: str = ""
    identifier: str = ""
    recalls: bool = False
    recovers: bool = False
    asked: bool = False
    use: LinkUse | None = None
    progress: Progress | None = None
    goes_on: Callable[[], Awaitable[Admission | str]] | None = None


def sign_in_action() -> Action:
    """The way to signing in, from where a link is asked for."""
    return Action(SIGN_IN, _("Sign in"), _("signin"), Role.ELSEWHERE)


def new_link_action() -> Action:
    """The way to a new link, which every step of the activation offers."""
    return Action(NEW_LINK, _("Get a new link"), _("link"), Role.MAIL)


def another_link_action() -> Action:
    """The way to another link for a forgotten password."""
    return Action(FORGOTTEN, _("Get another link"), _("link"), Role.MAIL)


def forgotten_action() -> Action:
    """The way to such a link, which each step of signing in offers that asks for something."""
    return Action(FORGOTTEN, _("Forgotten password"), _("forgotten"), Role.MAIL)


def sign_in_help() -> str:
    """What helps on the first form of signing in, whichever it is."""
    return _(
        "Signing in needs an active account. If yours is not active yet, go back and "
        "paste the one-time link from the email. After several failed attempts the portal "
        "makes you wait; a link for a forgotten password lets you in without waiting."
    )
