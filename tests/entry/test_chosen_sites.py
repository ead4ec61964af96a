"""Nothing of a voter reaches a site that they did not choose in that visit.

Sequences of links, acceptances, refusals, sign-ins, new links and restarts, by hand and by
chance, against peers of which some answer as a portal does and some do not. Whatever is typed
here, names and links, is made once and looked for in all that the peers got.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.client.peer import answer, peer
from tests.client.samples import CAPTCHA, ELECTION, INVITATION, RECOVERY, SIGNED_IN
from tui_voter import composition, messages
from tui_voter.audit.machine import FakeVault
from tui_voter.audit.record import Screen, texts_of
from tui_voter.composition import Journey, Presentation, run_visit
from tui_voter.contract.links import new_link_token
from tui_voter.conversation.filling import Filling
from tui_voter.conversation.trail import Trail
from tui_voter.dialogue import (
    BACK,
    Back,
    ChoiceField,
    Correct,
    Form,
    Heading,
    Left,
    LinkField,
    Listing,
    Menu,
    Notice,
    Opened,
    Page,
    Quit,
    Refused,
    SecretField,
    Took,
    told,
)
from tui_voter.machine.config import Config, load
from tui_voter.secret import Secret

T = TypeVar("T")

SEED = int(os.environ.get("CHOSEN_SITES_SEED", "20261125"))
GENERATED = 46
PATIENCE = 25
"""Screens of a visit, after which its voter leaves."""

PORTALS = ("portal", "other portal", "expired")
"""Peers that answer as a portal does; no link is valid at the last one."""
ODD = ("nothing", "anything", "page", "mute")
"""Peers that do not: 404, 204 and no text, a page, no answer at all."""

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
    """What a peer of that kind answers."""
    call = b" ".join(request.split(b" ", 2)[:2])
    if kind == "nothing":
        return answer("not found", "404 Not Found", kind="text/plain")
    if kind == "anything":
        return answer("", "204 No Content")
    if kind == "page":
        return answer("<title>Welcome</title>", kind="text/html")
    if kind == "mute":
        return b""
    if kind == "expired" and call.endswith(b"/open"):
        return EXPIRED
    if call in ANSWERS:  # else: what says nothing
        return answer(json.dumps(ANSWERS[call]))
    return answer("", "204 No Content")


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
        """A request has come to ``site``."""
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
        """The sites that are named in these texts."""
        words = {word.strip(".,;") for text in texts for word in text.split()}
        return {site.kind for site in self.sites.values() if site.host in words}


Move = tuple[str, Any]
"""What the voter does with a screen: "fill" and the answers, "leave" and where to, "choose" and
an option or a site, "quit"."""


def left_by(given: str | Back) -> Left:
    return given if isinstance(given, Back) else Took(given)


class Hand:
    """A :class:`~tui_voter.dialogue.Dialogue` of one visit; ``decide`` says what to do."""

    def __init__(self, world: World, decide: Callable[[Screen], Move]) -> None:
        self._world = world
        self._decide = decide
        self._heading = Heading()
        self.kept = Trail()

    def _meet(self, screen: Screen) -> Move:
        move = self._decide(screen)
        self._world.told.append(f"  {screen.title}: {move[0]} {move[1]!r}")
        if move[0] == "quit":
            raise Quit
        return move

    async def ask(self, form: Form[T]) -> T | Left:
        state = Filling(form)
        named = {self._world.sites[kind].host for kind in self._world.named(map(told, form.intro))}
        if named and self._heading.host not in {"", *named}:
            self._world.faults.append(f"{form.title} for {named} under {self._heading.host}")
        while True:
            what, given = self._meet(form)
            if what == "leave":
                return left_by(given)
            for item in form.fields:
                if item.name in given:
                    secret = isinstance(item, SecretField)
                    state.type(item.name, Secret(given[item.name]) if secret else given[item.name])
            self._submitted(form, state)
            try:
                return await state.submit()
            except Correct:
                continue
            except Refused as refused:
                self._world.told += [f"    {error.text}" for error in refused.errors]

    def _submitted(self, form: Form[Any], state: Filling[Any]) -> None:
        """A site that the form names is chosen by it; so is a known one that is typed."""
        world = self._world
        world.chosen |= world.named(map(told, form.intro))
        typed = [str(state[item.name]) for item in form.fields if isinstance(item, LinkField)]
        for site in world.sites.values():
            if site.proven and any(site.host in text for text in typed):
                world.chosen.add(site.kind)

    async def choose(self, menu: Menu) -> Opened | Left:
        recognised = menu.title == "Do you recognise this portal?"
        if recognised and self._heading.host:
            self._world.faults.append(f"{menu.title} under {self._heading.host}")
        for kind in self._world.named(option.label for option in menu.options):
            if not self._world.sites[kind].proven and kind not in self._world.chosen:
                self._world.faults.append(f"{kind} is offered, and never was a portal")
        _what, given = self._meet(menu)
        option = next((each for each in menu.options if each.key == given), None)
        if recognised and given == "yes":
            self._world.chosen |= self._world.named(texts_of(menu))
        elif option is not None:
            self._world.chosen |= self._world.named([option.label])
        return Opened(given) if option is not None else left_by(given)

    async def browse(self, listing: Listing) -> Opened | Left:
        return left_by(self._meet(listing)[1])

    async def show(self, page: Page) -> Left:
        return left_by(self._meet(page)[1])

    def notify(self, notice: Notice) -> None:
        self._world.told.append(f"    {notice.text}")

    def head(self, heading: Heading) -> None:
        self._heading = heading


class ByChance:
    """A voter who does anything."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world, self._chance, self._left = world, chance, PATIENCE

    def __call__(self, screen: Screen) -> Move:
        self._left -= 1
        ways = [action.name for action in screen.actions] + [BACK] * screen.can_go_back
        if self._left < 0 or self._chance.random() < 0.03:
            return "quit", ""
        if isinstance(screen, Form):
            if ways and self._chance.random() < 0.4:
                return "leave", self._chance.choice(ways)
            return "fill", {item.name: self._text(item) for item in screen.fields}
        if isinstance(screen, Menu) and self._chance.random() < 0.8:
            return "choose", self._chance.choice(screen.options).key
        return "choose", self._chance.choice(ways or ["quit"])

    def _text(self, item: object) -> str:
        world, chance = self._world, self._chance
        site = world.sites[chance.choice([*world.sites])]
        if isinstance(item, LinkField):
            link = world.link(site.kind, chance.choice(["activation", "recovery"]))
            return link.removeprefix("http://") if chance.random() < 0.2 else link
        if isinstance(item, SecretField):
            return "Zeppelin-vert 47 girafes"
        if isinstance(item, ChoiceField):
            return chance.choice(item.options).key
        if getattr(item, "name", "") == "portal":
            return site.origin
        return world.secret(f"v{len(world.secrets)}@ecole.exemple")


class ByHand:
    """A voter with a plan."""

    def __init__(self, plan: Sequence[Move]) -> None:
        self._plan = [*plan]

    def __call__(self, _screen: Screen) -> Move:
        return self._plan.pop(0) if self._plan else ("quit", "")


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

    async def visit(self, world: World, decide: Callable[[Screen], Move]) -> None:
        world.chosen = set()
        world.told.append("a visit")
        run_visit(Presentation(linear=True, theme=""), self.remembers)
        with suppress(Quit):
            await self._journeys.pop()(Hand(world, decide))
        for site in world.sites.values():
            if site.origin in self.remembers.portals and not site.proven:
                world.faults.append(f"{site.kind} is remembered, and never was a portal")


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    messages.use("en")
    return Computer(tmp_path, monkeypatch)


@pytest.mark.parametrize("number", range(GENERATED))
async def test_by_chance(computer: Computer, number: int) -> None:
    chance = random.Random(f"{SEED} {number}")  # noqa: S311 not for secrets
    async with the_world() as world:
        for _visit in range(4):
            await computer.visit(world, ByChance(world, chance))
    print(f"CHOSEN_SITES_SEED={SEED}", number, world.sent, *world.told, sep="\n")  # noqa: T201 of a failure
    assert world.faults == []


def link(kind: str, path: str = "activation") -> Callable[[World], Move]:
    return lambda world: ("fill", {"link": world.link(kind, path)})


def who(kind: str = "", name: str = "identifier") -> Callable[[World], Move]:
    def move(world: World) -> Move:
        typed = {name: world.secret(f"v{len(world.secrets)}@ecole.exemple")}
        return "fill", {**typed, **({"portal": world.sites[kind].origin} if kind else {})}

    return move


def pick(kind: str) -> Callable[[World], Move]:
    return lambda world: ("choose", world.sites[kind].origin)


YES, NO, UNDECIDED = ("choose", "yes"), ("choose", "no"), ("choose", BACK)
SIGN_IN, NEW, OTHER = ("leave", "sign_in"), ("leave", "new_link"), ("leave", "other_portal")
FORGOTTEN, LEAVE, TYPE = ("leave", "forgotten"), ("leave", BACK), ("choose", "type")
PROOF = ("fill", {"password": "Zeppelin-vert 47 girafes", "captcha": "7"})
CAPTCHA_ALONE = ("fill", {"captcha": "7"})
WHO_FORGOT = ("fill", {"identifier": "ada@school.example", "captcha": "7"})
REMOVE = ("choose", "remove")


def gone(kind: str) -> tuple[Move | Callable[[World], Move], ...]:
    """Remove a portal, and say so."""
    return REMOVE, pick(kind), YES


Plan = Sequence[Sequence[Move | Callable[[World], Move]]]
ADDRESS = who(name="address")


def typed(kind: str) -> Callable[[World], Move]:
    return lambda world: ("fill", {"portal": world.sites[kind].origin})


BY_HAND: dict[str, Plan] = {
    "an odd site accepted, then a sign-in next time": (
        (link("nothing"), YES),
        (SIGN_IN, who("portal"), YES, PROOF),
    ),
    "the same at once": (
        (link("page"), YES, SIGN_IN, who()),
        (NEW, who("portal", "address"), YES, CAPTCHA_ALONE),
    ),
    "a portal known, an odd site accepted, a new link": (
        (link("portal"), YES),
        (link("anything"), YES, NEW, ADDRESS, CAPTCHA_ALONE),
        (NEW, ADDRESS, CAPTCHA_ALONE),
    ),
    "a portal known, another one's link refused, a new link": (
        (link("portal"), YES, LEAVE),
        (link("other portal"), UNDECIDED, link("other portal"), NO, NEW, ADDRESS, CAPTCHA_ALONE),
    ),
    "two portals known": (
        (link("portal"), YES),
        (link("other portal"), YES),
        (SIGN_IN, pick("portal"), who(), PROOF),
        (NEW, pick("other portal"), ADDRESS, CAPTCHA_ALONE),
    ),
    "an expired link's site gets the request for a new one": (
        (link("portal"), YES),
        (link("expired"), YES, NEW, ADDRESS, CAPTCHA_ALONE),
    ),
    "a link of a site that is not chosen yet, without its scheme": (
        (lambda world: ("fill", {"link": world.link("page")[7:]}), NO, NEW, LEAVE),
    ),
    "forgotten, after another portal's link": (
        (SIGN_IN, who("portal"), YES, FORGOTTEN, CAPTCHA_ALONE, link("other portal"), YES, LEAVE),
        (SIGN_IN, pick("other portal"), who(), FORGOTTEN, CAPTCHA_ALONE),
    ),
    "forgotten at the first question, of a portal that is typed there": (
        (
            *(SIGN_IN, FORGOTTEN, LEAVE, FORGOTTEN, typed("portal"), NO, LEAVE, FORGOTTEN),
            *(typed("portal"), YES, WHO_FORGOT),
        ),
        (SIGN_IN, FORGOTTEN, WHO_FORGOT),
    ),
    "another portal is typed and not recognised": (
        (link("portal"), YES),
        (SIGN_IN, OTHER, TYPE, typed("mute"), NO, LEAVE, UNDECIDED, who(), PROOF),
    ),
    "a portal is removed": (
        (link("portal"), YES),
        (SIGN_IN, OTHER, *gone("portal"), who("other portal"), YES, PROOF),
        (SIGN_IN, who()),
    ),
    "the portal of the last link is removed": (
        (
            *(link("portal"), YES, LEAVE, link("other portal"), YES, LEAVE, SIGN_IN, OTHER),
            *(*gone("other portal"), LEAVE, who(), PROOF),
        ),
    ),
    "a site that takes everything": (
        (NEW, who("anything", "address"), YES),
        (NEW, who("mute", "address"), YES),
        (SIGN_IN, who("nothing"), YES, NEW, ADDRESS, CAPTCHA_ALONE),
    ),
}


async def visits(computer: Computer, world: World, *plan: Sequence[Any]) -> None:
    """One visit after the other, each by its moves."""
    for moves in plan:
        hand = ByHand([each(world) if callable(each) else each for each in moves])
        await computer.visit(world, hand)


@pytest.mark.parametrize("plan", BY_HAND.values(), ids=BY_HAND)
async def test_by_hand(computer: Computer, plan: Plan) -> None:
    async with the_world() as world:
        await visits(computer, world, *plan)
    print(world.sent, *world.told, sep="\n")  # noqa: T201 of a failure
    assert world.faults == []


async def test_a_portal_is_remembered_once_it_has_answered(computer: Computer) -> None:
    async with the_world() as world:
        for kind in ODD:
            await visits(computer, world, (link(kind), YES), (NEW, who(kind, "address"), YES))
            assert computer.remembers.portals == ()
        await visits(computer, world, (link("portal"), YES), (link("other portal"), YES))
        origins = [world.sites[kind].origin for kind in ("other portal", "portal")]
        assert list(computer.remembers.portals) == origins
        await visits(computer, world, (SIGN_IN, pick("portal"), who()))
        assert list(computer.remembers.portals) == origins[::-1]  # the one used last


async def test_a_removed_portal_takes_its_record_in_the_key_store_along(
    computer: Computer,
) -> None:
    async with the_world() as world:
        remembered = ("choose", "identifier"), ("choose", "no"), ("choose", "sign_out")
        await visits(computer, world, (SIGN_IN, who("portal"), YES, PROOF, *remembered))
        assert computer.vault.kept is not None
        another = (("leave", "mailed_link"), link("other portal"), YES, LEAVE)
        removed = (*gone("other portal"), *gone("portal"))
        await visits(computer, world, (*another, NEW, OTHER, *removed))
        assert computer.vault.kept is None
        assert computer.remembers == Config()
    assert "What the keyring had for it has been erased." in "\n".join(world.told)


async def test_a_portal_is_removed_only_once_the_voter_says_so(computer: Computer) -> None:
    async with the_world() as world:
        await visits(computer, world, (link("portal"), YES))
        for answer, left in ((NO, 1), (UNDECIDED, 1), (YES, 0)):
            hand = (SIGN_IN, OTHER, REMOVE, pick("portal"), answer)
            await visits(computer, world, hand)
            assert len(computer.remembers.portals) == left


async def test_a_link_that_the_voter_did_not_recognise_is_not_kept(computer: Computer) -> None:
    links: list[str] = []

    class Looking(ByHand):
        def __call__(self, screen: Screen) -> Move:
            links.extend(f.value for f in getattr(screen, "fields", ()) if isinstance(f, LinkField))
            return super().__call__(screen)

    async with the_world() as world:
        await computer.visit(world, Looking([link("page")(world), NO, SIGN_IN, LEAVE]))
    assert links == ["", "", ""]
