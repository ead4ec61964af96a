"""The demo: a portal of its own, one key to take the link over, and nothing left behind."""

import asyncio
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.entry.visitor import NEW_PASSWORD
from tests.portal.captcha_solver import solve
from tests.terminal import PATIENCE, Terminal
from tests.visit.conftest import VOICES, in_pairs
from tests.visit.scene import ACTIVATES, WELCOME
from tests.voters import GOOD_PASSWORD, TerminalVoter, voter_at
from tests.ways import some
from tui_voter import demo as program
from tui_voter import messages
from tui_voter.audit.player import Reply, choose, fill, folded, leave, quit_, sees, take
from tui_voter.demo import DemoPortal
from tui_voter.journeys.mailbox import DemoFailed

VOTER = "camille.dumont@ac-armorique.exemple"
MAILBOX = sees("Mailbox of {address}")


@contextmanager
def demo(
    voice: str, temporary: Path, *options: str, language: str = "fr"
) -> Iterator[TerminalVoter]:
    """The demo, with ``temporary`` as the machine's folder for temporary files."""
    temporary.mkdir()
    messages.use(language)
    environment = {"TMPDIR": str(temporary)}
    with voter_at(voice, "demo", *options, lang=language, environment=environment) as voter:
        yield voter


def portal_of(terminal: Terminal) -> int:
    """A descriptor of the demo's portal, a child of the program; it is ready at its end."""
    children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children")
    (pid,) = children.read_text().split()
    return os.pidfd_open(int(pid))


def sees_once_sealed(voter: TerminalVoter, seen: Reply) -> None:
    """A whole election is sealed before, on a machine that may be busy."""
    with suppress(AssertionError):
        voter.play(seen)
    voter.play(seen)


@pytest.mark.timeout(400)
@in_pairs(linear="en")
def test_everything_in_one_run(voice: str, language: str, tmp_path: Path) -> None:
    """A new link, the confirmation, out and in again, a forgotten password, the opening, a code
    that is replaced."""

    def signing_in(password: str) -> list[Reply]:
        return [
            *(take("start_again"), fill(at="Sign in", identifier=VOTER)),
            *(fill(at="Sign in", password=password, captcha=solve), WELCOME),
        ]

    with demo(voice, tmp_path / "tmp", language=language) as voter:
        voter.play(
            *(sees("A fictional election, on this computer."), fill(), MAILBOX, take("start")),
            *(sees("Open your voter account"), leave("new_link")),
            *(fill(at="Get a new link", address=VOTER), sees("Confirm your request")),
            *(fill(at="Confirm your request", captcha=solve), sees("Open your voter account")),
            *(leave("mailbox"), MAILBOX, take("take_link"), *ACTIVATES, take("mailbox"), MAILBOX),
        )
        voter.see({"fr": "Votre compte électeur a bien été activé", "en": "Your voter"}[language])
        voter.play(
            *(take("resume"), WELCOME, take("back_to_desk")),
            sees("You have signed out. Your account remains active."),
            *(*signing_in(GOOD_PASSWORD), take("back_to_desk"), MAILBOX, take("start_again")),
            *(sees("Sign in"), leave(at="Sign in"), MAILBOX, take("start_again")),
            *(leave("mailbox", at="Sign in"), MAILBOX, take("resume")),
            *(leave("forgotten", at="Sign in"), sees("Send me a link")),
            fill(at="Forgotten password", identifier=VOTER, captcha=solve),
            *(sees("Paste this email, or its link."), leave("mailbox"), MAILBOX, take("take_link")),
            fill(at="Answer your challenge question", answer="La blanquette"),
            *(fill(at="Choose a new password", password=NEW_PASSWORD), WELCOME),
            *(take("back_to_desk"), MAILBOX, take("open_vote"), sees("Open the vote"), fill()),
        )
        sees_once_sealed(voter, sees("Read your voting notice, then choose “Vote” in the portal."))
        voter.play(
            *(MAILBOX, take("read_notice"), sees("Voting notice, on paper"), take("to_mailbox")),
            *(*signing_in(NEW_PASSWORD), choose("reissue-guide"), take("replace")),
            fill(at="Ask for a replacement voting code", answer="La blanquette"),
            sees("The code that we have emailed to you"),
            *(leave("mailbox", at="The code that we have emailed to you"), MAILBOX),
            *(take("take_code"), sees("The seal on your voting notice stays the same.")),
        )
        code = re.findall(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}", folded(voter.record))[-1]
        voter.play(
            *(take("noted"), sees("Have you written your new code down?"), choose("yes"), WELCOME),
            *(choose("vote"), fill(code=code), sees("My ballots"), quit_()),
        )
    assert list((tmp_path / "tmp").iterdir()) == []


def test_it_begins_signed_in_with_a_password_that_the_mailbox_tells(tmp_path: Path) -> None:
    with demo("linear", tmp_path / "tmp", "--at", "home", language="en") as voter:
        voter.play(
            *(sees("you are signed in before the vote."), fill(), WELCOME, take("mailbox")),
            *(sees("sign in again with this password."), take("resume"), WELCOME),
            *(take("back_to_desk"), MAILBOX, take("start_again")),
            fill(at="Sign in", identifier=VOTER),
        )
        (password,) = set(re.findall(r"Password: ([\w ]+?) Answer to", folded(voter.record)))
        voter.play(fill(at="Sign in", password=password, captcha=solve), WELCOME, quit_())


@pytest.mark.parametrize("voice", VOICES)
def test_the_password_is_told_where_it_is_asked_for_until_it_is_changed(
    voice: str, tmp_path: Path
) -> None:
    with demo(voice, tmp_path / "tmp", "--at", "home", language="en") as voter:
        voter.play(
            *(sees("you are signed in before the vote."), fill(), WELCOME, choose("account")),
            *(take("password"), sees("Change my password")),
        )
        told = r"Password of this demonstration: ([a-z ]+[a-z])"
        voter.see(told)
        seen = voter.record if voice == "linear" else voter.terminal.screen
        (password,) = set(re.findall(told, folded(seen)))
        voter.play(
            fill(at="Change my password", password=password, new=NEW_PASSWORD),
            sees("Your password has been changed."),
        )
        since = len(voter.record)
        voter.play(take("password"), sees("Change my password"))
        assert "of this demonstration" not in folded(voter.record[since:])
        voter.play(quit_())


async def test_it_has_a_password_of_its_own_each_time_and_answers_to_this_computer_alone() -> None:
    passwords = set()
    for _time in range(2):
        portal = DemoPortal(opens_in="", at="home", language="en")
        try:
            account = (await portal.post()).account
            origin = await portal.origin()
        finally:
            statuses = await asyncio.to_thread(statuses_by_host, await portal.origin())
            portal.close()
        assert account is not None
        passwords.add(account.password)
        port = urlsplit(origin).port
        assert statuses == {
            f"127.0.0.1:{port}": 200,
            f"localhost:{port}": 200,
            f"rebound.exemple:{port}": 404,
            "127.0.0.1": 404,
            "127.0.0.1:1": 404,
        }
    assert len(passwords) == 2


def statuses_by_host(origin: str) -> dict[str, int]:
    """How the portal answers under several hosts."""
    port = urlsplit(origin).port
    hosts = [f"{name}:{port}" for name in ("127.0.0.1", "localhost", "rebound.exemple")]
    return {
        host: httpx.get(f"{origin}/api/election", headers={"Host": host}).status_code
        for host in (*hosts, "127.0.0.1", "127.0.0.1:1")
    }


@pytest.mark.parametrize(
    ("voice", "number"),
    some(
        *(("linear", signal.SIGKILL), ("linear", signal.SIGINT), ("fullscreen", signal.SIGTERM)),
        of=product(VOICES, (signal.SIGKILL, signal.SIGHUP, signal.SIGTERM, signal.SIGINT)),
    ),
)
def test_nothing_is_left_behind(voice: str, number: signal.Signals, tmp_path: Path) -> None:
    with demo(voice, tmp_path / "tmp") as voter:
        voter.play(sees("Demonstration"), fill(), MAILBOX)
        portal = portal_of(voter.terminal)
        with closing(os.fdopen(portal)):
            assert list((tmp_path / "tmp").iterdir()) != []
            voter.terminal.process.kill(number)
            voter.terminal.wait_for_exit()
            ended, *_others = select.select([portal], [], [], PATIENCE)
            assert ended, "the portal lives on"
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.posix
def test_a_portal_that_is_slow_to_end_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a busy machine: the program does not wait for it to the end, and does not kill it."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(program, "ENDS_WITHIN", 0.1)
    portal = DemoPortal(opens_in="", at="", language="en")
    asyncio.run(portal.origin())
    assert list(tmp_path.iterdir()) != []
    portal._process.send_signal(signal.SIGSTOP)
    portal.close()
    portal._process.send_signal(signal.SIGCONT)
    portal._process.wait(PATIENCE)
    assert list(tmp_path.iterdir()) == []


async def test_a_wait_that_was_stopped_is_taken_up_again() -> None:
    portal = DemoPortal(opens_in="", at="", language="en")
    try:
        waiting = asyncio.ensure_future(portal.post())
        await asyncio.sleep(0)  # it has begun
        waiting.cancel()
        received = await portal.post()
        assert received.mails[-1].recipient == VOTER
        assert received.notice is None
    finally:
        portal.close()


async def test_a_portal_that_complains_at_length_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than a pipe holds."""
    scripted = "import sys; sys.stderr.write('x' * 2**20 + '\\nwhy'); sys.stderr.flush()"
    popen = subprocess.Popen
    monkeypatch.setattr(
        subprocess,
        "Popen",
        lambda _command, **options: popen([sys.executable, "-c", scripted], **options),
    )
    portal = DemoPortal(opens_in="", at="", language="en")
    try:
        with pytest.raises(DemoFailed, match=r"^why$"):
            await asyncio.wait_for(portal.origin(), PATIENCE)
    finally:
        portal.close()
