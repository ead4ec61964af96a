"""Closing the urns by hand, and writing their contents to files for the polling board."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from sqlalchemy import Connection, Select, func, select

from mock_server.core.errors import Fault
from mock_server.core.files import new_file, own_folder, unwritable
from mock_server.core.languages import spoken
from mock_server.core.settings import Settings
from mock_server.core.terminal import Say
from mock_server.core.times import in_words
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.election.ballots import ballot_names
from mock_server.election.context import open_database
from mock_server.election.model import ElectionDefinition
from mock_server.election.portal_time import ClockReading, portal_now, read_clock, set_clock
from mock_server.security.credentials import PortalKey
from mock_server.vote.ending import end_urns, short_ends, signed_end
from mock_server.vote.mixing import close_urns
from mock_server.vote.replacement_log import LogCopy, is_logged
from mock_server.vote.results import replacements_in_words, replacements_of
from mock_server.vote.seal import SEALED
from mock_server.vote.urn import Urn
from mock_server.vote.window import GRACE, is_over
from tui_voter.contract.vote import Replacements

_sealed, _urn, _register = schema.sealed_ballot, schema.urn, schema.register
_UUIDS = select(_sealed.c.ballot_id, _sealed.c.uuid)
_SIZES = select(_urn.c.ballot_id, func.count()).group_by(_urn.c.ballot_id)
_VOTED = select(_register.c.ballot_id, func.count()).group_by(_register.c.ballot_id)


def close_vote(settings: Settings, say: Say, *, at_once: bool) -> bool:
    """Close the urns, and add up their ballots. Before the vote is over, this requires ``at_once``;
    then the portal's clock is set to the end of the vote, as voters' programs follow it. Returns
    whether each urn has as many ballots as the register has voters, and no more ballots from the
    reserve than codes were replaced. Raises :class:`Fault`."""
    key = PortalKey.read(settings.key_file)
    database, election, _url = open_database(settings)
    with closing(database):
        with database.write() as tx:
            if tx.execute(SEALED).first() is None:
                raise Fault(_("The election is not sealed: nobody has voted."))
            now = settings.clock()
            if not is_over(election, portal_now(tx, now)):
                _end_vote(tx, election, now, say, at_once=at_once)
            close_urns(tx, now)
        database.wipe()
        say(_("The vote is closed. The ballots are being added up."))
        end_urns(database, key)
        with database.read() as tx:
            names = ballot_names(tx, election.best_language(spoken()))
            sizes, voted = _count_by_ballot(tx, _SIZES), _count_by_ballot(tx, _VOTED)
            replacements = replacements_of(tx)
        for ballot_id, name in names.items():
            _say_sizes(
                say,
                name,
                sizes.get(ballot_id, 0),
                voted.get(ballot_id, 0),
                replacements.get(ballot_id),
            )
        _say_ends(database, election, say)
    return sizes == voted and all(told.cast <= told.replaced for told in replacements.values())


def _end_vote(
    tx: Connection, election: ElectionDefinition, now: datetime, say: Say, *, at_once: bool
) -> None:
    """End the vote, by the portal's clock, if it is not over. Raises :class:`Fault` unless
    ``at_once``."""
    end = election.closes_at + GRACE
    until = in_words(end, election.time_zone, spoken())
    if not at_once:
        raise Fault(
            _(
                "The vote is not over: voters who signed in before the closing can "
                "vote until {until}. In a rehearsal, --now closes it at once."
            ).format(until=until)
        )
    clock = read_clock(tx)
    set_clock(tx, ClockReading(now, end, clock.speed if clock else 1))
    say(_("The portal’s clock was set to {until}.").format(until=until))


def _say_sizes(
    say: Say, ballot: str, count: int, voted: int, replaced: Replacements | None
) -> None:
    """Say how many ballots an urn has, and in what it disagrees with the register."""
    say(
        ngettext(
            "{ballot}: {count} ballot in the urn.",
            "{ballot}: {count} ballots in the urn.",
            count,
        ).format(ballot=ballot, count=count)
    )
    if count != voted:
        say(
            _(
                "  The register has {voted}. This should not happen: leave everything as "
                "it is, and find out why before counting."
            ).format(voted=voted)
        )
    if replaced:
        say(f"  {replacements_in_words(replaced, spoken())}")
    if replaced and replaced.cast > replaced.replaced:
        say(_("  This should not happen: find out why before counting."))


def _say_ends(database: Database, election: ElectionDefinition, say: Say) -> None:
    with database.read() as tx:
        names = ballot_names(tx, election.best_language(spoken()))
        ends = short_ends(tx)
    for ballot_id, name in names.items():
        if ballot_id in ends:
            say(_("Closed urn of {name}: {short}").format(name=name, short=ends[ballot_id]))


def _count_by_ballot(tx: Connection, statement: Select[str, int]) -> dict[str, int]:
    return {ballot_id: count for ballot_id, count in tx.execute(statement)}  # noqa: C416 (rows)


def export_urns(settings: Settings, folder: Path, say: Say) -> None:
    """Write the archive of each urn as it is now, with the log of replaced codes beside it and, if
    the urn is closed, its signed end. Raises :class:`Fault`."""
    database, election, _url = open_database(settings)
    with closing(database):
        with database.read() as tx:
            sealed = [(row.ballot_id, row.uuid) for row in tx.execute(_UUIDS)]
        if not sealed:
            raise Fault(_("The election is not sealed: nobody has voted."))
        own_folder(folder, may_exist=True)
        for ballot_id, uuid in sealed:
            _export(folder / f"{uuid}.bel", _parts(database, uuid), say)
            with database.read() as tx:  # read last: a log is never older than its urn
                log = LogCopy.now(tx, uuid) if is_logged(tx, ballot_id) else None
                end = signed_end(tx, uuid) if ballot_id in short_ends(tx) else None
            if log:
                _export(folder / f"{uuid}.log", log.parts(database), say)
            if end:
                _export(folder / f"{uuid}.end.json", iter([end]), say)
        _say_ends(database, election, say)


def _export(path: Path, parts: Iterator[bytes], say: Say) -> None:
    try:
        with new_file(path) as file:
            file.writelines(parts)
    except OSError as exc:
        raise unwritable(path, exc) from exc
    say(_("Written: {path}").format(path=path))


def _parts(database: Database, uuid: str) -> Iterator[bytes]:
    with database.read() as tx:
        urn = Urn.now(tx, uuid)
    yield urn.head
    for bodies in urn.bodies(database):
        yield from map(urn.archive.ballot, bodies)
    if urn.is_closed:
        yield urn.archive.end()
        yield urn.write_count(urn.archive)
