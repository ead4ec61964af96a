"""An election's folder, read and checked.

A folder holds ``election.toml``, ``voters.csv``, ``ballots.toml`` with
``statements/{ballot}/{list}.{fr,en}.md``, the mails in ``documents/*.{fr,en}.md``, the
texts in ``pages/*.{fr,en}.md`` and ``faq.{fr,en}.md``. The dates are written in the
election's time zone; without a year they mean the next such vote that is not over, whose other
dates are those nearest to its opening.
Whatever is wrong with a folder is told at once, by one :class:`Fault`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec import Meta

from mock_server.core.addresses import is_address
from mock_server.core.errors import Fault
from mock_server.core.files import unreadable
from mock_server.core.findings import Findings
from mock_server.core.origins import public_origin
from mock_server.core.times import read_span
from mock_server.core.toml_files import Table, TomlFile, TomlTable, written
from mock_server.election.ballots import (
    BallotDefinition,
    check_languages,
    check_unique,
    read_ballots,
)
from mock_server.election.mail_texts import KINDS, MailText, read_document
from mock_server.election.model import ElectionDefinition, Policy, QuestionDefinition, Texts
from mock_server.election.texts import read_faqs, read_pages
from mock_server.election.voters import Voter
from mock_server.election.voters_csv import read_voters
from tui_voter.contract.captchas import CaptchaKind
from tui_voter.contract.languages import Language
from tui_voter.contract.recovery import RecoveryWay
from tui_voter.contract.shapes import MOST_QUESTIONS, ShortText

SAMPLE: Final = Path(__file__).with_name("sample")
"""The bundled election: fictional, complete, in French and English."""


# --- What stands in election.toml ---------------------------------------------------------------


def _is_date(text: str) -> bool:
    return _date(text) is not None


def _is_span(text: str) -> bool:
    try:
        read_span(text)
    except ValueError:
        return False
    return True


def is_zone(text: str) -> bool:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _is_origin(text: str) -> bool:
    try:
        public_origin(text)
    except Fault:
        return False
    return True


def _possible_date() -> str:
    return _('"12-01 08:00", or with the year "2026-12-01 08:00"')


_Date = Annotated[str, written(_is_date, _possible_date)]
_DateOrNone = Annotated[str, written(lambda text: not text or _is_date(text), _possible_date)]
_Span = Annotated[str, written(_is_span, lambda: '"60d", "1h30m", "15m", "90s"')]
_Address = Annotated[
    ShortText, written(is_address, lambda: _('an email address, such as "office@portal.example"'))
]
_Origin = Annotated[
    str,
    written(
        lambda text: not text or _is_origin(text),
        lambda: _(
            '"https://portal.example", with the host by name and over https, or over http on this '
            'computer; "" for the address that is served'
        ),
    ),
]
_Zone = Annotated[
    str, written(is_zone, lambda: _('a zone such as "Europe/Paris"'), cache(available_timezones))
]


class ElectionFile(TomlTable, frozen=True, kw_only=True):
    """``election.toml`` as it is written."""

    opens_at: _Date
    closes_at: _Date
    claims_until: _Date
    lists_from: _Date
    time_zone: _Zone
    link_lifetime: _Span
    session_idle: _Span
    sender: _Address
    demo_voter: _Address
    public_url: _Origin = ""
    portal_from: _DateOrNone = ""
    policy: Policy = Policy()
    captcha: Annotated[tuple[CaptchaKind, ...], Meta(min_length=1)] = tuple(CaptchaKind)
    recovery: Annotated[tuple[RecoveryWay, ...], Meta(min_length=1)] = tuple(RecoveryWay)
    texts: Annotated[dict[Language, Texts], Meta(min_length=1)]
    questions: Annotated[
        tuple[QuestionDefinition, ...], Meta(min_length=1, max_length=MOST_QUESTIONS)
    ]


class ElectionFolder(msgspec.Struct, frozen=True):
    """An election, its ballots and its voters, as read."""

    election: ElectionDefinition
    ballots: tuple[BallotDefinition, ...]
    voters: tuple[Voter, ...]
    remarks: tuple[str, ...] = ()
    """The remarks on ``voters.csv``, as :class:`.Roll` has them."""

    def opening_in(self, span: timedelta, now: datetime) -> ElectionFolder:
        """This folder with the dates of :meth:`ElectionDefinition.opening_in`."""
        return msgspec.structs.replace(self, election=self.election.opening_in(span, now))


# --- The folder ---------------------------------------------------------------------------------


def read_folder(folder: Path, now: datetime) -> ElectionFolder:
    """Read and check a whole folder. Raises one :class:`Fault` that tells all that is wrong."""
    try:
        next(folder.iterdir(), None)
    except OSError as exc:
        raise unreadable(folder, exc) from exc
    findings = Findings(folder)
    toml = TomlFile(folder / "election.toml", ElectionFile, findings)
    languages = _languages(toml, folder)
    dates = _dates(toml.table, now)
    check_unique(toml.table, "questions")
    for question in toml.table.tables("questions"):
        check_languages(question, "text", languages)
    ballots = read_ballots(folder, languages, findings)
    roll = read_voters(folder / "voters.csv", languages, ballots.ids, findings)
    _check_demo_voter(toml.table, roll.voters)
    documents = {language: _documents(folder, language, findings) for language in languages}
    pages = read_pages(folder / "pages", languages, findings)
    faq = read_faqs(folder, languages, findings)
    file = toml.whole()
    if findings.count or file is None or dates is None:
        raise findings.told(folder)
    year = str(dates.opens_at.astimezone(ZoneInfo(file.time_zone)).year)
    election = ElectionDefinition(
        opens_at=dates.opens_at,
        closes_at=dates.closes_at,
        claims_until=dates.before["claims_until"],
        lists_from=dates.before["lists_from"],
        portal_from=dates.before.get("portal_from"),
        time_zone=file.time_zone,
        link_lifetime=read_span(file.link_lifetime),
        session_idle=read_span(file.session_idle),
        sender=file.sender,
        demo_voter=file.demo_voter,
        public_url=public_origin(file.public_url) if file.public_url else "",
        policy=file.policy,
        captcha=file.captcha,
        recovery=file.recovery,
        seats_rules={
            ballot.id: ballot.seats_rule for ballot in ballots.definitions if ballot.seats_rule
        },
        texts={
            language: msgspec.structs.replace(texts, name=texts.name.replace("{year}", year))
            for language, texts in file.texts.items()
        },
        questions=file.questions,
        documents=documents,
        pages=pages,
        faq=faq,
    )
    return ElectionFolder(election, ballots.definitions, roll.voters, roll.remarks)


def _check_demo_voter(table: Table, voters: Sequence[Voter]) -> None:
    demo_voter = table.get("demo_voter", str)
    addresses = {voter.address_key for voter in voters}
    if addresses and demo_voter and demo_voter.casefold() not in addresses:
        told = _('{key} is "{read}", whom voters.csv does not list.')
        table.wrong(("demo_voter",), told, read=demo_voter)


def _documents(folder: Path, language: Language, findings: Findings) -> dict[str, MailText]:
    return {
        kind: read_document(folder / "documents" / f"{kind}.{language}.md", kind, findings)
        for kind in KINDS
    }


def _languages(toml: TomlFile[ElectionFile], folder: Path) -> tuple[Language, ...]:
    """The election's languages; those of the frequent questions, where election.toml does not say
    them, or not all of it can be read."""
    said = toml.table.names_in("texts")
    if toml.is_broken or not any(language in said for language in Language):
        return tuple(item for item in Language if (folder / f"faq.{item}.md").exists())
    return tuple(language for language in Language if language in said)


# --- The dates ----------------------------------------------------------------------------------

_Written = tuple[int | None, int, int, int, int]
"""A date as written: year or None, month, day, hour, minute."""

_NEAR: Final = timedelta(days=184)
"""A little more than half a year: each day of the year is that near to any moment."""

_DATE: Final = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d)", re.ASCII)

_BEFORE: Final[tuple[str, ...]] = ("claims_until", "lists_from", "portal_from")
"""The dates that are not after the opening."""


@dataclass(frozen=True)
class _Dates:
    """The dates in UTC."""

    opens_at: datetime
    closes_at: datetime
    before: dict[str, datetime]


def _dates(table: Table, now: datetime) -> _Dates | None:
    """The dates; None if something is wrong with one, which is then told."""
    zone = ZoneInfo(table.get("time_zone", str) or "UTC")  # without one, their order is looked at
    opens = _date(table.get("opens_at", str))
    if opens is None:
        return None
    dates: dict[str, _Written] = {}
    for key in ("closes_at", *_BEFORE):
        date = _date(table.get(key, str))
        if date and (date[0] is None) == (opens[0] is None):
            dates[key] = date
        elif date:
            told = _(
                '{key} is "{read}": write opens_at and {key} both with a year, or both without.'
            )
            table.wrong((key,), told, read=table.raw[key])
    closes = dates.pop("closes_at", None)
    if closes is None:
        return None
    vote = _next_vote(table, closes, opens, zone, now)
    if vote is None:
        return None
    before = {
        key: moment
        for key, date in dates.items()
        if (moment := _before(table, key, date, opens, zone, vote[0]))
    }
    return _Dates(*vote, before)


def _next_vote(
    table: Table, closes: _Written, opens: _Written, zone: ZoneInfo, now: datetime
) -> tuple[datetime, datetime] | None:
    """The opening and the closing in UTC.

    Dates without a year are tried year by year, beginning with the last one, until the vote has not
    yet closed: a vote over the new year may have begun in the last year.
    """
    this_year = now.astimezone(zone).year
    years = [opens[0]] if opens[0] is not None else range(this_year - 1, this_year + 9)
    for year in years:
        opens_at = _moment(opens, year, zone)
        closes_at = opens_at and _nearest(closes, zone, opens_at)
        if opens_at and closes_at and (opens[0] is not None or closes_at > now):
            if closes_at > opens_at:
                return opens_at, closes_at
            _tell_disorder(table, "opens_at", "closes_at", opens)
            return None
    has_day = any(_moment(opens, year, zone) for year in years)
    _tell_no_day(table, "closes_at" if has_day else "opens_at")
    return None


def _before(
    table: Table,
    key: str,
    date: _Written,
    opens: _Written,
    zone: ZoneInfo,
    opens_at: datetime,
) -> datetime | None:
    """The moment of a date that is not after the opening."""
    moment = _nearest(date, zone, opens_at)
    if moment is None:
        _tell_no_day(table, key)
    elif moment > opens_at:
        _tell_disorder(table, key, "opens_at", opens)
    return moment


def _nearest(date: _Written, zone: ZoneInfo, opens_at: datetime) -> datetime | None:
    """The moment of a date. A date without a year is the one nearest to the opening. None if that
    year has no such day."""
    if date[0] is not None:
        return _moment(date, date[0], zone)
    year = opens_at.astimezone(zone).year
    around = (_moment(date, item, zone) for item in (year - 1, year, year + 1))
    near = [moment for moment in around if moment and abs(moment - opens_at) < _NEAR]
    return min(near, key=lambda moment: abs(moment - opens_at), default=None)


def _tell_disorder(table: Table, first: str, second: str, opens: _Written) -> None:
    told = _('{first}, "{read}", must come before {second}, "{other}".')
    if opens[0] is None:
        told = _(
            '{first}, "{read}", must come before {second}, "{other}"; without years, each date is '
            "the one nearest to the opening."
        )
    read, other = table.raw[first], table.raw[second]
    table.wrong((first,), told, first=first, read=read, second=second, other=other)


def _tell_no_day(table: Table, key: str) -> None:
    told = _('{key} is "{read}", a day that its year does not have.')
    table.wrong((key,), told, read=table.raw[key])


def _date(text: str | None) -> _Written | None:
    match = _DATE.fullmatch((text or "").strip())
    if match is None:
        return None
    year, *rest = match.groups()
    month, day, hour, minute = map(int, rest)
    try:
        datetime(int(year or 2000), month, day, hour, minute, tzinfo=UTC)  # 2000 is a leap year
    except ValueError:
        return None
    return (int(year) if year else None), month, day, hour, minute


def _moment(date: _Written, year: int, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime(year, *date[1:], tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):  # 29 February in most years; the first day of time
        return None
