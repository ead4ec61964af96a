"""Ask for a hidden answer, and say its rules and its strength."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tui_voter.conversation.ways import Way
from tui_voter.dialogue import Action, Role, SecretField, told
from tui_voter.linear.choices import from_one_to, number_in, numbered
from tui_voter.linear.commands import pair
from tui_voter.linear.fields.base import FieldTalk, Given, keeps, too_long
from tui_voter.linear.keyboard import Typing
from tui_voter.linear.prompts import Remark, capital
from tui_voter.linear.scene import Question
from tui_voter.messages import gettext as _
from tui_voter.messages import within_a_sentence
from tui_voter.secret import NO_SECRET, Secret


class SecretTalk(FieldTalk[SecretField]):
    """Asks for a hidden answer. Only the commands that work everywhere are taken, with their slash.
    What else can be done is listed by Enter alone, or before where that keeps an earlier answer,
    with numbers: no answer is as short as these."""

    slashes = True
    """Whether the answer may begin with a slash."""

    _is_shown = False
    """Whether the answer is shown as it is typed, as the voter has asked."""

    @property
    def kept_secret(self) -> Secret:
        """The answer that Enter alone keeps; empty if there is none."""
        kept = self.filling.kept(self.field.name)
        return kept if isinstance(kept, Secret) else NO_SECRET

    @property
    def names(self) -> list[str]:
        """What is asked for; a field that confirms another says so first in a word: "retype"."""
        label, *briefs = super().names
        repeated = self.filling.repeated(self.field.name)
        if repeated is None:
            return [label, *briefs]
        return [
            *briefs,
            label,
            _("{answer} again").format(answer=within_a_sentence(repeated.label)),
        ]

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
            yield _enter_for_ways()

    def worded(self) -> Sequence[Action]:
        """No actions have a word here, since any word may be the answer."""
        return ()

    def _listed(self, rules: Sequence[str]) -> str:
        """The rules in a list, without the one on strength: that is said once it is measured."""
        return ", ".join(rules if self.field.strength is None else rules[:-1])

    def _ways(self) -> list[Way]:
        """What can be done here instead of answering."""
        taken = {Role.TIME, Role.EXTEND, *([Role.PROPOSE] * bool(self.field.propose))}
        offers = self._voice.asking.offers(self._scene)
        ways = [way for way in offers if way.action is not None or way.role in taken]
        return [*ways, *self._ways_to_show()]

    def _ways_to_show(self) -> Sequence[Way]:
        """The way to show what is typed and what Enter keeps, if that is hidden."""
        if self._is_shown or self._voice.keyboard.shows_all:
            return ()
        return [Way(Role.REVEAL, _("Show what I type"))]

    async def _take(self, way: Way) -> Remark | None:
        """Do what a way without an action stands for. Returns the remark of the next prompt."""
        limits, scene = self._voice.limits, self._scene
        match way.role:
            case Role.PROPOSE if self.field.propose is not None:
                await self.field.propose()
            case Role.TIME:
                return await limits.time(scene)
            case Role.EXTEND:
                return await limits.extend(scene)
            case Role.REVEAL:
                self._is_shown = True
                self._voice.telling.confide(scene)  # the form is confidential from now on
                return Remark(_("What you type is shown."), _("shown"))
        return None

    async def assess(self, answer: str | Secret) -> None:
        if self.field.strength is None or not isinstance(answer, Secret):
            return
        view = await self._voice.waiting.wait_for(self.field.strength(answer), _("Checking…"))
        rules = self.field.rules(answer, view) if self.field.rules is not None else []
        unmet = [number for number, rule in enumerate(rules, 1) if rule.met is False]
        if not unmet:
            strength = _("Strength: {word}. {advice}").format(word=view.word, advice=view.advice)
            self._voice.telling.notify(strength.rstrip())
        elif unmet == [len(rules)]:  # only the strength is missing, which the refusal says
            self._voice.telling.notify(view.advice)

    @property
    def _is_earlier(self) -> bool:
        """Whether Enter keeps an earlier answer, as the last one was refused."""
        return self.filling.keeps_earlier(self.field.name)

    def _question(self) -> list[str]:
        """The line with the chosen question that this field answers."""
        chosen = self.filling.chosen_for(self.field.name)
        return [pair(chosen[0], chosen[1].label)] if chosen else []

    async def prompt(self, remark: Remark | None) -> Given:
        kept = self.kept_secret
        ways = self._ways() if kept else []  # those that were said, and can be taken by number
        lead = [self._enter_keeps(), *_numbered(ways)] if kept else []
        while True:
            question = Question(
                [*self._purposes(len(ways))],
                typing=Typing(secret=True, hidden=not self._is_shown),
                slashes=self.slashes,
                where=self.where,
                remark=remark,
                lead=lead,
                again=self._question,
                hints=[self._enter_keeps() if kept else _enter_for_ways() if self._ways() else ""],
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
                remark = await self._take(way)
                ways, lead = (ways, [self._enter_keeps()]) if kept else ([], [])
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
        """The remark on an empty answer where there is nothing else to do."""
        required = _("An answer is required: {label}.").format(
            label=within_a_sentence(self.field.label)
        )
        return Remark(required, _("empty"))

    def _enter_keeps(self) -> str:
        """The line that says what Enter keeps."""
        if self._is_shown:
            return keeps(self.kept_secret.reveal())
        if self._is_earlier:
            return _("Enter: keep what you typed before.")
        return _("Enter: keep what you typed.")


class CodeTalk(SecretTalk):
    """Asks for a hidden code. No code has a slash, so all commands are taken, as at other answers,
    and what has a slash is never sent as a code."""

    slashes = False

    def worded(self) -> Sequence[Action]:
        return self._scene.worded


def _numbered(ways: Sequence[Way]) -> Iterator[str]:
    return (numbered(number, capital(way.label)) for number, way in enumerate(ways, 1))


def _enter_for_ways() -> str:
    return _("Enter: other choices.")
