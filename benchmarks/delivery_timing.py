"""Whether later answers tell a known address from an unknown one while the portal delivers mails.

A portal serves with ``--deliver`` to a mail server that takes everything. For each of the sample's
voters, and as many made-up addresses, a new link is asked for; then one client asks for the
election's times, which reads no database, until the mail must be gone. The figure is the area
under the ROC curve of the mean and of the longest answers, and of the work of the process that
answers, which a busy machine hides less: 0.5 is a guess, 1 is certainty.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final, cast

import httpx

from mock_server.core.times import real_time
from mock_server.election.folder import SAMPLE, read_folder
from tests.portal.captcha_solver import solve
from tests.portal.mail.mail_server import MailSink, mail_server

ASKED: Final = 40
PAUSE: Final = 0.04
"""Seconds between two answers: a delivery looks into the outbox once a second."""


def measured(http: httpx.Client, pid: int, address: str) -> tuple[list[float], float]:
    """Seconds that each answer took after a request for a link, and those that the answering
    process worked meanwhile."""
    captcha = http.post("/api/links/captcha").json()
    answered = {"captcha_id": captcha["id"], "captcha_answer": solve(captcha["question"])}
    worked = work_of(pid)
    http.post("/api/links", json={"address": address, **answered}).raise_for_status()
    taken: list[float] = []
    for _number in range(ASKED):
        begun = time.perf_counter()
        http.get("/api/election").raise_for_status()
        taken.append(time.perf_counter() - begun)
        time.sleep(PAUSE)
    return taken, work_of(pid) - worked


def work_of(pid: int) -> float:
    """Seconds that a process has had of a core (Linux)."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


FIGURES: Final[dict[str, Callable[[list[float], float], float]]] = {
    "mean answer": lambda taken, _work: statistics.fmean(taken),
    "longest answer": lambda taken, _work: max(taken),
    "work": lambda _taken, work: work,
}


def area(known: Sequence[float], unknown: Sequence[float]) -> float:
    """How often a known one is the slower of two."""
    wins = sum((a > b) + (a == b) / 2 for a in known for b in unknown)
    return wins / (len(known) * len(unknown))


def main() -> None:
    voters = [voter.address for voter in read_folder(SAMPLE, real_time()).voters]
    tries = [(address, True) for address in voters]
    tries += [(f"nobody{n}@ac-armorique.exemple", False) for n in range(len(voters))]
    random.Random(7).shuffle(tries)  # noqa: S311 (an order)
    with tempfile.TemporaryDirectory() as name, mail_server(MailSink()) as port:
        portal = [sys.executable, "-m", "mock_server", "--lang", "en"]
        database = ["--database", str(Path(name) / "portal.db")]
        subprocess.run([*portal, "init", *database], check=True)
        serve = ["serve", *database, "--port", "0", "--deliver", f"smtp://127.0.0.1:{port}"]
        with subprocess.Popen([*portal, *serve], stdout=subprocess.PIPE, text=True) as process:
            output = cast("IO[str]", process.stdout)
            origin = output.readline().split()[-1].rstrip(".")
            with httpx.Client(base_url=origin, trust_env=False) as http:
                found = [(measured(http, process.pid, address), known) for address, known in tries]
            process.terminate()
    for title, figure in FIGURES.items():
        known, unknown = (
            [figure(taken, work) for (taken, work), is_known in found if is_known is wanted]
            for wanted in (True, False)
        )
        print(
            f"{title}: AUC {area(known, unknown):.2f}; median "
            f"{statistics.median(known) * 1000:.2f} ms after a known address, "
            f"{statistics.median(unknown) * 1000:.2f} ms after an unknown one ({len(known)} each)"
        )


if __name__ == "__main__":
    main()
