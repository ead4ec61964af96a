"""Every journey in the linear voice, by speech, by the speech reader of the desktop, by braille.

To add one: a script as in :mod:`tests.visit`, with :func:`~.listeners.refused` where an
error is due, and a line in :data:`JOURNEYS`. Where a new form is one of several steps, they
go into :data:`.listeners.STEPS`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from tests.screenreader import front_door, home, vote
from tests.screenreader.conftest import READERS, Reader, Start
from tests.screenreader.criteria import LINEAR, LINES, Visit
from tests.screenreader.figures import held_against
from tests.screenreader.listeners import Listener
from tests.terminal import IN_LINES, PROGRAM
from tests.visit.scene import Scene
from tui_voter import messages
from tui_voter.audit.player import Reply


class Journey(NamedTuple):
    """``script`` is played with the program started with ``arguments``; without
    ``knows_portal``, the voter is asked whether they recognise it. ``scene`` is the fixture with
    the portal."""

    name: str
    script: Callable[[Any], Sequence[Reply]]
    arguments: tuple[str, ...] = ()
    knows_portal: bool = True
    scene: str = "scene"


JOURNEYS: Final = [
    Journey("activation", front_door.activation, knows_portal=False),
    *(Journey("refusals", front_door.refusals), Journey("new link", front_door.new_link)),
    Journey("commands", front_door.commands),
    Journey("demo", front_door.demo, ("demo", "--opens-in", "3d"), knows_portal=False),
    Journey("sign in", front_door.sign_in, knows_portal=False),
    Journey("too many attempts", front_door.too_many_tries),
    Journey("forgotten password", front_door.forgotten_password),
    Journey("no question", front_door.without_questions),
    *(Journey("home", home.home_menu), Journey("guide", home.guide)),
    *(Journey("questions", home.faq), Journey("assistance", home.assistance)),
    *(Journey("roll", home.roll), Journey("candidates", home.candidates)),
    *(Journey("claim", home.claim), Journey("session over", home.session_over)),
    *(Journey("account", home.account), Journey("vote open", home.vote_open, scene="open_scene")),
    Journey("vote", vote.all_ways, scene="sealed_scene"),
]
SMOKE: Final = ("activation", "fr")
"""The walk that ``make test`` takes with each reader."""


@pytest.mark.parametrize(
    ("journey", "language"),
    [
        pytest.param(
            *(journey, language),
            id=f"{journey.name} {language}",
            marks=[pytest.mark.smoke] * ((journey.name, language) == SMOKE),
        )
        for journey in JOURNEYS
        for language in messages.LANGUAGES
    ],
)
@pytest.mark.parametrize("reader", READERS)
def test_a_journey(
    request: pytest.FixtureRequest,
    start: Start,
    tmp_path: Path,
    reader: Reader,
    journey: Journey,
    language: str,
) -> None:
    """It is gone through to its end, and what is met is noted and held against the criteria."""
    messages.use(language)
    scene: Scene = request.getfixturevalue(journey.scene)
    script = journey.script(scene)
    known = [f"--portal={scene.portal.url}"] if journey.knows_portal else []
    terminal = start(reader, *PROGRAM, *known, *journey.arguments, "--lang", language, *IN_LINES)
    visit = Visit(journey.name, reader.reader, language)
    Listener(terminal, visit).play(*script)
    assert terminal.wait_for_exit() in (0, 1)  # or left before the voter was in
    held_against(LINEAR, visit, LINES)
