"""Mails are handed over: each once, whatever the server does, and twice at most after a crash."""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
import trustme

from mock_server.cli import main
from mock_server.cli.clock import opening_in
from mock_server.cli.mail import follow, invite, show_failures, show_mailbox
from mock_server.core.settings import Settings
from mock_server.db.engine import Database, read_url
from mock_server.election.context import open_database
from mock_server.mail.carrier import Carrier, MailServer
from mock_server.mail.carriers import read_carriers
from mock_server.mail.delivery import CARRIERS, Delivery, composer
from mock_server.mail.outbox import claim
from mock_server.mail.smtp import Smtp
from mock_server.security.credentials import PortalKey
from tests import portal_database
from tests.portal.conftest import SOON_BUSY, HeldClock, Portal, Run
from tests.portal.mail.mail_server import (
    MailSink,
    free_port,
    guarded_mail_server,
    mail_server,
    take_one_mail,
)
from tests.portal_process import DEMO_VOTER, OTHER_VOTER


def clock_of(settings: Settings) -> HeldClock:
    assert isinstance(settings.clock, HeldClock)
    return settings.clock


def deliver(
    settings: Settings, carriers: list[Carrier], *, until: Callable[[], bool] | None = None
) -> Delivery:
    """Deliver once; or as a worker does, its waits moving the clock, until something is so."""
    clock = clock_of(settings)

    async def wait(seconds: float) -> bool:
        clock.advance(seconds=max(seconds, 60))
        return until is not None and until()

    database, election, _url = open_database(settings)
    with closing(database):
        delivery = Delivery(
            database,
            carriers,
            composer(database, election, PortalKey.read(settings.key_file)),
            clock=clock,
            wait=wait,
            jitter=lambda: 0.5,
        )
        asyncio.run(delivery.until_stopped() if until else delivery.once())
    return delivery


def to(port: int, count: int = CARRIERS) -> list[Carrier]:
    return read_carriers(f"smtp://127.0.0.1:{port}", None, count)


def state(settings: Settings) -> list[tuple[bool, int, str]]:
    """Of every mail: whether it was sent, tries, the failure."""
    return [
        (sent_at is not None, tries, failure)
        for sent_at, tries, failure in portal_database.sql(
            settings.database, "SELECT sent_at, tries, failure FROM mail ORDER BY id"
        )
    ]


# --- What is handed over --------------------------------------------------------------------


def test_a_mail_says_the_same_in_text_and_html(settings: Settings) -> None:
    (mail,) = invite(settings, [DEMO_VOTER])
    sink = MailSink()
    with mail_server(sink) as port:
        deliver(settings, to(port))
    (made,) = sink.taken
    assert made["From"] == "Élections professionnelles 2022 <elections@portail.exemple>"
    assert (made["To"], made["Subject"]) == (DEMO_VOTER, mail.subject)
    assert made["Date"].datetime == clock_of(settings)()
    assert made["Message-ID"].endswith("@portail.exemple>")
    assert (made["Content-Language"], made["Auto-Submitted"]) == ("fr", "auto-generated")
    text, html = (part.get_content() for part in made.iter_parts())
    assert text == mail.body
    (link,) = [line for line in mail.body.splitlines() if "/activation/" in line]
    assert f'<p><a href="{link}">{link}</a></p>' in html
    assert '<html lang="fr">' in html
    assert html.count("http") == 2  # nothing else is from anywhere


def test_what_a_voter_wrote_is_no_markup_no_link_and_no_header(settings: Settings) -> None:
    invite(settings, [DEMO_VOTER, OTHER_VOTER])
    portal_database.sql(
        settings.database,
        "UPDATE mail SET kind = 'claim_received', body = ?",
        "<b>Bonjour</b>\nhttp://evil.example/x\n\n.\n\n2. deux\n3. trois\n",
    )
    portal_database.sql(
        settings.database,
        "UPDATE mail SET subject = ? WHERE recipient = ?",
        "Bonjour\r\nBcc: evil@evil.example",
        OTHER_VOTER,
    )
    sink = MailSink()
    with mail_server(sink) as port:
        deliver(settings, to(port))
    text, html = (part.get_content() for part in sink.taken[0].iter_parts())
    assert "&lt;b&gt;Bonjour&lt;/b&gt;" in html
    assert "<a " not in html
    assert '<ol start="2"><li>deux</li><li>trois</li></ol>' in html
    assert text.splitlines()[3] == "."  # SMTP's own end of a mail
    assert sink.recipients == [DEMO_VOTER]
    assert state(settings)[1][:2] == (False, 1)
    assert "no message can be made" in state(settings)[1][2]


def test_a_maildir_holds_whole_mails(settings: Settings, tmp_path: Path) -> None:
    mails = invite(settings, [DEMO_VOTER, OTHER_VOTER])
    deliver(settings, read_carriers(f"maildir:{tmp_path / 'box'}", None, CARRIERS))
    files = sorted((tmp_path / "box" / "new").iterdir())
    made = [message_from_string(file.read_text(), policy=default) for file in files]
    assert {item["To"] for item in made} == {mail.recipient for mail in mails}
    assert list((tmp_path / "box" / "tmp").iterdir()) == []
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}, "they hold links"
    assert {
        path.stat().st_mode & 0o777 for path in [tmp_path / "box", *(tmp_path / "box").iterdir()]
    } == {0o700}
    assert [sent for sent, _tries, _failure in state(settings)] == [True, True]


# --- What servers do ------------------------------------------------------------------------


def test_down_refusing_slow_and_back(settings: Settings) -> None:
    """The whole tale: everything is delivered, and what was slow comes twice at most."""
    invite(settings, [])
    port = free_port()
    waiting = to(port)
    clock = clock_of(settings)
    start = clock()
    deliver(settings, waiting, until=lambda: clock() > start + timedelta(hours=2))  # down
    first = state(settings)
    assert not any(sent for sent, _tries, _failure in first)
    assert all("onnect" in failure for _sent, tries, failure in first if tries)
    sink = MailSink(
        answers={
            "RCPT": ["451 4.7.1 Greylisted", "450 4.2.0 Busy", "421 4.3.2 Going down"],
            "DATA": ["452 4.3.1 Full", "554 5.7.1 Looks odd"],
        }
    )
    with mail_server(sink, port):
        deliver(settings, waiting, until=lambda: len(sink.taken) == 60)
    assert set(sink.times().values()) == {1}
    assert len(set(sink.recipients)) == 60
    assert all(sent and not failure for sent, _tries, failure in state(settings))


@pytest.mark.parametrize("host", ["127.0.0.1", "mail..example"], ids=["silent", "none"])
def test_a_server_that_does_not_answer_is_asked_ever_less(settings: Settings, host: str) -> None:
    """As is one whose name, whatever it makes the library raise, turns out to be none."""
    invite(settings, [DEMO_VOTER])
    clock = clock_of(settings)
    start = clock()
    nowhere: list[Carrier] = read_carriers(f"smtp://{host}:{free_port()}", None, 1)
    deliver(settings, nowhere, until=lambda: clock() > start + timedelta(days=1))
    ((sent, tries, failure),) = state(settings)
    assert not sent
    assert 48 <= tries <= 80  # half an hour at most, by chance a part of it
    assert failure


def test_a_refused_recipient_is_kept_and_tried_rarely(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    invite(settings, [DEMO_VOTER, OTHER_VOTER])
    sink = MailSink(answers={"RCPT": ["550 5.1.1 No such\x1b[2J mailbox"]})
    clock = clock_of(settings)
    with mail_server(sink) as port:
        carriers = to(port, 1)
        deliver(settings, carriers)
        assert sink.recipients == [OTHER_VOTER]
        capsys.readouterr()
        show_failures(settings)
        told = capsys.readouterr().out
        assert told.startswith(f"{DEMO_VOTER}, Ouverture du portail")
        assert "1 attempt, next on 2022-10-18 14:52 (Europe/Paris): 550 5.1.1 No such" in told
        assert "\x1b" not in told
        clock.advance(hours=4)
        deliver(settings, carriers)
        assert len(sink.taken) == 1
        clock.advance(hours=1)
        deliver(settings, carriers)
    assert sink.recipients == [OTHER_VOTER, DEMO_VOTER]
    capsys.readouterr()
    show_failures(settings)
    assert capsys.readouterr().out == "No emails have failed.\n"


def test_a_slow_server_is_left_and_the_mail_comes_again(settings: Settings) -> None:
    """It took the mail and did not say so in time: the one case of a mail that comes twice."""
    invite(settings, [DEMO_VOTER])
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        server = MailServer("127.0.0.1", port, tls=False)

        async def both() -> str:
            talk = asyncio.create_task(asyncio.to_thread(take_one_mail, listener))
            await asyncio.to_thread(deliver, settings, [Smtp(server, patience=1)])
            peer, text = await talk
            peer.close()
            return text

        first = message_from_string(asyncio.run(both()), policy=default)
    assert state(settings) == [(False, 1, "no answer in time")]
    clock_of(settings).advance(minutes=1)
    sink = MailSink()
    with mail_server(sink, port):
        deliver(settings, to(port))
    assert sink.times() == {first["Message-ID"]: 1}


# --- Crashes, and many workers --------------------------------------------------------------


@pytest.mark.both_databases
def test_a_worker_that_is_killed_leaves_one_duplicate_at_most(
    settings: Settings,
) -> None:
    invite(settings, [DEMO_VOTER])
    clock = clock_of(settings)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        with worker(settings, "deliver", f"smtp://127.0.0.1:{port}") as process:
            peer, text = take_one_mail(listener)
            process.kill()
        peer.close()
    first = message_from_string(text, policy=default)
    assert state(settings) == [(False, 1, "")]
    ((due_at,),) = portal_database.sql(settings.database, "SELECT due_at FROM mail")
    sink = MailSink()
    with mail_server(sink) as port:
        clock.now = _moment(due_at) - timedelta(seconds=1)
        deliver(settings, to(port))
        assert sink.taken == []  # its lease runs
        clock.advance(seconds=1)
        deliver(settings, to(port))
    assert sink.times() == {first["Message-ID"]: 1}
    assert state(settings) == [(True, 2, "")]


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=microseconds)


@pytest.mark.both_databases
def test_two_workers_at_once_deliver_each_mail_once(settings: Settings) -> None:
    invite(settings, [])
    sink = MailSink()
    with mail_server(sink) as port:

        async def both() -> None:
            await asyncio.gather(
                *(asyncio.to_thread(deliver, settings, to(port)) for _worker in range(2))
            )

        asyncio.run(both())
    assert len(sink.taken) == 60
    assert set(sink.times().values()) == {1}
    assert all(sent for sent, _tries, _failure in state(settings))


@pytest.fixture
def two_databases(settings: Settings) -> Iterator[tuple[Database, Database]]:
    url = read_url(settings.database)
    with closing(Database(url)) as one, closing(Database(url)) as two:
        yield one, two


@pytest.mark.both_databases
def test_a_claim_holds_until_its_lease_has_run_out(
    settings: Settings, two_databases: tuple[Database, Database]
) -> None:
    invite(settings, [])
    now = clock_of(settings)()
    one, two = two_databases

    def take(database: Database, most: int) -> set[int]:
        with database.write() as tx:
            return {entry.id for entry in claim(tx, due_by=now, now=now, most=most)}

    if portal_database.is_postgresql(settings.database):
        with one.write() as tx:  # not committed yet
            first = {entry.id for entry in claim(tx, due_by=now, now=now, most=40)}
            second = take(two, 40)
    else:
        first, second = take(one, 40), take(two, 40)
    assert (len(first), len(second)) == (40, 20)
    assert not first & second
    assert take(one, 40) == set()
    now += timedelta(minutes=3)
    assert len(take(two, 100)) == 60


class Idle:
    """A carrier that takes mails nowhere."""

    async def ready(self) -> None:
        pass

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> None:
        pass

    async def rest(self) -> None:
        pass


class HoldingCarrier(Idle):
    """Takes a mail, and lets nobody write into the database afterwards."""

    def __init__(self, database: str) -> None:
        self.taken = 0
        self.hold = ExitStack()
        self._database = database

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> None:  # noqa: ARG002 (a carrier's signature)
        self.taken += 1
        self.hold.enter_context(portal_database.held(self._database))


@SOON_BUSY
@pytest.mark.both_databases
def test_a_busy_database_is_told_of_a_sent_mail_later(settings: Settings) -> None:
    invite(settings, [DEMO_VOTER])
    carrier = HoldingCarrier(settings.database)

    async def wait(seconds: float) -> bool:
        carrier.hold.close()
        return False

    database, election, _url = open_database(settings)
    with closing(database):
        compose = composer(database, election, PortalKey.read(settings.key_file))
        delivery = Delivery(database, [carrier], compose, clock=settings.clock, wait=wait)
        asyncio.run(delivery.once())
    assert carrier.taken == 1
    assert state(settings) == [(True, 1, "")]


# --- Passwords and certificates -------------------------------------------------------------


@pytest.fixture
def certificates(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's certificate, and the file of the authority that gave it."""
    authority = trustme.CA()
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(trust)
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return trust, file


def test_starttls_and_a_password(
    settings: Settings,
    certificates: tuple[ssl.SSLContext, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invite(settings, [DEMO_VOTER])
    monkeypatch.setenv("MOCK_PORTAL_SMTP_PASSWORD", "canard-42")
    trust, authority = certificates
    sink = MailSink()
    with guarded_mail_server(sink, trust, "canard-42") as port:
        url = f"smtp://portail%40mails@127.0.0.1:{port}"
        deliver(settings, read_carriers(url, None, 1))  # nobody vouches for this server
        assert sink.users == []
        assert "certificate" in state(settings)[0][2].lower()
        clock_of(settings).advance(hours=1)
        monkeypatch.setenv("MOCK_PORTAL_SMTP_PASSWORD", "wrong")
        deliver(settings, read_carriers(url, authority, 1))
        assert "535" in state(settings)[0][2]
        assert sink.taken == []
        clock_of(settings).advance(hours=1)
        monkeypatch.setenv("MOCK_PORTAL_SMTP_PASSWORD", "canard-42")
        deliver(settings, read_carriers(url, authority, 1))
    assert (sink.over_tls, set(sink.users)) == ([True], {"portail@mails"})


def test_no_mail_leaves_this_computer_without_tls(settings: Settings) -> None:
    """A server on another host that offers no STARTTLS gets nothing."""
    invite(settings, [DEMO_VOTER])
    sink = MailSink()
    with mail_server(sink) as port:
        # Loopback too, and by a name that is not known to be this computer's.
        deliver(settings, [Smtp(MailServer("127.1", port, tls=False))])
    assert sink.taken == []
    assert "STARTTLS" in state(settings)[0][2]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://host", "A destination for emails is written"),
        ("smtp://", "A destination for emails is written"),
        ("smtp://host/path", "A destination for emails is written"),
        ("smtp://host:99999", "A destination for emails is written"),
        ("smtp://ho st", "A destination for emails is written"),
        ("smtp://user:hunter2@host", "belongs in MOCK_PORTAL_SMTP_PASSWORD"),
        ("smtp://user@host", "password is missing: set it in MOCK_PORTAL_SMTP_PASSWORD"),
        ("maildir:papers", "is not a maildir"),
    ],
)
def test_what_is_no_place_for_mails_keeps_a_portal_from_serving(
    run: Run, url: str, sentence: str
) -> None:
    Path("papers").mkdir()
    run("init")
    code, out, err = run("serve", "--port", "0", "--deliver", url)
    assert (code, out) == (2, "")
    assert sentence in err
    assert "hunter2" not in err
    assert not [*Path("papers").iterdir()]


# --- The commands ---------------------------------------------------------------------------


def test_deliver_once_says_what_it_did(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    invite(settings, [DEMO_VOTER, OTHER_VOTER])
    capsys.readouterr()
    words = ["--lang", "en", "deliver", "--database", settings.database, "--once"]
    assert main([*words, f"smtp://127.0.0.1:{free_port()}"]) == 1
    assert capsys.readouterr().out == (
        "0 emails were delivered. 2 attempts failed: mock-portal mailbox --failed --database "
        f"{settings.database} shows why.\n"
    )
    portal_database.sql(settings.database, "UPDATE mail SET due_at = 0")
    assert main([*words, f"maildir:{tmp_path / 'box'}"]) == 0
    assert capsys.readouterr().out == "2 emails were delivered.\n"


def worker(settings: Settings, *words: str) -> subprocess.Popen[str]:
    """A ``mock-portal`` of its own."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "mock_server", "--lang", "en", *words),
            *("--key-file", str(settings.key_file)),
        ],
        env={"MOCK_PORTAL_DATABASE": settings.database, "PYTHONUTF8": "1", "LANG": "C"},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (signal.SIGTERM, ["deliver"]),
        (signal.SIGINT, ["deliver"]),
        (signal.SIGTERM, ["serve", "--port", "0", "--deliver"]),
    ],
)
def test_mails_are_delivered_until_a_signal_by_themselves_or_by_a_portal_that_serves(
    settings: Settings, number: signal.Signals, words: list[str]
) -> None:
    sink = MailSink()
    with (
        mail_server(sink) as port,
        worker(settings, *words, f"smtp://127.0.0.1:{port}") as process,
    ):
        for address in (DEMO_VOTER, OTHER_VOTER):
            invite(settings, [address])
            assert sink.arrivals.get(timeout=30) == address
        process.send_signal(number)
        out, _err = process.communicate(timeout=30)
    assert process.returncode == 0
    if words == ["deliver"]:
        assert out == "Delivering emails, until Ctrl+C.\n2 emails were delivered.\n"
        assert [sent for sent, _tries, _failure in state(settings)] == [True, True]
    assert set(sink.times().values()) == {1}


@pytest.mark.both_databases
def test_a_decoy_takes_the_work_of_a_mail_and_goes_nowhere(portal: Portal) -> None:
    """Or its absence would tell for which addresses there is something to deliver: at once, and
    behind a server that is down."""
    assert portal.ask_link("nobody@ac-armorique.exemple").status_code == 202
    invite(portal.settings, [DEMO_VOTER])
    down = deliver(portal.settings, to(free_port()))
    decoy, mail = state(portal.settings)
    assert (decoy, decoy[0]) == (mail, False)
    assert (down.tally.sent, down.tally.failed) == (0, 1)
    portal.clock.advance(hours=1)
    sink = MailSink()
    with mail_server(sink) as port:
        done = deliver(portal.settings, to(port))
    assert [mail["To"] for mail in sink.taken] == [DEMO_VOTER]
    assert (done.tally.sent, done.tally.failed) == (1, 0)
    assert state(portal.settings) == [(True, 2, ""), (True, 2, "")]


class Postman(Idle):
    """Takes so many seconds of ``clock`` for each mail, and as many to be ready for them."""

    def __init__(self, clock: HeldClock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds

    async def ready(self) -> None:
        self._clock.advance(seconds=self._seconds)

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> None:  # noqa: ARG002 (a carrier's signature)
        self._clock.advance(seconds=self._seconds)


def test_a_decoy_keeps_its_carrier_as_long_as_the_mail_before_it(portal: Portal) -> None:
    """Or one's own mail would tell how many of the addresses that were asked about are known."""
    invite(portal.settings, [DEMO_VOTER])
    assert portal.ask_link("nobody@ac-armorique.exemple").status_code == 202
    clock, waited = clock_of(portal.settings), list[float]()

    async def wait(seconds: float) -> bool:
        waited.append(seconds)
        return False

    database, election, _url = open_database(portal.settings)
    with closing(database):
        compose = composer(database, election, PortalKey.read(portal.settings.key_file))
        delivery = Delivery(
            database,
            [Postman(clock, 3)],
            compose,
            clock=clock,
            wait=wait,
            elapsed=lambda: clock().timestamp(),
        )
        asyncio.run(delivery.once())
    assert waited == [3]
    assert state(portal.settings) == [(True, 1, ""), (True, 1, "")]


def test_following_shows_each_mail_once(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    class Enough(Exception):
        pass

    invite(settings, [DEMO_VOTER])
    turns = iter([DEMO_VOTER, OTHER_VOTER, None])
    printed: list[str] = []

    def wait(_seconds: float) -> None:
        printed.append(capsys.readouterr().out)
        address = next(turns)
        if address is None:
            raise Enough
        invite(settings, [address])

    capsys.readouterr()
    with pytest.raises(Enough):
        follow(settings, None, wait)
    recipients = [line for text in printed for line in text.splitlines() if line[:4] == "To: "]
    assert recipients == [f"To: {DEMO_VOTER}", f"To: {DEMO_VOTER}", f"To: {OTHER_VOTER}"]
    assert [text.count("Subject:") for text in printed] == [1, 1, 1]


def test_a_mailbox_is_dated_by_the_portals_clock(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    invite(settings, [DEMO_VOTER])
    opening_in(settings, timedelta(hours=1))
    show_mailbox(settings, DEMO_VOTER)
    assert "Date: 2022-12-01 07:00 (Europe/Paris)\n" in capsys.readouterr().out
