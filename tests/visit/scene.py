"""One voter before one portal, and what they do there."""

from __future__ import annotations

from tests.entry.visitor import PASSWORD
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tui_voter.audit.player import Reply, fill, leave, sees

WEAK_PASSWORD = "MotDePasse2026!"

FAIR_PASSWORD = "Printemps-48217?"

ANSWER = "La blanquette"

ACTIVE = sees("Your account has been activated.")


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

    def used_links(self) -> int:
        return self._count("mailed_link", "used_at IS NOT NULL AND")

    def sessions(self) -> int:
        return self._count("session")

    def _count(self, table: str, condition: str = "") -> int:
        ((count,),) = self.portal.sql(
            f"SELECT count(*) FROM {table} WHERE {condition} voter_id = "  # noqa: S608 our own names
            "(SELECT id FROM voter WHERE address = ?)",
            self.address,
        )
        return int(count)

    def nothing_is_done(self) -> None:
        assert not self.account_is_active()
        assert self.used_links() == 0
        assert self.sessions() == 0

    def expire_link(self) -> None:
        self.portal.sql("UPDATE mailed_link SET expires_at = created_at")

    def expire_captchas(self) -> None:
        self.portal.sql("UPDATE captcha SET expires_at = 0")

    def somebody_else_creates_a_password(self) -> None:
        self.portal.create_password(self.token)

    def somebody_else_activates(self) -> None:
        self.portal.activate(self.token)


def signing_in(address: str, password: str = PASSWORD) -> tuple[Reply, ...]:
    return (
        leave("sign_in"),
        fill(at="Sign in", identifier=address),
        fill(at="Sign in", password=password, captcha=solve),
    )


def ballot(language: str) -> str:
    """The name of the sample's first ballot."""
    return {"fr": "Comité social", "en": "Ministry social"}[language]
