"""The one table of endpoints, collected from the contract's subjects. From it come the portal's
routes, the OpenAPI document and the table in ``docs/contract.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tui_voter.contract import (
    account,
    activation,
    ballots,
    election,
    helpdesk,
    recovery,
    signing_in,
    vote,
)
from tui_voter.contract.endpoint import Endpoint

SUBJECTS: Final = (
    election,
    activation,
    signing_in,
    recovery,
    account,
    ballots,
    helpdesk,
    vote,
)


def _named() -> Iterator[tuple[str, Endpoint[Any, Any]]]:
    for subject in SUBJECTS:
        for name, value in vars(subject).items():
            if isinstance(value, Endpoint):
                first, *others = name.lower().split("_")
                yield first + "".join(map(str.capitalize, others)), value


ENDPOINTS: Final[Mapping[str, Endpoint[Any, Any]]] = dict(_named())
"""Every endpoint by its id, ``readFaq`` for :data:`.election.READ_FAQ`, in the subjects' order."""
