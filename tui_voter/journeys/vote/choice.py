"""One ballot paper: the voter chooses an answer, confirms it, and casts the ballot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from tui_voter.dialogue import (
    NO,
    PART,
    SEND,
    Action,
    Answers,
    Back,
    Correct,
    Dialogue,
    Form,
    Left,
    Menu,
    Notice,
    Opened,
    Option,
    Page,
    Prose,
    Role,
    Text,
    Took,
)
from tui_voter.journeys.shared.foreign import official_name, sealed_names
from tui_voter.journeys.shared.rows import rows_of
from tui_voter.journeys.shared.saving import of_ballot, save
from tui_voter.journeys.vote.alarms import Alarm
from tui_voter.journeys.vote.candidates import read_list, read_lists
from tui_voter.journeys.vote.casting import Casting
from tui_voter.journeys.vote.code import VotingCode
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.papers import Chosen, Paper
from tui_voter.journeys.vote.receipts import how_to_check
from tui_voter.journeys.vote.urn import Cast
from tui_voter.messages import gettext as _
from tui_voter.sealing.ballot import opening
from tui_voter.sealing.codes import spoken

if TYPE_CHECKING:
    from tui_voter.machine.files import Files

READ: Final = "read"
CHALLENGE: Final = "challenge"


async def vote_on(
    dialogue: Dialogue,
    countdown: VoteCountdown,
    files: Files,
    paper: Paper,
    casting: Casting,
    code: VotingCode,
) -> Cast | Alarm | None:
    """Let the voter choose an answer and cast the ballot. None if they go back before that."""
    while True:
        match await dialogue.choose(_menu(countdown, paper)):
            case Opened(number):
                chosen = await casting.seal(paper, int(number), code)
                outcome = await _confirm(dialogue, countdown, files, chosen, casting, code)
                if outcome is not None:
                    return outcome
            case Took():  # to read the lists is the only action
                about = sealed_names(countdown.election.languages[0])
                await read_lists(
                    dialogue, countdown, paper.lists, paper.name, about, [], files, as_sealed=True
                )
            case Back():
                return None


def _menu(countdown: VoteCountdown, paper: Paper) -> Menu:
    """Make the menu of answers, in the order of the sealed ballot."""
    return Menu(
        title=paper.name,
        key="answers",
        place=_("Choice"),
        text=_official_name(countdown, paper),
        options=[
            Option(key, PART.join([choice.quoted, *choice.details]))
            for key, choice in rows_of(paper.choices).items()
        ],
        actions=[Action(READ, _("Candidates"), role=Role.READ)] if paper.lists else [],
        help=_(
            "You can choose one list, or the blank vote; the lists are in their official order. "
            "Nothing is in the ballot box until you cast your vote, and nobody can see there what "
            "you chose."
        ),
        confidential=True,
        time_left=countdown.spoken,
    )


def _official_name(countdown: VoteCountdown, paper: Paper) -> list[str]:
    named = official_name(countdown.election, paper.election.name, paper.name)
    return [_("{label}: {value}").format(label=label, value=name) for label, name in named]


async def _confirm(
    dialogue: Dialogue,
    countdown: VoteCountdown,
    files: Files,
    chosen: Chosen,
    casting: Casting,
    code: VotingCode,
) -> Cast | Alarm | None:
    """Show only the chosen answer until the voter casts its ballot. They may also read the list, or
    have the ballot opened and checked. None if they return to the choice."""

    async def submit(_answers: Answers) -> Cast | Alarm:
        if await dialogue.choose(_last_question(chosen)) != Opened(SEND):
            raise Correct("")
        return await casting.send(chosen, code)

    while True:
        with casting.awaiting(chosen):
            left = await dialogue.ask(_form(countdown, chosen, submit))
        if not isinstance(left, Left):
            return left
        if left == Took(READ) and (one := chosen.choice.candidate_list) is not None:
            await read_list(dialogue, countdown, one, chosen.paper.name, files, confidential=True)
        elif left == Took(CHALLENGE):
            if casting.may_be_in_the_urn(chosen):
                dialogue.notify(Notice(_("This ballot has been sent: it can no longer be opened.")))
            elif file := await _open_to_check(dialogue, files, chosen):
                casting.discard(chosen)
                await dialogue.show(_opened_page(casting.origin, chosen, file))
                return None
        else:
            return None


def _form(
    countdown: VoteCountdown, chosen: Chosen, submit: Callable[[Answers], Awaitable[Cast | Alarm]]
) -> Form[Cast | Alarm]:
    paper, choice = chosen.paper, chosen.choice
    intro: list[Text] = [
        *choice.details,
        shorten(paper.name, 72, placeholder="…"),
        *_official_name(countdown, paper),
        _("Tracking number: {tracker}").format(tracker=spoken(chosen.sealed.tracker)),
    ]
    read = [Action(READ, _("Read this list"), role=Role.READ)]
    return Form(
        title=_("Your choice: {answer}").format(answer=choice.quoted),
        key="ballot",
        place=_("Check"),
        intro=intro,
        fields=[],
        submit=submit,
        submit_label=_("Go on"),
        busy=_("Casting your ballot…"),
        actions=[
            *(read if choice.candidate_list is not None else []),
            Action(CHALLENGE, _("Test the encryption with this ballot (it will not count)")),
        ],
        help=_(
            "Your choice was encrypted on this computer. Once cast, it can neither be changed nor "
            "seen again, by you or anybody. To choose another answer, go back. The tracking number "
            "stays the same in the receipt. Whoever doubts that this program encrypts what they "
            "chose can check the ballot instead: it is opened into a file that any computer can "
            "check, thrown away, and you vote with another one."
        ),
        confidential=True,
        time_left=countdown.spoken,
    )


def _last_question(chosen: Chosen) -> Menu:
    return Menu(
        title=_("Cast this ballot?"),
        place=_("Cast"),
        text=[
            _("Your choice: {answer}").format(answer=chosen.choice.quoted),
            _("Once cast, it is final."),
        ],
        options=[Option(SEND, _("Cast my vote")), Option(NO, _("Do not cast it yet"))],
        irrevocable=True,
        help=_("Your choice was encrypted on this computer. Nothing has been sent yet."),
        confidential=True,
    )


async def _open_to_check(dialogue: Dialogue, files: Files, chosen: Chosen) -> str:
    """Save the ballot with its contents to a file, after which it must not be cast. Returns the
    file's path; "" if the voter went back."""

    async def compose() -> str:
        return opening(chosen.sealed, chosen.paper.election, chosen.number).decode()

    about = [
        _(
            "The file shows what this ballot holds, your choice too: any computer can check that "
            "it was encrypted as you wanted."
        ),
        _("The ballot is then thrown away; you vote with another one."),
    ]
    return await save(
        dialogue,
        files,
        of_ballot(_("opened-ballot.json"), chosen.paper.ballot_id),
        compose,
        title=_("Open this ballot to check it"),
        about=about,
    )


def _opened_page(origin: str, chosen: Chosen, file: str) -> Page:
    """Make the page after a ballot was opened, which says how to check its ``file``."""
    return Page(
        title=_("This ballot has been opened"),
        place=_("Opened"),
        is_outcome=True,
        blocks=[
            Prose(_("It was not cast, and has been thrown away: vote with another ballot.")),
            how_to_check(file, origin, chosen.paper.election.uuid),
            Prose(
                _("The command must say that it is a vote for: {answer}").format(
                    answer=chosen.choice.quoted
                )
            ),
        ],
        actions=[Action("another", _("Vote with another ballot"), role=Role.RENEW)],
        help=_(
            "The file shows what you chose in this ballot, which nobody can cast any more. The "
            "ballot that you cast next stays secret: choose as you want to."
        ),
        can_go_back=False,
        confidential=True,
    )
