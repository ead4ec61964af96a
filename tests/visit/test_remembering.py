"""What this computer remembers, kept in a real key store and found there again."""

from __future__ import annotations

import subprocess
from contextlib import AbstractContextManager

from tests.entry.visitor import PASSWORD
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.terminal import PROGRAM
from tests.vault.secret_service import (
    SecretService,
    files_with,
    needs_secret_service,
    secret_service,
)
from tests.visit.scene import WELCOME, signing_in
from tests.voters import TerminalVoter, voter_at
from tui_voter.audit.player import choose, fill, quit_, sees

pytestmark = needs_secret_service
BACKEND = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}


def at(service: SecretService, voice: str, *options: str) -> AbstractContextManager[TerminalVoter]:
    """A voter in this session, in which the program finds the session's own key store."""
    return voter_at(voice, *options, environment={**service.environment(), **BACKEND})


def test_the_password_is_remembered(portal: RunningPortal, active: str, voice: str) -> None:
    with secret_service() as service:
        with at(service, voice, "--portal", portal.url) as voter:
            voter.play(
                *(*signing_in(active), sees("Next time, on this computer"), choose("identifier")),
                *(sees("Your password too?"), choose("password too"), WELCOME, quit_()),
            )
            first = voter.record
        with at(service, voice) as voter:
            voter.play(
                *(sees("This computer remembers your portal and your email address."), fill()),
                sees("The password used is the one that this computer remembers."),
                *(fill(at="Sign in", captcha=solve), WELCOME, quit_()),
            )
            assert PASSWORD not in first + voter.record
        assert files_with(PASSWORD, service.folder) == []
        environment = {"PATH": "/usr/bin:/bin", **service.environment(), **BACKEND}
        forget = (*PROGRAM, "forget", "--lang", "en")
        assert subprocess.run(forget, capture_output=True, env=environment, check=True).stdout
        assert list((service.folder / "home" / "config").rglob("*.toml")) == []
