"""Make complete visits, once in each language: scripts answer, and every screen is recorded.

:func:`storm` submits a form under every possible failure, then without one. The forms' own checks
are probed automatically.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import aclosing, chdir, contextmanager
from functools import partial
from itertools import zip_longest
from typing import Any, Final, TypeVar

from msgspec.structs import astuple

from tui_voter import messages
from tui_voter.audit.kinds import kind_of
from tui_voter.audit.machine import GOOD, Disk, machine
from tui_voter.audit.mishaps import Cheating, bare, failures
from tui_voter.audit.player import Given, Player, Reply, fill, quit_
from tui_voter.audit.portal import (
    ANSWER,
    ORIGIN,
    VOTER,
    Directory,
    Moment,
    Stage,
    VisitedPortal,
    portal_at,
    stages,
)
from tui_voter.audit.record import Screen, Shown, texts_of
from tui_voter.audit.visits import IN, STORM, VISITS, Meanwhile, Visit, go
from tui_voter.contract.errors import PortalUnreachable
from tui_voter.contract.links import RESULTS_PAGE
from tui_voter.contract.signing_in import SessionOpened
from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import (
    Batch,
    CaptchaField,
    Countdown,
    Dialogue,
    Form,
    Left,
    Listing,
    Menu,
    Opened,
    Page,
    Refused,
    SecretField,
    told,
)
from tui_voter.journeys.demo import MAILBOX, At, demonstrate
from tui_voter.journeys.mailbox import (
    NOTICE,
    OPEN,
    OTHERS,
    RESUME,
    TAKE,
    USE_CODE,
    DemoAccount,
    DemoFailed,
    DemoMail,
    DemoNotice,
    Post,
)
from tui_voter.journeys.space import stay_signed_in, visit
from tui_voter.machine.files import FileFault
from tui_voter.machine.receipts import LocalBallots
from tui_voter.machine.vault import Remembered
from tui_voter.secret import Secret

T = TypeVar("T")


class Auditor(Player):
    """The player of a walk, which sees more of each screen than its script asks for. In a script,
    "{link}", "{mailed}", "{code}" and "{wrong}" stand for what the voter has received."""

    captcha_answer = "7294"
    """Answers captchas until a form is to be accepted."""

    def __init__(self, script: Iterable[Reply], portal: VisitedPortal, files: Disk) -> None:
        super().__init__(*script)
        self._portal = portal
        self._files = files
        self._fails = False
        """Whether submits fail now, so that each one is confirmed when a menu asks."""
        self._was_read_back = False
        """Whether a menu has read back what the latest form is about to do."""

    async def choose(self, menu: Menu) -> Opened | Left:
        self._was_read_back |= menu.irrevocable
        if self._fails and menu.irrevocable:
            return Opened(menu.options[0].key)
        return await super().choose(menu)

    def _typed(
        self, form: Form[Any], name: str, given: Given, questions: Mapping[str, str]
    ) -> str | Secret:
        if isinstance(given, str):
            given = given.format_map(_Received(self._portal))
        return super()._typed(form, name, given, questions)

    async def _record(self, screen: Screen) -> Shown:
        shown = await super()._record(screen)
        if isinstance(screen, Form):
            await self._probe(screen, shown)
        elif isinstance(screen, Listing):
            self._portal.failure = PortalUnreachable()
            with _keeping_refusals(shown):
                await screen.fetch("", "")
        elif isinstance(screen, Page):
            for block in screen.blocks:
                if isinstance(block, Countdown):
                    self._portal.failure = PortalUnreachable()
                    await block.sync()
                    shown.extras.extend(texts_of(block))
                    await block.sync()
        self._portal.failure = None
        return shown

    def _next(self, screen: Screen, *moves: str) -> Reply:
        self._portal.failure = None
        while self._script and isinstance(reply := self._script[0], Meanwhile):
            self._script.pop(0)
            reply.action(self._portal)
        return super()._next(screen, *moves)

    async def _submit(self, state: Filling[T], reply: Reply, shown: Shown) -> T:
        self._portal.acts.clear()
        self._was_read_back = False
        try:
            return await self._submit_as_scripted(state, reply, shown)
        finally:
            unread = [] if self._was_read_back else self._portal.acts
            shown.acts.extend(act for act in unread if act not in shown.acts)

    async def _submit_as_scripted(self, state: Filling[T], reply: Reply, shown: Shown) -> T:
        if reply.key == STORM:
            for failure, fault in zip_longest(failures(), FileFault):
                self._portal.failure, self._files.failure = failure, fault
                self._fails = True
                with _keeping_refusals(shown):
                    outcome = await _unrefused(state).submit()
                    if not isinstance(outcome, Left):
                        return outcome
                    # The failure would leave the form, with a notice; the walk stays in it.
                    shown.extras.extend(self._notices)
                    self._notices = []
            self._portal.failure = self._files.failure = None
        self._fails = False
        if self._portal.failure is None:
            await self._answer_captchas(state)
        return await state.submit()

    async def _answer_captchas(self, state: Filling[Any]) -> None:
        """Have the computer answer every captcha, with a new question."""
        for item in state.form.fields:
            if isinstance(item, CaptchaField) and item.compute is not None:
                await item.renew()
                state.type(item.name, await item.compute(lambda _share: None))

    async def _fetch_rows(self, shown: Shown, listing: Listing, search: str, after: str) -> Batch:
        """Record all rows, however many the script looks at. Returns the first batch."""
        batch = first = await super()._fetch_rows(shown, listing, search, after)
        while True:
            shown.rows.extend(row for row in batch.rows if row not in shown.rows)
            if not batch.after:
                return first
            batch = await super()._fetch_rows(shown, listing, search, batch.after)

    async def _probe(self, form: Form[Any], shown: Shown) -> None:
        """Record what the checks say about answers that they may refuse."""
        for item in form.fields:
            is_secret = isinstance(item, SecretField)
            probes = [Secret(each) if is_secret else each for each in kind_of(item).probes]
            for typed in (item.at_first(), *probes):
                state = Filling(form)
                state.type(item.name, typed)
                with _keeping_refusals(shown):
                    state.check(item)
                if isinstance(item, SecretField) and item.strength is not None:
                    view = await item.strength(state.typed.secret(item.name))
                    shown.extras.extend(view[1:])
            if isinstance(item, CaptchaField):
                self._portal.failure = PortalUnreachable()
                with _keeping_refusals(shown):
                    await item.renew()
                if item.compute is not None:
                    with _keeping_refusals(shown):
                        await item.compute(lambda _share: None)


class _Received(dict[str, str]):
    """What the voter has received, looked up when a script uses it."""

    def __init__(self, portal: VisitedPortal) -> None:
        self._portal = portal

    def __missing__(self, what: str) -> str:
        return self._portal.received(what)


def _unrefused(state: Filling[T]) -> Filling[T]:
    """A new state with the same answers, as if none had been refused."""
    anew = Filling(state.form)
    for item in state.form.fields:
        anew.type(item.name, state[item.name])
    return anew


@contextmanager
def _keeping_refusals(shown: Shown) -> Iterator[None]:
    """Within a ``with``, record a refusal with the screen that gave it."""
    try:
        yield
    except Refused as refused:
        shown.complain([*refused.errors, *filter(None, [refused.again])])


# --- The visits


async def walk(language: str) -> list[Shown]:
    """Every screen of the product in ``language``, each once. Sets the language of the process.
    Raises :class:`Disagreement` if a journey has changed and its script has not."""
    messages.use(language)
    players = [await demonstration(at, language) for at in DEMO]
    players += [await make_visit(each, language) for each in VISITS]
    kept = _each_once([shown for player in players for shown in player.shown])
    for screen in kept:
        screen.said = tuple(screen.texts())
    return kept


_DATA: Final[set[str]] = set()


def data() -> list[str]:
    """The texts that portal, emails, voters and files brought into walks, and no catalogue has."""
    typed = [
        text
        for each in VISITS
        for reply in each.script
        for text in reply.typed.values()
        if isinstance(text, str)
    ]
    return [*_DATA, *typed, ORIGIN]


PlayedBy = Callable[[Iterable[Reply], VisitedPortal, Disk], Auditor]
"""What makes the player of a script."""


async def make_visit(plan: Visit, language: str, by: PlayedBy = Auditor) -> Auditor:
    """Make one visit in the language of the process; the player of its script."""
    async with aclosing(await portal_at(plan.moment, language)) as portal:
        if plan.fault is not None:
            portal.alter = Cheating(plan.fault, portal.signer)
        elif plan.bare:
            portal.alter = bare
        ballots = LocalBallots(portal.folder / "ballots") if plan.ballots is not None else None
        if plan.ballots is not None and ballots is not None:
            plan.ballots(portal, ballots)
        portals = Directory(portal, language, known=plan.known, others=plan.others)
        files = Disk()
        auditor = by(plan.script, portal, files)
        lent = machine(
            plan.moment.time,
            files,
            plan.vault,
            remembered=Remembered(ORIGIN, VOTER, Secret(GOOD)) if plan.remembers else None,
            skewed=plan.skewed,
            ballots=ballots,
        )
        with chdir(portal.folder):
            await auditor.run(lambda dialogue: visit(dialogue, lambda: portals, lent))
        _DATA.update(portal.strings, [str(portal.folder)])
    return auditor


async def demonstration(at: At, language: str, by: PlayedBy = Auditor) -> Auditor:
    """Play the screens of the demo itself, whose portal fails to start at first; the player."""
    is_before = at is At.BEFORE
    from_mailbox = [
        *(fill(), fill(), *go(f"{OTHERS} 0 {TAKE} {MAILBOX} {RESUME}"), *IN),
        *go(f"{MAILBOX} {RESUME} sign_out {TAKE} back {MAILBOX} {TAKE} back"),
        *(fill(link="{link}"), *go(f"code {MAILBOX} {USE_CODE} back back")),
        *(*go(OPEN), fill(), fill(), *go(f"{NOTICE} to_mailbox")),
    ]
    with_ballots = at is At.BALLOT
    signed_in = [
        *(fill(), fill(), *go("back" * with_ballots)),
        *go(f"{MAILBOX} {RESUME} sign_out {'yes' * with_ballots}"),
    ]
    script = from_mailbox if is_before else signed_in
    stage = Stage.FRESH if is_before else None
    await stages(Stage.SEALED)  # the voting notice comes with the seal
    async with aclosing(await portal_at(DEMO[at], language, stage=stage)) as portal:
        auditor = by([*script, quit_()], portal, Disk())
        around = _Surroundings(portal, at)
        await auditor.run(partial(_demonstrate, at, around, language))
        mails = [text for mail in portal.mails() for text in astuple(mail)]
        _DATA.update(portal.strings, mails, portal.notice())
    return auditor


DEMO: Final = {
    At.BEFORE: Moment.EARLY,
    At.HOME: Moment.EARLY,
    At.OPENING: Moment.OPEN,
    At.BALLOT: Moment.OPEN,
    At.RESULTS: Moment.COUNTED,
}


class _Surroundings:
    """The demo's portal, whose every function fails the first time."""

    def __init__(self, portal: VisitedPortal, at: At) -> None:
        self.portal = portal
        self._at = at
        self._asked: set[str] = set()
        self._is_sealed = at not in (At.BEFORE, At.HOME)

    async def post(self) -> Post:
        self._fail_once("post")
        results = f"{ORIGIN}{RESULTS_PAGE}" if self._at is At.RESULTS else ""
        mails = [
            DemoMail(mail.sender, mail.recipient, mail.subject, mail.body)
            for mail in self.portal.mails()
        ]
        notice = DemoNotice(*self.portal.notice()) if self._is_sealed else None
        account = None if self._at is At.BEFORE else DemoAccount(GOOD, ANSWER)
        return Post(mails, notice, results, account)

    async def open_vote(self) -> Post:
        self._fail_once("open")
        self._is_sealed = True
        return await self.post()

    async def sign_in(self) -> SessionOpened:
        return await self.portal.sign_in()

    def _fail_once(self, order: str) -> None:
        if order not in self._asked:
            self._asked.add(order)
            raise DemoFailed("OSError")


async def _demonstrate(at: At, around: _Surroundings, language: str, dialogue: Dialogue) -> None:
    lent = machine(Moment.EARLY.time)

    async def start(dialogue: Dialogue, mail: str, way: str) -> None:
        portals = Directory(around.portal, language, known=True, others=())
        link = portals.find_link(mail)
        await visit(dialogue, lambda: portals, lent, link=link, way=way, can_go_back=True)

    async def stay(dialogue: Dialogue, opened: SessionOpened) -> None:
        await stay_signed_in(dialogue, lent, opened, ORIGIN, around.portal)

    await demonstrate(dialogue, at, around, start, stay, "tui-voter demo --at opening")


def _changing_texts(screen: Screen) -> set[str]:
    """The texts of a form that differ each time: the captchas' questions, and the time left."""
    if not isinstance(screen, Form):
        return set()
    asked = {told(item.question) for item in screen.fields if isinstance(item, CaptchaField)}
    return {*asked, screen.time_left()}


def _each_once(shown: list[Shown]) -> list[Shown]:
    """The screens without repetitions; errors and notices of equal screens are joined."""
    kept: dict[tuple[str, ...], Shown] = {}
    for each in shown:
        bare = Shown(each.screen, each.language, rows=each.rows)
        stable = [text for text in bare.texts() if text not in _changing_texts(each.screen)]
        first = kept.setdefault((each.kind, *stable), each)
        if first is not each:
            first.complain(each.errors)
            first.notices.extend(text for text in each.notices if text not in first.notices)
            first.acts.extend(act for act in each.acts if act not in first.acts)
    return [*kept.values()]
