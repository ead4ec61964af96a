"""A voter before the journeys, with a portal that runs and a machine of their own."""

import asyncio
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal, link_in
from tests.scripted.visits import play
from tui_voter import messages
from tui_voter.audit.machine import FakeVault
from tui_voter.audit.player import Player, Reply, choose, fill, leave, sees, take
from tui_voter.countdown import PortalClock
from tui_voter.dialogue import Dialogue
from tui_voter.journeys.home.menu import SIGN_OUT
from tui_voter.journeys.shared.machine import Here, Machine
from tui_voter.journeys.space import visit
from tui_voter.machine.files import LocalFiles
from tui_voter.machine.phrases import propose
from tui_voter.machine.strength import meter
from tui_voter.machine.work import work_out
from tui_voter.portal.directory import PortalDirectory
from tui_voter.verifying.command import verify_receipt

PASSWORD = "Zeppelin-vert 47 girafes"
NEW_PASSWORD = "Abricots & 12 parapluies"
ANSWER = "La blanquette"
PARIS = Here(ZoneInfo("Europe/Paris"), "Europe/Paris")

PASSES = fill(password=PASSWORD, captcha=solve)
NEXT = sees("Choose your challenge question")
WELCOME = sees("Welcome to your elections portal")
SIGNED_OUT = "You have signed out. Your account remains active."
SIGNS_OUT = choose(SIGN_OUT)
"""The voter is at home, and signs out."""


def lent(**more: Any) -> Machine:
    def phrase(policy: Any) -> Any:
        return propose(policy, messages.language())

    return Machine(
        meter, PortalClock, lambda: PARIS, LocalFiles, phrase, work_out, verify_receipt, **more
    )


@dataclass
class Visitor:
    """One voter. ``origins`` are the portals that their machine knows; ``remembers`` is its
    note that ``vault`` has something."""

    portal: RunningPortal
    address: str
    vault: FakeVault | None = None
    remembers: bool = False
    origins: tuple[str, ...] | None = None

    def play(self, *script: Reply) -> Player:
        """The whole visit, which ends where the script does; the dialogue it was."""
        return asyncio.run(play(self.journey, *script))

    async def journey(self, dialogue: Dialogue) -> None:
        """The whole visit, in any voice."""
        origins = (self.portal.url,) if self.origins is None else self.origins
        portals = PortalDirectory(messages.language(), origins)
        machine = lent(remembers=self.remembers)
        if self.vault is not None:
            vault = self.vault
            machine = machine._replace(vault=lambda: vault, note=self._note)
        try:
            await visit(dialogue, lambda: portals, machine)
        finally:
            await portals.aclose()

    def _note(self, remembers: bool) -> None:
        self.remembers = remembers

    # --- what they do

    def signs_in(self, password: str = PASSWORD) -> tuple[Reply, ...]:
        proof = fill(password=password, captcha=solve)
        return leave("sign_in"), fill(identifier=self.address), proof

    def activation(self) -> tuple[Reply, ...]:
        """From a fresh link to the confirmation page and on."""
        question = fill(question="first-dish", answer=ANSWER)
        link = fill(link=self.portal.invite(self.address))
        return link, PASSES, question, choose("send"), take("home")

    def activate(self) -> None:
        """The account is active from now on, with :data:`PASSWORD` and :data:`ANSWER`."""
        Visitor(self.portal, self.address).play(*self.activation(), SIGNS_OUT)

    # --- what the portal has

    def last_link(self) -> str:
        return link_in(self.portal.mailbox(self.address)[-1])

    def recovery_link(self) -> str:
        who = fill(identifier=self.address)
        self.play(leave("sign_in"), who, leave("forgotten"), fill(captcha=solve))
        return self.last_link()

    def mails(self) -> int:
        return len(self.portal.mailbox(self.address))

    def sessions(self) -> int:
        return len(self.rows("SELECT 1 FROM session"))

    def is_active(self) -> bool:
        ((is_it,),) = self.portal.sql(
            "SELECT activated_at IS NOT NULL FROM voter WHERE address = ?", self.address
        )
        return bool(is_it)

    def used_links(self) -> int:
        return sum(used is not None for (used,) in self.rows("SELECT used_at FROM mailed_link"))

    def end_sessions(self) -> None:
        """What 15 minutes without activity do."""
        self.rows("DELETE FROM session")

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Run a statement on what is this voter's of a table."""
        whose = " WHERE voter_id = (SELECT id FROM voter WHERE address = ?)"
        return self.portal.sql(statement + whose, self.address)
