"""A voter who does anything, by chance, for so many steps."""

from random import Random
from typing import Any

from tui_voter.audit.player import Player, Reply, choose, fill, leave, take
from tui_voter.audit.record import Screen
from tui_voter.dialogue import (
    BACK,
    Back,
    ChoiceField,
    Field,
    Form,
    Left,
    Listing,
    Menu,
    Opened,
    Quit,
    Refused,
    SecretField,
)


class Wanderer(Player):
    """What is typed into a field is decided by :meth:`text_for`."""

    def __init__(self, chance: Random, steps: int) -> None:
        super().__init__()
        self.chance = chance
        self._steps = steps

    def text_for(self, field: Field[Any]) -> str:
        raise NotImplementedError

    def _next(self, screen: Screen, *moves: str) -> Reply:
        self._steps -= 1
        if self._steps < 0:
            raise Quit
        self._seen = len(self.said)
        ways: list[str | Back] = [action.name for action in screen.actions]
        ways += [BACK] * screen.can_go_back
        if isinstance(screen, Form):
            choices = [each for each in screen.fields if isinstance(each, ChoiceField)]
            cannot = "fill" not in moves or not all(each.options for each in choices)
            if cannot and not ways:
                raise Quit
            if ways and (cannot or self.chance.random() < 0.3):
                return leave(self.chance.choice(ways))
            return fill(**{field.name: self._answer(field) for field in _asked(screen)})
        if isinstance(screen, Menu):
            keys: list[str | Back] = [*(option.key for option in screen.options)] * 3
            return choose(self.chance.choice(keys + ways))
        return take(self.chance.choice(ways))

    def _answer(self, field: Field[Any]) -> str:
        if isinstance(field, ChoiceField):
            return self.chance.choice(field.options).key
        return self.text_for(field)

    async def browse(self, listing: Listing) -> Opened | Left:
        shown, after, keys = await self._record(listing), "", list[str]()
        for _time in range(3):
            try:
                batch = await listing.fetch(self.chance.choice(["", "dup"]), after)
            except Refused as refusal:
                self._take_refusal(refusal, shown)
                break
            self._say(*(text for row in batch.rows for text in row[1:]), listing.nothing_found)
            keys += [row.key for row in batch.rows]
            if not (after := batch.after):
                break
        reply = self._next(listing, "take")
        if keys and listing.opens and self.chance.random() < 0.6:
            return self._left(listing, Opened(self.chance.choice(keys)))
        return self._left(listing, self._way_of(reply, listing))


def _asked(form: Form[Any]) -> list[Field[Any]]:
    return [
        field for field in form.fields if not (isinstance(field, SecretField) and field.repeats)
    ]
