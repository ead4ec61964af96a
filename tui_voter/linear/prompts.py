"""The line that the cursor stands on: all that a braille display shows.

It is enough by itself: it says where the voter is, what is asked for, and what to type or press.
With its trailing space it takes at most :data:`COLUMNS`, which leaves room for an answer in a
window of 40 cells, and :data:`COLUMNS_WITH_CORE` where it says what came of the answer before. It
differs from the one before, or a screen reader would stay silent; and it ends nowhere that a reader
takes for the place of a letter that was typed (:func:`clear_of`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from tui_voter.dialogue import FieldError, Step, Text, told
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _

COLUMNS: Final = 28
"""Of a display of 40 cells, twelve are left for the answer."""
COLUMNS_WITH_CORE: Final = 38
"""From its last cell on, the cursor would wrap into an empty window."""
ECHO: Final = 3
"""Columns: where the cursor comes to stand so few right of where it stood, a reader takes all that
was said for letters that were typed, and tells it twice."""

PLACE: Final = 15
"""Columns of a title that is short enough to say where the voter is."""


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

    @classmethod
    def of(cls, error: FieldError) -> Remark:
        return cls(error.says, error.short)


class Prompt(NamedTuple):
    """A prompt, and whether it holds the remark's full sentence, and what is asked for where."""

    text: str
    tells_remark: bool = True
    tells_purpose: bool = True
    has_core: bool = False

    def clear_of(self, column: int) -> Prompt:
        return self._replace(text=clear_of(self.text, column))

    @property
    def fits(self) -> bool:
        """Whether its words do, and the blanks behind them leave it on the line."""
        words = columns(self.text.rstrip(" ") + " ")
        has_room = words <= (COLUMNS_WITH_CORE if self.has_core else COLUMNS)
        return has_room and columns(self.text) <= COLUMNS_WITH_CORE


def clear_of(text: str, column: int) -> str:
    """``text``, with blanks at its end where that is one to :data:`ECHO` columns right of
    ``column``, where the cursor stood."""
    ahead = columns(text) - column
    return text + " " * (ECHO + 1 - ahead if 0 < ahead <= ECHO else 0)


def compose(
    place: str,
    purposes: Sequence[str],
    remark: Remark | None,
    before: str,
    *,
    is_again: bool = True,
    seen: Collection[str] = (),
    column: int = 0,
) -> tuple[list[str], str]:
    """What has to be said above the prompt because it could not hold it, and the prompt.

    The prompt alone says where the voter is (``place``: "2 sur 4"), and what is asked for with
    what is typed or pressed, in one of the ``purposes``: the same thing in several lengths, the
    longest first ("question défi, 1 à 3"). ``before`` is the prompt before this one, which asked
    the same where this ``is_again``; ``seen`` are others that this one had better differ from.
    The cursor stood at ``column`` until then.
    """
    asked = [_asking(", ".join(filter(None, [place, purpose]))) for purpose in purposes]
    start = place or purposes[-1]
    every = (each.clear_of(column) for each in _candidates(asked, start, remark))
    candidates = [prompt for prompt in every if prompt.fits]
    chosen = candidates[0]
    known = {each.rstrip() for each in (before, *seen)}
    if chosen.text.rstrip() in known:
        varied = [each.clear_of(column) for each in _varied(candidates, is_again=is_again)]
        others = [p for p in varied if p.fits and p.text.rstrip() != before.rstrip()]
        new = (p for p in others if p.tells_purpose and p.text.rstrip() not in known)
        chosen = next(new, others[0])
    above = []
    if remark is not None and remark.text and not chosen.tells_remark:
        above.append(remark.text)
    if not chosen.tells_purpose:
        above.append(asked[0].rstrip(_COLON) + ".")
    return above, chosen.text


def _candidates(asked: Sequence[str], start: str, remark: Remark | None) -> Iterator[Prompt]:
    """What the line could hold, the richest first; the last always fits."""
    if remark is None:
        for each in asked:
            yield Prompt(each)
        for room in (COLUMNS, COLUMNS - ECHO, COLUMNS // 2):
            yield Prompt(_asking(_cut(start, room)), tells_purpose=False)
        return
    cores = [capital(core) for core in (remark.short, remark.brief) if core]
    for each in asked:
        if remark.text:
            yield Prompt(f"{remark.text} {each}", has_core=True)
        for core in cores:
            yield Prompt(f"{core}. {each}", tells_remark=False, has_core=True)
    for core in cores:
        behind = _asking(start)
        yield Prompt(f"{core}. {behind}", tells_remark=False, tells_purpose=False, has_core=True)
    last = _cut(cores[0] if cores else start, COLUMNS - ECHO)
    yield Prompt(_asking(last), tells_remark=False, tells_purpose=False, has_core=True)


def _varied(candidates: list[Prompt], *, is_again: bool) -> Iterator[Prompt]:
    """The same in other words, above all in those that say that it is the same; what Enter does is
    given up last."""
    again, here = _("Again: {prompt}"), _("Here: {prompt}")
    if not is_again:
        again, here = here, again
    for prompt in candidates:
        yield prompt._replace(text=again.format(prompt=prompt.text), has_core=True)
        yield prompt
        yield prompt._replace(text=here.format(prompt=prompt.text), has_core=True)


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


def _cut(text: str, room: int) -> str:
    room -= columns(_asking(""))
    return text if columns(text) <= room else text[: room // 2] + "…"
