"""A portal on a real TLS connection: whose word is believed for its certificate."""

from __future__ import annotations

import asyncio
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.client.certificates import Authority
from tests.client.peer import Peer, losing_first, peer
from tests.entry.visitor import PASSWORD, Visitor
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.visit.conftest import ON_TERMINALS, in_pairs
from tests.visit.scene import signing_in
from tests.voters import voter_at
from tests.ways import some
from tui_voter import messages
from tui_voter.audit.player import Reply, attempt, choose, fill, leave, quit_, sees, take
from tui_voter.contract.links import new_link_token
from tui_voter.machine.config import load

ANOTHER_SYSTEM = (sys.executable, "-m", "tests.visit.another_system")
OURS, ANOTHER = Authority(), Authority()
WELCOME = sees("Welcome to your elections portal")
NOW_ON = "From now on, this computer checks {host} with the authorities in {file}."
UNKNOWN = (
    "The portal could not prove its identity: this computer does not know the authority that "
    "issued its certificate. Nothing was sent. Ask the IT service of your school or workplace for "
    "this authority’s certificate, a PEM file, then start with it: {command}"
)


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


def host_of(front: Peer) -> str:
    return front.origin.removeprefix("https://")


@pytest.fixture(params=some("linear", of=ON_TERMINALS))
def voice(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def play(voice: str, tmp_path: Path) -> Callable[..., str]:
    """Plays a whole visit, with the options and the system's authorities that are given."""

    def play(
        *script: Reply,
        options: tuple[str, ...] = (),
        system: Path | None = None,
        lang: str = "en",
        **variables: str,
    ) -> str:
        messages.use(lang)
        nobody = tmp_path / "nobody.pem"
        nobody.touch()
        program = (*ANOTHER_SYSTEM, str(system or nobody))
        folders = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(tmp_path))
        environment = folders | variables
        with voter_at(
            voice, *options, lang=lang, program=program, environment=environment
        ) as voter:
            voter.play(*script)
            return voter.record

    return play


@pytest.fixture
def active(portal: RunningPortal, address: str) -> str:
    Visitor(portal, address).activate()
    return address


def test_an_authority_that_the_system_knows(
    portal: RunningPortal, address: str, play: Callable[..., str], tmp_path: Path
) -> None:
    with encrypted(portal, OURS.server(tmp_path)) as front:
        link = portal.invite(address).replace(portal.url, front.origin)
        play(
            *(fill(link=link), sees("Create your password"), quit_()),
            options=("--portal", front.origin),
            system=OURS.file(tmp_path),
        )
    assert load(tmp_path / "tui-voter" / "config.toml").authorities == {}


def test_an_authority_that_the_environment_names_is_not_believed(
    portal: RunningPortal, play: Callable[..., str], tmp_path: Path
) -> None:
    """A variable that some script has set is nobody's choice; ``--ca`` is the voter's."""
    with encrypted(portal, OURS.server(tmp_path)) as front:
        play(
            *(
                attempt(link=f"{front.origin}/activation/{new_link_token()}"),
                sees(UNKNOWN),
                quit_(),
            ),
            options=("--portal", front.origin),
            SSL_CERT_FILE=str(OURS.file(tmp_path)),
        )
    assert front.connections == 0


def test_a_file_is_remembered_for_its_portal_seen_and_taken_back(
    portal: RunningPortal, active: str, play: Callable[..., str], tmp_path: Path
) -> None:
    file = OURS.file(tmp_path, "school.pem")
    preferences = tmp_path / "tui-voter" / "config.toml"
    with encrypted(portal, OURS.server(tmp_path)) as front:
        play(
            *(leave("sign_in"), fill(at="Sign in", identifier=active)),
            *(
                sees(NOW_ON, host=host_of(front)),
                fill(at="Sign in", password=PASSWORD, captcha=solve),
            ),
            *(WELCOME, quit_()),
            options=("--portal", front.origin, "--ca", str(file)),
        )
        assert load(preferences).authorities == {front.origin: str(file)}
        play(*signing_in(active), WELCOME, quit_())
        play(
            *(leave("sign_in"), sees("Portal: {host}", host=host_of(front)), leave("other_portal")),
            sees("{host} is checked with the authorities in {file}.", host=host_of(front)),
            *(take("remove"), sees("Choose the portal that this computer is to forget.")),
            *(choose("0"), sees("Remove this portal?"), choose("authority")),
            sees(
                "From now on, {host} is checked with the authorities that this computer knows.",
                host=host_of(front),
            ),
            *(choose("0"), fill(at="Sign in", identifier=active), sees(UNKNOWN), quit_()),
        )
        assert load(preferences).authorities == {}
        assert load(preferences).portals == (front.origin,)


@in_pairs(linear="en", fullscreen="fr")
def test_a_wrong_file_vouches_for_nobody(
    portal: RunningPortal, play: Callable[..., str], tmp_path: Path, language: str
) -> None:
    """Whatever the system believes."""
    file = ANOTHER.file(tmp_path, "wrong.pem")
    with encrypted(portal, OURS.server(tmp_path)) as front:
        said = play(
            attempt(link=f"{front.origin}/activation/{new_link_token()}"),
            sees(
                "The portal could not prove its identity: its certificate was not issued by an "
                "authority in {file}. Nothing was sent. Do not continue, and tell the help desk, "
                "unless your IT service has given you a newer file. Then start with it: {command}"
            ),
            quit_(),
            options=("--portal", front.origin, "--ca", str(file)),
            system=OURS.file(tmp_path),
            lang=language,
        )
    assert front.connections == 0
    assert file.name in said
