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
from tui_voter.contract.vote import CAST, CHECK_CODE
from tui_voter.dialogue import BACK, SEND
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
    "two terminals": Case(
        ["You have already voted in this election, here or elsewhere. This ballot has not been"],
        prepare=refuses(ErrorCode.ALREADY_VOTED),
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


async def test_who_votes_elsewhere_while_an_answer_is_lost_is_told_so(voter: Voter) -> None:
    def lost() -> None:
        voter.fail(CAST, PortalUnreachable())
        voter.portal.cheating.fault = Fault.ELSEWHERE

    said = await voter.play(*CASTS[:-1], act(lost), CASTS[-1], leave())
    assert said.refusals[-1].text == (
        "You have already voted in this election, elsewhere. "
        "In the ballot box: no. In the register of voters: yes."
    )


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
