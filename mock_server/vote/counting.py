"""The count: the shares of the polling board, each checked and published, and from a quorum of them
the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select

from mock_server.core.errors import Fault
from mock_server.core.handover import ShareFile, read_as
from mock_server.core.languages import spoken
from mock_server.core.settings import Settings
from mock_server.core.terminal import Say
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.db.locks import take_turns
from mock_server.election.ballots import ballot_names
from mock_server.election.context import open_database
from mock_server.election.model import ElectionDefinition
from mock_server.security.credentials import PortalKey
from mock_server.vote.ending import end_urns
from mock_server.vote.results import revealed
from mock_server.vote.urn import after_end
from tui_voter.sealing import tally as tallies
from tui_voter.sealing.archive import Kind
from tui_voter.sealing.election import Election, read_election
from tui_voter.sealing.errors import SealingError
from tui_voter.sealing.tally import Tally
from tui_voter.sealing.trustees import Trustees, read_trustees

_COUNT: Final = b"count..."
"""The subject for which transactions take turns that add to the count."""

_sealed, _tally, _urn = schema.sealed_ballot, schema.tally, schema.urn
_SEALED = select(_sealed).where(_sealed.c.uuid == bindparam("uuid"))
_BALLOTS = select(func.count()).select_from(_urn).where(_urn.c.ballot_id == bindparam("ballot"))


class _Count(NamedTuple):
    """The count of a closed ballot, as far as it is. ``position`` is the ballot's place in the
    election; ``shares`` are by owner."""

    position: int
    ballot_id: str
    name: str
    election: Election
    trustees: Trustees
    tally: Tally
    shares: dict[int, bytes]
    votes: tuple[int, ...] | None


def load_shares(settings: Settings, paths: Sequence[Path], say: Say) -> None:
    """Add shares to the count. All are checked before the first is added. Raises :class:`Fault`."""
    files = [(path, read_as(path, ShareFile)) for path in paths]
    key = PortalKey.read(settings.key_file)
    database, election, _url = open_database(settings)
    with closing(database):
        end_urns(database, key)  # unless a process has done so
        counts = {}
        for path, share in files:
            with database.read() as tx:
                count = counts[share.uuid] = _read_count(tx, election, share.uuid, path)
            _check(path, share, count)
        for _path, share in files:
            _take(database, counts[share.uuid], share)
        for uuid in sorted(counts, key=lambda each: counts[each].position):
            with database.read() as tx:
                count = _read_count(tx, election, uuid, Path(uuid))
            say(_describe(_with_result(database, count)))


def _read_count(tx: Connection, election: ElectionDefinition, uuid: str, path: Path) -> _Count:
    row = tx.execute(_SEALED, {"uuid": uuid}).one_or_none()
    if row is None:
        raise Fault(_("{path} is a share of another election.").format(path=path))
    names = ballot_names(tx, election.languages[0])
    name = names[row.ballot_id]
    done = after_end(tx, row.ballot_id)
    if not done:
        raise Fault(_("The vote in {ballot} is not closed: there is nothing to count.").format(
            ballot=name
        ))  # fmt: skip
    sealed = read_election(row.election.encode())
    ballots = tx.execute(_BALLOTS, {"ballot": row.ballot_id}).scalar_one()
    return _Count(
        list(names).index(row.ballot_id),
        row.ballot_id,
        name,
        sealed,
        read_trustees(row.trustees.encode()),
        tallies.read_tally(done[0].text.encode(), ballots, sealed),
        {event.owner: event.text.encode() for event in done if event.kind == Kind.SHARE},
        next((tallies.read_result(e.text.encode()) for e in done if e.kind == Kind.RESULT), None),
    )


def _check(path: Path, share: ShareFile, count: _Count) -> None:
    owner = {owner.number: owner for owner in count.trustees.owners}.get(share.owner)
    if owner is None:
        raise Fault(
            _("{path} comes from someone who is not a member of the polling board.").format(
                path=path
            )
        )
    try:
        tallies.check_share(share.share.encode(), owner, count.tally, count.election)
    except SealingError as exc:
        raise Fault(
            _(
                "{path} does not match the ballots in the urn: it is damaged, or comes from "
                "another urn. Nothing was loaded."
            ).format(path=path)
        ) from exc


def _take(database: Database, count: _Count, share: ShareFile) -> None:
    """Publish a checked share, unless it is already published or no longer needed."""
    with database.write() as tx:
        take_turns(tx, _COUNT)
        done = after_end(tx, count.ballot_id)
        counted = any(event.kind == Kind.RESULT for event in done)
        known = {event.owner for event in done}
        if not counted and share.owner not in known:
            _append(tx, count.ballot_id, len(done), Kind.SHARE, share.owner, share.share.encode())


def _with_result(database: Database, count: _Count) -> _Count:
    """The count, with its result if the shares suffice."""
    if count.votes is not None or not tallies.is_quorum(count.shares, count.trustees):
        return count
    votes = tallies.result(count.tally, count.shares, count.trustees, count.election)
    with database.write() as tx:
        take_turns(tx, _COUNT)
        done = after_end(tx, count.ballot_id)
        if done[-1].kind != Kind.RESULT:
            text = tallies.result_text(votes)
            _append(tx, count.ballot_id, len(done), Kind.RESULT, 0, text)
    return count._replace(votes=votes)


def _append(
    tx: Connection, ballot_id: str, position: int, kind: Kind, owner: int, text: bytes
) -> None:
    row: dict[str, Any] = {"kind": kind, "owner": owner, "text": text.decode()}
    tx.execute(insert(_tally).values(ballot_id=ballot_id, position=position, **row))


def _describe(count: _Count) -> str:
    if count.votes is None:
        return _("{ballot}: not counted yet. Still needed: {missing}.").format(
            ballot=count.name, missing="; ".join(_missing(count.trustees, count.shares))
        )
    lines = [
        ngettext(
            "{ballot}: {count} ballot counted.",
            "{ballot}: {count} ballots counted.",
            count.tally.count,
        ).format(ballot=count.name, count=count.tally.count)
    ]
    lines += [
        _("  {answer}: {votes}").format(answer=answer, votes=votes)
        for answer, votes in zip(count.election.answers, count.votes, strict=True)
    ]
    if sentence := revealed(count.votes, spoken()):
        lines.append(f"  {sentence}")
    return "\n".join(lines)


def _missing(trustees: Trustees, shares: Iterable[int]) -> Iterator[str]:
    """The sentences about how many more shares of which members are needed, group by group."""
    given = set(shares)
    for item in range(1, len(trustees.items) + 1):
        members = [owner for owner in trustees.owners if owner.item == item]
        left = members[0].threshold - sum(owner.number in given for owner in members)
        if left > 0:
            numbers = [str(owner.number) for owner in members if owner.number not in given]
            yield ngettext(
                "a share from {left} of these members: {numbers}",
                "shares from {left} of these members: {numbers}",
                left,
            ).format(left=left, numbers=", ".join(numbers))
