"""One voter before one portal, and what they do there."""

from tests.entry.visitor import ANSWER as ANSWER
from tests.entry.visitor import PASSWORD, Visitor
from tests.entry.visitor import WELCOME as WELCOME
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.voters import GOOD_PASSWORD
from tui_voter.audit.player import Reply, choose, fill, leave, sees, take

WEAK_PASSWORD = "MotDePasse2026!"
FAIR_PASSWORD = "Printemps-48217?"
ACTIVE = sees("Your account has been activated.")
ACTIVATES = (
    *(fill(password=GOOD_PASSWORD, captcha=solve), fill(question="first-dish", answer=ANSWER)),
    *(choose("send"), ACTIVE, take("home"), WELCOME),
)
"""From the link, which has been given, to the home."""


class Scene(Visitor):
    def __init__(self, portal: RunningPortal, address: str) -> None:
        super().__init__(portal, address)
        self.link = portal.invite(address)

    @property
    def token(self) -> str:
        return self.link.rpartition("/")[2]

    def nothing_is_done(self) -> None:
        assert (self.is_active(), self.used_links(), self.sessions()) == (False, 0, 0)

    def expire_link(self) -> None:
        self.rows("UPDATE mailed_link SET expires_at = created_at")


def signing_in(address: str, password: str = PASSWORD) -> tuple[Reply, ...]:
    return (
        *(leave("sign_in"), fill(at="Sign in", identifier=address)),
        fill(at="Sign in", password=password, captcha=solve),
    )


def ballot(language: str) -> str:
    return {"fr": "Comité social", "en": "Ministry social"}[language]
