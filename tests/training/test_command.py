"""``mock-portal train``: one command, from an empty folder to a room that is served."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from mock_server.core.errors import Fault
from mock_server.election.context import open_database
from mock_server.election.model import decode_election
from mock_server.training.ssh import recipe
from mock_server.training.trainer import Order, Trainer
from mock_server.training.training import View, Wanted, train
from tests.portal.conftest import Run, settings_of
from tests.portal_database import sql
from tests.terminal import Terminal
from tui_voter.audit.player import folded
from tui_voter.contract.languages import Language
from tui_voter.contract.rooms import read_room


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "mock_server", "--lang", "en", "train", "--port", "0", *words]


@contextmanager
def training(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command("--json", *words),
        cwd=folder,
        env={**os.environ, "MOCK_PORTAL_ARGON2": "8,1,1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
            out, _err = process.communicate("quit\n", timeout=20)
        finally:
            process.terminate()  # nothing is left running by a test that fails
        assert process.returncode == 0, out


Here = Callable[..., tuple[dict[str, Any], str]]
Complaint = Callable[..., str]


@pytest.fixture
def here(run: Run, monkeypatch: pytest.MonkeyPatch) -> Here:
    """A training in this process that is quitted as soon as it is served: what it tells first as
    JSON, and what it says."""
    monkeypatch.setenv("MOCK_PORTAL_ARGON2", "8,1,1")

    def here(*words: str) -> tuple[dict[str, Any], str]:
        monkeypatch.setattr("sys.stdin", StringIO("quit\n"))
        code, out, err = run("train", "--port", "0", "--json", *words)
        assert code == 0, err
        return json.loads(out.splitlines()[0]), err

    return here


def told(process: subprocess.Popen[str]) -> dict[str, object]:
    assert process.stdout
    line: dict[str, object] = json.loads(process.stdout.readline())
    return line


def said(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    return process.stderr.readline()


def test_a_room_is_made_served_left_and_goes_on(tmp_path: Path, here: Here) -> None:
    """Each start is at another port."""
    with training(tmp_path, "--learners", "5", "--spare", "2") as process:
        totals = told(process)["totals"]
        assert isinstance(totals, dict)
        assert [*totals.values()] == [5, 0, 0, 0, 0, 0, 0]
        sealed = r"The vote is sealed by a made-up polling board. Its seal: (\w{4}\s?){3}\n"
        assert re.fullmatch(sealed, said(process))
        assert "mock-portal-vote/notices" in said(process)
        ((origin,),) = sql(str(tmp_path / "mock-portal.db"), "SELECT public_url FROM portal")
        assert httpx.get(f"{origin}/api/election", trust_env=False).json()["refresh_in"] == 1
    assert len([*(tmp_path / "mock-portal-vote" / "notices").glob("*.txt")]) == 7
    assert sql(str(tmp_path / "mock-portal.db"), "SELECT count(*) FROM voting_code") == [(7,)]
    assert (tmp_path / "mock-portal-summary" / "summary.csv").is_file(), "at its end"
    room, words = here()
    assert len(room["learners"]) == 5
    goes_on = (
        "This training goes on where it was.\n"
        "A new group begins in another folder, or with another --database.\n"
    )
    begins = f"{goes_on}5 learners are in the room. No new invitations.\n2 more are in reserve.\n"
    assert words.startswith(f"{begins}5 invitations name another address than ")
    _room, words = here("--invite-again")
    assert words.startswith(begins.replace("No new", "5 new"))
    assert "another address" not in words
    assert sql(str(tmp_path / "mock-portal.db"), "SELECT count(*) FROM mail") == [(10,)]


def test_the_same_command_goes_on_with_its_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At its address, which is told where it has changed; and never with other learners."""
    settings = settings_of(str(tmp_path / "room.db"), tmp_path)

    def start(host: str, port: int, count: int = 2, *words: str) -> tuple[str, str]:
        """The room code, and what was told."""
        monkeypatch.setattr("sys.stdin", StringIO("\n".join([*words, "quit", "yes"])))
        begun = Wanted(None, count, False, False, Language.EN, host, port, True, View.LINES, 0, 1)
        train(settings, begun)
        told = folded(capsys.readouterr().out)
        return re.findall(r"On each laptop: tui-voter --room (\S+)", told)[0], told

    code, told = start("127.0.0.1", 0)
    port = read_room(code).port
    assert "Until then, the portal’s clock runs on: mock-portal clock pause" in told
    assert "A new group begins in another folder, or with another --database." in told
    again, told = start("127.0.0.1", port, 2, "pause")
    assert again == code
    assert told.startswith("This training goes on where it was. A new group begins")
    assert "address was" not in told
    assert "Until then, the portal’s clock stands." in told
    moved, told = start("127.0.0.2", port)
    assert moved != code
    assert f"This portal’s address was https://127.0.0.1:{port} until now" in told
    assert "though their numbers and PINs remain" in told
    with pytest.raises(Fault, match=r"room\.db has other learners, or another election"):
        start("127.0.0.2", port, 3)


def test_trouble_of_a_training_that_was_killed_is_undone_and_told_by_what_serves_next(
    tmp_path: Path, run: Run, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = command("--learners", "2", "--no-vote", "--json")
    with subprocess.Popen(words, cwd=tmp_path, stdin=-1, stdout=-1, stderr=-1, text=True) as killed:
        assert killed.stdin
        killed.stdin.write("trouble hold-mails\n")
        killed.stdin.flush()
        while not told(killed).get("troubles"):
            pass
        killed.kill()
    undone = "Trouble on purpose: mails held for everybody. A training that was killed left it on: "
    assert f"{undone}it has been undone.\n" in here()[1]
    assert undone not in here()[1]
    run("trouble", "hold-mails")
    monkeypatch.setattr("mock_server.cli.serve.serve_here", lambda _with, _sock, started: started())
    assert undone in run("serve", "--training", "--port", "0")[1]
    assert sql("mock-portal.db", "SELECT count(*) FROM trouble WHERE until IS NULL") == [(0,)]


def test_a_room_is_of_an_election_of_one_s_own(run: Run, here: Here) -> None:
    """With its voters, or with so many learners, who vote in all of its ballots."""
    ballots = [word for name in "ABC" for word in ("--ballot", f"{name}; 1; One; Two")]
    run("new-election", "ours", "--languages", "fr", "--voters", "3", *ballots)
    for learners, count in ((), 3), (("--learners", "2"), 2):
        database = f"{count}.db"
        room, words = here("--election", "ours", *learners, "--database", database)
        assert next(iter(room["totals"].values())) == count
        assert "sealed by a made-up polling board" in words
        ((election,),) = sql(database, "SELECT election FROM portal")
        assert {*decode_election(election).seats_rules.values()} == {"highest-average"}
        rolls = sql(database, "SELECT id, voters FROM ballot ORDER BY position")
        assert rolls == [("a", count), ("b", count), ("c", count)]


def test_a_training_begins_before_its_opening_on_a_day_of_the_vote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sample's vote is from the 1st to the 8th of December, each year."""
    monkeypatch.setattr("sys.stdin", StringIO("quit\n"))
    now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    settings = replace(settings_of(str(tmp_path / "room.db"), tmp_path), clock=lambda: now)
    seals = False
    train(settings, Wanted(None, 2, seals, False, Language.EN, "127.0.0.1", 0, False, View.JSON))
    opens = "in this training, it opens Saturday 2 January 2027 at 08:00 (Paris time)."
    assert opens in folded(capsys.readouterr().err)
    database, election, _url = open_database(settings)
    with closing(database):
        assert Trainer(settings, database, election).next_of_vote() is Order.OPEN


@pytest.fixture
def complaint(run: Run) -> Callable[..., str]:
    """Of a training that cannot be, in the test's empty folder."""

    def complaint(*words: str) -> str:
        code, _out, err = run("train", "--port", "0", *words)
        assert code == 2
        return err

    return complaint


def test_browsers_and_ssh_go_with_a_room(run: Run, complaint: Complaint) -> None:
    assert "--browser goes with --room" in complaint("--learners", "2", "--browser")
    run("init", "--database", "portal.db")
    told = complaint("--database", "portal.db", "--ssh")
    assert "There is no room code yet: start the training first" in told
    seen = "import sys, mock_server.training.training; print('websockets' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n", "nobody who lets no browser in loads what speaks to one"


def test_the_vote_of_an_earlier_training_is_left_alone(
    tmp_path: Path, complaint: Complaint
) -> None:
    (tmp_path / "mock-portal-vote").mkdir()
    told = complaint("--learners", "2")
    assert "mock-portal-vote is of an earlier training’s vote and was not changed" in told
    assert [path.name for path in tmp_path.iterdir()] == ["mock-portal-vote"]


UNSEALED = "The vote is not sealed, so nobody can vote. To have a made-up polling board seal it: "


@pytest.mark.parametrize(("option", "rolls"), [("--no-vote", 2), ("--missing=1", 1)])
def test_a_room_of_learners_of_a_file_without_a_vote(
    tmp_path: Path, run: Run, here: Here, option: str, rolls: int
) -> None:
    """The command that it names seals it, so that the room's own orders find the board."""
    file = tmp_path / "room.csv"
    file.write_text(
        "identifier;family_name;first_name;language;affiliation;body;ballots\n"
        "ada@formation.exemple;Lovelace;Ada;en;Salle 1;;csa-national csa-academique\n",
        encoding="utf-8",
    )
    room, said = here("--voters", str(file), option)
    assert [item["name"] for item in room["learners"]] == ["Ada Lovelace"]
    assert f"{file} was read as UTF-8, separated by semicolons.\n" in said
    missing = "Missing from the roll of their first election: ada@formation.exemple.\n"
    assert (missing in said) is (rolls == 1)
    (words,) = re.findall(re.escape(UNSEALED) + "(.+)\n", said)
    assert not (tmp_path / "mock-portal-vote").exists()
    on = sql(str(tmp_path / "mock-portal.db"), "SELECT ballot_id FROM roll_entry ORDER BY 1")
    assert on == [("csa-academique",), ("csa-national",)][:rolls]
    program, *rest = shlex.split(words)
    assert Path(program).name == "mock-portal"
    assert run(*rest)[0] == 0
    assert UNSEALED not in here()[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--learners", "0"), "0 is not a number from 1 to 999"),
        (("--spare", "2"), "--spare makes learners as a room is created"),
        (("--host", "0.0.0.0"), "by name"),  # noqa: S104 (refused)
        (("--voters", "nowhere.csv"), "nowhere.csv"),
        ((), "mock-portal.db: say who takes part, with --learners, --voters or --election"),
    ],
)
def test_what_cannot_be_is_told(
    tmp_path: Path, complaint: Complaint, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in complaint(*words)
    assert list(tmp_path.iterdir()) == []


def test_a_roll_is_no_room(tmp_path: Path, run: Run, complaint: Complaint) -> None:
    run("generate-voters", "1000", "roll.csv")
    told = "A training room has up to 999 learners, not "
    assert f"{told}1000" in complaint("--voters", "roll.csv")
    assert list(tmp_path.glob("*.db")) == []
    run("init")
    run("import-voters", "roll.csv")
    assert f"{told}1060" in complaint()
    assert sql("mock-portal.db", "SELECT count(*) FROM mail") == [(0,)]


@pytest.mark.parametrize("view", View)
def test_a_room_is_told_its_way_in_once_and_json_has_objects_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], view: View
) -> None:
    """At an address that other computers would not reach: a test's own would need a network."""
    shown: list[str] = []

    def show(_trainer: Trainer, where: Sequence[str], way_in: str, page: str) -> None:
        shown.extend([where[0], way_in, page])

    monkeypatch.setattr("sys.stdin", StringIO("quit\nyes\n"))
    monkeypatch.setattr("mock_server.training.training._show", show)
    settings = settings_of(str(tmp_path / "room.db"), tmp_path)
    wanted = Wanted(None, 2, False, False, Language.EN, "127.0.0.1", 0, True, view, browsers=True)
    train(settings, wanted)
    out, err = capsys.readouterr()
    (code,) = re.findall(
        r"On each laptop: tui-voter --room (\S+)\n", err if view is View.JSON else out
    )
    assert read_room(code).host == "127.0.0.1"
    assert "train --room 127.0.0.1 --port" in folded(
        out + err
    )  # which resumes it, and keeps its code
    told = recipe(replace(settings, public_url=""))
    assert re.search(rf"ForceCommand /\S+ --lang \w+ --linear --room {code}\n", told)
    if view is View.SCREEN:
        page = f"{read_room(code).origin}/room"
        assert shown == [f"On each laptop: {shown[1]}", f"tui-voter --room {code}", page]
    elif view is View.JSON:
        assert all(json.loads(line) for line in out.splitlines())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, None])
def test_on_a_terminal_it_is_a_screen_which_gives_it_back(
    tmp_path: Path, number: signal.Signals | None
) -> None:
    words = command("--learners", "3", "--no-vote", "--database", str(tmp_path / "room.db"))
    with Terminal(tuple(words), columns=150, environment={"LANGUAGE": "en"}) as terminal:
        terminal.wait_for("electeur03@formation.exemple")
        if number:
            terminal.process.kill(number)
        else:
            terminal.type("q")
            terminal.wait_for(r"End the training for everyone\?")
            terminal.type("y")
        assert terminal.wait_for_exit() == 0
        assert b"\x1b[?1049l" in terminal.written
        assert "to resume it with" in folded(terminal.transcript)
