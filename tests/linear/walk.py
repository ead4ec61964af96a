"""One voter's walk past every form, menu, listing and page that the journeys can show.

What the journeys make on the way is kept, with the place in the code that makes it, so that
a test can tell whether the walk has left anything out.
"""

from __future__ import annotations

import ast
import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import tui_voter.journeys
from tests.entry.visitor import ANSWER, NEW_PASSWORD, PASSWORD, SIGNS_OUT, MemoryVault, Visitor
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tui_voter.audit.player import Reply, act, choose, fill, leave, open_row, play, quit_, take
from tui_voter.dialogue import BACK, Dialogue, Form, Listing, Menu, Page
from tui_voter.journeys.demo import Mail, demonstrate
from tui_voter.secret import Secret

JOURNEYS = Path(tui_voter.journeys.__file__).parent
KINDS = (Form, Menu, Listing, Page)
Shown = Form[Any] | Menu | Listing | Page

FAIR_PASSWORD = "Printemps4821!"
"""Allowed, and good enough to be warned about only."""


class Place(NamedTuple):
    """A line of a journey."""

    file: str
    line: int


def places() -> set[Place]:
    """Where the journeys make a form, a menu, a listing or a page."""
    names = {kind.__name__ for kind in KINDS}
    return {
        Place(file.name, node.lineno)
        for file in JOURNEYS.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    }


class Walk:
    """What was made on the way, in order, and where."""

    def __init__(self) -> None:
        self.made: list[Shown] = []
        self.places: set[Place] = set()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Everything that is made within is kept."""
        with pytest.MonkeyPatch.context() as patch:
            for kind in KINDS:
                patch.setattr(kind, "__init__", self._keeping(kind.__init__))
            yield

    def _keeping(self, make: Any) -> Any:
        def init(shown: Shown, *values: object, **named: object) -> None:
            make(shown, *values, **named)
            self.made.append(shown)
            caller = sys._getframe(1)
            self.places.add(Place(Path(caller.f_code.co_filename).name, caller.f_lineno))

        return init


def walk(portal: RunningPortal, address: str) -> Walk:
    """From the first link to the last page, in the language spoken now."""
    kept = Walk()
    with kept.watched():
        asyncio.run(_demo())
        voter = Visitor(portal, address, vault=MemoryVault(), origins=())
        voter.play(*_activation(voter), *_home(), SIGNS_OUT)
        voter.play(fill(), leave("forgotten"), fill(captcha=solve), quit_())
        voter.play(
            leave("mailed_link"),
            fill(link=voter.last_link()),
            choose("yes"),
            fill(answer=ANSWER),
            fill(password=NEW_PASSWORD),
            SIGNS_OUT,
        )
        voter.play(fill(), fill(password=NEW_PASSWORD, captcha=solve), SIGNS_OUT)
        _sign_in_twice(voter)
        _sign_in_with_a_remembered_password(voter)
    return kept


def _activation(voter: Visitor) -> tuple[Reply, ...]:
    return (
        leave("new_link"),
        fill(address=voter.address, portal=voter.portal.url),
        choose("yes"),
        fill(link=lambda _question: voter.portal.invite(voter.address)),
        fill(password=FAIR_PASSWORD, captcha=solve),
        choose("change"),
        fill(password=PASSWORD),
        fill(question="first-dish", answer=ANSWER),
        take("save"),
        fill(),
        take("home"),
        choose("identifier"),
        choose("no"),
    )


def _home() -> tuple[Reply, ...]:
    return (
        *(choose("edito"), take("close")),
        *(choose("faq"), open_row(""), take("close"), take(BACK)),
        *(choose("assistance"), take("new"), fill(subject="S", text="T")),
        *(take("close"), open_row("S"), take("close"), take(BACK)),
        *(choose("roll"), open_row(""), take("lists"), open_row(""), take("close")),
        *(take(BACK), take(BACK)),
        *(choose("claims"), take("new_claim")),
        fill(kind="wrong_entry", ballot="csa-national", text="T"),
        *(take("close"), open_row("R-"), take("close"), take(BACK)),
        *(choose("account"), take("contact"), leave(), take("password"), leave()),
        *(take("question"), leave(), take("close")),
        *(choose("vote"), take(BACK)),
    )


def _sign_in_twice(voter: Visitor) -> None:
    """At a machine that knows nothing, and again when the session has ended."""
    stranger = Visitor(voter.portal, voter.address, origins=())
    proof = fill(password=NEW_PASSWORD, captcha=solve)
    stranger.play(
        leave("sign_in"),
        fill(identifier=voter.address, portal=voter.portal.url),
        choose("yes"),
        proof,
        act(stranger.end_sessions),
        choose("account"),
        proof,
        take("close"),
        SIGNS_OUT,
    )


def _sign_in_with_a_remembered_password(voter: Visitor) -> None:
    assert voter.vault is not None
    assert voter.vault.kept is not None
    voter.vault.kept = voter.vault.kept._replace(password=Secret(NEW_PASSWORD))
    voter.play(fill(), leave("type_password"), quit_())


async def _demo() -> None:
    async def mailbox() -> Mail:
        return Mail("S", "camille.dumont@ac-armorique.exemple", "S", "Mail")

    async def visit(_mail: str) -> bool:
        return True

    async def journey(dialogue: Dialogue) -> None:
        await demonstrate(dialogue, mailbox, visit)

    await play(journey, fill(), take("take_link"))
