"""What holds a time is true whenever it is said."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalRefused,
    PortalTimeout,
    PortalUntrusted,
    Problem,
)
from tui_voter.dialogue import FieldError, Notice, Refused
from tui_voter.journeys.shared import refusals
from tui_voter.journeys.shared.refusals import (
    failed_on_the_way,
    portal_failed,
    recovery_failed,
    sign_in_failed,
)


def refused(code: ErrorCode) -> PortalRefused:
    return PortalRefused(Problem(code=code, status=code.status))


BRAKES = (ErrorCode.TOO_MANY, ErrorCode.BUSY)


def first_error(failed: Callable[[PortalError], Refused]) -> Callable[[PortalError], FieldError]:
    return lambda error: failed(error).errors[0]


@pytest.mark.parametrize(
    ("failed", "code"),
    [
        *product(map(first_error, (portal_failed, recovery_failed, sign_in_failed)), BRAKES),
        (failed_on_the_way, ErrorCode.TOO_MANY),
    ],
)
def test_how_long_to_wait_is_what_is_left_of_it(
    failed: Callable[[PortalError], FieldError | Notice],
    code: ErrorCode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(refusals, "elapsed_seconds", lambda: now)
    told = failed(PortalRefused(Problem(code=code, status=code.status, retry_after=90)))
    assert "Try again in 1 minute and 30 seconds." in told.text
    now += 80.5
    assert "Try again in 10 seconds." in told.text
    now += 10
    assert "You can try again now." in told.text
    assert "Try again in" not in told.text


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (refused(ErrorCode.CLAIMS_CLOSED), True),
        (refused(ErrorCode.LINK_USED), True),
        (refused(ErrorCode.LINK_EXPIRED), True),
        (refused(ErrorCode.TICKET_REPLACED), True),
        (PortalUntrusted(), True),
        (refused(ErrorCode.BUSY), False),
        (refused(ErrorCode.TOO_MANY), False),
        (PortalTimeout(), False),
    ],
)
def test_another_try_is_offered_only_where_it_can_succeed(error: PortalError, ends: bool) -> None:
    assert portal_failed(error).ends is ends
    if isinstance(error, PortalRefused) and error.code is ErrorCode.LINK_USED:
        assert not portal_failed(error, "link").ends  # another link can be pasted there
