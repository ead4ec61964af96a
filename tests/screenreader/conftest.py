"""Real portals with their voters, and the real program before a real screen reader."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mock_server.cli import main as portal_command
from tests.portal_process import RunningPortal, election_with, start_portal
from tests.screenreader.brltty import BRLTTY, CONSOLES, BrailleTerminal
from tests.screenreader.fenrir import FENRIR, SpokenTerminal
from tests.screenreader.hearer import Hearer
from tests.screenreader.listeners import Finger
from tests.screenreader.orca import MISSING, OrcaTerminal
from tests.screenreader.reader import ReadTerminal
from tests.screenreader.vote import SealedScene
from tests.visit.scene import Scene
from tui_voter import messages

CONSOLE = f"/dev/tty{CONSOLES[0]}"
speech = pytest.mark.skipif(not FENRIR, reason="Fenrir is not installed")
braille = pytest.mark.skipif(
    not (BRLTTY and os.access(CONSOLE, os.W_OK) and os.access("/dev/vcsa", os.R_OK)),
    reason="BRLTTY is not installed" if not BRLTTY else f"no access to a console ({CONSOLE})",
)
desktop = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
IN_EACH_LANGUAGE = pytest.mark.parametrize("language", messages.LANGUAGES)
SMOKE_IN_FRENCH = pytest.mark.parametrize(
    "language", [pytest.param("fr", marks=pytest.mark.smoke), "en"]
)
READERS = [
    pytest.param(SpokenTerminal, marks=speech, id="Fenrir"),
    pytest.param(BrailleTerminal, marks=braille, id="BRLTTY"),
    pytest.param(OrcaTerminal, marks=desktop, id="Orca"),
]

WALKERS = pytest.mark.parametrize(
    "walker",
    [
        pytest.param(Hearer, marks=desktop, id="Orca"),
        pytest.param(Finger, marks=braille, id="BRLTTY"),
    ],
)
"""A test of this mark is done by each who goes through the full screen."""

STARTED_AT_ONCE = 2
"""Desktops and portals that come up beside each other."""
Reader = type[SpokenTerminal | OrcaTerminal | BrailleTerminal]
Start = Callable[..., ReadTerminal]
LONGEST_FIRST = ("test_pages", "test_journeys", "test_fullscreen")
"""Of the files here: of many walks at once, which mostly wait, none is to begin when most have
ended. What is in the others is short."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    turns = {Path(__file__).with_name(f"{name}.py"): at for at, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: turns.get(item.path, len(turns)))


@pytest.fixture
def scene(request: pytest.FixtureRequest, shared: Path) -> Scene:
    with in_turn(shared):  # the worker's first one starts its portal
        portal: RunningPortal = request.getfixturevalue("portal")
    return Scene(portal, request.getfixturevalue("address"))


ADDRESSES = [f"electeur{number}@academie.exemple" for number in range(20)]


@contextmanager
def open_portal(folder: Path, shared: Path) -> Iterator[RunningPortal]:
    """A portal whose vote has been open for an hour."""
    voters = election_with(folder, ADDRESSES)
    with in_turn(shared):
        portal = start_portal(folder, opens_in="1h", made_ago=timedelta(hours=2), election=voters)
    with portal as running:
        yield running


@pytest.fixture(scope="session")
def _open_scenes(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Any]:
    with open_portal(tmp_path_factory.mktemp("open"), shared) as portal:
        yield (Scene(portal, address) for address in ADDRESSES)


@pytest.fixture
def open_scene(_open_scenes: Iterator[Scene]) -> Scene:
    """A voter of a portal whose vote is open, and that no polling board has sealed."""
    return next(_open_scenes)


@pytest.fixture(scope="session")
def _sealed_scenes(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("sealed")
    with open_portal(folder, shared) as portal:
        stored = [portal.settings.database, "--key-file", str(portal.settings.key_file)]
        with in_turn(shared):
            assert portal_command(["rehearse", str(folder / "vote"), "--database", *stored]) == 0
        yield (SealedScene(portal, address, folder / "vote") for address in ADDRESSES)


@pytest.fixture
def sealed_scene(_sealed_scenes: Iterator[SealedScene]) -> SealedScene:
    """A voter with a code, of a portal whose vote is open and sealed by a rehearsal's board."""
    return next(_sealed_scenes)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers have."""
    return tmp_path_factory.getbasetemp().parent


@contextmanager
def in_turn(shared: Path) -> Iterator[None]:
    """Wait for a turn among the workers that have the folder ``shared``. A desktop or a portal
    keeps the machine busy while it comes up: if all did so at once, the walks beside them would be
    judged by that."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    with (shared / f"turn-{int(worker) % STARTED_AT_ONCE}").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@pytest.fixture
def start(tmp_path: Path, shared: Path) -> Iterator[Start]:
    """Starts a command before a reader, in folders of its own."""
    folder, temporary = tmp_path / "reader", tmp_path / "temporary"
    environment = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(tmp_path))
    environment |= {"TMPDIR": str(temporary), "TZ": "Europe/Paris"}
    with ExitStack() as stack:

        def begin(reader: Reader, *command: str) -> ReadTerminal:
            folder.mkdir()
            temporary.mkdir()
            with in_turn(shared) if reader is OrcaTerminal else nullcontext():
                return stack.enter_context(reader(command, folder, **environment))

        yield begin
    assert list(temporary.iterdir()) == [], "something is left behind"
