"""Sealing and checking a ballot, against the bare multiplications of the protocol, A B A B.

    python -m benchmarks.sealing [--lists N] [--rounds N]

The bare ones are those that section 5 of docs/protocol.md writes down, done by libsodium with
nothing around them. The CPU's time is measured: on a busy machine it says more than the clock.
Then what one ballot more costs in the sum, many of them, and an archive's whole check.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from nacl.bindings import (
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)

from benchmarks.shared.clocks import in_turn, ratio
from benchmarks.shared.figures import Subject
from tests.sealing.forged import signed_anew
from tests.sealing.made import Made
from tui_voter.sealing.archive import check
from tui_voter.sealing.ballot import Sealed, check_ballot, read_ballot, seal_ballot
from tui_voter.sealing.errors import BadBallot
from tui_voter.sealing.group import G, Q
from tui_voter.sealing.tally import add

SUBJECT: Final = Subject(
    "Each ballot that was sealed is another one and passes the check, which refuses a signed one "
    "whose last proof is wrong; sum and archive hold as many ballots as were added."
)
GOALS: Final = {"seal_ratio": 1.0, "check_ratio": 1.3}
MANY: Final = 10_000
SCALAR: Final = secrets.randbelow(Q).to_bytes(32, "little")


def multiply(base: int, other: int) -> Callable[[], None]:
    """So many multiplications of the base point, and so many of others."""
    point = (7 * G).raw

    def bare() -> None:
        for _ in range(base):
            crypto_scalarmult_ed25519_base_noclamp(SCALAR)
        for _ in range(other):
            crypto_scalarmult_ed25519_noclamp(SCALAR, point)

    return bare


def milliseconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def refused(made: Made) -> str:
    """Why a ballot is refused that is right but for the last thing that the check looks at."""

    def spoil(answer: Any) -> None:
        proof = answer["overall_proof"][0]
        proof["challenge"], proof["response"] = proof["response"], proof["challenge"]

    try:
        check_ballot(read_ballot(signed_anew(made, spoil), made.election), made.election)
    except BadBallot as bad:
        return str(bad)
    return "it is taken"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options = SUBJECT.options(parser, lists=(12, 2), rounds=(40, 1))
    answers = [f"Liste {number}" for number in range(1, options.lists + 1)] + ["Vote blanc"]
    count = len(answers)
    made = Made([0, 1, 2], answers)
    election, credential, text = made.election, made.credential(0), made.ballots[0]
    ballot = read_ballot(text, election)
    sealed: list[Sealed] = []
    acts: dict[str, Callable[[], object]] = {
        "seal": lambda: sealed.append(seal_ballot(election, credential, 1)),
        "check": lambda: check_ballot(read_ballot(text, election), election),
        "seal, bare": multiply(3 * count + 3, 5 * count + 1),
        "check, bare": multiply(2 * count + 2, 6 * count + 4),
        "add": lambda: add([ballot], election),
        "archive of 3": lambda: check(made.open()),
    }
    times = in_turn({n: partial(milliseconds, act) for n, act in acts.items()}, options.rounds)
    for made_now in sealed:
        check_ballot(read_ballot(made_now.text, election), election)
    different = len({made_now.text for made_now in sealed})
    SUBJECT.check(different == options.rounds + 1, f"{different} ballots")
    SUBJECT.check(refused(made) == "overall-proof", refused(made))
    print(f"{count} answers, {len(text)} bytes; ms of CPU: median, least")
    for name, each in times.items():
        print(f"{name:14} {statistics.median(each):8.2f} {min(each):8.2f}")
    sums = [check(made.open()).tally]
    number = 100 if SUBJECT.is_smoke else MANY
    many = milliseconds(lambda: sums.append(add([ballot] * number, election)))
    counts = [each.count for each in sums]
    SUBJECT.check(counts == [len(made.ballots), number], counts)
    print(f"add {number:,}: {many / 1000:.2f} s of CPU")
    for name in ("seal", "check"):
        bare = times[f"{name}, bare"]
        SUBJECT.note(f"{name}_ratio", ratio(times[name], bare), "ratio", GOALS[f"{name}_ratio"])


if __name__ == "__main__":
    main()
