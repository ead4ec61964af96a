"""A training session, from creating its portal to its end."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from gettext import gettext as _
from gettext import ngettext
from ipaddress import ip_address
from pathlib import Path
from socket import socket

from sqlalchemy import select

from mock_server.accounts.link_mails import LinkMailer, invited_elsewhere
from mock_server.core.errors import Fault
from mock_server.core.languages import spoken
from mock_server.core.origins import origin_served
from mock_server.core.settings import MIX_EVERY_IN_ROOMS, USUAL_HOST, USUAL_PORT, Settings
from mock_server.core.terminal import say
from mock_server.core.times import in_words, stamp
from mock_server.db import schema
from mock_server.db.engine import Database, read_url
from mock_server.db.failures import display_name, faults_told, sqlite_file
from mock_server.db.versions import found_version
from mock_server.election.context import open_database, record_public_url
from mock_server.election.folder import ElectionFolder
from mock_server.election.installation import install
from mock_server.election.model import ElectionDefinition
from mock_server.election.voters import all_voters
from mock_server.http.server import listen, make_server, origin_of
from mock_server.mail.outbox import arrived
from mock_server.ops.journal import open_journal
from mock_server.security.credentials import PortalKey
from mock_server.training import learners, spares
from mock_server.training.browser.pages import RoomPages
from mock_server.training.door import (
    address_in_network,
    certificate_of,
    check_address,
    fingerprint,
    page_of_room,
    room_of,
)
from mock_server.training.goals import STUCK_AFTER
from mock_server.training.lines import run_lines
from mock_server.training.rehearsal import (
    NOTICES,
    seal_with_made_up_board,
    short_seal,
    vote_folder,
)
from mock_server.training.room import Room as SeenRoom
from mock_server.training.room import Stage, look
from mock_server.training.trainer import Order, Trainer
from mock_server.training.trouble import undo_what_was_left
from tui_voter.contract.languages import Language
from tui_voter.contract.rooms import Room


class View(StrEnum):
    """How the room is shown to the trainer."""

    SCREEN = "screen"
    LINES = "lines"
    JSON = "json"


@dataclass(frozen=True)
class Wanted:
    """The training that is asked for."""

    election: Path | None
    """The folder of a new portal's election; None is the sample."""
    learners: int | Path | None
    """How many learners are made up for a new portal, or the file that lists them; None means the
    voters of the folder and, where there is none, resumes an existing portal."""
    seals: bool
    """Whether the vote of a new portal is sealed."""
    invites_again: bool
    """Whether all learners whose account is not active are invited, be it again."""
    language: Language
    host: str
    """Where it listens; "" for this computer's address in the room's network."""
    port: int
    is_room: bool
    """Whether the laptops of a room's network reach the portal, by its room code."""
    view: View
    missing: int = 0
    """How many learners of a new portal are missing from a roll: its seal waits for their claims.
    """
    spares: int = 0
    """How many learners more a new portal has in reserve."""
    stuck_after: timedelta = STUCK_AFTER
    """How long a learner is at a step before they count as stuck."""
    browsers: bool = False
    """Whether browsers are let in to a room, too: the voter's programs then run here."""


def train(settings: Settings, wanted: Wanted) -> None:
    """Serve the training's portal and show the room, until the trainer ends it.
    Raises :class:`Fault`."""
    as_json = wanted.view is View.JSON

    def tell(*sentences: str) -> None:
        for sentence in sentences:
            if as_json:
                sys.stderr.write(sentence + "\n")
            else:
                say(sentence)

    host = wanted.host
    if wanted.is_room and not host:
        host = check_address(address_in_network())
    with closing(listen(host, wanted.port)) as sock:
        place = _same_place(settings, wanted, sock)
        if wanted.is_room:
            public_url = origin_of(sock, "https")
            settings = replace(settings, certificate=certificate_of(settings, host))
        else:
            public_url = settings.public_url or origin_served(origin_of(sock))
        settings = replace(
            settings, public_url=public_url, training=True, mix_every=MIX_EVERY_IN_ROOMS
        )
        tell(*_make_portal(settings, wanted, place))
        PortalKey.read(settings.key_file)  # report a bad one before anything is written
        database, election, _url = open_database(settings)
        with closing(database):
            before = record_public_url(database, public_url)
            tell(*undo_what_was_left(database, settings.clock()))
            tell(*_invite(settings, database, election, again=wanted.invites_again))
            trainer = Trainer(settings, database, election, wanted.stuck_after)
            where = [*_addresses(public_url), *_moved(settings, before)]
            warnings = _warnings(sock, public_url)
            way_in, page, beside = "", "", None
            if wanted.is_room and (room := room_of(settings, public_url)) is not None:
                way_in = f"tui-voter --room {room.code}"
                beside, page = RoomPages(room, browsers=wanted.browsers), page_of_room(room)
                where = [_("On each laptop: {command}").format(command=way_in), *where]
                if wanted.browsers:
                    where.insert(1, _("In a browser: {url}").format(url=page))
                    tell(_warned(room))
            only_here = _("Only this machine can reach it: learners work here, or over SSH.")
            tell(*where, *trainer.notices(), *(warnings or [only_here]))
            with _serving(settings, sock, beside), closing(trainer):
                if wanted.view is View.SCREEN:
                    _show(trainer, [*where, *warnings], way_in, page)
                else:
                    open_journal(None)
                    run_lines(trainer, as_json=as_json)
            try:
                tell(trainer.obey(Order.SUMMARY))
            except Fault as fault:  # the training was held all the same
                tell(str(fault))
            tell(*_ended(settings, place, trainer.look()))


def _ended(settings: Settings, place: list[str], room: SeenRoom) -> list[str]:
    """Sentences that say how the training goes on, at that ``place``, or another one begins."""
    ended = _(
        "The training has ended and was saved: to resume it with {name}, run {command} again."
    ).format(
        name=display_name(read_url(settings.database)), command=settings.command("train", *place)
    )
    clock = _("Until then, the portal’s clock stands.")
    if room.speed:
        clock = _("Until then, the portal’s clock runs on: {command} stops it.").format(
            command=settings.command("clock", "pause")
        )
    return [ended, clock, _new_group()]


def _resumed() -> list[str]:
    return [_("This training goes on where it was."), _new_group()]


def _new_group() -> str:
    return _("A new group begins in another folder, or with another --database.")


def _same_place(settings: Settings, wanted: Wanted, sock: socket) -> list[str]:
    """The options with which a training that goes on keeps its address."""
    host, port = sock.getsockname()[:2]
    at = ["--port", str(port)] if port != USUAL_PORT else []
    if wanted.is_room:
        return ["--room", *filter(None, [wanted.host]), *at, *["--browser"] * wanted.browsers]
    at = ["--host", host, *at] if host != USUAL_HOST else at
    return [*at, "--public-url", settings.public_url] if settings.public_url else at


def _show(trainer: Trainer, where: Sequence[str], way_in: str, page: str) -> None:
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    from mock_server.training.dashboard import Dashboard  # Textual is heavy

    dashboard = Dashboard(trainer, where, way_in, page)
    dashboard.run()
    if dashboard.return_code:
        raise Fault(_("The dashboard failed, and the training has ended. Start it again."))


def _make_portal(settings: Settings, wanted: Wanted, place: list[str]) -> list[str]:
    """Create the portal that is asked for and have its vote sealed, unless it is there: then the
    training goes on. Returns sentences about that, the learners' file and the seal. Raises
    :class:`Fault`."""
    folder = vote_folder(settings)
    if wanted.learners is None and wanted.election is None:
        _check_resumed(settings, wanted)
        return _resumed()
    read = learners.read(settings, wanted.election, wanted.learners, wanted.language)
    if _is_there(settings):
        _check_same(settings, read, place)
        return _resumed()
    if wanted.seals:
        _check_new(folder)
    read = learners.left_out(read, wanted.missing)
    said, later = [*read.remarks], []
    now = settings.clock()
    if read.election.opens_at <= now:
        read = read.opening_in(read.election.time_ahead(now), now)
        later = [_later_opening(read.election)]
    install(settings, spares.with_spares(read, wanted.spares, wanted.language))
    spares.keep(settings, wanted.spares)
    if wanted.missing:
        said += _missing(settings, read, wanted.missing)
    if not wanted.seals or wanted.missing:
        return said + later
    seal_with_made_up_board(settings, folder, lambda _sentence: None)
    return [
        *said,
        _("The vote is sealed by a made-up polling board. Its seal: {seal}").format(
            seal=short_seal(folder)
        ),
        _(
            "Each learner’s voting notice is in {notices}, and on their handout. Lists and rolls "
            "can no longer be changed; --no-vote leaves them open."
        ).format(notices=folder / NOTICES),
        *later,
    ]


def _later_opening(election: ElectionDefinition) -> str:
    sentence = _("By its own dates the vote has begun: in this training, it opens {moment}.")
    return sentence.format(moment=in_words(election.opens_at, election.time_zone, spoken()))


def _check_resumed(settings: Settings, wanted: Wanted) -> None:
    """Raise :class:`Fault` if there is no portal to resume, or what is wanted is for a new one."""
    if wanted.spares:
        raise Fault(
            _(
                "--spare makes learners as a room is created, with --learners, --voters or "
                "--election."
            )
        )
    if wanted.missing:
        raise Fault(
            _(
                "--missing leaves learners out of a new room, with --learners, --voters or "
                "--election."
            )
        )
    if not _is_there(settings):
        raise Fault(
            _(
                "There is no portal {path}: say who takes part, with --learners, --voters or "
                "--election."
            ).format(path=display_name(read_url(settings.database)))
        )


def _is_there(settings: Settings) -> bool:
    """Whether the database is one already. Raises :class:`Fault`."""
    url = read_url(settings.database)
    if file := sqlite_file(url):
        return file.exists()
    with (
        closing(Database(url, busy_timeout=settings.busy_timeout)) as database,
        faults_told(url, _("{name} is not a portal’s database.")),
        database.read() as tx,
    ):
        return bool(found_version(tx))


def _check_same(settings: Settings, asked: ElectionFolder, place: list[str]) -> None:
    """Raise :class:`Fault` if the portal that is there has other learners or ballots than those
    that are asked for."""
    database, _election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        in_reserve = spares.spares(tx)
        there = {voter.address_key for voter in all_voters(tx) if voter.id not in in_reserve}
        ballots = {*tx.execute(select(schema.ballot.c.id)).scalars()}
    wanted = {voter.address_key for voter in asked.voters}
    if (there, ballots) != (wanted, {ballot.id for ballot in asked.ballots}):
        raise Fault(
            _(
                "{name} has other learners, or another election, and was not changed. {new} To go "
                "on with this one: {command}"
            ).format(
                name=display_name(read_url(settings.database)),
                new=_new_group(),
                command=settings.command("train", *place),
            )
        )


def _check_new(vote: Path) -> None:
    """Raise :class:`Fault` if the folder of a new portal's ``vote`` is there."""
    if vote.exists():
        raise Fault(
            _(
                "{path} is of an earlier training’s vote and was not changed: delete it, or choose "
                "another --database."
            ).format(path=vote)
        )


def _missing(settings: Settings, read: ElectionFolder, count: int) -> list[str]:
    """Sentences about the last ``count`` learners, who are missing from a roll."""
    ends = read.election.claims_until
    return [
        _("Missing from the roll of their first election: {addresses}.").format(
            addresses=", ".join(one.address for one in read.voters[-count:])
        ),
        _(
            "They see it in the rolls of their elections, and send a claim, which {inbox} lists. "
            "Accepted before the vote is sealed, it puts them on the roll: {answer}"
        ).format(
            inbox=settings.command("inbox"),
            answer=settings.command("answer", "R-000001", "--accept", _("TEXT")),
        ),
        _("Claims are taken until {end}, by the portal’s clock.").format(
            end=stamp(ends, read.election.time_zone)
        ),
    ]


def _invite(
    settings: Settings, database: Database, election: ElectionDefinition, *, again: bool
) -> list[str]:
    """Invite everyone who has not been invited; with ``again``, all whose account is not active.
    Returns sentences that say so, and how many invitations name another address than the
    portal's."""
    key, url = PortalKey.read(settings.key_file), settings.public_url
    mailer, now = LinkMailer(election, url, key), settings.clock()
    with database.write() as tx:
        voters = all_voters(tx)
        learners.check_count(len(voters))
        room = look(tx, now)
        in_room = {learner.id for learner in room.learners}
        uninvited = {item.id for item in room.learners if item.stage is Stage.WAITING}
        waiting = [voter for voter in voters if voter.activated_at is None and voter.id in in_room]
        new = [voter for voter in waiting if again or voter.id in uninvited]
        for voter in new:
            mailer.invite(tx, voter, now)
        elsewhere = invited_elsewhere(arrived(tx, now), waiting, key, url)
    there = ngettext(
        "{count} learner is in the room.", "{count} learners are in the room.", len(in_room)
    )
    invited = ngettext("{count} new invitation.", "{count} new invitations.", len(new))
    invited = invited if new else _("No new invitations.")
    said = [f"{there.format(count=len(in_room))} {invited.format(count=len(new))}"]
    if room.spares:
        in_reserve = ngettext(
            "{count} more is in reserve.", "{count} more are in reserve.", room.spares
        )
        said.append(in_reserve.format(count=room.spares))
    if elsewhere:
        sentence = ngettext(
            "{count} invitation names another address than {url}: to send it anew, start with "
            "--invite-again.",
            "{count} invitations name another address than {url}: to send them anew, start with "
            "--invite-again.",
            elsewhere,
        )
        said.append(sentence.format(count=elsewhere, url=url))
    return said


def _addresses(public_url: str) -> list[str]:
    return [
        _("The portal is running at {origin}").format(origin=public_url),
        _("Everyone in the room can read all emails at {url}").format(url=f"{public_url}/mailbox"),
    ]


def _moved(settings: Settings, before: str) -> list[str]:
    """The sentence about what was printed while the portal had another address ``before``."""
    if before in ("", settings.public_url):
        return []
    moved = _(
        "This portal’s address was {before} until now: sheets and labels that were printed lead "
        "there, though their numbers and PINs remain. Print them anew: {command}"
    )
    return [moved.format(before=before, command=settings.command("handouts", _("FOLDER")))]


def _warned(room: Room) -> str:
    return _("Browsers warn once: the certificate’s SHA-256 begins with {start}").format(
        start=fingerprint(room)
    )


def _warnings(sock: socket, public_url: str) -> list[str]:
    """The sentence that warns of other machines, if they can reach the portal."""
    if ip_address(sock.getsockname()[0]).is_loopback:
        return []
    warning = _("WARNING: everyone on the network of {origin} can reach this portal.")
    return [warning.format(origin=public_url)]


@contextmanager
def _serving(settings: Settings, sock: socket, beside: RoomPages | None) -> Iterator[None]:
    """Run the portal in a thread while the trainer's view is open."""
    started = threading.Event()
    server = make_server(settings, started.set, beside)

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
