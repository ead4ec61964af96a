"""What all tests share."""

import gc
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import settings

from tui_voter import messages
from tui_voter.system import IS_POSIX

if TYPE_CHECKING:
    from tests.portal_process import RunningPortal

settings.register_profile("tests", deadline=None, print_blob=True)  # a busy machine is no fault
settings.load_profile("tests")

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
"""No test, and no program that a test starts, finds the key store of whoever runs it."""

os.environ["PATH"] += os.pathsep + str(Path(sys.executable).parent)
"""The programs are told by their bare names, wherever the tests run. Last: other programs' Python
is the system's."""


_NEEDS_POSIX: Final = re.compile(
    r"^(?:from|import) (?:fcntl|pexpect|pty|resource|termios|tests\.portal_process|mock_server"
    r"|tests\.walks|tui_voter\.audit\.(?:mishaps|portal|walk))\b",
    re.M,
)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Without POSIX, a file of tests is left out that needs its modules, or a portal, as the
    audit does, which runs nowhere else. Single tests that need it are marked."""
    if IS_POSIX or collection_path.suffix != ".py":
        return None
    return _NEEDS_POSIX.search(collection_path.read_text("utf-8")) is not None or None


def pytest_collection_finish() -> None:
    """What is loaded by now stays: no test's garbage is looked for in it again and again. Nor is
    it as often as usual: a screen makes much that lives no longer than its test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(autouse=True)
def english_unless_told() -> Iterator[None]:
    """The language is the process's: no test leaves its own behind."""
    messages.use("en")
    os.environ["LANGUAGE"] = "en"  # the portal's commands and their argparse go by it
    yield
    messages.use("en")


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator["RunningPortal"]:
    """One portal for all tests of a worker: each test has a voter of its own."""
    from tests.portal_process import election_with, start_portal  # a portal needs POSIX

    folder = tmp_path_factory.mktemp("portal")
    voters = [f"voter{number}@academie.exemple" for number in range(600)]
    with start_portal(folder, opens_in="3d", election=election_with(folder, voters)) as running:
        yield running


@pytest.fixture(scope="session")
def addresses(portal: "RunningPortal") -> Iterator[str]:
    """Of the voters that no test has met."""
    return iter([address for (address,) in portal.sql("SELECT address FROM voter")])


@pytest.fixture
def address(addresses: Iterator[str]) -> str:
    """A voter that no other test has met, and whose account is not active yet."""
    return next(addresses)
