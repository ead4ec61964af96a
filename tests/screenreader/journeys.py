"""The journeys that are walked with every reader in every language.

To add one: a script as in :mod:`tests.visit`, with :func:`~.listeners.refused` where an
error is due, and a line in :data:`JOURNEYS`. Where a new form is one of several steps, they
go into :data:`.listeners.STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from tests.screenreader import front_door, home, vote
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
    Journey("refusals", front_door.refusals),
    Journey("new link", front_door.new_link),
    Journey("commands", front_door.commands),
    Journey("demo", front_door.demo, ("demo", "--opens-in", "3d"), knows_portal=False),
    Journey("sign in", front_door.sign_in, knows_portal=False),
    Journey("too many attempts", front_door.too_many_tries),
    Journey("forgotten password", front_door.forgotten_password),
    Journey("no question", front_door.without_questions),
    Journey("home", home.home_menu),
    Journey("guide", home.guide),
    Journey("questions", home.faq),
    Journey("assistance", home.assistance),
    Journey("roll", home.roll),
    Journey("candidates", home.candidates),
    Journey("claim", home.claim),
    Journey("session over", home.session_over),
    Journey("account", home.account),
    Journey("vote open", home.vote_open, scene="open_scene"),
    Journey("vote", vote.all_ways, scene="sealed_scene"),
]
SMOKE: Final = ("activation", "fr")
"""The walk that ``make test`` takes with each reader."""
