"""What an audit has shown: of each criterion, whether it is met, and what was seen or heard."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import NamedTuple

from tui_voter import __version__
from tui_voter.audit.criteria import Criterion, Outcome, added, clauses
from tui_voter.audit.kinds import Role
from tui_voter.audit.ledger import Ledger
from tui_voter.audit.record import State
from tui_voter.audit.rules import CLAUSES, Finding, Rule
from tui_voter.audit.seen import LOOKS, Look


class ControlReport(NamedTuple):
    """A control; ``focus`` is its place in the order of the focus, 0 for none, and ``prompt``
    what the linear voice asks first."""

    role: Role
    name: str
    state: State
    focus: int
    prompt: str


class ScreenReport(NamedTuple):
    language: str
    kind: str
    title: str
    controls: list[ControlReport]
    ledger: Ledger
    contrasts: Sequence[tuple[str, float]] = ()
    """The least contrast of a text, for each look of the full screen."""


class Environment(NamedTuple):
    """Where and when an audit was made."""

    program: str
    date: datetime
    python: str
    textual: str
    system: str
    looks: tuple[Look, ...]
    languages: tuple[str, ...]


def here(reports: Iterable[ScreenReport]) -> Environment:
    """Of an audit that ends now."""
    return Environment(
        __version__,
        datetime.now(UTC),
        f"{platform.python_implementation()} {platform.python_version()}",
        version("textual"),
        f"{platform.system()} {platform.release()} {platform.machine()}".strip() or sys.platform,
        LOOKS,
        tuple(dict.fromkeys(report.language for report in reports)),
    )


class Example(NamedTuple):
    """What was seen or heard where a rule was kept: on which screen, in which voice."""

    screen: str
    voice: str
    quote: str


class Trial(NamedTuple):
    """One rule over all screens. There is an example of each voice that it looks at."""

    rule: Rule
    times: int
    faults: list[Finding]
    examples: list[Example]

    @property
    def outcome(self) -> Outcome:
        if self.faults:
            return Outcome.FAILED
        return Outcome.PASSED if self.times else Outcome.UNTESTED


class Judgement(NamedTuple):
    """A criterion, and what came of it."""

    criterion: Criterion
    outcome: Outcome
    trials: list[Trial]


class Evidence(NamedTuple):
    """A whole audit."""

    environment: Environment
    reports: Sequence[ScreenReport]
    clauses: list[Judgement]
    added: list[Judgement]
    trials: list[Trial]

    @property
    def house(self) -> list[Trial]:
        """Of the rules that no clause asks for."""
        return [trial for trial in self.trials if not CLAUSES[trial.rule]]

    @property
    def faults(self) -> int:
        return sum(len(report.ledger.faults) for report in self.reports)


def weigh(reports: Sequence[ScreenReport], language: str) -> Evidence:
    """Judge every criterion by the reports; examples are of ``language`` where there are any,
    and of the screens with the most kinds of control."""

    def telling(report: ScreenReport) -> tuple[bool, int]:
        return report.language != language, -len({control.role for control in report.controls})

    ordered = sorted(reports, key=telling)
    trials = {rule: _trial(rule, ordered) for rule in Rule}
    return Evidence(
        here(reports),
        reports,
        [_judge(criterion, trials) for criterion in clauses()],
        [_judge(criterion, trials) for criterion in added()],
        [*trials.values()],
    )


def _trial(rule: Rule, reports: Iterable[ScreenReport]) -> Trial:
    times, faults = 0, []
    examples: dict[str, Example] = {}
    for report in reports:
        faults += [fault for fault in report.ledger.faults if fault.rule is rule]
        for (held_rule, voice), held in report.ledger.held.items():
            if held_rule is rule:
                times += held.times
                if held.quote:
                    mode = voice.partition(" ")[0]  # the full screen is one, in whatever look
                    examples.setdefault(mode, Example(report.title, voice, held.quote))
    return Trial(rule, times, faults, [*examples.values()])


def _judge(criterion: Criterion, trials: dict[Rule, Trial]) -> Judgement:
    """The worst of what stands and of what the rules have found."""
    own = [trials[rule] for rule in criterion.rules]
    worst = [Outcome.FAILED, Outcome.INAPPLICABLE, Outcome.UNTESTED, Outcome.PASSED]
    found = [trial.outcome for trial in own] + [criterion.outcome] * bool(criterion.outcome)
    return Judgement(criterion, min(filter(None, found), key=worst.index), own)


def rate(judgements: Iterable[Judgement]) -> tuple[int, int]:
    """How many criteria are met, of those that apply; what nobody has tested is not met."""
    outcomes = [one.outcome for one in judgements if one.outcome is not Outcome.INAPPLICABLE]
    return outcomes.count(Outcome.PASSED), len(outcomes)
