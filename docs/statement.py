"""``python -m docs.statement``: audit the program, and write its accessibility statement in each
language. It takes as long as ``tui-voter audit``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tui_voter import messages
from tui_voter.audit.evidence import weigh
from tui_voter.audit.run import audit
from tui_voter.audit.statement import as_statement
from tui_voter.contract.languages import LANGUAGES

DOCS: Final = Path(__file__).parent
PAGES: Final = {"en": DOCS / "statement.md", "fr": DOCS / "fr" / "declaration.md"}


def main() -> None:
    reports = audit(LANGUAGES)
    for language, page in PAGES.items():
        messages.use(language)
        page.write_text(f"{as_statement(weigh(reports, language))}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
