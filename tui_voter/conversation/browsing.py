"""A listing while it is read: the rows fetched so far, and the search, which both voices share.

A voice shows or speaks the rows, as many at a time as it likes, and reports what the voter does:
:meth:`Browsing.search_for` for another search, :meth:`Browsing.enter` for Enter or a number. It
has more rows fetched when it needs them (:meth:`Browsing.more`, :meth:`Browsing.fetch`), and then
asks for the new state: whether these are all rows, what to say below them or in place of them, and
why they could not be fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from tui_voter.dialogue import (
    Action,
    Batch,
    FieldError,
    Listing,
    Opened,
    Refused,
    Row,
    Took,
    told,
)
from tui_voter.messages import gettext as _

SOUGHT: Final = 500
"""So many rows are fetched to find the one to begin at. If it is none of them, the voter begins at
the first row rather than wait longer."""


class Enter(Enum):
    """What Enter does when it neither opens a row nor takes an action."""

    MORE = auto()
    """It fetches more rows, or again those that could not be fetched."""
    READ_ONLY = auto()
    """Nothing, because the rows of this listing are only read."""
    NOTHING = auto()
    """Nothing, because all rows are there and the voter is at none."""


class Browsing:
    """The rows of one listing, as far as they have been fetched, and the search for them."""

    def __init__(self, listing: Listing, *, search: str = "", chosen: str = "") -> None:
        self.listing = listing
        self.search = _words(search)
        """What is searched for; "" for all rows."""
        self.chosen = chosen
        """The key of the row to begin at, until it is found or sought no longer; "" for none."""
        self._start_over()

    def _start_over(self) -> None:
        """Forget all rows, and begin with the first batch."""
        self.rows: list[Row] = []
        """The rows fetched so far of what is searched for; each search begins a new list."""
        self.begins_at: int | None = None
        """The index of the row to begin at; None until it is found."""
        self.failure: Sequence[FieldError] = ()
        """Why the latest batch could not be fetched; empty if it could."""
        self._after: str | None = ""
        """Where the next batch begins; None at the end."""
        self._total = 0
        """The number of all rows, as the latest batch says."""

    # --- The state ----------------------------------------------------------------------

    @property
    def is_complete(self) -> bool:
        """Whether all rows have been fetched."""
        return self._after is None

    @property
    def is_pending(self) -> bool:
        """Whether it is not known yet if there are any rows."""
        return not (self.rows or self.is_complete)

    @property
    def is_empty(self) -> bool:
        """Whether the listing has no rows at all."""
        return self.is_complete and not self.rows and not self.search

    @property
    def finds_nothing(self) -> bool:
        """Whether there are no rows of what is searched for."""
        return self.is_complete and not self.rows and bool(self.search)

    @property
    def only_way(self) -> Action | None:
        """The only action of an empty listing, which Enter takes; None otherwise."""
        actions = self.listing.actions
        return actions[0] if self.is_empty and len(actions) == 1 else None

    @property
    def total(self) -> int:
        """The number of all rows, including those not fetched yet; 0 while it is unknown."""
        if self.is_complete:
            return len(self.rows)
        return self._total if self._total >= len(self.rows) else 0

    @property
    def status(self) -> str:
        """The sentence below the rows or in place of them: that more are being fetched, or why
        there are none. "" if all rows are there."""
        if self.is_complete:
            nothing_found = self.listing.nothing_found if self.search else ""
            return "" if self.rows else nothing_found or told(self.listing.empty)
        if self.rows:
            return _("Loading more…")
        return _("Searching…") if self.search else _("Fetching the list…")

    def lacks(self, count: int) -> bool:
        """Whether fewer than ``count`` rows have been fetched, and there are more."""
        return len(self.rows) < count and not self.is_complete

    # --- What the voter does ------------------------------------------------------------

    def search_for(self, text: str) -> bool:
        """Search for ``text``, or for all rows if it is empty. Rows that are still being fetched
        for another search are dropped when they come. False if that is searched for already."""
        search = _words(text)
        if search == self.search:
            return False
        self.search, self.chosen = search, ""
        self._start_over()
        return True

    def enter(self, number: int = 0) -> Opened | Took | Enter:
        """Enter was pressed at the row of this number, the first being 1; at none for 0."""
        if 0 < number <= len(self.rows):
            return Opened(self.rows[number - 1].key) if self.listing.opens else Enter.READ_ONLY
        if not number and self.only_way is not None:
            return Took(self.only_way.name)
        return Enter.NOTHING if self.is_complete else Enter.MORE

    # --- What takes a while -------------------------------------------------------------

    async def fetch(self, count: int) -> None:
        """Fetch until there are ``count`` rows, or all; :attr:`failure` says if that fails."""
        self.failure = ()
        while self.lacks(count) and not self.failure:
            await self.more()

    async def more(self) -> Sequence[Row]:
        """Fetch the next batch; at first, all batches up to the row to begin at. Returns the rows
        that were added: none at the end, if :attr:`failure` says why, or if another search has
        begun meanwhile."""
        rows = self.rows
        added = [*await self._fetch_batch()]
        while self._seeks and not self.failure:
            added += await self._fetch_batch()
        if self.rows:
            self.chosen = ""
        return added if rows is self.rows else ()

    @property
    def _seeks(self) -> bool:
        """Whether the row to begin at may be among the next rows."""
        return bool(self.chosen) and self.begins_at is None and self.lacks(SOUGHT)

    async def _fetch_batch(self) -> Sequence[Row]:
        """Fetch one batch, unless all are there. What comes is dropped if it does not continue the
        rows any more: another search has begun, or the same batch has come already."""
        rows, after = self.rows, self._after
        if after is None:
            return ()
        self.failure = ()
        came: Batch | Refused
        try:
            came = await self.listing.fetch(self.search, after)
        except Refused as refusal:
            came = refusal
        if rows is not self.rows or after != self._after:
            return ()
        if isinstance(came, Refused):
            self.failure = came.errors
            return ()
        self._add(came)
        return came.rows

    def _add(self, batch: Batch) -> None:
        """Add a batch. An empty one is the last, even if the portal says that another follows: or
        else fetching might never end."""
        if self.chosen:
            numbered = enumerate(batch.rows, len(self.rows))
            self.begins_at = next((n for n, row in numbered if row.key == self.chosen), None)
        self.failure = ()
        self.rows.extend(batch.rows)
        self._after = (batch.after or None) if batch.rows else None
        self._total = batch.total


def _words(text: str) -> str:
    """The words of ``text``, with one space between them."""
    return " ".join(text.split())
