"""The vote against the portal itself, over HTTP: sealed, cast, counted, and told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest

from mock_server.core.handover import ShareFile
from mock_server.vote.closing import close_vote
from mock_server.vote.counting import load_shares
from tests.journeys.conftest import Visitor
from tests.portal_process import DEMO_VOTER, start_portal
from tests.portal_seal import seal
from tui_voter.audit.player import choose, fill, open_row, sees, take
from tui_voter.contract.election import read_election
from tui_voter.contract.links import urn_path
from tui_voter.contract.vote import read_results
from tui_voter.dialogue import SEND, Bars, Page
from tui_voter.portal.client import PortalClient
from tui_voter.sealing import tally
from tui_voter.sealing.archive import check
from tui_voter.sealing.codes import code_of


async def test_what_was_cast_is_in_the_results_once_it_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with start_portal(tmp_path, opens_in="3d") as portal:
        settings = portal.settings
        sealed = seal(settings, tmp_path / "board")
        portal.turn_clock(settings.clock() + timedelta(days=3, hours=1))
        ((number,),) = portal.sql("SELECT id FROM voter WHERE address = ?", DEMO_VOTER)
        client = PortalClient(portal.url, language="en")
        voter = Visitor(portal, DEMO_VOTER, client)
        await voter.enter()
        await voter.play(
            *(choose("vote"), fill(code=code_of(sealed.codes[number])), choose("0"), choose("1")),
            *(fill(), choose(SEND), take("close")),
        )
        portal.turn_clock(voter.election.closes_at + timedelta(hours=1))
        assert close_vote(settings, lambda _sentence: None, at_once=True)
        first, *others = (await read_results(client)).ballots
        election = sealed.elections[first.ballot_id]
        async with httpx.AsyncClient(trust_env=False) as browser:
            urn = (await browser.get(portal.url + urn_path(first.uuid))).content
        text = tally.share(sealed.share, check(urn).tally, election).decode()
        share = tmp_path / "share.json"
        share.write_bytes(msgspec.json.encode(ShareFile(uuid=first.uuid, owner=1, share=text)))
        load_shares(settings, [share], lambda _sentence: None)
        voter.election = await read_election(client)
        said = await voter.play(
            *(choose("vote"), open_row(first.name), sees("1 vote, 100%"), take("close")),
            *(open_row(others[0].name), sees("The polling board has not finished counting.")),
        )
        await client.aclose()
    pages = [each.screen for each in said.shown if isinstance(each.screen, Page)]
    (bars,) = (block for page in pages for block in page.blocks if isinstance(block, Bars))
    labels = [bar.label.split(" · ") for bar in bars.rows]
    assert [sealed for _name, _union, sealed in labels] == [
        f"“{name}”" for name in election.answers[:-1]
    ]
    assert labels[0][0] == "“All Trades, One Course”"
    assert [bar.share for bar in bars.rows] == [float(n == 1) for n in range(len(bars.rows))]
