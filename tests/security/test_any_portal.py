"""Whatever a portal answers within the contract, in whatever order the voter does things, no
journey fails, and nothing is said that a terminal would obey.

Answers are made up from the contract itself, field by field; the voter wanders at random. A
failure names its visit: ``visit(number)`` plays it again.
"""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from string import hexdigits
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec import inspect

from tests.contract_values import Maker
from tests.scripted.portal import ORIGIN, FakePortals
from tests.scripted.wandering import Wanderer
from tests.security.hostile_portal import EVERYTHING, MARKUP, escapes_in
from tui_voter import messages
from tui_voter.audit.player import Reply
from tui_voter.audit.record import Screen, Shown
from tui_voter.contract import errors, links
from tui_voter.contract.captchas import Captcha
from tui_voter.contract.portal import Portal
from tui_voter.contract.shapes import Response
from tui_voter.countdown import PortalClock
from tui_voter.dialogue import CaptchaField, Field, Form, LinkField, Page, Refused, SecretField
from tui_voter.journeys.shared.machine import Here, Machine
from tui_voter.journeys.space import visit as walk
from tui_voter.machine.files import LocalFiles
from tui_voter.machine.strength import meter
from tui_voter.machine.work import work_out
from tui_voter.portal.hygiene import clean
from tui_voter.secret import NO_SECRET
from tui_voter.verifying.command import verify_receipt

VISITS, STEPS = 80, 60
TEXTS: Final = (
    *(EVERYTHING, MARKUP, "x" * 70_000, "é", "{0} {x}", "%s", "&#27;[2J", "👍🏽", " ", "back"),
)
TYPED: Final = ("", "back", "a@b.exemple", "01 99 00 00 00", "out.txt", "taken.txt", "x" * 300)
PASSWORDS: Final = ("", "x", "Zeppelin-vert 47 girafes", "Abricots & 12 parapluies")


class Anything(Maker):
    """Makes up any value of the contract's types."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def whole(self, kind: type[msgspec.Struct], made: dict[str, Any]) -> dict[str, Any]:
        bare = kind is Captcha and not made["work"] and not made["question"]
        return made | {"question": "?"} if bare else made

    def pick(self, values: Sequence[Any]) -> Any:
        return self._chance.choice(values)

    def text(self, name: str, least: int, most: int | None) -> str:
        if name == "time_zone":
            return self._chance.choice(["Europe/Paris", "UTC", "Pacific/Chatham"])
        if name == "after":
            return self._chance.choice(["", "", "next"])
        if name in ("id", "question_id", "session", "ticket"):
            return f"key{self._chance.randint(0, 2)}"
        text = "".join(self._chance.choices(TEXTS, k=self._chance.randint(0, 2)))
        return text[:most] or "-" * least

    def matching(self, pattern: str, least: int, most: int | None) -> str:
        text = "".join(self._chance.choices(hexdigits[:16], k=most or 2))
        return text if re.search(pattern, text) else super().matching(pattern, least, most)

    def number(self, least: int, most: int | None) -> int:
        return self._chance.choice([least, least + 1, most or 1_000_000])

    def moment(self) -> str:
        days = self._chance.choice([-9000, -1, 0, 1, 60, 9000])
        away = timedelta(days=days, seconds=self._chance.randint(0, 99))
        return (datetime.now(UTC) + away).isoformat()

    def several(self, least: int) -> int:
        return self._chance.choice([least, least + 1, 3])


class AnyPortal(Portal):
    """A portal that answers anything, or a failure."""

    def __init__(self, chance: Random, failures: float) -> None:
        self._chance = chance
        self._failures = failures

    async def call(self, endpoint: Any, *_asked: Any, **_more: Any) -> Any:
        await asyncio.sleep(0)
        if self._chance.random() < self._failures:
            raise self._failure()
        return self._made(endpoint.response)

    async def download(self, _path: str) -> bytes:
        if self._chance.random() < self._failures:
            raise self._failure()
        return self._chance.randbytes(9)

    def _made(self, kind: type[Response]) -> Any:
        made = Anything(self._chance).make(inspect.type_info(kind))
        return clean(msgspec.convert(made, kind))

    def _failure(self) -> errors.PortalError:
        if self._chance.random() < 0.2:
            kinds: list[type[errors.PortalError]] = [
                *(errors.PortalTimeout, errors.PortalUntrusted, errors.PortalMisbehaved),
                errors.PortalUnreachable,
            ]
            return self._chance.choice(kinds)("a fault")
        return errors.PortalRefused(self._made(errors.Problem))


class Anybody(Wanderer):
    """Nothing that they hear is obeyed by a terminal."""

    def text_for(self, field: Field[Any]) -> str:
        if isinstance(field, SecretField):
            return self.chance.choice(PASSWORDS)
        if isinstance(field, LinkField):
            kind = self.chance.choice(list(links.LinkKind))
            return f"{ORIGIN}{links.link_path(kind)}{links.new_link_token()}"
        return self.chance.choice(TYPED)

    def _next(self, screen: Screen, *moves: str) -> Reply:
        reply = super()._next(screen, *moves)
        captchas = [f for f in getattr(screen, "fields", ()) if isinstance(f, CaptchaField)]
        if captchas and reply.move == "fill" and self.chance.random() < 0.2:
            reply.renew = captchas[0].name
        if captchas and captchas[0].compute and self.chance.random() < 0.2:
            reply.compute = captchas[0].name
        return reply

    async def _compute(self, item: CaptchaField) -> str:
        try:
            async with asyncio.timeout(0.01):  # any portal may ask for any work
                return await super()._compute(item)
        except (Refused, TimeoutError):
            return ""

    def _say(self, *texts: str) -> None:
        super()._say(*texts)
        for text in texts:
            joined = text.replace("\u200d", "").replace("\ufe0f", "").replace("👍🏽", "")
            assert escapes_in(joined) == set(), ascii(text)

    async def _record(self, screen: Screen) -> Shown:
        self._say(screen.time_left() if isinstance(screen, Form | Page) else "")
        return await super()._record(screen)


def visit(number: int) -> None:
    chance = Random(number)  # noqa: S311 the same visit each time
    messages.use(chance.choice(messages.LANGUAGES))
    answers: Any = AnyPortal(chance, chance.choice([0, 0.1, 0.4]))
    portals = FakePortals(answers, known=True)
    here = Here(ZoneInfo("Europe/Paris"), "Europe/Paris")
    machine = Machine(
        meter, PortalClock, lambda: here, LocalFiles, lambda _: NO_SECRET, work_out, verify_receipt
    )
    voter = Anybody(chance, STEPS)
    asyncio.run(voter.run(lambda dialogue: walk(dialogue, lambda: portals, machine)))


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
