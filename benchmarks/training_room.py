"""Does a room of laptops get through the whole journey, step by step? With the real client.

    python -m benchmarks.training_room [--learners 30] [--postgresql]

A real ``mock-portal train --room --json``, with the hashing that a real election has, on SQLite or
on PostgreSQL. All learners take each step at once, over TLS by the room code: they take their seat
by number and PIN, open the link, create a password, activate, sign in again, and vote in two
ballots. After each step, the dashboard, the lines and the JSON must tell what the database holds.
Told are errors, refusals, and how long each kind of request took.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, TypeVar, cast

from textual.widgets import Static

from benchmarks.shared.figures import Subject
from mock_server.accounts.seats import pin_of
from mock_server.core.settings import Settings
from mock_server.election.context import open_database
from mock_server.security.credentials import PortalKey
from mock_server.training.dashboard import Dashboard
from mock_server.training.lines import Talk
from mock_server.training.rehearsal import code_of
from mock_server.training.room import Stage
from mock_server.training.trainer import Trainer
from tests import portal_database
from tests.portal.captcha_solver import solve
from tests.portal.db.postgres import server
from tui_voter.contract import activation, signing_in, vote
from tui_voter.contract.activation import Invitation
from tui_voter.contract.election import read_election
from tui_voter.contract.errors import PortalError, PortalRefused
from tui_voter.contract.rooms import Room, read_room
from tui_voter.portal.client import PortalClient
from tui_voter.sealing.ballot import seal_ballot
from tui_voter.sealing.codes import credential, read_code, verifier
from tui_voter.sealing.election import read_election as read_paper
from tui_voter.sealing.election import seal_of
from tui_voter.secret import Secret

PASSWORD: Final = Secret("Mot2passe-solide")
ANSWER: Final = Secret("La blanquette")
BALLOTS: Final = 2

SUBJECT: Final = Subject(
    "Every learner takes every step: no error, no refusal; after each step the dashboard, the "
    "lines and the JSON tell the numbers that the database holds, the last of them all learners."
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
        except PortalRefused as refused:
            self.refusals[refused.code.value] += 1
            raise
        except PortalError as error:
            self.errors[type(error).__name__] += 1
            raise
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


@dataclass
class Learner:
    """A learner with what their sheet says, and how far they are."""

    portal: PortalClient
    figures: Figures
    number: int
    pin: Secret
    code: str
    """The voting code."""
    address: str
    token: Secret = field(init=False)
    invitation: Invitation = field(init=False)
    ticket: Secret = field(init=False)
    session: Secret = field(init=False)
    seal: str = ""
    to_cast: list[vote.SealedBallot] = field(default_factory=list)

    async def take_seat(self) -> None:
        self.token = await self._timed(
            "take a seat", activation.take_seat(self.portal, str(self.number), self.pin)
        )

    async def open_link(self) -> None:
        opened = activation.open_link(self.portal, self.token)
        self.invitation = await self._timed("open the link", opened)

    async def create_password(self) -> None:
        captcha = self.invitation.captcha
        created = activation.create_password(
            self.portal, self.token, PASSWORD, captcha.id, solve(captcha.question)
        )
        self.ticket = await self._timed("create password", created)

    async def activate(self) -> None:
        chosen = self.invitation.questions[0].id
        activated = activation.activate(self.portal, self.token, self.ticket, chosen, ANSWER)
        self.session, *_ = await self._timed("activate", activated)
        await self._timed("read election", read_election(self.portal))

    async def sign_in_again(self) -> None:
        await self._timed("end session", signing_in.end_session(self.portal, self.session))
        captcha = await self._timed("new captcha", signing_in.sign_in_captcha(self.portal))
        signed_in = signing_in.sign_in(
            self.portal, self.address, PASSWORD, captcha.id, solve(captcha.question)
        )
        self.session, *_ = await self._timed("sign in", signed_in)

    async def cast_one(self) -> None:
        """Vote in the next ballot; before the first one, the booth is opened by the code."""
        data = read_code(self.code)
        if not self.seal:
            booth = await self._timed("read booth", vote.read_booth(self.portal, self.session))
            self.seal, self.to_cast = seal_of(booth.seal.encode()), [*booth.ballots]
            shown = Secret(verifier(data, self.seal))
            await self._timed("give code", vote.check_code(self.portal, self.session, shown))
        ballot = self.to_cast.pop()
        paper = read_paper(ballot.election.encode())
        choice = self.number % len(paper.answers)
        sealed = await asyncio.to_thread(seal_ballot, paper, credential(data), choice)
        shown = Secret(verifier(data, self.seal))
        cast_ = vote.cast(self.portal, self.session, ballot.ballot_id, shown, sealed.text.decode())
        receipt = await self._timed("cast", cast_)
        SUBJECT.check(receipt.tracker == sealed.tracker, receipt)

    async def _timed(self, kind: str, request: Awaitable[T]) -> T:
        return await self.figures.timed(kind, request)


STEPS: Final[dict[str, Callable[[Learner], Awaitable[None]]]] = {
    "seat": Learner.take_seat,
    Stage.OPENED: Learner.open_link,
    Stage.PASSWORD: Learner.create_password,
    Stage.ACTIVE: Learner.activate,
    Stage.SIGNED_IN: Learner.sign_in_again,
    Stage.VOTED: Learner.cast_one,
    Stage.FINISHED: Learner.cast_one,
}
"""Each step, by the stage that it leads to; a seat leads to none."""


@dataclass
class Training:
    """A training that runs, and its trainer."""

    settings: Settings
    folder: Path
    orders: IO[str]
    output: IO[str]
    room: Room

    def order(self, word: str) -> None:
        self.orders.write(f"{word}\n")
        self.orders.flush()

    def json_totals(self) -> dict[str, int]:
        """The totals as JSON, once they are asked for."""
        self.order("totals")
        for line in self.output:
            told = json.loads(line)
            if "totals" in told and "learners" not in told:  # the answer, and no event
                return cast("dict[str, int]", told["totals"])
        raise SystemExit("NOT MEASURED: the training has ended")


@contextmanager
def training(count: int, folder: Path, database: str) -> Iterator[Training]:
    key_file = folder / "portal.key"
    command = ["train", "--room", "--json", "--learners", str(count), "--port", "0"]
    with subprocess.Popen(
        [sys.executable, "-m", "mock_server", "--lang", "en", *command, "--key-file", key_file],
        cwd=folder,
        env={**os.environ, "MOCK_PORTAL_DATABASE": database, "PYTHONPATH": str(Path.cwd())},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        orders, output, notices = (
            cast("IO[str]", stream) for stream in (process.stdin, process.stdout, process.stderr)
        )
        codes: list[str] = []
        while not codes and (notice := notices.readline()):
            codes = re.findall(r"--room ([-0-9A-Z]+)", notice)
        SUBJECT.check(bool(codes), "no room code")
        output.readline()  # everybody, told once the portal serves
        settings = Settings(database=database, key_file=key_file, training=True)
        it = Training(settings, folder, orders, output, read_room(codes[0]))
        try:
            yield it
        finally:
            it.order("quit")
            output.read()


def in_database(database: str) -> dict[str, int]:
    """How many have reached each stage of :data:`STEPS`, or gone beyond it."""
    steps = dict(portal_database.sql(database, "SELECT step, count(*) FROM progress GROUP BY step"))
    order = [Stage.OPENED, Stage.PASSWORD, Stage.ACTIVE, Stage.SIGNED_IN]
    reached = {
        stage.value: sum(steps.get(later.value, 0) for later in order[place:])
        for place, stage in enumerate(order)
    }
    cast_by = portal_database.sql(database, "SELECT count(*) FROM register GROUP BY voter_id")
    counts = [row[0] for row in cast_by]
    return reached | {
        Stage.VOTED.value: len(counts),
        Stage.FINISHED.value: sum(count == BALLOTS for count in counts),
    }


class Views:
    """The dashboard and the lines of a trainer who looks at the same portal."""

    def __init__(self, trainer: Trainer, dashboard: Dashboard) -> None:
        self._trainer = trainer
        self._dashboard = dashboard

    @classmethod
    @asynccontextmanager
    async def of(cls, settings: Settings) -> AsyncIterator[Views]:
        database, election, _url = open_database(settings)
        with closing(database):
            trainer = Trainer(settings, database, election)
            dashboard = Dashboard(trainer, [])
            async with dashboard.run_test(size=(120, 50)):
                yield cls(trainer, dashboard)

    def lines(self) -> list[int]:
        """The numbers of the stages, in their order, as the lines tell them."""
        told: list[str] = []
        talk = Talk(self._trainer, told.append)
        talk.look()
        talk.tell_totals()
        return [int(number) for number in re.findall(r" (\d+)", told[-1].partition(":")[2])]

    async def shown(self) -> list[int]:
        """The same on the dashboard."""
        await self._dashboard.look()
        text = str(self._dashboard.query_one("#totals", Static).content)
        return [int(number) for number in re.findall(r"(\d+) / \d+", text)]


async def check(step: str, it: Training, views: Views, count: int) -> None:
    """What is told after a step is what the database holds."""
    expected = in_database(it.settings.database)
    if step in expected:
        SUBJECT.check(expected[step] == count, (step, expected))
    told = await asyncio.to_thread(it.json_totals)
    names = [stage.value for stage in Stage if stage.value in told]
    SUBJECT.check({name: told[name] for name in expected} == expected, (step, told, expected))
    wanted = [told[name] for name in names]
    for view in (views.lines(), await views.shown()):
        SUBJECT.check(view[: len(names)] == wanted, (step, view, wanted))
    print(f"{step:<10} {expected}")


async def opened(portal: PortalClient) -> None:
    """Until the vote is open: a portal that serves follows its clock within a second."""
    while (election := await read_election(portal)).portal_time < election.opens_at:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


async def all_steps(it: Training, count: int) -> None:
    figures, key = Figures(), PortalKey.read(it.settings.key_file)
    (vote_folder,) = it.folder.glob("*-vote")
    async with AsyncExitStack() as stack:
        views = await stack.enter_async_context(Views.of(it.settings))
        learners = []
        for number, address in portal_database.sql(
            it.settings.database, "SELECT id, address FROM voter ORDER BY id"
        ):
            portal = PortalClient("", language="fr", room=it.room)
            stack.push_async_callback(portal.aclose)
            pin, code = Secret(pin_of(key, number)), code_of(vote_folder, number)
            learners.append(Learner(portal, figures, number, pin, code, address))
        for step, take in STEPS.items():
            if step == Stage.VOTED:
                it.order("open-vote")
                await opened(learners[0].portal)
            started = time.perf_counter()
            await asyncio.gather(*map(take, learners))
            taken = time.perf_counter() - started
            await check(step, it, views, count)
            print(f"{'':<10} {count} learners in {taken:.1f} s")
    figures.print()
    SUBJECT.check(not figures.refusals and not figures.errors, figures.refusals)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--postgresql", action="store_true")
    options = SUBJECT.options(parser, learners=(30, 3))
    with (
        tempfile.TemporaryDirectory() as name,
        server(lambda _template: None) if options.postgresql else nullcontext() as postgresql,
        postgresql.database() if postgresql else nullcontext(f"{name}/training.db") as database,
        training(options.learners, Path(name), database) as it,
    ):
        asyncio.run(all_steps(it, options.learners))


if __name__ == "__main__":
    main()
