"""What is said of a portal that fails: how long to wait, whether another try can succeed, and why
its certificate proves nothing (which fault it has: `tests/client/test_tls.py`)."""

from collections.abc import Callable

import pytest

from tests.scripted.portal import FakePortal, Moment, activation_link, refusal
from tests.scripted.visits import play_at
from tui_voter.audit.player import fill, sees
from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalTimeout,
    PortalUntrusted,
    TrustFault,
)
from tui_voter.dialogue import Refused
from tui_voter.journeys.shared import refusals
from tui_voter.journeys.shared.refusals import (
    failed_on_the_way,
    portal_failed,
    recovery_failed,
    sign_in_failed,
)
from tui_voter.journeys.shared.trust import authority_refused

Failed = Callable[[PortalError], Refused]


@pytest.mark.parametrize("failed", [portal_failed, recovery_failed, sign_in_failed])
@pytest.mark.parametrize("code", [ErrorCode.TOO_MANY, ErrorCode.BUSY])
def test_how_long_to_wait_is_what_is_left_of_it(
    failed: Failed, code: ErrorCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(refusals, "elapsed_seconds", lambda: now)
    error, notice = failed(refusal(code)).errors[0], failed_on_the_way(refusal(code))
    for left, told in (
        *((754, "Try again in 12 minutes and 34 seconds."), (10, "Try again in 10 seconds.")),
        (0, "You can try again now."),
    ):
        now = 854.0 - left
        assert told in error.text
        assert told in notice.text or code is ErrorCode.BUSY
    assert "Try again in" not in error.text + notice.text


ENDS = (ErrorCode.CLAIMS_CLOSED, ErrorCode.LINK_USED, ErrorCode.TICKET_REPLACED)


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        *((refusal(code), True) for code in ENDS),
        *((PortalUntrusted(), True), (refusal(ErrorCode.BUSY), False), (PortalTimeout(), False)),
    ],
)
def test_another_try_is_offered_only_where_it_can_succeed(error: PortalError, ends: bool) -> None:
    assert portal_failed(error).ends is ends


def test_another_link_can_be_pasted_where_one_was_used() -> None:
    assert not portal_failed(refusal(ErrorCode.LINK_USED), "link").ends


UNPROVEN = "The portal could not prove its identity: "
F = TrustFault


@pytest.mark.parametrize(
    ("fault", "file", "says", "short"),
    [
        (F.INVALID, "", f"{UNPROVEN}its certificate is not valid.", "identity unproven"),
        (F.UNKNOWN_AUTHORITY, "", f"{UNPROVEN}this computer does not know", "unknown authority"),
        (F.UNKNOWN_AUTHORITY, "a.pem", "issued by an authority in a.pem.", "unknown authority"),
        (F.EXPIRED, "", f"{UNPROVEN}its certificate has expired.", "has expired"),
        (F.NOT_YET_VALID, "", f"{UNPROVEN}its certificate is not valid yet.", "not valid yet"),
        (F.ANOTHER_HOST, "", f"{UNPROVEN}its certificate is that of another", "another site"),
        (F.FILE_MISSING, "a.pem", "The file a.pem, with which this portal is", "file missing"),
        (F.FILE_DAMAGED, "a.pem", "The certificate in a.pem is damaged", "file unusable"),
    ],
)
async def test_an_unproven_portal(fault: TrustFault, file: str, says: str, short: str) -> None:
    portal = FakePortal(Moment.EARLY)
    portal.failure = PortalUntrusted(fault=fault, file=file)
    said = await play_at(portal, fill(link=activation_link()), sees(says), sees("othing was sent"))
    assert said.shorts == [short]


@pytest.mark.parametrize("fault", [fault for fault in F if fault.name.startswith("FILE_")])
def test_a_file_of_authorities_that_is_useless_is_named(fault: TrustFault) -> None:
    told = authority_refused(PortalUntrusted(fault=fault, file="a.pem"))
    assert told.startswith(("The file a.pem ", "The certificate in a.pem is damaged"))
