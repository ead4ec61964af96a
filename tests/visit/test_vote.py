"""The vote at each front end of the real program, against the portal itself: code, choice, receipt,
and the next sign-in."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.entry.visitor import Visitor
from tests.portal_process import RunningPortal, start_portal
from tests.portal_seal import TestSeal, seal
from tests.visit.conftest import VOICES, MakeVoter, in_pairs
from tests.visit.scene import WELCOME, signing_in
from tui_voter import messages
from tui_voter.audit.player import act, choose, fill, quit_, sees, take
from tui_voter.contract.printed import printed
from tui_voter.dialogue import BACK, SEND
from tui_voter.sealing.archive import setup_of
from tui_voter.sealing.codes import credential
from tui_voter.sealing.credentials import secret_key
from tui_voter.sealing.receipt import check_receipt, read_receipt

Sealed = tuple[RunningPortal, TestSeal]


@pytest.fixture(scope="module")
def sealed_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    folder = tmp_path_factory.mktemp("portal")
    with start_portal(folder, opens_in="3d") as portal:
        sealed = seal(portal.settings, folder / "board")
        portal.turn_clock(portal.settings.clock() + timedelta(days=3, hours=1))
        yield portal, sealed


@in_pairs(linear="fr", fullscreen="en")
def test_a_ballot_is_cast_and_still_there_at_the_next_sign_in(
    sealed_portal: Sealed, make_voter: MakeVoter, voice: str, language: str, tmp_path: Path
) -> None:
    portal, sealed = sealed_portal
    nth = 2 * VOICES.index(voice) + (language == "fr")
    number, address = portal.sql("SELECT id, address FROM voter ORDER BY id")[nth]
    Visitor(portal, address).activate()
    messages.use(language)
    both = "Save the receipt and the ballot box"
    code = printed(sealed.codes[number])
    kept_secret, looked_at = made_of(sealed, number), list[set[bytes]]()
    make_voter(language, portal.url).play(
        *(*signing_in(address), WELCOME, choose("vote"), sees("Seal: {seal}")),
        *(fill(code=code), sees("Keep your receipts on this computer?")),
        *(choose("yes"), sees("My ballots"), choose("0"), sees("Candidates"), choose("1")),
        *(sees("Tracking number: {tracker}"), fill(), sees("Once cast, it is final.")),
        *(choose(SEND), sees("Voted: your ballot is in the ballot box.")),
        act(lambda: looked_at.append(found_in(portal.process.pid, *kept_secret, b"csa-national"))),
        *(take("save"), fill(at=both, name=str(tmp_path)), sees("Saved: {path}"), take("close")),
        *(sees("voted"), choose(BACK), WELCOME, quit_()),
    )
    if sys.platform == "linux":
        assert looked_at == [{b"csa-national"}], "in the portal's memory"
    kept = read_receipt(next(tmp_path.glob("*-csa-national.json")).read_bytes())
    assert setup_of((tmp_path / f"{kept.uuid}.bel").read_bytes()).election.uuid == kept.uuid
    check_receipt(kept, next(one for one in sealed.elections.values() if one.uuid == kept.uuid))
    assert portal.sql("SELECT count(*) FROM register WHERE voter_id = ?", number) == [(1,)]
    voter = make_voter(language, portal.url)
    voter.play(
        *(*signing_in(address), sees("Your ballot is still in the ballot box, unchanged.")),
        *(WELCOME, quit_()),
    )
    assert code not in voter.record


def made_of(sealed: TestSeal, voter: int) -> list[bytes]:
    """A voting code as it is typed, and what is derived from it and stays with the voter."""
    symbols = sealed.codes[voter]
    keys = [secret_key(credential(symbols), one.uuid) for one in sealed.elections.values()]
    texts = [printed(symbols), symbols, credential(symbols), *map(str, keys)]
    return [text.encode() for text in texts] + [key.to_bytes(32, "little") for key in keys]


def found_in(process: int, *sought: bytes) -> set[bytes]:
    """Which of them the memory of ``process`` holds, where Linux shows it."""
    found: set[bytes] = set()
    if sys.platform != "linux":
        return found
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text(encoding="utf-8").splitlines():
            area, rights, *_rest = line.split()
            begin, end = (int(place, 16) for place in area.split("-"))
            if not rights.startswith("rw"):
                continue
            memory.seek(begin)
            held = memory.read(end - begin)
            found |= {each for each in sought if each in held}
    return found
