"""What the voter is told when something goes wrong, in both languages. That each voice shows it is
seen in the visits of the audit, which meet the same mishaps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import pytest

from tests.scripted.portal import CODE, IDENTIFIER, ORIGIN, Moment, cast_before, refusal
from tests.vote.conftest import IN, MakeVoter, Voter
from tui_voter import messages
from tui_voter.audit.mishaps import Fault
from tui_voter.audit.player import Reply, choose, fill, sees
from tui_voter.contract.errors import ErrorCode, PortalUnreachable
from tui_voter.contract.vote import CAST, CHECK_CODE
from tui_voter.dialogue import SEND
from tui_voter.machine.receipts import KeptBallot, LocalBallots
from tui_voter.messages import gettext as _
from tui_voter.sealing.codes import new_code

TO_THE_CODE = (choose("vote"),)
CASTS = (*IN, choose("0"), choose("0"), sees("Tracking number: {tracker}"), fill(), choose(SEND))
STATE: Final = "In the ballot box: {urn}. In the register of voters: {register}."
BROKEN: Final = "Alarm: something is wrong with your ballot"


class Case(NamedTuple):
    """``told`` are texts of the program, in English, in their order."""

    told: Sequence[str]
    steps: Sequence[Reply] = CASTS
    fault: Fault | None = None
    moment: Moment = Moment.OPEN
    prepare: Callable[[Voter], object] = lambda _voter: None


def cut(*, acted: bool) -> Callable[[Voter], None]:
    """The answer to the cast is lost."""
    return lambda voter: voter.fail(CAST, PortalUnreachable(), acted=acted)


def refuses(code: ErrorCode) -> Callable[[Voter], None]:
    return lambda voter: voter.fail(CAST, refusal(code))


def keeps(*, receipt: bool) -> Callable[[Voter], None]:
    """Their computer has kept a ballot of another visit."""

    def prepare(voter: Voter) -> None:
        ballot = cast_before(voter.portal, "csa")
        voter.store = LocalBallots(voter.folder / "ballots")
        kept = ballot if receipt else KeptBallot(ballot.uuid, ballot.tracker)
        voter.store.write(ORIGIN, IDENTIFIER, (kept,))

    return prepare


CALL = "Then call the help desk, and ask for the polling board: {support}"


def alarm(fault: Fault, text: str) -> Case:
    texts = [
        *(BROKEN, text, "Your choice remains secret. Your vote may not have been counted."),
        *("Save this page to a file, and keep your voting notice.", CALL),
    ]
    return Case(texts, fault=fault)


def stop(
    fault: Fault, text: str, steps: Sequence[Reply] = TO_THE_CODE, moment: Moment = Moment.OPEN
) -> Case:
    nothing = "Your voting code is not asked for here, and nothing more is sent."
    return Case(["Stop: do not vote here", text, nothing, CALL], steps, fault, moment)


OTHER_TEXTS: Final = (
    "What the portal shows of this ballot and of its lists is not what the polling board sealed: "
    "{election}. A vote for one list could go to another."
)
CASES = {
    "cut before the portal acted": Case(
        [
            STATE.format(urn="no", register="no"),
            "The portal did not answer. {state} Your ballot has not been cast: vote again, and "
            "the same ballot will be sent.",
        ],
        prepare=cut(acted=False),
    ),
    "cut after the portal acted": Case(
        [
            "The portal’s answer was lost on the way.",
            STATE.format(urn="yes", register="yes"),
            "Voted: your ballot is in the ballot box.",
        ],
        prepare=cut(acted=True),
    ),
    "cut for good": Case(
        [
            STATE.format(urn="not known", register="not known"),
            "The portal did not answer. {state} Vote again: the same ballot will be sent, and "
            "counts only once.",
        ],
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
        prepare=keeps(receipt=False),
    ),
    "two terminals": Case(
        [
            "You have already voted in this election, here or elsewhere. This ballot has not been "
            "cast."
        ],
        prepare=refuses(ErrorCode.ALREADY_VOTED),
    ),
    "a wrong code": Case(
        [
            "The portal does not recognise this voting code. Check that it is your own: the one on "
            "your voting notice or, if it has been replaced, the new one."
        ],
        (*TO_THE_CODE, fill(code=new_code())),
    ),
    "too many wrong codes": Case(
        ["Too many wrong voting codes. {again}", "Try again in {wait}."],
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
        Fault.ALTERED,
        "The ballot in the ballot box is not the one that was sent: {election}. It has been "
        "altered or exchanged.",
    ),
    "an unreadable ballot": stop(
        Fault.UNREADABLE,
        "The ballots that the portal shows are not in the form that the polling board seals: "
        "they cannot be trusted.",
    ),
    "another fingerprint": stop(
        Fault.NOT_SEALED,
        "This ballot is not the one that the polling board sealed: {election}. It, or the "
        "portal, has been altered since.",
    ),
    **{
        f"other lists, at {way} {moment}": stop(
            Fault.OTHER_LISTS, OTHER_TEXTS, (choose(way),), moment
        )
        for way, moment in (
            *((way, Moment.OPEN) for way in ("vote", "roll", "lists")),
            ("vote", Moment.COUNTED),
        )
    },
}


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("name", CASES)
async def test_it_is_told(name: str, language: str, make_voter: MakeVoter) -> None:
    case = CASES[name]
    messages.use(language)
    voter = make_voter(case.moment, case.fault)
    case.prepare(voter)
    await voter.play(*case.steps, *map(told, case.told))
    if not any(reply.typed.get("code") for reply in case.steps):
        assert CHECK_CODE.path not in voter.asked


def told(text: str) -> Reply:
    """The text of ``STATE`` has words of its own in it."""
    for urn, register in (("no", "no"), ("yes", "yes"), ("not known", "not known")):
        if text == STATE.format(urn=urn, register=register):
            return sees(STATE, urn=_(urn), register=_(register))
    return sees(text)
