"""Write the table of endpoints in docs/contract.md anew: ``python -m docs.contract``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tui_voter.contract.endpoint import NOTHING, Endpoint, Needs
from tui_voter.contract.endpoints import ENDPOINTS
from tui_voter.contract.errors import ErrorCode

PAGE: Final = Path(__file__).parent / "contract.md"
_BEGIN, _END = "<!-- made by python -m docs.contract -->", "<!-- to here -->"


def written(page: str) -> str:
    """``page`` with its tables as the contract has them."""
    before, _begin, rest = page.partition(_BEGIN)
    _old, _end, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{_tables()}{_END}{after}"


def _tables() -> str:
    endpoints = _table(
        (
            "Endpoint",
            "Request",
            "Answer",
            "Needs",
            "Refusals of its own",
            "What it does",
            "The same request again",
        ),
        map(_row, ENDPOINTS.values()),
    )
    codes = _table(
        ("Code", "Status", "Meaning"),
        ((f"`{code.value}`", str(code.status), code.says) for code in ErrorCode),
    )
    return f"\n{endpoints}\n{codes}\n"


def _row(endpoint: Endpoint[Any, Any]) -> tuple[str, ...]:
    answer = "" if endpoint.status == 204 else f"`{endpoint.response.__name__}`"
    return (
        f"`{endpoint.method_and_path}`",
        "" if endpoint.request is NOTHING else f"`{endpoint.request.__name__}`",
        answer if endpoint.status == 200 else f"{answer} ({endpoint.status})".lstrip(),
        endpoint.needs.value if endpoint.needs is not Needs.NOTHING else "",
        ", ".join(f"`{code.value}`" for code in endpoint.errors),
        endpoint.summary,
        endpoint.again,
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(
        "|" + "|".join(f" {cell} " if cell else " " for cell in line) + "|\n" for line in lines
    )


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
