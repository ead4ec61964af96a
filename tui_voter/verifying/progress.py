"""What a command that takes long says meanwhile: a line now and then, none where it is short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from time import monotonic
from typing import Final

from tui_voter.journeys.shared.counts import figure
from tui_voter.journeys.shared.moments import in_minutes

FIRST: Final = 3.0
"""Seconds before the first line."""
EVERY: Final = 20.0
"""Seconds between two lines: whoever listens is not to be kept busy."""


@contextmanager
def told_if_long(say: Callable[[str], None], sentence: str) -> Iterator[None]:
    """``say`` is called with ``sentence``, in a thread, once what is done here has taken long."""
    timer = Timer(FIRST, say, [sentence])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Progress:
    """Called with how much is done, and of how much. ``say`` is given whole lines, made of a
    ``sentence`` with places for the two figures and the ``time`` left."""

    def __init__(
        self,
        say: Callable[[str], None],
        sentence: str,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._say = say
        self._sentence = sentence
        self._clock = clock
        self._begun = clock()
        self._next = self._begun + FIRST

    def __call__(self, done: int, all_: int) -> None:
        now = self._clock()
        if now < self._next or not 0 < done < all_:
            return
        self._next = now + EVERY
        left = (now - self._begun) * (all_ - done) / done
        self._say(self._sentence.format(done=figure(done), all=figure(all_), time=in_minutes(left)))
