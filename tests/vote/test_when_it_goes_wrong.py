"""What the voter is told when something goes wrong, in both voices and both languages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import pytest

from tests.fullscreen.stage import on_stage
from tests.linear.conversation import converse
from tests.scripted.portal import CODE, IDENTIFIER, ORIGIN, Moment, cast_before, refusal
from tests.vote.conftest import MakeVoter, Voter
from tui_voter import messages
from tui_voter.audit.mishaps import Fault
from tui_voter.audit.player import Sees, folded
from tui_voter.contract.errors import ErrorCode, PortalUnreachable
from tui_voter.contract.vote import CAST, CHECK_CODE
from tui_voter.machine.receipts import KeptBallot, LocalBallots
from tui_voter.sealing.codes import new_code

HOME, BOARD, CHOICE = "Welcome to your elections portal", "My ballots", "Candidates"
ASKED, REVIEW, FINAL = (
    "Your voting code",
    "Tracking number: {tracker}",
    "Once cast, it is final.",
)
STATE: Final = "In the ballot box: {urn}. In the register of voters: {register}."
BROKEN: Final = "Alarm: something is wrong with your ballot"

Step = tuple[str, str]
"""A text of the screen that is waited for, in English, and what is typed there, then Enter."""
TO_THE_CODE: Sequence[Step] = ((HOME, "11"),)
TO_THE_BOARD: Sequence[Step] = (*TO_THE_CODE, (ASKED, CODE))
TO_THE_REVIEW: Sequence[Step] = (*TO_THE_BOARD, (BOARD, "1"), (CHOICE, "1"))
CASTS: Sequence[Step] = (*TO_THE_REVIEW, (REVIEW, ""), (FINAL, "1"))

Told = tuple[str, dict[str, str]]
"""A text of the program in English, and texts that stand in it."""


def told(text: str, **values: str) -> Told:
    return text, values


class Case(NamedTuple):
    told: Sequence[Told]
    steps: Sequence[Step] = CASTS
    fault: Fault | None = None
    moment: Moment = Moment.OPEN
    prepare: Callable[[Voter], object] = lambda _voter: None


def cut(*, acted: bool) -> Callable[[Voter], None]:
    """The answer to the cast is lost."""
    return lambda voter: voter.fail(CAST, PortalUnreachable(), acted=acted)


def cast_elsewhere(voter: Voter) -> None:
    """Another terminal of the same voter is quicker, and the register says so."""
    voter.fail(CAST, refusal(ErrorCode.ALREADY_VOTED))


def keeps(voter: Voter, ballot: KeptBallot) -> None:
    """Their computer has kept a ballot of another visit."""
    voter.store = LocalBallots(voter.folder / "ballots")
    voter.store.write(ORIGIN, IDENTIFIER, (ballot,))


def closes(voter: Voter) -> None:
    voter.fail(CAST, refusal(ErrorCode.VOTE_CLOSED))


def alarm(fault: Fault, text: str) -> Case:
    return Case(
        [
            told(BROKEN),
            told(text),
            told("Your choice remains secret. Your vote may not have been counted."),
            told("Save this page to a file, and keep your voting notice."),
            told("Then call the help desk, and ask for the polling board: {support}"),
        ],
        fault=fault,
    )


OTHER_TEXTS: Final = (
    "What the portal shows of this ballot and of its lists is not what the polling board sealed: "
    "{election}. A vote for one list could go to another."
)


def stop(
    fault: Fault, text: str, steps: Sequence[Step] = TO_THE_CODE, moment: Moment = Moment.OPEN
) -> Case:
    return Case(
        [
            told("Stop: do not vote here"),
            told(text),
            told("Your voting code is not asked for here, and nothing more is sent."),
            told("Then call the help desk, and ask for the polling board: {support}"),
        ],
        steps,
        fault,
        moment,
    )


CASES = {
    "cut before the portal acted": Case(
        [
            told(STATE, urn="no", register="no"),
            told(
                "The portal did not answer. {state} Your ballot has not been cast: vote again, and "
                "the same ballot will be sent."
            ),
        ],
        prepare=cut(acted=False),
    ),
    "cut after the portal acted": Case(
        [
            told("The portal’s answer was lost on the way."),
            told(STATE, urn="yes", register="yes"),
            told("Voted: your ballot is in the ballot box."),
        ],
        prepare=cut(acted=True),
    ),
    "cut for good": Case(
        [
            told(STATE, urn="not known", register="not known"),
            told(
                "The portal did not answer. {state} Vote again: the same ballot will be sent, and "
                "counts only once."
            ),
        ],
        prepare=lambda voter: setattr(voter.portal, "dies", True),
    ),
    "died with nothing written down": Case(
        [
            told(
                "{election}: you are registered as having voted. No receipt can be given again, "
                "since nothing links you to your ballot."
            )
        ],
        (*TO_THE_BOARD, (BOARD, "1")),
        Fault.ELSEWHERE,
    ),
    "died with the tracker written down": Case(
        [
            told(
                "{election}: your ballot had arrived when the program stopped. Its receipt has "
                "been fetched: “Vote” shows it."
            ),
            told("Your ballot is still in the ballot box, unchanged."),
        ],
        (),
        prepare=lambda voter: keeps(voter, cast_before(voter.portal, "csa")._replace(receipt="")),
    ),
    "its receipt": Case(
        [told("Voted: your ballot is in the ballot box.")],
        (*TO_THE_BOARD, (BOARD, "1")),
        prepare=lambda voter: keeps(voter, cast_before(voter.portal, "csa")._replace(receipt="")),
    ),
    "vanished with its election": Case(
        alarm(Fault.UNLISTED, "The portal gave a receipt, and says that").told[:1],
        (),
        Fault.UNLISTED,
        prepare=lambda voter: keeps(voter, cast_before(voter.portal, "csa")),
    ),
    "vanished since": Case(
        alarm(Fault.GONE, "The portal gave a receipt, and says that").told[:1],
        (),
        Fault.GONE,
        prepare=lambda voter: keeps(voter, cast_before(voter.portal, "csa")),
    ),
    "two terminals": Case(
        [
            told(
                "You have already voted in this election, here or elsewhere. This ballot has "
                "not been cast."
            )
        ],
        prepare=cast_elsewhere,
    ),
    "a mistyped code": Case(
        [
            told(
                "Check group {numbers}: type it again, alone.",
                numbers="3",
            )
        ],
        (*TO_THE_CODE, (ASKED, CODE[:12] + "?" + CODE[13:])),
    ),
    "a wrong code": Case(
        [
            told(
                "The portal does not recognise this voting code. Check that it is your own: the "
                "one on your voting notice or, if it has been replaced, the new one."
            )
        ],
        (*TO_THE_CODE, (ASKED, new_code())),
    ),
    "too many wrong codes": Case(
        [told("Too many wrong voting codes. {again}"), told("Try again in {wait}.")],
        (*TO_THE_CODE, (ASKED, new_code())),
        prepare=lambda voter: voter.fail(CHECK_CODE, refusal(ErrorCode.TOO_MANY)),
    ),
    "closed while choosing, with time left": Case(
        [
            told(
                "The vote has closed. You signed in before: you can still vote until {closing} "
                "({zone})."
            ),
        ],
        TO_THE_BOARD,
        moment=Moment.GRACE,
    ),
    "closed for good": Case(
        [told("The vote is not open, or no longer is: this ballot has not been cast.")],
        moment=Moment.GRACE,
        prepare=closes,
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
    "other lists": stop(Fault.OTHER_LISTS, OTHER_TEXTS),
    "other lists, at the rolls": stop(Fault.OTHER_LISTS, OTHER_TEXTS, ((HOME, "7"),)),
    "other lists, at the lists": stop(Fault.OTHER_LISTS, OTHER_TEXTS, ((HOME, "8"),)),
    "other lists, at the results": stop(
        Fault.OTHER_LISTS, OTHER_TEXTS, TO_THE_CODE, Moment.COUNTED
    ),
}


def pattern(one: Told) -> str:
    text, values = one
    return Sees(text, {key: messages.gettext(value) for key, value in values.items()}).pattern


def hear(voter: Voter, steps: Sequence[Step]) -> str:
    """All that the linear voice says."""
    return folded(converse(voter.visit, *(typed for _text, typed in steps)).text)


def look(voter: Voter, steps: Sequence[Step], wanted: Sequence[Told]) -> str:
    """What is seen in the end, on a full screen that has room for all of it."""

    async def play() -> str:
        async with on_stage(voter.visit, size=(80, 60)) as stage:

            async def until(texts: Sequence[Told]) -> None:
                def shown() -> bool:
                    seen = folded(stage.text)
                    stands = stage.program.seen is stage.program.screen
                    return stands and all(re.search(pattern(text), seen) for text in texts)

                try:
                    await stage.until(shown)
                except TimeoutError:
                    raise AssertionError(f"{texts} not in:\n{stage.text}") from None

            for text, typed in steps:
                await until([told(text)])
                await stage.enter(typed)
                await stage.press("enter")
            await until(wanted)
            return folded(stage.text)

    return asyncio.run(play())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", CASES)
def test_it_is_told_in_both_voices(name: str, language: str, make_voter: MakeVoter) -> None:
    case = CASES[name]
    messages.use(language)
    for is_heard in (True, False):
        voter = make_voter(case.moment, case.fault)
        case.prepare(voter)
        if is_heard:
            said = hear(voter, case.steps)
            for text in case.told:
                assert re.search(pattern(text), said), f"{text} not in:\n{said}"
        else:
            look(voter, case.steps, case.told)
        if all(text != ASKED for text, _typed in case.steps):
            assert CHECK_CODE.path not in voter.asked
