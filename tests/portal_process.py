"""A real portal, ``mock-portal serve``, in a process of its own: for end-to-end tests."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Final, Self

import httpx

from mock_server.cli.clock import set_to
from mock_server.cli.init import init
from mock_server.cli.mail import invite
from mock_server.core.settings import HashProfile, Settings, WorkCost
from mock_server.core.times import read_span
from mock_server.election.folder import SAMPLE
from mock_server.mail.outbox import Mail
from tests.portal.captcha_solver import solve
from tests.portal_database import Beside
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind, link_path

CHEAP: Final = HashProfile(8, 1, 1)
"""The least that argon2 takes: tests are about something else."""

EASY: Final = WorkCost(rounds=1, most=20)
"""Of a proof of work, for the same reason."""

PASSWORD: Final = "Mot2passe-solide"
ANSWER: Final = "Les Vieilles Charrues"

DEMO_VOTER: Final = "camille.dumont@ac-armorique.exemple"
OTHER_VOTER: Final = "remi.guegan@recherche.exemple"
"""The sample election's demo voter, Camille Dumont."""

SAMPLE_LANGUAGES: Final = tuple(
    language for language in Language if (SAMPLE / f"faq.{language}.md").is_file()
)
"""The languages of the sample election, which need not be all that the programs speak."""


@dataclass
class RunningPortal(Beside):
    """A portal that serves. ``url`` is its origin, ``database`` its SQLite file if it has one."""

    url: str
    database: Path
    process: subprocess.Popen[str]

    def invite(self, address: str = DEMO_VOTER) -> str:
        """Queue an activation mail; the link that it carries."""
        (mail,) = invite(self.settings, [address])
        return link_in(mail)

    def invite_all(self) -> dict[str, str]:
        """A link for every account that is not active, by address."""
        return {mail.recipient: link_in(mail) for mail in invite(self.settings, [])}

    def create_password(self, token: str, password: str = PASSWORD) -> str:
        """A password is created over HTTP; the ticket to activate the account with."""
        captcha = self._post("links/open", token=token)["captcha"]
        answered = {"captcha_id": captcha["id"], "captcha_answer": solve(captcha["question"])}
        made = self._post("activation/password", token=token, password=password, **answered)
        return str(made["ticket"])

    def activate(self, token: str, password: str = PASSWORD) -> str:
        """The account is activated over HTTP, with that password and :data:`ANSWER`; the
        session."""
        chosen = {"question_id": "first-concert", "answer": ANSWER}
        ticket = self.create_password(token, password)
        return str(self._post("activation", token=token, ticket=ticket, **chosen)["session"])

    def _post(self, path: str, **body: str) -> Any:
        answer = httpx.post(f"{self.url}/api/{path}", json=body, timeout=30, trust_env=False)
        assert answer.is_success, answer.text
        return answer.json()

    def turn_clock(self, when: datetime) -> None:
        """Set the clock, and wait until the portal shows the time: it looks now and then."""
        set_to(self.settings, when)
        with httpx.Client(trust_env=False) as http:
            told = None
            while told is None or told < when:
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(0.05)  # and leave it the processor
                election = http.get(f"{self.url}/api/election").raise_for_status().json()
                told = datetime.fromisoformat(election["portal_time"])

    def mailbox(self, address: str | None = None) -> list[Mail]:
        """The mails to one voter, or to all, oldest first."""
        return [mail for _kind, mail in self.mails(address)]

    def stop(self) -> int:
        """Stop the portal as a service manager would; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


def start_portal(
    folder: Path,
    *,
    opens_in: str | None = "90s",
    workers: int = 1,
    election: Path = SAMPLE,
    port: int = 0,
    profile: HashProfile = CHEAP,
    work: WorkCost = EASY,
    made_ago: timedelta = timedelta(0),
    database_url: str | None = None,
    options: Sequence[str] = (),
    journal: Path | None = None,
) -> RunningPortal:
    """Make a portal in ``folder`` (or serve the one that is there), and wait until it
    serves. Its database is a SQLite file unless ``database_url`` names another. ``opens_in``
    is the span to the opening from when it was made, None for the election's own dates.
    ``options`` are more of ``serve``'s; ``journal`` is a file for its standard error."""
    database = folder / "portal.db"
    settings = Settings(
        database=database_url or str(database), key_file=folder / "portal.key", profile=profile
    )
    if not settings.key_file.exists():
        maker = replace(settings, clock=lambda: settings.clock() - made_ago)
        init(maker, election, read_span(opens_in) if opens_in else None)
    arguments = ["--port", str(port), "--workers", str(workers), *options]
    key = ("--key-file", str(settings.key_file))
    with journal.open("w") if journal else nullcontext() as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "mock_server", "--lang", "en", "serve", *key, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={
                **os.environ,
                "MOCK_PORTAL_DATABASE": settings.database,
                "MOCK_PORTAL_ARGON2": f"{profile.memory},{profile.passes},{profile.lanes}",
                "MOCK_PORTAL_ALTCHA": f"{work.rounds},{work.most}",
            },
        )
    assert process.stdout is not None
    ready = process.stdout.readline()
    if not ready:
        raise AssertionError(f"the portal did not start: exit code {process.wait()}")
    url = ready.split()[-1].rstrip(".")
    return RunningPortal(settings, url, database, process)


def link_in(mail: Mail) -> str:
    """The activation or recovery link that a mail carries, alone on its line."""
    paths = [link_path(kind) for kind in LinkKind]
    (line,) = [line for line in mail.body.splitlines() if any(path in line for path in paths)]
    return line


def election_with(
    folder: Path, addresses: Sequence[str], ballots: str = "csa-national csa-academique"
) -> Path:
    """A copy of the sample election with these voters instead of its own, each with a name of its
    own, all of them in the rolls of the same ballots."""
    copy = folder / "election"
    shutil.copytree(SAMPLE, copy)
    lines = [
        f"{address},Dupont-{''.join(name).title()},Jo,fr,Lycée des Neuf-Rochers,,{ballots}"
        for address, name in zip(
            [DEMO_VOTER, *addresses], product(ascii_lowercase, repeat=3), strict=False
        )
    ]
    header = "identifier,family_name,first_name,language,affiliation,body,ballots"
    (copy / "voters.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return copy
