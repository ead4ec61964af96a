"""Check the linear voice: each screen is read out by the real front end, through a pipe.

An answer is given to every field, and refused with each of the errors that the walk has met, so
that every prompt a voter may hear is heard.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from tui_voter.audit.kinds import kind_of
from tui_voter.audit.record import Screen, Shown
from tui_voter.audit.rules import Ledger, Rule
from tui_voter.audit.vocabulary import DRAWN
from tui_voter.dialogue import (
    Answers,
    Batch,
    ChoiceField,
    Dialogue,
    Dictation,
    Field,
    FieldError,
    Form,
    Listing,
    LongTextField,
    Menu,
    OpenField,
    Quit,
    Refused,
    SecretField,
)
from tui_voter.linear.fields.base import START
from tui_voter.linear.prompts import COLUMNS_WITH_CORE
from tui_voter.linear.run import LinearDialogue
from tui_voter.linear.scene import Scene
from tui_voter.linear.spelling import columns, folded
from tui_voter.linear.spoken import spoken
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _
from tui_voter.transcript import Kind, Record

VOICE: Final = "linear"
NUMBERED: Final = re.compile(r"\s*\d+[.):](.*)")
"""The number of a choice, and the choice."""
BRAILLE: Final = 40
ROOM: Final = 12
"""Cells of a display, and of those that a prompt leaves for the answer."""
ECHOED: Final = range(1, 4)
"""Columns by which the cursor moves where letters are typed."""
SENTENCE: Final = 4
"""Words from which on a line is one that nobody needs twice."""
PARTS: Final = 30
"""Enters that take one through any text there is."""


@dataclass(frozen=True)
class HeardPrompt:
    """A prompt, and the lines that were written since the one before."""

    text: str
    above: tuple[str, ...]
    stood: int | None
    """The column where the cursor stood before, behind what was typed; None at first."""

    @cached_property
    def asked(self) -> str:
        """The prompt, for comparing."""
        return folded(self.text)

    @cached_property
    def all(self) -> str:
        """The prompt and what is above it, for comparing."""
        return folded(" ".join([*self.above, self.text]))

    @property
    def words(self) -> int:
        """How many words are heard up to here."""
        return sum(
            any(map(str.isalnum, word)) for word in " ".join([*self.above, self.text]).split()
        )


@dataclass
class Heard:
    """``prompts`` are the first ones of a form's fields, by label; ``words`` are heard up to the
    first prompt of all."""

    ledger: Ledger = field(default_factory=lambda: Ledger(VOICE))
    prompts: dict[str, str] = field(default_factory=dict)
    words: int = 0

    async def hear(
        self,
        where: str,
        screen: Screen,
        answers: Sequence[str],
        errors: Iterable[FieldError] = (),
        *,
        is_echoed: bool = True,
    ) -> list[HeardPrompt]:
        """Type ``answers`` at a screen that refuses some with ``errors``, and hold every prompt
        and line against the rules."""
        prompts = await _converse(screen, answers, is_echoed=is_echoed)
        if prompts:
            self.words = self.words or prompts[0].words
            left = BRAILLE - columns(prompts[0].text)
            self.ledger.hold(Rule.ROOM, left >= ROOM, where, f"{prompts[0].text!r} ({left})")
        for before, prompt in zip(["", *(each.text for each in prompts)], prompts, strict=False):
            _judge(self.ledger, where, prompt, before)
        for error in errors:
            keeps = any(_tells(prompt, error) for prompt in prompts)
            self.ledger.hold(Rule.PROMPT_ERROR, keeps, error.field, error.short)
        return prompts


async def listen(shown: Shown) -> Heard:
    """Listen to one screen in the linear voice."""
    heard, screen, errors = Heard(), shown.screen, shown.errors
    if isinstance(screen, Form):
        await _listen_to_form(heard, screen, errors)
    elif isinstance(screen, Menu):
        await heard.hear(screen.title, screen, ["999", "?", "999"])
    elif isinstance(screen, Listing):
        full = screen._replace(fetch=_fetching(shown))
        await heard.hear(screen.title, full, ["", "", "999", "zz", "", "?"])
        if errors:
            failing = screen._replace(fetch=_refusing(errors))
            await heard.hear(screen.title, failing, [""] * (len(errors) - 1), errors)
    else:
        dictates = any(isinstance(block, Dictation) for block in screen.blocks)
        answers = [*(["1", "1", "99"] if dictates else []), *[""] * PARTS]
        await heard.hear(screen.title, screen, answers)
    return heard


def _fetching(shown: Shown) -> Callable[[str, str], Awaitable[Batch]]:
    """The rows of the walk, and none for any search."""

    async def fetch(search: str, after: str) -> Batch:  # noqa: ARG001 all rows come at once
        return Batch([] if search else shown.rows)

    return fetch


def _refusing(errors: Iterable[FieldError]) -> Callable[..., Any]:
    """Raises one error after the other, as a check, a submit or a fetch."""
    left = iter(errors)

    def refuse(*_answers: object) -> Any:
        for error in left:
            raise Refused(error)

    return refuse


async def _listen_to_form(heard: Heard, form: Form[Any], errors: Sequence[FieldError]) -> None:
    """Each field by itself, as if it were the only one; then the form as a whole."""
    for item in form.fields:
        own = [error for error in errors if error.field == item.name]
        asked = item._replace(check=_refusing(own))
        if isinstance(asked, OpenField):
            asked = asked._replace(parse=str)
        if isinstance(asked, SecretField):
            asked = asked._replace(repeats="")  # what it repeats is not there
        first, *_others = await heard.hear(
            item.label,
            form._replace(fields=[asked], submit=_submit),
            kind_of(item).lines * len(own),
            own,
            is_echoed=not isinstance(item, SecretField),
        )
        heard.prompts[item.label] = first.text
        if isinstance(item, OpenField) and item.value.split():
            keeps = _tells_state(first, item)
            heard.ledger.hold(Rule.STATE_IN_WORDS, keeps, item.label, first.text)
        # beside an error's core, in the prompts behind, there may be room for the place alone
        keeps = _says_purpose(first, item, form)
        heard.ledger.hold(Rule.PROMPT_PURPOSE, keeps, item.label, first.text)
    names = {item.name for item in form.fields}
    whole = [error for error in errors if error.field not in names]
    failing = form._replace(fields=[], submit=_refusing(whole))
    await heard.hear(form.title, failing, [""] * len(whole), whole)


async def _submit(_answers: Answers) -> None:
    raise Quit


async def _converse(
    screen: Screen, answers: Sequence[str], *, is_echoed: bool = True
) -> list[HeardPrompt]:
    """What is heard when ``answers`` are typed, and then the input ends."""
    prompts: list[HeardPrompt] = []
    above: list[str] = []

    def record(kind: Kind, text: str) -> None:
        if kind is Kind.SAID:
            above.append(text)
        elif kind is Kind.ASKED:
            stood = None
            if prompts:
                typed = answers[len(prompts) - 1] if is_echoed else ""
                stood = columns(prompts[-1].text + typed)
            prompts.append(HeardPrompt(text, tuple(above), stood))
            above.clear()

    with _voice(answers, record) as voice, suppress(Quit):
        await present(LinearDialogue(voice), screen)
    return prompts


@contextmanager
def _voice(answers: Sequence[str], record: Record) -> Iterator[Voice]:
    """A voice on a pipe on which ``answers`` were typed already, and whose output nobody reads."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "w", encoding="utf-8") as keyboard:
        keyboard.writelines(f"{answer}\n" for answer in answers)
    with (
        os.fdopen(reader, encoding="utf-8") as stdin,
        Path(os.devnull).open("w", encoding="utf-8") as stdout,
    ):
        yield Voice(stdin, stdout, record)


async def present(dialogue: Dialogue, screen: Screen) -> object:
    """Show a screen, of whichever kind it is; what came of it. All of it is recorded."""
    if isinstance(screen, Listing):
        return await dialogue.browse(screen)
    screen = screen._replace(confidential=False)
    if isinstance(screen, Form):
        return await dialogue.ask(screen)
    if isinstance(screen, Menu):
        return await dialogue.choose(screen)
    return await dialogue.show(screen)


# --- The rules


def _judge(ledger: Ledger, where: str, prompt: HeardPrompt, before: str) -> None:
    """Hold a prompt, and the lines above it, against the rules for every one of them.

    What Fenrir takes for typed letters, where the cursor moves a little to the right, is heard
    twice too.
    """
    text = prompt.text
    fits = columns(text) <= COLUMNS_WITH_CORE and text.endswith(" ")
    ledger.hold(Rule.PROMPT_WIDTH, fits, where, f"{text!r} ({columns(text)})")
    ledger.hold(Rule.PROMPT_CHANGES, text != before, where, repr(text))
    if prompt.stood is not None:
        right = columns(text) - prompt.stood
        ledger.hold(Rule.ECHO, right not in ECHOED, where, f"{text!r} +{right}")
    said = Counter(line for line in map(folded, prompt.above) if len(line.split()) >= SENTENCE)
    twice = [line for line, times in said.items() if times > 1]
    ledger.hold(Rule.HEARD_ONCE, not twice, where, " | ".join(twice))
    for line in (*prompt.above, text):
        if option := NUMBERED.fullmatch(line):
            ledger.hold(Rule.NAME, bool(option[1].strip()), where, repr(line))
        drawn = DRAWN.search(line)
        ledger.hold(Rule.LINES_PLAIN, not drawn, line[:40], repr(drawn and drawn[0]))


def _tells(prompt: HeardPrompt, error: FieldError) -> bool:
    """Whether the prompt contains the error, and its full sentence was said."""
    sentence, short = folded(spoken(error.text)), folded(spoken(error.short))
    return sentence in prompt.all and (short in prompt.asked or sentence in prompt.asked)


def _tells_state(prompt: HeardPrompt, item: OpenField[Any]) -> bool:
    """Whether the first prompt, or a line above it, says what is in the field: of a choice, which
    option it is, on its line where that is among those that are said."""
    if not isinstance(item, ChoiceField):
        return folded(item.value.split()[0][: START - 1]) in prompt.all
    (number,) = (n for n, option in enumerate(item.options, 1) if option.key == item.value)
    start = f"{number}. {_('Chosen: {option}').partition('{')[0]}"
    chosen = [line.strip() for line in prompt.above if line.startswith(start)]
    its_lines = [line.strip() for line in prompt.above if line.startswith(f"{number}. ")]
    return chosen == its_lines and folded(_("Enter: {label}").format(label=number)) in (prompt.all)


def _says_purpose(prompt: HeardPrompt, item: Field[Any], form: Form[Any]) -> bool:
    """Whether the prompt, by itself, says where the voter is and what is asked for."""
    names = [*filter(None, [item.label, item.brief])]
    if isinstance(item, LongTextField):
        names.append(_("line {number}, or empty").partition("{")[0])
    return folded(Scene(form).place) in prompt.asked and any(
        folded(name) in prompt.asked for name in names
    )
