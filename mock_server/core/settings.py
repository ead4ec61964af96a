"""The settings of a portal process."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Final

from mock_server.core.times import Clock, real_time
from tui_voter.contract.typed import command

Network = IPv4Network | IPv6Network

DATABASE_VARIABLE: Final = "MOCK_PORTAL_DATABASE"


class JournalForm(StrEnum):
    """How a portal writes its journal."""

    TEXT = "text"
    JSON = "json"


MIX_EVERY: Final = 600
MIX_EVERY_IN_ROOMS: Final = 5
"""How often ballots go into the urn, in seconds: in a portal, and in a demo or a training, where
nobody wants to wait."""


@dataclass(frozen=True, slots=True)
class HashProfile:
    """The cost of argon2id: memory in KiB, passes, lanes. The default is OWASP's recommendation."""

    memory: int = 19 * 1024
    passes: int = 2
    lanes: int = 1

    @classmethod
    def parse(cls, text: str) -> HashProfile:
        """The cost written as "19456,2,1". Raises ValueError."""
        memory, passes, lanes = (int(number) for number in text.split(","))
        if not (lanes >= 1 and passes >= 1 and 8 * lanes <= memory <= 2**22):
            raise ValueError(text)
        return cls(memory, passes, lanes)


USUAL_HOST: Final = "127.0.0.1"
USUAL_PORT: Final = 8000
"""Where a portal listens that is given no address."""


@dataclass(frozen=True, slots=True)
class WorkCost:
    """The cost of a proof of work to a client: ``most`` tries, of ``rounds`` rounds each. By
    default, a slow core (2.7 million rounds a second) takes up to three seconds, one and a half on
    average, and a core of today half of that."""

    rounds: int = 1_000
    most: int = 8_000

    @classmethod
    def parse(cls, text: str) -> WorkCost:
        """The cost written as "1000,8000". Raises ValueError."""
        rounds, most = (int(number) for number in text.split(","))
        if not (1 <= rounds <= 10_000 and 1 <= most <= 10_000_000):
            raise ValueError(text)
        return cls(rounds, most)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a portal: plain values, so that they can be passed to a worker process."""

    database: str = field(repr=False)  # a URL may carry a password
    """A SQLAlchemy URL."""
    key_file: Path
    public_url: str = ""
    """The origin that mailed links name; "" for the one that the database records."""
    profile: HashProfile = field(default_factory=HashProfile)
    work: WorkCost = field(default_factory=WorkCost)
    busy_timeout: float = 5.0
    """How long a request may wait for the database, in seconds."""
    clock: Clock = real_time
    journal: JournalForm | None = None
    """The form of the line that is logged for each request; None for no such lines."""
    metrics: bool = False
    """Whether the portal counts and times for its metrics."""
    training: bool = False
    """Whether the portal notes how far each voter has come, and shows all mails to the room."""
    certificate: Path | None = None
    """The file of the certificate with which the portal speaks TLS, and of its key; None for
    http."""
    deliver_to: str = ""
    """The URL to which mails are delivered; "" if they are not."""
    smtp_ca: Path | None = None
    """The file of the authorities that the mail server's certificate may be from; None for the
    system's."""
    trusted_proxies: tuple[Network, ...] = ()
    """The proxies that are believed when they name the client whose request they forward."""
    is_here_only: bool = False
    """Whether the portal is for this computer alone, and answers under its loopback names only."""
    mix_every: float = MIX_EVERY
    """How often the ballots that were cast go into the urn, in seconds."""

    def command(self, *words: str) -> str:
        """A command of ``mock-portal`` as it is typed for this portal: it names the database and
        the key unless they are the usual ones. "URL" stands for a server's URL, which may contain a
        password."""
        where = []
        file = self.database.removeprefix("sqlite:///")
        if file != usual_database().removeprefix("sqlite:///"):
            where += ["--database", "URL" if "://" in file else file]
        if self.key_file != usual_key_file(self.database):
            where += ["--key-file", str(self.key_file)]
        return command("mock-portal", *words, *where)

    @property
    def certificate_file(self) -> Path:
        """Where a training room's portal keeps its certificate. "portal.room.pem" stands beside
        "portal.key"."""
        return self.key_file.with_name(f"{self.key_file.name.removesuffix('.key')}.room.pem")

    @property
    def reserve_key_file(self) -> Path:
        """The key that opens the codes in the reserve. It is in no backup. "portal.reserve.key"
        stands beside "portal.key"."""
        return self.key_file.with_name(f"{self.key_file.name.removesuffix('.key')}.reserve.key")


def usual_database() -> str:
    """The database of a command that is given none."""
    return os.environ.get(DATABASE_VARIABLE, "mock-portal.db")


def usual_key_file(database: str) -> Path:
    """The usual file of the key: beside a SQLite file and named after it, or in the current folder
    for a database server."""
    file = database.removeprefix("sqlite:///") if "://" in database else database
    return (
        Path("mock-portal.key")
        if "://" in file
        else Path(file or "mock-portal").with_suffix(".key")
    )
