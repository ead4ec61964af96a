"""The two clocks of a machine, which a test moves."""

from datetime import datetime, timedelta

from tui_voter.countdown import PortalClock


class Clocks:
    """A machine's clocks that a test turns by hand."""

    def __init__(self, wall: datetime) -> None:
        self.seconds = 1000.0
        self.time = wall

    def portal_clock(self) -> PortalClock:
        return PortalClock(elapsed=lambda: self.seconds, wall=lambda: self.time)

    def pass_time(self, seconds: float) -> None:
        self.seconds += seconds
        self.time += timedelta(seconds=seconds)
