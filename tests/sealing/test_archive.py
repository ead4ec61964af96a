"""The archive: byte for byte, and nothing beside it."""

import mmap

import pytest

from tests.sealing import forged
from tests.sealing.made import Made
from tests.sealing.vectors import FOLDER, the_election, vector, vectors
from tui_voter.sealing.archive import (
    Archive,
    Kind,
    check,
    events,
    is_prefix,
    read_files,
    sealing_time,
    trackers,
)
from tui_voter.sealing.ballot import read_ballot
from tui_voter.sealing.errors import BadArchive
from tui_voter.sealing.tally import add

CLOSED = vector("closed.bel")
OPEN = vector("open-3.bel")


def test_the_vectors_are_written_again_byte_for_byte() -> None:
    election = the_election()
    archive, written, ballots = Archive(sealing_time(CLOSED)), b"", list[bytes]()
    for step in events(CLOSED):
        match step.event.type, step.files:
            case Kind.SETUP, (*files, _):
                written += archive.setup(*files)
            case Kind.BALLOT, (text,):
                written += archive.ballot(text)
                ballots.append(text)
            case Kind.END, ():
                written += archive.end()
            case Kind.TALLY, _:
                written += archive.tally(add([read_ballot(b, election) for b in ballots], election))
            case Kind.SHARE, (text, described):
                written += archive.share(int(described.split(b",")[0].rpartition(b":")[2]), text)
            case _:
                written += archive.result((1, 3, 1, 1))
        assert CLOSED.startswith(written)
    assert written == CLOSED


def test_the_vectors_hold() -> None:
    told = list[tuple[int, int]]()
    verdict = check(CLOSED, lambda done, of: told.append((done, of)))
    assert (len(verdict.roll), verdict.ballots, verdict.ended) == (8, 6, True)
    assert (verdict.shares, verdict.votes) == ((1, 3, 6), (1, 3, 1, 1))
    assert verdict.election == the_election()
    assert verdict.tally.text in CLOSED
    assert verdict.tally.count == 6
    assert verdict.trackers > {receipt["tracker"] for receipt in vectors("receipts.json")}
    assert told == [(done, 9) for done in range(10)]
    for name, ballots in (("open-3.bel", 3), ("open-5.bel", 5)):
        verdict = check(vector(name))
        assert (verdict.ballots, verdict.ended, verdict.votes) == (ballots, False, None)
        assert trackers(vector(name)) == verdict.trackers


def test_a_large_archive_is_checked_and_compared_in_its_file() -> None:
    with (FOLDER / "closed.bel").open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        with content:
            assert check(content).votes == (1, 3, 1, 1)
            assert is_prefix(OPEN, content)
            assert is_prefix(content, content)
            assert not is_prefix(content, OPEN)
            assert not is_prefix(OPEN[:-1] + b"\1", content)


@pytest.mark.parametrize("votes", [[], [1], [0, 1, 1, 3]])
def test_what_is_written_here_holds(votes: list[int]) -> None:
    made = Made(votes)
    assert check(made.open()).ballots == len(votes)
    verdict = check(made.counted())
    assert verdict.votes == tuple(votes.count(answer) for answer in range(4))
    assert is_prefix(made.open(), made.counted())
    first = made.open(made.ballots[:1])
    later = Archive.after(first)
    assert first + b"".join(map(later.ballot, made.ballots[1:])) == made.open(), "it goes on"


def test_an_archive_is_whole_only_after_an_event() -> None:
    whole, end = list[str](), 0
    for name, content in read_files(OPEN):
        begin, end = end, end + 512 + -(-len(content) // 512) * 512
        for cut, reason in (
            *((begin + 100, "header"), (begin + 512 + len(content) // 2, "cut")),
            (end - 1, "header" if len(content) % 512 else "cut"),
        ):
            with pytest.raises(BadArchive, match=reason):
                list(events(OPEN[:cut]))
        try:
            list(events(OPEN[:end]))
        except BadArchive as refused:
            told = refused.reason
        else:
            told = "whole"
            whole.append(name)
        assert told == ("whole" if name.endswith("event.json") else "cut")
    assert len(whole) == 4


def test_what_stands_behind_the_end_is_refused() -> None:
    for more in (b"\0", bytes(512), bytes(1024), bytes(10240), CLOSED):
        with pytest.raises(BadArchive):
            check(CLOSED + more)


@pytest.mark.parametrize("name", forged.FORGERIES)
def test_an_altered_archive_is_refused(name: str, altered: Made) -> None:
    reason, forge = forged.FORGERIES[name]
    with pytest.raises(BadArchive) as told:
        check(forge(altered))
    assert told.value.reason == reason
    assert told.value.what


@pytest.fixture(scope="module")
def altered() -> Made:
    return Made([0, 1, 1, 3, 2])
