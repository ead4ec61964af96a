"""A new election's folder: its comments teach; texts that fit any are the sample's."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from string import Template
from typing import Final

from mock_server.core.files import taken, unwritable
from mock_server.core.languages import catalogue
from mock_server.election.folder import SAMPLE
from mock_server.election.made_up import made_up_voters
from mock_server.election.mail_texts import KINDS
from mock_server.election.voters_csv import write_voters
from tui_voter.contract.election import DocumentKind
from tui_voter.contract.languages import Language
from tui_voter.contract.seats import SeatsRule

_TEMPLATES: Final = Path(__file__).with_name("template")
_DAY: Final = timedelta(days=1)
_BEFORE: Final = {
    "portal_from": (45 * _DAY, time(8)),
    "lists_from": (15 * _DAY, time(8)),
    "claims_until": (2 * _DAY, time(17)),
}
"""How long before the day of the opening, and at which hour."""


@dataclass(frozen=True)
class NewBallot:
    """A ballot with the names of its lists."""

    name: str
    seats: int
    lists: tuple[str, ...]


@dataclass(frozen=True)
class NewElection:
    """What an election is made of. The dates are those of a clock in its time zone."""

    languages: tuple[Language, ...]
    name: str
    organiser: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    ballots: tuple[NewBallot, ...]
    voters: int
    """How many voters are made up."""


def write_folder(folder: Path, wanted: NewElection, comments: Language) -> None:
    """Write the folder, with comments in one language: all of it, or nothing. Raises
    :class:`.Fault`."""
    if folder.exists():
        raise taken(folder)
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as exc:
        raise unwritable(folder, exc) from exc
    try:
        _fill(draft, wanted, comments)
        draft.rename(folder)
    except BaseException as exc:
        shutil.rmtree(draft)
        if isinstance(exc, OSError):
            raise unwritable(folder, exc) from exc
        raise


def _fill(folder: Path, wanted: NewElection, comments: Language) -> None:
    ids = _ids([ballot.name for ballot in wanted.ballots])
    spoken = comments if comments in wanted.languages else wanted.languages[0]
    voters = made_up_voters(wanted.voters, spoken, ids)
    toml = _election(wanted, voters[0].address, comments)
    (folder / "election.toml").write_text(toml, encoding="utf-8")
    blocks = map(_ballot, wanted.ballots, ids, [wanted.languages] * len(ids))
    first = wanted.languages[0]
    toml = _filled(f"ballots.{comments}.toml", ballots="".join(blocks), language=first)
    (folder / "ballots.toml").write_text(toml, encoding="utf-8")
    write_voters(folder / "voters.csv", voters)
    for language in wanted.languages:
        for name in _texts(language):
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(SAMPLE / name, folder / name)
        edito = _filled(f"edito.{language}.md", organiser=wanted.organiser)
        (folder / "pages" / f"edito.{language}.md").write_text(edito, encoding="utf-8")
        for ballot, ballot_id in zip(wanted.ballots, ids, strict=True):
            at = folder / "statements" / ballot_id
            at.mkdir(parents=True, exist_ok=True)
            for name, list_id in zip(ballot.lists, _ids(ballot.lists), strict=True):
                text = _filled(f"statement.{language}.md", list=name)
                (at / f"{list_id}.{language}.md").write_text(text, encoding="utf-8")


def _texts(language: Language) -> Iterator[str]:
    """The sample's texts that any election can use."""
    yield f"faq.{language}.md"
    yield from (f"documents/{kind}.{language}.md" for kind in KINDS)
    yield from (f"pages/{kind}.{language}.md" for kind in DocumentKind)


def _filled(name: str, /, **values: object) -> str:
    template = (_TEMPLATES / name).read_text(encoding="utf-8")
    return Template(template).substitute(values)


def _quoted(text: str) -> str:
    """A TOML string: a JSON string is one."""
    return json.dumps(text, ensure_ascii=False)


# --- election.toml --------------------------------------------------------------------------


def _election(wanted: NewElection, demo_voter: str, comments: Language) -> str:
    dates = {"opens_at": wanted.opens_at, "closes_at": wanted.closes_at} | {
        key: datetime.combine(wanted.opens_at - before, hour)
        for key, (before, hour) in _BEFORE.items()
    }
    return _filled(
        f"election.{comments}.toml",
        **{key: f'"{date:%Y-%m-%d %H:%M}"' for key, date in dates.items()},
        time_zone=_quoted(wanted.time_zone),
        demo_voter=_quoted(demo_voter),
        texts="\n".join(_names(wanted, language) for language in wanted.languages),
        questions="\n".join(_questions(wanted.languages)),
        language=wanted.languages[0],
    )


def _names(wanted: NewElection, language: Language) -> str:
    support = catalogue(language).gettext("Ask your trainer, in the room.")
    return (
        f"[texts.{language}]\n"
        f"name = {_quoted(wanted.name)}\n"
        f"organiser = {_quoted(wanted.organiser)}\n"
        f"support = {_quoted(support)}\n"
    )


def _questions(languages: Sequence[Language]) -> Iterator[str]:
    """The sample's questions."""
    sample = tomllib.loads((SAMPLE / "election.toml").read_text(encoding="utf-8"))
    for question in sample["questions"]:
        texts = [f"text.{it} = {_quoted(question['text'][it])}\n" for it in languages]
        yield f"[[questions]]\nid = {_quoted(question['id'])}\n{''.join(texts)}"


# --- ballots.toml ---------------------------------------------------------------------------


def _ballot(ballot: NewBallot, ballot_id: str, languages: Sequence[Language]) -> str:
    lines = ["", "[[ballots]]", f"id = {_quoted(ballot_id)}", f"seats = {ballot.seats}"]
    lines.append(f"seats_rule = {_quoted(SeatsRule.HIGHEST_AVERAGE)}")
    for language in languages:
        rule = catalogue(language).gettext(
            "You vote for a whole list, without adding or crossing out a name, or you cast a blank "
            "vote."
        )
        lines.append(f"texts.{language}.name = {_quoted(ballot.name)}")
        lines.append(f"texts.{language}.description = {_quoted(rule)}")
    names = _candidates()
    for name, list_id in zip(ballot.lists, _ids(ballot.lists), strict=True):
        lines += ["", "[[ballots.lists]]", f"id = {_quoted(list_id)}"]
        for language in languages:
            lines.append(f"texts.{language}.name = {_quoted(name)}")
            lines.append(f"texts.{language}.union = {_quoted(name)}")
        lines.append("candidates = [")
        lines += [f"    {next(names)}," for _seat in range(min(ballot.seats, _MOST_CANDIDATES))]
        lines.append("]")
    return "\n".join(lines) + "\n"


_MOST_CANDIDATES: Final = 10


def _candidates() -> Iterator[str]:
    """The sample's candidates, over and over again."""
    sample = tomllib.loads((SAMPLE / "ballots.toml").read_text(encoding="utf-8"))
    names = [
        (_quoted(one["family_name"]), _quoted(one["first_name"]))
        for ballot in sample["ballots"]
        for item in ballot["lists"]
        for one in item["candidates"]
    ]
    while True:
        yield from (f"{{ family_name = {last}, first_name = {first} }}" for last, first in names)


_LONGEST_ID: Final = 40


def _ids(names: Sequence[str]) -> list[str]:
    """An id for each name: its letters and digits, with a number where another has the same."""
    ids: list[str] = []
    for name in names:
        apart = unicodedata.normalize("NFKD", name.casefold())
        letters = "".join(sign for sign in apart if not unicodedata.combining(sign))
        base = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST_ID].strip("-") or "x"
        same = (base, *(f"{base}-{number}" for number in range(2, len(names) + 1)))
        ids.append(next(one for one in same if one not in ids))
    return ids
