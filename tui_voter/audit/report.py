"""What the audit has found, as text for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tui_voter.audit.criteria import ADDED, STANDARD, Outcome
from tui_voter.audit.evidence import (
    ControlReport,
    Environment,
    Evidence,
    Example,
    Judgement,
    ScreenReport,
    Trial,
)
from tui_voter.audit.kinds import Role, role_words
from tui_voter.audit.record import State
from tui_voter.audit.rules import CLAUSES, Finding, Rule, sentence
from tui_voter.audit.seen import Look
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

ROWS: Final = 3
"""Rows of a list that the text names."""
QUOTE: Final = 120
"""Letters of what was seen or heard that the text quotes."""


def as_text(evidence: Evidence) -> Iterator[str]:
    """The report line by line: the screens, then what they show of each criterion."""
    for report in evidence.reports:
        yield from _screen(report)
        yield ""
    yield _("Audit")
    yield from (f"  {pair(*line)}" for line in environment(evidence.environment))
    yield ""
    yield _("{standard}: clause 11, with 5.2 and 12").format(standard=STANDARD)
    yield from _judgements(evidence.clauses)
    yield ""
    yield _("What {standard} added").format(standard=ADDED)
    yield from _judgements(evidence.added)
    yield ""
    yield _("House rules, which no clause asks for")
    for trial in evidence.house:
        yield f"  {pair(trial.rule, outcome_words(trial.outcome))}"
        yield from _trial(trial)
    yield ""
    yield from _summary(evidence)


def _summary(evidence: Evidence) -> Iterator[str]:
    """Two counts: what the audit's rules found, and what that is worth by the standard."""
    screens, faults = looked_at(evidence)
    yield _("The audit’s own rules: {screens}, {faults}.").format(screens=screens, faults=faults)
    outcomes = [judgement.outcome for judgement in evidence.clauses]
    found = [
        pair(outcome_words(outcome), str(outcomes.count(outcome)))
        for outcome in Outcome
        if outcome in outcomes
    ]
    told = _("The clauses of {standard}, counted apart: {found}.").format(
        standard=STANDARD, found=", ".join(found)
    )
    if Outcome.FAILED in outcomes and not evidence.faults:
        terminal = _(
            "Those that are not met, though no screen has a fault, ask for what a terminal lacks: "
            "the reason is with each of them, above."
        )
        told = f"{told} {terminal}"
    yield told


def looked_at(evidence: Evidence) -> tuple[str, str]:
    """How many screens, and faults."""
    screens = ngettext("{n} screen", "{n} screens", len(evidence.reports))
    return screens.format(n=len(evidence.reports)), _faults(evidence.faults)


def _faults(n: int) -> str:
    return ngettext("{n} fault", "{n} faults", n).format(n=n)


def environment(made: Environment) -> list[tuple[str, str]]:
    """Where and when an audit was made, in words."""
    return [
        (_("Program"), f"tui-voter {made.program}"),
        (_("Date"), f"{made.date:%Y-%m-%d %H:%M} UTC"),
        (_("Made with"), f"{made.python}, Textual {made.textual}, {made.system}"),
        (_("Languages"), ", ".join(made.languages)),
        (_("Line-by-line mode"), _("prompts of at most 39 columns, through a pipe")),
        (_("Full screen"), ", ".join(map(_look, made.looks))),
    ]


def _look(look: Look) -> str:
    told = _("{size} “{theme}” on dark") if look.dark else _("{size} “{theme}” on light")
    return told.format(size=f"{look.columns}x{look.rows}", theme=look.theme)


def outcome_words(outcome: Outcome) -> str:
    return {
        Outcome.PASSED: _("met"),
        Outcome.FAILED: _("not met"),
        Outcome.UNTESTED: _("not tested"),
        Outcome.INAPPLICABLE: _("does not apply"),
    }[outcome]


def _judgements(judgements: Iterable[Judgement]) -> Iterator[str]:
    for criterion, outcome, trials in judgements:
        level = f" ({criterion.level})" if criterion.level else ""
        name = f"{criterion.number} {criterion.title}{level}"
        yield f"  {pair(name, outcome_words(outcome))}"
        if criterion.reason:
            yield f"    {criterion.reason}"
        if criterion.tests:
            tests = ", ".join(criterion.tests)
            yield "    " + _("Tests that this audit does not run: {tests}").format(tests=tests)
        for trial in trials:
            yield f"    {pair(trial.rule, outcome_words(trial.outcome))}"
            yield from (f"  {line}" for line in _trial(trial))


def _trial(trial: Trial) -> Iterator[str]:
    yield f"    {sentence(trial.rule)} {times(trial)}"
    yield from (f"    {quoted(example)}" for example in trial.examples)


def times(trial: Trial) -> str:
    """How often a rule was held against something."""
    told = ngettext("Checked {n} time, {faults}.", "Checked {n} times, {faults}.", trial.times)
    return told.format(n=trial.times, faults=_faults(len(trial.faults)))


def quoted(example: Example) -> str:
    """What was seen or heard, and where."""
    quote = example.quote if len(example.quote) <= QUOTE else f"{example.quote[: QUOTE - 1]}…"
    where = ", ".join(filter(None, [_("“{title}”").format(title=example.screen), example.voice]))
    return pair(where, quote)


def pair(name: str, value: str) -> str:
    """With the spaces that a colon has in the current language."""
    return _("{name}: {value}").format(name=name, value=value)


def _screen(report: ScreenReport) -> Iterator[str]:
    yield f"{_kind(report.kind)} ({report.language}): {report.title}"
    yield from map(_control, _named(report.controls))
    if report.contrasts:
        least = min(ratio for _look, ratio in report.contrasts)
        yield "  " + _("Contrast: at least {ratio}:1").format(ratio=f"{least:.1f}")
    yield from map(_fault, report.ledger.faults)


def _named(controls: Sequence[ControlReport]) -> list[ControlReport]:
    rows = [control for control in controls if control.role is Role.ROW]
    return [control for control in controls if control not in rows[ROWS:]]


def _control(control: ControlReport) -> str:
    parts = [f"{control.name}: {role_words(control.role)}", _state(control.state)]
    if control.focus:
        parts.append(_("focus {n}").format(n=control.focus))
    if control.prompt:
        width = columns(control.prompt)
        told = ngettext("{n} column: {prompt}", "{n} columns: {prompt}", width)
        parts.append(told.format(n=width, prompt=control.prompt.rstrip()))
    return "  " + ", ".join(parts)


def _fault(fault: Finding) -> str:
    told = f"  ✗ {fault.rule} ({_clauses(fault.rule)}): {sentence(fault.rule)}"
    found = " | ".join(filter(None, [fault.voice, fault.where, fault.found]))
    return f"{told} {found}"


def _clauses(rule: Rule) -> str:
    return ", ".join(CLAUSES[rule]) or _("house rule")


def _kind(kind: str) -> str:
    return {
        "form": _("Form"),
        "menu": _("Menu"),
        "listing": _("List"),
        "page": _("Page"),
    }[kind]


def _state(state: State) -> str:
    return {
        State.EMPTY: _("empty, to be filled in"),
        State.FILLED: _("filled in"),
        State.HIDDEN: _("empty, input is hidden"),
        State.READY: _("selectable"),
        State.READ: _("read-only"),
    }[state]
