"""Nothing of a vote is written anywhere but into the register and among the ballots."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx

from tests.portal.ops.test_operations import metrics_url
from tests.portal_database import everything
from tests.portal_process import start_portal
from tests.portal_seal import seal

BALLOT = "csa-national"


def test_the_journal_the_metrics_and_the_mails_say_nothing_of_it(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    options = ["--log", "json", "--metrics", "127.0.0.1:0", "--mix-every", "1"]
    with start_portal(
        tmp_path,
        opens_in="1s",
        made_ago=timedelta(minutes=1),
        options=options,
        journal=journal,
    ) as portal:
        sealed = seal(portal.settings, tmp_path / "board")
        session = portal.activate(portal.invite().rpartition("/")[2])
        ballot = sealed.fill(BALLOT, 1, 2)
        election = sealed.elections[BALLOT]
        headers = {"Authorization": f"Bearer {session}"}
        with httpx.Client(base_url=portal.url, headers=headers, trust_env=False) as http:
            requests = [
                http.get("/api/booth"),
                http.post("/api/booth/code", json={"verifier": "0" * 64}),
                http.post("/api/booth/code", json={"verifier": sealed.verifier(1)}),
                http.post(
                    f"/api/ballots/{BALLOT}/cast",
                    json={"verifier": sealed.verifier(1), "ballot": ballot.text.decode()},
                ),
                http.post(
                    f"/api/ballots/{BALLOT}/cast",
                    json={"verifier": sealed.verifier(1), "ballot": "{}"},
                ),
                http.post("/api/receipts", json={"uuid": election.uuid, "tracker": ballot.tracker}),
                http.get(f"/urn/{election.uuid}.bel"),
            ]
        assert [each.status_code for each in requests] == [200, 422, 200, 201, 409, 200, 200]
        metrics = httpx.get(metrics_url(portal), trust_env=False).text
        mails = "\n".join(f"{mail.subject}\n{mail.body}" for mail in portal.mailbox())
        kept = everything(portal.settings.database)
    written = journal.read_text() + metrics
    assert written.count("/api/ballots/{ballot_id}/cast") >= 3
    assert "/urn/{uuid}.bel" in written
    signature, verifier = requests[3].json()["signature"], sealed.verifier(1)
    secrets = (ballot.tracker, signature, election.uuid, BALLOT, session, verifier, sealed.codes[1])
    assert [secret for secret in secrets if secret in written + mails] == []
    assert "Camille" not in written
    assert signature not in kept
    assert verifier not in kept
