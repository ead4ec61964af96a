"""The portal's home in every voice: a list that is searched, a form that is sent, a file that is
saved. What each entry leads to is tested on the journeys, without a voice (`tests/journeys/`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_server.cli import inbox
from tests.visit.conftest import VOICES, MakeVoter
from tests.visit.scene import WELCOME, Scene, ballot, signing_in
from tests.voters import LinearVoter
from tui_voter.audit.player import act, choose, fill, find, open_row, quit_, sees, take
from tui_voter.contract.helpdesk import ClaimState
from tui_voter.dialogue import BACK

LANGUAGES = {"scripted": "fr", "linear": "fr", "fullscreen": "en"}
CLAIM = ("wrong_entry", "csa-academique", "Mon prénom est Joëlle (deux l).")
"""Nobody changes what a voter wrote, in the telling either."""


@pytest.mark.voices(*VOICES)
def test_a_roll_is_searched_and_saved_and_a_claim_made_recorded_and_answered(
    scene: Scene, make_voter: MakeVoter, voice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene.activate()
    renamed = "UPDATE voter SET family_name = 'Œuvrard-Ponthou' WHERE address = ?"
    scene.portal.sql(renamed, scene.address)
    scene.rows("UPDATE roll_entry SET name_key = 'oeuvrard ponthou jo'")

    def accept() -> None:
        ((number,),) = scene.rows("SELECT id FROM claim")
        settings, told = scene.portal.settings, "C’est corrigé."
        inbox.answer(settings, f"R-{number:06}", told, ClaimState.ACCEPTED)

    language, (kind, about, text) = LANGUAGES[voice], CLAIM
    voter = make_voter(language, scene.portal.url)
    again = [] if isinstance(voter, LinearVoter) else [sees("Make or follow a claim")]
    voter.play(
        *(*signing_in(scene.address), WELCOME, choose("claims")),
        *(sees("You have not made any claims."), take("new_claim")),
        *(fill(kind=kind, ballot=about, text=text), sees("Joëlle (deux l)"), choose("send")),
        *(sees("Your claim has been recorded."), sees("Joëlle (deux l)"), take("save")),
        *(fill(name="claim.txt"), sees("Saved: {path}"), act(accept), take("close")),
        *(open_row("R-"), sees("accepted"), take("close"), *again, take(BACK)),
        *(WELCOME, choose("roll"), open_row(ballot(language))),
        *(sees("Electoral roll: {ballot}"), find("oeuvrard pon"), sees("This is you")),
        *(take("save"), fill(name="roll.txt"), sees("Saved: {path}"), quit_()),
    )
    assert scene.rows("SELECT kind, ballot_id, text, state FROM claim") == [(*CLAIM, "accepted")]
    assert text in Path("claim.txt").read_text(encoding="utf-8")
    roll = Path("roll.txt").read_text(encoding="utf-8")
    assert "ŒUVRARD-PONTHOU Jo" in roll
    assert "DUPONT" not in roll
