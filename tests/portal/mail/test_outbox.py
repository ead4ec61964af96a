"""Mails are handed over: each once, whatever the server does, and twice at most after a crash; and
whoever has the database alone, or a backup's, opens nothing with their links."""

import asyncio
import signal
import ssl
import subprocess
import sys
import tarfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, message_from_string
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from mock_server.cli import main
from mock_server.cli.mail import follow, invite, show_failures
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
from tests.portal.conftest import SOON_BUSY, HeldClock, Portal, token_in, words_for
from tests.portal.mail.mail_server import MailSink, free_port, mail_server
from tests.portal_process import DEMO_VOTER, OTHER_VOTER, link_in


def clock_of(settings: Settings) -> HeldClock:
    assert isinstance(settings.clock, HeldClock)
    return settings.clock


def deliver(
    settings: Settings,
    carriers: list[Carrier],
    *,
    until: Callable[[], bool] | None = None,
    wait: Callable[[float], Awaitable[bool]] | None = None,
) -> Delivery:
    """Deliver once; or as a worker does, its waits moving the clock, until something is so."""
    clock = clock_of(settings)

    async def sleep(seconds: float) -> bool:
        clock.advance(seconds=max(seconds, 60))
        return until is not None and until()

    database, election, _url = open_database(settings)
    with closing(database):
        delivery = Delivery(
            database,
            carriers,
            composer(database, election, PortalKey.read(settings.key_file)),
            clock=clock,
            wait=wait or sleep,
            jitter=lambda: 0.5,
            elapsed=lambda: clock().timestamp(),
        )
        asyncio.run(delivery.until_stopped() if until else delivery.once())
    return delivery


def to(port: int, count: int = CARRIERS) -> list[Carrier]:
    return read_carriers(f"smtp://127.0.0.1:{port}", None, count)


def state(settings: Settings) -> list[tuple[bool, int, str]]:
    """Of every mail: whether it was sent, tries, the failure."""
    kept = "SELECT sent_at, tries, failure FROM mail ORDER BY id"
    rows = portal_database.sql(settings.database, kept)
    return [(sent_at is not None, tries, failure) for sent_at, tries, failure in rows]


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
    text = "<b>Bonjour</b>\nhttp://evil.example/x\n\n.\n\n2. deux\n3. trois\n"
    change = "UPDATE mail SET kind = 'claim_received', body = ?"
    portal_database.sql(settings.database, change, text)
    subject = "Bonjour\r\nBcc: evil@evil.example"
    change = "UPDATE mail SET subject = ? WHERE recipient = ?"
    portal_database.sql(settings.database, change, subject, OTHER_VOTER)
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
    box = tmp_path / "box"
    deliver(settings, read_carriers(f"maildir:{box}", None, CARRIERS))
    files = sorted((box / "new").iterdir())
    made = [message_from_string(file.read_text(), policy=default) for file in files]
    assert {item["To"] for item in made} == {mail.recipient for mail in mails}
    assert list((box / "tmp").iterdir()) == []
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}, "they hold links"
    assert {path.stat().st_mode & 0o777 for path in [box, *box.iterdir()]} == {0o700}
    assert [sent for sent, _tries, _failure in state(settings)] == [True, True]


def test_down_refusing_and_back(settings: Settings) -> None:
    """The whole tale: everything is delivered once."""
    invite(settings, [])
    port = free_port()
    waiting = to(port)
    clock = clock_of(settings)
    start = clock()
    deliver(settings, waiting, until=lambda: clock() > start + timedelta(hours=2))  # down
    first = state(settings)
    assert not any(sent for sent, _tries, _failure in first)
    assert all("onnect" in failure for _sent, tries, failure in first if tries)
    refusals = ["451 4.7.1 Greylisted", "450 4.2.0 Busy", "421 4.3.2 Going down"]
    sink = MailSink(answers={"RCPT": refusals, "DATA": ["452 4.3.1 Full", "554 5.7.1 Looks odd"]})
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
    def failures() -> str:
        capsys.readouterr()
        show_failures(settings)
        return capsys.readouterr().out

    invite(settings, [DEMO_VOTER, OTHER_VOTER])
    sink = MailSink(answers={"RCPT": ["550 5.1.1 No such\x1b[2J mailbox"]})
    with mail_server(sink) as port:
        carriers = to(port, 1)
        deliver(settings, carriers)
        assert sink.recipients == [OTHER_VOTER]
        told = failures()
        assert told.startswith(f"{DEMO_VOTER}, Ouverture du portail")
        assert "1 attempt, next on 2022-10-18 14:52 (Europe/Paris): 550 5.1.1 No such" in told
        assert "\x1b" not in told
        clock_of(settings).advance(hours=4)
        deliver(settings, carriers)
        assert len(sink.taken) == 1
        clock_of(settings).advance(hours=1)
        deliver(settings, carriers)
    assert sink.recipients == [OTHER_VOTER, DEMO_VOTER]
    assert failures() == "No emails have failed.\n"


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


@pytest.mark.both_databases
def test_a_claim_holds_until_its_lease_has_run_out(settings: Settings) -> None:
    invite(settings, [])
    now = clock_of(settings)()

    def take(database: Database, most: int) -> set[int]:
        with database.write() as tx:
            return {entry.id for entry in claim(tx, due_by=now, now=now, most=most)}

    url = read_url(settings.database)
    with closing(Database(url)) as one, closing(Database(url)) as two:
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


@dataclass
class Idle:
    """A carrier that takes mails nowhere, and does what a test wants before and meanwhile."""

    meanwhile: Callable[[], object]
    before: Callable[[], object] = lambda: None
    handed: list[EmailMessage] = field(default_factory=list)

    async def ready(self) -> None:
        self.before()

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> None:  # noqa: ARG002 (a carrier's signature)
        self.handed.append(message)
        self.meanwhile()

    async def rest(self) -> None:
        pass


def test_a_worker_that_is_killed_leaves_one_duplicate_at_most(settings: Settings) -> None:
    invite(settings, [DEMO_VOTER])
    handed: list[EmailMessage] = []

    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(settings, [Idle(killed, handed=handed)])
    assert state(settings) == [(False, 1, "")]
    ((due_at,),) = portal_database.sql(settings.database, "SELECT due_at FROM mail")
    clock, sink = clock_of(settings), MailSink()
    with mail_server(sink) as port:
        clock.now = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=due_at, seconds=-1)
        deliver(settings, to(port))
        assert sink.taken == []  # its lease runs
        clock.advance(seconds=1)
        deliver(settings, to(port))
    assert sink.times() == {handed[0]["Message-ID"]: 1}
    assert state(settings) == [(True, 2, "")]


@SOON_BUSY
@pytest.mark.both_databases
def test_a_busy_database_is_told_of_a_sent_mail_later(settings: Settings) -> None:
    invite(settings, [DEMO_VOTER])
    hold = ExitStack()

    async def wait(_seconds: float) -> bool:
        hold.close()
        return False

    held = portal_database.held(settings.database)
    deliver(settings, [Idle(lambda: hold.enter_context(held))], wait=wait)
    assert state(settings) == [(True, 1, "")]


def test_tls_and_password(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust, authority = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), trustme.CA()
    authority.issue_cert("127.0.0.1").configure_cert(trust)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    invite(settings, [DEMO_VOTER])
    sink, users = MailSink(), set[str]()

    def authenticate(*arguments: Any) -> AuthResult:
        users.add(arguments[-1].login.decode())
        return AuthResult(success=arguments[-1].password == b"canard-42", handled=False)

    def attempt(password: str, vouching: Path | None) -> str:
        """The failure."""
        monkeypatch.setenv("MOCK_PORTAL_SMTP_PASSWORD", password)
        deliver(settings, read_carriers(f"smtp://portail%40mails@127.0.0.1:{port}", vouching, 1))
        clock_of(settings).advance(hours=1)
        return state(settings)[0][2]

    options: dict[str, Any] = {
        "tls_context": trust,
        "require_starttls": True,
        "auth_required": True,
    }
    with mail_server(sink, authenticator=authenticate, **options) as port:
        assert "certificate" in attempt("canard-42", None).lower(), "nobody vouches for it"
        assert users == set()
        assert "535" in attempt("wrong", tmp_path / "ca.pem")
        assert sink.taken == []
        assert attempt("canard-42", tmp_path / "ca.pem") == ""
    assert (sink.over_tls, users) == ([True], {"portail@mails"})


def test_no_mail_leaves_this_computer_without_tls(settings: Settings) -> None:
    """A server on another host that offers no STARTTLS gets nothing."""
    invite(settings, [DEMO_VOTER])
    sink = MailSink()
    with mail_server(sink) as port:
        # Loopback too, and by a name that is not known to be this computer's.
        deliver(settings, [Smtp(MailServer("127.1", port, tls=False))])
    assert sink.taken == []
    assert "STARTTLS" in state(settings)[0][2]


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


@pytest.mark.parametrize(
    ("number", "words"),
    [
        *((signal.SIGTERM, ["deliver"]), (signal.SIGINT, ["deliver"])),
        (signal.SIGTERM, ["serve", "--port", "0", "--deliver"]),
    ],
)
def test_mails_are_delivered_until_a_signal_by_themselves_or_by_a_portal_that_serves(
    settings: Settings, number: signal.Signals, words: list[str]
) -> None:
    sink = MailSink()
    with mail_server(sink) as port, worker(settings, *words, f"smtp://127.0.0.1:{port}") as process:
        for address in (DEMO_VOTER, OTHER_VOTER):
            invite(settings, [address])
            assert sink.arrivals.get(timeout=30) == address
        process.send_signal(number)
        out, _err = process.communicate(timeout=30)
    assert process.returncode == 0
    if words == ["deliver"]:
        assert out == "Delivering emails, until Ctrl+C.\n2 emails were delivered.\n"
    assert set(sink.times().values()) == {1}


def test_each_mail_is_followed_once(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    invite(settings, [DEMO_VOTER])
    turns = iter([DEMO_VOTER, OTHER_VOTER])
    printed: list[str] = []

    def wait(_seconds: float) -> None:
        printed.append(capsys.readouterr().out)
        invite(settings, [next(turns)])

    capsys.readouterr()
    with pytest.raises(StopIteration):
        follow(settings, None, wait)
    recipients = [line for text in printed for line in text.splitlines() if line[:4] == "To: "]
    assert recipients == [f"To: {DEMO_VOTER}", f"To: {DEMO_VOTER}", f"To: {OTHER_VOTER}"]


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


def test_a_decoy_keeps_its_carrier_as_long_as_the_mail_before_it(portal: Portal) -> None:
    """Or one's own mail would tell how many of the addresses that were asked about are known."""
    invite(portal.settings, [DEMO_VOTER])
    assert portal.ask_link("nobody@ac-armorique.exemple").status_code == 202
    waited: list[float] = []

    async def wait(seconds: float) -> bool:
        waited.append(seconds)
        return False

    step = partial(portal.clock.advance, seconds=3)
    deliver(portal.settings, [Idle(step, before=step)], wait=wait)
    assert waited == [3]
    assert state(portal.settings) == [(True, 1, ""), (True, 1, "")]


def everything(settings: Settings, folder: Path) -> bytes:
    """Every byte of the database's files, and of its backup but for the key."""
    assert main(["backup", *words_for(settings), str(folder / "backup.tar")]) == 0
    found = [path.read_bytes() for path in Path(settings.database).parent.glob("portal.db*")]
    with tarfile.open(folder / "backup.tar") as archive:
        members = [archive.extractfile(member) for member in archive.getmembers()]
        contents = [member.read() for member in members if member]
    key = settings.key_file.read_bytes()
    return b"".join(found + [content for content in contents if content != key])


def test_no_byte_of_the_database_or_a_backup_tells_a_link(
    portal: Portal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, box = words_for(portal.settings), tmp_path / "box"
    waiting = [token_in(link_in(mail)) for mail in invite(portal.settings, [])]
    assert main(["deliver", *words, "--once", f"maildir:{box}"]) == 0
    portal.activated()
    recovery = portal.recovery_link()
    assert portal.ask_link("sacha.evrard@ac-armorique.exemple").status_code == 202
    stored = everything(portal.settings, tmp_path)
    assert [token for token in (*waiting, recovery) if token.encode() in stored] == []
    for path in (b"/activation/", b"/recovery/"):
        assert path not in stored  # nor that of the link that was asked for, nor a decoy's
    mails = [message_from_bytes(path.read_bytes()) for path in (box / "new").iterdir()]
    parts = [part.get_payload(decode=True) for mail in mails for part in mail.walk()]
    texts = b"".join(part for part in parts if isinstance(part, bytes))
    assert all(token.encode() in texts for token in waiting), "each was delivered with its link"
    capsys.readouterr()
    assert main(["mailbox", *words, DEMO_VOTER]) == 0
    assert recovery in capsys.readouterr().out


def test_a_mail_that_an_earlier_program_kept_in_clear_is_read(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    (mail,) = invite(settings, [DEMO_VOTER])
    portal_database.sql(settings.database, "UPDATE mail SET body = ?", mail.body)
    assert main(["mailbox", *words_for(settings)]) == 0
    assert link_in(mail) in capsys.readouterr().out


def test_another_key_reads_no_mail_with_a_link_and_says_so(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    invite(settings, [DEMO_VOTER])
    another = replace(settings, key_file=tmp_path / "another.key")
    PortalKey.create(another.key_file)
    words = words_for(another)
    assert main(["--lang", "en", "mailbox", *words]) == 2
    assert "were queued with another key file" in capsys.readouterr().err
    assert main(["--lang", "en", "deliver", "--once", *words, f"maildir:{tmp_path / 'box'}"]) == 1
    ((failure,),) = portal_database.sql(settings.database, "SELECT failure FROM mail")
    assert failure == "it was queued with another key"
