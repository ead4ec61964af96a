"""Answers that JSON allows and that arithmetic would fail at: each is refused as it is decoded,
whatever the rest of the answer says; the client calls it broken (`tests/client/test_faults.py`)."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from tests.client.samples import BALLOTS, CAPTCHA, CLAIMS, ELECTION, PROFILE, ROLL_PAGE, SIGNED_IN
from tui_voter.contract.account import Profile
from tui_voter.contract.ballots import Ballots, RollPage
from tui_voter.contract.captchas import Captcha
from tui_voter.contract.election import Election
from tui_voter.contract.helpdesk import Claims
from tui_voter.contract.shapes import Response
from tui_voter.contract.signing_in import SignedIn
from tui_voter.portal.hygiene import clean

HUGE = 10**30
BALLOT = BALLOTS["ballots"][0]
MOMENTS = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        *(
            (Election, ELECTION | {name: moment})
            for moment in MOMENTS
            for name in ELECTION
            if name.endswith(("_at", "_time", "_until", "_from"))
        ),
        (Election, ELECTION | {"refresh_in": HUGE}),
        (Ballots, {"ballots": [BALLOT | {"seats": HUGE}]}),
        (Ballots, {"ballots": [BALLOT | {"voters": HUGE}]}),
        (Ballots, {"ballots": [BALLOT] * 2001}),
        (Profile, PROFILE | {"questions": PROFILE["questions"][:1] * 101}),
        (Profile, PROFILE | {"words": ["a"] * 201}),
        (RollPage, ROLL_PAGE | {"entries": ROLL_PAGE["entries"][:1] * 101}),
        (Claims, CLAIMS | {"claims": CLAIMS["claims"][:1] * 201}),
        *((Captcha, CAPTCHA | {"expires_in": HUGE}), (SignedIn, SIGNED_IN | {"expires_in": HUGE})),
        (SignedIn, SIGNED_IN | {"election": ELECTION | {"closes_at": MOMENTS[2]}}),
    ],
)
def test_it_is_a_broken_answer(kind: type[Response], said: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (or one of its kind)
        clean(msgspec.json.decode(json.dumps(said), type=kind))
