"""An electoral roll of a million: the time of a page and of a search, through the HTTP API.

    python -m benchmarks.rolls [--voters N] [--rounds N]

One worker process, one connection, a page of 25 entries; in turn with the store alone, and with
the same statement read by the driver alone, against which the others are held. A deep page follows
a cursor from the middle of the roll. First how SQLite goes about a page: by the primary key's
index, or the figures mean nothing.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks.shared.clocks import in_turn, p99
from benchmarks.shared.figures import Subject
from mock_server.db.engine import Database
from mock_server.election.context import open_database
from mock_server.election.folder import SAMPLE
from mock_server.election.rolls import (
    cursor,
    folded,
    page_bounds,
    page_plan,
    page_statement,
    roll_page,
)
from mock_server.security.credentials import PortalKey
from mock_server.voter_files.generator import generate_voters
from mock_server.voter_files.importer import Progress, import_voters
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal, start_portal
from tui_voter.contract.ballots import RollQuery

BALLOT: Final = "csa-national"
WAYS: Final = ("driver", "store", "http")
GOALS: Final = {"store": 10.0, "http": 50.0}
"""A millisecond and five, where the driver takes 0.1."""
RARE: Final = "search, rare: zimmermann-…"
NOBODY: Final = "search, none: dupzz"
Names = tuple[str, ...]

SUBJECT: Final = Subject(
    "All voters are in the database, and a page is read by the index; each answer is a 200 with "
    "the entries that the store and the driver give, none where nobody has such a name, and others "
    "on the deep page than on the first."
)


@dataclass
class Api:
    """One connection, kept alive; with a session once a voter has activated."""

    connection: http.client.HTTPConnection
    session: str = ""

    def post(self, path: str, **body: Any) -> Any:
        headers = {"Content-Type": "application/json"}
        if self.session:
            headers["Authorization"] = f"Bearer {self.session}"
        self.connection.request("POST", f"/api/{path}", json.dumps(body), headers)
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        SUBJECT.check(response.status == 200, f"{path}: {response.status} {answer}")
        return answer

    def activate(self, token: str) -> None:
        captcha = self.post("links/open", token=token)["captcha"]
        ticket = self.post(
            "activation/password",
            token=token,
            password="Mot2passe-solide",  # noqa: S106 (nobody's)
            captcha_id=captcha["id"],
            captcha_answer=solve(captcha["question"]),
        )["ticket"]
        self.session = self.post(
            "activation",
            token=token,
            ticket=ticket,
            question_id="first-concert",
            answer="Les Vieilles Charrues",
        )["session"]


def show_plan(portal: RunningPortal) -> None:
    database, _election, _url = open_database(portal.settings)
    key = PortalKey.read(portal.settings.key_file)
    with closing(database), database.read() as tx:
        for search in ("", "dup"):
            bounds = page_bounds(tx, key, BALLOT, RollQuery(search=search), folded(search))
            plan = page_plan(tx, bounds)
            print(f"plan of the search {search!r}:", *plan, sep="\n  ")
            SUBJECT.check("USING PRIMARY KEY (ballot_id=? AND (name_key" in plan[0], plan)


def middle(portal: RunningPortal, voters: int) -> RollQuery:
    """The page in the middle: the cursor that a walk through half the roll comes to."""
    key = PortalKey.read(portal.settings.key_file)
    ((voter,),) = portal.sql(
        "SELECT voter_id FROM roll_entry WHERE ballot_id = ? "
        "ORDER BY name_key, voter_id LIMIT 1 OFFSET ?",
        BALLOT,
        voters // 2,
    )
    return RollQuery(after=cursor(key, BALLOT, "", voter))


def over_http(api: Api, query: RollQuery) -> Names:
    body = {"search": query.search, "after": query.after, "limit": query.limit}
    answer = api.post(f"ballots/{BALLOT}/roll", **body)
    return tuple(f"{each['family_name']} {each['first_name']}" for each in answer["entries"])


def in_store(database: Database, key: PortalKey, query: RollQuery) -> Names:
    """The transaction alone."""
    with database.read() as tx:
        page = roll_page(tx, key, BALLOT, query, 1)
    return tuple(f"{each.family_name} {each.first_name}" for each in page.entries)


def looked_up(connection: sqlite3.Connection, sql: str, values: tuple[Any, ...]) -> Names:
    """The same rows by the same statement, read by the driver alone."""
    rows = connection.execute(sql, values).fetchall()
    return tuple(f"{row['family_name']} {row['first_name']}" for row in rows[: RollQuery().limit])


def timed(act: Callable[[], Names], came: set[Names]) -> float:
    """Milliseconds; the names that came are kept."""
    start = time.perf_counter()
    names = act()
    taken = time.perf_counter() - start
    came.add(names)
    return taken * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options = SUBJECT.options(parser, voters=(1_000_000, 6_000), rounds=(500, 2))
    with (
        tempfile.TemporaryDirectory() as folder,
        start_portal(Path(folder)) as portal,
    ):
        ((before,),) = portal.sql("SELECT max(id) FROM voter")
        start = time.perf_counter()
        crowd = Path(folder) / "crowd.csv"
        generate_voters(SAMPLE, crowd, options.voters)
        import_voters(portal.settings, crowd, update_known=False, progress=Progress())
        print(
            f"{options.voters} voters made up and imported in {time.perf_counter() - start:.1f} s"
        )
        ((made,),) = portal.sql("SELECT count(*) FROM voter WHERE id > ?", before)
        SUBJECT.check(made == options.voters, f"{made} voters")
        show_plan(portal)
        parts = urlsplit(portal.url)
        database, _election, _url = open_database(portal.settings)
        key = PortalKey.read(portal.settings.key_file)
        with (
            closing(http.client.HTTPConnection(parts.hostname or "", parts.port)) as connection,
            closing(sqlite3.connect(portal.settings.database)) as driver,
            closing(database),
        ):
            driver.row_factory = sqlite3.Row
            api = Api(connection)
            api.activate(portal.invite().rpartition("/")[2])
            heads = "".join(f"{name:>12} p50     p99" for name in WAYS)
            print(f"\n{'ms':26}  entries{heads}")
            seen = set[Names]()
            slowest = dict.fromkeys(WAYS, 0.0)
            for name, query in {
                "first page": RollQuery(),
                "deep page": middle(portal, options.voters),
                "search, frequent: martin": RollQuery(search="martin"),
                RARE: RollQuery(search="zimmermann zimmermann"),
                NOBODY: RollQuery(search="dupzz"),
            }.items():
                with database.read() as tx:
                    statement = page_statement(
                        tx, page_bounds(tx, key, BALLOT, query, folded(query.search))
                    )
                came = set[Names]()
                acts = (
                    partial(looked_up, driver, *statement),
                    partial(in_store, database, key, query),
                    partial(over_http, api, query),
                )
                times = in_turn(
                    {way: partial(timed, act, came) for way, act in zip(WAYS, acts, strict=True)},
                    options.rounds,
                )
                SUBJECT.check(len(came) == 1, (name, came))
                (entries,) = came
                if name == RARE and SUBJECT.is_smoke:
                    continue  # nobody has that name among a few thousand
                SUBJECT.check(bool(entries) is (name != NOBODY), (name, entries))
                SUBJECT.check(entries not in seen, (name, entries))
                seen.add(entries)
                columns = "".join(
                    f"{statistics.median(each):16.2f} {p99(each):7.2f}" for each in times.values()
                )
                print(f"{name:26} {len(entries):8}{columns}")
                slowest = {way: max(slowest[way], p99(times[way])) for way in WAYS}
    bare = slowest.pop(WAYS[0])
    for way, most in slowest.items():
        SUBJECT.note(f"roll_p99_ratio_{way}", most / bare, "ratio", GOALS[way])


if __name__ == "__main__":
    main()
