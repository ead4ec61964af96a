"""A complete visit, made once in each language: a script answers, and every screen is recorded.

:func:`storm` submits under every possible failure, then without one. The forms' own checks are
probed automatically.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import zip_longest
from typing import Any, Final, NamedTuple, TypeVar

from msgspec.structs import astuple

from tui_voter import messages
from tui_voter.audit.kinds import kind_of
from tui_voter.audit.machine import FAIR, GOOD, HOME, FakeFiles, machine
from tui_voter.audit.mishaps import Cheating, Fault, bare, failures, refusal
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
    ANSWER,
    ORIGIN,
    VOTER,
    Directory,
    Line,
    Moment,
    Stage,
    line_at,
    visited,
)
from tui_voter.audit.record import Screen, Shown, texts_of_block
from tui_voter.contract.errors import ErrorCode, PortalError, PortalUnreachable
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
    told,
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
from tui_voter.machine.receipts import KeptBallot, LocalBallots
from tui_voter.machine.vault import Remembered, VaultState
from tui_voter.secret import Secret

T = TypeVar("T")


OTHER: Final = "https://portail.ecole.exemple:8443"
NEVER_USED: Final = "https://vote.ecole.exemple"
NEW: Final = "Girafe-bleue 48 zeppelins"
"""Another good password."""


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
    """The player of a walk, which looks at more of each screen than the script asks for. A script
    names what the voter has received: "{link}", "{mailed}", "{code}", "{wrong}"."""

    captcha_answer = "7294"
    """Until a form is submitted in earnest."""

    def __init__(self, script: Iterable[Reply], portal: Line, files: FakeFiles) -> None:
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

    def _typed(
        self, form: Form[Any], name: str, given: Given, questions: Mapping[str, str]
    ) -> str | Secret:
        if isinstance(given, str):
            given = given.format_map(_Received(self._portal))
        return super()._typed(form, name, given, questions)

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
            self._portal.go_to(comes.moment)
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
        if self._portal.failure is None:
            await self._answer_captchas(state)
        return await state.submit()

    async def _answer_captchas(self, state: FormState[Any]) -> None:
        """By the computer, whatever was asked meanwhile."""
        for item in state.form.fields:
            if isinstance(item, CaptchaField) and item.compute is not None:
                await item.renew()
                state.type(item.name, await item.compute(lambda _share: None))

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


class _Received(dict[str, str]):
    """What the voter has received, looked up when a script names it."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def __missing__(self, what: str) -> str:
        if what == "wrong":
            return "?" * 12 + self._line.received("code")[12:]
        return self._line.received(what)


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
    ballots: Callable[[Line, LocalBallots], None] | None = None
    """Puts there what this computer keeps of ballots that were cast before."""


def _nothing_yet(_line: Line, _kept: LocalBallots) -> None:
    pass


def _one_of_two_arrived(line: Line, kept: LocalBallots) -> None:
    arrived = line.cast_before("csa-national")._replace(receipt="")
    never = KeptBallot(line.cast_before("csa-academique").uuid, "A" * 43)
    kept.write(ORIGIN, VOTER, (arrived, never))


def _one(line: Line, kept: LocalBallots) -> None:
    kept.write(ORIGIN, VOTER, (line.cast_before("csa-national"),))


def _one_not_arrived(line: Line, kept: LocalBallots) -> None:
    uuid = line.cast_before("csa-national").uuid
    kept.write(ORIGIN, VOTER, (KeptBallot(uuid, "A" * 43),))


def _no_disk(_line: Line, kept: LocalBallots) -> None:
    kept.folder.mkdir()
    kept.folder.chmod(0)


SESSION_ENDED: Final = refusal(ErrorCode.SESSION_ENDED)
PROOF: Final = fill(password=GOOD)
IN: Final = (leave("sign_in"), fill(identifier=VOTER), PROOF)
OUT: Final = choose("sign_out")
SEND_IT: Final = choose(SEND)
SAVED: Final = (take("save"), fill())
QUESTION: Final = {"question": "first-dish", "answer": "Reykjavik"}
CLAIM: Final = {"kind": "wrong_entry", "ballot": "csa-national", "text": "Mon prénom est Camille."}

ACTIVATION: Final = Visit(
    (
        leave("new_link"),
        fill(address=VOTER, portal="https://?"),
        fill(portal=ORIGIN),
        choose(NO),
        storm(),
        choose(YES),
        storm(),
        storm(link="{link}"),
        propose(),
        take("another"),
        take("close"),
        fill(password=FAIR),
        choose("change"),
        fill(),
        choose("keep"),
        leave(),  # from the question to the password once more
        leave("change"),
        storm(password=GOOD),
        storm(**QUESTION),
        SEND_IT,
        take("home"),
        OUT,
    ),
    moment=Moment.INVITED,
    known=False,
)
SIGNING_IN: Final = Visit(
    (
        leave("sign_in"),
        storm(identifier=VOTER),
        Fails(PortalUnreachable()),
        leave("forgotten"),
        storm(),
        leave("forgotten"),
        storm(),
        storm(link="{link}"),
        storm(answer=ANSWER),
        fill(password=FAIR),
        choose("change"),
        Fails(refusal(ErrorCode.TICKET_REPLACED)),
        fill(password=NEW),
        leave(),  # from the password to the question, and to the code
        leave("code"),
        fill(mailed="1234"),
        leave("another_code"),
        choose(NO),
        leave("another_code"),
        choose(YES),
        storm(mailed="{mailed}"),
        storm(password=NEW),
        OUT,
    )
)
SIGNING_IN_UNKNOWN: Final = Visit(
    (
        leave("sign_in"),
        fill(identifier=VOTER, portal=ORIGIN),
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
        fill(identifier=VOTER),
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
        open_row("Scrutin"),
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
        *(move for n in "123" for move in (open_row(f"R-00000{n}"), take("close"))),
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
        storm(new=NEW),
        take("question"),
        storm(password=NEW, **QUESTION),
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


def _day(moment: Moment, *, skewed: bool = False) -> Visit:
    """What differs with the day: the vote, the lists, the claims."""
    claim: tuple[Reply, ...] = ()
    lists: tuple[Reply, ...] = ()
    claims: tuple[Reply, ...] = ()
    if moment is Moment.EARLY:  # no list to open, and a claim may be made
        claim = (take("claim"), leave())
    else:
        lists = (open_row(""), take("close"), open_row("Phare"), take("close"))
        claims = (choose("claims"), take(BACK))
    vote: tuple[Reply, ...] = (take("check_clock"), take("ballots"), take(BACK))
    vote += (take("guide"), take("close"), take(BACK))
    comes: tuple[Reply, ...] = ()
    if moment is Moment.GRACE:  # who signed in before may go on
        comes = (Comes(moment),)
    if moment in (Moment.OPEN, Moment.GRACE):  # straight to the booth
        vote = (leave(),)
    elif moment in (Moment.ENDED, Moment.CLOSED, Moment.COUNTED):
        results = tuple(
            move for name in ("", "cad") for move in (open_row(name), *SAVED, take("close"))
        )
        vote = (*results, take(BACK))
    else:
        vote = (take("vote"), *vote)
    return Visit(
        (
            *IN,
            *comes,
            *(choose("roll"), open_row(""), find("du"), *SAVED, take("lists"), *claim, take(BACK)),
            *(take(BACK), open_row("cad"), take(BACK), take(BACK)),
            *(choose("lists"), open_row(""), *lists, take("roll"), take(BACK), take(BACK)),
            take(BACK),
            *claims,
            choose("vote"),
            *vote,
            OUT,
        ),
        moment=Moment.OPEN if moment is Moment.GRACE else moment,
        skewed=skewed,
    )


VOTING: Final = Visit(
    (
        *IN,
        choose("vote"),
        fill(code="{wrong}"),
        fill(code="{code:.5}"),
        storm(code="{code}"),
        choose("0"),
        *(choose("read"), open_row(""), take("close"), take(BACK)),
        *(choose("0"), leave("read"), take("close"), leave("challenge"), leave()),
        *(leave("challenge"), storm(), take("another")),
        *(choose("6"), storm(), take("save"), storm(), take("continue")),
        *(choose("0"), take("continue")),
        *(
            move
            for place in "123"
            for move in (choose(place), choose("1"), fill(), choose(SEND), take("continue"))
        ),
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
        *(storm(answer=ANSWER), leave("more"), leave(), take("replace")),
        *(fill(answer=ANSWER), fill(mailed="1234"), storm(mailed="{mailed}")),
        *(take("noted"), choose(NO), take("noted"), choose(YES)),
        *(choose("vote"), leave("replace"), leave(), leave(), OUT),
    ),
    moment=Moment.OPEN,
)
LOST: Final = Visit(
    (
        *IN,
        Comes(Moment.GRACE),
        *(choose("vote"), fill(code="{code}"), choose("0"), choose("0"), fill()),
        Fails(PortalUnreachable()),
        *(choose(SEND), leave("challenge"), leave(), choose(BACK), choose(BACK)),
        OUT,
    ),
    moment=Moment.OPEN,
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
            *(choose("vote"), fill(code="{code}"), choose("0"), choose("0"), fill()),
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
        *(choose("vote"), fill(code="{code}"), choose("1"), choose("0"), fill(), choose(SEND)),
        *(take("look"), take("continue"), choose(SAVE), leave(), choose(BACK), OUT),
        *(choose(SAVE), fill(name=" "), fill(name=HOME)),
    ),
    moment=Moment.OPEN,
    fault=Fault.LATE,
)
VOTED_ELSEWHERE: Final = Visit(
    (*IN, choose("vote"), fill(code="{code}"), choose("0"), choose(BACK), OUT),
    moment=Moment.OPEN,
    fault=Fault.ELSEWHERE,
)
KEEPING: Final = (
    Visit(
        (
            *(*IN, choose("vote"), fill(code="{code}"), choose("yes"), choose("0"), choose("0")),
            *(fill(), choose(SEND), take("continue"), choose(BACK), OUT),
        ),
        moment=Moment.OPEN,
        ballots=_nothing_yet,
    ),
    Visit(
        (
            *(*IN, choose("vote"), fill(code="{code}"), choose("0"), take("save"), fill()),
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
DAYS: Final = tuple(moment for moment in Moment if moment is not Moment.INVITED)
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
    *(_day(moment, skewed=moment is Moment.EVE) for moment in DAYS),
    NO_RESULTS,
    TOO_LATE,
    BARE,
)


async def walk(language: str) -> list[Shown]:
    """Every screen of the product in ``language``, each once. The process speaks it from now on.
    Raises :class:`Disagreement` when a journey has changed and the script has not."""
    messages.use(language)
    shown = await _demonstration(language)
    for each in VISITS:
        shown += await _visit(each, language)
    kept = _each_once(shown)
    for screen in kept:
        screen.said = tuple(screen.texts())
    return kept


_STRINGS: Final[set[str]] = set()


def data() -> list[str]:
    """What portal, mail, voter and file system have said in walks, in no language of ours."""
    typed = [
        text
        for each in VISITS
        for reply in each.script
        for text in reply.typed.values()
        if isinstance(text, str)
    ]
    return [*_STRINGS, *typed, HOME, ORIGIN]


async def _visit(plan: Visit, language: str) -> list[Shown]:
    alter = Cheating(plan.fault) if plan.fault is not None else None
    async with visited(await line_at(plan.moment, language, bare if plan.bare else alter)) as line:
        portals = Directory(line, language, known=plan.known, others=plan.others)
        files = FakeFiles()
        auditor = Auditor(plan.script, line, files)
        ballots = LocalBallots(line.folder / "ballots")
        if plan.ballots is not None:
            plan.ballots(line, ballots)
        lent = machine(
            plan.moment.time,
            files,
            plan.vault,
            remembered=Remembered(ORIGIN, VOTER, Secret(GOOD)) if plan.remembers else None,
            skewed=plan.skewed,
            ballots=ballots if plan.ballots is not None else None,
        )
        await auditor.hold(lambda dialogue: visit(dialogue, lambda: portals, lent))
        _STRINGS.update(line.strings)
    return auditor.shown


async def _demonstration(language: str) -> list[Shown]:
    """The demo's own screens, whose portal does not start at first."""
    shown = []
    for at, moment in _DEMO.items():
        paper = [] if at is At.BEFORE else [take(NOTICE), take("to_mailbox")]
        script = [fill(), fill(), *paper, take(OTHERS), choose("0"), take(TAKE)]
        script += [leave(MAILBOX), take(RESUME), *IN, choose(MAILBOX), take(RESUME), OUT]
        script += [take(TAKE), leave(), leave(MAILBOX), take(TAKE), leave()]
        script += [fill(link="{link}"), leave("code"), leave(MAILBOX), take(USE_CODE)]
        script += [leave(), leave()]
        if at is At.BEFORE:
            script += [take(OPEN), fill(), fill(), take(NOTICE), take("to_mailbox")]
        async with visited(await line_at(moment, language, stage=Stage.FRESH)) as line:
            auditor = Auditor([*script, quit_()], line, FakeFiles())
            around = _Surroundings(line, at)
            await auditor.hold(partial(_demonstrate, at, around, language))
            mails = [text for mail in line.mails() for text in astuple(mail)]
            _STRINGS.update(line.strings, mails, line.notice())
        shown += auditor.shown
    return shown


_DEMO: Final = {At.BEFORE: Moment.EARLY, At.OPENING: Moment.OPEN, At.RESULTS: Moment.COUNTED}


class _Surroundings:
    """The demo's portal, which does nothing when it is asked for the first time."""

    def __init__(self, line: Line, at: At) -> None:
        self.line = line
        self._at = at
        self._asked: set[str] = set()
        self._is_sealed = at is not At.BEFORE

    async def post(self) -> Post:
        self._fail_once("post")
        results = f"{ORIGIN}{RESULTS_PAGE}" if self._at is At.RESULTS else ""
        mails = [
            DemoMail(mail.sender, mail.recipient, mail.subject, mail.body)
            for mail in self.line.mails()
        ]
        return Post(mails, DemoNotice(*self.line.notice()) if self._is_sealed else None, results)

    async def open_vote(self) -> Post:
        self._fail_once("open")
        self._is_sealed = True
        return await self.post()

    def _fail_once(self, order: str) -> None:
        if order not in self._asked:
            self._asked.add(order)
            raise DemoFailed("OSError")


async def _demonstrate(at: At, around: _Surroundings, language: str, dialogue: Dialogue) -> None:
    lent = machine(Moment.EARLY.time, FakeFiles(), None)

    async def start(dialogue: Dialogue, mail: str, way: str) -> bool:
        portals = Directory(around.line, language, known=True, others=())
        link = portals.find_link(mail)
        return await visit(dialogue, lambda: portals, lent, link=link, way=way, can_go_back=True)

    await demonstrate(dialogue, at, around, start, "tui-voter demo --at opening")


def _passing(screen: Screen) -> set[str]:
    """What a form says otherwise each time: what captchas ask, and what time is left."""
    if not isinstance(screen, Form):
        return set()
    asked = {told(item.question) for item in screen.fields if isinstance(item, CaptchaField)}
    return {*asked, screen.time_left()}


def _each_once(shown: list[Shown]) -> list[Shown]:
    """Screens that say the same are one; what came with them is put together."""
    kept: dict[tuple[str, ...], Shown] = {}
    for each in shown:
        bare = Shown(each.screen, each.language, rows=each.rows)
        lasting = [text for text in bare.texts() if text not in _passing(each.screen)]
        first = kept.setdefault((each.kind, *lasting), each)
        if first is not each:
            first.complain(each.errors)
            first.notices.extend(each.notices)
            first.acts.extend(act for act in each.acts if act not in first.acts)
    return [*kept.values()]
