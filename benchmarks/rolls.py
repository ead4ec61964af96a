"""An electoral roll of a million: the time of a page and of a search, through the HTTP API.

    python -m benchmarks.rolls [--voters N] [--rounds N]

One worker process, one connection, a page of 25 entries. A deep page follows a cursor from
the middle of the roll. First how SQLite goes about a page: by the primary key's index, or
the figures mean nothing.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks.figures import Subject
from mock_server.election.context import open_database
from mock_server.election.folder import SAMPLE
from mock_server.election.rolls import cursor, folded, page_bounds, page_plan, roll_page
from mock_server.security.credentials import PortalKey
from mock_server.voter_files.generator import generate_voters
from mock_server.voter_files.importer import Progress, import_voters
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal, start_portal
from tui_voter.contract.shapes import RollQuery

BALLOT: Final = "csa-national"
NOBODY: Final = "search, none: dupzz"
Names = tuple[str, ...]

SUBJECT: Final = Subject(
    "All voters are in the database, and a page is read by the index; each answer is a 200 with "
    "the entries that the store gives, none of them where nobody has such a name, and on the deep "
    "page others than on the first."
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


def measured(api: Api, query: RollQuery, rounds: int) -> tuple[list[float], Names]:
    """Milliseconds of each round after a warm-up, and the names that came each time."""
    body = {"search": query.search, "after": query.after, "limit": query.limit}
    times, came = [], set[Names]()
    for number in range(rounds + 20):
        start = time.perf_counter()
        answer = api.post(f"ballots/{BALLOT}/roll", **body)
        if number >= 20:
            times.append((time.perf_counter() - start) * 1000)
        came.add(tuple(f"{each['family_name']} {each['first_name']}" for each in answer["entries"]))
    SUBJECT.check(len(came) == 1, came)
    return times, came.pop()


def in_store(portal: RunningPortal, query: RollQuery, rounds: int) -> tuple[list[float], Names]:
    """The same without HTTP: milliseconds of the transaction alone, and the names."""
    database, _election, _url = open_database(portal.settings)
    key = PortalKey.read(portal.settings.key_file)
    times = []
    with closing(database):
        for number in range(rounds + 20):
            start = time.perf_counter()
            with database.read() as tx:
                page = roll_page(tx, key, BALLOT, query, 1)
            if number >= 20:
                times.append((time.perf_counter() - start) * 1000)
    return times, tuple(f"{each.family_name} {each.first_name}" for each in page.entries)


def p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[98]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--voters", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=500)
    options = parser.parse_args()
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
        with closing(http.client.HTTPConnection(parts.hostname or "", parts.port)) as connection:
            api = Api(connection)
            api.activate(portal.invite().rpartition("/")[2])
            print(f"\n{'ms':26}  entries  HTTP p50     p99  store p50     p99")
            seen = set[Names]()
            for name, query in {
                "first page": RollQuery(),
                "deep page": middle(portal, options.voters),
                "search, frequent: martin": RollQuery(search="martin"),
                "search, rare: zimmermann-…": RollQuery(search="zimmermann zimmermann"),
                NOBODY: RollQuery(search="dupzz"),
            }.items():
                times, entries = measured(api, query, options.rounds)
                store, same = in_store(portal, query, options.rounds)
                SUBJECT.check(entries == same, (name, entries, same))
                SUBJECT.check(bool(entries) is (name != NOBODY), (name, entries))
                SUBJECT.check(entries not in seen, (name, entries))
                seen.add(entries)
                print(
                    f"{name:26} {len(entries):8} {statistics.median(times):9.2f} {p99(times):7.2f}"
                    f" {statistics.median(store):10.2f} {p99(store):7.2f}"
                )


if __name__ == "__main__":
    main()
