"""One voter before one portal, and what they do there."""

from __future__ import annotations

from tests.entry.visitor import PASSWORD
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal, link_in
from tests.voters import GOOD_PASSWORD
from tui_voter.audit.player import Reply, choose, fill, leave, sees, take

WEAK_PASSWORD = "MotDePasse2026!"

FAIR_PASSWORD = "Printemps-48217?"

ANSWER = "La blanquette"

ACTIVE = sees("Your account has been activated.")

WELCOME = sees("Welcome to your elections portal")

ACTIVATES = (
    fill(password=GOOD_PASSWORD, captcha=solve),
    fill(question="first-dish", answer=ANSWER),
    *(choose("send"), ACTIVE, take("home"), WELCOME),
)
"""From the link, which has been given, to the home."""


class Scene:
    """One voter before one portal, and their link."""

    def __init__(self, portal: RunningPortal, address: str) -> None:
        self.portal = portal
        self.address = address
        self.link = portal.invite(address)

    @property
    def token(self) -> str:
        return self.link.rpartition("/")[2]

    def account_is_active(self) -> bool:
        ((active,),) = self.portal.sql(
            "SELECT activated_at IS NOT NULL FROM voter WHERE address = ?", self.address
        )
        return bool(active)

    def rows(self, columns: str, table: str) -> list[tuple[object, ...]]:
        """What the portal has of the voter there."""
        return self.portal.sql(
            f"SELECT {columns} FROM {table} WHERE voter_id = "  # noqa: S608 our own names
            "(SELECT id FROM voter WHERE address = ?)",
            self.address,
        )

    def sessions(self) -> int:
        return len(self.rows("1", "session"))

    def nothing_is_done(self) -> None:
        assert not self.account_is_active()
        assert not any(used for (used,) in self.rows("used_at", "mailed_link"))
        assert self.sessions() == 0

    def expire_link(self) -> None:
        self.portal.sql(
            "UPDATE mailed_link SET expires_at = created_at"
            " WHERE voter_id = (SELECT id FROM voter WHERE address = ?)",
            self.address,
        )

    def last_link(self) -> str:
        """The link of the latest mail."""
        return link_in(self.portal.mailbox(self.address)[-1])


def signing_in(address: str, password: str = PASSWORD) -> tuple[Reply, ...]:
    return (
        leave("sign_in"),
        fill(at="Sign in", identifier=address),
        fill(at="Sign in", password=password, captcha=solve),
    )


def ballot(language: str) -> str:
    """The name of the sample's first ballot."""
    return {"fr": "Comité social", "en": "Ministry social"}[language]
