"""The board's keys: the vectors', new ones, altered ones, and who may count."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import msgspec
import pytest

from tests.sealing.vectors import the_election, vector
from tui_voter.sealing import trustees as room
from tui_voter.sealing.errors import BadShare, NotCanonical, SealingError
from tui_voter.sealing.group import G, canonical_json
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
        lambda item: item.update(threshold=1),
        lambda item: item.update(threshold=0),
        lambda item: item.update(more=1),
        lambda item: item["certs"].reverse(),
        lambda item: item["certs"].pop(),
        lambda item: [item[key].pop() for key in item if key != "threshold"],
        lambda item: item["signatures"].pop(),
        lambda item: item["verification_keys"].reverse(),
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
