"""Whether anything that follows a request for links tells known addresses from unknown ones, while
the portal delivers mails.

    python -m benchmarks.delivery_timing [--tries N]

A portal delivers to a mail server that takes its time for each mail. In each try, new links are
asked for, either for some voters or for as many made-up addresses, each as another client; and
then one for a voter whose mailbox can be looked into. Then answers are asked for that read no
database, and in turn answers that write to it, for a while.

Told are the area under the ROC curve of the answers' times, of the work of the answering process,
which a busy machine hides less, and of when the voter's own mail came: 0.5 is a guess, 1 is
certainty. The figure is the farthest of them from a guess, in standard deviations of a guess.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from math import sqrt
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.recovery import PROXY, QUESTIONS, Asker
from benchmarks.shared.clocks import cpu_seconds
from benchmarks.shared.figures import Subject
from tests.portal.mail.mail_server import MailSink, mail_server
from tests.portal_process import RunningPortal, election_with, start_portal

TRIES: Final = 30
AT_ONCE: Final = 8
"""Addresses that are asked about in each try."""
HANDING_OVER: Final = 0.1
"""Seconds that the mail server takes for a mail, as one does that is elsewhere."""
WATCHED: Final = 2.5
"""Seconds after a request: a delivery looks into the outbox once a second."""
PATIENCE: Final = 30.0
"""Seconds in which all is delivered."""
PAUSE: Final = 0.02
"""Seconds between two answers."""
GOAL: Final = 3.0
HOST: Final = "@ac-armorique.exemple"
(NEW_LINK,) = (question for question in QUESTIONS if question.name == "new link")

SUBJECT: Final = Subject(
    "Every request is granted with the same answer; before the next try each voter's mail has "
    "come, none for a made-up address, and the outbox has none left, decoys included."
)


@dataclass
class SlowSink(MailSink):
    """Takes its time, and remembers when each recipient's mail came."""

    came: dict[str, float] = field(default_factory=dict)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        await asyncio.sleep(HANDING_OVER)
        self.came[envelope.rcpt_tos[0]] = time.perf_counter()
        return await super().handle_DATA(server, session, envelope)


@dataclass(frozen=True)
class Seen:
    """Of one try: seconds of each answer that reads and of each that writes, seconds of work, and
    seconds until the own mail came."""

    reads: Sequence[float]
    writes: Sequence[float]
    work: float
    own_mail: float


FIGURES: Final[Mapping[str, Callable[[Seen], float]]] = {
    "answers that read, mean": lambda seen: statistics.fmean(seen.reads),
    "answers that read, longest": lambda seen: max(seen.reads),
    "answers that write, mean": lambda seen: statistics.fmean(seen.writes),
    "answers that write, longest": lambda seen: max(seen.writes),
    "work of the answering process": lambda seen: seen.work,
    "own mail": lambda seen: seen.own_mail,
}


def answered(connection: HTTPConnection, method: str, path: str) -> float:
    """Seconds that an answer takes."""
    begun = time.perf_counter()
    connection.request(method, path)
    response = connection.getresponse()
    said = response.read()
    taken = time.perf_counter() - begun
    SUBJECT.check(response.status == 200, said)
    return taken


def waiting(portal: RunningPortal) -> int:
    ((count,),) = portal.sql("SELECT count(*) FROM mail WHERE sent_at IS NULL")
    return int(count)


def tried(
    portal: RunningPortal,
    asker: Asker,
    connection: HTTPConnection,
    sink: SlowSink,
    addresses: Sequence[str],
    own: str,
) -> Seen:
    """Ask for these addresses, then for one's own, and look at what follows."""
    worked = cpu_seconds(portal.process.pid)
    for address in addresses:
        asker.ask(address)
    asker.ask(own)
    asked = time.perf_counter()
    reads, writes = [], []
    while time.perf_counter() < asked + SUBJECT.seconds(WATCHED):
        reads.append(answered(connection, "GET", "/api/election"))
        time.sleep(PAUSE)
        writes.append(answered(connection, "POST", "/api/sign-in/captcha"))
        time.sleep(PAUSE)
    worked = cpu_seconds(portal.process.pid) - worked
    while left := waiting(portal):
        SUBJECT.check(time.perf_counter() < asked + PATIENCE, f"{left} mails wait")
        time.sleep(PAUSE)
    SUBJECT.check(own in sink.came, f"no mail for {own}")
    return Seen(reads, writes, worked, sink.came[own] - asked)


def area(known: Sequence[float], unknown: Sequence[float]) -> float:
    """How often a known one is the longer of two."""
    wins = sum((a > b) + (a == b) / 2 for a in known for b in unknown)
    return wins / (len(known) * len(unknown))


def tell(found: Mapping[bool, Sequence[Seen]]) -> float:
    """Print the figures of known (True) and unknown addresses; how many standard deviations the
    farthest is from a guess."""
    count = len(found[True])
    deviation = sqrt((2 * count + 1) / (12 * count**2))
    print(f"{count} tries each, {AT_ONCE} addresses; a guess is 0.50 ± {deviation:.2f}")
    farthest = 0.0
    for title, figure in FIGURES.items():
        known, unknown = ([figure(seen) for seen in found[kind]] for kind in (True, False))
        told = area(known, unknown)
        farthest = max(farthest, abs(told - 0.5) / deviation)
        print(
            f"  {title:<30} AUC {told:.2f}; median {statistics.median(known) * 1000:8.2f} ms "
            f"after known addresses, {statistics.median(unknown) * 1000:8.2f} ms after unknown"
        )
    return farthest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    tries = SUBJECT.options(parser, tries=(TRIES, 2)).tries
    kinds = [True, False] * tries
    random.Random(7).shuffle(kinds)  # noqa: S311 (an order)
    owns = [f"own{number}{HOST}" for number in range(len(kinds))]
    asked = [
        [f"{'known' if kind else 'nobody'}{number}.{place}{HOST}" for place in range(AT_ONCE)]
        for number, kind in enumerate(kinds)
    ]
    voters = owns + [one for kind, each in zip(kinds, asked, strict=True) if kind for one in each]
    found: dict[bool, list[Seen]] = {True: [], False: []}
    sink = SlowSink()
    with tempfile.TemporaryDirectory() as name, mail_server(sink) as port:
        folder = Path(name)
        options = ["--trusted-proxy", PROXY, "--deliver", f"smtp://127.0.0.1:{port}"]
        with start_portal(
            folder, election=election_with(folder, voters), options=options
        ) as portal:
            parts = urlsplit(portal.url)
            with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=30)) as http:
                asker = Asker(http, NEW_LINK)
                for kind, addresses, own in zip(kinds, asked, owns, strict=True):
                    found[kind].append(tried(portal, asker, http, sink, addresses, own))
    SUBJECT.check(sorted(sink.recipients) == sorted(voters), f"{len(sink.recipients)} mails")
    SUBJECT.note("delivery_told_apart", tell(found), "standard deviations", GOAL)


if __name__ == "__main__":
    main()
