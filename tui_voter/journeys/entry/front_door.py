"""The ways in: with an emailed link, or by signing in.

This module is loaded before the first screen is shown, so it imports the later steps only when they
are reached. Meanwhile the composition root loads them in a thread.

Each way in ends with a signed-in voter, or names the next way to take.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from tui_voter.contract.typed import command
from tui_voter.dialogue import (
    BACK,
    Answers,
    Dialogue,
    Form,
    Left,
    LinkField,
    Notice,
    Quit,
    Took,
)
from tui_voter.journeys.entry.ways import (
    FORGOTTEN,
    LINK,
    NEW_LINK,
    SEAT,
    SIGN_IN,
    Entry,
    activation_step,
    another_link_action,
    recovery_step,
    sign_in_action,
    without_link_action,
)
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.contract.links import MailedLink
    from tui_voter.contract.portal import Portals
    from tui_voter.contract.rooms import Room
    from tui_voter.journeys.entry.identified import Identified
    from tui_voter.journeys.entry.opening import ActivationOpened, RecoveryOpened
    from tui_voter.journeys.shared.machine import Machine
    from tui_voter.journeys.shared.session import Admission


LINK_FIELD: Final = "link"


async def enter(
    dialogue: Dialogue,
    portals: Callable[[], Portals],
    machine: Machine,
    *,
    link: str = "",
    room: Room | None = None,
    given: MailedLink | None = None,
    way: str = "",
    can_go_back: bool = False,
) -> Admission | None:
    """Return the signed-in voter; None if they went back from the first form.

    ``way`` is the first way to take: by default, the link's form, which ``link`` fills in, or in a
    training ``room`` the form for number and PIN; ``given`` is the link that the room's portal has
    given for both already. ``portals`` gives the same portals each time.
    A voter who quits is told what has become of their link, unless ``can_go_back``: the visit is
    then part of the demonstration, and the link ends with its portal.
    """
    dialogue.kept.put(LINK, LINK_FIELD, link)
    recalls = machine.remembers and machine.vault is not None and room is None
    entry = Entry(may_recall=recalls, room=room, given=given)
    first = LINK if room is None else SEAT
    try:
        return await _enter(dialogue, portals, machine, entry, way or first, can_go_back)
    except Quit:
        if entry.use is not None and not can_go_back and (said := entry.use.farewell()):
            dialogue.notify(Notice(said))
        raise


async def _enter(
    dialogue: Dialogue,
    portals: Callable[[], Portals],
    machine: Machine,
    entry: Entry,
    way: str,
    can_go_back: bool,
) -> Admission | None:
    if entry.may_recall:
        way = SIGN_IN
    # the ways to which going back leads
    first = LINK if entry.room is None else SEAT
    before_sign_in: Left = BACK if can_go_back and way == SIGN_IN else Took(first)
    before_forgotten = SIGN_IN
    while True:
        outcome: Admission | Left
        if way == SIGN_IN:
            outcome = await _sign_in(dialogue, portals, machine, entry)
            if outcome == Took(LINK):
                entry.resume = None  # the voter wants to open another link
            outcome = before_sign_in if outcome is BACK else outcome
        elif way == FORGOTTEN:
            from tui_voter.journeys.entry.forgotten import ask_for_recovery

            outcome = await ask_for_recovery(dialogue, portals(), machine, entry)
            outcome = Took(before_forgotten) if outcome is BACK else outcome
        elif way == NEW_LINK:
            from tui_voter.journeys.entry.new_link import ask_for_a_link

            if await ask_for_a_link(dialogue, portals(), machine):
                entry.await_link(dialogue, for_recovery=False)
                entry.link_requested = True
            outcome = Took(LINK)
        elif way == SEAT and entry.room is not None:
            outcome = await _take_seat(dialogue, portals(), machine, entry, entry.room)
            outcome = Took(LINK) if outcome is BACK else outcome
            before_sign_in = Took(SEAT)
        else:
            outcome = await _follow_link(dialogue, portals, machine, entry, can_go_back)
            before_sign_in = Took(LINK)
        if outcome is BACK:
            return None
        if not isinstance(outcome, Took):
            return outcome
        if outcome.name == FORGOTTEN != way:
            is_over = entry.progress is not None and entry.progress.is_over
            before_forgotten = SIGN_IN if is_over else way
        way = outcome.name


async def _sign_in(
    dialogue: Dialogue, portals: Callable[[], Portals], machine: Machine, entry: Entry
) -> Admission | Left:
    """Sign in, first as the voter whom this computer remembers."""
    who: Identified | Left | None = None
    if entry.may_recall:
        from tui_voter.journeys.entry.remembered import identify_remembered

        who = await identify_remembered(dialogue, portals, machine)
        entry.may_recall = who in (Took(LINK), Took(FORGOTTEN))
    if isinstance(who, Left):
        return who
    from tui_voter.journeys.entry.sign_in import sign_in

    return await sign_in(dialogue, portals(), machine, who)


async def _follow_link(
    dialogue: Dialogue,
    portals: Callable[[], Portals],
    machine: Machine,
    entry: Entry,
    can_go_back: bool,
) -> Admission | Left:
    """Open an emailed link and take its steps, or resume them if the voter had left them for
    another way."""
    resume, entry.resume = entry.resume, None
    if resume is None:
        unrecognised: set[str] = set()
        form = _link_form(dialogue, portals, entry, unrecognised, can_go_back=can_go_back)
        opened = await dialogue.ask(form)
        if isinstance(opened, Left):
            if dialogue.kept.typed(LINK).text(LINK_FIELD) in unrecognised:
                dialogue.kept.forget(LINK)
            return opened
        from tui_voter.contract.rooms import Room

        if isinstance(opened, Room):
            entry.room = opened
            return Took(SEAT)
        resume = _steps_after_link(dialogue, opened, machine, entry)
    return await _take_steps(resume, entry)


async def _take_seat(
    dialogue: Dialogue, portals: Portals, machine: Machine, entry: Entry, room: Room
) -> Admission | Left:
    """Have a learner take their seat in a room, and go through the steps after it."""
    from tui_voter.journeys.entry.seat import take_seat

    resume, entry.resume = entry.resume, None
    given, entry.given = entry.given, None
    if resume is None:
        opened = await take_seat(dialogue, portals, room, given)
        if isinstance(opened, Left):
            return opened
        resume = _steps_after_link(dialogue, opened, machine, entry)
    return await _take_steps(resume, entry)


async def _take_steps(
    resume: Callable[[], Awaitable[Admission | Left]], entry: Entry
) -> Admission | Left:
    """Go through the steps after a link, which are resumed if the voter leaves them for another
    way."""
    outcome = await resume()
    if outcome != Took(LINK) and not (entry.progress and entry.progress.is_over):
        entry.resume = resume
    return outcome


def _steps_after_link(
    dialogue: Dialogue,
    opened: ActivationOpened | RecoveryOpened,
    machine: Machine,
    entry: Entry,
) -> Callable[[], Awaitable[Admission | Left]]:
    """Return the function that takes the voter through the steps after an opened link."""
    from tui_voter.journeys.entry.opening import ActivationOpened
    from tui_voter.journeys.entry.progress import STEP_KEYS, Progress

    entry.use = opened.use
    dialogue.kept.run(LINK, opened.use.time_left)
    progress = entry.progress
    if progress is None or progress.link != opened.link:
        for key in STEP_KEYS:
            dialogue.kept.forget(key)
        proposals = progress.proposals if progress else {}
        progress = entry.progress = Progress(opened.link, proposals=proposals)
    progress.begin()
    if isinstance(opened, ActivationOpened):
        from tui_voter.journeys.entry.activation import activate

        return partial(activate, dialogue, opened, machine, progress)
    from tui_voter.journeys.entry.recovery import Attempt, recover

    return partial(recover, dialogue, Attempt.begun(opened), machine, progress)


def _link_form(
    dialogue: Dialogue,
    portals: Callable[[], Portals],
    entry: Entry,
    unrecognised: set[str],
    *,
    can_go_back: bool,
) -> Form[ActivationOpened | RecoveryOpened | Room]:
    """Make the form of step 1, which asks for the emailed link, and takes a room code, too. Links
    whose site the voter does not recognise are added to ``unrecognised``."""

    def find(pasted: str) -> str:
        from tui_voter.journeys.entry.room_codes import find_code

        return portals().find_link(pasted) or find_code(pasted)

    def parse(text: str) -> MailedLink | Room:
        from tui_voter.journeys.entry.opening import check_link

        return check_link(portals(), text)

    async def submit(answers: Answers) -> ActivationOpened | RecoveryOpened | Room:
        from tui_voter.contract.rooms import Room
        from tui_voter.journeys.entry.opening import join, open_link
        from tui_voter.journeys.entry.portals import NotRecognised

        typed, given = answers.typed.text(link.name), answers[link]
        if isinstance(given, Room):
            join(portals(), given)
            return given
        try:
            opened = await open_link(dialogue, portals(), given)
        except NotRecognised:
            unrecognised.add(typed)
            raise
        dialogue.kept.put(LINK, LINK_FIELD, typed)
        return opened

    link = LinkField(
        name=LINK_FIELD,
        label=_("One-time link"),
        brief=_("link"),
        find=find,
        parse=parse,
    )
    return Form(
        title=_("Forgotten password") if entry.for_recovery else _("Open your voter account"),
        key=LINK,
        step=recovery_step(1) if entry.for_recovery else activation_step(1),
        intro=[*_what_to_paste(is_awaited=entry.for_recovery or entry.link_requested)],
        fields=[link],
        submit=submit,
        busy=_("Opening the link…"),
        actions=[
            another_link_action() if entry.for_recovery else without_link_action(),
            sign_in_action(),
        ],
        help=_link_help(for_recovery=entry.for_recovery, in_demo=can_go_back),
        can_go_back=can_go_back,
        time_left=lambda: (
            "" if entry.for_recovery else _("The email says until when its link is valid.")
        ),
    )


def _what_to_paste(*, is_awaited: bool) -> Iterator[str]:
    """Yield what the voter pastes, and the other way of a voter who did not wait for an email."""
    if is_awaited:
        yield _("Paste this email, or its link.")
        return
    yield _(
        "Paste the email “Opening of the professional elections portal”, or its unique, one-time "
        "link."
    )
    yield _(
        "If you have not received this email, or have deleted it by mistake: “Access the "
        "Elections portal”, without a link."
    )


def _link_help(*, for_recovery: bool, in_demo: bool) -> str:
    once = _(
        "The link works only once, and only for your own account. It is checked on this computer "
        "before anything is sent."
    )
    lost = _(
        "“Access the Elections portal” has a new link sent to you. If your account is already "
        "active, sign in. A link for a forgotten password can be pasted here too."
    )
    if for_recovery:
        lost = _(
            "If you have not received the email within a few minutes, or have deleted it, ask for "
            "another link."
        )
    elif not in_demo:
        try_out = _("To try the program out without a link:\n{command}")
        lost = f"{lost} {try_out.format(command=command('tui-voter', 'demo'))}"
    return f"{once} {lost}"
