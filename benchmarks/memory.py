"""Resident memory on the link form and on the password form, against a bare Textual app.

    python -m benchmarks.memory [--rounds N] [--beside CHECKOUT]

The program as it is started, before a portal on this computer; Linux.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.keystroke import HIDDEN, strength_of
from benchmarks.next_form import links, open_link
from benchmarks.shared.clocks import in_turn, ratio
from benchmarks.shared.figures import Subject
from benchmarks.shared.programs import (
    BARE,
    Running,
    comparing,
    note_ours,
    subject,
    visit,
)
from benchmarks.shared.voters import NEW
from tui_voter import messages
from tui_voter.audit.player import folded

ROUNDS: Final = 5
GOAL: Final = 1.6
PASSWORD: Final = "MotDePasse2026!"  # noqa: S105 (nobody's)
LINK_FORM, PASSWORD_FORM = "link", "password"

SUBJECT: Final = Subject(
    "When it is measured, each program runs and shows its form; in the password's stand as many "
    "signs as were typed, and its strength is told."
)


def at_rest(program: Running, shown: str) -> float:
    """Megabytes, of a program that has come to rest."""
    program.come_to_rest(shown, SUBJECT)
    status = Path(f"/proc/{program.process.pid}/status").read_text(encoding="ascii")
    match = re.search(r"VmRSS:\s+(\d+) kB", status)
    SUBJECT.check(match is not None, status)
    return int(match[1]) / 1024 if match else 0.0


def of_bare() -> float:
    with Running(subject("bare")) as program:
        return at_rest(program, "MARK")


def of_form(command: Sequence[str], links: Iterator[str], form: str) -> float:
    with Running(command) as program:
        if form == LINK_FORM:
            return at_rest(program, NEW.shown)
        open_link(program, next(links))
        program.type(PASSWORD.encode())
        program.wait_until(lambda screen: HIDDEN * len(PASSWORD) in screen, SUBJECT)
        program.wait_until(lambda screen: strength_of(PASSWORD) in folded(screen), SUBJECT)
        return at_rest(program, HIDDEN)


def main() -> None:
    options = comparing(__doc__, SUBJECT, ROUNDS)
    messages.use("fr")
    with links(len(options.pythons) * (options.rounds + 1)) as (known, good):
        forms: dict[str, Callable[[], float]] = {
            f"{name} {form}": partial(of_form, visit(known, python=python), good, form)
            for name, python in options.pythons.items()
            for form in (LINK_FORM, PASSWORD_FORM)
        }
        sizes = in_turn({BARE: of_bare, **forms}, options.rounds)
    for name, each in sizes.items():
        print(f"{name:<20} {statistics.median(each):6.1f} MB")
    ratios = {name: ratio(each, sizes[BARE]) for name, each in sizes.items()}
    for form in (LINK_FORM, PASSWORD_FORM):
        note_ours(SUBJECT, f"client_rss_ratio_{form}", ratios, "ratio", GOAL, f" {form}")


if __name__ == "__main__":
    main()
