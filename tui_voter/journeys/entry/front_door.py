"""How a voter gets in: with an emailed link, or by signing in.

The first form stands before the program's first frame. What the ways on from it need is
loaded when they come, and is there by then (see the warm-up in the composition root).

Each way in ends with an admitted voter, or names the way to take next.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

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
    Step,
)
from tui_voter.journeys.entry.ways import (
    FORGOTTEN,
    LINK,
    NEW_LINK,
    RECOVERY_STEPS,
    SIGN_IN,
    STEPS,
    EntryDraft,
    another_link_action,
    new_link_action,
    sign_in_action,
)
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.contract.links import MailedLink
    from tui_voter.contract.portal import Portals
    from tui_voter.journeys.entry.identified import Identified
    from tui_voter.journeys.entry.opening import Opened, RecoveryOpened
    from tui_voter.journeys.shared.machine import Machine
    from tui_voter.journeys.shared.session import Admission


async def enter(
    dialogue: Dialogue,
    portals: Callable[[], Portals],
    machine: Machine,
    *,
    link: str = "",
    way: str = LINK,
    can_go_back: bool = False,
) -> Admission | None:
    """The admitted voter; None when they went back from the first form.

    ``way`` is the first to take, and ``link`` fills in the form of a link. ``portals`` gives the
    same portals each time. Who leaves the program is told what has become of their link; but not
    where one can go back, to what the visit is a part of: the demo's portal ends with it.
    """
    draft = EntryDraft(link=link, recalls=machine.remembers and machine.vault is not None)
    try:
        return await _get_in(dialogue, portals, machine, draft, way, can_go_back)
    except Quit:
        if draft.use is not None and not can_go_back and (said := draft.use.farewell()):
            dialogue.notify(Notice(said))
        raise


async def _get_in(
    dialogue: Dialogue,
    portals: Callable[[], Portals],
    machine: Machine,
    draft: EntryDraft,
    way: str,
    can_go_back: bool,
) -> Admission | None:
    if draft.recalls:
        way = SIGN_IN
    # where the voter came to signing in from
    behind = BACK if can_go_back and way == SIGN_IN else LINK
    before_forgotten = SIGN_IN
    while way != BACK:
        outcome: Admission | str
        if way == SIGN_IN:
            outcome = await _sign_in(dialogue, portals, machine, draft)
            if outcome == LINK:
                draft.goes_on = None  # it is another one that they want to open
            outcome = behind if outcome == BACK else outcome
        elif way == FORGOTTEN:
            from tui_voter.journeys.entry.forgotten import ask_for_recovery

            outcome = await ask_for_recovery(dialogue, portals(), machine, draft)
            outcome = before_forgotten if outcome == BACK else outcome
        elif way == NEW_LINK:
            from tui_voter.journeys.entry.new_link import ask_for_a_link

            if await ask_for_a_link(dialogue, portals(), machine):
                draft.link, draft.recovers, draft.asked = "", False, True
                draft.goes_on = None
            outcome = LINK
        else:
            outcome = await _follow_link(dialogue, portals, machine, draft, can_go_back)
            behind = LINK
        if not isinstance(outcome, str):
            return outcome
        if outcome == FORGOTTEN != way:
            is_over = draft.progress is not None and draft.progress.is_over
            before_forgotten = SIGN_IN if is_over else way
        way = outcome
    return None


async def _sign_in(
    dialogue: Dialogue, portals: Callable[[], Portals], machine: Machine, draft: EntryDraft
) -> Admission | str:
    """Signing in, at first as the voter whom the machine remembers."""
    who: Identified | str | None = None
    if draft.recalls:
        from tui_voter.journeys.entry.remembered import as_remembered

        who = await as_remembered(dialogue, portals, machine, draft)
        draft.recalls = who in (LINK, FORGOTTEN)
    if isinstance(who, str):
        return who
    from tui_voter.journeys.entry.sign_in import sign_in

    return await sign_in(dialogue, portals(), machine, draft, who)


async def _follow_link(
    dialogue: Dialogue,
    portals: Callable[[], Portals],
    machine: Machine,
    draft: EntryDraft,
    can_go_back: bool,
) -> Admission | str:
    """A mailed link, and what it leads to: from the step that the voter left for another way, or
    from the link itself."""
    goes_on, draft.goes_on = draft.goes_on, None
    if goes_on is None:
        opened = await dialogue.ask(_link_form(dialogue, portals, draft, can_go_back))
        if isinstance(opened, Left):
            typed = opened.typed.text("link")
            draft.link = "" if typed == draft.doubted else typed
            return opened.to
        goes_on = _behind(dialogue, opened, machine, draft)
    outcome = await goes_on()
    if outcome != LINK and not (draft.progress and draft.progress.is_over):
        draft.goes_on = goes_on
    return outcome


def _behind(
    dialogue: Dialogue, opened: Opened | RecoveryOpened, machine: Machine, draft: EntryDraft
) -> Callable[[], Awaitable[Admission | str]]:
    """The steps behind an opened link."""
    from tui_voter.journeys.entry.opening import Opened
    from tui_voter.journeys.entry.progress import Progress

    draft.use = opened.use
    progress = draft.progress
    if progress is None or progress.link != opened.link:
        proposals = progress.proposals if progress else {}
        progress = draft.progress = Progress(opened.link, proposals=proposals)
    progress.begin()
    if isinstance(opened, Opened):
        from tui_voter.journeys.entry.activation import activate

        return partial(activate, dialogue, opened, machine, progress)
    from tui_voter.journeys.entry.recovery import Attempt, recover

    return partial(recover, dialogue, Attempt.begun(opened), machine, progress)


def _link_form(
    dialogue: Dialogue, portals: Callable[[], Portals], draft: EntryDraft, can_go_back: bool
) -> Form[Opened | RecoveryOpened]:
    """Step 1: the unique link."""

    def parse(text: str) -> MailedLink:
        from tui_voter.journeys.entry.opening import check_link

        return check_link(portals(), text)

    async def submit(answers: Answers) -> Opened | RecoveryOpened:
        from tui_voter.journeys.entry.opening import open_link
        from tui_voter.journeys.entry.portals import NotRecognised

        draft.link, draft.doubted = answers.typed.text(link.name), ""
        try:
            return await open_link(dialogue, portals(), answers[link])
        except NotRecognised:
            draft.doubted = draft.link
            raise

    link = LinkField(
        name="link",
        label=_("One-time link"),
        brief=_("link"),
        value=draft.link,
        find=lambda pasted: portals().find_link(pasted),
        parse=parse,
    )
    return Form(
        title=_("Forgotten password") if draft.recovers else _("Open your voter account"),
        step=Step(1, RECOVERY_STEPS if draft.recovers else STEPS),
        intro=[
            _("Paste this email, or its link.")
            if draft.recovers or draft.asked
            else _(
                "Paste the email “Opening of the professional elections portal”, or its one-time "
                "link."
            )
        ],
        fields=[link],
        submit=submit,
        busy=_("Opening the link…"),
        actions=[
            another_link_action() if draft.recovers else new_link_action(),
            sign_in_action(),
        ],
        help=_link_help(recovers=draft.recovers, in_demo=can_go_back),
        can_go_back=can_go_back,
    )


def _link_help(*, recovers: bool, in_demo: bool) -> str:
    once = _(
        "The link works only once, and only for your own account. It is checked on this computer "
        "before anything is sent."
    )
    lost = _(
        "If you have not received the email, or have deleted it, ask for a new link. If your "
        "account is already active, sign in. A link for a forgotten password can be pasted here "
        "too."
    )
    if recovers:
        lost = _(
            "If you have not received the email within a few minutes, or have deleted it, ask for "
            "another link."
        )
    elif not in_demo:
        try_out = _("To try the program out without a link:\n{command}")
        lost = f"{lost} {try_out.format(command=command('tui-voter', 'demo'))}"
    return f"{once} {lost}"
