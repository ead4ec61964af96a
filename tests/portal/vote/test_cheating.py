"""A portal that cheats with its database and its keys: it votes with codes of the reserve, or with
rights that it adds, and writes the public log as it likes. Whoever holds what is published sees it,
or sees at least how many codes it says it has replaced.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from sqlalchemy import Connection, insert, select, update

from mock_server.db import schema
from mock_server.polling_board.cli import main as polling_board
from mock_server.polling_board.key_files import REHEARSAL, protect
from mock_server.security.credentials import PortalKey
from mock_server.vote.casting import note_voter
from mock_server.vote.replacement_log import log_replacement
from mock_server.vote.reserve import take_code
from mock_server.vote.seal import receipt_key
from tests.portal.vote.conftest import EVERYBODYS, Vote
from tests.portal_database import transaction
from tests.sealing.vectors import check_sh, with_belenios
from tui_voter.audit.player import folded
from tui_voter.cli import main as tui_voter
from tui_voter.sealing.ballot import seal_ballot
from tui_voter.sealing.codes import credential, new_code, read_code
from tui_voter.sealing.credentials import public_creds_text, public_key, read_public_creds
from tui_voter.sealing.replacements import replacement_line

pytestmark = pytest.mark.each_database

HONEST, ABSENT, OTHERS = (1, 2), (3, 4), (5, 6)
"""Voters: who vote first, who never do, and who vote between two copies."""
PASSPHRASE: Final = "lanterne orageuse sous la barque mauve"

_log, _sealed = schema.replacement_log, schema.sealed_ballot


@dataclass
class Insider:
    """Has all that the portal has."""

    vote: Vote

    @contextmanager
    def database(self) -> Iterator[Connection]:
        with transaction(self.vote.portal.settings.database, writes=True) as tx:
            yield tx

    @property
    def key(self) -> PortalKey:
        return PortalKey.read(self.vote.portal.settings.key_file)

    def take(self) -> str:
        """A code of the reserve, which is marked as given out."""
        reserve = PortalKey.read(self.vote.portal.settings.reserve_key_file)
        with self.database() as tx:
            return take_code(tx, reserve)

    def say_replaced(self, voter: int) -> None:
        """As the portal does, of a voter who has asked for nothing."""
        with self.database() as tx:
            log_replacement(tx, self.key, voter)

    def cast(self, voter: int, code: str = "") -> None:
        """In the place of a voter, with any code, or one of the reserve; it goes into the urn."""
        code = code or self.take()
        election = self.vote.sealed.elections[EVERYBODYS]
        ballot = seal_ballot(election, credential(code), 0)
        with self.database() as tx:
            assert note_voter(tx, EVERYBODYS, voter)
            public = public_key(credential(code), election.uuid)
            tx.execute(
                insert(schema.pending).values((EVERYBODYS, public, ballot.tracker, ballot.text))
            )
        self.vote.mix()

    def cast_two(self) -> None:
        """In the place of two voters who never come, with codes that nobody was given."""
        for voter in ABSENT:
            self.cast(voter)

    def replace(self) -> None:
        """A voter is honestly given another code, and does not vote."""
        self.take()
        self.say_replaced(OTHERS[0])

    def replace_and_cast(self, voter: int) -> None:
        code = self.take()
        self.say_replaced(voter)
        self.cast(voter, code)

    def sign(self, *ballots: int) -> None:
        """A log of a code replaced each time the urn had so many ballots, where it had none."""
        election = self.vote.sealed.elections[EVERYBODYS]
        lines = self.vote.log().splitlines(keepends=True)[:1]
        with self.database() as tx:
            own = receipt_key(tx, self.key)
            for number, count in enumerate(ballots, 1):
                lines.append(replacement_line(own, election, number, count, lines[-1]))
                line, ends_at = lines[-1].decode(), len(b"".join(lines))
                tx.execute(insert(_log).values((EVERYBODYS, number, ends_at, line)))


Act = Callable[[Insider], object]


def add_to_the_roll(insider: Insider) -> None:
    uuid = insider.vote.sealed.elections[EVERYBODYS].uuid
    code = read_code(new_code())
    row = _sealed.c.ballot_id == EVERYBODYS
    with insider.database() as tx:
        known = tx.execute(select(_sealed.c.credentials).where(row)).scalar_one()
        more = [*read_public_creds(known.encode()), public_key(credential(code), uuid)]
        tx.execute(update(_sealed).where(row).values(credentials=public_creds_text(more).decode()))
    insider.cast(ABSENT[0], code)


class Way(NamedTuple):
    """What the portal does ``before`` somebody keeps a copy of urn and log, and ``after`` that.
    It is ``seen`` by ``verify``, the board and belenios-tool alike, or ``late``, with an older
    copy, or ``at_closing`` too. Else it stands in the number of codes ``replaced``."""

    before: Act
    after: Act
    seen: str = ""
    late: str = ""
    at_closing: bool = False
    replaced: int = 0
    cast: int = 0


# Whatever else a log may say that is not so is refused alike (tests/sealing/test_replacements.py).
WAYS: Final = {
    "it logs nothing": Way(Insider.take, Insider.cast_two, seen="unlogged", at_closing=True),
    "it logs late, and dates it back": Way(
        Insider.cast_two, lambda at: at.sign(2, 2), late="backdated", replaced=2, cast=2
    ),
    "it adds a voting right to the roll": Way(Insider.take, add_to_the_roll, seen="roll"),
    "it replaces codes as it should": Way(
        lambda at: at.replace_and_cast(ABSENT[0]), Insider.replace, replaced=2, cast=1
    ),
}


def copy(vote: Vote, folder: Path) -> Path:
    """What anybody has downloaded: first the ballot box, then its log."""
    folder.mkdir()
    urn = folder / f"{vote.sealed.elections[EVERYBODYS].uuid}.bel"
    for kind in ("bel", "log"):
        urn.with_suffix(f".{kind}").write_bytes(vote.urn(kind=kind))
    return urn


Judge = Callable[..., tuple[int, str]]


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Judge:
    """``tui-voter verify``: its exit code, and what it says."""

    def verify(*words: str | Path) -> tuple[int, str]:
        capsys.readouterr()
        code = tui_voter(["verify", "--lang", "en", *map(str, words)])
        return code, "".join(capsys.readouterr())

    return verify


@pytest.fixture
def board(vote: Vote, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Judge:
    """``polling-board share`` of the one member: its exit code, and what it says."""
    key, phrases = tmp_path / "member.key", tmp_path / "phrases"
    sealed = vote.sealed
    kept = protect(
        sealed.share, PASSPHRASE, trustees=sealed.trustees.text, owner=1, member="X", cost=REHEARSAL
    )
    key.write_bytes(kept.text)
    phrases.write_text(f"{PASSPHRASE}\n", encoding="utf-8")

    def share(urn: Path) -> tuple[int, str]:
        capsys.readouterr()
        words = ["--lang", "en", "share", key, urn, "--passphrases", phrases]
        code = polling_board([str(word) for word in words])
        return code, folded("".join(capsys.readouterr()))

    return share


@with_belenios
@pytest.mark.parametrize("name", WAYS)
def test_a_portal_that_cheats_is_seen(
    vote: Vote, tmp_path: Path, verify: Judge, board: Judge, name: str
) -> None:
    way, insider = WAYS[name], Insider(vote)
    for voter in HONEST:
        vote.vote(voter)
    vote.mix()
    way.before(insider)
    vote.vote(OTHERS[1])
    vote.mix()
    older = copy(vote, tmp_path / "older")
    way.after(insider)
    closed = " ".join(vote.close_vote())
    newer = copy(vote, tmp_path / "newer")

    code, said = verify("--urn", newer)
    shared, told = board(newer)
    passed, judged = check_sh(newer)
    assert ("This should not happen" in closed) is way.at_closing
    if way.seen:
        assert (code, shared, passed) == (1, 2, False), judged
        assert f"For the help desk: {way.seen}, " in said
        assert f"no share is made ({way.seen}" in told
        assert not list(newer.parent.glob("*.share-*"))
    else:
        assert (code, shared, passed) == (0, 0, True), said + told + judged
        counts = f"Voting codes replaced: {way.replaced}, of 5 in reserve. Ballots cast with a "
        assert f"{counts}replacement code: {way.cast}. At no time" in said
        assert f"{counts}replacement code: {way.cast}." in told
        assert ("Ask the elections office" in told) == bool(way.replaced)
        assert f"replaced codes: {way.replaced} of 5, ballots cast with one: {way.cast}" in judged
        assert vote.results()[EVERYBODYS]["replacements"] == {
            "replaced": way.replaced,
            "cast": way.cast,
        }
        if way.replaced:
            assert f"{way.replaced} voting code" in closed

    code, said = verify("--urn", newer, "--older", older)
    assert code == int(bool(way.seen or way.late)), said
    if way.late:
        assert f"For the help desk: {way.late}, " in said
