"""The voters whose first screens are measured: one who has never been here, and one who has."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from tests.entry.visitor import Visitor
from tests.portal_process import DEMO_VOTER, start_portal
from tests.terminal import IN_LINES, PROGRAM, Terminal
from tests.vault.secret_service import MISSING, secret_service
from tests.visit.scene import signing_in
from tests.voters import LinearVoter
from tui_voter import messages
from tui_voter.audit.player import choose, quit_, sees


class FirstSight(NamedTuple):
    """The variables of a voter's environment; what their first screen shows, and the linear voice's
    first prompt begins with, in French. What follows may differ between two checkouts."""

    environment: Mapping[str, str]
    shown: str
    prompt: str


NEW: Final = FirstSight({}, "Lien unique", "1 sur 4, ")
PROMPT_ENDS: Final = "\u00a0: "
"""The end of every prompt, in French."""


@contextmanager
def voters() -> Iterator[Mapping[str, FirstSight]]:
    """Each by the end of a figure's name. Who returns has preferences, a known portal and an
    identifier in a key store, as the program itself has kept them."""
    if MISSING:
        print(f"not installed: {', '.join(MISSING)}; nobody returns whose identifier is known")
        yield {"": NEW}
        return
    with tempfile.TemporaryDirectory() as folder, secret_service() as service:
        environment = service.environment()
        with start_portal(Path(folder)) as portal:
            messages.use("en")
            Visitor(portal, DEMO_VOTER).activate()
            command = (*PROGRAM, "--lang", "en", *IN_LINES, f"--portal={portal.url}")
            with Terminal(command, environment=environment) as terminal:
                LinearVoter(terminal).play(
                    *signing_in(DEMO_VOTER),
                    sees("Next time, on this computer"),
                    choose("identifier"),
                    sees("Your password too?"),
                    choose("no"),
                    sees("Welcome to your elections portal"),
                    quit_(),
                )
        returning = FirstSight(environment, "a mémorisé votre portail", "1 sur 2, ")
        yield {"": NEW, "_returning": returning}
