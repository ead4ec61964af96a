"""How many words a voter hears at each step of a visit in the linear voice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
from tests.terminal import PROGRAM, Terminal
from tests.voters import GOOD_PASSWORD, LinearVoter
from tui_voter import messages
from tui_voter.audit.player import choose, fill, take
from tui_voter.messages import gettext as _

PASTED: Final = "pasted mail"
RETURN: Final = "return to personal data"

ENOUGH: Final = {
    "link": 35,
    "password": 40,
    "first captcha": 30,
    "challenge question": 105,
    "recap": 40,
    "activation": 18,
    "home": 82,
    RETURN: 15,
    PASTED: 0,
}
"""The most words that are to be heard at a step, in either language."""

STEPS: Final = (
    "link",
    "password",
    "password again",
    "first captcha",
    "challenge question",
    "secret answer",
    "secret answer again",
    "recap",
    "activation",
    "home",
    "personal data",
    "telephone",
    "language of emails",
    RETURN,
)
"""What is said before each answer of the visit, in order."""

LETTER: Final = "\n".join(f"Ligne {n} du mail, avec quelques mots de plus." for n in range(1, 13))

_WORD: Final = re.compile(r"\w[\w'’.:/@#-]*")


def words(text: str) -> int:
    """The words of ``text``; an address is one."""
    return len(_WORD.findall(text))


class Listener(LinearVoter):
    """Keeps what was said before each answer: all that a screen reader has to say."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal)
        self.heard: list[str] = []

    def _say(self, text: str) -> None:
        self.heard.append(self._said)
        super()._say(text)


def heard(
    portal: RunningPortal, address: str, folder: Path, language: str, *options: str
) -> Mapping[str, str]:
    """What was said at each step of a visit that begins with a mail, by step. The preferences are
    kept in ``folder``."""
    messages.use(language)
    mail = f"{LETTER}\n{portal.invite(address)}\n{LETTER}"
    with Terminal(
        (*PROGRAM, "--lang", language, "--linear", *options, f"--portal={portal.url}"),
        environment={"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)},
    ) as terminal:
        voter = Listener(terminal)
        voter.play(
            fill(link=mail),
            fill(password=GOOD_PASSWORD, captcha=solve),
            fill(question="first-dish", answer="La blanquette"),
            choose("send"),
            take("home"),
            choose("account"),
            take("contact"),
            fill(telephone="01 02 03 04 05", language="fr"),
            take("close"),
        )
    said = dict(zip(STEPS, voter.heard, strict=True))
    said[PASTED] = "\n".join(line for line in said["password"].split("\n") if line in mail)
    return {step: _without_waits(text) for step, text in said.items()}


def _without_waits(text: str) -> str:
    """``text`` without what is only said where the portal is slow: lines that say what is waited
    for end with an ellipsis."""
    lasts = _("This is taking longer. Press Ctrl+C to stop waiting; nothing is lost.")
    text = re.sub(r"\s+".join(map(re.escape, lasts.split())) + r"\n", "", text)
    return re.sub(r".*…\n", "", text)
