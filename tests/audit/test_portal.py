"""The portal of the walk answers whatever the contract's table has."""

from __future__ import annotations

import inspect
import re

import msgspec

from tui_voter.audit import portal
from tui_voter.contract.endpoints import ENDPOINTS


def test_each_endpoint_has_an_answer() -> None:
    """Of an answer without fields there is nothing to make up."""
    made = set(re.findall(r"\b[A-Z]\w+(?=\()", inspect.getsource(portal)))
    answers = {endpoint.response for endpoint in ENDPOINTS}
    said = {answer.__name__ for answer in answers if msgspec.structs.fields(answer)}
    assert said - made == set()
