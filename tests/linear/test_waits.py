"""How long there is to wait, after a refusal, is told as it is by then."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from tests.linear.conversation import converse
from tests.linear.stage import Captcha, Taken, password_form, plain_form
from tui_voter import messages
from tui_voter.dialogue import Answers, Dialogue, FieldError, Notice, Page, Refused

PASSWORD = "Correct-cheval 4 agrafes"
LANGUAGES = pytest.mark.parametrize(
    ("language", "time", "repeat"), [("en", "/time", "/repeat"), ("fr", "/temps", "/répéter")]
)


def wait() -> Callable[[], str]:
    """Each time that it is told, a second has passed."""
    seconds = count(44, -1)
    return lambda: f"Trop d’essais. Attendez {next(seconds)} t."


@LANGUAGES
def test_after_a_refusal_time_and_repeat_tell_how_long_to_wait(
    language: str, time: str, repeat: str
) -> None:
    messages.use(language)

    async def refuse(_answers: Answers) -> str:
        raise Refused(FieldError("", wait(), "trop d’essais"))

    form = plain_form(refuse)._replace(time_left=lambda: "Encore 4 t.")
    said = converse(Taken(form), "Ada", "Lovelace", "quoi", time, repeat)
    told = [line for line in said.lines if "Attendez" in line]
    assert len(told) == len({*told}) == 3, "at once, and to each of the two"
    assert said.text.index(told[1]) < said.text.index("Encore 4 t."), "what ends first is first"


@LANGUAGES
def test_after_a_captcha_that_cannot_be_had_yet_they_tell_it_too(
    language: str, time: str, repeat: str
) -> None:
    messages.use(language)

    class Braked(Captcha):
        async def renew(self) -> str:
            raise Refused(FieldError("", wait(), "trop d’essais"))

    another = "/" + messages.gettext("another")
    form = password_form(Braked())
    said = converse(Taken(form), PASSWORD, PASSWORD, another, "/xyz", time, repeat)
    assert len([line for line in said.lines if "Attendez" in line]) == 3


@LANGUAGES
def test_at_an_outcome_they_tell_it_too(language: str, time: str, repeat: str) -> None:
    messages.use(language)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.notify(Notice(wait(), "trop d’essais"))
        await dialogue.show(Page(title="Fin.", blocks=[]))

    said = converse(journey, time, repeat, "")
    told = [line for line in said.lines if "Attendez" in line]
    assert len(told) == len({*told}) == 3
