"""Does the time of an answer tell whether an identifier is known? In turn, over real HTTP.

    python -m benchmarks.recovery [--samples N]

A real portal process, with the hashing that a real election has. Three questions: a request for
a recovery link, a sign-in with a wrong password, and a request for a new activation link; each for
a voter whose account is active, for one whose account is not, and for nobody, one after the other.
The figure is the median of how much longer an answer about a voter took than the one about nobody
that stands beside it, in per cent of the median answer; of the two kinds of voters, the larger one.
A busy machine moves the medians themselves, but both answers of a pair alike.

Every sample has an identifier and a client of its own, so that neither the delays of guessing nor
the mails that are left in an hour answer in the portal's stead: the portal trusts this computer as
its proxy, and is told another address each time. What nobody has comes before, between and after
what somebody has, in the database's order. The captcha is asked for and answered beforehand, and is
not in the time.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from ipaddress import IPv4Address
from itertools import permutations
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
from argon2 import PasswordHasher

from benchmarks.shared.figures import Subject
from mock_server.core.settings import HashProfile
from tests.portal.captcha_solver import solve
from tests.portal.mail.mail_server import free_port
from tests.portal_process import RunningPortal, election_with, start_portal
from tui_voter.contract.errors import ErrorCode

SAMPLES: Final = 500
WARM_UP: Final = 20
GOAL: Final = 5.0
"""Per cent that answers about somebody and about nobody may be apart."""
HOST: Final = "@ac-armorique.exemple"
PASSWORD: Final = "Mot2passe-solide"  # noqa: S105 (a made-up account's)
WRONG: Final = "Mauvais2passe-la"
PROXY: Final = "127.0.0.1"
NOBODY: Final = "nobody"
KINDS: Final = ("active", "waiting", NOBODY)
ORDERS: Final = tuple(permutations(KINDS))
FIRST_CLIENT: Final = IPv4Address("127.1.0.0")

SUBJECT: Final = Subject(
    "Whoever is asked about, the status and the body are the same and no refusal to wait; each "
    "sign-in has hashed once, each request for a link has queued one mail, a decoy for nobody."
)


@dataclass(frozen=True)
class Question:
    """A ``path`` of the API that is asked about an identifier, which is called ``who`` there; the
    status and code of its answer, the hashes that it takes and the mails that it queues."""

    name: str
    path: str
    who: str = "identifier"
    status: int = 202
    code: ErrorCode | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    hashes: int = 0
    mails: int = 1


QUESTIONS: Final = (
    Question("recovery request", "recovery"),
    Question(
        "wrong sign-in",
        "sign-in",
        status=ErrorCode.SIGN_IN_REFUSED.status,
        code=ErrorCode.SIGN_IN_REFUSED,
        fields={"password": WRONG},
        hashes=1,
        mails=0,
    ),
    Question("new link", "links", "address"),
)


def identifier(kind: str, number: int) -> str:
    """Spread over the alphabet alike, whoever has it."""
    return f"{number * 7919 % 26 + 97:c}.{kind[0]}{number}{HOST}"


def activate(portal: RunningPortal) -> None:
    """Make the accounts active as they lie in the database: by HTTP it would take longer
    than the measurement."""
    profile = HashProfile()
    hashed = PasswordHasher(profile.passes, profile.memory, profile.lanes).hash(PASSWORD)
    portal.sql(
        "UPDATE voter SET activated_at = 0, password_hash = ?, answer_hash = ?, "
        "question_id = 'first-concert' WHERE address LIKE '_.a%'",
        hashed,
        hashed,
    )


class Asker:
    """Asks one question again and again, each time as another client."""

    def __init__(self, connection: HTTPConnection, question: Question) -> None:
        self._connection = connection
        self._question = question
        self._client = FIRST_CLIENT
        self._first = b""

    def ask(self, identifier: str) -> float:
        """Milliseconds of the answer, which but for its captcha is the same as every other."""
        self._client += 1
        question = self._question
        _taken, _status, asked = self._post(f"{question.path}/captcha", None)
        captcha = json.loads(asked)
        body = {
            question.who: identifier,
            "captcha_id": captcha["id"],
            "captcha_answer": solve(captcha["question"]),
            **question.fields,
        }
        taken, status, said = self._post(question.path, body)
        SUBJECT.check(status == question.status, (status, said))
        SUBJECT.check(json.loads(said).get("code") == question.code, said)
        answer, fresh, _its_text = said.partition(b'"captcha":')
        SUBJECT.check(bool(fresh) is bool(question.code), said)
        self._first = self._first or answer
        SUBJECT.check(answer == self._first, said)
        return taken * 1000

    def _post(self, path: str, body: Mapping[str, str] | None) -> tuple[float, int, bytes]:
        """The seconds until all of the answer is there, its status and its body."""
        headers = {"Content-Type": "application/json", "X-Forwarded-For": str(self._client)}
        text = None if body is None else json.dumps(body)
        started = time.perf_counter()
        self._connection.request("POST", f"/api/{path}", text, headers)
        response = self._connection.getresponse()
        said = response.read()
        return time.perf_counter() - started, response.status, said


def hashes(metrics: str) -> int:
    """How often the portal has hashed."""
    said = httpx.get(metrics, trust_env=False).raise_for_status().text
    found = re.search(r"^mock_portal_hash_seconds_count (\S+)$", said, re.MULTILINE)
    return int(float(found[1])) if found else 0


def mails(portal: RunningPortal) -> dict[bool, int]:
    """How many are queued for voters (True), and how many are decoys."""
    rows = portal.sql("SELECT voter_id IS NOT NULL, count(*) FROM mail GROUP BY 1")
    return {True: 0, False: 0} | {bool(to_voter): count for to_voter, count in rows}


def before(samples: int) -> int:
    """How many are asked about before the first sample."""
    return min(WARM_UP, samples)


def measure(portal: RunningPortal, metrics: str, question: Question, samples: int) -> None:
    """All kinds of identifiers in turn, and each of them first in turn as well."""
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    hashed, queued = hashes(metrics), mails(portal)
    parts, warm_up = urlsplit(portal.url), before(samples)
    count = warm_up + samples
    with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=30)) as connection:
        asker = Asker(connection, question)
        for number in range(count):
            for kind in ORDERS[number % len(ORDERS)]:
                taken = asker.ask(identifier(kind, number))
                if number >= warm_up:
                    times[kind].append(taken)
    hashed = hashes(metrics) - hashed
    SUBJECT.check(hashed == question.hashes * count * len(KINDS), f"{hashed} hashes")
    for to_voter, kinds in ((True, len(KINDS) - 1), (False, 1)):
        new = mails(portal)[to_voter] - queued[to_voter]
        SUBJECT.check(new == question.mails * count * kinds, f"{new} mails, to voters: {to_voter}")
    nobodys = statistics.median(times[NOBODY])
    print(f"{question.name}: {samples} of each; ms: median, middle half, longer than beside it")
    farthest = 0.0
    for kind, each in times.items():
        pairs = zip(each, times[NOBODY], strict=True)
        longer = statistics.median(one - other for one, other in pairs)
        farthest = max(farthest, abs(longer))
        low, median, high = statistics.quantiles(each, n=4)
        print(f"  {kind:<8} {median:7.3f}   {low:7.3f} to {high:7.3f}   {longer:+.3f}")
    name = question.name.replace(" ", "_")
    SUBJECT.note(f"{name}_difference", farthest / nobodys * 100, "%", GOAL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    samples = SUBJECT.options(parser, samples=(SAMPLES, 4)).samples
    voters = [
        identifier(kind, number)
        for kind in KINDS
        if kind != NOBODY
        for number in range(before(samples) + samples)
    ]
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        with start_portal(
            folder,
            election=election_with(folder, voters),
            profile=HashProfile(),
            options=["--trusted-proxy", PROXY, "--metrics", f"{PROXY}:{port}"],
        ) as portal:
            activate(portal)
            for question in QUESTIONS:
                measure(portal, f"http://{PROXY}:{port}/metrics", question, samples)


if __name__ == "__main__":
    main()
