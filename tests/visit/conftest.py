"""A voter at each front end of the real program."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path

import pytest

from tests.entry.visitor import Visitor
from tests.portal_process import RunningPortal
from tests.visit.scene import Scene
from tests.voters import TerminalVoter, voter_at
from tests.ways import some
from tui_voter import messages

VOICES = ("linear", "fullscreen")

MakeVoter = Callable[..., TerminalVoter]


def in_pairs(**languages: str) -> pytest.MarkDecorator:
    """Mark a long visit that is played in these voices, each in its language; in all voices and
    languages where ``EACH_WAY`` is set."""
    each = product(VOICES, messages.LANGUAGES)
    return pytest.mark.parametrize(("voice", "language"), some(*languages.items(), of=each))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What the voter meets is the journey's, whoever tells it: a visit that needs a terminal is
    played line by line, and in each voice where ``EACH_WAY`` is set."""
    marks = metafunc.definition.iter_markers("parametrize")
    are_named = any("voice" in mark.args[0] for mark in marks)
    if "voice" in metafunc.fixturenames and not are_named:
        metafunc.parametrize("voice", some("linear", of=VOICES))


@pytest.fixture
def make_voter(voice: str, tmp_path: Path) -> Iterator[MakeVoter]:
    """Makes a voter who speaks ``language`` and knows the portals of ``origins``."""
    with ExitStack() as stack:

        def make(language: str = "en", *origins: str) -> TerminalVoter:
            messages.use(language)
            options = [f"--portal={origin}" for origin in origins]
            folders = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(tmp_path))
            environment = {"TZ": "Europe/Paris", **folders}
            return stack.enter_context(
                voter_at(voice, *options, lang=language, environment=environment)
            )

        yield make


@pytest.fixture
def scene(portal: RunningPortal, address: str) -> Scene:
    return Scene(portal, address)


@pytest.fixture
def active(portal: RunningPortal, address: str) -> str:
    Visitor(portal, address).activate()
    return address
