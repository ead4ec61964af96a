"""The polling board's package: checked as a whole, then stored by the portal.

From then on, ballots, lists and rolls are those that were sealed (CGFP, R. 211-528).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from mock_server.core.errors import Fault
from mock_server.core.handover import (
    CODES,
    PORTAL,
    SEAL,
    TRUSTEES,
    Codes,
    PreparedBallot,
    credentials_file,
    election_file,
    log_file,
    read_as,
    read_file,
)
from mock_server.core.settings import Settings
from mock_server.core.terminal import Say
from mock_server.db import schema
from mock_server.db.locks import take_turns
from mock_server.election.context import open_database
from mock_server.election.model import ElectionDefinition
from mock_server.election.rolls import ROLLS
from mock_server.security.credentials import PortalKey
from mock_server.vote.preparing import ballots_to_seal
from mock_server.vote.replacement_log import begin_log
from mock_server.vote.reserve import fill_reserve, make_reserve_key
from mock_server.vote.seal import SIGNING, check_unsealed, receipt_key
from tui_voter.contract.printed import ALPHABET, DATA
from tui_voter.sealing.codes import GROUPS, credential, spoken
from tui_voter.sealing.credentials import public_key, read_public_creds
from tui_voter.sealing.election import (
    Election,
    SealedElection,
    read_election,
    read_seal,
    seal_of,
)
from tui_voter.sealing.errors import SealingError
from tui_voter.sealing.group import Point, b64_hash
from tui_voter.sealing.paper import paper_digests
from tui_voter.sealing.receipt import public_receipt_key
from tui_voter.sealing.replacements import Log, read_log
from tui_voter.sealing.trustees import election_key, read_trustees

_AT_ONCE: Final = 5_000
_CODE: Final = re.compile(f"[{ALPHABET}]{{{DATA * GROUPS}}}")

_entry, _ballot = schema.roll_entry, schema.ballot
_SIZES = select(_ballot.c.id, _ballot.c.voters).order_by(_ballot.c.position)
_ROLL = select(_entry.c.voter_id).where(_entry.c.ballot_id == bindparam("ballot"))
_VOTERS = select(_entry.c.voter_id).distinct()


class SealedFiles(msgspec.Struct, frozen=True):
    """The files of one ballot, which agree with each other and with the seal."""

    election: Election
    credentials_text: bytes
    credentials: tuple[str, ...]
    log: Log


class Package(msgspec.Struct, frozen=True):
    """The board's package, valid as far as can be checked without a database."""

    seal: bytes
    trustees: bytes
    ballots: tuple[SealedFiles, ...]
    codes: Codes


def load_seal(settings: Settings, folder: Path, say: Say) -> None:
    """Load the polling board's package, or the package in the board's folder. If it raises
    :class:`Fault`, nothing was changed."""
    key = PortalKey.read(settings.key_file)
    prepare = settings.command("prepare", _("FOLDER"))
    database, election, _url = open_database(settings)
    with closing(database):
        with database.read() as tx:
            check_unsealed(tx)
        package = read_package(found := folder if (folder / SEAL).exists() else folder / PORTAL)
        with database.write() as tx:
            take_turns(tx, ROLLS)
            check_unsealed(tx)
            names = _check_ballots(tx, election, package, key, prepare)
            _check_voters(tx, package)
            _check_rolls(tx, names, package, prepare)
            reserve = make_reserve_key(settings.reserve_key_file)
            _write(tx, names, package, reserve, settings.clock())
    voters = len(package.codes.verifiers)
    say(
        ngettext(
            "The election is sealed, for {count} voter. Its seal: {seal}",
            "The election is sealed, for {count} voters. Its seal: {seal}",
            voters,
        ).format(count=voters, seal=spoken(seal_of(package.seal)))
    )
    say(_("From now on ballots, lists and rolls cannot be changed."))
    say(
        _(
            "The codes in reserve can be read in {codes}: delete it, here and on the polling "
            "board’s computer. From now on they are opened by {key}, which is in no backup."
        ).format(codes=found / CODES, key=settings.reserve_key_file)
    )


# --- The files ------------------------------------------------------------------------------------


def read_package(folder: Path) -> Package:
    """Read and check the board's package. Raises :class:`Fault`."""
    seal, trustees = read_file(folder / SEAL), read_file(folder / TRUSTEES)
    with _sealing_faults_told(folder / SEAL):
        parts = read_seal(seal)
    if len({part.election for part in parts}) < len(parts):
        raise Fault(_("{path} covers a ballot twice.").format(path=folder / SEAL))
    with _sealing_faults_told(folder / TRUSTEES):
        key = election_key(read_trustees(trustees))
    ballots = tuple(_sealed_files(folder, parts, trustees, key))
    codes = read_as(folder / CODES, Codes)
    _check_codes(folder, codes, ballots)
    return Package(seal, trustees, ballots, codes)


def _sealed_files(
    folder: Path, parts: Sequence[SealedElection], trustees: bytes, key: Point
) -> Iterator[SealedFiles]:
    """The files of each ballot, in the seal's order."""
    paths = sorted(folder.glob(election_file("*")))
    by_hash = {b64_hash(text): (path, text) for path in paths for text in (read_file(path),)}
    for number, part in enumerate(parts, 1):
        if part.trustees != b64_hash(trustees):
            raise _not_sealed(folder / TRUSTEES)
        if part.election not in by_hash:
            raise Fault(
                _("{folder}: the election that is number {number} in the seal is missing.").format(
                    folder=folder, number=number
                )
            )
        path, text = by_hash[part.election]
        with _sealing_faults_told(path):
            election = read_election(text)
        if path.name != election_file(election.uuid):
            raise Fault(
                _("{path} belongs to another election: its name does not match.").format(path=path)
            )
        if election.public_key != key:
            raise Fault(
                _("{path} was not sealed with the keys in {trustees}.").format(
                    path=path, trustees=TRUSTEES
                )
            )
        yield _with_credentials(folder, election, part)


def _with_credentials(folder: Path, election: Election, part: SealedElection) -> SealedFiles:
    path = folder / credentials_file(election.uuid)
    text = read_file(path)
    if b64_hash(text) != part.credentials:
        raise _not_sealed(path)
    with _sealing_faults_told(path):
        credentials = read_public_creds(text)
    path = folder / log_file(election.uuid)
    line = read_file(path)
    with _sealing_faults_told(path):
        log = read_log(line, election, frozenset(credentials))
    if log.replaced:
        raise Fault(_("{path} says that codes were replaced already.").format(path=path))
    return SealedFiles(election, text, credentials, log)


def _check_codes(folder: Path, codes: Codes, ballots: Sequence[SealedFiles]) -> None:
    path = folder / CODES
    verifiers = {verifier for _number, verifier in codes.verifiers}
    if not codes.bindings.keys() >= {each.election.uuid for each in ballots}:
        raise Fault(_("{path} covers different ballots from the seal.").format(path=path))
    listed = (codes.verifiers, *codes.bindings.values())
    rolls = [[number for number, _hash in each] for each in listed]
    if len(verifiers) < len(codes.verifiers) or any(len(set(roll)) < len(roll) for roll in rolls):
        raise Fault(_("{path} lists a voter or a code twice.").format(path=path))
    if any(not _CODE.fullmatch(code) for code in codes.reserve) or len(set(codes.reserve)) < len(
        codes.reserve
    ):
        raise Fault(_("{path}: the codes in reserve are damaged, or one is there twice.").format(
            path=path
        ))  # fmt: skip
    for files in ballots:
        uuid = files.election.uuid
        if files.log.reserve != {public_key(credential(code), uuid) for code in codes.reserve}:
            raise Fault(
                _("{path}: its reserve is not that of the codes in {codes}.").format(
                    path=folder / log_file(uuid), codes=CODES
                )
            )


@contextmanager
def _sealing_faults_told(path: Path) -> Iterator[None]:
    """Raise what :mod:`tui_voter.sealing` refuses in a file as a :class:`Fault`."""
    try:
        yield
    except SealingError as exc:
        raise Fault(
            _("{path} does not follow the vote’s protocol: {why}.").format(
                path=path, why=exc.reason
            )
        ) from exc


def _not_sealed(path: Path) -> Fault:
    return Fault(_("{path} is not the file that was sealed.").format(path=path))


# --- Comparing the package with the portal --------------------------------------------------------


def _check_ballots(
    tx: Connection, election: ElectionDefinition, package: Package, key: PortalKey, prepare: str
) -> tuple[str, ...]:
    """The ballots' ids, in the seal's order; ``prepare`` is the command to start over with. Raises
    :class:`Fault`."""
    sizes = {row.id: row.voters for row in tx.execute(_SIZES)}
    ballots = tuple(ballots_to_seal(tx, election))
    if len(sizes) != len(package.ballots):
        raise Fault(
            _("The seal covers {sealed} ballots; the portal has {count}.").format(
                sealed=len(package.ballots), count=len(sizes)
            )
        )
    ours = ""
    if tx.execute(SIGNING).first() is not None:
        ours = public_receipt_key(receipt_key(tx, key))
    for ballot, files in zip(ballots, package.ballots, strict=True):
        if files.election.receipt_key != ours:
            raise Fault(
                _(
                    "{ballot} was sealed for another portal, which signs its receipts: run "
                    "{command} here, then seal the election again."
                ).format(ballot=ballot.name, command=prepare)
            )
        _check_texts(ballot, files.election, prepare)
        expected = sizes[ballot.id] + len(package.codes.reserve)
        if len(files.credentials) != expected:
            raise Fault(
                _(
                    "{ballot} was sealed with {sealed} codes; its roll and the reserve need "
                    "{expected}. Before you seal the election again, run {command}"
                ).format(
                    ballot=ballot.name,
                    sealed=len(files.credentials),
                    expected=expected,
                    command=prepare,
                )
            )
    return tuple(sizes)


def _check_texts(ballot: PreparedBallot, sealed: Election, prepare: str) -> None:
    """Compare the sealed texts with those that the portal shows. Raises :class:`Fault`."""
    if sealed.answers != ballot.answers:
        raise Fault(
            _(
                "{ballot} was sealed with different lists, or in a different order. Before "
                "you seal the election again, run {command}"
            ).format(ballot=ballot.name, command=prepare)
        )
    digests = [(language.value, paper.digest) for language, paper in ballot.papers.items()]
    if list(paper_digests(sealed).items()) != digests:
        raise Fault(
            _(
                "{ballot} was sealed with other texts than this portal shows. Before you seal "
                "the election again, run {command}"
            ).format(ballot=ballot.name, command=prepare)
        )


def _check_voters(tx: Connection, package: Package) -> None:
    here = set(tx.execute(_VOTERS).scalars())
    sealed = {number for number, _verifier in package.codes.verifiers}
    if without := sorted(here - sealed):
        raise Fault(
            ngettext(
                "{count} voter has no code; the first is number {number}.",
                "{count} voters have no code; the first is number {number}.",
                len(without),
            ).format(count=len(without), number=without[0])
        )
    if unknown := sorted(sealed - here):
        raise Fault(
            _("There is a code for voter number {number}, who is on no roll.").format(
                number=unknown[0]
            )
        )


def _check_rolls(tx: Connection, ballots: Sequence[str], package: Package, prepare: str) -> None:
    """Check that each ballot was sealed for the voters on its roll. Raises :class:`Fault`."""
    for ballot_id, files in zip(ballots, package.ballots, strict=True):
        bound = package.codes.bindings[files.election.uuid]
        here = set(tx.execute(_ROLL, {"ballot": ballot_id}).scalars())
        if here != {number for number, _hash in bound}:
            raise Fault(
                _(
                    "{ballot} was sealed for other voters than are on its roll. Before you seal "
                    "the election again, run {command}"
                ).format(ballot=files.election.name, command=prepare)
            )


# --- The tables -----------------------------------------------------------------------------------


def _write(
    tx: Connection, ballots: Sequence[str], package: Package, reserve: PortalKey, now: datetime
) -> None:
    tx.execute(update(schema.seal).values(text=package.seal.decode(), sealed_at=now, mixed_at=now))
    for ballot_id, files in zip(ballots, package.ballots, strict=True):
        tx.execute(
            insert(schema.sealed_ballot).values(
                ballot_id=ballot_id,
                uuid=files.election.uuid,
                election=files.election.text.decode(),
                trustees=package.trustees.decode(),
                credentials=files.credentials_text.decode(),
                closed=False,
            )
        )
        begin_log(tx, ballot_id, files.log.text)
        _insert(
            tx,
            schema.binding,
            [
                {"ballot_id": ballot_id, "voter_id": number, "hash": bytes.fromhex(bound)}
                for number, bound in sorted(package.codes.bindings[files.election.uuid])
            ],
        )
        _insert(
            tx,
            schema.credential,
            [{"ballot_id": ballot_id, "credential": each} for each in files.credentials],
        )
    _insert(
        tx,
        schema.voting_code,
        [
            {"voter_id": number, "verifier_hash": bytes.fromhex(verifier), "replaced": 0}
            for number, verifier in sorted(package.codes.verifiers)
        ],
    )
    fill_reserve(tx, reserve, package.codes.reserve)


def _insert(tx: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        tx.execute(insert(table), rows[start : start + _AT_ONCE])
