"""A scripted portal for tests: it answers immediately with plausible data, or fails. Every captcha
answer is accepted. Its ballots are sealed, and those that are cast are sound."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final

import msgspec

from tests.contract_values import made_up
from tui_voter.audit.mishaps import Cheating, Fault
from tui_voter.audit.mishaps import refusal as refusal_with
from tui_voter.contract import ballots, helpdesk, vote
from tui_voter.contract.activation import ChallengeQuestion, Invitation
from tui_voter.contract.captchas import Captcha, Work, WorkData, WorkParameters
from tui_voter.contract.election import Election
from tui_voter.contract.endpoint import Endpoint, Q, R
from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind, link_path
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.contract.portal import Portal
from tui_voter.contract.printed import printed
from tui_voter.contract.recovery import Recovery, RecoveryCodeMailed
from tui_voter.contract.shapes import Response
from tui_voter.contract.signing_in import SignedIn
from tui_voter.machine.receipts import KeptBallot
from tui_voter.portal.directory import PortalDirectory
from tui_voter.sealing import codes, election
from tui_voter.sealing.ballot import seal_ballot, tracker
from tui_voter.sealing.group import G
from tui_voter.sealing.paper import Paper
from tui_voter.sealing.receipt import public_receipt_key, sign_receipt
from tui_voter.secret import Secret

Values = Mapping[str, Any]

ORIGIN: Final = "https://portail-elections.academie-de-la-fiction.exemple"
TOKEN: Final = "8DRu0rnqHjgE5WSKJ4N3hev90g9d6DFJNQO4u3xScKgb5f1c"
"""Of each link: the same in each run, as two walks show the same."""
OPENS: Final = datetime(2022, 12, 1, 7, tzinfo=UTC)
CLOSES: Final = datetime(2022, 12, 8, 16, tzinfo=UTC)
LASTING: Final = 3_600
"""Seconds of a captcha, a session and a link: an audit is over before, on the busiest machine."""


class Moment(StrEnum):
    EARLY = "early"  # claims are taken, no list is shown yet
    EVE = "eve"  # the lists are shown, and claims are over
    OPEN = "open"
    GRACE = "grace"  # the vote has closed, and who signed in before may go on
    CLOSED = "closed"  # one ballot box is closed, the other not yet
    COUNTED = "counted"

    @property
    def time(self) -> datetime:
        return {
            Moment.EARLY: OPENS - timedelta(days=43, hours=22, minutes=38),
            Moment.EVE: OPENS - timedelta(minutes=47, seconds=12),
            Moment.OPEN: OPENS + timedelta(days=2),
            Moment.GRACE: CLOSES + timedelta(minutes=8),
            Moment.CLOSED: CLOSES + timedelta(days=1),
            Moment.COUNTED: CLOSES + timedelta(days=2),
        }[self]


def activation_link() -> str:
    return f"{ORIGIN}{link_path(LinkKind.ACTIVATION)}{TOKEN}"


def recovery_link() -> str:
    return f"{ORIGIN}{link_path(LinkKind.RECOVERY)}{TOKEN}"


def refusal(code: ErrorCode) -> PortalRefused:
    return refusal_with(code, _captcha())


def _captcha() -> Captcha:
    question = "Recopiez en chiffres, dans cet ordre : sept, deux, neuf, quatre"
    parameters: Values = {
        **dict.fromkeys(("nonce", "salt"), "00" * 16),
        "key_prefix": "00",
        "key_signature": "00" * 32,
        "key_length": 32,
        "algorithm": "PBKDF2/SHA-256",
        "cost": 1,
        "data": WorkData(most=1),
    }
    work = Work(parameters=WorkParameters(**parameters), signature="00" * 32)
    return Captcha(id="captcha", question=question, work=work, expires_in=LASTING)


NAME: Final = "D•••• C•••••"
ADDRESS: Final = "c•••••.d••••@academie-de-la-fiction.exemple"
IDENTIFIER: Final = "camille.desmoulins-montgolfier@academie-de-la-fiction.exemple"
WORDS: Final = ("camille", "desmoulins", "montgolfier")
LONG_NAME: Final = (
    "Commission consultative paritaire compétente à l’égard des personnels exerçant des "
    "fonctions d’enseignement, d’éducation et de psychologie, et des accompagnants"
)
QUESTIONS: Final = (
    ChallengeQuestion(id="city", text="Dans quelle ville êtes-vous né ?"),
    ChallengeQuestion(id="dish", text="Quel est le premier plat que vous avez appris à cuisiner ?"),
    ChallengeQuestion(
        id="colleague",
        text="Quel est le prénom de la première personne avec qui vous avez partagé un bureau ?",
    ),
)
BALLOTS: Final[tuple[ballots.Ballot, ...]] = (
    ballots.Ballot(
        id="csa",
        name="Comité social d’administration",
        description="Il est consulté sur l’organisation et le fonctionnement des services.",
        seats=15,
        voters=1_123_456,
    ),
    ballots.Ballot(id="ccp", name=LONG_NAME, description=f"{LONG_NAME}.", seats=1, voters=1),
)
LISTS: Final = (
    ballots.CandidateList(
        id="one",
        name="Pour un service public de proximité",
        union="Union fictive des personnels",
        candidates=(
            ballots.Candidate(
                family_name="Martin", first_name="Anne", affiliation="Collège du Port"
            ),
            ballots.Candidate(family_name="Ngo", first_name="Linh"),
        ),
        statement="## Nos engagements\n\nNous serons là.\n\n- Écouter\n- Défendre\n\n1. D’abord",
    ),
    ballots.CandidateList(
        id="two", name=LONG_NAME, union=LONG_NAME, candidates=(), statement="À paraître."
    ),
)
CODE: Final = printed("2345ABCD6789EFGHJKMN")
BLANK: Final = "Vote blanc"
COUNTS: Final = ((1_234, 1_500, 266), (0, 0))
"""Votes in each ballot, in the order of its answers."""
_RECEIPT_KEY: Final = bytes(range(32))


@cache
def papers(*, by_names: bool = False) -> Mapping[str, election.Election]:
    """The sealed ballots, by their ids; ``by_names``, as they were sealed before their texts in
    each language were. The portal has one text for all languages."""
    answers = {BALLOTS[0].id: LISTS, BALLOTS[1].id: LISTS[1:]}
    digests = {each.id: Paper.of(each, answers[each.id]).digest for each in BALLOTS}
    return {
        ballot.id: election.new_election(
            ballot.name,
            [*(one.name for one in answers[ballot.id]), BLANK],
            question="Votre bulletin",
            description=ballot.description,
            receipt_key=public_receipt_key(_RECEIPT_KEY),
            public_key=7 * G,
            authority="Bureau de vote",
            digests={} if by_names else dict.fromkeys(Language, digests[ballot.id]),
            uuid=f"{place}AuditeAudite2",
        )
        for place, ballot in enumerate(BALLOTS, 1)
    }


@cache
def seal(*, by_names: bool = False) -> str:
    sealed = papers(by_names=by_names).values()
    parts = [election.SealedElection.of(paper.text, b"trustees", b"roll") for paper in sealed]
    return election.seal_text(parts).decode()


def election_at(now: datetime, languages: tuple[Language, ...] = tuple(Language)) -> Election:
    """As the portal tells it at this moment."""
    return Election(
        name="Élections professionnelles 2022 de l’académie de la Fiction",
        organiser="Académie de la Fiction",
        opens_at=OPENS,
        closes_at=CLOSES,
        time_zone="Europe/Paris",
        portal_time=now,
        languages=languages,
        policy=PasswordPolicy(),
        support="01 99 00 12 34, du lundi au vendredi",
        claims_until=OPENS - timedelta(days=10),
        lists_from=OPENS - timedelta(days=20),
    )


class FakePortal(Portal):
    """The portal of one visit. ``failure`` is raised by the next call. ``urn`` has the ballots that
    were cast, by the id of their paper; something may be at ``fault`` with the vote."""

    def __init__(
        self,
        moment: Moment,
        *,
        fault: Fault | None = None,
        languages: tuple[Language, ...] = tuple(Language),
    ) -> None:
        self.failure: PortalError | None = None
        self.urn: dict[str, str] = {}
        self.cheating = Cheating(fault, lambda: _RECEIPT_KEY)
        self.moment = moment
        self.ballots = BALLOTS
        self.is_sealed: bool | None = None
        """None where it is from the opening on."""
        self.by_names = False
        """Whether it was sealed with its lists' official names alone."""
        self._languages = languages

    async def call(
        self, endpoint: Endpoint[Q, R], request: Q, session: Secret | None = None, about: str = ""
    ) -> R:
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure
        if endpoint is vote.READ_BOOTH and not self._is_sealed():
            raise refusal(ErrorCode.NOT_SEALED)
        answers = {type(answer): answer for answer in self._answers(request, about)}
        answer = answers.get(endpoint.response) or made_up(endpoint.response)
        return msgspec.convert(self.cheating(endpoint, answer), endpoint.response)

    async def download(self, path: str) -> bytes:
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure
        return f"what is at {path}".encode()

    def _answers(self, request: object, about: str) -> Iterator[Response]:
        election = election_at(self.moment.time, self._languages)
        yield election
        known: Values = {"name": NAME, "address": ADDRESS, "words": WORDS}
        captcha = _captcha()
        yield captcha
        yield Invitation(
            **known, captcha=captcha, questions=QUESTIONS, election=election, expires_in=86_400
        )
        yield SignedIn(session="session", election=election, expires_in=LASTING)
        asked: Values = {"question": QUESTIONS[2].text, "mails_code": True, "tries_left": 5}
        yield Recovery(**known, **asked, election=election, expires_in=LASTING)
        yield RecoveryCodeMailed(expires_in=LASTING)
        yield ballots.Ballots(ballots=self.ballots)
        yield msgspec.structs.replace(
            msgspec.convert(made_up(helpdesk.Claims), helpdesk.Claims),
            ballots=tuple(helpdesk.ClaimBallot(id=each.id, name=each.name) for each in BALLOTS),
        )
        yield ballots.CandidateLists(lists=self._lists(about))
        yield self._booth()
        if isinstance(request, vote.CheckCode) and request.verifier != self._verifier():
            raise refusal(ErrorCode.CODE_REFUSED)
        yield vote.ReplacementAsked(expires_in=LASTING)
        yield vote.CodeReplaced(code=CODE)
        if isinstance(request, vote.Cast):
            yield self._cast(about, request.ballot)
        if isinstance(request, vote.FindBallot):
            yield self._found(request)
        yield vote.Results(ballots=tuple(self._results()) if self._is_sealed() else ())

    def _lists(self, about: str) -> tuple[ballots.CandidateList, ...]:
        if self.moment is Moment.EARLY:
            return ()
        if about == BALLOTS[0].id:
            return LISTS
        return () if self.moment is Moment.EVE else LISTS[1:]

    def _is_sealed(self) -> bool:
        has_opened = self.moment not in (Moment.EARLY, Moment.EVE)
        return has_opened if self.is_sealed is None else self.is_sealed

    def _booth(self) -> vote.Booth:
        return vote.Booth(
            seal=seal(by_names=self.by_names),
            ballots=tuple(
                vote.SealedBallot(
                    ballot_id=key, election=paper.text.decode(), voted=key in self.urn
                )
                for key, paper in papers(by_names=self.by_names).items()
            ),
            unlocked=False,
            until=CLOSES + timedelta(minutes=30),
        )

    def _results(self) -> Iterator[vote.BallotResult]:
        """The first ballot was voted on, the second by nobody."""
        counted = self.moment is Moment.COUNTED
        states = (vote.CountState.CLOSED, vote.CountState.OPEN)
        for ballot, state, numbers in zip(BALLOTS, states, COUNTS, strict=True):
            paper = papers(by_names=self.by_names)[ballot.id]
            unions = [*(one.union for one in LISTS[-len(numbers) + 1 :]), ""]
            counts = tuple(
                vote.AnswerCount(name=name, union=union, votes=number)
                for name, union, number in zip(paper.answers, unions, numbers, strict=True)
            )
            yield vote.BallotResult(
                ballot_id=ballot.id,
                name=ballot.name,
                uuid=paper.uuid,
                state=vote.CountState.COUNTED if counted else state,
                voters=ballot.voters,
                cast=sum(numbers),
                seats=ballot.seats,
                counts=counts if counted else (),
                has_log=True,
                replacements=None
                if state is vote.CountState.OPEN and not counted
                else vote.Replacements(replaced=3, cast=2),
            )

    def _cast(self, key: str, ballot: str) -> vote.Receipt:
        if self.moment.time >= CLOSES + timedelta(minutes=30):
            raise refusal(ErrorCode.VOTE_CLOSED)
        if self.urn.setdefault(key, ballot) != ballot:
            raise refusal(ErrorCode.ALREADY_VOTED)
        return self._receipt(key)

    def _verifier(self) -> str:
        sealed = election.seal_of(seal(by_names=self.by_names).encode())
        return codes.verifier(codes.read_code(CODE), sealed)

    def _receipt(self, key: str) -> vote.Receipt:
        paper = papers(by_names=self.by_names)[key]
        signed = sign_receipt(_RECEIPT_KEY, paper, tracker(self.urn[key].encode()))
        return msgspec.convert(msgspec.structs.asdict(signed), vote.Receipt)

    def _found(self, wanted: vote.FindBallot) -> vote.FoundBallot:
        for key, ballot in self.urn.items():
            if tracker(ballot.encode()) == wanted.tracker:
                return vote.FoundBallot(ballot=ballot, receipt=self._receipt(key), waiting=True)
        raise refusal(ErrorCode.NOT_FOUND)


def cast_before(portal: FakePortal, key: str) -> KeptBallot:
    """Put a ballot into the urn, as in another visit; what was kept of it."""
    paper = papers()[key]
    sealed = seal_ballot(paper, codes.credential(codes.read_code(CODE)), 0)
    portal.urn[key] = sealed.text.decode()
    receipt = sign_receipt(_RECEIPT_KEY, paper, sealed.tracker).text.decode()
    return KeptBallot(paper.uuid, sealed.tracker, receipt)


class FakePortals(PortalDirectory):
    """The portals of one visit: one portal, and ``others`` that this computer remembers too."""

    def __init__(self, portal: FakePortal, *, known: bool, others: Sequence[str] = ()) -> None:
        super().__init__("fr", [*[ORIGIN] * known, *others])
        self._portal = portal

    def connect(self, origin: str) -> Portal:  # type: ignore[override]
        return self._portal
