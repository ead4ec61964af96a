"""What a portal calls its things is never taken for an action or for going back."""

from __future__ import annotations

import msgspec

from tests.journeys.conftest import CLAIM, MakeVisitor
from tui_voter.audit.player import choose, fill, open_row, take
from tui_voter.contract.shapes import CandidateLists, Claims, Faq
from tui_voter.dialogue import BACK
from tui_voter.portal.client import PortalClient
from tui_voter.secret import Secret


class Calling(PortalClient):
    """A portal whose names are those of ways on."""

    async def faq(self) -> Faq:
        entries = [msgspec.structs.replace(e, id="back") for e in (await super().faq()).entries]
        return Faq(entries=tuple(entries))

    async def claims(self, token: Secret) -> Claims:
        known = await super().claims(token)
        named = (msgspec.structs.replace(claim, number="new_claim") for claim in known.claims)
        return msgspec.structs.replace(known, claims=tuple(named))

    async def candidate_lists(self, token: Secret, ballot_id: str) -> CandidateLists:
        known = await super().candidate_lists(token, ballot_id)
        named = (msgspec.structs.replace(one, id="roll") for one in known.lists)
        return msgspec.structs.replace(known, lists=tuple(named))


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
    entries = (await visitor.client.faq()).entries
    said = await visitor.play(
        choose("faq"),
        *(way for one in entries[:2] for way in (open_row(one.question), take("close"))),
        take(BACK),
        choose("sign_out"),
    )
    assert {one.question for one in entries[:2]} <= {*said.titles}


async def test_a_list_may_be_called_like_a_way_on(make_visitor: MakeVisitor) -> None:
    visitor = await make_visitor("en", Calling)
    ballot = (await visitor.client.ballots(visitor.token)).ballots[0]
    lists = (await visitor.client.candidate_lists(visitor.token, ballot.id)).lists
    said = await visitor.play(
        choose("lists"),
        open_row(ballot.name),
        *(way for one in lists[:2] for way in (open_row(one.name), take("close"))),
        take(BACK),
        take(BACK),
        choose("sign_out"),
    )
    assert {one.name for one in lists[:2]} <= {*said.titles}
