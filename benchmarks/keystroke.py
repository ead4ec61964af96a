"""From a key to its repaint on the password form, and from the last key to its strength; against a
key without a meter.

    python -m benchmarks.keystroke [--rounds N]

The form as the journey makes it, on a terminal of 80 by 24, against the same form without a
meter; in turn. Keys come as fast as a good typist's, so that one meets the measuring that
the one before began. The worst cases are those of :mod:`benchmarks.strength`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Final

from benchmarks.shared.clocks import p99
from benchmarks.shared.figures import Subject
from benchmarks.shared.programs import SETTLED, TIMEOUT, Running, subject
from benchmarks.strength import WORDS
from tui_voter.audit.player import folded
from tui_voter.journeys.shared.passwords import in_words
from tui_voter.machine.strength import folded_words, measure_now
from tui_voter.messages import gettext as _
from tui_voter.messages import within_a_sentence
from tui_voter.secret import Secret

ROUNDS: Final = 3
PAUSE: Final = 0.05
"""Seconds between two keys."""
STILL: Final = 0.25
"""Seconds without output after which all is said about a password."""
CLEAR: Final = b"\x15"
WORST: Final = ("4@8({[<369!1|0$57+%24@8({", "4@8({[<369!1|0$57+%24@8({[<369!1|0$57+%2")
USUAL: Final = ("cheval-agrafe-pile-fort7", "MotDePasse2026!", "xK9#mQ2$vL7!pR4w")
RATIO_GOAL: Final = 1.5
SETTLE_GOAL: Final = 2.5
HIDDEN: Final = "•"
ROOM: Final = 32
"""Letters that the field shows at most."""
UNJUDGED: Final = "strength not judged"

SUBJECT: Final = Subject(
    "A key counts until the field is painted anew, with one sign more while there is room; "
    "at the end the form tells the very strength that the meter gives for the password, and "
    "without a meter that there is none."
)


def typed(program: Running, password: str, *, meter: bool) -> tuple[list[float], float]:
    """Milliseconds to the repaint of each key, and from the last key until all is said."""
    times, start, last = [], 0.0, 0.0
    for place, key in enumerate(password, 1):
        program.rest(PAUSE)
        start = time.perf_counter()
        program.type(key.encode())
        last = until_painted(program, place)
        times.append((last - start) * 1000)
    while program.read(STILL):
        last = time.perf_counter()
    judged = strength_of(password) if meter else UNJUDGED
    last = max(last, program.wait_until(lambda screen: judged in folded(screen), SUBJECT))
    program.type(CLEAR)
    while program.read(STILL):
        pass
    SUBJECT.check(HIDDEN not in program.screen, program.screen)
    return times, (last - start) * 1000


def until_painted(program: Running, length: int) -> float:
    """Read until the field is painted anew with so many letters, hidden; when that was."""
    begun, came = len(program.written), 0.0
    while not (
        HIDDEN.encode() in program.written[begun:]
        and program.screen.count(HIDDEN) == min(length, ROOM)
    ):
        SUBJECT.check(program.read(TIMEOUT), f"{length} letters typed:\n{program.screen}")
        came = time.perf_counter()
    return came


def strength_of(password: str) -> str:
    """As the form tells it."""
    view = in_words(measure_now(Secret(password), folded_words(WORDS)))
    advice = _("Advice: {advice}").format(advice=within_a_sentence(view.advice))
    return folded(f"{view.word} {advice if view.advice else view.crack_time}")


def measure(meter: bool, passwords: tuple[str, ...]) -> tuple[list[float], list[float]]:
    """All repaints, and how long each password took to be told, in milliseconds."""
    times, settled = [], []
    with Running(subject("password_form", "meter" if meter else "")) as program:
        program.wait_for(b"MARK")
        program.rest(SUBJECT.seconds(SETTLED))
        typed(program, "warm-up", meter=meter)
        for password in passwords:
            keys, told = typed(program, password, meter=meter)
            times += keys
            settled.append(told)
    return times, settled


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    rounds = SUBJECT.options(parser, rounds=(ROUNDS, 1)).rounds
    without: list[float] = []
    worst: list[float] = []
    settled: list[float] = []
    tried, usual = (WORST[:1], USUAL[:1]) if SUBJECT.is_smoke else (WORST, USUAL)
    for _round in range(rounds):
        without += measure(meter=False, passwords=tried)[0]
        worst += measure(meter=True, passwords=tried)[0]
        settled += measure(meter=True, passwords=usual)[1]
    for name, times in (
        ("without a meter", without),
        ("worst cases", worst),
        ("last key", settled),
    ):
        print(f"{name:<16} {statistics.median(times):6.1f} ms   p99 {p99(times):6.1f} ms")
    SUBJECT.note("keystroke_p99_ratio", p99(worst) / p99(without), "ratio", RATIO_GOAL)
    SUBJECT.note("strength_settle_ratio", p99(settled) / p99(without), "ratio", SETTLE_GOAL)


if __name__ == "__main__":
    main()
