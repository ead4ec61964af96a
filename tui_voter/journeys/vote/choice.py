"""One ballot paper: all its lists, then the chosen one alone, and the way to cast it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from tui_voter.dialogue import (
    BACK,
    NO,
    PART,
    SEND,
    Action,
    Answers,
    Correct,
    Dialogue,
    Facts,
    Form,
    Left,
    Menu,
    Notice,
    Option,
    Page,
    Prose,
    Text,
    Verbatim,
)
from tui_voter.journeys.shared.foreign import official_name, sealed_names
from tui_voter.journeys.shared.saving import of_ballot, save
from tui_voter.journeys.vote.alarms import Alarm
from tui_voter.journeys.vote.candidates import read_list, read_lists
from tui_voter.journeys.vote.casting import Casting
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.papers import Paper
from tui_voter.journeys.vote.receipts import how_to_check
from tui_voter.journeys.vote.urn import Cast
from tui_voter.messages import gettext as _
from tui_voter.sealing.ballot import Sealed, opening
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
) -> Cast | Alarm | None:
    """Let the voter choose, and cast what they chose; None when they go back before that."""
    chosen = ""
    while (way := await dialogue.choose(_menu(countdown, paper, chosen))) != BACK:
        if way == READ:
            about = sealed_names(countdown.election)
            await read_lists(
                dialogue, countdown, paper.lists, paper.name, about, [], files, as_sealed=True
            )
            continue
        chosen = way
        outcome = await _settle(dialogue, countdown, files, paper, int(way), casting)
        if outcome is not None:
            return outcome
    return None


def _menu(countdown: VoteCountdown, paper: Paper, chosen: str) -> Menu:
    """All answers, in the order of the sealed ballot."""
    return Menu(
        title=paper.name,
        place=_("Ballot"),
        text=_official(countdown, paper),
        options=[
            Option(str(number), PART.join([_answer(paper, number), *_about(paper, number)]))
            for number in range(len(paper.election.answers))
        ],
        chosen=chosen,
        actions=[Action(READ, _("Candidates"))] if paper.lists else [],
        help=_(
            "You can choose one list, or the blank vote; the lists are in their official order. "
            "Nothing is in the ballot box before you have cast it on the next page, and nobody can "
            "see there what you chose."
        ),
        confidential=True,
        time_left=lambda: countdown.view().spoken,
    )


def _answer(paper: Paper, choice: int) -> str:
    """An answer as it was sealed."""
    name = paper.election.answers[choice]
    return name if paper.list_of(choice) is None else _("“{name}”").format(name=name)


def _about(paper: Paper, choice: int) -> list[str]:
    """What else helps to recognise an answer: its name in the voter's language, where that is not
    the one that was sealed, and the union."""
    one = paper.list_of(choice)
    sealed = paper.election.answers[choice]
    if one is None:
        return [each for each in [_("Blank vote")] if each != sealed]
    translated = _("“{name}”").format(name=one.name) if one.name != sealed else ""
    return [*filter(None, [translated, one.union if one.union != one.name else ""])]


def _official(countdown: VoteCountdown, paper: Paper) -> list[str]:
    return official_name(countdown.election, paper.election.name, paper.name)


async def _settle(
    dialogue: Dialogue,
    countdown: VoteCountdown,
    files: Files,
    paper: Paper,
    choice: int,
    casting: Casting,
) -> Cast | Alarm | None:
    """The chosen answer alone: cast it, or look at it again; None to choose anew."""
    sealed = await casting.seal(choice)
    one = paper.list_of(choice)

    async def submit(_answers: Answers) -> Cast | Alarm:
        if await dialogue.choose(_last_question(paper, choice)) != SEND:
            raise Correct("")
        return await casting.send(sealed)

    while True:
        casting.wait(sealed)
        try:
            left = await dialogue.ask(_form(countdown, paper, choice, sealed, submit))
        finally:
            casting.wait(None)
        if not isinstance(left, Left):
            return left
        if left.to == READ and one is not None:
            await read_list(dialogue, countdown, one, paper.name, files, confidential=True)
        elif left.to == CHALLENGE:
            if casting.may_be_in_the_urn(sealed):
                dialogue.notify(Notice(_("This ballot has been sent: it can no longer be opened.")))
            elif file := await _challenge(dialogue, files, paper, choice, sealed):
                casting.throw_away(sealed)
                await dialogue.show(_opened(casting.origin, paper, choice, file))
                return None
        else:
            return None


def _form(
    countdown: VoteCountdown,
    paper: Paper,
    choice: int,
    sealed: Sealed,
    submit: Callable[[Answers], Awaitable[Cast | Alarm]],
) -> Form[Cast | Alarm]:
    one = paper.list_of(choice)
    intro: list[Text] = [
        *_about(paper, choice),
        shorten(paper.name, 72, placeholder="…"),
        *_official(countdown, paper),
        _("Tracking number: {tracker}").format(tracker=spoken(sealed.tracker)),
    ]
    read = [Action(READ, _("Read this list"))]
    return Form(
        title=_("Your choice: {answer}").format(answer=_answer(paper, choice)),
        place=_("Ballot"),
        intro=intro,
        fields=[],
        submit=submit,
        submit_label=_("Go on"),
        busy=_("Casting your ballot…"),
        actions=[
            *(read if one is not None else []),
            Action(CHALLENGE, _("Check this ballot instead of casting it")),
        ],
        help=_(
            "Your choice was encrypted on this computer. Once cast, it can neither be changed nor "
            "seen again, by you or anybody. To choose another answer, go back. The tracking number "
            "stays the same in the receipt. Whoever doubts that this program encrypts what they "
            "chose can check the ballot instead: it is opened into a file that any computer can "
            "check, thrown away, and you vote with another one."
        ),
        confidential=True,
        time_left=lambda: countdown.view().spoken,
    )


def _last_question(paper: Paper, choice: int) -> Menu:
    return Menu(
        title=_("Cast this ballot?"),
        place=_("Ballot"),
        text=[
            _("Your choice: {answer}").format(answer=_answer(paper, choice)),
            _("Once cast, it is final."),
        ],
        options=[Option(SEND, _("Cast my vote")), Option(NO, _("Do not cast it yet"))],
        irrevocable=True,
        help=_("Your choice was encrypted on this computer. Nothing has been sent yet."),
        confidential=True,
    )


async def _challenge(
    dialogue: Dialogue, files: Files, paper: Paper, choice: int, sealed: Sealed
) -> str:
    """Open the ballot instead of casting it: nobody may cast it then. The file’s path, "" where
    that was not done."""

    async def compose() -> str:
        return opening(sealed, paper.election, choice).decode()

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
        of_ballot(_("opened-ballot.json"), paper.ballot_id),
        compose,
        title=_("Open this ballot to check it"),
        about=about,
    )


def _opened(origin: str, paper: Paper, choice: int, file: str) -> Page:
    """What became of a ballot that was opened, and how its ``file`` is checked."""
    return Page(
        title=_("This ballot has been opened"),
        place=_("Opened"),
        is_outcome=True,
        blocks=[
            Prose(_("It was not cast, and has been thrown away: vote with another ballot.")),
            Facts([(_("File"), Verbatim(file))]),
            how_to_check(file, origin, paper.election.uuid),
            Prose(
                _("The command must say that it is a vote for: {answer}").format(
                    answer=_answer(paper, choice)
                )
            ),
        ],
        actions=[Action("another", _("Vote with another ballot"))],
        help=_(
            "The file shows what you chose in this ballot, which nobody can cast any more. The "
            "ballot that you cast next stays secret: choose as you want to."
        ),
        can_go_back=False,
        confidential=True,
    )
