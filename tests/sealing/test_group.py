"""Scalars, points, texts: each is read in its one form, or refused as what it is."""

import re
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_core_ed25519_add

from tests.sealing.made import Made
from tests.sealing.vectors import ballots, the_election, vector, vectors
from tui_voter.contract.printed import Mistyped
from tui_voter.sealing.archive import check
from tui_voter.sealing.ballot import check_opening, read_ballot
from tui_voter.sealing.codes import read_code
from tui_voter.sealing.credentials import read_public_creds
from tui_voter.sealing.election import SealedElection, read_election, read_seal, seal_text
from tui_voter.sealing.errors import NotCanonical, SealingError
from tui_voter.sealing.group import (
    NEUTRAL,
    G,
    Point,
    Q,
    Scalar,
    b64_hash,
    canonical_json,
    canonical_reader,
    hash_bytes,
    total,
)
from tui_voter.sealing.receipt import read_receipt
from tui_voter.sealing.replacements import read_log
from tui_voter.sealing.trustees import read_trustees

scalars = st.integers(min_value=0, max_value=Q - 1)

SMALL_ORDER = (
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # 2
    "0000000000000000000000000000000000000000000000000000000000000080",  # 4
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",  # 8
)


@given(scalars, st.sampled_from(["0{}", "+{}", " {}", "{} ", "{}\n", "{}.0", "-{}", "{}e0", "٣{}"]))
def test_a_scalar_is_read_in_one_form_alone(number: int, form: str) -> None:
    assert Scalar.read(Scalar.of(number).text) == number
    with pytest.raises(NotCanonical):
        Scalar.read(form.format(number))


@pytest.mark.parametrize("text", ["", str(Q), str(Q + 5), "1" * 77, "9" * 5000, "1_000", 5, None])
def test_what_is_no_reduced_scalar_is_refused(text: object) -> None:
    with pytest.raises(NotCanonical):
        Scalar.read(text)


@given(scalars.filter(bool))
def test_a_point_is_read_as_it_is_written_and_in_no_other_form(number: int) -> None:
    point = number * G
    assert Point.read(point.text) == point
    text = point.text
    for wrong in (text.upper(), text[:-1], text + "0", f" {text}", f"{text}\n"):
        if wrong != text:
            with pytest.raises(NotCanonical):
                Point.read(wrong)


@pytest.mark.parametrize("torsion", SMALL_ORDER)
def test_a_point_outside_the_group_is_refused(torsion: str) -> None:
    outside = crypto_core_ed25519_add((7 * G).raw, bytes.fromhex(torsion))
    for raw in (bytes.fromhex(torsion), outside):
        with pytest.raises(NotCanonical):
            Point.read(raw[::-1].hex())


def test_what_is_no_point_or_the_neutral_element_or_unreduced_is_refused() -> None:
    off_the_curve = "00" * 31 + "02"
    unreduced = (2**255 - 19 + 1).to_bytes(32, "big").hex()  # the neutral element, written anew
    for text in (NEUTRAL.text, off_the_curve, unreduced, "ff" * 32, None, 5, b"58"):
        with pytest.raises(NotCanonical):
            Point.read(text)


def test_zero_and_the_neutral_element_are_reckoned_with() -> None:
    point = 3 * G
    assert 0 * point == Q * G == 5 * NEUTRAL == point - point == total([]) == NEUTRAL
    assert point + NEUTRAL == point - NEUTRAL == point
    assert NEUTRAL - point == (Q - 3) * G
    assert NEUTRAL.text == "00" * 31 + "01"


@pytest.mark.parametrize("text", ["", "A" * 42, "A" * 44, "A" * 42 + "B", "AB" * 32, "-" * 43])
def test_a_hash_is_read_in_its_two_forms_alone(text: str) -> None:
    b64 = b64_hash(b"")
    assert hash_bytes(hash_bytes(b64).hex()) == hash_bytes(b64)
    with pytest.raises(NotCanonical):
        hash_bytes(text)


@pytest.mark.parametrize(
    "text",
    [
        *(b"[", b'["1" ]', b'["1"]\n', b'["\\u0031"]', b'["\xff"]', b"[1]", b"[" * 100_000),
        b"\xef\xbb\xbf[]",
    ],
)
def test_a_text_in_another_form_is_refused(text: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical_reader(list[Scalar])(text)


def test_a_text_is_compact_and_not_escaped() -> None:
    assert (
        canonical_json({"é": ["à", Scalar(5), G]})
        == ('{"é":["à","5","66' + "66" * 30 + '58"]}').encode()
    )


ELECTION: Final = the_election()
MADE: Final = Made([0])
ROLL: Final = check(MADE.open()).roll
READERS: Final[dict[str, tuple[Callable[[bytes], object], bytes]]] = {
    "election": (read_election, vector("election.json")),
    "roll": (read_public_creds, vector("public_creds.json")),
    "board": (read_trustees, vector("trustees.json")),
    "seal": (read_seal, seal_text([SealedElection.of(b"", b"", b"")])),
    "ballot": (lambda data: read_ballot(data, ELECTION), next(ballots("open-3.bel"))),
    "opening": (
        lambda data: check_opening(data, ELECTION),
        canonical_json(vectors("challenges.json")[0]),
    ),
    "receipt": (read_receipt, canonical_json(vectors("receipts.json")[0])),
    "archive": (check, vector("open-3.bel")),
    "log": (lambda data: read_log(data, MADE.election, ROLL), MADE.log(0)),
}
PIECES: Final = [
    *(b"", b"0", b"-1", b"1e400", b"null", b'"\\ud800"', b"\xff", b"[[", b"{}", b'"more":1,'),
]
CHECKED: Final = {"board", "opening", "archive", "log"}
"""What is held whole as it is read; of the others, another letter may be another text."""


def refusal(name: str, data: bytes) -> str | None:
    try:
        READERS[name][0](data)
    except SealingError as refused:
        return refused.reason
    return None


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=50)
@given(data=st.data())
def test_an_altered_text_is_refused_as_what_it_is(name: str, data: st.DataObject) -> None:
    sample = READERS[name][1]
    start = data.draw(st.integers(min_value=0, max_value=len(sample)))
    end = start + data.draw(st.integers(min_value=0, max_value=12))
    piece = data.draw(st.sampled_from(PIECES) | st.binary(max_size=4))
    altered = sample[:start] + piece + sample[end:]
    reason = refusal(name, altered)
    assert re.fullmatch("[a-z-]+", reason) if reason else altered == sample or name not in CHECKED


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=30)
@given(data=st.binary(max_size=2000))
def test_noise_is_refused(name: str, data: bytes) -> None:
    assert refusal(name, data)


@given(st.text())
def test_noise_is_no_code(text: str) -> None:
    with pytest.raises(Mistyped) as refused:
        read_code(text)
    assert refused.value.groups
    assert set(refused.value.groups) <= set(range(1, 6))
