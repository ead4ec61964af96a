"""``tui-voter`` from the shell: what is not understood gets one sentence and exit code 2."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal import PROGRAM
from tui_voter.cli import STEERS_TLS, main
from tui_voter.contract.links import LinkKind, link_path, new_link_token
from tui_voter.machine.config import Config, load

LINKS = [f"https://portail.exemple{link_path(kind)}{new_link_token()}" for kind in LinkKind]
NO_PROXY = "is not the address of a proxy"
NO_STORE = "There is no usable keyring here: nothing was stored in one."


def run(
    *arguments: str,
    config: Path,
    program: tuple[str, ...] = PROGRAM,
    typed: str = "",
    before: Callable[[], None] | None = None,
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    """The program on pipes, with the preferences in ``config``; its process does something
    ``before`` it begins."""
    return subprocess.run(
        [*program, *arguments],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "XDG_CONFIG_HOME": str(config), "PYTHONUTF8": "1", **variables},
        check=False,
        preexec_fn=before,
    )


def forget(config: Path, *portal: str, store: str = "fail") -> tuple[int, str, list[str]]:
    """How ``tui-voter forget`` ends, and the lines of its complaints and of what it has done."""
    backend = f"keyring.backends.{store}.Keyring"
    words = ("forget", *portal, "--lang", "en")
    done = run(*words, config=config, PYTHON_KEYRING_BACKEND=backend)
    return done.returncode, done.stderr, done.stdout.splitlines()


ODD_PROXIES = (
    *("http://proxy\x1b[2J:3128", "http://proxy:0", "http://proxy:70000", "http://proxy:3128\n"),
    *("http://pro\u202exy:3128", "http://a b", "http://", "http://999.1.1.1:3128", "proxy.exemple"),
    *("http://[::x]:3128", "http://pröxy:3128", "socks5://proxy:1080"),
)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        *(([link], "A link is a secret") for link in LINKS),
        ([f"--portal={LINKS[1]}"], "A link is a secret"),
        (["demo", "--opens-in", "banana"], "banana is not a valid duration"),
        (["--portal", "ftp://portail.exemple"], "is not the address of a portal"),
        (["--ca", "/nowhere/a.pem"], "The file /nowhere/a.pem does not exist"),
        (["--linear", "--ca", os.devnull], f"The file {os.devnull} "),
        *(
            ([f"--proxy={scheme}marie:Canari7@proxy"], "environment variable TUI_VOTER_PROXY")
            for scheme in ("http://", "")
        ),
        *(([f"--proxy={proxy}"], NO_PROXY) for proxy in ODD_PROXIES),
    ],
)
def test_what_is_not_understood_is_told_in_one_harmless_sentence(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    done = run("--lang", "en", *arguments, config=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    sentence, *more = done.stderr.splitlines()
    assert says in sentence
    assert all(line.startswith("Help: ") for line in more)
    secrets = ("Canari7", *(link.rpartition("/")[2] for link in LINKS))
    assert not any(secret in done.stderr for secret in (*secrets, "\x1b", "\u202e"))


def test_a_proxy_of_the_environment_is_checked_and_not_repeated(tmp_path: Path) -> None:
    """But it may have a password."""
    done = run("--lang", "en", config=tmp_path, TUI_VOTER_PROXY="marie:Canari7@pro\u202exy")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"TUI_VOTER_PROXY {NO_PROXY}" in done.stderr
    assert "Canari7" not in done.stderr
    assert "\u202e" not in done.stderr
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
    script = f"""
import pathlib, sys, tui_voter.messages
tui_voter.messages.LOCALE_DIR = pathlib.Path({str(tmp_path)!r})
from tui_voter.cli import main
sys.exit(main(["--lang", "fr", "--linear"]))
"""
    done = run(config=tmp_path, program=(sys.executable, "-c", script))
    assert "one-time link" in done.stdout
    [told] = done.stderr.splitlines()
    assert told.startswith("tui-voter: The texts in Français are not installed")
    assert str(tmp_path / "fr" / "LC_MESSAGES" / "tui_voter.mo") in told


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
    erased = f"Erased: the preferences in {file}."
    assert forget(tmp_path) == (0, "", [NO_STORE, erased])
    assert list(tmp_path.iterdir()) == []
    assert forget(tmp_path) == (0, "", [NO_STORE, f"There were no preferences in {file}."])


def test_forget_can_name_one_portal(tmp_path: Path) -> None:
    file = preferences(
        tmp_path,
        'theme = "visual"\nportals = ["https://un.exemple", "https://deux.exemple"]\n'
        '[authorities]\n"https://deux.exemple" = "/srv/a.pem"\n',
    )
    told = f"Erased: https://deux.exemple from the portals known in {file}."
    and_its = "Erased: the choice of the authorities in /srv/a.pem for https://deux.exemple."
    lines = [NO_STORE, told, f"{and_its} The file is kept."]
    assert forget(tmp_path, "deux.exemple") == (0, "", lines)
    assert load(file) == Config(theme="visual", portals=("https://un.exemple",))
    again = "\n".join(forget(tmp_path, "deux.exemple")[2])
    assert f"https://deux.exemple is not one of the portals known in {file}." in again
    code, complaint, lines = forget(tmp_path, "a@b")
    assert (code, lines) == (2, [])
    assert "is not the address of a portal" in complaint


def test_forget_says_that_what_was_kept_is_out_of_reach_or_cannot_be_erased(tmp_path: Path) -> None:
    file = preferences(tmp_path, 'portals = ["https://portail.exemple"]\nremembers = true\n')
    code, complaint, lines = forget(tmp_path, store="null")
    assert (code, complaint) == (1, "")
    assert "not accessible from here: nothing was erased from it" in "\n".join(lines)
    assert "the portals known there: https://portail.exemple." in "\n".join(lines)
    assert file.read_text() == "remembers = true\n"
    file.unlink()
    file.mkdir()
    code, _complaint, lines = forget(tmp_path)
    assert code == 1
    assert "cannot be erased" in "\n".join(lines)


def test_preferences_are_kept_on_request(tmp_path: Path) -> None:
    run("--lang", "en", "--linear", "--theme", "accessible", "--save", config=tmp_path)
    kept = (tmp_path / "tui-voter" / "config.toml").read_text()
    assert kept == 'language = "en"\nvoice = "linear"\ntheme = "accessible"\n'
    assert "one-time link" in run(config=tmp_path).stdout


@pytest.mark.parametrize(
    "words", ["tui_voter", "tui_voter --linear", "tui_voter --help", "mock_server init"]
)
def test_there_is_no_traceback_where_the_standard_streams_were_closed(
    words: str, tmp_path: Path
) -> None:
    command = f'cd "{tmp_path}"; exec "{sys.executable}" -m {words} <&- >&-'
    done = run(config=tmp_path, program=("sh", "-c", command))
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2)
    assert len(done.stderr.splitlines()) <= 2
