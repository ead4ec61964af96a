"""The composition root: what the preferences note of a visit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.entry.visitor import Visitor
from tests.scripted.visits import Visit, play
from tui_voter import composition
from tui_voter.audit.machine import FakeVault
from tui_voter.audit.player import Reply, choose, fill
from tui_voter.composition import Journey, Presentation, run_visit
from tui_voter.machine.config import Config, load
from tui_voter.machine.vault import Remembered, VaultState

Visits = Callable[..., Visit]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.fixture
def visit(file: Path, monkeypatch: pytest.MonkeyPatch) -> Visits:
    """Plays a visit of the whole program, at a computer with this ``vault``."""

    def visit(vault: FakeVault, *script: Reply) -> Visit:
        played: list[Visit] = []

        def run(journey: Journey, _voice: Presentation, **_options: object) -> int:
            played.append(asyncio.run(play(journey, *script)))
            return 0

        monkeypatch.setattr(composition, "config_file", lambda: file)
        monkeypatch.setattr(composition, "_vault", lambda: vault)
        monkeypatch.setattr(composition, "_run", run)
        run_visit(Presentation(linear=True, theme=""), load(file))
        return played[0]

    return visit


def test_the_preferences_know_the_portal_and_that_something_is_remembered(
    active: Visitor, file: Path, visit: Visits
) -> None:
    vault, url = FakeVault(), active.portal.url
    way, who, proof = active.signs_in()
    where = fill(identifier=active.address, portal=url)
    visit(vault, way, where, choose("yes"), proof, choose("identifier"), choose("no"))
    assert vault.kept == Remembered(url, active.address)
    assert load(file) == Config(portals=(url,), remembers=True)
    visit(vault, fill(), proof)
    vault.kept = None
    visit(vault, fill(), who, proof, choose("nothing"))
    assert load(file) == Config(portals=(url,))


def test_why_nothing_can_be_kept_is_said_once(active: Visitor, visit: Visits) -> None:
    vault, (way, who, proof) = FakeVault(VaultState.NULL), active.signs_in()
    where = fill(identifier=active.address, portal=active.portal.url)
    first = visit(vault, way, where, choose("yes"), proof)
    again = visit(vault, way, who, proof)
    why = "This computer’s keyring is turned off: nothing is remembered."
    assert [said.notices.count(why) for said in (first, again)] == [1, 0]
