"""The ballots of an election with their candidate lists: read from ``ballots.toml`` and
``statements/``, kept in the tables ``ballot`` and ``candidate_list``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from msgspec import Meta
from sqlalchemy import Connection, bindparam, insert, select

from mock_server.core.findings import Findings, listed
from mock_server.core.toml_files import Table, TomlFile, TomlTable, as_read, written
from mock_server.db import schema
from mock_server.election.texts import Title, is_title, possible_title, read_text
from mock_server.election.voters import Voter
from tui_voter.contract.ballots import Ballot, Candidate, CandidateList
from tui_voter.contract.languages import LANGUAGES, Language
from tui_voter.contract.seats import SeatsRule
from tui_voter.contract.shapes import MOST_BALLOTS, MOST_CANDIDATES, MOST_LISTS, LongText

_ballot, _entry, _list = schema.ballot, schema.roll_entry, schema.candidate_list

_ALL = select(_ballot).order_by(_ballot.c.position)
_OF_VOTER = (
    select(_ballot)
    .join(_entry, _entry.c.ballot_id == _ballot.c.id)
    .where(_entry.c.voter_id == bindparam("voter"))
    .order_by(_ballot.c.position)
)
_LISTS = select(_list).where(_list.c.ballot_id == bindparam("ballot")).order_by(_list.c.position)

_LARGEST: Final = 900_000
"""The most bytes that a ballot's lists may take in one language: a client reads 1 MiB at most."""


Id = Annotated[
    str,
    Meta(max_length=50, pattern=r"^[a-z0-9][a-z0-9-]*\Z"),
    written(
        lambda _text: True,  # the pattern says it
        lambda: _('small letters, digits and hyphens, such as "works-council"'),
    ),
]
"""An id, which is also part of a file's name and of an address."""


class BallotTexts(TomlTable, frozen=True, kw_only=True):
    name: Title
    description: LongText


class ListTexts(TomlTable, frozen=True, kw_only=True):
    name: Title
    union: Title


class CandidateDefinition(Candidate, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contract's candidate, as written in a folder: an unknown key is an error."""


class _FileList(TomlTable, frozen=True, kw_only=True):
    id: Id
    texts: dict[Language, ListTexts]
    candidates: Annotated[
        tuple[CandidateDefinition, ...], Meta(min_length=1, max_length=MOST_CANDIDATES)
    ]


class _FileBallot(TomlTable, frozen=True, kw_only=True):
    id: Id
    seats: Annotated[int, Meta(ge=1)]
    seats_rule: SeatsRule | None = None
    texts: dict[Language, BallotTexts]
    lists: Annotated[tuple[_FileList, ...], Meta(max_length=MOST_LISTS)] = ()


class _BallotsFile(TomlTable, frozen=True, kw_only=True):
    """``ballots.toml`` as it is written."""

    ballots: Annotated[tuple[_FileBallot, ...], Meta(min_length=1, max_length=MOST_BALLOTS)]


class StatedTexts(ListTexts, frozen=True, kw_only=True):
    """A list's texts in one language, with its statement (profession de foi)."""

    statement: str


class ListDefinition(TomlTable, frozen=True, kw_only=True):
    id: str
    texts: dict[Language, StatedTexts]
    candidates: tuple[CandidateDefinition, ...]

    def view(self, language: Language) -> CandidateList:
        texts = self.texts[language]
        official = next(iter(self.texts.values()))  # in the election's first language
        return CandidateList(
            id=self.id,
            name=texts.name,
            official=official.name,
            union=texts.union,
            candidates=self.candidates,
            statement=texts.statement,
        )


class BallotDefinition(TomlTable, frozen=True, kw_only=True):
    """A ballot (scrutin) with its lists in their official order."""

    id: str
    seats: int
    seats_rule: SeatsRule | None = None
    texts: dict[Language, BallotTexts]
    lists: tuple[ListDefinition, ...]


# --- The files ------------------------------------------------------------------------------


class BallotsRead(NamedTuple):
    """The ballots of a folder: none, if something is wrong with one of them; and their ids: None,
    if something is wrong with one of these."""

    ids: frozenset[str] | None
    definitions: tuple[BallotDefinition, ...]


def read_ballots(folder: Path, languages: Sequence[Language], findings: Findings) -> BallotsRead:
    """Every ballot, in the election's order."""
    path = folder / "ballots.toml"
    file = TomlFile(path, _BallotsFile, findings)
    check_unique(file.table, "ballots")
    ids: set[str | None] = set()
    statements: dict[tuple[str, str, Language], str] = {}
    for ballot in file.table.tables("ballots"):
        check_languages(ballot, "texts", languages)
        check_unique(ballot, "lists")
        name = ballot.get("id", str)
        ids.add(name)
        for item in ballot.tables("lists"):
            _check_list(item, languages)
            list_name = item.get("id", str)
            if name and list_name:
                at = folder / "statements" / name
                for language in languages:
                    text = read_text(at / f"{list_name}.{language}.md", findings)
                    statements[name, list_name, language] = text
    known = frozenset(filter(None, ids)) if ids and None not in ids else None
    whole = file.whole()
    if whole is None:
        return BallotsRead(known, ())
    ballots = tuple(_definition(ballot, languages, statements) for ballot in whole.ballots)
    for number, definition in enumerate(ballots):
        _check_size(file.table, number, definition, languages)
    return BallotsRead(known, ballots)


def _definition(
    ballot: _FileBallot,
    languages: Sequence[Language],
    statements: Mapping[tuple[str, str, Language], str],
) -> BallotDefinition:
    return BallotDefinition(
        id=ballot.id,
        seats=ballot.seats,
        seats_rule=ballot.seats_rule,
        texts=ballot.texts,
        lists=tuple(
            ListDefinition(
                id=item.id,
                texts={
                    language: StatedTexts(
                        name=item.texts[language].name,
                        union=item.texts[language].union,
                        statement=statements[ballot.id, item.id, language],
                    )
                    for language in languages
                },
                candidates=item.candidates,
            )
            for item in ballot.lists
        ),
    )


def _check_list(item: Table, languages: Sequence[Language]) -> None:
    check_languages(item, "texts", languages)
    for number, candidate in enumerate(item.tables("candidates")):
        for key in ("family_name", "first_name"):
            name = candidate.get(key, str)
            if name is not None and not is_title(name):
                told = _("{key} is {read}; possible: {possible}.")
                within = ("candidates", number, key)
                item.wrong(within, told, read=as_read(name), possible=possible_title())


def check_languages(table: Table, name: str, languages: Sequence[Language]) -> None:
    """Tell which of the election's languages a table of texts lacks, and which it has besides."""
    given = table.names_in(name)
    known = listed(languages)
    for language in languages:
        if language not in given:
            told = _("the key {key} is missing: the election speaks {known}.")
            table.wrong((name, language), told, known=known)
    for other in given:
        if other in LANGUAGES and other not in languages:
            told = _("{key} is in another language: the election speaks {known}.")
            table.wrong((name, other), told, known=known)


def check_unique(table: Table, name: str) -> None:
    """Tell which entries of an array have the id of an earlier one."""
    ids: set[str] = set()
    for number, item in enumerate(table.tables(name)):
        one = item.get("id", str)
        if one in ids:
            told = _('{key} is "{read}", as an earlier one is: each has an id of its own.')
            table.wrong((name, number, "id"), told, read=one)
        elif one is not None:
            ids.add(one)


def _check_size(
    table: Table, number: int, ballot: BallotDefinition, languages: Sequence[Language]
) -> None:
    for language in languages:
        lists = tuple(item.view(language) for item in ballot.lists)
        if len(msgspec.json.encode(lists)) > _LARGEST:
            told = _("the lists of {key} and their statements are too long.")
            table.wrong(("ballots", number), told)


# --- The tables -----------------------------------------------------------------------------


def add_ballots(
    tx: Connection, ballots: Sequence[BallotDefinition], voters: Sequence[Voter]
) -> None:
    """Store the ballots of an election, with the number of ``voters`` on the roll of each."""
    numbers = Counter(name for voter in voters for name in voter.ballots)
    tx.execute(
        insert(_ballot),
        [
            {
                "id": ballot.id,
                "position": position,
                "seats": ballot.seats,
                "voters": numbers[ballot.id],
                "texts": _json(ballot.texts),
            }
            for position, ballot in enumerate(ballots)
        ],
    )
    lists = [
        {
            "ballot_id": ballot.id,
            "id": item.id,
            "position": position,
            "texts": _json(item.texts),
            "candidates": _json(item.candidates),
        }
        for ballot in ballots
        for position, item in enumerate(ballot.lists)
    ]
    if lists:
        tx.execute(insert(_list), lists)


def ballots_of(tx: Connection, voter_id: int, language: Language) -> tuple[Ballot, ...]:
    """The ballots on whose rolls the voter stands, in the election's order."""
    return _views(tx.execute(_OF_VOTER, {"voter": voter_id}), language)


def all_ballots(tx: Connection, language: Language) -> tuple[Ballot, ...]:
    """Every ballot, in the election's order."""
    return _views(tx.execute(_ALL), language)


def _views(rows: Iterable[Any], language: Language) -> tuple[Ballot, ...]:
    return tuple(
        Ballot(
            id=row.id,
            name=texts.name,
            description=texts.description,
            seats=row.seats,
            voters=row.voters,
        )
        for row in rows
        for texts in (_texts_in(row.texts)[language],)
    )


# Made when this module is loaded: msgspec prepares a type when it is first used, and if two
# threads use it first at once, the process crashes.
_texts_in: Final = msgspec.json.Decoder(dict[Language, BallotTexts]).decode
_stated_in: Final = msgspec.json.Decoder(dict[Language, StatedTexts]).decode
_candidates_in: Final = msgspec.json.Decoder(tuple[CandidateDefinition, ...]).decode


def ballot_names(tx: Connection, language: Language) -> dict[str, str]:
    """Every ballot's name by its id, in the election's order."""
    return {row.id: _texts_in(row.texts)[language].name for row in tx.execute(_ALL)}


def lists_of(tx: Connection, ballot_id: str, language: Language) -> tuple[CandidateList, ...]:
    """A ballot's lists in their official order; none if there is no such ballot."""
    return tuple(
        ListDefinition(
            id=row.id,
            texts=_stated_in(row.texts),
            candidates=_candidates_in(row.candidates),
        ).view(language)
        for row in tx.execute(_LISTS, {"ballot": ballot_id})
    )


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
