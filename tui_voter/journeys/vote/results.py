"""The results: the turnout of each ballot and, once it is counted, the votes for each list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import structs

from tui_voter.contract.election import Election
from tui_voter.contract.errors import PortalMisbehaved
from tui_voter.contract.links import log_path, urn_path
from tui_voter.contract.rules import SMALL_ROLL, ballots_apart
from tui_voter.contract.seats import allotted
from tui_voter.contract.typed import command
from tui_voter.contract.vote import AnswerCount, BallotResult, CountState, read_results
from tui_voter.dialogue import (
    PART,
    Bar,
    Bars,
    Block,
    Dialogue,
    Facts,
    Items,
    Listing,
    Opened,
    Page,
    Prose,
    Row,
    Title,
)
from tui_voter.journeys.shared.counts import counted, figure, percentage, votes, votes_in_words
from tui_voter.journeys.shared.foreign import notices, official_name, sealed_names
from tui_voter.journeys.shared.rows import all_at_once, rows_of
from tui_voter.journeys.shared.saving import dated_record, read
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.papers import Paper, Papers, papers_to_show
from tui_voter.messages import gettext as _
from tui_voter.messages import language_option, ngettext, within_a_sentence

if TYPE_CHECKING:
    from tui_voter.machine.files import Files


async def browse_results(
    dialogue: Dialogue, session: Session, countdown: VoteCountdown, files: Files, origin: str
) -> None:
    """Let the voter read the results of all ballots of the portal at ``origin``, their own under
    the sealed names. Raises PortalError and AlarmRaised."""
    papers = await papers_to_show(session, countdown)

    async def preview(key: str) -> Page:
        return _page(results[key], countdown.election, origin)

    while True:
        results = rows_of(_all_as_sealed((await read_results(session.portal)).ballots, papers))
        left = await dialogue.browse(
            Listing(
                title=_("Results"),
                key="results",
                intro=[
                    _("A training election: its results are fictional."),
                    *(papers.seal_to_compare() if papers else []),
                    *notices(countdown.election),
                ],
                fetch=all_at_once(Row(key, one.name, _state(one)) for key, one in results.items()),
                empty=_("This portal has no ballot box yet: there are no results."),
                opens=preview,
            )
        )
        if not isinstance(left, Opened):
            return
        await _read(dialogue, countdown, files, origin, results[left.key])


def _all_as_sealed(results: Sequence[BallotResult], papers: Papers | None) -> list[BallotResult]:
    """Return the results, the voter's own under the sealed names. Raises PortalMisbehaved if one of
    their ballots does not have exactly one result, another result has its name, or there are
    results but nothing is sealed."""
    if papers is None:
        if results:
            raise PortalMisbehaved("results, and nothing is sealed")
        return []
    own = {paper.election.uuid: paper for paper in papers.papers}
    names = {name for paper in own.values() for name in (paper.name, paper.election.name)}
    found = [one.uuid for one in results if one.uuid in own]
    others = [one for one in results if one.uuid not in own]
    if sorted(found) != sorted(own):
        raise PortalMisbehaved("not one result for each of the voter's ballots")
    if any({one.name, one.official} & names for one in others):
        raise PortalMisbehaved("a result under the name of another ballot")
    return [_as_sealed(one, own[one.uuid]) if one.uuid in own else one for one in results]


def _as_sealed(result: BallotResult, paper: Paper) -> BallotResult:
    """Return the result of one of the voter's ballots under the sealed names. Raises
    PortalMisbehaved if it does not have one count for each answer."""
    choices = paper.choices
    if len(result.counts) not in (0, len(choices)):
        raise PortalMisbehaved("a result of another ballot")
    counts = tuple(
        AnswerCount(
            name=choice.name,
            official=choice.official if choice.official != choice.name else "",
            union=choice.union,
            votes=count.votes,
        )
        for choice, count in zip(choices, result.counts, strict=False)
    )
    return structs.replace(
        result,
        name=paper.name,
        official=paper.election.name if paper.election.name != paper.name else "",
        seats=paper.ballot.seats,
        counts=counts,
    )


async def _read(
    dialogue: Dialogue, countdown: VoteCountdown, files: Files, origin: str, ballot: BallotResult
) -> None:
    page = _page(ballot, countdown.election, origin)
    text = dated_record(countdown.election, countdown.now(), page.title, page.blocks)
    await read(dialogue, files, page, _("result.txt"), text=text)


def _page(ballot: BallotResult, election: Election, origin: str) -> Page:
    return Page(
        title=_("Result: {ballot}").format(ballot=ballot.name),
        place=_("Result"),
        blocks=[*_result(ballot, election), *_replacements(ballot), *_how_to_check(ballot, origin)],
    )


def _state(ballot: BallotResult) -> str:
    """Return the turnout of a ballot that is counted, or else what the result waits for."""
    if ballot.state is CountState.OPEN:
        return _("ballot box not closed yet")
    if ballot.state is CountState.CLOSED:
        return _("closed, not counted yet")
    turnout = _turnout(ballot.cast, ballot.voters)
    label = within_a_sentence(turnout.label)
    return _("{label}: {value}").format(label=label, value=turnout.said)


def _result(ballot: BallotResult, election: Election) -> Sequence[Block]:
    official = official_name(election, ballot.official, ballot.name)
    head: list[Block] = [
        *([Facts(official)] if official else []),
        Bars([_turnout(ballot.cast, ballot.voters)]),
    ]
    if ballot.state is not CountState.COUNTED or not ballot.counts:
        awaited = (
            _(
                "The ballot box is not closed yet: voters who signed in before the closing can "
                "still vote. The result will be here once the polling board has counted."
            )
            if ballot.state is CountState.OPEN
            else _(
                "The ballot box is closed. The polling board has not finished counting. The "
                "result will be here."
            )
        )
        return [Prose(awaited), *head]
    *lists, blank = ballot.counts  # the order of the ballot paper
    are_official = any(one.official for one in lists)
    expressed = sum(one.votes for one in lists)
    facts = [
        (_("Votes cast for a list"), figure(expressed)),
        (_("Blank votes"), figure(blank.votes)),
        (_("Seats to fill"), figure(ballot.seats)),
    ]
    seats = _seats([one.votes for one in lists], ballot)
    bars = [
        _bar(_full_name(one), one.votes, expressed, own)
        for one, own in zip(lists, seats, strict=True)
    ]
    return [
        *head,
        Facts(facts),
        Title(_("Votes for each list, and its share of the votes cast for a list"), 2),
        *map(Prose, sealed_names(election.languages[0]) if are_official else []),
        Bars(bars),
        *map(Prose, _revealed([one.votes for one in ballot.counts], ballot.voters)),
        Prose(
            _(
                "Seats by electoral quotient, then highest average, from these votes. The polling "
                "board announces who is elected."
            )
            if ballot.seats_rule
            else _(
                "This page gives the votes. The polling board allots the seats and announces who "
                "is elected."
            )
        ),
    ]


def _seats(votes: Sequence[int], ballot: BallotResult) -> Sequence[Sequence[str]]:
    """Return the seats of each list as a list of one text, or of none where the election does not
    say how they are allotted."""
    if ballot.seats_rule is None:
        return [[] for _list in votes]
    text = partial(ngettext, "{n} seat", "{n} seats")
    return [[counted(text(number), number)] for number in allotted(votes, ballot.seats)]


def _turnout(cast: int, voters: int) -> Bar:
    part = percentage(cast, voters)
    text = ngettext(
        "{cast} of {n} on the roll, {part}", "{cast} of {n} on the roll, {part}", voters
    )
    said = counted(text, voters, cast=figure(cast), part=part)
    return Bar(_("Turnout"), (said,), said, cast / voters if voters else 0.0)


def _revealed(votes: Sequence[int], voters: int) -> Sequence[str]:
    """Return the warning that a result reveals single votes, or can, as a list of one sentence or
    none. So many ``voters`` are on the roll."""
    apart, count = ballots_apart(votes), sum(votes)
    if apart is None:
        can = _(
            "Fewer than {n} voters are on this roll: of so few ballots the result can reveal votes."
        )
        return [counted(can, SMALL_ROLL)] if count and voters < SMALL_ROLL else []
    if apart == 0:
        sentence = ngettext(
            "This result reveals a vote: there is only one ballot.",
            "This result reveals how each voter voted: all ballots are for the same choice.",
            count,
        )
    else:
        sentence = ngettext(
            "This result reveals to each of the two voters how the other voted: there are only two "
            "ballots.",
            "This result reveals to one voter how all the others voted: all ballots but theirs are "
            "for the same choice.",
            count - 1,
        )
    return [sentence]


def _replacements(ballot: BallotResult) -> Sequence[Block]:
    codes = ballot.replacements
    if codes is None:  # the ballot box is open, or was sealed without a log
        return []
    if not codes.replaced and not codes.cast:
        return [Prose(_("No voting code was replaced."))]
    replaced = ngettext(
        "{n} voting code was replaced", "{n} voting codes were replaced", codes.replaced
    )
    cast = ngettext(
        "{n} ballot was cast with a replacement code",
        "{n} ballots were cast with a replacement code",
        codes.cast,
    )
    both = {"replaced": counted(replaced, codes.replaced), "cast": counted(cast, codes.cast)}
    return [Prose(_("{replaced}; {cast}.").format(**both))]


def _log_step(ballot: BallotResult, origin: str) -> Sequence[str]:
    """Return the step that downloads the log of replaced codes. It follows the download of the
    ballot box: an older log could lack entries."""
    if not ballot.has_log:
        return []
    said = _("Then download its log of replaced voting codes into the same folder: {address}")
    return [said.format(address=origin + log_path(ballot.uuid))]


def _full_name(one: AnswerCount) -> str:
    """Return the name of a list, its union, and its official name if that differs."""
    name, official = (_("“{name}”").format(name=each) for each in (one.name, one.official))
    union = one.union if one.union != one.name else ""
    return PART.join(filter(None, [name, union, official if one.official else ""]))


def _bar(name: str, number: int, expressed: int, seats: Sequence[str]) -> Bar:
    values = (votes(number), percentage(number, expressed)) if expressed else (votes(number),)
    share = number / expressed if expressed else 0.0
    said = ", ".join([votes_in_words(number, expressed), *seats])
    return Bar(name, (*values, *seats), said, share)


def _how_to_check(ballot: BallotResult, origin: str) -> Sequence[Block]:
    return [
        Title(_("Check it yourself"), 2),
        Prose(
            _(
                "The ballot box is public. Anybody can check all of it and count again, without an "
                "account, on any computer:"
            )
        ),
        Items(
            [
                _("Download it in a browser: {address}").format(
                    address=origin + urn_path(ballot.uuid)
                ),
                *_log_step(ballot, origin),
                _("In the folder where you saved it, type this command:\n{command}").format(
                    command=command(
                        "tui-voter", "verify", "--urn", f"{ballot.uuid}.bel", *language_option()
                    )
                ),
                _("Or use belenios-tool, which others wrote and which reads the same file."),
            ],
            numbered=True,
        ),
    ]
