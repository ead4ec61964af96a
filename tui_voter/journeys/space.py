"""The voter's whole visit, from signing in to signing out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from tui_voter.dialogue import Dialogue, Notice, Quit, SignOut
from tui_voter.journeys.entry.front_door import enter
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

if TYPE_CHECKING:
    from tui_voter.contract.links import MailedLink
    from tui_voter.contract.portal import Portal, Portals
    from tui_voter.contract.rooms import Room
    from tui_voter.contract.signing_in import SessionOpened
    from tui_voter.journeys.shared.machine import Machine
    from tui_voter.journeys.shared.session import Admission


async def visit(
    dialogue: Dialogue,
    portals: Callable[[], Portals],
    machine: Machine,
    *,
    link: str = "",
    room: Room | None = None,
    given: MailedLink | None = None,
    way: str = "",
    can_go_back: bool = False,
) -> None:
    """Let the voter in, and stay with them until they sign out or go back.

    See :func:`~tui_voter.journeys.entry.front_door.enter` for the arguments.
    """
    admission = await enter(
        dialogue,
        portals,
        machine,
        link=link,
        room=room,
        given=given,
        way=way,
        can_go_back=can_go_back,
    )
    if admission is not None:
        await stay(dialogue, machine, admission, can_go_back=can_go_back)


async def stay_signed_in(
    dialogue: Dialogue, machine: Machine, opened: SessionOpened, origin: str, portal: Portal
) -> None:
    """Run the visit of the demonstration's voter, for whom a session has been ``opened`` without
    any form."""
    from tui_voter.journeys.shared.session import Admission, identifier_of

    identifier = await identifier_of(portal, opened.token)
    admission = Admission.by(
        opened, origin, portal, machine.clock, identifier=identifier, password=Secret()
    )
    await stay(dialogue, machine, admission, can_go_back=True)


async def stay(
    dialogue: Dialogue, machine: Machine, admission: Admission, *, can_go_back: bool = False
) -> None:
    """Run the visit of a voter who is signed in, and always end their session. A voter who quits
    the program is told that they have signed out, unless ``can_go_back``: the visit is then part of
    the demonstration, which says what becomes of it."""
    from tui_voter.contract.rooms import is_of_room
    from tui_voter.journeys.entry.portals import heading
    from tui_voter.journeys.entry.question import confirm
    from tui_voter.journeys.entry.remembering import offer_to_remember
    from tui_voter.journeys.entry.sign_in import sign_in_again
    from tui_voter.journeys.home.faq import show_questions
    from tui_voter.journeys.home.menu import home
    from tui_voter.journeys.shared.announcements import Announcements
    from tui_voter.journeys.shared.session import Session
    from tui_voter.journeys.vote.alarms import sound
    from tui_voter.journeys.vote.hours import VoteCountdown
    from tui_voter.journeys.vote.kept import Keeping

    portal, election = admission.portal, admission.election
    if is_of_room(admission.origin):  # the next room may have the same address
        machine = machine._replace(vault=None, ballots=None)
    again = partial(sign_in_again, dialogue, machine, admission)
    session = Session(portal, admission.session, again, admission.idle)
    above = session.under(heading(admission.origin, election))
    dialogue.head(above)
    try:
        with suppress(SignOut):
            if admission.question:
                await confirm(dialogue, admission, machine.files())
            await offer_to_remember(dialogue, machine, admission)
            countdown = VoteCountdown(
                *(portal, election, machine.here(), admission.clock),
                Announcements(dialogue).hear,
            )
            questions = partial(show_questions, dialogue, portal, countdown, machine.files())
            dialogue.head(above._replace(countdown=countdown.block(), questions=questions))
            keeping = Keeping(
                dialogue,
                machine.ballots and machine.ballots(),
                admission.origin,
                admission.identifier,
            )
            await keeping.begin()
            if (alarm := await keeping.look(session)) is not None:
                await sound(dialogue, machine.files(), election, alarm)
            await home(
                dialogue,
                session,
                countdown,
                machine.meter,
                machine.propose,
                machine.files(),
                machine.verify,
                origin=admission.origin,
                idle=admission.idle,
                keeping=keeping,
                greets=not admission.question,
            )
    except Quit:
        if can_go_back:
            raise
    finally:
        ended = await session.end()
    dialogue.head(heading(admission.origin, election))
    dialogue.notify(_farewell(ended, admission.idle))


def _farewell(ended: bool, idle: int) -> Notice:
    """Return what the voter is told who has signed out; ``idle`` is after how many seconds the
    portal ends a session itself."""
    from tui_voter.journeys.shared.moments import in_minutes

    if ended:
        return Notice(_("You have signed out. Your account remains active."))
    said = _(
        "The portal could not be told that you signed out: it will end your session itself "
        "after {time} without activity. Your account remains active."
    )
    return Notice(said.format(time=in_minutes(idle)))
