"""Trouble on purpose: what there is, in words, and how it is made and undone. What obeys it, and
how, is in :mod:`mock_server.election.troubles`.

A scenario is a few troubles with their moments, which all stand in the table from its start:
nothing need run for the next one to begin.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from gettext import gettext as _
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from mock_server.core.errors import Fault
from mock_server.core.terminal import shown
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.election.rolls import folded
from mock_server.election.troubles import EVERYBODY, Trouble, What, troubles
from mock_server.election.voters import voter_called


class Scenario(StrEnum):
    """Trouble that voters of 2022 had. The value is the word that is typed for it in English."""

    LATE_MAILS = "late-mails"
    RUSH = "rush"
    LOST_CODE = "lost-code"
    OUTAGE_WHILE_VOTING = "outage-while-voting"


Kind = What | Scenario
KINDS: Final[tuple[Kind, ...]] = (*What, *Scenario)


class Part(NamedTuple):
    """A trouble that begins so long after its scenario, and lasts so long; None if it lasts until
    it is undone."""

    what: What
    after: timedelta = timedelta()
    lasts: timedelta | None = None


_MINUTE: Final = timedelta(minutes=1)
_SECOND: Final = timedelta(seconds=1)
_PARTS: Final[dict[Kind, tuple[Part, ...]]] = {
    **{what: (Part(what),) for what in What},
    What.SILENCE: (Part(What.SILENCE, lasts=_MINUTE),),
    Scenario.LATE_MAILS: (Part(What.HOLD_MAILS, lasts=5 * _MINUTE),),
    Scenario.RUSH: (
        Part(What.SLOW_NETWORK, lasts=3 * _MINUTE),
        Part(What.SILENCE, after=45 * _SECOND, lasts=20 * _SECOND),
    ),
    Scenario.LOST_CODE: (Part(What.HOLD_MAILS, lasts=3 * _MINUTE),),
    Scenario.OUTAGE_WHILE_VOTING: (Part(What.SILENCE, after=15 * _SECOND, lasts=_MINUTE),),
}

_row, _now = schema.trouble, bindparam("now", type_=schema.Instant)
_NOT_OVER = or_(_row.c.until.is_(None), _row.c.until > _now)
_MAKE = insert(_row)
_UNDO = (
    update(_row)
    .where(
        _NOT_OVER,
        _row.c.voter_id == bindparam("voter"),
        _row.c.scenario == bindparam("of_scenario"),
        _row.c.what.in_(bindparam("kinds", expanding=True)),
    )
    .values(until=_now)
)
_UNDO_ALL = update(_row).where(_NOT_OVER).values(until=_now)
_TRAINING = select(schema.portal.c.training)


# --- Making and undoing it ------------------------------------------------------------------------


def obey(database: Database, name: str, address: str, now: datetime) -> list[str]:
    """Make or undo the trouble of this name; without one, list what there is. Returns sentences;
    raises :class:`Fault`."""
    if not name:
        with database.read() as tx:
            return _listing(tx, now)
    with database.write() as tx:
        return _toggle(tx, name, address, now)


def undo_all(database: Database, now: datetime) -> str:
    """Undo whatever is on, and return the sentence that tells it; "" if nothing was. Mails that
    were lost stay lost."""
    with database.write() as tx:
        told = on_now(troubles(tx, now), now)
        tx.execute(_UNDO_ALL, {"now": now})
    return told


def undo_what_was_left(database: Database, now: datetime) -> list[str]:
    """Undo what is on as a portal starts: a training that ends has undone its own. Returns the
    sentence that says so, if there is any."""
    left = undo_all(database, now)
    killed = _("A training that was killed left it on: it has been undone.")
    return [f"{left} {killed}"] if left else []


def _toggle(tx: Connection, name: str, address: str, now: datetime) -> list[str]:
    """Make the trouble of this name, for the learner with this address, or for everybody if it is
    ""; if that is on already, undo it. Returns the sentences that say so; those about a scenario
    say what to show and what to say. Raises :class:`Fault`."""
    if not tx.execute(_TRAINING).scalar_one():
        raise Fault(_("This portal serves no training, and trouble is made only in one."))
    kind, voter = _kind_of(name), EVERYBODY
    if address:
        found = voter_called(tx, address)
        voter, address = found.id, found.address
    scenario = kind.value if isinstance(kind, Scenario) else ""
    kinds = [part.what.value for part in _PARTS[kind]]
    mine = {"voter": voter, "of_scenario": scenario, "kinds": kinds, "now": now}
    named = {"name": name_of(kind), "whom": _for_whom(address)}
    if tx.execute(_UNDO, mine).rowcount:
        return [_("{name} was undone {whom}.").format(**named)]
    for part in _PARTS[kind]:
        since = now + part.after
        until = since + part.lasts if part.lasts else None
        row = {"what": part.what.value, "voter_id": voter, "scenario": scenario}
        tx.execute(_MAKE, {**row, "since": since, "until": until})
    return [_("{name} is on {whom}.").format(**named), *about(kind)]


def _kind_of(name: str) -> Kind:
    """What is typed in English, or in the trainer's language, with accents or without. Raises
    :class:`Fault`."""
    for kind in KINDS:
        if folded(name) in (folded(kind.value), folded(name_of(kind))):
            return kind
    raise Fault(
        _("{name} is no trouble. There is: {names}.").format(
            name=shown(name), names=", ".join(map(name_of, KINDS))
        )
    )


# --- In words -------------------------------------------------------------------------------------


def _listing(tx: Connection, now: datetime) -> list[str]:
    """A sentence for each trouble that there is, and one for what is on."""
    return [
        *(
            _("{name}: {about}").format(name=name_of(kind), about=" ".join(about(kind)))
            for kind in KINDS
        ),
        _("The same command, with an address for one learner, makes and undoes a trouble."),
        on_now(troubles(tx, now), now) or _("No trouble is on."),
    ]


def on_now(made: Iterable[Trouble], now: datetime) -> str:
    """The sentence that tells what is on, and for whom; "" if nothing is. A scenario is on as long
    as any of its troubles is to come."""
    told: dict[tuple[str, str], list[str]] = {}
    for each in made:
        name = name_of(Scenario(each.scenario)) if each.scenario else _state(each.what)
        states = told.setdefault((name, each.address), [])
        if each.scenario and each.is_on(now):
            states.append(_state(each.what))
    parts = [
        _("{state} {whom}").format(state=name, whom=_for_whom(address))
        + (f" ({', '.join(states)})" if states else "")
        for (name, address), states in told.items()
    ]
    return _("Trouble on purpose: {parts}.").format(parts=_("; ").join(parts)) if parts else ""


def is_on(kind: Kind, address: str, made: Iterable[Trouble]) -> bool:
    """Whether this trouble is on, or a part of it to come, for the learner with this address; ""
    for everybody."""
    scenario = kind.value if isinstance(kind, Scenario) else ""
    whats = {part.what for part in _PARTS[kind]}
    return any(
        (each.scenario, each.address) == (scenario, address) and each.what in whats for each in made
    )


def _for_whom(address: str) -> str:
    return _("for {address}").format(address=address) if address else _("for everybody")


def name_of(kind: Kind) -> str:
    """What is typed for a trouble, in the trainer's language."""
    return {
        What.HOLD_MAILS: _("hold-mails"),
        What.LOSE_MAILS: _("lose-mails"),
        What.FULL_MAILBOX: _("full-mailbox"),
        What.EXPIRE_LINK: _("expire-link"),
        What.EXPIRE_SESSION: _("expire-session"),
        What.SILENCE: _("silence"),
        What.SLOW_NETWORK: _("slow-network"),
        Scenario.LATE_MAILS: _("late-mails"),
        Scenario.RUSH: _("rush"),
        Scenario.LOST_CODE: _("lost-code"),
        Scenario.OUTAGE_WHILE_VOTING: _("outage-while-voting"),
    }[kind]


def _state(what: What) -> str:
    return {
        What.HOLD_MAILS: _("mails held"),
        What.LOSE_MAILS: _("mails lost"),
        What.FULL_MAILBOX: _("mailbox full"),
        What.EXPIRE_LINK: _("link expired"),
        What.EXPIRE_SESSION: _("session expired"),
        What.SILENCE: _("portal silent"),
        What.SLOW_NETWORK: _("network slow"),
    }[what]


def about(kind: Kind) -> list[str]:
    """What a trouble does; of a scenario, what to show and what to say."""
    if isinstance(kind, Scenario):
        show, say = _script(kind)
        return [_("Show: {text}").format(text=show), _("Say: {text}").format(text=say)]
    return [
        {
            What.HOLD_MAILS: _("Mails sent from now on arrive only once this is undone."),
            What.LOSE_MAILS: _(
                "Mails sent from now on never arrive: once this is undone, send them anew."
            ),
            What.FULL_MAILBOX: _(
                "Mails sent from now on come back to the elections office, which reads of it with "
                "mock-portal mailbox --failed: once this is undone, send them anew."
            ),
            What.EXPIRE_LINK: _(
                "The links sent so far have expired. A new one works, as do number and PIN, typed "
                "again."
            ),
            What.EXPIRE_SESSION: _(
                "Whoever is signed in is asked for the password at the next step."
            ),
            What.SILENCE: _(
                "The portal answers nothing for a minute. One learner alone notices it once signed "
                "in."
            ),
            What.SLOW_NETWORK: _(
                "Each answer takes three seconds longer. One learner alone notices it once signed "
                "in."
            ),
        }[kind]
    ]


def _script(scenario: Scenario) -> tuple[str, str]:
    """What to show, and what to say."""
    return {
        Scenario.LATE_MAILS: (
            _(
                "have the learners ask for a new link or a forgotten password, and look into the "
                "mailbox. Nothing comes for five minutes, then all of it."
            ),
            _(
                "in 2022, mails came more than an hour late. Ask once, and wait: asking again "
                "brings nothing faster, and after three requests an hour nothing at all. Look "
                "among the unwanted mails, too. A late link works like any other."
            ),
        ),
        Scenario.RUSH: (
            _(
                "open the vote, and have everybody sign in at once. For three minutes each answer"
                " takes three seconds longer; after 45 seconds the portal is silent for 20."
            ),
            _(
                "in 2018 and 2022, the portal was slow or down in the first hours. What you have "
                "typed is kept, and can be sent again. The vote lasts for days: come back later."
            ),
        ),
        Scenario.LOST_CODE: (
            _(
                "have the learners put away their voting code, and ask for a replacement in the "
                "vote. The mail with the code for it comes three minutes late at most."
            ),
            _(
                "in 2022, that code was valid for two minutes, and often came later. Here it is "
                "valid for 15, and more time brings the same one again. The old voting code then "
                "opens nothing; the ballots that it cast remain."
            ),
        ),
        Scenario.OUTAGE_WHILE_VOTING: (
            _(
                "have the learners choose a list and vote. In 15 seconds the portal falls silent "
                "for a minute. Their program waits, asks what became of the ballot, and says what"
                " it knows."
            ),
            _(
                "in 2018, the portal was suspended minutes after it opened. Do not quit: vote "
                "again once it answers. The same ballot is sent, and counts only once."
            ),
        ),
    }[scenario]
