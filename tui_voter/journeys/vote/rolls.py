"""The electoral roll of one ballot: searched by name, and read a few entries at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from tui_voter.contract.ballots import Ballot, RollEntry, RollPage, RollQuery, read_roll
from tui_voter.contract.errors import PortalError
from tui_voter.dialogue import PART, Action, Batch, Dialogue, Left, Listing, Opened, Row, Took
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.journeys.shared.saving import SAVE, of_ballot, save, save_action
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.claims import to_claim
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

if TYPE_CHECKING:
    from tui_voter.machine.files import Files

SEARCH_LIMIT: Final = 100
SAVED: Final = 500
"""The most entries that are saved to a file, as a roll may have a million."""
_SAVED_AT_ONCE: Final = 100


async def browse_roll(
    dialogue: Dialogue,
    session: Session,
    countdown: VoteCountdown,
    ballot: Ballot,
    about: Sequence[str],
    ways: Sequence[Action],
    files: Files,
) -> Opened | Left:
    """Let the voter read, search and save the roll. Returns how they left it: by going back or one
    of ``ways``."""
    roll = _Roll(session, ballot)
    unknown = _(
        "No family name begins like that. Type the beginning of the family name, then of the first "
        "name."
    )
    missing = to_claim(_("If your own name is missing, make a claim."), countdown)
    while True:
        left = await dialogue.browse(
            Listing(
                title=_("Electoral roll: {ballot}").format(ballot=ballot.name),
                key="roll",
                place=_("Voters"),
                intro=about,
                fetch=roll.fetch,
                search_label=_("Name"),
                empty=_("This roll has no entries."),
                nothing_found=f"{unknown} {missing}",
                actions=[*ways, save_action()],
                help=_(
                    "Type the beginning of a name, such as “dup” or “dupont z”: case and "
                    "accents do not matter. Your own entry is marked in words."
                ),
            )
        )
        if left != Took(SAVE):
            return left
        search = roll.searched
        only = _("Only the names that begin with “{search}” are saved.").format(search=search)
        await save(
            dialogue,
            files,
            of_ballot(_("roll.txt"), ballot.id),
            partial(roll.text, search),
            about=[only] if search else [],
            remark=lambda: roll.saved,
        )


class _Roll:
    """One ballot's roll, read through the voter's session."""

    def __init__(self, session: Session, ballot: Ballot) -> None:
        self._session = session
        self._ballot = ballot
        self.searched = ""
        """The search of the rows that the voter sees."""
        self.saved = ""
        """A sentence on how much of the roll the latest text holds; "" for all of it."""

    async def fetch(self, search: str, after: str) -> Batch:
        """Fetch the next rows. Raises :class:`Refused`."""
        wanted = self.searched = search.strip()[:SEARCH_LIMIT]  # as the portal accepts it
        page = await self._page(RollQuery(search=wanted, after=after))
        return Batch(
            [
                Row(f"{after} {number}", _name(entry), _rest(entry))
                for number, entry in enumerate(page.entries)
            ],
            page.after,
            0 if wanted else self._ballot.voters,
        )

    async def text(self, wanted: str) -> str:
        """Return the entries whose names begin with ``wanted`` as a text file, all of them for "".
        Raises :class:`Refused`."""
        self.saved = ""
        entries: list[RollEntry] = []
        after = ""
        while True:
            page = await self._page(RollQuery(search=wanted, after=after, limit=_SAVED_AT_ONCE))
            entries.extend(page.entries)
            after = page.after
            if not after or not page.entries or len(entries) >= SAVED:
                break
        lines = [_("Electoral roll: {ballot}").format(ballot=self._ballot.name), ""]
        if wanted:
            lines += [_("Names that begin with: {search}").format(search=wanted), ""]
            self.saved = _found(wanted, len(entries))
        lines += [", ".join(filter(None, [_name(entry), _rest(entry)])) for entry in entries]
        if after:
            more = _("Only the first {n} entries are shown: there are more.").format(n=len(entries))
            lines += ["", more]
            self.saved = " ".join(filter(None, [self.saved, more]))
        return "\n".join(lines) + "\n"

    async def _page(self, query: RollQuery) -> RollPage:
        try:
            return await self._session.do(read_roll, self._ballot.id, query)
        except PortalError as error:
            raise portal_failed(error) from error


def _found(search: str, n: int) -> str:
    return ngettext(
        "{n} name that begins with “{search}”.", "{n} names that begin with “{search}”.", n
    ).format(n=n, search=search)


def _name(entry: RollEntry) -> str:
    return f"{entry.family_name.upper()} {entry.first_name}"


def _rest(entry: RollEntry) -> str:
    return PART.join(filter(None, [_("This is you") if entry.me else "", entry.affiliation]))
