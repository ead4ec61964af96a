"""The preferences: kept whole, and never lost to a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_voter.config import Config, ConfigError, load, save, with_portal

FULL = Config(
    language="en",
    voice="linear",
    theme="accessible",
    portals=("https://portail.exemple", "https://autre.exemple"),
)


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    save(FULL, path)
    assert load(path) == FULL
    assert [p.name for p in path.parent.iterdir()] == ["config.toml"]


def test_no_file_means_no_preferences(tmp_path: Path) -> None:
    assert load(tmp_path / "config.toml") == Config()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("language = ", "not valid TOML"),
        ('language = "de"', "language must be one of: fr, en"),
        ('voice = "loud"', "voice must be one of"),
        ('theme = "pink"', "theme must be one of"),
        ('portals = "https://portail.exemple"', "portals must be a list"),
        ("portals = [1]", "portals must be a list"),
    ],
)
def test_a_broken_file_is_explained_and_kept(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=says):
        load(path)
    assert path.read_text() == text


def test_a_file_that_is_no_text_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(path)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be kept"):
        save(FULL, tmp_path / "file" / "config.toml")


def test_the_latest_confirmed_portal_comes_first_and_once() -> None:
    portals = with_portal(FULL, "https://autre.exemple").portals
    assert portals == ("https://autre.exemple", "https://portail.exemple")
