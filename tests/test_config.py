"""The preferences: kept whole, and never lost to a mistake."""

import subprocess
import sys
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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tui-voter" / "config.toml"


def test_what_is_saved_is_read_back(path: Path) -> None:
    assert load(path) == Config()
    save(FULL, path)
    assert load(path) == FULL
    assert [p.name for p in path.parent.iterdir()] == ["config.toml"]
    save(FULL._replace(remembers=False), path)
    assert "remembers" not in path.read_text(), "that nothing is remembered is not noted"
    assert not load(path).remembers
    path.write_text('language = "fr"\nverbosity = "brief"\nknown = ["0badcafe"]\n')
    assert load(path) == Config(language="fr"), "what no longer means anything is passed over"


REMEMBERS = """
import sys
from functools import partial
from pathlib import Path
from tui_voter.machine.config import change, with_portal
for number in range(20):
    origin = f"https://portail-{sys.argv[2]}-{number}.exemple"
    change(Path(sys.argv[1]), partial(with_portal, origin=origin))
"""


def test_two_programs_lose_nothing_of_each_other(path: Path) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", REMEMBERS, str(path), name]) for name in "ab"
    ]
    assert [program.wait() for program in programs] == [0, 0]
    assert len(load(path).portals) == 40


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("language = ", r"not valid TOML \(line 1\)"),
        ("theme = 1\n[\n", r"not valid TOML \(line 2\)"),
        ('language = "de"', "language must be one of: fr, en"),
        ('voice = "loud"', "voice must be one of"),
        ('portals = "https://portail.exemple"', "portals must be a list"),
        ("portals = [1]", "portals must be a list"),
        ('[authorities]\n"ftp://x" = "/srv/ecole.pem"', "authorities must name a file"),
        ('[authorities]\n"https://portail.exemple" = ""', "authorities must name a file"),
        ("remembers = 1", "remembers must be one of: true, false"),
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


@pytest.mark.parametrize("origin", ["http://[::1]:8000", "https://un.exemple.fr:8443"])
def test_every_portal_that_can_be_chosen_can_be_read_again(path: Path, origin: str) -> None:
    directory = PortalDirectory(
        "fr", remember=lambda known, file: save(with_portal(FULL, known, file), path)
    )
    directory.choose(origin)
    directory.remember(origin)
    assert PortalDirectory("fr", load(path).portals).known()[0] == origin


@pytest.mark.parametrize("text", ["", "language = "])
def test_preferences_are_erased_broken_or_not_and_nothing_else(path: Path, text: str) -> None:
    path.parent.mkdir()
    other = path.with_name("other")
    other.touch()
    path.write_text(text)
    assert erase(path)
    assert [*path.parent.iterdir()] == [other]
    other.unlink()
    save(FULL, path)
    assert erase(path)
    assert not erase(path)
    assert not path.parent.exists()


def test_portals_and_authorities_are_known_once_and_go_together_or_alone() -> None:
    config = with_portal(Config(), "https://un.exemple", "/srv/un.pem")
    config = with_portal(config, "https://deux.exemple", "/srv/deux.pem")
    assert without_portal(config, "https://un.exemple") == Config(
        portals=("https://deux.exemple",), authorities={"https://deux.exemple": "/srv/deux.pem"}
    )
    assert without_authority(config, "https://un.exemple") == config._replace(
        authorities={"https://deux.exemple": "/srv/deux.pem"}
    )
    assert with_portal(config, "https://un.exemple").authorities.keys() == {"https://deux.exemple"}
    portals = with_portal(FULL, "https://autre.exemple").portals
    assert portals == ("https://autre.exemple", "https://portail.exemple"), "the latest is first"
