"""A voter who has signed in to a real portal, and who plays scripts from the home on."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from tests.entry.visitor import PARIS
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.scripted.visits import Between, Reached, play
from tests.voters import GOOD_PASSWORD
from tui_voter import messages
from tui_voter.audit.player import Player, Reply
from tui_voter.contract.election import read_election
from tui_voter.contract.portal import Portal
from tui_voter.contract.signing_in import sign_in, sign_in_captcha
from tui_voter.countdown import PortalClock, elapsed_seconds
from tui_voter.dialogue import Dialogue, Heading, SignOut
from tui_voter.journeys.home.menu import home
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.machine.files import LocalFiles
from tui_voter.machine.phrases import propose
from tui_voter.machine.strength import meter
from tui_voter.portal.client import PortalClient
from tui_voter.secret import Secret
from tui_voter.verifying.command import verify_receipt

PASSWORD = Secret(GOOD_PASSWORD)


def saved_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class Visitor:
    """A signed-in voter. ``client`` talks to the real portal."""

    def __init__(self, portal: RunningPortal, address: str, client: Portal) -> None:
        self.portal = portal
        self.address = address
        self.client = client
        self.later = 0.0
        """Seconds by which their clock is ahead: the portal's time, and how long things last."""

    async def enter(self) -> None:
        token = self.portal.invite(self.address).rpartition("/")[2]
        self.token = Secret(self.portal.activate(token, GOOD_PASSWORD))
        self.election, self.idle = await read_election(self.client), 900

    async def sign_in_again(self) -> Secret:
        captcha = await sign_in_captcha(self.client)
        proof = PASSWORD, captcha.id, solve(captcha.question)
        return (await sign_in(self.client, self.address, *proof)).token

    def election_with(self, **changes: object) -> None:
        """From now on this voter's program believes this of the election."""
        self.election = msgspec.structs.replace(self.election, **changes)

    def reach_through(self, between: Between) -> None:
        """From now on ``between`` stands before the portal."""
        self.client = Reached(self.client, between)

    async def play(self, *script: Reply) -> Player:
        """Play ``script`` from the home on; where it ends, the voter quits."""

        async def journey(dialogue: Dialogue) -> None:
            clock = PortalClock(lambda: elapsed_seconds() + self.later)
            clock.set(self.election.portal_time, clock.elapsed())
            session = Session(self.client, self.token, self.sign_in_again, self.idle)
            dialogue.head(session.under(Heading()))
            with suppress(SignOut):
                await home(
                    dialogue,
                    session,
                    VoteCountdown(self.client, self.election, PARIS, clock),
                    meter,
                    lambda policy: propose(policy, messages.language()),
                    LocalFiles(),
                    verify_receipt,
                    origin=self.portal.url,
                    idle=self.idle,
                    keeping=Keeping(dialogue, None, "", ""),
                )

        return await play(journey, *script)


MakeVisitor = Callable[..., Awaitable[Visitor]]


@pytest.fixture
async def make_visitor(
    portal: RunningPortal, addresses: Iterator[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[MakeVisitor]:
    """Makes a voter whom no other test has met, and who saves files in ``tmp_path``."""
    monkeypatch.chdir(tmp_path)
    clients: list[PortalClient] = []

    async def make(language: str = "en", portal: RunningPortal = portal) -> Visitor:
        messages.use(language)
        clients.append(PortalClient(portal.url, language=language))
        visitor = Visitor(portal, next(addresses), clients[-1])
        await visitor.enter()
        return visitor

    yield make
    for one in clients:
        await one.aclose()


@pytest.fixture
async def visitor(make_visitor: MakeVisitor) -> Visitor:
    return await make_visitor()


CLAIM = {"kind": "missing_entry", "ballot": "csa-national", "text": "My name is missing."}
