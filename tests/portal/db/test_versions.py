"""The versions of a portal's database: what is refused, and what is upgraded."""

import subprocess
from functools import partial
from pathlib import Path

import pytest
from alembic import command

from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.db import schema, versions
from mock_server.election.context import open_context
from tests import portal_database
from tests.portal.conftest import SOON_BUSY, Stopping, serving
from tests.portal.db.postgres import program

pytestmark = pytest.mark.both_databases

NEEDED = schema.VERSION
FIRST = Path(__file__).with_name("first_version.sql")
"""The first version's tables as ``init`` made them."""
SPELLING = {
    "sqlite": {"number": "INTEGER", "bytes": "BLOB", "bytewise": "", "end": " WITHOUT ROWID"},
    "postgresql": {"number": "SERIAL", "bytes": "BYTEA", "bytewise": ' COLLATE "C"', "end": ""},
}


def test_the_migrations_lead_from_the_first_version_to_what_init_makes(
    settings: Settings, kind: str, empty_database: str
) -> None:
    """To the last index and collation, which Alembic does not compare. Red: the schema has
    changed, and has no new version and no migration yet."""
    first = FIRST.read_text(encoding="utf-8").format(**SPELLING[kind])
    for statement in first.split(";\n"):
        portal_database.sql(empty_database, statement)
    with portal_database.transaction(empty_database, writes=True) as tx:
        command.upgrade(versions.alembic_config(tx), "head")
        command.check(versions.alembic_config(tx))
        assert versions.found_version(tx) == NEEDED
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


@pytest.mark.usefixtures("next_version")
def test_an_older_database_is_upgraded_and_serves(settings: Settings, stopping: Stopping) -> None:
    before = portal_database.everything(settings.database, but=schema.revision.name)
    with pytest.raises(Fault, match=rf"is a database of version {NEEDED}; .* mock-portal upgrade"):
        open_context(settings)

    said: list[str] = []
    versions.upgrade(settings, said.append)
    assert f"from version {NEEDED} to version {NEEDED + 1}." in said[0]
    assert said[-1] == "The upgrade is complete."
    mottos = portal_database.sql(settings.database, "SELECT DISTINCT motto FROM ballot")
    assert mottos == [("Go",)]
    portal_database.sql(settings.database, "ALTER TABLE ballot DROP COLUMN motto")
    assert portal_database.everything(settings.database, but=schema.revision.name) == before
    with serving(settings, stopping) as portal:
        portal.activated()
    versions.upgrade(settings, said.append)
    assert said[-1].endswith(f"is already at version {NEEDED + 1}.")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            "UPDATE alembic_version SET version_num = '99'",
            rf"of version 99, made by a newer version of this program; .* version {NEEDED}\.",
        ),
        ("UPDATE alembic_version SET version_num = 'abc'", "is not a portal’s database"),
        ("DROP TABLE alembic_version", "is not a portal’s database"),
    ],
)
def test_a_database_of_another_program(settings: Settings, change: str, sentence: str) -> None:
    portal_database.sql(settings.database, change)
    said: list[str] = []
    for act in (open_context, partial(versions.upgrade, say=said.append)):
        with pytest.raises(Fault, match=sentence):
            act(settings)
    assert said == [], "nothing is begun"


@SOON_BUSY
@pytest.mark.usefixtures("next_version")
def test_an_upgrade_that_fails_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    portal_database.sql(settings.database, "CREATE TABLE hall (id INTEGER)")
    files = sorted(tmp_path.iterdir())
    before = definition(settings.database)
    with portal_database.held(settings.database), pytest.raises(Fault, match="in use by another"):
        versions.upgrade(settings, lambda _sentence: None)
    with pytest.raises(Fault, match="cannot be written"):
        versions.upgrade(settings, lambda _sentence: None)
    assert definition(settings.database) == before
    with portal_database.transaction(settings.database) as tx:
        assert versions.found_version(tx) == NEEDED
    assert sorted(tmp_path.iterdir()) == files, "no copy is left"
