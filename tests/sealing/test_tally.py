"""The sum, the shares and the count."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.sealing.made import QUORUM, Made
from tui_voter.sealing import tally
from tui_voter.sealing.ballot import read_ballot
from tui_voter.sealing.errors import BadShare, SealingError
from tui_voter.sealing.group import NEUTRAL, G, Point, canonical_json


@pytest.fixture(scope="module")
def made() -> Made:
    return Made([0, 1, 1, 3, 2, 1])


def shares_of(made: Made, total: tally.Tally, quorum: tuple[int, ...]) -> dict[int, bytes]:
    return {number: tally.share(made.shares[number], total, made.election) for number in quorum}


def test_the_sum_is_the_same_in_one_go_and_one_by_one(made: Made) -> None:
    together = made.sum_of(made.ballots)
    one_by_one = None
    for text in reversed(made.ballots):
        ballot = read_ballot(text, made.election)
        one_by_one = tally.add([ballot], made.election, one_by_one)
    assert one_by_one == together
    assert together.count == 6


@pytest.mark.parametrize("quorum", [(1, 3, 4), (1, 3, 6), (2, 4, 5), (2, 5, 6), (1, 2, 3, 4, 5, 6)])
def test_any_quorum_counts(made: Made, quorum: tuple[int, ...]) -> None:
    total = made.sum_of(made.ballots)
    shares = shares_of(made, total, quorum)
    assert tally.result(total, shares, made.trustees, made.election) == (1, 3, 1, 1)
    assert tally.result_text((1, 3, 1, 1)) == b'{"result":[[1,3,1,1]]}'


@pytest.mark.parametrize("quorum", [(), (1, 3), (3, 4, 5), (3, 4, 5, 6), (1, 2, 3), (1, 2)])
def test_less_than_a_quorum_does_not(made: Made, quorum: tuple[int, ...]) -> None:
    total = made.sum_of(made.ballots)
    with pytest.raises(BadShare, match="quorum"):
        tally.result(total, shares_of(made, total, quorum), made.trustees, made.election)


def test_an_urn_without_a_ballot_is_counted() -> None:
    nobody = Made([])
    total = nobody.sum_of([])
    assert total == tally.empty(nobody.election)
    shares = shares_of(nobody, total, QUORUM)
    assert tally.result(total, shares, nobody.trustees, nobody.election) == (0, 0, 0, 0)


def test_a_share_is_its_owner_s_and_of_this_sum(made: Made) -> None:
    total, less = made.sum_of(made.ballots), made.sum_of(made.ballots[:-1])
    first, third = made.trustees.owners[0], made.trustees.owners[2]
    own = tally.share(made.shares[3], total, made.election)
    tally.check_share(own, third, total, made.election)
    for owner, summed, election in (
        (first, total, made.election),
        (third, less, made.election),
        (third, total, Made([]).election),
    ):
        with pytest.raises(BadShare, match="decryption-proof"):
            tally.check_share(own, owner, summed, election)
    with pytest.raises(BadShare, match="owner"):
        tally.result(total, {7: own}, made.trustees, made.election)


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("decryption-proof", lambda s: s["decryption_factors"][0].reverse()),
        ("decryption-proof", lambda s: s["decryption_factors"][0].__setitem__(0, NEUTRAL.text)),
        ("answers", lambda s: s["decryption_proofs"][0].append(s["decryption_proofs"][0][0])),
        ("point", lambda s: s["decryption_factors"][0].__setitem__(0, G.text.upper() + "0")),
        ("scalar", lambda s: s["decryption_proofs"][0][0].update(challenge="05")),
        ("form", lambda s: s.update(more=1)),
        ("form", lambda s: s["decryption_factors"].append([])),
    ],
)
def test_an_altered_share_is_refused(
    made: Made, reason: str, change: Callable[[Any], object]
) -> None:
    total = made.sum_of(made.ballots)
    share = json.loads(tally.share(made.shares[1], total, made.election))
    change(share)
    with pytest.raises(SealingError) as told:
        tally.check_share(canonical_json(share), made.trustees.owners[0], total, made.election)
    assert told.value.reason == reason


def test_factors_that_open_to_no_number_of_votes_are_no_result(made: Made) -> None:
    """Which no checked share gives: the count does not run on for ever, and says so."""
    total = made.sum_of(made.ballots)
    wrong: dict[int, tuple[Point, ...]] = dict.fromkeys(QUORUM, (G,) * 4)
    with pytest.raises(BadShare, match="result"):
        tally.counts(total, wrong, made.trustees)
