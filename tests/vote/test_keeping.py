"""Receipts that are kept on this computer: asked once, written before a ballot is sent, looked for
at the next sign-in."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.scripted.portal import (
    IDENTIFIER,
    ORIGIN,
    cast_before,
    papers,
)
from tests.vote.conftest import IN, OUT, MakeVoter, Voter, cast
from tui_voter import messages
from tui_voter.audit.mishaps import Fault
from tui_voter.audit.player import choose, fill, sees, take
from tui_voter.contract.errors import PortalTimeout
from tui_voter.contract.vote import CAST, FIND_BALLOT
from tui_voter.machine.forget import forget_ballots
from tui_voter.machine.receipts import KeepingFailed, KeptBallot, LocalBallots
from tui_voter.sealing.ballot import tracker
from tui_voter.sealing.receipt import read_receipt

CASTS = cast("0")
UNKNOWN = KeptBallot(papers()["csa"].uuid, "A" * 43)
"""A ballot that the urn does not have."""
ALARM = "Alarm: something is wrong with your ballot"


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
    said = await keeper.play(*IN, choose("no"), *CASTS)
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
    await keeper.play(*IN, choose("yes"), *CASTS)
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
    assert told in (await keeper.play(OUT)).notices
    keeper.portal.is_sealed = False
    assert told in (await keeper.play(OUT)).notices, "even where their elections are not shown"


async def test_a_receipt_that_the_dead_program_did_not_get_is_fetched(
    keeper: Voter, store: LocalBallots
) -> None:
    ballot = cast_before(keeper.portal, "csa")
    store.write(ORIGIN, IDENTIFIER, (ballot._replace(receipt=""),))
    voted = sees("Voted: your ballot is in the ballot box.")
    said = await keeper.play(*IN, choose("0"), voted)
    assert any("Its receipt has been fetched" in notice for notice in said.notices)
    assert kept(store) == (ballot,)


@pytest.mark.parametrize(
    ("fault", "told", "left"),
    [
        (None, "You have not voted", ()),
        (Fault.ELSEWHERE, "registered as having voted with another", ()),
        (Fault.UNLISTED, f"{UNKNOWN.uuid}", (UNKNOWN,)),  # it is not among the ballots
    ],
)
async def test_a_ballot_that_did_not_arrive(
    keeper: Voter,
    store: LocalBallots,
    fault: Fault | None,
    told: str,
    left: tuple[KeptBallot, ...],
) -> None:
    keeper.portal.cheating.fault = fault
    store.write(ORIGIN, IDENTIFIER, (UNKNOWN,))
    said = await keeper.play(OUT)
    says = "did not arrive" if not left else "not in the"
    assert any(says in notice and told in notice for notice in said.notices)
    assert kept(store) == left


async def test_no_name_is_told_of_a_kept_ballot_that_is_not_the_sealed_one(
    keeper: Voter, store: LocalBallots
) -> None:
    keeper.portal.cheating.fault = Fault.NOT_SEALED
    store.write(ORIGIN, IDENTIFIER, (UNKNOWN,))
    said = await keeper.play(sees("is not the one that"), take("close"))
    assert said.titles[0] == "Stop: do not vote here"
    assert not any("did not arrive" in notice for notice in said.notices)


async def alarmed(keeper: Voter, store: LocalBallots, fault: Fault) -> KeptBallot:
    """The ballot that was kept, and is still, where its portal sounds an alarm."""
    keeper.portal.cheating.fault = fault
    ballot = cast_before(keeper.portal, "csa")
    store.write(ORIGIN, IDENTIFIER, (ballot,))
    said = await keeper.play(take("save"), fill(), take("close"))
    assert said.titles[0] == ALARM
    assert ballot.receipt in keeper.saved()["alarm.txt"]
    return ballot


@pytest.mark.parametrize("fault", [Fault.GONE, Fault.ALTERED])
async def test_the_alarm_where_a_ballot_has_vanished_or_changed(
    keeper: Voter, store: LocalBallots, fault: Fault
) -> None:
    ballot = await alarmed(keeper, store, fault)
    assert kept(store) == (ballot,)


@pytest.mark.parametrize("denies", [False, True])
async def test_the_alarm_where_the_portal_no_longer_shows_the_election_of_a_kept_receipt(
    keeper: Voter, store: LocalBallots, denies: bool
) -> None:
    """It leaves it out of the booth, or says that nothing is sealed."""
    if denies:
        keeper.portal.is_sealed = False
    ballot = await alarmed(keeper, store, Fault.UNLISTED)
    assert kept(store) == (ballot,)


async def test_a_portal_that_cannot_be_asked(keeper: Voter, store: LocalBallots) -> None:
    store.write(ORIGIN, IDENTIFIER, (cast_before(keeper.portal, "csa"),))
    keeper.fail(FIND_BALLOT, PortalTimeout())
    said = await keeper.play(OUT)
    assert said.notices == ["The portal could not be asked about the ballots that you cast."]
    assert [*said.menus[-1].text] == ["You still have 1 ballot to cast."]
    assert len(kept(store)) == 1


async def test_a_file_that_cannot_be_read_is_told_of_and_not_touched(
    keeper: Voter, store: LocalBallots
) -> None:
    store.write(ORIGIN, IDENTIFIER, ())
    (path,) = store.folder.iterdir()
    path.write_text("{")
    said = await keeper.play(*IN, *CASTS)
    assert any("cannot be kept on this computer" in notice for notice in said.notices)
    assert path.read_text() == "{"


def test_what_is_kept_is_forgotten_of_one_portal_or_of_all(store: LocalBallots) -> None:
    ballot = KeptBallot("uuid", "tracker")
    for origin in (ORIGIN, "https://other.example"):
        store.write(origin, IDENTIFIER, (ballot,))
    assert forget_ballots(store, ORIGIN).told == ("Erased: the receipts of your ballots.",)
    assert kept(store) == ()
    assert store.read("https://other.example", IDENTIFIER) == (ballot,)
    assert forget_ballots(store).is_complete
    assert not store.folder.exists()
    assert forget_ballots(store).told == ()


def test_what_cannot_be_forgotten_is_told(store: LocalBallots) -> None:
    store.write(ORIGIN, IDENTIFIER, ())
    (path,) = store.folder.iterdir()
    path.write_text("[]")
    with pytest.raises(KeepingFailed):
        store.forget(ORIGIN)
    assert not forget_ballots(store, ORIGIN).is_complete
