"""Commands at every prompt, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.linear.conversation import Transcript, converse
from tests.linear.stage import (
    CONFIRMATION,
    LINK,
    PASSWORD,
    Captcha,
    Expiring,
    Taken,
    Vote,
    link_form,
    password_form,
    plain_form,
    take_all,
)
from tui_voter import messages
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Batch,
    Browsed,
    CountdownView,
    Dialogue,
    FieldError,
    Heading,
    Left,
    Listing,
    Menu,
    Notice,
    Option,
    Page,
    Places,
    Refused,
)
from tui_voter.journeys.shared.places import places
from tui_voter.linear.commands import Command, find
from tui_voter.linear.languages import french
from tui_voter.linear.spelling import folded


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/help", Command.HELP),
        ("/aide", Command.HELP),
        ("/repeat", Command.REPEAT),
        ("/répéter", Command.REPEAT),
        ("/repeter", Command.REPEAT),
        ("/re\u0301pe\u0301ter", Command.REPEAT),
        ("/time", Command.TIME),
        ("/temps", Command.TIME),
        ("/back", Command.BACK),
        ("/RETOUR ", Command.BACK),
        ("/quit", Command.QUIT),
        ("/quitter", Command.QUIT),
        ("/another", None),
        ("/", None),
    ],
)
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_both_languages_are_understood_whichever_is_spoken(
    language: str, typed: str, command: Command | None
) -> None:
    messages.use(language)
    assert find(typed, (), ()) is command


def test_an_action_goes_by_its_word_accents_optional() -> None:
    action = Action("new", "Formuler une réclamation", "réclamation")
    assert find("/reclamation", (), [action]) is action
    assert find("/Réclamation", (), [action]) is action


def test_help_is_the_forms_own_and_the_commands_of_the_language_spoken() -> None:
    said = converse(Taken(plain_form(take_all)), "/aide")
    assert said.lines[3:11] == [
        "Coordonnées",
        "Votre nom d'usage.",
        "Commands, each followed by Enter:",
        "/help: this help",
        "/repeat: repeat",
        "/back: go back",
        "/quit: leave the program",
        "/details: how much is said",
    ]
    assert said.prompts == ["Coordonnées, prénom: ", "Again: Coordonnées, prénom: "]


def test_help_begins_with_the_place_and_ends_with_a_person_to_ask() -> None:
    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(plain_form(take_all))

    async def known(dialogue: Dialogue) -> None:
        dialogue.head(Heading(support="Assistance : 01 99 00 12 34."))
        await journey(dialogue)

    def helped(said: Transcript) -> list[str]:
        first, second = (said.lines.index(prompt) for prompt in said.prompts)
        return said.lines[first + 1 : second]

    assert helped(converse(known, "/help"))[0] == "Coordonnées"
    assert helped(converse(known, "/help"))[-1] == "Assistance : 01 99 00 12 34."
    assert "contact the help desk" in helped(converse(journey, "/help"))[-1]


def test_repeat_tells_where_then_what_went_wrong_and_the_question_last() -> None:
    """A wrong answer to a captcha, and a failure of the whole form."""
    said = converse(
        Taken(password_form(Captcha())), PASSWORD, PASSWORD, "1", "/help", "/quoi", "/repeat"
    )
    question = "Recopiez en chiffres : sept, deux, neuf, quatre (1)"
    where = len(said.lines) - said.lines[::-1].index("Step 2 of 4. Créez votre mot de passe")
    again = [line for line in said.lines[where:] if not line.endswith(" ")]
    assert again.index("Ce n'est pas la réponse au captcha.") < again.index(question)
    assert said.lines[said.lines.index(question, where) + 1] == said.prompts[-1]


@pytest.mark.parametrize("said_between", ["/help", "/quoi", "/time", "/details"])
def test_a_captcha_is_said_again_behind_whatever_was_said_in_between(said_between: str) -> None:
    said = converse(Taken(password_form(Captcha())), PASSWORD, PASSWORD, said_between)
    question = "Recopiez en chiffres : sept, deux, neuf, quatre (0)"
    last = len(said.lines) - said.lines[::-1].index(said.prompts[-1]) - 1
    assert said.lines[last - 1] == question
    assert said.lines.count(question) == 2


def test_help_at_a_captcha_is_about_the_captcha() -> None:
    said = converse(Taken(password_form(Captcha())), PASSWORD, PASSWORD, "/help")
    told = said.lines[said.lines.index(said.prompts[-2]) :]
    assert "Une personne peut vous aider." in told
    assert "Quelques mots rares font un bon mot de passe." not in told
    assert not any("hidden" in line for line in told)


def test_repeat_tells_a_failure_of_the_whole_form() -> None:
    async def submit(_answers: Answers) -> str:
        raise Refused(
            FieldError("", "Le portail ne répond pas.", "pas de réponse"),
            questions={"captcha": "Une autre question"},
        )

    form = password_form(Captcha(), submit)
    said = converse(Taken(form), PASSWORD, PASSWORD, "7294", "/help", "/repeat")
    assert said.prompts[-3] == "Pas de réponse. 2 of 4, captcha: "
    assert said.lines.count("Le portail ne répond pas.") == 2
    last = said.lines.index(said.prompts[-1])
    assert said.lines[last - 2 : last] == ["Le portail ne répond pas.", "Une autre question"]


def test_help_names_time_and_actions_where_they_lead_somewhere() -> None:
    timed = converse(Taken(password_form(Captcha())), "/help", "")
    assert "/time: time left" in timed.lines
    with_action = converse(Taken(link_form(take_all)), "/help")
    assert with_action.lines.count("/nouveau: Recevoir un nouveau lien") == 2
    assert "/back: go back" not in with_action.lines  # the first form cannot be left


def test_time_left_is_told_on_request() -> None:
    said = converse(Taken(password_form(Captcha())), PASSWORD, PASSWORD, "/temps")
    assert "Encore 4 minutes 47 secondes." in said.lines
    assert said.prompts[-1] == "Time above. 2 of 4, captcha: "
    untimed = converse(Taken(link_form(take_all)), "/time")
    assert "There is no time limit." in untimed.text
    assert untimed.prompts[-1] == "No time limit. 1 of 4, lien unique: "  # none is “above”


def test_what_holds_a_time_is_said_as_it_is_when_it_is_said() -> None:
    """The text above a form, a hint, and an error: at first, and when they are repeated."""
    seconds = iter(range(90, 0, -1))

    def left() -> str:
        return f"Encore {next(seconds)} s."

    async def submit(_answers: Answers) -> None:
        raise Refused(FieldError("first", left, "trop tôt"))

    form = replace(plain_form(submit), intro=[left])
    first, second = form.fields
    form = replace(form, fields=[replace(first, hint=left), second])
    said = converse(Taken(form), "/repeat", "Ada", "Lovelace", "/repeat")
    told = [int(line.split()[1]) for line in said.lines if line.startswith("Encore")]
    assert len(told) == len(set(told)) >= 6
    assert told == sorted(told, reverse=True)


def test_a_page_with_a_countdown_repeats_what_is_true_now() -> None:
    vote = Vote()

    def view() -> CountdownView:
        vote.syncs += 1
        return vote.view()._replace(lines=[f"Ligne {vote.syncs}"])

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(replace(vote.page(), blocks=[vote.countdown()._replace(view=view)]))

    said = converse(journey, "/repeat", "/deconnexion")
    first, second = (int(line[6:]) for line in said.lines if line.startswith("Ligne"))
    assert first < second


def test_an_action_leaves_the_form_with_what_was_typed() -> None:
    taken = Taken(link_form(take_all, value=LINK))
    converse(taken, "/nouveau")
    assert isinstance(taken.outcome, Left)
    assert taken.outcome.to == "new_link"
    assert taken.outcome.typed.text("link") == LINK


def test_back_where_there_is_none_is_said_so() -> None:
    said = converse(Taken(link_form(take_all)), "/back")
    assert said.prompts[1] == "Not here. 1 of 4, lien unique: "
    assert "You cannot go back from here." in said.lines
    assert "/quit leaves the program." in said.lines


def test_back_goes_to_the_answer_before_then_leaves_the_form() -> None:
    taken = Taken(plain_form(take_all))
    said = converse(taken, "Ada", "/retour", "/retour")
    assert said.prompts[:3] == [
        "Coordonnées, prénom: ",
        "Coordonnées, nom: ",
        "Coordonnées, prénom or Enter: ",
    ]
    assert "Enter to keep: Ada" in said.lines
    assert isinstance(taken.outcome, Left)
    assert taken.outcome.to == BACK
    assert taken.outcome.typed.text("first") == "Ada"


def test_an_unknown_command_is_said_so_in_the_next_prompt() -> None:
    said = converse(Taken(plain_form(take_all)), "/vote", "Ada")
    assert "There is no command /vote here." in said.lines
    assert said.prompts[1] == "Unknown. Coordonnées, prénom: "
    assert said.prompts[2] == "Coordonnées, nom: "


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/captcha", "Here: /nouveau."),
        ("/another", "/another works only at a captcha."),
        ("/computer", "/computer works only at a captcha."),
        ("/redo", "/redo works only where something has been typed already."),
        ("/propose", "/propose works only where a new password is typed."),
        ("/more", "/more works only in a long text or list."),
        ("/all", "/all works only in a long text or list."),
        ("/sign-out", "/sign-out works at: Home."),
    ],
)
def test_a_command_that_is_refused_is_told_with_where_it_works(typed: str, told: str) -> None:
    async def journey(dialogue: Dialogue) -> None:
        out = Action("out", "Sign out", "sign-out")
        await dialogue.show(Page(title="Home.", blocks=[], actions=[out]))
        await dialogue.ask(link_form(take_all))

    said = converse(journey, "/sign-out", typed, "/repeat")
    assert said.lines.count(told) == 2


def test_a_command_that_is_refused_names_its_place_as_the_prompt_does() -> None:
    async def journey(dialogue: Dialogue) -> None:
        out = Action("out", "Sign out", "sign-out")
        page = Page(title="Welcome to your portal", place="Home", blocks=[], actions=[out])
        await dialogue.show(page)
        await dialogue.ask(replace(link_form(take_all), can_go_back=True))
        await dialogue.ask(replace(link_form(take_all), can_go_back=False))

    said = converse(journey, "", "/sign-out", LINK, "/sign-out")
    assert said.prompts[0].startswith("Home, ")
    assert said.lines.count("/sign-out works at: Home.") == 2
    assert said.lines.count("/back: go back") == 1


def test_a_command_is_told_with_its_place_before_the_voter_has_been_there() -> None:
    places = {"contact": Places(["Profile"])}
    said = converse(Taken(link_form(take_all)), "/contact", places=places)
    assert "/contact works at: Profile." in said.lines


@pytest.mark.parametrize(
    ("is_signed_in", "told"), [(False, "Receipt, Account active"), (True, "Receipt")]
)
def test_all_places_of_a_command_are_told_that_the_voter_can_come_to(
    is_signed_in: bool, told: str
) -> None:
    async def journey(dialogue: Dialogue) -> None:
        if is_signed_in:
            dialogue.head(Heading(session=Expiring(800).limit()))
        await dialogue.ask(link_form(take_all))

    places = {
        "continue": Places(["Receipt"], ["Account active"]),
        "forgotten": Places(outside=["Sign in, 2 of 2"]),
    }
    said = converse(journey, "/continue", "/forgotten", places=places)
    assert f"/continue works at: {told}." in said.lines
    there = "/forgotten works at: Sign in, 2 of 2."
    before = "/forgotten works only before you sign in, at: Sign in, 2 of 2."
    assert (before if is_signed_in else there) in said.lines


def test_at_the_home_the_way_home_is_known_to_be_over() -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(session=Expiring(800).limit()))
        home = Menu(
            title="Welcome",
            place="Home",
            options=[Option("a", "A")],
            can_go_back=False,
            is_home=True,
        )
        await dialogue.choose(home)

    said = converse(journey, "/home", "/back")
    assert "You are at the home already." in " ".join(said.lines)
    assert " ".join(said.lines).count("You cannot go back from here.") == 1


def test_a_place_that_is_called_as_this_one_is_told_by_its_title() -> None:
    async def journey(dialogue: Dialogue) -> None:
        inspect = Action("inspect", "Check this ballot", "inspect")
        page = Page(title="Your choice: “A”", place="Ballot", blocks=[], actions=[inspect])
        await dialogue.show(page)
        await dialogue.show(replace(page, title="Your vote", actions=[]))
        await dialogue.show(replace(page, actions=[]))

    said = converse(journey, "", "/inspect", "", "/inspect")
    assert "/inspect works at: Your choice. /back: go back" in " ".join(said.lines)
    assert "/inspect is not possible here at the moment." in said.lines


def test_extending_without_a_session_says_when_one_begins() -> None:
    said = converse(Taken(link_form(take_all)), "/extend")
    assert "There is no session to extend: one begins when you sign in." in said.lines


@pytest.mark.parametrize(
    ("typed", "meant"), [("/vot", "/vote"), ("/repaet", "/repeat"), ("/zzz", "")]
)
def test_a_command_that_is_nearly_one_is_told_with_it(typed: str, meant: str) -> None:
    said = converse(
        Taken(replace(plain_form(take_all), actions=[Action("vote", "Voter", "vote")])), typed
    )
    told = [line for line in said.lines if line.startswith("Did you mean")]
    assert told == ([f"Did you mean {meant}?"] if meant else [])


def test_quit_is_an_end_in_good_order() -> None:
    said = converse(Taken(plain_form(take_all)), "/quit", "never read")
    assert said.code == 1
    assert said.lines[-2:] == ["You have left tui-voter.", ""]


def test_the_outcome_stands_on_the_cursors_line_and_is_repeated() -> None:
    taken: list[str] = []

    async def journey(dialogue: Dialogue) -> None:
        taken.append(await dialogue.show(CONFIRMATION))

    said = converse(journey, "/repeat", "/quoi", "bonjour", "/continuer")
    assert said.prompts[0] == "Compte activé, Enter or /continuer: "
    assert said.prompts[1] == "Enter or /continuer. Compte activé: "
    assert said.text.count("Votre question défi et votre réponse secrète") == 2
    assert said.prompts[2] == "Unknown. Compte activé, Enter: "
    assert said.prompts[3] == "Not understood. Compte activé, Enter: "
    assert taken == ["countdown"]


def test_where_an_outcome_waits_what_follows_is_at_hand_already() -> None:
    """Each place's own: a form keeps what it was given, a menu and a page answer the action."""
    mailbox = Action("mailbox", "Look in the mailbox", "mailbox")
    form = replace(link_form(take_all, LINK), actions=[mailbox])
    taken: list[str | Left | Browsed] = []

    async def fetch(_search: str, _after: str) -> Batch:
        return Batch([])

    def outcomes(dialogue: Dialogue) -> Dialogue:
        dialogue.notify(Notice("A code has been emailed to you.", "code emailed"))
        dialogue.notify(Notice("It is valid for an hour.", "valid"))
        return dialogue

    async def journey(dialogue: Dialogue) -> None:
        menu = Menu(title="Home", options=[], actions=[mailbox])
        rolls = Listing(title="Rolls", fetch=fetch, empty="None.", actions=[mailbox])
        page = Page(title="Claim", blocks=[], actions=[mailbox])
        left: str | Left = await outcomes(dialogue).ask(form)
        taken.append(left)
        taken.append(await outcomes(dialogue).choose(menu))
        taken.append(await outcomes(dialogue).browse(rolls))
        taken.append(await outcomes(dialogue).show(page))

    said = converse(journey, *["/help", "/mailbox", "/quoi", ""] * 4)
    assert said.code == 0
    assert isinstance(taken[0], Left)
    assert (taken[0].to, taken[0].typed.text("link")) == ("mailbox", LINK)
    assert tuple(taken[1:]) == ("mailbox", Browsed("mailbox", ""), "mailbox")
    assert said.text.count("/mailbox: Look in the mailbox") == 4
    assert [prompt for prompt in said.prompts if "Enter" not in prompt] == []
    assert said.text.count("It is valid for an hour.") == 4  # told, whatever is taken before it


def test_what_came_of_an_act_is_said_before_what_is_told_behind_it() -> None:
    told = ["A letter has come.", "Your password has been changed.", "2 ballots are left."]

    async def journey(dialogue: Dialogue) -> None:
        first, changed, left = told
        dialogue.notify(Notice(first))
        dialogue.notify(Notice(changed, "changed"))
        dialogue.notify(Notice(left))
        if asks:
            await dialogue.show(CONFIRMATION)

    for asks in (True, False):
        said = converse(journey, "", "")
        places = [said.lines.index(each) for each in told]
        assert places == sorted(places) if asks else places[1] < places[2]
        assert len(said.prompts) == (2 if asks else 0)


def test_enter_on_a_page_takes_its_usual_way() -> None:
    taken: list[str] = []

    async def journey(dialogue: Dialogue) -> None:
        taken.append(await dialogue.show(CONFIRMATION))

    converse(journey, "")
    assert taken == ["countdown"]


@pytest.mark.parametrize("typed", ["/nouvelle", "/nouveau", "/Nouvelle"])
def test_a_command_is_taken_in_either_gender(typed: str) -> None:
    taken = Taken(replace(link_form(take_all), actions=[Action("new", "Demande", "nouveau")]))
    converse(taken, typed)
    assert isinstance(taken.outcome, Left)
    assert taken.outcome.to == "new"


def test_the_other_gender_is_that_of_a_command() -> None:
    messages.use("fr")
    known = {folded(word) for word in places()} | {
        folded(messages.gettext(c.value)) for c in Command
    }
    assert set(french.SAME.values()) <= known
    assert not set(french.SAME) & known
