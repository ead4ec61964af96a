"""A real portal, and a voter who follows the real program by a real screen reader."""

from __future__ import annotations

import os
from datetime import timedelta
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.portal_process import RunningPortal, election_with, start_portal
from tests.screenreader.brltty import BRLTTY, CONSOLES, BrailleTerminal
from tests.screenreader.fenrir import FENRIR, SpokenTerminal
from tests.screenreader.reader import ReadTerminal
from tests.visit.conftest import _addresses, address, portal  # noqa: F401 fixtures
from tests.visit.test_refusals import Scene

CONSOLE = f"/dev/tty{CONSOLES[0]}"
speech = pytest.mark.skipif(not FENRIR, reason="Fenrir is not installed")
braille = pytest.mark.skipif(
    not (BRLTTY and os.access(CONSOLE, os.W_OK) and os.access("/dev/vcsa", os.R_OK)),
    reason="BRLTTY is not installed" if not BRLTTY else f"no access to a console ({CONSOLE})",
)
READERS = [
    pytest.param(SpokenTerminal, marks=speech, id="Fenrir"),
    pytest.param(BrailleTerminal, marks=braille, id="BRLTTY"),
]

Start = Callable[..., ReadTerminal]


@pytest.fixture
def scene(portal: RunningPortal, address: str) -> Scene:  # noqa: F811 fixtures
    return Scene(portal, address)


@pytest.fixture(scope="session")
def _open_scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Scene]]:
    folder = tmp_path_factory.mktemp("open")
    addresses = [f"electeur{number}@academie.exemple" for number in range(20)]
    election = election_with(folder, addresses)
    with start_portal(
        folder, opens_in="1h", made_ago=timedelta(hours=2), election=election
    ) as running:
        yield (Scene(running, address) for address in addresses)


@pytest.fixture
def open_scene(_open_scenes: Iterator[Scene]) -> Scene:
    """A voter of a portal whose vote is open."""
    return next(_open_scenes)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a command before a reader, in folders of its own."""
    folder, temporary = tmp_path / "reader", tmp_path / "temporary"
    environment = {
        "XDG_CONFIG_HOME": str(tmp_path),
        "TMPDIR": str(temporary),
        "TZ": "Europe/Paris",
    }
    with ExitStack() as stack:

        def begin(reader: type[SpokenTerminal | BrailleTerminal], *command: str) -> ReadTerminal:
            folder.mkdir()
            temporary.mkdir()
            terminal = reader(command, folder, environment=environment)
            return stack.enter_context(terminal)

        yield begin
    assert list(temporary.iterdir()) == [], "something is left behind"
