"""A whole election as offices, boards and voters have it: by commands and HTTP alone, and what
comes out is judged by belenios-tool, which nobody here wrote."""

import os
import random
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.polling_board.conftest import CODE
from tests.portal_process import CHEAP, DEMO_VOTER, RunningPortal, election_with, start_portal
from tests.sealing.vectors import check_sh, with_belenios
from tui_voter.contract.links import LinkKind, link_path
from tui_voter.sealing import codes
from tui_voter.sealing.archive import check, is_prefix
from tui_voter.sealing.ballot import seal_ballot
from tui_voter.sealing.election import read_election, seal_of
from tui_voter.sealing.group import canonical_json
from tui_voter.sealing.receipt import check_receipt, read_receipt
from tui_voter.sealing.replacements import Counted, count_replaced

pytestmark = [with_belenios, pytest.mark.slow, pytest.mark.timeout(1800)]

VOTERS: Final = int(os.environ.get("WHOLE_ELECTION", "3"))
"""Who vote in two ballots each; ``make torture`` has 40 of them."""
SEED: Final = int(os.environ.get("WHOLE_ELECTION_SEED", secrets.randbelow(10**9)))
BALLOTS: Final = ("csa-national", "csa-academique")
QUORUM: Final = (2, 4, 5)
"""The secretary and two delegates."""
PHRASES: Final = [f"lanterne {number} orageuse sous la barque mauve" for number in range(1, 7)]
PORTAL: Final = "mock_server"
BOARD: Final = "mock_server.polling_board"


@dataclass
class Whole:
    """The election in its folder: ``vote`` is the board's, the rest the portal's."""

    folder: Path
    portal: RunningPortal
    cast: dict[str, Counter[str]] = field(default_factory=dict)
    receipts: list[dict[str, Any]] = field(default_factory=list)

    def get(self, path: str) -> httpx.Response:
        response = httpx.get(f"{self.portal.url}{path}", timeout=60, trust_env=False)
        assert response.status_code == 200
        return response

    def urn(self, uuid: str, kind: str = "bel") -> bytes:
        return self.get(f"/urn/{uuid}.{kind}").content

    def results(self) -> dict[str, dict[str, Any]]:
        """By the elections' numbers."""
        found = self.get("/api/results").json()["ballots"]
        return {each["uuid"]: each for each in found if each["ballot_id"] in BALLOTS}

    def judged(self, uuid: str, archive: bytes, name: str) -> bool:
        """By belenios-tool alone; it wants the file named after the election."""
        place = self.folder / name
        place.mkdir(exist_ok=True)
        path = place / f"{uuid}.bel"
        path.write_bytes(archive)
        path.with_suffix(".log").write_bytes(self.urn(uuid, "log"))
        return check_sh(path)[0]


def run(folder: Path, program: str, *words: str | Path) -> str:
    """A command in a process of its own; what it says. The board's are told no database."""
    at = (f"--database={folder / 'portal.db'}", f"--key-file={folder / 'portal.key'}")
    done = subprocess.run(
        [sys.executable, "-m", program, "--lang", "en", *words, *(at if program == PORTAL else ())],
        cwd=folder,
        env={**os.environ, "MOCK_PORTAL_ARGON2": f"{CHEAP.memory},{CHEAP.passes},{CHEAP.lanes}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


ADDRESSES: Final = [f"voter.{number}@ac-armorique.exemple" for number in range(2, VOTERS + 1)]


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Whole]:
    """Prepared, sealed and loaded by the commands, and open."""
    made = election_with(tmp_path, ADDRESSES, " ".join(BALLOTS))
    run(tmp_path, PORTAL, "init", "--election", made, "--opens-in", "1s")
    run(tmp_path, PORTAL, "prepare", "vote")
    (tmp_path / "phrases").write_text("\n".join(PHRASES) + "\n", encoding="utf-8")
    run(tmp_path, BOARD, "keys", "vote", "--passphrases", "phrases")
    assert f"{VOTERS} voters" in run(tmp_path, BOARD, "seal", "vote")
    run(tmp_path, PORTAL, "load-seal", "vote")
    with start_portal(tmp_path) as portal:
        yield Whole(tmp_path, portal)


def vote(whole: Whole, number: int, link: str, chance: random.Random) -> None:
    """A voter's whole way over HTTP: account, code from the notice, two ballots."""
    session = whole.portal.activate(link.rpartition(link_path(LinkKind.ACTIVATION))[2])
    with httpx.Client(
        base_url=f"{whole.portal.url}/api",
        headers={"Authorization": f"Bearer {session}"},
        timeout=60,
        trust_env=False,
    ) as http:
        booth = http.get("/booth").json()
        notice = (whole.folder / "vote" / "notices" / f"{number:04}.txt").read_text("utf-8")
        (code,) = CODE.findall(notice)
        seal = seal_of(booth["seal"].encode())
        assert codes.spoken(seal) in notice
        data = codes.read_code(code)
        verifier = codes.verifier(data, seal)
        assert http.post("/booth/code", json={"verifier": verifier}).status_code == 200
        assert [ballot["ballot_id"] for ballot in booth["ballots"]] == list(BALLOTS)
        for ballot in booth["ballots"]:
            election = read_election(ballot["election"].encode())
            choice = chance.randrange(len(election.answers))
            sealed = seal_ballot(election, codes.credential(data), choice)
            answer = http.post(
                f"/ballots/{ballot['ballot_id']}/cast",
                json={"verifier": verifier, "ballot": sealed.text.decode()},
            )
            assert answer.status_code == 201, answer.text
            receipt = answer.json()
            text = canonical_json({"format": "tui-voter receipt 1", **receipt})
            check_receipt(read_receipt(text), election)
            assert receipt["tracker"] == sealed.tracker
            whole.receipts.append(receipt)
            whole.cast.setdefault(election.uuid, Counter())[election.answers[choice]] += 1


def test_a_whole_election(whole: Whole) -> None:
    chance = random.Random(SEED)  # noqa: S311 (which lists, not secrets)
    links = whole.portal.invite_all()
    for number, address in enumerate([DEMO_VOTER, *ADDRESSES], 1):
        vote(whole, number, links[address], chance)
    run(whole.folder, PORTAL, "mix")
    opened = {uuid: whole.urn(uuid) for uuid in whole.results()}
    for uuid, archive in opened.items():
        assert check(archive).ballots == VOTERS
        assert whole.judged(uuid, archive, "open"), SEED
    close_and_count(whole)
    for uuid, result in whole.results().items():
        archive = whole.urn(uuid)
        assert is_prefix(opened[uuid], archive)
        assert whole.judged(uuid, archive, "counted"), SEED
        verdict = check(archive)
        assert verdict.shares == QUORUM
        assert verdict.votes is not None
        told = dict(zip(verdict.election.answers, verdict.votes, strict=True))
        assert told == {name: whole.cast[uuid][name] for name in told}, SEED
        assert result["state"] == "counted"
        assert {count["name"]: count["votes"] for count in result["counts"]} == told
        assert verdict.trackers == {
            each["tracker"] for each in whole.receipts if each["uuid"] == uuid
        }
        log = whole.urn(uuid, "log")
        assert (whole.folder / "urns" / f"{uuid}.log").read_bytes() == log
        assert count_replaced(log, verdict) == Counted(reserve=5, replaced=0, cast=0)


def close_and_count(whole: Whole) -> None:
    run(whole.folder, PORTAL, "close-vote", "--now")
    run(whole.folder, PORTAL, "export-urns", "urns")
    urns = sorted((whole.folder / "urns").glob("*.bel"))
    for owner in QUORUM:
        (key,) = (whole.folder / "vote" / "keys").glob(f"{owner}-*.key")
        said = run(whole.folder, BOARD, "share", key, *urns, "--passphrases", "phrases")
        assert said.count("all checks hold") == len(urns)
        assert said.count("Voting codes replaced: 0, of 5 in reserve.") == len(urns)
    first, second, third = (
        sorted((whole.folder / "urns").glob(f"*.share-{owner}.json")) for owner in QUORUM
    )
    said = run(whole.folder, PORTAL, "load-share", *first, *second)
    assert "not counted yet. Still needed: a share from 1 of these members: 3, 5, 6" in said
    said = run(whole.folder, PORTAL, "load-share", *third)
    assert said.count(f"{VOTERS} ballots counted.") == len(BALLOTS)
