"""The real portal of the demo, in this process.

Its databases, one for each stage of the election, are each made once, by the portal's own functions
and a made-up polling board (:mod:`mock_server.training.rehearsal`). Each visit works on a copy,
through the program's own client. Between client and portal, a walk can inject failures and altered
answers, which a real portal does not give on demand.
"""

from __future__ import annotations

import atexit
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, closing, contextmanager
from datetime import UTC, datetime, timedelta
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
from sqlalchemy import Connection

from mock_server.accounts.link_mails import LinkMailer
from mock_server.core.settings import HashProfile, Settings, WorkCost
from mock_server.election.context import open_database
from mock_server.election.folder import SAMPLE, read_folder
from mock_server.election.installation import install
from mock_server.election.portal_time import ClockReading, set_clock
from mock_server.election.voters import voters_to_invite
from mock_server.helpdesk.inbox import answer_submission, find_submission
from mock_server.http.app import Application, create_app
from mock_server.mail.outbox import Mail, arrived
from mock_server.security.credentials import PortalKey
from mock_server.training.rehearsal import (
    cast_made_up_ballots,
    code_of,
    count_with_made_up_board,
    notice_of,
    seal_with_made_up_board,
    short_seal,
)
from mock_server.vote.casting import deposit, note_voter
from mock_server.vote.closing import close_vote
from mock_server.vote.mixing import mix
from mock_server.vote.seal import own_ballot, receipt_key
from tui_voter.audit.machine import GOOD
from tui_voter.audit.mishaps import AUTHORITY, refusal
from tui_voter.contract.account import CHANGE_QUESTION, change_profile
from tui_voter.contract.activation import ACTIVATE, activate, create_password, open_link
from tui_voter.contract.captchas import Captcha, Proof
from tui_voter.contract.endpoint import Endpoint, Q, R
from tui_voter.contract.errors import PortalError, PortalRefused
from tui_voter.contract.helpdesk import (
    ASK_ASSISTANCE,
    SEND_CLAIM,
    ClaimKind,
    ClaimState,
    NewAssistance,
    NewClaim,
    ask_assistance,
    send_claim,
)
from tui_voter.contract.languages import Language
from tui_voter.contract.portal import Portal
from tui_voter.contract.recovery import recovery_captcha, request_recovery
from tui_voter.contract.signing_in import SessionOpened, sign_in, sign_in_captcha
from tui_voter.contract.vote import CAST
from tui_voter.machine.receipts import KeptBallot
from tui_voter.machine.work import work_out
from tui_voter.portal import hygiene
from tui_voter.portal.client import PortalClient
from tui_voter.portal.directory import PortalDirectory
from tui_voter.sealing.ballot import seal_ballot
from tui_voter.sealing.codes import credential, read_code
from tui_voter.sealing.credentials import public_key
from tui_voter.sealing.receipt import sign_receipt
from tui_voter.secret import Secret

ORIGIN: Final = "https://portail-elections.academie-d-armorique.exemple"
VOTER: Final = "camille.dumont@ac-armorique.exemple"
QUESTION: Final = "first-concert"
ANSWER: Final = "Les Vieilles Charrues"
NOW: Final = datetime(2026, 10, 18, 8, 22, tzinfo=UTC)
"""The real time, which stands still: nothing expires, and all walks show the same."""
OPENS: Final = datetime(2026, 12, 1, 7, tzinfo=UTC)
CLOSES: Final = datetime(2026, 12, 8, 16, tzinfo=UTC)
LIFETIME: Final = 3_600
"""Seconds that a captcha, a session and a code are valid: longer than the slowest audit."""
IRREVERSIBLE: Final = (
    ACTIVATE,
    CHANGE_QUESTION,
    SEND_CLAIM,
    ASK_ASSISTANCE,
    CAST,
)
"""The requests that nobody can undo. A telephone number or a password can be changed again."""
CLAIMS: Final = (
    (ClaimKind.WRONG_ENTRY, ClaimState.ACCEPTED, "Elle a été corrigée."),
    (ClaimKind.MISSING_ENTRY, ClaimState.REJECTED, "Vous y êtes déjà."),
    (ClaimKind.WRONG_ENTRY, ClaimState.RECEIVED, ""),
)
REQUESTS: Final = (("Courriel", "Il est dans vos indésirables."), ("Scrutin introuvable", ""))


class Stage(StrEnum):
    """The state of the election in a database."""

    INVITED = "invited"
    """The demo voter has received an email, and has no account yet."""
    FRESH = "fresh"
    """The voter's account is active, and they have asked for a new password."""
    ACTIVE = "active"
    """The voter has made claims, and asked for help."""
    SEALED = "sealed"
    CLOSED = "closed"
    COUNTED = "counted"


class Moment(Enum):
    """When a visit takes place: the stage of its database, and the portal's time."""

    INVITED = Stage.INVITED, NOW
    EARLY = Stage.ACTIVE, NOW
    """Claims are open, and no list is shown yet."""
    EVE = Stage.ACTIVE, OPENS - timedelta(minutes=47, seconds=12)
    """The lists are shown, and claims are closed."""
    OPEN = Stage.SEALED, OPENS + timedelta(days=2)
    GRACE = Stage.SEALED, CLOSES + timedelta(minutes=8)
    """The vote has closed, and voters who are signed in may still finish."""
    ENDED = Stage.SEALED, CLOSES + timedelta(days=1)
    """The vote is over, and the ballot boxes are not closed yet."""
    CLOSED = Stage.CLOSED, CLOSES + timedelta(days=1)
    COUNTED = Stage.COUNTED, CLOSES + timedelta(days=2)

    def __init__(self, stage: Stage, time: datetime) -> None:
        self.stage = stage
        self.time = time


# --- The databases


_made: list[Path] = []


async def stages(until: Stage = Stage.COUNTED) -> Path:
    """The folder with a database for each stage, at least ``until`` this one, and the polling
    board's files. A process makes each once, from the one before, and removes them at its end."""
    if not _made:
        folder = Path(tempfile.mkdtemp(prefix="tui-voter-audit-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        await _make_first(folder)
        _made.append(folder)
    (folder,) = _made
    order = [*Stage]
    for stage in order[: order.index(until) + 1]:
        if not _database_at(stage, folder).exists():
            _LATER[stage](_settings(folder, folder / "portal.db"), folder / "vote")
            _keep(stage, folder)
    return folder


async def _make_first(folder: Path) -> None:
    """Make the stages before the vote is sealed."""
    first = _settings(folder, folder / "portal.db")
    install(first, read_folder(SAMPLE, NOW))
    _invite_voter(first)
    _keep(Stage.INVITED, folder)
    async with aclosing(VisitedPortal(first, Moment.INVITED, Language.FR)) as portal:
        session = await _activate(portal)
        _keep(Stage.FRESH, folder)
        await _send_submissions(portal, session)
    _answer_submissions(first)
    _keep(Stage.ACTIVE, folder)


def _seal(settings: Settings, vote: Path) -> None:
    seal_with_made_up_board(settings, vote, _discard)
    cast_made_up_ballots(settings, vote)


_LATER: Final[Mapping[Stage, Callable[[Settings, Path], object]]] = {
    Stage.SEALED: _seal,
    Stage.CLOSED: lambda settings, _vote: close_vote(settings, _discard, at_once=True),
    Stage.COUNTED: lambda settings, vote: count_with_made_up_board(settings, vote, _discard),
}
"""How the stages after the first ones are made."""


def _keep(stage: Stage, folder: Path) -> None:
    source, copy = folder / "portal.db", _database_at(stage, folder)
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(copy)) as other:
        one.backup(other)


def _database_at(stage: Stage, folder: Path) -> Path:
    return folder / f"{stage}.db"


def _discard(_sentence: str) -> None:
    """Discard what the board's programs print."""


def _settings(folder: Path, database: Path) -> Settings:
    """The portal's settings, with the cheapest hash and proof of work."""
    return Settings(
        database=str(database),
        key_file=folder / "portal.key",
        public_url=ORIGIN,
        profile=HashProfile(8, 1, 1),
        work=WorkCost(1, 1),
        clock=lambda: NOW,
    )


def _invite_voter(settings: Settings) -> None:
    database, election, _url = open_database(settings)
    with closing(database), database.write() as tx:
        (voter,) = voters_to_invite(tx, [VOTER])
        mailer = LinkMailer(election, ORIGIN, PortalKey.read(settings.key_file))
        mailer.invite(tx, voter, NOW)


async def _activate(portal: VisitedPortal) -> Secret:
    """Do what the voter did before most visits: activate the account. Returns a session."""
    token = hygiene.check_link(portal.received("link"), ORIGIN).token
    captcha = (await open_link(portal, token)).captcha
    proof = await _proof_for(captcha)
    ticket = await create_password(portal, token, Secret(GOOD), captcha.id, proof)
    session = (await activate(portal, token, ticket, QUESTION, Secret(ANSWER))).token
    await change_profile(portal, session, "01 99 00 12 34", Language.FR)
    captcha = await recovery_captcha(portal)
    await request_recovery(portal, VOTER, captcha.id, await _proof_for(captcha))
    return session


async def _proof_for(captcha: Captcha) -> Proof:
    assert captcha.work is not None  # noqa: S101 the sample election has them
    return await work_out(captcha.work, lambda _share: None)


async def _send_submissions(portal: VisitedPortal, session: Secret) -> None:
    for n, (kind, _state, _answer) in enumerate(CLAIMS):
        text = "Mon prénom est Camille.\nIl manque à la liste."
        claim = NewClaim(
            key=f"audited-claim-{n:04}", kind=kind, ballot_id="csa-national", text=text
        )
        await send_claim(portal, session, claim)
    for n, (subject, _answer) in enumerate(REQUESTS):
        request = NewAssistance(key=f"audited-help-{n:04}", subject=subject, text="Rien ne va.")
        await ask_assistance(portal, session, request)


def _answer_submissions(settings: Settings) -> None:
    """Answer the voter's claims and requests, as the elections office and the help desk."""
    database, election, _url = open_database(settings)
    with closing(database), database.write() as tx:
        answers = [
            *((f"R-{n:06}", text, state) for n, (_kind, state, text) in enumerate(CLAIMS, 1)),
            *((f"A-{n:06}", text, None) for n, (_subject, text) in enumerate(REQUESTS, 1)),
        ]
        for number, text, state in answers:
            if text:
                sent = find_submission(tx, number, Language.FR)
                answer_submission(tx, election, sent, text, state, NOW)


# --- A visit


Alter = Callable[[Endpoint[Any, Any], Any], Any]
"""Alters an answer on its way to the client. May raise PortalError."""


class VisitedPortal(Portal):
    """The portal as one visit reaches it, on its own copy of a database.

    ``failure`` is raised by the next call, and every answer passes through ``alter``. ``acts`` are
    the paths of the irreversible requests so far; ``strings`` all texts in the portal's answers.
    """

    def __init__(self, settings: Settings, moment: Moment, language: str) -> None:
        self.failure: PortalError | None = None
        self.alter: Alter = lambda _endpoint, answer: answer
        self.acts: list[str] = []
        self.strings: set[str] = set()
        self._settings = settings
        self._captcha: Captcha | None = None
        self._app: Application | None = None
        self.go_to(moment)
        self._client = _Client(self._respond, language)

    @property
    def folder(self) -> Path:
        """The visit's own folder."""
        return Path(self._settings.database).parent

    @property
    def _board(self) -> Path:
        return self._settings.key_file.parent / "vote"

    async def call(
        self, endpoint: Endpoint[Q, R], request: Q, session: Secret | None = None, about: str = ""
    ) -> R:
        failure, self.failure = self.failure, None
        if failure is not None:
            if isinstance(failure, PortalRefused):  # it may bring the latest captcha
                failure = refusal(failure.code, self._captcha)
            raise failure
        if endpoint in IRREVERSIBLE:
            self.acts.append(endpoint.path)
        answer: Any = _with_lifetime(await self._client.call(endpoint, request, session, about))
        answer = self.alter(endpoint, answer)
        captcha = getattr(answer, "captcha", answer)
        if isinstance(captcha, Captcha):
            self._captcha = captcha
        self.strings.update(_strings(msgspec.to_builtins(answer)))
        return msgspec.convert(answer, endpoint.response)

    async def download(self, path: str) -> bytes:
        return await self._client.download(path)

    async def _respond(self, scope: Any, receive: Any, send: Any) -> None:
        assert self._app is not None  # noqa: S101 made with the portal
        await self._app(scope, receive, send)

    def go_to(self, moment: Moment) -> None:
        """Set the portal's time. Sessions and captchas follow the real time, and stay valid."""
        with self._transaction() as tx:
            set_clock(tx, ClockReading(NOW, moment.time))
        if self._app is not None:
            self._app.close()
        self._app = create_app(self._settings)

    async def aclose(self) -> None:
        await self._client.aclose()
        if self._app is not None:
            self._app.close()

    async def sign_in(self) -> SessionOpened:
        """Open a session for the voter."""
        captcha = await sign_in_captcha(self)
        return await sign_in(self, VOTER, Secret(GOOD), captcha.id, await _proof_for(captcha))

    # --- what the voter received

    def mails(self) -> list[Mail]:
        """The voter's emails, oldest first."""
        key = PortalKey.read(self._settings.key_file)
        with self._transaction() as tx:
            return [each.unsealed(key).mail for each in arrived(tx, NOW, VOTER)]

    def received(self, what: str) -> str:
        """The latest "link" or "mailed" code, the voting notice's "code", or a "wrong" one."""
        if what in ("code", "wrong"):
            code = code_of(self._board, 1)
            return code if what == "code" else "?" * 12 + code[12:]
        for mail in reversed(self.mails()):
            found = hygiene.find_link(mail.body) if what == "link" else _code_in(mail.body)
            if found:
                return found
        raise LookupError(what)

    def notice(self) -> tuple[str, str, str]:
        """The text of the voting notice, its code, and its short seal."""
        folder = self._board
        return notice_of(folder, 1), code_of(folder, 1), short_seal(folder)

    def signer(self) -> bytes:
        """The key with which the portal signs receipts."""
        with self._transaction() as tx:
            return receipt_key(tx, PortalKey.read(self._settings.key_file))

    def cast_before(self, ballot_id: str) -> KeptBallot:
        """Put a ballot into the urn, as another visit would. Returns what the voter keeps of it."""
        signer = self.signer()
        with self._transaction() as tx:
            paper = own_ballot(tx, ballot_id, 1).election
            secret = credential(read_code(self.received("code")))
            ballot = seal_ballot(paper, secret, 0)
            note_voter(tx, ballot_id, 1)
            deposit(tx, ballot_id, public_key(secret, paper.uuid), ballot.tracker, ballot.text)
        receipt = sign_receipt(signer, paper, ballot.tracker).text.decode()
        return KeptBallot(paper.uuid, ballot.tracker, receipt)

    def mix(self) -> None:
        """Move the ballots that were cast into the public ballot box."""
        with self._transaction() as tx:
            mix(tx, NOW)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        database, _election, _url = open_database(self._settings)
        with closing(database), database.write() as tx:
            yield tx


async def portal_at(moment: Moment, language: str, stage: Stage | None = None) -> VisitedPortal:
    """The portal for a new visit. Its database is that of the moment's stage, or of ``stage``."""
    stage = stage or moment.stage
    folder = await stages(stage)
    copy = Path(tempfile.mkdtemp(dir=folder)) / "portal.db"
    shutil.copy(_database_at(stage, folder), copy)
    return VisitedPortal(_settings(folder, copy), moment, language)


def _code_in(body: str) -> str:
    found = re.search(r"^\s*(\d[\d ]{6,}\d)\s*$", body, re.M)
    return found[1] if found else ""


class _Client(PortalClient):
    """The program's own client, whose requests go to an application in this process."""

    def __init__(self, respond: Callable[..., Awaitable[None]], language: str) -> None:
        super().__init__(ORIGIN, language=language)
        self._respond = respond

    def _transport(self) -> httpx.AsyncBaseTransport:
        return httpx.ASGITransport(self._respond)


class Directory(PortalDirectory):
    """The voter's portals, which all lead to the same ``portal``."""

    def __init__(
        self, portal: Portal, language: str, *, known: bool, others: tuple[str, ...]
    ) -> None:
        remembered = [*[ORIGIN] * known, *others]
        super().__init__(language, remembered, authorities=dict.fromkeys(others[:1], AUTHORITY))
        self._portal = portal

    def connect(self, origin: str) -> Portal:  # type: ignore[override] # what a journey asks for
        super().connect(origin)
        return self._portal


def _with_lifetime(answer: Any) -> Any:
    """``answer`` with its times of expiry put off."""
    changes: dict[str, Any] = {}
    if hasattr(answer, "expires_in"):
        changes["expires_in"] = LIFETIME
    if isinstance(captcha := getattr(answer, "captcha", None), Captcha):
        changes["captcha"] = _with_lifetime(captcha)
    return msgspec.structs.replace(answer, **changes) if changes else answer


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
