"""The composition root: what the preferences note of a visit."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.entry.visitor import PASSWORD, SIGNS_OUT, Visitor
from tests.portal.captcha_solver import solve
from tui_voter import composition
from tui_voter.audit.machine import FakeVault
from tui_voter.audit.player import Reply, choose, fill, leave, play
from tui_voter.composition import Journey, Presentation, run_visit
from tui_voter.machine.config import Config, load, save
from tui_voter.machine.vault import Remembered, VaultState


def test_the_preferences_know_the_portal_and_that_something_is_remembered(
    visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.activate()
    file, vault = tmp_path / "config.toml", FakeVault()
    monkeypatch.setattr(composition, "config_file", lambda: file)
    monkeypatch.setattr(composition, "_vault", lambda: vault)

    def visit(config: Config, *script: Reply) -> None:
        def run(journey: Journey, _voice: Presentation, **_options: object) -> int:
            asyncio.run(play(journey, *script))
            return 0

        monkeypatch.setattr(composition, "_run", run)
        run_visit(Presentation(linear=True, theme=""), config)

    proof = fill(password=PASSWORD, captcha=solve)
    visit(
        Config(),
        leave("sign_in"),
        fill(identifier=visitor.address, portal=visitor.portal.url),
        choose("yes"),
        proof,
        choose("identifier"),
        choose("no"),
        SIGNS_OUT,
    )
    assert vault.kept == Remembered(visitor.portal.url, visitor.address)
    assert load(file) == Config(portals=(visitor.portal.url,), remembers=True)

    visit(load(file), fill(), proof, SIGNS_OUT)
    vault.kept = None
    visit(load(file), fill(), fill(identifier=visitor.address), proof, choose("nothing"), SIGNS_OUT)
    assert load(file) == Config(portals=(visitor.portal.url,))


def test_why_nothing_can_be_kept_is_said_once(
    visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.activate()
    file, heard = tmp_path / "config.toml", list[str]()
    monkeypatch.setattr(composition, "config_file", lambda: file)
    monkeypatch.setattr(composition, "_vault", lambda: FakeVault(VaultState.NULL))

    def run(journey: Journey, _voice: Presentation, **_options: object) -> int:
        proof = fill(password=PASSWORD, captcha=solve)
        script = (leave("sign_in"), fill(identifier=visitor.address), proof, SIGNS_OUT)
        heard.extend(asyncio.run(play(journey, *script)).notices)
        return 0

    monkeypatch.setattr(composition, "_run", run)
    save(Config(portals=(visitor.portal.url,)), file)
    for _visit in range(3):
        run_visit(Presentation(linear=True, theme=""), load(file))
    assert heard.count("This computer’s keyring is turned off: nothing is remembered.") == 1
