"""What a trainer sees of the room, and what they order: for one learner, for the vote, or for the
portal's clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from enum import StrEnum
from gettext import gettext as _
from gettext import ngettext

from msgspec import structs
from sqlalchemy import Connection, bindparam, delete, update
from sqlalchemy.exc import SQLAlchemyError

from mock_server.accounts.link_mails import LinkMailer
from mock_server.accounts.links import use_up_links
from mock_server.accounts.progress import forget_progress, forget_refusals
from mock_server.accounts.seats import account_of_seat
from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.db.engine import Database
from mock_server.db.failures import DatabaseBusy
from mock_server.election.announcement import announce
from mock_server.election.model import ElectionDefinition
from mock_server.election.portal_time import (
    ClockReading,
    pace_clock,
    read_clock,
    restart_clock,
    set_clock,
)
from mock_server.election.voters import Voter, lock_voter, voter_called
from mock_server.security.credentials import PortalKey
from mock_server.security.rate_limit import account_mac, clear_account
from mock_server.training.goals import STUCK_AFTER, Goals, Waiting
from mock_server.training.rehearsal import PASSPHRASES, count_with_made_up_board, vote_folder
from mock_server.training.room import Learner, Room, Stage, Vote, look
from mock_server.training.spares import take
from mock_server.training.summary import write_summary
from mock_server.training.trouble import obey, undo_all
from tui_voter.contract.links import RESULTS_PAGE, LinkKind

_DEACTIVATE = (
    update(schema.voter)
    .where(schema.voter.c.id == bindparam("voter"))
    .values(activated_at=None, password_hash=None, question_id=None, answer_hash=None)
)
_END_SESSIONS = delete(schema.session).where(schema.session.c.voter_id == bindparam("voter"))


class Order(StrEnum):
    """What a trainer can order. The value is the word that is typed for it in English."""

    INVITE = "invite"
    UNLOCK = "unlock"
    RESET = "reset"
    OPEN = "open-vote"
    CLOSE = "close-vote"
    COUNT = "count-vote"
    PAUSE = "pause"
    RESUME = "resume"
    SPARE = "spare"
    SAY = "say"
    SUMMARY = "summary"

    @property
    def is_for_learner(self) -> bool:
        return self in (Order.INVITE, Order.UNLOCK, Order.RESET)

    @property
    def is_for_vote(self) -> bool:
        return self in (Order.OPEN, Order.CLOSE, Order.COUNT)


@contextmanager
def _fault_when_busy() -> Iterator[None]:
    try:
        yield
    except (DatabaseBusy, SQLAlchemyError) as exc:
        raise Fault(_("The portal is busy; try again.")) from exc


class Trainer:
    """The trainer of one portal, with the ``room`` as they saw it last. An order that cannot be
    carried out raises :class:`Fault`, whose sentence says why."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        election: ElectionDefinition,
        stuck_after: timedelta = STUCK_AFTER,
    ) -> None:
        self.election = election
        self.goals = Goals(election, stuck_after)
        self._settings = settings
        self._database = database
        self._key = PortalKey.read(settings.key_file)
        self._mailer = LinkMailer(election, settings.public_url, self._key)
        self.room = self._read()

    def look(self) -> Room:
        """Look at the room again; while the database is busy, it stays as it was seen last."""
        with suppress(DatabaseBusy, SQLAlchemyError):  # the next look is near
            self.room = self._read()
        return self.room

    def notices(self) -> list[str]:
        """The sentence that nobody can vote yet and what to do about it, if that is so; and what is
        said to all."""
        unsealed = [self._unsealed()] if self.room.vote is Vote.UNSEALED else []
        said = self.room.announcement
        return [*unsealed, *([_("Said to all: {text}").format(text=said)] if said else [])]

    def waiting(self, learner: Learner) -> Waiting:
        """How long a learner has been at their step, and whether they are stuck."""
        return self.goals.waiting(self.room, learner)

    def stuck(self) -> list[int]:
        """The numbers of the learners who are stuck."""
        return [each.id for each in self.room.learners if self.waiting(each).is_stuck]

    def next_of_vote(self) -> Order:
        """The order that the vote waits for: to open, to close or to count."""
        now = self.room.portal_time
        if self.room.vote in (Vote.CLOSED, Vote.COUNTED) or now >= self.election.closes_at:
            return Order.COUNT
        return Order.OPEN if now < self.election.opens_at else Order.CLOSE

    def next_of_clock(self) -> Order:
        """The order that changes whether the portal's clock stands."""
        return Order.PAUSE if self.room.speed else Order.RESUME

    @_fault_when_busy()
    def question(self, order: Order, argument: str = "") -> str:
        """The question to ask before an order with this ``argument`` is carried out, which says
        what the order ends; "" if it ends nothing."""
        if order is Order.RESET:
            with self._database.read() as tx:
                voter = voter_called(tx, argument)
            question = _(
                "Reset the account of {name}, so that it must be activated again? Password and "
                "question are forgotten, and sessions end. What stays: ballots cast, in the urn, "
                "and who has voted; the voting code; receipts, with the learner; claims and "
                "requests."
            )
            return question.format(name=f"{voter.first_name} {voter.family_name}")
        if not order.is_for_vote:
            return ""
        self._check(order, self.room)
        if order is Order.OPEN:
            return _("Open the vote now? Claims end with it.")
        voted = self.room.totals()[Stage.VOTED]
        told = ngettext(
            "So far {voted} learner of {count} has voted.",
            "So far {voted} learners of {count} have voted.",
            voted,
        ).format(voted=voted, count=len(self.room.learners))
        if order is Order.CLOSE:
            question = _(
                "Close the vote now? Nobody who signs in after that can vote; those signed in "
                "have 30 minutes more."
            )
        else:
            question = _(
                "Close the vote for good and count it now? Nobody can vote after that, not even "
                "those voting at this moment."
            )
        return f"{question} {told}"

    @_fault_when_busy()
    def obey(self, order: Order, argument: str = "") -> str:
        """Carry out an order: for the learner whose address or number is its ``argument`` if it is
        for one; what is to be said to all, if that is the order. Returns the sentence that says
        what was done."""
        if order.is_for_learner:
            return self._act_on_learner(order, argument)
        if order is Order.SAY:
            return self._say(argument)
        if order.is_for_vote:
            self._check(order, self._read())  # the vote may have gone on since the question
        acts = {
            Order.OPEN: self._open,
            Order.CLOSE: self._close,
            Order.COUNT: self._count,
            Order.PAUSE: self._pause,
            Order.RESUME: self._resume,
            Order.SPARE: self._take_spare,
            Order.SUMMARY: self._sum_up,
        }
        return acts[order]()

    @_fault_when_busy()
    def trouble(self, name: str = "", address: str = "") -> list[str]:
        """Make trouble for the learner with this ``address`` or number, or for everybody; or undo
        it. Returns the sentences that say so; without a ``name``, those that say what there is."""
        return obey(self._database, name, address, self._settings.clock())

    def close(self) -> None:
        """Undo all trouble: the end of a portal that is silent would be waited for."""
        with suppress(DatabaseBusy, SQLAlchemyError):
            undo_all(self._database, self._settings.clock())

    def _read(self) -> Room:
        with self._database.read() as tx:
            return look(tx, self._settings.clock())

    # --- Orders for a learner, each in one transaction

    def _act_on_learner(self, order: Order, called: str) -> str:
        with self._database.write() as tx:
            voter = voter_called(tx, called)
            address, is_active = voter.address, voter.activated_at is not None
            if order is Order.RESET:
                self._reset(tx, voter)
                done = _("The account of {address} has been reset: a new link was sent.")
            elif order is Order.INVITE and not is_active:
                self._invite(tx, voter)  # earlier links stay good
                done = _("{address} was invited again.")
            elif order is Order.INVITE:
                raise Fault(
                    _("The account of {address} is already active.").format(address=address)
                )
            else:
                self._clear_failures(tx, voter)
                forget_refusals(tx, voter.id)
                done = _("{address} can try again at once: failed attempts have been cleared.")
        return done.format(address=address)

    def _reset(self, tx: Connection, voter: Voter) -> None:
        """Make the account inactive again, as at the start, and send a new link."""
        now = self._settings.clock()
        use_up_links(tx, LinkKind.ACTIVATION, voter.id, now)
        lock_voter(tx, voter.id)
        tx.execute(_DEACTIVATE, {"voter": voter.id})
        use_up_links(tx, LinkKind.RECOVERY, voter.id, now)
        self._clear_failures(tx, voter)
        tx.execute(_END_SESSIONS, {"voter": voter.id})
        forget_progress(tx, voter.id)
        self._invite(tx, structs.replace(voter, activated_at=None))

    def _clear_failures(self, tx: Connection, voter: Voter) -> None:
        """Forget failed attempts at PIN, password and question: the learner need not wait."""
        for account in (voter.address, account_of_seat(voter.id)):
            clear_account(tx, account_mac(self._key, account))

    def _invite(self, tx: Connection, voter: Voter) -> None:
        self._mailer.invite(tx, voter, self._settings.clock())

    # --- Orders for the vote

    def _check(self, order: Order, room: Room) -> None:
        """Raise :class:`Fault`, which says what to do instead, if the vote is not at the point for
        an order."""
        if room.vote is Vote.UNSEALED:
            raise Fault(self._unsealed())
        if room.vote is Vote.COUNTED:
            raise Fault(
                _(
                    "The vote has been counted: it cannot be opened, closed or counted again. For "
                    "another vote, start a training with another --database; the results of this "
                    "one are at {url}"
                ).format(url=f"{self._settings.public_url}{RESULTS_PAGE}")
            )
        if order is Order.OPEN and room.vote is Vote.CLOSED:
            raise Fault(
                _("The vote is closed: it cannot be opened again. What comes next is to count it.")
            )
        is_over = room.vote is Vote.CLOSED or room.portal_time >= self.election.closes_at
        if order is Order.CLOSE and is_over:
            raise Fault(_("The vote is already closed. What comes next is to count it."))
        if order is Order.COUNT and not (vote_folder(self._settings) / PASSPHRASES).exists():
            raise Fault(
                _(
                    "This vote was sealed by a polling board of its own, whose members count it: "
                    "see mock-portal close-vote, mock-portal export-urns and polling-board share "
                    "(after mock-portal rehearse FOLDER: mock-portal rehearse-count FOLDER)."
                )
            )

    def _unsealed(self) -> str:
        command = self._settings.command("rehearse", str(vote_folder(self._settings)))
        return _(
            "The vote is not sealed, so nobody can vote. To have a made-up polling board seal it: "
            "{command}"
        ).format(command=command)

    def _open(self) -> str:
        self._go_to(self.election.opens_at, until=self.election.closes_at)
        return _("The vote is open. Links, sessions and captchas remain: they follow real time.")

    def _close(self) -> str:
        self._go_to(self.election.closes_at)
        return _("The vote is closed; voters already signed in have 30 more minutes.")

    def _count(self) -> str:
        folder = vote_folder(self._settings)
        count_with_made_up_board(self._settings, folder, lambda _sentence: None)
        url = f"{self._settings.public_url}{RESULTS_PAGE}"
        return _("The vote is counted: everybody can see the results at {url}").format(url=url)

    # --- Orders for the clock

    def _pause(self) -> str:
        with self._database.write() as tx:
            pace_clock(tx, self._settings.clock(), 0)
        return _("The portal’s clock is stopped. Links, sessions and captchas run on.")

    def _resume(self) -> str:
        with self._database.write() as tx:
            restart_clock(tx, self._settings.clock())
        return _("The portal’s clock goes on.")

    def _go_to(self, moment: datetime, until: datetime | None = None) -> None:
        """Set the portal's clock to a moment, unless it is already past it; if it is also past
        ``until``, set it back."""
        now = self._settings.clock()
        with self._database.write() as tx:
            before = read_clock(tx) or ClockReading(now, now)
            if before.at(now) < moment or (until is not None and before.at(now) >= until):
                set_clock(tx, ClockReading(now, moment, before.speed))

    # --- Orders for the room

    def _take_spare(self) -> str:
        now = self._settings.clock()
        with self._database.write() as tx:
            in_room = frozenset(learner.id for learner in look(tx, now).learners)
            voter = take(tx, in_room, now)
            if voter is None:
                raise Fault(
                    _("No learner is left in reserve: --spare makes some as a training starts.")
                )
            self._invite(tx, voter)
        return _("{address}, {name}, is in the room, with sheet {number}.").format(
            address=voter.address,
            name=f"{voter.first_name} {voter.family_name}",
            number=voter.id,
        )

    def _say(self, text: str) -> str:
        with self._database.write() as tx:
            said = announce(tx, text)
        if not said:
            return _("Nothing is said to all any more.")
        return _("Said to all who are signed in, and to the others once they are: {text}").format(
            text=said
        )

    def _sum_up(self) -> str:
        return write_summary(self._settings, self._database, self.goals)
