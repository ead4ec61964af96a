"""The requests and answers between the voter client and the portal: one set of structs for both."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from tui_voter.contract.languages import Language as Language
from tui_voter.contract.limits import (
    LONGEST_ADDRESS,
    LONGEST_BALLOT,
    LONGEST_DOCUMENT,
    LONGEST_LINE,
    LONGEST_SEAL,
    LONGEST_SECRET,
    LONGEST_TELEPHONE,
    LONGEST_TEXT,
)
from tui_voter.contract.normal import count_words, is_special, normal_password

ShortText = Annotated[str, Meta(min_length=1, max_length=LONGEST_LINE)]
LongText = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
Markdown = Annotated[str, Meta(min_length=1, max_length=LONGEST_DOCUMENT)]
"""CommonMark of headings, paragraphs, lists and emphasis; a client shows the rest as text."""
Token = Annotated[str, Meta(min_length=1, max_length=200)]
PasswordText = Annotated[str, Meta(min_length=1, max_length=LONGEST_SECRET)]
AnswerText = Annotated[str, Meta(min_length=1, max_length=LONGEST_SECRET)]
Address = Annotated[str, Meta(min_length=3, max_length=LONGEST_ADDRESS)]
Seconds = Annotated[int, Meta(ge=0, le=100 * 366 * 86_400)]
"""A length of time, of a century at most."""
Tries = Annotated[int, Meta(ge=0, le=1_000)]

MOST_QUESTIONS: Final = 100
MOST_FAQ_ENTRIES: Final = 1000
MOST_BALLOTS: Final = 2000
MOST_LISTS: Final = 200
MOST_CANDIDATES: Final = 1000
MOST_SUBMISSIONS: Final = 200
MOST_WORDS: Final = 200
"""How many there may be of a thing in one answer: a client makes something to see of each.
A national election has some 600 ballots."""
YEARS: Final = range(1970, 3000)
"""Those that a time may be of: arithmetic with others fails, and no election is in them."""


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the client sends. Its ``repr`` shows no value: most carry a secret."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What the portal sends. Unknown fields are ignored, so that the portal may grow."""


class SecretResponse(Response, frozen=True, kw_only=True):
    """A response that carries a secret: its ``repr`` shows no value, as a request's."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class PolicyRule(StrEnum):
    """One demand of a password policy."""

    LENGTH = "length"
    LOWER = "lower"
    UPPER = "upper"
    DIGIT = "digit"
    SPECIAL = "special"


class PasswordPolicy(Response, frozen=True, kw_only=True):
    """What a password must have; a setting of the election.

    The default is the 2022 portal's: 12 characters of four classes. A phrase of
    ``phrase_words`` words or of ``phrase_length`` characters needs no classes; 0 takes none
    (CNIL, délibération 2022-100; NIST SP 800-63B-4).
    """

    min_length: Annotated[int, Meta(ge=1, le=64)] = 12
    lower: bool = True
    upper: bool = True
    digit: bool = True
    special: bool = True
    phrase_words: Annotated[int, Meta(ge=0, le=20)] = 7
    phrase_length: Annotated[int, Meta(ge=0, le=64)] = 20

    def rules(self) -> tuple[PolicyRule, ...]:
        """The rules in force, in the order in which they are told."""
        wanted = (
            (PolicyRule.LENGTH, True),
            (PolicyRule.LOWER, self.lower),
            (PolicyRule.UPPER, self.upper),
            (PolicyRule.DIGIT, self.digit),
            (PolicyRule.SPECIAL, self.special),
        )
        return tuple(rule for rule, on in wanted if on)

    def unmet(self, password: str) -> tuple[PolicyRule, ...]:
        """The rules that ``password`` does not meet, in the same order; none, for a phrase."""
        return () if self.is_phrase(password) else self.unmet_by_letters(password)

    def is_phrase(self, password: str) -> bool:
        """Whether it is long enough to be taken for its length alone."""
        password = normal_password(password)
        words = self.phrase_words and count_words(password) >= self.phrase_words
        return bool(words or (self.phrase_length and len(password) >= self.phrase_length))

    def unmet_by_letters(self, password: str) -> tuple[PolicyRule, ...]:
        """The rules that ``password`` does not meet, were it no phrase."""
        password = normal_password(password)
        met = {
            PolicyRule.LENGTH: len(password) >= self.min_length,
            PolicyRule.LOWER: any(c.islower() for c in password),
            PolicyRule.UPPER: any(c.isupper() for c in password),
            PolicyRule.DIGIT: any(c.isdigit() for c in password),
            PolicyRule.SPECIAL: any(map(is_special, password)),
        }
        return tuple(rule for rule in self.rules() if not met[rule])


class Election(Response, frozen=True, kw_only=True):
    """The election as everybody may read it.

    ``support`` says how to reach the help desk. Claims can be made until ``claims_until``,
    candidate lists are shown from ``lists_from``. ``refresh_in`` is how many seconds a client
    waits before it asks for the times again: the portal knows its own load. ``portal_time`` runs
    ``speed`` times as fast as real time; it differs from ``real_time`` where it has been set for
    training or testing.
    """

    name: ShortText
    organiser: ShortText
    opens_at: datetime
    closes_at: datetime
    time_zone: ShortText
    portal_time: datetime
    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=10)]
    policy: PasswordPolicy
    support: LongText
    claims_until: datetime
    lists_from: datetime
    refresh_in: Annotated[int, Meta(ge=1, le=3600)] = 60
    speed: Annotated[int, Meta(ge=1, le=3600)] = 1
    real_time: bool = True


class CaptchaKind(StrEnum):
    """How a captcha can be answered: by a person, to its words, or by a computer's work."""

    WORDS = "words"
    WORK = "work"


class WorkData(Response, frozen=True, kw_only=True):
    """Of ``most`` numbers, one solves the challenge."""

    most: Annotated[int, Meta(ge=1, le=10_000_000)]


class WorkParameters(Response, frozen=True, kw_only=True, rename="camel"):
    """Of a challenge of ALTCHA, version 2: the number is sought whose key, derived by PBKDF2
    with ``cost`` rounds, begins with ``key_prefix``. One try takes no longer than a moment."""

    algorithm: Literal["PBKDF2/SHA-256"]
    cost: Annotated[int, Meta(ge=1, le=10_000)]
    key_length: Literal[32]
    key_prefix: Annotated[str, Meta(pattern="^([0-9a-f]{2}){1,32}$", max_length=64)]
    key_signature: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
    nonce: Annotated[str, Meta(pattern="^[0-9a-f]{32}$", max_length=32)]
    salt: Annotated[str, Meta(pattern="^[0-9a-f]{32}$", max_length=32)]
    data: WorkData


class Work(Response, frozen=True, kw_only=True):
    """A challenge to a computer: a signed proof of work."""

    parameters: WorkParameters
    signature: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class Captcha(Response, frozen=True, kw_only=True):
    """A question in words, work for a computer, or a choice of both. Single use; ``expires_in``
    seconds from now."""

    id: Token
    question: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    work: Work | None = None
    expires_in: Seconds

    def __post_init__(self) -> None:
        if not (self.question or self.work):
            raise ValueError("a captcha that nobody can answer")


class Proof(Request, frozen=True, kw_only=True):
    """That a computer has done a captcha's work: ALTCHA's payload, in base64."""

    payload: Annotated[str, Meta(min_length=1, max_length=2_000)]


CaptchaAnswer = AnswerText | Proof


class ChallengeQuestion(Response, frozen=True, kw_only=True):
    """A "question défi" of the election's list."""

    id: ShortText
    text: LongText


class Invitation(Response, frozen=True, kw_only=True):
    """What an activation link opens.

    ``name`` and ``address`` are masked, for a screen that others may see. ``words`` are the
    voter's own name and address in parts; they are never shown, and tell the strength meter what
    a password must not be based on.
    """

    name: ShortText
    address: ShortText
    words: Annotated[tuple[ShortText, ...], Meta(max_length=MOST_WORDS)]
    captcha: Captcha
    questions: Annotated[
        tuple[ChallengeQuestion, ...], Meta(min_length=1, max_length=MOST_QUESTIONS)
    ]
    election: Election
    expires_in: Seconds


class LinkRequest(Request, frozen=True, kw_only=True):
    """Ask for a new activation link. Known and unknown addresses are answered alike."""

    address: Address
    captcha_id: Token
    captcha_answer: CaptchaAnswer


class LinkRequested(Response, frozen=True, kw_only=True):
    """The request was accepted; whether an email is sent is not revealed."""


class OpenLink(Request, frozen=True, kw_only=True):
    """Open an activation link. Reading it does not use it up."""

    token: Token


class NewCaptcha(Request, frozen=True, kw_only=True):
    """Another captcha for the activation that this link opens."""

    token: Token


class CreatePassword(Request, frozen=True, kw_only=True):
    """Create the password, with the captcha of the invitation."""

    token: Token
    password: PasswordText
    captcha_id: Token
    captcha_answer: CaptchaAnswer


class PasswordCreated(SecretResponse, frozen=True, kw_only=True):
    """The password is kept with the link until ``Activate`` names this ticket."""

    ticket: Token


class Activate(Request, frozen=True, kw_only=True):
    """Choose the challenge question, and activate the account."""

    token: Token
    ticket: Token
    question_id: ShortText
    answer: AnswerText


class SignedIn(SecretResponse, frozen=True, kw_only=True):
    """A session is open; it ends after ``expires_in`` seconds without a request."""

    session: Token
    expires_in: Seconds
    election: Election


class SessionEnded(Response, frozen=True, kw_only=True):
    """The session is no more. Travels as 204, without a body."""


# --- Signing in, and a forgotten password


class SignIn(Request, frozen=True, kw_only=True):
    """Sign in. ``sign_in_refused`` reveals neither whether the identifier is known nor whether the
    password was wrong; ``too_many`` gives the seconds to wait."""

    identifier: Address
    password: PasswordText
    captcha_id: Token
    captcha_answer: CaptchaAnswer


class RecoveryRequest(Request, frozen=True, kw_only=True):
    """Ask for a recovery link for a forgotten password. All requests get the same answer."""

    identifier: Address
    captcha_id: Token
    captcha_answer: CaptchaAnswer


class RecoveryRequested(Response, frozen=True, kw_only=True):
    """The request was accepted; whether an email is sent is not revealed."""


class RecoveryWay(StrEnum):
    """How a voter behind a recovery link shows that it is them: by the answer to their challenge
    question, or by a code that is mailed to them."""

    QUESTION = "question"
    CODE = "code"


class Recovery(Response, frozen=True, kw_only=True):
    """What a recovery link opens: the voter's challenge question, "" where the election does not
    ask it, and whether it mails a code instead. One that was mailed before is in force for
    ``code_expires_in`` seconds; 0 where none is.

    ``name``, ``address`` and ``words`` as in an :class:`Invitation`.
    """

    name: ShortText
    address: ShortText
    words: Annotated[tuple[ShortText, ...], Meta(max_length=MOST_WORDS)]
    question: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    mails_code: bool = False
    code_expires_in: Seconds = 0
    tries_left: Tries
    election: Election
    expires_in: Seconds

    def __post_init__(self) -> None:
        if not (self.question or self.mails_code):
            raise ValueError("a recovery that nobody can go on with")


class AnswerQuestion(Request, frozen=True, kw_only=True):
    """Answer the challenge question. After five wrong answers or codes the link is spent."""

    token: Token
    answer: AnswerText


class RecoveryCodeMailed(Response, frozen=True, kw_only=True):
    """The mailed code is in force for ``expires_in`` seconds, and no earlier one is."""

    expires_in: Seconds


class GiveRecoveryCode(Request, frozen=True, kw_only=True):
    """Give the mailed code instead of an answer. It can be used once, with its link."""

    token: Token
    mailed_code: Annotated[str, Meta(pattern=r"^[0-9]{15}(?!\n)$")]


class RecoveryTicket(SecretResponse, frozen=True, kw_only=True):
    """The answer or the code was right; ``ResetPassword`` names this ticket."""

    ticket: Token


class ResetPassword(Request, frozen=True, kw_only=True):
    """The new password. It uses up the link, ends all the voter's sessions, and opens one."""

    token: Token
    ticket: Token
    password: PasswordText


# --- What the election says


class DocumentKind(StrEnum):
    """The texts that every election carries."""

    EDITO = "edito"
    ACTIVATION_GUIDE = "activation-guide"
    VOTING_GUIDE = "voting-guide"
    REISSUE_GUIDE = "reissue-guide"


class Document(Response, frozen=True, kw_only=True):
    """A text of the election, in Markdown, without its title."""

    title: ShortText
    text: Markdown


class FaqEntry(Response, frozen=True, kw_only=True):
    """A question that is often asked, with its answer in Markdown."""

    id: ShortText
    group: ShortText
    question: ShortText
    answer: Markdown


class Faq(Response, frozen=True, kw_only=True):
    """Entries in the order to show them; those of a group follow each other."""

    entries: Annotated[tuple[FaqEntry, ...], Meta(max_length=MOST_FAQ_ENTRIES)]


# --- The account


class Profile(Response, frozen=True, kw_only=True):
    """The voter as the portal has them. ``affiliation`` is where they work, ``body`` the
    corps they belong to; "" for what is not known. ``words`` as in an Invitation.
    ``questions`` are those that one may choose; ``question_id`` is the chosen one."""

    identifier: ShortText
    family_name: ShortText
    first_name: ShortText
    affiliation: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    body: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    telephone: Annotated[str, Meta(max_length=LONGEST_TELEPHONE)] = ""
    language: Language
    words: Annotated[tuple[ShortText, ...], Meta(max_length=MOST_WORDS)]
    question_id: ShortText
    questions: Annotated[
        tuple[ChallengeQuestion, ...], Meta(min_length=1, max_length=MOST_QUESTIONS)
    ]


class ChangeProfile(Request, frozen=True, kw_only=True):
    """What voters can change themselves; "" removes the telephone number."""

    telephone: Annotated[str, Meta(max_length=LONGEST_TELEPHONE)]
    language: Language


class ChangePassword(Request, frozen=True, kw_only=True):
    """A new password. All other sessions of the voter end; an email confirms it."""

    password: PasswordText
    new_password: PasswordText


class ChangeQuestion(Request, frozen=True, kw_only=True):
    """Another challenge question, or another answer. An email confirms it."""

    password: PasswordText
    question_id: ShortText
    answer: AnswerText


class Changed(Response, frozen=True, kw_only=True):
    """It is done."""


# --- Ballots, rolls, candidates


class Ballot(Response, frozen=True, kw_only=True):
    """A ballot (scrutin) that the voter takes part in. ``voters`` is the roll's length."""

    id: ShortText
    name: ShortText
    description: LongText
    seats: Annotated[int, Meta(ge=1, le=1_000_000)]
    voters: Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Ballots(Response, frozen=True, kw_only=True):
    """The voter's own ballots, in the election's order."""

    ballots: Annotated[tuple[Ballot, ...], Meta(max_length=MOST_BALLOTS)]


ROLL_PAGE, LARGEST_ROLL_PAGE = 25, 100
"""Entries of a page unless asked otherwise, and at most."""


class RollQuery(Request, frozen=True, kw_only=True):
    """A page of a ballot's electoral roll.

    ``search`` is the beginning of "family name first name", compared without case, accents
    and punctuation ("dup" finds "Dupont Zoé", "dupont z" too). ``after`` is the ``after``
    of the page before, "" for the first one.
    """

    search: Annotated[str, Meta(max_length=100)] = ""
    after: Annotated[str, Meta(max_length=600)] = ""
    limit: Annotated[int, Meta(ge=1, le=LARGEST_ROLL_PAGE)] = ROLL_PAGE


class RollEntry(Response, frozen=True, kw_only=True):
    """One voter in a roll. ``me`` marks the reader's own entry."""

    family_name: ShortText
    first_name: ShortText
    affiliation: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    me: bool = False


class RollPage(Response, frozen=True, kw_only=True):
    """Entries by family name, then first name. ``after`` is "" on the last page."""

    entries: Annotated[tuple[RollEntry, ...], Meta(max_length=LARGEST_ROLL_PAGE)]
    after: Annotated[str, Meta(max_length=600)] = ""


class Candidate(Response, frozen=True, kw_only=True):
    family_name: ShortText
    first_name: ShortText
    affiliation: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""


class CandidateList(Response, frozen=True, kw_only=True):
    """A list with its candidates in their order, and its statement (profession de foi).
    ``official`` is its name on the sealed ballot paper, in the election's first language; "" where
    that is ``name``."""

    id: ShortText
    name: ShortText
    official: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    union: ShortText
    candidates: Annotated[tuple[Candidate, ...], Meta(max_length=MOST_CANDIDATES)]
    statement: Markdown


class CandidateLists(Response, frozen=True, kw_only=True):
    """A ballot's lists in their official order; none before ``Election.lists_from``."""

    lists: Annotated[tuple[CandidateList, ...], Meta(max_length=MOST_LISTS)]


# --- Claims and assistance

NewText = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
Key = Annotated[str, Meta(min_length=16, max_length=64, pattern=r"^[0-9A-Za-z_-]+(?!\n)$")]
"""Made up by the client, once for each thing that must be done once. (In Python, though not
in JSON Schema, ``$`` would also match before a line break at the end.)"""


class ClaimKind(StrEnum):
    """What a claim (réclamation) is about."""

    MISSING_ENTRY = "missing_entry"
    WRONG_ENTRY = "wrong_entry"
    PERSONAL_DATA = "personal_data"
    CANDIDATE_LIST = "candidate_list"


class ClaimState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class NewClaim(Request, frozen=True, kw_only=True):
    """A claim. ``ballot_id`` is any ballot of :class:`Claims`: the voter may be missing
    from its roll."""

    key: Key
    kind: ClaimKind
    ballot_id: ShortText
    text: NewText


class Claim(Response, frozen=True, kw_only=True):
    """A claim with its number. ``answer`` is "" until there is one."""

    number: ShortText
    kind: ClaimKind
    ballot: ShortText
    text: LongText
    sent_at: datetime
    state: ClaimState
    answer: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    answered_at: datetime | None = None


class ClaimBallot(Response, frozen=True, kw_only=True):
    """A ballot that a claim may be about."""

    id: ShortText
    name: ShortText


class Claims(Response, frozen=True, kw_only=True):
    """The voter's claims, the latest first, and what a new one may be about."""

    claims: Annotated[tuple[Claim, ...], Meta(max_length=MOST_SUBMISSIONS)]
    ballots: Annotated[tuple[ClaimBallot, ...], Meta(max_length=MOST_BALLOTS)]


class NewAssistance(Request, frozen=True, kw_only=True):
    """A request for assistance."""

    key: Key
    subject: ShortText
    text: NewText


class AssistanceRequest(Response, frozen=True, kw_only=True):
    """A request with its number. ``answer`` is "" until there is one."""

    number: ShortText
    subject: ShortText
    text: LongText
    sent_at: datetime
    answer: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    answered_at: datetime | None = None


class AssistanceRequests(Response, frozen=True, kw_only=True):
    """The voter's requests, the latest first."""

    requests: Annotated[tuple[AssistanceRequest, ...], Meta(max_length=MOST_SUBMISSIONS)]


# --- The vote. What is sealed travels as the text that its hash covers.

Uuid = Annotated[str, Meta(pattern=r"^[1-9A-HJ-NP-Za-km-z]{14}(?!\n)$")]
"""Of one ballot's sealed election."""
Hash = Annotated[str, Meta(pattern=r"^[0-9A-Za-z+/]{43}(?!\n)$")]
"""SHA-256 in base64: an election's fingerprint, or the tracker of a ballot that was cast."""
Verifier = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$")]
"""Shows that the voter has their voting code, and says nothing of the ballots cast with it."""
Signature = Annotated[str, Meta(pattern=r"^[0-9a-f]{128}(?!\n)$")]


class SealedBallot(Response, frozen=True, kw_only=True):
    """A ballot that the voter takes part in, as the polling board sealed it. ``election`` is the
    text of its ``election.json``; ``voted`` is what the register says."""

    ballot_id: ShortText
    election: Annotated[str, Meta(min_length=1, max_length=LONGEST_SEAL)]
    voted: bool


class Booth(Response, frozen=True, kw_only=True):
    """The voter's own sealed ballots, in the election's order.

    ``seal`` is the text of ``seal.json``, whose short form stands on the voting notice.
    ``unlocked`` says whether this session has given the voting code. It may cast until
    ``until``: who signed in before the closing has 30 minutes more.
    """

    seal: Annotated[str, Meta(min_length=1, max_length=LONGEST_SEAL)]
    ballots: Annotated[tuple[SealedBallot, ...], Meta(max_length=MOST_BALLOTS)]
    unlocked: bool
    until: datetime


class CheckCode(Request, frozen=True, kw_only=True):
    """Give the voting code, once in a session."""

    verifier: Verifier


class CodeAccepted(Response, frozen=True, kw_only=True):
    """This session may cast ballots."""


class AskReplacement(Request, frozen=True, kw_only=True):
    """Ask for another voting code: the answer to the challenge question brings a single-use code
    by email."""

    answer: AnswerText


class ReplacementAsked(Response, frozen=True, kw_only=True):
    """The mailed code is in force for ``expires_in`` seconds; asking again begins them anew."""

    expires_in: Seconds


class ReplaceCode(Request, frozen=True, kw_only=True):
    """Exchange the mailed code for another voting code."""

    mailed_code: Annotated[str, Meta(pattern=r"^[0-9]{8}(?!\n)$")]


class CodeReplaced(SecretResponse, frozen=True, kw_only=True):
    """The voting code from now on, as a notice would have it. The earlier one opens nothing."""

    code: Annotated[str, Meta(pattern=r"^[2-9A-HJKMNP-Z]{5}(-[2-9A-HJKMNP-Z]{5}){4}(?!\n)$")]


class Cast(Request, frozen=True, kw_only=True):
    """Put a sealed ballot into the urn. It is final. ``verifier`` is the voting code's, of which
    the ballot has the credential."""

    verifier: Verifier
    ballot: Annotated[str, Meta(min_length=1, max_length=LONGEST_BALLOT)]


class Receipt(Response, frozen=True, kw_only=True):
    """What the portal signs for a ballot that it has taken: no name, time or choice."""

    uuid: Uuid
    election_hash: Hash
    tracker: Hash
    signature: Signature


class FindBallot(Request, frozen=True, kw_only=True):
    """Look a ballot up by its tracker. It travels in the body, so it appears in no log."""

    uuid: Uuid
    tracker: Hash


class FoundBallot(Response, frozen=True, kw_only=True):
    """A ballot that was cast, byte for byte, and its receipt. ``waiting`` until it is mixed with
    others and appears in the public urn."""

    ballot: Annotated[str, Meta(min_length=1, max_length=LONGEST_BALLOT)]
    receipt: Receipt
    waiting: bool


class CountState(StrEnum):
    """How far the count of one ballot is."""

    OPEN = "open"
    CLOSED = "closed"
    """The urn is closed; the polling board's shares are awaited."""
    COUNTED = "counted"


class AnswerCount(Response, frozen=True, kw_only=True):
    """A list and its union, or the blank vote, with its votes. ``official`` is its name on the
    sealed ballot paper; "" where that is ``name``."""

    name: ShortText
    official: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    union: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    votes: Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Replacements(Response, frozen=True, kw_only=True):
    """How many voting codes were replaced that may vote in a ballot, and how many ballots were
    ``cast`` with a replacement."""

    replaced: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    cast: Annotated[int, Meta(ge=0, le=1_000_000_000)]


class BallotResult(Response, frozen=True, kw_only=True):
    """The count of one ballot. ``official`` is its sealed name, "" where that is ``name``.
    ``counts`` are in the ballot paper's order, the blank vote last; none before it is counted.
    Its public archive is where ``uuid`` says, and so is that of replaced voting codes. An older
    election does not have that log (``has_log``), and no ``replacements``; nobody has any before
    the urn is closed."""

    ballot_id: ShortText
    name: ShortText
    official: Annotated[str, Meta(max_length=LONGEST_LINE)] = ""
    uuid: Uuid
    state: CountState
    voters: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    cast: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    seats: Annotated[int, Meta(ge=1, le=1_000_000)]
    counts: Annotated[tuple[AnswerCount, ...], Meta(max_length=MOST_LISTS + 1)]
    has_log: bool = False
    replacements: Replacements | None = None


class Results(Response, frozen=True, kw_only=True):
    """Every ballot's result, in the election's order; none before the election is sealed."""

    ballots: Annotated[tuple[BallotResult, ...], Meta(max_length=MOST_BALLOTS)]
