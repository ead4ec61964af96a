"""A complete visit, made once in each language: a script answers, and every screen is recorded.

:func:`storm` submits under every possible failure, then without one. The forms' own checks are
probed automatically.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import zip_longest
from typing import Any, Final, NamedTuple, TypeVar

from tui_voter import messages
from tui_voter.audit.kinds import kind_of
from tui_voter.audit.machine import FAIR, GOOD, HOME, FakeBallots, FakeFiles, machine
from tui_voter.audit.player import (
    Given,
    Player,
    Reply,
    choose,
    fill,
    find,
    leave,
    open_row,
    propose,
    quit_,
    take,
)
from tui_voter.audit.portal import (
    ADDRESS,
    CODE,
    IDENTIFIER,
    LONG_NAME,
    ORIGIN,
    QUESTIONS,
    FakePortal,
    FakePortals,
    Fault,
    Moment,
    activation_link,
    cast_before,
    failures,
    papers,
    recovery_link,
    refusal,
    texts,
)
from tui_voter.audit.record import Screen, Shown, texts_of_block
from tui_voter.contract.errors import ErrorCode, PortalError, PortalUnreachable
from tui_voter.contract.languages import Language
from tui_voter.contract.links import RESULTS_PAGE
from tui_voter.contract.shapes import DocumentKind
from tui_voter.dialogue import (
    BACK,
    NO,
    SAVE,
    SEND,
    YES,
    Batch,
    CaptchaField,
    Countdown,
    Dialogue,
    Form,
    FormState,
    Left,
    Listing,
    Menu,
    Page,
    Refused,
    SecretField,
)
from tui_voter.journeys.demo import (
    MAILBOX,
    NOTICE,
    OPEN,
    OTHERS,
    RESUME,
    TAKE,
    USE_CODE,
    At,
    DemoFailed,
    DemoMail,
    DemoNotice,
    Post,
    demonstrate,
)
from tui_voter.journeys.space import visit
from tui_voter.machine.files import FileFault
from tui_voter.machine.receipts import KeptBallot
from tui_voter.machine.vault import VaultState
from tui_voter.secret import Secret

T = TypeVar("T")


OTHER: Final = "https://portail.ecole.exemple:8443"
NEVER_USED: Final = "https://vote.ecole.exemple"
MAIL: Final = (
    "ne-pas-repondre@academie-de-la-fiction.exemple",
    IDENTIFIER,
    "Ouverture du portail des élections",
    f"Bonjour,\n\nvoici votre lien unique :\n{activation_link()}\n",
)
CODE_MAIL: Final = (*MAIL[:3], "Bonjour,\n\nvoici votre code :\n\n123 456 789 012 345\n")
PAPER: Final = ("GMF7R-25NWA-9KXDT\nCamille Dumont", "GMF7R-25NWA-9KXDT", "382A F96Y R2DF")


class Storm(Reply):
    """Submit a form under every failure of portal and disk, then successfully."""


class Fails(Reply):
    """The portal fails at what comes next."""

    def __init__(self, failure: PortalError) -> None:
        super().__init__("fails")
        self.failure = failure


class Comes(Reply):
    """Another moment has come."""

    def __init__(self, moment: Moment) -> None:
        super().__init__("comes")
        self.moment = moment


def storm(**typed: Given) -> Reply:
    return Storm("fill", typed=typed)


class Auditor(Player):
    """The player of a walk, which looks at more of each screen than the script asks for."""

    captcha_answer = "7294"

    def __init__(self, script: Iterable[Reply], portal: FakePortal, files: FakeFiles) -> None:
        super().__init__(*script)
        self._portal = portal
        self._files = files
        self._fails = False
        """What is submitted now fails, so that it is sent each time that it is read back."""
        self._was_read_back = False
        """A menu has read back what the latest form is about to do."""

    async def choose(self, menu: Menu) -> str:
        self._was_read_back |= menu.irrevocable
        if self._fails and menu.irrevocable:
            return menu.options[0].key
        return await super().choose(menu)

    async def _meet(self, screen: Screen) -> Shown:
        shown = await super()._meet(screen)
        if isinstance(screen, Form):
            await self._probe(screen, shown)
        elif isinstance(screen, Listing):
            self._portal.failure = PortalUnreachable()
            with _kept(shown):
                await screen.fetch("", "")
        elif isinstance(screen, Page):
            for block in screen.blocks:
                if isinstance(block, Countdown):
                    self._portal.failure = PortalUnreachable()
                    await block.sync()
                    shown.extras.extend(texts_of_block(block))
                    await block.sync()
        self._portal.failure = None
        return shown

    def _next(self, screen: Screen, *moves: str) -> Reply:
        self._portal.failure = None
        if self._script and isinstance(fails := self._script[0], Fails):
            self._script.pop(0)
            self._portal.failure = fails.failure
        if self._script and isinstance(comes := self._script[0], Comes):
            self._script.pop(0)
            self._portal.moment = comes.moment
        return super()._next(screen, *moves)

    async def _submit(self, state: FormState[T], reply: Reply, shown: Shown) -> T:
        self._portal.acts.clear()
        self._was_read_back = False
        try:
            return await self._submit_as_told(state, reply, shown)
        finally:
            unread = [] if self._was_read_back else self._portal.acts
            shown.acts.extend(act for act in unread if act not in shown.acts)

    async def _submit_as_told(self, state: FormState[T], reply: Reply, shown: Shown) -> T:
        if isinstance(reply, Storm):
            for failure, fault in zip_longest(failures(), FileFault):
                self._portal.failure, self._files.failure = failure, fault
                self._fails = True
                with _kept(shown):
                    outcome = await _anew(state).submit()
                    if not isinstance(outcome, Left):
                        return outcome
                    # The failure leads elsewhere, and says why: the walk goes on from here.
                    shown.extras.extend(self._notices)
                    self._notices = []
            self._portal.failure = self._files.failure = None
        self._fails = False
        return await state.submit()

    async def _look(self, shown: Shown, listing: Listing, search: str, after: str) -> Batch:
        """All rows, whatever the script looks at."""
        batch = first = await super()._look(shown, listing, search, after)
        while True:
            shown.rows.extend(row for row in batch.rows if row not in shown.rows)
            if not batch.after:
                return first
            batch = await super()._look(shown, listing, search, batch.after)

    async def _probe(self, form: Form[Any], shown: Shown) -> None:
        """What the checks say to answers that they may not take."""
        for item in form.fields:
            with _kept(shown):
                FormState(form).check(item)
            for text in kind_of(item).probes:
                state = FormState(form)
                state.type(item.name, Secret(text) if isinstance(item, SecretField) else text)
                with _kept(shown):
                    state.check(item)
                if isinstance(item, SecretField) and item.strength is not None:
                    view = await item.strength(Secret(text))
                    shown.extras.extend(view[1:])
            if isinstance(item, CaptchaField):
                self._portal.failure = PortalUnreachable()
                with _kept(shown):
                    await item.renew()
                if item.compute is not None:
                    with _kept(shown):
                        await item.compute(lambda _share: None)


def _anew(state: FormState[T]) -> FormState[T]:
    """The same answers, of which none has been refused."""
    anew = FormState(state.form)
    for item in state.form.fields:
        anew.type(item.name, state[item.name])
    return anew


@contextmanager
def _kept(shown: Shown) -> Iterator[None]:
    """A refusal is kept with the screen that gave it."""
    try:
        yield
    except Refused as refused:
        shown.complain([*refused.errors, *filter(None, [refused.again])])


# --- The visits


class Visit(NamedTuple):
    """One visit: under which circumstances, and what the voter does in it."""

    script: tuple[Reply, ...]
    moment: Moment = Moment.EARLY
    known: bool = True
    others: tuple[str, ...] = ()
    bare: bool = False
    vault: VaultState | None = None
    remembers: bool = False
    skewed: bool = False
    fault: Fault | None = None
    ballots: Callable[[FakePortal], FakeBallots] | None = None
    """What this computer keeps of ballots that were cast before."""


def _nothing_yet(_portal: FakePortal) -> FakeBallots:
    return FakeBallots()


def _one_of_two_arrived(portal: FakePortal) -> FakeBallots:
    first, second = papers()
    arrived = cast_before(portal, first)._replace(receipt="")
    return FakeBallots([arrived, KeptBallot(papers()[second].uuid, "A" * 43)])


def _one(portal: FakePortal) -> FakeBallots:
    return FakeBallots([cast_before(portal, next(iter(papers())))])


def _one_not_arrived(_portal: FakePortal) -> FakeBallots:
    return FakeBallots([KeptBallot(next(iter(papers().values())).uuid, "A" * 43)])


def _no_disk(_portal: FakePortal) -> FakeBallots:
    return FakeBallots(broken=True)


SESSION_ENDED: Final = refusal(ErrorCode.SESSION_ENDED)
PROOF: Final = fill(password=GOOD)
IN: Final = (leave("sign_in"), fill(identifier=IDENTIFIER), PROOF)
OUT: Final = choose("sign_out")
SEND_IT: Final = choose(SEND)
SAVED: Final = (take("save"), fill())
QUESTION: Final = {"question": QUESTIONS[0].id, "answer": "Reykjavik"}
CLAIM: Final = {"kind": "wrong_entry", "ballot": "csa", "text": "Mon prénom est Camille."}

ACTIVATION: Final = Visit(
    (
        leave("new_link"),
        fill(address=ADDRESS, portal="https://?"),
        fill(portal=ORIGIN),
        choose(NO),
        storm(),
        choose(YES),
        storm(),
        storm(link=activation_link()),
        propose(),
        take("another"),
        take("close"),
        fill(password=FAIR),
        choose("change"),
        fill(),
        choose("keep"),
        leave(),  # from the question to the password once more
        storm(password=GOOD),
        storm(**QUESTION),
        SEND_IT,
        take("home"),
        OUT,
    ),
    known=False,
)
SIGNING_IN: Final = Visit(
    (
        leave("sign_in"),
        storm(identifier=IDENTIFIER),
        Fails(PortalUnreachable()),
        leave("forgotten"),
        storm(),
        leave("forgotten"),
        storm(),
        storm(link=recovery_link()),
        leave("code"),
        fill(mailed="1234"),
        leave("another_code"),
        choose(NO),
        leave("another_code"),
        choose(YES),
        storm(mailed="12345 67890-12345"),
        leave(),  # from the password to the code, and to the question once more
        leave(),
        storm(answer="Reykjavik"),
        fill(password=FAIR),
        choose("change"),
        storm(password=GOOD),
        OUT,
    )
)
SIGNING_IN_UNKNOWN: Final = Visit(
    (
        leave("sign_in"),
        fill(identifier=IDENTIFIER, portal=ORIGIN),
        choose(NO),
        fill(),
        choose(YES),
        storm(password=GOOD),
        OUT,
    ),
    known=False,
)
REMEMBERED: Final = Visit(
    (
        storm(),
        Fails(refusal(ErrorCode.SIGN_IN_REFUSED)),
        fill(),
        PROOF,
        OUT,
    ),
    vault=VaultState.GOOD,
    remembers=True,
)
REMEMBERING: Final = tuple(
    Visit((*IN, choose("identifier"), choose(answer), OUT), vault=VaultState.GOOD)
    for answer in (NO, YES)
)
NO_KEY_STORE: Final = tuple(
    Visit((*IN, OUT), vault=state) for state in VaultState if state is not VaultState.GOOD
)
SEVERAL_PORTALS: Final = Visit(
    (
        leave("sign_in"),
        choose("type"),
        fill(portal="https://?"),
        fill(portal=NEVER_USED),
        choose(NO),
        leave(),
        choose("remove"),
        choose(OTHER),
        choose(NO),
        choose("remove"),
        choose(OTHER),
        choose("authority"),
        choose("remove"),
        choose(OTHER),
        choose(YES),
        choose(ORIGIN),
        fill(identifier=IDENTIFIER),
        leave("forgotten"),
        leave("other_portal"),
        choose(BACK),
        quit_(),
    ),
    others=(OTHER,),
)
REMOVING: Final = tuple(
    Visit(
        (
            fill(),
            *([leave()] if state is VaultState.GOOD else []),
            leave("other_portal"),
            choose("remove"),
            choose(ORIGIN),
            choose(YES),
            quit_(),
        ),
        vault=state,
        remembers=True,
    )
    for state in (VaultState.GOOD, VaultState.LOCKED)
)
READING: Final = Visit(
    (
        *IN,
        Fails(PortalUnreachable()),
        choose("edito"),
        choose("edito"),
        take("save"),
        storm(),
        take("close"),
        *(
            move
            for kind in ("activation-guide", "voting-guide", "reissue-guide")
            for move in (choose(kind), take("close"))
        ),
        choose("faq"),
        open_row(""),
        *SAVED,
        take("close"),
        take(BACK),
        OUT,
    )
)
WRITING: Final = Visit(
    (
        *IN,
        choose("assistance"),
        open_row(LONG_NAME),
        *SAVED,
        take("close"),
        open_row("Courriel"),
        take("close"),
        take("new"),
        leave(subject="Bonjour"),
        take("new"),
        storm(subject="Bonjour", text="Rien ne marche, " * 14),
        SEND_IT,
        take("close"),
        take(BACK),
        choose("claims"),
        *(move for n in "1234" for move in (open_row(f"R-000{n}"), take("close"))),
        take("new_claim"),
        storm(**CLAIM),
        SEND_IT,
        *SAVED,
        take("close"),
        take("new_claim"),
        leave(**CLAIM),  # and sign out without sending it
        take(BACK),
        OUT,
        choose(YES),
    )
)
TOO_LATE: Final = Visit(
    (
        *IN,
        *(choose("claims"), take("new_claim"), leave(**CLAIM), take(BACK)),
        Comes(Moment.EVE),
        *(choose("vote"), take(BACK)),
        *(choose("claims"), open_row(""), *SAVED, take("close"), take(BACK)),
        OUT,
    ),
    moment=Moment.EARLY,
)
ACCOUNT: Final = Visit(
    (
        *IN,
        choose("account"),
        *SAVED,
        take("contact"),
        storm(),
        take("password"),
        fill(password=GOOD, new=GOOD),
        storm(password=FAIR),
        take("question"),
        storm(password=GOOD, **QUESTION),
        SEND_IT,
        take("wrong"),
        leave(),
        take("close"),
        OUT,
    )
)
SESSION_OVER: Final = Visit(
    (
        *IN,
        Fails(SESSION_ENDED),
        choose("account"),
        leave(),
        Fails(SESSION_ENDED),
        choose("account"),
        PROOF,
        take("close"),
        OUT,
    )
)


def _moment(moment: Moment, *, skewed: bool = False) -> Visit:
    """What differs with the day: the vote, the lists, the claims."""
    claim: tuple[Reply, ...] = ()
    lists: tuple[Reply, ...] = ()
    claims: tuple[Reply, ...] = ()
    if moment is Moment.EARLY:  # no list to open, and a claim may be made
        claim = (take("claim"), leave())
    else:
        lists = (open_row(""), take("close"), open_row(LONG_NAME), take("close"))
        claims = (choose("claims"), take(BACK))
    vote: tuple[Reply, ...] = (take("check_clock"), take("ballots"), take(BACK))
    vote += (take("guide"), take("close"), take(BACK))
    if moment in (Moment.OPEN, Moment.GRACE):  # straight to the booth
        vote = (leave(),)
    elif moment in (Moment.CLOSED, Moment.COUNTED):
        results = tuple(
            move for name in ("", LONG_NAME) for move in (open_row(name), *SAVED, take("close"))
        )
        vote = (*results, take(BACK))
    else:
        vote = (take("vote"), *vote)
    return Visit(
        (
            *IN,
            *(choose("roll"), open_row(""), find("du"), *SAVED, take("lists"), *claim, take(BACK)),
            *(take(BACK), open_row(LONG_NAME), take(BACK), take(BACK)),
            *(choose("lists"), open_row(""), *lists, take("roll"), take(BACK), take(BACK)),
            take(BACK),
            *claims,
            choose("vote"),
            *vote,
            OUT,
        ),
        moment=moment,
        skewed=skewed,
    )


VOTING: Final = Visit(
    (
        *IN,
        choose("vote"),
        fill(code="?" * 12 + CODE[12:]),
        fill(code=CODE[:5]),
        storm(code=CODE),
        choose("0"),
        *(choose("read"), open_row(""), take("close"), take(BACK)),
        *(choose("0"), leave("read"), take("close"), leave("challenge"), leave()),
        *(leave("challenge"), storm(), take("another")),
        *(choose("2"), storm(), take("save"), storm(), take("continue")),
        *(choose("0"), take("continue")),
        *(choose("1"), choose("1"), fill(), choose(SEND), take("continue")),
        choose(BACK),
        *(choose("vote"), choose(BACK)),
        *(OUT, choose(YES)),
    ),
    moment=Moment.OPEN,
)
REPLACED: Final = Visit(
    (
        *IN,
        *(choose(DocumentKind.REISSUE_GUIDE), take("replace"), leave(), take("replace")),
        *(storm(answer="Les Phares"), leave("more"), leave(), take("replace")),
        *(fill(answer="Les Phares"), fill(mailed="1234"), storm(mailed="1234 5678")),
        *(take("noted"), choose(NO), take("noted"), choose(YES)),
        *(choose("vote"), leave("replace"), leave(), leave(), OUT),
    ),
    moment=Moment.OPEN,
)
LOST: Final = Visit(
    (
        *IN,
        *(choose("vote"), fill(code=CODE), choose("0"), choose("0"), fill()),
        Fails(PortalUnreachable()),
        *(choose(SEND), leave("challenge"), leave(), choose(BACK), choose(BACK)),
        OUT,
    ),
    moment=Moment.GRACE,
)
BROKEN_SEAL: Final = tuple(
    Visit((*IN, choose("vote"), *SAVED, take("close"), OUT), moment=Moment.OPEN, fault=fault)
    for fault in (Fault.UNREADABLE, Fault.NOT_SEALED, Fault.OTHER_LISTS)
)
OTHER_SEAL: Final = Visit(
    (*IN, choose("lists"), take(BACK), choose("vote"), *SAVED, take("close"), OUT),
    moment=Moment.OPEN,
    fault=Fault.OTHER_SEAL,
)
BROKEN_URN: Final = tuple(
    Visit(
        (
            *IN,
            *(choose("vote"), fill(code=CODE), choose("0"), choose("0"), fill()),
            *(choose(SEND), *SAVED),
            *(take("close"), choose(BACK), OUT),
        ),
        moment=Moment.OPEN,
        fault=fault,
    )
    for fault in (Fault.OTHER_TRACKER, Fault.BAD_SIGNATURE, Fault.GONE, Fault.ALTERED)
)
LATE_URN: Final = Visit(
    (
        *IN,
        *(choose("vote"), fill(code=CODE), choose("1"), choose("0"), fill(), choose(SEND)),
        *(take("look"), take("continue"), choose(SAVE), leave(), choose(BACK), OUT),
        *(choose(SAVE), fill(name=" "), fill(name=HOME)),
    ),
    moment=Moment.OPEN,
    fault=Fault.LATE,
)
VOTED_ELSEWHERE: Final = Visit(
    (*IN, choose("vote"), fill(code=CODE), choose("0"), choose(BACK), OUT),
    moment=Moment.OPEN,
    fault=Fault.ELSEWHERE,
)
KEEPING: Final = (
    Visit(
        (
            *(*IN, choose("vote"), fill(code=CODE), choose("yes"), choose("0"), choose("0")),
            *(fill(), choose(SEND), take("continue"), choose(BACK), OUT),
        ),
        moment=Moment.OPEN,
        ballots=_nothing_yet,
    ),
    Visit(
        (
            *(*IN, choose("vote"), fill(code=CODE), choose("0"), take("save"), fill()),
            *(take("continue"), choose(BACK), OUT),
        ),
        moment=Moment.OPEN,
        ballots=_one_of_two_arrived,
    ),
    Visit(
        (*IN, *SAVED, take("close"), OUT),
        moment=Moment.OPEN,
        fault=Fault.GONE,
        ballots=_one,
    ),
    Visit((*IN, OUT), moment=Moment.OPEN, fault=Fault.UNLISTED, ballots=_one_not_arrived),
    Visit((*IN, OUT), moment=Moment.OPEN, ballots=_no_disk),
)
NO_RESULTS: Final = Visit(
    (*IN, choose("vote"), take(BACK), OUT),
    moment=Moment.CLOSED,
    bare=True,
)
BARE: Final = Visit(
    (
        *IN,
        *(
            move
            for key in ("faq", "assistance", "roll", "lists", "claims")
            for move in (choose(key), take(BACK))
        ),
        choose("account"),
        take("close"),
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
    SEVERAL_PORTALS,
    *REMOVING,
    READING,
    WRITING,
    ACCOUNT,
    SESSION_OVER,
    VOTING,
    REPLACED,
    LOST,
    *BROKEN_SEAL,
    OTHER_SEAL,
    *BROKEN_URN,
    LATE_URN,
    VOTED_ELSEWHERE,
    *KEEPING,
    *(_moment(moment, skewed=moment is Moment.EVE) for moment in Moment),
    NO_RESULTS,
    TOO_LATE,
    BARE,
)


async def walk(language: str, *speaks: Language) -> list[Shown]:
    """Every screen of the product in ``language``, each once, in an election that ``speaks`` all
    languages or these. The process speaks ``language`` from now on. Raises :class:`Disagreement`
    when a journey has changed and the script has not."""
    messages.use(language)
    shown = await _demonstration()
    for each in VISITS:
        shown += await _visit(each, speaks or tuple(Language))
    kept = _each_once(shown)
    for screen in kept:
        screen.said = tuple(screen.texts())
    return kept


async def data() -> list[str]:
    """What portal, mail, voter and file system say in the walk, in no language of ours."""
    typed = [
        text
        for each in VISITS
        for reply in each.script
        for text in reply.typed.values()
        if isinstance(text, str)
    ]
    return [*await texts(), *typed, *MAIL, *CODE_MAIL, *PAPER, HOME]


async def _visit(plan: Visit, speaks: tuple[Language, ...]) -> list[Shown]:
    portal = FakePortal(plan.moment, bare=plan.bare, fault=plan.fault, languages=speaks)
    portals = FakePortals(portal, known=plan.known, others=plan.others)
    files = FakeFiles()
    auditor = Auditor(plan.script, portal, files)
    lent = machine(
        plan.moment.time,
        files,
        plan.vault,
        remembers=plan.remembers,
        skewed=plan.skewed,
        ballots=plan.ballots(portal) if plan.ballots else None,
    )
    await auditor.hold(lambda dialogue: visit(dialogue, lambda: portals, lent))
    return auditor.shown


async def _demonstration() -> list[Shown]:
    """The demo's own screens, whose portal does not start at first."""
    shown = []
    for at in At:
        paper = [] if at is At.BEFORE else [take(NOTICE), take("to_mailbox")]
        script = [fill(), fill(), *paper, take(OTHERS), choose("0"), take(TAKE)]
        script += [leave(MAILBOX), take(RESUME), leave(), *IN, choose(MAILBOX), take(RESUME), OUT]
        script += [take(TAKE), leave(), leave(MAILBOX), take(TAKE), leave()]
        script += [fill(link=recovery_link()), leave("code"), leave(MAILBOX), take(OTHERS)]
        script += [choose("1"), take(USE_CODE), leave(), leave(), leave(), leave()]
        if at is At.BEFORE:
            script += [take(OPEN), fill(), fill(), take(NOTICE), take("to_mailbox")]
        auditor = Auditor([*script, quit_()], FakePortal(Moment.EARLY), FakeFiles())
        await auditor.hold(partial(_demonstrate, at))
        shown += auditor.shown
    return shown


class _FakeSurroundings:
    """A portal that does nothing when it is asked for the first time."""

    def __init__(self, at: At) -> None:
        self._at = at
        self._asked: set[str] = set()
        self._is_sealed = at is not At.BEFORE

    async def post(self) -> Post:
        self._fail_once("post")
        results = f"{ORIGIN}{RESULTS_PAGE}" if self._at is At.RESULTS else ""
        notice = DemoNotice(*PAPER) if self._is_sealed else None
        return Post([DemoMail(*mail) for mail in (MAIL, CODE_MAIL, MAIL)], notice, results)

    async def open_vote(self) -> Post:
        self._fail_once("open")
        self._is_sealed = True
        return await self.post()

    def _fail_once(self, order: str) -> None:
        if order not in self._asked:
            self._asked.add(order)
            raise DemoFailed("OSError")


async def _demonstrate(at: At, dialogue: Dialogue) -> None:
    portal = FakePortal(Moment.EARLY)
    lent = machine(Moment.EARLY.time, FakeFiles(), None, remembers=False, skewed=False)

    async def start(dialogue: Dialogue, mail: str, way: str) -> bool:
        portals = FakePortals(portal, known=True)
        link = portals.find_link(mail)
        return await visit(dialogue, lambda: portals, lent, link=link, way=way, can_go_back=True)

    await demonstrate(dialogue, at, _FakeSurroundings(at), start, "tui-voter demo --at opening")


def _each_once(shown: list[Shown]) -> list[Shown]:
    """Screens that say the same are one; what came with them is put together."""
    kept: dict[tuple[str, ...], Shown] = {}
    for each in shown:
        bare = Shown(each.screen, each.language, rows=each.rows)
        first = kept.setdefault((each.kind, *bare.texts()), each)
        if first is not each:
            first.complain(each.errors)
            first.notices.extend(each.notices)
            first.acts.extend(act for act in each.acts if act not in first.acts)
    return [*kept.values()]
