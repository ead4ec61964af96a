"""What a trainer does with the vote of the room: open it, close it, count it with the made-up
board. Each order says beforehand what it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.db.engine import Database, read_url
from mock_server.db.failures import DatabaseBusy, sqlite_file
from mock_server.election.model import ElectionDefinition
from mock_server.election.portal_time import ClockReading, read_clock, set_clock
from mock_server.training.rehearsal import PASSPHRASES, count_with_made_up_board
from mock_server.training.room import Room, Stage, Vote, vote_of
from tui_voter.contract.links import RESULTS_PAGE


class VoteOrder(StrEnum):
    OPEN = "open-vote"
    CLOSE = "close-vote"
    COUNT = "count-vote"


def vote_folder(settings: Settings) -> Path:
    """Where the made-up board has its keys, and the learners' notices: beside the database."""
    file = sqlite_file(read_url(settings.database))
    return file.with_name(f"{file.stem}-vote") if file else Path("mock-portal-vote")


def unsealed(settings: Settings) -> str:
    """That nobody can vote, and what to do about it."""
    return _(
        "The vote is not sealed, so nobody can vote. To have a made-up polling board seal it: "
        "{command}"
    ).format(command=settings.command("rehearse", str(vote_folder(settings))))


class VoteOrders:
    """The orders on one portal. Each returns what was done, in sentences; raises
    :class:`Fault`."""

    def __init__(
        self, settings: Settings, database: Database, election: ElectionDefinition
    ) -> None:
        self._settings = settings
        self._database = database
        self._election = election

    def question(self, order: VoteOrder, room: Room) -> str:
        """What the order does and ends, as a question. Raises :class:`Fault` where the vote is
        not at the point for it."""
        self._check(order, room.vote, room.clock)
        voted = room.totals()[Stage.VOTED]
        told = ngettext(
            "So far {voted} learner of {count} has voted.",
            "So far {voted} learners of {count} have voted.",
            voted,
        ).format(voted=voted, count=len(room.learners))
        asks = {
            VoteOrder.OPEN: _("Open the vote now? Claims end with it."),
            VoteOrder.CLOSE: _(
                "Close the vote now? Nobody who signs in after that can vote; those signed in "
                "have 30 minutes more."
            ),
            VoteOrder.COUNT: _(
                "Close the vote for good and count it now? Nobody can vote after that, not even "
                "those voting at this moment."
            ),
        }
        return asks[order] if order is VoteOrder.OPEN else f"{asks[order]} {told}"

    def next(self, room: Room) -> VoteOrder:
        """Opening, closing, counting: what the vote has not had yet."""
        now = room.portal_time(self._settings.clock())
        if room.vote in (Vote.CLOSED, Vote.COUNTED):
            return VoteOrder.COUNT
        if now < self._election.opens_at:
            return VoteOrder.OPEN
        return VoteOrder.CLOSE if now < self._election.closes_at else VoteOrder.COUNT

    def obey(self, order: VoteOrder) -> str:
        acts: dict[VoteOrder, Callable[[], str]] = {
            VoteOrder.OPEN: self._open,
            VoteOrder.CLOSE: self._close,
            VoteOrder.COUNT: self._count,
        }
        try:
            with self._database.read() as tx:
                vote, clock = vote_of(tx), read_clock(tx)
            self._check(order, vote, clock)  # it may have gone on since the question
            return acts[order]()
        except (DatabaseBusy, SQLAlchemyError) as exc:
            raise Fault(_("The portal is busy; try again.")) from exc

    def _check(self, order: VoteOrder, vote: Vote, clock: ClockReading | None) -> None:
        """Raises :class:`Fault`, which says what to do instead."""
        if vote is Vote.UNSEALED:
            raise Fault(unsealed(self._settings))
        if vote is Vote.COUNTED:
            raise Fault(
                _(
                    "The vote has been counted: it cannot be opened, closed or counted again. For "
                    "another vote, start a training with another --database; the results of this "
                    "one are at {url}"
                ).format(url=self._results)
            )
        real = self._settings.clock()
        over = (clock.at(real) if clock else real) >= self._election.closes_at
        if order is VoteOrder.OPEN and vote is Vote.CLOSED:
            raise Fault(
                _("The vote is closed: it cannot be opened again. What comes next is to count it.")
            )
        if order is VoteOrder.CLOSE and (over or vote is Vote.CLOSED):
            raise Fault(_("The vote is already closed. What comes next is to count it."))
        if order is VoteOrder.COUNT and not (vote_folder(self._settings) / PASSPHRASES).exists():
            raise Fault(
                _(
                    "This vote was sealed by a polling board of its own, whose members count it: "
                    "see mock-portal close-vote, mock-portal export-urns and polling-board share "
                    "(after mock-portal rehearse FOLDER: mock-portal rehearse-count FOLDER)."
                )
            )

    @property
    def _results(self) -> str:
        return f"{self._settings.public_url}{RESULTS_PAGE}"

    def _open(self) -> str:
        self._go_to(self._election.opens_at, until=self._election.closes_at)
        return _("The vote is open. Links, sessions and captchas remain: they follow real time.")

    def _close(self) -> str:
        self._go_to(self._election.closes_at)
        return _("The vote is closed; voters already signed in have 30 more minutes.")

    def _count(self) -> str:
        folder = vote_folder(self._settings)
        count_with_made_up_board(self._settings, folder, lambda _sentence: None)
        return _("The vote is counted: everybody can see the results at {url}").format(
            url=self._results
        )

    def _go_to(self, moment: datetime, until: datetime | None = None) -> None:
        """Set the clock to a moment, unless it is past it already (and not ``until`` then)."""
        now = self._settings.clock()
        with self._database.write() as tx:
            before = read_clock(tx) or ClockReading(now, now)
            if before.at(now) < moment or (until is not None and before.at(now) >= until):
                set_clock(tx, ClockReading(now, moment, before.speed))
