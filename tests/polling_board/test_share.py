"""A member's share: made of a sound and closed urn, with the right passphrase, and no other."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from mock_server.core.handover import ShareFile
from tests.polling_board.conftest import Board
from tests.polling_board.test_keys import PROGRAM, typed
from tests.terminal import Terminal
from tui_voter.audit.player import folded
from tui_voter.sealing import archive, tally
from tui_voter.sealing.credentials import public_creds_text, read_public_creds
from tui_voter.sealing.errors import BadShare
from tui_voter.sealing.group import G

CHOICES = {1: 0, 2: 1, 3: 1}


def read_share(board: Board, owner: int, uuid: str) -> ShareFile:
    path = board.folder / f"{uuid}.share-{owner}.json"
    return msgspec.json.decode(path.read_bytes(), type=ShareFile)


@pytest.mark.parametrize(
    ("members", "counts"),
    [
        ((1, 3, 6), True),  # the president and two delegates
        ((2, 4, 5), True),  # the secretary and two delegates
        ((1, 2, 3, 4, 5, 6), True),
        ((1, 3), False),  # the president and one delegate
        ((3, 4, 5), False),  # three delegates alone
        ((1, 2, 3), False),  # both officers and one delegate
        ((1, 2), False),
    ],
)
def test_the_law_s_quorum_counts_and_no_other(
    sealed: Board, members: tuple[int, ...], counts: bool
) -> None:
    election = sealed.elections()[1]
    urn = sealed.urn(election, CHOICES)
    for owner in members:
        assert sealed.share(owner, urn) == 0
    shares = {owner: read_share(sealed, owner, election.uuid).share.encode() for owner in members}
    verdict = archive.check(urn.read_bytes())

    def count() -> tuple[int, ...]:
        return tally.result(verdict.tally, shares, verdict.trustees, election)

    if counts:
        assert count() == (1, 2, 0)
    else:
        with pytest.raises(BadShare, match="quorum"):
            count()


def test_a_share_at_a_terminal_asks_the_passphrase_once_all_urns_are_checked(
    sealed: Board,
) -> None:
    urns = [sealed.urn(election, {1: 0}) for election in sealed.elections()]
    words = (*PROGRAM, "--lang", "en", "share", str(sealed.key(2)), *map(str, urns))
    passphrase = sealed.passphrases.read_text("utf-8").splitlines()[1]
    with Terminal(words) as terminal:
        typed(terminal, "CSA: 1 ballot for 8 codes, all checks hold.*Passphrase: ", "wrong")
        assert terminal.wait_for_exit() == 2
        told = folded(terminal.transcript)  # rows end elsewhere where paths are longer
        assert "is the key of: secretary." in told
        assert "The passphrase does not open" in told
    assert not list(sealed.folder.glob("*.share-*"))
    with Terminal(words) as terminal:
        typed(terminal, "Passphrase: ", passphrase)
        assert terminal.wait_for_exit() == 0
        assert passphrase not in terminal.transcript
    assert len(list(sealed.folder.glob("*.share-2.json"))) == 2


def test_no_share_is_made_of_an_urn_that_is_open_or_unsound_or_another_board_s(
    sealed: Board, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    election = sealed.elections()[1]

    def refused(urn: Path, told: str) -> None:
        assert sealed.share(1, urn) == 2
        assert told in capsys.readouterr().err
        assert not list(sealed.folder.glob("*.share-*"))

    refused(sealed.urn(election, CHOICES, closed=False), "is not closed")
    urn = sealed.urn(election, CHOICES)
    whole = urn.read_bytes()
    (ballot,) = [
        step.files[0]
        for step in archive.events(whole)
        if step.event.type == archive.Kind.BALLOT and step.event.height == 2
    ]
    for damaged in (
        whole[:-1],
        whole.replace(ballot, ballot[:-3] + bytes([ballot[-3] ^ 1]) + ballot[-2:]),
        b"",
    ):
        urn.write_bytes(damaged)
        refused(urn, "is not sound, no share is made of it")
    urn.unlink()
    refused(urn, "cannot be read: it does not exist.")
    urn.write_bytes(whole)
    other = Board.make(tmp_path / "other")
    other.keys()
    assert other.share(1, urn) == 2
    assert "The key is not one of the board that" in capsys.readouterr().err


REPLACED = "Voting codes replaced: {}, of 5 in reserve. Ballots cast with a replacement code: {}."
COMPARE = "Compare with the office how many voters asked for a code"


def test_how_many_codes_were_replaced_is_told_of_each_urn_before_the_passphrase(
    sealed: Board, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = sealed.elections()
    urns = [sealed.urn(first, {1: 0}), sealed.urn(second, CHOICES, from_reserve=1)]
    sealed.log(second, 0, 2)
    capsys.readouterr()
    assert sealed.share(1, *urns) == 0
    said = folded(capsys.readouterr().out)
    passphrases = said.index("The passphrases come from")
    for told in (REPLACED.format(0, 0), REPLACED.format(2, 1), COMPARE):
        assert said.index(told) < passphrases
    assert sealed.share(2, sealed.urn(first, {1: 0})) == 0
    assert COMPARE not in folded(capsys.readouterr().out), "there is nothing to compare"


def test_no_share_is_made_without_a_log_that_holds(
    sealed: Board, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = sealed.elections()

    def refused(told: str) -> None:
        assert sealed.share(1, urn) == 2
        said = capsys.readouterr()
        assert told in folded(said.err)
        assert "passphrase" not in said.out
        assert not list(sealed.folder.glob("*.share-*"))

    urn = sealed.urn(second, CHOICES, from_reserve=2)
    log = sealed.log(second, 3)
    refused("does not hold against its urn, no share is made (unlogged).")
    log.write_bytes(sealed.log(second, 3, 4).read_bytes()[:-1])
    refused("no share is made (form).")
    log.write_bytes(sealed.log(first, 3).read_bytes())
    refused("no share is made (reserve).")
    log.unlink()
    refused("is missing, no share is made")
    sealed.log(second, 3, 4)
    assert sealed.share(1, urn) == 0


def test_an_urn_whose_roll_is_not_the_sealed_one_gets_no_share(
    sealed: Board, capsys: pytest.CaptureFixture[str]
) -> None:
    election = sealed.elections()[0]
    roll = sealed.folder / "portal" / f"{election.uuid}.public_creds.json"
    roll.write_bytes(public_creds_text([*read_public_creds(roll.read_bytes()), G.text]))
    assert sealed.share(1, sealed.urn(election, {1: 0})) == 2
    assert "is not sound, no share is made of it (roll: " in folded(capsys.readouterr().err)


def test_a_damaged_key_is_told(sealed: Board, capsys: pytest.CaptureFixture[str]) -> None:
    urn = sealed.urn(sealed.elections()[0], {1: 0})
    path = sealed.key(1)
    good = msgspec.json.decode(path.read_bytes())
    box = good["box"]
    bad: tuple[tuple[dict[str, object], str], ...] = (
        (good | {"box": ("0" if box[0] != "0" else "1") + box[1:]}, "does not open"),
        (good | {"box": "00"}, "does not open"),
        (good | {"passes": 10**9}, "is not the file that belongs here"),
        (good | {"memory": 2**40}, "is not the file that belongs here"),
        (good | {"owner": 3}, "is not one of the board"),
        (good | {"owner": 9}, "is not one of the board"),
        ({}, "is not the file that belongs here"),
    )
    for content, told in bad:
        path.write_bytes(msgspec.json.encode(content))
        assert sealed.share(1, urn) == 2
        assert told in capsys.readouterr().err
    assert not list(sealed.folder.glob("*.share-*"))


def test_a_share_that_was_written_is_not_written_over(
    sealed: Board, capsys: pytest.CaptureFixture[str]
) -> None:
    urn = sealed.urn(sealed.elections()[0], {3: 2})
    assert sealed.share(4, urn) == 0
    assert sealed.share(4, urn) == 2
    assert "already exists and was not changed." in capsys.readouterr().err
