"""Claims: made once, receipted, recorded, and taken until their deadline."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import CLAIM, Visitor
from tests.scripted.visits import Call
from tui_voter.audit.player import Reply, act, choose, fill, find, leave, open_row, sees, take
from tui_voter.contract.ballots import read_ballots
from tui_voter.contract.errors import PortalTimeout
from tui_voter.contract.helpdesk import SEND_CLAIM, Claim, read_claims
from tui_voter.dialogue import BACK, SEND, Form, Page, told

NEW = (choose("claims"), take("new_claim"))
SENT = (choose(SEND), take("close"))
CLOSED = sees("Claims could be made until {date} ({zone}); they are now closed.")


async def claims(visitor: Visitor) -> tuple[Claim, ...]:
    return (await read_claims(visitor.client, visitor.token)).claims


async def test_a_claim_from_the_form_to_the_dated_record(visitor: Visitor, tmp_path: Path) -> None:
    said = await visitor.play(
        choose("claims"),
        sees("Claims can be made until {date} ({zone}); {time} left."),
        *(sees("You have not made any claims."), take("new_claim")),
        fill(kind="missing_entry", ballot="csa-national", text=" "),
        *(fill(text="My name is missing."), choose(SEND), sees("Your claim has been recorded.")),
        *(sees("We have emailed you a confirmation."), take("save"), fill(), take("close")),
        *(sees("received, being examined"), open_row("Missing from an electoral roll")),
        take("close"),
    )
    assert said.shorts == ["answer missing"]
    (claim,) = await claims(visitor)
    assert f"Claim {claim.number}" in said.titles
    record = (tmp_path / "claim.txt").read_text()
    assert record.startswith(f"Claim {claim.number}\n\nElections: {visitor.election.name}\n")
    kind = "Type of claim: Missing from an electoral roll\n"
    told = (f"\nNumber: {claim.number}\n", kind, f"Election: {claim.ballot}\n", "\nCreated: ")
    assert all(text in record for text in (*told, "\nMy name is missing.\n"))


class Losing:
    """The answer to the first claim is lost; the portal has acted."""

    was_lost = False

    async def __call__(self, endpoint: Any, _request: Any, call: Call) -> Any:
        answer = await call()
        if endpoint is SEND_CLAIM and not self.was_lost:
            self.was_lost = True
            raise PortalTimeout("scripted")
        return answer


async def test_a_lost_answer_makes_no_second_claim(visitor: Visitor) -> None:
    visitor.reach_through(Losing())
    await visitor.play(
        *(*NEW, fill(**CLAIM), choose(SEND)),
        sees("The portal is taking too long to answer. What you typed has been kept: try again."),
        *(leave(), take("new_claim"), fill(), *SENT),  # the same again
    )
    assert len(await claims(visitor)) == 1


async def test_a_claim_changed_after_a_lost_answer_is_told_from_the_first(visitor: Visitor) -> None:
    visitor.reach_through(Losing())
    said = await visitor.play(
        *(*NEW, fill(**CLAIM), choose(SEND), fill(text="Something else is missing."), choose(SEND)),
        *(leave(), sees("Missing from an electoral roll"), take("new_claim")),
        *(fill(), *SENT),  # the second one was kept, and is another
    )
    assert said.shorts == ["no answer in time", "already sent"]
    texts = {claim.text for claim in await claims(visitor)}
    assert texts == {"My name is missing.", "Something else is missing."}


async def test_after_the_deadline_there_is_a_sentence_and_no_form(visitor: Visitor) -> None:
    visitor.election_with(claims_until=visitor.election.portal_time - timedelta(minutes=1))
    said = await visitor.play(
        *(choose("claims"), CLOSED, take(BACK), choose("account"), CLOSED, take("close")),
        *(choose("roll"), open_row(""), find("zxqw"), CLOSED),
    )
    assert all(action.word != "claim" for listing in said.listings for action in listing.actions)
    assert len(said.listings) > 2
    page = next(shown.screen for shown in said.shown if isinstance(shown.screen, Page))
    assert "Make a claim" not in [action.label for action in page.actions]
    assert "make a claim" not in "\n".join(said.said).lower()


@pytest.fixture
def soon(visitor: Visitor) -> Reply:
    """Claims close within minutes, which go by here."""
    closing = visitor.election.portal_time + timedelta(minutes=5)
    visitor.election_with(claims_until=closing, refresh_in=10_000)
    return act(lambda: setattr(visitor, "later", 600))


async def test_the_deadline_is_told_as_it_is_when_it_is_told(visitor: Visitor, soon: Reply) -> None:
    """It passes while the form stands there: never "left" and "closed" in one breath."""
    said = await visitor.play(*NEW, soon, leave(), CLOSED)
    (form,) = (one.screen for one in said.shown if isinstance(one.screen, Form))
    (intro,) = form.intro
    assert told(intro) == form.time_left()
    assert told(intro).endswith("they are now closed.")


async def test_no_claim_is_begun_that_cannot_be_sent(visitor: Visitor, soon: Reply) -> None:
    said = await visitor.play(choose("claims"), soon, take("new_claim"), CLOSED)
    assert "Make a claim" not in said.titles


async def test_an_unsent_claim_can_be_read(visitor: Visitor, soon: Reply, tmp_path: Path) -> None:
    text = "My name is missing.\nIt was there last year."
    await visitor.play(
        *(*NEW, leave(text=text), soon, take("new_claim"), CLOSED),
        *(open_row("My name"), sees("Claims are now closed: this one can no longer be sent.")),
        *(sees(text), take("save"), fill(), take("close"), take(BACK), choose("sign_out")),
        sees("You have not finished “{title}”: what you typed would be lost."),
    )
    assert text in (tmp_path / "claim.txt").read_text(encoding="utf-8")


async def test_a_way_proposes_a_subject_where_none_was_chosen(visitor: Visitor) -> None:
    national, other = (await read_ballots(visitor.client, visitor.token)).ballots[:2]
    account = (choose("account"), take("claim"))
    await visitor.play(
        *(*account, fill(text="It is another.", ballot=national.id), *SENT, take("close")),
        *(choose("roll"), open_row(other.name), take("claim")),
        *(fill(kind="missing_entry", text="My name is missing."), *SENT, take(BACK), take(BACK)),
        *(*account, leave(), take("close")),  # what is proposed there gives way
        *(choose("lists"), open_row(national.name), take("claim"), leave(), take(BACK)),
        *(open_row(other.name), take("claim"), fill(text="A candidate is missing."), *SENT),
        *(take(BACK), take(BACK)),
        *(*account, leave(kind="wrong_entry"), take("close")),  # what is chosen stays
        *(*account, leave(ballot=national.id), take("close"), choose("roll")),
        *(open_row(other.name), take("claim"), fill(text="My name is misspelt."), *SENT),
    )
    chosen = {(claim.kind, claim.ballot) for claim in await claims(visitor)}
    assert chosen == {
        *(("personal_data", national.name), ("missing_entry", other.name)),
        *(("candidate_list", other.name), ("wrong_entry", national.name)),
    }
