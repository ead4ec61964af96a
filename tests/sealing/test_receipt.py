"""Receipts: the vectors', new ones, altered ones."""

from __future__ import annotations

import json

import pytest

from tests.sealing.vectors import the_election, vectors
from tui_voter.sealing.election import Election, new_election
from tui_voter.sealing.errors import BadReceipt, NotCanonical
from tui_voter.sealing.group import b64_hash, canonical_json, hash_bytes
from tui_voter.sealing.receipt import (
    check_receipt,
    new_receipt_key,
    public_receipt_key,
    read_receipt,
    sign_receipt,
)

TRACKER = b64_hash(b"a ballot")
TRACKER_OF_THE_FIRST = "cz5qiFwekN0Ht7X16PcXX3Ij1IbbvSD+B/6wctqIJfw"


def signed_by(key: bytes) -> Election:
    known = the_election()
    return new_election(
        known.name,
        known.answers,
        question="Votre choix",
        description="Accusés de réception signés par",
        receipt_key=public_receipt_key(key),
        public_key=known.public_key,
        authority="Bureau de vote",
    )


def test_the_vectors_hold() -> None:
    for each in vectors("receipts.json"):
        receipt = read_receipt(canonical_json(each))
        check_receipt(receipt, the_election())
        assert receipt.tracker == each["tracker"]


def test_a_ballot_always_gets_the_same_receipt() -> None:
    key = new_receipt_key()
    election = signed_by(key)
    receipt = sign_receipt(key, election, TRACKER)
    check_receipt(receipt, election)
    assert sign_receipt(key, election, TRACKER) == receipt
    assert read_receipt(receipt.text) == receipt == read_receipt(receipt.text + b"\r\n")


def test_a_receipt_that_the_portal_did_not_sign_is_refused() -> None:
    key = new_receipt_key()
    election = signed_by(key)
    receipt = sign_receipt(key, election, TRACKER)
    for other in (signed_by(key), the_election()):
        with pytest.raises(BadReceipt, match="election"):
            check_receipt(receipt, other)
    forged = sign_receipt(new_receipt_key(), election, TRACKER)
    with pytest.raises(BadReceipt, match="signature"):
        check_receipt(forged, election)
    fields = json.loads(receipt.text) | {"tracker": b64_hash(b"another ballot")}
    with pytest.raises(BadReceipt, match="signature"):
        check_receipt(read_receipt(canonical_json(fields)), election)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"receipt 1", b"receipt 2"),
        (b'","uuid', b'", "uuid'),
        (b'"}', b'","more":1}'),
        (b"jXXTAMrJMU1wti", b"jXXTAMrJMU1wt0"),
        (b"a5b16cb5", b"A5b16cb5"),
        (b"a5b16cb5", b"5b16cb5"),
        (b"cz5qiFwek", b"cz5qiFwe"),
        (TRACKER_OF_THE_FIRST.encode(), hash_bytes(TRACKER_OF_THE_FIRST).hex().encode()),
        (b"cz5qiFwek", b"cz5qiFwe-"),
        (b'IJfw"', b'IJfx"'),  # bits that no hash has
    ],
)
def test_a_receipt_in_another_form_is_refused(old: bytes, new: bytes) -> None:
    text = canonical_json(vectors("receipts.json")[0])
    assert old in text
    with pytest.raises(NotCanonical):
        read_receipt(text.replace(old, new))
