"""What holds a time is true whenever it is said."""

from __future__ import annotations

import pytest

from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalRefused,
    PortalTimeout,
    PortalUntrusted,
    Problem,
)
from tui_voter.journeys.shared import refusals
from tui_voter.journeys.shared.refusals import (
    failed_on_the_way,
    portal_failed,
    recovery_failed,
    sign_in_failed,
)


def refused(code: ErrorCode) -> PortalRefused:
    return PortalRefused(Problem(code=code, status=code.status))


@pytest.mark.parametrize("failed", [portal_failed, recovery_failed, sign_in_failed])
@pytest.mark.parametrize("code", [ErrorCode.TOO_MANY, ErrorCode.BUSY])
def test_how_long_to_wait_is_what_is_left_of_it(
    failed: type[object], code: ErrorCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(refusals, "elapsed_seconds", lambda: now)
    problem = Problem(code=code, status=code.status, retry_after=90)
    (error,) = failed(PortalRefused(problem)).errors  # type: ignore[attr-defined, call-arg]
    assert "Try again in 1 minute and 30 seconds." in error.text
    now += 80.5
    assert "Try again in 10 seconds." in error.text
    now += 10
    assert "You can try again now." in error.text
    assert "Try again in" not in error.text


def test_an_entry_that_is_braked_tells_it_as_well_later_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(refusals, "elapsed_seconds", lambda: now)
    problem = Problem(code=ErrorCode.TOO_MANY, status=ErrorCode.TOO_MANY.status, retry_after=90)
    notice = failed_on_the_way(PortalRefused(problem))
    assert "Try again in 1 minute and 30 seconds." in notice.text
    now += 80
    assert "Try again in 10 seconds." in notice.text


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
