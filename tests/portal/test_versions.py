"""The versions of a portal's database: what is refused, what is upgraded, and that the
migrations lead to what ``init`` makes."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.db import schema, versions
from mock_server.db.versions import alembic_config
from mock_server.election.context import open_context
from tests import portal_database
from tests.portal.conftest import Stopping, serving
from tests.portal.postgres import program

pytestmark = pytest.mark.both_databases

NEEDED = schema.VERSION


def to_version_2(database: str, found: int = 2) -> None:
    """What the program of version 2 left, which did not know Alembic."""
    for statement in (
        "DROP TABLE alembic_version",
        f"ALTER TABLE portal ADD COLUMN version INTEGER DEFAULT {found} NOT NULL",
        "DROP INDEX ix_mail_due",
        *(f"ALTER TABLE mail DROP COLUMN {name}" for name in ("due_at", "tries", "failure")),
        "DROP TABLE clock",
        "DROP TABLE progress",
        *(f"DROP INDEX ix_{table}_voter_id" for table in ("activation_link", "recovery_link")),
        "CREATE INDEX ix_activation_link_voter_id ON activation_link (voter_id)",
        "CREATE INDEX ix_recovery_link_voter_id ON recovery_link (voter_id)",
        "DROP INDEX ix_mail_voter_id",
        "CREATE INDEX ix_mail_voter_id ON mail (voter_id)",
    ):
        portal_database.sql(database, statement)


def migrated(database: str, to: str = "head") -> None:
    if not portal_database.is_postgresql(database):
        sqlite3.connect(database).close()
    with portal_database.transaction(database, writes=True) as tx:
        command.upgrade(alembic_config(tx), to)


# --- The migrations ---------------------------------------------------------------------------


def test_the_migrations_make_what_the_schema_says(empty_database: str) -> None:
    migrated(empty_database)
    with portal_database.transaction(empty_database, writes=True) as tx:
        command.check(alembic_config(tx))
        assert versions.found_version(tx) == NEEDED


def test_they_make_what_init_makes(settings: Settings, empty_database: str) -> None:
    """To the last index and collation, which Alembic does not compare."""
    migrated(empty_database)
    assert definition(empty_database) == definition(settings.database)


def definition(database: str) -> list[str]:
    """Every statement that would make the same tables."""
    if portal_database.is_postgresql(database):
        url = database.replace("+psycopg", "")
        done = subprocess.run(
            [program("pg_dump"), "--schema-only", url], capture_output=True, check=True
        )
        statements = done.stdout.decode().split(";\n")
        return sorted(item for item in statements if "restrict" not in item)
    rows = portal_database.sql(database, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
    # A table that was made anew and renamed has its name in quotation marks.
    return sorted(" ".join(statement.replace('"', "").split()) for (statement,) in rows)


# --- Upgrading --------------------------------------------------------------------------------


def test_a_database_of_version_2_is_upgraded_and_serves(
    settings: Settings, stopping: Stopping
) -> None:
    before = portal_database.everything(settings.database)
    to_version_2(settings.database)
    with pytest.raises(Fault, match=r"is a database of version 2; .* with mock-portal upgrade\."):
        open_context(settings)

    said: list[str] = []
    versions.upgrade(settings, said.append)
    assert f"goes from version 2 to version {NEEDED}." in said[0]
    assert said[-1] == "The upgrade is done."
    assert portal_database.everything(settings.database) == before
    with serving(settings, stopping) as portal:
        portal.activated()


def test_upgrading_again_does_nothing(settings: Settings) -> None:
    before = portal_database.everything(settings.database)
    said: list[str] = []
    versions.upgrade(settings, said.append)
    (sentence,) = said
    assert sentence.endswith(f"is of version {NEEDED} already.")
    assert portal_database.everything(settings.database) == before


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (1, r"is a database of version 1, which cannot be upgraded: make a new one with"),
        (0, r"is not a portal's database\."),
    ],
)
def test_a_database_that_is_too_old(settings: Settings, found: int, sentence: str) -> None:
    to_version_2(settings.database, found)
    for act in (open_context, upgrade):
        with pytest.raises(Fault, match=sentence):
            act(settings)


def upgrade(settings: Settings) -> None:
    said: list[str] = []
    try:
        versions.upgrade(settings, said.append)
    finally:
        assert said == [], "nothing is begun"


def test_a_database_of_a_newer_program(settings: Settings) -> None:
    portal_database.sql(settings.database, "UPDATE alembic_version SET version_num = '99'")
    sentence = rf"is a database of version 99, made by a newer program; .* version {NEEDED}\."
    for act in (open_context, upgrade):
        with pytest.raises(Fault, match=sentence):
            act(settings)


def test_an_upgrade_that_fails_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    to_version_2(settings.database)
    files = sorted(tmp_path.iterdir())
    portal_database.sql(settings.database, "CREATE VIEW other AS SELECT version FROM portal")
    with pytest.raises(Fault, match="cannot be written"):
        versions.upgrade(settings, lambda _sentence: None)
    with portal_database.transaction(settings.database) as tx:
        assert versions.found_version(tx) == 2
        assert tx.execute(text("SELECT version FROM other")).scalar() == 2
    assert sorted(tmp_path.iterdir()) == files, "no copy is left"


def test_an_upgrade_waits_for_nobody_for_long(settings: Settings) -> None:
    to_version_2(settings.database)
    with portal_database.held(settings.database), pytest.raises(Fault, match="held by another"):
        versions.upgrade(settings, lambda _sentence: None)
