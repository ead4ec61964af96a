"""``tui-voter verify``: receipts, opened ballots and ballot boxes, checked offline."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from tests.sealing import forged
from tests.sealing.made import Made
from tests.sealing.vectors import FOLDER, the_election, vector, vectors
from tests.terminal import PROGRAM, Terminal
from tui_voter.cli import main
from tui_voter.contract.typed import command
from tui_voter.sealing.archive import Archive
from tui_voter.sealing.ballot import opening, seal_ballot, tracker
from tui_voter.sealing.codes import spoken
from tui_voter.sealing.group import canonical_json
from tui_voter.sealing.receipt import read_receipt, sign_receipt
from tui_voter.verifying.command import verify_receipt
from tui_voter.verifying.progress import Progress

OLDER, OPEN, CLOSED = (FOLDER / name for name in ("open-3.bel", "open-5.bel", "closed.bel"))
RECEIPTS = vectors("receipts.json")
CHALLENGES = vectors("challenges.json")
FIRST, SECOND = 5, 6
"""The numbers of MADE's voters that stand for the codes in reserve."""
MADE: Final = Made([0, 1, 1, 3, 2])


def receipt_of(ballot: bytes) -> dict[str, Any]:
    return dict(json.loads(sign_receipt(MADE.receipt_key, MADE.election, tracker(ballot)).text))


class Said(NamedTuple):
    code: int
    out: str
    err: str


Keep = Callable[..., Path]


@dataclass
class Verify:
    """The command, in English unless it is told otherwise; spaces of what it says are plain."""

    _capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str | Path, lang: str = "en") -> Said:
        code = main(["verify", "--lang", lang, *map(str, words)])
        return Said(code, *(text.replace("\u00a0", " ") for text in self._capsys.readouterr()))

    def holds(self, *words: str | Path, lang: str = "en") -> str:
        """What is told where all holds."""
        said = self(*words, lang=lang)
        assert (said.code, said.err) == (0, "")
        return said.out

    def fails(self, *words: str | Path, lang: str = "en") -> str:
        """What is complained of where something does not hold, or not yet."""
        said = self(*words, lang=lang)
        assert said.code == 1
        assert not {"Everything", "Blank"} & set(said.out.split()), "nor is a result told"
        return said.err


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Verify:
    monkeypatch.setenv("LANGUAGE", "")
    return Verify(capsys)


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """A file as the program saves it: in its one form, or the bytes of an archive, with the log
    that is put beside it."""

    def keep(content: object, log: bytes | None = None) -> Path:
        path = tmp_path / f"{len([*tmp_path.iterdir()])}-kept.bel"
        path.write_bytes(content if isinstance(content, bytes) else canonical_json(content) + b"\n")
        if log is not None:
            path.with_suffix(".log").write_bytes(log)
        return path

    return keep


# --- Receipts and opened ballots


def test_a_receipt_whose_ballot_is_in_the_ballot_box(verify: Verify, keep: Keep) -> None:
    told = verify.holds(keep(RECEIPTS[0]), "--urn", CLOSED)
    assert the_election().name in told
    assert spoken(RECEIPTS[0]["tracker"]).replace("\u00a0", " ") in told
    assert "The portal of this election signed the receipt." in told
    assert "The ballot is in the ballot box, with 5 others." in told


def test_the_receipts_page_checks_in_the_same_words(verify: Verify, keep: Keep) -> None:
    def words(*said: str) -> str:
        return " ".join(" ".join(said).replace("\u00a0", " ").split())

    for urn in (CLOSED, OLDER):
        said = verify(keep(RECEIPTS[-1]), "--urn", urn)
        receipt = read_receipt(canonical_json(RECEIPTS[-1]))
        verified = verify_receipt(receipt, urn.read_bytes())
        assert (words(*verified.holds), words(verified.fault)) == (words(said.out), words(said.err))
    assert verified.fault, "the older copy does not have this ballot"


def test_a_paper_alone_proves_nothing_yet(verify: Verify, keep: Keep) -> None:
    for paper in (RECEIPTS[0], CHALLENGES[0]):
        said = verify(keep(paper))
        assert said.code == 1
        assert spoken(paper["tracker"]).replace("\u00a0", " ") in said.out
        assert "Not checked yet" in said.err
        assert f"{RECEIPTS[0]['uuid']}.bel" in said.err


def test_a_ballot_that_is_not_mixed_in_yet(verify: Verify, keep: Keep) -> None:
    told = verify.fails(
        keep(receipt_of(MADE.ballots[4])), "--urn", keep(MADE.open(MADE.ballots[:4]))
    )
    assert "not in this copy of the ballot box yet" in told
    assert "ten minutes" in told


def test_a_ballot_that_vanished_from_a_closed_ballot_box(verify: Verify, keep: Keep) -> None:
    urn = keep(MADE.counted(ballots=MADE.ballots[:4]))
    told = verify.fails(keep(receipt_of(MADE.ballots[4])), "--urn", urn)
    assert "has disappeared. Keep both files unchanged. Then call the help desk" in told


def test_a_receipt_that_the_portal_did_not_sign(verify: Verify, keep: Keep) -> None:
    told = verify.fails(keep(RECEIPTS[0] | {"tracker": RECEIPTS[1]["tracker"]}), "--urn", CLOSED)
    assert "not signed by the portal" in told
    assert "Keep this file unchanged. Then call the help desk" in told


def test_an_opened_ballot(verify: Verify, keep: Keep) -> None:
    told = verify.holds(keep(CHALLENGES[0]), "--urn", OPEN)
    assert f"The opened ballot is a vote for: {CHALLENGES[0]['choice']}." in told
    assert "not in the ballot box, as it should be" in told
    for wrong in (
        *({"choice": CHALLENGES[1]["choice"]}, {"randomness": CHALLENGES[0]["randomness"][::-1]}),
        {"tracker": CHALLENGES[1]["tracker"]},
    ):
        told = verify.fails(keep(CHALLENGES[0] | wrong), "--urn", OPEN)
        assert "does not hold what it says" in told
        assert "help desk" in told


def test_an_opened_ballot_that_was_cast_all_the_same(verify: Verify, keep: Keep) -> None:
    sealed = seal_ballot(MADE.election, MADE.credential(1), 1)
    opened = json.loads(opening(sealed, MADE.election, 1))
    urn = MADE.open([MADE.ballots[0], sealed.text])
    assert "is in the ballot box all the same" in verify.fails(keep(opened), "--urn", keep(urn))


def test_the_ballot_box_beside_a_receipt_is_found(verify: Verify, keep: Keep) -> None:
    """By the name under which the portal gives it out: a short command is enough."""
    receipt = keep(RECEIPTS[0])
    asked = verify(receipt)
    (receipt.parent / f"{RECEIPTS[0]['uuid']}.bel").symlink_to(CLOSED)
    typed = command("tui-voter", "verify", str(receipt), "--lang", "en")
    assert asked.err.endswith(f"then type: {typed}\n")
    said = verify(receipt)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Ballot box: {receipt.parent / RECEIPTS[0]['uuid']}.bel\n")
    assert verify(receipt, "--urn", OPEN).out == "".join(said.out.splitlines(True)[1:]).replace(
        "with 5 others", "with 4 others"
    )


def test_no_ballot_box_is_looked_for_elsewhere(verify: Verify, keep: Keep) -> None:
    """An opened ballot may be of anybody's making: its election is no name of a file."""
    opened = keep(
        CHALLENGES[0] | {"ballot": json.dumps({"election_uuid": "../x/", "election_hash": "?"})}
    )
    (opened.parent / "x").mkdir()
    (opened.parent / "x" / ".bel").symlink_to(CLOSED)
    assert "Ballot box" not in verify(opened).out


@pytest.mark.parametrize(("usual", "option"), [("fr", " --lang en"), ("en", "")])
def test_the_next_command_answers_in_the_language_of_this_one(
    verify: Verify, keep: Keep, monkeypatch: pytest.MonkeyPatch, usual: str, option: str
) -> None:
    monkeypatch.setenv("LANGUAGE", usual)
    assert verify(keep(RECEIPTS[0]), lang="en").err.endswith(f"-kept.bel{option}\n")


@pytest.mark.parametrize(
    ("content", "answers", "told"),
    [
        (RECEIPTS[0], 4, "This receipt belongs to another election: {}. Download the"),
        *((CHALLENGES[0], n, "This opened ballot belongs to another") for n in (3, 4, 5)),
    ],
)
def test_what_belongs_to_another_election(
    verify: Verify, keep: Keep, content: dict[str, Any], answers: int, told: str
) -> None:
    """Which may have another number of answers: nobody is told that the program cheats."""
    other = Made([0], answers=tuple(f"List {n}" for n in range(answers)))
    said = verify(keep(content), "--urn", keep(other.open()))
    assert (said.code, said.out) == (1, "")
    assert told.format(content.get("uuid")) in said.err


@pytest.mark.parametrize(
    "content",
    [b"", b"Bonjour", b"{}", b"\xff\xfe", b"[" * 100_000, b"x" * 3_000_000, b'{"format":"x"}'],
)
def test_what_is_no_receipt(verify: Verify, keep: Keep, content: bytes) -> None:
    said = verify(keep(content), "--urn", CLOSED)
    assert (said.code, said.out) == (2, "")
    assert "neither a receipt nor an opened ballot" in said.err


# --- Whole ballot boxes


def test_a_counted_ballot_box_is_recounted(verify: Verify) -> None:
    told = verify.holds("--urn", CLOSED)
    for line in (
        "6 ballots: the proofs and the signature of each hold, each one’s voting right is among "
        "the 8 issued, reserve included, and none was used twice.",
        "The sum that the polling board decrypted is that of these ballots: none was left out or "
        "added.",
        "3 shares of the polling board: each is proven, and together they are enough to count.",
        *("Liste A: 1 vote, 20%", "Liste B: 3 votes, 60%", "Blank votes: 1"),
    ):
        assert line in told.splitlines()
    assert "Liste B : 3 voix, 60 %\n" in verify.holds("--urn", CLOSED, lang="fr")


def test_how_far_a_ballot_box_is(verify: Verify, keep: Keep) -> None:
    assert "still open" in verify.holds("--urn", OPEN)
    opened = MADE.open()
    none = "There is no ballot in the ballot box. Voting rights issued, reserve included: 7."
    assert none in verify.holds("--urn", keep(MADE.open([]), MADE.log()))
    assert "Liste A: 0 votes" in verify.holds("--urn", keep(MADE.counted(ballots=[]), MADE.log()))
    told = verify.holds("--urn", keep(opened + Archive.after(opened).end(), MADE.log()))
    assert "The ballot box is closed. The polling board has not finished counting." in told


@pytest.mark.parametrize("name", ["removed", "a broken proof", "another roll", "too few shares"])
def test_an_altered_ballot_box_is_told(verify: Verify, keep: Keep, name: str) -> None:
    told = verify.fails("--urn", keep(forged.FORGERIES[name][1](MADE), MADE.log()))
    assert f"For the help desk: {forged.FORGERIES[name][0]}, " in told


def test_a_ballot_box_that_was_cut_or_is_none(verify: Verify, keep: Keep) -> None:
    assert "incomplete" in verify.fails("--urn", keep(vector("closed.bel")[:-700]))
    for nothing in (b"", b"Bonjour", canonical_json(RECEIPTS[0])):
        said = verify("--urn", keep(nothing))
        assert said.code == 2
        assert "is not a ballot box" in said.err


def test_a_newer_ballot_box_begins_with_the_older(verify: Verify, keep: Keep) -> None:
    told = verify.holds("--urn", OPEN, "--older", OLDER)
    assert "begins with the older copy, byte for byte" in told
    newer, other = keep(MADE.open()), keep(MADE.open(MADE.ballots[1:3]))
    for newest, older, told in (
        (newer, other, "does not begin with its older copy"),
        (OLDER, OPEN, "the wrong way round"),
        (OPEN, newer, "The older copy belongs to another election"),
        (OPEN, keep(vector("closed.bel")[:-700]), "This ballot box is incomplete"),
    ):
        assert told in verify.fails("--urn", newest, "--older", older)


# --- The log of replaced codes


def test_the_ballots_with_replaced_codes_are_counted(verify: Verify, keep: Keep) -> None:
    cast = [*MADE.ballots[:2], MADE.ballot(FIRST, 0), *MADE.ballots[2:], MADE.ballot(SECOND, 1)]
    counted = MADE.counted(ballots=cast)
    urn = keep(counted, MADE.log(2, 4))
    told = verify.holds("--urn", urn).splitlines()
    assert (
        "Voting codes replaced: 2, of 2 in reserve. Ballots cast with a replacement code: 2. "
        "At no time were there more of them than codes replaced." in told
    )
    assert told[-1].startswith("Everything in this file and in its log holds.")
    alarm = verify.fails("--urn", keep(counted, MADE.log(3, 4)))
    assert "somebody voted with a code that no voter had been given" in alarm


@pytest.mark.parametrize(
    "name", ["a space", "another ballot's log", "another signature", "a line is gone"]
)
def test_an_altered_log_is_told(verify: Verify, keep: Keep, name: str) -> None:
    _error, reason, forge = forged.LOGS[name]
    told = verify.fails("--urn", keep(MADE.open(MADE.ballots[:1]), forge(MADE)))
    assert "log of replaced voting codes" in told
    assert f"For the help desk: {reason}, " in told


def test_a_log_that_is_missing_is_to_be_downloaded(verify: Verify, keep: Keep) -> None:
    urn = keep(MADE.counted())
    said = verify("--urn", urn)
    assert said.code == 1
    for told in ("Not checked yet", f"{MADE.election.uuid}.log", str(urn.with_suffix(".log"))):
        assert told in said.err
    assert "Liste A" in said.out, "what the ballot box alone shows is told"
    assert "Nothing else was used" not in said.out


@pytest.mark.posix
def test_what_is_no_file_is_no_log_and_is_not_waited_for(verify: Verify, keep: Keep) -> None:
    urn = keep(MADE.open())
    os.mkfifo(urn.with_suffix(".log"))
    assert "Not checked yet" in verify("--urn", urn).err


def test_a_log_without_end_is_not_read_whole(verify: Verify, keep: Keep) -> None:
    urn = keep(MADE.open(), b"")
    os.truncate(urn.with_suffix(".log"), 1 << 40)
    said = verify("--urn", urn)
    assert (said.code, said.out) == (2, "")
    assert "too large for a log of replaced codes" in " ".join(said.err.split())


def test_an_election_of_before_is_checked_without_a_log(verify: Verify, keep: Keep) -> None:
    counted = Made([0, 1], of_before=True).counted()
    for urn in (keep(counted), keep(counted, MADE.log()), CLOSED):
        told = verify.holds("--urn", urn)
        assert "nobody can tell how many ballots were cast with replacement codes" in told
        assert "Everything in this file holds." in told


def test_an_older_copy_without_its_log_is_told(verify: Verify, keep: Keep) -> None:
    older, newer = keep(MADE.open(MADE.ballots[:2])), keep(MADE.open(), MADE.log())
    told = f"There is no log beside the older copy, {older.with_suffix('.log')}: "
    assert told in verify.holds("--urn", newer, "--older", older)
    older.with_suffix(".log").write_bytes(MADE.log())
    said = verify.holds("--urn", newer, "--older", older)
    assert "The log begins with its older copy, too, and no line was added late." in said
    older.with_suffix(".log").write_bytes(MADE.log(2))
    assert "does not begin with its older copy" in verify.fails("--urn", newer, "--older", older)
    newer.with_suffix(".log").unlink()
    assert "Not checked yet" in verify.fails("--urn", newer, "--older", older)


# --- The command


@pytest.mark.parametrize(
    ("words", "says"),
    [
        *(([], "Name a receipt"), (["nothing.json"], "nothing.json")),
        (["--urn", "nothing.bel"], "Download the ballot box from the portal’s page of results"),
        *((["--urn", "."], "folder"), (["."], "folder")),
        (["--urn", os.devnull], "save the ballot box to a file"),
        (["--urn", CLOSED, "--older", "pipe"], "save the ballot box to a file"),
        *(([CLOSED], "--urn"), (["--older", OLDER], "--urn")),
    ],
)
def test_what_the_command_cannot_do(
    verify: Verify, words: list[str | Path], says: str, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")  # opening it would wait for a writer
    said = verify(*words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_hostile_names_are_shown_harmless(verify: Verify, keep: Keep) -> None:
    made = Made([0], answers=("Liste\u202eA", "[red]B\u200b", "Blanc"))
    said = verify("--urn", keep(made.counted(), made.log()))
    assert said.code == 0
    assert not set("\u202e\u200b\x1b") & set(said.out)
    assert "[red]B" in said.out


def test_a_long_check_tells_how_long_it_takes() -> None:
    said: list[str] = []
    times = iter([0.0, 1.0, 4.0, 5.0, 40.0, 60.0])
    sentence = "{done} of {all} checked, about {time} left."
    progress = Progress(said.append, sentence, lambda: next(times))
    for done in (0, 400, 500, 4_000, 10_000):
        progress(done, 10_000)
    assert said == [
        "400 of 10,000 checked, about 2 minutes left.",
        "4,000 of 10,000 checked, about 1 minute left.",
    ]


def test_whoever_waits_for_a_pipe_is_told_and_ctrl_c_stops(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    words = (*PROGRAM, "verify", str(pipe), "--urn", str(CLOSED), "--lang", "en")
    with Terminal(words, columns=200) as terminal:
        terminal.wait_to_hear("Still waiting for the content of .*pipe. Ctrl.C stops.")
        terminal.type("\x03")
        assert terminal.wait_for_exit() == 130
        assert "Stopped before the end: nothing has been established." in terminal.transcript
