"""An election's public texts: its file, its roll, the seal, what its voters are shown, receipts."""

import json
from collections.abc import Mapping
from typing import Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sealing.vectors import the_election, vector, vectors
from tui_voter.contract.ballots import Ballot, Candidate, CandidateList
from tui_voter.contract.languages import Language
from tui_voter.portal.hygiene import clean
from tui_voter.sealing import credentials
from tui_voter.sealing.election import (
    Election,
    SealedElection,
    is_uuid,
    new_election,
    new_uuid,
    read_election,
    read_seal,
    seal_of,
    seal_text,
)
from tui_voter.sealing.errors import BadReceipt, NotCanonical
from tui_voter.sealing.group import b64_hash, canonical_json, hash_bytes
from tui_voter.sealing.paper import Paper, paper_digest, paper_digests
from tui_voter.sealing.receipt import (
    check_receipt,
    new_receipt_key,
    public_receipt_key,
    read_receipt,
    sign_receipt,
)

KNOWN: Final = the_election()
RECEIPT: Final = canonical_json(vectors("receipts.json")[0])
TRACKER: Final = "cz5qiFwekN0Ht7X16PcXX3Ij1IbbvSD+B/6wctqIJfw"
BALLOT: Final = Ballot(id="csa", name="CSA", description="Il en\ny a un.", seats=2, voters=9)
CANDIDATE: Final = Candidate(family_name="Ngo", first_name="Linh", affiliation="Collège")
LIST: Final = CandidateList(
    id="a", name="Liste A", union="Syndicat A", candidates=(CANDIDATE,), statement="# Votez\n\nA"
)


def new(digests: Mapping[str, str], receipt_key: str = KNOWN.receipt_key) -> Election:
    return new_election(
        "Élection d’entraînement",
        ["Liste A", "Vote blanc"],
        question="Votre choix",
        description="Accusés de réception signés par",
        receipt_key=receipt_key,
        public_key=KNOWN.public_key,
        authority="Bureau de vote",
        digests=digests,
    )


def test_the_vector_is_read_byte_for_byte_and_a_new_election_again() -> None:
    assert KNOWN.text == vector("election.json")
    assert KNOWN.fingerprint == "AjptsfjaPtMW7ux3y2aOb5drneBL9cdAPTUOW0PKhqk"
    assert KNOWN.answers == ("Liste A", "Liste B", "Liste C", "Vote blanc")
    assert KNOWN.receipt_key == "a33640a89493f4404ddbde1f6a701cedb83b82970c7ca88ad73cabbb89cd867b"
    made = new({})
    assert read_election(made.text) == made
    assert made.receipt_key == KNOWN.receipt_key
    assert is_uuid(made.uuid)
    assert made.uuid != new_uuid()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *((b'"version":1', b'"version":2'), (b'"Ed25519"', b'"BELENIOS-2048"')),
        *((b'"max":1', b'"max":1,"blank":true'), (b'"min":1,"max":1', b'"max":1,"min":1')),
        *((b'"Liste B"', b'"Liste A"'), (b'"Liste B"', b'"Liste\\u001bB"')),
        *((b'"Liste A","Liste B","Liste C",', b""), (b"867b", b"867B"), (b"867b", b"867b.")),
        *((b"377a17", b"377A17"), (b'Bureau de vote"}', b'Bureau de vote","more":1}')),
        (b'}],"uuid"', b'},{"answers":["a","b"],"min":1,"max":1,"question":""}],"uuid"'),
        *((b"receipt 1", b"receipt 2"), (b'","uuid', b'", "uuid'), (b'"}', b'","more":1}')),
        *((b"jXXTAMrJMU1wti", b"jXXTAMrJMU1wt0"), (b"a5b16cb5", b"A5b16cb5")),
        *((b"cz5qiFwek", b"cz5qiFwe"), (TRACKER.encode(), hash_bytes(TRACKER).hex().encode())),
        (b'IJfw"', b'IJfx"'),  # bits that no hash has
    ],
)
def test_an_election_or_a_receipt_in_another_form_is_refused(old: bytes, new: bytes) -> None:
    assert old in KNOWN.text + RECEIPT
    if old in KNOWN.text:
        with pytest.raises(NotCanonical):
            read_election(KNOWN.text.replace(old, new))
    if old in RECEIPT:
        with pytest.raises(NotCanonical):
            read_receipt(RECEIPT.replace(old, new))


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
    once = seal_of(seal_text([part]))
    assert once == "f66dbcdedd79bc834376d2544e1c9861a6464bf0e2889aa4ce4b65bf09c7192a"
    assert seal_of(text) != once
    with pytest.raises(NotCanonical):
        read_seal(text.replace(b"AjptsfjaP", b"AjptsfjaP="))


def test_the_receipts_of_the_vectors_hold() -> None:
    for each in vectors("receipts.json"):
        receipt = read_receipt(canonical_json(each))
        check_receipt(receipt, KNOWN)
        assert receipt.tracker == each["tracker"]


def test_a_ballot_always_gets_the_same_receipt_and_no_other_holds() -> None:
    key = new_receipt_key()
    election = new({}, public_receipt_key(key))
    receipt = sign_receipt(key, election, TRACKER)
    check_receipt(receipt, election)
    assert sign_receipt(key, election, TRACKER) == receipt
    assert read_receipt(receipt.text) == receipt == read_receipt(receipt.text + b"\r\n")
    for other in (new({}, public_receipt_key(key)), KNOWN):
        with pytest.raises(BadReceipt, match="election"):
            check_receipt(receipt, other)
    changed = json.loads(receipt.text) | {"tracker": b64_hash(b"another ballot")}
    forged = read_receipt(canonical_json(changed))
    for each in (sign_receipt(new_receipt_key(), election, TRACKER), forged):
        with pytest.raises(BadReceipt, match="signature"):
            check_receipt(each, election)


def test_the_text_of_a_paper_is_canonical_and_in_its_documented_order() -> None:
    paper = Paper.of(BALLOT, [LIST])
    assert paper.text.decode() == (
        '{"name":"CSA","description":"Il en\\ny a un.","seats":2,"lists":[{"name":"Liste A",'
        '"union":"Syndicat A","candidates":[{"family_name":"Ngo","first_name":"Linh",'
        '"affiliation":"Collège"}],"statement":"# Votez\\n\\nA"}]}'
    )
    assert paper.digest == b64_hash(paper.text)


def test_all_that_is_shown_is_in_a_paper() -> None:
    """What the contract has of a ballot, a list and a candidate, but for what is not shown or
    sealed elsewhere: ids, the roll's length, the official name."""
    elsewhere = {"id", "voters", "official"}
    known = Paper.of(BALLOT, [LIST]).digest
    for shown in (BALLOT, LIST, CANDIDATE):
        for name in {*shown.__struct_fields__} - elsewhere - {"candidates"}:
            other = msgspec.structs.replace(shown, **{name: getattr(shown, name) * 2})
            ballot = other if isinstance(other, Ballot) else BALLOT
            one = other if isinstance(other, CandidateList) else LIST
            if isinstance(other, Candidate):
                one = msgspec.structs.replace(LIST, candidates=(other,))
            assert Paper.of(ballot, [one]).digest != known, name


@given(st.text(), st.text(st.sampled_from("a\t\r\n\u200b\u200d\u00ad\U0001f600\ufe0f")))
def test_what_a_program_replaces_as_it_reads_makes_no_difference(line: str, lines: str) -> None:
    one = msgspec.structs.replace(LIST, name=line, union=lines, statement=lines)
    ballot = msgspec.structs.replace(BALLOT, name=line, description=lines)
    assert Paper.of(clean(ballot), [clean(one)]) == Paper.of(ballot, [one])


@pytest.mark.parametrize("language", [Language.FR, Language.EN])
def test_a_voter_is_held_to_the_digest_of_their_language_or_of_the_first(
    language: Language,
) -> None:
    reserve, french, english = map(b64_hash, (b"reserve", b"fr", b"en"))
    both = {"fr": french, "en": english}
    assert paper_digests(new({"reserve": reserve, **both})) == both
    assert paper_digest(new({"reserve": reserve, **both}), language) == both[language]
    assert paper_digest(new({"reserve": reserve, "en": english}), language) == english
    assert paper_digest(new({"reserve": reserve}), language) == ""
    assert paper_digest(KNOWN, language) == ""
