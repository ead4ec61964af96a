"""Does the time of an answer tell whether an identifier is known? A B A B over real HTTP.

    python -m benchmarks.recovery [--samples N]

A real portal process, with the hashing that a real election has. Three questions: a request
for a recovery link and a sign-in with a wrong password, each for an identifier with an
active account and for one that nobody has; and a request for a new activation link, for a
voter without an account and for nobody. Every sample has an identifier of its own, as the
delays of guessing and the three mails an hour would answer in the portal's stead. What
nobody has comes before, between and after what somebody has, in the database's order.
The captcha is asked for and answered beforehand, and is not in the time.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks.figures import note
from mock_server.core.settings import HashProfile
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal, election_with, start_portal

SAMPLES: Final = 500
WARM_UP: Final = 20
GOAL: Final = 5.0
"""Per cent that the medians may be apart."""
HOST: Final = "@ac-armorique.exemple"
PASSWORD: Final = "Mot2passe-solide"  # noqa: S105 (a made-up account's)
WRONG: Final = "Mauvais2passe-la"

Ask = Callable[[str], tuple[float, bytes]]
"""Ask about an identifier: the seconds that it took, and what was answered."""


def activate(portal: RunningPortal) -> None:
    """Make the accounts active as they lie in the database: by HTTP it would take longer
    than the measurement."""
    profile = HashProfile()
    from argon2 import PasswordHasher

    hashed = PasswordHasher(profile.passes, profile.memory, profile.lanes).hash(PASSWORD)
    portal.sql(
        "UPDATE voter SET activated_at = 0, password_hash = ?, answer_hash = ?, "
        "question_id = 'first-concert' WHERE address LIKE '%known%'",
        hashed,
        hashed,
    )


def identifier(kind: str, number: int) -> str:
    """Spread over the alphabet alike, whoever has it."""
    return f"{number * 7919 % 26 + 97:c}.{kind}{number}{HOST}"


def timed(http: httpx.Client, path: str, body: dict[str, Any]) -> tuple[float, bytes]:
    started = time.perf_counter()
    response = http.post(f"/api/{path}", json=body)
    taken = time.perf_counter() - started
    answer = response.json()
    answer.pop("captcha", None)  # a fresh question each time, for every identifier
    return taken, f"{response.status_code} {answer}".encode()


def asking(http: httpx.Client, path: str, who: str = "identifier", **fields: Any) -> Ask:
    """An :data:`Ask` that posts to ``path``, with a captcha of its own each time. ``who`` is what
    the identifier is called there."""

    def ask(identifier: str) -> tuple[float, bytes]:
        captcha = http.post(f"/api/{path}/captcha").json()
        answer = {"captcha_id": captcha["id"], "captcha_answer": solve(captcha["question"])}
        return timed(http, path, {who: identifier, **answer, **fields})

    return ask


def measure(name: str, ask: Ask, samples: int, known_as: str = "known") -> None:
    """Known and unknown in turn, the first of a pair in turn as well."""
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    answers: set[bytes] = set()
    for number in range(WARM_UP + samples):
        pair = ("known", "unknown") if number % 2 else ("unknown", "known")
        for kind in pair:
            taken, answer = ask(identifier(known_as if kind == "known" else kind, number))
            answers.add(answer)
            if number >= WARM_UP:
                times[kind].append(taken * 1000)
    known, unknown = (statistics.median(times[kind]) for kind in ("known", "unknown"))
    difference = abs(known - unknown) / min(known, unknown) * 100
    print(
        f"{name:<20} known {known:7.2f} ms   unknown {unknown:7.2f} ms   "
        f"same answer: {'yes' if len(answers) == 1 else 'NO'}"
    )
    note(f"{name.replace(' ', '_')}_difference", difference, "%", GOAL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--samples", type=int, default=SAMPLES)
    samples = parser.parse_args().samples
    count = WARM_UP + samples
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = [
            identifier(kind, number) for kind in ("known", "invited") for number in range(count)
        ]
        with (
            start_portal(
                folder, election=election_with(folder, known), profile=HashProfile()
            ) as portal,
            httpx.Client(base_url=portal.url, trust_env=False, timeout=30) as http,
        ):
            activate(portal)
            measure("recovery request", asking(http, "recovery"), samples)
            measure("wrong sign-in", asking(http, "sign-in", password=WRONG), samples)
            measure(
                "new link",
                asking(http, "links", "address"),
                samples,
                known_as="invited",
            )


if __name__ == "__main__":
    main()
