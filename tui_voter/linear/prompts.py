"""The line that the cursor stands on: all that a braille display shows.

It is enough by itself: it says where the voter is, what is asked for, and what to type or press.
With its trailing space it takes at most :data:`COLUMNS`, so that the cursor never wraps into an
empty window of 40 cells; and it differs from the one before, or a screen reader would stay silent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from tui_voter.dialogue import FieldError, Step, Text, told
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _

COLUMNS: Final = 39
PLACE: Final = 15
"""Columns of a title that is short enough to say where the voter is."""

LABEL: Final = 24
"""Columns of a label, which leave room for where it is asked."""


_COLON: Final = " \u00a0:"


class Remark(NamedTuple):
    """What came of the last answer: a full sentence ("" where it was said), its core in 18
    columns and, where there is one, a shorter core."""

    says: Text
    short: str
    brief: str = ""

    @property
    def text(self) -> str:
        return told(self.says)

    def lines(self) -> list[str]:
        """What is said of it by itself, as it is by then."""
        return [self.text]

    @classmethod
    def of(cls, error: FieldError) -> Remark:
        return cls(error.says, error.short)


class Prompt(NamedTuple):
    """A prompt, and whether it holds the remark's full sentence, and what is asked for where."""

    text: str
    tells_remark: bool = True
    tells_purpose: bool = True
    turned: str = ""
    """The same in another order."""

    @property
    def fits(self) -> bool:
        return columns(self.text) <= COLUMNS


def compose(
    place: str,
    purposes: Sequence[str],
    remark: Remark | None,
    before: str,
    *,
    is_again: bool = True,
    seen: Collection[str] = (),
) -> tuple[list[str], str]:
    """What has to be said above the prompt because it could not hold it, and the prompt.

    The prompt alone says where the voter is (``place``: "2 sur 4"), and what is asked for with
    what is typed or pressed, in one of the ``purposes``: the same thing in several lengths, the
    longest first ("question défi, 1 à 3"). ``before`` is the prompt before this one, which asked
    the same where this ``is_again``; ``seen`` are others that this one had better differ from.
    """
    asked = [_asking(", ".join(filter(None, [place, purpose]))) for purpose in purposes]
    turned = [""] * len(asked)
    if place and purposes[-1] == _("Enter"):  # which says nothing of what Enter does
        turned[:-1] = [f"{capital(purpose)}. {_asking(place)}" for purpose in purposes[:-1]]
    start = place or purposes[-1]
    candidates = [p for p in _candidates(asked, turned, start, remark) if p.fits]
    chosen = candidates[0]
    if chosen.text == before or chosen.text in seen:
        varied = _varied(candidates, is_again=is_again)
        others = [p for p in varied if p.fits and p.text != before]
        new = (p for p in others if p.tells_purpose and p.text not in seen)
        chosen = next(new, others[0])
    above = []
    if remark is not None and remark.text and not chosen.tells_remark:
        above.append(remark.text)
    if not chosen.tells_purpose:
        above.append(asked[0].rstrip(_COLON) + ".")
    return above, chosen.text


def _candidates(
    asked: Sequence[str], turned: Sequence[str], start: str, remark: Remark | None
) -> Iterator[Prompt]:
    """What the line could hold, the richest first; the last always fits."""
    if remark is None:
        for each, other in zip(asked, turned, strict=True):
            yield Prompt(each, turned=other)
        for shorter in (start, _cut(start), _cut(start, LABEL)):
            yield Prompt(_asking(shorter), tells_purpose=False)
        return
    cores = [capital(core) for core in (remark.short, remark.brief) if core]
    for each in asked:
        if remark.text:
            yield Prompt(f"{remark.text} {each}")
        for core in cores:
            behind = f"{each.rstrip(_COLON)}. {_asking(core)}"
            yield Prompt(f"{core}. {each}", tells_remark=False, turned=behind)
    for core in cores:
        yield Prompt(f"{core}. {_asking(start)}", tells_remark=False, tells_purpose=False)
    last = _cut(cores[0]) if cores else _cut(start)
    yield Prompt(_asking(last), tells_remark=False, tells_purpose=False)


def _varied(candidates: list[Prompt], *, is_again: bool) -> Iterator[Prompt]:
    """The same in other words, above all in those that say that it is the same; what Enter does is
    given up last."""
    again, here = _("Again: {prompt}"), _("Here: {prompt}")
    if not is_again:
        again, here = here, again
    for prompt in candidates:
        yield prompt._replace(text=again.format(prompt=prompt.text))
        yield prompt
        if prompt.turned:
            yield prompt._replace(text=prompt.turned)
        yield prompt._replace(text=here.format(prompt=prompt.text))


def step_words(step: Step) -> str:
    """The step in words: "2 sur 4"."""
    return _("{number} of {total}").format(number=step.number, total=step.total)


def _asking(text: str) -> str:
    return _("{question}: ").format(question=capital(text))


def capital(text: str) -> str:
    """``text`` as it stands at the start of a sentence."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """``text`` as it stands inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _cut(text: str, room: int = COLUMNS) -> str:
    room = min(room, COLUMNS - columns(_asking("")))
    return text if columns(text) <= room else text[: room // 2] + "…"
