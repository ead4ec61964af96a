"""``seal``: makes the elections, the rolls, the voters' codes, the portal's files and the notices.

A voter's code stands on the notice alone; the portal gets a hash of its verifier. All randomness of
one sealing comes from this process, which ends with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Final

import msgspec

from mock_server.core.errors import Fault
from mock_server.core.files import own_folder, taken
from mock_server.core.handover import (
    CODES,
    PORTAL,
    PREPARED,
    SEAL,
    TRUSTEES,
    Codes,
    Prepared,
    PreparedBallot,
    credentials_file,
    election_file,
    log_file,
    read_as,
    read_file,
    small_rolls,
    write_new,
)
from mock_server.core.terminal import tell
from mock_server.polling_board.notices import Notice, write_notices
from tui_voter.sealing import codes
from tui_voter.sealing.archive import ROLL
from tui_voter.sealing.credentials import public_creds_text, public_key
from tui_voter.sealing.election import (
    Election,
    SealedElection,
    new_election,
    new_uuid,
    seal_of,
    seal_text,
)
from tui_voter.sealing.errors import SealingError
from tui_voter.sealing.group import Point, b64_hash
from tui_voter.sealing.replacements import RESERVE, reserve_digest, reserve_line
from tui_voter.sealing.trustees import election_key, read_trustees

NOTICES: Final = "notices"
_DESCRIPTION: Final = (
    "Scrutin d’entraînement, fictif. Empreintes des documents scellés avec lui, et clé des accusés "
    "de réception :"
)
"""Texts that are sealed with the election, in the language of its ballots, whatever language the
board speaks."""


@dataclass(frozen=True)
class _Sealed:
    """A ballot's public files."""

    election: Election
    credentials: bytes
    public_keys: dict[int, str]
    """Each voter's public credential, by the voter's number. Only its binding is written."""
    reserve: bytes


def seal(folder: Path) -> None:
    """Seal the elections of a folder. Raises :class:`.Fault`."""
    prepared = read_as(folder / PREPARED, Prepared)
    _check(prepared, folder / PREPARED)
    trustees, key = _read_trustees(folder / TRUSTEES)
    for path in (folder / PORTAL, folder / NOTICES):
        if path.exists():
            raise taken(path)
    voting = {number for ballot in prepared.ballots for number in ballot.voters}
    made = {voter.number: codes.new_code() for voter in prepared.voters if voter.number in voting}
    data = {number: codes.read_code(code) for number, code in made.items()}
    reserve = [codes.read_code(codes.new_code()) for _number in range(reserve_of(len(made)))]
    tell(
        ngettext(
            "{count} voter, {ballots} ballots, {reserve} codes in reserve.",
            "{count} voters, {ballots} ballots, {reserve} codes in reserve.",
            len(made),
        ).format(count=len(made), ballots=len(prepared.ballots), reserve=len(reserve))
    )
    for warning in small_rolls(prepared.ballots):
        tell(warning)
    sealed = [_seal_ballot(prepared, ballot, key, data, reserve) for ballot in prepared.ballots]
    seal_json = seal_text(
        SealedElection.of(each.election.text, trustees, each.credentials) for each in sealed
    )
    the_seal = seal_of(seal_json)
    portal, notices = folder / PORTAL, folder / NOTICES
    try:
        for path in (portal, notices):
            own_folder(path)
        write_new(portal / TRUSTEES, trustees)
        for each in sealed:
            write_new(portal / election_file(each.election.uuid), each.election.text)
            write_new(portal / credentials_file(each.election.uuid), each.credentials)
            write_new(portal / log_file(each.election.uuid), each.reserve)
        write_new(portal / CODES, _codes(data, sealed, reserve, the_seal))
        write_new(portal / SEAL, seal_json)
        write_notices(notices, _notices(prepared, made, codes.spoken(the_seal)))
    except BaseException:
        for path in (portal, notices):
            shutil.rmtree(path, ignore_errors=True)
        raise
    tell(_("Seal: {seal}").format(seal=codes.spoken(the_seal)))
    tell(_("For the portal: {path}. No voter’s code is in it.").format(path=portal))
    tell(
        _(
            "The voting notices are in {path}. They are the only link from a voter to a voting "
            "code: print them, hand them over, then delete them."
        ).format(path=notices)
    )


def reserve_of(voters: int) -> int:
    """The number of codes in the reserve for lost codes: 5 % of the voters', and at least 5."""
    return max(5, ceil(voters / 20))


def _check(prepared: Prepared, path: Path) -> None:
    numbers = [voter.number for voter in prepared.voters]
    known = set(numbers)
    if len(known) < len(numbers):
        raise Fault(_("{path} has two voters with the same number.").format(path=path))
    for ballot in prepared.ballots:
        if len(set(ballot.answers)) < len(ballot.answers):
            raise Fault(
                _("{path}: two lists of the ballot {ballot} have the same name.").format(
                    path=path, ballot=ballot.name
                )
            )
        if len(set(ballot.voters)) < len(ballot.voters) or not known.issuperset(ballot.voters):
            raise Fault(
                _("{path}: the roll of the ballot {ballot} is not right.").format(
                    path=path, ballot=ballot.name
                )
            )


def _read_trustees(path: Path) -> tuple[bytes, Point]:
    text = read_file(path)
    try:
        return text, election_key(read_trustees(text))
    except SealingError as exc:
        raise Fault(
            _("{path} is not a board’s public file, or it is damaged.").format(path=path)
        ) from exc


def _seal_ballot(
    prepared: Prepared,
    ballot: PreparedBallot,
    key: Point,
    data: dict[int, str],
    reserve: Sequence[str],
) -> _Sealed:
    uuid = new_uuid()
    in_reserve = [public_key(codes.credential(each), uuid) for each in reserve]
    of_voters = {
        number: public_key(codes.credential(data[number]), uuid) for number in ballot.voters
    }
    roll = public_creds_text([*of_voters.values(), *in_reserve])
    line = reserve_line(uuid, in_reserve)
    try:
        election = new_election(
            ballot.name,
            ballot.answers,
            question=ballot.question,
            description=f"{prepared.name}. {_DESCRIPTION}",
            receipt_key=prepared.receipt_key,
            public_key=key,
            authority=prepared.organiser,
            digests={
                **{language: paper.digest for language, paper in ballot.papers.items()},
                ROLL: b64_hash(roll),
                RESERVE: reserve_digest(line),
            },
            uuid=uuid,
        )
    except SealingError as exc:
        raise Fault(
            _("The ballot {ballot} cannot be sealed: a name has a control character.").format(
                ballot=ballot.name
            )
        ) from exc
    return _Sealed(election, roll, of_voters, line)


def _codes(
    data: dict[int, str], sealed: Sequence[_Sealed], reserve: Sequence[str], seal: str
) -> bytes:
    verifiers = {number: codes.verifier(each, seal) for number, each in sorted(data.items())}
    bindings = {
        each.election.uuid: tuple(
            (number, codes.binding(verifiers[number], key))
            for number, key in sorted(each.public_keys.items())
        )
        for each in sealed
    }
    hashes = tuple(
        (number, sha256(each.encode()).hexdigest()) for number, each in verifiers.items()
    )
    return msgspec.json.encode(Codes(verifiers=hashes, bindings=bindings, reserve=tuple(reserve)))


def _notices(prepared: Prepared, made: dict[int, str], seal: str) -> list[Notice]:
    ballots: dict[int, list[str]] = {number: [] for number in made}
    for ballot in prepared.ballots:
        for number in ballot.voters:
            ballots[number].append(ballot.name)
    return [
        Notice(voter, prepared.name, prepared.organiser, made[voter.number], seal,
               tuple(ballots[voter.number]))
        for voter in prepared.voters
        if voter.number in made
    ]  # fmt: skip
