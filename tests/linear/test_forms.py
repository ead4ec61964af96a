"""Forms over a pipe: what is asked, in which order, and what becomes of each answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import pytest

from tests.linear.conversation import Transcript, converse
from tests.linear.stage import (
    LINK,
    MAIL,
    PASSWORD,
    QUESTIONS,
    Captcha,
    Expiring,
    Taken,
    activation,
    claim_form,
    link_form,
    password_form,
    plain_form,
    question_form,
    rules,
    take_all,
    wrong_code,
)
from tui_voter import messages
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    CaptchaField,
    Compute,
    Dialogue,
    Field,
    FieldError,
    Form,
    Heading,
    Left,
    LongTextField,
    Menu,
    Opened,
    Option,
    Page,
    PolicyLine,
    Prose,
    Refused,
    SecretField,
    Step,
    StrengthView,
    TextField,
    Took,
)
from tui_voter.journeys.entry.ways import forgotten_action
from tui_voter.journeys.shared.parsing import required
from tui_voter.journeys.shared.recap import read_back
from tui_voter.linear.commands import EVERYWHERE, WORDS
from tui_voter.linear.prompts import COLUMNS_WITH_CORE
from tui_voter.linear.spelling import columns
from tui_voter.secret import Secret

OTHER = "Autre-Canari-2022"


# --- the whole of it


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_whole_journey(language: str) -> None:
    messages.use(language)
    said = converse(
        activation,
        *("lien faux", ""),
        LINK,
        *("trop", PASSWORD, OTHER, PASSWORD, PASSWORD, "1234", "7294"),
        *("9", "2", "Canari jaune"),
        *("", "", "/inconnue", "1"),
    )
    assert said.code == 0
    assert max(map(columns, said.prompts)) <= COLUMNS_WITH_CORE
    assert all(one != next_ for one, next_ in zip(said.prompts, said.prompts[1:], strict=False))
    assert PASSWORD not in said.text
    assert "\x1b" not in said.text
    assert "\r" not in said.text


def test_one_question_at_a_time_each_with_its_step_and_purpose() -> None:
    said = converse(activation, LINK, PASSWORD, PASSWORD, "7294", "2", "Canari jaune", "", "")
    assert said.prompts == [
        "1 of 4, lien unique: ",
        "2 of 4, mot de passe: ",
        "2 of 4, encore une fois: ",
        "2 of 4, captcha: ",
        "3 of 4, 1 to 3: ",
        "3 of 4, réponse secrète: ",
        "Compte activé, Enter: ",
        "43 jours. Je vote, 1 or Enter: ",
        "Again: 43 jours. Je vote, 1 or Enter: ",
    ]


def test_the_host_is_said_when_it_is_new() -> None:
    said = converse(activation, LINK)
    assert "Élections professionnelles 2022" not in said.lines, "the first mail has told it"
    assert said.lines.count("Portal: portail.exemple.fr") == 1
    assert said.text.index("Portal: ") < said.text.index("2 of 4")


def test_a_warning_is_said_before_its_question() -> None:
    said = converse(Taken(question_form(take_all)))
    assert said.text.index("ATTENTION : vous devrez") < said.text.index("3 of 4")


# --- errors


def test_an_error_comes_right_after_its_field_and_stands_in_the_next_prompt() -> None:
    said = converse(Taken(password_form(Captcha())), "court")
    assert said.prompts[:2] == ["2 of 4, mot de passe: ", "5 sur 12. 2 of 4, mot de passe: "]
    assert "Trop court : 5 caractères sur 12." in said.lines


def test_repeat_says_the_error_again_and_the_prompt_differs() -> None:
    said = converse(Taken(link_form(take_all)), "faux", "", "/repeat")
    full = "Ce lien est incomplet : il en manque la fin."
    assert said.lines.count(full) == 2
    assert said.prompts[1] == "Lien incomplet. 1 of 4, lien unique: "
    assert said.prompts[2] == "1 of 4, lien unique: "  # the error was told just before


def test_behind_a_refused_link_it_is_said_which_one_enter_keeps() -> None:
    """Both may begin alike."""
    taken = Taken(link_form(lambda answers: echo(answers.typed.text("link")), value=LINK))
    said = converse(taken, f"{LINK}x", "/repeat", "")
    start = f"{LINK[:38]}…"
    assert said.lines.count(f"Enter: {start}") == 1
    assert said.prompts[0] == "1 of 4, lien unique: "
    kept = f"Enter to keep the earlier link, not the one typed last: {start}"
    assert said.lines.count(kept) == 2  # also on repeat
    assert taken.outcome == LINK


async def last_refused_once(answers: Answers) -> Answers:
    if answers.typed.text("last") == "faux":
        raise Refused(
            FieldError("last", "Le portail ne connaît pas ce nom de famille.", "nom inconnu")
        )
    return answers


def test_only_what_was_refused_is_asked_again() -> None:
    taken = Taken(plain_form(last_refused_once))
    said = converse(taken, "Ada", "faux", "Lovelace")
    assert said.prompts == [
        "Coordonnées, prénom: ",
        "Coordonnées, nom: ",
        "Nom inconnu. Coordonnées, nom: ",
    ]
    assert isinstance(taken.outcome, Answers)
    assert taken.outcome.typed.text("first") == "Ada"
    assert taken.outcome.typed.text("last") == "Lovelace"


def test_several_errors_are_counted() -> None:
    async def refuse(answers: Answers) -> None:
        raise Refused(
            FieldError("first", "Trop long.", "trop long"),
            FieldError("last", "Trop court.", "trop court"),
        )

    said = converse(Taken(plain_form(refuse)), "a", "b", "c")
    assert "2 answers to correct." in said.lines
    assert said.prompts[2:] == [
        "Trop long. Coordonnées, prénom: ",
        "Trop court. Coordonnées, nom: ",
    ]


def test_an_error_of_the_whole_form_lets_enter_try_again() -> None:
    tries: list[str] = []

    async def once(answers: Answers) -> Answers:
        tries.append(answers.typed.text("last"))
        if len(tries) == 1:
            raise Refused(FieldError("", "Le portail ne répond pas : réessayez.", "pas de réponse"))
        return answers

    taken = Taken(plain_form(once))
    said = converse(taken, "Ada", "Lovelace", "")
    assert tries == ["Lovelace", "Lovelace"]
    assert "Le portail ne répond pas : réessayez." in said.lines
    assert said.prompts[-1] == "Pas de réponse. Coordonnées, Enter: "
    assert isinstance(taken.outcome, Answers)


def test_from_such_an_error_one_can_go_back_with_what_was_typed() -> None:
    async def never(answers: Answers) -> None:
        raise Refused(FieldError("", "Le portail ne répond pas.", "pas de réponse"))

    taken = Taken(plain_form(never))
    converse(taken, "Ada", "Lovelace", "/back")
    assert isinstance(taken.outcome, Left)
    assert taken.outcome is BACK
    assert taken.typed.text("last") == "Lovelace"


def test_where_no_way_leads_back_from_the_form_back_still_leads_to_the_field_before() -> None:
    form = plain_form(lambda answers: echo(answers.typed.text("first")))
    taken = Taken(form._replace(can_go_back=False))
    said = converse(taken, "/back", "Ad", "/help", "/help", "/back", "Ada", "Lovelace")
    assert said.lines.count("You cannot go back from here.") == 1
    assert said.lines.count("/back: go back") == 1
    assert taken.outcome == "Ada"


# --- kinds of fields


def test_a_mail_on_a_pipe_is_read_up_to_its_link() -> None:
    taken = Taken(link_form(submit=lambda answers: echo(answers.typed.text("link"))))
    said = converse(taken, *MAIL.replace("\n\n", "\n").split("\n"))
    assert taken.outcome == LINK
    assert said.prompts == ["1 of 4, lien unique: "]


async def echo(text: str) -> str:
    return text


def test_a_flood_is_cut_and_refused() -> None:
    taken = Taken(link_form(take_all))
    said = converse(taken, "x" * 1_000_000, LINK)
    assert "lien incomplet".capitalize() in said.prompts[1]
    assert taken.outcome is not None


def test_enter_keeps_what_was_typed_before() -> None:
    taken = Taken(plain_form(last_refused_once, value="Ada"))
    said = converse(taken, "", "Lovelace")
    assert "Enter: Ada" in said.lines
    assert isinstance(taken.outcome, Answers)
    assert taken.outcome.typed.text("first") == "Ada"

    kept = Taken(link_form(submit=lambda answers: echo(answers.typed.text("link")), value=LINK))
    converse(kept, "")
    assert kept.outcome == LINK


def test_what_was_not_asked_yet_is_kept_on_the_way_out() -> None:
    form = plain_form(take_all)._replace(fields=list(reversed(plain_form(take_all, "Ada").fields)))
    taken = Taken(form)
    converse(taken, "/back")
    assert isinstance(taken.outcome, Left)
    assert taken.typed.text("first") == "Ada"


def test_an_answer_that_is_too_long_is_not_cut_but_refused() -> None:
    said = converse(Taken(plain_form(take_all, limit=5)), "123456", "12345")
    assert "Too long: 6 characters, 5 at most." in said.lines
    assert said.prompts == [
        "Coordonnées, prénom: ",
        "Too long, 5 max. Coordonnées, prénom: ",
        "Coordonnées, nom: ",
    ]


def test_a_secret_is_never_a_command_and_its_rules_are_told_before() -> None:
    taken = Taken(password_form(Captcha()))
    said = converse(taken, PASSWORD, PASSWORD, "7294")
    assert taken.outcome == PASSWORD
    assert said.text.index("Needed: 12 caractères ou plus.") < said.text.index("mot de passe: ")


def test_strength_and_advice_are_told_of_an_answer_that_keeps_the_rules() -> None:
    """Of another, what is missing comes first."""
    said = converse(Taken(password_form(Captcha())), "court", PASSWORD)
    assert said.lines.count("Strength: bonne.") == 1
    assert said.lines.count("Ajoutez un mot, plutôt rare.") == 1


def test_no_word_is_told_at_a_hidden_answer_where_it_is_none() -> None:
    form = password_form(Captcha())._replace(actions=[forgotten_action()])
    said = converse(Taken(form), "/help", "/repeat")
    assert "/forgotten" not in said.text


def test_of_a_strength_that_is_refused_only_the_advice_is_told() -> None:
    def with_strength(password: Secret, view: StrengthView | None) -> list[PolicyLine]:
        return [*rules(password, view), PolicyLine("force", view is None)]

    form = password_form(Captcha())
    password, *others = form.fields
    assert isinstance(password, SecretField)
    fields = [password._replace(rules=with_strength), *others]
    said = converse(Taken(form._replace(fields=fields)), PASSWORD)
    assert "Ajoutez un mot, plutôt rare." in said.lines
    assert "Strength: bonne." not in said.lines


def test_what_came_of_an_answer_is_said_before_anything_of_the_next_question() -> None:
    async def propose() -> NoReturn:
        raise AssertionError

    form = password_form(Captcha())
    password, again, captcha = form.fields
    assert isinstance(password, SecretField)
    assert isinstance(again, SecretField)
    fields = [
        password._replace(propose=propose),
        again._replace(propose=propose, hint="Comme au-dessus."),
        captcha,
    ]
    said = converse(Taken(form._replace(fields=fields)), PASSWORD, PASSWORD)
    strength = said.lines.index("Strength: bonne.")
    assert strength < said.lines.index("Comme au-dessus.")
    assert said.lines.count("Enter: other choices.") == 1, "before the first"


def test_what_enter_does_is_named_beside_a_remark_as_well() -> None:
    """Above all where it cannot be undone: a slip must not leave "Enter" alone."""
    vote = plain_form(take_all)._replace(
        title="Votre choix",
        place="Bulletin",
        fields=[],
        submit_label="Je vote",
    )
    said = converse(Taken(vote), "/zzz", "hein")
    assert said.prompts == [
        "Bulletin, Enter: ",
        "Unknown. Bulletin, Enter: ",
        "Not understood. Bulletin, Enter: ",
    ]
    assert "Enter: Je vote" in said.lines
    said = converse(Taken(vote._replace(unfinished=True)), "/quit", "/quit")
    assert "You have not finished “Votre choix”: what you typed would be lost." in said.lines


def test_two_entries_that_differ_are_both_asked_again() -> None:
    taken = Taken(password_form(Captcha()))
    said = converse(taken, PASSWORD, OTHER, OTHER, OTHER, "7294")
    assert taken.outcome == OTHER
    assert said.prompts[2] == "Entries differ. 2 of 4, mot de passe: "
    assert said.prompts[3] == "2 of 4, encore une fois: "


def test_a_secret_that_the_portal_refuses_is_asked_again_with_its_repetition() -> None:
    refused: list[Secret] = []

    async def once(answers: Answers) -> str:
        if not refused:
            refused.append(answers.typed.secret("password"))
            raise Refused(FieldError("password", "Le portail refuse ce mot de passe-là.", "refusé"))
        return answers.typed.secret("password").reveal()

    taken = Taken(password_form(Captcha(), once))
    said = converse(taken, PASSWORD, PASSWORD, "7294", OTHER, OTHER)
    assert taken.outcome == OTHER
    assert said.prompts[3:] == ["Refusé. 2 of 4, mot de passe: ", "2 of 4, encore une fois: "]


def test_a_refused_answer_given_again_is_told_and_not_sent() -> None:
    sent: list[str] = []
    said = converse(Taken(wrong_code(sent)), "1234", "1234", "1235")
    assert sent == ["1234", "1235"]
    assert said.prompts == [
        "Serrure, code: ",
        "Inexact. Serrure, code: ",
        "Inchangé. Serrure, code: ",
        "Inexact. Serrure, code: ",
    ]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_behind_a_wrong_secret_and_a_wait_another_is_typed_and_the_way_past_named(
    language: str,
) -> None:
    messages.use(language)
    forgotten = forgotten_action()
    names = messages.gettext("“{name}”").format(name=forgotten.label)
    wait = FieldError("", f"Attendez. Ou demandez {names}.", "attendre")
    refusals = [
        Refused(wait, rate_limited_field="code"),
        Refused(FieldError("code", "Code inexact.", "inexact")),
        Refused(wait, rate_limited_field="code"),
    ]
    sent: list[str] = []

    async def submit(answers: Answers) -> str:
        sent.append(answers.typed.secret("code").reveal())
        if refusals:
            raise refusals.pop(0)
        return sent[-1]

    form = wrong_code([])._replace(submit=submit, actions=[forgotten], help="Le code reçu.")
    taken = Taken(form)
    said = converse(taken, "un", "/help", "", "deux", "trois")
    assert sent == ["un", "un", "deux", "trois"], "what was not judged may be sent again"
    assert taken.outcome == "trois"
    assert (
        said.lines.count(f"/{forgotten.word}\u00a0: {forgotten.label}")
        + said.lines.count(f"/{forgotten.word}: {forgotten.label}")
        == 2
    ), "where Enter tries again, and in its help: where the code is asked, it would be that"
    retry = messages.gettext("Enter sends your answers again, as they are.")
    assert retry in said.lines
    assert "Le code reçu." not in said.lines


def test_an_empty_secret_loses_nothing_and_leads_nowhere() -> None:
    taken = Taken(password_form(Captcha()))
    said = converse(taken, "", "", PASSWORD, "", PASSWORD, "7294")
    assert taken.outcome == PASSWORD
    assert said.prompts == [
        "2 of 4, mot de passe: ",
        "Again: 2 of 4, mot de passe: ",
        "2 of 4, mot de passe: ",
        "2 of 4, encore une fois: ",
        "Again: 2 of 4, encore une fois: ",
        "2 of 4, captcha: ",
    ]


def test_enter_at_a_hidden_question_tells_the_choices_and_no_error() -> None:
    said = converse(Taken(password_form(Captcha())), "", PASSWORD, PASSWORD, "7294")
    assert said.lines.count("2. Show what I type") == 1
    assert not any("required" in each for each in said.lines)
    assert not any("Empty" in each for each in said.prompts)


def test_a_captcha_is_repeated_and_replaced() -> None:
    captcha = Captcha()
    said = converse(
        Taken(password_form(captcha)), PASSWORD, PASSWORD, "/repeat", "/autre", "1", "7294"
    )
    question = "Recopiez en chiffres : sept, deux, neuf, quatre"
    assert said.lines.count(f"{question} (0)") == 2
    assert said.lines.count(f"{question} (1)") == 1
    assert said.lines.count(f"{question} (2)") == 1  # the spent one was replaced
    assert "/another: another question" in said.lines
    # What came of the answer is heard before the question that takes the old one's place.
    assert said.above("Captcha inexact") == f"{question} (2)"
    told = said.lines.index("Voici une autre question.")
    assert said.lines[told + 1] == f"{question} (2)"


def test_enter_alone_behind_a_wrong_captcha_tells_again_what_was_wrong() -> None:
    def needed(answer: str, _answers: Answers) -> None:
        if not answer:
            raise Refused(FieldError("captcha", "Répondez au captcha.", "rien de tapé"))

    form = password_form(Captcha())
    *others, captcha = form.fields
    taken = Taken(form._replace(fields=[*others, captcha._replace(check=needed)]))
    said = converse(taken, PASSWORD, PASSWORD, "", "1", "", "", "7294")
    assert taken.outcome == PASSWORD
    assert [prompt for prompt in said.prompts if "captcha" in prompt.lower()] == [
        "2 of 4, captcha: ",
        "Répondez au captcha. 2 of 4, captcha: ",
        "Captcha inexact. 2 of 4, captcha: ",
        "Again: Captcha inexact. 2 of 4: ",
        "Captcha inexact. 2 of 4, captcha: ",
    ]


def test_a_captcha_that_has_expired_before_it_is_asked_is_replaced_first() -> None:
    captcha = Captcha()

    async def journey(dialogue: Dialogue) -> None:
        form = password_form(captcha)
        captcha.lasts = False  # its time began with the form
        await dialogue.ask(form)

    said = converse(journey, PASSWORD, PASSWORD, "7294")
    asked = [line for line in said.lines if line.startswith("Recopiez")]
    assert asked == ["Recopiez en chiffres : sept, deux, neuf, quatre (1)"]


def test_a_captcha_that_cannot_be_replaced_says_why() -> None:
    class Broken(Captcha):
        async def renew(self) -> str:
            raise Refused(FieldError("captcha", "Le portail ne répond plus.", "portail coupé"))

    said = converse(Taken(password_form(Broken())), PASSWORD, PASSWORD, "/another")
    assert said.prompts[-1] == "Portail coupé. 2 of 4, captcha: "


async def by_computer(tell: Callable[[float], None]) -> str:
    for percent in range(100):
        tell(percent / 100)
    return "7294"


def computed(captcha: Captcha, compute: Compute = by_computer, *, asks: bool = True) -> Form[str]:
    form = password_form(captcha)
    *others, last = form.fields
    assert isinstance(last, CaptchaField)
    return form._replace(fields=[*others, last._replace(compute=compute, asks=asks)])


@pytest.mark.parametrize("asks", [True, False])
def test_enter_has_the_computer_answer_a_captcha_and_does_not_tick(asks: bool) -> None:
    taken = Taken(computed(Captcha(), asks=asks))
    said = converse(taken, PASSWORD, PASSWORD, "0", "/help", "")
    assert taken.outcome == PASSWORD
    assert said.lines.count("Enter: the computer answers.") == 2, "at first, and in help"
    assert said.prompts[-1] == "2 of 4, captcha: "
    assert "%" not in said.text


def test_why_the_computer_found_nothing_is_said_and_the_question_put_again() -> None:
    async def late(_tell: Callable[[float], None]) -> str:
        raise Refused(FieldError("captcha", "Not found in time.", "not found in time"))

    taken = Taken(computed(Captcha(), late))
    said = converse(taken, PASSWORD, PASSWORD, "", "7294")
    assert said.prompts[-1] == "Not found in time. 2 of 4, captcha: "
    assert taken.outcome == PASSWORD


def test_an_expired_captcha_is_replaced_before_the_computer_answers() -> None:
    captcha = Captcha()

    async def check(_tell: Callable[[float], None]) -> str:
        assert captcha.lasts
        return "7294"

    form = computed(captcha, check)
    captcha.lasts = False
    taken = Taken(form)
    converse(taken, PASSWORD, PASSWORD, "")
    assert (taken.outcome, captcha.count) == (PASSWORD, 1)


# --- choices


def test_choices_are_numbered_lines_and_the_state_is_a_word() -> None:
    taken = Taken(
        question_form(submit=lambda answers: echo(answers.typed.text("question")), value="q3")
    )
    said = converse(taken, "", "Canari jaune")
    assert f"1. {QUESTIONS[0]}" in said.lines
    assert f"3. Chosen: {QUESTIONS[2]}" in said.lines
    assert "Enter: 3" in said.lines
    assert taken.outcome == "q3"


@pytest.mark.parametrize(
    ("answer", "short"),
    [
        *((number, "Not listed") for number in ("0", "4", "9" * 5000)),
        *((word, "Not listed") for word in ("deux", "-1", "²")),
        ("", "Empty"),
    ],
)
def test_what_is_not_in_the_list_is_refused(answer: str, short: str) -> None:
    said = converse(Taken(question_form(take_all)), answer, "2.")
    assert said.prompts[1].startswith(short)
    assert "Answer with a number from 1 to 3." in said.lines
    assert said.prompts[2] == "3 of 4, réponse secrète: "


def ask_menu(count: int) -> tuple[list[Opened | Left], Callable[[Dialogue], Awaitable[None]]]:
    chosen: list[Opened | Left] = []

    async def journey(dialogue: Dialogue) -> None:
        options = [Option(f"k{n}", f"Scrutin {n}") for n in range(1, count + 1)]
        menu = Menu(title="Mes scrutins", text=["Choisissez."], options=options)
        chosen.append(await dialogue.choose(menu))

    return chosen, journey


def test_a_long_list_comes_ten_at_a_time() -> None:
    chosen, journey = ask_menu(23)
    said = converse(journey, "", "", "", "21")
    pages = re.split("|".join(map(re.escape, said.prompts)), said.text)
    assert [page.count("Scrutin ") for page in pages] == [10, 10, 3, 10, 0]
    assert "1 to 10 of 23, Enter: the next ones" in said.lines
    assert "21 to 23 of 23, Enter: the first ones" in said.lines
    assert chosen == [Opened("k21")]


def test_a_short_list_comes_whole() -> None:
    chosen, journey = ask_menu(10)
    said = converse(journey, "10")
    assert said.text.count("Scrutin ") == 10
    assert "the next ones" not in said.text
    assert chosen == [Opened("k10")]


def test_back_from_a_menu() -> None:
    chosen, journey = ask_menu(2)
    converse(journey, "/retour")
    assert chosen == [BACK]


def test_a_menu_may_be_asked_while_a_form_submits() -> None:
    chosen: list[Opened | Left] = []

    async def journey(dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> str:
            menu = Menu(
                title="Reconnaissez-vous ce portail ?",
                options=[Option("yes", "Oui"), Option("no", "Non")],
            )
            chosen.append(await dialogue.choose(menu))
            if chosen[-1] == Opened("no"):
                raise Refused(FieldError("link", "Rien n'a été envoyé.", "rien envoyé"))
            return answers.typed.text("link")

        assert await dialogue.ask(link_form(submit)) == LINK

    said = converse(journey, LINK, "2", LINK, "1")
    assert chosen == [Opened("no"), Opened("yes")]
    assert said.code == 0
    assert "Rien envoyé. 1 of 4, lien unique: " in said.prompts


# --- what cannot be undone


class ReadBack(Taken):
    """A journey of one form, whose answers are read back before they are taken."""

    async def __call__(self, dialogue: Dialogue) -> None:
        form = self._form

        async def submit(answers: Answers) -> Any:
            said = "Rien n’est envoyé."
            await read_back(dialogue, "Relisez", "Envoyer", form.fields, answers, said)
            return await form.submit(answers)

        self._form = form._replace(submit=submit)
        await super().__call__(dialogue)


def test_what_cannot_be_undone_is_read_back_and_one_answer_corrected_alone() -> None:
    sent: list[str] = []

    async def submit(answers: Answers) -> None:
        sent.append(answers.typed.text("text"))

    typed = ("Mon nom", "est faux.", "", "0102", "2", "Il prend deux n.", "", "1")
    said = converse(ReadBack(claim_form(submit)), *typed)
    assert sent == ["Mon nom\nest faux.\nIl prend deux n."]
    first = said.lines.index("Relisez")
    assert said.lines[first : first + 9] == [
        "Relisez",
        "Votre réclamation: Mon nom",
        "est faux.",
        "End of the text.",
        "Téléphone: 0102",
        "Rien n’est envoyé.",
        "1. Envoyer",
        "2. Change: Votre réclamation",
        "3. Change: Téléphone",
    ]
    assert said.prompts[-4:] == [
        "Check, 1 to 3: ",
        "Line 3, empty: go on: ",
        "Line 4, empty: go on: ",
        "Check, 1 to 3: ",
    ]
    assert "Envoi…" not in said.lines, "what is answered at once is not waited for"


def test_home_from_the_recap_does_not_stop_at_the_form() -> None:
    taken = ReadBack(claim_form(take_all))

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(session=Expiring(800).limit()))
        await taken(dialogue)

    said = converse(journey, "Mon nom", "est faux.", "", "0102", "/home", "never read")
    assert isinstance(taken.outcome, Left)
    assert taken.outcome is BACK
    assert taken.typed.text("text") == "Mon nom\nest faux."
    assert said.prompts[-1] == "Check, 1 to 3: "


def test_back_from_the_recap_asks_the_last_answer_again() -> None:
    taken = ReadBack(claim_form(take_all))
    said = converse(taken, "Mon nom", "", "0102", "/back", "", "1")
    assert said.prompts[-3:] == [
        "Check, 1 to 3: ",
        "Téléphone or Enter: ",
        "Check, 1 to 3: ",
    ]
    assert "Enter: 0102" in said.lines
    assert taken.outcome is not None


# --- forms without fields


def test_a_form_without_fields_waits_for_enter() -> None:
    form: Form[Any] = Form(
        title="Démonstration",
        intro=["Un mail vient d'arriver."],
        fields=[],
        submit=take_all,
        submit_label="Ouvrir la boîte",
        busy="Ouverture…",
    )
    said = converse(Taken(form), "quoi", "")
    assert said.text.index("Enter: Ouvrir la boîte") < said.text.index("Démonstration, ")
    assert said.prompts == [
        "Démonstration, Enter: ",
        "Not understood. Démonstration, Enter: ",
    ]


def test_a_page_holds_one_sentence_a_line() -> None:
    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(
            Page(
                title="Édito", blocks=[Prose("Un mot de M. Dupont. Le vote\nouvre. Bientôt\u00a0!")]
            )
        )

    said: Transcript = converse(journey, "")
    assert said.lines[:4] == ["Édito", "Un mot de M. Dupont.", "Le vote", "ouvre."]


def test_a_link_that_was_refused_is_not_offered_to_be_kept() -> None:
    form = link_form(submit=lambda answers: echo(answers.typed.text("link")), value="bonjour")
    taken = Taken(form)
    said = converse(taken, LINK)
    assert "bonjour" not in said.text
    assert taken.outcome == LINK


# --- back, commands at hidden answers, what was said


def test_back_asks_a_hidden_answer_again_with_what_repeats_it() -> None:
    taken = Taken(password_form(Captcha()))
    said = converse(taken, PASSWORD, PASSWORD, "/back", OTHER, OTHER, "7294")
    assert [prompt.partition(", ")[2] for prompt in said.prompts] == [
        "mot de passe: ",
        "encore une fois: ",
        "captcha: ",
        "mot de passe: ",
        "encore une fois: ",
        "captcha: ",
    ]
    assert not isinstance(taken.outcome, Left)


def kept_form() -> Form[str]:
    form = password_form(Captcha())
    *secrets, captcha = form.fields
    kept = [
        field._replace(value=Secret(PASSWORD))
        for field in secrets
        if isinstance(field, SecretField)
    ]
    return form._replace(fields=[*kept, captcha])


def test_a_hidden_answer_of_before_is_kept_by_one_enter_with_what_repeats_it() -> None:
    taken = Taken(kept_form())
    said = converse(taken, "", "7294")
    assert taken.outcome == PASSWORD
    assert said.prompts == ["2 of 4, mot de passe: ", "2 of 4, captcha: "]
    assert said.lines.count("Enter: keep what you typed.") == 1
    assert PASSWORD not in said.text


def test_what_is_to_be_typed_again_is_named_beside_what_came_of_an_answer() -> None:
    """As long as the line has room for it; "retype" alone says more than half a name."""
    messages.use("fr")
    form = password_form(Captcha())
    password, again, *others = form.fields
    again = again._replace(label=messages.gettext("Confirm password"), brief="retapez")
    said = converse(Taken(form._replace(fields=[password, again, *others])), PASSWORD, "", "2")
    assert said.prompts[1] == "2 sur 4, retapez\u00a0: "
    assert said.prompts[3] == "Affichée. 2 sur 4, retapez\u00a0: "


def test_back_and_one_enter_lead_on_to_where_one_was() -> None:
    taken = Taken(password_form(Captcha()))
    said = converse(taken, PASSWORD, PASSWORD, "/back", "", "7294")
    assert taken.outcome == PASSWORD
    assert said.prompts[2:] == [
        "2 of 4, captcha: ",
        "2 of 4, mot de passe: ",
        "2 of 4, captcha: ",
    ]
    assert said.text.count("Strength: ") == 1  # it is as strong as before


def test_beside_a_hidden_answer_that_is_kept_all_else_is_taken_by_its_number() -> None:
    mailbox = Action("mailbox", "Consulter la boîte mail", "boîte")
    form = kept_form()._replace(actions=[mailbox])
    said = converse(Taken(form), "")
    (number,) = re.findall(r"^(\d)\. Consulter la boîte mail$", said.text, re.M)
    taken = Taken(form)
    converse(taken, number)
    assert taken.outcome == Took("mailbox")


def test_the_question_of_a_kept_answer_is_repeated_once() -> None:
    form = question_form(take_all, value="q2")
    question, answer = form.fields
    assert isinstance(answer, SecretField)
    kept = form._replace(fields=[question, answer._replace(value=Secret("Canari jaune"))])
    said = converse(Taken(kept), "", "/repeat")
    assert said.lines.count(f"Question défi: {QUESTIONS[1]}") == 1


@pytest.mark.parametrize("slips", [["court"], ["court", "bref"]])
def test_a_kept_answer_outlives_another_one_that_was_refused(slips: list[str]) -> None:
    taken = Taken(kept_form())
    said = converse(taken, *slips, "", "7294")
    assert taken.outcome == PASSWORD
    assert "Enter: keep what you typed before." in said.lines
    assert "encore une fois" not in "".join(said.prompts)


def test_a_hidden_answer_that_was_refused_is_not_kept() -> None:
    async def refuse(_answers: Answers) -> str:
        raise Refused(FieldError("password", "Le portail refuse ce mot de passe-là.", "refusé"))

    form = kept_form()._replace(submit=refuse)
    said = converse(Taken(form), "", "7294", "")
    assert said.prompts[-2:] == [
        "Refusé. 2 of 4, mot de passe: ",
        "2 of 4, mot de passe: ",
    ]


def left_and_back(field: Field[Any]) -> Callable[[Dialogue], Awaitable[None]]:
    """A form of ``field`` whose submit takes nothing: the voter looks elsewhere and comes back to
    what they had typed, as from the mailbox."""

    async def submit(answers: Answers) -> str:
        raise Refused(FieldError(field.name, "Ce n’est pas le bon code.", "mauvais code"))

    async def journey(dialogue: Dialogue) -> None:
        while True:
            form = Form(
                title="Code",
                key="code",
                fields=[field],
                actions=[Action("mail", "Consulter les mails", "mails")],
                submit=submit,
                submit_label="Continuer",
                busy="Envoi…",
            )
            left = await dialogue.ask(form)
            assert isinstance(left, Left)
            if left != Took("mail"):
                return

    return journey


def eight_digits(code: Secret, _answers: Answers) -> None:
    if len(code.reveal()) != 8:
        raise Refused(FieldError("code", "Le code a 8 chiffres.", "pas un code"))


def eight(text: str) -> str:
    if len(text) != 8:
        raise Refused(FieldError("code", "Le code a 8 chiffres.", "pas un code"))
    return text


@pytest.mark.parametrize("refused", ["123", "12345678"], ids=["by its check", "by the portal"])
@pytest.mark.parametrize("hidden", [True, False])
def test_what_was_refused_is_not_offered_to_who_comes_back(refused: str, hidden: bool) -> None:
    asked: Field[Any] = SecretField(name="code", label="Code reçu", check=eight_digits)
    if not hidden:
        asked = TextField(name="code", label="Code reçu", parse=eight)
    away = ["", "1"] if hidden else ["/mails"]
    said = converse(left_and_back(asked), refused, *away, *away, "876")
    assert "8 chiffres" in said.text or "pas le bon code" in said.text
    asked_there, _mark, _leaving = said.text.partition("Leave all the same?")
    assert "keep" not in asked_there
    assert "or Enter" not in asked_there


def secret_form(sent: list[Answers]) -> Form[str]:
    async def submit(answers: Answers) -> str:
        sent.append(answers)
        return "done"

    return Form(
        title="Question",
        fields=[SecretField(name="answer", label="Réponse")],
        submit=submit,
        submit_label="Envoyer",
        busy="Envoi…",
    )


def test_repeating_says_the_introduction_and_the_ways_too() -> None:
    said = converse(activation, "/repeat")
    first, again = (said.lines.index(prompt) for prompt in said.prompts)
    intro = [line for line in said.lines[:first] if "/" not in line]
    assert intro
    assert set(intro) <= set(said.lines[first:again])
    assert "/nouveau: Recevoir un nouveau lien" in said.lines[first:again]


def test_another_question_is_not_the_same_one_again() -> None:
    said = converse(Taken(password_form(Captcha())), PASSWORD, PASSWORD, "/another", "/repeat")
    captchas = [prompt for prompt in said.prompts if "captcha" in prompt]
    assert captchas == [
        "2 of 4, captcha: ",
        "Here: 2 of 4, captcha: ",
        "2 of 4, captcha: ",
    ]


def test_a_captcha_that_is_come_back_to_asks_what_it_asked_last() -> None:
    """The voter had another question, and looked at something else."""
    mailbox = Action("mailbox", "Consulter la boîte mail", "boîte")
    form = password_form(Captcha())._replace(actions=[mailbox])
    form = form._replace(fields=form.fields[2:], submit=take_all)

    async def journey(dialogue: Dialogue) -> None:
        left = await dialogue.ask(form)
        assert isinstance(left, Left)
        await dialogue.ask(form)

    said = converse(journey, "/another", "/boîte", "7294")
    asked = [line[-2] for line in said.lines if line.startswith("Recopiez")]
    assert asked == ["0", "1", "1"]


def test_a_kept_link_outlives_one_that_was_refused_where_the_voter_leaves() -> None:
    taken = Taken(link_form(take_all, LINK)._replace(actions=[Action("new", "Nouveau", "nouveau")]))
    converse(taken, "lien faux", "", "/nouveau")
    assert isinstance(taken.outcome, Left)
    assert taken.typed.text("link") == LINK


def test_a_kept_text_that_may_be_empty_is_left_so_by_a_word() -> None:
    taken = Taken(plain_form(lambda answers: echo(answers.typed.text("first")), value="Ada"))
    said = converse(taken, "/erase", "Lovelace")
    assert "/erase: leave it empty" in said.lines
    assert taken.outcome == ""


def test_a_text_that_is_not_sent_is_not_lost_by_one_word() -> None:
    form = Form(
        title="Réclamation",
        fields=[
            LongTextField(name="text", label="Texte", limit=200),
            TextField(parse=str, name="a", label="A"),
        ],
        submit=take_all,
        submit_label="Envoyer",
        busy="Envoi…",
    )
    typed = "Il manque", "", "/quit", "1", "/quit", "/quit", "never read"
    said = converse(Taken(form), *typed)
    lost = "You have not finished “Réclamation”: what you typed would be lost."
    assert said.lines.count(lost) == 2
    assert "Back at: Réclamation" in said.lines
    assert "never read" not in said.text
    assert said.code == 1


def test_what_can_never_be_sent_is_not_offered_again() -> None:
    tries: list[int] = []

    async def submit(_answers: Answers) -> None:
        tries.append(1)
        closed = FieldError("", "Le délai est passé : plus rien n’est reçu.", "délai passé")
        raise Refused(closed, ends=True)

    taken = Taken(plain_form(submit))
    said = converse(taken, "Ada", "Lovelace", "quoi", "")
    assert said.prompts[-2:] == [
        "Délai passé. Coordonnées, Enter: ",
        "Not understood. Coordonnées, Enter: ",
    ]
    assert tries == [1]
    assert isinstance(taken.outcome, Left)
    assert taken.outcome is BACK
    assert taken.typed.text("first") == "Ada"


def test_a_form_of_one_field_that_can_never_be_sent_takes_no_other_answer() -> None:
    tries: list[int] = []

    async def submit(_answers: Answers) -> None:
        tries.append(1)
        raise Refused(FieldError("", "Le délai est passé.", "délai passé"), ends=True)

    name = TextField(parse=str, name="name", label="Nom")
    taken = Taken(Form(title="Nom", fields=[name], submit=submit, busy="Envoi…"))
    said = converse(taken, "Ada", "Bo", "")
    assert said.prompts[-1].startswith("Not understood.")
    assert tries == [1]
    assert taken.outcome is BACK


def test_the_question_that_was_chosen_is_repeated_with_its_answer() -> None:
    said = converse(Taken(question_form(take_all)), "2", "/repeat", "Minette")
    assert said.lines.count(f"Question défi: {QUESTIONS[1]}") == 1, "on request: it was just chosen"
    form = question_form(take_all)
    again = SecretField(name="again", label="Retapez", repeats="answer")
    form = form._replace(fields=[*form.fields, again])
    said = converse(Taken(form), "2", "Minette", "/repeat", "Minette")
    assert said.lines.count(f"Question défi: {QUESTIONS[1]}") == 1, "where it is confirmed, too"


def test_the_title_and_the_portal_of_a_step_are_told_once_on_the_way_to_the_next() -> None:
    async def submit(_answers: Answers) -> str:
        return ""

    who = TextField(name="who", label="Email address", parse=str)
    password = SecretField(name="password", label="Password")
    first = Form(
        title="Sign in",
        step=Step(1, 2),
        intro=["Portal: portal.example"],
        fields=[who],
        submit=submit,
        submit_label="Continue",
        busy="Wait",
    )
    intro = ["ada · Portal: portal.example"]
    second = first._replace(step=Step(2, 2), intro=intro, fields=[password])

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(first)
        dialogue.head(Heading(election="Elections", host="portal.example"))
        await dialogue.ask(second)

    said = converse(journey, "ada", PASSWORD)
    assert said.prompts == ["1 of 2, email address: ", "2 of 2, password: "]
    assert said.text.count("Portal: portal.example") == 1
    assert "ada" in said.lines
    said = converse(journey, "ada", "/repeat", PASSWORD)
    assert "Sign in" in said.lines  # whoever asks hears all of it
    assert said.text.count("Portal: portal.example") == 2


def test_a_kept_text_that_cannot_be_empty_is_simply_typed_over() -> None:
    """A command that is told beside it would pass for needed."""
    name = TextField(
        name="name", label="Prénom", value="Ada", parse=required("name", "Saisissez votre prénom.")
    )
    taken = Taken(
        plain_form(lambda answers: echo(answers.typed.text("name")))._replace(fields=[name])
    )
    said = converse(taken, "Grace")
    assert taken.outcome == "Grace"
    assert "/erase" not in said.text
    assert "Enter: Ada" in said.lines


def test_a_list_that_one_comes_back_to_is_headed_by_what_is_asked() -> None:
    said = converse(Taken(question_form(take_all)), "2", "/back", "")
    assert said.text.count("Question défi\n1. ") == 1, "the form itself heads it at first"


def test_a_choice_behind_another_question_is_named_above_its_options() -> None:
    """Its prompt may have but a word for it; that of a form which begins with it stands there."""
    form = question_form(take_all)
    choice, answer = form.fields
    name = TextField(name="name", label="Nom", parse=str)
    behind = form._replace(fields=[name, choice, answer])
    said = converse(Taken(behind), "Ada", "")
    assert said.lines[said.lines.index(f"1. {QUESTIONS[0]}") - 1] == "Question défi"
    assert "Question défi" not in converse(Taken(form)).lines


@pytest.mark.parametrize("typed", ["/quitte", "/ma rue", "/Rue-7", "//", "/a/b", "/time", "9"])
def test_whatever_is_none_of_seven_words_is_a_hidden_answer_and_never_repeated(typed: str) -> None:
    sent: list[Answers] = []
    said = converse(Taken(secret_form(sent)), typed)
    assert [answers.typed.secret("answer").reveal() for answers in sent] == [typed]
    assert typed not in said.text


def test_whoever_asks_sees_the_hidden_answer_that_is_kept_and_no_transcript_has_it() -> None:
    kept = list[str]()
    taken = Taken(kept_form())
    said = converse(taken, "2", "", "7294", record=lambda _kind, text: kept.append(text))
    assert "2. Show what I type" in said.lines
    assert said.prompts[:2] == ["2 of 4, mot de passe: ", "Shown. 2 of 4, mot de passe or Enter: "]
    assert f"Enter: {PASSWORD}" in said.lines
    assert taken.outcome == PASSWORD
    assert PASSWORD not in " ".join(kept)


@pytest.mark.parametrize("word", [WORDS[role] for role in EVERYWHERE])
def test_seven_words_behind_a_slash_are_commands_at_a_hidden_answer(word: str) -> None:
    sent: list[Answers] = []
    converse(Taken(secret_form(sent)), f"/{word}")
    assert sent == []
    converse(Taken(secret_form(sent)), word)
    assert [answers.typed.secret("answer").reveal() for answers in sent] == [word]


def test_enter_alone_at_a_hidden_answer_tells_by_number_what_else_can_be_done() -> None:
    """A number is an answer before; behind it, anything else still is."""
    lost = Action("lost", "Code perdu", "perdu")
    sent: list[Answers] = []
    form = secret_form(sent)._replace(
        place="Défi",
        actions=[lost],
        time_left=lambda: "Encore 4 minutes.",
    )
    taken = Taken(form)
    said = converse(taken, "", "2", "", "1")
    assert said.lines.count("1. Code perdu") == 2
    assert said.prompts == [
        "Défi, réponse: ",
        "Défi, réponse or 1 to 3: ",
        "Encore 4 minutes. Défi, réponse: ",
        "Défi, réponse or 1 to 3: ",
    ]
    assert isinstance(taken.outcome, Left)
    assert taken.outcome == Took("lost")
    converse(Taken(form), "", "/quatre")
    assert [answers.typed.secret("answer").reveal() for answers in sent] == ["/quatre"]
