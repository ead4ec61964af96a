"""What the rules were held against, and what broke them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tui_voter.audit.rules import Finding, Rule


class Held(NamedTuple):
    """How often a rule was held against something, and what was first found to keep it, as it
    was seen or heard."""

    times: int
    quote: str


@dataclass
class Ledger:
    """One screen, in one voice or in all: "" is before any voice, where a rule looks at words."""

    voice: str = ""
    faults: list[Finding] = field(default_factory=list)
    held: dict[tuple[Rule, str], Held] = field(default_factory=dict)

    def hold(self, rule: Rule, keeps: bool, quote: str, where: str, found: str = "") -> None:
        """Note that ``quote`` keeps a rule, or that it does not: ``where``, and what was
        ``found`` instead, unless it is the quote."""
        quote = " ".join(quote.split())
        times, first = self.held.get((rule, self.voice), Held(0, ""))
        self.held[rule, self.voice] = Held(times + 1, first or (quote if keeps else ""))
        fault = Finding(rule, where, found or quote, self.voice)
        if not keeps and fault not in self.faults:
            self.faults.append(fault)


def merged(ledgers: Iterable[Ledger]) -> Ledger:
    """Of several voices, one; those before any voice look at different rules."""
    whole = Ledger()
    for ledger in ledgers:
        whole.faults += ledger.faults
        whole.held |= ledger.held
    return whole
