"""What a portal calls its things is never taken for an action or for going back."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tests.journeys.conftest import CLAIM, MakeVisitor
from tui_voter.audit.player import choose, fill, open_row, take
from tui_voter.contract.ballots import CandidateLists, read_ballots, read_candidate_lists
from tui_voter.contract.election import Faq, read_faq
from tui_voter.contract.helpdesk import Claims
from tui_voter.dialogue import BACK
from tui_voter.portal.client import PortalClient
from tui_voter.secret import Secret


class Calling(PortalClient):
    """A portal whose names are those of ways on."""

    async def call(
        self, endpoint: Any, request: Any, session: Secret | None = None, about: str = ""
    ) -> Any:
        answer = await super().call(endpoint, request, session, about)
        match answer:
            case Faq(entries=entries):
                named = tuple(replace(entry, id="back") for entry in entries)
                return replace(answer, entries=named)
            case Claims(claims=claims):
                return replace(
                    answer, claims=tuple(replace(one, number="new_claim") for one in claims)
                )
            case CandidateLists(lists=lists):
                return replace(answer, lists=tuple(replace(one, id="roll") for one in lists))
        return answer


async def test_a_claim_may_be_called_like_the_way_to_a_new_one(make_visitor: MakeVisitor) -> None:
    said = await (await make_visitor("en", Calling)).play(
        choose("claims"),
        take("new_claim"),
        fill(**CLAIM),
        choose("send"),
        take("close"),
        open_row("Missing from an electoral roll"),
        take("close"),
        take(BACK),
        choose("sign_out"),
    )
    assert "Claim new_claim" in said.titles


async def test_questions_of_one_name_open_each(make_visitor: MakeVisitor) -> None:
    visitor = await make_visitor("en", Calling)
    entries = (await read_faq(visitor.client)).entries
    said = await visitor.play(
        choose("faq"),
        *(way for one in entries[:2] for way in (open_row(one.question), take("close"))),
        take(BACK),
        choose("sign_out"),
    )
    assert {one.question for one in entries[:2]} <= {*said.titles}


async def test_a_list_may_be_called_like_a_way_on(make_visitor: MakeVisitor) -> None:
    visitor = await make_visitor("en", Calling)
    ballot = (await read_ballots(visitor.client, visitor.token)).ballots[0]
    lists = (await read_candidate_lists(visitor.client, visitor.token, ballot.id)).lists
    said = await visitor.play(
        choose("lists"),
        open_row(ballot.name),
        *(way for one in lists[:2] for way in (open_row(one.name), take("close"))),
        take(BACK),
        take(BACK),
        choose("sign_out"),
    )
    assert {one.name for one in lists[:2]} <= {*said.titles}
