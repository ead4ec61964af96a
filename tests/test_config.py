"""The preferences: kept whole, and never lost to a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_voter.machine.config import (
    Config,
    ConfigError,
    erase,
    load,
    save,
    with_portal,
    without_authority,
    without_portal,
)
from tui_voter.portal.directory import PortalDirectory

FULL = Config(
    language="en",
    voice="linear",
    theme="accessible",
    portals=("https://portail.exemple", "https://autre.exemple"),
    authorities={"https://autre.exemple": "/srv/école.pem"},
    remembers=True,
)


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.toml"
    save(FULL, path)
    assert load(path) == FULL
    assert [p.name for p in path.parent.iterdir()] == ["config.toml"]


def test_preferences_of_an_earlier_program_that_no_longer_mean_anything_are_passed_over(
    tmp_path: Path,
) -> None:
    path = tmp_path / "config.toml"
    path.write_text('language = "fr"\nverbosity = "brief"\nknown = ["0badcafe"]\none_key = true\n')
    assert load(path) == Config(language="fr")


def test_no_file_means_no_preferences(tmp_path: Path) -> None:
    assert load(tmp_path / "config.toml") == Config()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("language = ", r"not valid TOML \(line 1\)"),
        ('theme = "visual"\nvoice = "loud', r"not valid TOML \(line 2\)"),
        ("theme = 1\n[\n", r"not valid TOML \(line 2\)"),
        ('language = "de"', "language must be one of: fr, en"),
        ('voice = "loud"', "voice must be one of"),
        ('theme = "pink"', "theme must be one of"),
        ('portals = "https://portail.exemple"', "portals must be a list"),
        ("portals = [1]", "portals must be a list"),
        ('authorities = "/srv/ecole.pem"', "authorities must name a file for each address"),
        ('[authorities]\n"ftp://x" = "/srv/ecole.pem"', "authorities must name a file"),
        ('[authorities]\n"https://portail.exemple" = ""', "authorities must name a file"),
        ("remembers = 1", "remembers must be one of: true, false"),
        ('remembers = "true"', "remembers must be one of: true, false"),
    ],
)
def test_a_broken_file_is_explained_and_kept(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=says):
        load(path)
    assert path.read_text() == text


def test_what_cannot_be_read_saved_or_erased_is_explained_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    path, folder = tmp_path / "file", tmp_path / "folder"
    path.write_bytes(b"\xff\xfe")
    folder.mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        load(path)
    for place in (path / "config.toml", folder):
        with pytest.raises(ConfigError, match="cannot be saved"):
            save(FULL, place)
    with pytest.raises(ConfigError, match="cannot be erased"):
        erase(folder)
    assert {*tmp_path.iterdir()} == {path, folder}


@pytest.mark.parametrize(
    "origin", ["http://[::1]:8000", "http://127.0.0.1:8000", "https://un.exemple.fr:8443"]
)
def test_every_portal_that_can_be_chosen_can_be_read_again(tmp_path: Path, origin: str) -> None:
    path = tmp_path / "config.toml"
    directory = PortalDirectory(
        "fr", remember=lambda known, file: save(with_portal(FULL, known, file), path)
    )
    directory.choose(origin)
    directory.remember(origin)
    assert PortalDirectory("fr", load(path).portals).known()[0] == origin


def test_that_nothing_is_remembered_is_not_noted(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    save(FULL._replace(remembers=False), path)
    assert "remembers" not in path.read_text()
    assert not load(path).remembers


@pytest.mark.parametrize("text", ["", "language = "])
def test_preferences_are_erased_broken_or_not(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tui-voter" / "config.toml"
    path.parent.mkdir()
    path.write_text(text)
    assert erase(path)
    assert not erase(path)
    assert list(tmp_path.iterdir()) == []


def test_erasing_leaves_what_else_is_in_the_folder(tmp_path: Path) -> None:
    save(FULL, tmp_path / "config.toml")
    (tmp_path / "other").write_text("")
    assert erase(tmp_path / "config.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_the_latest_confirmed_portal_comes_first_and_once() -> None:
    config = with_portal(FULL, "https://autre.exemple")
    assert config.portals == ("https://autre.exemple", "https://portail.exemple")
    assert config.remembers


def test_authorities_go_with_their_portal_or_alone() -> None:
    config = with_portal(Config(), "https://un.exemple", "/srv/un.pem")
    config = with_portal(config, "https://deux.exemple", "/srv/deux.pem")
    assert without_portal(config, "https://un.exemple") == Config(
        portals=("https://deux.exemple",), authorities={"https://deux.exemple": "/srv/deux.pem"}
    )
    assert without_authority(config, "https://un.exemple") == config._replace(
        authorities={"https://deux.exemple": "/srv/deux.pem"}
    )
    assert with_portal(config, "https://un.exemple").authorities.keys() == {"https://deux.exemple"}
