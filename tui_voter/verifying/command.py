"""``tui-voter verify``."""

from __future__ import annotations

from contextlib import ExitStack

from tui_voter.contract.typed import command
from tui_voter.journeys.shared.machine import Verified
from tui_voter.messages import gettext as _
from tui_voter.messages import language_option
from tui_voter.sealing.receipt import Receipt
from tui_voter.tuples import NamedTuple
from tui_voter.verifying import checks
from tui_voter.verifying.checks import Say
from tui_voter.verifying.files import box_in, read_paper
from tui_voter.verifying.outcomes import Fault, Unusable
from tui_voter.verifying.progress import Progress


class Named(NamedTuple):
    """The files that the command line names, "" for none."""

    paper: str
    urn: str
    older: str


def verify(named: Named, say: Say, whisper: Say) -> None:
    """Check what is named; returns where all of it holds. ``whisper`` is told the progress.

    Raises :class:`~tui_voter.verifying.outcomes.Fault` or Unusable, each with its sentence.
    """
    if not named.paper and not named.urn:
        raise Unusable(
            _(
                "Name a receipt or an opened ballot, or a ballot box with --urn: {command} shows "
                "how."
            ).format(command=command("tui-voter", "verify", "--help", *language_option()))
        )
    if named.older and not named.urn:
        raise Unusable(_("An older copy is compared with a newer one: name that one with --urn."))
    with ExitStack() as files:
        paper = None
        if named.paper:
            paper = checks.paper_of(named.paper, read_paper(named.paper, whisper))
        urn = named.urn
        if paper is not None and not urn and (urn := checks.urn_beside(paper, named.paper)):
            say(_("Ballot box: {file}").format(file=urn))
        box = files.enter_context(box_in(urn)) if urn else None
        older = files.enter_context(box_in(named.older)) if named.older else None
        if box is None:
            if paper is not None:
                checks.say_alone(paper, named.paper, say)
            return
        if older is not None:
            checks.verify_older(box, older, say)
        if paper is not None:
            checks.verify_paper(paper, box.urn, say)
        else:
            sentence = _("{done} of {all} checked, about {time} left.")
            checks.verify_urn(box, say, Progress(whisper, sentence))


def verify_receipt(receipt: Receipt, urn: bytes) -> Verified:
    """Check a receipt and a ballot box that the program has in memory, in the same words."""
    said: list[str] = []
    try:
        checks.verify_paper(receipt, urn, said.append)
    except Fault as fault:
        return Verified(said, str(fault))
    return Verified(said)
