"""The line that the cursor stands on: all that a braille display shows.

With its trailing space it takes at most :data:`COLUMNS`, so that the cursor never wraps
into an empty window of 40 cells; and it differs from the one before, or a screen reader
would stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from tui_voter.dialogue import FieldError, Step, Text, told
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _

COLUMNS: Final = 39
LABEL: Final = 24
"""Columns of a label, which leave room to say that it is asked again."""


class Remark(NamedTuple):
    """What came of the last answer: a full sentence, and its core in 18 columns."""

    says: Text
    short: str

    @property
    def text(self) -> str:
        return told(self.says)

    @classmethod
    def of(cls, error: FieldError) -> Remark:
        return cls(error.says, error.short)


class Prompt(NamedTuple):
    """A prompt, and whether it holds the remark's full sentence, and step and purpose."""

    text: str
    tells_remark: bool = True
    tells_purpose: bool = True

    @property
    def fits(self) -> bool:
        return columns(self.text) <= COLUMNS


def compose(
    purpose: str, step: Step | None, remark: Remark | None, outcome: str, before: str
) -> tuple[list[str], str]:
    """What has to be said above the prompt because it could not hold it, and the prompt.

    ``purpose`` is what is asked for ("mot de passe"). ``outcome`` is a sentence that should
    stand on the cursor's line. ``before`` is the prompt before this one.
    """
    whole = _with_step(purpose, step)
    candidates = [p for p in _candidates(purpose, step, remark, outcome) if p.fits]
    chosen = candidates[0]
    if chosen.text == before:
        chosen = next(p for p in _varied(candidates) if p.fits and p.text != before)
    above = []
    if remark is not None and not chosen.tells_remark:
        above.append(remark.text)
    if not chosen.tells_purpose:
        above.append(_capital(whole) + ".")
    return above, chosen.text


def _candidates(
    purpose: str, step: Step | None, remark: Remark | None, outcome: str
) -> Iterator[Prompt]:
    """What the line could hold, the richest first; the last always fits."""
    whole, alone = _asking(_with_step(purpose, step)), _asking(purpose)
    start = _asking(purpose.partition(", ")[0])
    if remark is not None:
        short = _capital(remark.short)
        yield Prompt(f"{remark.text} {whole}")
        yield Prompt(f"{short}. {whole}", tells_remark=False)
        yield Prompt(f"{short}. {alone}", tells_remark=False, tells_purpose=step is None)
        if step is not None:
            with_step = _asking(
                _("{error}. Step {step}").format(error=short, step=step_words(step))
            )
            yield Prompt(with_step, tells_remark=False, tells_purpose=False)
        yield Prompt(f"{short}. {start}", tells_remark=False, tells_purpose=False)
        yield Prompt(_asking(_cut(short)), tells_remark=False, tells_purpose=False)
        return
    if outcome:
        yield Prompt(f"{outcome} {_asking(purpose)}")
        yield Prompt(f"{outcome} ")
        yield Prompt(_asking(outcome.rstrip(".")))
    yield Prompt(whole)
    yield Prompt(alone, tells_purpose=step is None)
    for shorter in (start, _asking(_cut(purpose)), _asking(_cut(purpose, LABEL))):
        yield Prompt(shorter, tells_purpose=False)


def _varied(candidates: list[Prompt]) -> Iterator[Prompt]:
    for prompt in candidates:
        yield prompt._replace(text=_("Again: {prompt}").format(prompt=prompt.text))
        yield prompt


def step_words(step: Step) -> str:
    """The step in words: "2 sur 4"."""
    return _("{number} of {total}").format(number=step.number, total=step.total)


def _with_step(purpose: str, step: Step | None) -> str:
    return purpose if step is None else f"{step_words(step)}, {small(purpose)}"


def _asking(text: str) -> str:
    return _("{question}: ").format(question=_capital(text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """``text`` as it stands inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _cut(text: str, room: int = COLUMNS) -> str:
    room = min(room, COLUMNS - columns(_asking("")))
    return text if columns(text) <= room else text[: room // 2] + "…"
