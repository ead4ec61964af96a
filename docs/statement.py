"""``python -m docs.statement``: audit the program, and bring its accessibility statement up to date
in each language. It takes as long as ``tui-voter audit``.

The statement has the form of the French *déclaration d'accessibilité* (RGAA). Its pages are
written by hand; what an audit finds stands between marks such as ``<!-- results -->``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import fill
from typing import Final

from tui_voter import messages
from tui_voter.audit.clauses import Outcome
from tui_voter.audit.report import (
    Report,
    Verdict,
    by_reason,
    counted,
    environment,
    found,
    outcome_words,
    pair,
    rate,
    report_of,
)
from tui_voter.audit.run import audit
from tui_voter.contract.languages import LANGUAGES
from tui_voter.messages import gettext as _

DOCS: Final = Path(__file__).parent
PAGES: Final = {"en": DOCS / "statement.md", "fr": DOCS / "fr" / "declaration.md"}
COLUMNS: Final = 98
_PART: Final = re.compile(r"(?<=<!-- )(\w+)( -->\n\n).*?(\n\n<!-- / -->)", re.S)


def filled_in(page: str, report: Report) -> str:
    """The text of a page in the current language, with what ``report`` says in its parts."""
    parts = {
        "results": _results(report),
        "failed": _listed(by_reason(report.standard, Outcome.FAILED)),
        "untested": _listed(by_reason(report.standard, Outcome.UNTESTED)),
        "added": [
            pair(f"**{each.clause.name}**", f"{outcome_words(each.outcome)}. {_reason(each)}")
            for each in report.added
        ],
        "made": [pair(*line) for line in environment(report)],
        "pages": dict.fromkeys(
            each.title for each in report.screens if each.language == messages.language()
        ),
    }

    def part(mark: re.Match[str]) -> str:
        return f"{mark[1]}{mark[2]}{_items(parts[mark[1]])}{mark[3]}"

    return _PART.sub(part, page)


def _reason(verdict: Verdict) -> str:
    return verdict.clause.why or " ".join(rule.sentence for rule in verdict.clause.rules)


def _results(report: Report) -> Iterator[str]:
    met, applying = rate(report.standard)
    yield pair(_("met"), f"{met} / {applying} ({met * 100 // applying}\u00a0%)")
    for outcome, n in counted(report.standard).items():
        if outcome is not Outcome.PASSED:
            yield pair(outcome_words(outcome), str(n))
    yield found(report)


def _listed(named: dict[str, list[str]]) -> Iterator[str]:
    for reason, names in named.items():
        yield pair(", ".join(f"**{name}**" for name in names), reason)


def _items(texts: Iterable[str]) -> str:
    return "\n".join(
        fill(
            f"- {text}",
            COLUMNS,
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for text in texts
    )


def main() -> None:
    screens = audit(LANGUAGES)
    for language, page in PAGES.items():
        messages.use(language)
        text = filled_in(page.read_text(encoding="utf-8"), report_of(screens))
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
