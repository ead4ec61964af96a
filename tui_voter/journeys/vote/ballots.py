"""*Mes scrutins*: the voter's ballots, each with its electoral roll and candidate lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from tui_voter.contract.ballots import Ballot, CandidateList, read_ballots
from tui_voter.contract.helpdesk import ClaimKind
from tui_voter.dialogue import (
    Action,
    Dialogue,
    Left,
    Listing,
    Opened,
    Page,
    Prose,
    Role,
    Row,
    Text,
    Took,
)
from tui_voter.journeys.shared.counts import counted
from tui_voter.journeys.shared.foreign import notices, text_blocks
from tui_voter.journeys.shared.rows import all_at_once, rows_of
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.candidates import read_lists
from tui_voter.journeys.vote.claims import CLAIM, ClaimsJourney, to_claim, way_to_claims
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.papers import lists_of, papers_to_show
from tui_voter.journeys.vote.rolls import browse_roll
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

if TYPE_CHECKING:
    from tui_voter.machine.files import Files

ROLL: Final = "roll"
LISTS: Final = "lists"


async def browse_ballots(
    dialogue: Dialogue,
    session: Session,
    countdown: VoteCountdown,
    claims: ClaimsJourney,
    files: Files,
    first: str,
) -> None:
    """Let the voter choose one of their ballots, and read its roll and its lists. ``first``,
    :data:`ROLL` or :data:`LISTS`, is shown first. Raises PortalError and AlarmRaised."""
    sealed = await papers_to_show(session, countdown)
    if sealed is None:
        ballots = rows_of((await session.do(read_ballots)).ballots)
        seal: list[Text] = []
    else:
        ballots = rows_of([paper.ballot for paper in sealed.papers])
        seal = sealed.seal_to_compare()
    while True:
        left = await dialogue.browse(_listing(countdown, ballots, seal, first))
        if not isinstance(left, Opened):
            return
        ballot = ballots[left.key]
        claim = way_to_claims(countdown)
        shown = first
        while True:
            way: Opened | Left
            if shown == ROLL:
                # The description of the ballot is shown with its lists.
                way = await browse_roll(
                    dialogue,
                    session,
                    countdown,
                    ballot,
                    _about(ballot)[1:],
                    _ways(ROLL, claim),
                    files,
                )
            else:
                lists: Sequence[CandidateList] = ()  # after a seal was shown: as sealed, or none
                if sealed is not None:
                    lists = sealed.papers[int(left.key)].lists
                elif not session.seal:
                    lists = await lists_of(session, ballot.id)
                ways = _ways(LISTS, claim)
                way = await read_lists(
                    dialogue, countdown, lists, ballot.name, _about(ballot), ways, files
                )
            if way == Took(CLAIM):
                kind = None if shown == ROLL else ClaimKind.CANDIDATE_LIST
                await claims.make(kind, ballot.id)
            elif isinstance(way, Took):
                shown = way.name
            elif shown != first:
                shown = first  # back to the page that it was opened from
            else:
                break


def _listing(
    countdown: VoteCountdown,
    ballots: Mapping[str, Ballot],
    seal: Sequence[Text],
    first: str,
) -> Listing:
    election = countdown.election
    none = _("You are not registered to vote in any election.")
    wrong = to_claim(_("If that is wrong, make a claim from the menu."), countdown)

    async def preview(key: str) -> Page:
        about = [Prose(text) for text in _about(ballots[key])]
        return Page(title=ballots[key].name, blocks=[*text_blocks(election), *about])

    return Listing(
        title=_("Electoral rolls for my elections")
        if first == ROLL
        else _("My elections and their candidate lists"),
        key="ballots",
        place=_("Rolls") if first == ROLL else _("My elections"),
        intro=[*seal, *notices(election)],
        fetch=all_at_once(Row(key, one.name, _size(one)) for key, one in ballots.items()),
        empty=f"{none} {wrong}",
        opens=preview,
    )


def _about(ballot: Ballot) -> list[str]:
    return [ballot.description, _("{size}.").format(size=_size(ballot))]


def _size(ballot: Ballot) -> str:
    seats = ngettext("{n} seat", "{n} seats", ballot.seats)
    voters = ngettext("{n} voter", "{n} voters", ballot.voters)
    return _("{seats}, {voters}").format(
        seats=counted(seats, ballot.seats), voters=counted(voters, ballot.voters)
    )


def _ways(shown: str, claim: list[Action]) -> list[Action]:
    other = (
        Action(LISTS, _("Candidate lists"), _("lists"), Role.READ)
        if shown == ROLL
        else Action(ROLL, _("Electoral roll"), _("roll"), Role.READ)
    )
    return [other, *claim]
