"""What a portal's settings say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_server.core.settings import Settings, usual_key_file


@pytest.mark.parametrize(
    ("database", "key", "typed"),
    [
        ("mock-portal.db", "", "invite"),
        ("sqlite:///mock-portal.db", "", "invite"),
        ("room 2.db", "", "invite --database 'room 2.db'"),
        ("sqlite:///room.db", "", "invite --database room.db"),
        ("mock-portal.db", "other.key", "invite --key-file other.key"),
        ("postgresql+psycopg://office:secret@db.exemple/vote", "", "invite --database URL"),
    ],
)
def test_a_command_to_type_names_what_is_not_usual_and_no_password(
    monkeypatch: pytest.MonkeyPatch, database: str, key: str, typed: str
) -> None:
    monkeypatch.delenv("MOCK_PORTAL_DATABASE", raising=False)
    settings = Settings(database, Path(key) if key else usual_key_file(database))
    assert settings.command("invite").endswith(f"mock-portal {typed}")
    monkeypatch.setenv("MOCK_PORTAL_DATABASE", database)
    assert "--database" not in settings.command("invite")
