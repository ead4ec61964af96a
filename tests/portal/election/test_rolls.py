"""The electoral rolls: their order, their pages, and how a name is found in one."""

import csv
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mock_server.cli.init import init
from mock_server.core.settings import Settings
from mock_server.election.context import open_database
from mock_server.election.folder import SAMPLE
from mock_server.election.rolls import folded, name_key, page_bounds, page_plan
from mock_server.security.credentials import PortalKey
from tests.portal.conftest import Portal, Stopping, serving
from tests.portal_process import DEMO_VOTER
from tui_voter.contract.ballots import RollEntry, RollPage, RollQuery

both_databases = pytest.mark.both_databases

NATIONAL, ACADEMIC = "csa-national", "csa-academique"

PEOPLE: Final = [
    (family, first)
    for family, _, first in (
        name.partition(", ")
        for name in """Dupont, Zoé; DUPONT, Éloïse; Dupont, Eloise; Dupond, Jean; du Pont, Marc;
        Dupont-Aignan, Luc; Dupont Aignan, Luc; d'Arcy, Chloé; D’Arcy, Chloe; Darcy, Anne;
        Le Goff, Anne-Marie; Le-Goff, Anne Marie; LEGOFF, Anne; Lecœur, Œdipe; Lecoeur, Odile;
        Åkesson, Björn; Zürcher, Ægir; Çelik, Ayşe; Łukasiewicz, Jan; Straße, Jörg; O'Neill, Seán;
        李, 小龙; Иванов, Пётр; Martin, Claude; Martin, Claude; Martin, Claude; Marti, Nicole;
        Martín, Clau; N'Diaye, Ó; 2Pac, Amaru""".replace("\n       ", "").split("; ")
    )
]


@pytest.fixture
def peopled(
    tmp_path: Path, settings: Settings, empty_database: str, stopping: Stopping
) -> Iterator[Portal]:
    """A portal whose voters are PEOPLE; every other one is in the academic roll too."""
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "election"))
    with (folder / "voters.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        header = "identifier,family_name,first_name,language,affiliation,body,ballots"
        table.writerow(header.split(","))
        table.writerow([DEMO_VOTER, "Dumont", "Camille", "fr", "Rectorat", "", NATIONAL])
        for number, names in enumerate(PEOPLE):
            ballots = NATIONAL if number % 2 else f"{ACADEMIC} {NATIONAL}"
            address = f"voter.{number}@b.exemple"
            table.writerow([address, *names, "fr", f"École {number}", "", ballots])
    own = replace(settings, database=empty_database)
    init(own, folder, None)
    with serving(own, stopping) as portal:
        yield portal


@pytest.fixture
def session(peopled: Portal) -> str:
    return peopled.activated()[2]


EXPECTED: Final = sorted([("Dumont", "Camille"), *PEOPLE], key=lambda names: name_key(*names))


def ask(portal: Portal, session: str, ballot: str = NATIONAL, **query: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {session}"}
    return portal.http.post(f"/api/ballots/{ballot}/roll", headers=headers, json=query)


def page(portal: Portal, session: str, ballot: str = NATIONAL, **query: Any) -> RollPage:
    response = ask(portal, session, ballot, **query)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=RollPage)


def walk(portal: Portal, session: str, **query: Any) -> list[RollEntry]:
    """Every entry, page by page."""
    entries: list[RollEntry] = []
    after = ""
    while True:
        found = page(portal, session, after=after, **query)
        entries += found.entries
        after = found.after
        if not after:
            return entries
        assert len(found.entries) == query.get("limit", 25)


def names(entries: list[RollEntry] | tuple[RollEntry, ...]) -> list[tuple[str, str]]:
    return [(entry.family_name, entry.first_name) for entry in entries]


@both_databases
def test_a_roll_is_in_the_order_of_folded_names_whatever_the_size_of_pages(
    peopled: Portal, session: str
) -> None:
    whole = walk(peopled, session, limit=100)
    assert names(whole) == EXPECTED
    assert names(whole)[:3] == [("2Pac", "Amaru"), ("Åkesson", "Björn"), ("Çelik", "Ayşe")]
    for limit in range(1, len(whole) + 2):
        assert walk(peopled, session, limit=limit) == whole
    for limit in range(1, 6):
        found = walk(peopled, session, search="martin", limit=limit)
        assert names(found) == [("Martín", "Clau"), *[("Martin", "Claude")] * 3]
        assert len({entry.affiliation for entry in found}) == 4
    first = page(peopled, session)
    second = page(peopled, session, after=first.after)
    assert (len(first.entries), len(second.entries), second.after) == (25, len(whole) - 25, "")


def test_an_entry_holds_no_more_than_the_roll_says_and_ones_own_is_marked(
    peopled: Portal, session: str
) -> None:
    response = ask(peopled, session, limit=1)
    assert response.json() == {
        "entries": [
            {"family_name": "2Pac", "first_name": "Amaru", "affiliation": "École 29", "me": False}
        ],
        "after": response.json()["after"],
    }
    assert "exemple" not in response.text
    (own,) = [entry for entry in walk(peopled, session) if entry.me]
    assert (own.family_name, own.affiliation) == ("Dumont", "Rectorat")


SEARCHES: Final = {
    **dict.fromkeys(("zoé", "claude", "dupont zoé x", "_upont", "'; DROP TABLE voter; --"), 0),
    **dict.fromkeys(("  dupont   zoé ", "darcy", "akesson", "lukas", "STRASSE", "李"), 1),
    **dict.fromkeys(("dupont é", "Dupont-Aignan", "d'arcy", "d’arcy c", "lecoeur o"), 2),
    **dict.fromkeys(("", "%", "\u0000", "\U0010ffff"), 31),
    "dup": 6, "DUPONT": 5, "dupont%": 5, "marti": 5, "Martin Claude": 3, "иванов петр": 1,
}  # fmt: skip
"""How many each finds."""


@both_databases
def test_a_search_is_the_beginning_of_family_and_first_name(peopled: Portal, session: str) -> None:
    for search, found in SEARCHES.items():
        entries = names(walk(peopled, session, search=search, limit=100))
        wanted = folded(search)
        assert entries == [item for item in EXPECTED if name_key(*item).startswith(wanted)], search
        assert len(entries) == found, search


def invalid(response: httpx.Response) -> bool:
    return bool(response.json()["code"] == "invalid_request")


def test_a_cursor_is_for_its_ballot_and_its_search_alone(peopled: Portal) -> None:
    session = peopled.activated("voter.0@b.exemple")[2]
    after = page(peopled, session, limit=3).after
    assert page(peopled, session, limit=5, after=after).entries
    assert invalid(ask(peopled, session, ACADEMIC, after=after))
    assert invalid(ask(peopled, session, search="dup", after=after))
    searched = page(peopled, session, search="dup", limit=1).after
    assert page(peopled, session, search="DUP ", limit=1, after=searched).entries
    assert invalid(ask(peopled, session, search="du", after=searched))
    assert invalid(ask(peopled, session, after=searched))


@both_databases
def test_a_broken_cursor_is_an_invalid_request(peopled: Portal, session: str) -> None:
    after = page(peopled, session, limit=3).after
    number, _, token = after.partition(".")
    another = f"{int(number) + 1}.{token}"
    long = (f"{'9' * 40}.{token}", "9" * 500, "🗳️" * 100)
    broken = (after[:-1], after + "A", f"0{after}", f"-{after}", f"{number}.", number, f".{token}")
    for text in (another, *broken, *long, f"٣.{token}", "é.é", "null", "\u0000"):
        response = ask(peopled, session, after=text)
        assert response.status_code == 400, text
        assert invalid(response)
    peopled.sql("DELETE FROM roll_entry WHERE voter_id = ?", int(number))
    assert invalid(ask(peopled, session, after=after)), "its entry is gone"


@both_databases
def test_the_roll_of_a_ballot_of_others_is_not_found(peopled: Portal, session: str) -> None:
    for ballot in (ACADEMIC, "cap-enseignants", "nothing", "CSA-NATIONAL", "%20", "é", "%00"):
        assert ask(peopled, session, ballot).json()["code"] == "not_found", ballot


@pytest.mark.parametrize("search", ["", "dup"])
def test_a_page_is_read_from_the_index(settings: Settings, search: str) -> None:
    opened, _election, _url = open_database(settings)
    with closing(opened), opened.read() as tx:
        query = RollQuery(search=search)
        bounds = page_bounds(tx, PortalKey.read(settings.key_file), NATIONAL, query, folded(search))
        plan = page_plan(tx, bounds)
    assert plan == [
        "SEARCH roll_entry USING PRIMARY KEY "
        "(ballot_id=? AND (name_key,voter_id)>(?,?) AND name_key<?)",
        "SEARCH voter USING INTEGER PRIMARY KEY (rowid=?)",
    ]


@given(st.text(max_size=60), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_a_folded_name_is_letters_and_digits_with_single_spaces_however_it_is_composed(
    text: str, form: str
) -> None:
    key = folded(text)
    assert all(c.isalnum() or c == " " for c in key)
    assert key == " ".join(key.split()) == folded(key)
    assert folded(unicodedata.normalize(form, text)) == key  # type: ignore[arg-type]


@given(st.text("aàâäbcçdeéèêëfghiîïjklmnoôöpqrstuùûüvwxyzœæ -'’", max_size=40))
def test_case_and_accents_do_not_matter_in_french(text: str) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    plain = plain.replace("œ", "oe").replace("æ", "ae")
    assert folded(text) == folded(text.upper()) == folded(plain)


@given(st.text(max_size=100), st.text(max_size=100))
@example("ﷺ" * 100, "ﷺ" * 100)  # the longest letters
def test_a_key_is_the_folded_name_as_far_as_its_column_goes(family: str, first: str) -> None:
    key = name_key(family, first)
    assert key == folded(f"{family} {first}")[:202]
    assert all(key.startswith(folded(key[:length])) for length in range(len(key)))
