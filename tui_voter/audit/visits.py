"""The visits of a walk: what the voters do, and under which circumstances."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tui_voter.audit.machine import FAIR, GOOD
from tui_voter.audit.mishaps import Fault, refusal
from tui_voter.audit.player import (
    ANY_WAY,
    Given,
    Reply,
    fill,
    find,
    leave,
    open_row,
    propose,
    quit_,
)
from tui_voter.audit.portal import ANSWER, ORIGIN, VOTER, Moment, VisitedPortal
from tui_voter.contract.errors import ErrorCode, PortalError, PortalUnreachable
from tui_voter.contract.rooms import Room
from tui_voter.dialogue import BACK
from tui_voter.machine.receipts import LocalBallots
from tui_voter.machine.vault import VaultState
from tui_voter.tuples import NamedTuple

OTHER: Final = "https://portail.ecole.exemple:8443"
NEVER_USED: Final = "https://vote.ecole.exemple"
NEW: Final = "Girafe-bleue 48 zeppelins"
"""Another good password."""


class Meanwhile(Reply):
    """Something that happens at the portal before the next reply."""

    def __init__(self, action: Callable[[VisitedPortal], object]) -> None:
        super().__init__("meanwhile")
        self.action = action


def fails(failure: PortalError) -> Reply:
    """The next call to the portal fails."""
    return Meanwhile(lambda portal: setattr(portal, "failure", failure))


def comes(moment: Moment) -> Reply:
    """Time passes until ``moment``."""
    return Meanwhile(lambda portal: portal.go_to(moment))


def go(ways: str) -> tuple[Reply, ...]:
    """Take these ways, "back" to go back, whatever kind of screen offers them."""
    return tuple(Reply(ANY_WAY, BACK if way == "back" else way) for way in ways.split())


MIXED: Final = Meanwhile(VisitedPortal.mix)
"""The ballots that were cast come into the public ballot box."""
STORM: Final = "storm"


def storm(**typed: Given) -> Reply:
    """Submit a form under every failure of portal and disk, then successfully."""
    return Reply("fill", STORM, typed)


class Visit(NamedTuple):
    """One visit: what the voter does, and under which circumstances."""

    script: tuple[Reply, ...]
    moment: Moment = Moment.EARLY
    known: bool = True
    others: tuple[str, ...] = ()
    bare: bool = False
    vault: VaultState | None = None
    remembers: bool = False
    skewed: bool = False
    fault: Fault | None = None
    ballots: Callable[[VisitedPortal, LocalBallots], object] | None = None
    """Prepares what the voter's computer keeps of ballots cast in earlier visits."""


def _one_of_two_arrived(portal: VisitedPortal, kept: LocalBallots) -> None:
    arrived = portal.cast_before("csa-national")._replace(receipt="")
    never = portal.cast_before("csa-academique")._replace(tracker="A" * 43, receipt="")
    kept.write(ORIGIN, VOTER, (arrived, never))


def _one(portal: VisitedPortal, kept: LocalBallots) -> None:
    kept.write(ORIGIN, VOTER, (portal.cast_before("csa-national"),))


def _one_not_arrived(portal: VisitedPortal, kept: LocalBallots) -> None:
    never = portal.cast_before("csa-national")._replace(tracker="A" * 43, receipt="")
    kept.write(ORIGIN, VOTER, (never,))


def _no_folder(_portal: VisitedPortal, kept: LocalBallots) -> None:
    kept.folder.touch()


SESSION_ENDED: Final = fails(refusal(ErrorCode.SESSION_ENDED))
CUT_OFF: Final = fails(PortalUnreachable())
PROOF: Final = fill(password=GOOD)
IN: Final = (*go("sign_in"), fill(identifier=VOTER), PROOF)
SAVED: Final = (*go("save"), fill(), *go("close"))
VOTE: Final = (*IN, *go("vote"))
UNLOCKED: Final = (*VOTE, fill(code="{code}"))
QUESTION: Final = {"question": "first-dish", "answer": "Reykjavik"}
CLAIM: Final = {"kind": "wrong_entry", "ballot": "csa-national", "text": "Mon prénom est Camille."}
NEW_CLAIM: Final = (*go("claims new_claim"), leave(**CLAIM), *go("back"))
DAYS: Final = tuple(moment for moment in Moment if moment is not Moment.INVITED)

# fmt: off
# A script reads like prose; the formatter would give each move a line of its own.
_BEFORE: Final = (
    Visit((
        *go("new_link"), fill(address=VOTER, portal="https://?"), fill(portal=ORIGIN),
        *go("no"), storm(), *go("yes"), storm(), storm(link="{link}"),
        propose(), *go("another close"), fill(password=FAIR), *go("change"), fill(), *go("keep"),
        *go("back change"),  # from the question to the password once more
        storm(password=GOOD), storm(**QUESTION), *go("send home sign_out"),
    ), moment=Moment.INVITED, known=False),
    Visit((
        *go("sign_in"), storm(identifier=VOTER), CUT_OFF, *go("forgotten"), storm(),
        *go("forgotten"), storm(), storm(link="{link}"), storm(answer=ANSWER), fill(password=FAIR),
        *go("change"), fails(refusal(ErrorCode.TICKET_REPLACED)), fill(password=NEW),
        *go("back code"),  # from the password to the question, and to the code
        fill(mailed="1234"), *go("another_code no another_code yes back code"),
        storm(mailed="{mailed}"), storm(password=NEW), *go("sign_out"),
    )),
    Visit((
        *go("sign_in"), fill(identifier=VOTER, portal=ORIGIN), *go("no"), fill(), *go("yes"),
        storm(password=GOOD), *go("sign_out"),
    ), known=False),
)
_REMEMBERING: Final = (
    Visit((
        storm(), fails(refusal(ErrorCode.SIGN_IN_REFUSED)), fill(), PROOF, *go("sign_out"),
    ), vault=VaultState.GOOD, remembers=True),
    *(
        Visit((*IN, *go(f"identifier {answer} sign_out")), vault=VaultState.GOOD)
        for answer in ("no", "yes")
    ),
    *(
        Visit((*IN, *go("sign_out")), vault=state)
        for state in VaultState if state is not VaultState.GOOD
    ),
    Visit((
        *go("sign_in type"), fill(portal="https://?"), fill(portal=NEVER_USED), *go("no back"),
        *go(f"remove {OTHER} no remove {OTHER} authority remove {OTHER} yes {ORIGIN}"),
        fill(identifier=VOTER), *go("forgotten other_portal back"), quit_(),
    ), others=(OTHER,)),
    *(
        Visit((fill(), *go(f"{first} other_portal remove {ORIGIN} yes"), quit_()),
              vault=state, remembers=True)
        for state, first in ((VaultState.GOOD, "back"), (VaultState.LOCKED, ""))
    ),
)
_AT_HOME: Final = (
    Visit((
        *IN, CUT_OFF, *go("edito edito save"), storm(), *go("close"),
        *go("activation-guide close voting-guide close reissue-guide close"),
        *go("faq"), open_row(""), *SAVED, *go("back sign_out"),
    )),
    Visit((
        *IN, *go("assistance"), open_row("Scrutin"), *SAVED, open_row("Courriel"),
        *go("close new"), leave(subject="Bonjour"), *go("new"),
        storm(subject="Bonjour", text="Rien ne marche, " * 14), *go("send close back claims"),
        *(move for n in "123" for move in (open_row(f"R-00000{n}"), *go("close"))),
        *go("new_claim"), storm(**CLAIM), *go("send"), *SAVED,
        *go("new_claim"), leave(**CLAIM), *go("back sign_out yes"),  # without sending it
    )),
    Visit((
        *IN, *go("account"), *SAVED[:-1], *go("contact"), storm(),
        *go("password"), fill(password=GOOD, new=GOOD), storm(new=NEW),
        *go("question"), storm(password=NEW, **QUESTION), *go("send claim back close sign_out"),
    )),
    Visit((
        *IN, SESSION_ENDED, *go("account back"), SESSION_ENDED, *go("account"), PROOF,
        *go("close sign_out"),
    )),
)
_VOTING: Final = (
    Visit((
        *VOTE, fill(code="{wrong}"), fill(code="{code:.5}"), storm(code="{code}"),
        *go("0 read"), open_row(""), *go("close back 0 read close challenge back challenge"),
        storm(), *go("another 6"), storm(), *go("verify close save"), storm(name="."),
        MIXED, *go("verify save"), storm(name="."), *go("close close 0 close"),
        *(
            move for place in "123"
            for move in (*go(f"{place} 1"), fill(), *go("send close"))
        ),
        *go("back vote back sign_out yes"),
    ), moment=Moment.OPEN),
    Visit((
        *IN, *go("reissue-guide replace back replace"), storm(answer=ANSWER),
        *go("more back replace"), fill(answer=ANSWER), fill(mailed="1234"),
        storm(mailed="{mailed}"), *go("noted no noted yes vote replace back back sign_out"),
    ), moment=Moment.OPEN),
    Visit((
        *IN, comes(Moment.GRACE), *go("vote"), fill(code="{code}"), *go("0 0"), fill(), CUT_OFF,
        *go("send challenge back back back sign_out"),
    ), moment=Moment.OPEN),
    *(
        Visit((*VOTE, *SAVED, *go("sign_out")), moment=Moment.OPEN, fault=fault)
        for fault in (Fault.UNREADABLE, Fault.NOT_SEALED, Fault.OTHER_LISTS)
    ),
    Visit((
        *IN, *go("lists back vote"), *SAVED, *go("sign_out"),
    ), moment=Moment.OPEN, fault=Fault.OTHER_SEAL),
    *(
        Visit((
            *UNLOCKED, *go("0 0"), fill(), *go("send"), *SAVED, *go("back sign_out"),
        ), moment=Moment.OPEN, fault=fault)
        for fault in (Fault.OTHER_TRACKER, Fault.BAD_SIGNATURE, Fault.GONE, Fault.ALTERED)
    ),
    Visit((
        *UNLOCKED, *go("0 0"), fill(), *go("send no"), *SAVED, *go("back sign_out"),
    ), moment=Moment.OPEN, fault=Fault.DENIED),
    Visit((
        *UNLOCKED, *go("1 0"), fill(), *go("send look close save back back sign_out save"),
        fill(name=" "), fill(name="."),
    ), moment=Moment.OPEN, fault=Fault.LATE),
    Visit((*UNLOCKED, *go("0 back sign_out")), moment=Moment.OPEN, fault=Fault.ELSEWHERE),
    Visit((
        *UNLOCKED, *go("yes 0 0"), fill(), *go("send close back sign_out"),
    ), moment=Moment.OPEN, ballots=lambda _portal, _kept: None),
    Visit((
        *UNLOCKED, *go("0 save"), fill(name="."), *go("close back sign_out"),
    ), moment=Moment.OPEN, ballots=_one_of_two_arrived),
    Visit((
        *IN, *SAVED, *go("sign_out"),
    ), moment=Moment.OPEN, fault=Fault.GONE, ballots=_one),
    Visit((
        *IN, *go("sign_out"),
    ), moment=Moment.OPEN, fault=Fault.UNLISTED, ballots=_one_not_arrived),
    Visit((*IN, *go("sign_out")), moment=Moment.OPEN, ballots=_no_folder),
)
_AFTER: Final = (
    Visit((*VOTE, *go("back sign_out")), moment=Moment.CLOSED, bare=True),
    Visit((
        *IN, *NEW_CLAIM, comes(Moment.EVE), *go("vote back claims"), open_row(""), *SAVED,
        *go("back sign_out yes"),
    )),
    Visit((
        *IN, *go("faq back assistance back roll back lists back claims back account close"),
        *go("sign_out"),
    ), bare=True),
)


def _day(moment: Moment) -> Visit:
    """A visit to what differs from day to day: the vote, the lists, the claims."""
    is_early = moment is Moment.EARLY  # no list to open, and a claim may be made
    rows = (open_row(""), *go("close"), open_row("Phare"), *go("close"))
    vote: tuple[Reply, ...] = go("vote ballots back guide close back")
    if moment in (Moment.OPEN, Moment.GRACE):  # straight to the booth
        vote = go("back")
    elif moment in (Moment.ENDED, Moment.CLOSED, Moment.COUNTED):
        vote = (open_row(""), *SAVED, open_row("cad"), *SAVED, *go("back"))
    return Visit((
        *IN, *((comes(moment),) if moment is Moment.GRACE else ()),  # signed in before the close
        *go("roll"), open_row(""), find("du"), *SAVED[:-1], *go("lists"),
        *(go("claim back") if is_early else ()), *go("back back"), open_row("cad"),
        *go("back back lists"), open_row(""), *(() if is_early else rows),
        *go("roll back back back"), *(() if is_early else go("claims back")),
        *go("vote"), *vote, *go("sign_out"),
    ), moment=Moment.OPEN if moment is Moment.GRACE else moment, skewed=moment is Moment.EVE)


# fmt: on
_ROOM: Final = Room("192.0.2.10", 8443, bytes(10))
"""A training room, at an address that nobody has (RFC 5737)."""
_IN_A_ROOM: Final = Visit((fill(link=_ROOM.code), quit_()))

VISITS: Final = (
    *(*_BEFORE, *_REMEMBERING, *_AT_HOME, *_VOTING, *map(_day, DAYS), *_AFTER),
    _IN_A_ROOM,
)
