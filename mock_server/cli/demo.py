"""``demo``: a whole portal in a temporary folder, removed when its parent process ends.

The process that starts it holds its standard input: when that ends, by intention or by
a crash, or when a signal comes, the portal stops and its folder is removed.
"""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import msgspec

from mock_server.accounts.link_mails import LinkMailer
from mock_server.cli.arguments import add_opening, hash_profile
from mock_server.core.languages import spoken
from mock_server.core.settings import MIX_EVERY_IN_ROOMS, HashProfile, Settings
from mock_server.core.terminal import say
from mock_server.election.context import open_database
from mock_server.election.folder import SAMPLE, ElectionFolder, read_folder
from mock_server.election.installation import install
from mock_server.election.voters import voters_to_invite
from mock_server.http.server import listen, origin_of, serve_here
from mock_server.mail.outbox import Mail
from mock_server.security.credentials import PortalKey
from tui_voter.contract.shapes import Language


def add_demo(command: argparse.ArgumentParser) -> None:
    add_opening(command)
    command.set_defaults(run=_demo)


def _demo(options: argparse.Namespace) -> None:
    demo(hash_profile(), options.opens_in, spoken())


def demo(profile: HashProfile, opens_in: timedelta | None, language: Language) -> None:
    """Serve the sample election to its demo voter, until standard input ends.

    Prints one line of JSON once it serves: ``{"portal": origin, "mail": {"sender": ...,
    "recipient": ..., "subject": ..., "body": ...}}``.
    """
    _hold_signals()
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
        if opens_in is not None:
            read = read.opening_in(opens_in, now)
        install(settings, read)
        serve_here(settings, sock, _announcement(origin_of(sock), _invited(settings)))


def _invited(settings: Settings) -> Mail:
    database, election, _url = open_database(settings)
    with closing(database), database.write() as tx:
        (voter,) = voters_to_invite(tx, [election.demo_voter])
        mailer = LinkMailer(election, settings.public_url, PortalKey.read(settings.key_file))
        return mailer.invite(tx, voter, settings.clock())


def _in_language(folder: ElectionFolder, language: Language) -> ElectionFolder:
    """The folder with its demo voter speaking ``language``."""
    key = folder.election.demo_voter.casefold()
    voters = tuple(
        msgspec.structs.replace(voter, language=language) if voter.address_key == key else voter
        for voter in folder.voters
    )
    return msgspec.structs.replace(folder, voters=voters)


def _announcement(origin: str, mail: Mail) -> Callable[[], None]:
    def announce() -> None:
        line = msgspec.json.encode({"portal": origin, "mail": mail})
        say(line.decode())
        _release_signals()

    return announce


_ENDS: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
)


def _hold_signals() -> None:
    """Let an end that comes during the start wait until there is a server to end: an
    exception in the midst of anything would leave who knows what behind."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)


def _release_signals() -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)


@contextmanager
def _private_folder() -> Iterator[Path]:
    """A folder that only its owner can read, removed in the end, come what may."""
    folder = tempfile.TemporaryDirectory(prefix="mock-portal-", ignore_cleanup_errors=True)
    try:
        yield Path(folder.name)
    finally:
        for number in _ENDS:
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
