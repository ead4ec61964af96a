"""A member's share: made of a sound and closed urn, with the right passphrase, and no other."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from tests.polling_board.conftest import RECEIPT_KEY, Board
from tests.polling_board.test_keys import PROGRAM, typed
from tests.terminal import Terminal
from tui_voter.audit.player import folded
from tui_voter.sealing import archive
from tui_voter.sealing.codes import spoken_end
from tui_voter.sealing.credentials import public_creds_text, read_public_creds
from tui_voter.sealing.ending import sign_end
from tui_voter.sealing.group import G
from tui_voter.sealing.receipt import new_receipt_key

CHOICES = {1: 0, 2: 1, 3: 1}
WITHOUT_ONE = {1: 0, 2: 1}


class Said(NamedTuple):
    code: int
    out: str
    err: str


Share = Callable[..., Said]
Refused = Callable[..., str]


@pytest.fixture
def share(sealed: Board, capsys: pytest.CaptureFixture[str]) -> Share:
    """What a member's program says."""

    def share(owner: int, *urns: Path, board: Board = sealed) -> Said:
        capsys.readouterr()
        code = board.share(owner, *urns)
        return Said(code, *map(folded, capsys.readouterr()))

    return share


@pytest.fixture
def refused(sealed: Board, share: Share) -> Refused:
    """What the first member is told, who gets no share, nor is asked for the passphrase."""

    def refused(*urns: Path, board: Board = sealed) -> str:
        said = share(1, *urns, board=board)
        assert said.code == 2
        assert "passphrase" not in said.out
        assert not list(sealed.folder.glob("*.share-*"))
        return said.err

    return refused


def test_a_share_at_a_terminal_asks_the_passphrase_once_all_urns_are_checked(sealed: Board) -> None:
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
    sealed: Board, refused: Refused, tmp_path: Path
) -> None:
    other_ballot, election = sealed.elections()
    assert "is not closed" in refused(sealed.urn(election, CHOICES, closed=False))
    urn = sealed.urn(election, CHOICES)
    whole = urn.read_bytes()
    (ballot,) = [
        step.files[0]
        for step in archive.events(whole)
        if step.event.type == archive.Kind.BALLOT and step.event.height == 2
    ]
    altered = whole.replace(ballot, ballot[:-3] + bytes([ballot[-3] ^ 1]) + ballot[-2:])
    for damaged in (whole[:-1], altered, b""):
        urn.write_bytes(damaged)
        assert "is not sound, so no share is made" in refused(urn)
    urn.unlink()
    assert "cannot be read: it does not exist." in refused(urn)
    urn.write_bytes(whole)
    log = urn.with_suffix(".log")
    for text, why in (
        (log.read_bytes()[:-1], "form"),
        (sealed.log(other_ballot).read_bytes(), "reserve"),
    ):
        log.write_bytes(text)
        assert f"so no share is made ({why})" in refused(urn)
    log.unlink()
    assert "is missing, so no share is made" in refused(urn)
    sealed.log(election)
    other = Board.make(tmp_path / "other")
    other.keys()
    assert "The key is not one of the board that" in refused(urn, board=other)
    roll = sealed.folder / "portal" / f"{election.uuid}.public_creds.json"
    roll.write_bytes(public_creds_text([*read_public_creds(roll.read_bytes()), G.text]))
    assert "so no share is made (roll: " in refused(sealed.urn(election, {1: 0}))


def test_the_short_form_of_each_closed_urn_is_told_before_the_passphrase(
    sealed: Board, share: Share
) -> None:
    """Two urns of one election, each shown to members enough to count it, are told apart before
    anybody gives a share: the difference of their counts is the vote of whoever is missing."""
    first, second = sealed.elections()
    urns = [sealed.urn(first, {1: 0}), sealed.urn(second, CHOICES, from_reserve=1)]
    sealed.log(second, 0, 2)
    ends = [folded(spoken_end(archive.check(urn.read_bytes()).end)) for urn in urns]

    def told(owner: int) -> str:
        before, _, behind = share(owner, *urns).out.partition("The passphrases come from")
        assert behind
        assert "every member of the board must read the same symbols." in before
        replaced = "Voting codes replaced: {}, of 5 in reserve. Ballots cast with a replacement"
        assert [before.count(replaced.format(number)) for number in (0, 2)] == [1, 1]
        assert "Ask the elections office how many emails “Your voting code has been" in before
        return before

    for owner in (1, 3):
        said = told(owner)
        for election, end in zip((first, second), ends, strict=True):
            assert f"Closed urn of {election.name}: {end}" in said
    urns[1] = sealed.urn(second, WITHOUT_ONE)
    sealed.log(second, 0, 2)
    said = told(2)
    assert [end in said for end in ends] == [True, False]


def test_a_key_gives_shares_of_one_urn_of_an_election(
    sealed: Board, share: Share, refused: Refused, tmp_path: Path
) -> None:
    first, second = sealed.elections()
    wrong = tmp_path / "wrong"
    wrong.write_text("another passphrase altogether\n", encoding="utf-8")
    mistyped = sealed.urn(second, WITHOUT_ONE)
    assert sealed.run("share", sealed.key(1), mistyped, "--passphrases", wrong) == 2
    urn, other = sealed.urn(second, CHOICES), sealed.urn(first, {1: 0})
    given = sealed.folder / f"{second.uuid}.share-1.json"
    whole = urn.read_bytes()
    assert share(1, urn).code == 0
    assert "already exists and was not changed." in share(1, urn).err
    note = sealed.key(1).with_suffix(f".{second.uuid}.given")
    assert note.stat().st_mode & 0o777 == 0o600
    given.unlink()
    assert share(1, urn).code == 0, "another share of the same urn"
    given.unlink()
    one, two = (
        folded(spoken_end(archive.check(each).end))
        for each in (whole, sealed.urn(second, WITHOUT_ONE).read_bytes())
    )
    for urns in ([urn], [other, urn]):
        told = refused(*urns)
        assert f"This key has already given a share of another urn of {second.name}" in told
        assert f"that was {one}, and this is {two}." in told
    assert share(2, urn).code == 0, "another member's key knows nothing of it"
    urn.write_bytes(whole)
    note.write_bytes(note.read_bytes()[:-1])
    assert "is not the file that belongs here, or it is damaged." in share(1, urn).err


def test_two_urns_of_an_election_get_no_share_at_once(
    sealed: Board, refused: Refused, tmp_path: Path
) -> None:
    election = sealed.elections()[1]
    urn, copy = sealed.urn(election, CHOICES), tmp_path / "again.bel"
    for kind in (".bel", ".log"):
        copy.with_suffix(kind).write_bytes(urn.with_suffix(kind).read_bytes())
    sealed.urn(election, {1: 0})
    assert "Two of the urns are of the same election" in refused(urn, copy)
    assert not list(sealed.key(1).parent.glob("*.given"))


def test_an_urn_that_is_not_the_one_whose_end_was_signed_gets_no_share(
    sealed: Board, share: Share, refused: Refused
) -> None:
    first, second = sealed.elections()
    urn = sealed.urn(second, CHOICES)
    event = archive.check(urn.read_bytes()).end
    beside = urn.with_suffix(".end.json")
    for signed, why in (
        (sign_end(RECEIPT_KEY, second, "0" * 64).text, "event"),
        (sign_end(RECEIPT_KEY, first, event).text, "election"),
        *((sign_end(new_receipt_key(), second, event).text, "signature"), (b"{}", "form")),
    ):
        beside.write_bytes(signed)
        told = f"is not the signed end of its urn, so no share is made ({why})."
        assert told in refused(urn)
    beside.write_bytes(sign_end(RECEIPT_KEY, second, event).text)
    assert share(1, urn).code == 0


def test_a_damaged_key_is_told(sealed: Board, share: Share) -> None:
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
        ({}, "is not the file that belongs here"),
    )
    for content, told in bad:
        path.write_bytes(msgspec.json.encode(content))
        said = share(1, urn)
        assert said.code == 2
        assert told in said.err
    assert not list(sealed.folder.glob("*.share-*"))
