"""The demo: a portal of its own, one key to take the link over, and nothing left behind."""

from __future__ import annotations

import asyncio
import os
import re
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import product
from pathlib import Path

import pytest

from tests.portal.captcha_solver import solve
from tests.terminal import PATIENCE, PROGRAM, Terminal
from tests.visit.conftest import ON_TERMINALS, in_pairs
from tests.visit.scene import ACTIVATES, WELCOME
from tests.voters import GOOD_PASSWORD, TerminalVoter, voter_at
from tests.ways import some
from tui_voter import demo as program
from tui_voter import messages
from tui_voter.audit.player import Reply, choose, fill, folded, leave, quit_, sees, take
from tui_voter.contract.typed import BY_MAKE
from tui_voter.demo import DemoPortal
from tui_voter.messages import gettext as _

LINE_BY_LINE = in_pairs(of=ON_TERMINALS, linear="en")
ON_THE_WHOLE_SCREEN = in_pairs(of=ON_TERMINALS, fullscreen="fr")


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


def wait_for_end(process: int) -> None:
    ready, _, _ = select.select([process], [], [], PATIENCE)
    assert ready, "the portal lives on"


def codes_in(voter: TerminalVoter) -> list[str]:
    """The voting codes that were told, the latest last."""
    return re.findall(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}", folded(voter.record))


VOTER = "camille.dumont@ac-armorique.exemple"
NEW_PASSWORD = "Abricots & 12 parapluies"
MAILBOX = sees("Mailbox of {address}")
CONFIRMED = {
    "fr": "Votre compte électeur a bien été activé",
    "en": "Your voter account is active",
}
OPENED = "Read your voting notice, then choose “Vote” in the portal."


@pytest.mark.timeout(400)
@LINE_BY_LINE
def test_everything_in_one_run(voice: str, language: str, tmp_path: Path) -> None:
    """A new link, the confirmation, out and in again, a forgotten password, the opening, a code
    that is replaced."""

    def signing_in(password: str) -> list[Reply]:
        return [
            take("start_again"),
            fill(at="Sign in", identifier=VOTER),
            fill(at="Sign in", password=password, captcha=solve),
            WELCOME,
        ]

    with demo(voice, tmp_path / "tmp", language=language) as voter:
        voter.play(
            *(sees("A fictional election, on this computer."), fill(), MAILBOX, take("start")),
            *(sees("Open your voter account"), leave("new_link")),
            *(fill(at="Get a new link", address=VOTER), sees("Confirm your request")),
            *(fill(at="Confirm your request", captcha=solve), sees("Open your voter account")),
            *(leave("mailbox"), MAILBOX, take("take_link"), *ACTIVATES, take("mailbox"), MAILBOX),
        )
        voter.see(CONFIRMED[language])
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
            *(take("back_to_desk"), MAILBOX, take("open_vote")),
            sees(
                "A fictional polling board seals the elections, and the portal’s clock is set to "
                "the opening of the vote."
            ),
            fill(),
        )
        for _sealing in range(2):  # of a whole election, on a machine that may be busy
            with suppress(AssertionError):
                voter.play(sees(OPENED))
        voter.play(
            *(MAILBOX, take("read_notice"), sees("Voting notice, on paper"), take("to_mailbox")),
            *(*signing_in(NEW_PASSWORD), choose("reissue-guide"), take("replace")),
            fill(at="Ask for a replacement voting code", answer="La blanquette"),
            sees("The code that we have emailed to you"),
            *(leave("mailbox", at="The code that we have emailed to you"), MAILBOX),
            *(take("take_code"), sees("The seal on your voting notice stays the same.")),
        )
        code = codes_in(voter)[-1]
        asked = sees("Have you written your new code down?")
        voter.play(take("noted"), asked, choose("yes"), WELCOME, choose("vote"))
        voter.play(
            sees(
                "Your voting code has been replaced: the one on the voting notice no longer "
                "works. Type the new one. Voting notice beside you: seal {seal}."
            ),
            *(fill(code=code), sees("My ballots"), quit_()),
        )
    assert list((tmp_path / "tmp").iterdir()) == []


@ON_THE_WHOLE_SCREEN
def test_from_the_activation_to_a_verified_receipt(
    voice: str, language: str, tmp_path: Path
) -> None:
    with demo(voice, tmp_path / "tmp", "--at", "opening", language=language) as voter:
        voter.play(sees("Demonstration"), fill())
        for _sealing in range(2):  # of a whole election, on a machine that may be busy
            with suppress(AssertionError):
                voter.play(sees("Mailbox of {address}"))
        voter.play(
            sees("Mailbox of {address}"), take("read_notice"), sees("Voting notice, on paper")
        )
        voter.see({"fr": "Scrutin d’entraînement", "en": "Training ballot"}[language])
        voter.play(
            *(take("to_mailbox"), MAILBOX, take("take_link"), *ACTIVATES, choose("vote")),
            sees("Voting notice beside you: seal {seal}, code {code}"),
        )
        (code,) = set(codes_in(voter))
        voter.play(fill(code=code), sees("My ballots"))
        voter.choose(1)
        voter.play(sees("Candidates"))
        voter.choose(2)
        voter.play(
            *(sees("Tracking number: {tracker}"), fill(), sees("Once cast, it is final.")),
            *(choose("send"), sees("Voted: your ballot is in the ballot box."), quit_()),
        )
        said = folded(voter.record)
        over = _("The demonstration is over: its portal and the account no longer exist.")
        assert folded(over) in said
        assert folded(_("You have signed out. Your account remains active.")) not in said
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("voice", "number"),
    some(
        *(("linear", signal.SIGKILL), ("linear", signal.SIGINT)),
        *(("fullscreen", signal.SIGHUP), ("fullscreen", signal.SIGTERM)),
        of=product(ON_TERMINALS, (signal.SIGKILL, signal.SIGHUP, signal.SIGTERM, signal.SIGINT)),
    ),
)
def test_nothing_is_left_behind_however_it_ends(
    voice: str, number: signal.Signals, tmp_path: Path
) -> None:
    with demo(voice, tmp_path / "tmp") as voter:
        voter.play(sees("Demonstration"), fill(), sees("Mailbox of {address}"))
        portal = portal_of(voter.terminal)
        with closing(os.fdopen(portal)):
            assert list((tmp_path / "tmp").iterdir()) != []
            voter.terminal.process.kill(number)
            voter.terminal.wait_for_exit()
            wait_for_end(portal)
    assert list((tmp_path / "tmp").iterdir()) == []


ROOT = Path(__file__).parents[2]


def by_make(programs: Path, installed: Path, arguments: str) -> Terminal:
    """`make demo`, of what is installed with this Python."""
    installed.touch()  # is newer than all that it is made of
    variables = (f"BIN={programs}", f"PROGRAM={installed}", f"ARGS={arguments}")
    return Terminal(("make", "--directory", str(ROOT), "--no-print-directory", "demo", *variables))


@pytest.mark.posix
def test_make_says_nothing_behind_the_last_words_after_an_interrupt(tmp_path: Path) -> None:
    """It gets the signal of Ctrl-C as well, which is the program's."""
    programs = Path(sys.executable).parent
    with by_make(programs, tmp_path / "installed", "--linear --lang en") as terminal:
        terminal.wait_to_hear("Demo, Enter: ")
        terminal.type("\x03")
        terminal.wait_for_exit()
    assert terminal.transcript.rstrip().endswith("You have left tui-voter.")


@pytest.mark.posix
@pytest.mark.parametrize(
    ("make", "other"), [("1", "make demo ARGS=--linear"), ("", "tui-voter demo --linear")]
)
def test_the_first_line_names_what_starts_the_demo_in_the_other_voice(
    make: str, other: str
) -> None:
    environment = {BY_MAKE: make} if make else {}
    with Terminal((*PROGRAM, "demo"), environment=environment) as terminal:
        while b"\x1b[?1049h" not in terminal.written:
            terminal.read_on("the alternate screen")
        first, _end, _rest = terminal.transcript.partition("\n")
        assert first.endswith(other)
        terminal.wait_for("Démonstration|Demonstration")
        terminal.type("\x11")
        terminal.wait_for_exit()


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
        assert received.mails[-1].recipient == "camille.dumont@ac-armorique.exemple"
        assert received.notice is None
    finally:
        portal.close()
