"""The handlers, by subject. Each only passes a request to the act that answers it. When the modules
are imported, the handlers attach themselves to the contract's table of endpoints."""

from __future__ import annotations

from mock_server.http.routes import (
    account,
    activation,
    ballots,
    election,
    helpdesk,
    operations,
    pages,
    recovery,
    sign_in,
    vote,
)

__all__ = [
    "account",
    "activation",
    "ballots",
    "election",
    "helpdesk",
    "operations",
    "pages",
    "recovery",
    "sign_in",
    "vote",
]
