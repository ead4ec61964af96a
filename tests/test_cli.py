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
        ([LINKS[0]], "Un lien est un secret"),
        ([f"--portal={LINKS[1]}"], "Un lien est un secret"),
        (["demo", "--opens-in", "banana"], "banana n’est pas une durée"),
        (["--portal", "ftp://portail.exemple"], "n’est pas l’adresse d’un portail"),
        (["--proxy", "proxy.exemple"], "n’est pas l’adresse d’un proxy"),
        (["--theme", "rose"], "choix non valable"),
        (["--bogus"], "option inconnue"),
    ],
)
def test_what_is_not_understood(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = run("--lang", "fr", *arguments, config=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("link", LINKS, ids=list(LinkKind))
def test_a_link_is_not_repeated(tmp_path: Path, link: str) -> None:
    done = run(link, config=tmp_path)
    assert link.rpartition("/")[2] not in done.stderr + done.stdout


def test_every_kind_of_link_is_known() -> None:
    assert set(LINK_PATHS) == {link_path(kind) for kind in LinkKind}


@pytest.mark.parametrize("proxy", ["http://marie:Canari7@proxy:3128", "marie:Canari7@proxy"])
def test_a_proxys_password_is_no_argument(tmp_path: Path, proxy: str) -> None:
    done = run("--lang", "en", "--proxy", proxy, config=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "environment variable TUI_VOTER_PROXY" in done.stderr
    assert "Canari7" not in done.stderr


def test_a_proxy_of_the_environment_is_checked_and_not_repeated(tmp_path: Path) -> None:
    done = run("--lang", "en", config=tmp_path, TUI_VOTER_PROXY="marie:Canari7@proxy")
    assert (done.returncode, done.stdout) == (2, "")
    assert "TUI_VOTER_PROXY is not the address of a proxy" in done.stderr
    assert "Canari7" not in done.stderr


@pytest.mark.parametrize(
    "proxy",
    [
        *("http://proxy\x1b[2J:3128", "http://pro\u202exy:3128", "http://pro\u200bxy"),
        *(
            "http://a b",
            "http://proxy:3128\n",
            "http://proxy:0",
            "http://proxy:70000",
            "http://999.1.1.1:3128",
        ),
        *("http://[::x]:3128", "http://", "socks5://proxy:1080", "http://pröxy:3128"),
    ],
)
def test_an_odd_proxy_is_told_in_one_harmless_sentence(tmp_path: Path, proxy: str) -> None:
    for arguments, variables in (
        (("--proxy", proxy), {}),
        ((), {"TUI_VOTER_PROXY": proxy}),
    ):
        done = run("--lang", "en", *arguments, config=tmp_path, **variables)
        assert (done.returncode, done.stdout) == (2, "")
        assert "is not the address of a proxy" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert not set("\x1b\u202e\u200b") & set(done.stderr)


FILES = {
    "missing": ("Le fichier {} n’existe pas", "The file {} does not exist"),
    "folder": ("Le fichier {} ne peut pas être lu", "The file {} cannot be read"),
    "der": ("Le fichier {} n’est pas au format PEM", "The file {} is not in PEM format"),
    "key": ("Le fichier {} ne contient aucun certificat", "The file {} contains no certificate"),
    "damaged": ("Le certificat du fichier {} est endommagé", "The certificate in {} is damaged"),
}


@pytest.mark.parametrize("linear", [[], ["--linear"]], ids=["full screen", "linear"])
@pytest.mark.parametrize(("name", "says"), FILES.items(), ids=FILES)
def test_a_useless_file_of_authorities_is_told_in_one_sentence(
    tmp_path: Path, name: str, says: tuple[str, str], linear: list[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "der").write_bytes(b"\x30\x82\x01\x0a" + bytes(range(256)))
    for kind, label in {"key": "PRIVATE KEY", "damaged": "CERTIFICATE"}.items():
        text = f"-----BEGIN {label}-----\nMIIBIjAN\n-----END {label}-----\n"
        (tmp_path / kind).write_text(text)
    file = tmp_path / name
    for language, sentence in zip(("fr", "en"), says, strict=True):
        done = run("--lang", language, *linear, "--ca", str(file), config=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        colon = {"fr": "\u00a0: ", "en": ": "}[language]
        assert done.stderr.startswith(f"tui-voter{colon}{sentence.format(file)}")
        assert len(done.stderr.splitlines()) == 1
        assert colon in done.stderr.partition(str(file))[2]


def test_no_file_of_authorities_is_named_by_nothing(tmp_path: Path) -> None:
    done = run("--lang", "en", "--ca", "", config=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be read" in done.stderr


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


def test_broken_preferences_are_told_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "tui-voter" / "config.toml"
    file.parent.mkdir()
    file.write_text("language = ")
    done = run("--lang", "en", config=tmp_path)
    assert (done.returncode, file.read_text()) == (2, "language = ")
    assert "not valid TOML" in done.stderr


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


def test_forget_erases_broken_preferences_too(tmp_path: Path) -> None:
    file = tmp_path / "tui-voter" / "config.toml"
    file.parent.mkdir()
    file.write_text("language = ")
    assert run("forget", config=tmp_path).returncode == 0
    assert not file.exists()


def test_forget_can_name_one_portal(tmp_path: Path) -> None:
    file = tmp_path / "tui-voter" / "config.toml"
    file.parent.mkdir()
    file.write_text(
        'theme = "visual"\nportals = ["https://un.exemple", "https://deux.exemple"]\n'
        '[authorities]\n"https://deux.exemple" = "/srv/a.pem"\n'
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
    file = tmp_path / "tui-voter" / "config.toml"
    file.parent.mkdir()
    file.write_text('portals = ["https://portail.exemple"]\nremembers = true\n')
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
