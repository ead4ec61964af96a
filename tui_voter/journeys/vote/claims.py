"""*Formuler une réclamation*: claims about a missing or wrong entry of a roll or a list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from tui_voter.contract.helpdesk import (
    Claim,
    ClaimBallot,
    ClaimKind,
    ClaimState,
    NewClaim,
    read_claims,
    send_claim,
)
from tui_voter.countdown import Span
from tui_voter.dialogue import (
    Action,
    Answers,
    Back,
    Block,
    ChoiceField,
    Dialogue,
    Facts,
    Form,
    Listing,
    LongTextField,
    Notice,
    Opened,
    Option,
    Page,
    Prose,
    Role,
    Row,
    Took,
    Verbatim,
)
from tui_voter.journeys.shared import foreign
from tui_voter.journeys.shared.drafts import Sending, office_answer
from tui_voter.journeys.shared.moments import duration, moment, zone_name, zone_of
from tui_voter.journeys.shared.parsing import one_of, required
from tui_voter.journeys.shared.recap import read_back
from tui_voter.journeys.shared.rows import all_at_once, rows_of
from tui_voter.journeys.shared.saving import dated_record, read
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.machine.files import Files

CLAIM: Final = "claim"
NEW: Final = "new_claim"
UNSENT: Final = "unsent"


def are_open(countdown: VoteCountdown) -> bool:
    """Tell whether claims can be made now."""
    return countdown.now() < countdown.election.claims_until


def way_to_claims(countdown: VoteCountdown) -> list[Action]:
    """Return the action that makes a claim; none once claims are closed."""
    claim = Action(CLAIM, _("Make a claim"), _("claim"), Role.WRITE)
    return [claim] if are_open(countdown) else []


def deadline(countdown: VoteCountdown) -> str:
    """Return the deadline for claims and the time left, or that it has passed."""
    election, now = countdown.election, countdown.now()
    date = moment(election.claims_until, zone_of(election.time_zone))
    if not are_open(countdown):
        return _("Claims could be made until {date} ({zone}); they are now closed.").format(
            date=date, zone=zone_name(election.time_zone)
        )
    left = Span.between(now, election.claims_until)
    return _("Claims can be made until {date} ({zone}); {time} left.").format(
        date=date,
        zone=zone_name(election.time_zone),
        time=duration(left, to_the_second=not (left.days or left.hours)),
    )


def to_claim(advice: str, countdown: VoteCountdown) -> str:
    """Return the ``advice`` to make a claim or, once claims are closed, since when they are."""
    return advice if are_open(countdown) else deadline(countdown)


class ClaimsJourney:
    """The voter's claims, and the next one."""

    def __init__(
        self, dialogue: Dialogue, session: Session, countdown: VoteCountdown, files: Files
    ) -> None:
        self._dialogue = dialogue
        self._session = session
        self._countdown = countdown
        self._files = files
        self._sending = Sending(session)
        self._proposed: Mapping[str, str] = {}
        """The choices with which the form begins, by field: those of the page that opened it."""

    async def visit(self) -> None:
        """List the claims, latest first, with the action that makes a new one.

        Raises PortalError.
        """
        while True:
            answered = await self._session.do(read_claims)
            claims = rows_of(answered.claims)
            match await self._dialogue.browse(self._listing(claims)):
                case Opened(chosen):
                    if chosen == UNSENT:
                        await read(self._dialogue, self._files, self._unsent(), _("claim.txt"))
                    else:
                        await self._read(claims[chosen], _title(claims[chosen]))
                case Took():
                    if self._open():
                        await self._make(answered.ballots)
                    else:
                        self._dialogue.notify(Notice(deadline(self._countdown)))
                case Back():
                    return

    async def make(self, kind: ClaimKind | None, ballot: str = "") -> None:
        """Write a claim of this kind about this ballot, unless the voter chooses otherwise or has
        begun one.

        Raises PortalError.
        """
        if not self._open():
            self._dialogue.notify(Notice(deadline(self._countdown)))
            return
        answered = await self._session.do(read_claims)
        if not self._begun:
            self._proposed = {"kind": kind.value if kind is not None else "", "ballot": ballot}
        await self._make(answered.ballots)

    @property
    def _begun(self) -> str:
        """The text of a claim that has been written and not sent; "" for none."""
        return self._dialogue.kept.typed(NEW).text("text")

    def _open(self) -> bool:
        return are_open(self._countdown)

    def _deadline(self) -> str:
        return deadline(self._countdown)

    def _listing(self, claims: Mapping[str, Claim]) -> Listing:
        zone = zone_of(self._countdown.election.time_zone)

        async def preview(key: str) -> Page:
            if key == UNSENT:
                return self._unsent()
            claim = claims[key]
            return Page(title=_title(claim), blocks=_blocks(claim, zone))

        begun = shorten(self._begun, 40, placeholder="…")
        unsent = Row(UNSENT, _("Your unsent claim"), Verbatim(begun))
        rows = [unsent] if begun and not self._open() else []
        rows += [
            Row(
                key,
                f"{claim.number} {_kind(claim.kind)}",
                ", ".join([moment(claim.sent_at, zone), _state(claim.state)]),
            )
            for key, claim in claims.items()
        ]
        return Listing(
            title=_("Make or follow a claim") if self._open() else _("My claims"),
            key="claims",
            place=_("Claims"),
            intro=[self._deadline],
            fetch=all_at_once(rows),
            empty=_("You have not made any claims."),
            opens=preview,
            actions=[self._way_on()] if self._open() else [],
            help=_(
                "A claim tells the elections office that an entry is missing from a roll, or "
                "that something in a roll or a list is wrong. Each claim is given a number, "
                "and you will receive an email to confirm it."
            ),
        )

    def _unsent(self) -> Page:
        """Make the page with a text that can no longer be sent, as claims have closed."""
        return Page(
            title=_("Your unsent claim"),
            place=_("Not sent"),
            blocks=[
                Prose(_("Claims are now closed: this one can no longer be sent.")),
                Prose(Verbatim(self._begun)),
            ],
        )

    def _way_on(self) -> Action:
        """Return the action that starts a claim or goes on with one."""
        label = _("Go on with my claim") if self._begun else _("New claim")
        return Action(NEW, label, _("new"), Role.WRITE)

    async def _make(self, ballots: tuple[ClaimBallot, ...]) -> None:
        """Ask for a claim, send it and show the record."""
        sending = self._sending
        kinds = {kind.value: kind for kind in ClaimKind}
        about = {ballot.id: ballot for ballot in ballots}
        kind = ChoiceField(
            name="kind",
            label=_("Type of claim"),
            brief=_("kind"),
            options=[Option(key, _kind(one)) for key, one in kinds.items()],
            value=self._proposed.get("kind", ""),
            parse=one_of("kind", kinds, _("Choose what the claim is about.")),
        )
        ballot = ChoiceField(
            name="ballot",
            label=_("Election"),
            hint=foreign.notice(self._countdown.election),
            options=[Option(key, one.name) for key, one in about.items()],
            value=self._proposed.get("ballot", ""),
            parse=one_of("ballot", about, _("Choose the election that the claim is about.")),
        )
        text = LongTextField(
            name="text",
            label=_("Your claim"),
            brief=_("text"),
            parse=required("text", _("Say what is missing or wrong.")),
        )

        async def submit(answers: Answers) -> Claim:
            await read_back(
                self._dialogue,
                _("Check your claim"),
                _("Send the claim"),
                [kind, ballot, text],
                answers,
                _("Nothing has been sent yet. A claim cannot be changed once it has been sent."),
            )
            claim = NewClaim(
                key=sending.key,
                kind=answers[kind],
                ballot_id=answers[ballot].id,
                text=answers[text],
            )
            return await sending.send(send_claim, claim)

        claim = await sending.ask(
            self._dialogue,
            Form(
                title=_("Make a claim"),
                key=NEW,
                place=_("Claim"),
                intro=[self._deadline],
                fields=[kind, ballot, text],
                submit=submit,
                busy=_("Sending the claim…"),
                help=_(
                    "If sending fails, try again: your claim will be recorded only once. If you go "
                    "back, what you typed will still be here next time."
                ),
                time_left=self._deadline,
            ),
        )
        if claim is not None:
            self._proposed = {}
            await self._read(claim, _("Your claim has been recorded."), mailed=True)

    async def _read(self, claim: Claim, title: str, *, mailed: bool = False) -> None:
        """Show a claim, which can be saved as a dated record."""
        election = self._countdown.election
        blocks = _blocks(claim, zone_of(election.time_zone))
        if mailed:
            blocks.append(Prose(_("We have emailed you a confirmation.")))
        record = dated_record(election, self._countdown.now(), _title(claim), blocks)
        page = Page(
            title=title,
            place=_("{number} recorded").format(number=claim.number) if mailed else claim.number,
            blocks=blocks,
            is_outcome=mailed,
        )
        await read(self._dialogue, self._files, page, _("claim.txt"), text=record)


def _title(claim: Claim) -> str:
    return _("Claim {number}").format(number=claim.number)


def _blocks(claim: Claim, zone: tzinfo) -> list[Block]:
    return [
        Facts(
            [
                (_("Number"), claim.number),
                (_("Sent"), moment(claim.sent_at, zone)),
                (_("Type of claim"), _kind(claim.kind)),
                (_("Election"), claim.ballot),
                (_("State"), _state(claim.state)),
            ]
        ),
        Prose(Verbatim(claim.text)),
        *office_answer(claim, zone),
    ]


def _kind(kind: ClaimKind) -> str:
    return {
        ClaimKind.MISSING_ENTRY: _("Missing from an electoral roll"),
        ClaimKind.WRONG_ENTRY: _("Wrong entry in an electoral roll"),
        ClaimKind.PERSONAL_DATA: _("Wrong personal information"),
        ClaimKind.CANDIDATE_LIST: _("Candidate list"),
    }[kind]


def _state(state: ClaimState) -> str:
    return {
        ClaimState.RECEIVED: _("received, being examined"),
        ClaimState.ACCEPTED: _("accepted"),
        ClaimState.REJECTED: _("rejected"),
    }[state]
