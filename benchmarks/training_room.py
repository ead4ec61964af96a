"""Does a room of learners get through, all at once? With the real client, over real HTTP.

    python -m benchmarks.training_room [--learners 60] [--within 30]

A real ``mock-portal train --json`` on SQLite, with the hashing that a real election has.
Each learner begins at a moment of their own in the first ``--within`` seconds, and does what
the client does: opens the link, answers the captcha, creates a password, chooses a question,
signs out, and signs in again. Told are errors, refusals, and how long each kind of request
took; and whether the dashboard's totals equal what the database holds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable
from pathlib import Path
from typing import IO, Final, TypeVar, cast

from benchmarks.shared.figures import Subject
from mock_server.core.settings import usual_key_file
from mock_server.core.times import real_time
from mock_server.mail.outbox import arrived
from mock_server.security.credentials import PortalKey
from tests import portal_database
from tests.portal.captcha_solver import solve
from tests.portal_process import link_in
from tui_voter.contract.activation import activate, create_password, open_link
from tui_voter.contract.election import read_election
from tui_voter.contract.errors import PortalError, PortalRefused
from tui_voter.contract.signing_in import end_session, sign_in, sign_in_captcha
from tui_voter.portal.client import PortalClient
from tui_voter.secret import Secret

PASSWORD: Final = "Mot2passe-solide"  # noqa: S105 (a made-up account's)
ANSWER: Final = "La blanquette"
KINDS: Final = 7
"""Requests of each learner that are timed."""

SUBJECT: Final = Subject(
    "Every learner gets through: no error, no refusal, as many requests of each kind and as many "
    "active accounts as there are learners, in the database and on the dashboard."
)
T = TypeVar("T")


class Figures:
    """Seconds of each kind of request, refusals by code, other errors by kind."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.refusals: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()

    async def timed(self, kind: str, request: Awaitable[T]) -> T:
        started = time.perf_counter()
        try:
            return await request
        finally:
            self.seconds[kind].append(time.perf_counter() - started)

    def print(self) -> None:
        for kind, seconds in self.seconds.items():
            p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
            print(
                f"{kind:<16} {len(seconds):4} requests   p50 {p50 * 1000:7.1f} ms   "
                f"p95 {p95 * 1000:7.1f} ms   longest {max(seconds) * 1000:7.1f} ms"
            )
        print(
            f"errors {sum(self.errors.values())} {dict(self.errors)}   "
            f"refusals {sum(self.refusals.values())} {dict(self.refusals)}"
        )


async def learn(origin: str, address: str, link: str, wait: float, figures: Figures) -> float:
    """One learner's way; the seconds from opening the link to the active account."""
    await asyncio.sleep(wait)
    portal = PortalClient(origin, language="fr")
    token = Secret(link.rpartition("/")[2])
    try:
        started = time.perf_counter()
        invitation = await figures.timed("open link", open_link(portal, token))
        captcha = invitation.captcha
        ticket = await figures.timed(
            "create password",
            create_password(portal, token, Secret(PASSWORD), captcha.id, solve(captcha.question)),
        )
        question = invitation.questions[0].id
        session, *_ = await figures.timed(
            "activate", activate(portal, token, ticket, question, Secret(ANSWER))
        )
        taken = time.perf_counter() - started
        await figures.timed("read election", read_election(portal))
        await figures.timed("end session", end_session(portal, session))
        captcha = await figures.timed("new captcha", sign_in_captcha(portal))
        await figures.timed(
            "sign in",
            sign_in(portal, address, Secret(PASSWORD), captcha.id, solve(captcha.question)),
        )
        return taken
    except PortalRefused as refused:
        figures.refusals[refused.code.value] += 1
    except PortalError as error:
        figures.errors[type(error).__name__] += 1
    finally:
        await portal.aclose()
    return 0.0


async def room(origin: str, links: dict[str, str], within: float, figures: Figures) -> None:
    chance = random.Random(0)  # noqa: S311 (nothing secret)
    started = time.perf_counter()
    ways = [
        learn(origin, address, link, chance.uniform(0, within), figures)
        for address, link in links.items()
    ]
    taken = await asyncio.gather(*ways)
    print(
        f"{len(links)} learners in {time.perf_counter() - started:.1f} s; "
        f"from link to account: p50 {statistics.median(taken) * 1000:.0f} ms, "
        f"p95 {statistics.quantiles(taken, n=20)[-1] * 1000:.0f} ms (nobody types)"
    )


def last_totals(output: IO[str]) -> dict[str, int]:
    """The totals as the trainer was told them last."""
    told: dict[str, int] = {}
    for line in output:
        told = json.loads(line).get("totals", told)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", type=int, default=60)
    parser.add_argument("--within", type=float, default=30.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        database = str(Path(name) / "training.db")
        command = ["train", "--json", "--learners", str(options.learners), "--port", "0"]
        with subprocess.Popen(
            [sys.executable, "-m", "mock_server", "--lang", "en", *command],
            env={**os.environ, "MOCK_PORTAL_DATABASE": database},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as training:
            orders, output, notices = (
                cast("IO[str]", stream)
                for stream in (training.stdin, training.stdout, training.stderr)
            )
            output.readline()  # told once the portal serves
            origin = ""
            while "is running at" not in origin:
                origin = notices.readline()
            origin = origin.split()[-1].rstrip(".")
            key = PortalKey.read(usual_key_file(database))
            with portal_database.transaction(database) as tx:
                mails = [entry.unsealed(key).mail for entry in arrived(tx, real_time())]
            links = {mail.recipient: link_in(mail) for mail in mails}
            figures = Figures()
            asyncio.run(room(origin, links, options.within, figures))
            figures.print()
            orders.write("totals\nquit\n")  # between the two, the room is looked at anew
            orders.flush()
            totals = last_totals(output)
            active = portal_database.sql(
                database, "SELECT count(*) FROM voter WHERE activated_at IS NOT NULL"
            )[0][0]
            print(f"the dashboard {totals}; active in the database {active}")
            counts = [len(seconds) for seconds in figures.seconds.values()]
            SUBJECT.check(counts == [options.learners] * KINDS, counts)
            SUBJECT.check(not figures.refusals and not figures.errors, figures.refusals)
            SUBJECT.check(totals["active"] == active == options.learners, (totals, active))


if __name__ == "__main__":
    main()
