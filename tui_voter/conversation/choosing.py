"""A choice of one option while it is made: the state that both voices share.

Menus and choice fields offer numbered options. A voice shows or speaks them, and reports what the
voter does: :meth:`Choosing.type` for the text that narrows them down, :meth:`Choosing.go` for a
move to an option, :meth:`Choosing.back` for the wish to go back. Then the voice asks for the new
state: which options are left (:attr:`Choosing.found`), and which one Enter takes
(:attr:`Choosing.taken`). It shows as many of them at a time as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tui_voter.dialogue import NO, YES, Action, Option, Verbatim
from tui_voter.letters import finds, folded
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop, in_every_language


class Choosing:
    """The options of one choice, which of them are left, and where the voter stands."""

    def __init__(
        self,
        options: Sequence[Option],
        *,
        actions: Sequence[Action] = (),
        chosen: str = "",
        filters: bool = False,
        irrevocable: bool = False,
    ) -> None:
        """``actions`` have the numbers after the last option. ``chosen`` is the key of the option
        that Enter takes before the voter has moved; "" for none. With ``filters``, a text narrows
        the options down. An ``irrevocable`` choice leads to what cannot be undone."""
        self.own = options
        """The options alone, which a text narrows down."""
        self.options = [*options, *(Option(action.name, action.label) for action in actions)]
        """The options, then the actions."""
        self.filters = filters
        self.is_yes_or_no = {YES, NO} == {option.key for option in options}
        """Whether the voter may answer in words, too."""
        self.at = next((n for n, o in enumerate(options) if chosen and o.key == chosen), None)
        """The index of the option where the voter stands; None while they stand at none."""
        self.typed = ""
        """The text that was typed to narrow the options down, with single blanks."""
        self.word = ""
        """The text that the options are narrowed down by: the latest one that any of them has."""
        self.found: Sequence[int] = range(len(self.options))
        """The indices of the options that are left."""
        self._actions = actions
        self._irrevocable = irrevocable

    # --- The state ----------------------------------------------------------------------

    @property
    def taken(self) -> int | None:
        """The index of the option that Enter takes. None if it takes none: the voter stands at
        none, or has typed a text that no option has."""
        return None if self.misses else self.at

    @property
    def misses(self) -> bool:
        """Whether no option has the text that was typed."""
        return self.typed.strip() != self.word

    @property
    def nothing_found(self) -> Verbatim:
        """The sentence that no option has the text that was typed."""
        return Verbatim(_("No choice contains “{word}”.").format(word=self.typed.strip()))

    def answer(self, index: int) -> str | Action:
        """What the voter chooses with an option: its key, or the action."""
        if index < len(self.own):
            return self.own[index].key
        return self._actions[index - len(self.own)]

    def numbered(self, number: int) -> int | None:
        """The index of the option with this number, which it keeps whatever is left of the others;
        None if there is no such number."""
        return number - 1 if 0 < number <= len(self.options) else None

    def named(self, text: str) -> int | None:
        """The index of the option that ``text`` names: "yes" or "no" in any language, or its first
        letter, where these are the options. None if it names none."""
        keys = [option.key for option in self.options if self.is_yes_or_no]
        for key, word in _YES_AND_NO:
            words = {folded(each) for each in in_every_language(word)}
            if keys and folded(text.strip()) in words | {each[:1] for each in words}:
                return keys.index(key)
        return None

    def takes_click(self, index: int, stood_at: int | None) -> bool:
        """Whether a click on an option takes it, rather than only moving there. If the choice is
        irrevocable, it must be where the voter ``stood_at`` when the click, perhaps a double one,
        began."""
        return index == stood_at or not self._irrevocable

    # --- What the voter does ------------------------------------------------------------

    def begin(self) -> None:
        """Stand at the first option, if at none yet, for a voice that has a cursor. If the choice
        is irrevocable, stand at none: a habitual Enter must not make it."""
        if self.at is None and not self._irrevocable:
            self.at = next(iter(self.found), None)

    def type(self, text: str) -> bool:
        """Narrow the options down to those that have ``text``; "" leaves all of them, and the
        actions. If none has it, they stay as they are, and Enter takes none until the text is
        changed. Returns whether any has it; never, if the choice does not filter."""
        if not self.filters:
            return False
        self.typed = re.sub(r"\s+", " ", text.lstrip())
        word = self.typed.strip()
        found = _having(word, self.own) if word else range(len(self.options))
        if word and not found:
            return False
        self.word, self.found = word, found
        if self.at is not None and self.at not in found:
            self.at = found[0]
        return True

    def go(self, index: int) -> None:
        """Move to an option. If it is not among those that are left, all are shown again; a text
        that none has is dropped, as the voter chooses from the list instead."""
        if index not in self.found:
            self.type("")
        self.typed, self.at = self.word, index

    def back(self) -> bool:
        """Show all options again. False if nothing was typed: the voter then leaves the choice."""
        was_typed = bool(self.typed)
        self.type("")
        return was_typed


_YES_AND_NO: Final = ((YES, gettext_noop("yes")), (NO, gettext_noop("no")))


def _having(word: str, options: Sequence[Option]) -> Sequence[int]:
    """The indices of the options that have ``word``, whatever its accents and capitals: at the
    start of a word of their label, or else all its words anywhere in it; or else in the name of
    their section. While a word is being typed, what begins with its letters is what the voter is
    after."""
    typed = folded(word)
    for part in ("label", "section"):
        texts = [folded(getattr(option, part)) for option in options]
        begins = [
            n for n, text in enumerate(texts) if re.search(rf"(?<!\w){re.escape(typed)}", text)
        ]
        if found := begins or [n for n, text in enumerate(texts) if finds(typed, text)]:
            return found
    return []
