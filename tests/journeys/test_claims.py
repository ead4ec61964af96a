"""Claims: made once, receipted, recorded, and taken until their deadline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import CLAIM, MakeVisitor, Visitor
from tests.portal_process import RunningPortal, start_portal
from tui_voter.audit.player import act, choose, fill, find, leave, open_row, sees, take
from tui_voter.contract.ballots import read_ballots
from tui_voter.contract.errors import PortalTimeout
from tui_voter.contract.helpdesk import SEND_CLAIM, read_claims
from tui_voter.dialogue import BACK, Form, Page, told
from tui_voter.portal.client import PortalClient
from tui_voter.secret import Secret

PAST = "2020-01-01T00:00:00Z"


async def test_a_claim_from_the_form_to_the_dated_record(visitor: Visitor, tmp_path: Path) -> None:
    said = await visitor.play(
        choose("claims"),
        sees("Claims can be made until {date} ({zone}); {time} left."),
        sees("You have not made any claims."),
        take("new_claim"),
        fill(kind="missing_entry", ballot="csa-national", text=" "),
        fill(text="My name is missing."),
        choose("send"),
        sees("Your claim has been recorded."),
        sees("We have emailed you a confirmation."),
        take("save"),
        fill(),
        take("close"),
        sees("received, being examined"),
        open_row("Missing from an electoral roll"),
        take("close"),
        take(BACK),
        choose("sign_out"),
    )
    assert said.shorts == ["answer missing"]
    (claim,) = (await read_claims(visitor.client, visitor.token)).claims
    assert f"Claim {claim.number}" in said.titles
    record = (tmp_path / "claim.txt").read_text()
    for line in (
        f"Claim {claim.number}",
        f"Elections: {visitor.election.name}",
        f"Number: {claim.number}",
        "Type of claim: Missing from an electoral roll",
        f"Election: {claim.ballot}",
        "My name is missing.",
    ):
        assert line in record.splitlines()
    assert "Created: " in record
    assert visitor.portal.mailbox(visitor.address)[-1].subject


class Losing(PortalClient):
    """A line on which the answer to the first claim is lost; the portal has acted."""

    keys: list[str]

    def __init__(self, origin: str, *, language: str) -> None:
        super().__init__(origin, language=language)
        self.keys = []

    async def call(
        self, endpoint: Any, request: Any, session: Secret | None = None, about: str = ""
    ) -> Any:
        answer = await super().call(endpoint, request, session, about)
        if endpoint is SEND_CLAIM:
            self.keys.append(request.key)
            if len(self.keys) == 1:
                raise PortalTimeout("scripted")
        return answer


async def test_a_lost_answer_makes_no_second_claim(make_visitor: MakeVisitor) -> None:
    visitor = await make_visitor("en", Losing)
    await visitor.play(
        choose("claims"),
        take("new_claim"),
        fill(**CLAIM),
        choose("send"),
        sees("The portal is taking too long to answer. What you typed has been kept: try again."),
        fill(),  # the same again
        choose("send"),
        take("close"),
        take(BACK),
        choose("sign_out"),
    )
    assert len((await read_claims(visitor.client, visitor.token)).claims) == 1


async def test_a_claim_changed_after_a_lost_answer_is_told_from_the_first(
    make_visitor: MakeVisitor,
) -> None:
    visitor = await make_visitor("en", Losing)
    said = await visitor.play(
        choose("claims"),
        take("new_claim"),
        fill(**CLAIM),
        choose("send"),
        fill(text="Something else is missing."),
        choose("send"),
        leave(),
        sees("Missing from an electoral roll"),  # the first one is there
        take("new_claim"),
        fill(),  # and the second one was kept, and is another
        choose("send"),
        take("close"),
        take(BACK),
        choose("sign_out"),
    )
    assert said.shorts == ["no answer in time", "already sent"]
    texts = {claim.text for claim in (await read_claims(visitor.client, visitor.token)).claims}
    assert texts == {"My name is missing.", "Something else is missing."}


async def test_a_session_that_ends_in_the_form_is_opened_again(visitor: Visitor) -> None:
    def end_sessions() -> None:
        visitor.portal.sql(
            "DELETE FROM session WHERE voter_id = (SELECT id FROM voter WHERE address = ?)",
            visitor.address,
        )

    await visitor.play(
        choose("claims"),
        take("new_claim"),
        act(end_sessions),
        fill(**CLAIM),
        choose("send"),
        sees("Your claim has been recorded."),
        take("close"),
        take(BACK),
        choose("sign_out"),
    )
    assert visitor.sign_ins == 1
    number = visitor.portal.sql(
        "SELECT count(*) FROM claim JOIN voter ON voter.id = voter_id WHERE address = ?",
        visitor.address,
    )
    assert number == [(1,)]


async def test_after_the_deadline_there_is_a_sentence_and_no_form(visitor: Visitor) -> None:
    visitor.election_with(claims_until=visitor.election.portal_time - timedelta(minutes=1))
    said = await visitor.play(
        choose("claims"),
        sees("Claims could be made until {date} ({zone}); they are now closed."),
        take(BACK),
        choose("account"),
        sees("Claims could be made until {date} ({zone}); they are now closed."),
        take("close"),
        choose("roll"),
        open_row(""),
        find("zxqw"),
        sees("Claims could be made until {date} ({zone}); they are now closed."),
        take(BACK),
        take(BACK),
        choose("sign_out"),
    )
    assert all(action.word != "claim" for listing in said.listings for action in listing.actions)
    assert len(said.listings) > 2
    labels = [option.label for option in said.menus[0].options]
    assert "My claims" in labels
    assert "Make a claim" not in labels, "it is told where it is chosen, and not only behind it"
    pages = [shown.screen for shown in said.shown if isinstance(shown.screen, Page)]
    ways = [action.label for action in pages[0].actions]
    assert "Make a claim" not in ways
    assert "make a claim" not in "\n".join(said.said)


@pytest.fixture
def closed_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A portal that takes no claims any more."""
    folder = tmp_path_factory.mktemp("closed")
    with start_portal(folder) as portal:
        portal.sql("UPDATE portal SET election = json_set(election, '$.claims_until', ?)", PAST)
    with start_portal(folder) as portal:
        yield portal


async def test_a_deadline_that_passes_in_the_form_is_the_portals(
    make_visitor: MakeVisitor, closed_portal: RunningPortal
) -> None:
    visitor = await make_visitor(portal=closed_portal)
    visitor.election_with(claims_until=visitor.election.opens_at)
    said = await visitor.play(
        choose("claims"),
        take("new_claim"),
        fill(**CLAIM),
        choose("send"),
        sees("The deadline has passed and claims are closed. Contact the help desk."),
        leave(),
        take(BACK),
        choose("sign_out"),
        choose("yes"),
    )
    assert said.shorts == ["deadline passed"]
    assert (await read_claims(visitor.client, visitor.token)).claims == ()


async def test_the_deadline_is_told_as_it_is_when_it_is_told(visitor: Visitor) -> None:
    """It passes while the form stands there: never "left" and "closed" in one breath."""
    soon = visitor.election.portal_time + timedelta(minutes=5)
    visitor.election_with(claims_until=soon, refresh_in=10_000)

    def it_passes() -> None:
        visitor.later = 600

    said = await visitor.play(
        choose("claims"),
        take("new_claim"),
        act(it_passes),
        leave(),
        sees("Claims could be made until {date} ({zone}); they are now closed."),
        take(BACK),
        choose("sign_out"),
    )
    (form,) = (one.screen for one in said.shown if isinstance(one.screen, Form))
    (intro,) = form.intro
    assert told(intro) == form.time_left()
    assert told(intro).endswith("they are now closed.")


async def test_a_new_claim_that_can_no_longer_be_sent_is_not_begun(visitor: Visitor) -> None:
    soon = visitor.election.portal_time + timedelta(minutes=5)
    visitor.election_with(claims_until=soon, refresh_in=10_000)

    def it_passes() -> None:
        visitor.later = 600

    said = await visitor.play(
        choose("claims"),
        act(it_passes),
        take("new_claim"),
        sees("Claims could be made until {date} ({zone}); they are now closed."),
        take(BACK),
        choose("sign_out"),
    )
    assert "Make a claim" not in said.titles


async def test_an_unsent_claim_is_read_once_claims_are_closed(
    visitor: Visitor, tmp_path: Path
) -> None:
    soon = visitor.election.portal_time + timedelta(minutes=5)
    visitor.election_with(claims_until=soon, refresh_in=10_000)

    def it_passes() -> None:
        visitor.later = 600

    said = await visitor.play(
        choose("claims"),
        take("new_claim"),
        leave(text="My name is missing.\nIt was there last year."),
        act(it_passes),
        take("new_claim"),
        sees("Claims could be made until {date} ({zone}); they are now closed."),
        open_row("My name is missing."),
        sees("Claims are now closed: this one can no longer be sent."),
        sees("My name is missing.\nIt was there last year."),
        take("save"),
        fill(),
        take("close"),
        take(BACK),
        choose("sign_out"),
        sees("You have not finished “{title}”: what you typed would be lost."),
        choose("yes"),
    )
    assert "It was there last year." in (tmp_path / "claim.txt").read_text(encoding="utf-8")
    assert "Your unsent claim" in said.titles


@pytest.mark.parametrize(("way", "kind"), [("roll", ""), ("lists", "candidate_list")])
async def test_a_ballot_leads_to_a_claim_about_it(visitor: Visitor, way: str, kind: str) -> None:
    ballot = (await read_ballots(visitor.client, visitor.token)).ballots[0]
    kinds = {} if kind else {"kind": "wrong_entry"}
    await visitor.play(
        choose(way),
        open_row(ballot.name),
        take("claim"),
        fill(text="It is misspelt.", **kinds),
        choose("send"),
        take("close"),
        take(BACK),
        take(BACK),
        choose("sign_out"),
    )
    (claim,) = (await read_claims(visitor.client, visitor.token)).claims
    assert (claim.kind, claim.ballot) == (kind or "wrong_entry", ballot.name)


async def test_wrong_information_leads_to_a_claim_of_its_kind(visitor: Visitor) -> None:
    await visitor.play(
        choose("account"),
        take("claim"),
        fill(ballot="csa-national", text="My name has an accent."),
        choose("send"),
        take("close"),
        take("close"),
        choose("sign_out"),
    )
    (claim,) = (await read_claims(visitor.client, visitor.token)).claims
    assert claim.kind == "personal_data"


async def test_what_was_chosen_of_a_claim_outlives_going_home(visitor: Visitor) -> None:
    """By whichever way one comes back: a way proposes a subject, and takes none away."""
    national, other = (await read_ballots(visitor.client, visitor.token)).ballots[:2]
    await visitor.play(
        choose("account"),
        take("claim"),  # which proposes another subject
        leave(kind="wrong_entry"),
        take("close"),
        choose("account"),
        take("claim"),
        leave(ballot=national.id),
        take("close"),
        choose("roll"),
        open_row(other.name),
        take("claim"),
        fill(text="My name is misspelt."),
        choose("send"),
        take("close"),
        take(BACK),
        take(BACK),
        choose("sign_out"),
    )
    (claim,) = (await read_claims(visitor.client, visitor.token)).claims
    assert (claim.kind, claim.ballot) == ("wrong_entry", national.name)


async def test_what_was_only_proposed_gives_way_to_what_is_proposed_next(visitor: Visitor) -> None:
    first, second = (await read_ballots(visitor.client, visitor.token)).ballots[:2]
    await visitor.play(
        choose("account"),
        take("claim"),
        leave(),
        take("close"),
        choose("lists"),
        open_row(first.name),
        take("claim"),
        leave(),
        take(BACK),
        open_row(second.name),
        take("claim"),
        fill(text="A candidate is missing."),
        choose("send"),
        take("close"),
        take(BACK),
        take(BACK),
        choose("sign_out"),
    )
    (claim,) = (await read_claims(visitor.client, visitor.token)).claims
    assert (claim.kind, claim.ballot) == ("candidate_list", second.name)
