"""Opening the voter space: from the mail's unique link to an active account.

The portal's own tutorial, step by step: the unique link, the password with the captcha,
the challenge question, the confirmation. Going back from a step returns to the one
before, which shows again what was typed there, secrets aside.

The first step stands before the program's first frame. What the later ones need is loaded
when they come, and is there by then (see the warm-up in the composition root).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui_voter.dialogue import Action, Answers, Dialogue, Form, Left, LinkField, Step
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.countdown import PortalClock
    from tui_voter.journeys.opening import Opened
    from tui_voter.journeys.question import Activation
    from tui_voter.portal.api import Portals
    from tui_voter.strength import Meter

STEPS: Final = 4
NEW_LINK: Final = "new_link"


@dataclass(eq=False)
class Draft:
    """What the voter typed so far, secrets aside, and whether they want a new link."""

    link: str = ""
    question: str = ""
    wants_link: bool = False


async def activate(
    dialogue: Dialogue,
    portals: Callable[[], Portals],
    meter: Callable[[Sequence[str]], Meter],
    clock: Callable[[], PortalClock],
    *,
    link: str = "",
    can_go_back: bool = False,
) -> Activation | None:
    """Steps 1 to 3; None when the voter went back from the first one.

    ``link`` fills in the first question. ``portals`` gives the same portals each time.
    ``meter`` makes the strength meter of one voter, from the parts of their name and
    address, ``clock`` a clock that follows the portal's time.
    """
    draft = Draft(link=link)
    while (opened := await _open_link(dialogue, portals, draft, can_go_back)) is not None:
        from tui_voter.journeys.password import create_password
        from tui_voter.journeys.question import choose_question

        while (created := await create_password(dialogue, opened, meter, draft)) is not None:
            activation = await choose_question(dialogue, opened, created, clock, draft)
            if activation is not None:
                return activation
            if draft.wants_link:
                break
    return None


def new_link_action() -> Action:
    """The way to a new link, which every step offers."""
    return Action(NEW_LINK, _("Receive a new link"), _("link"))


async def _open_link(
    dialogue: Dialogue, portals: Callable[[], Portals], draft: Draft, can_go_back: bool
) -> Opened | None:
    """Step 1: the unique link."""

    async def check(answers: Answers) -> None:
        from tui_voter.journeys.opening import check_link

        check_link(portals(), answers.text("link"))

    async def submit(answers: Answers) -> Opened:
        from tui_voter.journeys.opening import open_link

        draft.link = answers.text("link")
        return await open_link(dialogue, portals(), draft.link)

    while True:
        if draft.wants_link:
            from tui_voter.journeys.new_link import ask_for_a_link

            draft.wants_link = False
            if await ask_for_a_link(dialogue, portals()):
                draft.link = ""
        outcome = await dialogue.ask(
            Form(
                title=_("Open your voter space"),
                step=Step(1, STEPS),
                intro=[
                    _(
                        "You have received a mail titled “Opening of the professional elections "
                        "portal”. It holds a unique link: paste it here."
                    )
                ],
                fields=[
                    LinkField(
                        name="link",
                        label=_("Unique link"),
                        hint=_("The whole mail may be pasted: the link is found in it."),
                        value=draft.link,
                        find=lambda pasted: portals().find_link(pasted),
                        check=check,
                    )
                ],
                submit=submit,
                submit_label=_("Continue"),
                busy=_("Opening the link…"),
                actions=[new_link_action()],
                help=_(
                    "The link serves once, and opens only your own account. It is checked on "
                    "this computer before anything is sent. If you have not received the mail, "
                    "or have deleted it, ask for a new link."
                ),
                can_go_back=can_go_back,
            )
        )
        if not isinstance(outcome, Left):
            return outcome
        draft.link = outcome.typed.text("link")
        if outcome.to != NEW_LINK:
            return None
        draft.wants_link = True
