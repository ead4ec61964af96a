"""The voting code: a mistyped group is named and typed again alone, before anything is sent."""

from collections.abc import Sequence

import pytest

from tests.scripted.portal import CODE, refusal
from tests.vote.conftest import Voter
from tui_voter.audit.player import act, choose, fill, sees
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.vote import CHECK_CODE
from tui_voter.dialogue import Refused
from tui_voter.journeys.vote.code import _Reading
from tui_voter.sealing import codes
from tui_voter.secret import Secret

GROUPS = CODE.split("-")
NO_CODE = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"


def mistyped(*places: int) -> str:
    return "".join("Y" if n in places else symbol for n, symbol in enumerate(CODE))


def without(group: int) -> str:
    return "-".join(part for n, part in enumerate(GROUPS, 1) if n != group)


def read_in_parts(parts: Sequence[str]) -> list[Refused]:
    """How all but the last of these are refused, which completes the code."""
    reading, refused = _Reading(), []
    *first, last = parts
    for part in first:
        with pytest.raises(Refused) as why:
            reading.read(Secret(part))
        refused.append(why.value)
    assert reading.read(Secret(last)).reveal() == codes.read_code(CODE)
    assert not any(" out of " in each.errors[0].text for each in refused[1:]), "parts are meant"
    return refused


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (mistyped(6), "Check group 2: type it again"),
        (mistyped(0, 24), "Check groups 1 and 5: type them again"),
        (without(3), "20 characters out of 25. Check group 3:"),
        (CODE[:8] + CODE[9:].replace("-", ""), "24 characters out of 25. Check group 2"),
        *(("", "Type your voting code."), ("tree", "A voting code has 25 characters")),
        (NO_CODE, "A voting code has 25 characters"),
        (f"O{CODE[1:]}", "No voting code has this character: O. Check group 1"),
        (f"O{NO_CODE[1:]}", "No voting code has this character: O. A voting code"),
        (f"o1{CODE[2:]}", "No voting code has these characters: 1, O."),
    ],
)
def test_what_is_wrong_is_named(typed: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        _Reading().read(Secret(typed))
    (error,) = refused.value.errors
    assert error.field == "code"
    assert error.text.startswith(told)


FIRST_FOUR = "-".join(GROUPS[:4])
SECOND, FIFTH = GROUPS[1], GROUPS[4]
SWAPPED = "-".join([GROUPS[0], GROUPS[2], GROUPS[1], *GROUPS[3:]])


@pytest.mark.parametrize(
    ("parts", "shorts"),
    [
        *(([CODE.replace("-", "")], []), ([CODE.replace("-", " / ").lower()], [])),
        ([mistyped(6, 24), f"{SECOND.lower()} {FIFTH}"], ["groups 2, 5"]),
        *(
            ([mistyped(6, 24), slip, f"{SECOND} {FIFTH}"], ["groups 2, 5"] * 2)
            for slip in (f"{SECOND[1:]} {FIFTH}", f"{SECOND}X")
        ),
        *(
            ([typed, GROUPS[2]], ["group 3"])
            for typed in (
                *(without(3), without(3).replace("-", "")),
                CODE.replace("-", "")[:14] + CODE.replace("-", "")[15:],
            )
        ),
        *(
            ([FIRST_FOUR, slip, FIFTH], ["group 5"] * 2)
            for slip in ("JKMN", "JKMNNX", "xxxxx", "67")
        ),
        ([SWAPPED, "-".join(GROUPS[:2]), GROUPS[2]], ["groups 2, 3", "group 3"]),
        ([GROUPS[4], " ".join(GROUPS[:4])], ["groups 1, 2, 3, 4"]),
        (["".join(GROUPS[3:]), " ".join(GROUPS[:3])], ["groups 1, 2, 3"]),
    ],
)
def test_what_was_right_is_kept(parts: Sequence[str], shorts: list[str]) -> None:
    assert [each.errors[0].short for each in read_in_parts(parts)] == shorts


async def test_only_a_code_that_may_be_right_is_sent(voter: Voter) -> None:
    def is_asked(times: int) -> None:
        assert voter.asked.count(CHECK_CODE.path) == times

    said = await voter.play(
        *(choose("vote"), fill(code=mistyped(6)), act(lambda: is_asked(0))),
        *(fill(code=codes.new_code()), act(lambda: is_asked(1))),
        act(lambda: voter.fail(CHECK_CODE, refusal(ErrorCode.TOO_MANY))),
        *(fill(code=CODE), fill(code=CODE), sees("My ballots")),
    )
    assert said.shorts == ["group 2", "not recognised", "too many attempts"]
    assert "Try again in 12 minutes" in said.refusals[2].text
