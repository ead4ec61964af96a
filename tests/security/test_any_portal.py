"""Whatever a portal answers within the contract, in whatever order the voter does things, no
journey fails, and nothing is said that a terminal would obey.

Answers are made up from the contract itself, field by field; the voter wanders at random. A
failure names its visit: ``visit(number)`` plays it again.
"""

from __future__ import annotations

import asyncio
import enum
import types
import typing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from string import hexdigits
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec import Meta

from tests.scripted.portal import ORIGIN, FakePortals
from tests.security.hostile_portal import EVERYTHING, MARKUP, escapes_in
from tui_voter import messages
from tui_voter.audit.record import Screen, texts_of
from tui_voter.contract import errors, links
from tui_voter.contract.captchas import Captcha
from tui_voter.contract.portal import Portal
from tui_voter.conversation.filling import Filling
from tui_voter.conversation.trail import Trail
from tui_voter.countdown import PortalClock
from tui_voter.dialogue import (
    BACK,
    Batch,
    CaptchaField,
    ChoiceField,
    Correct,
    Field,
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
    Typed,
    told,
)
from tui_voter.journeys.shared.machine import Here, Machine
from tui_voter.journeys.space import visit as walk
from tui_voter.machine.files import LocalFiles
from tui_voter.machine.strength import meter
from tui_voter.machine.work import work_out
from tui_voter.portal.hygiene import clean
from tui_voter.secret import NO_SECRET, Secret

T = TypeVar("T")

VISITS, STEPS = 80, 60
TEXTS: Final = (
    EVERYTHING,
    MARKUP,
    "x" * 70_000,
    "é",
    "{0} {x}",
    "%s",
    "&#27;[2J",
    "👍🏽",
    " ",
    "back",
)
TYPED: Final = ("", "back", "a@b.exemple", "01 99 00 00 00", "out.txt", "taken.txt", "x" * 300)
PASSWORDS: Final = ("", "x", "Zeppelin-vert 47 girafes", "Abricots & 12 parapluies")


# --- Answers, made up from the contract ---------------------------------------------------


class Maker:
    """Makes up values of the contract's types."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def make(self, kind: Any, name: str = "") -> Any:
        if typing.get_origin(kind) is typing.Annotated:
            kind, *metas = typing.get_args(kind)
            return self._within(kind, name, next(m for m in metas if isinstance(m, Meta)))
        if typing.get_origin(kind) in (types.UnionType, typing.Union):
            return self.make(self._chance.choice(typing.get_args(kind)), name)
        if typing.get_origin(kind) is typing.Literal:
            return self._chance.choice(typing.get_args(kind))
        if typing.get_origin(kind) is tuple:
            return self._some(kind, 0)
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            return self._chance.choice(list(kind))
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            hints = typing.get_type_hints(kind, include_extras=True)
            made = {field: self.make(hints[field], field) for field in kind.__struct_fields__}
            if kind is Captcha and not made["work"]:
                made["question"] = made["question"] or "?"
            return kind(**made)
        if kind is datetime:
            days = self._chance.choice([-9000, -1, 0, 1, 60, 9000])
            return datetime.now(UTC) + timedelta(days=days, seconds=self._chance.randint(0, 99))
        return {bool: True, int: 3, str: self._text(name), types.NoneType: None}[kind]

    def _within(self, kind: Any, name: str, meta: Meta) -> Any:
        if typing.get_origin(kind) is tuple:
            return self._some(kind, meta.min_length or 0)
        if kind is int:
            low = meta.ge or 0
            return self._chance.choice([low, low + 1, meta.le or 1_000_000])
        if kind is str and meta.pattern:
            return "".join(self._chance.choices(hexdigits[:16], k=meta.max_length or 2))
        if kind is str:
            return self._text(name)[: meta.max_length] or "-" * (meta.min_length or 0)
        return self.make(kind, name)

    def _some(self, kind: Any, least: int) -> tuple[Any, ...]:
        (item, _dots) = typing.get_args(kind)
        return tuple(self.make(item) for _n in range(self._chance.choice([least, least + 1, 3])))

    def _text(self, name: str) -> str:
        if name == "time_zone":
            return self._chance.choice(["Europe/Paris", "UTC", "Pacific/Chatham"])
        if name == "after":
            return self._chance.choice(["", "", "next"])
        if name in ("id", "question_id", "session", "ticket"):
            return f"key{self._chance.randint(0, 2)}"
        return "".join(self._chance.choices(TEXTS, k=self._chance.randint(0, 2)))


class AnyPortal(Portal):
    """A portal that answers anything, or a failure."""

    def __init__(self, chance: Random, failures: float) -> None:
        self._chance = chance
        self._failures = failures
        self._maker = Maker(chance)

    async def call(self, endpoint: Any, *_asked: Any, **_more: Any) -> Any:
        await asyncio.sleep(0)
        if self._chance.random() < self._failures:
            raise self._failure()
        return clean(self._maker.make(endpoint.response))

    def _failure(self) -> errors.PortalError:
        if self._chance.random() < 0.2:
            kinds: list[type[errors.PortalError]] = [
                errors.PortalTimeout,
                errors.PortalUntrusted,
                errors.PortalMisbehaved,
                errors.PortalUnreachable,
            ]
            return self._chance.choice(kinds)("a fault")
        return errors.PortalRefused(clean(self._maker.make(errors.Problem)))


# --- A voter who wanders ------------------------------------------------------------------


class Wanderer:
    """The Dialogue of somebody who does anything, up to so many times."""

    def __init__(self, chance: Random, steps: int) -> None:
        self._chance = chance
        self._steps = steps
        self.kept = Trail()

    def _hear(self, *texts: str) -> None:
        for text in texts:
            joined = text.replace("\u200d", "").replace("\ufe0f", "").replace("👍🏽", "")
            assert escapes_in(joined) == set(), ascii(text)

    def _step(self, screen: Screen) -> None:
        self._hear(*texts_of(screen))
        self._steps -= 1
        if self._steps < 0:
            raise Quit

    def head(self, heading: Heading) -> None:
        self._hear(heading.election, heading.host, heading.warning)

    def notify(self, notice: Notice) -> None:
        self._hear(notice.text)

    async def ask(self, form: Form[T]) -> T | Left:
        state = Filling(form)
        ways = ways_of(form)
        while True:
            self._step(form)
            self._hear(form.time_left())
            for field in form.fields:
                state.type(field.name, await self._answer(field, state.typed))
            if ways and self._chance.random() < 0.3:
                return self._chance.choice(ways)
            try:
                return await state.submit()
            except Correct:
                continue
            except Refused as refused:
                self._refused(refused)

    async def _answer(self, field: Field[Any], before: Typed) -> str | Secret:
        if isinstance(field, SecretField):
            typed = Secret(self._chance.choice(PASSWORDS))
            if field.rules:
                self._hear(*(rule.text for rule in field.rules(typed, None)))
            return before.secret(field.repeats) or typed
        if isinstance(field, ChoiceField):
            return self._chance.choice([option.key for option in field.options] or [""])
        if isinstance(field, CaptchaField) and self._chance.random() < 0.2:
            try:
                self._hear(await field.renew())
            except Refused as refused:
                self._refused(refused)
        if isinstance(field, CaptchaField) and field.compute and self._chance.random() < 0.2:
            try:
                async with asyncio.timeout(0.01):  # any portal may ask for any work
                    return await field.compute(lambda _share: None)
            except (Refused, TimeoutError):
                return ""
        if isinstance(field, LinkField):
            kind = self._chance.choice(list(links.LinkKind))
            return f"{ORIGIN}{links.link_path(kind)}{links.new_link_token()}"
        return self._chance.choice(TYPED)

    def _refused(self, refused: Refused) -> None:
        self._hear(*refused.questions.values())
        for error in refused.errors:
            self._hear(error.text, error.short)

    async def choose(self, menu: Menu) -> Opened | Left:
        self._step(menu)
        answers: list[Opened | Left] = [
            Opened(option.key) for option in menu.options for _time in range(3)
        ]
        return self._chance.choice(answers + [BACK] * menu.can_go_back)

    async def browse(self, listing: Listing) -> Opened | Left:
        self._step(listing)
        self._hear(told(listing.empty), listing.nothing_found)
        keys = await self._look_through(listing) if listing.opens else []
        return self._chance.choice([*ways_of(listing), *map(Opened, keys)])

    async def _look_through(self, listing: Listing) -> list[str]:
        batch = Batch([], "")
        keys: list[str] = []
        for _time in range(3):
            try:
                batch = await listing.fetch(self._chance.choice(["", "dup"]), batch.after)
            except Refused as refused:
                self._refused(refused)
                break
            self._hear(*(text for row in batch.rows for text in row[1:]))
            keys += [row.key for row in batch.rows]
            if not batch.after:
                break
        return keys

    async def show(self, page: Page) -> Left:
        self._step(page)
        self._hear(page.time_left())
        return self._chance.choice(ways_of(page))


def ways_of(screen: Form[Any] | Listing | Page) -> list[Left]:
    ways: list[Left] = [Took(action.name) for action in screen.actions]
    return ways + [BACK] * screen.can_go_back


def visit(number: int) -> None:
    chance = Random(number)  # noqa: S311 the same visit each time
    messages.use(chance.choice(messages.LANGUAGES))
    answers: Any = AnyPortal(chance, chance.choice([0, 0.1, 0.4]))
    portals = FakePortals(answers, known=True)
    here = Here(ZoneInfo("Europe/Paris"), "Europe/Paris")
    machine = Machine(meter, PortalClock, lambda: here, LocalFiles, lambda _: NO_SECRET, work_out)

    async def hold() -> None:
        try:
            await walk(Wanderer(chance, STEPS), lambda: portals, machine)
        except Quit:
            return

    asyncio.run(hold())


@pytest.mark.parametrize("tenth", range(10))
def test_no_visit_fails(tenth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("taken.txt").write_text("mine")
    for number in range(tenth, VISITS, 10):
        try:
            visit(number)
        except Exception as error:
            error.add_note(f"in visit({number})")
            raise
