"""The heading's countdown: on request, at its milestones, and never into what is typed."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.linear.conversation import TerminalTalk, converse
from tests.linear.stage import HOME, PASSWORD, Captcha, Vote, password_form, plain_form, take_all
from tui_voter import messages
from tui_voter.countdown import Phase, Span
from tui_voter.dialogue import (
    Answers,
    Countdown,
    CountdownView,
    Dialogue,
    Form,
    Heading,
    Items,
    Menu,
    Option,
    Page,
    TextField,
    Title,
)
from tui_voter.transcript import Kind

SPOKEN = "Ouverture du vote dans 43 jours, 22 heures et 38 minutes."


class Clock:
    """A countdown whose seconds the test sets, with the sentence "Dans N t.", in a
    unit that no voice puts into words."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.phase = Phase.BEFORE
        self.due = False
        self.syncs = 0

    def view(self) -> CountdownView:
        before = self.phase is Phase.BEFORE
        heading = "Dans" if before else "Vote ouvert. Fin dans"
        return CountdownView(
            self.phase,
            Span.of(self.left),
            heading,
            f"{heading} {self.left} t.",
            [],
            units=("jours", "heures", "minutes", "secondes"),
            state="" if before else "Vote ouvert",
        )

    def is_due(self) -> bool:
        return self.due

    async def sync(self) -> None:
        self.syncs += 1
        self.due = False

    def heading(self) -> Heading:
        return Heading(countdown=Countdown(self.view, self.is_due, self.sync))


class Passing:
    """A journey of a menu asked again and again, with the clock put on before each time."""

    def __init__(self, clock: Clock, *left: int | tuple[Phase, int]) -> None:
        self._clock = clock
        self._left = left

    async def __call__(self, dialogue: Dialogue) -> None:
        dialogue.head(self._clock.heading())
        for left in self._left:
            self._clock.phase, self._clock.left = (
                left if isinstance(left, tuple) else (self._clock.phase, left)
            )
            await dialogue.choose(Menu(title="Menu", options=[Option("a", "Ceci")]))


def test_the_time_is_told_on_request() -> None:
    vote = Vote()

    async def journey(dialogue: Dialogue) -> None:
        heading = Heading("Élections", countdown=vote.countdown())
        dialogue.head(heading)
        await dialogue.choose(HOME)
        dialogue.head(Heading("Élections", countdown=vote.countdown()))
        await dialogue.choose(HOME)

    said = converse(journey, "/time", "1", "/temps", "1")
    assert said.lines[0] == HOME.title
    assert said.lines.count(SPOKEN) == 2
    assert said.prompts[1] == "43 jours 22 heures. Choice, 1 to 5: "
    assert vote.syncs == 0


def test_the_time_is_asked_of_the_portal_when_that_is_due() -> None:
    clock = Clock(5000)
    clock.due = True
    said = converse(Passing(clock, 5000), "/time", "/time", "1")
    assert clock.syncs == 1
    assert said.lines.count("Dans 5000 t.") + said.text.count("Dans 5000 t. Menu") == 2


def test_the_time_of_a_form_is_told_with_that_of_the_vote() -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Clock(5000).heading())
        await dialogue.ask(password_form(Captcha()))

    said = converse(journey, PASSWORD, PASSWORD, "/time")
    assert said.lines.count("Dans 5000 t.") == 1
    told = said.lines.index("Encore 4 minutes 47 secondes.")
    assert said.lines[told + 1] == "Dans 5000 t."
    assert said.lines[told + 2].startswith("Recopiez en chiffres")  # right above the prompt
    assert said.lines[told + 3].startswith("Time above. ")


def test_a_time_that_a_form_shares_with_the_portal_is_told_once() -> None:
    clock = Clock(5000)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(clock.heading())
        await dialogue.ask(plain_form(take_all)._replace(time_left=lambda: clock.view().spoken))

    assert converse(journey, "/time").text.count("Dans 5000 t.") == 1


def test_help_names_the_time_wherever_there_is_one() -> None:
    assert "/time: time left" in converse(Passing(Clock(5000), 5000), "/help", "/help").lines


@pytest.mark.parametrize(
    ("milestone", "short"),
    [(86_400, "23 heures"), (3_600, "59 minutes"), (600, "9 minutes"), (60, "59 secondes")],
)
def test_a_milestone_is_told_once_with_the_next_prompt(milestone: int, short: str) -> None:
    left = milestone - 1
    clock = Clock(milestone + 5)
    said = converse(Passing(clock, milestone + 1, left, left - 1, left - 2), *"1111")
    assert said.prompts[0] == "Menu, 1: "
    assert said.text.count(f"Dans {left} t.") == 1
    assert said.text.count(f"Dans {left - 1} t.") == 0
    assert said.prompts[1].startswith((f"Dans {left} t. ", short))
    assert said.prompts[2] == "Menu, 1: "


def test_several_milestones_at_once_are_told_as_one() -> None:
    said = converse(Passing(Clock(100_000), 30, 29), *"11")
    assert said.text.count("Dans 30 t.") == 1
    assert "Dans 29 t." not in said.text


def test_the_opening_is_told_once_and_its_milestones_start_anew() -> None:
    clock = Clock(30)
    said = converse(
        Passing(clock, 29, (Phase.OPEN, 600_000), 599_000, 86_000, (Phase.CLOSED, 0)), *"11111"
    )
    assert said.prompts[0] == "Menu, 1: "
    assert "Vote ouvert. Menu, 1: " in said.prompts
    assert said.lines.count("Vote ouvert. Fin dans 600000 t.".partition(". ")[2]) == 1
    assert said.text.count("Fin dans 599000 t.") == 0
    assert said.text.count("Fin dans 86000 t.") == 1
    assert said.text.count("Fin dans 0 t.") == 1


def test_the_time_is_told_beside_an_outcome() -> None:
    clock = Clock(100)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(clock.heading())
        clock.left = 50
        await dialogue.show(Page(title="Fait.", blocks=[]))

    said = converse(journey, "")
    assert said.prompts == ["Dans 50 t. Fait, Enter: "]


def test_what_the_countdown_page_told_is_not_told_again() -> None:
    clock = Clock(100)

    async def journey(dialogue: Dialogue) -> None:
        heading = clock.heading()
        dialogue.head(heading)
        clock.left = 50
        assert heading.countdown is not None
        await dialogue.show(Page(title="Je vote", blocks=[heading.countdown]))
        await dialogue.choose(Menu(title="Menu", options=[Option("a", "Ceci")]))

    said = converse(journey, "/back", "1")
    assert said.prompts == ["Dans 50 t. Je vote, Enter: ", "Menu, 1: "]
    assert said.text.count("Dans 50 t.") == 1


@pytest.mark.posix
def test_nothing_of_it_is_said_while_a_form_is_filled_in(tmp_path: Path) -> None:
    """The clock is kept in step beside a prompt that stands, without a word."""
    synced = tmp_path / "synced"
    with TerminalTalk("heading_only", SYNCED=str(synced)) as talk:
        talk.hear("prénom: $")
        talk.keys("Ad")
        talk.hear("Ad$")
        talk.signal(signal.SIGUSR1)
        talk.wait_until(synced.exists)
        talk.keys("a\n")
        talk.answer(r"Le vote est ouvert\. Coordonnées, nom: $", "Byron")
        talk.answer(r"Ada\+Byron, Enter: $", "")
        talk.hear(r"1 fois\.")
    assert "prénom: Ada\r\n" in talk.text


def test_a_sync_that_hangs_ends_with_the_heading() -> None:
    cancelled = []

    class Hanging(Clock):
        async def sync(self) -> None:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                cancelled.append(True)
                raise

    clock = Hanging(5000)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(clock.heading())
        voice = dialogue._voice  # type: ignore[attr-defined]
        clock.due = True
        voice.limits.keep_in_step()
        await asyncio.sleep(0)
        dialogue.head(Heading())
        await dialogue.ask(form())

    converse(journey, "x")
    assert cancelled == [True]


def form() -> Form[Any]:
    async def submit(answers: Answers) -> Answers:
        return answers

    return Form(
        title="Coordonnées",
        fields=[TextField(parse=str, name="name", label="Nom")],
        submit=submit,
        submit_label="Envoyer",
        busy="Envoi…",
    )


def long_page() -> Page:
    blocks = [
        block
        for n in range(1, 4)
        for block in (Title(f"Titre {n}"), Items([f"Ligne {n}.{k}" for k in range(1, 8)]))
    ]
    return Page(title="Notice", blocks=blocks)


def test_an_opening_is_told_before_a_text_of_several_parts_and_not_within_it() -> None:
    clock = Clock(5000)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(clock.heading())
        await dialogue.choose(Menu(title="Menu", options=[Option("a", "Ceci")]))
        clock.phase = Phase.OPEN
        await dialogue.show(long_page())

    said = converse(journey, "1", "", "", "")
    opened = "Vote ouvert.\nFin dans 5000 t.\nNotice\n"
    assert said.text.count(opened) == 1
    assert said.text.count("Vote ouvert") == 1
    assert said.prompts[1] == "Notice, 1 of 3: "


def test_an_opening_within_a_text_is_told_in_the_prompt() -> None:
    messages.use("fr")

    class Vote(Clock):
        def view(self) -> CountdownView:
            view = super().view()
            return view._replace(state=view.state and "Le vote est ouvert")

    clock = Vote(5000)

    def open_it(_kind: Kind, text: str) -> None:
        if text.startswith("Ligne 1"):
            clock.phase = Phase.OPEN

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(clock.heading())
        await dialogue.show(long_page())

    said = converse(journey, "", record=open_it)
    assert said.prompts[0] == "Le vote est ouvert. Notice, 1 sur 3\u00a0: "
