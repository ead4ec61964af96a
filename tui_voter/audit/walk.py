"""The whole visit, made once in each language: a script answers, and every screen is kept.

Two moves are enough: :func:`fill` submits a form, :func:`go` takes an option, a row, an
action or the way back. :func:`storm` submits under every failure there is, then without
one. What a form's own checks refuse is found out without being asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import zip_longest
from typing import Any, Final, NamedTuple, TypeVar

from tui_voter import messages
from tui_voter.audit.machine import FAIR, GOOD, HOME, STRENGTHS, AuditFiles, machine
from tui_voter.audit.portal import (
    ADDRESS,
    IDENTIFIER,
    ORIGIN,
    QUESTIONS,
    AuditPortal,
    AuditPortals,
    Moment,
    activation_link,
    failures,
    recovery_link,
    refusal,
    texts,
)
from tui_voter.audit.record import Screen, Shown, texts_of_block
from tui_voter.contract.errors import ErrorCode, PortalError, PortalUnreachable
from tui_voter.dialogue import (
    BACK,
    Answers,
    Browsed,
    CaptchaField,
    ChoiceField,
    Countdown,
    Field,
    Form,
    Heading,
    Left,
    LinkField,
    Listing,
    LongTextField,
    Menu,
    Notice,
    Page,
    Quit,
    Refused,
    SecretField,
    TextField,
)
from tui_voter.journeys.demo import DemoFailed, Mail, demonstrate
from tui_voter.journeys.space import visit
from tui_voter.machine.files import FileFault
from tui_voter.machine.vault import VaultState
from tui_voter.secret import Secret

T = TypeVar("T")


QUIT: Final = "quit"
"""Where there is no other way out."""

MAIL: Final = (
    "ne-pas-repondre@academie-de-la-fiction.exemple",
    IDENTIFIER,
    "Ouverture du portail des élections",
    f"Bonjour,\n\nvoici votre lien unique :\n{activation_link()}\n",
)


class Move(NamedTuple):
    """What the voter does at the next screen; ``typed`` is a form's answers by field."""

    to: str = ""
    typed: Mapping[str, str] | None = None
    failing: PortalError | None = None
    under_failures: bool = False


def fill(*, failing: PortalError | None = None, **typed: str) -> Move:
    """Submit a form; ``failing`` is what the portal does then."""
    return Move(typed=typed, failing=failing)


def storm(**typed: str) -> Move:
    """Submit a form under every failure of portal and disk, then successfully."""
    return Move(typed=typed, under_failures=True)


def go(to: str = BACK, *, failing: PortalError | None = None) -> Move:
    return Move(to, failing=failing)


class Astray(Exception):
    """The script answers something else than the journey asks: the walk needs mending."""


PROBES: Final[Mapping[type[Field], tuple[str, ...]]] = {
    TextField: ("", "?", "ftp://portal", "https://user@portal.example", "?" * 20),
    LongTextField: ("",),
    LinkField: (
        "",
        "?",
        f"{activation_link()} {activation_link()}",
        activation_link()[:-6],
        activation_link()[:-1] + "~",
        activation_link().replace("https", "http"),
        activation_link().replace("portail", "portail_"),
        activation_link().replace("portail", "portail@portail"),
        f"{ORIGIN}/",
    ),
    SecretField: ("", "a", "aaaaaaaaaaaa", GOOD, *STRENGTHS),
    CaptchaField: ("",),
    ChoiceField: ("",),
}
"""Answers that a check may not take."""


class AuditDialogue:
    """The Dialogue of a walk: it plays ``script`` and keeps what was shown."""

    def __init__(self, script: list[Move], portal: AuditPortal, files: AuditFiles) -> None:
        self._shown: list[Shown] = []
        self._script = script
        self._portal = portal
        self._files = files
        self._heading = Heading()
        self._notices: list[str] = []

    def finished(self) -> list[Shown]:
        """All that was shown, once the visit has ended."""
        if self._script:
            raise Astray(f"a visit ended before {self._script[0]}")
        return self._shown

    # --- the protocol

    async def ask(self, form: Form[T]) -> T | Left:
        shown = self._keep(form)
        await self._probe(form, shown)
        values = {
            item.name: item.value
            for item in form.fields
            if isinstance(item, TextField | LongTextField | LinkField | ChoiceField)
        }
        values |= {item.name: "7294" for item in form.fields if isinstance(item, CaptchaField)}
        while True:
            move = self._next(form)
            if move.typed is None:
                _check_way(move, form, [])
                return Left(move.to, Answers(values))
            values.update(move.typed)
            answers = Answers(
                {
                    item.name: Secret(values[item.name])
                    if isinstance(item, SecretField)
                    else values[item.name]
                    for item in form.fields
                }
            )
            for fails in self._attempts(move):
                with _kept(shown):
                    outcome = await form.accept(answers)
                    if not (fails and isinstance(outcome, Left)):
                        return outcome
                    # The failure leads elsewhere, and says why: the walk goes on from here.
                    shown.extras.extend(self._notices)
                    self._notices = []

    async def choose(self, menu: Menu) -> str:
        self._keep(menu)
        return self._way(menu, [option.key for option in menu.options])

    async def browse(self, listing: Listing) -> Browsed:
        shown = self._keep(listing)
        self._portal.failure = PortalUnreachable()
        with _kept(shown):
            await listing.fetch("", "")
        self._portal.failure = None
        after = ""
        while True:
            batch = await listing.fetch("", after)
            shown.rows.extend(batch.rows)
            after = batch.after
            if not after:
                break
        keys = [row.key for row in shown.rows]
        places = [str(place) for place in range(len(keys) * listing.opens)]
        way = self._way(listing, places)
        return Browsed(keys[int(way)] if way in places else way, "du" * bool(listing.search_label))

    async def show(self, page: Page) -> str:
        shown = self._keep(page)
        for block in page.blocks:
            if isinstance(block, Countdown):
                self._portal.failure = PortalUnreachable()
                await block.sync()
                shown.extras.extend(texts_of_block(block))
                await block.sync()
        return self._way(page, [])

    def notify(self, notice: Notice) -> None:
        self._notices.append(notice.text)

    def head(self, heading: Heading) -> None:
        self._heading = heading

    # --- the script

    def _keep(self, screen: Screen) -> Shown:
        shown = Shown(screen, messages.language(), self._heading, self._notices)
        self._notices = []
        self._shown.append(shown)
        return shown

    def _next(self, screen: Screen) -> Move:
        if not self._script:
            raise Astray(f"the script ends before {screen.title!r}")
        move = self._script.pop(0)
        if move.to == QUIT:
            raise Quit
        if (move.typed is not None) > isinstance(screen, Form):
            raise Astray(f"{move.typed!r} at {screen.title!r}, which is no form")
        self._portal.failure = move.failing
        return move

    def _way(self, screen: Screen, keys: list[str]) -> str:
        move = self._next(screen)
        _check_way(move, screen, keys)
        return move.to

    def _attempts(self, move: Move) -> Iterator[bool]:
        """Once under each failure that ``move`` wants (True), then once more as it is."""
        if move.under_failures:
            for failure, fault in zip_longest(failures(), FileFault):
                self._portal.failure, self._files.failure = failure, fault
                yield True
        self._portal.failure = self._files.failure = None
        if not move.under_failures:
            self._portal.failure = move.failing
        yield False

    async def _probe(self, form: Form[Any], shown: Shown) -> None:
        """What the checks say to answers that they may not take."""
        for item in form.fields:
            for text in PROBES[type(item)]:
                secret = isinstance(item, SecretField)
                answers = Answers({item.name: Secret(text) if secret else text})
                if item.check is not None:
                    with _kept(shown):
                        await item.check(answers)
                if isinstance(item, SecretField) and item.strength is not None:
                    view = await item.strength(Secret(text))
                    shown.extras.extend(view[1:])
            if isinstance(item, CaptchaField):
                self._portal.failure = PortalUnreachable()
                with _kept(shown):
                    await item.renew()


def _check_way(move: Move, screen: Screen, keys: list[str]) -> None:
    ways = [*keys, *(action.name for action in screen.actions), *[BACK] * screen.can_go_back]
    if move.to not in ways:
        raise Astray(f"{move.to!r} at {screen.title!r}, which offers {ways}")


@contextmanager
def _kept(shown: Shown) -> Iterator[None]:
    """A refusal is kept with the screen that gave it."""
    try:
        yield
    except Refused as refused:
        shown.complain(refused.errors)


# --- The visits


class Visit(NamedTuple):
    """One visit: under which circumstances, and what the voter does in it."""

    script: tuple[Move, ...]
    moment: Moment = Moment.EARLY
    known: bool = True
    bare: bool = False
    vault: VaultState | None = None
    remembers: bool = False
    skewed: bool = False


SESSION_ENDED: Final = refusal(ErrorCode.SESSION_ENDED)
PROOF: Final = fill(password=GOOD)
IN: Final = (go("sign_in"), fill(identifier=IDENTIFIER), PROOF)
OUT: Final = go("sign_out")
SAVED: Final = (go("save"), fill())
QUESTION: Final = {"question": QUESTIONS[0].id, "answer": "Reykjavik", "again": "Reykjavik"}
CLAIM: Final = {"kind": "wrong_entry", "ballot": "csa", "text": "Mon prénom est Camille."}

ACTIVATION: Final = Visit(
    (
        go("new_link"),
        fill(address=ADDRESS, portal="https://?"),
        fill(portal=ORIGIN),
        go("no"),
        storm(),
        go("yes"),
        storm(link=activation_link()),
        fill(password=FAIR, again=FAIR),
        go("change"),
        fill(),
        go("keep"),
        go(),  # from the question to the password once more
        storm(password=GOOD, again=GOOD),
        storm(**QUESTION),
        go("home"),
        OUT,
    ),
    known=False,
)
SIGNING_IN: Final = Visit(
    (
        go("sign_in"),
        storm(identifier=IDENTIFIER),
        go("forgotten", failing=PortalUnreachable()),
        storm(),
        go("forgotten"),
        storm(),
        storm(link=recovery_link()),
        storm(answer="Reykjavik"),
        storm(password=GOOD, again=GOOD),
        OUT,
    )
)
SIGNING_IN_UNKNOWN: Final = Visit(
    (
        go("sign_in"),
        fill(identifier=IDENTIFIER, portal=ORIGIN),
        go("no"),
        fill(),
        go("yes"),
        storm(password=GOOD),
        OUT,
    ),
    known=False,
)
REMEMBERED: Final = Visit(
    (
        storm(),
        fill(failing=refusal(ErrorCode.SIGN_IN_REFUSED)),
        PROOF,
        OUT,
    ),
    vault=VaultState.GOOD,
    remembers=True,
)
REMEMBERING: Final = tuple(
    Visit((*IN, go("identifier"), go(answer), OUT), vault=VaultState.GOOD)
    for answer in ("no", "yes")
)
NO_KEY_STORE: Final = tuple(
    Visit((*IN, OUT), vault=state) for state in VaultState if state is not VaultState.GOOD
)
READING: Final = Visit(
    (
        *IN,
        go("edito", failing=PortalUnreachable()),
        go("edito"),
        go("save"),
        storm(),
        go("close"),
        *(
            move
            for kind in ("activation-guide", "voting-guide", "reissue-guide")
            for move in (go(kind), go("close"))
        ),
        go("faq"),
        go("0"),
        *SAVED,
        go("close"),
        go(),
        OUT,
    )
)
WRITING: Final = Visit(
    (
        *IN,
        go("assistance"),
        go("0"),
        *SAVED,
        go("close"),
        go("1"),
        go("close"),
        go("new"),
        storm(subject="Bonjour", text="Rien ne marche."),
        go("close"),
        go(),
        go("claims"),
        *(move for n in "0123" for move in (go(n), go("close"))),
        go("new_claim"),
        storm(**CLAIM),
        *SAVED,
        go("close"),
        go(),
        OUT,
    )
)
ACCOUNT: Final = Visit(
    (
        *IN,
        go("account"),
        *SAVED,
        go("contact"),
        storm(),
        go("password"),
        fill(password=GOOD, new=GOOD, again=GOOD),
        storm(password=FAIR),
        go("question"),
        storm(password=GOOD, **QUESTION),
        go("wrong"),
        go(),
        go("close"),
        OUT,
    )
)
SESSION_OVER: Final = Visit(
    (
        *IN,
        go("account", failing=SESSION_ENDED),
        go(),
        go("account", failing=SESSION_ENDED),
        PROOF,
        go("close"),
        OUT,
    )
)


def _moment(moment: Moment, *, skewed: bool = False) -> Visit:
    """What differs with the day: the vote, the lists, the claims."""
    claim: tuple[Move, ...] = (go("claim"),)
    lists: tuple[Move, ...] = ()
    claims: tuple[Move, ...] = ()
    if moment is Moment.EARLY:  # no list to open, and a claim may be made
        claim += (go(),)
    else:
        lists = (go("0"), go("close"), go("1"), go("close"))
        claims = (go("claims"), go())
    return Visit(
        (
            *IN,
            *(go("roll"), go("0"), *SAVED, go("lists"), *claim, go()),
            *(go("1"), go(), go()),
            *(go("lists"), go("0"), *lists, go("roll"), go(), go()),
            *claims,
            *(go("vote"), go("check_clock"), go("ballots"), go(), go("guide"), go("close"), go()),
            OUT,
        ),
        moment=moment,
        skewed=skewed,
    )


BARE: Final = Visit(
    (
        *IN,
        *(
            move
            for key in ("faq", "assistance", "roll", "lists", "claims")
            for move in (go(key), go())
        ),
        go("account"),
        go("close"),
        OUT,
    ),
    bare=True,
)
VISITS: Final = (
    ACTIVATION,
    SIGNING_IN,
    SIGNING_IN_UNKNOWN,
    REMEMBERED,
    *REMEMBERING,
    *NO_KEY_STORE,
    READING,
    WRITING,
    ACCOUNT,
    SESSION_OVER,
    *(_moment(moment, skewed=moment is Moment.EVE) for moment in Moment),
    BARE,
)


async def walk(language: str) -> list[Shown]:
    """Every screen of the product in ``language``, each once. The process speaks it from
    now on. Raises :class:`Astray` when a journey has changed and the script has not."""
    messages.use(language)
    shown = await _demonstration()
    for each in VISITS:
        shown += await _visit(each)
    kept = _each_once(shown)
    for screen in kept:
        screen.said = tuple(screen.texts())
    return kept


async def data() -> list[str]:
    """What portal, mail, voter and file system say in the walk, in no language of ours."""
    typed = [
        text for each in VISITS for move in each.script for text in (move.typed or {}).values()
    ]
    return [*await texts(), *typed, *MAIL, HOME]


async def _visit(plan: Visit) -> list[Shown]:
    portal = AuditPortal(plan.moment, bare=plan.bare)
    portals = AuditPortals(portal, known=plan.known)
    files = AuditFiles()
    dialogue = AuditDialogue([*plan.script], portal, files)
    lent = machine(
        plan.moment.time, files, plan.vault, remembers=plan.remembers, skewed=plan.skewed
    )
    await visit(dialogue, lambda: portals, lent)
    return dialogue.finished()


async def _demonstration() -> list[Shown]:
    """The demo's own screens, whose portal does not start at first."""
    portal = AuditPortal(Moment.EARLY)
    script = [fill(), fill(), go("take_link"), go(), go(QUIT)]
    dialogue = AuditDialogue(script, portal, AuditFiles())
    started = False

    async def mailbox() -> Mail:
        nonlocal started
        if not started:
            started = True
            raise DemoFailed("OSError")
        return Mail(*MAIL)

    async def come_back(_mail: str) -> bool:
        return False

    with suppress(Quit):
        await demonstrate(dialogue, mailbox, come_back)
    return dialogue.finished()


def _each_once(shown: list[Shown]) -> list[Shown]:
    """Screens that say the same are one; what came with them is put together."""
    kept: dict[tuple[str, ...], Shown] = {}
    for each in shown:
        bare = Shown(each.screen, each.language, rows=each.rows)
        first = kept.setdefault((each.kind, *bare.texts()), each)
        if first is not each:
            first.complain(each.errors)
            first.notices.extend(each.notices)
    return [*kept.values()]
