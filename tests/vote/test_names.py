"""Places are called by the name under which the voter finds them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.linear.conversation import converse
from tests.linear.stage import Expiring
from tests.scripted.portal import Moment
from tests.vote.conftest import MakeVoter, Voter
from tui_voter import messages
from tui_voter.audit.player import choose, leave, take
from tui_voter.contract.shapes import DocumentKind
from tui_voter.dialogue import Dialogue, Form, Heading, Menu, Page
from tui_voter.journeys.shared.places import places
from tui_voter.linear.verbosity import Level, Verbosity


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("moment", [Moment.EARLY, Moment.OPEN])
async def test_what_stands_behind_an_entry_of_the_home_is_named_as_it(
    make_voter: MakeVoter, moment: Moment, language: str
) -> None:
    messages.use(language)
    said = await make_voter(moment).play(choose("sign_out"))
    home = said.shown[0].screen
    assert isinstance(home, Menu)
    entries = {option.label for option in home.options}
    sections = {option.section for option in home.options}
    words = ("contact", "password", "question", "lists", "roll")
    for word in map(messages.gettext, words):
        assert {*places()[word].inside} <= entries, word
    for word in map(messages.gettext, ("claim", "replace", "longer", "noted")):
        assert _contained(entries | sections, places()[word].inside), word
    if moment is Moment.EARLY:
        assert {*places()[messages.gettext("new")].inside} <= entries


def _contained(entries: set[str], named: Sequence[str]) -> bool:
    """Whether each name begins as an entry; when it is offered may stand behind."""
    return all(any(name.startswith(entry) for entry in entries) for name in named)


@pytest.mark.parametrize(
    ("language", "code", "told"),
    [
        ("en", "/code", "/replace where it is asked for, or at Tutorial “Replacement voting"),
        (
            "fr",
            "/code",
            "Code de vote perdu\u00a0: /remplacer là où il est demandé, ou au Tutoriel",
        ),
    ],
)
def test_who_types_code_at_the_voting_code_hears_where_one_is_got(
    voter: Voter, language: str, code: str, told: str
) -> None:
    messages.use(language)

    async def visit(dialogue: Dialogue) -> None:
        dialogue.head(Heading(session=Expiring(800).limit()))
        await voter.visit(dialogue)

    said = converse(visit, "11", code, "", places=places())
    assert told in said.text


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


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("level", Level)
def test_the_profile_names_the_commands_for_what_its_text_says_can_be_changed(
    voter: Voter, language: str, level: Level
) -> None:
    messages.use(language)
    told = converse(voter.visit, "10", verbosity=Verbosity(level))
    for word in ("contact", "password", "question"):
        assert f"/{messages.gettext(word)}" in told.text
