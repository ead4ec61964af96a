"""What is said of a portal whose certificate proves nothing. Which fault it is, the client finds
out (`tests/client/test_tls.py`)."""

from __future__ import annotations

import pytest

from tests.scripted.portal import FakePortal, Moment, activation_link
from tests.scripted.visits import play_at
from tui_voter import messages
from tui_voter.audit.player import fill, sees
from tui_voter.contract.errors import PortalUntrusted, TrustFault
from tui_voter.journeys.shared.trust import authority_refused

UNPROVEN = "The portal could not prove its identity: "
CHECK_DATE = (
    "Nothing was sent. Check the date of this computer; if it is right, tell the help desk."
)
WITH_IT = "This portal is to be checked with it: nothing was sent."
F = TrustFault
SAID: dict[tuple[TrustFault, str], tuple[str, str]] = {
    (F.INVALID, ""): (
        f"{UNPROVEN}its certificate is not valid. Nothing was sent. Do not continue, and tell the "
        "help desk.",
        "identity unproven",
    ),
    (F.UNKNOWN_AUTHORITY, ""): (
        f"{UNPROVEN}this computer does not know the authority that issued its certificate. Nothing "
        "was sent. Ask the IT service of your school or workplace for this authority’s "
        "certificate, a PEM file, then start with it: {command}",
        "unknown authority",
    ),
    (F.UNKNOWN_AUTHORITY, "a.pem"): (
        f"{UNPROVEN}its certificate was not issued by an authority in a.pem. Nothing was sent. Do "
        "not continue, and tell the help desk, unless your IT service has given you a newer file. "
        "Then start with it: {command}",
        "unknown authority",
    ),
    (F.EXPIRED, ""): (f"{UNPROVEN}its certificate has expired. {CHECK_DATE}", "has expired"),
    (F.NOT_YET_VALID, ""): (
        f"{UNPROVEN}its certificate is not valid yet. {CHECK_DATE}",
        "not valid yet",
    ),
    (F.ANOTHER_HOST, ""): (
        f"{UNPROVEN}its certificate is that of another site. Nothing was sent. Compare the "
        "portal’s address with the letter from your elections office; if they are the same, tell "
        "the help desk.",
        "another site",
    ),
    (F.FILE_MISSING, "a.pem"): (
        "The file a.pem, with which this portal is to be checked, no longer exists. Nothing was "
        "sent. Put it back, or start with another one: {command}",
        "file missing",
    ),
    (F.FILE_DAMAGED, "a.pem"): (
        "The certificate in a.pem is damaged: ask your IT service for it again. " + WITH_IT,
        "file unusable",
    ),
}


@pytest.mark.parametrize(("fault", "file"), SAID)
async def test_a_portal_that_proves_nothing(fault: TrustFault, file: str) -> None:
    says, short = SAID[fault, file]
    portal = FakePortal(Moment.EARLY)
    portal.failure = PortalUntrusted(fault=fault, file=file)
    said = await play_at(portal, fill(link=activation_link()), sees(says))
    assert said.shorts == [short]


@pytest.mark.parametrize(
    ("fault", "french", "english"),
    [
        (F.FILE_MISSING, "Le fichier a.pem n’existe pas", "The file a.pem does not exist"),
        (
            F.FILE_UNREADABLE,
            "Le fichier a.pem ne peut pas être lu",
            "The file a.pem cannot be read",
        ),
        (F.FILE_NOT_PEM, "Le fichier a.pem n’est pas au format", "The file a.pem is not in PEM"),
        (
            F.FILE_WITHOUT_CERTIFICATE,
            "Le fichier a.pem ne contient aucun certificat",
            "The file a.pem contains no certificate",
        ),
        (
            F.FILE_DAMAGED,
            "Le certificat du fichier a.pem est endommagé",
            "The certificate in a.pem is damaged",
        ),
    ],
)
def test_a_file_of_authorities_that_is_useless_where_it_is_named(
    fault: TrustFault, french: str, english: str
) -> None:
    for language, says in (("fr", french), ("en", english)):
        messages.use(language)
        told = authority_refused(PortalUntrusted(fault=fault, file="a.pem"))
        assert told.startswith(says)
        assert ": " in told.replace("\u00a0", "")
