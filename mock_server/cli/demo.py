"""``demo``: a whole portal in a temporary folder, removed when its parent process ends.

The process that starts it holds its standard input: when that ends, by intention or by
a crash, or when a signal comes, the portal stops and its folder is removed. An election that is
to be open, or counted, is sealed and counted by a rehearsal's commands, which are processes of
their own.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import Any

import msgspec

from mock_server.accounts.link_mails import LinkMailer
from mock_server.cli.arguments import add_opening, hash_profile
from mock_server.core.errors import Fault
from mock_server.core.languages import spoken
from mock_server.core.posix import ENDS, hold_ends, kill_session, release_ends
from mock_server.core.settings import MIX_EVERY_IN_ROOMS, HashProfile, Settings
from mock_server.core.terminal import say
from mock_server.election.context import open_database
from mock_server.election.folder import SAMPLE, ElectionFolder, read_folder
from mock_server.election.installation import install
from mock_server.election.voters import Voter, voters_to_invite
from mock_server.http.server import listen, origin_of, serve_here
from mock_server.mail.outbox import Mail
from mock_server.security.credentials import PortalKey
from mock_server.training.rehearsal import cast_made_up_ballots, code_of, notice_of, short_seal
from mock_server.vote.window import GRACE
from tui_voter.contract.shapes import Language


class At(StrEnum):
    """How far the election is, where it is further than its preparation."""

    OPENING = "opening"
    RESULTS = "results"


def add_demo(command: argparse.ArgumentParser) -> None:
    when = command.add_mutually_exclusive_group()
    add_opening(when)
    when.add_argument(
        "--at",
        choices=tuple(at.value for at in At),
        help=_("begin when the vote has just opened, or once it has been counted"),
    )
    command.set_defaults(run=_demo)


def _demo(options: argparse.Namespace) -> None:
    at = At(options.at) if options.at else None
    demo(hash_profile(), options.opens_in, spoken(), at)


def demo(
    profile: HashProfile, opens_in: timedelta | None, language: Language, at: At | None
) -> None:
    """Serve the sample election to its demo voter, until standard input ends.

    Prints one line of JSON once it serves: ``{"portal": origin, "mail": {"sender": ...,
    "recipient": ..., "subject": ..., "body": ...}}``; where the election is sealed also
    ``"notice": {"text": ..., "code": ..., "seal": ...}``.
    """
    # Until there is a server to end: an exception in the midst of the start, of anything, would
    # leave who knows what behind.
    hold_ends()
    threading.Thread(target=_end_with_input, daemon=True).start()
    with _private_folder() as folder, closing(listen("127.0.0.1", 0)) as sock:
        settings = Settings(
            database=str(folder / "portal.db"),
            key_file=folder / "portal.key",
            public_url=origin_of(sock),
            profile=profile,
            mix_every=MIX_EVERY_IN_ROOMS,
        )
        now = settings.clock()
        read = _in_language(read_folder(SAMPLE, now), language)
        if at is At.OPENING:
            opens_in = timedelta()
        elif at is At.RESULTS:
            opens_in = read.election.opens_at - read.election.closes_at - 2 * GRACE
        if opens_in is not None:
            read = read.opening_in(opens_in, now)
        install(settings, read)
        voter, mail = _invited(settings)
        told: dict[str, Any] = {"portal": origin_of(sock), "mail": mail}
        if at is not None:
            told["notice"] = _held(settings, folder / "vote", at, voter)
        serve_here(settings, sock, _announcement(told))


def _invited(settings: Settings) -> tuple[Voter, Mail]:
    database, election, _url = open_database(settings)
    with closing(database), database.write() as tx:
        (voter,) = voters_to_invite(tx, [election.demo_voter])
        mailer = LinkMailer(election, settings.public_url, PortalKey.read(settings.key_file))
        return voter, mailer.invite(tx, voter, settings.clock())


def _held(settings: Settings, folder: Path, at: At, voter: Voter) -> dict[str, str]:
    """Have the election sealed, and for its results voted on and counted. The voter's notice."""
    _rehearse("rehearse", settings, folder)
    if at is At.RESULTS:
        cast_made_up_ballots(settings, folder)
        _rehearse("rehearse-count", settings, folder)
    return {
        "text": notice_of(folder, voter.id),
        "code": code_of(folder, voter.id),
        "seal": short_seal(folder),
    }


def _rehearse(command: str, settings: Settings, folder: Path) -> None:
    """A command of a rehearsal, which an end of this process ends at once."""
    stored = ["--database", settings.database, "--key-file", str(settings.key_file)]
    child = subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-P", "-m", "mock_server", command, *stored, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        release_ends()
        _out, wrong = child.communicate()
    finally:
        hold_ends()
        if child.poll() is None:
            kill_session(child)
            child.wait()
    if child.returncode:
        raise Fault(wrong.strip())


def _in_language(folder: ElectionFolder, language: Language) -> ElectionFolder:
    """The folder with its demo voter speaking ``language``."""
    key = folder.election.demo_voter.casefold()
    voters = tuple(
        msgspec.structs.replace(voter, language=language) if voter.address_key == key else voter
        for voter in folder.voters
    )
    return msgspec.structs.replace(folder, voters=voters)


def _announcement(told: dict[str, Any]) -> Callable[[], None]:
    def announce() -> None:
        say(msgspec.json.encode(told).decode())
        release_ends()

    return announce


@contextmanager
def _private_folder() -> Iterator[Path]:
    """A folder that only its owner can read, removed in the end, come what may."""
    folder = tempfile.TemporaryDirectory(prefix="mock-portal-", ignore_cleanup_errors=True)
    try:
        yield Path(folder.name)
    finally:
        for number in ENDS:
            signal.signal(number, signal.SIG_IGN)  # the process is already ending
        folder.cleanup()


def _end_with_input() -> None:
    """Wait for the end of standard input, then ask this process to stop."""
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    os.kill(os.getpid(), signal.SIGTERM)
