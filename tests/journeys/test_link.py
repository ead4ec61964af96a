"""A link is read once on its way from Enter to the portal, whoever the voter speaks to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.fullscreen.stage import on_stage
from tests.linear.conversation import converse
from tests.scripted.portal import ORIGIN, FakePortal, FakePortals, Moment, activation_link
from tui_voter import messages
from tui_voter.audit.machine import machine
from tui_voter.audit.player import choose, fill, leave, play, quit_, sees
from tui_voter.contract.links import MailedLink
from tui_voter.dialogue import YES, Dialogue, Form
from tui_voter.journeys.entry.front_door import enter
from tui_voter.journeys.entry.ways import LINK as LINK_FIRST
from tui_voter.journeys.entry.ways import SIGN_IN
from tui_voter.journeys.shared.machine import Machine
from tui_voter.messages import gettext as _

LINK = activation_link()
MAIL = f"Bonjour,\n\nvoici votre lien : {LINK}.\n"
NEXT = "Create your password"


class Counting(FakePortals):
    """Counts how often a link was read until the portal was asked to open it."""

    def __init__(self, *, known: bool = True) -> None:
        super().__init__(FakePortal(Moment.EARLY), known=known)
        self.read: list[str] = []

    def check_link(self, text: str) -> MailedLink:
        self.read.append(text)
        return super().check_link(text)

    async def visit(self, dialogue: Dialogue) -> None:
        await enter(dialogue, lambda: self, lent())


def lent() -> Machine:
    return machine(Moment.EARLY.time)


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


@pytest.mark.parametrize("known", [True, False])
async def test_who_forgot_the_password_says_so_at_the_first_question(known: bool) -> None:
    """What was typed by then is there, and the portal is the one that the form names."""
    portals = Counting(known=known)
    said = await play(
        portals.visit,
        leave("sign_in"),
        leave("forgotten", identifier="ada@school.example"),
        *([] if known else [fill(portal=ORIGIN), choose(YES)]),
        fill(captcha="7294"),
        sees("Paste this email, or its link."),
        quit_(),
    )
    assert "Type your password." not in "".join(said.said)


async def test_back_leads_from_signing_in_to_where_the_voter_came_from() -> None:
    """In the demo that may be the mailbox."""

    def visit(way: str, *, can_go_back: bool = True) -> Callable[[Dialogue], Awaitable[None]]:
        portals = Counting()

        async def enter_by(dialogue: Dialogue) -> None:
            assert (
                await enter(dialogue, lambda: portals, lent(), way=way, can_go_back=can_go_back)
                is None
            )

        return enter_by

    straight = await play(visit(SIGN_IN), leave())
    assert straight.titles == ["Sign in"]
    forgot = await play(visit(SIGN_IN), leave("forgotten"), leave(), leave())
    assert forgot.titles == ["Sign in", "Forgotten password", "Sign in"]
    in_turn = await play(visit(LINK_FIRST), leave("sign_in"), leave(), leave())
    link = "Open your voter account"
    assert in_turn.titles == [link, "Sign in", link]
    asked = await play(
        visit(SIGN_IN),
        leave("forgotten", identifier="ada@school.example"),
        fill(identifier="ada@school.example", captcha="7294"),
        leave("sign_in"),
        leave(),
        leave(),
    )
    assert asked.titles == ["Sign in", *["Forgotten password"] * 2, "Sign in", "Forgotten password"]
    alone = await play(visit(SIGN_IN, can_go_back=False), leave(), quit_())
    assert alone.titles == ["Sign in", link]


def test_line_by_line() -> None:
    portals = Counting()
    said = converse(portals.visit, f"Votre lien : {LINK}.")
    assert "2 of 4, password: " in said.prompts
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
