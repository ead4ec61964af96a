"""A whole election as offices, boards and voters have it: by commands and HTTP alone, and what
comes out is judged by belenios-tool, which nobody here wrote."""

from __future__ import annotations

import os
import random
import secrets
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from mock_server.core.settings import Settings
from mock_server.election.folder import SAMPLE
from tests.polling_board.conftest import CODE
from tests.portal_process import CHEAP, DEMO_VOTER, RunningPortal, start_portal
from tests.sealing.vectors import check_sh, with_belenios
from tui_voter.contract.links import LinkKind, link_path
from tui_voter.sealing import codes
from tui_voter.sealing.archive import (
    Verdict,
    check,
    is_prefix,
)
from tui_voter.sealing.ballot import seal_ballot
from tui_voter.sealing.election import read_election, seal_of
from tui_voter.sealing.group import canonical_json
from tui_voter.sealing.receipt import check_receipt, read_receipt
from tui_voter.sealing.replacements import Counted, count_replaced

pytestmark = [with_belenios, pytest.mark.slow, pytest.mark.timeout(1800)]

VOTERS: Final = int(os.environ.get("WHOLE_ELECTION", "4"))
"""Who vote in three ballots each; ``make torture`` has 40 of them."""
SEED: Final = int(os.environ.get("WHOLE_ELECTION_SEED", secrets.randbelow(10**9)))
BALLOTS: Final = ("csa-national", "csa-academique", "cap-enseignants")
QUORUM: Final = (2, 4, 5)
"""The secretary and two delegates."""
PHRASES: Final = [f"lanterne {number} orageuse sous la barque mauve" for number in range(1, 7)]


@dataclass
class Whole:
    """The election in its folder: ``vote`` is the board's, the rest the portal's."""

    folder: Path
    portal: RunningPortal
    cast: dict[str, Counter[str]] = field(default_factory=dict)
    receipts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def board(self) -> Path:
        return self.folder / "vote"

    def urn(self, uuid: str) -> bytes:
        return self._fetched(f"{uuid}.bel")

    def log(self, uuid: str) -> bytes:
        """Of replaced codes."""
        return self._fetched(f"{uuid}.log")

    def _fetched(self, name: str) -> bytes:
        response = httpx.get(f"{self.portal.url}/urn/{name}", timeout=60, trust_env=False)
        assert response.status_code == 200
        return response.content

    def results(self) -> list[dict[str, Any]]:
        response = httpx.get(f"{self.portal.url}/api/results", timeout=60, trust_env=False)
        found: list[dict[str, Any]] = response.json()["ballots"]
        return [each for each in found if each["ballot_id"] in BALLOTS]

    def judged(self, uuid: str, archive: bytes, name: str) -> bool:
        """By belenios-tool alone; it wants the file named after the election."""
        place = self.folder / name
        place.mkdir(exist_ok=True)
        path = place / f"{uuid}.bel"
        path.write_bytes(archive)
        path.with_suffix(".log").write_bytes(self.log(uuid))
        return check_sh(path)[0]


def run(folder: Path, program: str, *words: str | Path) -> str:
    """A command in a process of its own; what it says. The board's are told no database."""
    done = subprocess.run(
        [sys.executable, "-m", program, "--lang", "en", *map(str, words)],
        cwd=folder,
        env={**os.environ, "MOCK_PORTAL_ARGON2": f"{CHEAP.memory},{CHEAP.passes},{CHEAP.lanes}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def stored(settings: Settings) -> list[str]:
    return ["--database", settings.database, "--key-file", str(settings.key_file)]


def addresses() -> list[str]:
    return [
        DEMO_VOTER,
        *(f"voter.{number}@ac-armorique.exemple" for number in range(2, VOTERS + 1)),
    ]


def election_folder(folder: Path) -> Path:
    copy = folder / "election"
    shutil.copytree(SAMPLE, copy)
    header = "identifier,family_name,first_name,language,affiliation,body,ballots"
    lines = [
        f"{address},Dupont,Jo,fr,Lycée des Neuf-Rochers,,{' '.join(BALLOTS)}"
        for address in addresses()
    ]
    (copy / "voters.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """Prepared, sealed and loaded by the commands, and open."""
    folder = tmp_path_factory.mktemp("whole")
    settings = Settings(
        database=str(folder / "portal.db"), key_file=folder / "portal.key", profile=CHEAP
    )
    made = election_folder(folder)
    run(folder, "mock_server", "init", "--election", made, "--opens-in", "1s", *stored(settings))
    run(folder, "mock_server", "prepare", "vote", *stored(settings))
    (folder / "phrases").write_text("\n".join(PHRASES) + "\n", encoding="utf-8")
    run(folder, "mock_server.polling_board", "keys", "vote", "--passphrases", "phrases")
    said = run(folder, "mock_server.polling_board", "seal", "vote")
    assert f"{VOTERS} voters" in said
    run(folder, "mock_server", "load-seal", "vote", *stored(settings))
    with start_portal(folder) as portal:
        yield Whole(folder, portal)


def vote(whole: Whole, number: int, link: str, chance: random.Random) -> None:
    """A voter's whole way over HTTP: account, code from the notice, three ballots."""
    token = link.rpartition(link_path(LinkKind.ACTIVATION))[2]
    session = whole.portal.activate(token)
    with httpx.Client(
        base_url=f"{whole.portal.url}/api",
        headers={"Authorization": f"Bearer {session}"},
        timeout=60,
        trust_env=False,
    ) as http:
        booth = http.get("/booth").json()
        notice = (whole.board / "notices" / f"{number:04}.txt").read_text("utf-8")
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
            name = election.answers[choice]
            whole.cast.setdefault(election.uuid, Counter())[name] += 1


def test_a_whole_election(whole: Whole) -> None:
    chance = random.Random(SEED)  # noqa: S311 (which lists, not secrets)
    links = whole.portal.invite_all()
    for number, address in enumerate(addresses(), 1):
        vote(whole, number, links[address], chance)
    run(whole.folder, "mock_server", "mix", *stored(whole.portal.settings))

    opened = {each["uuid"]: whole.urn(each["uuid"]) for each in whole.results()}
    for uuid, archive in opened.items():
        assert check(archive).ballots == VOTERS
        assert whole.judged(uuid, archive, "open"), SEED

    counted = close_and_count(whole)
    for uuid, archive in counted.items():
        verdict = check(archive)
        assert is_prefix(opened[uuid], archive)
        assert verdict.shares == QUORUM
        assert told(verdict) == {
            name: whole.cast[uuid][name] for name in verdict.election.answers
        }, SEED
        assert whole.judged(uuid, archive, "counted"), SEED
        assert {each["tracker"] for each in whole.receipts if each["uuid"] == uuid} == (
            verdict.trackers
        )
        assert (whole.folder / "urns" / f"{uuid}.log").read_bytes() == whole.log(uuid)
        assert count_replaced(whole.log(uuid), verdict) == Counted(reserve=5, replaced=0, cast=0)
    for each in whole.results():
        assert each["state"] == "counted"
        assert {count["name"]: count["votes"] for count in each["counts"]} == told(
            check(counted[each["uuid"]])
        )


def close_and_count(whole: Whole) -> dict[str, bytes]:
    settings = whole.portal.settings
    run(whole.folder, "mock_server", "close-vote", "--now", *stored(settings))
    run(whole.folder, "mock_server", "export-urns", "urns", *stored(settings))
    urns = sorted((whole.folder / "urns").glob("*.bel"))
    for owner in QUORUM:
        (key,) = (whole.board / "keys").glob(f"{owner}-*.key")
        words: list[str | Path] = ["share", key, *urns, "--passphrases", "phrases"]
        said = run(whole.folder, "mock_server.polling_board", *words)
        assert said.count("all checks hold") == len(urns)
        assert said.count("Voting codes replaced: 0, of 5 in reserve.") == len(urns)
    shares = sorted((whole.folder / "urns").glob("*.share-*.json"))
    by_owner = {owner: [path for path in shares if f"share-{owner}." in path.name]
                for owner in QUORUM}  # fmt: skip
    first, second, third = (by_owner[owner] for owner in QUORUM)
    said = run(whole.folder, "mock_server", "load-share", *first, *second, *stored(settings))
    assert "not counted yet. Still needed: a share from 1 of these members: 3, 5, 6" in said
    said = run(whole.folder, "mock_server", "load-share", *third, *stored(settings))
    assert said.count(f"{VOTERS} ballots counted.") == len(BALLOTS)
    return {each["uuid"]: whole.urn(each["uuid"]) for each in whole.results()}


def told(verdict: Verdict) -> dict[str, int]:
    assert verdict.votes is not None
    return dict(zip(verdict.election.answers, verdict.votes, strict=True))
