"""A training session, from creating its portal to its end."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from gettext import gettext as _
from gettext import ngettext
from ipaddress import ip_address
from pathlib import Path
from socket import socket
from typing import Final

from mock_server.accounts.link_mails import LinkMailer
from mock_server.core.errors import Fault
from mock_server.core.origins import origin_served
from mock_server.core.settings import Settings
from mock_server.core.terminal import say
from mock_server.db.engine import Database, read_url
from mock_server.db.failures import display_name, sqlite_file
from mock_server.election.context import open_database, record_public_url
from mock_server.election.installation import install
from mock_server.election.model import ElectionDefinition
from mock_server.election.voters import find_voter
from mock_server.http.server import listen, make_server, origin_of
from mock_server.ops.journal import open_journal
from mock_server.security.credentials import PortalKey
from mock_server.training import learners
from mock_server.training.learner_actions import LearnerActions
from mock_server.training.lines import run_lines
from mock_server.training.room import Stage, look
from tui_voter.contract.shapes import Language

USUAL_LEARNERS: Final = 10


class View(StrEnum):
    """How the room is shown to the trainer."""

    SCREEN = "screen"
    LINES = "lines"
    JSON = "json"


@dataclass(frozen=True)
class Wanted:
    """What a training is made of. With neither a ``count`` nor a ``file``, an existing portal is
    resumed."""

    count: int | None
    file: Path | None
    language: Language
    host: str
    port: int
    view: View


def train(settings: Settings, wanted: Wanted) -> None:
    """Serve the training's portal and show the room, until the trainer ends it.
    Raises :class:`Fault`."""
    tell = _to_errors if wanted.view is View.JSON else say
    with closing(listen(wanted.host, wanted.port)) as sock:
        public_url = settings.public_url or origin_served(origin_of(sock))
        settings = replace(settings, public_url=public_url, training=True)
        _make(settings, wanted)
        PortalKey.read(settings.key_file)  # report a bad one before anything is written
        database, election, _url = open_database(settings)
        with closing(database):
            record_public_url(database, public_url)
            tell(_invited(settings, database, election))
            where, warnings = _where(sock, public_url), _warnings(sock)
            only_here = _("Only this machine can reach it: learners work here, or over SSH.")
            for sentence in (*where, *(warnings or [only_here])):
                tell(sentence)
            learner_actions = LearnerActions(settings, database, election, public_url)
            with _served(settings, sock):
                if wanted.view is View.SCREEN:
                    _show(settings, database, election, learner_actions, [*where, *warnings])
                else:
                    open_journal(None)
                    as_json = wanted.view is View.JSON
                    run_lines(settings, database, election, learner_actions, as_json=as_json)
            ended = _(
                "The training has ended and was saved: to resume it with {name}, run "
                "mock-portal train again."
            )
            tell(ended.format(name=display_name(read_url(settings.database))))


def _show(
    settings: Settings,
    database: Database,
    election: ElectionDefinition,
    learner_actions: LearnerActions,
    where: Sequence[str],
) -> None:
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    from mock_server.training.dashboard import Dashboard  # Textual is heavy

    dashboard = Dashboard(settings, database, election, learner_actions, where)
    dashboard.run()
    if dashboard.return_code:
        raise Fault(_("The dashboard failed, and the training has ended. Start it again."))


def _make(settings: Settings, wanted: Wanted) -> None:
    file = sqlite_file(read_url(settings.database))
    asked = wanted.count is not None or wanted.file is not None
    if asked and file is not None and file.exists():
        raise Fault(
            _(
                "{path} already exists and was not changed. To resume that training: "
                "mock-portal train, without --learners or --voters."
            ).format(path=file)
        )
    if wanted.count is None and wanted.file is None and (file is None or file.exists()):
        return
    if wanted.file is not None:
        folder = learners.of_file(settings, wanted.file)
    else:
        folder = learners.made_up(settings, wanted.count or USUAL_LEARNERS, wanted.language)
    install(settings, folder)


def _invited(settings: Settings, database: Database, election: ElectionDefinition) -> str:
    """Invite everyone who has not been invited; a resumed training invites nobody twice."""
    mailer = LinkMailer(election, settings.public_url, PortalKey.read(settings.key_file))
    with database.write() as tx:
        room = look(tx)
        new = [learner for learner in room.learners if learner.stage is Stage.WAITING]
        for learner in new:
            voter = find_voter(tx, learner.address)
            if voter is not None:
                mailer.invite(tx, voter, settings.clock())
    count, invited = len(room.learners), len(new)
    return ngettext(
        "{count} learner is in the room; {invited} have just been invited.",
        "{count} learners are in the room; {invited} have just been invited.",
        count,
    ).format(count=count, invited=invited)


def _where(sock: socket, public_url: str) -> list[str]:
    return [
        _("The portal is running at {origin}.").format(origin=origin_of(sock)),
        _("Everyone in the room can read all emails at {url}.").format(url=f"{public_url}/mailbox"),
    ]


def _warnings(sock: socket) -> list[str]:
    """None where only this machine reaches the portal."""
    if ip_address(sock.getsockname()[0]).is_loopback:
        return []
    warning = _("WARNING: everyone on the network of {origin} can reach this portal.")
    return [warning.format(origin=origin_of(sock))]


@contextmanager
def _served(settings: Settings, sock: socket) -> Iterator[None]:
    """Run the portal in a thread while the trainer's view is open."""
    started = threading.Event()
    server = make_server(settings, started.set)

    def serve() -> None:
        try:
            server.run([sock])
        finally:  # if it ends early, nobody must keep waiting for the start
            started.set()

    thread = threading.Thread(target=serve)
    thread.start()
    started.wait()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _to_errors(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
