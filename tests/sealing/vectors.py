"""The public files of a whole election that another program made, and belenios-tool's checks."""

import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from tui_voter.sealing.election import Election, read_election

FOLDER: Final = Path(__file__).parent / "vectors"
TOOLS: Final = ("belenios-tool", "jq", "openssl", "tar")
MISSING: Final = [tool for tool in TOOLS if shutil.which(tool) is None]

with_belenios = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


def vector(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(vector(name))
    return found


def the_election() -> Election:
    return read_election(vector("election.json"))


def ballots(name: str) -> Iterator[bytes]:
    """The ballots of an archive, found without the product."""
    with tarfile.open(FOLDER / name) as archive:
        files = {
            member.name: archive.extractfile(member).read()  # type: ignore[union-attr]
            for member in archive.getmembers()
        }
    for name_, content in files.items():
        if name_.endswith(".event.json") and (event := json.loads(content))["type"] == "Ballot":
            ballot = files[f"{event['payload']}.data.json"]
            assert sha256(ballot).hexdigest() == event["payload"]
            yield ballot


def check_sh(archive: Path) -> tuple[bool, str]:
    """What belenios-tool says of an archive: whether all holds, and its words."""
    done = subprocess.run(
        ["sh", FOLDER / "check.sh", archive],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode == 0, done.stdout + done.stderr
