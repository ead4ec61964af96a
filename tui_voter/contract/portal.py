"""The portal as a journey sees it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tui_voter.contract import endpoints
from tui_voter.contract.endpoints import Endpoint, Q, R
from tui_voter.contract.links import MailedLink
from tui_voter.contract.shapes import (
    Activate,
    AnswerQuestion,
    AskReplacement,
    AssistanceRequest,
    AssistanceRequests,
    Ballots,
    Booth,
    CandidateLists,
    Captcha,
    CaptchaAnswer,
    Cast,
    ChangePassword,
    ChangeProfile,
    ChangeQuestion,
    CheckCode,
    Claim,
    Claims,
    CreatePassword,
    Document,
    DocumentKind,
    Election,
    Faq,
    FindBallot,
    FoundBallot,
    GiveRecoveryCode,
    Invitation,
    Language,
    LinkRequest,
    NewAssistance,
    NewCaptcha,
    NewClaim,
    OpenLink,
    Profile,
    Receipt,
    Recovery,
    RecoveryRequest,
    ReplaceCode,
    ResetPassword,
    Results,
    RollPage,
    RollQuery,
    SignedIn,
    SignIn,
)
from tui_voter.secret import Secret


class SessionOpened(NamedTuple):
    """The portal has let the voter in: the session's ``token``, the election as it stood then,
    and after how many seconds without a request the session ends."""

    token: Secret
    election: Election
    idle: int


class Portal(ABC):
    """One portal: a method for each endpoint of the table, all of which end in :meth:`call`.

    Each raises a :class:`PortalError` and nothing else.
    """

    @abstractmethod
    async def call(
        self,
        endpoint: Endpoint[Q, R],
        request: Q,
        session: Secret | None = None,
        about: str = "",
    ) -> R:
        """What the portal answers; ``about`` is what varies in the endpoint's path. What is safe to
        repeat may be sent once more when its answer is lost."""

    async def election(self) -> Election:
        return await self.call(endpoints.READ_ELECTION, None)

    async def link_captcha(self) -> Captcha:
        return await self.call(endpoints.LINK_CAPTCHA, None)

    async def request_link(
        self, address: str, captcha_id: str, captcha_answer: CaptchaAnswer
    ) -> None:
        request = LinkRequest(address=address, captcha_id=captcha_id, captcha_answer=captcha_answer)
        await self.call(endpoints.REQUEST_LINK, request)

    async def open_link(self, token: Secret) -> Invitation:
        return await self.call(endpoints.OPEN_LINK, OpenLink(token=token.reveal()))

    async def new_captcha(self, token: Secret) -> Captcha:
        return await self.call(endpoints.NEW_CAPTCHA, NewCaptcha(token=token.reveal()))

    async def create_password(
        self, token: Secret, password: Secret, captcha_id: str, captcha_answer: CaptchaAnswer
    ) -> Secret:
        """The ticket to activate with. Raises PortalRefused with a fresh captcha when the
        captcha's answer is wrong or late."""
        request = CreatePassword(
            token=token.reveal(),
            password=password.reveal(),
            captcha_id=captcha_id,
            captcha_answer=captcha_answer,
        )
        return Secret((await self.call(endpoints.CREATE_PASSWORD, request)).ticket)

    async def activate(
        self, token: Secret, ticket: Secret, question_id: str, answer: Secret
    ) -> SessionOpened:
        request = Activate(
            token=token.reveal(),
            ticket=ticket.reveal(),
            question_id=question_id,
            answer=answer.reveal(),
        )
        return _opened(await self.call(endpoints.ACTIVATE, request))

    async def sign_in_captcha(self) -> Captcha:
        return await self.call(endpoints.SIGN_IN_CAPTCHA, None)

    async def sign_in(
        self, identifier: str, password: Secret, captcha_id: str, captcha_answer: CaptchaAnswer
    ) -> SessionOpened:
        """Raises PortalRefused with a fresh captcha when the captcha, or the identifier with
        the password, is not right."""
        request = SignIn(
            identifier=identifier,
            password=password.reveal(),
            captcha_id=captcha_id,
            captcha_answer=captcha_answer,
        )
        return _opened(await self.call(endpoints.SIGN_IN, request))

    async def end_session(self, session: Secret) -> None:
        await self.call(endpoints.END_SESSION, None, session)

    async def recovery_captcha(self) -> Captcha:
        return await self.call(endpoints.RECOVERY_CAPTCHA, None)

    async def request_recovery(
        self, identifier: str, captcha_id: str, captcha_answer: CaptchaAnswer
    ) -> None:
        request = RecoveryRequest(
            identifier=identifier, captcha_id=captcha_id, captcha_answer=captcha_answer
        )
        await self.call(endpoints.REQUEST_RECOVERY, request)

    async def open_recovery(self, token: Secret) -> Recovery:
        return await self.call(endpoints.OPEN_RECOVERY, OpenLink(token=token.reveal()))

    async def answer_question(self, token: Secret, answer: Secret) -> Secret:
        """The ticket to reset the password with."""
        request = AnswerQuestion(token=token.reveal(), answer=answer.reveal())
        return Secret((await self.call(endpoints.ANSWER_QUESTION, request)).ticket)

    async def mail_recovery_code(self, token: Secret) -> int:
        """For how many seconds the mailed code is in force."""
        request = OpenLink(token=token.reveal())
        return (await self.call(endpoints.MAIL_RECOVERY_CODE, request)).expires_in

    async def give_recovery_code(self, token: Secret, mailed_code: Secret) -> Secret:
        """The ticket to reset the password with."""
        request = GiveRecoveryCode(token=token.reveal(), mailed_code=mailed_code.reveal())
        return Secret((await self.call(endpoints.GIVE_RECOVERY_CODE, request)).ticket)

    async def reset_password(
        self, token: Secret, ticket: Secret, password: Secret
    ) -> SessionOpened:
        request = ResetPassword(
            token=token.reveal(), ticket=ticket.reveal(), password=password.reveal()
        )
        return _opened(await self.call(endpoints.RESET_PASSWORD, request))

    async def document(self, kind: DocumentKind) -> Document:
        return await self.call(endpoints.READ_DOCUMENT, None, about=kind)

    async def faq(self) -> Faq:
        return await self.call(endpoints.READ_FAQ, None)

    async def profile(self, session: Secret) -> Profile:
        return await self.call(endpoints.READ_PROFILE, None, session)

    async def change_profile(self, session: Secret, telephone: str, language: Language) -> Profile:
        request = ChangeProfile(telephone=telephone, language=language)
        return await self.call(endpoints.CHANGE_PROFILE, request, session)

    async def change_password(
        self, session: Secret, password: Secret, new_password: Secret
    ) -> None:
        request = ChangePassword(password=password.reveal(), new_password=new_password.reveal())
        await self.call(endpoints.CHANGE_PASSWORD, request, session)

    async def change_question(
        self, session: Secret, password: Secret, question_id: str, answer: Secret
    ) -> None:
        request = ChangeQuestion(
            password=password.reveal(), question_id=question_id, answer=answer.reveal()
        )
        await self.call(endpoints.CHANGE_QUESTION, request, session)

    async def ballots(self, session: Secret) -> Ballots:
        return await self.call(endpoints.READ_BALLOTS, None, session)

    async def roll(self, session: Secret, ballot_id: str, query: RollQuery) -> RollPage:
        return await self.call(endpoints.READ_ROLL, query, session, ballot_id)

    async def candidate_lists(self, session: Secret, ballot_id: str) -> CandidateLists:
        return await self.call(endpoints.READ_CANDIDATE_LISTS, None, session, ballot_id)

    async def claims(self, session: Secret) -> Claims:
        return await self.call(endpoints.READ_CLAIMS, None, session)

    async def send_claim(self, session: Secret, claim: NewClaim) -> Claim:
        return await self.call(endpoints.SEND_CLAIM, claim, session)

    async def assistance(self, session: Secret) -> AssistanceRequests:
        return await self.call(endpoints.READ_ASSISTANCE, None, session)

    async def ask_assistance(self, session: Secret, request: NewAssistance) -> AssistanceRequest:
        return await self.call(endpoints.ASK_ASSISTANCE, request, session)

    async def booth(self, session: Secret) -> Booth:
        return await self.call(endpoints.READ_BOOTH, None, session)

    async def check_code(self, session: Secret, verifier: Secret) -> None:
        await self.call(endpoints.CHECK_CODE, CheckCode(verifier=verifier.reveal()), session)

    async def ask_replacement(self, session: Secret, answer: Secret) -> int:
        """For how many seconds the mailed code is in force."""
        request = AskReplacement(answer=answer.reveal())
        return (await self.call(endpoints.ASK_REPLACEMENT, request, session)).expires_in

    async def replace_code(self, session: Secret, mailed_code: Secret) -> Secret:
        """The new voting code."""
        request = ReplaceCode(mailed_code=mailed_code.reveal())
        return Secret((await self.call(endpoints.REPLACE_CODE, request, session)).code)

    async def cast(self, session: Secret, ballot_id: str, verifier: Secret, ballot: str) -> Receipt:
        request = Cast(verifier=verifier.reveal(), ballot=ballot)
        return await self.call(endpoints.CAST, request, session, ballot_id)

    async def find_ballot(self, uuid: str, tracker: str) -> FoundBallot:
        return await self.call(endpoints.FIND_BALLOT, FindBallot(uuid=uuid, tracker=tracker))

    async def results(self) -> Results:
        return await self.call(endpoints.READ_RESULTS, None)


def _opened(done: SignedIn) -> SessionOpened:
    return SessionOpened(Secret(done.session), done.election, done.expires_in)


class Portals(Protocol):
    """The portals there are, and the links that lead to them. Nothing here sends anything."""

    def find_link(self, pasted: str) -> str:
        """The one mailed link in a pasted text (a whole mail, say), or ""."""
        ...

    def check_link(self, text: str) -> MailedLink:
        """Raises :class:`LinkRefused`."""
        ...

    def check_origin(self, text: str) -> str:
        """The origin that a typed portal address names; its scheme may be left out.
        Raises :class:`LinkRefused`."""
        ...

    @property
    def chosen(self) -> str:
        """The portal that the voter chose last in this visit; "" before that."""
        ...

    def known(self) -> Sequence[str]:
        """Portals by their origins: those chosen in this visit, the latest first, then those
        that this computer remembers, the one used last first."""
        ...

    def choose(self, origin: str) -> None:
        """The voter says that what they send now is for this portal."""
        ...

    def remember(self, origin: str) -> str:
        """It has answered as a portal does: this computer remembers it. The file of authorities
        that is from now on remembered for it; "" where that has not changed."""
        ...

    def authority(self, origin: str) -> str:
        """The file of authorities that is believed for this portal; "" for the system's."""
        ...

    def forget_authority(self, origin: str) -> None:
        """From now on the system's authorities are believed for this portal."""
        ...

    def forget(self, origin: str) -> None:
        """The voter wants it neither remembered nor chosen."""
        ...

    def connect(self, origin: str) -> Portal:
        """A portal that was chosen in this visit; nothing is sent to any other."""
        ...
