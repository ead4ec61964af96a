"""The *accusé de réception*: the proof that a ballot is in the ballot box, and nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui_voter.contract.errors import PortalError
from tui_voter.contract.links import RESULTS_PAGE, urn_path
from tui_voter.contract.typed import command
from tui_voter.dialogue import (
    Action,
    Block,
    Dialogue,
    Facts,
    FieldError,
    Items,
    Notice,
    Page,
    Prose,
    Refused,
    Rescue,
    Role,
    Took,
)
from tui_voter.journeys.shared.saving import (
    CLOSE,
    SAVE,
    Compose,
    of_ballot,
    save_action,
    save_together,
)
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.journeys.vote.papers import Paper
from tui_voter.journeys.vote.urn import Cast, look
from tui_voter.messages import gettext as _
from tui_voter.messages import language_option, ngettext
from tui_voter.sealing.codes import spoken

if TYPE_CHECKING:
    from tui_voter.journeys.shared.machine import Verified, Verify
    from tui_voter.machine.files import Files

LOOK_AGAIN: Final = "look"
VERIFY: Final = "verify"


class Receipts:
    """The receipts of the ballots that were cast or looked up in this visit. A receipt that is
    neither saved nor stored on this computer is lost when the visit ends."""

    def __init__(
        self,
        dialogue: Dialogue,
        session: Session,
        files: Files,
        keeping: Keeping,
        verify: Verify,
    ) -> None:
        self._dialogue = dialogue
        self._session = session
        self._files = files
        self._keeping = keeping
        self._verify = verify
        self._cast: dict[str, tuple[Paper, Cast]] = {}
        session.losses[self] = self._loss
        session.rescue = self._rescue

    def of(self, paper: Paper) -> Cast | None:
        """Return the receipt of this ballot; None if there is none."""
        known, cast = self._cast.get(paper.ballot_id, (None, None))
        return cast if known is not None and known.election == paper.election else None

    def keep(self, paper: Paper, cast: Cast) -> None:
        self._cast[paper.ballot_id] = paper, cast

    @property
    def unsaved(self) -> Mapping[str, Paper]:
        """The ballots whose receipts would be lost with the visit, by id."""
        return {
            ballot_id: paper
            for ballot_id, (paper, cast) in self._cast.items()
            if not cast.saved and self._keeping.receipt(cast.election.uuid) is None
        }

    async def show(self, paper: Paper, cast: Cast) -> Alarm | None:
        """Show a receipt until the voter closes it. They may save it together with the ballot box,
        and have both checked. Returns the alarm, if looking again raises one."""
        shown = self._page(paper, cast)
        while True:
            way = await self._dialogue.show(shown)
            if way == Took(SAVE):
                then = await self._save(paper, cast, partial(self._download, cast))
            elif way == Took(VERIFY):
                then = await self._verify_now(paper, cast)
            elif way == Took(LOOK_AGAIN):
                looked = await look(
                    self._session, cast.election, cast.receipt.tracker, cast.receipt, news=cast.news
                )
                if isinstance(looked, Alarm):
                    return looked
                then = looked._replace(saved=cast.saved, urn=cast.urn)
            else:
                return None
            if then != cast:
                cast = then
                shown = self._page(paper, cast)

    def _page(self, paper: Paper, cast: Cast) -> Page:
        self.keep(paper, cast)
        is_lost = paper.ballot_id in self.unsaved
        return _page(paper, cast, self._keeping.origin, is_lost=is_lost)

    async def _save(self, paper: Paper, cast: Cast, urn: Compose) -> Cast:
        """Save the receipt, then the ballot box that ``urn`` returns, in a folder that the voter
        names. Returns where they are."""
        wanted = [_file_of(paper, cast), (_name_of_urn(cast), urn)]
        saved = await save_together(self._dialogue, self._files, wanted, title=_save_both())
        if not saved:
            return cast
        return cast._replace(saved=saved[0], urn=saved.get(1, ""))

    async def _verify_now(self, paper: Paper, cast: Cast) -> Cast:
        """Check the receipt with a ballot box that is downloaded now, and show what comes of it.
        The voter may save both as they were checked."""
        try:
            urn = await self._download(cast)
        except Refused as refused:
            (error,) = refused.errors
            self._dialogue.notify(Notice(error.says, error.short))
            return cast
        verified = await asyncio.to_thread(self._verify, cast.receipt, urn)

        async def downloaded() -> bytes:
            return urn

        page = _verified_page(verified)
        while await self._dialogue.show(page) == Took(SAVE):
            cast = await self._save(paper, cast, downloaded)
        return cast

    async def _download(self, cast: Cast) -> bytes:
        """Download the ballot box. Raises Refused."""
        path = urn_path(cast.election.uuid)
        try:
            return await self._session.portal.download(path)
        except PortalError as error:
            says = _("The ballot box could not be downloaded. It is public: {address}")
            told = says.format(address=self._keeping.origin + path)
            raise Refused(FieldError("", told, _("not downloaded"))) from error

    async def save_all(self) -> None:
        """Save all unsaved receipts in a folder that the voter names."""
        lost = [self._cast[ballot_id] for ballot_id in self.unsaved]
        wanted = [_file_of(paper, cast) for paper, cast in lost]
        title = save_label(len(wanted))
        saved = await save_together(self._dialogue, self._files, wanted, title=title)
        for place, path in saved.items():
            paper, cast = lost[place]
            self.keep(paper, cast._replace(saved=path))

    def _rescue(self) -> Rescue | None:
        unsaved = len(self.unsaved)
        return Rescue(unsaved, self.save_all) if unsaved else None

    def _loss(self) -> str:
        """Return the warning about unsaved receipts, which reassures the voter that they have
        voted."""
        if not (names := [paper.name for paper in self.unsaved.values()]):
            return ""
        warning = ngettext(
            "You have voted, but this receipt is not saved: {elections}. It cannot be given again "
            "once you have signed out.",
            "You have voted, but these receipts are not saved: {elections}. They cannot be given "
            "again once you have signed out.",
            len(names),
        )
        return warning.format(elections=_("; ").join(names))


def save_label(receipts: int) -> str:
    """Return the label of the action that saves receipts."""
    return ngettext("Save the receipt", "Save the receipts", receipts)


def _save_both() -> str:
    return _("Save the receipt and the ballot box")


def _file_of(paper: Paper, cast: Cast) -> tuple[str, Compose]:
    """Return the file of a receipt: its name, and what returns its content."""

    async def compose() -> str:
        return cast.receipt.text.decode() + "\n"

    return of_ballot(_("receipt.json"), paper.ballot_id), compose


def _name_of_urn(cast: Cast) -> str:
    """Return the file name of the ballot box, by which ``tui-voter verify`` finds it."""
    return f"{cast.election.uuid}.bel"


def command_to_check(file: str, *urn: str) -> str:
    """Return the command that checks a saved receipt or opened ballot, from any folder."""
    return command("tui-voter", "verify", file, *urn, *language_option())


def how_to_check(file: str, origin: str, uuid: str) -> Prose:
    """Return the command that checks a file, and where to download the ballot box it needs."""
    says = _("Check with {urn}, from {page}:\n{command}")
    page = origin + RESULTS_PAGE
    return Prose(says.format(urn=f"{uuid}.bel", page=page, command=command_to_check(file)))


def _how_to_check_both(cast: Cast) -> Prose:
    """Return the command that checks the two saved files."""
    is_found = Path(cast.urn) == Path(cast.saved).with_name(_name_of_urn(cast))
    urn = () if is_found else ("--urn", cast.urn)
    says = _("To check both:\n{command}")
    return Prose(says.format(command=command_to_check(cast.saved, *urn)))


def _page(paper: Paper, cast: Cast, origin: str, *, is_lost: bool) -> Page:
    seen = cast.is_read_back
    done = [_("Ballot cast"), _("Signature verified")]
    if seen:
        title = _("Voted: your ballot is in the ballot box.")
        done.insert(1, _("Found in the ballot box, identical"))
    else:
        title = _("Received by the portal: {election}").format(election=paper.name)
    blocks: list[Block] = [
        *([Prose(cast.news)] if cast.news else []),
        Facts([(_("Tracking number"), spoken(cast.receipt.tracker))]),
        Items(done),
    ]
    if not seen:
        blocks.append(Prose(_("Not found in the ballot box yet: the portal did not answer.")))
    if cast.urn:
        blocks.append(_how_to_check_both(cast))
    elif cast.saved:
        blocks.append(how_to_check(cast.saved, origin, cast.election.uuid))
    read = _("This program has read your ballot in the ballot box: it is the one that you cast.")
    what_for = _(
        "Your ballot counts whether you keep the receipt or not. Saved with the ballot box, it "
        "lets any computer check that your ballot is there, by the command that is shown here "
        "then; “Check now” does the same here. It says neither your name nor your choice."
    )
    ways = [Action(CLOSE, _("Close"), role=Role.CLOSE), save_action(_save_both())]
    again = Action(LOOK_AGAIN, _("Look in the ballot box again"), role=Role.RENEW)
    return Page(
        title=title,
        key="receipt",
        place=_("Receipt"),
        is_outcome=True,
        help=" ".join([*([read] if seen else []), what_for]),
        blocks=blocks,
        actions=[
            *(reversed(ways) if is_lost else ways),
            Action(VERIFY, _("Check now")),
            *([] if seen else [again]),
        ],
    )


def _verified_page(verified: Verified) -> Page:
    """Return the page that tells what the check found, in the words of ``tui-voter verify``."""
    ways = [Action(CLOSE, _("Close"), role=Role.CLOSE), save_action(_save_both())]
    title, found = _("Not verified"), [*map(Prose, (*verified.holds, verified.fault))]
    if not verified.fault:
        title = _("Verified: your ballot is in the public ballot box.")
    return Page(
        title=title,
        place=_("Check"),
        is_outcome=True,
        blocks=found if verified.fault else [Items(verified.holds)],
        actions=[*(reversed(ways) if verified.fault else ways)],
        help=_(
            "The program has downloaded the ballot box, as anybody can, and held your receipt "
            "against it. It says so about itself: saved, both can be checked by another computer."
        ),
    )


def no_receipt(paper: Paper) -> Notice:
    """Return the notice about a ballot that was cast in another visit, and whose receipt was not
    stored."""
    return Notice(
        _(
            "{election}: you are registered as having voted. No receipt can be given again, since "
            "nothing links you to your ballot."
        ).format(election=paper.name)
    )
