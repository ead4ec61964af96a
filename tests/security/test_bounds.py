"""Answers that JSON allows and that arithmetic would fail at: each is refused as it is decoded,
in one of the client's own ways, whatever the rest of the answer says."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from tests.client.peer import answer, saying, talking
from tests.client.samples import BALLOTS, CAPTCHA, CLAIMS, ELECTION, PROFILE, ROLL_PAGE, SIGNED_IN
from tui_voter.contract.account import read_profile
from tui_voter.contract.ballots import RollQuery, read_ballots, read_roll
from tui_voter.contract.election import read_election
from tui_voter.contract.errors import PortalMisbehaved
from tui_voter.contract.helpdesk import read_claims
from tui_voter.contract.recovery import reset_password
from tui_voter.contract.signing_in import sign_in_captcha
from tui_voter.secret import Secret

HUGE = 10**30
BALLOT = BALLOTS["ballots"][0]
MOMENTS = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        *(
            ("election", ELECTION | {name: moment})
            for moment in MOMENTS
            for name in ELECTION
            if name.endswith(("_at", "_time", "_until", "_from"))
        ),
        ("election", ELECTION | {"refresh_in": HUGE}),
        ("ballots", {"ballots": [BALLOT | {"seats": HUGE}]}),
        ("ballots", {"ballots": [BALLOT | {"voters": HUGE}]}),
        ("ballots", {"ballots": [BALLOT] * 2001}),
        ("profile", PROFILE | {"questions": PROFILE["questions"][:1] * 101}),
        ("profile", PROFILE | {"words": ["a"] * 201}),
        ("roll", ROLL_PAGE | {"entries": ROLL_PAGE["entries"][:1] * 101}),
        ("claims", CLAIMS | {"claims": CLAIMS["claims"][:1] * 201}),
        ("sign_in_captcha", CAPTCHA | {"expires_in": HUGE}),
        ("reset", SIGNED_IN | {"expires_in": HUGE}),
        ("reset", SIGNED_IN | {"election": ELECTION | {"closes_at": MOMENTS[2]}}),
    ],
)
async def test_it_is_a_broken_answer(asked: str, said: Mapping[str, Any]) -> None:
    token = Secret("token")
    async with talking(saying(answer(json.dumps(said)))) as (client, _portal):
        acts: Mapping[str, Callable[[], Awaitable[object]]] = {
            "election": lambda: read_election(client),
            "sign_in_captcha": lambda: sign_in_captcha(client),
            "ballots": lambda: read_ballots(client, token),
            "claims": lambda: read_claims(client, token),
            "profile": lambda: read_profile(client, token),
            "roll": lambda: read_roll(client, token, "csa", RollQuery()),
            "reset": lambda: reset_password(client, token, token, token),
        }
        with pytest.raises(PortalMisbehaved):
            await acts[asked]()
