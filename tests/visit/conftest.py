"""A real portal, and a voter at each front end of the real program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.portal_process import RunningPortal, election_with, start_portal
from tests.terminal import PROGRAM, Terminal
from tests.visit.scene import Scene
from tests.voters import FullscreenVoter, LinearVoter, ScriptedVoter, Voter
from tui_voter import messages
from tui_voter.countdown import PortalClock
from tui_voter.dialogue import Dialogue
from tui_voter.journeys.shared.machine import Here, Machine
from tui_voter.journeys.space import visit
from tui_voter.machine.files import LocalFiles
from tui_voter.machine.strength import meter
from tui_voter.portal.directory import PortalDirectory

VOICES = ("scripted", "linear", "fullscreen")
PARIS = Here(ZoneInfo("Europe/Paris"), "Europe/Paris")

MakeVoter = Callable[..., Voter]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """One portal for all tests of a worker: each test has a voter of its own."""
    folder = tmp_path_factory.mktemp("portal")
    voters = [f"voter{number}@academie.exemple" for number in range(300)]
    election = election_with(folder, voters)
    with start_portal(folder, opens_in="3d", election=election) as running:
        yield running


@pytest.fixture(scope="session")
def _addresses(portal: RunningPortal) -> Iterator[str]:
    return iter([address for (address,) in portal.sql("SELECT address FROM voter")])


@pytest.fixture
def address(_addresses: Iterator[str]) -> str:
    """A voter of the sample election that no other test has met."""
    return next(_addresses)


@pytest.fixture(params=VOICES)
def voice(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make_voter(voice: str, tmp_path: Path) -> Iterator[MakeVoter]:
    """Makes a voter who speaks ``language`` and knows the portals of ``origins``."""
    with ExitStack() as stack:

        def make(language: str = "en", *origins: str) -> Voter:
            messages.use(language)
            if voice == "scripted":
                return ScriptedVoter(_visit(language, origins))
            options = [f"--portal={origin}" for origin in origins]
            terminal = Terminal(
                (*PROGRAM, "--lang", language, *options, *(["--linear"] * (voice == "linear"))),
                environment={"XDG_CONFIG_HOME": str(tmp_path), "TZ": "Europe/Paris"},
            )
            stack.enter_context(terminal)
            return LinearVoter(terminal) if voice == "linear" else FullscreenVoter(terminal)

        yield make


def _visit(language: str, origins: tuple[str, ...]) -> Callable[[Dialogue], Awaitable[object]]:
    machine = Machine(meter, PortalClock, lambda: PARIS, LocalFiles)

    async def journey(dialogue: Dialogue) -> None:
        portals = PortalDirectory(language, origins, remember=lambda _origin: None)
        try:
            await visit(dialogue, lambda: portals, machine)
        finally:
            await portals.aclose()

    return journey


@pytest.fixture
def scene(portal: RunningPortal, address: str) -> Scene:
    return Scene(portal, address)
