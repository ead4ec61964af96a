"""Whatever comes in: it is read in its one form, or refused as what it is; nothing else happens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sealing.made import Made
from tests.sealing.vectors import ballots, the_election, vector, vectors
from tui_voter.sealing.archive import check
from tui_voter.sealing.ballot import check_opening, read_ballot
from tui_voter.sealing.codes import read_code
from tui_voter.sealing.credentials import read_public_creds
from tui_voter.sealing.election import SealedElection, read_election, read_seal, seal_text
from tui_voter.sealing.errors import MistypedCode, SealingError
from tui_voter.sealing.group import canonical_json
from tui_voter.sealing.receipt import read_receipt
from tui_voter.sealing.replacements import read_log
from tui_voter.sealing.trustees import read_trustees

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
    b"",
    b"0",
    b"-1",
    b"1e400",
    b"null",
    b'"\\ud800"',
    b"\xff",
    b"[[",
    b"{}",
    b'"more":1,',
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
    with pytest.raises(MistypedCode) as refused:
        read_code(text)
    assert refused.value.groups
    assert set(refused.value.groups) <= set(range(1, 6))
