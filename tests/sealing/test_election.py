"""The election's file, the roll's and the seal."""

from __future__ import annotations

import msgspec
import pytest

from tests.sealing.vectors import the_election, vector
from tui_voter.sealing import credentials
from tui_voter.sealing.election import (
    SealedElection,
    is_uuid,
    new_election,
    new_uuid,
    read_election,
    read_seal,
    seal_of,
    seal_text,
)
from tui_voter.sealing.errors import NotCanonical


def test_the_vector_is_read_byte_for_byte() -> None:
    election = the_election()
    assert election.text == vector("election.json")
    assert election.fingerprint == "AjptsfjaPtMW7ux3y2aOb5drneBL9cdAPTUOW0PKhqk"
    assert election.answers == ("Liste A", "Liste B", "Liste C", "Vote blanc")
    assert election.receipt_key == (
        "a33640a89493f4404ddbde1f6a701cedb83b82970c7ca88ad73cabbb89cd867b"
    )


def test_a_new_election_is_read_again() -> None:
    known = the_election()
    made = new_election(
        "Élection d’entraînement",
        ["Liste A", "Vote blanc"],
        question="Votre choix",
        description="Accusés de réception signés par",
        receipt_key=known.receipt_key,
        public_key=known.public_key,
        authority="Bureau de vote",
    )
    assert read_election(made.text) == made
    assert made.receipt_key == known.receipt_key
    assert is_uuid(made.uuid)
    assert made.uuid != new_uuid()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"version":1', b'"version":2'),
        (b'"version":1', b'"version":1.0'),
        (b'"version":1,', b'"version":1, '),
        (b'"Ed25519"', b'"BELENIOS-2048"'),
        (b'"min":1', b'"min":0'),
        (b'"max":1', b'"max":2'),
        (b'"max":1', b'"max":1,"blank":true'),
        (b'"min":1,"max":1', b'"max":1,"min":1'),
        (b'"Liste B"', b'"Liste A"'),
        (b'"Liste B"', b'"Liste\\nB"'),
        (b'"Liste B"', b'"Liste\\u001bB"'),
        (b'"Liste B"', b'"Liste\\u0020B"'),
        (b'"Liste A","Liste B","Liste C",', b""),
        (b"jXXTAMrJMU1wti", b"jXXTAMrJMU1wt"),
        (b"jXXTAMrJMU1wti", b"jXXTAMrJMU1wt0"),
        (b"867b", b"867"),
        (b"867b", b"867B"),
        (b"867b", b"867b."),
        (b"377a17", b"377A17"),
        (b'Bureau de vote"}', b'Bureau de vote","more":1}'),
        (b'}],"uuid"', b'},{"answers":["a","b"],"min":1,"max":1,"question":""}],"uuid"'),
    ],
)
def test_any_other_form_is_refused(old: bytes, new: bytes) -> None:
    text = vector("election.json")
    assert old in text
    with pytest.raises(NotCanonical):
        read_election(text.replace(old, new))


def test_the_roll_is_sorted_and_has_no_credential_twice() -> None:
    text = vector("public_creds.json")
    roll = credentials.read_public_creds(text)
    assert len(roll) == 8
    assert credentials.public_creds_text(reversed(roll)) == text
    for wrong in ([*roll, roll[-1]], [roll[1], roll[0]], [*roll, "f" * 64], [roll[0].upper()]):
        with pytest.raises(NotCanonical):
            credentials.read_public_creds(msgspec.json.encode(wrong))


def test_the_seal_holds_the_three_files_of_each_ballot() -> None:
    names = ("election.json", "trustees.json", "public_creds.json")
    part = SealedElection.of(*map(vector, names))
    text = seal_text([part, part])
    assert read_seal(text) == (part, part)
    assert text.startswith(b'{"elections":[{"election":"Ajptsf')
    assert seal_of(text) != seal_of(seal_text([part]))
    with pytest.raises(NotCanonical):
        read_seal(text.replace(b"AjptsfjaP", b"AjptsfjaP="))


def test_the_vectors_seal_is_reckoned_again() -> None:
    names = ("election.json", "trustees.json", "public_creds.json")
    assert seal_of(seal_text([SealedElection.of(*map(vector, names))])) == (
        "f66dbcdedd79bc834376d2544e1c9861a6464bf0e2889aa4ce4b65bf09c7192a"
    )
