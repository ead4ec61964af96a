"""The board's keys: the vectors', new ones, altered ones, and who may count; then the sum, the
shares and the count."""

import json
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import msgspec
import pytest

from tests.sealing.made import QUORUM, Made
from tests.sealing.vectors import the_election, vector
from tui_voter.sealing import tally
from tui_voter.sealing import trustees as room
from tui_voter.sealing.ballot import read_ballot
from tui_voter.sealing.errors import BadShare, NotCanonical, SealingError
from tui_voter.sealing.group import NEUTRAL, G, Point, canonical_json
from tui_voter.sealing.tally import is_quorum
from tui_voter.sealing.trustees import (
    Cert,
    Coefexps,
    Context,
    election_key,
    make_item,
    read_trustees,
    trustees_text,
)


def test_the_vectors_hold() -> None:
    trustees = read_trustees(vector("trustees.json"))
    assert trustees.text == vector("trustees.json")
    assert election_key(trustees) == the_election().public_key
    owners = [(owner.number, owner.item, owner.index, owner.threshold) for owner in trustees.owners]
    assert owners[:2] == [(1, 1, 1, 1), (2, 1, 2, 1)]
    assert owners[2:] == [(3, 2, 1, 2), (4, 2, 2, 2), (5, 2, 3, 2), (6, 2, 4, 2)]


@pytest.mark.parametrize(("members", "threshold"), [(1, 1), (2, 1), (3, 3), (4, 2), (6, 3)])
def test_a_new_item_holds_and_its_shares_are_its_members(members: int, threshold: int) -> None:
    item, shares = make_item(members, threshold)
    trustees = read_trustees(trustees_text([item]))
    assert [share * G for share in shares] == [owner.public_key for owner in trustees.owners]
    assert {owner.threshold for owner in trustees.owners} == {threshold}


def test_officers_and_delegates_are_both_needed() -> None:
    """One of the two officers (1, 2) and two of the four delegates (3 to 6)."""
    trustees = read_trustees(vector("trustees.json"))
    for size in range(7):
        for numbers in combinations(range(1, 7), size):
            officers = sum(number <= 2 for number in numbers)
            assert is_quorum(numbers, trustees) == (officers >= 1 and size - officers >= 2)


def proofs_in(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict) and "challenge" in value:
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from proofs_in(each)


def test_each_proof_is_looked_at() -> None:
    count = len(list(proofs_in(json.loads(vector("trustees.json")))))
    assert count == 6 * 5
    for number in range(count):
        items = json.loads(vector("trustees.json"))
        proof = list(proofs_in(items))[number]
        proof["challenge"], proof["response"] = proof["response"], proof["challenge"]
        with pytest.raises(BadShare, match="trustees"):
            read_trustees(canonical_json(items))


def other_message(item: Any, key: str, old: str, new: str) -> None:
    assert old in item[key][0]["message"]
    item[key][0]["message"] = item[key][0]["message"].replace(old, new)


@pytest.mark.parametrize(
    "change",
    [
        *(lambda item: item.update(threshold=1), lambda item: item.update(threshold=0)),
        *(lambda item: item.update(more=1), lambda item: item["certs"].reverse()),
        lambda item: item["certs"].pop(),
        lambda item: [item[key].pop() for key in item if key != "threshold"],
        *(lambda item: item["signatures"].pop(), lambda item: item["verification_keys"].reverse()),
        lambda item: item["verification_keys"][0].update(public_key=(5 * G).text),
        lambda item: other_message(item, "certs", '"index":1', '"index":2'),
        lambda item: other_message(item, "certs", '"size":4', '"size":5'),
        lambda item: other_message(item, "coefexps", '"]', '"] '),
    ],
)
def test_an_altered_item_is_refused(change: Callable[[Any], object]) -> None:
    items = json.loads(vector("trustees.json"))
    change(items[1][1])
    with pytest.raises(SealingError):
        read_trustees(canonical_json(items))


sign, certs_text = room._signed, room._certs_text
verification_key = room._verification_key


@pytest.mark.parametrize(
    ("name", "forge"),
    [
        ("Context", lambda group, size, needed, i: Context(group, size, needed, i % size + 1)),
        ("Context", lambda group, size, needed, i: Context(group, size + 1, needed, i)),
        ("Context", lambda group, size, _, i: Context(group, size, 1, i)),
        ("_signed", lambda key, value: sign(key + isinstance(value, Cert), value)),
        ("_signed", lambda key, value: sign(key + isinstance(value, Coefexps), value)),
        ("_certs_text", lambda certs, coefexps: certs_text(certs[::-1], coefexps)),
        ("_pok", lambda _: "pok|another"),
        ("_verification_key", lambda key, share: verification_key(key, share + 1)),
        ("_verification_key", lambda key, share: verification_key(key + 1, share)),
    ],
)
def test_what_its_makers_forged_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, forge: Callable[..., object]
) -> None:
    """Everything else is signed and proved as it should be. Where the board says that one is
    needed, and two are, a single share would be taken for a quorum."""
    monkeypatch.setattr(room, name, forge)
    (kind, item), _ = make_item(3, 2)
    monkeypatch.undo()
    for threshold in (2, 1):
        with pytest.raises(BadShare):
            read_trustees(
                trustees_text([(kind, msgspec.structs.replace(item, threshold=threshold))])
            )


@pytest.mark.parametrize("threshold", [0, 3])
def test_a_board_that_needs_nobody_or_more_than_it_has_is_refused(
    monkeypatch: pytest.MonkeyPatch, threshold: int
) -> None:
    with pytest.raises(ValueError, match=str(threshold)):
        make_item(2, threshold)
    monkeypatch.setattr(room, "_can_count", lambda _members, _threshold: True)
    item, _ = make_item(2, threshold)
    monkeypatch.undo()
    with pytest.raises(SealingError):
        read_trustees(trustees_text([item]))


def test_nobody_is_no_board_and_an_item_of_another_kind_is_refused() -> None:
    with pytest.raises(BadShare):
        read_trustees(b"[]")
    with pytest.raises(NotCanonical):
        read_trustees(vector("trustees.json").replace(b"Pedersen", b"Single", 1))


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


def test_a_share_is_its_owner_s_and_of_this_sum(made: Made) -> None:
    total, less = made.sum_of(made.ballots), made.sum_of(made.ballots[:-1])
    first, third = made.trustees.owners[0], made.trustees.owners[2]
    own = tally.share(made.shares[3], total, made.election)
    tally.check_share(own, third, total, made.election)
    for owner, summed, election in (
        *((first, total, made.election), (third, less, made.election)),
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
