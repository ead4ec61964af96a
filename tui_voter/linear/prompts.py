"""The line that the cursor stands on: all that a braille display shows.

It is enough by itself: it says where the voter is, what is asked for, and what to type or press.
With its trailing space it takes at most :data:`COLUMNS`, which leaves room for an answer in a
window of 40 cells, and :data:`COLUMNS_WITH_CORE` where it says what came of the answer before. It
differs from the one before, or a screen reader would stay silent; and it ends nowhere that a reader
takes for the place of a letter that was typed (:func:`clear_of`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tui_voter.dialogue import FieldError, Step, Text, told
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _

COLUMNS: Final = 28
"""Of a display of 40 cells, twelve are left for the answer."""
COLUMNS_WITH_CORE: Final = 38
"""From the last cell of a display on, the cursor would wrap into an empty window."""
ECHO: Final = 3
"""Columns: where the cursor comes to stand so few right of where it stood, a reader takes all that
was said for letters that were typed, and tells it twice."""

PLACE: Final = 15
"""Columns of a title that is short enough to say where the voter is."""

SCREENFUL: Final = 20
"""Lines that leave little of what was on the screen. A reader that compares it with the one before
says nothing of a prompt that stood on that one already."""

_COLON: Final = " \u00a0:"


class Remark(NamedTuple):
    """What came of the last answer: a full sentence ("" where it was said already), its core in at
    most 18 columns and, where there is one, a shorter core."""

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
    """A prompt, and what is in it: the remark's full sentence, what is asked for, a remark's
    core."""

    text: str
    tells_remark: bool = True
    tells_purpose: bool = True
    has_core: bool = False

    def clear_of(self, column: int) -> Prompt:
        return self._replace(text=clear_of(self.text, column))

    @property
    def fits(self) -> bool:
        """Whether its words leave room for the answer, and its blanks stay on the line."""
        words = columns(self.text.rstrip(" ") + " ")
        has_room = words <= (COLUMNS_WITH_CORE if self.has_core else COLUMNS)
        return has_room and columns(self.text) <= COLUMNS_WITH_CORE


def clear_of(text: str, column: int) -> str:
    """``text``, with blanks at its end where that is one to :data:`ECHO` columns right of
    ``column``, where the cursor stood."""
    ahead = columns(text) - column
    return text + " " * (ECHO + 1 - ahead if 0 < ahead <= ECHO else 0)


class Prompts:
    """Composes prompts, each of which differs from the one before."""

    def __init__(self) -> None:
        self._last = ""
        self._on_screen: list[str] = []
        self._asker: object = None

    def new_question(self) -> None:
        """What is asked next is not what was asked last, though the same asks it."""
        self._asker = None

    def compose(
        self,
        asker: object,
        place: str,
        purposes: Sequence[str],
        remark: Remark | None,
        *,
        lines: int = 0,
        column: int = 0,
    ) -> tuple[list[str], str]:
        """The lines to say above the prompt because it could not hold them, and the prompt.

        The prompt alone says where the voter is (``place``: "2 sur 4"), and what is asked for and
        how to answer, in one of the ``purposes``: the same thing in several lengths, the longest
        first ("question défi, 1 à 3"). So many ``lines`` were said since the last prompt, and the
        cursor stood at ``column``. Where the ``asker`` has asked that one, too, a prompt that would
        read the same says "Again".
        """
        asked = [_asking(", ".join(filter(None, [place, purpose]))) for purpose in purposes]
        start = place or purposes[-1]
        every = (each.clear_of(column) for each in _candidates(asked, start, remark))
        candidates = [prompt for prompt in every if prompt.fits]
        chosen = candidates[0]
        is_replaced = lines >= SCREENFUL
        known = {self._last.rstrip(), *(self._on_screen if is_replaced else ())}
        if chosen.text.rstrip() in known:
            is_again = self._asker is asker
            varied = [each.clear_of(column) for each in _varied(candidates, is_again=is_again)]
            others = [p for p in varied if p.fits and p.text.rstrip() != self._last.rstrip()]
            new = (p for p in others if p.tells_purpose and p.text.rstrip() not in known)
            chosen = next(new, others[0])
        above = []
        if remark is not None and remark.text and not chosen.tells_remark:
            above.append(remark.text)
        if not chosen.tells_purpose:
            above.append(asked[0].rstrip(_COLON) + ".")
        self._asker, self._last = asker, chosen.text
        self._on_screen = [*(() if is_replaced else self._on_screen), chosen.text.rstrip()]
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
    """The same prompts in other words, best in those that say that the same is asked. What Enter
    does is left out only where nothing else helps."""
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
