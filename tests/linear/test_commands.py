"""Commands at every prompt, in both languages."""

from __future__ import annotations

import pytest

from tests.linear.conversation import converse
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
    CountdownView,
    Dialogue,
    FieldError,
    Heading,
    Left,
    Menu,
    Notice,
    Option,
    Refused,
    Role,
    Took,
)
from tui_voter.letters import folded
from tui_voter.linear.commands import EVERYWHERE, TIMED, WORDS, Said, find
from tui_voter.linear.languages import french


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/help", Role.HELP),
        ("/aide", Role.HELP),
        ("/repeat", Role.REPEAT),
        ("/répéter", Role.REPEAT),
        ("/repeter", Role.REPEAT),
        ("/re\u0301pe\u0301ter", Role.REPEAT),
        ("/time", Role.TIME),
        ("/temps", Role.TIME),
        ("/back", Role.BACK),
        ("/RETOUR ", Role.BACK),
        ("/quit", Role.QUIT),
        ("/quitter", Role.QUIT),
        ("/another", None),
        ("/", None),
    ],
)
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_both_languages_are_understood_whichever_is_spoken(
    language: str, typed: str, command: Said | None
) -> None:
    messages.use(language)
    assert find(typed, TIMED) is command


def test_an_action_goes_by_its_word_accents_optional() -> None:
    action = Action("new", "Formuler une réclamation", "réclamation")
    assert find("/reclamation", (), [action]) is action
    assert find("/Réclamation", (), [action]) is action


def test_seven_words_work_everywhere() -> None:
    assert len(EVERYWHERE) == 7


def test_help_is_the_places_own_then_the_words_that_work_everywhere() -> None:
    said = converse(Taken(plain_form(take_all)), "/aide", "/aide")
    first, second = map(said.lines.index, said.prompts[:2])
    everywhere = said.lines.index("Commands everywhere:")
    assert said.lines[first + 1 : second] == ["Votre nom d'usage.", "/help again: the rest."]
    assert said.lines[everywhere : everywhere + 5] == [
        "Commands everywhere:",
        "/help: this help",
        "/repeat: repeat",
        "/back: go back",
        "/quit: leave the program",
    ]
    assert said.prompts[:2] == ["Coordonnées, prénom: ", "Again: Coordonnées, prénom: "]


def test_help_names_a_person_to_ask() -> None:
    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(plain_form(take_all))

    async def known(dialogue: Dialogue) -> None:
        dialogue.head(Heading(support="Assistance : 01 99 00 12 34."))
        await journey(dialogue)

    assert "Assistance : 01 99 00 12 34." not in converse(known, "/help").lines
    assert "Assistance : 01 99 00 12 34." in converse(known, "/help", "/help").lines
    assert "contact the help desk" in converse(journey, "/help", "/help").text


def test_repeat_tells_where_then_what_went_wrong_and_the_question_last() -> None:
    """A wrong answer to a captcha, and a failure of the whole form."""
    said = converse(
        Taken(password_form(Captcha())), PASSWORD, PASSWORD, "1", "/help", "/quoi", "/repeat"
    )
    question = "Recopiez en chiffres : sept, deux, neuf, quatre (1)"
    where = len(said.lines) - said.lines[::-1].index("Créez votre mot de passe")
    again = [line for line in said.lines[where:] if not line.endswith(" ")]
    assert again.index("Ce n'est pas la réponse au captcha.") < again.index(question)
    assert said.lines[said.lines.index(question, where) + 1] == said.prompts[-1]


@pytest.mark.parametrize("said_between", ["/help", "/quoi", "/time"])
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
    timed = converse(
        Taken(password_form(Captcha())), "/help", "/help", PASSWORD, PASSWORD, *["/help"] * 2
    )
    assert timed.lines.count("/time: time left") == 1, "not where it would be the password"
    with_action = converse(Taken(link_form(take_all)), "/help", "/help")
    assert "Commands: /nouveau" in with_action.lines
    assert with_action.lines.count("/nouveau: Recevoir un nouveau lien") == 1
    assert "/back: go back" not in with_action.lines  # the first form cannot be left


def test_time_left_is_told_on_request() -> None:
    said = converse(Taken(password_form(Captcha())), PASSWORD, PASSWORD, "/temps")
    assert "Encore 4 minutes 47 secondes." in said.lines
    assert said.prompts[-1] == "Time above. 2 of 4, captcha: "
    untimed = converse(Taken(link_form(take_all)), "/time")
    assert "There is no time limit here." in untimed.text
    assert untimed.prompts[-1] == "No time limit. 1 of 4, lien unique: "  # none is “above”


def test_what_holds_a_time_is_said_as_it_is_when_it_is_said() -> None:
    """The text above a form, a hint, and an error: at first, and when they are repeated."""
    seconds = iter(range(90, 0, -1))

    def left() -> str:
        return f"Encore {next(seconds)} s."

    async def submit(_answers: Answers) -> None:
        raise Refused(FieldError("first", left, "trop tôt"))

    form = plain_form(submit)._replace(intro=[left])
    first, second = form.fields
    form = form._replace(fields=[first._replace(hint=left), second])
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
        await dialogue.show(vote.page()._replace(blocks=[vote.countdown()._replace(view=view)]))

    said = converse(journey, "/repeat", "1")
    first, second = (int(line[6:]) for line in said.lines if line.startswith("Ligne"))
    assert first < second


def test_an_action_leaves_the_form_with_what_was_typed() -> None:
    taken = Taken(link_form(take_all, value=LINK))
    converse(taken, "/nouveau")
    assert isinstance(taken.outcome, Left)
    assert taken.outcome == Took("new_link")
    assert taken.typed.text("link") == LINK


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
        "Coordonnées, prénom: ",
    ]
    assert "Enter: Ada" in said.lines
    assert isinstance(taken.outcome, Left)
    assert taken.outcome is BACK
    assert taken.typed.text("first") == "Ada"


def test_an_unknown_command_is_said_so_in_the_next_prompt() -> None:
    said = converse(Taken(plain_form(take_all)), "/vote", "Ada")
    assert said.above("Unknown") == "/help lists them."
    assert "/vote" not in said.text, "it may be a secret"
    assert said.prompts[1] == "Unknown. Coordonnées, prénom: "
    assert said.prompts[2] == "Coordonnées, nom: "


def test_at_the_home_nothing_leads_back_nor_home() -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(session=Expiring(800).limit()))
        home = Menu(
            title="Welcome",
            place="Home",
            options=[Option("a", "A")],
            can_go_back=False,
        )
        await dialogue.choose(home)

    said = converse(journey, "/home", "/back")
    assert " ".join(said.lines).count("You cannot go back from here.") == 2


def test_extending_without_a_session_says_when_one_begins() -> None:
    said = converse(Taken(link_form(take_all)), "/extend")
    assert "There is no session to extend: one begins when you sign in." in said.lines


def test_quit_is_an_end_in_good_order() -> None:
    said = converse(Taken(plain_form(take_all)), "/quit", "never read")
    assert said.code == 1
    assert said.lines[-2:] == ["You have left tui-voter.", ""]


def test_a_page_answers_enter_numbers_and_words_without_a_slash() -> None:
    taken: list[Left] = []

    async def journey(dialogue: Dialogue) -> None:
        more = Action("more", "Lire la suite")
        saves = Action("file", "Enregistrer", role=Role.SAVE)
        page = CONFIRMATION._replace(key="done", actions=[*CONFIRMATION.actions, more, saves])
        while len(taken) < 3:
            taken.append(await dialogue.show(page))

    said = converse(journey, "repeat", "quoi", "2", "", "save")
    assert said.prompts[:2] == ["Compte activé, 1 or 2: ", "Again: Compte activé, 1 or 2: "]
    assert said.text.count("2. Lire la suite") == 2, "on request, it is told again"
    assert said.prompts[2] == "Not listed. Compte activé, 1 or 2: "
    assert taken == [Took("more"), Took("countdown"), Took("file")]


def test_where_nothing_can_be_saved_that_is_said() -> None:
    said = converse(Taken(plain_form(take_all)), "/save")
    assert said.prompts[1] == "Nothing to save. Coordonnées, prénom: "


def test_what_came_of_an_act_is_told_with_what_comes_next() -> None:
    """The full sentence above, in its order, and the core of the last in the prompt."""
    told = ["A letter has come.", "Your password has been changed.", "2 ballots are left."]

    async def journey(dialogue: Dialogue) -> None:
        first, changed, left = told
        dialogue.notify(Notice(first))
        dialogue.notify(Notice(changed, "changed"))
        dialogue.notify(Notice(left))
        if asks:
            await dialogue.show(CONFIRMATION)

    for asks in (True, False):
        said = converse(journey, "/repeat")
        places = [said.lines.index(each) for each in told]
        assert places == sorted(places)
        assert said.prompts[:1] == ["Changed. Compte activé, Enter: "] * asks
        assert said.lines.count(told[1]) == 1 + asks, "it is repeated"


def test_an_outcome_that_its_core_tells_is_not_told_twice() -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.notify(Notice("Recorded.", "recorded"))
        await dialogue.show(CONFIRMATION)

    said = converse(journey)
    assert said.prompts == ["Recorded. Compte activé, Enter: "]
    assert "Recorded." not in said.lines


def test_enter_on_a_page_takes_its_usual_way() -> None:
    taken: list[Left] = []

    async def journey(dialogue: Dialogue) -> None:
        taken.append(await dialogue.show(CONFIRMATION))

    converse(journey, "")
    assert taken == [Took("countdown")]


@pytest.mark.parametrize("typed", ["/nouvelle", "/nouveau", "/Nouvelle"])
def test_a_command_is_taken_in_either_gender(typed: str) -> None:
    taken = Taken(link_form(take_all)._replace(actions=[Action("new", "Demande", "nouveau")]))
    converse(taken, typed)
    assert isinstance(taken.outcome, Left)
    assert taken.outcome == Took("new")


def test_the_other_gender_is_that_of_a_command() -> None:
    messages.use("fr")
    known = {folded(messages.gettext(word)) for word in ("new", *WORDS.values())}
    assert set(french.SAME.values()) <= known
    assert not set(french.SAME) & known
