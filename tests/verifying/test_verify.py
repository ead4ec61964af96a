"""``tui-voter verify``: receipts, opened ballots and ballot boxes, checked offline."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.sealing import forged
from tests.sealing.made import Made
from tests.sealing.vectors import FOLDER, check_sh, the_election, vector, vectors, with_belenios
from tests.terminal import PROGRAM, Terminal
from tui_voter import messages
from tui_voter.cli import main
from tui_voter.contract.typed import command
from tui_voter.sealing.archive import Archive
from tui_voter.sealing.ballot import opening, seal_ballot, tracker
from tui_voter.sealing.codes import spoken
from tui_voter.sealing.group import canonical_json
from tui_voter.sealing.receipt import sign_receipt
from tui_voter.verifying.progress import Progress

OLDER, OPEN, CLOSED = (FOLDER / name for name in ("open-3.bel", "open-5.bel", "closed.bel"))
RECEIPTS = vectors("receipts.json")
CHALLENGES = vectors("challenges.json")


class Said(NamedTuple):
    code: int
    out: str
    err: str


Verify = Callable[..., Said]
Keep = Callable[..., Path]


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Verify]:
    """What the command says, in English unless it is told otherwise."""
    before = messages.language()
    monkeypatch.setenv("LANGUAGE", "")

    def verify(*words: str | Path, lang: str = "en") -> Said:
        code = main(["verify", "--lang", lang, *map(str, words)])
        return Said(code, *capsys.readouterr())

    yield verify
    messages.use(before)


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


@pytest.fixture(scope="module")
def made() -> Made:
    return Made([0, 1, 1, 3, 2])


def receipt_of(made: Made, ballot: bytes) -> dict[str, Any]:
    text = sign_receipt(made.receipt_key, made.election, tracker(ballot)).text
    return dict(json.loads(text))


# --- Receipts


def test_a_receipt_whose_ballot_is_in_the_ballot_box(verify: Verify, keep: Keep) -> None:
    for receipt in RECEIPTS:
        said = verify(keep(receipt), "--urn", CLOSED)
        assert (said.code, said.err) == (0, "")
        assert the_election().name in said.out
        assert "The portal of this election signed the receipt." in said.out
        assert "The ballot is in the ballot box, with 5 others." in said.out
        assert spoken(receipt["tracker"]) in said.out


def test_a_receipt_is_checked_in_french(verify: Verify, keep: Keep) -> None:
    said = verify(keep(RECEIPTS[0]), "--urn", CLOSED, lang="fr")
    assert said.code == 0
    assert "L’accusé de réception est signé par le portail de ce scrutin." in said.out
    assert "Le bulletin est dans l’urne, avec 5 autres." in said.out


def test_a_receipt_alone_proves_nothing_yet(verify: Verify, keep: Keep) -> None:
    said = verify(keep(RECEIPTS[0]))
    assert said.code == 1
    assert spoken(RECEIPTS[0]["tracker"]) in said.out
    assert "Not checked yet" in said.err
    assert f"{RECEIPTS[0]['uuid']}.bel" in said.err


def test_the_ballot_box_beside_a_receipt_is_found(verify: Verify, keep: Keep) -> None:
    """By the name under which the portal gives it out; so a short command is enough, in both
    voices and at the command line."""
    receipt = keep(RECEIPTS[0])
    asked = verify(receipt)
    (receipt.parent / f"{RECEIPTS[0]['uuid']}.bel").symlink_to(CLOSED)
    typed = command("tui-voter", "verify", str(receipt), "--lang", "en")
    assert asked.err.endswith(f"then type: {typed}\n")
    said = verify(receipt)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Ballot box: {receipt.parent / RECEIPTS[0]['uuid']}.bel\n")
    assert "The ballot is in the ballot box, with 5 others." in said.out
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
    said = verify(keep(RECEIPTS[0]), lang="en")
    assert said.err.endswith(f"-kept.bel{option}\n")


def test_a_ballot_that_is_not_mixed_in_yet(verify: Verify, keep: Keep, made: Made) -> None:
    receipt, urn = receipt_of(made, made.ballots[4]), made.open(made.ballots[:4])
    said = verify(keep(receipt), "--urn", keep(urn))
    assert said.code == 1
    assert "signed the receipt" in said.out
    assert "not in this copy of the ballot box yet" in said.err
    assert "ten minutes" in said.err
    assert "help desk" in said.err


def test_a_ballot_that_vanished_from_a_closed_ballot_box(
    verify: Verify, keep: Keep, made: Made
) -> None:
    receipt = receipt_of(made, made.ballots[4])
    said = verify(keep(receipt), "--urn", keep(made.counted(ballots=made.ballots[:4])))
    assert said.code == 1
    assert "has disappeared" in said.err
    assert "Keep" in said.err
    assert "help desk" in said.err


def test_a_receipt_of_another_election(verify: Verify, keep: Keep, made: Made) -> None:
    said = verify(keep(RECEIPTS[0]), "--urn", keep(made.open()))
    assert said.code == 1
    assert said.out == "", "nothing is named next to what it does not belong to"
    assert f"This receipt belongs to another election: {RECEIPTS[0]['uuid']}." in said.err
    assert "Download the ballot box of that election" in said.err


def test_a_receipt_of_another_election_in_french(verify: Verify, keep: Keep, made: Made) -> None:
    said = verify(keep(RECEIPTS[0]), "--urn", keep(made.open()), lang="fr")
    assert (said.code, said.out) == (1, "")
    belongs = f"Cet accusé de réception est celui d’un autre scrutin : {RECEIPTS[0]['uuid']}."
    assert belongs in said.err.replace("\u00a0", " ")


def test_a_receipt_that_the_portal_did_not_sign(verify: Verify, keep: Keep) -> None:
    forged_receipt = RECEIPTS[0] | {"tracker": RECEIPTS[1]["tracker"]}
    said = verify(keep(forged_receipt), "--urn", CLOSED)
    assert "Keep this file unchanged. Then" in said.err
    assert said.code == 1
    assert "not signed by the portal" in said.err
    assert "help desk" in said.err


@pytest.mark.parametrize(
    "content",
    [b"", b"Bonjour", b"{}", b"\xff\xfe", b"[" * 100_000, b"x" * 3_000_000, b'{"format":"x"}'],
)
def test_what_is_no_receipt(verify: Verify, keep: Keep, content: bytes) -> None:
    said = verify(keep(content), "--urn", CLOSED)
    assert (said.code, said.out) == (2, "")
    assert "neither a receipt nor an opened ballot" in said.err


# --- Opened ballots


def test_an_opened_ballot(verify: Verify, keep: Keep) -> None:
    for challenge in CHALLENGES:
        said = verify(keep(challenge), "--urn", OPEN)
        assert (said.code, said.err) == (0, "")
        assert f"The opened ballot is a vote for: {challenge['choice']}." in said.out
        assert "not in the ballot box, as it should be" in said.out


def test_an_opened_ballot_alone(verify: Verify, keep: Keep) -> None:
    said = verify(keep(CHALLENGES[0]))
    assert said.code == 1
    assert "Not checked yet" in said.err


def test_an_opened_ballot_that_is_for_another_list(verify: Verify, keep: Keep) -> None:
    for wrong in (
        {"choice": CHALLENGES[1]["choice"]},
        {"randomness": CHALLENGES[0]["randomness"][::-1]},
        {"tracker": CHALLENGES[1]["tracker"]},
    ):
        said = verify(keep(CHALLENGES[0] | wrong), "--urn", OPEN)
        assert said.code == 1
        assert "does not hold what it says" in said.err
        assert "help desk" in said.err


@pytest.mark.parametrize("answers", [3, 4, 5])
def test_an_opened_ballot_of_another_election(verify: Verify, keep: Keep, answers: int) -> None:
    """Which may have another number of answers: nobody is told that the program cheats."""
    other = Made([0], answers=tuple(f"List {n}" for n in range(answers)))
    said = verify(keep(CHALLENGES[0]), "--urn", keep(other.open()))
    assert (said.code, said.out) == (1, "")
    assert "This opened ballot belongs to another election" in said.err


def test_an_opened_ballot_that_was_cast_all_the_same(verify: Verify, keep: Keep) -> None:
    made = Made([0, 1])
    sealed = seal_ballot(made.election, made.credential(1), 1)
    opened = json.loads(opening(sealed, made.election, 1))
    urn = made.open([made.ballots[0], sealed.text])
    said = verify(keep(opened), "--urn", keep(urn))
    assert said.code == 1
    assert "is in the ballot box all the same" in said.err


# --- Whole ballot boxes


def test_a_counted_ballot_box_is_recounted(verify: Verify) -> None:
    said = verify("--urn", CLOSED)
    assert (said.code, said.err) == (0, "")
    for line in (
        "6 ballots: the proofs and the signature of each hold, each one’s voting right is among "
        "the 8 issued, reserve included, and none was used twice.",
        "The sum that the polling board decrypted is that of these ballots: none was left out or "
        "added.",
        "3 shares of the polling board: each is proven, and together they are enough to count.",
        "Liste A: 1 vote, 20%",
        "Liste B: 3 votes, 60%",
        "Blank votes: 1",
    ):
        assert line in said.out.splitlines()


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        (
            "en",
            "There is no ballot in the ballot box. Voting rights issued, reserve included: ",
        ),
        (
            "fr",
            "L’urne ne contient aucun bulletin. Droits de vote attribués, réserve comprise : ",
        ),
    ],
)
def test_that_there_is_no_ballot_is_said_plainly(
    made: Made, verify: Verify, keep: Keep, lang: str, line: str
) -> None:
    said = verify("--urn", keep(made.open([]), made.log()), lang=lang)
    assert said.code == 0
    assert line in said.out.replace("\u00a0", " ")
    assert "0 b" not in said.out


def test_the_result_in_french(verify: Verify) -> None:
    said = verify("--urn", CLOSED, lang="fr")
    assert said.code == 0
    out = said.out.replace("\u00a0", " ")
    assert "Liste A : 1 voix, 20 %" in out
    assert "Liste B : 3 voix, 60 %" in out
    assert "Votes blancs : 1" in out


def test_a_ballot_box_that_is_still_open(verify: Verify) -> None:
    said = verify("--urn", OPEN)
    assert said.code == 0
    assert "still open" in said.out


def test_a_ballot_box_that_nobody_has_counted(verify: Verify, keep: Keep, made: Made) -> None:
    opened = made.open()
    said = verify("--urn", keep(opened + Archive.after(opened).end(), made.log()))
    assert said.code == 0
    assert "The ballot box is closed. The polling board has not finished counting." in said.out


def test_a_ballot_box_without_a_ballot(verify: Verify, keep: Keep) -> None:
    nobody = Made([])
    said = verify("--urn", keep(nobody.counted(), nobody.log()))
    assert said.code == 0
    assert "Liste A: 0 votes" in said.out


@pytest.mark.parametrize("name", forged.FORGERIES)
def test_an_altered_ballot_box_is_told(verify: Verify, keep: Keep, made: Made, name: str) -> None:
    said = verify("--urn", keep(forged.FORGERIES[name][1](made), made.log()))
    assert said.code == 1
    assert "help desk" in said.err
    assert "Result" not in said.out


@with_belenios
@pytest.mark.parametrize("name", ["removed", "the sum omits one", "a forged share"])
def test_belenios_tool_refuses_what_the_command_refuses(
    verify: Verify, made: Made, tmp_path: Path, name: str
) -> None:
    path = tmp_path / f"{made.election.uuid}.bel"
    path.with_suffix(".log").write_bytes(made.log())
    for archive in (made.counted(), forged.FORGERIES[name][1](made)):
        path.write_bytes(archive)
        assert (verify("--urn", path).code == 0) == check_sh(path)[0]


def test_a_ballot_box_that_was_cut_or_is_none(verify: Verify, keep: Keep) -> None:
    said = verify("--urn", keep(vector("closed.bel")[:-700]))
    assert said.code == 1
    assert "incomplete" in said.err
    for nothing in (b"", b"Bonjour", canonical_json(RECEIPTS[0])):
        said = verify("--urn", keep(nothing))
        assert said.code == 2
        assert "is not a ballot box" in said.err


# --- An older copy


def test_a_newer_ballot_box_begins_with_the_older(verify: Verify) -> None:
    said = verify("--urn", OPEN, "--older", OLDER)
    assert said.code == 0
    assert "begins with the older copy, byte for byte" in said.out


def test_an_older_copy_that_is_no_beginning(verify: Verify, keep: Keep, made: Made) -> None:
    newer, older = keep(made.open()), keep(made.open(made.ballots[1:3]))
    said = verify("--urn", newer, "--older", older)
    assert said.code == 1
    assert "does not begin with its older copy" in said.err
    assert "both files" in said.err


def test_the_copies_the_wrong_way_round(verify: Verify, keep: Keep, made: Made) -> None:
    assert "the wrong way round" in verify("--urn", OLDER, "--older", OPEN).err
    said = verify("--urn", OPEN, "--older", keep(made.open()))
    assert said.code == 1
    assert "The older copy belongs to another election" in said.err


# --- The log of replaced codes


FIRST, SECOND = 5, 6
"""The voters' numbers that stand for the codes in reserve."""


def with_replacements(made: Made) -> bytes:
    """An urn of which the third ballot and the last were cast with codes of the reserve."""
    cast = [*made.ballots[:2], made.ballot(FIRST, 0), *made.ballots[2:], made.ballot(SECOND, 1)]
    return made.counted(ballots=cast)


@pytest.mark.parametrize(
    ("lang", "line", "end"),
    [
        (
            "en",
            "Voting codes replaced: 2, of 2 in reserve. Ballots cast with a replacement code: 2. "
            "At no time were there more of them than codes replaced.",
            "Everything in this file and in its log holds.",
        ),
        (
            "fr",
            "Codes de vote remplacés : 2, sur 2 en réserve. Bulletins déposés avec un code de "
            "remplacement : 2. À aucun moment il n’y en a eu plus que de codes remplacés.",
            "Tout est exact dans ce fichier et dans son journal.",
        ),
    ],
)
def test_the_ballots_with_replaced_codes_are_counted(
    made: Made, verify: Verify, keep: Keep, lang: str, line: str, end: str
) -> None:
    said = verify("--urn", keep(with_replacements(made), made.log(2, 4)), lang=lang)
    assert (said.code, said.err) == (0, "")
    out = said.out.replace("\u00a0", " ")
    assert line in out.splitlines()
    assert end in out


def test_more_ballots_with_codes_of_the_reserve_than_were_replaced_are_an_alarm(
    made: Made, verify: Verify, keep: Keep
) -> None:
    for log in (made.log(), made.log(2), made.log(3, 4), made.log(7, 7)):
        said = verify("--urn", keep(with_replacements(made), log))
        assert said.code == 1
        assert "somebody voted with a code that no voter had been given" in said.err
        assert "Keep all of these files unchanged." in said.err
        assert "help desk" in said.err
        assert "Blank" not in said.out, "no result of such a ballot box is told"
        assert "holds" not in said.out


@pytest.mark.parametrize("name", forged.LOGS)
def test_an_altered_log_is_told(verify: Verify, keep: Keep, made: Made, name: str) -> None:
    log = forged.LOGS[name][2](made)
    said = verify("--urn", keep(made.open(made.ballots[:1]), log))
    assert said.code == 1
    assert "log of replaced voting codes" in said.err
    assert f"For the help desk: {forged.LOGS[name][1]}, " in said.err
    assert "holds" not in said.out


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "Not checked yet"), ("fr", "Pas encore contrôlé")]
)
def test_a_log_that_is_missing_is_to_be_downloaded(
    made: Made, verify: Verify, keep: Keep, lang: str, told: str
) -> None:
    urn = keep(made.counted())
    said = verify("--urn", urn, lang=lang)
    assert said.code == 1
    assert told in said.err
    assert f"{made.election.uuid}.log" in said.err
    assert str(urn.with_suffix(".log")) in said.err
    assert "Liste A" in said.out, "what the ballot box alone shows is told"
    assert "Nothing else was used" not in said.out
    assert "Rien d’autre" not in said.out


@pytest.mark.posix
def test_what_is_no_file_is_no_log_and_is_not_waited_for(
    made: Made, verify: Verify, keep: Keep
) -> None:
    urn = keep(made.open())
    log = urn.with_suffix(".log")
    log.mkdir()
    assert "Not checked yet" in verify("--urn", urn).err
    log.rmdir()
    os.mkfifo(log)
    assert "Not checked yet" in verify("--urn", urn).err


def test_an_election_of_before_is_checked_without_a_log(verify: Verify, keep: Keep) -> None:
    made = Made([0, 1], of_before=True)
    for urn in (keep(made.counted()), keep(made.counted(), made.log()), CLOSED):
        said = verify("--urn", urn)
        assert (said.code, said.err) == (0, "")
        assert "nobody can tell how many ballots were cast with replacement codes" in said.out
        assert "Everything in this file holds." in said.out


def test_a_log_is_held_against_its_older_copy(made: Made, verify: Verify, keep: Keep) -> None:
    urn = [*made.ballots[:2], made.ballot(FIRST, 0), *made.ballots[2:]]
    older, newer = made.open(urn[:3]), made.open(urn)
    said = verify("--urn", keep(newer, made.log(2, 3)), "--older", keep(older, made.log(2)))
    assert (said.code, said.err) == (0, "")
    assert "The log begins with its older copy, too, and no line was added late." in said.out
    for old, new, told in (
        (made.log(2), made.log(2, 2), "added later than it says"),
        (made.log(1), made.log(2), "does not begin with its older copy"),
        (made.log(2, 3), made.log(2), "does not begin with its older copy"),
        (made.log(2, key=made.receipt_key[::-1]), made.log(2), "is not signed by the portal"),
    ):
        said = verify("--urn", keep(newer, new), "--older", keep(older, old))
        assert said.code == 1
        assert told in said.err
        assert "Keep all of these files unchanged." in said.err
        assert "Everything" not in said.out


def test_an_older_copy_without_its_log_is_told(made: Made, verify: Verify, keep: Keep) -> None:
    older = keep(made.open(made.ballots[:2]))
    newer = keep(made.open(), made.log())
    said = verify("--urn", newer, "--older", older)
    assert (said.code, said.err) == (0, "")
    told = "There is no log beside the older copy, "
    assert told in said.out
    assert str(older.with_suffix(".log")) in said.out
    older.with_suffix(".log").write_bytes(made.log())
    assert told not in verify("--urn", newer, "--older", older).out
    newer.with_suffix(".log").unlink()
    said = verify("--urn", newer, "--older", older)
    assert said.code == 1
    assert "Not checked yet" in said.err


# --- The command


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Name a receipt"),
        (["nothing.json"], "nothing.json"),
        (["--urn", "nothing.bel"], "nothing.bel"),
        (["--urn", "."], "folder"),
        (["."], "folder"),
        (["--urn", os.devnull], "save the ballot box to a file"),
        (["--urn", "pipe"], "save the ballot box to a file"),
        (["--urn", CLOSED, "--older", "pipe"], "save the ballot box to a file"),
        ([CLOSED], "--urn"),
        (["--older", OLDER], "--urn"),
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
    progress = Progress(said.append, lambda: next(times))
    for done in (0, 400, 500, 4_000, 10_000):
        progress(done, 10_000)
    assert said == [
        "400 of 10,000 checked, about 2 minutes left.",
        "4,000 of 10,000 checked, about 1 minute left.",
    ]


@contextmanager
def waiting(pipe: Path, *words: str | Path, lang: str = "en") -> Iterator[subprocess.Popen[str]]:
    """The command, once it has said that it waits for what comes out of a pipe."""
    os.mkfifo(pipe)
    with subprocess.Popen(
        [*PROGRAM, "verify", str(pipe), "--lang", lang, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as command:
        try:
            assert command.stderr is not None
            told = {"en": "Still waiting for the content of {file}. Ctrl+C stops.",
                    "fr": "Toujours en attente du contenu de {file}. Ctrl+C arrête."}  # fmt: skip
            assert command.stderr.readline() == f"{told[lang].format(file=pipe)}\n"
            yield command
        finally:
            command.kill()


def test_whoever_waits_for_a_pipe_is_told_and_then_it_goes_on(tmp_path: Path) -> None:
    with waiting(tmp_path / "pipe", "--urn", CLOSED) as command:
        (tmp_path / "pipe").write_bytes(canonical_json(RECEIPTS[0]))
        out, err = command.communicate()
    assert (command.returncode, err) == (0, "")
    assert "The ballot is in the ballot box, with 5 others." in out


def test_ctrl_c_stops_waiting_for_a_pipe(tmp_path: Path) -> None:
    with waiting(tmp_path / "pipe", lang="fr") as command:
        command.send_signal(signal.SIGINT)
        out, err = command.communicate()
    assert (command.returncode, out) == (130, "")
    assert err.replace("\u00a0", " ") == "Arrêt avant la fin : rien n’a été établi.\n"


def test_nothing_is_said_of_a_pipe_that_is_not_waited_for(verify: Verify, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    text = canonical_json(RECEIPTS[0])
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(text,))
    writer.start()
    said = verify(tmp_path / "pipe", "--urn", CLOSED)
    writer.join()
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize(
    ("lang", "end"), [("fr", "Tout est exact dans ce fichier."), ("en", "Everything in this file")]
)
def test_on_a_terminal(lang: str, end: str) -> None:
    command = (*PROGRAM, "verify", "--urn", str(CLOSED), "--lang", lang)
    with Terminal(command, columns=40, rows=60) as terminal:
        terminal.wait_to_hear(end)
        assert terminal.wait_for_exit() == 0
        assert "\x1b" not in terminal.transcript
        assert max(map(len, terminal.transcript.splitlines())) <= 40


@pytest.mark.parametrize(
    ("lang", "begun", "told"),
    [
        ("fr", "Scrutin", "Arrêt avant la fin : rien n’a été établi."),
        ("en", "Election", "Stopped before the end: nothing has been established."),
    ],
)
def test_ctrl_c_stops_a_long_check_and_says_that_nothing_is_established(
    keep: Keep, lang: str, begun: str, told: str
) -> None:
    urn = keep(Made([0, 1, 3] * 100).open())
    with Terminal((*PROGRAM, "verify", "--urn", str(urn), "--lang", lang)) as terminal:
        terminal.wait_to_hear(begun)  # the name comes first, and the proofs take seconds
        terminal.type("\x03")
        assert terminal.wait_for_exit() == 130
        assert told in terminal.transcript.replace("\u00a0", " ")
        assert "Traceback" not in terminal.transcript


def test_through_a_pipe_that_is_closed_early() -> None:
    command = f"{' '.join(PROGRAM)} verify --urn {CLOSED} --lang en | head -n 1"
    done = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_a_ballot_box_that_is_not_there_is_said_to_be_downloaded(
    verify: Verify, tmp_path: Path
) -> None:
    said = verify("--urn", str(tmp_path / "election.bel"))
    assert said.code == 2
    assert "Download the ballot box from the portal’s page of results" in said.err
