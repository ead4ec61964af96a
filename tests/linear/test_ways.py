"""At every kind of place a word that is told works, and one that works is told."""

import asyncio
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import pytest

from tests import stories
from tests.fullscreen.scenes import SCENES
from tests.linear.conversation import Transcript, converse
from tests.stories import Expiring
from tui_voter.conversation.ways import Place, missing, ways
from tui_voter.dialogue import Dialogue, Form, Heading, Quit, Role, SecretField
from tui_voter.linear.commands import EVERYWHERE, TIMED, word_of
from tui_voter.linear.prompts import capital

PLACES = (
    *("link", "password", "captcha", "choice", "long text", "menu", "subject"),
    *("listing", "page", "phrase", "results", "long page", "countdown"),
)


def place_of(name: str) -> Place:
    """What is shown first there."""
    shown: list[Place] = []

    async def show(place: Place) -> NoReturn:
        shown.append(place)
        raise Quit

    catcher = SimpleNamespace(
        ask=show, choose=show, browse=show, show=show, notify=lambda _notice: None
    )
    asked: Any = SCENES[name].ask(cast("Dialogue", catcher))
    with suppress(Quit):
        asyncio.run(asked)
    return shown[0]


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
