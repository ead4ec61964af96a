"""The API against its own OpenAPI document: schemathesis, all checks, no failure."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.portal.conftest import Portal
from tests.ways import EACH_WAY

CASES: Final = int(os.environ.get("SCHEMA_CASES") or (40 if EACH_WAY else 2))
"""For each operation, besides the edges of every schema. More of them find more."""

CONFIG: Final = """
seed = 3
color = false
continue-on-failure = true

[cache]
enabled = false

[generation]
max-examples = {cases}

[parameters]
"path.ballot_id" = "csa-national"

[auth.openapi.session]
bearer = "{session}"

# The schema cannot say which token, captcha or password is right: those are refused with a
# status of their own. What it calls valid is never called malformed.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 410, 422, 429]

# But for a cursor that the portal has not made.
[[operations]]
include-operation-id = "readRoll"

[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 404]
"""


def test_the_api_is_what_its_document_says(portal: Portal, tmp_path: Path) -> None:
    portal.clock.now = datetime(2022, 11, 17, tzinfo=UTC)  # lists are shown, claims are taken
    session = portal.activated()[2]
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG.format(cases=CASES, session=session), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"),
        *(f"{portal.http.base_url}/openapi.json", "--checks", "all"),
        *("--exclude-operation-id", "endSession"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert portal.lives(session)
    assert portal.sql("SELECT count(*) FROM claim") != [(0,)]
    assert portal.sql("SELECT count(*) FROM assistance_request") != [(0,)]
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated is not None
    assert int(generated[1]) > 500
