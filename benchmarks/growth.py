"""How activation, search and sign-in grow with the roll: ten thousand, a hundred thousand, a
million voters.

    python -m benchmarks.growth [--rounds N]

A portal for each size, on SQLite, asked in turn over one connection each; with next to no cost of
hashing, so that what grows is not hidden by what does not. What is held against the goal is the
greatest growth from one size to the next, of the medians.
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.rolls import BALLOT, Api, over_http
from benchmarks.shared.clocks import in_turn
from benchmarks.shared.figures import Subject
from mock_server.election.folder import SAMPLE
from mock_server.voter_files.generator import generate_voters
from mock_server.voter_files.importer import Progress, import_voters
from tests.portal.captcha_solver import solve
from tests.portal_process import PASSWORD, RunningPortal, election_with, start_portal
from tui_voter.contract.ballots import RollQuery

SIZES: Final = (10_000, 100_000, 1_000_000)
GOAL: Final = 1.3
ROUNDS: Final = 60

SUBJECT: Final = Subject(
    "All voters are in each database; every answer is a 200; each activation and sign-in ends with "
    "a session, and each search with the same number of entries."
)


def activate(api: Api, token: str) -> None:
    api.session = ""
    api.activate(token)
    SUBJECT.check(bool(api.session), "no session")


def sign_in(api: Api, address: str) -> None:
    api.session = ""
    captcha = api.post("sign-in/captcha")
    api.session = api.post(
        "sign-in",
        identifier=address,
        password=PASSWORD,
        captcha_id=captcha["id"],
        captcha_answer=solve(captcha["question"]),
    )["session"]
    SUBJECT.check(bool(api.session), "no session")


def search(api: Api) -> None:
    entries = over_http(api, RollQuery(search="martin"))
    SUBJECT.check(len(entries) == RollQuery().limit, entries)


def filled(portal: RunningPortal, folder: Path, voters: int) -> None:
    """Import so many voters."""
    crowd = folder / "crowd.csv"
    generate_voters(SAMPLE, crowd, voters)
    import_voters(portal.settings, crowd, update_known=False, progress=Progress())
    crowd.unlink()
    ((made,),) = portal.sql("SELECT count(*) FROM roll_entry WHERE ballot_id = ?", BALLOT)
    SUBJECT.check(made >= voters, f"{made} voters")


def visits(api: Api, links: dict[str, str]) -> Iterator[tuple[str, Callable[[], None]]]:
    """What a voter after the other does: they activate, sign in again, and search the roll."""
    for address, link in links.items():
        yield "activation", partial(activate, api, link.rpartition("/")[2])
        yield "sign-in", partial(sign_in, api, address)
        yield "search", partial(search, api)


def timed(acts: Iterator[tuple[str, Callable[[], None]]], steps: int) -> dict[str, float]:
    """Milliseconds of the next acts, by their names."""
    taken = {}
    for _step, (name, act) in zip(range(steps), acts, strict=False):
        start = time.perf_counter()
        act()
        taken[name] = (time.perf_counter() - start) * 1000
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options = SUBJECT.options(parser, rounds=(ROUNDS, 2))
    addresses = [f"v{number}@foule.exemple" for number in range(options.rounds + 1)]
    with ExitStack() as stack:
        acts = {}
        for size in (3_000, 6_000) if SUBJECT.is_smoke else SIZES:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            election = election_with(folder, addresses)
            portal = stack.enter_context(start_portal(folder, opens_in="2h", election=election))
            links = portal.invite_all()
            filled(portal, folder, size)
            parts = urlsplit(portal.url)
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
            api = Api(stack.enter_context(closing(connection)))
            acts[str(size)] = partial(timed, visits(api, links), 3)
        rounds = in_turn(acts, options.rounds)
    print(f"{'ms, median':12}" + "".join(f"{size:>12}" for size in rounds))
    for name in ("activation", "sign-in", "search"):
        medians = [statistics.median(each[name] for each in rounds[size]) for size in rounds]
        print(f"{name:12}" + "".join(f"{median:12.2f}" for median in medians))
        growth = max(after / before for before, after in pairwise(medians))
        SUBJECT.note(f"growth_{name}", growth, "ratio a decade", GOAL)


if __name__ == "__main__":
    main()
