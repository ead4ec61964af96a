"""A portal of several processes closes its urns by itself, and once."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from mock_server.cli import clock
from mock_server.election.folder import SAMPLE, read_folder
from mock_server.vote.window import GRACE
from tests.portal_process import start_portal
from tests.portal_seal import seal
from tui_voter.sealing.archive import Kind, events

pytestmark = pytest.mark.both_databases


def test_of_several_workers_each_urn_is_closed_and_added_up_once(
    tmp_path: Path, empty_database: str
) -> None:
    server = empty_database if "://" in empty_database else None
    options = ["--mix-every", "1"]
    with start_portal(
        tmp_path, opens_in=None, workers=3, options=options, database_url=server
    ) as portal:
        sealed = seal(portal.settings, tmp_path / "board")
        election = read_folder(SAMPLE, portal.settings.clock()).election
        clock.set_to(portal.settings, election.closes_at + GRACE)
        for made in sealed.elections.values():
            kinds: list[Kind] = []
            while Kind.TALLY not in kinds:
                urn = httpx.get(f"{portal.url}/urn/{made.uuid}.bel", timeout=60, trust_env=False)
                kinds = [step.event.type for step in events(urn.content)]
            assert kinds == [Kind.SETUP, Kind.END, Kind.TALLY]
        assert portal.sql("SELECT count(*) FROM ending") == [(len(sealed.elections),)]
        assert portal.sql("SELECT count(*) FROM tally") == [(len(sealed.elections),)]
