"""Forms: what is asked, in which order, and what becomes of each answer, as ``forms.txt`` tells,
and ``long_text.txt`` of a text of several lines."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.linear.conversation import Journey, Talk, converse, each_of
from tests.linear.stage import (
    NO_ANSWER,
    PASSWORD,
    Captcha,
    Visit,
    activation,
    changed,
    claim_form,
    form,
    link_form,
    password_form,
    plain_form,
    question_form,
    refused,
)
from tests.stories import LINK, Expiring, rules, text
from tui_voter import messages
from tui_voter.dialogue import (
    Action,
    Answers,
    Dialogue,
    Field,
    Form,
    Heading,
    PolicyLine,
    Refused,
    SecretField,
    Step,
    StrengthView,
)
from tui_voter.journeys.entry.ways import forgotten_action
from tui_voter.journeys.shared.parsing import required
from tui_voter.journeys.shared.recap import read_back
from tui_voter.linear.commands import EVERYWHERE, WORDS
from tui_voter.secret import Secret

MAILBOX = Action("mailbox", "Consulter la boîte mail", "mails")


def kept_form(**more: Any) -> Form[Any]:
    """Both entries of the password stand there already."""
    kept = changed(password_form(**more), "password", value=Secret(PASSWORD))
    return changed(kept, "again", value=Secret(PASSWORD))


async def propose() -> Secret:
    raise AssertionError


def proposed_form() -> Form[Any]:
    proposes = changed(password_form(), "password", propose=propose)
    return changed(proposes, "again", propose=propose, hint="Comme au-dessus.")


def retyped_form() -> Form[Any]:
    label = messages.gettext("Confirm password")
    return changed(password_form(), "again", label=label, brief="retapez")


def with_strength(password: Secret, view: StrengthView | None) -> list[PolicyLine]:
    return [*rules(password, view), PolicyLine("force", view is None)]


def vote_form(**more: Any) -> Form[Any]:
    return form(title="Votre choix", place="Bulletin", submit_label="Je vote", **more)


async def by_computer(tell: Callable[[float], None]) -> str:
    for percent in range(100):
        tell(percent / 100)
    return "7294"


def answer_needed(answer: str, _answers: Answers) -> None:
    if not answer:
        raise refused("captcha", "Répondez au captcha.", "rien de tapé")


def computed_form(**changes: Any) -> Form[Any]:
    return changed(password_form(), "captcha", compute=by_computer, **changes)


def captcha_kept() -> Visit:
    no = refused("password", "Le portail refuse ce mot de passe-là.", "refusé")
    fields = password_form().fields
    return Visit(form(*fields, title="Mot de passe", step=Step(2, "abcd"), refusals=[no]))


def left_and_back(field: Field[Any]) -> Visit:
    """A form of ``field`` whose answers the portal refuses, and to which the voter comes back from
    elsewhere."""
    wrong = refused(field.name, "Ce n’est pas le bon code.", "mauvais code")
    asked = form(field, title="Code", refusals=[wrong] * 9, actions=[MAILBOX])
    return Visit(asked, asked)


def eight(code: Any, _answers: Answers | None = None) -> Any:
    if len(code) != 8:
        raise refused("code", "Le code a 8 chiffres.", "pas un code")
    return code


def over(*fields: Field[Any], title: str) -> Visit:
    closed = refused("", "Le délai est passé : plus rien n’est reçu.", "délai passé", ends=True)
    return Visit(form(*fields, title=title, refusals=[closed]))


def locked() -> Visit:
    """A code that is not judged, wrong, not judged, and right."""
    asks = "Attendez. Ou demandez “Forgotten password”."
    wait = refused("", asks, "attendre", rate_limited_field="code")
    refusals = [wait, refused("code", "Code inexact.", "inexact"), wait]
    more: Any = {"title": "Serrure", "actions": [forgotten_action()], "help": "Le code reçu."}
    return Visit(form(SecretField(name="code", label="Code"), refusals=refusals, **more))


def secret_form(**more: Any) -> Form[Any]:
    return form(SecretField(name="answer", label="Réponse"), title="Question", **more)


def question_second() -> Form[Any]:
    asked = question_form()
    return asked._replace(fields=[text("name", "Nom"), *asked.fields])


def question_confirmed() -> Form[Any]:
    asked = question_form()
    again = SecretField(name="again", label="Retapez", repeats="answer")
    return asked._replace(fields=[*asked.fields, again])


class ReadBack(Visit):
    """A claim whose answers are read back before they are taken."""

    async def __call__(self, dialogue: Dialogue) -> None:
        asked = claim_form()

        async def submit(answers: Answers) -> Any:
            said = "Rien n’est envoyé."
            await read_back(dialogue, "Relisez", "Envoyer", asked.fields, answers, said)
            return await asked.submit(answers)

        self._stations = (*self._stations, asked._replace(submit=submit))
        await super().__call__(dialogue)


def two_steps() -> Visit:
    usual: Any = {"title": "Sign in", "busy": "Wait"}
    first = form(
        text("who", "Email address"), step=Step(1, "ab"), intro=["Portal: portal.example"], **usual
    )
    second = form(
        SecretField(name="password", label="Password"),
        step=Step(2, "ab"),
        intro=["ada · Portal: portal.example"],
        **usual,
    )
    return Visit(first, Heading(election="Elections", host="portal.example"), second)


TOO_LONG, TOO_SHORT = (
    refused(name, f"Trop {how}.", f"trop {how}").errors[0]
    for name, how in (("first", "long"), ("last", "court"))
)
LOST = Action("lost", "Code perdu", "perdu")
ABSENT = refused("text", "Dites de quel scrutin il s'agit.", "scrutin absent")
NAME = required("name", "Saisissez votre prénom.")

PLACES: Mapping[str, Callable[[], Journey]] = {
    "activation": lambda: activation,
    "link": lambda: Visit(link_form()),
    "link-kept": lambda: Visit(link_form(LINK)),
    "link-cut": lambda: Visit(link_form("bonjour")),
    "plain-kept": lambda: Visit(plain_form("Ada")),
    "plain-short": lambda: Visit(plain_form("Ada", limit=5)),
    "name-kept": lambda: Visit(form(text("name", "Prénom", value="Ada", parse=NAME))),
    "two-errors": lambda: Visit(plain_form(refusals=[Refused(TOO_LONG, TOO_SHORT)])),
    "no-answer": lambda: Visit(plain_form(refusals=[Refused(NO_ANSWER)])),
    "over": lambda: over(*plain_form().fields, title="Coordonnées"),
    "over-one": lambda: over(text("name", "Nom"), title="Nom"),
    "vote": lambda: Visit(vote_form()),
    "vote-ways": lambda: Visit(vote_form(actions=[Action("read", "Relire")])),
    "vote-unfinished": lambda: Visit(vote_form(unfinished=True)),
    "claim": lambda: Visit(claim_form()),
    "claim-place": lambda: Visit(claim_form(place="Réclamer")),
    "claim-begun": lambda: Visit(claim_form("Avant")),
    "claim-long": lambda: Visit(claim_form("Première ligne.\nDeuxième ligne, qui est longue.")),
    "claim-late": lambda: Visit(claim_form("\n".join("x" * 120))),
    "claim-short": lambda: Visit(claim_form(limit=10)),
    "claim-refused": lambda: Visit(claim_form(refusals=[ABSENT])),
    "password": lambda: Visit(password_form()),
    "password-forgotten": lambda: Visit(password_form(actions=[forgotten_action()])),
    "password-weak": lambda: Visit(changed(password_form(), "password", rules=with_strength)),
    "password-proposed": lambda: Visit(proposed_form()),
    "password-retyped": lambda: Visit(retyped_form()),
    "password-kept": lambda: Visit(kept_form()),
    "password-mailbox": lambda: Visit(kept_form(actions=[MAILBOX])),
    "code": lambda: left_and_back(SecretField(name="code", label="Code reçu", check=eight)),
    "code-shown": lambda: left_and_back(text("code", "Code reçu", parse=eight)),
    "lock": locked,
    "challenge": lambda: Visit(
        secret_form(place="Défi", actions=[LOST], time_left=lambda: "Encore 4 minutes.")
    ),
    "captcha-needed": lambda: Visit(changed(password_form(), "captcha", check=answer_needed)),
    "captcha-kept": captcha_kept,
    "captcha-expired": lambda: Visit(password_form(Captcha(lasts=False))),
    "captcha-computed": lambda: Visit(computed_form()),
    "captcha-unasked": lambda: Visit(computed_form(asks=False)),
    "question": lambda: Visit(question_form()),
    "question-chosen": lambda: Visit(question_form("3")),
    "question-confirmed": lambda: Visit(question_confirmed()),
    "question-second": lambda: Visit(question_second()),
    "question-answered": lambda: Visit(
        changed(question_form("2"), "answer", value=Secret("Canari jaune"))
    ),
    "recap": ReadBack,
    "recap-home": lambda: ReadBack(Heading(session=Expiring(800).limit())),
    "steps": two_steps,
}


@each_of("forms.txt", "long_text.txt")
def test_what_is_said(talk: Talk) -> None:
    talk.hold(PLACES)


@pytest.mark.parametrize("typed", ["/quitte", "/ma rue", "/Rue-7", "//", "/a/b", "/time", "9"])
def test_whatever_is_none_of_seven_words_is_a_hidden_answer_and_never_repeated(typed: str) -> None:
    visit = Visit(secret_form())
    said = converse(visit, typed)
    assert visit.outcome == typed
    assert typed not in said.text


@pytest.mark.parametrize("word", [WORDS[role] for role in EVERYWHERE])
def test_seven_words_behind_a_slash_are_commands_at_a_hidden_answer(word: str) -> None:
    command, answer = Visit(secret_form()), Visit(secret_form())
    converse(command, f"/{word}")
    assert command.outcome != f"/{word}"
    converse(answer, word)
    assert answer.outcome == word


def test_no_transcript_has_a_hidden_answer_that_was_shown() -> None:
    kept = list[str]()
    said = converse(
        Visit(kept_form()), "2", "", "7294", record=lambda _kind, text: kept.append(text)
    )
    assert PASSWORD in said.text
    assert PASSWORD not in " ".join(kept)
