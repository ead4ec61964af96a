"""The ballots of an election with their candidate lists: read from ``ballots.toml`` and
``statements/``, kept in the tables ``ballot`` and ``candidate_list``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta
from sqlalchemy import Connection, bindparam, insert, select

from mock_server.core.errors import Fault
from mock_server.core.toml_files import TomlTable, bad_value, read_toml
from mock_server.db import schema
from mock_server.election.texts import is_title, read_text
from mock_server.election.voters import Voter
from tui_voter.contract.ballots import Ballot, Candidate, CandidateList
from tui_voter.contract.languages import Language
from tui_voter.contract.shapes import MOST_BALLOTS, MOST_CANDIDATES, MOST_LISTS, LongText, ShortText

T = TypeVar("T")

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


Id = Annotated[str, Meta(max_length=50, pattern=r"^[a-z0-9][a-z0-9-]*\Z")]
"""An id, which is also part of a file's name and of an address."""


class BallotTexts(TomlTable, frozen=True, kw_only=True):
    name: ShortText
    description: LongText


class ListTexts(TomlTable, frozen=True, kw_only=True):
    name: ShortText
    union: ShortText


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
    texts: dict[Language, BallotTexts]
    lists: tuple[ListDefinition, ...]


# --- The files ------------------------------------------------------------------------------


def read_ballots(folder: Path, languages: Sequence[Language]) -> tuple[BallotDefinition, ...]:
    """Every ballot, in the election's order. Raises :class:`Fault`."""
    path = folder / "ballots.toml"
    file = read_toml(path, _BallotsFile)
    _check(path, file, languages)
    ballots = tuple(
        BallotDefinition(
            id=ballot.id,
            seats=ballot.seats,
            texts=ballot.texts,
            lists=tuple(
                _with_statements(folder / "statements" / ballot.id, item, languages)
                for item in ballot.lists
            ),
        )
        for ballot in file.ballots
    )
    for ballot in ballots:
        _check_size(path, ballot, languages)
    return ballots


def _with_statements(
    folder: Path, item: _FileList, languages: Sequence[Language]
) -> ListDefinition:
    return ListDefinition(
        id=item.id,
        texts={
            language: StatedTexts(
                name=item.texts[language].name,
                union=item.texts[language].union,
                statement=read_text(folder / f"{item.id}.{language}.md"),
            )
            for language in languages
        },
        candidates=item.candidates,
    )


def _check(path: Path, file: _BallotsFile, languages: Sequence[Language]) -> None:
    """Check what the types cannot express."""
    _check_unique(path, "ballots", [ballot.id for ballot in file.ballots])
    for number, ballot in enumerate(file.ballots):
        here = f"ballots[{number}]"
        if ballot.texts.keys() != set(languages):
            raise bad_value(path, f"{here}.texts")
        for language, texts in ballot.texts.items():
            if not is_title(texts.name):
                raise bad_value(path, f"{here}.texts.{language}.name")
        _check_unique(path, f"{here}.lists", [item.id for item in ballot.lists])
        for key, item in _numbered(f"{here}.lists", ballot.lists):
            _check_list(path, key, item, languages)


def _check_list(path: Path, here: str, item: _FileList, languages: Sequence[Language]) -> None:
    if item.texts.keys() != set(languages):
        raise bad_value(path, f"{here}.texts")
    for language, texts in item.texts.items():
        if not (is_title(texts.name) and is_title(texts.union)):
            raise bad_value(path, f"{here}.texts.{language}")
    for key, candidate in _numbered(f"{here}.candidates", item.candidates):
        if not (is_title(candidate.family_name) and is_title(candidate.first_name)):
            raise bad_value(path, key)


def _numbered(key: str, items: Sequence[T]) -> Iterator[tuple[str, T]]:
    for number, item in enumerate(items):
        yield f"{key}[{number}]", item


def _check_unique(path: Path, key: str, ids: Sequence[str]) -> None:
    twice = [name for name, times in Counter(ids).items() if times > 1]
    if twice:
        raise Fault(
            _("{path} has the id {id} twice in {key}.").format(path=path, id=twice[0], key=key)
        )


def _check_size(path: Path, ballot: BallotDefinition, languages: Sequence[Language]) -> None:
    for language in languages:
        lists = tuple(item.view(language) for item in ballot.lists)
        if len(msgspec.json.encode(lists)) > _LARGEST:
            raise Fault(
                _("{path}: the lists of {ballot} and their statements are too long.").format(
                    path=path, ballot=ballot.id
                )
            )


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
