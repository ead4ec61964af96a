"""The handlers, by subject. Each only hands a request to the act that answers it; being
imported, those of the contract's endpoints attach themselves to its table."""

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
