"""Everything on the portal's home, walked by a listener who signs in first."""

import json
from collections.abc import Callable, Sequence

from mock_server.cli import inbox
from tests.entry.visitor import NEW_PASSWORD, PASSWORD
from tests.portal.captcha_solver import solve
from tests.screenreader.front_door import WRONG_PASSWORD
from tests.screenreader.listeners import command, refused, unnumbered
from tests.visit.scene import WELCOME, Scene, ballot, signing_in
from tui_voter.audit.player import (
    Reply,
    act,
    attempt,
    choose,
    fill,
    find,
    leave,
    more,
    open_row,
    quit_,
    sees,
    take,
)
from tui_voter.contract.helpdesk import ClaimState
from tui_voter.dialogue import BACK
from tui_voter.messages import gettext as _
from tui_voter.messages import language

SAVED = (take("save"), fill(name="gardé.txt"), sees("Saved: {path}"))


def inside(scene: Scene, *moves: Reply, out: Reply | None = None) -> Sequence[Reply]:
    """The voter of ``scene`` signs in, does this, and goes ``out``: quits, unless told."""
    scene.activate()
    return [*signing_in(scene.address), WELCOME, *moves, out or quit_()]


def answered(scene: Scene, table: str, letter: str, text: str) -> Callable[[], None]:
    """The elections office answers the voter's latest row of ``table``."""

    def answer() -> None:
        ((number,),) = scene.rows(f"SELECT max(id) FROM {table}")  # noqa: S608 of two, in this file
        state = ClaimState.ACCEPTED if table == "claim" else None
        inbox.answer(scene.portal.settings, f"{letter}-{number:06}", text, state)

    return answer


# fmt: off
# A script reads like prose; the formatter would give each move a line of its own.
def home_menu(scene: Scene) -> Sequence[Reply]:
    """The menu, narrowed down and whole again, and what can be asked there."""
    return inside(
        scene,
        more(), refused("Answer with a number from 1 to {last}.", "empty", last=11),
        find("99"), refused("Answer with a number from 1 to {last}.", "not listed", last=11),
        find("okapi"), refused("No choice contains “{word}”.", "nothing found", word="okapi"),
        find(_("Make a claim").upper()),
        sees("{count} choice of {total} for “{word}”, Enter: all choices", count=1, total=11),
        command("help"), command("help"), sees("Commands everywhere:"),
        command("time"), sees("The vote opens in"),
        more(),  # the menu is out of sight: of a page that stands there twice Fenrir tells the rest
        choose("claims"), sees("You have not made any claims."), take(BACK),
        out=choose("sign_out"),
    )


def guide(scene: Scene) -> Sequence[Reply]:
    """A long text, piece by piece, then all the rest; kept in a file, twice."""
    return inside(
        scene,
        choose("voting-guide"), more(), more(), command("repeat"),
        command("all"), sees("End of the text."),
        *SAVED, *SAVED, take("close"), WELCOME,
    )


def faq(scene: Scene) -> Sequence[Reply]:
    """Questions and answers: nothing found, then something."""
    nothing = "No question or answer contains all these words. Try fewer words."
    return inside(
        scene,
        choose("faq"), more(), find("okapi"), refused(nothing, "nothing found"),
        find("braille"), open_row(""), sees("braille"), take("close"),
        sees("Online help - Frequently asked questions"),
        take(BACK), take(BACK), WELCOME,  # from what was found, and from all questions
    )


def assistance(scene: Scene) -> Sequence[Reply]:
    """A request of two lines, sent, answered and read."""
    return inside(
        scene,
        choose("assistance"), sees("You have not sent any requests yet."), take("new"),
        attempt(subject=" "),
        refused("Say in a few words what it is about.", "answer missing"),
        fill(subject="Clavier braille", text="Je ne trouve pas la liste.\nMerci d’avance."),
        choose("send"), sees("Your request has been recorded."),
        act(answered(scene, "assistance_request", "A", "Nous vous appelons demain.")),
        take("close"), open_row("Clavier braille"), sees("Answer from the elections office"),
        take("close"), take(BACK), WELCOME,
    )


def roll(scene: Scene) -> Sequence[Reply]:
    """Three hundred names: some pages of them, a search, and what it finds in a file."""
    scene.portal.sql(
        "UPDATE voter SET family_name = 'Œuvrard-Ponthou' WHERE address = ?", scene.address
    )
    scene.rows("UPDATE roll_entry SET name_key = 'oeuvrard ponthou jo'")
    nothing = (
        "No family name begins like that. Type the beginning of the family name, then of "
        "the first name."
    )
    return inside(
        scene,
        choose("roll"), open_row(ballot(language())), sees("Electoral roll: {ballot}"),
        more(), more(), find("okapi"), refused(nothing, "nothing found"),
        find("oeuvrard pon"), sees("This is you"), *SAVED,
        take(BACK), take(BACK), take(BACK), WELCOME,  # from what was found, and from the lists
    )


def candidates(scene: Scene) -> Sequence[Reply]:
    """A list with its candidates and its statement, piece by piece, in a file."""
    ((texts,),) = scene.portal.sql(
        "SELECT texts FROM candidate_list WHERE ballot_id = 'csa-national' AND position = 2"
    )
    name = json.loads(texts)[language()]["name"]
    return inside(
        scene,
        choose("lists"), open_row(ballot(language())), sees(name), open_row(name),
        more(), command("all"), *SAVED, take("close"),
        take("roll"), sees("Electoral roll: {ballot}"), take(BACK), take(BACK), take(BACK),
    )


CLAIM = fill(kind="wrong_entry", ballot="csa-academique", text="Mon prénom est Joëlle.")


def claim(scene: Scene) -> Sequence[Reply]:
    """A claim, its receipt in a file, and the answer."""
    return inside(
        scene,
        choose("claims"), sees("You have not made any claims."), take("new_claim"),
        attempt(kind="wrong_entry"), attempt(ballot="csa-academique"), fill(at="Make a claim"),
        refused("Say what is missing or wrong.", "answer missing"),
        fill(at="Make a claim", text="Mon prénom est Joëlle."),
        choose("send"), sees("Your claim has been recorded."), *SAVED,
        act(answered(scene, "claim", "R", "C’est corrigé.")),
        take("close"), open_row("R-"), sees("accepted"), take("close"), take(BACK), WELCOME,
    )


def session_over(scene: Scene) -> Sequence[Reply]:
    """The session ends while a claim is written: it is sent all the same."""
    return inside(
        scene,
        choose("claims"), take("new_claim"), act(scene.end_sessions), CLAIM, choose("send"),
        sees(
            "Your session has ended: this happens after {time} without activity, or when the "
            "password is changed. Sign in again: what you typed has been kept, and you will "
            "continue where you left off."
        ),
        unnumbered(fill(at="Sign in", password=WRONG_PASSWORD, captcha=solve)),
        refused("The password for {identifier} is wrong.", "not recognised"),
        unnumbered(fill(at="Sign in", password=PASSWORD, captcha=solve)),
        sees("Your claim has been recorded."),
    )


def account(scene: Scene) -> Sequence[Reply]:
    """Telephone, language, password and challenge question, each of them changed."""
    number = "A telephone number has 6 to 15 digits, for example 01 99 00 12 34."
    return inside(
        scene,
        choose("account"), sees("My personal information"),
        take("contact"), attempt(telephone="12"), refused(number, "incorrect"),
        fill(telephone="01 99 00 12 34", language="en"), sees("Recorded."),
        take("password"),
        fill(at="Change my password", password=WRONG_PASSWORD, new=NEW_PASSWORD),
        refused("This is not your current password. Type it again.", "wrong password"),
        fill(at="Change my password", password=PASSWORD),
        sees("Your password has been changed. We have emailed you a confirmation."),
        take("question"),
        fill(at="Change my challenge question",
             password=NEW_PASSWORD, question="first-colleague", answer="Marguerite"),
        choose("send"),
        sees("Your challenge question is now: {question} We have emailed you a confirmation."),
        take("claim"), sees("Make a claim"), leave(at="Make a claim"), take("close"), WELCOME,
    )


def vote_open(scene: Scene) -> Sequence[Reply]:
    """The vote is open: what that means, and where one may go from there."""
    return inside(
        scene,
        choose("vote"), sees("The vote is open. It closes in"),
        take("vote"), sees("The vote is open. It closes in"),
        take("ballots"), sees("My elections and their candidate lists"), take(BACK),
        take("guide"), take("close"), take(BACK), WELCOME,
    )
