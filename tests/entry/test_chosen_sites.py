"""Nothing of a voter reaches a site that they did not choose in that visit: whatever is typed here
is made once, and looked for in all that peers got, of which some are portals and some are not."""

import asyncio
import json
import os
import random
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.client.peer import answer, peer
from tests.client.samples import CAPTCHA, ELECTION, INVITATION, RECOVERY, SIGNED_IN
from tests.scripted.visits import Visit
from tests.scripted.wandering import Wanderer
from tests.ways import some
from tui_voter import composition, messages
from tui_voter.audit.machine import FakeVault
from tui_voter.audit.player import Player, Reply, choose, fill, leave
from tui_voter.audit.record import Screen, Shown, texts_of
from tui_voter.composition import Journey, Presentation, run_visit
from tui_voter.contract.links import new_link_token
from tui_voter.conversation.filling import Filling
from tui_voter.conversation.trail import AT_FIRST, Stand
from tui_voter.dialogue import BACK, Field, Form, LinkField, Menu, Opened, SecretField, told
from tui_voter.machine.config import Config, load
from tui_voter.machine.vault import VaultState

T = TypeVar("T")
V = TypeVar("V")

SEED = int(os.environ.get("CHOSEN_SITES_SEED", "20261125"))
GENERATED = 46
PATIENCE = 25
"""Screens of a visit, after which its voter leaves."""

PASSWORD = "Zeppelin-vert 47 girafes"
RECOGNISED = "Do you recognise this portal?"

PORTALS = ("portal", "other portal", "expired")
"""Peers that answer as a portal does; no link is valid at the last one."""
SAYS_NOTHING = answer("", "204 No Content")
ODD = {
    "nothing": answer("not found", "404 Not Found", kind="text/plain"),
    "anything": SAYS_NOTHING,
    "page": answer("<title>Welcome</title>", kind="text/html"),
    "mute": b"",
}
"""Peers that do not."""

ANSWERS: dict[bytes, Any] = {
    b"GET /api/election": ELECTION,
    b"POST /api/links/captcha": CAPTCHA,
    b"POST /api/links": {},
    b"POST /api/links/open": INVITATION,
    b"POST /api/recovery/open": RECOVERY,
    b"POST /api/sign-in/captcha": CAPTCHA,
    b"POST /api/recovery/captcha": CAPTCHA,
    b"POST /api/sign-in": SIGNED_IN,
    b"POST /api/activation/password": {"ticket": "t"},
}
EXPIRED = answer(
    json.dumps({"code": "link_expired", "status": 410, "title": "", "type": "about:blank"}),
    "410 Gone",
    kind="application/problem+json",
)


def answer_of(kind: str, request: bytes) -> bytes:
    call = b" ".join(request.split(b" ", 2)[:2])
    if kind in ODD:
        return ODD[kind]
    if kind == "expired" and call.endswith(b"/open"):
        return EXPIRED
    return answer(json.dumps(ANSWERS[call])) if call in ANSWERS else SAYS_NOTHING


@dataclass
class Site:
    kind: str
    origin: str = ""
    proven: bool = False
    """It has answered as a portal to a request of this sequence."""

    @property
    def host(self) -> str:
        return self.origin.partition("://")[2]


@dataclass
class World:
    """The sites, what was typed so far, and what the voter chose in this visit."""

    sites: dict[str, Site] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    chosen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    sent: int = 0
    told: list[str] = field(default_factory=list)

    def arrives(self, site: Site, request: bytes) -> None:
        call = b" ".join(request.split(b" ", 2)[:2])
        if any(secret.encode() in request for secret in self.secrets):
            self.sent += 1
            if site.kind not in self.chosen:
                self.faults.append(f"{site.kind} got {call.decode()} unchosen")
        if site.kind in PORTALS and "election" in str(ANSWERS.get(call)) + call.decode():
            site.proven |= not (site.kind == "expired" and call.endswith(b"/open"))

    def secret(self, text: str) -> str:
        self.secrets.append(text)
        return text

    def link(self, kind: str, path: str = "activation") -> str:
        token = self.secret(new_link_token())
        return f"{self.sites[kind].origin}/{path}/{token}"

    def named(self, texts: Iterable[str]) -> set[str]:
        words = {word.strip(".,;") for text in texts for word in text.split()}
        return {site.kind for site in self.sites.values() if site.host in words}


class Watched(Player):
    """Nothing is sent, asked or offered in ``world`` that the voter has not chosen by then."""

    world: World

    async def _record(self, screen: Screen) -> Shown:
        world, host = self.world, self._heading.host
        if isinstance(screen, Form):
            named = {world.sites[kind].host for kind in world.named(map(told, screen.intro))}
            if named and host not in {"", *named}:
                world.faults.append(f"{screen.title} for {named} under {host}")
        if isinstance(screen, Menu):
            if screen.title == RECOGNISED and host:
                world.faults.append(f"{screen.title} under {host}")
            for kind in world.named(option.label for option in screen.options):
                if not world.sites[kind].proven and kind not in world.chosen:
                    world.faults.append(f"{kind} is offered, and never was a portal")
        return await super()._record(screen)

    async def _submit(self, state: Filling[T], reply: Reply, shown: Shown) -> T:
        """A site that the form names is chosen by it; so is a known one that is typed."""
        world, form = self.world, state.form
        world.chosen |= world.named(map(told, form.intro))
        typed = [str(state[item.name]) for item in form.fields if isinstance(item, LinkField)]
        for site in world.sites.values():
            if site.proven and any(site.host in text for text in typed):
                world.chosen.add(site.kind)
        return await super()._submit(state, reply, shown)

    def _left(self, place: Screen, answer: V, stand: Stand = AT_FIRST) -> V:
        if isinstance(place, Menu) and isinstance(answer, Opened):
            option = next(each for each in place.options if each.key == answer.key)
            if place.title != RECOGNISED:
                self.world.chosen |= self.world.named([option.label])
            elif answer == Opened("yes"):
                self.world.chosen |= self.world.named(texts_of(place))
        return super()._left(place, answer, stand)


class ByChance(Watched, Wanderer):
    def __init__(self, world: World, chance: random.Random) -> None:
        super().__init__(chance, PATIENCE)
        self.world = world

    def text_for(self, field: Field[Any]) -> str:
        world, chance = self.world, self.chance
        site = world.sites[chance.choice([*world.sites])]
        if isinstance(field, LinkField):
            link = world.link(site.kind, chance.choice(["activation", "recovery"]))
            return link.removeprefix("http://") if chance.random() < 0.2 else link
        if isinstance(field, SecretField):
            return PASSWORD
        if field.name == "portal":
            return site.origin
        return world.secret(f"v{len(world.secrets)}@ecole.exemple")


class ByHand(Watched, Visit):
    def __init__(self, world: World, *plan: Reply) -> None:
        super().__init__(*plan)
        self.world = world


@asynccontextmanager
async def the_world() -> AsyncIterator[World]:
    world = World()
    async with AsyncExitStack() as stack:
        for kind in (*PORTALS, *ODD):
            site = world.sites[kind] = Site(kind)

            async def script(
                writer: asyncio.StreamWriter, requests: list[bytes], site: Site = site
            ) -> None:
                world.arrives(site, requests[-1])
                writer.write(answer_of(site.kind, requests[-1]))
                await writer.drain()

            site.origin = (await stack.enter_async_context(peer(script))).origin
        yield world


class Computer:
    """The program's own wiring, started anew for each visit."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file, self.vault = folder / "config.toml", FakeVault()
        self._journeys: list[Journey] = []
        monkeypatch.setattr(composition, "config_file", lambda: self.file)
        monkeypatch.setattr(composition, "_vault", lambda: self.vault)
        monkeypatch.setattr(composition, "_run", self._start)

    def _start(self, journey: Journey, _voice: Presentation, **_options: object) -> int:
        self._journeys.append(journey)
        return 0

    @property
    def remembers(self) -> Config:
        return load(self.file)

    async def visit(self, voter: Watched) -> Watched:
        world = voter.world
        world.chosen = set()
        run_visit(Presentation(linear=True, theme=""), self.remembers)
        await voter.run(self._journeys.pop())
        for site in world.sites.values():
            if site.origin in self.remembers.portals and not site.proven:
                world.faults.append(f"{site.kind} is remembered, and never was a portal")
        world.told += ["a visit", *voter.said]
        return voter


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    messages.use("en")
    return Computer(tmp_path, monkeypatch)


@pytest.mark.parametrize("number", some(*range(GENERATED // 3), of=range(GENERATED)))
async def test_by_chance(computer: Computer, number: int) -> None:
    chance = random.Random(f"{SEED} {number}")  # noqa: S311 not for secrets
    async with the_world() as world:
        for _visit in range(4):
            await computer.visit(ByChance(world, chance))
    print(f"CHOSEN_SITES_SEED={SEED}", number, world.sent, *world.told, sep="\n")  # noqa: T201 of a failure
    assert world.faults == []


Move = Reply | Callable[[World], Reply]
Plan = Sequence[Sequence[Move]]


def link(kind: str) -> Move:
    return lambda world: fill(link=world.link(kind))


def who(kind: str = "", **more: str) -> Move:
    def move(world: World) -> Reply:
        at = {"portal": world.sites[kind].origin} if kind else {}
        return fill(identifier=world.secret(f"v{len(world.secrets)}@ecole.exemple"), **at, **more)

    return move


def pick(kind: str) -> Move:
    return lambda world: choose(world.sites[kind].origin)


def typed(kind: str) -> Move:
    return lambda world: fill(portal=world.sites[kind].origin)


YES, NO, UNDECIDED = choose("yes"), choose("no"), choose(BACK)
REMEMBER = choose("identifier")
SIGN_IN, NEW, OTHER = leave("sign_in"), leave("new_link"), leave("other_portal")
FORGOTTEN, LEAVE, TYPE, REMOVE = leave("forgotten"), leave(), choose("type"), choose("remove")
PROOF = fill(password=PASSWORD, captcha="7")


def gone(kind: str) -> tuple[Move, ...]:
    return REMOVE, pick(kind), YES


BY_HAND: dict[str, Plan] = {
    "forgotten at the first question, of a portal that is typed there": (
        (SIGN_IN, FORGOTTEN, typed("portal"), NO, LEAVE, FORGOTTEN, typed("portal"), YES, LEAVE),
        (SIGN_IN, FORGOTTEN, who(captcha="7")),
    ),
    "another portal is typed and not recognised": (
        (link("portal"), YES),
        (SIGN_IN, OTHER, TYPE, typed("mute"), NO, LEAVE, UNDECIDED, who(), PROOF),
    ),
    "the portal of the last link is removed": (
        (
            *(link("portal"), YES, LEAVE, link("other portal"), YES, LEAVE, SIGN_IN, OTHER),
            *(*gone("other portal"), UNDECIDED, who(), PROOF),
        ),
    ),
}
"""What chance seldom comes by."""


async def visits(computer: Computer, world: World, *plan: Sequence[Move]) -> Watched:
    """One visit after the other, each by its moves; the last one."""
    for moves in plan:
        script = [move(world) if callable(move) else move for move in moves]
        voter = await computer.visit(ByHand(world, *script))
    return voter


@pytest.mark.parametrize("plan", BY_HAND.values(), ids=BY_HAND)
async def test_by_hand(computer: Computer, plan: Plan) -> None:
    async with the_world() as world:
        await visits(computer, world, *plan)
    print(world.sent, *world.told, sep="\n")  # noqa: T201 of a failure
    assert world.faults == []


async def test_a_removed_portal_takes_its_record_in_the_key_store_along(computer: Computer) -> None:
    async with the_world() as world:
        origin, other = (world.sites[kind].origin for kind in ("portal", "other portal"))
        await visits(computer, world, (SIGN_IN, who("portal"), YES, PROOF, REMEMBER, NO))
        assert computer.vault.kept is not None
        assert computer.remembers == Config(portals=(origin,), remembers=True)
        known = (leave("mailed_link"), link("other portal"), YES, LEAVE, NEW, OTHER)
        await visits(computer, world, (*known, REMOVE, pick("portal"), NO))
        assert computer.remembers.portals == (other, origin), "not before the voter says so"
        removed = (*gone("other portal"), *gone("portal"))
        await visits(computer, world, (leave("mailed_link"), NEW, *removed))
        assert computer.vault.kept is None
        assert computer.remembers == Config()
    assert "What the keyring had for it has been erased." in "\n".join(world.told)


async def test_the_preferences_note_that_nothing_is_remembered_any_more(computer: Computer) -> None:
    async with the_world() as world:
        await visits(computer, world, (SIGN_IN, who("portal"), YES, PROOF, REMEMBER, NO))
        computer.vault.kept = None
        await visits(computer, world, (fill(), who(), PROOF, choose("nothing")))
        assert computer.remembers == Config(portals=(world.sites["portal"].origin,))


async def test_why_nothing_can_be_kept_is_said_once(computer: Computer) -> None:
    computer.vault = FakeVault(VaultState.NULL)
    async with the_world() as world:
        first = await visits(computer, world, (SIGN_IN, who("portal"), YES, PROOF))
        again = await visits(computer, world, (SIGN_IN, who(), PROOF))
    why = "This computer’s keyring is turned off: nothing is remembered."
    assert [said.notices.count(why) for said in (first, again)] == [1, 0]


async def test_a_link_that_the_voter_did_not_recognise_is_not_kept(computer: Computer) -> None:
    async with the_world() as world:
        said = await visits(computer, world, (link("page"), NO, SIGN_IN, LEAVE))
    links = [
        str(Filling(one.screen, one.holds)["link"])
        for one in said.shown
        if isinstance(one.screen, Form) and one.screen.title == "Open your voter account"
    ]
    assert links == ["", ""]
