"""A portal whose election is sealed and open."""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import pytest
from sqlalchemy import insert

from mock_server.cli.init import init
from mock_server.core.handover import ShareFile
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.election.context import open_database
from mock_server.security.credentials import PortalKey, token_hash
from mock_server.vote.closing import close_vote
from mock_server.vote.mixing import close_urns, mix_now
from tests.portal.conftest import Portal, Stopping, serving
from tests.portal.db.postgres import program
from tests.portal_database import transaction
from tests.portal_process import ANSWER, election_with
from tests.portal_seal import RESERVE, TestSeal, seal
from tui_voter.sealing import tally
from tui_voter.sealing.archive import Verdict, check, events
from tui_voter.sealing.ballot import Sealed, seal_ballot
from tui_voter.sealing.codes import credential, read_code, verifier
from tui_voter.sealing.credentials import read_public_creds
from tui_voter.sealing.replacements import Log, read_log

OPENS: Final = datetime(2022, 12, 1, 7, tzinfo=UTC)
CLOSES: Final = datetime(2022, 12, 8, 16, tzinfo=UTC)
EVERYBODYS: Final = "csa-national"

TIMES: Final = int(os.environ.get("VOTE_TIMES", "6"))
"""How often what may go wrong is tried; more often in the long form."""
VOTERS: Final = int(os.environ.get("VOTE_VOTERS", "40"))
"""Who vote where many do."""
_IN_THE_SAMPLE: Final = 60


Send = Callable[[httpx.Client], httpx.Response]


def until_served(send: Send) -> Send:
    """As the client does: a portal that is busy is asked again."""

    def again(http: httpx.Client) -> httpx.Response:
        while (response := send(http)).status_code == 503:
            pass
        return response

    return again


@dataclass
class Vote:
    """What voters do, over HTTP."""

    portal: Portal
    sealed: TestSeal
    given: dict[str, str] = field(default_factory=dict)
    """The verifier of the code that was given last, by the session."""

    def session(self, voter: int, *, opened_at: datetime | None = None) -> str:
        """A session of the voter's, as signing in opens one."""
        token = secrets.token_urlsafe(32)
        now = self.portal.clock.now
        with transaction(self.portal.settings.database, writes=True) as tx:
            tx.execute(
                insert(schema.session).values(
                    token_hash=token_hash(token),
                    voter_id=voter,
                    opened_at=opened_at or now,
                    expires_at=now + timedelta(days=30),
                    unlocked=False,
                )
            )
        return token

    def unlocked(self, voter: int) -> str:
        """A session that has given the voting code."""
        session = self.session(voter)
        self.unlock(session, self.sealed.verifier(voter))
        return session

    def unlock(self, session: str, verifier: str) -> None:
        response = until_served(lambda _http: self.code(session, verifier))(self.portal.http)
        assert response.status_code == 200, response.text

    def code(self, session: str, verifier: str) -> httpx.Response:
        self.given[session] = verifier
        return self.portal.ask("POST", "booth/code", session, verifier=verifier)

    def booth(self, session: str) -> dict[str, Any]:
        response = self.portal.ask("GET", "booth", session)
        assert response.status_code == 200, response.text
        booth: dict[str, Any] = response.json()
        return booth

    def cast(
        self,
        session: str,
        text: bytes,
        ballot_id: str = EVERYBODYS,
        http: httpx.Client | None = None,
    ) -> httpx.Response:
        return (http or self.portal.http).post(
            f"/api/ballots/{ballot_id}/cast",
            headers={"Authorization": f"Bearer {session}"},
            json={"verifier": self.given.get(session, "0" * 64), "ballot": text.decode()},
        )

    def sending(self, session: str, ballot: Sealed, ballot_id: str = EVERYBODYS) -> Send:
        """Casts over the connection that it is given."""
        return until_served(lambda http: self.cast(session, ballot.text, ballot_id, http))

    def vote(self, voter: int, choice: int = 0, ballot_id: str = EVERYBODYS) -> dict[str, Any]:
        """One voter's whole way: session, code, ballot. The receipt."""
        ballot = self.sealed.fill(ballot_id, voter, choice)
        response = self.sending(self.unlocked(voter), ballot, ballot_id)(self.portal.http)
        assert response.status_code == 201, response.text
        receipt: dict[str, Any] = response.json()
        return receipt

    def all_have_accounts(self) -> None:
        """Everybody has the same answer to the challenge question."""
        self.portal.activated()
        first = "SELECT answer_hash FROM voter WHERE id = 1"
        self.portal.sql(f"UPDATE voter SET answer_hash = ({first})")  # noqa: S608 (our own)

    def replace(self, voter: int, session: str = "") -> str:
        """Another voting code for a voter who has an account: its data."""
        session = session or self.session(voter)
        mailed = self.mailed(voter, session)
        given = self._post("booth/replacement/code", session, mailed_code=mailed)
        return read_code(given.json()["code"])

    def mailed(self, voter: int, session: str) -> str:
        """The code that is mailed to a voter who asks for another voting code."""
        self._post("booth/replacement", session, answer=ANSWER)
        ((mailed,),) = self.portal.sql("SELECT mailed FROM replacement WHERE voter_id = ?", voter)
        return PortalKey.read(self.portal.settings.key_file).unseal("replacement", mailed)

    def _post(self, path: str, session: str, **body: str) -> httpx.Response:
        send = until_served(lambda _http: self.portal.ask("POST", path, session, **body))
        response = send(self.portal.http)
        assert response.status_code in (200, 202), response.text
        return response

    def cast_with(
        self, code: str, voter: int, choice: int = 0, ballot_ids: Sequence[str] = (EVERYBODYS,)
    ) -> None:
        """Open the booth with a replacement code, and vote."""
        session = self.session(voter)
        self.unlock(session, verifier(code, self.sealed.seal))
        for ballot_id in ballot_ids:
            ballot = seal_ballot(self.sealed.elections[ballot_id], credential(code), choice)
            response = self.sending(session, ballot, ballot_id)(self.portal.http)
            assert response.status_code == 201, response.text

    def path(self, ballot_id: str = EVERYBODYS, kind: str = "bel") -> str:
        return f"/urn/{self.sealed.elections[ballot_id].uuid}.{kind}"

    def urn(self, ballot_id: str = EVERYBODYS, kind: str = "bel") -> bytes:
        response = self.portal.http.get(self.path(ballot_id, kind))
        assert response.status_code == 200, response.text
        return response.content

    def log(self, ballot_id: str = EVERYBODYS) -> bytes:
        return self.urn(ballot_id, "log")

    def part(self, start: int, kind: str = "bel") -> httpx.Response:
        """From a byte on."""
        return self.portal.http.get(self.path(kind=kind), headers={"Range": f"bytes={start}-"})

    def urn_and_log(self, ballot_id: str = EVERYBODYS) -> tuple[Verdict, Log]:
        """Both, read in this order, in which all holds by itself."""
        election = self.sealed.elections[ballot_id]
        urn = self.urn(ballot_id)
        roll = frozenset(read_public_creds(next(events(urn)).files[2]))
        return check(urn), read_log(self.log(ballot_id), election, roll)

    def find(self, uuid: str, tracker: str) -> httpx.Response:
        return self.portal.post("receipts", uuid=uuid, tracker=tracker)

    def mix(self) -> int:
        database, _election, _url = open_database(self.portal.settings)
        with closing(database):
            return mix_now(database, self.portal.clock)

    def close(self) -> None:
        """As when the vote is over."""
        with transaction(self.portal.settings.database, writes=True) as tx:
            close_urns(tx, self.portal.clock.now)

    def close_vote(self, *, at_once: bool = True) -> list[str]:
        """By the command; what it says."""
        said: list[str] = []
        close_vote(self.portal.settings, said.append, at_once=at_once)
        return said

    def share(self, folder: Path, *, key: int | None = None, owner: int = 1) -> Path:
        """The one that the one member of the board makes of the urn as it is published."""
        election = self.sealed.elections[EVERYBODYS]
        text = tally.share(key or self.sealed.share, check(self.urn()).tally, election)
        path = folder / f"{election.uuid}.share-{owner}.json"
        share = ShareFile(uuid=election.uuid, owner=owner, share=text.decode())
        path.write_bytes(msgspec.json.encode(share))
        return path

    def results(self) -> dict[str, dict[str, Any]]:
        """By the ballot's id, as they are published."""
        response = self.portal.http.get("/api/results")
        assert response.status_code == 200, response.text
        return {each["ballot_id"]: each for each in response.json()["ballots"]}

    def counts(self, *tables: str) -> list[int]:
        """Of the rows in tables."""
        return [self.portal.sql(f"SELECT count(*) FROM {table}")[0][0] for table in tables]  # noqa: S608

    def holds(self) -> bool:
        """Per ballot, as many stand in the register as ballots wait or lie in the urn."""
        voted, waiting, mixed = (
            dict(self.portal.sql(f"SELECT ballot_id, count(*) FROM {table} GROUP BY ballot_id"))  # noqa: S608
            for table in ("register", "pending", "urn")
        )
        return all(
            voted.get(ballot, 0) == waiting.get(ballot, 0) + mixed.get(ballot, 0)
            for ballot in self.sealed.elections
        )


@pytest.fixture
def settings(settings: Settings, tmp_path: Path, empty_database: str) -> Settings:
    """The sample election's; in the long form one with voters enough."""
    most = max(VOTERS, 2 * TIMES)
    if most <= _IN_THE_SAMPLE:
        return settings
    larger = replace(settings, database=empty_database, key_file=tmp_path / "larger.key")
    addresses = [f"v{number}@a.exemple" for number in range(1, most)]
    init(larger, election_with(tmp_path, addresses), None)
    return larger


@pytest.fixture
def pg_dump(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Client programs that are as new as PostgreSQL's server, which a backup takes."""
    if kind == "postgresql":
        monkeypatch.setenv("PATH", f"{program('pg_dump').parent}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def in_reserve() -> int:
    """How many codes of the reserve are sealed."""
    return RESERVE


@pytest.fixture
def vote(settings: Settings, tmp_path: Path, stopping: Stopping, in_reserve: int) -> Iterator[Vote]:
    """Sealed, and open since an hour ago."""
    with sealed_and_open(settings, tmp_path, stopping, in_reserve) as vote:
        yield vote


@contextmanager
def sealed_and_open(
    settings: Settings, tmp_path: Path, stopping: Stopping, in_reserve: int = RESERVE
) -> Iterator[Vote]:
    sealed = seal(settings, tmp_path / "board", in_reserve)
    with serving(settings, stopping) as portal:
        portal.clock.now = OPENS + timedelta(hours=1)
        vote = Vote(portal, sealed)
        vote.mix()  # from now on it is not due by itself for ten minutes
        yield vote
    assert vote.holds()
