"""The *accusé de réception*: what proves that a ballot is in the ballot box, and nothing else."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui_voter.contract.links import RESULTS_PAGE
from tui_voter.contract.typed import command
from tui_voter.dialogue import (
    SAVE,
    Action,
    Block,
    Dialogue,
    Facts,
    Hint,
    Notice,
    Page,
    Prose,
)
from tui_voter.journeys.shared.saving import of_ballot, save, save_action
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.journeys.vote.papers import Paper
from tui_voter.journeys.vote.urn import Cast, Look, look
from tui_voter.messages import gettext as _
from tui_voter.messages import language_option, ngettext
from tui_voter.sealing.codes import spoken

if TYPE_CHECKING:
    from tui_voter.machine.files import Files

AGAIN: Final = "look"
UNSAVED: Final = "unsaved receipts"


async def show_receipt(
    dialogue: Dialogue, session: Session, files: Files, keeping: Keeping, paper: Paper, cast: Cast
) -> Cast | Alarm:
    """The receipt, to be kept by who wants to, and where the portal has the ballot box; what is
    known of the ballot in the end. A receipt that is neither saved nor kept ends with the visit."""
    tracker = cast.receipt.tracker
    name = of_ballot(_("receipt.json"), paper.ballot_id)

    async def compose() -> str:
        return cast.receipt.text.decode() + "\n"

    async def page() -> Page:
        lost = is_lost(cast, keeping)
        if lost:
            session.unsaved[tracker] = paper.name
        else:
            session.unsaved.pop(tracker, None)
        _would_lose(session)
        file = cast.saved or await asyncio.to_thread(files.free_name, name)
        return _page(paper, cast, keeping.origin, file, is_lost=lost)

    shown = await page()
    while True:
        way = await dialogue.show(shown)
        if way == SAVE:
            if saved := await save(dialogue, files, name, compose):
                cast = cast._replace(saved=saved)
                shown = await page()
        elif way == AGAIN:
            looked = await look(session, cast.election, tracker, cast.receipt, news=cast.news)
            if isinstance(looked, Alarm):
                return looked
            cast = looked._replace(saved=cast.saved)
            shown = await page()
        else:
            return cast


def is_lost(cast: Cast, keeping: Keeping) -> bool:
    """Whether its receipt ends with the visit."""
    return not cast.saved and keeping.receipt(cast.election.uuid) is None


def _would_lose(session: Session) -> None:
    """Whoever leaves is told which receipts they have not saved, and that they have voted."""
    session.losses.pop(UNSAVED, None)
    if session.unsaved:
        told = ngettext(
            "You have voted, but this receipt is not saved: {elections}. It cannot be given again "
            "once you have signed out.",
            "You have voted, but these receipts are not saved: {elections}. They cannot be given "
            "again once you have signed out.",
            len(session.unsaved),
        ).format(elections="; ".join(session.unsaved.values()))
        loss = Notice(told, _("receipt not saved"))
        session.losses[UNSAVED] = lambda: loss


def command_to_check(file: str) -> str:
    """Holds a saved receipt or opened ballot against its ballot box, in the folder with both. No
    folder stands in it, which may be long: a command that is broken over two rows cannot be copied
    from a screen."""
    return command("tui-voter", "verify", Path(file).name, *language_option())


def _page(paper: Paper, cast: Cast, origin: str, file: str, *, is_lost: bool) -> Page:
    """``file`` is where it was saved, or the name that is proposed for it."""
    seen, sealed = cast.look is Look.IDENTICAL, paper.election.name
    blocks: list[Block] = [
        Facts(
            [
                (_("Election"), paper.name),
                *([(_("Official name"), sealed)] if sealed != paper.name else []),
                (_("Tracking number"), spoken(cast.receipt.tracker)),
                (
                    _("Read back from the ballot box"),
                    _("present, identical") if seen else _("not yet, the portal did not answer"),
                ),
                (_("Ballot box, in a browser"), origin + RESULTS_PAGE),
            ]
        ),
        *([Prose(_("Save this receipt before you sign out: it cannot be given again."))] * is_lost),
        Prose(
            Hint(
                _(
                    "This program read the ballot back and compared it with what it had sent. It "
                    "checked the portal’s signature too. This is the program’s own check, not an "
                    "independent one."
                )
            )
            if seen
            else _("The portal’s signature is right: it has taken your ballot.")
        ),
        Prose(
            Hint(
                _(
                    "Keep the receipt to have your ballot checked later, on any computer and "
                    "without an account. It says neither your name nor your choice."
                )
            )
        ),
        Prose(
            (
                _(
                    "To check it, download the ballot box from the portal’s page of results, and "
                    "type in the folder with both files:\n{command}"
                )
                if cast.saved
                else _(
                    "To check it, save it, download the ballot box from the portal’s page of "
                    "results, and type in the folder with both files:\n{command}"
                )
            ).format(command=command_to_check(file))
        ),
    ]
    if cast.news:
        blocks.insert(0, Prose(cast.news))
    again = Action(AGAIN, _("Look in the ballot box again"), _("look"))
    ways = [Action("continue", _("Back to my ballots"), _("continue")), save_action()]
    return Page(
        title=_("Receipt: your ballot is in the ballot box"),
        place=_("Receipt"),
        is_outcome=True,
        help=_(
            "Your ballot counts whether you keep the receipt or not. Saved to a file, it lets any "
            "computer check that your ballot is in the ballot box: download the ballot box from "
            "the portal’s page of results, then type the command that is shown here. Nobody can "
            "learn your choice from it."
        ),
        blocks=blocks,
        actions=[*(reversed(ways) if is_lost else ways), *([] if seen else [again])],
    )


def no_receipt(paper: Paper) -> Notice:
    """What is told of a ballot that was cast in another visit, and whose receipt was not kept."""
    return Notice(
        _(
            "{election}: you are registered as having voted. No receipt can be given again, since "
            "nothing links you to your ballot."
        ).format(election=paper.name)
    )
