"""The parts of one portal, wired together, and how its database is opened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from gettext import gettext as _
from pathlib import Path
from typing import Final

from sqlalchemy import select, update

from mock_server.captcha.register import Captchas
from mock_server.core.errors import Fault
from mock_server.core.settings import Network, Settings
from mock_server.core.times import Clock
from mock_server.db import schema
from mock_server.db.engine import Database, read_url
from mock_server.db.failures import faults_told, sqlite_file
from mock_server.db.versions import check_version, found_version
from mock_server.election.announcement import Announced, read_announcement
from mock_server.election.model import ElectionDefinition, decode_election
from mock_server.election.portal_time import PortalTime, read_clock
from mock_server.security.credentials import Hasher, PortalKey
from tui_voter.contract.election import Election
from tui_voter.contract.languages import Language

REFRESH: Final = 8
REFRESH_SET: Final = 1
"""How often a client asks for the times again, in seconds: while the portal keeps real time, and
while its clock is set or a training runs. Both are meant for a room; a nation's portal would be
asked less often."""


@dataclass(frozen=True, slots=True)
class PortalContext:
    """The dependencies of every operation of the portal."""

    election: ElectionDefinition
    database: Database
    hasher: Hasher
    key: PortalKey
    reserve_key_file: Path
    captchas: Captchas
    clock: Clock
    """Real time, which guards accounts."""
    portal_time: PortalTime
    """The portal's time, which the vote follows."""
    announced: Announced
    public_url: str
    """The origin that mailed links name. It comes from configuration, never from a request."""
    training: bool
    trusted_proxies: tuple[Network, ...]
    is_here_only: bool = False
    """Whether it answers under the loopback names of this computer only."""

    def view(self, language: Language) -> Election:
        """The election as anyone can read it now."""
        return self.election.view(
            language,
            self.portal_time(),
            announcement=self.announced.text,
            speed=self.portal_time.speed,
            real_time=self.portal_time.is_real,
            refresh_in=REFRESH if self.portal_time.is_real and not self.training else REFRESH_SET,
        )

    def for_client(self, client: str) -> PortalContext:
        """This context for the requests of one client, who hashes in turns with the others."""
        return replace(self, hasher=self.hasher.for_client(client))

    @asynccontextmanager
    async def in_turn(self) -> AsyncIterator[PortalContext]:
        """This context for one act that hashes, within its client's turn
        (:meth:`.Hasher.in_turn`)."""
        async with self.hasher.in_turn() as hasher:
            yield replace(self, hasher=hasher)

    def close(self) -> None:
        self.hasher.close()
        self.database.close()


def open_context(settings: Settings) -> PortalContext:
    """Open an existing portal. Raises :class:`Fault`."""
    key = PortalKey.read(settings.key_file)
    database, election, public_url = open_database(settings)
    with database.read() as tx:
        reading, announcement = read_clock(tx), read_announcement(tx)
    return PortalContext(
        election=election,
        database=database,
        hasher=Hasher(settings.profile),
        key=key,
        reserve_key_file=settings.reserve_key_file,
        captchas=Captchas(key, election.captcha, settings.work),
        clock=settings.clock,
        portal_time=PortalTime(settings.clock, reading),
        announced=Announced(announcement),
        public_url=public_url,
        training=settings.training,
        trusted_proxies=settings.trusted_proxies,
        is_here_only=settings.is_here_only,
    )


def open_database(settings: Settings) -> tuple[Database, ElectionDefinition, str]:
    """Open a portal's database. Returns it with its election and the origin that mailed links name:
    "" if no portal has served yet and no origin was given. Raises :class:`Fault`."""
    url = read_url(settings.database)
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        raise Fault(
            _(
                "There is no database {path}. Change to the portal’s folder, or create it: "
                "{command}"
            ).format(path=file, command=settings.command("init"))
        )
    database = Database(url, busy_timeout=settings.busy_timeout)
    try:
        with faults_told(url, _("{name} is not a portal’s database.")), database.read() as tx:
            check_version(settings, found_version(tx))
            portal = tx.execute(select(schema.portal)).one()
    except BaseException:
        database.close()
        raise
    election = decode_election(portal.election)
    # The recorded origin is where the portal served last.
    return database, election, settings.public_url or election.public_url or portal.public_url


def record_public_url(database: Database, public_url: str) -> str:
    """Record the portal's address for later commands. Returns the one before, "" for none."""
    with database.write() as tx:
        before: str = tx.execute(select(schema.portal.c.public_url)).scalar_one()
        tx.execute(update(schema.portal).values(public_url=public_url))
    return before


def record_training(database: Database, *, training: bool) -> None:
    """Record whether the portal that serves is a training's: only there does trouble that was made
    on purpose show."""
    with database.read() as tx:
        recorded = tx.execute(select(schema.portal.c.training)).scalar_one()
    if recorded != training:
        with database.write() as tx:
            tx.execute(update(schema.portal).values(training=training))
