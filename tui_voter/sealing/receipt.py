"""Receipts, which the portal signs. Section 9 of docs/protocol.md."""

from __future__ import annotations

import re
import secrets
from typing import Final, Literal

import msgspec

from tui_voter.sealing.election import Election, is_uuid
from tui_voter.sealing.errors import BadReceipt, NotCanonical
from tui_voter.sealing.group import canonical_json, canonical_reader, hash_bytes


class Receipt(msgspec.Struct, frozen=True):
    """A receipt, which reveals no name, no time and no choice. Section 9 of docs/protocol.md."""

    format: Literal["tui-voter receipt 1"]
    uuid: str
    election_hash: str
    tracker: str
    signature: str

    @property
    def text(self) -> bytes:
        return canonical_json(self)


def new_receipt_key() -> bytes:
    """Make the portal's secret: 32 bytes from which libsodium makes an Ed25519 key."""
    return secrets.token_bytes(32)


def public_receipt_key(key: bytes) -> str:
    """The public key, which stands at the end of an election's description."""
    from nacl.signing import SigningKey

    return SigningKey(key).verify_key.encode().hex()


def sign_receipt(key: bytes, election: Election, tracker: str) -> Receipt:
    """The receipt of a ballot in the urn; the same ballot always gets the same one."""
    from nacl.signing import SigningKey

    signed = _signed(election.uuid, election.fingerprint, tracker)
    signature = SigningKey(key).sign(signed).signature.hex()
    return Receipt("tui-voter receipt 1", election.uuid, election.fingerprint, tracker, signature)


_receipt_in: Final = canonical_reader(Receipt)


def read_receipt(data: bytes) -> Receipt:
    """Read a receipt in its one form; a line's end around it does not matter."""
    receipt = _receipt_in(data.strip(b" \t\r\n"))
    if not is_uuid(receipt.uuid):
        raise NotCanonical("uuid")
    for text in (receipt.election_hash, receipt.tracker):
        if len(text) != 43:
            raise NotCanonical("hash")
        hash_bytes(text)
    if not re.fullmatch("[0-9a-f]{128}", receipt.signature, re.ASCII):
        raise NotCanonical("signature")
    return receipt


def check_receipt(receipt: Receipt, election: Election) -> None:
    """Check a receipt against its election, whose description has the portal's key."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    if (receipt.uuid, receipt.election_hash) != (election.uuid, election.fingerprint):
        raise BadReceipt("election")
    signed = _signed(receipt.uuid, receipt.election_hash, receipt.tracker)
    try:
        VerifyKey(bytes.fromhex(election.receipt_key)).verify(
            signed, bytes.fromhex(receipt.signature)
        )
    except (BadSignatureError, ValueError) as error:  # ValueError: not of 64 digits
        raise BadReceipt("signature") from error


def _signed(uuid: str, fingerprint: str, tracker: str) -> bytes:
    return f"tui-voter receipt 1\n{uuid}\n{fingerprint}\n{tracker}\n".encode()
