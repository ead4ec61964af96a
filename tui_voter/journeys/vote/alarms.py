"""Alarms for what no honest portal does: the page says what it means, what to save and whom to
call."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from tui_voter.contract.election import Election
from tui_voter.dialogue import Dialogue, Page, Prose, Title
from tui_voter.journeys.shared.saving import as_text, read
from tui_voter.messages import gettext as _
from tui_voter.tuples import NamedTuple

if TYPE_CHECKING:
    from tui_voter.machine.files import Files


class Trouble(StrEnum):
    UNREADABLE = "unreadable"
    """The sealed ballots are not in the only valid format."""
    NOT_SEALED = "not_sealed"
    """A ballot is not one that the polling board sealed."""
    OTHER_SEAL = "other_seal"
    """The portal shows another seal than earlier in this visit, or none any more."""
    OTHER_LISTS = "other_lists"
    """A ballot or its lists are not shown as they were sealed."""
    OTHER_TRACKER = "other_tracker"
    BAD_SIGNATURE = "bad_signature"
    GONE = "gone"
    """The portal gave a receipt, but the ballot is not in the ballot box."""
    ALTERED = "altered"
    """The ballot in the ballot box is not the one that was sent."""
    DENIED = "denied"
    """The portal says that the voter has voted; earlier in this visit it said that they had not."""


class Alarm(NamedTuple):
    """An alarm about an election. ``evidence`` is added to the saved page; it holds nothing
    secret."""

    trouble: Trouble
    election: str
    evidence: str = ""


class AlarmRaised(Exception):
    def __init__(self, alarm: Alarm) -> None:
        super().__init__(alarm.trouble.value)
        self.alarm = alarm


AS_SEALED = (Trouble.UNREADABLE, Trouble.NOT_SEALED, Trouble.OTHER_SEAL, Trouble.OTHER_LISTS)
"""The troubles found before any ballot is shown, asked for or sent."""


async def sound(dialogue: Dialogue, files: Files, election: Election, alarm: Alarm) -> None:
    """Show the alarm to the voter, and let them save the evidence."""
    early = alarm.trouble in AS_SEALED
    page = Page(
        title=_("Stop: do not vote here")
        if early
        else _("Alarm: something is wrong with your ballot"),
        place=_("Alarm"),
        is_outcome=True,
        blocks=[
            Prose(_says()[alarm.trouble].format(election=alarm.election)),
            Prose(
                _("Your voting code is not asked for here, and nothing more is sent.")
                if early
                else _("Your choice remains secret. Your vote may not have been counted.")
            ),
            Title(_("What to do"), 2),
            Prose(_("Save this page to a file, and keep your voting notice.")),
            Prose(
                _("Then call the help desk, and ask for the polling board: {support}").format(
                    support=election.support
                )
            ),
            Prose(
                _(
                    "The portal itself told this program whom to call: an address or number that "
                    "you know from elsewhere is better."
                )
            ),
        ],
    )
    record = "\n".join([as_text(page.title, page.blocks), alarm.evidence])
    await read(dialogue, files, page, _("alarm.txt"), text=record)


def _says() -> Mapping[Trouble, str]:
    return {
        Trouble.UNREADABLE: _(
            "The ballots that the portal shows are not in the form that the polling board seals: "
            "they cannot be trusted."
        ),
        Trouble.NOT_SEALED: _(
            "This ballot is not the one that the polling board sealed: {election}. It, or the "
            "portal, has been altered since."
        ),
        Trouble.OTHER_SEAL: _(
            "The portal showed you a seal before, and now it shows another one, or none: what it "
            "shows may have been exchanged since."
        ),
        Trouble.OTHER_LISTS: _(
            "What the portal shows of this ballot and of its lists is not what the polling board "
            "sealed: {election}. A vote for one list could go to another."
        ),
        Trouble.OTHER_TRACKER: _(
            "The portal’s receipt is for another ballot than the one that was sent: {election}."
        ),
        Trouble.BAD_SIGNATURE: _(
            "The receipt is not signed by the portal of this election: {election}. It proves "
            "nothing."
        ),
        Trouble.GONE: _(
            "The portal gave a receipt, and says that the ballot is not in the ballot box: "
            "{election}."
        ),
        Trouble.ALTERED: _(
            "The ballot in the ballot box is not the one that was sent: {election}. It has been "
            "altered or exchanged."
        ),
        Trouble.DENIED: _(
            "The portal says that you have already voted: {election}. Earlier in this visit it "
            "said that you had not, and no ballot from here is in the ballot box."
        ),
    }
