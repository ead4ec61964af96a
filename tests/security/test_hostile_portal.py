"""A portal that is hostile in every text, met by the real program in both voices: what
reaches the terminal is looked at byte by byte."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.hostile_portal import (
    MARKUP,
    PASSWORD,
    PAYLOADS,
    SIGNS_IN,
    HostilePortal,
    escapes_in,
    hostile_portal,
)
from tests.voters import FullscreenVoter, LinearVoter, TerminalVoter, voter_at
from tui_voter.audit.player import (
    Reply,
    act,
    attempt,
    choose,
    fill,
    leave,
    open_row,
    quit_,
    sees,
    take,
)
from tui_voter.contract.links import new_link_token
from tui_voter.contract.text import REPLACEMENT
from tui_voter.dialogue import BACK

END = "\x1b[F"


@pytest.fixture
def portal() -> Iterator[HostilePortal]:
    with hostile_portal() as portal:
        yield portal


@pytest.fixture(params=["linear", "fullscreen"])
def voter(
    request: pytest.FixtureRequest,
    portal: HostilePortal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[TerminalVoter]:
    """A voter at the real program in a terminal of its own, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "TZ": "Europe/Paris"}
    with voter_at(request.param, f"--portal={portal.url}", environment=environment) as voter:
        yield voter


def to_the_end(voter: TerminalVoter) -> Reply:
    """Read the whole of a long page."""
    if isinstance(voter, LinearVoter):
        return act(voter.read_on)

    def go() -> None:
        voter.terminal.wait_for(r"(Enter|F\d+) [Cc]lose")  # a key before that is ignored
        voter.terminal.type(END)

    return act(go)


def assert_nothing_was_obeyed(voter: TerminalVoter, code: int = 0) -> None:
    written = voter.terminal.written.decode()  # strictly: it is whole characters
    assert escapes_in(written) == set()
    assert [payload for payload in PAYLOADS if len(payload) > 2 and payload in written] == []
    if isinstance(voter, LinearVoter):
        assert "\x1b" not in written
    assert REPLACEMENT in written
    assert voter.terminal.process.exitstatus == code


def rooms(voter: TerminalVoter) -> Iterator[tuple[Reply, ...]]:
    """What the voter does in each room, from the home back to it. Files are the same in both
    voices: the linear one saves them."""
    rest = to_the_end(voter)

    def kept(file: str) -> tuple[Reply, ...]:
        if isinstance(voter, FullscreenVoter):
            return ()
        return take("save"), fill(name=file), sees("Saved: {path}")

    yield choose("edito"), sees("Édito"), rest, *kept("edito.txt"), take("close")
    yield choose("voting-guide"), sees("Guide"), rest, take("close")

    def again(title: str) -> tuple[Reply, ...]:
        """The list is there again, which the linear voice does not name a second time."""
        return () if isinstance(voter, LinearVoter) else (sees(title),)

    help_, mine, claims = "Online help", "My requests", "Make or follow a claim"
    listings = (
        *(("faq", help_, "Où est-il"), ("assistance", mine, "A-0001")),
        ("claims", claims, "R-0001"),
    )
    for key, title, row in listings:
        yield (
            *(choose(key), sees(title), open_row(row), rest, take("close")),
            *(*again(title), take(BACK)),
        )
    rolls, lists = "Electoral rolls for my elections", "Candidate lists"
    yield (
        *(choose("roll"), sees(rolls), open_row("Comité"), sees("BÉZOUT"), *kept("roll.txt")),
        *(take("lists"), sees(lists), open_row("Lumières"), sees("Union"), rest),
        *(*kept("list.txt"), take("close"), *again(lists)),
        *(take("claim"), sees("Missing from an electoral roll")),
        fill(kind="wrong_entry", ballot="csa-national", text="Je n’y suis pas."),
        choose("send"),
        *(sees("Your claim has been recorded."), rest, *kept("claim.txt"), take("close")),
        *(*again(lists), take(BACK), *again("BÉZOUT"), take(BACK), *again(rolls), take(BACK)),
    )
    account = sees("My personal information")
    yield (
        *(choose("account"), account, rest, take("question")),
        attempt(at="Change my challenge question", password=PASSWORD),
        *(sees("Quelle était votre première voiture"), leave(BACK)),
        # Line by line, back goes to the answer before: here to the password, then out.
        *([leave(BACK)] if isinstance(voter, LinearVoter) else []),
        *(account, take("close")),
    )
    yield choose("vote"), sees("The vote opens in"), take(BACK)


def test_a_visit_of_every_room(voter: TerminalVoter, portal: HostilePortal, tmp_path: Path) -> None:
    at_home = sees("Welcome to your elections portal")
    voter.play(
        *SIGNS_IN,
        *(*(move for room in rooms(voter) for move in (at_home, *room)), at_home, quit_()),
    )
    assert_nothing_was_obeyed(voter)
    elsewhere = ("recovery", "activation", "links/open", "POST /api/assistance")
    assert portal.asked >= {
        request for request in portal.answers if not any(word in request for word in elsewhere)
    }
    if isinstance(voter, LinearVoter):
        files = [file.read_bytes().decode() for file in tmp_path.glob("*.txt")]
        assert len(files) == 4
        assert [escapes_in(text) for text in files] == [set()] * 4
        assert not any("\r" in text for text in files)
        assert all(MARKUP in text for text in files)


def test_the_mailed_links(voter: TerminalVoter, portal: HostilePortal) -> None:
    """A recovery link and an activation link, up to the question of each."""
    recovery = f"{portal.url}/recovery/{new_link_token()}"
    activation = f"{portal.url}/activation/{new_link_token()}"
    voter.play(
        *(fill(link=recovery), sees("Quelle était votre première voiture"), leave(BACK)),
        *(fill(link=activation), fill(password=PASSWORD, captcha="72")),
        *(sees("Quelle était votre première voiture"), quit_()),
    )
    assert_nothing_was_obeyed(voter, code=1)
    assert portal.asked >= {"POST /api/recovery/open", "POST /api/links/open"}
