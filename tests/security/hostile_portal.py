"""A scripted peer that keeps to the contract's form, and is hostile in every text of it."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from tests.client import samples
from tests.client.peer import answer, peer_beside
from tui_voter.audit.player import fill, leave

PASSWORD: Final = "Canari-9-xyzzy girafe"
SIGNS_IN: Final = (
    *(leave("sign_in"), fill(at="Sign in", identifier="marie@exemple.fr")),
    fill(at="Sign in", password=PASSWORD, captcha="72"),
)
"""From the first question to the home."""
PAYLOADS: Final = (
    *("\x1b]0;T\x07", "\x9d0;T\x9c", "\x1b]52;c;QQ==\x07"),  # the title, the clipboard
    *("\x1b]8;;u\x1b\\", "\x1b[3J", "\x9b3J", "\x1b[35;45m"),  # links, what was scrolled away
    *("\x1b[?1047l", "\x1b[?1005h", "\x1b[201~"),  # screens, mice, the end of a paste
    *("\x1b[6n", "\x05", "\x1bP+q54\x1b\\"),  # asks the terminal, which answers as the voter
    *("\x1b_G\x1b\\", "\x1b^p\x1b\\", "\x1bc", "\x07\x08", "\r", "\t", "\x0e", "\x7f", "\0"),
    *("\u202e", "\u2066", "\u200f"),  # turns the text around
    *("\u200b\u2060\ufeff", "\u2028\x85", "\u00ad", "\U000e0041"),  # takes no room
    *("\ufe0f", "\u3164", "\ufff9"),
)
BOOTH: Final = "GET /api/booth"
"""What is asked before lists and rolls are shown: here nothing is sealed."""
MARKUP: Final = "[@click=app.quit]C[/i]GT"
"""Of the front end's own library: an action, and a tag that was never opened."""

EVERYTHING: Final = MARKUP + "".join(PAYLOADS)
SHORT: Final = "[/i]\x1b]0;T\x07\x9b3J\u202e\u200b"
"""For a telephone number, which may have 30 characters."""

MARKDOWN: Final = f"""{EVERYTHING}

# Chapter {EVERYTHING}

<script>alert(1)</script> <b onclick="x">bold</b> <!-- {EVERYTHING} -->

&#27;[2J &#x9b;2J &lt; &nbsp;&#8238; &Tab; &NewLine; \\{MARKUP}

![image{EVERYTHING}](http://evil.example/x.png) [link](javascript:x "{EVERYTHING}")
[reference] <http://evil.example/{MARKUP}> **{MARKUP}** `{EVERYTHING}`

- item {EVERYTHING}
    1. within {EVERYTHING}

> quote {EVERYTHING}

```{EVERYTHING}
code {EVERYTHING}
```

[reference]: http://evil.example/ "{EVERYTHING}"
"""
NESTED: Final = ">" * 59_000 + f" {EVERYTHING}"
"""A quote of a quote of a quote, as long as a text may be."""

_NOT_SHOWN: Final = {
    *("id", "question_id", "session", "ticket", "after", "words", "time_zone", "language"),
    *("languages", "kind", "state", "opens_at", "closes_at", "portal_time", "claims_until"),
    *("lists_from", "portal_from", "sent_at", "answered_at"),
}
_OWN: Final = {"telephone": SHORT, "statement": MARKDOWN}


def hostile(value: Any, name: str = "", **own: str) -> Any:
    """An honest answer with something hostile at the end of each text that is shown; ``own``
    has what fields of these names get instead."""
    if isinstance(value, Mapping):
        return {key: hostile(item, key, **own) for key, item in value.items()}
    if isinstance(value, list):
        return [hostile(item, name, **own) for item in value]
    if isinstance(value, str) and name not in _NOT_SHOWN:
        return value + ({**_OWN, **own}.get(name, EVERYTHING))
    return value


PAST: Final = {"lists_from": "2020-11-02T07:00:00Z"}
_ELECTION: Final = hostile(samples.ELECTION | PAST)


def _answers() -> dict[str, Any]:
    signed_in = hostile(samples.SIGNED_IN) | {"election": _ELECTION}
    return {
        "GET /api/election": _ELECTION,
        "POST /api/links/open": hostile(samples.INVITATION) | {"election": _ELECTION},
        "POST /api/activation/password": {"ticket": "ticket"},
        "POST /api/activation": signed_in,
        "POST /api/sign-in/captcha": hostile(samples.CAPTCHA),
        "POST /api/sign-in": signed_in,
        "DELETE /api/session": {},
        "POST /api/recovery/open": hostile(samples.RECOVERY) | {"election": _ELECTION},
        "POST /api/recovery/answer": {"ticket": "ticket"},
        "POST /api/recovery/password": signed_in,
        "GET /api/documents/edito": hostile(samples.DOCUMENT, text=MARKDOWN),
        "GET /api/documents/voting-guide": hostile({"title": "Guide", "text": ">"}, text=NESTED),
        "GET /api/faq": hostile(samples.FAQ, answer=MARKDOWN),
        "GET /api/profile": hostile(samples.PROFILE),
        "GET /api/ballots": hostile(samples.BALLOTS),
        "POST /api/ballots/csa/roll": hostile(samples.ROLL_PAGE) | {"after": ""},
        "GET /api/ballots/csa/lists": hostile(samples.CANDIDATE_LISTS),
        "GET /api/claims": hostile(samples.CLAIMS),
        "POST /api/claims": hostile(samples.CLAIM),
        "GET /api/assistance": hostile(samples.ASSISTANCE_REQUESTS),
        "POST /api/assistance": hostile(samples.ASSISTANCE),
    }


@dataclass
class HostilePortal:
    """``answers`` by method and path; ``asked`` are those that were asked for."""

    url: str
    answers: dict[str, Any] = field(default_factory=_answers)
    asked: set[str] = field(default_factory=set)


@contextmanager
def hostile_portal() -> Iterator[HostilePortal]:
    """A portal at a port of its own; what it has no answer for is an error of its own."""

    async def script(writer: asyncio.StreamWriter, requests: list[bytes]) -> None:
        request = " ".join(requests[-1].decode().split(" ", 2)[:2])
        portal.asked.add(request)
        code, status = ("not_sealed", 409) if request == BOOTH else ("internal", 500)
        said = answer(json.dumps(portal.answers.get(request)))
        if request not in portal.answers:
            problem = json.dumps({"code": code, "status": status})
            said = answer(problem, f"{status} Problem", kind="application/problem+json")
        writer.write(said)
        await writer.drain()

    with peer_beside(script) as standing:
        portal = HostilePortal(standing.origin)
        yield portal


# --- What a terminal may be given ---------------------------------------------------------

_SEQUENCES: Final = re.compile(
    r"\x1b(?:"
    r"\[[0-9;]*m|\[\d+;\d+H|\[H|\[2J|\[K|\[[0-9]* q|"  # colours, places, the cursor's shape
    r"\[\?(?:25|1000|1003|1004|1006|1015|1049|2004|2026|2048|7)[hl]|\[\?20(?:26|48)\$p|"
    r"\[>\d+u|\[<u|"  # how keys are told
    r"\]11;\?\x07|"  # asks for the background's colour
    r"\]22;default\x07"  # the mouse's pointer
    r")"
)
"""All that the full screen writes of its own accord; the linear voice writes none."""


def escapes_in(written: str) -> set[str]:
    """What is in ``written`` that a terminal obeys or hides, beside what the front end needs:
    by its code, with what follows."""
    rest = _SEQUENCES.sub("", written)
    return {
        ascii(found[0])
        for found in re.finditer(
            "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f"
            "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
            "\ufff0-\ufffb\U000e0000-\U000e0fff].{0,12}",
            rest,
        )
    }
