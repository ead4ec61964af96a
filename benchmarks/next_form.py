"""Time from Enter on a good link to the painted password form, beyond the portal's own answer;
against a bare Textual app's first frame, A B C A B C.

    python -m benchmarks.next_form [--rounds N] [--beside CHECKOUT]

The portal is a process of its own on this computer, and is asked likewise by a bare client.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.first_frame import bare_frame
from benchmarks.shared.clocks import in_turn, ratio, told
from benchmarks.shared.figures import Subject
from benchmarks.shared.programs import (
    BARE,
    SETTLED,
    TIMEOUT,
    Running,
    comparing,
    note_ours,
    visit,
)
from benchmarks.shared.voters import NEW
from tests.portal_process import election_with, start_portal

ROUNDS: Final = 15
GOAL: Final = 0.3
ANSWER: Final = "the portal's answer"
TITLE: Final = "Créez votre mot de passe"
PASTE: Final = b"\x1b[200~%b\x1b[201~"
END: Final = b"\x1b[F"
"""The first key behind a paste is held for a quarter of a second, as the paste may go on. That is
meant, and takes as long on any machine: so it is another key than Enter."""
SHOWN: Final = 0.5
"""Seconds in which what was pasted is shown, and that key has done its work."""

SUBJECT: Final = Subject(
    "The link stands in its field before Enter, and afterwards the password form on the whole "
    "screen; the bare client's answer is a 200 with a captcha."
)


@contextmanager
def links(count: int) -> Iterator[tuple[str, Iterator[str]]]:
    """Good ones, each another voter's, of a portal that serves meanwhile; and before them the
    option by which the program knows this portal, and does not ask about it."""
    voters = [f"v{number}@foule.exemple" for number in range(count)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with start_portal(folder, election=election_with(folder, voters)) as portal:
            yield f"--portal={portal.url}", iter(portal.invite_all().values())


def open_link(program: Running, link: str) -> float:
    """Seconds from Enter to the password form, of a program that came to rest at the link form."""
    program.wait_for(NEW.shown.encode())
    program.rest(SUBJECT.seconds(SETTLED))
    program.type(PASTE % link.encode())
    program.rest(SHOWN)
    program.type(END)
    program.wait_until(lambda screen: link[-40:] in screen, SUBJECT)
    program.rest(SHOWN)
    SUBJECT.check(program.paints, program.screen)
    begun = len(program.written)
    pressed = time.perf_counter()
    program.type(b"\r")
    while TITLE.encode() not in program.written[begun:]:
        SUBJECT.check(program.read(TIMEOUT), program.screen)
    taken = time.perf_counter() - pressed
    SUBJECT.check(program.paints and TITLE in program.screen, program.screen)
    return taken


def next_form(command: Sequence[str], links: Iterator[str]) -> float:
    with Running(command) as program:
        return open_link(program, next(links))


def answer(links: Iterator[str]) -> float:
    """Seconds that the portal takes to answer what the program asks it."""
    parts = urlsplit(next(links))
    body = json.dumps({"token": parts.path.rpartition("/")[2]})
    with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=30)) as connection:
        begun = time.perf_counter()
        connection.request("POST", "/api/links/open", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        said = response.read()
        taken = time.perf_counter() - begun
    SUBJECT.check(response.status == 200 and "captcha" in json.loads(said), said)
    return taken


def main() -> None:
    options = comparing(__doc__, SUBJECT, ROUNDS)
    with links((len(options.pythons) + 1) * (options.rounds + 1)) as (known, good):
        acts: dict[str, Callable[[], float]] = {BARE: bare_frame, ANSWER: partial(answer, good)}
        for name, python in options.pythons.items():
            acts[name] = partial(next_form, visit(known, python=python), good)
        times = in_turn(acts, options.rounds)
    told(times, BARE)
    beyond = {
        name: ratio([a - b for a, b in zip(times[name], times[ANSWER], strict=True)], times[BARE])
        for name in options.pythons
    }
    note_ours(SUBJECT, "next_form_ratio", beyond, "ratio", GOAL)


if __name__ == "__main__":
    main()
