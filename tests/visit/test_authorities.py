"""What this computer remembers: whose word is believed for a portal's certificate, on a real TLS
connection, and what is kept in a real key store."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.client.certificates import Authority
from tests.client.peer import Peer, losing_first, peer
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
from tui_voter.audit.player import Reply, attempt, choose, fill, leave, quit_, sees, take
from tui_voter.contract.links import new_link_token
from tui_voter.machine.config import load

OURS = Authority()
UNKNOWN = sees("The portal could not prove its identity: this computer does not know the authority")


@contextmanager
def encrypted(portal: RunningPortal, tls: ssl.SSLContext) -> Iterator[Peer]:
    """What stands before the portal, encrypts, and passes on what is asked."""
    front = peer(losing_first(b"", portal.url, 0), tls)
    loop = asyncio.new_event_loop()
    elsewhere = threading.Thread(target=loop.run_forever)
    elsewhere.start()
    standing = asyncio.run_coroutine_threadsafe(front.__aenter__(), loop).result()
    try:
        yield standing
    finally:
        asyncio.run_coroutine_threadsafe(front.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        elsewhere.join()
        loop.close()


@pytest.fixture
def play(voice: str, tmp_path: Path) -> Callable[..., None]:
    def play(*script: Reply, options: tuple[str, ...] = (), **variables: str) -> None:
        given = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(tmp_path)) | variables
        with voter_at(voice, *options, environment=given) as voter:
            voter.play(*script)

    return play


def test_an_authority_that_the_environment_names_is_not_believed(
    portal: RunningPortal, play: Callable[..., None], tmp_path: Path
) -> None:
    """A variable that some script has set is nobody's choice; ``--ca`` is the voter's."""
    with encrypted(portal, OURS.server(tmp_path)) as front:
        play(
            *(attempt(link=f"{front.origin}/activation/{new_link_token()}"), UNKNOWN, quit_()),
            options=("--portal", front.origin),
            SSL_CERT_FILE=str(OURS.file(tmp_path)),
        )
    assert front.connections == 0


def test_a_file_is_remembered_for_its_portal_seen_and_taken_back(
    portal: RunningPortal, active: str, play: Callable[..., None], tmp_path: Path
) -> None:
    file, preferences = OURS.file(tmp_path, "school.pem"), tmp_path / "tui-voter" / "config.toml"
    with encrypted(portal, OURS.server(tmp_path)) as front:
        host = front.origin.removeprefix("https://")
        now_on = sees("From now on, this computer checks {host} with the authorities in", host=host)
        play(
            *(leave("sign_in"), fill(at="Sign in", identifier=active), now_on),
            *(fill(at="Sign in", password=PASSWORD, captcha=solve), WELCOME, quit_()),
            options=("--portal", front.origin, "--ca", str(file)),
        )
        assert load(preferences).authorities == {front.origin: str(file)}
        play(*signing_in(active), WELCOME, quit_())
        play(
            *(leave("sign_in"), sees("Portal: {host}", host=host), leave("other_portal")),
            sees("{host} is checked with the authorities in {file}.", host=host),
            *(take("remove"), sees("Choose the portal that this computer is to forget.")),
            *(choose("0"), sees("Remove this portal?"), choose("authority")),
            sees("From now on, {host} is checked with the authorities that this", host=host),
            *(choose("0"), fill(at="Sign in", identifier=active), UNKNOWN, quit_()),
        )
        assert load(preferences).authorities == {}
        assert load(preferences).portals == (front.origin,)


BACKEND = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}


def at(service: SecretService, voice: str, *options: str) -> AbstractContextManager[TerminalVoter]:
    """A voter in this session, in which the program finds the session's own key store."""
    return voter_at(voice, *options, environment={**service.environment(), **BACKEND})


@needs_secret_service
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
        for says in (
            b"Erased from the keyring: your portal, your email address and your password.",
            b"The keyring contained nothing about you: there was nothing to erase.",
        ):
            done = subprocess.run(forget, capture_output=True, env=environment, check=True)
            assert says in done.stdout
        assert list((service.folder / "home" / "config").rglob("*.toml")) == []
