"""What one portal process is told at its start."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from mock_server.clock import Clock, real_time
from mock_server.credentials import HashProfile


@dataclass(frozen=True, slots=True)
class Settings:
    """Plain values, so that a worker process can be handed them.

    ``database`` is a SQLAlchemy URL; ``public_url`` the origin that mailed links name
    ("" for the one that the database knows); ``busy_timeout`` in seconds.
    """

    database: str = field(repr=False)  # a URL may carry a password
    key_file: Path
    public_url: str = ""
    profile: HashProfile = field(default_factory=HashProfile)
    busy_timeout: float = 5.0
    clock: Clock = real_time


def usual_key_file(database: str) -> Path:
    """Beside a SQLite file and named after it; in the current folder for a server's."""
    file = database.removeprefix("sqlite:///") if "://" in database else database
    return (
        Path("mock-portal.key")
        if "://" in file
        else Path(file or "mock-portal").with_suffix(".key")
    )
