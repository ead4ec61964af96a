"""A link is read once on its way from Enter to the portal, whoever the voter speaks to."""

from __future__ import annotations

import pytest

from tests.fullscreen.stage import on_stage
from tests.linear.conversation import converse
from tui_voter import messages
from tui_voter.audit.machine import FakeFiles, machine
from tui_voter.audit.player import fill, leave, play, quit_, sees
from tui_voter.audit.portal import FakePortal, FakePortals, Moment, activation_link
from tui_voter.contract.links import MailedLink
from tui_voter.dialogue import Dialogue, Form
from tui_voter.journeys.entry.front_door import enter
from tui_voter.messages import gettext as _

LINK = activation_link()
MAIL = f"Bonjour,\n\nvoici votre lien : {LINK}.\n"
NEXT = "Create your password"


class Counting(FakePortals):
    """Counts how often a link was read until the portal was asked to open it."""

    def __init__(self) -> None:
        super().__init__(FakePortal(Moment.EARLY), known=True)
        self.read: list[str] = []

    def check_link(self, text: str) -> MailedLink:
        self.read.append(text)
        return super().check_link(text)

    async def visit(self, dialogue: Dialogue) -> None:
        lent = machine(Moment.EARLY.time, FakeFiles(), None, remembers=False, skewed=False)
        await enter(dialogue, lambda: self, lent)


@pytest.fixture(autouse=True)
def english() -> None:
    messages.use("en")


async def test_by_a_script() -> None:
    portals = Counting()
    said = await play(portals.visit, fill(link=MAIL), quit_())
    assert said.titles[-1] == NEXT
    assert portals.read == [LINK]


@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_the_link_of_a_forgotten_password_is_helped_with_in_its_own_words(
    language: str,
) -> None:
    messages.use(language)
    said = await play(
        Counting().visit,
        leave("sign_in"),
        fill(identifier="ada@school.example"),
        leave("forgotten"),
        fill(captcha="7294"),
        fill(link="no link"),
        sees(
            "There is no one-time link in this text. Paste the link from the email, or ask for a "
            "new one."
        ),
        quit_(),
    )
    form = said.shown[-1].screen
    assert isinstance(form, Form)
    assert form.title == _("Forgotten password")
    assert "tui-voter demo" not in form.help
    assert "{command}" not in form.help
    assert ("another link" if language == "en" else "un autre lien") in form.help


def test_line_by_line() -> None:
    portals = Counting()
    said = converse(portals.visit, f"Votre lien : {LINK}.")
    assert NEXT in said.text
    assert portals.read == [LINK]


async def test_on_the_full_screen() -> None:
    portals = Counting()
    async with on_stage(portals.visit) as stage:
        await stage.sees("One-time link")
        await stage.paste(MAIL)
        assert portals.read == []
        await stage.press("enter")
        await stage.sees(NEXT)
    assert portals.read == [LINK]
