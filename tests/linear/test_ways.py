"""At every kind of place a word that is told works, and one that works is told; and both voices
offer the same."""

from __future__ import annotations

import asyncio
from typing import Any, NoReturn, cast

import pytest

from tests.fullscreen import stories
from tests.fullscreen.scenes import SCENES
from tests.fullscreen.stage import on_stage
from tests.linear.conversation import Transcript, converse
from tests.linear.stage import Expiring
from tui_voter.conversation.ways import Place, missing, ways
from tui_voter.dialogue import Dialogue, Form, Heading, Role, SecretField
from tui_voter.fullscreen.keys import action
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.linear.commands import EVERYWHERE, TIMED, word_of
from tui_voter.linear.prompts import capital

PLACES = (
    *("link", "password", "captcha", "choice", "long text", "menu", "subject"),
    *("listing", "page", "phrase", "results", "long page", "countdown"),
)
LINES_ALONE = {Role.REPEAT, Role.HOME}
"""The roles without a key: on a screen all stays in sight, and Esc leads home."""


class Shown(Exception):
    """What a journey has shown."""

    def __init__(self, place: Place) -> None:
        self.place = place


class Catcher:
    """A dialogue that shows nothing, but tells what it was to show."""

    async def ask(self, place: Place) -> NoReturn:
        raise Shown(place)

    choose = browse = show = ask

    def notify(self, _notice: object) -> None:
        """It has no use for it."""


def place_of(name: str) -> Place:
    async def caught() -> Place:
        try:
            await SCENES[name].ask(cast("Dialogue", Catcher()))
        except Shown as shown:
            return shown.place
        raise AssertionError(name)

    return asyncio.run(caught())


def heading(*, signed_in: bool) -> Heading:
    if not signed_in:
        return stories.HEADING
    return stories.HEADING._replace(session=Expiring(800).limit())


def said(name: str, *typed: str, signed_in: bool) -> Transcript:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(heading(signed_in=signed_in))
        await SCENES[name].ask(dialogue)

    return converse(journey, *typed)


def is_hidden(place: Place) -> bool:
    """Whether the first thing that is asked is a hidden answer."""
    return isinstance(place, Form) and isinstance(place.fields[0], SecretField)


def told_in_lines(name: str, place: Place, *, signed_in: bool) -> set[Role]:
    """The roles that have a word or, at a hidden answer, a number."""
    text = said(name, "/help", "/help", signed_in=signed_in)
    words = {role for role in (*EVERYWHERE, *TIMED) if f"{word_of(role)}:" in text.text}
    if not is_hidden(place):
        return words
    assert words <= {*EVERYWHERE}
    numbered = said(name, "", signed_in=signed_in).text
    labels = {Role.TIME: "time left", Role.EXTEND: "extend the session"}
    return words | {role for role, label in labels.items() if f". {capital(label)}\n" in numbered}


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("name", PLACES)
def test_what_is_told_is_what_is_offered_and_all_else_is_refused(
    name: str, signed_in: bool
) -> None:
    place = place_of(name)
    offered = {way.role for way in ways(place, heading(signed_in=signed_in))}
    told = told_in_lines(name, place, signed_in=signed_in)
    assert told == offered & {*EVERYWHERE, *TIMED}
    for role in (*EVERYWHERE, *TIMED):
        if is_hidden(place) and role in TIMED:
            continue  # there it is the answer
        prompts = said(name, word_of(role), signed_in=signed_in).prompts
        is_refused = len(prompts) > 1 and refuses(prompts[1], role, signed_in=signed_in)
        assert is_refused is (role not in told), (role, prompts)


def refuses(prompt: str, role: Role, *, signed_in: bool) -> bool:
    """Whether a prompt says that the command of ``role`` does not work here."""
    reason = missing(role, heading(signed_in=signed_in), word_of(Role.QUIT))
    says = ["Unknown"] if reason is None else [reason.text, capital(reason.short)]
    return prompt.startswith(tuple(says))


@pytest.mark.parametrize("name", PLACES)
def test_the_words_of_the_places_own_actions_work(name: str) -> None:
    place = place_of(name)
    text = said(name, "/help", signed_in=False).text
    for own in place.actions:
        if f"/{own.word}: {own.label}" in text:
            answers: list[Any] = []

            async def journey(dialogue: Dialogue, taken: list[Any] = answers) -> None:
                taken.append(await SCENES[name].ask(dialogue))

            converse(journey, f"/{own.word}")
            assert own.name in str(answers)


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("name", PLACES)
def test_both_voices_offer_the_same(name: str, signed_in: bool) -> None:
    place = place_of(name)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(heading(signed_in=signed_in))
        await SCENES[name].ask(dialogue)

    async def told_on_screen() -> set[Role]:
        async with on_stage(journey, size=(80, 40)) as stage:
            await stage.sees(SCENES[name].shows if not SCENES[name].keys else "help")
            screen = stage.program.screen
            assert isinstance(screen, QuestionScreen)
            acts = {key.action for key in screen.keys()}  # noqa: SIM118 - no mapping
            shown = [str(button.label) for button in screen.query("Button")]  # type: ignore[attr-defined]
            for own in place.actions:
                assert any(own.label in label for label in shown), own
            return {role for role in (*EVERYWHERE, *TIMED) if action(role) in acts}

    on_screen = asyncio.run(told_on_screen())
    in_lines = told_in_lines(name, place, signed_in=signed_in)
    assert on_screen == in_lines - LINES_ALONE
    text = said(name, "/help", "", signed_in=signed_in).text
    for own in place.actions:
        if own.role not in (*EVERYWHERE, Role.CLOSE):
            assert own.label in text, own
