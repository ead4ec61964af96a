"""The signed end of an urn: only the count may follow it. Section 9 of docs/protocol.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal

import msgspec

from tui_voter.sealing.election import Election
from tui_voter.sealing.errors import BadReceipt, NotCanonical
from tui_voter.sealing.group import canonical_json, canonical_reader


class End(msgspec.Struct, frozen=True):
    """The end of an urn. ``event`` is the hash of the event EndBallots in the urn's archive, on
    which all ballots before it depend."""

    format: Literal["tui-voter end 1"]
    uuid: str
    election_hash: str
    event: str
    signature: str

    @property
    def text(self) -> bytes:
        return canonical_json(self)


def end_beside(urn: Path) -> Path:
    """The path of an urn's signed end: in the same folder, with ``.end.json`` in place of
    ``.bel``."""
    return urn.with_name(f"{urn.name.removesuffix('.bel')}.end.json")


def sign_end(key: bytes, election: Election, event: str) -> End:
    """Sign the end of an urn with the key that signs the election's receipts."""
    from nacl.signing import SigningKey

    signed = _signed(election.uuid, election.fingerprint, event)
    signature = SigningKey(key).sign(signed).signature.hex()
    return End("tui-voter end 1", election.uuid, election.fingerprint, event, signature)


_end_in: Final = canonical_reader(End)


def read_end(data: bytes) -> End:
    """Read a signed end in its one form; a line's end around it does not matter."""
    end = _end_in(data.strip(b" \t\r\n"))
    if not re.fullmatch("[0-9a-f]{64}", end.event, re.ASCII):
        raise NotCanonical("event")
    if not re.fullmatch("[0-9a-f]{128}", end.signature, re.ASCII):
        raise NotCanonical("signature")
    return end


def check_end(end: End, election: Election) -> None:
    """Check a signed end against its election, whose description has the portal's key."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    if (end.uuid, end.election_hash) != (election.uuid, election.fingerprint):
        raise BadReceipt("election")
    signed = _signed(end.uuid, end.election_hash, end.event)
    try:
        VerifyKey(bytes.fromhex(election.receipt_key)).verify(signed, bytes.fromhex(end.signature))
    except (BadSignatureError, ValueError) as error:  # ValueError: not of 64 digits
        raise BadReceipt("signature") from error


def _signed(uuid: str, fingerprint: str, event: str) -> bytes:
    return f"tui-voter end 1\n{uuid}\n{fingerprint}\n{event}\n".encode()
