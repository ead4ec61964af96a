"""A real portal for each test: uvicorn on a loopback socket, a database of its own, a clock
that the test holds.

Tests marked ``both_databases`` run on SQLite and on PostgreSQL, as locks, dialect or versions
matter to them. All others run on SQLite, and those marked ``each_database`` on PostgreSQL too
where ``EACH_WAY`` is set.
"""

import re
import shutil
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import Connection, event, func, select

from mock_server.cli import main
from mock_server.cli.init import init
from mock_server.cli.mail import invite
from mock_server.core.settings import Settings
from mock_server.db import schema, versions
from mock_server.election import following
from mock_server.election.folder import SAMPLE
from mock_server.election.model import decode_election, encode_election
from mock_server.http.app import Beside as Served
from mock_server.http.server import Server, listen, make_server, origin_of
from mock_server.security.credentials import PortalKey
from mock_server.security.rate_limit import account_mac
from tests.portal.captcha_solver import solve
from tests.portal.db.postgres import TEMPLATE, server
from tests.portal.db.postgres import Server as PostgreSQL
from tests.portal_database import Beside, sql, transaction
from tests.portal_process import CHEAP, DEMO_VOTER, EASY, link_in
from tests.ways import EACH_WAY
from tui_voter.contract.errors import ErrorCode
from tui_voter.portal.wire import KEPT

PASSWORD = "Mot2passe-solide"
ANSWER = "Les Vieilles Charrues"
QUESTION = "first-concert"

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that speak plain HTTP: to read the certificate authorities took a third of what a
portal costs here, and each test has one."""


class HeldClock:
    """A clock that only its test moves."""

    def __init__(self) -> None:
        self.now = datetime(2022, 10, 18, 8, 22, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Portal(Beside):
    """A portal that serves, and what a voter does with it over HTTP."""

    http: httpx.Client
    clock: HeldClock

    def invite(self, address: str = DEMO_VOTER) -> str:
        """A fresh link's token."""
        (mail,) = invite(self.settings, [address])
        return token_in(link_in(mail))

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.http.post(f"/api/{path}", json=body or None)

    def open(self, token: str) -> dict[str, Any]:
        return done(self.post("links/open", token=token))

    def with_captcha(self, token: str, password: str = PASSWORD) -> dict[str, Any]:
        """The body that creates a password, its captcha asked for and answered."""
        captcha = self.open(token)["captcha"]
        answered = {"captcha_id": captcha["id"], "captcha_answer": solve(captcha["question"])}
        return {"token": token, "password": password, **answered}

    def create_password(self, token: str, password: str = PASSWORD) -> str:
        """The ticket."""
        body = self.with_captcha(token, password)
        return str(done(self.post("activation/password", **body))["ticket"])

    def activate(
        self, token: str, ticket: str, *, question: str = QUESTION, answer: str = ANSWER
    ) -> httpx.Response:
        chosen = {"question_id": question, "answer": answer}
        return self.post("activation", token=token, ticket=ticket, **chosen)

    def activated(self, address: str = DEMO_VOTER) -> tuple[str, str, str]:
        """A whole activation: the link's token, the ticket, the session."""
        token = self.invite(address)
        ticket = self.create_password(token)
        return token, ticket, done(self.activate(token, ticket))["session"]

    def captcha(self, act: str) -> dict[str, str]:
        """A captcha of "links", "sign-in" or "recovery", asked for and answered."""
        captcha = self.post(f"{act}/captcha").json()
        return {"captcha_id": captcha["id"], "captcha_answer": solve(captcha["question"])}

    def try_sign_in(self, identifier: str = DEMO_VOTER, password: str = PASSWORD) -> httpx.Response:
        body = {"identifier": identifier, "password": password, **self.captcha("sign-in")}
        return self.post("sign-in", **body)

    def sign_in(self, identifier: str = DEMO_VOTER, password: str = PASSWORD) -> str:
        """The session."""
        return str(done(self.try_sign_in(identifier, password))["session"])

    def ask_link(self, address: str = DEMO_VOTER) -> httpx.Response:
        return self.post("links", address=address, **self.captcha("links"))

    def ask_recovery(self, identifier: str = DEMO_VOTER) -> httpx.Response:
        return self.post("recovery", identifier=identifier, **self.captcha("recovery"))

    def recovery_link(self, identifier: str = DEMO_VOTER) -> str:
        """A fresh recovery link's token, as it was mailed."""
        assert self.ask_recovery(identifier).status_code == 202
        (*_earlier, newest) = [mail for kind, mail in self.mails() if kind == "recovery"]
        return token_in(link_in(newest))

    def answer(self, token: str, answer: str = ANSWER) -> httpx.Response:
        return self.post("recovery/answer", token=token, answer=answer)

    def recovery_ticket(self, token: str) -> str:
        return str(done(self.answer(token))["ticket"])

    def reset(self, token: str, ticket: str, password: str) -> httpx.Response:
        return self.post("recovery/password", token=token, ticket=ticket, password=password)

    def counts(self, identifier: str = DEMO_VOTER) -> list[int]:
        """Of the tries at an account, whatever they are counted by."""
        account = account_mac(PortalKey.read(self.settings.key_file), identifier)
        rows = self.sql("SELECT subject_mac, tries FROM guessing")
        return [tries for subject, tries in rows if account in (subject[:16], subject[16:])]

    def mailed(self, kind: str = "%") -> int:
        """How many mails of a kind, or of all, were queued."""
        return int(self.sql("SELECT count(*) FROM mail WHERE kind LIKE ?", kind)[0][0])

    def ask(self, method: str, path: str, session: str, **body: Any) -> httpx.Response:
        """A request that bears a session; with a body if one is given."""
        headers = {"Authorization": f"Bearer {session}"}
        return self.http.request(method, f"/api/{path}", headers=headers, json=body or None)

    def lives(self, session: str) -> bool:
        """Whether a session is still open. Asking prolongs it."""
        response = self.ask("GET", "profile", session)
        assert response.status_code in (200, 401), response.text
        return response.status_code == 200


def done(response: httpx.Response) -> dict[str, Any]:
    """What came of a request that was not refused."""
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def token_in(link: str) -> str:
    return link.rpartition("/")[2]


@pytest.fixture(scope="session")
def stopping() -> Iterator[list[tuple[Server, threading.Thread]]]:
    """Servers take a moment to end: they are told after their test, and waited for once."""
    told: list[tuple[Server, threading.Thread]] = []
    yield told
    for _server, thread in told:
        thread.join(20)
        assert not thread.is_alive()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marked = metafunc.definition.get_closest_marker
    both = marked("both_databases") or (EACH_WAY and marked("each_database"))
    if "kind" in metafunc.fixturenames and both:
        metafunc.parametrize("kind", ["sqlite", "postgresql"])


@pytest.fixture
def kind() -> str:
    """Of the database."""
    return "sqlite"


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    folder = tmp_path_factory.mktemp("template")

    def fill(url: str) -> None:
        init(settings_of(url, folder), SAMPLE, None)

    with server(fill) as running:
        yield running


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample election's database, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    file = folder / "portal.db"
    init(settings_of(str(file), folder), SAMPLE, None)
    return file


@pytest.fixture
def busy_timeout() -> float:
    """So long that nobody is turned away because the machine is busy with other tests."""
    return 20.0


SOON_BUSY = pytest.mark.parametrize("busy_timeout", [0.2])
"""A test of this mark holds the database until it is told to be busy."""


@pytest.fixture
def settings(
    kind: str, busy_timeout: float, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """A portal made from the sample election, with a clock that stands still."""
    with ExitStack() as stack:
        if kind == "sqlite":
            template: Path = request.getfixturevalue("sqlite")
            database = str(shutil.copy(template, tmp_path / "portal.db"))
        else:
            server: PostgreSQL = request.getfixturevalue("postgresql")
            database = stack.enter_context(server.database(TEMPLATE))
        settings = replace(settings_of(database, tmp_path), busy_timeout=busy_timeout)
        PortalKey.create(settings.key_file)
        yield settings


@pytest.fixture
def empty_database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database for ``init`` to make a portal in."""
    if kind == "sqlite":
        yield str(tmp_path / "another.db")
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    with server.database() as url:
        yield url


@pytest.fixture
def next_version(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that has one migration more than the one that made the portal."""
    version = schema.VERSION
    migrations = tmp_path / "migrations"
    shutil.copytree(versions.MIGRATIONS, migrations)
    (migrations / "versions" / "next.py").write_text(
        f"""
import sqlalchemy as sa
from alembic import op

revision = "{version + 1}"
down_revision = "{version}"


def upgrade() -> None:
    op.add_column("ballot", sa.Column("motto", sa.Text(), nullable=False, server_default="Go"))
    op.create_table("hall", sa.Column("id", sa.Integer(), primary_key=True))
"""
    )
    monkeypatch.setattr(versions, "MIGRATIONS", migrations)
    monkeypatch.setattr(schema, "VERSION", version + 1)


def settings_of(database: str, folder: Path) -> Settings:
    return Settings(
        database=database,
        key_file=folder / "portal.key",
        public_url="http://portail.exemple",
        profile=CHEAP,
        work=EASY,
        clock=HeldClock(),
    )


Stopping = list[tuple[Server, threading.Thread]]


@contextmanager
def serving(
    settings: Settings, stopping: Stopping, beside: Callable[[str], Served] | None = None
) -> Iterator[Portal]:
    """A server over what ``settings`` name; may be done again, as after a restart. ``beside`` makes
    what it serves as well, for its origin."""
    started = threading.Event()
    with closing(listen("127.0.0.1", 0)) as sock:
        more = beside(origin_of(sock, "https")) if beside else None
        server = make_server(settings, started.set, more)
        thread = threading.Thread(target=server.run, args=([sock],))
        thread.start()
        started.wait()
        assert isinstance(settings.clock, HeldClock)
        tls = settings.certificate
        origin = origin_of(sock, "https" if tls else "http")
        trusted = ssl.create_default_context(cafile=tls) if tls else NO_AUTHORITIES
        limits = httpx.Limits(keepalive_expiry=KEPT)
        try:
            with httpx.Client(
                base_url=origin, trust_env=False, timeout=30, verify=trusted, limits=limits
            ) as http:
                yield Portal(replace(settings), http, settings.clock)
        finally:  # a test that fails, too, lets its process end
            server.should_exit = True
            stopping.append((server, thread))


@pytest.fixture
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal learns at once of what was changed in its database: nobody asks it for long."""
    monkeypatch.setattr(following, "READ_EVERY", 0.05)


@pytest.fixture
def portal(settings: Settings, stopping: Stopping) -> Iterator[Portal]:
    with serving(settings, stopping) as portal:
        yield portal


@pytest.fixture
def active(portal: Portal) -> Portal:
    """A portal whose demo voter has an active account."""
    portal.activated()
    return portal


@pytest.fixture
def session(portal: Portal) -> str:
    """The demo voter's, whose account was activated just now."""
    return portal.activated()[2]


def refused(response: httpx.Response, code: ErrorCode) -> dict[str, Any]:
    """The problem, checked for its form."""
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = response.json()
    assert problem["code"] == code
    assert problem["status"] == response.status_code == code.status
    return problem


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder: its exit code, what it printed, what it complained."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANGUAGE", "en")  # which the command sets too
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str) -> tuple[int, str, str]:
        try:
            code = main(words)
        except SystemExit as exit_:  # argparse's way
            code = int(exit_.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def words_for(settings: Settings) -> tuple[str, ...]:
    """Options that name this portal to a command."""
    return "--database", settings.database, "--key-file", str(settings.key_file)


def complaint(run: Run, *words: str) -> str:
    """Of a command that is refused, and changes no file of the current folder: its last line."""
    before = contents(Path())
    code, _out, err = run(*words)
    assert code == 2
    assert not {"Traceback", "hunter2"} & set(re.findall(r"\w+", err)), "hunter2 is a password"
    assert contents(Path()) == before
    return err.partition("\nHelp: ")[0].splitlines()[-1]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file, byte by byte."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def shape(portal: Portal) -> dict[str, int]:
    """How many rows each table holds."""
    with transaction(portal.settings.database) as tx:
        return {
            table.name: tx.execute(select(func.count()).select_from(table)).scalar_one()
            for table in schema.metadata.sorted_tables
        }


def change_election(settings: Settings, **changes: Any) -> None:
    """Of a portal that does not serve."""
    ((text,),) = sql(settings.database, "SELECT election FROM portal")
    election = msgspec.structs.replace(decode_election(text), **changes)
    sql(settings.database, "UPDATE portal SET election = ?", encode_election(election))


def statements(tx: Connection) -> list[tuple[str, Any]]:
    """What is asked of the database from now on, with its parameters."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    event.listen(tx, "before_cursor_execute", note)
    return asked
