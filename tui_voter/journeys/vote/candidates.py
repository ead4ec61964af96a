"""The candidate lists of one ballot, in official order, with their statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_voter.contract.ballots import Candidate, CandidateList
from tui_voter.contract.election import Election
from tui_voter.countdown import Span
from tui_voter.dialogue import (
    PART,
    Action,
    Dialogue,
    Facts,
    Items,
    Left,
    Listing,
    Opened,
    Page,
    Row,
    Title,
)
from tui_voter.journeys.shared.foreign import notices, official_name, text_blocks
from tui_voter.journeys.shared.markdown import blocks_of
from tui_voter.journeys.shared.moments import duration, moment, zone_of
from tui_voter.journeys.shared.rows import all_at_once, rows_of
from tui_voter.journeys.shared.saving import read
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

if TYPE_CHECKING:
    from tui_voter.machine.files import Files


async def read_lists(
    dialogue: Dialogue,
    countdown: VoteCountdown,
    published: Sequence[CandidateList],
    ballot: str,
    about: Sequence[str],
    ways: Sequence[Action],
    files: Files,
    *,
    as_sealed: bool = False,
) -> Left:
    """Let the voter read the lists of a ballot, under their official names if ``as_sealed``.
    Returns how they left them, by going back or one of ``ways``."""
    lists = rows_of(published)

    async def preview(key: str) -> Page:
        return await _page(lists[key], ballot, countdown.election)

    while True:
        left = await dialogue.browse(
            Listing(
                title=_("Candidate lists: {ballot}").format(ballot=ballot),
                key="lists",
                place=_("Lists"),
                intro=[*notices(countdown.election), *about],
                fetch=all_at_once(_row(*each, as_sealed) for each in lists.items()),
                empty=lambda: _none_yet(countdown),
                opens=preview,
                actions=ways,
                help=_(
                    "The lists are shown in official order. Open a list to see its candidates "
                    "and its statement."
                ),
            )
        )
        if not isinstance(left, Opened):
            return left
        await read_list(dialogue, countdown, lists[left.key], ballot, files)


async def read_list(
    dialogue: Dialogue,
    countdown: VoteCountdown,
    one: CandidateList,
    ballot: str,
    files: Files,
    *,
    confidential: bool = False,
) -> None:
    """Show one list, with its candidates and its statement."""
    page = await _page(one, ballot, countdown.election)
    await read(dialogue, files, page._replace(confidential=confidential), _("list.txt"))


def _row(key: str, one: CandidateList, as_sealed: bool) -> Row:
    official = (one.official if as_sealed else "") or one.name
    name = _("“{name}”").format(name=official)  # quoted, as a name may contain commas
    translated = _("“{name}”").format(name=one.name) if one.name != official else ""
    about = ", ".join(filter(None, [one.union, _candidates(len(one.candidates))]))
    return Row(key, name, PART.join(filter(None, [translated, about])))


def _candidates(n: int) -> str:
    return ngettext("{n} candidate", "{n} candidates", n).format(n=n)


def _none_yet(countdown: VoteCountdown) -> str:
    """Return why there are no lists: not published yet, or none at all."""
    election, now = countdown.election, countdown.now()
    if now >= election.lists_from:
        return _("No candidate lists have been published for this election.")
    return _("The candidate lists will be available from {date}, in {time}.").format(
        date=moment(election.lists_from, zone_of(election.time_zone)),
        time=duration(Span.between(now, election.lists_from), to_the_second=False),
    )


async def _page(one: CandidateList, ballot: str, election: Election) -> Page:
    return Page(
        title=one.name,
        place=_("List"),
        blocks=[
            *text_blocks(election),
            Facts(
                [
                    *official_name(election, one.official, one.name),
                    (_("Union"), one.union),
                    (_("Election"), ballot),
                ]
            ),
            Title(_("Candidates")),
            Items([_candidate(candidate) for candidate in one.candidates], numbered=True),
            Title(_("Statement")),
            *await blocks_of(one.statement),
        ],
    )


def _candidate(candidate: Candidate) -> str:
    name = f"{candidate.family_name.upper()} {candidate.first_name}"
    return ", ".join(filter(None, [name, candidate.affiliation]))
