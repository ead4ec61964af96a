"""Check the linear voice: the real front end reads out each screen, through a pipe.

Every field is answered, and refused with each of the errors that the walk has met, so that every
possible prompt is heard.
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
from tui_voter.letters import folded
from tui_voter.linear.fields.base import START
from tui_voter.linear.prompts import COLUMNS_WITH_CORE
from tui_voter.linear.run import LinearDialogue
from tui_voter.linear.scene import Scene
from tui_voter.linear.spelling import columns
from tui_voter.linear.spoken import spoken
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _
from tui_voter.transcript import Kind, Record

VOICE: Final = "linear"
NUMBERED: Final = re.compile(r"\s*\d+[.):](.*)")
"""A numbered line, with its text as a group."""
CELLS: Final = 40
ROOM: Final = 12
"""The cells of a braille display, and those that a prompt should leave for the answer."""
ECHOED: Final = range(1, 4)
"""The columns by which the cursor moves when letters are typed."""
SENTENCE: Final = 4
"""The least words of a line that must not be said twice."""
PARTS: Final = 30
"""So many Enters reach the end of any page."""


@dataclass(frozen=True)
class HeardPrompt:
    """A prompt, and the lines written since the one before."""

    text: str
    above: tuple[str, ...]
    cursor: int | None
    """The cursor's column after the last typed answer; None at the first prompt."""

    @cached_property
    def asked(self) -> str:
        """The prompt, for comparison."""
        return folded(self.text)

    @cached_property
    def all(self) -> str:
        """The prompt and the lines above it, for comparison."""
        return folded(" ".join([*self.above, self.text]))

    @property
    def words(self) -> int:
        """The number of words in the prompt and the lines above it."""
        return sum(
            any(map(str.isalnum, word)) for word in " ".join([*self.above, self.text]).split()
        )


@dataclass
class Heard:
    """What was heard of a screen: ``prompts`` are the first one of each field, by label; ``words``
    is the number of words up to the first prompt of all."""

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
        """Type ``answers`` at a screen that refuses some with ``errors``, and check every prompt
        and line by the rules."""
        prompts = await _converse(screen, answers, is_echoed=is_echoed)
        if prompts:
            self.words = self.words or prompts[0].words
            left = CELLS - columns(prompts[0].text)
            self.ledger.note(Rule.ROOM, left >= ROOM, where, f"{prompts[0].text!r} ({left})")
        for before, prompt in zip(["", *(each.text for each in prompts)], prompts, strict=False):
            _judge(self.ledger, where, prompt, before)
        for error in errors:
            sentence, short = folded(spoken(error.text)), folded(spoken(error.short))
            keeps = any(_says_error(prompt, sentence, short) for prompt in prompts)
            self.ledger.note(Rule.PROMPT_ERROR, keeps, error.field, error.short)
        return prompts


async def listen(shown: Shown) -> Heard:
    """Check one screen in the linear voice."""
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
    """A ``fetch`` that returns the rows of the walk, and none for a search."""

    async def fetch(search: str, after: str) -> Batch:  # noqa: ARG001 all rows come at once
        return Batch([] if search else shown.rows)

    return fetch


def _refusing(errors: Iterable[FieldError]) -> Callable[..., Any]:
    """A check, submit or fetch that raises one error after the other."""
    left = iter(errors)

    def refuse(*_answers: object) -> Any:
        for error in left:
            raise Refused(error)

    return refuse


async def _listen_to_form(heard: Heard, form: Form[Any], errors: Sequence[FieldError]) -> None:
    """Check each field by itself, as if it were the only one; then the form as a whole."""
    for item in form.fields:
        own = [error for error in errors if error.field == item.name]
        asked = item._replace(check=_refusing(own))
        if isinstance(asked, OpenField):
            asked = asked._replace(parse=str)
        if isinstance(asked, SecretField):
            asked = asked._replace(repeats="")  # the field that it confirms is not there
        first, *_others = await heard.hear(
            item.label,
            form._replace(fields=[asked], submit=_submit),
            kind_of(item).lines * len(own),
            own,
            is_echoed=not isinstance(item, SecretField),
        )
        heard.prompts[item.label] = first.text
        if isinstance(item, OpenField) and item.value.split():
            keeps = _says_state(first, item)
            heard.ledger.note(Rule.STATE_IN_WORDS, keeps, item.label, first.text)
        # a later prompt, with an error's core, may have room for the place alone
        keeps = _says_purpose(first, item, form)
        heard.ledger.note(Rule.PROMPT_PURPOSE, keeps, item.label, first.text)
    names = {item.name for item in form.fields}
    whole = [error for error in errors if error.field not in names]
    failing = form._replace(fields=[], submit=_refusing(whole))
    await heard.hear(form.title, failing, [""] * len(whole), whole)


async def _submit(_answers: Answers) -> None:
    raise Quit


async def _converse(
    screen: Screen, answers: Sequence[str], *, is_echoed: bool = True
) -> list[HeardPrompt]:
    """The prompts heard when ``answers`` are typed before the input ends."""
    prompts: list[HeardPrompt] = []
    above: list[str] = []

    def record(kind: Kind, text: str) -> None:
        if kind is Kind.SAID:
            above.append(text)
        elif kind is Kind.ASKED:
            cursor = None
            if prompts:
                typed = answers[len(prompts) - 1] if is_echoed else ""
                cursor = columns(prompts[-1].text + typed)
            prompts.append(HeardPrompt(text, tuple(above), cursor))
            above.clear()

    with _voice(answers, record) as voice, suppress(Quit):
        await present(LinearDialogue(voice), screen)
    return prompts


@contextmanager
def _voice(answers: Sequence[str], record: Record) -> Iterator[Voice]:
    """A voice that reads ``answers`` from a pipe, and whose output is discarded."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "w", encoding="utf-8") as keyboard:
        keyboard.writelines(f"{answer}\n" for answer in answers)
    with (
        os.fdopen(reader, encoding="utf-8") as stdin,
        Path(os.devnull).open("w", encoding="utf-8") as stdout,
    ):
        yield Voice(stdin, stdout, record)


async def present(dialogue: Dialogue, screen: Screen) -> object:
    """Show a screen of any kind, so that all of it is recorded. Returns its result."""
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
    """Check a prompt and the lines above it by the rules that hold for all prompts.

    A text is also heard twice if the cursor moves a little to the right: Fenrir then takes it for
    typed letters.
    """
    text = prompt.text
    fits = columns(text) <= COLUMNS_WITH_CORE and text.endswith(" ")
    ledger.note(Rule.PROMPT_WIDTH, fits, where, f"{text!r} ({columns(text)})")
    ledger.note(Rule.PROMPT_CHANGES, text != before, where, repr(text))
    if prompt.cursor is not None:
        right = columns(text) - prompt.cursor
        ledger.note(Rule.ECHO, right not in ECHOED, where, f"{text!r} +{right}")
    said = Counter(line for line in map(folded, prompt.above) if len(line.split()) >= SENTENCE)
    twice = [line for line, times in said.items() if times > 1]
    ledger.note(Rule.HEARD_ONCE, not twice, where, " | ".join(twice))
    for line in (*prompt.above, text):
        if option := NUMBERED.fullmatch(line):
            ledger.note(Rule.NAME, bool(option[1].strip()), where, repr(line))
        drawn = DRAWN.search(line)
        ledger.note(Rule.LINES_PLAIN, not drawn, line[:40], repr(drawn and drawn[0]))


def _says_error(prompt: HeardPrompt, sentence: str, short: str) -> bool:
    """Whether an error's full ``sentence`` was said, and the prompt has that or its ``short``
    form."""
    return sentence in prompt.all and (short in prompt.asked or sentence in prompt.asked)


def _says_state(prompt: HeardPrompt, item: OpenField[Any]) -> bool:
    """Whether the first prompt, or a line above it, says the field's value. The line of a chosen
    option, if it is said, must mark it as chosen."""
    if not isinstance(item, ChoiceField):
        return folded(item.value.split()[0][: START - 1]) in prompt.all
    (number,) = (n for n, option in enumerate(item.options, 1) if option.key == item.value)
    start = f"{number}. {_('Chosen: {option}').partition('{')[0]}"
    chosen = [line.strip() for line in prompt.above if line.startswith(start)]
    its_lines = [line.strip() for line in prompt.above if line.startswith(f"{number}. ")]
    return chosen == its_lines and folded(_("Enter: {label}").format(label=number)) in (prompt.all)


def _says_purpose(prompt: HeardPrompt, item: Field[Any], form: Form[Any]) -> bool:
    """Whether the prompt by itself says where the voter is and what is asked for."""
    names = [*filter(None, [item.label, item.brief])]
    if isinstance(item, LongTextField):
        names.append(_("line {number}, or empty").partition("{")[0])
    return folded(Scene(form).place) in prompt.asked and any(
        folded(name) in prompt.asked for name in names
    )
