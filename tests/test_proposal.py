"""A phrase is proposed where a password is chosen, in both voices; the voter types it."""

import re
from collections.abc import Sequence
from itertools import product
from typing import Any, Final

import pytest

from tests import stories
from tests.fullscreen.stage import Stage, on_stage
from tests.linear.conversation import converse
from tests.ways import some
from tui_voter import messages
from tui_voter.audit.player import play, take
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.conversation.filling import BUTTON, Filling
from tui_voter.dialogue import BACK, Answers, Dialogue, Field, Form, SecretField, Step
from tui_voter.fullscreen.listener import Listener
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.theme import LOOKS
from tui_voter.journeys.shared.passwords import NewPassword
from tui_voter.journeys.shared.proposal import Proposal
from tui_voter.machine.strength import CrackTime, Strength
from tui_voter.secret import Secret

TOO_USUAL: Final = "maison jour temps homme femme enfant chose main"
FIRST: Final = "abeille lucarne galaxie menthe tiroir volcan guitare zeste"
SECOND: Final = "Wagon kiosque horloge jardin biscuit renard meuble 7"
WORDS: Final = {*FIRST.split(), *SECOND.split()} - {"7"}


class Voter:
    """Who chooses a password, to which two phrases can be proposed."""

    def __init__(self) -> None:
        self._drawn = iter([TOO_USUAL, FIRST, SECOND])
        self.chosen = ""

    async def choose_password(self, dialogue: Dialogue) -> object:
        policy = PasswordPolicy()
        proposal = Proposal(dialogue, lambda _policy: Secret(next(self._drawn)), policy, METER)
        new = NewPassword(policy, METER, proposal=proposal)

        async def submit(answers: Answers) -> None:
            self.chosen = answers[new.field].reveal()

        return await dialogue.ask(
            Form(
                title="Create your password",
                step=Step(2, "abcd"),
                fields=[new.field, new.again],
                submit=submit,
                submit_label="Continue",
                busy="Checking",
            )
        )


class OneDoubt:
    """Finds all excellent but one, of which the program would warn."""

    async def measure(self, password: Secret) -> Strength:
        score = 2 if password.reveal() == TOO_USUAL else 4
        return Strength(score, 9, CrackTime.CENTURIES, None, ())


METER: Final = OneDoubt()


async def test_a_phrase_is_gone_while_a_password_of_the_voters_own_is_typed() -> None:
    """It is a secret in clear: only who types it needs to see it."""

    async def propose() -> Secret:
        return Secret(FIRST)

    field = SecretField(name="password", label="Password", propose=propose)
    state = Filling(Form(title="Password", fields=[field], submit=_never, busy="…"))
    state.type("password", Secret("Zebra"))
    await state.propose()
    seen = []
    for typed in ("Zebra", "A", "Abeile", "Z", "Zebra-9", "", "a"):
        state.type("password", Secret(typed))
        seen.append(bool(state.phrase))
    assert seen == [True, True, True, False, False, True, True]


async def test_a_phrase_stays_until_another_is_taken_and_is_typed_where_it_is_not_yet() -> None:
    proposed: list[tuple[str, str]] = []

    async def journey(dialogue: Dialogue) -> None:
        drawn = iter([TOO_USUAL, FIRST, SECOND, SECOND])
        proposal = Proposal(dialogue, lambda _policy: Secret(next(drawn)), PasswordPolicy(), METER)
        fields = [
            SecretField(name=name, label=name, propose=proposal.show)
            for name in ("password", "again")
        ]
        state = Filling(Form(title="Password", fields=fields, submit=_never, busy="…"))
        for typed in ("", FIRST, FIRST, FIRST):
            state.type("password", Secret(typed))
            proposed.append((await state.propose(), state.phrase.reveal()))

    only_seen, taken = (take("another"), take(BACK)), (take("another"), take("close"))
    await play(journey, take("close"), *only_seen, take("close"), *taken)
    fields, phrases = zip(*proposed, strict=True)
    assert fields == ("password", BUTTON, "again", "password")
    assert phrases == (FIRST, FIRST, FIRST, SECOND)


async def test_a_phrase_is_in_sight_only_where_it_is_typed() -> None:
    """Behind its fields it would stand in clear for whoever passes by."""

    async def propose() -> Secret:
        return Secret(FIRST)

    password = SecretField(name="password", label="Password", propose=propose)
    again = SecretField(name="again", label="Again", repeats="password")
    fields: list[Field[Any]] = [password, again, stories.captcha("How much?")]
    async with on_stage(Form(title="New", fields=fields, submit=_never, busy="…")) as stage:
        await stage.press("ctrl+p", sees=FIRST)
        await stage.press("tab")
        assert (stage.focused, FIRST in stage.text) == ("again", True)
        await stage.press("tab")
        await stage.until(lambda: FIRST not in stage.text)
        assert stage.focused == "captcha"
        await stage.press("shift+tab", sees=FIRST)


async def _never(_answers: Answers) -> None:
    raise AssertionError("sent")


def told(*lines: str) -> tuple[Voter, Sequence[str], list[str]]:
    """What is put out, line by line, and what a transcript has of it."""
    voter, kept = Voter(), list[str]()

    async def journey(dialogue: Dialogue) -> None:
        await voter.choose_password(dialogue)

    said = converse(journey, *lines, record=lambda _kind, text: kept.append(text))
    return voter, said.lines, kept


def test_a_phrase_is_told_word_by_word_and_each_again_with_its_letters() -> None:
    _voter, lines, _kept = told("", "1", "/repeat", "8", "10", "9", "1")
    words = [f"{number}. {word}" for number, word in enumerate(FIRST.split(), 1)]
    start = lines.index(words[0])
    assert lines[start : start + 8] == words
    assert lines.count(words[0]) == 2  # and once more on request
    assert "zeste: z e s t e" in lines
    assert any(line.startswith("“zeste”. ") and line.endswith(": ") for line in lines)
    assert "Not listed. Phrase, 1 to 9 or Enter: " in lines
    assert "Answer with a number from 1 to 9." in lines
    assert "Wagon: capital W, a g o n" in lines


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_voter_types_it_themselves(language: str) -> None:
    messages.use(language)
    voter, lines, kept = told("", "1", "", SECOND, SECOND)
    assert voter.chosen == SECOND
    assert not WORDS & {*re.findall(r"\w+", "\n".join(kept))}
    prompts = [line for line in lines if line.endswith(" ")]
    assert all(len(prompt) <= 39 for prompt in prompts)


@pytest.mark.parametrize(("theme", "size"), [("visual", (80, 24)), ("accessible", (40, 12))])
async def test_a_phrase_is_shown_over_the_form(theme: str, size: tuple[int, int]) -> None:
    """Neither a transcript nor the clipboard has any of it."""
    kept: list[str] = []
    async with on_stage(Voter().choose_password, theme=theme, size=size) as stage:
        stage.program.listener = Listener(lambda _kind, text: kept.append(text))
        await stage.sees("Create your password", "Ctrl+P")
        await stage.enter("Half-typed")
        await stage.press("ctrl+p")
        await stage.sees("A phrase for you", "Enter type it")
        # In one piece, as it is to be typed: letters set apart would be read as a word each.
        assert all(f"{n}. {w}" in stage.text for n, w in enumerate(FIRST.split()[:4], 1))
        y = next(n for n, row in enumerate(stage.text.splitlines()) if "lucarne" in row)
        await stage.drag(0, y, size[0] - 10)
        assert stage.program.screen.get_selected_text() is None
        await stage.press("f5")
        await stage.sees("Wagon", "F5")
        await stage.press("escape")
        await stage.sees("Create your password")
        assert not any(word in stage.text for word in WORDS)
        assert stage.focused == "password"
        await stage.enter("!")
        assert stage.typed("password") == "Half-typed!", (
            "who only goes back goes on typing their own"
        )
    said = " ".join(kept)
    assert not {word for word in WORDS if word in said or " ".join(word) in said}


async def look(stage: Stage, leaves: str) -> None:
    """At the phrase, from the form and back."""
    await stage.press("ctrl+p")
    await stage.sees("A phrase for you")
    await stage.press(leaves)
    await stage.until(lambda: isinstance(stage.program.seen, FormScreen))
    await stage.until(lambda: not stage.form.under_way)


@pytest.mark.parametrize(
    ("size", "theme"),
    some(
        ((80, 24), "visual"),
        ((40, 12), "accessible"),
        ((200, 50), "terminal"),
        of=product([(80, 24), (40, 12), (200, 50)], LOOKS),
    ),
)
async def test_the_phrase_takes_the_place_of_a_try_and_stays_in_sight_while_it_is_typed(
    size: tuple[int, int], theme: str
) -> None:
    kept: list[str] = []
    async with on_stage(Voter().choose_password, theme=theme, size=size) as stage:
        stage.program.listener = Listener(lambda _kind, text: kept.append(text))
        await stage.sees("Create your password")
        for box in stage.form.boxes:
            box.control.focus()
            await stage.enter("weak")
        await look(stage, "enter")
        await stage.enter("ab")
        await look(stage, "enter")
        for name, more in (("password", FIRST[2:-1]), ("again", FIRST[:-1])):
            await stage.enter(more)
            assert stage.typed(name) == FIRST[:-1], "what was typed of it stays, and nothing else"
            assert stage.program.focused is not None
            assert stage.form.body.region.contains_region(stage.program.focused.region)
            assert FIRST in words_of(stage)
            await stage.press("f2")
            await stage.until(lambda: words_of(stage).count(FIRST[:-1]) > 1)
            await stage.press("f2", "tab")
        assert FIRST not in words_of(stage), "behind its fields nobody needs it"
        await stage.press("shift+tab")
        assert FIRST in words_of(stage)
        await look(stage, "escape")
        assert FIRST in words_of(stage), "who looked at it once more goes on typing it"
    assert not {word for word in WORDS if word in " ".join(kept)}


def words_of(stage: Stage) -> str:
    return " ".join(stage.text.split())
