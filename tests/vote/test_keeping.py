"""Receipts that are kept on this computer: asked once, written before a ballot is sent, looked for
at the next sign-in."""

import stat
from pathlib import Path

import pytest

from tests.scripted.portal import IDENTIFIER, ORIGIN, cast_before, papers
from tests.vote.conftest import IN, OUT, MakeVoter, Voter, cast
from tui_voter.audit.mishaps import Fault
from tui_voter.audit.player import choose, fill, sees, take
from tui_voter.contract.errors import PortalTimeout
from tui_voter.contract.vote import FIND_BALLOT, Receipt
from tui_voter.machine.forget import forget_ballots
from tui_voter.machine.receipts import KeepingFailed, KeptBallot, LocalBallots
from tui_voter.sealing.ballot import tracker
from tui_voter.sealing.receipt import read_receipt

CASTS = cast("0")
UNKNOWN = KeptBallot(papers()["csa"].uuid, "A" * 43)
"""A ballot that the urn does not have."""


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


async def test_who_says_no_leaves_nothing(keeper: Voter, store: LocalBallots) -> None:
    said = await keeper.play(*IN, choose("no"), *CASTS)
    menu = next(menu for menu in said.menus if menu.title.startswith("Keep"))
    assert menu.chosen == "no", "the harmless answer stands there at first"
    assert kept(store) == ()
    assert not store.folder.exists()


async def test_the_tracker_is_written_down_before_the_ballot_is_sent(
    keeper: Voter, store: LocalBallots, monkeypatch: pytest.MonkeyPatch
) -> None:
    then: list[tuple[KeptBallot, ...]] = []
    cast = keeper.portal._cast

    def watched(key: str, ballot: str) -> Receipt:
        then.append(kept(store))
        return cast(key, ballot)

    monkeypatch.setattr(keeper.portal, "_cast", watched)
    await keeper.play(*IN, choose("yes"), *CASTS)
    ((before,),) = then
    (after,) = kept(store)
    assert before == after._replace(receipt="")
    assert after.tracker == tracker(keeper.portal.urn["csa"].encode())
    assert read_receipt(after.receipt.encode()).tracker == after.tracker
    (path,) = store.folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    answers = [answer for paper in papers().values() for answer in paper.answers]
    assert not any(told in path.read_text() + path.name for told in (IDENTIFIER, *answers))


async def test_the_next_sign_in_finds_the_ballots(keeper: Voter, store: LocalBallots) -> None:
    told = "Your 2 ballots are still in the ballot box, unchanged."
    store.write(ORIGIN, IDENTIFIER, tuple(cast_before(keeper.portal, key) for key in papers()))
    assert told in (await keeper.play(OUT)).notices
    keeper.portal.is_sealed = False
    assert told in (await keeper.play(OUT)).notices, "even where their elections are not shown"


async def test_a_receipt_that_did_not_come_is_fetched(keeper: Voter, store: LocalBallots) -> None:
    ballot = cast_before(keeper.portal, "csa")
    store.write(ORIGIN, IDENTIFIER, (ballot._replace(receipt=""),))
    voted = sees("Voted: your ballot is in the ballot box.")
    said = await keeper.play(*IN, choose("0"), voted)
    assert any("Its receipt has been fetched" in notice for notice in said.notices)
    assert kept(store) == (ballot,)


@pytest.mark.parametrize(
    ("fault", "says", "told", "left"),
    [
        (None, "did not arrive", "You have not voted", ()),
        (Fault.ELSEWHERE, "did not arrive", "registered as having voted with another", ()),
        (Fault.UNLISTED, "not in the", UNKNOWN.uuid, (UNKNOWN,)),  # it is not among the ballots
    ],
)
async def test_a_ballot_that_did_not_arrive(
    keeper: Voter, store: LocalBallots, fault: Fault | None, says: str, told: str, left: object
) -> None:
    keeper.portal.cheating.fault = fault
    store.write(ORIGIN, IDENTIFIER, (UNKNOWN,))
    said = await keeper.play(OUT)
    assert any(says in notice and told in notice for notice in said.notices)
    assert kept(store) == left


async def test_no_name_is_told_of_what_is_not_sealed(keeper: Voter, store: LocalBallots) -> None:
    keeper.portal.cheating.fault = Fault.NOT_SEALED
    store.write(ORIGIN, IDENTIFIER, (UNKNOWN,))
    said = await keeper.play(sees("is not the one that"), take("close"))
    assert said.titles[0] == "Stop: do not vote here"
    assert not any("did not arrive" in notice for notice in said.notices)


@pytest.mark.parametrize(
    ("fault", "denies"),
    [
        *((Fault.GONE, False), (Fault.ALTERED, False)),
        *((Fault.UNLISTED, False), (Fault.UNLISTED, True)),
    ],
)
async def test_an_alarm_over_a_kept_ballot(
    keeper: Voter, store: LocalBallots, fault: Fault, denies: bool
) -> None:
    """It is kept still. A portal may leave its election out of the booth, or say that nothing is
    sealed."""
    keeper.portal.is_sealed = not denies
    keeper.portal.cheating.fault = fault
    ballot = cast_before(keeper.portal, "csa")
    store.write(ORIGIN, IDENTIFIER, (ballot,))
    said = await keeper.play(take("save"), fill(), take("close"))
    assert said.titles[0] == "Alarm: something is wrong with your ballot"
    assert ballot.receipt in keeper.saved()["alarm.txt"]
    assert kept(store) == (ballot,)


async def test_a_portal_that_cannot_be_asked(keeper: Voter, store: LocalBallots) -> None:
    store.write(ORIGIN, IDENTIFIER, (cast_before(keeper.portal, "csa"),))
    keeper.fail(FIND_BALLOT, PortalTimeout())
    said = await keeper.play(OUT)
    assert said.notices == ["The portal could not be asked about the ballots that you cast."]
    assert [*said.menus[-1].text] == ["You still have 1 ballot to cast."]
    assert len(kept(store)) == 1


async def test_an_unreadable_file_is_not_touched(keeper: Voter, store: LocalBallots) -> None:
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


@pytest.mark.parametrize("origin", ["", ORIGIN])
def test_one_file_that_cannot_be_erased_keeps_no_other(store: LocalBallots, origin: str) -> None:
    store.write(ORIGIN, IDENTIFIER, ())
    for name in ("0.json", "z.json"):
        (store.folder / name).mkdir()
    assert not forget_ballots(store, origin).is_complete
    assert [path.name for path in sorted(store.folder.iterdir())] == ["0.json", "z.json"]


def test_what_cannot_be_forgotten_is_told(store: LocalBallots) -> None:
    store.write(ORIGIN, IDENTIFIER, ())
    (path,) = store.folder.iterdir()
    path.write_text("[]")
    with pytest.raises(KeepingFailed):
        store.forget(ORIGIN)
    assert not forget_ballots(store, ORIGIN).is_complete
