"""A voter before the front door of a real portal."""

import pytest

from tests.entry.visitor import Visitor
from tests.portal_process import RunningPortal


@pytest.fixture
def visitor(portal: RunningPortal, address: str) -> Visitor:
    return Visitor(portal, address)


@pytest.fixture
def active(visitor: Visitor) -> Visitor:
    visitor.activate()
    return visitor
