"""The log of replaced codes: its one form, its chain, and what it bounds."""

import json
from hashlib import sha256
from itertools import accumulate
from typing import Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sealing import forged
from tests.sealing.forged import lines_of, with_changes
from tests.sealing.made import Made
from tui_voter.sealing.archive import check
from tui_voter.sealing.errors import BadLog, NotCanonical
from tui_voter.sealing.replacements import (
    RESERVE,
    Log,
    cast_from_reserve,
    check_growth,
    count_replaced,
    read_log,
    reserve_digest,
)

MADE: Final = Made([0, 1, 1, 3, 2])
ROLL: Final = check(MADE.open()).roll
FIRST, SECOND = 5, 6
"""The voters' numbers that stand for the codes in reserve."""


def read(log: bytes) -> Log:
    return read_log(log, MADE.election, ROLL)


def test_a_log_is_its_reserve_then_a_line_for_each_replaced_code() -> None:
    log = read(MADE.log(0, 3))
    assert log.text == MADE.log(0, 3)
    assert log.replaced == (0, 3)
    assert len(log.reserve) == 2
    assert read(MADE.log()).replaced == ()
    reserve, *replacements = map(json.loads, lines_of(log.text))
    assert reserve["credentials"] == sorted(log.reserve)
    assert MADE.election.digests[RESERVE] == reserve_digest(MADE.reserve)
    assert [sorted(each) for each in replacements] == [
        ["ballots", "election_hash", "format", "number", "parent", "signature", "uuid"]
    ] * 2, "none of which names a credential"
    first, second, _third = lines_of(log.text)
    assert replacements[0]["parent"] == sha256(first.rstrip()).hexdigest()
    assert replacements[1]["parent"] == sha256(second.rstrip()).hexdigest()


@pytest.mark.parametrize("name", forged.LOGS)
def test_a_log_that_was_altered_or_forged_is_refused(name: str) -> None:
    error, reason, forge = forged.LOGS[name]
    with pytest.raises(error, match=f"^{reason}$"):
        read(forge(MADE))


def test_a_reserve_that_was_sealed_in_another_order_is_refused() -> None:
    """Their order might tell which credential was given out first."""
    line = with_changes(MADE.reserve, credentials=json.loads(MADE.reserve)["credentials"][::-1])
    described = f"{RESERVE}:{reserve_digest(line)} ed25519 {MADE.election.receipt_key}"
    with pytest.raises(NotCanonical, match="order"):
        read_log(line, msgspec.structs.replace(MADE.election, description=described), ROLL)


def test_a_reserve_that_is_off_the_roll_or_was_not_sealed_is_refused() -> None:
    with pytest.raises(BadLog, match="off-the-roll"):
        read_log(MADE.reserve, MADE.election, ROLL - {json.loads(MADE.reserve)["credentials"][1]})
    made = Made([0], of_before=True)
    with pytest.raises(BadLog, match="reserve"):
        read_log(made.log(), made.election, check(made.open()).roll)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30))
def test_more_cast_with_the_reserve_than_replaced_by_then_is_always_seen(
    cases: list[tuple[bool, bool]],
) -> None:
    """Of each ballot: whether a code is replaced before it, and whether it is cast with one."""
    reserve = [f"reserve {number}" for number in range(len(cases))]
    urn = [reserve[place] if of_reserve else f"voter {place}"
           for place, (_replaced, of_reserve) in enumerate(cases)]  # fmt: skip
    log = Log(
        b"", frozenset(reserve), tuple(at for at, (replaced, _) in enumerate(cases) if replaced)
    )
    replaced = accumulate(int(each) for each, _of_reserve in cases)
    cast = list(accumulate(int(each) for _replaced, each in cases))
    if all(so_far <= logged for so_far, logged in zip(cast, replaced, strict=True)):
        assert cast_from_reserve(log, urn) == (cast[-1] if cast else 0)
    else:
        with pytest.raises(BadLog, match="unlogged"):
            cast_from_reserve(log, urn)


def test_ballots_with_replaced_codes_are_counted_in_an_urn() -> None:
    urn = [*MADE.ballots[:2], MADE.ballot(FIRST, 0), *MADE.ballots[2:], MADE.ballot(SECOND, 1)]
    for archive in (MADE.open(urn), MADE.counted(ballots=urn)):
        for log in (MADE.log(2, 6), MADE.log(0, 0), MADE.log(2, 2)):
            counted = count_replaced(log, check(archive))
            assert (counted.reserve, counted.replaced, counted.cast) == (2, 2, 2)
        for log in (MADE.log(), MADE.log(2), MADE.log(3, 3), MADE.log(2, 7), MADE.log(7, 7)):
            with pytest.raises(BadLog, match="unlogged"):
                count_replaced(log, check(archive))
    nobody = count_replaced(MADE.log(4), check(MADE.open()))
    assert (nobody.replaced, nobody.cast) == (1, 0), "who got a code need not vote"


@pytest.mark.parametrize(
    ("older", "newer", "reason"),
    [
        *((MADE.log(1), MADE.log(), "shortened"), (MADE.log(1, 2), MADE.log(1), "shortened")),
        *((MADE.log(1), MADE.log(0, 1), "shortened"), (MADE.log(), MADE.log(2), "backdated")),
        (MADE.log(1), MADE.log(1, 2), "backdated"),
    ],
)
def test_a_line_that_went_or_came_late_is_seen_with_an_older_copy(
    older: bytes, newer: bytes, reason: str
) -> None:
    """Which was made when the urn had three ballots."""
    with pytest.raises(BadLog, match=f"^{reason}$"):
        check_growth(read(older), 3, read(newer))


@given(st.data())
def test_an_honest_log_holds_against_any_two_of_its_copies(data: st.DataObject) -> None:
    """And the log of a code that was replaced without being logged at once never does."""
    of_reserve = data.draw(st.lists(st.booleans(), max_size=8))
    logged = tuple(at for at, each in enumerate(of_reserve) if each)
    reserve = frozenset(f"reserve {at}" for at in logged)
    urn = [f"reserve {at}" if each else f"voter {at}" for at, each in enumerate(of_reserve)]
    first = data.draw(st.integers(min_value=0, max_value=len(urn)))
    text = [b"line %d\n" % at for at in logged]

    def copy(ballots: int) -> Log:
        """Made with the urn of so many: a code is replaced just before its ballot is mixed in."""
        count = sum(at < ballots for at in logged)
        return Log(b"".join(text[:count]), reserve, logged[:count])

    older, newer = copy(first), copy(len(urn))
    check_growth(older, first, newer)
    assert cast_from_reserve(newer, urn) == len(logged)
    cast_from_reserve(older, urn[:first])
    if len(older.replaced) < len(newer.replaced):
        late = Log(newer.text, reserve, (*older.replaced, first - 1))
        with pytest.raises(BadLog, match="backdated"):
            check_growth(older, first, late)
