"""The sealing: what the portal gets, what the voters get, and that the two do not meet."""

from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
import pytest

from mock_server.core.handover import CODES, PREPARED, Codes, read_as
from mock_server.polling_board import notices
from tests.polling_board.conftest import CODE, LISTS, Board, prepare
from tui_voter.contract.rules import SMALL_ROLL
from tui_voter.sealing import codes
from tui_voter.sealing.credentials import public_key, read_public_creds
from tui_voter.sealing.election import SealedElection, read_seal, seal_of
from tui_voter.sealing.replacements import read_log
from tui_voter.sealing.trustees import election_key, read_trustees


def test_the_elections_are_those_that_were_prepared(sealed: Board) -> None:
    portal = sealed.folder / "portal"
    prepared = msgspec.json.decode((sealed.folder / PREPARED).read_bytes())
    trustees = (portal / "trustees.json").read_bytes()
    cap, csa = sealed.elections()
    assert (csa.name, csa.answers, csa.administrator) == ("CSA", LISTS, "Académie d’Armorique")
    assert {each.receipt_key for each in (cap, csa)} == {prepared["receipt_key"]}
    assert {each.public_key for each in (cap, csa)} == {election_key(read_trustees(trustees))}
    assert "Scrutin d’entraînement" in csa.description
    rolls = [(portal / f"{each.uuid}.public_creds.json").read_bytes() for each in (csa, cap)]
    assert read_seal((portal / "seal.json").read_bytes()) == tuple(
        SealedElection.of(each.text, trustees, roll)
        for each, roll in zip((csa, cap), rolls, strict=True)
    )
    assert [len(read_public_creds(roll)) for roll in rolls] == [3 + 5, 2 + 5]


def test_a_notice_s_code_is_in_the_rolls_of_its_voter_alone(sealed: Board) -> None:
    portal = sealed.folder / "portal"
    cap, csa = sealed.elections()
    told = read_as(portal / CODES, Codes)
    seal = seal_of((portal / "seal.json").read_bytes())
    rolls = {
        each.uuid: set(read_public_creds((portal / f"{each.uuid}.public_creds.json").read_bytes()))
        for each in (cap, csa)
    }
    for number, ballots in {1: (cap, csa), 2: (csa,), 3: (cap, csa)}.items():
        data = codes.read_code(sealed.code(number))
        verifier = sha256(codes.verifier(data, seal).encode()).hexdigest()
        assert dict(told.verifiers)[number] == verifier
        for each in (cap, csa):
            public = public_key(codes.credential(data), each.uuid)
            assert (public in rolls[each.uuid]) == (each in ballots)
    assert dict(told.verifiers).keys() == {1, 2, 3}  # nobody votes who is on no roll
    assert not (sealed.folder / "notices" / "0004.txt").exists()
    for each in (cap, csa):
        reserve = {public_key(codes.credential(code), each.uuid) for code in told.reserve}
        log = read_log((portal / f"{each.uuid}.log").read_bytes(), each, rolls[each.uuid])
        assert len(reserve) == 5
        assert log.reserve == reserve
        assert not log.replaced


def test_the_portal_gets_no_voter_s_code(sealed: Board) -> None:
    package = b"".join(file.read_bytes() for file in (sealed.folder / "portal").iterdir())
    for number in (1, 2, 3):
        code = sealed.code(number)
        for text in (code, codes.read_code(code), codes.credential(codes.read_code(code))):
            assert text.encode() not in package
    everything = [path for path in sealed.folder.rglob("*") if path.is_file()]
    assert {path.parent.name for path in everything if CODE.search(path.read_text("utf-8"))} == {
        "notices"
    }
    private = (sealed.folder / name for name in ("portal", "notices", "keys"))
    assert {path.stat().st_mode & 0o777 for path in private} == {0o700}


def test_a_notice_says_what_to_do_in_a_page_and_in_a_text(sealed: Board) -> None:
    made = sealed.folder / "notices"
    seal = codes.spoken(seal_of((sealed.folder / "portal" / "seal.json").read_bytes()))
    text = (made / "0001.txt").read_text("utf-8")
    assert "Camille <1> Dumont" in text
    assert "Training ballot: this election is fictional." in text
    assert "- CSA\n- CAP\n" in text
    assert seal in text
    page = (made / "notices.html").read_text("utf-8")
    assert page.count("<article>") == page.count('<svg role="img"') == 3
    assert page.count(seal) == 3
    assert "Camille &lt;1&gt; Dumont" in page
    assert sorted(CODE.findall(page)) == sorted(sealed.code(number) for number in (1, 2, 3))


def test_what_was_sealed_is_told_and_is_not_sealed_again(
    board: Board, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert board.seal() == 0
    said = capsys.readouterr().out
    assert "They are the only link from a voter to a voting code" in said
    assert "No voter’s code is in it." in said
    assert CODE.search(said) is None
    before = (board.folder / "portal" / "seal.json").read_bytes()
    assert board.seal() == 2
    assert "portal already exists and was not changed." in capsys.readouterr().err
    assert (board.folder / "portal" / "seal.json").read_bytes() == before


def test_what_cannot_be_sealed_is_told_and_leaves_nothing(
    board: Board, capsys: pytest.CaptureFixture[str]
) -> None:
    path = board.folder / PREPARED
    good = msgspec.json.decode(path.read_bytes())
    ballot, *others = good["ballots"]
    paper = ballot["papers"]["fr"]

    def ballot_with(**changed: object) -> bytes:
        return msgspec.json.encode(good | {"ballots": [ballot | changed, *others]})

    def lists_with(**changed: object) -> bytes:
        lists = [paper["lists"][0] | changed, *paper["lists"][1:]]
        return ballot_with(papers={"fr": paper | {"lists": lists}})

    damaged = "is not the file that belongs here, or it is damaged"
    twice = good | {"voters": [*good["voters"], good["voters"][0]]}
    for prepared, told in (
        (lists_with(name="Liste B"), "two lists of the ballot CSA have the same name"),
        (lists_with(name="Liste\x00A"), "a name has a control character"),
        *((lists_with(motto="Go"), damaged), (ballot_with(papers={}), damaged)),
        (ballot_with(voters=[1, 9]), "the roll of the ballot CSA is not right"),
        (ballot_with(voters=[1, 1]), "the roll of the ballot CSA is not right"),
        (msgspec.json.encode(twice), "two voters with the same number"),
        (None, "prepared.json cannot be read: it does not exist."),
        (msgspec.json.encode(good), "is not a board’s public file, or it is damaged."),
    ):
        if prepared is None:
            path.unlink()
        else:
            path.write_bytes(prepared)
        if prepared == msgspec.json.encode(good):
            (board.folder / "trustees.json").write_text("[]", encoding="utf-8")
        assert board.seal() == 2
        assert told in capsys.readouterr().err
        assert not {"portal", "notices"} & {path.name for path in board.folder.iterdir()}


FEWER: Final = f"WARNING: fewer than {SMALL_ROLL} voters are on the roll of {{}};"
ALONE: Final = "WARNING: only 1 voter is on the roll of CAP: whoever sees the result knows"


def test_the_board_is_warned_of_a_small_roll_and_told_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "TOLD_EACH", SMALL_ROLL - 1)
    folder, rolls = tmp_path / "vote", {"CSA": SMALL_ROLL, "CCP": SMALL_ROLL - 1, "CAP": 1}
    prepare(folder, {name: range(1, size + 1) for name, size in rolls.items()}, SMALL_ROLL)
    board = Board.make(folder)
    board.keys("--members", "1: a, b, c, d, e, f")
    assert board.seal() == 0
    said = capsys.readouterr().out
    assert [FEWER.format(name) in said for name in rolls] == [False, True, False]
    assert ALONE in said
    assert f"{SMALL_ROLL - 1} notices of {SMALL_ROLL}." in said
    assert len(list((folder / "notices").glob("*.txt"))) == SMALL_ROLL
