"""Take the pictures of the documentation from the running program: ``make screenshots``.

The program plays its demo against a real portal; a voter's keys lead from one picture to
the next. Nothing is drawn by hand. ``python -m docs.screenshots hero`` takes the readme's picture
alone, ``vote`` those of the vote.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
from textual.pilot import Pilot

from tests.portal.captcha_solver import solve
from tests.scripted.portal import FakePortal, FakePortals, Moment
from tui_voter import messages
from tui_voter.audit.machine import machine
from tui_voter.audit.player import folded
from tui_voter.composition import demonstration
from tui_voter.contract.election import Election
from tui_voter.contract.links import LinkKind, link_path, new_link_token
from tui_voter.contract.shapes import Response
from tui_voter.demo import DemoPortal
from tui_voter.fullscreen.program import Program
from tui_voter.journeys.space import visit

FOLDER = Path(__file__).with_name("screenshots")
PATIENCE = 60
"""Seconds after which what is waited for does not come."""


SIZES = (((80, 24), ""), ((120, 40), "-120x40"), ((40, 12), "-40x12"))
"""Of the pictures of the vote, with what their names end in."""


class Photographer:
    """Presses keys, waits for texts, and takes pictures."""

    def __init__(self, program: Program, pilot: Pilot[None], suffix: str) -> None:
        self.program = program
        self._pilot = pilot
        self._suffix = suffix

    async def see(self, text: str, *, times: int = 1) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while folded(self.program.text).count(text) < times:
                    await self._pilot.pause()
        except TimeoutError:
            raise LookupError(f"{text!r} does not come:\n{self.program.text}") from None

    async def press(self, *keys: str) -> None:
        await self._pilot.press(*keys)

    async def type(self, text: str) -> None:
        await self._pilot.press(*text)

    def take(self, name: str) -> None:
        svg = self.program.export_screenshot()
        # The picture must not fetch its font from anywhere: the reader's own will do.
        svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
        file = FOLDER / f"{name}{self._suffix}.svg"
        file.write_text(re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE), encoding="utf-8")
        print(file.relative_to(FOLDER.parent.parent))  # noqa: T201 a script's result

    def captcha(self) -> str:
        """The answer to the question on the screen."""
        text = self.program.text.replace("│", " ")  # the sides of a card
        shown = re.search(r"^ *Captcha\s+(.+?)^ *Votre réponse", text, re.M | re.S)
        if shown is None:
            raise LookupError(f"no captcha stands here:\n{self.program.text}")
        return solve(folded(shown[1]).strip())


async def walk(look: Photographer) -> None:
    """The demo, from its welcome to the portal's home and what is behind it."""
    await activate(look)
    await see_ballots(look)
    await make_a_claim(look)
    await look.press("1", "1", "enter")
    await look.see("jours")
    look.take("countdown")


async def activate(look: Photographer) -> None:
    """From the demo's welcome to the portal's home."""
    await look.see("Démonstration")
    await look.press("enter")
    await look.see("Boîte mail")
    look.take("mailbox")
    await look.press("enter")
    await follow_link(look)


async def follow_link(look: Photographer) -> None:
    """From the password to the portal’s home."""
    await look.see("Créez votre mot de passe")
    await look.type("Zeppelin-vert 47 girafes")
    await look.see("pour le deviner")
    look.take("password")
    await look.press("enter")
    await look.see("Retapez le mot de passe")
    await look.type("Zeppelin-vert 47 girafes")
    await look.press("enter")
    await look.see("Votre réponse")
    answer = look.captcha()
    await look.type(answer)
    await look.press("enter")
    await look.see("Choisissez votre question défi")
    await look.press("home", "down", "down", "down")
    look.take("question")
    await look.press("enter")
    await look.type("La blanquette")
    await look.press("enter")
    await look.type("La blanquette")
    await look.press("enter")
    await look.see("Vérifiez avant d’activer")
    await look.press("1", "enter")
    await look.see("Votre compte a bien été activé")
    look.take("activated")
    await look.press("enter")
    await look.see("Bienvenue sur votre portail")
    look.take("home")


async def see_ballots(look: Photographer) -> None:
    """A roll that is searched, and a list with its candidates."""
    await look.press("7", "enter")
    await look.see("Comité social")
    await look.press("enter")
    await look.see("1 sur")
    await look.press("slash")
    await look.type("gu")
    await look.press("enter")
    await look.see("1 sur 4")
    look.take("roll")
    await look.press("f7")
    await look.see("1 sur 6")
    await look.press("down")
    await look.see("2 sur 6")
    if "│" in look.program.text:  # two panes: what Enter opens is there already
        await look.see("Union Goéland des personnels", times=2)
        look.take("lists")
    await look.press("enter")
    await look.see("Organisation")
    look.take("candidates")
    await look.press("enter", "escape", "escape", "escape", "escape")
    await look.see("Mes informations pratiques")


async def make_a_claim(look: Photographer) -> None:
    await look.press("9", "enter")
    await look.see("Vous n’avez formulé aucune réclamation")
    await look.press("f8")
    await look.see("Absence sur une liste électorale")
    await look.press("home", "down", "enter", "home", "down", "enter")
    await look.type("Mon prénom est Camille, sans s.")
    look.take("claim")
    await look.press("ctrl+s")
    await look.see("Vérifiez")
    await look.press("home", "enter")
    await look.see("Votre réclamation a été transmise")
    look.take("claim-recorded")
    await look.press("enter")
    await look.see("Formuler ou suivre une réclamation")
    await look.press("escape")
    await look.see("Mes informations pratiques")


class VotePhotographer(Photographer):
    """Takes the pictures of the vote alone: the others are there already."""

    def take(self, name: str) -> None:
        if name.startswith("vote-"):
            super().take(name)


async def vote(look: Photographer) -> None:
    """The next ballot, from the board to the receipt and back."""
    await look.see("Mes bulletins")
    look.take("vote-board")
    await look.press("enter")
    await look.see("«")
    look.take("vote-lists")
    await look.press("2", "enter")
    await look.see("Entrée continuer")
    look.take("vote-choice")
    await look.press("enter")
    await look.see("Déposer ce bulletin ?")
    look.take("vote-question")
    await look.press("1", "enter")
    await look.see("votre bulletin est dans l’urne")
    look.take("vote-receipt")
    await look.press("2", "enter")  # back to the ballots: Enter alone saves it


async def photograph_vote() -> None:
    """One voter, who makes their terminal larger and smaller between their ballots."""
    portal = DemoPortal(opens_in="", at="ballot", language="fr")
    try:
        await portal.post()
        program = Program(demonstration(portal, "ballot"), theme="visual", dark=True)
        await program.begin()
        async with program.run_test(size=(80, 24)) as pilot:
            look = VotePhotographer(program, pilot, "")
            await look.see("Démonstration")
            await look.press("enter")
            await look.see("Mes bulletins")
            for size, suffix in SIZES:
                await pilot.resize_terminal(*size)
                await vote(VotePhotographer(program, pilot, suffix))
        await program.see_out()
    finally:
        portal.close()


async def photograph_results() -> None:
    """The first ballot's result, with the terminal made larger and smaller."""
    portal = DemoPortal(opens_in="", at="results", language="fr")
    try:
        await portal.post()
        program = Program(demonstration(portal, "results"), theme="visual", dark=True)
        await program.begin()
        async with program.run_test(size=(80, 24)) as pilot:
            look = VotePhotographer(program, pilot, "")
            await look.see("Démonstration")
            await look.press("enter")
            await look.see("Bienvenue sur votre portail")
            await look.press("1", "1", "enter")
            await look.see("1 sur 5")
            await look.press("enter")
            await look.see("Votants")
            for size, suffix in SIZES:
                await pilot.resize_terminal(*size)
                await look.see("Comité")
                VotePhotographer(program, pilot, suffix).take("vote-results")
        await program.see_out()
    finally:
        portal.close()


class Portraitist(Photographer):
    """Takes the readme's picture, and no other on the way there."""

    def take(self, name: str) -> None:
        if name == "hero":
            super().take(name)

    def captcha(self) -> str:
        return "7294"  # the one that this portal always asks for


class NamedPortal(FakePortal):
    """Its election has a name that a heading has room for."""

    def _answers(self, request: object, about: str) -> Iterator[Response]:
        for answer in super()._answers(request, about):
            if isinstance(answer, Election):
                answer = _named(answer)
            elif isinstance(election := getattr(answer, "election", None), Election):
                answer = msgspec.structs.replace(answer, election=_named(election))
            yield answer


def _named(election: Election) -> Election:
    return msgspec.structs.replace(election, name="Élections professionnelles 2022")


async def photograph_hero() -> None:
    """The home of a portal with a name of its own, which no portal on this computer has: the one
    that the audit goes through plays it."""
    origin = "https://elections.academie.exemple"
    portals = FakePortals(NamedPortal(Moment.EARLY), known=False, others=(origin,))
    lent = machine(Moment.EARLY.time)
    link = f"{origin}{link_path(LinkKind.ACTIVATION)}{new_link_token()}"
    program = Program(
        lambda dialogue: visit(dialogue, lambda: portals, lent, link=link),
        theme="visual",
        dark=True,
    )
    await program.begin()
    async with program.run_test(size=(100, 30)) as pilot:
        look = Portraitist(program, pilot, "")
        await look.see("Ouvrez votre espace électeur")
        await look.press("enter")
        await follow_link(look)
        look.take("hero")
    await program.see_out()


class WidePhotographer(Photographer):
    """Takes what is another picture where there is the width."""

    def take(self, name: str) -> None:
        if name in ("home", "lists"):
            super().take(name)


class PlainPhotographer(Photographer):
    """Takes some of what shows how the terminal's own colours do."""

    def take(self, name: str) -> None:
        if name in ("home", "roll", "password", "countdown"):
            super().take(name)


class HomePhotographer(Photographer):
    """Takes the home alone, as a theme shows it."""

    def take(self, name: str) -> None:
        if name == "home":
            super().take(name)


async def photograph(
    theme: str,
    size: tuple[int, int],
    suffix: str,
    *,
    dark: bool = True,
    by: type[Photographer] = Photographer,
) -> None:
    portal = DemoPortal(opens_in="43d22h38m10s", at="", language="fr")
    try:
        program = Program(demonstration(portal), theme=theme, dark=dark)
        await program.begin()
        async with program.run_test(size=size) as pilot:
            await walk(by(program, pilot, suffix))
        await program.see_out()
    finally:
        portal.close()


def main() -> None:
    messages.use("fr")
    FOLDER.mkdir(exist_ok=True)
    asyncio.run(photograph_hero())
    if sys.argv[1:] == ["hero"]:
        return
    asyncio.run(photograph_vote())
    asyncio.run(photograph_results())
    if sys.argv[1:] == ["vote"]:
        return
    asyncio.run(photograph("visual", (120, 40), "-120x40-light", dark=False, by=WidePhotographer))
    asyncio.run(photograph("visual", (200, 50), "-200x50", by=WidePhotographer))
    asyncio.run(photograph("visual", (80, 24), ""))
    asyncio.run(photograph("projector", (80, 24), "-projector", by=HomePhotographer))
    asyncio.run(photograph("visual", (80, 24), "-light", dark=False, by=HomePhotographer))
    asyncio.run(photograph("accessible", (80, 24), "-accessible"))
    asyncio.run(photograph("terminal", (80, 24), "-terminal", by=PlainPhotographer))
    asyncio.run(photograph("visual", (40, 24), "-40-columns"))


if __name__ == "__main__":
    os.environ["PATH"] = (
        f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # as installed
    )
    main()
