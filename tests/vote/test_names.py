"""Places are called by the name under which the voter finds them."""

from __future__ import annotations

import pytest

from tests.vote.conftest import Voter
from tui_voter import messages
from tui_voter.audit.player import choose, leave, take
from tui_voter.contract.election import DocumentKind
from tui_voter.dialogue import Form, Page


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_replacement_has_one_name_at_the_voting_code_and_in_the_guide(
    voter: Voter, language: str
) -> None:
    messages.use(language)
    guide = choose(DocumentKind.REISSUE_GUIDE)
    said = await voter.play(choose("vote"), leave(), guide, take("close"), choose("sign_out"))
    form = next(one.screen for one in said.shown if isinstance(one.screen, Form))
    page = next(one.screen for one in said.shown if isinstance(one.screen, Page))
    (way,) = form.actions
    assert way in page.actions
