"""What the audit has found, as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from tui_voter.audit.kinds import Role, role_words
from tui_voter.audit.record import State
from tui_voter.audit.rules import CLAUSES, STANDARD, Finding, Rule, clauses, sentence
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

ROWS: Final = 3
"""Rows of a list that the text names."""


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
    faults: list[Finding]
    contrasts: Sequence[tuple[str, float]] = ()
    """The least contrast of a text, for each look of the full screen."""


def count(reports: Sequence[ScreenReport]) -> int:
    """The faults in all."""
    return sum(len(report.faults) for report in reports)


def as_json(reports: Sequence[ScreenReport]) -> str:
    """The whole report. Its keys and rule names are stable; it is ASCII, so that it is the same on
    every terminal."""
    whole = {
        "standard": STANDARD,
        "rules": {
            rule.value: {"sentence": sentence(rule), "clauses": CLAUSES[rule]} for rule in Rule
        },
        "screens": [_screen(report) for report in reports],
        "faults": count(reports),
    }
    return json.dumps(whole, indent=2)


def _screen(report: ScreenReport) -> dict[str, Any]:
    return {
        "language": report.language,
        "kind": report.kind,
        "title": report.title,
        "controls": [
            {
                "role": control.role.value,
                "name": control.name,
                "state": control.state.value,
                "focus": control.focus or None,
                "prompt": control.prompt or None,
                "columns": columns(control.prompt) or None,
            }
            for control in report.controls
        ],
        "contrast": {look: round(ratio, 2) for look, ratio in report.contrasts},
        "faults": [
            {
                "rule": fault.rule.value,
                "clauses": CLAUSES[fault.rule],
                "voice": fault.voice or None,
                "where": fault.where,
                "found": fault.found,
            }
            for fault in report.faults
        ],
    }


def as_text(reports: Sequence[ScreenReport]) -> Iterator[str]:
    """The report line by line."""
    for report in reports:
        yield f"{_kind(report.kind)} ({report.language}): {report.title}"
        yield from map(_control, _named(report.controls))
        if report.contrasts:
            least = min(ratio for _look, ratio in report.contrasts)
            yield "  " + _("Contrast: at least {ratio}:1").format(ratio=f"{least:.1f}")
        yield from map(_fault, report.faults)
        yield ""
    screens, faults = len(reports), count(reports)
    yield _("{screens}, {faults} against {standard}, clause 11.").format(
        screens=ngettext("{n} screen", "{n} screens", screens).format(n=screens),
        faults=ngettext("{n} fault", "{n} faults", faults).format(n=faults),
        standard=STANDARD,
    )


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
    told = f"  ✗ {fault.rule} ({clauses(fault.rule)}): {sentence(fault.rule)}"
    found = " | ".join(filter(None, [fault.voice, fault.where, fault.found]))
    return f"{told} {found}"


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
