"""The definition of an election, as the portal stores it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from mock_server.core.toml_files import TomlTable
from mock_server.election.mail_texts import MailText
from mock_server.election.texts import Faq, Pages, Title
from tui_voter.contract.activation import ChallengeQuestion
from tui_voter.contract.captchas import CaptchaKind
from tui_voter.contract.election import Election
from tui_voter.contract.languages import Language
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.contract.recovery import RecoveryWay
from tui_voter.contract.seats import SeatsRule
from tui_voter.contract.shapes import LongText

_A_DAY: Final = timedelta(days=1)
_AHEAD: Final = timedelta(days=30)


class Policy(PasswordPolicy, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contract's policy, as written in a folder: an unknown rule is an error."""


class Texts(TomlTable, frozen=True, kw_only=True):
    """The names of the election in one language. ``{year}`` stands for the year of the vote."""

    name: Title
    organiser: Title
    support: LongText


class QuestionDefinition(TomlTable, frozen=True, kw_only=True):
    """A challenge question, in each language."""

    id: Title
    text: dict[Language, LongText]


class ElectionDefinition(TomlTable, frozen=True, kw_only=True):
    """An election with its dates settled; kept in the database as JSON."""

    opens_at: datetime
    closes_at: datetime
    claims_until: datetime
    lists_from: datetime
    time_zone: str
    link_lifetime: timedelta
    session_idle: timedelta
    sender: str
    demo_voter: str
    public_url: str
    policy: Policy
    portal_from: datetime | None = None
    captcha: tuple[CaptchaKind, ...] = tuple(CaptchaKind)
    recovery: tuple[RecoveryWay, ...] = tuple(RecoveryWay)
    seats_rules: dict[str, SeatsRule] = msgspec.field(default_factory=dict)
    """Of the ballots that have one, by their ids."""
    texts: dict[Language, Texts]
    questions: tuple[QuestionDefinition, ...]
    documents: dict[Language, dict[str, MailText]]
    pages: dict[Language, Pages]
    faq: dict[Language, Faq]

    @property
    def languages(self) -> tuple[Language, ...]:
        """The election's languages: French first, as it is the portal's own."""
        return tuple(language for language in Language if language in self.texts)

    def best_language(self, language: Language) -> Language:
        """``language`` if the election has its texts, or else its first."""
        return language if language in self.texts else self.languages[0]

    def view(
        self,
        language: Language,
        now: datetime,
        *,
        announcement: str,
        speed: int,
        real_time: bool,
        refresh_in: int,
    ) -> Election:
        """The election as anyone can read it. ``now`` is the portal's time."""
        texts = self.texts[language]
        return Election(
            name=texts.name,
            organiser=texts.organiser,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            time_zone=self.time_zone,
            portal_time=now,
            languages=self.languages,
            policy=self.policy,
            support=texts.support,
            claims_until=self.claims_until,
            lists_from=self.lists_from,
            portal_from=self.portal_from,
            announcement=announcement,
            refresh_in=refresh_in,
            speed=speed,
            real_time=real_time,
        )

    def question_list(self, language: Language) -> tuple[ChallengeQuestion, ...]:
        return tuple(
            ChallengeQuestion(id=item.id, text=item.text[language]) for item in self.questions
        )

    def question(self, question_id: str) -> QuestionDefinition | None:
        return next((item for item in self.questions if item.id == question_id), None)

    def time_ahead(self, now: datetime) -> timedelta:
        """How long from now an opening is that leaves time to try everything before it, at the hour
        of this election's own."""
        return _AHEAD + (self.opens_at - now - _AHEAD) % _A_DAY

    def opening_in(self, span: timedelta, now: datetime) -> ElectionDefinition:
        """This election, opening ``span`` from now and lasting as long. Until then, everything can
        be tried: lists are shown, and claims are accepted."""
        opens_at = (now + span).replace(microsecond=0)
        zone = ZoneInfo(self.time_zone)
        later = opens_at.astimezone(zone) - self.opens_at.astimezone(zone)  # by the clock there
        return msgspec.structs.replace(
            self,
            opens_at=opens_at,
            closes_at=opens_at + (self.closes_at - self.opens_at),
            claims_until=opens_at,
            lists_from=min(self.lists_from, now),
            portal_from=self.portal_from and min(self.portal_from.astimezone(zone) + later, now),
        )


# Made when this module is loaded: msgspec prepares a type when it is first used, and if two
# threads use it first at once, the process crashes.
_election_in: Final = msgspec.json.Decoder(ElectionDefinition).decode


def decode_election(text: str) -> ElectionDefinition:
    """Read an election as the database stores it."""
    return _election_in(text)


def encode_election(election: ElectionDefinition) -> str:
    return msgspec.json.encode(election).decode()
