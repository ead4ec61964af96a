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

from mock_server.accounts.link_mails import LinkMailer, invited_elsewhere
from mock_server.core.errors import Fault
from mock_server.core.origins import origin_served
from mock_server.core.settings import MIX_EVERY_IN_ROOMS, Settings
from mock_server.core.terminal import say
from mock_server.db.engine import Database, read_url
from mock_server.db.failures import display_name, sqlite_file
from mock_server.election.context import open_database, record_public_url
from mock_server.election.installation import install
from mock_server.election.model import ElectionDefinition
from mock_server.election.voters import all_voters
from mock_server.http.server import listen, make_server, origin_of
from mock_server.mail.outbox import entries
from mock_server.ops.journal import open_journal
from mock_server.security.credentials import PortalKey
from mock_server.training import learners
from mock_server.training.learner_actions import LearnerActions
from mock_server.training.lines import run_lines
from mock_server.training.rehearsal import NOTICES, seal_with_made_up_board, short_seal
from mock_server.training.room import Stage, look
from mock_server.training.vote_orders import VoteOrders, unsealed, vote_folder
from mock_server.vote.seal import is_sealed
from tui_voter.contract.languages import Language


class View(StrEnum):
    """How the room is shown to the trainer."""

    SCREEN = "screen"
    LINES = "lines"
    JSON = "json"


@dataclass(frozen=True)
class Wanted:
    """What a training is made of. With neither a ``count`` nor a ``file``, an existing portal is
    resumed; ``again`` invites all learners whose account is not active. The vote of a new portal
    is sealed, if ``vote``."""

    count: int | None
    file: Path | None
    language: Language
    host: str
    port: int
    view: View
    again: bool
    vote: bool = True


def train(settings: Settings, wanted: Wanted) -> None:
    """Serve the training's portal and show the room, until the trainer ends it.
    Raises :class:`Fault`."""
    tell = _to_errors if wanted.view is View.JSON else say
    with closing(listen(wanted.host, wanted.port)) as sock:
        public_url = settings.public_url or origin_served(origin_of(sock))
        settings = replace(
            settings, public_url=public_url, training=True, mix_every=MIX_EVERY_IN_ROOMS
        )
        if _make(settings, wanted) and wanted.vote:
            for sentence in _sealed(settings):
                tell(sentence)
        PortalKey.read(settings.key_file)  # report a bad one before anything is written
        database, election, _url = open_database(settings)
        with closing(database):
            record_public_url(database, public_url)
            for sentence in _invited(settings, database, election, again=wanted.again):
                tell(sentence)
            where, warnings = _where(sock, public_url), _warnings(sock)
            with database.read() as tx:
                notice = [] if is_sealed(tx) else [unsealed(settings)]
            only_here = _("Only this machine can reach it: learners work here, or over SSH.")
            for sentence in (*where, *notice, *(warnings or [only_here])):
                tell(sentence)
            learner_actions = LearnerActions(settings, database, election, public_url)
            vote_orders = VoteOrders(settings, database, election)
            with _served(settings, sock):
                if wanted.view is View.SCREEN:
                    told = [*where, *warnings]
                    _show(settings, database, election, learner_actions, vote_orders, told)
                else:
                    open_journal(None)
                    as_json = wanted.view is View.JSON
                    run_lines(
                        settings, database, election, learner_actions, vote_orders, as_json=as_json
                    )
            ended = _(
                "The training has ended and was saved: to resume it with {name}, run "
                "{command} again."
            )
            tell(
                ended.format(
                    name=display_name(read_url(settings.database)),
                    command=settings.command("train"),
                )
            )


def _show(
    settings: Settings,
    database: Database,
    election: ElectionDefinition,
    learner_actions: LearnerActions,
    vote_orders: VoteOrders,
    where: Sequence[str],
) -> None:
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    from mock_server.training.dashboard import Dashboard  # Textual is heavy

    dashboard = Dashboard(settings, database, election, learner_actions, vote_orders, where)
    dashboard.run()
    if dashboard.return_code:
        raise Fault(_("The dashboard failed, and the training has ended. Start it again."))


def _make(settings: Settings, wanted: Wanted) -> bool:
    """Create the portal that is asked for; False where one is resumed. Raises :class:`Fault`."""
    file = sqlite_file(read_url(settings.database))
    asked = wanted.count is not None or wanted.file is not None
    if asked and file is not None and file.exists():
        raise Fault(
            _(
                "{path} already exists and was not changed. To resume that training, without "
                "--learners or --voters: {command}"
            ).format(path=file, command=settings.command("train"))
        )
    folder = vote_folder(settings)
    if asked and wanted.vote and folder.exists():
        raise Fault(
            _(
                "{path} is of an earlier training’s vote and was not changed: delete it, or choose "
                "another --database."
            ).format(path=folder)
        )
    if wanted.file is not None:
        install(settings, learners.of_file(settings, wanted.file))
    elif wanted.count is not None:
        install(settings, learners.made_up(settings, wanted.count, wanted.language))
    elif file is not None and not file.exists():
        raise Fault(
            _("There is no portal {path}: say who takes part, with --learners or --voters.").format(
                path=file
            )
        )
    return asked


def _sealed(settings: Settings) -> list[str]:
    """Have a made-up polling board seal the vote. Sentences that say so. Raises :class:`Fault`."""
    folder = vote_folder(settings)
    seal_with_made_up_board(settings, folder, lambda _sentence: None)
    return [
        _("The vote is sealed by a made-up polling board. Its seal: {seal}").format(
            seal=short_seal(folder)
        ),
        _(
            "Each learner’s voting notice is in {notices}, and on their handout. Lists and rolls "
            "can no longer be changed; --no-vote leaves them open."
        ).format(notices=folder / NOTICES),
    ]


def _invited(
    settings: Settings, database: Database, election: ElectionDefinition, *, again: bool
) -> list[str]:
    """Invite everyone who has not been invited, or ``again`` all whose account is not active: a
    resumed training invites nobody twice unasked. Sentences that say so, and how many invitations
    name another address."""
    key = PortalKey.read(settings.key_file)
    mailer = LinkMailer(election, settings.public_url, key)
    with database.write() as tx:
        voters = all_voters(tx)
        learners.check_count(len(voters))
        uninvited = {item.id for item in look(tx).learners if item.stage is Stage.WAITING}
        waiting = [voter for voter in voters if voter.activated_at is None]
        new = [voter for voter in waiting if again or voter.id in uninvited]
        for voter in new:
            mailer.invite(tx, voter, settings.clock())
        stale = invited_elsewhere(entries(tx), waiting, key, settings.public_url)
    return [_invited_now(len(voters), len(new)), *_stale(stale, settings.public_url)]


def _invited_now(count: int, invited: int) -> str:
    room = ngettext(
        "{count} learner is in the room.", "{count} learners are in the room.", count
    ).format(count=count)
    if not invited:
        return f"{room} {_('No new invitations.')}"
    now = ngettext("{count} new invitation.", "{count} new invitations.", invited)
    return f"{room} {now.format(count=invited)}"


def _stale(count: int, public_url: str) -> list[str]:
    if not count:
        return []
    sentence = ngettext(
        "{count} invitation names another address than {url}: to send it anew, start with "
        "--invite-again.",
        "{count} invitations name another address than {url}: to send them anew, start with "
        "--invite-again.",
        count,
    )
    return [sentence.format(count=count, url=public_url)]


def _where(sock: socket, public_url: str) -> list[str]:
    return [
        _("The portal is running at {origin}").format(origin=origin_of(sock)),
        _("Everyone in the room can read all emails at {url}").format(url=f"{public_url}/mailbox"),
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
