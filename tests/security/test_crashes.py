"""Crashes in the forms that take secrets: a sentence and a place are told, no secret is, and
the exit code says it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from tests.security.crashing import ACTS
from tests.security.hostile_portal import HostilePortal, hostile_portal
from tests.voters import voter_at
from tui_voter.audit.player import Reply, choose, fill, leave, sees, take
from tui_voter.contract.links import new_link_token

PASSWORD = "Canari-9-xyzzy girafe"
NEW_PASSWORD = "Serin-8-plugh pingouin"
ANSWER = "Bouvreuil pivoine"
SESSION = "session-canary-0123456789"
CANARIES = (*PASSWORD.split(), *NEW_PASSWORD.split(), *ANSWER.split(), SESSION)

KINDS = ("key", "group", "encoding", "system", "recursion")
EVERY = os.environ.get("EVERY_CRASH", "")
"""Set, all kinds of errors in all forms and both voices: 50 crashes."""

USUAL = {
    ("fullscreen", "change_password"),
    *(("linear", act) for act in ("sign_in", "reset_password", "change_question")),
}
CASES = [
    (voice, act, kind)
    for voice, first in (("linear", 0), ("fullscreen", 2))
    for act, usual in zip(ACTS, cycle(KINDS[first:] + KINDS[:first]), strict=False)
    for kind in (KINDS if EVERY else [usual])
    if EVERY or (voice, act) in USUAL
]


@pytest.fixture
def portal() -> Iterator[HostilePortal]:
    with hostile_portal() as portal:
        portal.answers["POST /api/sign-in"] |= {"session": SESSION}
        yield portal


def script(act: str, portal: HostilePortal) -> tuple[Reply, ...]:
    """Up to the crash."""
    answers = (
        fill(link=f"{portal.url}/recovery/{new_link_token()}"),
        fill(at="Answer your challenge question", answer=ANSWER),
    )
    signs_in = (
        *(leave("sign_in"), fill(at="Sign in", identifier="marie@exemple.fr")),
        fill(at="Sign in", password=PASSWORD, captcha="72"),
    )
    account = (
        *(*signs_in, sees("Welcome to your elections portal"), choose("account")),
        *(sees("My personal information"), take(act.removeprefix("change_"))),
    )
    title = "Change my challenge question"
    question = fill(at=title, password=PASSWORD, question="first-concert", answer=ANSWER)
    changed = fill(at="Change my password", password=PASSWORD, new=NEW_PASSWORD)
    reset = fill(at="Choose a new password", password=NEW_PASSWORD)
    return {
        "answer_question": answers,
        "reset_password": (*answers, reset),
        "sign_in": signs_in,
        "change_password": (*account, changed),
        "change_question": (*account, question, choose("send")),
    }[act]


@pytest.mark.parametrize(("voice", "act", "kind"), CASES)
def test_a_crash_tells_no_secret(
    portal: HostilePortal,
    voice: str,
    act: str,
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    program = (sys.executable, "-m", "tests.security.crashing", act, kind)
    names = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR")
    folders, where = dict.fromkeys(names, str(tmp_path)), f"--portal={portal.url}"
    with voter_at(voice, where, program=program, environment=folders) as voter:
        voter.play(*script(act, portal))
        code = voter.terminal.wait_for_exit()
        written = voter.terminal.transcript
    assert code == 1
    assert "Something went wrong and the program had to stop." in written
    assert "Traceback" not in written
    left = [file.read_text("utf-8", "replace") for file in tmp_path.rglob("*") if file.is_file()]
    found = [word for word in CANARIES for text in (written, *left) if word in text]
    assert found == []
