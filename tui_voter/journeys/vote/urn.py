"""The program's own checks of a ballot: its receipt, and its presence in the ballot box."""

from __future__ import annotations

from tui_voter.contract import vote
from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.contract.vote import FoundBallot, find_ballot
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm, Trouble
from tui_voter.sealing.ballot import tracker as tracker_of
from tui_voter.sealing.election import Election
from tui_voter.sealing.errors import SealingError
from tui_voter.sealing.receipt import Receipt, check_receipt
from tui_voter.tuples import NamedTuple


class Cast(NamedTuple):
    """A ballot with a valid receipt. ``is_read_back`` says that the program has read it in the
    ballot box, unaltered; if not, the portal did not answer. ``news`` tells the voter of an unusual
    delivery; ``saved`` is the file with the receipt, ``urn`` the one with the ballot box, "" for
    none."""

    election: Election
    receipt: Receipt
    is_read_back: bool
    news: str = ""
    saved: str = ""
    urn: str = ""


async def find(session: Session, uuid: str, tracker: str) -> FoundBallot | None:
    """Fetch the ballot with this tracker in the election of this ``uuid``; None if there is none.
    Raises PortalError."""
    try:
        return await find_ballot(session.portal, uuid, tracker)
    except PortalRefused as refused:
        if refused.code is ErrorCode.NOT_FOUND:
            return None
        raise


async def trouble_with(
    session: Session, uuid: str, tracker: str, text: bytes = b""
) -> Trouble | None:
    """Return what is wrong with the ballot of this tracker in the ballot box; None if nothing. It
    must equal ``text`` byte for byte, if that is given; otherwise its hash must equal the tracker.
    Raises PortalError."""
    found = await find(session, uuid, tracker)
    if found is None:
        return Trouble.GONE
    ballot = found.ballot.encode()
    if tracker_of(ballot) != tracker or (text and ballot != text):
        return Trouble.ALTERED
    return None


async def look(
    session: Session,
    election: Election,
    tracker: str,
    receipt: Receipt,
    text: bytes = b"",
    news: str = "",
) -> Cast | Alarm:
    """Check the receipt of a ballot, and look for the ballot in the ballot box with
    :func:`trouble_with`."""

    def alarm(trouble: Trouble) -> Alarm:
        evidence = filter(None, [receipt.text.decode(), text.decode()])
        return Alarm(trouble, election.name, "\n\n".join(evidence))

    if receipt.tracker != tracker:
        return alarm(Trouble.OTHER_TRACKER)
    try:
        check_receipt(receipt, election)
    except SealingError:
        return alarm(Trouble.BAD_SIGNATURE)
    try:
        trouble = await trouble_with(session, election.uuid, tracker, text)
    except PortalError:
        return Cast(election, receipt, is_read_back=False, news=news)
    if trouble is not None:
        return alarm(trouble)
    return Cast(election, receipt, is_read_back=True, news=news)


def receipt_of(sent: vote.Receipt) -> Receipt:
    """Return the portal's receipt in the form that is stored and checked."""
    return Receipt(
        "tui-voter receipt 1", sent.uuid, sent.election_hash, sent.tracker, sent.signature
    )
