"""The whole vote against the portal itself, over HTTP: sealed, opened, cast, read back, kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mock_server.cli.clock import set_to
from tests.journeys.conftest import Visitor, saved_in
from tests.portal_process import DEMO_VOTER, OTHER_VOTER, RunningPortal, start_portal
from tests.portal_seal import TestSeal, seal
from tui_voter import messages
from tui_voter.audit.player import choose, fill, leave, sees, take
from tui_voter.dialogue import BACK
from tui_voter.portal.client import PortalClient
from tui_voter.sealing.codes import code_of
from tui_voter.sealing.receipt import check_receipt, read_receipt


@pytest.fixture(scope="module")
def sealed_portal(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RunningPortal, TestSeal]]:
    """Sealed, and open since an hour ago."""
    folder = tmp_path_factory.mktemp("portal")
    with start_portal(folder, opens_in="3d") as portal:
        sealed = seal(portal.settings, folder / "board")
        set_to(portal.settings, portal.settings.clock() + timedelta(days=3, hours=1))
        yield portal, sealed


@pytest.mark.parametrize(("language", "address"), [("en", DEMO_VOTER), ("fr", OTHER_VOTER)])
async def test_a_voter_votes_in_all_of_their_elections(
    sealed_portal: tuple[RunningPortal, TestSeal],
    language: str,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An English voter too, whose lists have other names than the sealed ballots."""
    portal, sealed = sealed_portal
    messages.use(language)
    monkeypatch.chdir(tmp_path)
    ((number,),) = portal.sql("SELECT id FROM voter WHERE address = ?", address)
    client = PortalClient(portal.url, language=language)
    voter = Visitor(portal, address, client)
    await voter.enter()
    count = len((await client.booth(voter.token)).ballots)
    said = await voter.play(
        choose("vote"),
        fill(code=code_of(sealed.codes[number])),
        *(choose("0"), choose("1"), leave("challenge"), fill()),
        *(choose("1"), leave("read"), take("close"), fill()),
        sees("present, identical"),
        *(take("save"), fill(), take("continue")),
        *(
            move
            for place in range(1, count)
            for move in (choose(str(place)), choose("0"), fill(), take("continue"))
        ),
        sees("You have voted in all of your elections. You can sign out."),
        choose(BACK),
        *(choose("vote"), choose("0"), take("continue"), choose(BACK)),
        choose("sign_out"),
    )
    await client.aclose()
    assert said.refusals == []
    (name,) = saved_in(tmp_path) & {"receipt.json", "accuse.json"}
    receipt = read_receipt((tmp_path / name).read_bytes())
    (paper,) = [one for one in sealed.elections.values() if one.uuid == receipt.uuid]
    check_receipt(receipt, paper)
    cast = portal.sql("SELECT count(*) FROM register WHERE voter_id = ?", number)
    assert cast == [(count,)]
