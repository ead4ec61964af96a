"""Crashes amid a voter's secrets: a sentence and a place are told, no secret is, and the exit code
says it."""

import sys
from itertools import product
from pathlib import Path

import pytest

from tests.security.crashing import KINDS
from tests.security.hostile_portal import PASSWORD, SIGNS_IN, hostile_portal
from tests.voters import voter_at
from tests.ways import some
from tui_voter.audit.player import choose, fill, sees, take

NEW_PASSWORD = "Serin-8-plugh pingouin"
SESSION = "session-canary-0123456789"
CANARIES = (*PASSWORD.split(), *NEW_PASSWORD.split(), SESSION)


@pytest.mark.parametrize(
    ("voice", "kind"),
    some(
        *(("linear", "group"), ("linear", "recursion"), ("fullscreen", "key")),
        of=product(("linear", "fullscreen"), KINDS),
    ),
)
def test_a_crash_tells_no_secret(
    voice: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    program = (sys.executable, "-m", "tests.security.crashing", kind)
    folders = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR"), str(tmp_path))
    with hostile_portal() as portal:
        portal.answers["POST /api/sign-in"] |= {"session": SESSION}
        where = f"--portal={portal.url}"
        with voter_at(voice, where, program=program, environment=folders) as voter:
            voter.play(
                *SIGNS_IN,
                *(sees("Welcome to your elections portal"), choose("account")),
                *(sees("My personal information"), take("password")),
                fill(at="Change my password", password=PASSWORD, new=NEW_PASSWORD),
            )
            code = voter.terminal.wait_for_exit()
            written = voter.terminal.transcript
    assert code == 1
    assert "Something went wrong and the program had to stop." in written
    assert "Traceback" not in written
    left = [file.read_text("utf-8", "replace") for file in tmp_path.rglob("*") if file.is_file()]
    assert [word for word in CANARIES for text in (written, *left) if word in text] == []
