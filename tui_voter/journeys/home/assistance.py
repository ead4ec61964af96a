"""*Formulaire de demande d'assistance*: questions to the elections office, and its answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from tui_voter.contract.election import Election
from tui_voter.contract.helpdesk import (
    AssistanceRequest,
    NewAssistance,
    ask_assistance,
    read_assistance,
)
from tui_voter.contract.limits import LONGEST_LINE
from tui_voter.dialogue import (
    Action,
    Answers,
    Back,
    Block,
    Dialogue,
    Facts,
    Form,
    Listing,
    LongTextField,
    Opened,
    Page,
    Prose,
    Role,
    Row,
    TextField,
    Took,
    Verbatim,
)
from tui_voter.journeys.shared.drafts import Sending, office_answer
from tui_voter.journeys.shared.moments import moment, zone_of
from tui_voter.journeys.shared.parsing import required
from tui_voter.journeys.shared.recap import read_back
from tui_voter.journeys.shared.rows import all_at_once, rows_of
from tui_voter.journeys.shared.saving import read
from tui_voter.journeys.shared.session import Session
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.machine.files import Files

NEW: Final = "new"


class Assistance:
    """The voter's requests for assistance, and the next one."""

    def __init__(self, dialogue: Dialogue, session: Session, files: Files) -> None:
        self._dialogue = dialogue
        self._session = session
        self._files = files
        self._sending = Sending(session)

    async def visit(self, election: Election) -> None:
        """List the requests, latest first, with the action that writes a new one.

        Raises PortalError.
        """
        while True:
            answered = await self._session.do(read_assistance)
            requests = rows_of(answered.requests)
            way = await self._dialogue.browse(self._listing(requests, election))
            match way:
                case Opened(chosen):
                    subject = Verbatim(requests[chosen].subject)
                    await self._read(requests[chosen], election, subject, _("Request"))
                case Took():
                    if (sent := await self._ask()) is not None:
                        title, place = _("Your request has been recorded."), _("Request recorded")
                        await self._read(sent, election, title, place, is_outcome=True)
                case Back():
                    return

    def _listing(self, requests: Mapping[str, AssistanceRequest], election: Election) -> Listing:
        zone = zone_of(election.time_zone)

        async def preview(key: str) -> Page:
            subject = Verbatim(requests[key].subject)
            return Page(title=subject, blocks=_blocks(requests[key], election))

        rows = [
            Row(
                key,
                Verbatim(f"{request.number} {request.subject}"),
                _("{date}, {state}").format(
                    date=moment(request.sent_at, zone),
                    state=_("answered") if request.answer else _("no answer yet"),
                ),
            )
            for key, request in requests.items()
        ]
        return Listing(
            title=_("My requests for assistance"),
            key="requests",
            place=_("Requests"),
            fetch=all_at_once(rows),
            empty=_("You have not sent any requests yet."),
            opens=preview,
            actions=[self._way_on()],
        )

    def _way_on(self) -> Action:
        """Return the action that starts a request or goes on with one."""
        typed = self._dialogue.kept.typed(NEW)
        begun = typed.text("subject") or typed.text("text")
        label = _("Go on with my request") if begun else _("New request")
        return Action(NEW, label, _("new"), Role.WRITE)

    async def _ask(self) -> AssistanceRequest | None:
        """Ask for a request and send it. None if the voter went back."""
        sending = self._sending
        subject = TextField(
            name="subject",
            label=_("Subject"),
            limit=LONGEST_LINE,
            parse=required("subject", _("Say in a few words what it is about.")),
        )
        text = LongTextField(
            name="text",
            label=_("Your request"),
            brief=_("text"),
            parse=required("text", _("Describe what you need.")),
        )

        async def submit(answers: Answers) -> AssistanceRequest:
            await read_back(
                self._dialogue,
                _("Check your request"),
                _("Send the request"),
                [subject, text],
                answers,
                _("Nothing has been sent yet. A request cannot be changed once it has been sent."),
            )
            request = NewAssistance(key=sending.key, subject=answers[subject], text=answers[text])
            return await sending.send(ask_assistance, request)

        return await sending.ask(
            self._dialogue,
            Form(
                title=_("Request for assistance"),
                key=NEW,
                place=_("Request"),
                intro=[
                    _(
                        "Your elections office will read your request and answer it here; you "
                        "will be told by email. Never include a password or a code."
                    )
                ],
                fields=[subject, text],
                submit=submit,
                busy=_("Sending the request…"),
                help=_(
                    "If sending fails, try again: your request will be recorded only once. If "
                    "you go back, what you typed will still be here next time."
                ),
            ),
        )

    async def _read(
        self,
        request: AssistanceRequest,
        election: Election,
        title: str,
        place: str,
        *,
        is_outcome: bool = False,
    ) -> None:
        blocks = _blocks(request, election)
        page = Page(title=title, place=place, blocks=blocks, is_outcome=is_outcome)
        await read(self._dialogue, self._files, page, _("request.txt"))


def _blocks(request: AssistanceRequest, election: Election) -> list[Block]:
    zone = zone_of(election.time_zone)
    return [
        Facts(
            [
                (_("Number"), request.number),
                (_("Sent"), moment(request.sent_at, zone)),
                (_("Subject"), Verbatim(request.subject)),
            ]
        ),
        Prose(Verbatim(request.text)),
        *(
            office_answer(request, zone)
            or [Prose(_("There is no answer yet. You will be told by email."))]
        ),
    ]
