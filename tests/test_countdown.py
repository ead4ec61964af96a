"""The arithmetic of the countdown, and the portal's clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clocks import Clocks
from tui_voter.countdown import Phase, Span, VoteTimes

PARIS = ZoneInfo("Europe/Paris")
VOTE = VoteTimes(
    opens_at=datetime(2022, 12, 1, 8, 0, tzinfo=PARIS),
    closes_at=datetime(2022, 12, 8, 17, 0, tzinfo=PARIS),
    time_zone="Europe/Paris",
)


def test_a_span_is_reckoned_over_the_end_of_summer_time() -> None:
    read_at = datetime(2022, 10, 18, 10, 22, tzinfo=PARIS)
    assert Span.between(read_at, VOTE.opens_at) == Span(43, 22, 38, 0)
    assert Span.between(VOTE.closes_at, VOTE.opens_at) == Span(0, 0, 0, 0), "it is over"


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_span_adds_up_to_the_seconds_left_rounded_up(left: timedelta) -> None:
    span = Span.between(VOTE.opens_at.astimezone(UTC) - left, VOTE.opens_at)
    told = timedelta(days=span.days, hours=span.hours, minutes=span.minutes, seconds=span.seconds)
    assert timedelta(0) <= told - left < timedelta(seconds=1)
    assert span.hours < 24
    assert max(span.minutes, span.seconds) < 60


@pytest.mark.parametrize(
    ("moment", "phase", "turn"),
    [
        (VOTE.opens_at - timedelta(microseconds=1), Phase.BEFORE, VOTE.opens_at),
        (VOTE.opens_at, Phase.OPEN, VOTE.closes_at),
        (VOTE.closes_at - timedelta(microseconds=1), Phase.OPEN, VOTE.closes_at),
        (VOTE.closes_at, Phase.CLOSED, None),
    ],
)
def test_the_phase_turns_at_the_very_moment(
    moment: datetime, phase: Phase, turn: datetime | None
) -> None:
    assert VOTE.phase(moment) is phase
    assert VOTE.next_turn(moment) == turn


@pytest.mark.parametrize(
    ("portal_from", "now", "passed"),
    [
        (-8, -2, (-8, 0.75, 0)),
        (-8, -9, (-8, 0.0, 0)),  # a portal that opens later than it answers
        *((start, -2, None) for start in (None, 0, 1)),
        *((None, 0, (0, 0.0, 7)), (-8, 3.5, (0, 0.5, 7)), (-8, 7.25, (7, 0.25, 8)), (-8, 8, None)),
    ],
)
def test_a_share_of_the_time_between_two_turns_has_passed(
    portal_from: float | None, now: float, passed: tuple[float, float, float] | None
) -> None:
    def at(days: float) -> datetime:
        return VOTE.opens_at + timedelta(days=days)

    times = VoteTimes(
        at(0), at(7), "Europe/Paris", at(8), None if portal_from is None else at(portal_from)
    )
    assert times.passed(at(now)) == (passed and (at(passed[0]), passed[1], at(passed[2])))


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-1)])
def test_a_local_clock_off_by_a_day_does_not_move_the_countdown(off: timedelta) -> None:
    portal_time = datetime(2022, 10, 18, 8, 22, tzinfo=UTC)
    machine = Clocks(portal_time + off)
    clock = machine.portal_clock()
    asked = clock.elapsed()
    machine.pass_time(3.0)  # a slow answer: at most half of it is error
    clock.set(portal_time + timedelta(seconds=1), asked)
    truth = portal_time + timedelta(seconds=3)
    machine.pass_time(7200)
    error = clock.now() - (truth + timedelta(seconds=7200))
    assert abs(error) <= timedelta(seconds=2)
    assert abs(clock.skew() - off) <= timedelta(seconds=2)
    assert clock.age() == pytest.approx(7201.5)


def test_a_clock_follows_the_portals_at_its_speed_and_not_the_local_one() -> None:
    machine = Clocks(datetime(2022, 11, 1, tzinfo=UTC))
    clock = machine.portal_clock()
    clock.set(machine.time, clock.elapsed(), speed=60)
    before = clock.now()
    machine.time -= timedelta(hours=5)
    assert (clock.now(), clock.skew()) == (before, timedelta(hours=-5))
    machine.pass_time(2)
    assert (clock.now(), clock.age()) == (before + timedelta(minutes=2), 2)
