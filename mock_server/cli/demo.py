"""``demo``: a whole portal in a temporary folder, removed when its parent process ends.

The process that starts it holds its standard input: when that ends, by intention or by
a crash, or when a signal comes, the portal stops and its folder is removed. An election that is
to be open, or counted, is sealed and counted by a rehearsal's commands, which are processes of
their own. Where the voter is to begin signed in, the account is active from the start.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from enum import StrEnum
from gettext import gettext as _
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from queue import SimpleQueue
from time import monotonic, sleep
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from mock_server.accounts.account import activate_voter
from mock_server.accounts.link_mails import LinkMailer
from mock_server.accounts.replacing import has_replaced
from mock_server.accounts.sessions import open_session, signed_in
from mock_server.cli.arguments import add_opening, hash_profile, work_cost
from mock_server.cli.clock import opening_in
from mock_server.core.errors import Fault
from mock_server.core.languages import spoken
from mock_server.core.posix import ENDS, hold_ends, kill_session, release_ends
from mock_server.core.settings import MIX_EVERY_IN_ROOMS, HashProfile, Settings, WorkCost
from mock_server.core.terminal import say
from mock_server.election.context import open_context, open_database
from mock_server.election.folder import SAMPLE, ElectionFolder, read_folder
from mock_server.election.following import READ_EVERY
from mock_server.election.installation import install
from mock_server.election.model import ElectionDefinition
from mock_server.election.voters import Voter, find_voter, voters_to_invite
from mock_server.http.server import listen, origin_of, serve_here
from mock_server.mail.outbox import arrived, queue
from mock_server.mail.templates import hours_of_the_vote, letter
from mock_server.security.credentials import PortalKey, new_token
from mock_server.training.rehearsal import cast_made_up_ballots, code_of, notice_of, short_seal
from mock_server.vote.window import GRACE
from tui_voter.contract.election import Election
from tui_voter.contract.languages import Language
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.contract.rules import normalise_answer
from tui_voter.machine.phrases import propose

QUESTION: Final = "first-dish"
ANSWER: Final = "La blanquette"
"""What the account is activated with, beside a new password, where the voter begins signed in."""
DEADLINE: Final = 15.0
"""How long this process waits in all for its own portal to open the vote, in seconds."""


class At(StrEnum):
    """Where the voter begins, signed in."""

    HOME = "home"
    OPENING = "opening"
    BALLOT = "ballot"
    RESULTS = "results"


def add_demo(command: argparse.ArgumentParser) -> None:
    when = command.add_mutually_exclusive_group()
    add_opening(when)
    when.add_argument(
        "--at",
        choices=tuple(at.value for at in At),
        help=_(
            "begin signed in: before the vote, as it opens, at your ballots, or once it is counted"
        ),
    )
    command.set_defaults(run=_demo)


def _demo(options: argparse.Namespace) -> None:
    at = At(options.at) if options.at else None
    demo(hash_profile(), work_cost(), options.opens_in, spoken(), at)


def demo(
    profile: HashProfile,
    work: WorkCost,
    opens_in: timedelta | None,
    language: Language,
    at: At | None,
) -> None:
    """Serve the sample election to its demo voter, until standard input ends.

    Once it serves, it prints one line of JSON: ``{"portal": origin}``. From then on it reads
    orders, one a line, and answers each in one line. The answer to ``post`` is ``{"mails":
    [{"sender": ..., "recipient": ..., "subject": ..., "body": ...}, ...]}``, the oldest first, and
    if the election is sealed also ``"notice": {"text": ..., "code": ..., "seal": ..., "replaced":
    ...}``, where ``replaced`` says whether another code has replaced the notice's, and if the
    account was active from the start ``"account": {"password": ..., "answer": ...}``. The answer
    to ``open`` is the same, once the ballots are sealed and the vote is open. The answer to
    ``sign in`` is that of the portal to one who signs in. The answer to an order that cannot be
    followed is ``{"fault": ...}``.
    """
    # Signals wait until there is a server to end: an exception in the middle of the start would
    # leave processes or files behind.
    hold_ends()
    orders: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_read_orders, args=(orders,), daemon=True).start()
    with _private_folder() as folder, closing(listen("127.0.0.1", 0)) as sock:
        settings = Settings(
            database=str(folder / "portal.db"),
            key_file=folder / "portal.key",
            public_url=origin_of(sock),
            profile=profile,
            work=work,
            mix_every=MIX_EVERY_IN_ROOMS,
            is_here_only=True,
        )
        now = settings.clock()
        read = _in_language(read_folder(SAMPLE, now), language)
        install(settings, read.opening_in(_opens_in(at, opens_in, read.election, now), now))
        password = "" if at is None else _new_password(language)
        voter = _activate_voter(settings, password) if password else _invite_voter(settings)
        with closing(_Staging(settings, folder / "vote", voter, password)) as staging:
            if at not in (None, At.HOME):
                with _signals_let_in():
                    staging.seal()
                    if at is At.RESULTS:
                        staging.vote_and_count()
            serve_here(settings, sock, _announcement(origin_of(sock), staging, orders))


def _opens_in(
    at: At | None, wanted: timedelta | None, election: ElectionDefinition, now: datetime
) -> timedelta:
    """How long after its start the demo's vote opens: as ``wanted``, where it begins before."""
    if at in (At.OPENING, At.BALLOT):
        return timedelta()
    if at is At.RESULTS:
        return election.opens_at - election.closes_at - 2 * GRACE
    if wanted is not None:
        return wanted
    return election.time_ahead(now)


def _invite_voter(settings: Settings) -> Voter:
    database, election, _url = open_database(settings)
    now = settings.clock()
    with closing(database), database.write() as tx:
        (voter,) = voters_to_invite(tx, [election.demo_voter])
        mailer = LinkMailer(election, settings.public_url, PortalKey.read(settings.key_file))
        mailer.invite(tx, voter, now)
        return voter


def _new_password(language: Language) -> str:
    """A phrase for this demo alone: other users of the computer can reach its port."""
    return propose(PasswordPolicy(), language).reveal()


def _activate_voter(settings: Settings, password: str) -> Voter:
    """Make the demo voter's account active, and send the confirmation."""
    with closing(open_context(settings)) as context:
        election, now = context.election, context.clock()
        password_hash = asyncio.run(context.hasher.hash(password))
        answer = asyncio.run(context.hasher.hash(normalise_answer(ANSWER)))
        with context.database.write() as tx:
            (voter,) = voters_to_invite(tx, [election.demo_voter])
            activate_voter(
                tx,
                voter.id,
                now,
                password_hash=password_hash,
                question_id=QUESTION,
                answer_hash=answer,
            )
            vote = hours_of_the_vote(election, voter.language, context.portal_time())
            confirmation = letter(election, voter, "confirmation", news={"vote": vote})
            queue(tx, confirmation, voter_id=voter.id, kind="confirmation", now=now)
        return msgspec.structs.replace(voter, password_hash=password_hash)


def wait_for_opening(origin: str) -> None:
    """Wait until the portal of ``origin`` tells clients that the vote is open: it reads its clock
    at intervals. Raises :class:`Fault`."""
    until = monotonic() + DEADLINE
    with closing(HTTPConnection(urlsplit(origin).netloc, timeout=DEADLINE)) as portal:
        try:
            while monotonic() < until:
                portal.request("GET", "/api/election")
                told = msgspec.json.decode(portal.getresponse().read(), type=Election)
                if told.portal_time >= told.opens_at:
                    return
                sleep(READ_EVERY / 5)
            raise TimeoutError
        except (OSError, HTTPException) as error:
            raise Fault(type(error).__name__) from error


class _Staging:
    """The election as it is played to one voter. Once closed, it runs none of its commands.
    ``password`` is that of the voter's account, "" if it was not active from the start."""

    def __init__(self, settings: Settings, folder: Path, voter: Voter, password: str) -> None:
        self._settings = settings
        self._folder = folder
        self._voter = voter
        self._password = password
        self._key = PortalKey.read(settings.key_file)
        self._starting = threading.Lock()
        self._command: subprocess.Popen[str] | None = None
        self._is_sealed = False
        self._is_closed = False

    def follow(self, order: str) -> dict[str, Any]:
        """The answer to an order."""
        try:
            if order == "sign in":
                return self._sign_in()
            if order == "open" and not self._is_sealed:
                self.seal()
                opening_in(self._settings, timedelta())
                wait_for_opening(self._settings.public_url)
            return self._post()
        except Fault as fault:
            return {"fault": str(fault)}

    def seal(self) -> None:
        """Have a made-up polling board seal the ballots. Raises :class:`Fault`."""
        self._run("rehearse")
        self._is_sealed = True

    def vote_and_count(self) -> None:
        cast_made_up_ballots(self._settings, self._folder)
        self._run("rehearse-count")

    def _sign_in(self) -> dict[str, Any]:
        """Open a session for the voter."""
        token = new_token()
        with closing(open_context(self._settings)) as context:
            now = context.clock()
            with context.database.write() as tx:
                open_session(tx, context, token, self._voter.id, now)
            ends_at = now + context.election.session_idle
            said = signed_in(context, token, ends_at, self._voter.language, now)
        told: dict[str, Any] = msgspec.to_builtins(said)
        return told

    def _post(self) -> dict[str, Any]:
        """What the voter has received: the mails, and once the vote is sealed, the voting
        notice."""
        database, _election, _url = open_database(self._settings)
        with closing(database), database.read() as tx:
            received = arrived(tx, self._settings.clock(), self._voter.address)
            replaced = has_replaced(tx, self._voter.id)
            voter = find_voter(tx, self._voter.address)
        post: dict[str, Any] = {"mails": [each.unsealed(self._key).mail for each in received]}
        if self._password and voter and voter.password_hash == self._voter.password_hash:
            post["account"] = {"password": self._password, "answer": ANSWER}
        if self._is_sealed:
            post["notice"] = {
                "text": notice_of(self._folder, self._voter.id),
                "code": code_of(self._folder, self._voter.id),
                "seal": short_seal(self._folder),
                "replaced": replaced,
            }
        return post

    def _run(self, command: str) -> None:
        """Run a command of a rehearsal, in a process of its own. Raises :class:`Fault`."""
        settings = self._settings
        stored = ["--database", settings.database, "--key-file", str(settings.key_file)]
        with self._starting:
            if self._is_closed:
                raise Fault("ended")
            child = self._command = subprocess.Popen(  # noqa: S603 (our own program)
                [sys.executable, "-P", "-m", "mock_server", command, *stored, str(self._folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        _out, wrong = child.communicate()
        if child.returncode:
            raise Fault(wrong.strip())

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def close(self) -> None:
        """End the command that is running, with the processes that it has started."""
        with self._starting:
            self._is_closed = True
        if self._command is not None and self._command.poll() is None:
            kill_session(self._command)
            self._command.wait()


def _in_language(folder: ElectionFolder, language: Language) -> ElectionFolder:
    """The folder with its demo voter speaking ``language``."""
    key, language = folder.election.demo_voter.casefold(), folder.election.best_language(language)
    voters = tuple(
        msgspec.structs.replace(voter, language=language) if voter.address_key == key else voter
        for voter in folder.voters
    )
    return msgspec.structs.replace(folder, voters=voters)


def _announcement(origin: str, staging: _Staging, orders: SimpleQueue[str]) -> Callable[[], None]:
    def announce() -> None:
        say(msgspec.json.encode({"portal": origin}).decode())
        threading.Thread(target=obey, daemon=True).start()
        release_ends()

    def obey() -> None:
        while True:
            answer = msgspec.json.encode(staging.follow(orders.get())).decode()
            if staging.is_closed:
                return  # nobody listens any more
            say(answer)

    return announce


@contextmanager
def _signals_let_in() -> Iterator[None]:
    """Within this context, a signal ends the program at once."""
    release_ends()
    try:
        yield
    finally:
        hold_ends()


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


def _read_orders(orders: SimpleQueue[str]) -> None:
    """Pass orders on until standard input ends, then ask this process to stop."""
    begun = b""
    with suppress(OSError):
        while read := os.read(0, 4096):  # sys.stdin would still be locked when Python ends
            *whole, begun = (begun + read).split(b"\n")
            for order in whole:
                orders.put(order.decode(errors="replace"))
    os.kill(os.getpid(), signal.SIGTERM)
