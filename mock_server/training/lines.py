"""The room line by line: sentences for a screen reader or a log, or JSON for a program.

Lines are only ever appended, one for each thing that has happened. Standard input takes the
trainer's orders, one a line, in their language or in English: ``invite ADDRESS``, ``unlock
ADDRESS``, ``reset ADDRESS``, ``open-vote``, ``close-vote``, ``count-vote``, ``totals``, ``list``,
``quit``. A reset, what ends anything of the vote, and the end of the training are asked about
first; not by JSON, which a program has decided to send.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from gettext import gettext as _
from typing import Any, Final

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.core.terminal import say, shown
from mock_server.db.engine import Database
from mock_server.db.failures import DatabaseBusy
from mock_server.election.model import ElectionDefinition
from mock_server.training.learner_actions import LearnerActions
from mock_server.training.room import Learner, Room, look
from mock_server.training.vote_orders import VoteOrder, VoteOrders
from mock_server.training.words import clock_line, sentence, stage_name

LOOK_EVERY: Final = 1.0
"""Seconds."""

Write = Callable[[str], None]


def run_lines(
    settings: Settings,
    database: Database,
    election: ElectionDefinition,
    learner_actions: LearnerActions,
    vote_orders: VoteOrders,
    *,
    as_json: bool,
) -> None:
    """Print events, until "quit" or a signal."""
    talk: Talk = JsonTalk(election) if as_json else Talk(election)
    if not as_json and sys.stdin.isatty():
        talk.tell_orders()
    orders: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(orders,), daemon=True).start()
    while True:
        try:
            with database.read() as tx:
                talk.room(look(tx), settings.clock())
        except (DatabaseBusy, SQLAlchemyError):
            pass  # the next look is near
        try:
            order = orders.get(timeout=LOOK_EVERY)
        except queue.Empty:
            continue
        if talk.obey(order, learner_actions, vote_orders, settings.clock()):
            return


def _read(orders: queue.Queue[str]) -> None:
    """An input that ends is no order: a portal may run without a terminal."""
    for line in sys.stdin:
        if line.strip():
            orders.put(line.strip())


def _orders() -> dict[str, str]:
    """In English, and as the trainer types them."""
    return {
        "invite": _("invite"),
        "unlock": _("unlock"),
        "reset": _("reset"),
        VoteOrder.OPEN.value: _("open-vote"),
        VoteOrder.CLOSE.value: _("close-vote"),
        VoteOrder.COUNT.value: _("count-vote"),
        "totals": _("totals"),
        "list": _("list"),
        "quit": _("quit"),
    }


class Talk:
    """Sentences. What has been told is not told again."""

    def __init__(self, election: ElectionDefinition, write: Write | None = None) -> None:
        self._election = election
        self._write = write or say
        self._seen: Room | None = None
        self._asked: Callable[[], bool] | None = None
        self._orders = {english: english for english in _orders()} | {
            word: english for english, word in _orders().items()
        }

    def room(self, room: Room, now: datetime) -> None:
        before, self._seen = self._seen, room
        if before is None or before.clock != room.clock:
            self._write(clock_line(room, self._election, now))
        changed = _changed(before, room)
        if before is not None:
            for learner in changed:
                self._write(sentence(learner))
        if changed:
            self.totals()

    def totals(self) -> None:
        if self._seen is not None:
            self._write(_totals_line(self._seen))

    def everybody(self, now: datetime) -> None:
        for learner in self._seen.learners if self._seen else ():
            self._write(sentence(learner, now))

    def obey(
        self, order: str, learner_actions: LearnerActions, vote_orders: VoteOrders, now: datetime
    ) -> bool:
        """Whether it was the order to end."""
        asked, self._asked = self._asked, None
        if asked is not None:
            if order.casefold() in (_("yes"), "yes"):
                return asked()
            self.say(_("Nothing was changed."))
            return False
        word, _space, address = order.partition(" ")
        name, address = self._orders.get(word.casefold(), ""), address.strip()
        if name in set(VoteOrder) and self._seen is not None:
            return self._vote(VoteOrder(name), vote_orders, self._seen)
        if name in ("invite", "unlock", "reset") and address:
            return self._act_on(name, address, learner_actions)
        if name == "quit":
            return self._sure(_("End the training for everyone?"), lambda: True)
        if name == "totals":
            self.totals()
        elif name == "list":
            self.everybody(now)
        else:
            if word and not name and word.casefold() not in ("help", _("help"), "?"):
                self.say(_("{word} is not a command.").format(word=shown(word)))
            self.tell_orders()
        return False

    def _vote(self, order: VoteOrder, vote_orders: VoteOrders, room: Room) -> bool:
        try:
            question = vote_orders.question(order, room)
        except Fault as fault:
            self.say(str(fault))
            return False

        def obey() -> bool:
            self.say(_("One moment…"))
            return self._tell_what_came_of(lambda: vote_orders.obey(order))

        return self._sure(question, obey)

    def _act_on(self, name: str, address: str, learner_actions: LearnerActions) -> bool:
        acts = {
            "invite": learner_actions.invite_again,
            "unlock": learner_actions.unlock,
            "reset": learner_actions.reset,
        }

        def act() -> bool:
            return self._tell_what_came_of(lambda: acts[name](address))

        if name != "reset":
            return act()
        question = _("Reset the account of {name}, so that it must be activated again?")
        return self._sure(question.format(name=address), act)

    def _tell_what_came_of(self, act: Callable[[], str]) -> bool:
        """Say what ``act`` has done, or why it did nothing. Returns False: the training goes on."""
        try:
            self.say(act())
        except Fault as fault:
            self.say(str(fault))
        return False

    def _sure(self, question: str, act: Callable[[], bool]) -> bool:
        """Have the next line decide."""
        self._asked = act
        self.say(f"{question} {_('Type “yes”, or anything else to change nothing.')}")
        return False

    def tell_orders(self) -> None:
        self.say(
            _(
                "Commands: invite ADDRESS, unlock ADDRESS, reset ADDRESS, open-vote, close-vote, "
                "count-vote, totals, list, quit."
            )
        )

    def say(self, sentence: str) -> None:
        self._write(sentence)


class JsonTalk(Talk):
    """The same as JSON: an object a line, the first one with everybody."""

    def _sure(self, question: str, act: Callable[[], bool]) -> bool:  # noqa: ARG002 (as the other)
        return act()

    def room(self, room: Room, now: datetime) -> None:
        before, self._seen = self._seen, room
        changed = _changed(before, room)
        if changed or before is None or before.clock != room.clock:
            self._tell(
                portal_time=room.portal_time(now),
                speed=room.clock.speed if room.clock else 1,
                totals=room.totals(),
                refused=room.refused(),
                learners=changed,
            )

    def totals(self) -> None:
        if self._seen is not None:
            self._tell(totals=self._seen.totals(), refused=self._seen.refused())

    def everybody(self, now: datetime) -> None:  # noqa: ARG002 (as the other)
        if self._seen is not None:
            self._tell(learners=self._seen.learners)

    def say(self, sentence: str) -> None:
        self._tell(message=sentence)

    def _tell(self, **members: Any) -> None:
        self._write(bytes(msgspec.json.encode(members)).decode())


def _changed(before: Room | None, room: Room) -> list[Learner]:
    known = set(before.learners) if before else set()
    return [learner for learner in room.learners if learner not in known]


def _totals_line(room: Room) -> str:
    parts = [f"{stage_name(stage)} {count}" for stage, count in room.totals().items()]
    return _("Of {count} learners: {parts}; refused at their step: {refused}.").format(
        count=len(room.learners), parts=", ".join(parts), refused=room.refused()
    )
