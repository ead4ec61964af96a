"""*Bienvenue sur votre portail Élections*: the home menu, which leads everywhere else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from tui_voter.contract.election import DocumentKind
from tui_voter.contract.errors import PortalError
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.countdown import Phase
from tui_voter.dialogue import (
    BACK,
    Action,
    Back,
    Dialogue,
    Left,
    Menu,
    Opened,
    Option,
    Role,
    Took,
)
from tui_voter.journeys.home.account import Account
from tui_voter.journeys.home.assistance import Assistance
from tui_voter.journeys.home.documents import show_document
from tui_voter.journeys.home.faq import browse_faq
from tui_voter.journeys.home.replacement import ReplacementGuide
from tui_voter.journeys.shared.moments import in_minutes
from tui_voter.journeys.shared.refusals import failed_on_the_way
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import AlarmRaised, sound
from tui_voter.journeys.vote.ballots import LISTS, ROLL, browse_ballots
from tui_voter.journeys.vote.booth import PollingBooth
from tui_voter.journeys.vote.claims import ClaimsJourney, are_open
from tui_voter.journeys.vote.hours import (
    BALLOTS,
    GUIDE,
    VOTE,
    VoteCountdown,
    vote_entry_label,
    watch,
)
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.journeys.vote.results import browse_results
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

if TYPE_CHECKING:
    from tui_voter.journeys.shared.machine import Verify
    from tui_voter.machine.files import Files
    from tui_voter.machine.strength import Meter

SIGN_OUT: Final = "sign_out"


async def home(
    dialogue: Dialogue,
    session: Session,
    countdown: VoteCountdown,
    meter: Callable[[Sequence[str]], Meter],
    propose: Callable[[PasswordPolicy], Secret],
    files: Files,
    verify: Verify,
    *,
    origin: str,
    idle: int,
    keeping: Keeping,
    greets: bool = False,
) -> None:
    """Show the home menu of the portal at ``origin`` until the voter signs out.

    ``greets`` is for a voter who has an active account already: they are told at once how many
    ballots are left. The portal ends the session after ``idle`` seconds without a request.
    ``meter`` makes the strength meter for one voter, from the parts of their name and address;
    ``propose`` draws a passphrase that a policy accepts, and ``verify`` holds a receipt against a
    ballot box. Failures of the portal and broken seals
    are reported, and the voter returns to the menu.
    """
    booth = PollingBooth(dialogue, session, countdown, files, keeping, verify)
    rooms = _rooms(dialogue, session, countdown, meter, propose, files, origin, booth)
    await booth.learn()
    if greets:
        booth.tell_what_is_left()
    while True:
        vote = vote_entry_label(countdown, booth.to_do)
        match await dialogue.choose(home_menu(vote, may_claim=are_open(countdown), idle=idle)):
            case Opened(entry):
                try:
                    await rooms[entry]()
                except PortalError as error:
                    dialogue.notify(failed_on_the_way(error))
                except AlarmRaised as raised:
                    await sound(dialogue, files, countdown.election, raised.alarm)
            case Back():  # the entries may have changed: rebuild the menu
                await countdown.sync()


def _rooms(
    dialogue: Dialogue,
    session: Session,
    countdown: VoteCountdown,
    meter: Callable[[Sequence[str]], Meter],
    propose: Callable[[PasswordPolicy], Secret],
    files: Files,
    origin: str,
    booth: PollingBooth,
) -> Mapping[str, Callable[[], Awaitable[None]]]:
    """Return what each entry of the menu does, by its key."""
    assistance = Assistance(dialogue, session, files)
    claims = ClaimsJourney(dialogue, session, countdown, files)
    account = Account(dialogue, session, countdown, meter, propose, claims, files)
    replacement = ReplacementGuide(dialogue, session, countdown, files, booth)

    def document(kind: DocumentKind) -> Callable[[], Awaitable[None]]:
        async def show() -> None:
            await show_document(dialogue, session.portal, countdown.election, files, kind)

        return show

    def ballots(first: str) -> Callable[[], Awaitable[None]]:
        return lambda: browse_ballots(dialogue, session, countdown, claims, files, first)

    ways: Mapping[Left, Callable[[], Awaitable[None]]] = {
        Took(BALLOTS): ballots(LISTS),
        Took(GUIDE): document(DocumentKind.VOTING_GUIDE),
    }

    async def vote() -> None:
        if countdown.phase is Phase.CLOSED:
            await booth.read()
        if countdown.phase in (Phase.OPEN, Phase.GRACE) and await booth.visit():
            return
        while countdown.phase is not Phase.CLOSED:
            way = await watch(dialogue, countdown)
            if way is BACK or (way == Took(VOTE) and await booth.visit()):
                return
            if way in ways:
                await ways[way]()
        await browse_results(dialogue, session, countdown, files, origin)

    return {
        DocumentKind.EDITO: document(DocumentKind.EDITO),
        "faq": lambda: browse_faq(dialogue, session.portal, countdown.election, files),
        "assistance": lambda: assistance.visit(countdown.election),
        DocumentKind.ACTIVATION_GUIDE: document(DocumentKind.ACTIVATION_GUIDE),
        DocumentKind.VOTING_GUIDE: document(DocumentKind.VOTING_GUIDE),
        DocumentKind.REISSUE_GUIDE: replacement.visit,
        ROLL: ballots(ROLL),
        LISTS: ballots(LISTS),
        "claims": claims.visit,
        "account": account.visit,
        "vote": vote,
    }


def home_menu(vote_label: str, *, may_claim: bool, idle: int) -> Menu:
    """Make the home menu. ``vote_label`` says when the vote opens or closes; the portal ends the
    session after ``idle`` seconds without a request."""
    practical, mine = _("Practical information"), _("My elections")
    account, vote = _("My account"), _("Vote")
    return Menu(
        title=_("Welcome to your elections portal"),
        key="home",
        place=_("Home"),
        options=[
            Option(DocumentKind.EDITO, _("A word of welcome"), practical),
            Option("faq", _("Online help - Frequently asked questions"), practical),
            Option("assistance", _("Assistance request form"), practical),
            Option(DocumentKind.ACTIVATION_GUIDE, _("Tutorial “Opening your account”"), practical),
            Option(DocumentKind.VOTING_GUIDE, _("Tutorial “How to vote”"), practical),
            Option(DocumentKind.REISSUE_GUIDE, _("Tutorial “Replacement voting codes”"), practical),
            Option(ROLL, _("See the electoral rolls for my elections"), mine),
            Option(LISTS, _("See my elections and their candidate lists"), mine),
            Option("claims", _("Make a claim") if may_claim else _("My claims"), mine),
            Option("account", _("My personal information"), account),
            Option("vote", vote_label, vote),
        ],
        spotlight="vote",
        actions=[Action(SIGN_OUT, _("Sign out and quit"), role=Role.SIGN_OUT)],
        filters=True,
        can_go_back=False,
        help=_(
            "My elections are those in which I am a voter. Anything you read can be saved to a "
            "file. After {time} at most without activity the portal ends your session: sign in "
            "again to continue where you left off."
        ).format(time=in_minutes(idle)),
    )
