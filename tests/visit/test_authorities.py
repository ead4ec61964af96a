"""Whose word is believed for a portal's certificate, on a real TLS connection."""

import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.client.certificates import Authority
from tests.client.peer import Peer, losing_first, peer_beside
from tests.entry.visitor import PASSWORD
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.visit.scene import WELCOME, signing_in
from tests.voters import voter_at
from tui_voter.audit.player import Reply, attempt, choose, fill, leave, quit_, sees, take
from tui_voter.contract.links import new_link_token
from tui_voter.machine.config import load

OURS = Authority()
UNKNOWN = sees("The portal could not prove its identity: this computer does not know the authority")


def encrypted(portal: RunningPortal, tls: ssl.SSLContext) -> AbstractContextManager[Peer]:
    """What stands before the portal, encrypts, and passes on what is asked."""
    return peer_beside(losing_first(b"", portal.url, 0), tls)


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
