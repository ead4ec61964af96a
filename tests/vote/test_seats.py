"""Seats by the electoral quotient, then the highest average."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as some

from tui_voter.contract.seats import allotted

VOTES = some.lists(some.integers(0, 200) | some.integers(0, 10**9), min_size=1, max_size=12)
SEATS = some.integers(1, 40)


@given(VOTES, SEATS)
def test_all_seats_are_allotted_and_no_other_way_is_fairer(votes: list[int], seats: int) -> None:
    own = allotted(votes, seats)
    assert sum(own) == (seats if any(votes) else 0)
    lists = list(zip(votes, own, strict=True))
    for number, taken in lists:
        assert taken >= number * seats // (sum(votes) or 1), "what the quotient gives it"
        assert number or not taken
    for (number, taken), (more, others) in permutations(lists, 2):
        assert number >= more or taken <= others, "more votes, no fewer seats"
        assert not others or number * others <= more * (taken + 1), "no higher average goes without"


@given(VOTES, SEATS, some.data())
def test_another_vote_never_costs_a_list_a_seat(
    votes: list[int], seats: int, data: some.DataObject
) -> None:
    one = data.draw(some.integers(0, len(votes) - 1))
    more = [number + (place == one) for place, number in enumerate(votes)]
    assert allotted(more, seats)[one] >= allotted(votes, seats)[one]


def test_equal_averages_go_to_more_votes_then_to_the_first_on_the_ballot_paper() -> None:
    assert allotted([40, 17, 8], 5) == (4, 1, 0)
    assert allotted([20, 40], 2) == (0, 2)
    assert allotted([5, 5, 5], 4) == (2, 1, 1)
