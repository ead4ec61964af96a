"""The *accusé de réception*: what proves that a ballot is in the ballot box, and nothing else."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from tui_voter.contract.links import RESULTS_PAGE
from tui_voter.dialogue import (
    SAVE,
    Action,
    Block,
    Dialogue,
    Facts,
    Notice,
    Page,
    Prose,
    Verbatim,
)
from tui_voter.journeys.shared.saving import save, save_action
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm
from tui_voter.journeys.vote.papers import Paper
from tui_voter.journeys.vote.urn import Cast, Look, look
from tui_voter.messages import gettext as _
from tui_voter.sealing.codes import spoken

if TYPE_CHECKING:
    from tui_voter.machine.files import Files

AGAIN: Final = "look"


async def show_receipt(
    dialogue: Dialogue, session: Session, files: Files, origin: str, cast: Cast
) -> Cast | Alarm:
    """The receipt, to be kept by who wants to, and where the portal at ``origin`` has the ballot
    box; what is known of the ballot in the end."""

    async def compose() -> str:
        return cast.receipt.text.decode() + "\n"

    page = _page(cast, origin)
    while True:
        way = await dialogue.show(page)
        if way == SAVE:
            if path := await save(dialogue, files, _("receipt.json"), compose):
                told = _("To check it: {command}")
                dialogue.notify(Notice(Verbatim(told.format(command=_check(path, cast)))))
        elif way == AGAIN:
            looked = await look(
                session, cast.election, cast.receipt.tracker, cast.receipt, news=cast.news
            )
            if isinstance(looked, Alarm):
                return looked
            cast, page = looked, _page(looked, origin)
        else:
            return cast


def _check(receipt: str, cast: Cast) -> str:
    """The command that checks this receipt, in the folder with the ballot box."""
    return shlex.join(["tui-voter", "verify", receipt, "--urn", f"{cast.election.uuid}.bel"])


def _page(cast: Cast, origin: str) -> Page:
    seen = cast.look is Look.IDENTICAL
    blocks: list[Block] = [
        Facts(
            [
                (_("Election"), cast.election.name),
                (_("Tracking number"), spoken(cast.receipt.tracker)),
                (
                    _("Read back from the ballot box"),
                    _("present, identical") if seen else _("not yet, the portal did not answer"),
                ),
                (_("Ballot box, in a browser"), origin + RESULTS_PAGE),
            ]
        ),
        Prose(
            _(
                "This program read the ballot back and compared it with what it had sent. It "
                "checked the portal’s signature too. This is its own check, and no independent one."
            )
            if seen
            else _("The portal’s signature is right: it has taken your ballot.")
        ),
        Prose(
            _(
                "Keep the receipt to have your ballot checked later, on any computer and without "
                "an account. It says neither your name nor your choice."
            )
        ),
        Prose(
            _(
                "To check it, save it, download the ballot box from the page named above, and type "
                "in the folder with both files: {command}"
            ).format(command=_check(_("receipt.json"), cast))
        ),
    ]
    if cast.news:
        blocks.insert(0, Prose(cast.news))
    again = Action(AGAIN, _("Look into the ballot box again"), _("look"))
    return Page(
        title=_("Receipt: your ballot is in the ballot box"),
        place=_("Receipt"),
        is_outcome=True,
        blocks=blocks,
        actions=[
            Action("continue", _("Back to my ballots"), _("continue")),
            save_action(),
            *([] if seen else [again]),
        ],
    )


def no_receipt(paper: Paper) -> Notice:
    """What is told of a ballot that was cast in another visit, and whose receipt was not kept."""
    return Notice(
        _(
            "{election}: you are registered as having voted. No receipt can be given again, since "
            "nothing links you to your ballot."
        ).format(election=paper.name)
    )
