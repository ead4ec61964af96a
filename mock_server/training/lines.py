"""The room line by line: sentences for a screen reader or a log, or JSON for a program.

Lines are only ever appended, one for each thing that has happened. Standard input takes the
trainer's commands, one a line, in their language or in English: ``invite NUMBER``, ``unlock
NUMBER``, ``reset NUMBER``, ``spare``, ``say TEXT``, ``summary``, ``open-vote``, ``close-vote``,
``count-vote``, ``pause``, ``resume``, ``trouble NAME NUMBER``, ``totals``, ``list``, ``quit``. An
address is as good as the number of a sheet. The trainer is asked before a reset, before an order
that ends something of the vote, and before the end of the training; a program that reads JSON is
not asked.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from gettext import gettext as _
from typing import Any, Final

import msgspec

from mock_server.core.errors import Fault
from mock_server.core.terminal import say, shown
from mock_server.training.room import Learner, Room
from mock_server.training.trainer import Order, Trainer
from mock_server.training.trouble import on_now
from mock_server.training.words import (
    clock_line,
    sentence,
    stage_name,
    stuck_and_refused,
    stuck_rule,
)

LOOK_EVERY: Final = 1.0
"""Seconds."""


def run_lines(trainer: Trainer, *, as_json: bool) -> None:
    """Print events, until "quit" or a signal."""
    talk = JsonTalk(trainer) if as_json else Talk(trainer)
    if not as_json and sys.stdin.isatty():
        talk.tell_commands()
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    while not talk.has_ended:
        talk.look()
        with suppress(queue.Empty):
            talk.obey(lines.get(timeout=LOOK_EVERY))


def _read(lines: queue.Queue[str]) -> None:
    """Pass on what is typed. The end of the input ends nothing: a portal may run without a
    terminal."""
    for line in sys.stdin:
        if line.strip():
            lines.put(line.strip())


def _commands() -> dict[str, str]:
    """Each command in English, and as the trainer types it."""
    return {
        Order.INVITE: _("invite"),
        Order.UNLOCK: _("unlock"),
        Order.RESET: _("reset"),
        Order.OPEN: _("open-vote"),
        Order.CLOSE: _("close-vote"),
        Order.COUNT: _("count-vote"),
        Order.PAUSE: _("pause"),
        Order.RESUME: _("resume"),
        "trouble": _("trouble"),
        Order.SPARE: _("spare"),
        Order.SAY: _("say"),
        Order.SUMMARY: _("summary"),
        "totals": _("totals"),
        "list": _("list"),
        "quit": _("quit"),
    }


class Talk:
    """The conversation with a trainer, in sentences. What was told is not told again."""

    def __init__(self, trainer: Trainer, write: Callable[[str], None] = say) -> None:
        self.has_ended = False
        self._trainer = trainer
        self._write = write
        self._told: Room | None = None
        self._stuck: list[int] = []
        """The learners who were stuck at the last look."""
        self._confirmed: Callable[[], None] | None = None
        """What is done if the next line is "yes"; None where no question was asked."""
        self._commands = {
            word: english for english, own in _commands().items() for word in (own, english)
        }

    def look(self) -> None:
        """Look at the room, and tell what has changed in it."""
        before, self._told = self._told, self._trainer.look()
        were_stuck, self._stuck = self._stuck, self._trainer.stuck()
        self._tell_changes(before, self._told, were_stuck)

    def _tell_changes(self, before: Room | None, room: Room, were_stuck: Sequence[int]) -> None:
        if before is None or before.clock != room.clock:
            self.tell_clock()
        if (trouble := _trouble_changed(before, room)) is not None:
            self._write(trouble or _("No trouble is on any more."))
        changed = _changed(before, room)
        got_stuck = set(self._stuck) - set(were_stuck)
        if before is not None:
            for learner in room.learners:
                if learner.id in got_stuck:
                    self._write(sentence(learner, self._trainer.waiting(learner)))
                elif learner in changed:
                    self._write(sentence(learner))
        if changed or got_stuck:
            self.tell_totals()

    def tell_clock(self) -> None:
        self._write(clock_line(self._trainer.room, self._trainer.goals))

    def tell_totals(self) -> None:
        room = self._trainer.room
        parts = [f"{stage_name(stage)} {count}" for stage, count in room.totals().items()]
        told = _("Of {count} learners: {parts}; {stuck}.")
        stuck = stuck_and_refused(len(self._trainer.stuck()), room.refused())
        self._write(told.format(count=len(room.learners), parts=", ".join(parts), stuck=stuck))

    def tell_everybody(self) -> None:
        for learner in self._trainer.room.learners:
            self._write(sentence(learner, self._trainer.waiting(learner)))

    def obey(self, line: str) -> None:
        """Carry out a line of the trainer's: a command, or the answer to a question. What has
        changed until now is told before."""
        self.look()
        confirmed, self._confirmed = self._confirmed, None
        if confirmed:
            if line.casefold() in ("yes", _("yes")):
                confirmed()
            else:
                self.say(_("Nothing was changed."))
            return
        word, _space, argument = line.partition(" ")
        command, argument = self._commands.get(word.casefold(), ""), argument.strip()
        order = Order(command) if command in set(Order) else None
        if order and (argument or not order.is_for_learner):
            self._order(order, argument)
        elif command == "trouble":
            self._make_trouble(*argument.split(maxsplit=1))
        elif command == "quit":
            self._ask(_("End the training for everyone?"), self._end)
        elif command == "totals":
            self.tell_clock()
            self.tell_totals()
        elif command == "list":
            self.tell_everybody()
        else:
            if not command and word.casefold() not in ("help", _("help"), "?"):
                self.say(_("{word} is not a command.").format(word=shown(word)))
            self.tell_commands()

    def _order(self, order: Order, argument: str) -> None:
        try:
            question = self._trainer.question(order, argument)
        except Fault as fault:
            self.say(str(fault))
            return

        def obey() -> None:
            if order.is_for_vote:
                self.say(_("One moment…"))
            try:
                self.say(self._trainer.obey(order, argument))
            except Fault as fault:
                self.say(str(fault))

        if question:
            self._ask(question, obey)
        else:
            obey()

    def _make_trouble(self, name: str = "", address: str = "") -> None:
        try:
            for sentence in self._trainer.trouble(name, address):
                self.say(sentence)
        except Fault as fault:
            self.say(str(fault))

    def _ask(self, question: str, confirmed: Callable[[], None]) -> None:
        self._confirmed = confirmed
        self.say(f"{question} {_('Type “yes”, or anything else to change nothing.')}")

    def _end(self) -> None:
        self.has_ended = True

    def tell_commands(self) -> None:
        arguments: dict[str, str] = {order: _("NUMBER") for order in Order if order.is_for_learner}
        arguments |= {Order.SAY: _("TEXT"), "trouble": _("NAME NUMBER")}
        words = [
            f"{own} {arguments.get(english, '')}".rstrip() for english, own in _commands().items()
        ]
        self.say(_("Commands: {list}.").format(list=", ".join(words)))
        self.say(stuck_rule(self._trainer.goals))

    def say(self, sentence: str) -> None:
        self._write(sentence)


class JsonTalk(Talk):
    """The same conversation as JSON, an object a line; the first object has everybody."""

    def _ask(self, question: str, confirmed: Callable[[], None]) -> None:  # noqa: ARG002 (as Talk)
        confirmed()

    def _tell_changes(self, before: Room | None, room: Room, were_stuck: Sequence[int]) -> None:
        changed = _changed(before, room)
        trouble = _trouble_changed(before, room) is not None
        stuck = self._stuck != were_stuck
        if changed or trouble or stuck or before is None or before.clock != room.clock:
            self._tell(
                portal_time=room.portal_time,
                speed=room.speed,
                totals=room.totals(),
                refused=room.refused(),
                stuck=self._stuck,
                learners=changed,
                troubles=room.troubles,
            )

    def tell_clock(self) -> None:
        self._tell(portal_time=self._trainer.room.portal_time, speed=self._trainer.room.speed)

    def tell_totals(self) -> None:
        room = self._trainer.room
        self._tell(totals=room.totals(), refused=room.refused(), stuck=self._trainer.stuck())

    def tell_everybody(self) -> None:
        self._tell(learners=self._trainer.room.learners)

    def say(self, sentence: str) -> None:
        self._tell(message=sentence)

    def _tell(self, **members: Any) -> None:
        self._write(bytes(msgspec.json.encode(members)).decode())


def _changed(before: Room | None, room: Room) -> list[Learner]:
    known = set(before.learners) if before else set()
    return [learner for learner in room.learners if learner not in known]


def _trouble_changed(before: Room | None, room: Room) -> str | None:
    """The sentence about what is on, "" for nothing; None if it is what it was."""
    told = on_now(before.troubles, before.now) if before else ""
    now = on_now(room.troubles, room.now)
    return now if now != told else None
