"""The report of an audit: the result and the faults first, then a summary by clauses, and on
request each clause, rule and screen."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median

from tui_voter import __version__
from tui_voter.audit.clauses import ADDED, CLAUSES, STANDARD, Clause, Outcome
from tui_voter.audit.rules import Finding, Rule, ScreenReport, merged
from tui_voter.audit.seen import LOOKS, Look
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.tuples import NamedTuple


class Trial(NamedTuple):
    """The checks of one rule on all screens."""

    rule: Rule
    times: int
    faults: list[Finding]

    @property
    def outcome(self) -> Outcome:
        if self.faults:
            return Outcome.FAILED
        return Outcome.PASSED if self.times else Outcome.UNTESTED


class Verdict(NamedTuple):
    """A clause and its outcome."""

    clause: Clause
    outcome: Outcome
    trials: list[Trial]

    @property
    def why(self) -> str:
        """The reason for the outcome, and what this audit has found, in the current language."""
        found = [
            f"{trial.rule.sentence} {times(trial)}"
            for trial in self.trials
            if trial.outcome is self.outcome
        ]
        stands = self.clause.outcome is self.outcome
        return " ".join([*([self.clause.why] if stands else []), *found])


class Report(NamedTuple):
    """A whole audit, made at ``date``."""

    date: datetime
    screens: Sequence[ScreenReport]
    trials: list[Trial]
    standard: list[Verdict]
    added: list[Verdict]

    @property
    def faults(self) -> int:
        return sum(len(screen.faults) for screen in self.screens)


def report_of(screens: Sequence[ScreenReport]) -> Report:
    """Judge every clause by what was found on ``screens``."""
    whole = merged(screen.ledger for screen in screens)
    trials = {
        rule: Trial(rule, whole.checks[rule], [each for each in whole.faults if each.rule is rule])
        for rule in Rule
    }
    verdicts = [_judge(clause, trials) for clause in CLAUSES]
    return Report(
        datetime.now(UTC),
        screens,
        [*trials.values()],
        [verdict for verdict in verdicts if not verdict.clause.level],
        [verdict for verdict in verdicts if verdict.clause.level],
    )


def _judge(clause: Clause, trials: dict[Rule, Trial]) -> Verdict:
    """The verdict on a clause: the worst of its standing outcome and those of its rules."""
    own = [trials[rule] for rule in clause.rules]
    worst = [Outcome.FAILED, Outcome.INAPPLICABLE, Outcome.UNTESTED, Outcome.PASSED]
    found = [trial.outcome for trial in own] + [clause.outcome] * bool(clause.outcome)
    return Verdict(clause, min(filter(None, found), key=worst.index), own)


def rate(verdicts: Iterable[Verdict]) -> tuple[int, int]:
    """The numbers of clauses that are met and that apply; an untested clause is not met."""
    outcomes = [one.outcome for one in verdicts if one.outcome is not Outcome.INAPPLICABLE]
    return outcomes.count(Outcome.PASSED), len(outcomes)


def by_reason(verdicts: Iterable[Verdict], wanted: Outcome) -> dict[str, list[str]]:
    """The names of the clauses with the ``wanted`` outcome, by its reason."""
    named: dict[str, list[str]] = {}
    for verdict in verdicts:
        if verdict.outcome is wanted:
            named.setdefault(verdict.why, []).append(verdict.clause.name)
    return named


# --- The report in words


def as_text(report: Report, *, everything: bool = False) -> Iterator[str]:
    """The report line by line, in the current language."""
    yield pair(_("Accessibility of tui-voter {version}").format(version=__version__), found(report))
    for screen in report.screens:
        if screen.faults:
            yield f"  {_titled(screen)}"
            yield from map(_fault, screen.faults)
    yield from _counts(report)
    yield from _summary(STANDARD, report.standard)
    yield from _summary(ADDED, report.added)
    if not everything:
        yield ""
        yield _("With --all: each clause, each rule and each screen.")
        return
    yield from _headed(_("Audit"), (f"  {pair(*line)}" for line in environment(report)))
    for standard, verdicts in ((STANDARD, report.standard), (ADDED, report.added)):
        yield from _headed(standard, (line for each in verdicts for line in _clause(each)))
    yield from _headed(_("Rules"), (line for each in report.trials for line in _rule(each)))
    yield from _headed(_("Screens"), (line for each in report.screens for line in _screen(each)))


def _counts(report: Report) -> Iterator[str]:
    """The figures of the line-by-line mode, which are no faults."""
    yield from ("", _("Line-by-line mode"))
    longest = sorted(report.screens, key=lambda screen: screen.words)[-1:]
    for most in longest:
        middle = median(screen.words for screen in report.screens)
        text = _("{middle} in half of the screens, at most {words} ({title})")
        text = text.format(middle=round(middle), words=most.words, title=most.title)
        yield "  " + pair(_("Words up to the first prompt"), text)
    for trial in report.trials:
        if trial.rule.is_goal:
            kept = trial.times - len(trial.faults)
            text = _("Kept {kept} times of {all}.").format(kept=kept, all=trial.times)
            yield f"  {trial.rule.sentence} {text}"


def _headed(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", title, *lines)


def found(report: Report) -> str:
    """The numbers of screens and of faults, in words."""
    screens = ngettext("{n} screen", "{n} screens", len(report.screens))
    return f"{screens.format(n=len(report.screens))}, {_faults(report.faults)}"


def _faults(n: int) -> str:
    return ngettext("{n} fault", "{n} faults", n).format(n=n)


def _summary(standard: str, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """The number of clauses with each outcome, and why some are not met."""
    counts = (pair(outcome_words(each), str(n)) for each, n in counted(verdicts).items())
    yield from ("", standard, f"  {', '.join(counts)}")
    for outcome in (Outcome.FAILED, Outcome.UNTESTED):
        for reason, names in by_reason(verdicts, outcome).items():
            yield f"  {pair(outcome_words(outcome), ', '.join(names))}"
            yield f"    {reason}"


def counted(verdicts: Sequence[Verdict]) -> dict[Outcome, int]:
    """The number of clauses with each outcome, without the outcomes that none has."""
    outcomes = [verdict.outcome for verdict in verdicts]
    return {each: outcomes.count(each) for each in Outcome if each in outcomes}


def environment(report: Report) -> list[tuple[str, str]]:
    """When, where and with what the audit was made, in words."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return [
        (_("Program"), f"tui-voter {__version__}"),
        (_("Date"), f"{report.date:%Y-%m-%d %H:%M} UTC"),
        (_("Made with"), f"{python}, Textual {version('textual')}, {system}"),
        (_("Languages"), ", ".join(dict.fromkeys(each.language for each in report.screens))),
        (_("Line-by-line mode"), _("prompts of at most 39 columns, through a pipe")),
        (_("Full screen"), ", ".join(map(_look, LOOKS))),
    ]


def _look(look: Look) -> str:
    text = _("{size} “{theme}” on dark") if look.dark else _("{size} “{theme}” on light")
    return text.format(size=f"{look.columns}x{look.rows}", theme=look.theme)


def outcome_words(outcome: Outcome) -> str:
    return {
        Outcome.PASSED: _("met"),
        Outcome.FAILED: _("not met"),
        Outcome.UNTESTED: _("not tested"),
        Outcome.INAPPLICABLE: _("does not apply"),
    }[outcome]


def pair(name: str, value: str) -> str:
    """A name and its value, with the spaces around a colon of the current language."""
    return _("{name}: {value}").format(name=name, value=value)


def _clause(verdict: Verdict) -> Iterator[str]:
    clause = verdict.clause
    yield f"  {pair(clause.name, outcome_words(verdict.outcome))}"
    if clause.reason:
        yield f"    {clause.why}"
    if clause.tests:
        tests = ", ".join(clause.tests)
        yield "    " + _("Tests that this audit does not run: {tests}").format(tests=tests)
    for trial in verdict.trials:
        yield f"    {pair(trial.rule, outcome_words(trial.outcome))}"


def _rule(trial: Trial) -> Iterator[str]:
    yield f"  {pair(f'{trial.rule} ({_clauses(trial.rule)})', outcome_words(trial.outcome))}"
    yield f"    {trial.rule.sentence} {times(trial)}"


def times(trial: Trial) -> str:
    """How often a rule was checked, and its faults, in words."""
    text = ngettext("Checked {n} time, {faults}.", "Checked {n} times, {faults}.", trial.times)
    return text.format(n=trial.times, faults=_faults(len(trial.faults)))


def _screen(screen: ScreenReport) -> Iterator[str]:
    yield f"  {_titled(screen)}"
    for name, prompt in screen.controls.items():
        yield "    " + (pair(name, prompt.rstrip()) if prompt else name)
    yield "    " + pair(_("Words up to the first prompt"), str(screen.words))
    yield from map(_fault, screen.ledger.faults)


def _titled(screen: ScreenReport) -> str:
    kind = {"form": _("Form"), "menu": _("Menu"), "listing": _("List"), "page": _("Page")}[
        screen.kind
    ]
    return f"{kind} ({screen.language}): {screen.title}"


def _fault(fault: Finding) -> str:
    text = f"    ✗ {fault.rule} ({_clauses(fault.rule)}): {fault.rule.sentence}"
    return f"{text} {' | '.join(filter(None, [fault.voice, fault.where, fault.found]))}"


def _clauses(rule: Rule) -> str:
    return ", ".join(rule.clauses) or _("house rule")
