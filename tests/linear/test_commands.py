"""Commands at every prompt, in both languages, as ``commands.txt`` tells."""

from collections.abc import Callable, Sequence
from itertools import count

import pytest

from tests.linear.conversation import Talk, converse, each_of
from tests.linear.stage import (
    CONFIRMATION,
    NO_ANSWER,
    PASSWORD,
    Captcha,
    Visit,
    link_form,
    password_form,
    plain_form,
    refused,
)
from tui_voter import messages
from tui_voter.dialogue import Action, Heading, Notice, Page, Refused, Role
from tui_voter.letters import folded
from tui_voter.linear.commands import TIMED, WORDS, Said, find
from tui_voter.linear.languages import fr

OUTCOMES = (
    *(Notice("A letter has come."), Notice("Your password has been changed.", "changed")),
    Notice("2 ballots are left."),
)


def page() -> Visit:
    more = Action("more", "Lire la suite")
    saves = Action("file", "Enregistrer", role=Role.SAVE)
    shown = CONFIRMATION._replace(key="done", actions=[*CONFIRMATION.actions, more, saves])
    return Visit(shown, shown, shown)


def captcha_failed() -> Visit:
    failure = Refused(NO_ANSWER, questions={"captcha": "Une autre question"})
    asked = password_form()
    submit = plain_form(refusals=[failure]).submit
    return Visit(asked._replace(submit=submit))


PLACES = {
    "plain": lambda: Visit(plain_form()),
    "supported": lambda: Visit(Heading(support="Assistance : 01 99 00 12 34."), plain_form()),
    "link": lambda: Visit(link_form()),
    "password": lambda: Visit(password_form()),
    "captcha-failed": captcha_failed,
    "gendered": lambda: Visit(plain_form(actions=[Action("new", "Demande", "nouveau")])),
    "page": page,
    "outcomes": lambda: Visit(*OUTCOMES, CONFIRMATION),
    "outcomes-alone": lambda: Visit(*OUTCOMES),
    "receipts": lambda: Visit(*[Page(title="Reçu", blocks=[], actions=[Action("x", "Lu")])] * 2),
    "waiting": lambda: Visit(
        plain_form(
            refusals=[refused("", lambda: "Attendez.", "attendre")], time_left=lambda: "Encore 4 t."
        )
    ),
    "recorded": lambda: Visit(Notice("Recorded.", "recorded"), CONFIRMATION),
}


@each_of("commands.txt")
def test_what_is_said(talk: Talk) -> None:
    talk.hold(PLACES)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        (word, command)
        for words, command in (
            ("/help /aide", Role.HELP),
            ("/repeat /répéter /repeter /re\u0301pe\u0301ter", Role.REPEAT),
            *(("/time /temps", Role.TIME), ("/back /RETOUR", Role.BACK)),
            *(("/quit /quitter", Role.QUIT), ("/another /", None)),
        )
        for word in words.split()
    ],
)
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_both_languages_are_understood_whichever_is_spoken(
    language: str, typed: str, command: Said | None
) -> None:
    messages.use(language)
    assert find(f"{typed} ", TIMED) is command


def test_an_action_goes_by_its_word_accents_optional() -> None:
    action = Action("new", "Formuler une réclamation", "réclamation")
    assert all(find(typed, (), [action]) is action for typed in ("/reclamation", "/Réclamation"))


def test_the_other_gender_is_that_of_a_command() -> None:
    messages.use("fr")
    known = {folded(messages.gettext(word)) for word in ("new", *WORDS.values())}
    assert set(fr.SAME.values()) <= known
    assert not set(fr.SAME) & known


def test_what_holds_a_time_is_said_as_it_is_when_it_is_said() -> None:
    """The text above a form, a hint, and an error: at first, and when they are repeated."""
    seconds = iter(range(90, 0, -1))

    def left() -> str:
        return f"Encore {next(seconds)} s."

    asked = plain_form(refusals=[refused("first", left, "trop tôt")])
    first, second = asked.fields
    asked = asked._replace(fields=[first._replace(hint=left), second], intro=[left])
    said = converse(Visit(asked), "/repeat", "Ada", "Lovelace", "/repeat")
    told = [int(line.split()[1]) for line in said.lines if line.startswith("Encore")]
    assert len(told) == len(set(told)) >= 6
    assert told == sorted(told, reverse=True)


def wait() -> Refused:
    """Each time that it is told, a second has passed."""
    seconds = count(44, -1)
    return refused("", lambda: f"Attendez {next(seconds)} t.", "trop d’essais")


class Braked(Captcha):
    async def renew(self) -> str:
        raise wait()


@pytest.mark.parametrize(
    ("visit", "typed"),
    [
        (lambda: Visit(plain_form(refusals=[wait()])), ("Ada", "Lovelace", "quoi")),
        (lambda: Visit(password_form(Braked())), (PASSWORD, PASSWORD, "/another", "/xyz")),
        (lambda: Visit(Notice(wait().errors[0].says, "x"), Page(title="Fin.", blocks=[])), ()),
    ],
    ids=["refused", "without another question", "outcome"],
)
def test_how_long_to_wait_is_told_at_once_and_by_time_and_repeat_as_it_is_by_then(
    visit: Callable[[], Visit], typed: Sequence[str]
) -> None:
    said = converse(visit(), *typed, "/time", "/repeat")
    told = [line for line in said.lines if "Attendez" in line]
    assert len(told) == len({*told}) == 3, said.text
