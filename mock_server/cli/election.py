"""``new-election`` and ``check-election``: the folder of an election of one's own."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import available_timezones

from mock_server.cli.arguments import number
from mock_server.core.errors import Fault
from mock_server.core.files import taken
from mock_server.core.findings import listed, nearest
from mock_server.core.languages import spoken
from mock_server.core.terminal import say, shown, tell
from mock_server.core.times import in_words, real_time
from mock_server.election.folder import is_zone, read_folder
from mock_server.election.new_folder import NewBallot, NewElection, write_folder
from mock_server.election.texts import is_title, possible_title
from tui_voter.contract.languages import LANGUAGES, Language

T = TypeVar("T")

_MOST_SEATS: Final = 100
_MOST_VOTERS: Final = 999
_WEEK: Final = timedelta(days=7)
_BETWEEN: Final = ";"
"""Stands between the names of lists."""

# --- A new one --------------------------------------------------------------------------------


def add_new_election(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", metavar=_("FOLDER"), type=Path, help=_("a new folder"))
    command.add_argument(
        "--languages",
        metavar=_("LANGUAGES"),
        type=_languages,
        help=_("the election’s languages, one or more: fr,en"),
    )
    command.add_argument("--name", metavar=_("NAME"), type=_title, help=_("the election’s name"))
    command.add_argument("--organiser", metavar=_("NAME"), type=_title, help=_("who organises it"))
    command.add_argument(
        "--opens-at",
        metavar=_("DATE"),
        type=_moment,
        help=_("when the vote opens: 2026-12-03 08:00"),
    )
    command.add_argument(
        "--closes-at", metavar=_("DATE"), type=_moment, help=_("when it closes, written the same")
    )
    command.add_argument(
        "--time-zone", metavar=_("ZONE"), type=_zone, help=_("their time zone (Europe/Paris)")
    )
    command.add_argument(
        "--ballot",
        metavar=_("BALLOT"),
        dest="ballots",
        action="append",
        type=_ballot,
        help=_("a ballot: “name; seats; a list; another list”; can be given again"),
    )
    command.add_argument(
        "--voters",
        metavar="N",
        type=_voters,
        help=_("how many voters are made up for voters.csv (10)"),
    )
    command.set_defaults(run=_new_election)


def _new_election(options: argparse.Namespace) -> None:
    folder: Path = options.folder
    if folder.exists():
        raise taken(folder)
    try:
        wanted = _wanted(options)
    except KeyboardInterrupt:
        say("")
        raise Fault(_("Nothing was written.")) from None
    write_folder(folder, wanted, spoken())
    place = shlex.quote(str(folder))
    tell(
        _(
            "The election is in {path}: what each key is for stands above it in election.toml and "
            "ballots.toml."
        ).format(path=folder)
    )
    say(_("After each change: {command}").format(command=f"mock-portal check-election {place}"))
    say(_("As a training room: {command}").format(command=f"mock-portal train --election {place}"))


def _wanted(options: argparse.Namespace) -> NewElection:
    """What the options say, and the answers to what they leave open. Raises :class:`Fault`."""
    if sys.stdin.isatty():
        say(_("Enter alone takes what stands in brackets; Ctrl+C writes nothing."))
    languages = options.languages or _ask(_("Languages"), _languages, spoken().value)
    name = options.name or _ask(_("Name of the election"), _title, _("Training election {year}"))
    organiser = options.organiser or _ask(_("Organiser"), _title, _("Training team"))
    soon = datetime.combine(datetime.now() + _WEEK, time(8))  # noqa: DTZ005 (a clock there)
    opens_at = options.opens_at or _ask(_("The vote opens"), _moment, f"{soon:%Y-%m-%d %H:%M}")
    later = datetime.combine(opens_at + _WEEK, time(17))

    def closing(text: str) -> datetime:
        return _after(opens_at, _moment(text))

    closes_at = options.closes_at or _ask(_("It closes"), closing, f"{later:%Y-%m-%d %H:%M}")
    try:
        _after(opens_at, closes_at)
    except argparse.ArgumentTypeError as exc:
        raise Fault(f"{exc}.") from exc
    return NewElection(
        languages=languages,
        name=name,
        organiser=organiser,
        opens_at=opens_at,
        closes_at=closes_at,
        time_zone=options.time_zone or _ask(_("Time zone"), _zone, "Europe/Paris"),
        ballots=tuple(options.ballots or _ask_ballots()),
        voters=options.voters or _ask(_("Voters to make up"), _voters, "10"),
    )


def _ask_ballots() -> list[NewBallot]:
    ballots: list[NewBallot] = []
    name = _ask(_("Name of a ballot"), _title, _("Works council"))
    while name:
        seats = _ask(_("Its seats"), _seats, "5")
        between = _("Its lists, with “{sign}” between two").format(sign=_BETWEEN)
        ballots.append(NewBallot(name, seats, _ask(between, _lists, _("List A; List B"))))
        name = _ask(_("Name of another ballot, or Enter for none"), _title_or_none, "")
    return ballots


def _ask(text: str, read: Callable[[str], T], default: str) -> T:
    """The answer to a question, which is asked until one can be read; the default where nobody is
    there to answer. Raises :class:`Fault`."""
    while sys.stdin.isatty():
        asked = _("{question} [{default}]: ") if default else _("{question}: ")
        sys.stdout.write(asked.format(question=text, default=default))
        sys.stdout.flush()
        answer = sys.stdin.readline()
        if not answer:
            raise Fault(_("Nothing was written."))
        try:
            return read(answer.strip() or default)
        except argparse.ArgumentTypeError as exc:
            say(shown(f"{exc}."))
    return read(default)


# --- Kinds of answers -------------------------------------------------------------------------


def _languages(text: str) -> tuple[Language, ...]:
    words = text.replace(",", " ").casefold().split()
    if not words or not {*words} <= {*LANGUAGES}:
        raise argparse.ArgumentTypeError(
            _("{text} names no languages; possible: {known}").format(
                text=text, known=listed(LANGUAGES)
            )
        )
    return tuple(language for language in Language if language in words)


def _title(text: str) -> str:
    if not is_title(text):
        raise argparse.ArgumentTypeError(_("possible: {what}").format(what=possible_title()))
    return text.strip()


def _title_or_none(text: str) -> str:
    return _title(text) if text else ""


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007 (a clock there)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(
            _("{text} is not a date and time such as 2026-12-03 08:00").format(text=text)
        ) from exc


def _after(opens_at: datetime, closes_at: datetime) -> datetime:
    if closes_at <= opens_at:
        raise argparse.ArgumentTypeError(
            _("the vote closes after it opens, which is at {moment}").format(
                moment=f"{opens_at:%Y-%m-%d %H:%M}"
            )
        )
    return closes_at


def _zone(text: str) -> str:
    if is_zone(text):
        return text
    near = nearest(text, available_timezones()) or "Europe/Paris"
    raise argparse.ArgumentTypeError(
        _("{text} is no time zone; the nearest is {nearest}").format(text=text, nearest=near)
    )


def _seats(text: str) -> int:
    return number(text.strip(), 1, _MOST_SEATS)


def _voters(text: str) -> int:
    return number(text, 1, _MOST_VOTERS)


def _lists(text: str) -> tuple[str, ...]:
    return tuple(_title(name.strip()) for name in text.split(_BETWEEN) if name.strip())


def _ballot(text: str) -> NewBallot:
    name, _sign, rest = text.partition(_BETWEEN)
    seats, _sign, lists = rest.partition(_BETWEEN)
    return NewBallot(_title(name.strip()), _seats(seats), _lists(lists))


# --- One that is there ------------------------------------------------------------------------


def add_check_election(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", metavar=_("FOLDER"), type=Path, help=_("an election’s folder"))
    command.set_defaults(run=_check_election)


def _check_election(options: argparse.Namespace) -> None:
    read = read_folder(options.folder, real_time())
    for remark in read.remarks:
        say(remark)
    election = read.election
    told = _("Nothing is wrong. Ballots: {ballots}. Voters: {voters}. The vote opens {moment}.")
    moment = in_words(election.opens_at, election.time_zone, spoken())
    say(told.format(ballots=len(read.ballots), voters=len(read.voters), moment=moment))
