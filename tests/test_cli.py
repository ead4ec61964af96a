"""``tui-voter`` from the shell: what is not understood gets one sentence and exit code 2."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import PROGRAM
from tui_voter.cli import LINK_PATHS, STEERS_TLS, main
from tui_voter.contract.links import LinkKind, link_path, new_link_token
from tui_voter.machine.config import Config, load

LINKS = [f"https://portail.exemple{link_path(kind)}{new_link_token()}" for kind in LinkKind]


def run(*arguments: str, config: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The program without a terminal, with the preferences in ``config``."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "XDG_CONFIG_HOME": str(config), "PYTHONUTF8": "1", **variables},
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        *(([link], "Un lien est un secret") for link in LINKS),
        ([f"--portal={LINKS[1]}"], "Un lien est un secret"),
        (["demo", "--opens-in", "banana"], "banana n’est pas une durée"),
        (["--portal", "ftp://portail.exemple"], "n’est pas l’adresse d’un portail"),
        (["--proxy", "proxy.exemple"], "n’est pas l’adresse d’un proxy"),
        (["--theme", "rose"], "choix non valable"),
        (["--bogus"], "option inconnue"),
        (["--ca", ""], "ne peut pas être lu"),
        (["--ca", "/nowhere/a.pem"], "Le fichier /nowhere/a.pem n’existe pas"),
        (["--linear", "--ca", os.devnull], f"Le fichier {os.devnull} "),
    ],
)
def test_what_is_not_understood(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = run("--lang", "fr", *arguments, config=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert not any(link.rpartition("/")[2] in done.stderr for link in LINKS), "it is not repeated"


def test_every_kind_of_link_is_known() -> None:
    assert set(LINK_PATHS) == {link_path(kind) for kind in LinkKind}


PASSWORD = "environment variable TUI_VOTER_PROXY"
NO_PROXY = "is not the address of a proxy"


@pytest.mark.parametrize(
    ("proxy", "says"),
    [
        *((f"{scheme}marie:Canari7@proxy", PASSWORD) for scheme in ("http://", "")),
        *((f"http://proxy{odd}", NO_PROXY) for odd in ("\x1b[2J:3128", ":0", ":70000", ":3128\n")),
        *((f"http://{odd}", NO_PROXY) for odd in ("pro\u202exy:3128", "pro\u200bxy", "a b", "")),
        *((f"http://{odd}", NO_PROXY) for odd in ("999.1.1.1:3128", "[::x]:3128", "pröxy:3128")),
        ("socks5://proxy:1080", NO_PROXY),
    ],
)
def test_an_odd_proxy_is_told_in_one_harmless_sentence(
    tmp_path: Path, proxy: str, says: str
) -> None:
    done = run("--lang", "en", "--proxy", proxy, config=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert says is PASSWORD or len(done.stderr.splitlines()) == 1
    assert not set("\x1b\u202e\u200b") & set(done.stderr)
    assert "Canari7" not in done.stderr


@pytest.mark.parametrize("proxy", ["marie:Canari7@proxy", "http://pro\u202exy:3128"])
def test_a_proxy_of_the_environment_is_checked_and_not_repeated(tmp_path: Path, proxy: str) -> None:
    done = run("--lang", "en", config=tmp_path, TUI_VOTER_PROXY=proxy)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"TUI_VOTER_PROXY {NO_PROXY}" in done.stderr
    assert not {"Canari7", "\u202e"} & {*done.stderr, *done.stderr.split()}


def test_a_proxy_of_the_environment_may_have_a_password(tmp_path: Path) -> None:
    proxy = "http://marie:Canari7@127.0.0.1:9"
    done = run("--lang", "en", config=tmp_path, TUI_VOTER_PROXY=proxy)
    assert "one-time link" in done.stdout
    assert "proxy" not in done.stderr


def test_the_environment_neither_listens_in_nor_reaches_children(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in STEERS_TLS:
        monkeypatch.setenv(name, "/tmp/nothing")  # noqa: S108 nothing is written there
    monkeypatch.setenv("TUI_VOTER_PROXY", "http://marie:Canari7@127.0.0.1:9")
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    with pytest.raises(SystemExit):
        main(["--version"])
    assert not {*STEERS_TLS, "TUI_VOTER_PROXY"} & set(os.environ)
    assert os.environ["PYTHONSAFEPATH"] == "1"


def test_a_missing_catalogue_is_told_and_english_goes_on(tmp_path: Path) -> None:
    program = f"""
import pathlib, sys, tui_voter.messages
tui_voter.messages.LOCALE_DIR = pathlib.Path({str(tmp_path)!r})
from tui_voter.cli import main
sys.exit(main(["--lang", "fr", "--linear"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)},
        check=False,
    )
    assert "one-time link" in done.stdout
    [told] = done.stderr.splitlines()
    assert told.startswith("tui-voter: The texts in Français are not installed")


def preferences(folder: Path, text: str) -> Path:
    """A file of them."""
    file = folder / "tui-voter" / "config.toml"
    file.parent.mkdir()
    file.write_text(text)
    return file


def test_broken_preferences_are_told_and_kept_until_they_are_forgotten(tmp_path: Path) -> None:
    file = preferences(tmp_path, "language = ")
    done = run("--lang", "en", config=tmp_path)
    assert (done.returncode, file.read_text()) == (2, "language = ")
    assert "not valid TOML" in done.stderr
    assert run("forget", config=tmp_path).returncode == 0
    assert not file.exists()


NO_STORE = "There is no usable keyring here: nothing was stored in one."


def test_forget_erases_the_preferences_where_there_is_no_key_store(tmp_path: Path) -> None:
    file = tmp_path / "tui-voter" / "config.toml"
    run("--lang", "en", "--save", config=tmp_path)
    assert file.exists()
    done = run("forget", "--lang", "en", config=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [NO_STORE, f"Erased: the preferences in {file}."]
    assert list(tmp_path.iterdir()) == []
    done = run("forget", "--lang", "en", config=tmp_path)
    assert done.stdout.splitlines() == [NO_STORE, f"There were no preferences in {file}."]


def test_forget_can_name_one_portal(tmp_path: Path) -> None:
    file = preferences(
        tmp_path,
        'theme = "visual"\nportals = ["https://un.exemple", "https://deux.exemple"]\n'
        '[authorities]\n"https://deux.exemple" = "/srv/a.pem"\n',
    )
    done = run("forget", "deux.exemple", "--lang", "en", config=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    told = f"Erased: https://deux.exemple from the portals known in {file}."
    and_its = "Erased: the choice of the authorities in /srv/a.pem for https://deux.exemple."
    assert done.stdout.splitlines() == [NO_STORE, told, f"{and_its} The file is kept."]
    assert load(file) == Config(theme="visual", portals=("https://un.exemple",))
    done = run("forget", "deux.exemple", "--lang", "en", config=tmp_path)
    assert f"https://deux.exemple is not one of the portals known in {file}." in done.stdout
    done = run("forget", "a@b", "--lang", "en", config=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not the address of a portal" in done.stderr


@pytest.mark.parametrize("backend", ["fail", "null"])
def test_forget_says_that_what_was_kept_is_out_of_reach(tmp_path: Path, backend: str) -> None:
    file = preferences(tmp_path, 'portals = ["https://portail.exemple"]\nremembers = true\n')
    backend = f"keyring.backends.{backend}.Keyring"
    done = run("forget", "--lang", "en", config=tmp_path, PYTHON_KEYRING_BACKEND=backend)
    assert (done.returncode, done.stderr) == (1, "")
    assert "not accessible from here: nothing was erased from it" in done.stdout
    assert "the portals known there: https://portail.exemple." in done.stdout
    assert file.read_text() == "remembers = true\n"


def test_forget_that_cannot_erase_the_preferences_says_so(tmp_path: Path) -> None:
    (tmp_path / "tui-voter" / "config.toml").mkdir(parents=True)
    done = run("forget", "--lang", "en", config=tmp_path)
    assert done.returncode == 1
    assert "cannot be erased" in done.stdout


def test_preferences_are_kept_on_request(tmp_path: Path) -> None:
    run("--lang", "en", "--linear", "--theme", "accessible", "--save", config=tmp_path)
    kept = (tmp_path / "tui-voter" / "config.toml").read_text()
    assert kept == 'language = "en"\nvoice = "linear"\ntheme = "accessible"\n'
    assert "one-time link" in run(config=tmp_path).stdout


@pytest.mark.parametrize(("language", "says"), [("fr", "exemples"), ("en", "examples")])
def test_help_teaches_in_both_languages(tmp_path: Path, language: str, says: str) -> None:
    done = run("--help", "--lang", language, config=tmp_path)
    assert done.returncode == 0
    assert says in done.stdout
