"""From the closing to the result: who closes, what is signed and published, which shares count."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mock_server.cli import main
from mock_server.core.errors import Fault
from mock_server.core.handover import ShareFile
from mock_server.vote.closing import close_vote, export_urns
from mock_server.vote.counting import load_shares
from mock_server.vote.window import GRACE
from tests.portal.conftest import refused
from tests.portal.vote.conftest import CLOSES, EVERYBODYS, Vote
from tui_voter.contract.errors import ErrorCode
from tui_voter.sealing import tally
from tui_voter.sealing.archive import Kind, check, events, is_prefix
from tui_voter.sealing.codes import spoken_end
from tui_voter.sealing.ending import check_end, end_beside, read_end
from tui_voter.sealing.errors import BadReceipt
from tui_voter.sealing.group import Q

pytestmark = pytest.mark.each_database


def close(vote: Vote, *, at_once: bool = False) -> list[str]:
    said: list[str] = []
    close_vote(vote.portal.settings, said.append, at_once=at_once)
    return said


def share_of(vote: Vote, folder: Path, *, key: int | None = None, owner: int = 1) -> Path:
    """The share that the one member of the board makes of the urn as it is published."""
    election = vote.sealed.elections[EVERYBODYS]
    text = tally.share(key or vote.sealed.share, check(vote.urn()).tally, election)
    path = folder / f"{election.uuid}.share-{owner}.json"
    share = ShareFile(uuid=election.uuid, owner=owner, share=text.decode())
    path.write_bytes(msgspec.json.encode(share))
    return path


def load(vote: Vote, *paths: Path) -> str:
    said: list[str] = []
    load_shares(vote.portal.settings, paths, said.append)
    return "\n".join(said)


def result(vote: Vote) -> dict[str, Any]:
    response = vote.portal.http.get("/api/results")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = next(
        each for each in response.json()["ballots"] if each["ballot_id"] == EVERYBODYS
    )
    return found


def published(vote: Vote, what: str) -> Any:
    uuid = vote.sealed.elections[EVERYBODYS].uuid
    return vote.portal.http.get(f"/urn/{uuid}.{what}.json")


@pytest.mark.both_databases
def test_the_vote_is_closed_added_up_and_counted(vote: Vote, tmp_path: Path) -> None:
    for voter, choice in ((1, 0), (2, 2), (3, 2)):
        vote.vote(voter, choice)
    open_urn = vote.urn()
    assert result(vote) | {"counts": []} == result(vote)
    assert (result(vote)["state"], result(vote)["cast"]) == ("open", 3)
    vote.portal.clock.now = CLOSES + GRACE
    close(vote)
    closed = vote.urn()
    verdict = check(closed)
    assert (verdict.ended, verdict.ballots, verdict.votes) == (True, 3, None)
    assert is_prefix(open_urn, closed)
    assert result(vote)["state"] == "closed"

    said = load(vote, share_of(vote, tmp_path))
    assert "3 ballots counted" in said
    assert said.splitlines()[-1].startswith("  This result reveals to one voter how all the others")
    counted = vote.urn()
    assert is_prefix(closed, counted)
    votes = check(counted).votes
    assert votes is not None
    assert (sum(votes), votes[0], votes[2]) == (3, 1, 2)
    told = result(vote)
    assert told["state"] == "counted"
    answers = vote.sealed.elections[EVERYBODYS].answers
    assert [count["name"] for count in told["counts"]] == list(answers)
    assert tuple(count["votes"] for count in told["counts"]) == votes
    rest = vote.portal.http.get(vote.urn_path(), headers={"Range": f"bytes={len(closed)}-"})
    assert closed + rest.content == counted

    assert load(vote, tmp_path / f"{verdict.election.uuid}.share-1.json") == said
    assert vote.urn() == counted, "a share that is loaded again changes nothing"


@pytest.mark.both_databases
def test_nobody_casts_once_the_urns_are_closed_and_closing_again_changes_nothing(
    vote: Vote,
) -> None:
    vote.vote(1)
    session = vote.unlocked(2)
    ballot = vote.sealed.fill(EVERYBODYS, 2)
    close(vote, at_once=True)
    refused(vote.cast(session, ballot.text), ErrorCode.VOTE_CLOSED)
    urn = vote.urn()
    close(vote, at_once=True)
    assert vote.urn() == urn
    assert check(urn).ballots == 1


def test_the_vote_is_not_closed_before_the_grace_is_over(vote: Vote) -> None:
    vote.portal.clock.now = CLOSES + GRACE - timedelta(seconds=1)
    with pytest.raises(Fault, match="The vote is not over"):
        close(vote)
    assert not check(vote.urn()).ended


def test_the_commands_close_the_vote_and_tell_what_is_wrong(
    vote: Vote, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a register that differs from the urn."""
    settings = vote.portal.settings

    def run(*words: str) -> tuple[int, str]:
        stored = ["--database", settings.database, "--key-file", str(settings.key_file)]
        code = main(["--lang", "en", *words, *stored])
        said = capsys.readouterr()
        return code, said.out + said.err

    code, said = run("load-share", "no-such-file")
    assert (code, "no-such-file cannot be read" in said) == (2, True)
    vote.vote(1)
    vote.portal.sql("INSERT INTO register (ballot_id, voter_id) VALUES (?, ?)", EVERYBODYS, 9)
    code, said = run("close-vote", "--now")
    assert code == 1
    assert "The vote is closed." in said
    told = "Ministry social committee: 1 ballot in the urn.\n  The register has 2. This should not"
    assert told in said
    vote.portal.sql("DELETE FROM register WHERE voter_id = ?", 9)
    code, said = run("close-vote", "--now")
    assert (code, "This should not happen" in said) == (0, False)


def test_the_end_is_signed_by_the_key_of_the_receipts(vote: Vote) -> None:
    refused(published(vote, "end"), ErrorCode.NOT_FOUND)
    vote.vote(1)
    close(vote, at_once=True)
    election = vote.sealed.elections[EVERYBODYS]
    end = read_end(published(vote, "end").content)
    check_end(end, election)
    (last,) = [step.hash for step in events(vote.urn()) if step.event.type == Kind.END]
    assert end.event == last
    with pytest.raises(BadReceipt, match="signature"):
        check_end(msgspec.structs.replace(end, event="0" * 64), election)
    with pytest.raises(BadReceipt, match="election"):
        check_end(end, vote.sealed.elections["csa-academique"])


def test_a_share_that_does_not_hold_is_refused_and_nothing_is_loaded(
    vote: Vote, tmp_path: Path
) -> None:
    vote.vote(1)
    close(vote, at_once=True)
    urn = vote.urn()

    def not_loaded(path: Path, told: str) -> None:
        with pytest.raises(Fault, match=told):
            load(vote, path)
        assert vote.urn() == urn

    good = share_of(vote, tmp_path)
    content = msgspec.json.decode(good.read_bytes())
    forged = share_of(vote, tmp_path, key=(vote.sealed.share + 1) % Q)
    not_loaded(forged, "does not match the ballots in the urn")
    not_loaded(
        share_of(vote, tmp_path, owner=2), "someone who is not a member of the polling board"
    )
    other = vote.sealed.elections["csa-academique"].uuid
    for changed, told in (
        ({"uuid": other}, "does not match the ballots in the urn"),
        ({"uuid": "1" * 14}, "is a share of another election"),
        ({"format": "tui-voter share 2"}, "is not the file that belongs here"),
        ({"share": content["share"][:-1]}, "does not match"),
    ):
        forged.write_bytes(msgspec.json.encode(content | changed))
        not_loaded(forged, told)


def test_the_urns_are_written_to_files_as_they_are_published(vote: Vote, tmp_path: Path) -> None:
    vote.vote(1)
    said: list[str] = []
    export_urns(vote.portal.settings, tmp_path / "open", said.append)
    assert {path.suffix for path in (tmp_path / "open").iterdir()} == {".bel", ".log"}
    assert not [sentence for sentence in said if "Closed" in sentence]
    with pytest.raises(Fault, match="is not closed: there is nothing to count"):
        load(vote, share_of(vote, tmp_path))
    told = close(vote, at_once=True)
    load(vote, share_of(vote, tmp_path))
    export_urns(vote.portal.settings, tmp_path / "urns", said.append)
    files = sorted(path.name for path in (tmp_path / "urns").iterdir())
    assert files == sorted(
        f"{each.uuid}.{kind}"
        for each in vote.sealed.elections.values()
        for kind in ("bel", "log", "end.json")
    )
    urn = tmp_path / "urns" / f"{vote.sealed.elections[EVERYBODYS].uuid}.bel"
    assert urn.read_bytes() == vote.urn()
    assert end_beside(urn).read_bytes() == published(vote, "end").content
    short = spoken_end(check(vote.urn()).end)  # which the board compares
    for sentences in (told, said):
        closed = [sentence for sentence in sentences if sentence.startswith("Closed urn of ")]
        assert len(closed) == len(vote.sealed.elections)
        assert sum(sentence.endswith(f": {short}") for sentence in closed) == 1
