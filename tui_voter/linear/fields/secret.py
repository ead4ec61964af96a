"""A hidden answer, with what is needed of it and how strong it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import NamedTuple

from tui_voter.dialogue import Action, SecretField, told
from tui_voter.linear.choices import from_one_to, number_in, numbered
from tui_voter.linear.commands import pair
from tui_voter.linear.fields.base import FieldTalk, Given, keeps, too_long
from tui_voter.linear.keyboard import Typing
from tui_voter.linear.prompts import Remark, small
from tui_voter.linear.scene import Question
from tui_voter.messages import gettext as _
from tui_voter.secret import NO_SECRET, Secret


class Way(NamedTuple):
    """What can be done at a hidden answer instead of answering: an action is taken, or ``does`` is
    done, and its remark told with the next prompt."""

    label: str
    action: Action | None = None
    does: Callable[[], Awaitable[Remark | None]] | None = None


class SecretTalk(FieldTalk[SecretField]):
    """Not shown, and no command but those that work everywhere, behind their slash. Enter alone
    tells what else can be done, by numbers that are taken from then on: no answer is as short."""

    _in_sight = False
    """What is typed is shown, as the voter has asked."""

    @property
    def kept_secret(self) -> Secret:
        """The answer that Enter alone keeps; empty where there is none."""
        kept = self.filling.kept(self.field.name)
        return kept if isinstance(kept, Secret) else NO_SECRET

    @property
    def names(self) -> list[str]:
        """One that repeats another says so in a word: "retype"."""
        label, *briefs = super().names
        repeated = self.filling.repeated(self.field.name)
        if repeated is None:
            return [label, *briefs]
        return [*briefs, label, _("{answer} again").format(answer=small(repeated.label))]

    def guidance(self) -> Iterator[str]:
        field = self.field
        if field.hint:
            yield told(field.hint)
        elif field.rules is not None:
            needed = [rule.text for rule in field.rules(Secret(), None)]
            yield _("Needed: {rules}.").format(rules=self._listed(needed))
        if self._voice.keyboard.shows_all:
            yield _("This terminal shows what you type: make sure that nobody else can read it.")
        if not (self.kept_secret or field.repeats) and (field.propose or self._scene.actions):
            yield _others()

    def worded(self) -> Sequence[Action]:
        """None: any word may be the answer."""
        return ()

    def _listed(self, rules: Sequence[str]) -> str:
        """Without the strength, which is told as soon as it is measured."""
        return ", ".join(rules if self.field.strength is None else rules[:-1])

    def _ways(self) -> Sequence[Way]:
        """What else can be done here."""
        voice, scene, propose = self._voice, self._scene, self.field.propose

        async def proposed() -> None:
            if propose is not None:
                await propose()

        ways = [Way(_("Propose a phrase"), does=proposed)] if propose else []
        ways += [Way(action.label, action) for action in scene.actions]
        if scene.is_timed or voice.limits.has_any:
            ways.append(Way(_("Time left"), does=lambda: voice.limits.time(scene)))
        if voice.limits.has_session:
            ways.append(Way(_("Extend the session"), does=lambda: voice.limits.extend(scene)))
        return [*ways, *self._ways_to_see()]

    def _ways_to_see(self) -> Sequence[Way]:
        """To have in sight what is typed, and what Enter keeps, where it is not."""
        if self._in_sight or self._voice.keyboard.shows_all:
            return ()
        return [Way(_("Show what I type"), does=self._show)]

    async def _show(self) -> Remark:
        """The voter asks for it: from now on the form is for their eyes and ears alone."""
        self._in_sight = True
        self._voice.telling.confide(self._scene)
        return Remark(_("What you type is shown."), _("shown"))

    async def assess(self, answer: str | Secret) -> None:
        if self.field.strength is None or not isinstance(answer, Secret):
            return
        view = await self._voice.waiting.wait_for(self.field.strength(answer), _("Checking…"))
        rules = self.field.rules(answer, view) if self.field.rules is not None else []
        unmet = [place for place, rule in enumerate(rules, 1) if rule.met is False]
        if not unmet:
            strength = _("Strength: {word}. {advice}").format(word=view.word, advice=view.advice)
            self._voice.telling.notify(strength.rstrip())
        elif unmet == [len(rules)]:  # the refusal tells the strength; of another, what is missing
            self._voice.telling.notify(view.advice)

    @property
    def _is_earlier(self) -> bool:
        """What Enter keeps is not what was typed last, which was refused."""
        return self.filling.keeps_earlier(self.field.name)

    def _question(self) -> list[str]:
        """The question that was chosen to be answered here."""
        chosen = self.filling.chosen_for(self.field.name)
        return [pair(chosen[0], chosen[1].label)] if chosen else []

    async def prompt(self, remark: Remark | None) -> Given:
        ways: Sequence[Way] = ()  # those that were told
        lead: list[str] = []
        kept = self.kept_secret
        if kept and (remark is None or self._is_earlier):
            ways = self._ways_to_see()
            lead = [self._or_keep(), *_numbered(ways)]
        while True:
            question = Question(
                [*self._purposes(len(ways))],
                typing=Typing(secret=True, hidden=not self._in_sight),
                where=self.where,
                remark=remark,
                lead=lead,
                again=self._question,
                hints=[self._or_keep() if kept else _others() if self._ways() else ""],
            )
            heard = await self._voice.asking.hear(self._scene, question)
            remark, lead = None, []
            if not isinstance(heard, str):
                return heard
            if not heard and kept:
                return kept
            number = number_in(heard) or 0
            if not heard:
                ways = self._ways()
                remark = None if ways else self._required()
                lead = [*_numbered(ways)]
            elif 0 < number <= len(ways):
                way = ways[number - 1]
                if way.action is not None:
                    return way.action
                if way.does is not None:
                    remark = await way.does()
                ways, lead = (), [self._or_keep()] if kept else []
            elif len(heard) > self.field.limit:
                remark = too_long(heard, self.field.limit)
            else:
                return Secret(heard)

    def _purposes(self, ways: int) -> Iterator[str]:
        if self.kept_secret:
            yield from (_("{question} or Enter").format(question=name) for name in self.names)
        elif ways:
            numbers = from_one_to(ways)
            yield from (
                _("{question} or {numbers}").format(question=name, numbers=numbers)
                for name in self.names
            )
        yield from self.names

    def _required(self) -> Remark:
        """That an answer is needed, where there is nothing else to choose."""
        required = _("An answer is required: {label}.").format(label=small(self.field.label))
        return Remark(required, _("empty"))

    def _or_keep(self) -> str:
        """What Enter keeps."""
        if self._in_sight:
            return keeps(self.kept_secret.reveal())
        if self._is_earlier:
            return _("Enter: keep what you typed before.")
        return _("Enter: keep what you typed.")


def _numbered(ways: Sequence[Way]) -> Iterator[str]:
    return (numbered(place, way.label) for place, way in enumerate(ways, 1))


def _others() -> str:
    return _("Enter: other choices.")
