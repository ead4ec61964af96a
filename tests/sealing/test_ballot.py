"""Ballots: sealed here, sealed by belenios-tool, altered, opened."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.sealing.vectors import ballots, the_election, vectors
from tui_voter.sealing import credentials
from tui_voter.sealing.ballot import (
    Sealed,
    check_ballot,
    check_opening,
    opening,
    read_ballot,
    seal_ballot,
    tracker,
)
from tui_voter.sealing.errors import BadBallot, SealingError
from tui_voter.sealing.group import NEUTRAL, G, Point, Q, b64_hash, canonical_json
from tui_voter.sealing.proofs import Ciphertext, Proof, encrypt, prove, prove_one_of

ELECTION = the_election()
CREDENTIAL = "1r2Jq-9BgV1i-VwSyb-xGRirA"


def refused(data: bytes) -> str:
    with pytest.raises(SealingError) as told:
        check_ballot(read_ballot(data, ELECTION), ELECTION)
    return told.value.reason


@pytest.fixture(scope="module")
def sealed() -> Sealed:
    return seal_ballot(ELECTION, CREDENTIAL, 2)


def altered(sealed: Sealed, change: Callable[[Any], object], *, resigned: bool = False) -> bytes:
    """The ballot after a change of its fields; with its hash made good, if so wished."""
    ballot = json.loads(sealed.text)
    change(ballot)
    if resigned:
        signature = ballot.pop("signature")
        ballot["signature"] = signature | {"hash": b64_hash(canonical_json(ballot))}
    return canonical_json(ballot)


def test_the_ballots_of_the_vectors_hold() -> None:
    known = {receipt["tracker"] for receipt in vectors("receipts.json")}
    found = list(ballots("closed.bel"))
    assert len(found) == 6  # the sixth is belenios-tool's
    for text in found:
        check_ballot(read_ballot(text, ELECTION), ELECTION)
    assert {tracker(text) for text in found} > known


@pytest.mark.parametrize("choice", range(4))
def test_what_is_sealed_holds_for_each_choice(choice: int) -> None:
    made = seal_ballot(ELECTION, CREDENTIAL, choice)
    ballot = read_ballot(made.text, ELECTION)
    check_ballot(ballot, ELECTION)
    assert canonical_json(ballot) == made.text
    assert made.tracker == tracker(made.text)
    assert made.tracker != seal_ballot(ELECTION, CREDENTIAL, choice).tracker
    assert str(made.randomness[0]) not in repr(made)
    for none in (-1, 4):
        with pytest.raises(ValueError, match=str(none)):
            seal_ballot(ELECTION, CREDENTIAL, none)


def swap(proof: dict[str, str]) -> None:
    proof["challenge"], proof["response"] = proof["response"], proof["challenge"]


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("form", lambda b: b.update(more=1)),
        ("form", lambda b: b.update(election_uuid=b.pop("election_uuid"))),
        ("form", lambda b: b.pop("signature")),
        ("form", lambda b: b["signature"].update(more=1)),
        ("point", lambda b: b.update(credential=NEUTRAL.text)),
        ("point", lambda b: b["answers"][0]["choices"][1].update(alpha=G.text.upper() + "0")),
        ("point", lambda b: b["answers"][0]["choices"][1].update(beta="00" * 31 + "02")),
        ("scalar", lambda b: b["signature"]["proof"].update(challenge=5)),
        ("scalar", lambda b: b["signature"]["proof"].update(response=str(Q))),
        ("scalar", lambda b: b["answers"][0]["overall_proof"][0].update(challenge="05")),
        ("scalar", lambda b: b["answers"][0]["individual_proofs"][1][0].update(response="+5")),
        ("form", lambda b: b["answers"].append(b["answers"][0])),
        ("form", lambda b: b["answers"].clear()),
        ("answers", lambda b: b["answers"][0].update(choices=[])),
        ("answers", lambda b: b["answers"][0]["choices"].pop()),
        ("answers", lambda b: b["answers"][0]["individual_proofs"].pop()),
        ("form", lambda b: b["answers"][0]["individual_proofs"][0].pop()),
        ("form", lambda b: b["answers"][0]["overall_proof"].append(b["signature"]["proof"])),
        ("hash", lambda b: b["signature"].update(hash=b64_hash(b""))),
    ],
)
def test_other_fields_are_refused(
    sealed: Sealed, reason: str, change: Callable[[Any], object]
) -> None:
    assert refused(altered(sealed, change)) == reason


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("uuid", lambda b: b.update(election_uuid="jXXTAMrJMU1wtj")),
        ("fingerprint", lambda b: b.update(election_hash=b64_hash(b""))),
        ("signature", lambda b: b.update(credential=(5 * G).text)),
        ("signature", lambda b: swap(b["signature"]["proof"])),
        ("signature", lambda b: b["answers"][0]["choices"].reverse()),
    ],
)
def test_a_ballot_that_was_altered_does_not_hold_even_hashed_anew(
    sealed: Sealed, reason: str, change: Callable[[Any], object]
) -> None:
    assert refused(altered(sealed, change, resigned=True)) == reason
    assert refused(altered(sealed, change)) in (reason, "hash")


@pytest.mark.parametrize(
    ("wishes", "reason"),
    [
        *(((0, 0, 0, 0), "overall-proof"), ((1, 1, 0, 0), "overall-proof")),
        *(((2, -1, 0, 0), "individual-proof"), ((-1, 1, 1, 0), "individual-proof")),
    ],
)
def test_who_cheats_with_a_key_of_their_own_is_found(
    monkeypatch: pytest.MonkeyPatch, wishes: tuple[int, ...], reason: str
) -> None:
    """A ballot of none, of two, or of a vote less: each proof made as well as it can be made."""
    sealed, proved = iter(wishes), iter(wishes)

    def prove_what_is_wished(
        context: str, key: Point, what: Ciphertext, r: int, message: int, values: range
    ) -> tuple[Proof, ...]:
        wish = next(proved, message)  # the last proof is of the sum
        return prove_one_of(context, key, what, r, wish if wish in values else values[0], values)

    room = "tui_voter.sealing.ballot"
    monkeypatch.setattr(f"{room}.encrypt", lambda key, _, r: encrypt(key, next(sealed), r))
    monkeypatch.setattr(f"{room}.prove_one_of", prove_what_is_wished)
    made = seal_ballot(ELECTION, CREDENTIAL, 0)
    monkeypatch.undo()
    assert refused(made.text) == reason


def test_proofs_of_another_s_ballot_do_not_hold(sealed: Sealed) -> None:
    """A copy under one's own credential: the proofs are bound to whose ballot it is."""
    secret = credentials.secret_key("QW4Pt-e9qJ7Q-UYVxx-F4gfDV", ELECTION.uuid)
    copy = json.loads(sealed.text)
    del copy["signature"]
    copy["credential"] = (secret * G).text
    digest = b64_hash(canonical_json(copy))
    proof = prove(f"sig|{digest}|", secret)
    assert refused(canonical_json(copy | {"signature": {"hash": digest, "proof": proof}})) == (
        "individual-proof"
    )


def test_challenged_ballots_of_the_vectors_open() -> None:
    for each in vectors("challenges.json"):
        assert check_opening(canonical_json(each), ELECTION).choice == each["choice"]


@pytest.mark.parametrize("choice", range(4))
def test_an_opening_tells_the_choice(choice: int) -> None:
    made = seal_ballot(ELECTION, CREDENTIAL, choice)
    text = opening(made, ELECTION, choice)
    assert check_opening(text, ELECTION).choice == ELECTION.answers[choice]
    with pytest.raises(BadBallot, match="choice"):
        check_opening(opening(made, ELECTION, (choice + 1) % 4), ELECTION)


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("tracker", lambda o: o.update(tracker=b64_hash(b""))),
        ("choice", lambda o: o.update(choice="Liste D")),
        ("randomness", lambda o: o["randomness"].pop()),
        ("randomness", lambda o: o["randomness"].reverse()),
        *(("scalar", lambda o: o["randomness"].append("05")), ("form", lambda o: o.update(more=1))),
        ("form", lambda o: o.update(ballot=o["ballot"] + " ")),
    ],
)
def test_an_opening_that_is_not_the_ballot_s_is_refused(
    sealed: Sealed, reason: str, change: Callable[[Any], object]
) -> None:
    opened = json.loads(opening(sealed, ELECTION, 2))
    change(opened)
    with pytest.raises(SealingError) as told:
        check_opening(canonical_json(opened), ELECTION)
    assert told.value.reason == reason


def test_an_opened_ballot_is_sound(sealed: Sealed) -> None:
    """It may say what was chosen, and still be none that the portal would have taken."""
    opened = json.loads(opening(sealed, ELECTION, 2))
    unsound = altered(sealed, lambda b: swap(b["signature"]["proof"]))
    opened |= {"ballot": unsound.decode(), "tracker": tracker(unsound)}
    with pytest.raises(BadBallot, match="signature"):
        check_opening(canonical_json(opened), ELECTION)
