"""What is checked, in the order in which it is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from mmap import mmap
from pathlib import Path
from typing import Final

import msgspec

from tui_voter.contract.typed import command
from tui_voter.journeys.shared.counts import figure, votes_in_words
from tui_voter.messages import gettext as _
from tui_voter.messages import language_option, ngettext
from tui_voter.sealing.archive import (
    Bytes,
    Kind,
    Progress,
    Verdict,
    check,
    events,
    is_prefix,
    setup_of,
)
from tui_voter.sealing.ballot import Opening, check_opening, read_opening, tracker
from tui_voter.sealing.codes import spoken
from tui_voter.sealing.election import Election, is_uuid
from tui_voter.sealing.errors import BadArchive, BadReceipt, SealingError
from tui_voter.sealing.group import canonical_json
from tui_voter.sealing.receipt import Receipt, check_receipt, read_receipt
from tui_voter.sealing.replacements import (
    RESERVE,
    Counted,
    check_growth,
    count_replaced,
    read_log,
)
from tui_voter.tuples import NamedTuple
from tui_voter.verifying.files import Box
from tui_voter.verifying.outcomes import Fault, Unusable, alarm, bad_archive, bad_log

Say = Callable[[str], None]
Paper = Receipt | Opening
NO_UUID: Final = "?"
"""Of a ballot that cannot be read."""


class _Named(NamedTuple):
    """The election that a file says it belongs to."""

    uuid: str
    fingerprint: str

    def is_another(self, than: Election) -> bool:
        return self.uuid != NO_UUID and self != (than.uuid, than.fingerprint)


def paper_of(name: str, data: bytes) -> Paper:
    """The receipt or the opened ballot in a file that the program saved. Raises Unusable."""
    try:
        return read_receipt(data)
    except SealingError:
        pass
    try:
        return read_opening(data.strip())
    except (SealingError, RecursionError) as error:
        raise Unusable(
            _(
                "{file} is neither a receipt nor an opened ballot as tui-voter saves them: use the "
                "file as it was saved, unchanged."
            ).format(file=name)
        ) from error


# --- A receipt or an opened ballot


def say_alone(paper: Paper, name: str, say: Say) -> None:
    """What can be said of it without the ballot box. Always raises Fault: it proves nothing."""
    if isinstance(paper, Receipt):
        uuid = paper.uuid
        say(_("A receipt for a ballot of the election {uuid}.").format(uuid=uuid))
    else:
        uuid = _election_named(paper).uuid
        said = _("An opened ballot. It says that it is a vote for: {choice}.")
        say(said.format(choice=paper.choice))
    say(_tracking(paper.tracker))
    raise Fault(
        _(
            "Not checked yet: this takes the ballot box {urn}, which anyone can download from "
            "the portal’s page of results. Save it in the folder of this file, then type: {command}"
        ).format(
            urn=f"{uuid}.bel", command=command("tui-voter", "verify", name, *language_option())
        )
    )


def urn_beside(paper: Paper, name: str) -> str:
    """The ballot box of its election, as the portal calls it, in the folder of the paper that is
    called ``name``; "" where there is none."""
    uuid = _election_named(paper).uuid
    path = Path(name).parent / f"{uuid}.bel"
    return str(path) if is_uuid(uuid) and path.is_file() else ""


def verify_paper(paper: Paper, urn: Bytes, say: Say) -> None:
    """Hold it against the ballot box. Raises Fault."""
    box = _skimmed(urn)
    # First: next to its name, a tracking number would seem to be of this election. Nor may another
    # election's ballot have as many answers.
    if (named := _election_named(paper)).is_another(box.election):
        says = (
            _("This receipt belongs to another election: {uuid}.")
            if isinstance(paper, Receipt)
            else _("This opened ballot belongs to another election: {uuid}.")
        )
        raise _other_election(says, named.uuid)
    say(_head(box.election))
    say(_tracking(paper.tracker))
    if isinstance(paper, Receipt):
        _verify_receipt(paper, box, say)
    else:
        _verify_opening(paper, box, say)


def _verify_receipt(receipt: Receipt, box: Skimmed, say: Say) -> None:
    try:
        check_receipt(receipt, box.election)
    except BadReceipt as error:
        raise alarm(
            _(
                "This receipt is not signed by the portal of this election: it was altered or "
                "forged, and proves nothing."
            ),
            _("Keep this file unchanged."),
        ) from error
    say(_("The portal of this election signed the receipt."))
    if receipt.tracker in box.trackers:
        others = len(box.trackers) - 1
        say(
            ngettext(
                "The ballot is in the ballot box, with {n} other.",
                "The ballot is in the ballot box, with {n} others.",
                others,
            ).format(n=figure(others))
            if others
            else _("The ballot is in the ballot box, and it is the only one so far.")
        )
    elif box.ended:
        raise alarm(
            _(
                "The ballot is not in the ballot box, which is closed: a ballot that the portal "
                "had signed for has disappeared."
            ),
            _("Keep both files unchanged."),
        )
    else:
        raise Fault(
            _(
                "The ballot is not in this copy of the ballot box yet: ballots are mixed in every "
                "ten minutes. Download the ballot box again later. If the ballot is still missing "
                "after an hour, keep the receipt and both copies, then call the help desk that "
                "your portal names, and ask for the polling board."
            )
        )


def _verify_opening(opened: Opening, box: Skimmed, say: Say) -> None:
    try:
        check_opening(canonical_json(opened), box.election)
    except SealingError as error:
        raise alarm(
            _(
                "This opened ballot does not hold what it says: {choice}. The program that made it "
                "may cheat; do not vote with it."
            ).format(choice=opened.choice),
            _("Keep this file unchanged."),
        ) from error
    say(_("The opened ballot is a vote for: {choice}.").format(choice=opened.choice))
    if opened.tracker in box.trackers:
        raise alarm(
            _("This ballot was opened, and is in the ballot box all the same: it is not secret."),
            _("Keep both files unchanged."),
        )
    say(_("It is not in the ballot box, as it should be: an opened ballot does not count."))


def _election_named(paper: Paper) -> _Named:
    if isinstance(paper, Receipt):
        return _Named(paper.uuid, paper.election_hash)
    try:
        ballot = msgspec.json.decode(paper.ballot)
        return _Named(str(ballot["election_uuid"]), str(ballot["election_hash"]))
    except (msgspec.DecodeError, KeyError, TypeError):
        return _Named(NO_UUID, NO_UUID)


def _other_election(says: str, uuid: str) -> Fault:
    download = _("Download the ballot box of that election, then check again.")
    return Fault(f"{says.format(uuid=uuid)} {download}")


# --- A whole ballot box


def verify_urn(box: Box, say: Say, progress: Progress) -> None:
    """Check all of it, with its log, and recount. Raises Fault."""
    try:
        say(_head(setup_of(box.urn).election))
        verdict = check(box.urn, progress)
    except BadArchive as error:
        raise bad_archive(error) from error
    for line in _told(verdict, _counted(verdict, box)):
        say(line)
    say(
        _("This file in short, to compare with anybody’s copy: {short}").format(
            short=spoken(sha256(box.urn).hexdigest())
        )
    )
    if RESERVE not in verdict.election.digests:
        say(_("Everything in this file holds. Nothing else was used to check it."))
    elif box.log is None:
        raise _log_missing(verdict.election, box)
    else:
        say(_("Everything in this file and in its log holds. Nothing else was used to check them."))


def _counted(verdict: Verdict, box: Box) -> Counted | None:
    """What the log tells, None where there is none to be held. Raises Fault."""
    if box.log is None or RESERVE not in verdict.election.digests:
        return None
    with _told_of_log(box):
        return count_replaced(box.log, verdict)


@contextmanager
def _told_of_log(box: Box) -> Iterator[None]:
    """What is wrong in the log is told as a Fault, with the file's name."""
    try:
        yield
    except SealingError as error:
        raise bad_log(error, box.log_name) from error


def _log_missing(election: Election, box: Box) -> Fault:
    return Fault(
        _(
            "Not checked yet: how many ballots were cast with replacement codes. This takes the "
            "log: download {log} from the portal’s page of results, save it as {file}, then type "
            "the same command again."
        ).format(log=f"{election.uuid}.log", file=box.log_name)
    )


def verify_older(box: Box, older: Box, say: Say) -> None:
    """The ballot box and its log only grew since the older copies. Raises Fault."""
    try:
        before, now = setup_of(older.urn), setup_of(box.urn)
        ballots = sum(step.event.type is Kind.BALLOT for step in events(older.urn))
    except BadArchive as error:
        raise bad_archive(error) from error
    if before.election.uuid != now.election.uuid:
        says = _("The older copy belongs to another election: {uuid}.")
        raise _other_election(says, before.election.uuid)
    _verify_older_urn(box.urn, older.urn, say)
    if RESERVE not in now.election.digests:
        return
    if box.log is None:
        raise _log_missing(now.election, box)
    if older.log is None:
        say(
            _(
                "There is no log beside the older copy, {file}: nobody can tell whether lines "
                "were added to the log late."
            ).format(file=older.log_name)
        )
        return
    with _told_of_log(older):
        known = read_log(older.log, now.election, now.roll)
    with _told_of_log(box):
        check_growth(known, ballots, read_log(box.log, now.election, now.roll))
    say(_("The log begins with its older copy, too, and no line was added late."))


def _verify_older_urn(urn: mmap, older: mmap, say: Say) -> None:
    if is_prefix(older, urn):
        say(
            _(
                "The ballot box begins with the older copy, byte for byte: nothing was removed or "
                "altered since."
            )
        )
    elif is_prefix(urn, older):
        raise Fault(
            _("The copies are the wrong way round: the one named with --older is the newer one.")
        )
    else:
        raise alarm(
            _(
                "The ballot box does not begin with its older copy: something in it was removed or "
                "altered since."
            ),
            _("Keep both files unchanged."),
        )


class Skimmed(NamedTuple):
    """A ballot box of which the chain is held, but no proof: that takes seconds at most."""

    election: Election
    trackers: frozenset[str]
    ended: bool


def _skimmed(urn: Bytes) -> Skimmed:
    found, ended = set[str](), False
    try:
        election = setup_of(urn).election
        for step in events(urn):
            if step.event.type is Kind.BALLOT:
                found.add(tracker(step.files[0]))
            ended = ended or step.event.type is Kind.END
    except BadArchive as error:
        raise bad_archive(error) from error
    return Skimmed(election, frozenset(found), ended)


def _head(election: Election) -> str:
    return _("Election: {name} ({uuid})").format(name=election.name, uuid=election.uuid)


def _tracking(tracker: str) -> str:
    return _("Tracking number: {short}").format(short=spoken(tracker))


def _told(verdict: Verdict, counted: Counted | None) -> Iterator[str]:
    """What was checked, line by line, and the result."""
    yield _("The files are all in their places, unaltered, and there are no others.")
    members = len(verdict.trustees.owners)
    yield ngettext(
        "The key of the {n} member of the polling board is proven, and is that of this election.",
        "The keys of the {n} members of the polling board are proven, and are those of this "
        "election.",
        members,
    ).format(n=members)
    yield _ballots_told(verdict)
    if counted is not None:
        yield _(
            "Voting codes replaced: {replaced}, of {reserve} in reserve. Ballots cast with a "
            "replacement code: {cast}. At no time were there more of them than codes replaced."
        ).format(
            replaced=figure(counted.replaced),
            reserve=figure(counted.reserve),
            cast=figure(counted.cast),
        )
    elif RESERVE not in verdict.election.digests:
        yield _(
            "This election was sealed without a list of its reserve: nobody can tell how many "
            "ballots were cast with replacement codes."
        )
    if not verdict.ended:
        yield _("The ballot box is still open: it may grow, and nothing is counted yet.")
        return
    if not verdict.shares:
        yield _("The ballot box is closed. The polling board has not finished counting.")
        return
    yield _(
        "The sum that the polling board decrypted is that of these ballots: none was left out or "
        "added."
    )
    if verdict.votes is None:
        yield ngettext(
            "{n} share of the polling board is proven: that is not enough to count yet.",
            "{n} shares of the polling board are proven: that is not enough to count yet.",
            len(verdict.shares),
        ).format(n=len(verdict.shares))
        return
    yield ngettext(
        "{n} share of the polling board: it is proven, and enough to count.",
        "{n} shares of the polling board: each is proven, and together they are enough to count.",
        len(verdict.shares),
    ).format(n=len(verdict.shares))
    yield from _result(verdict.election, verdict.votes)


def _ballots_told(verdict: Verdict) -> str:
    """What was checked of the ballots."""
    if not verdict.ballots:
        return _(
            "There is no ballot in the ballot box. Voting rights issued, reserve included: {roll}."
        ).format(roll=figure(len(verdict.roll)))
    return ngettext(
        "{n} ballot: its proofs and its signature hold, and its voting right is among the {roll} "
        "issued, reserve included.",
        "{n} ballots: the proofs and the signature of each hold, each one’s voting right is among "
        "the {roll} issued, reserve included, and none was used twice.",
        verdict.ballots,
    ).format(n=figure(verdict.ballots), roll=figure(len(verdict.roll)))


def _result(election: Election, votes: tuple[int, ...]) -> Iterator[str]:
    """In the ballot paper's order; its last answer is the blank vote."""
    *lists, blank = votes
    yield _("The result, counted again here, with each list’s share of the votes cast for a list:")
    for name, number in zip(election.answers, lists, strict=False):
        yield _("{label}: {value}").format(label=name, value=votes_in_words(number, sum(lists)))
    yield _("Blank votes: {n}").format(n=figure(blank))
