"""The portal as a journey sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tui_voter.contract.links import MailedLink
from tui_voter.contract.shapes import (
    AssistanceRequest,
    AssistanceRequests,
    Ballots,
    CandidateLists,
    Captcha,
    Claim,
    Claims,
    Document,
    DocumentKind,
    Election,
    Faq,
    Invitation,
    Language,
    NewAssistance,
    NewClaim,
    Profile,
    Recovery,
    RollPage,
    RollQuery,
)
from tui_voter.secret import Secret


class SessionOpened(NamedTuple):
    """The portal has let the voter in: the session's ``token``, the election as it stood then,
    and after how many seconds without a request the session ends."""

    token: Secret
    election: Election
    idle: int


class Portal(Protocol):
    """One portal. Every method raises a :class:`PortalError` and nothing else."""

    async def election(self) -> Election: ...

    async def request_link(self, address: str) -> None: ...

    async def open_link(self, token: Secret) -> Invitation: ...

    async def new_captcha(self, token: Secret) -> Captcha: ...

    async def create_password(
        self, token: Secret, password: Secret, captcha_id: str, captcha_answer: str
    ) -> Secret:
        """The ticket to activate with. Raises PortalRefused with a fresh captcha when the
        captcha's answer is wrong or late."""
        ...

    async def activate(
        self, token: Secret, ticket: Secret, question_id: str, answer: Secret
    ) -> SessionOpened:
        """Safe to send again after a lost answer."""
        ...

    async def sign_in_captcha(self) -> Captcha: ...

    async def sign_in(
        self, identifier: str, password: Secret, captcha_id: str, captcha_answer: str
    ) -> SessionOpened:
        """Raises PortalRefused with a fresh captcha
        when the captcha, or the identifier with the password, is not right."""
        ...

    async def end_session(self, session: Secret) -> None: ...

    async def recovery_captcha(self) -> Captcha: ...

    async def request_recovery(
        self, identifier: str, captcha_id: str, captcha_answer: str
    ) -> None: ...

    async def open_recovery(self, token: Secret) -> Recovery: ...

    async def answer_question(self, token: Secret, answer: Secret) -> Secret:
        """The ticket to reset the password with."""
        ...

    async def reset_password(
        self, token: Secret, ticket: Secret, password: Secret
    ) -> SessionOpened:
        """Safe to send again after a lost answer."""
        ...

    async def document(self, kind: DocumentKind) -> Document: ...

    async def faq(self) -> Faq: ...

    async def profile(self, session: Secret) -> Profile: ...

    async def change_profile(
        self, session: Secret, telephone: str, language: Language
    ) -> Profile: ...

    async def change_password(
        self, session: Secret, password: Secret, new_password: Secret
    ) -> None: ...

    async def change_question(
        self, session: Secret, password: Secret, question_id: str, answer: Secret
    ) -> None: ...

    async def ballots(self, session: Secret) -> Ballots: ...

    async def roll(self, session: Secret, ballot_id: str, query: RollQuery) -> RollPage: ...

    async def candidate_lists(self, session: Secret, ballot_id: str) -> CandidateLists: ...

    async def claims(self, session: Secret) -> Claims: ...

    async def send_claim(self, session: Secret, claim: NewClaim) -> Claim:
        """Safe to send again with the same key."""
        ...

    async def assistance(self, session: Secret) -> AssistanceRequests: ...

    async def ask_assistance(self, session: Secret, request: NewAssistance) -> AssistanceRequest:
        """Safe to send again with the same key."""
        ...


class Portals(Protocol):
    """The portals there are, and the links that lead to them. Nothing here sends anything."""

    def find_link(self, pasted: str) -> str:
        """The one mailed link in a pasted text (a whole mail, say), or ""."""
        ...

    def check_link(self, text: str) -> MailedLink:
        """Raises :class:`LinkRefused`."""
        ...

    def check_origin(self, text: str) -> str:
        """The origin that a typed portal address names; "https://" may be left out.
        Raises :class:`LinkRefused`."""
        ...

    def known(self) -> Sequence[str]:
        """Origins that were configured, or confirmed by the voter; the usual one first."""
        ...

    def confirm(self, origin: str) -> None:
        """The voter says that this is a portal of theirs."""
        ...

    def connect(self, origin: str) -> Portal: ...
