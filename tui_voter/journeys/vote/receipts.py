"""The *accusé de réception*: the proof that a ballot is in the ballot box, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from tui_voter.contract.links import RESULTS_PAGE
from tui_voter.contract.typed import command
from tui_voter.dialogue import (
    Action,
    Block,
    Dialogue,
    Facts,
    Notice,
    Page,
    Prose,
    Rescue,
    Role,
    Took,
)
from tui_voter.journeys.shared.saving import (
    CLOSE,
    SAVE,
    of_ballot,
    save,
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
    from tui_voter.machine.files import Files

LOOK_AGAIN: Final = "look"


class Receipts:
    """The receipts of the ballots that were cast or looked up in this visit. A receipt that is
    neither saved nor stored on this computer is lost when the visit ends."""

    def __init__(
        self, dialogue: Dialogue, session: Session, files: Files, keeping: Keeping
    ) -> None:
        self._dialogue = dialogue
        self._session = session
        self._files = files
        self._keeping = keeping
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
        """Show a receipt, which the voter may save, and say where the ballot box can be downloaded.
        Returns the alarm, if looking again raises one."""

        def page() -> Page:
            self.keep(paper, cast)
            is_lost = paper.ballot_id in self.unsaved
            return _page(paper, cast, self._keeping.origin, is_lost=is_lost)

        async def compose() -> str:
            return _text_of(cast)

        shown = page()
        while True:
            way = await self._dialogue.show(shown)
            if way == Took(SAVE):
                if saved := await save(self._dialogue, self._files, _file_of(paper), compose):
                    cast = cast._replace(saved=saved)
                    shown = page()
            elif way == Took(LOOK_AGAIN):
                looked = await look(
                    self._session, cast.election, cast.receipt.tracker, cast.receipt, news=cast.news
                )
                if isinstance(looked, Alarm):
                    return looked
                cast = looked._replace(saved=cast.saved)
                shown = page()
            else:
                return None

    async def save_all(self) -> None:
        """Save all unsaved receipts in a folder that the voter names."""
        lost = [self._cast[ballot_id] for ballot_id in self.unsaved]
        texts = [(_file_of(paper), _text_of(cast)) for paper, cast in lost]
        title = save_label(len(texts))
        saved = await save_together(self._dialogue, self._files, texts, title=title)
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


def _file_of(paper: Paper) -> str:
    """Return the file name proposed for the receipt of this ballot."""
    return of_ballot(_("receipt.json"), paper.ballot_id)


def _text_of(cast: Cast) -> str:
    return cast.receipt.text.decode() + "\n"


def command_to_check(file: str) -> str:
    """Return the command that checks a saved receipt or opened ballot, from any folder."""
    return command("tui-voter", "verify", file, *language_option())


def how_to_check(file: str, origin: str, uuid: str) -> Prose:
    """Return the command that checks a file, and where to download the ballot box it needs."""
    says = _("Check with {urn}, from {page}:\n{command}")
    page = origin + RESULTS_PAGE
    return Prose(says.format(urn=f"{uuid}.bel", page=page, command=command_to_check(file)))


def _page(paper: Paper, cast: Cast, origin: str, *, is_lost: bool) -> Page:
    seen = cast.is_read_back
    title = (
        _("Voted: your ballot is in the ballot box.")
        if seen
        else _("Received by the portal: {election}").format(election=paper.name)
    )
    not_yet = _("not yet, the portal did not answer")
    rows = [(_("Tracking number"), spoken(cast.receipt.tracker))]
    if not seen:
        rows.append((_("Read back from the ballot box"), not_yet))
    blocks: list[Block] = [*([Prose(cast.news)] if cast.news else []), Facts(rows)]
    if not seen:
        signed = _("The portal’s signature is valid: it has received your ballot.")
        blocks.append(Prose(signed))
    if cast.saved:
        blocks.append(how_to_check(cast.saved, origin, cast.election.uuid))
    read = _("This program has read your ballot in the ballot box: it is the one that you cast.")
    what_for = _(
        "Your ballot counts whether you keep the receipt or not. Saved to a file, it lets any "
        "computer check that your ballot is in the ballot box: download the ballot box, then type "
        "the command that is shown here once it is saved. It says neither your name nor your "
        "choice."
    )
    ways = [Action(CLOSE, _("Close"), role=Role.CLOSE), save_action(_("Save"))]
    again = Action(LOOK_AGAIN, _("Look in the ballot box again"), role=Role.RENEW)
    return Page(
        title=title,
        key="receipt",
        place=_("Receipt"),
        is_outcome=True,
        help=" ".join([*([read] if seen else []), what_for]),
        blocks=blocks,
        actions=[*(reversed(ways) if is_lost else ways), *([] if seen else [again])],
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
