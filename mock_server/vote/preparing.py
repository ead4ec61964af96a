"""The file that the polling board seals: ballots, lists, rolls, and the key that will sign
receipts. Section 2 of docs/protocol.md."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from gettext import gettext as _
from pathlib import Path
from typing import IO, Final

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, select

from mock_server.core.errors import Fault
from mock_server.core.files import new_file, own_folder, unwritable
from mock_server.core.handover import PREPARED, Prepared, PreparedBallot, PreparedVoter, small_rolls
from mock_server.core.languages import catalogue
from mock_server.core.settings import Settings
from mock_server.core.terminal import Say
from mock_server.db import schema
from mock_server.election.ballots import all_ballots, lists_of
from mock_server.election.context import open_database
from mock_server.election.model import ElectionDefinition
from mock_server.security.credentials import PortalKey
from mock_server.vote.seal import check_unsealed, receipt_key
from tui_voter.contract.languages import Language
from tui_voter.sealing.paper import Paper
from tui_voter.sealing.receipt import public_receipt_key

_entry, _voter = schema.roll_entry, schema.voter
_ROLL = (
    select(_entry.c.voter_id)
    .where(_entry.c.ballot_id == bindparam("ballot"))
    .order_by(_entry.c.voter_id)
)
_stands = _voter.c.id.in_(select(_entry.c.voter_id))
_COUNT = select(func.count()).select_from(_voter).where(_stands)
_VOTERS = (
    select(
        _voter.c.id,
        _voter.c.first_name,
        _voter.c.family_name,
        _voter.c.affiliation,
        _voter.c.address,
    )
    .where(_stands)
    .order_by(_voter.c.id)
    .execution_options(yield_per=5_000)
)
_TOLD_EVERY: Final = 100_000


def prepare(settings: Settings, folder: Path, say: Say) -> None:
    """Write ``prepared.json``, which only its owner can read. Raises :class:`Fault`."""
    key = PortalKey.read(settings.key_file)
    database, election, _url = open_database(settings)
    with closing(database):
        with database.write() as tx:
            check_unsealed(tx)
            secret = receipt_key(tx, key)
        path = folder / PREPARED
        own_folder(folder, may_exist=True)
        try:
            with database.read() as tx, new_file(path) as file:
                _fill(file, tx, election, public_receipt_key(secret), say)
        except OSError as exc:
            raise unwritable(path, exc) from exc
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    say(
        _(
            "{path} was written for the polling board. It names every voter: protect it, and "
            "delete it once the election is sealed."
        ).format(path=path)
    )


def ballots_to_seal(tx: Connection, election: ElectionDefinition) -> Iterator[PreparedBallot]:
    """The ballots in the election's order, without their rolls."""
    first = election.languages[0]
    shown = {language: all_ballots(tx, language) for language in election.languages}
    for place, ballot in enumerate(shown[first]):
        yield PreparedBallot(
            id=ballot.id,
            question=_question(first),
            blank=blank_vote(first),
            papers={
                language: Paper.of(ballots[place], lists_of(tx, ballot.id, language))
                for language, ballots in shown.items()
            },
            voters=(),
        )


def blank_vote(language: Language) -> str:
    """The name of the blank vote."""
    _ = catalogue(language).gettext
    return _("Blank vote")


def _question(language: Language) -> str:
    _ = catalogue(language).gettext
    return _("Which list do you choose?")


def _fill(
    file: IO[bytes], tx: Connection, election: ElectionDefinition, key: str, say: Say
) -> None:
    """The parts of the text of a :class:`Prepared`. Its voters, who may be a million, come last."""
    language = election.languages[0]
    prepared = Prepared(
        name=election.texts[language].name,
        organiser=election.texts[language].organiser,
        receipt_key=key,
        ballots=tuple(_ballots(tx, election)),
        voters=(),
    )
    for warning in small_rolls(prepared.ballots):
        say(warning)
    file.write(msgspec.json.encode(prepared).removesuffix(b"]}"))
    whole, done, comma = tx.execute(_COUNT).scalar_one(), 0, b""
    for rows in tx.execute(_VOTERS).partitions():
        file.write(comma + b",".join(msgspec.json.encode(_prepared(row)) for row in rows))
        before, done, comma = done, done + len(rows), b","
        if done // _TOLD_EVERY > before // _TOLD_EVERY:
            say(_("{done} of {whole} voters written").format(done=done, whole=whole))
    file.write(b"]}")


def _ballots(tx: Connection, election: ElectionDefinition) -> Iterator[PreparedBallot]:
    names = set[str]()
    for ballot in ballots_to_seal(tx, election):
        if names & (own := {paper.name for paper in ballot.papers.values()}):
            raise Fault(
                _("Two ballots have the same name, {ballot}: give each its own.")
                .format(ballot=ballot.name)
            )  # fmt: skip
        names |= own
        if len(ballot.answers) < 2:
            raise Fault(
                _("{ballot} has no candidate list: there is nothing to vote for.").format(
                    ballot=ballot.name
                )
            )
        if len(set(ballot.answers)) < len(ballot.answers):
            raise Fault(
                _("Two lists of {ballot} have the same name: give each its own.")
                .format(ballot=ballot.name)
            )  # fmt: skip
        roll = tuple(tx.execute(_ROLL, {"ballot": ballot.id}).scalars())
        yield msgspec.structs.replace(ballot, voters=roll)


def _prepared(row: Row[int, str, str, str, str]) -> PreparedVoter:
    return PreparedVoter(
        number=row.id,
        name=f"{row.first_name} {row.family_name}",
        affiliation=row.affiliation,
        identifier=row.address,
    )
