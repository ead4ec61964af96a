"""Receipts that are kept on this computer: asked once, written before a ballot is sent, looked for
at the next sign-in."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.scripted.portal import (
    CODE,
    IDENTIFIER,
    ORIGIN,
    Moment,
    cast_before,
    papers,
)
from tests.vote.conftest import MakeVoter, Voter
from tui_voter import messages
from tui_voter.audit.mishaps import Fault
from tui_voter.audit.player import choose, fill, sees, take
from tui_voter.contract.errors import PortalTimeout
from tui_voter.contract.vote import CAST, FIND_BALLOT
from tui_voter.dialogue import BACK, SEND, YES
from tui_voter.machine.forget import forget_ballots
from tui_voter.machine.receipts import KeepingFailed, KeptBallot, LocalBallots
from tui_voter.sealing.ballot import tracker
from tui_voter.sealing.receipt import read_receipt

CODE_GIVEN = (choose("vote"), fill(code=CODE))
OUT = (choose(BACK), choose("sign_out"))
CASTS = (choose("0"), choose("0"), fill(), choose(SEND), take("close"))


@pytest.fixture
def store(tmp_path: Path) -> LocalBallots:
    return LocalBallots(tmp_path / "data" / "ballots")


@pytest.fixture
def keeper(make_voter: MakeVoter, store: LocalBallots) -> Voter:
    voter = make_voter()
    voter.store = store
    return voter


def kept(store: LocalBallots) -> tuple[KeptBallot, ...]:
    return store.read(ORIGIN, IDENTIFIER)


async def test_who_says_no_leaves_nothing_and_is_asked_once(
    keeper: Voter, store: LocalBallots
) -> None:
    said = await keeper.play(*CODE_GIVEN, choose("no"), *CASTS, *OUT, choose(YES))
    menu = next(menu for menu in said.menus if menu.title.startswith("Keep"))
    assert menu.chosen == "no", "the harmless answer stands there at first"
    assert kept(store) == ()
    assert not store.folder.exists()


async def test_the_tracker_is_written_down_before_the_ballot_is_sent(
    keeper: Voter, store: LocalBallots, monkeypatch: pytest.MonkeyPatch
) -> None:
    then: list[tuple[KeptBallot, ...]] = []
    call = keeper.portal.call

    async def watched(endpoint, *args):  # type: ignore[no-untyped-def]
        if endpoint is CAST:
            then.append(kept(store))
        return await call(endpoint, *args)

    monkeypatch.setattr(keeper.portal, "call", watched)
    await keeper.play(*CODE_GIVEN, choose("yes"), *CASTS, *OUT)
    ((before,),) = then
    (after,) = kept(store)
    assert before == after._replace(receipt="")
    assert after.tracker == tracker(keeper.portal.urn["csa"].encode())
    assert read_receipt(after.receipt.encode()).tracker == after.tracker
    (path,) = store.folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert IDENTIFIER not in path.read_text() + path.name
    for paper in papers().values():
        for answer in paper.answers:
            assert answer not in path.read_text()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Your 2 ballots are still in the ballot box, unchanged."),
        ("fr", "Vos 2 bulletins sont toujours dans l’urne, inchangés."),
    ],
)
async def test_the_next_sign_in_tells_that_the_ballots_are_still_there(
    keeper: Voter, store: LocalBallots, language: str, told: str
) -> None:
    messages.use(language)
    ballots = tuple(cast_before(keeper.portal, key) for key in papers())
    store.write(ORIGIN, IDENTIFIER, ballots)
    said = await keeper.play(choose("sign_out"))
    assert told in said.notices


async def test_a_receipt_that_the_dead_program_did_not_get_is_fetched(
    keeper: Voter, store: LocalBallots
) -> None:
    ballot = cast_before(keeper.portal, "csa")
    store.write(ORIGIN, IDENTIFIER, (ballot._replace(receipt=""),))
    verified = sees("Voted: your ballot is in the ballot box.")
    said = await keeper.play(*CODE_GIVEN, choose("0"), verified, take("close"), *OUT)
    assert any("Its receipt has been fetched" in notice for notice in said.notices)
    assert kept(store) == (ballot,)


@pytest.mark.parametrize("fault", [None, Fault.ELSEWHERE])
async def test_a_ballot_that_did_not_arrive(
    make_voter: MakeVoter, store: LocalBallots, fault: Fault | None
) -> None:
    voter = make_voter(Moment.OPEN, fault)
    voter.store = store
    store.write(ORIGIN, IDENTIFIER, (KeptBallot(papers()["csa"].uuid, "A" * 43),))
    said = await voter.play(choose("sign_out"))
    told = "registered as having voted with another" if fault else "You have not voted"
    assert any("did not arrive" in notice and told in notice for notice in said.notices)
    assert kept(store) == ()


@pytest.mark.parametrize("fault", [Fault.GONE, Fault.ALTERED])
async def test_the_alarm_where_a_ballot_has_vanished_or_changed(
    make_voter: MakeVoter, store: LocalBallots, fault: Fault
) -> None:
    voter = make_voter(Moment.OPEN, fault)
    voter.store = store
    store.write(ORIGIN, IDENTIFIER, (cast_before(voter.portal, "csa"),))
    said = await voter.play(take("save"), fill(), take("close"), choose("sign_out"))
    assert said.titles[0] == "Alarm: something is wrong with your ballot"
    (receipt,) = [each.receipt for each in kept(store)]
    assert receipt in voter.saved()["alarm.txt"]


@pytest.mark.parametrize("denies", [False, True])
async def test_the_alarm_where_the_portal_no_longer_shows_the_election_of_a_kept_receipt(
    make_voter: MakeVoter, store: LocalBallots, denies: bool
) -> None:
    """It leaves it out of the booth, or says that nothing is sealed."""
    voter = make_voter(Moment.OPEN, Fault.UNLISTED)
    voter.store = store
    if denies:
        voter.portal.is_sealed = False
    ballot = cast_before(voter.portal, "csa")
    store.write(ORIGIN, IDENTIFIER, (ballot,))
    said = await voter.play(take("save"), fill(), take("close"), choose("sign_out"))
    assert said.titles[0] == "Alarm: something is wrong with your ballot"
    assert ballot.receipt in voter.saved()["alarm.txt"]
    assert kept(store) == (ballot,)


async def test_a_ballot_that_is_there_is_told_so_even_where_its_election_is_not_shown(
    keeper: Voter, store: LocalBallots
) -> None:
    keeper.portal.is_sealed = False
    store.write(ORIGIN, IDENTIFIER, (cast_before(keeper.portal, "csa"),))
    said = await keeper.play(choose("sign_out"))
    assert "Your ballot is still in the ballot box, unchanged." in said.notices


async def test_a_ballot_without_a_receipt_whose_election_is_not_shown_is_told_and_kept(
    make_voter: MakeVoter, store: LocalBallots
) -> None:
    voter = make_voter(Moment.OPEN, Fault.UNLISTED)
    voter.store = store
    ballot = KeptBallot(papers()["csa"].uuid, "A" * 43)
    store.write(ORIGIN, IDENTIFIER, (ballot,))
    said = await voter.play(choose("sign_out"))
    assert any(ballot.uuid in notice and "not in the" in notice for notice in said.notices)
    assert kept(store) == (ballot,)


async def test_no_name_is_told_of_a_kept_ballot_that_is_not_the_sealed_one(
    make_voter: MakeVoter, store: LocalBallots
) -> None:
    voter = make_voter(Moment.OPEN, Fault.NOT_SEALED)
    voter.store = store
    store.write(ORIGIN, IDENTIFIER, (KeptBallot(papers()["csa"].uuid, "A" * 43),))
    said = await voter.play(sees("is not the one that"), take("close"), choose("sign_out"))
    assert said.titles[0] == "Stop: do not vote here"
    assert not any("did not arrive" in notice for notice in said.notices)


async def test_a_portal_that_cannot_be_asked(keeper: Voter, store: LocalBallots) -> None:
    store.write(ORIGIN, IDENTIFIER, (cast_before(keeper.portal, "csa"),))
    keeper.fail(FIND_BALLOT, PortalTimeout())
    said = await keeper.play(choose("sign_out"), choose(YES))
    assert said.notices == ["The portal could not be asked about the ballots that you cast."]
    assert [*said.menus[-1].text] == ["You still have 1 ballot to cast."]
    assert len(kept(store)) == 1


async def test_a_file_that_cannot_be_read_is_told_of_and_not_touched(
    keeper: Voter, store: LocalBallots
) -> None:
    store.write(ORIGIN, IDENTIFIER, ())
    (path,) = store.folder.iterdir()
    path.write_text("{")
    said = await keeper.play(*CODE_GIVEN, *CASTS, *OUT, choose(YES))
    assert any("cannot be kept on this computer" in notice for notice in said.notices)
    assert path.read_text() == "{"


def test_what_is_kept_is_forgotten_of_one_portal_or_of_all(store: LocalBallots) -> None:
    ballot = KeptBallot("uuid", "tracker")
    for origin in (ORIGIN, "https://other.example"):
        store.write(origin, IDENTIFIER, (ballot,))
    assert forget_ballots(store, ORIGIN).told == ("Erased: the receipts of your ballots.",)
    assert kept(store) == ()
    assert store.read("https://other.example", IDENTIFIER) == (ballot,)
    assert forget_ballots(store).wholly
    assert not store.folder.exists()
    assert forget_ballots(store).told == ()


def test_what_cannot_be_forgotten_is_told(store: LocalBallots) -> None:
    store.write(ORIGIN, IDENTIFIER, ())
    (path,) = store.folder.iterdir()
    path.write_text("[]")
    with pytest.raises(KeepingFailed):
        store.forget(ORIGIN)
    assert not forget_ballots(store, ORIGIN).wholly
