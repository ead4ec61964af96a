"""A voter in front of the booth of a fake portal whose ballots are really sealed."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.clocks import Clocks
from tests.scripted.portal import CODE, IDENTIFIER, ORIGIN, FakePortal, Moment
from tests.scripted.visits import Visit, play
from tui_voter.audit.machine import machine as fake_machine
from tui_voter.audit.mishaps import Fault
from tui_voter.audit.player import Reply, choose, fill, take
from tui_voter.contract.election import Election, read_election
from tui_voter.contract.endpoint import Endpoint
from tui_voter.contract.errors import PortalError, PortalTimeout
from tui_voter.contract.vote import CAST
from tui_voter.countdown import PortalClock
from tui_voter.dialogue import SEND, Dialogue, Heading, SignOut
from tui_voter.journeys.home.menu import home
from tui_voter.journeys.shared.machine import Here, Verified
from tui_voter.journeys.shared.session import Admission, Session
from tui_voter.journeys.space import stay
from tui_voter.journeys.vote.alarms import sound
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.machine.files import LocalFiles
from tui_voter.machine.receipts import KeptBallots
from tui_voter.machine.strength import meter
from tui_voter.sealing.receipt import Receipt
from tui_voter.secret import NO_SECRET, Secret

OUT = choose("sign_out")
IN = (choose("vote"), fill(code=CODE))


def cast(ballot: str, choice: int = 0) -> tuple[Reply, ...]:
    return choose(ballot), choose(str(choice)), fill(), choose(SEND), take("close")


PARIS = Here(ZoneInfo("Europe/Paris"), "Europe/Paris")


class VotePortal(FakePortal):
    """Fails as it is told to, and keeps what it was asked."""

    def __init__(self, moment: Moment, fault: Fault | None) -> None:
        super().__init__(moment, fault=fault)
        self.failing: list[tuple[Endpoint[Any, Any], PortalError, bool]] = []
        self.asked: list[str] = []
        self.dies = False  # answers nothing any more from the next cast on

    async def call(self, endpoint: Endpoint[Any, Any], *asked: Any, **more: Any) -> Any:
        self.asked.append(endpoint.path)
        if self.dies and CAST.path in self.asked:
            raise PortalTimeout
        for failing in self.failing:
            of, error, acted = failing
            if of is endpoint:
                self.failing.remove(failing)
                if acted:
                    await super().call(endpoint, *asked, **more)
                raise error
        return await super().call(endpoint, *asked, **more)


class Voter:
    """Their portal, their clock and their visit from the home on; files go to ``folder``."""

    def __init__(self, folder: Path, moment: Moment = Moment.OPEN, fault: Fault | None = None):
        self.folder = folder
        self.portal = VotePortal(moment, fault)
        self.clocks = Clocks(moment.time)
        self.sign_ins = 0
        self.greets = False  # as who signs in is, and not who has just been told that they are in
        self.store: KeptBallots | None = None
        self.checked: list[tuple[Receipt, bytes]] = []
        self.fault = ""
        """What is found to be wrong when a receipt is checked."""
        self.asked = self.portal.asked  # the paths of what the portal was asked
        self.loss: Callable[[], str] = str
        """What leaving the program would lose besides what is typed."""

    def fail(
        self, endpoint: Endpoint[Any, Any], error: PortalError, *, acted: bool = False
    ) -> None:
        """The next such request fails, perhaps after the portal has ``acted``."""
        self.portal.failing.append((endpoint, error, acted))

    def _verify(self, receipt: Receipt, urn: bytes) -> Verified:
        self.checked.append((receipt, urn))
        return Verified(["It is there."], self.fault)

    async def _sign_in_again(self) -> Secret:
        self.sign_ins += 1
        return Secret("another session")

    async def _clock(self) -> tuple[Election, PortalClock]:
        election, clock = await read_election(self.portal), self.clocks.portal_clock()
        clock.set(election.portal_time, clock.elapsed())
        return election, clock

    async def countdown(self) -> VoteCountdown:
        election, clock = await self._clock()
        return VoteCountdown(self.portal, election, PARIS, clock)

    async def visit(self, dialogue: Dialogue) -> None:
        countdown = await self.countdown()
        session = Session(self.portal, Secret("session"), self._sign_in_again, 900.0)
        self.loss = lambda: " ".join(session.would_lose())
        dialogue.head(session.under(Heading()))
        keeping = Keeping(dialogue, self.store, ORIGIN, IDENTIFIER)
        await keeping.begin()
        if (alarm := await keeping.look(session)) is not None:
            await sound(dialogue, LocalFiles(), countdown.election, alarm)
        with suppress(SignOut):
            await home(
                dialogue,
                session,
                countdown,
                meter,
                lambda _policy: NO_SECRET,
                LocalFiles(),
                self._verify,
                origin=ORIGIN,
                idle=900,
                keeping=keeping,
                greets=self.greets,
            )

    async def whole_visit(self, dialogue: Dialogue) -> None:
        """From the session's begin to its end."""
        who = (*await self._clock(), IDENTIFIER, NO_SECRET)
        admission = Admission(ORIGIN, self.portal, Secret("session"), *who, idle=900)
        await stay(dialogue, fake_machine(self.portal.moment.time), admission)

    async def play(self, *script: Reply) -> Visit:
        return await play(self.visit, *script)

    def saved(self) -> dict[str, str]:
        files = filter(Path.is_file, self.folder.iterdir())
        return {path.name: path.read_text(encoding="utf-8") for path in files}


MakeVoter = Callable[..., Voter]


@pytest.fixture
def make_voter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeVoter:
    monkeypatch.chdir(tmp_path)

    def make(moment: Moment = Moment.OPEN, fault: Fault | None = None) -> Voter:
        return Voter(tmp_path, moment, fault)

    return make


@pytest.fixture
def voter(make_voter: MakeVoter) -> Voter:
    return make_voter()
