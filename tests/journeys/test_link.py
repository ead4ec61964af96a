"""The ways in: a link, signing in, and a forgotten password; and back from each."""

from collections.abc import Sequence

import pytest

from tests.scripted.portal import ORIGIN, FakePortal, FakePortals, Moment, activation_link
from tests.scripted.visits import Visit, play
from tui_voter.audit.machine import machine
from tui_voter.audit.player import Reply, attempt, choose, fill, leave, sees
from tui_voter.dialogue import YES, Dialogue
from tui_voter.journeys.entry.front_door import enter
from tui_voter.journeys.entry.ways import LINK as LINK_FIRST
from tui_voter.journeys.entry.ways import SIGN_IN

LINK = activation_link()
BY_LINK, FORGOTTEN, SIGNING_IN = "Open your voter account", "Forgotten password", "Sign in"
ADA = {"identifier": "ada@school.example"}


async def played(
    *script: Reply, known: bool = True, way: str = LINK_FIRST, can_go_back: bool = True
) -> Visit:
    portals, lent = FakePortals(FakePortal(Moment.EARLY), known=known), machine(Moment.EARLY.time)

    async def visit(dialogue: Dialogue) -> None:
        await enter(dialogue, lambda: portals, lent, way=way, can_go_back=can_go_back)

    return await play(visit, *script)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{ORIGIN}/aide", "This link leads to another page"),
        (LINK[:-9], "This link is incomplete: its end is missing."),
        (f"{LINK[:-1]}-", "This link has been altered"),
        (LINK.replace("https", "http"), "This link does not use a secure connection"),
        (LINK.replace("//", "//portail@"), "This link is written to hide where it leads."),
        (LINK.replace(ORIGIN, "https://192.0.2.7"), "The name of the site is not clear in this"),
        (f"{LINK} {LINK}x", "This text contains several links."),
    ],
)
async def test_what_is_no_link_is_told(text: str, says: str) -> None:
    await played(attempt(link=text), sees(says))


@pytest.mark.parametrize("known", [True, False])
async def test_who_forgot_the_password_says_so_at_the_first_question(known: bool) -> None:
    """What was typed by then is there, and the portal is the one that the form names."""
    chosen = [] if known else [fill(portal=ORIGIN), choose(YES)]
    said = await played(
        *(leave("sign_in"), leave("forgotten", **ADA), *chosen, fill(captcha="7294")),
        sees("Paste this email, or its link."),
        known=known,
    )
    assert "Type your password." not in "".join(said.said)


OUT = ""
"""The journey is left, in the demo for the mailbox."""
SENT = (leave("forgotten", **ADA), fill(captcha="7294", **ADA))
THERE = (FORGOTTEN, FORGOTTEN, SIGNING_IN, FORGOTTEN)


@pytest.mark.parametrize(
    ("way", "script", "met"),
    [
        (SIGN_IN, [leave()], [SIGNING_IN, OUT]),
        (SIGN_IN, [leave("forgotten"), leave(), leave()], [SIGNING_IN, FORGOTTEN, SIGNING_IN, OUT]),
        (LINK_FIRST, [leave("sign_in"), leave(), leave()], [BY_LINK, SIGNING_IN, BY_LINK, OUT]),
        (SIGN_IN, [*SENT, leave("sign_in"), leave(), leave()], [SIGNING_IN, *THERE, OUT]),
    ],
)
async def test_back_leads_to_where_the_voter_came_from(
    way: str, script: Sequence[Reply], met: list[str]
) -> None:
    said = await played(*script, way=way)
    assert [*said.titles, *[OUT] * (not said.was_quit)] == met


async def test_where_no_way_leads_back_from_signing_in_it_leads_to_the_link() -> None:
    said = await played(leave(), way=SIGN_IN, can_go_back=False)
    assert said.titles == [SIGNING_IN, BY_LINK]
