"""The examples of a deployment: what they copy, and how they tell clients apart."""

import argparse
import re
from fnmatch import fnmatch
from ipaddress import ip_network
from pathlib import Path

from mock_server.cli.serve import add_serve
from tui_voter.contract.endpoints import ENDPOINTS

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
COMPOSE = (EXAMPLES / "compose.yaml").read_text("utf-8")


def served(text: str) -> argparse.Namespace:
    """What the words of a "serve" command amount to."""
    parser = argparse.ArgumentParser()
    add_serve(parser)
    return parser.parse_args(text.split()[1:])


def test_the_portal_believes_the_proxy_that_says_who_asks() -> None:
    """Otherwise a stranger's wrong tries would be everybody's."""
    nginx = (EXAMPLES / "nginx.conf").read_text("utf-8")
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in nginx
    unit = (EXAMPLES / "mock-portal@.service").read_text("utf-8").replace("\\\n", " ")
    (start,) = re.findall(r"^ExecStart=\S+ (serve .+)$", unit, re.MULTILINE)
    assert served(start.replace("%i", "8001")).trusted_proxy
    (words,) = re.findall(r"^      - (serve\n(?:      - .+\n)+)", COMPOSE, re.MULTILINE)
    (gateway,) = re.findall(r"gateway: (\S+?)[ ,}]", COMPOSE)
    assert served(words.replace("      - ", "")).trusted_proxy == [ip_network(gateway)]


def test_the_proxy_lets_through_what_the_portal_takes() -> None:
    """A ballot is the longest of what is sent."""
    nginx = (EXAMPLES / "nginx.conf").read_text("utf-8")
    (kibibytes,) = re.findall(r"^ +client_max_body_size (\d+)k;", nginx, re.MULTILINE)
    assert int(kibibytes) * 1024 == max(endpoint.largest for endpoint in ENDPOINTS.values())


def copied() -> list[str]:
    """What the image is made of, as COPY names it."""
    lines = re.findall(r"^ +COPY (.+)$", COMPOSE, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def is_sent(path: str) -> bool:
    """Whether a file of the folder reaches the builder at all (.dockerignore)."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!").removeprefix("**/")
            parts = [path, *Path(path).parts, *map(str, Path(path).parents)]
            if any(fnmatch(part, pattern) for part in parts):
                sent = line.startswith("!")
    return sent


def test_the_image_has_the_program_and_nothing_else() -> None:
    """Neither secrets nor history."""
    for kept in (".git/config", "docs/examples/secrets/database", ".venv/x", "portal.key", "x.db"):
        assert not is_sent(kept), kept
    assert not is_sent("mock_server/http/__pycache__/app.pyc")
    assert "." not in copied()
    assert [source for source in copied() if not is_sent(source)] == []
