"""A random passphrase, proposed to a voter who chooses a password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.dialogue import Action, Dialogue, Dictation, Page, Prose, Role, Took
from tui_voter.machine.strength import Meter
from tui_voter.messages import gettext as _
from tui_voter.secret import NO_SECRET, Secret

ANOTHER: Final = "another"
CLOSE: Final = "close"
BEST_SCORE: Final = 4
DRAWS: Final = 20
"""The draws tried to get the best score; one is nearly always enough."""


class Proposal:
    """A passphrase that ``policy`` accepts and ``meter`` rates as excellent. It stays the same
    until the voter asks for another, so that they can look at it again while typing it."""

    def __init__(
        self,
        dialogue: Dialogue,
        draw: Callable[[PasswordPolicy], Secret],
        policy: PasswordPolicy,
        meter: Meter,
    ) -> None:
        self._dialogue = dialogue
        self._draw = draw
        self._policy = policy
        self._meter = meter
        self._phrase = NO_SECRET

    async def show(self) -> Secret:
        """Show the phrase. Returns it if the voter will type it; if they only go back, returns an
        empty secret and keeps the phrase that they had before."""
        before = self._phrase
        self._phrase = self._phrase or await self._draw_excellent()
        while (way := await self._dialogue.show(_page(self._phrase))) == Took(ANOTHER):
            self._phrase = await self._draw_excellent()
        if way == Took(CLOSE):
            return self._phrase
        self._phrase = before or self._phrase
        return NO_SECRET

    async def _draw_excellent(self) -> Secret:
        """Draw a phrase, again if it is rated lower, as common words or parts of the voter's name
        may be."""
        for _draw in range(DRAWS):
            phrase = self._draw(self._policy)
            if (await self._meter.measure(phrase)).score == BEST_SCORE:
                break
        return phrase


def _page(phrase: Secret) -> Page:
    words = phrase.reveal().split(" ")
    return Page(
        title=_("A phrase for you"),
        place=_("Phrase"),
        blocks=[
            Dictation([(word, _letters(word)) for word in words]),
            Prose(
                _(
                    "Picked at random: nobody else has it, and it is kept nowhere. Type it "
                    "yourself as your password, with a space between words, and note it in a safe "
                    "place."
                )
            ),
        ],
        actions=[
            Action(CLOSE, _("Type it myself"), role=Role.CLOSE),
            Action(ANOTHER, _("Another phrase"), role=Role.RENEW),
        ],
        help=_(
            "A few words picked at random are easier to remember than twelve signs, and harder to "
            "guess. You can come back to this phrase until your password is chosen."
        ),
        confidential=True,
        is_outcome=True,
    )


def _letters(word: str) -> str:
    """Return the letters of a word for listeners, who are told of a capital."""
    letters = " ".join(word)
    if not word[:1].isupper():
        return letters
    return ",".join([_("capital {letter}").format(letter=letters[:1]), letters[1:]])
