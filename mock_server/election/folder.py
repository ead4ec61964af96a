"""An election's folder, read and checked.

A folder holds ``election.toml``, ``voters.csv``, ``ballots.toml`` with
``statements/{ballot}/{list}.{fr,en}.md``, the mails in ``documents/*.{fr,en}.md``, the
texts in ``pages/*.{fr,en}.md`` and ``faq.{fr,en}.md``. The dates are written in the
election's time zone; without a year they mean the next such vote that is not over, whose other
dates are those nearest to its opening.
Whatever is wrong with a folder is a :class:`Fault`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from mock_server.core.addresses import is_address
from mock_server.core.errors import Fault
from mock_server.core.findings import Findings
from mock_server.core.origins import public_origin
from mock_server.core.times import read_span
from mock_server.core.toml_files import TomlTable, bad_value, read_toml
from mock_server.election.ballots import BallotDefinition, read_ballots
from mock_server.election.mail_texts import KINDS, read_document
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


class ElectionFile(TomlTable, frozen=True, kw_only=True):
    """``election.toml`` as it is written."""

    opens_at: str
    closes_at: str
    claims_until: str
    lists_from: str
    time_zone: str
    link_lifetime: str
    session_idle: str
    sender: ShortText
    demo_voter: str
    public_url: str = ""
    portal_from: str = ""
    policy: Policy = Policy()
    captcha: tuple[CaptchaKind, ...] = tuple(CaptchaKind)
    recovery: tuple[RecoveryWay, ...] = tuple(RecoveryWay)
    texts: Annotated[dict[Language, Texts], Meta(min_length=1)]
    questions: Annotated[
        tuple[QuestionDefinition, ...], Meta(min_length=1, max_length=MOST_QUESTIONS)
    ]


class ElectionFolder(msgspec.Struct, frozen=True):
    """An election, its ballots and its voters, as read."""

    election: ElectionDefinition
    ballots: tuple[BallotDefinition, ...]
    voters: tuple[Voter, ...]
    read_as: str = ""
    """What ``voters.csv`` is written in, as :class:`.Roll` says it."""

    def opening_in(self, span: timedelta, now: datetime) -> ElectionFolder:
        """This folder with the dates of :meth:`ElectionDefinition.opening_in`."""
        return msgspec.structs.replace(self, election=self.election.opening_in(span, now))


def read_folder(folder: Path, now: datetime) -> ElectionFolder:
    """Read and check a whole folder. Raises :class:`Fault` at the first thing wrong."""
    toml = folder / "election.toml"
    file = read_toml(toml, ElectionFile)
    zone = _zone(toml, file.time_zone)
    opens_at, closes_at = _next_vote(toml, file, zone, now)
    _check(toml, file)
    languages = tuple(language for language in Language if language in file.texts)
    ballots = read_ballots(folder, languages)
    findings = Findings()
    ids = {ballot.id for ballot in ballots}
    roll = read_voters(folder / "voters.csv", languages, ids, findings)
    if findings.count:
        raise findings.told(folder / "voters.csv")
    if file.demo_voter.casefold() not in {item.address_key for item in roll.voters}:
        raise bad_value(toml, "demo_voter")
    year = str(opens_at.astimezone(zone).year)
    election = ElectionDefinition(
        opens_at=opens_at,
        closes_at=closes_at,
        claims_until=_before(toml, file, "claims_until", zone, opens_at),
        lists_from=_before(toml, file, "lists_from", zone, opens_at),
        portal_from=_before(toml, file, "portal_from", zone, opens_at)
        if file.portal_from
        else None,
        time_zone=file.time_zone,
        link_lifetime=_span(toml, "link_lifetime", file.link_lifetime),
        session_idle=_span(toml, "session_idle", file.session_idle),
        sender=file.sender,
        demo_voter=file.demo_voter,
        public_url=_public_url(toml, file.public_url),
        policy=file.policy,
        captcha=file.captcha,
        recovery=file.recovery,
        texts={
            language: msgspec.structs.replace(texts, name=texts.name.replace("{year}", year))
            for language, texts in file.texts.items()
        },
        questions=file.questions,
        documents={
            language: {
                kind: read_document(folder / "documents" / f"{kind}.{language}.md", kind)
                for kind in KINDS
            }
            for language in languages
        },
        pages=read_pages(folder / "pages", languages),
        faq=read_faqs(folder, languages),
    )
    return ElectionFolder(election, ballots, roll.voters, roll.read_as)


def _span(path: Path, key: str, text: str) -> timedelta:
    try:
        return read_span(text)
    except ValueError as exc:
        raise bad_value(path, key) from exc


def _public_url(path: Path, text: str) -> str:
    try:
        return public_origin(text) if text else ""
    except Fault as fault:
        raise Fault(f"{path}, public_url: {fault}.") from fault


def _zone(path: Path, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as exc:
        raise bad_value(path, "time_zone") from exc


def _check(path: Path, file: ElectionFile) -> None:
    """Check what the types cannot express."""
    if not is_address(file.sender):
        raise bad_value(path, "sender")
    if not file.captcha:
        raise Fault(
            _(
                "{path}, captcha: name how captchas can be answered: “words”, by a person, "
                "“work”, by the computer, or both."
            ).format(path=path)
        )
    if not file.recovery:
        raise Fault(
            _(
                "{path}, recovery: name what is asked of a voter who has forgotten the password: "
                "“question”, the challenge question, “code”, a code by email, or both."
            ).format(path=path)
        )
    if len({question.id for question in file.questions}) < len(file.questions):
        raise bad_value(path, "questions")
    for number, question in enumerate(file.questions):
        if not question.id.strip() or question.text.keys() != file.texts.keys():
            raise bad_value(path, f"questions[{number}].text")


_Date = tuple[int | None, int, int, int, int]
"""A date as written: year or None, month, day, hour, minute."""

_NEAR: Final = timedelta(days=184)
"""A little more than half a year: each day of the year is that near to any moment."""

_DATE: Final = re.compile(r"(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d)", re.ASCII)


def _next_vote(
    path: Path, file: ElectionFile, zone: ZoneInfo, now: datetime
) -> tuple[datetime, datetime]:
    """The opening and the closing in UTC.

    Dates without a year are tried year by year, beginning with the last one, until the vote has not
    yet closed: a vote over the new year may have begun in the last year.
    """
    opens, closes = _date(path, "opens_at", file.opens_at), _date(path, "closes_at", file.closes_at)
    this_year = now.astimezone(zone).year
    years = [opens[0]] if opens[0] is not None else range(this_year - 1, this_year + 9)
    for year in years:
        opens_at = _moment(opens, year, zone)
        closes_at = opens_at and _nearest(path, "closes_at", closes, opens, zone, opens_at)
        if opens_at and closes_at and (opens[0] is not None or closes_at > now):
            if closes_at <= opens_at:
                raise _disorder(path, "opens_at", "closes_at", opens)
            return opens_at, closes_at
    raise bad_value(path, "closes_at")


def _before(
    path: Path, file: ElectionFile, key: str, zone: ZoneInfo, opens_at: datetime
) -> datetime:
    """The moment of a date that is not after the opening."""
    date, opens = _date(path, key, getattr(file, key)), _date(path, "opens_at", file.opens_at)
    moment = _nearest(path, key, date, opens, zone, opens_at)
    if moment is None:
        raise bad_value(path, key)
    if moment > opens_at:
        raise _disorder(path, key, "opens_at", opens)
    return moment


def _nearest(
    path: Path, key: str, date: _Date, opens: _Date, zone: ZoneInfo, opens_at: datetime
) -> datetime | None:
    """The moment of a date. A date without a year is the one nearest to the opening; a date has a
    year if the opening has one. None if that year has no such day."""
    if (opens[0] is None) != (date[0] is None):
        raise Fault(
            _("{path}: write opens_at and {key} both with a year, or both without.").format(
                path=path, key=key
            )
        )
    if date[0] is not None:
        return _moment(date, date[0], zone)
    year = opens_at.astimezone(zone).year
    around = (_moment(date, item, zone) for item in (year - 1, year, year + 1))
    near = [moment for moment in around if moment and abs(moment - opens_at) < _NEAR]
    return min(near, key=lambda moment: abs(moment - opens_at), default=None)


def _disorder(path: Path, first: str, second: str, opens: _Date) -> Fault:
    if opens[0] is not None:
        return Fault(
            _("{path}: {first} must come before {second}.").format(
                path=path, first=first, second=second
            )
        )
    return Fault(
        _(
            "{path}: {first} must come before {second}; without years, each date is the one "
            "nearest to the opening."
        ).format(path=path, first=first, second=second)
    )


def _date(path: Path, key: str, text: str) -> _Date:
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise _no_date(path, key)
    year, *rest = match.groups()
    month, day, hour, minute = map(int, rest)
    try:
        datetime(int(year or 2000), month, day, hour, minute, tzinfo=UTC)  # 2000 is a leap year
    except ValueError as exc:
        raise _no_date(path, key) from exc
    return (int(year) if year else None), month, day, hour, minute


def _no_date(path: Path, key: str) -> Fault:
    return Fault(
        _(
            '{path}: {key} is not a date: write "12-01 08:00", or with the year "2026-12-01 '
            '08:00", in quotes.'
        ).format(path=path, key=key)
    )


def _moment(date: _Date, year: int, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime(year, *date[1:], tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):  # 29 February in most years; the first day of time
        return None
