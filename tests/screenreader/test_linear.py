"""Every journey in the linear voice, by speech and by braille, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screenreader.brltty import BrailleTerminal
from tests.screenreader.conftest import READERS, Start
from tests.screenreader.criteria import LINEAR, LINES, Visit
from tests.screenreader.fenrir import SpokenTerminal
from tests.screenreader.figures import note
from tests.screenreader.journeys import WALKS, Journey
from tests.screenreader.listeners import Listener
from tests.terminal import PROGRAM
from tests.visit.test_refusals import Scene
from tui_voter import messages


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("journey", "language"), WALKS, ids=[f"{walk.name} {language}" for walk, language in WALKS]
)
def test_a_journey(
    request: pytest.FixtureRequest,
    start: Start,
    journey: Journey,
    language: str,
    reader: type[SpokenTerminal | BrailleTerminal],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)  # where files are saved
    messages.use(language)
    scene: Scene = request.getfixturevalue("open_scene" if journey.opened else "scene")
    portal = [f"--portal={scene.portal.url}"] if journey.knows_portal else []
    terminal = start(reader, *PROGRAM, *portal, *journey.arguments, "--lang", language, "--linear")
    visit = Visit(journey.name, reader.reader, language)
    Listener(terminal, visit).play(*journey.script(scene))
    assert terminal.wait_for_exit() == 0
    note(visit, (*LINEAR, LINES))
    for criterion in LINEAR:
        criterion.check(visit)
