"""What the voter is told when something goes wrong. That each voice shows it, in each language, is
seen in the visits of the audit, which meet the same mishaps."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import pytest

from tests.scripted.portal import CODE, IDENTIFIER, ORIGIN, Moment, cast_before, refusal, seal
from tests.vote.conftest import IN, MakeVoter, Voter
from tui_voter.audit.mishaps import Fault
from tui_voter.audit.player import Reply, act, choose, fill, leave, open_row, sees, take
from tui_voter.contract.election import DocumentKind
from tui_voter.contract.errors import ErrorCode, PortalUnreachable
from tui_voter.contract.vote import CAST, CHECK_CODE, FIND_BALLOT
from tui_voter.dialogue import BACK, NO, SEND, YES
from tui_voter.machine.receipts import LocalBallots
from tui_voter.sealing.codes import new_code, spoken
from tui_voter.sealing.election import read_seal, seal_of, seal_text

TO_THE_CODE = (choose("vote"),)
CASTS = (*IN, choose("0"), choose("0"), sees("Tracking number: {tracker}"), fill(), choose(SEND))
STATE: Final = "In the ballot box: {0}. In the register of voters: {0}."


class Case(NamedTuple):
    """``told`` are texts, or what they begin with, of which all are said."""

    told: Sequence[str]
    steps: Sequence[Reply] = CASTS
    fault: Fault | None = None
    moment: Moment = Moment.OPEN
    prepare: Callable[[Voter], object] = lambda _voter: None


def cut(*, acted: bool) -> Callable[[Voter], None]:
    return lambda voter: voter.fail(CAST, PortalUnreachable(), acted=acted)


def refuses(code: ErrorCode) -> Callable[[Voter], None]:
    return lambda voter: voter.fail(CAST, refusal(code))


def kept_before(voter: Voter) -> None:
    """Their computer has kept the tracker of a ballot of another visit."""
    ballot = cast_before(voter.portal, "csa")
    voter.store = LocalBallots(voter.folder / "ballots")
    voter.store.write(ORIGIN, IDENTIFIER, (ballot._replace(receipt=""),))


CALL: Final = "Then call the help desk, and ask for the polling board: {support}"


def alarm(fault: Fault, text: str) -> Case:
    texts = [
        *("Alarm: something is wrong with your ballot", text, CALL),
        "Your choice remains secret. Your vote may not have been counted.",
        "Save this page to a file, and keep your voting notice.",
    ]
    return Case(texts, fault=fault)


def stop(
    fault: Fault, text: str, steps: Sequence[Reply] = TO_THE_CODE, moment: Moment = Moment.OPEN
) -> Case:
    nothing = "Your voting code is not asked for here, and nothing more is sent."
    return Case(["Stop: do not vote here", text, nothing, CALL], steps, fault, moment)


CASES = {
    "cut before the portal acted": Case(
        [STATE.format("no"), "Your ballot has not been cast: vote again, and the same ballot"],
        prepare=cut(acted=False),
    ),
    "cut after the portal acted": Case(
        [
            *("The portal’s answer was lost on the way.", STATE.format("yes")),
            "Voted: your ballot is in the ballot box.",
        ],
        prepare=cut(acted=True),
    ),
    "cut for good": Case(
        [STATE.format("not known"), "Vote again: the same ballot will be sent, and counts only"],
        prepare=lambda voter: setattr(voter.portal, "dies", True),
    ),
    "died with nothing written down": Case(
        [
            "{election}: you are registered as having voted. No receipt can be given again, since "
            "nothing links you to your ballot."
        ],
        (*IN, choose("0")),
        Fault.ELSEWHERE,
    ),
    "died with the tracker written down": Case(
        [
            "{election}: your ballot had arrived when the program stopped. Its receipt has been "
            "fetched: “Vote” shows it.",
            "Your ballot is still in the ballot box, unchanged.",
        ],
        (),
        prepare=kept_before,
    ),
    "a wrong code": Case(
        ["The portal does not recognise this voting code. Check that it is your own"],
        (*TO_THE_CODE, fill(code=new_code())),
    ),
    "too many wrong codes": Case(
        ["Too many wrong voting codes. Try again in 12 minutes and {n} seconds."],
        (*TO_THE_CODE, fill(code=CODE)),
        prepare=lambda voter: voter.fail(CHECK_CODE, refusal(ErrorCode.TOO_MANY)),
    ),
    "closed while choosing, with time left": Case(
        ["The vote has closed. You signed in before: you can still vote until {closing} ({zone})."],
        IN,
        moment=Moment.GRACE,
    ),
    "closed for good": Case(
        ["The vote is not open, or no longer is: this ballot has not been cast."],
        moment=Moment.GRACE,
        prepare=refuses(ErrorCode.VOTE_CLOSED),
    ),
    "another tracker": alarm(
        Fault.OTHER_TRACKER,
        "The portal’s receipt is for another ballot than the one that was sent: {election}.",
    ),
    "a bad signature": alarm(
        Fault.BAD_SIGNATURE,
        "The receipt is not signed by the portal of this election: {election}. It proves nothing.",
    ),
    "vanished": alarm(
        Fault.GONE,
        "The portal gave a receipt, and says that the ballot is not in the ballot box: {election}.",
    ),
    "altered": alarm(
        Fault.ALTERED, "The ballot in the ballot box is not the one that was sent: {election}."
    ),
    "an unreadable ballot": stop(
        Fault.UNREADABLE, "The ballots that the portal shows are not in the form that the polling"
    ),
    "another fingerprint": stop(
        Fault.NOT_SEALED, "This ballot is not the one that the polling board sealed: {election}."
    ),
    **{
        f"other lists, at {way} {moment}": stop(
            Fault.OTHER_LISTS,
            "What the portal shows of this ballot and of its lists is not what the polling board",
            (choose(way),),
            moment,
        )
        for way, moment in (
            *((way, Moment.OPEN) for way in ("vote", "roll", "lists")),
            ("vote", Moment.COUNTED),
        )
    },
}


@pytest.mark.parametrize("name", CASES)
async def test_it_is_told(name: str, make_voter: MakeVoter) -> None:
    case = CASES[name]
    voter = make_voter(case.moment, case.fault)
    case.prepare(voter)
    await voter.play(*case.steps, *map(sees, case.told))
    if not any(reply.typed.get("code") for reply in case.steps):
        assert CHECK_CODE.path not in voter.asked


def lies(voter: Voter) -> None:
    voter.portal.cheating.fault = Fault.ELSEWHERE


def swallows(voter: Voter) -> None:
    voter.fail(CAST, PortalUnreachable())
    lies(voter)


def refuses_what_it_lost(voter: Voter) -> None:
    voter.fail(CAST, PortalUnreachable())
    voter.fail(CAST, refusal(ErrorCode.ALREADY_VOTED))


DENIED: Final = sees("The portal says that you have already voted: {election}.")
LIES: dict[str, tuple[Sequence[Reply], Callable[[Voter], None], Sequence[Reply]]] = {
    "to the ballot": (CASTS[:-1], refuses(ErrorCode.ALREADY_VOTED), CASTS[-1:]),
    "after an answer that was lost": (CASTS[:-1], swallows, CASTS[-1:]),
    "to the ballot that is sent again": (
        *(CASTS[:-1], refuses_what_it_lost, (*CASTS[-1:], fill(), choose(SEND))),
    ),
    "in the list of ballots": ((*IN, choose("0")), lies, (choose(BACK),)),
}
"""The forms of the lie that a voter has already voted: what they do before and after it begins."""


def until_contradicted(voter: Voter, name: str) -> Sequence[Reply]:
    before, lie, after = LIES[name]
    return (*before, act(lambda: lie(voter)), *after)


@pytest.mark.parametrize("name", LIES)
async def test_a_vote_that_the_portal_denies_is_an_alarm(voter: Voter, name: str) -> None:
    said = await voter.play(*until_contradicted(voter, name), choose(NO), DENIED, sees(CALL))
    assert "Alarm: something is wrong with your ballot" in said.titles


@pytest.mark.parametrize("name", LIES)
async def test_who_has_voted_elsewhere_meanwhile_is_not_alarmed(voter: Voter, name: str) -> None:
    said = await voter.play(*until_contradicted(voter, name), choose(YES))
    assert "Alarm: something is wrong with your ballot" not in said.titles
    assert "you are registered as having voted" in said.notices[-1]


async def test_a_denied_vote_is_asked_about_once_and_remains_an_alarm(voter: Voter) -> None:
    steps = until_contradicted(voter, "in the list of ballots")
    said = await voter.play(*steps, choose(NO), take("close"), choose("0"), take("close"))
    assert said.titles.count("Have you voted elsewhere?") == 1
    assert said.titles.count("Alarm: something is wrong with your ballot") == 2


async def test_a_ballot_that_arrived_unseen_is_no_contradiction(voter: Voter) -> None:
    """Its answer is lost, and so is the one that would have told of it."""

    def loses() -> None:
        voter.fail(CAST, PortalUnreachable(), acted=True)
        voter.fail(FIND_BALLOT, PortalUnreachable())

    steps = (*CASTS[:-1], act(loses), CASTS[-1], leave(), choose(BACK), choose("0"))
    said = await voter.play(*steps, take("close"))
    known = "In the ballot box: not known. In the register of voters: yes."
    assert known in said.refusals[-1].text
    assert "Voted: your ballot is in the ballot box." in said.titles
    assert "Have you voted elsewhere?" not in said.titles


SHOWN = sees("The portal showed you a seal before")
LISTS_READ = (choose("lists"), take(BACK))
PARTS = read_seal(seal().encode())
SEALS = [seal_of(seal_text(parts)) for parts in (PARTS, PARTS[::-1])]
"""The first seal that a visit meets is the only one that it believes; the other follows."""


@pytest.mark.parametrize(
    ("way", "moment"),
    [*((way, Moment.OPEN) for way in ("vote", "roll", "lists")), ("vote", Moment.COUNTED)],
)
async def test_another_seal_than_the_lists_had_stops_the_voter_everywhere(
    make_voter: MakeVoter, way: str, moment: Moment
) -> None:
    voter = make_voter(moment, Fault.OTHER_SEAL)
    said = await voter.play(*LISTS_READ, choose(way), SHOWN, take("save"), fill(), take("close"))
    assert CHECK_CODE.path not in voter.asked
    assert [spoken(each) in "".join(said.said) for each in SEALS] == [True, False]
    assert [each.title for each in said.listings] == ["My elections and their candidate lists"]
    record = voter.saved()["alarm.txt"]
    assert all(each in record for each in SEALS), "who is called can compare both"


async def test_a_code_given_under_one_seal_opens_no_ballot_of_another(voter: Voter) -> None:
    """The voter has chosen, goes back to read something, and comes again."""
    said = await voter.play(
        *(*IN, choose("0"), choose("0"), leave(), choose(BACK)),
        *(choose(BACK), act(lambda: setattr(voter.portal.cheating, "fault", Fault.OTHER_SEAL))),
        *(choose("vote"), SHOWN, take("close")),
    )
    assert said.titles.count("My ballots") == 2
    assert CAST.path not in voter.asked


@pytest.mark.parametrize("way", ["vote", "roll", "lists", DocumentKind.REISSUE_GUIDE])
async def test_a_portal_that_showed_a_seal_cannot_deny_it(voter: Voter, way: str) -> None:
    said = await voter.play(
        *(*LISTS_READ, act(lambda: setattr(voter.portal, "is_sealed", False)), choose(way), SHOWN),
        take("close"),
    )
    assert len(said.listings) == 1


async def test_lists_are_shown_as_the_seal_had_them_or_not_at_all(voter: Voter) -> None:
    """Where the portal, or a clock that was set back, has it that it is too early for them."""

    def early() -> None:
        voter.portal.is_sealed, voter.portal.moment = True, Moment.EARLY
        voter.clocks.pass_time(-60 * 86400.0)

    said = await voter.play(*LISTS_READ, act(early), choose("lists"), open_row(""), take(BACK))
    (lists,) = [each for each in said.listings if each.title.startswith("Candidate lists: ")]
    assert not (await lists.fetch("", "")).rows
    assert "Stop: do not vote here" not in said.titles


@pytest.mark.parametrize(
    ("moment", "way", "is_told"),
    [
        *((Moment.OPEN, "roll", True), (Moment.OPEN, "lists", True)),
        *((Moment.COUNTED, "vote", True), (Moment.EVE, "lists", False)),
    ],
)
async def test_the_seal_is_told_once_wherever_sealed_ballots_are_shown(
    make_voter: MakeVoter, moment: Moment, way: str, is_told: bool
) -> None:
    said = await make_voter(moment).play(choose(way), take(BACK))
    told = [text for text in said.said if spoken(SEALS[0]) in text]
    assert ["Compare it" in text for text in told] == [True] * is_told
