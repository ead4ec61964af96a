"""From the closing to the result: who closes, what is signed and published, which shares count."""

import json
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from mock_server.core.errors import Fault
from mock_server.election.model import decode_election
from mock_server.vote.closing import export_urns
from mock_server.vote.counting import load_shares
from mock_server.vote.window import GRACE
from tests.portal.conftest import Run, change_election, refused, words_for
from tests.portal.vote.conftest import CLOSES, EVERYBODYS, Vote
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.sealing.archive import Kind, check, events, is_prefix
from tui_voter.sealing.codes import spoken_end
from tui_voter.sealing.ending import check_end, read_end
from tui_voter.sealing.errors import BadReceipt
from tui_voter.sealing.group import Q

pytestmark = pytest.mark.each_database


def load(vote: Vote, *paths: Path) -> str:
    said: list[str] = []
    load_shares(vote.portal.settings, paths, said.append)
    return "\n".join(said)


@pytest.mark.both_databases
def test_the_vote_is_closed_added_up_and_counted(vote: Vote, tmp_path: Path) -> None:
    for voter, choice in ((1, 0), (2, 2), (3, 2)):
        vote.vote(voter, choice)
    session, late = vote.unlocked(4), vote.sealed.fill(EVERYBODYS, 4)
    open_urn, result = vote.urn(), vote.results()[EVERYBODYS]
    assert (result["state"], result["cast"], result["counts"]) == ("open", 3, [])
    vote.portal.clock.now = CLOSES + GRACE
    vote.close_vote(at_once=False)
    refused(vote.cast(session, late.text), ErrorCode.VOTE_CLOSED)
    closed = vote.urn()
    vote.close_vote(at_once=True)
    assert vote.urn() == closed, "closing again changes nothing"
    verdict = check(closed)
    assert (verdict.ended, verdict.ballots, verdict.votes) == (True, 3, None)
    assert is_prefix(open_urn, closed)
    assert vote.results()[EVERYBODYS]["state"] == "closed"
    share = vote.share(tmp_path)
    said = load(vote, share, share)  # it is published once
    assert "3 ballots counted" in said
    assert said.splitlines()[-1].startswith("  This result reveals to one voter how all the others")
    counted = vote.urn()
    assert is_prefix(closed, counted)
    votes = check(counted).votes
    assert votes is not None
    assert (sum(votes), votes[0], votes[2]) == (3, 1, 2)
    result = vote.results()[EVERYBODYS]
    assert result["state"] == "counted"
    assert [(count["name"], count["votes"]) for count in result["counts"]] == list(
        zip(vote.sealed.elections[EVERYBODYS].answers, votes, strict=True)
    )
    assert closed + vote.part(len(closed)).content == counted
    assert load(vote, share) == said
    assert vote.urn() == counted, "a share that is loaded again changes nothing"


def test_the_vote_is_not_closed_before_the_grace_is_over(vote: Vote) -> None:
    vote.portal.clock.now = CLOSES + GRACE - timedelta(seconds=1)
    with pytest.raises(Fault, match="The vote is not over"):
        vote.close_vote(at_once=False)
    assert not check(vote.urn()).ended


def test_the_commands_close_the_vote_and_tell_what_is_wrong(vote: Vote, run: Run) -> None:
    """As a register that differs from the urn."""
    stored = words_for(vote.portal.settings)
    code, _out, err = run("load-share", "no-such-file", *stored)
    assert (code, "no-such-file cannot be read" in err) == (2, True)
    vote.vote(1)
    vote.portal.sql("INSERT INTO register (ballot_id, voter_id) VALUES (?, ?)", EVERYBODYS, 9)
    code, out, err = run("close-vote", "--now", *stored)
    assert code == 1
    assert "The vote is closed." in out
    told = "1 ballot in the urn.\n  The register has 2. This should not happen"
    assert told in out + err
    vote.portal.sql("DELETE FROM register WHERE voter_id = ?", 9)
    code, out, err = run("close-vote", "--now", *stored)
    assert (code, "This should not happen" in out + err) == (0, False)


def test_ballots_are_named_in_a_language_of_the_election(vote: Vote) -> None:
    portal = vote.portal
    ((election,),) = portal.sql("SELECT election FROM portal")
    texts = decode_election(election).texts
    change_election(portal.settings, texts={Language.FR: texts[Language.FR]})
    for ballot, named in portal.sql("SELECT id, texts FROM ballot"):
        french = json.dumps({"fr": json.loads(named)["fr"]})
        portal.sql("UPDATE ballot SET texts = ? WHERE id = ?", french, ballot)
    assert "Comité social d’administration ministériel" in "".join(vote.close_vote())


def test_the_end_is_signed_by_the_key_of_the_receipts(vote: Vote) -> None:
    refused(vote.portal.http.get(vote.path(kind="end.json")), ErrorCode.NOT_FOUND)
    vote.vote(1)
    vote.close_vote()
    election = vote.sealed.elections[EVERYBODYS]
    end = read_end(vote.urn(kind="end.json"))
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
    vote.close_vote()
    urn = vote.urn()

    def not_loaded(path: Path, told: str) -> None:
        with pytest.raises(Fault, match=told):
            load(vote, path)
        assert vote.urn() == urn

    good = vote.share(tmp_path)
    content = msgspec.json.decode(good.read_bytes())
    forged = vote.share(tmp_path, key=(vote.sealed.share + 1) % Q)
    not_loaded(forged, "does not match the ballots in the urn")
    stranger = vote.share(tmp_path, owner=2)
    not_loaded(stranger, "someone who is not a member of the polling board")
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
    assert not any("Closed" in sentence for sentence in said)
    with pytest.raises(Fault, match="is not closed: there is nothing to count"):
        load(vote, vote.share(tmp_path))
    told = vote.close_vote()
    load(vote, vote.share(tmp_path))
    export_urns(vote.portal.settings, tmp_path / "urns", said.append)
    for ballot_id, election in vote.sealed.elections.items():
        for kind in ("bel", "log", "end.json"):
            file = tmp_path / "urns" / f"{election.uuid}.{kind}"
            assert file.read_bytes() == vote.urn(ballot_id, kind)
    short = spoken_end(check(vote.urn()).end)  # which the board compares
    for sentences in (told, said):
        closed = [sentence for sentence in sentences if sentence.startswith("Closed urn of ")]
        assert len(closed) == len(vote.sealed.elections)
        assert sum(sentence.endswith(f": {short}") for sentence in closed) == 1
