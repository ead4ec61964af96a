"""What this computer remembers, kept in a real key store and found there again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.entry.visitor import PASSWORD, Visitor
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.terminal import PROGRAM
from tests.vault.secret_service import (
    SecretService,
    files_with,
    needs_secret_service,
    secret_service,
)
from tests.visit.conftest import ON_TERMINALS
from tests.visit.scene import signing_in
from tests.voters import TerminalVoter, voter_at
from tests.ways import some
from tui_voter.audit.player import choose, fill, quit_, sees

pytestmark = needs_secret_service


@pytest.fixture(params=some("linear", of=ON_TERMINALS))
def voice(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def active(portal: RunningPortal, address: str) -> str:
    Visitor(portal, address).activate()
    return address


@pytest.fixture
def unlocked() -> Iterator[SecretService]:
    with secret_service() as service:
        yield service


BACKEND = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}


def at(service: SecretService, voice: str, *options: str) -> AbstractContextManager[TerminalVoter]:
    """A voter in this session, in which the program finds the session's own key store."""
    return voter_at(voice, *options, environment={**service.environment(), **BACKEND})


def test_a_voter_who_says_yes_twice_types_only_the_captcha_next_time(
    portal: RunningPortal, active: str, unlocked: SecretService, voice: str
) -> None:
    with at(unlocked, voice, "--portal", portal.url) as voter:
        voter.play(
            *(*signing_in(active), sees("Next time, on this computer"), choose("identifier")),
            *(sees("Your password too?"), choose("password too")),
            *(sees("Welcome to your elections portal"), quit_()),
        )
        first = voter.record
    with at(unlocked, voice) as voter:
        voter.play(
            *(sees("This computer remembers your portal and your email address."), fill()),
            sees("The password used is the one that this computer remembers."),
            *(fill(at="Sign in", captcha=solve), sees("Welcome to your elections portal"), quit_()),
        )
        assert PASSWORD not in first + voter.record
    assert files_with(PASSWORD, unlocked.folder) == []
    assert forgotten(unlocked)
    assert list((unlocked.folder / "home" / "config").rglob("*.toml")) == []


def forgotten(service: SecretService) -> str:
    """What ``tui-voter forget`` says that it erased."""
    done = subprocess.run(
        [*PROGRAM, "forget", "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", **service.environment(), **BACKEND},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_locked_store_is_told_and_the_visit_goes_on(
    portal: RunningPortal, active: str, voice: str, tmp_path: Path
) -> None:
    with (
        secret_service(unlocked=False) as service,
        at(service, voice, "--portal", portal.url) as voter,
    ):
        voter.play(
            *signing_in(active),
            sees(
                "This computer’s keyring is locked: it is not used this time. Unlock it before "
                "your next visit."
            ),
            *(sees("Welcome to your elections portal"), quit_()),
        )
