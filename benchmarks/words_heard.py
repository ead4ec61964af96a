"""Words heard at each step of the demonstration in the linear voice, in each language.

python -m benchmarks.words_heard [--said]
"""

from __future__ import annotations

import argparse
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from benchmarks.shared.figures import Subject
from tests.portal.captcha_solver import solve
from tests.terminal import PROGRAM, Terminal
from tests.voters import GOOD_PASSWORD, OPTIONS
from tui_voter import messages
from tui_voter.messages import gettext as _

SUBJECT: Final = Subject(
    "The demonstration is walked to a cast ballot, a sign-in and a new password; of every step "
    "some words were heard."
)

GOALS: Final = {
    "introduction of the demo": 15,
    "mail": 60,
    "link to password": 35,
    "help, at a place": 40,
    "password, too short": 22,
    "password, too common": 18,
    "password accepted": 6,
    "captcha wrong": 16,
    "list of challenge questions": 111,
    "answer and retype": 22,
    "review": 38,
    "activated": 25,
    "home": 106,
    "voting code": 24,
    "code, too short": 22,
    "wrong code": 15,
    "ballots": 40,
    "lists of a ballot": 80,
    "choice, before it is encrypted": 46,
    "ballot, before it is cast": 33,
    "receipt": 40,
    "receipt, saved": 40,
    "sign in, with captcha": 37,
    "forgotten password": 120,
    "home, after a forgotten password": 107,  # with what came of that, in a word
    "return to personal data": 15,
}
"""The most words that are to be heard at a step, in either language."""

MORE: Final = {"lists of a ballot": {"en": 109}, "choice, before it is encrypted": {"en": 57}}
"""Steps that say more than their goal. The ballot and its lists are called by their official names,
in French, which in English stand with their translations: with the unions, 92 words of names among
the lists, and 26 of the one that was chosen."""

QUESTION: Final = 5
"""Words that a captcha's question counts for: some have five, others fourteen."""

ADDRESS: Final = "camille.dumont@ac-armorique.exemple"
SHORT, COMMON = "abc", "MotDePasse2026!"
ANSWER: Final = "La blanquette"
NEW_PASSWORD: Final = f"{GOOD_PASSWORD}s"
_PROMPT: Final = re.compile(r"^.{1,60}[:.] +\Z", re.M)
_WORD: Final = re.compile(r"\w[\w'’.:/@#-]*")
_CODE: Final = re.compile(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}")


def words(text: str) -> int:
    """The words of ``text``; an address is one."""
    return len(_WORD.findall(text))


class Listener:
    """Answers prompt after prompt, and keeps what was said before each answer, by step."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._since = 0
        self._typed = ""
        self.said: dict[str, str] = {}
        self.counted: dict[str, int] = {}

    def hear(self, *steps: str, is_captcha: bool = False) -> None:
        """What is said up to the next prompt: all that a screen reader has to say, which counts
        for the first of these ``steps``, but for what was typed, and is said of a wait. A second
        step begins with the home, if that is what the first one leads to."""
        while not _PROMPT.search(self._terminal.transcript, self._since):
            self._terminal.read_on("a prompt")
        text = self._terminal.transcript[self._since :].removeprefix(self._typed)
        text = text.replace(f", /{_('mailbox')}\n", "\n")  # which only the demonstration has
        text = "\n".join(filter(_is_counted, text.split("\n")))
        spared = words(self._question()) - QUESTION if is_captcha else 0
        before, title, after = text.partition(_("Welcome to your elections portal"))
        parts = [before, f"{title}{after}"] if len(steps) > 1 else [text] * len(steps)
        for step, part in zip(steps, parts, strict=True):
            self.said[step] = f"{self.said.get(step, '')}{part}\n"
            self.counted[step] = self.counted.get(step, 0) + words(part) - spared

    def answer(self, typed: str, *steps: str, is_captcha: bool = False) -> None:
        self._since, self._typed = len(self._terminal.transcript), typed
        self._terminal.type(f"{typed}\r")
        self.hear(*steps, is_captcha=is_captcha)

    def answers(self, *each: tuple[str, *tuple[str, ...]]) -> None:
        """Answer one prompt after the other; what is said then counts for the steps beside it."""
        for typed, *steps in each:
            self.answer(typed, *steps)

    def command(self, name: str, *steps: str) -> None:
        self.answer(f"/{_(name)}", *steps)

    def choose(self, label: str, *steps: str) -> None:
        self.answer(self.find(rf"^(\d+)\. {re.escape(_(label))}"), *steps)

    def find(self, pattern: str) -> str:
        return str(re.findall(pattern, self._terminal.transcript, re.M)[-1])

    def _question(self) -> str:
        for line in reversed(self._terminal.transcript.split("\n")):
            with suppress(ValueError, KeyError):
                solve(line)
                return line
        raise AssertionError("no question was heard")


def _is_counted(line: str) -> bool:
    """Not what is waited for, nor what only the demonstration says: of paper, of a mailbox, and of
    its own end."""
    notice = _("Voting notice beside you: seal {seal}, code {code}").partition("{")[0]
    ends = _("The ballot box ends with the demonstration: download it before you quit.")
    is_wait = line.rstrip().endswith("…") or line == _("One more moment; Ctrl+C stops.")
    of_demo = line.startswith(notice) or _("Look in the mailbox") in line or line == ends
    return not (is_wait or of_demo)


def _activate(voter: Listener) -> None:
    voter.hear("introduction of the demo")
    voter.answer("", "mail")
    voter.choose("Open the vote")
    voter.answer("")
    voter.choose("Use this link", "link to password")
    voter.command("help", "help, at a place")
    voter.answers(
        *((SHORT, "password, too short"), (COMMON, "password, too common")),
        *((GOOD_PASSWORD, "password accepted"), (GOOD_PASSWORD,)),
    )
    voter.answer("?", "captcha wrong", is_captcha=True)
    voter.answers(
        *(("", "list of challenge questions"), ("4", "answer and retype")),
        *((ANSWER, "answer and retype"), (ANSWER, "review"), ("1", "activated"), ("", "home")),
    )


def _vote(voter: Listener, folder: Path) -> None:
    voter.answer(str(OPTIONS["vote"]), "voting code")
    code = voter.find(_CODE.pattern)
    voter.answers(
        (code[:9], "code, too short"),
        (f"{code[:7]}{'CB'[code[7] == 'C']}{code[8:]}", "wrong code"),
        *((code, "ballots"), ("1", "lists of a ballot")),
        *(("2", "choice, before it is encrypted"), ("", "ballot, before it is cast")),
        *(("1", "receipt"), ("", "receipt, saved")),
        *((str(folder), "receipt, saved"), ("",)),
    )
    voter.command("home")


def _change(voter: Listener) -> None:
    voter.choose("My personal information")
    voter.choose("Change telephone and language")
    voter.answers(("01 02 03 04 05",), ("", "return to personal data"))
    voter.command("home")


def _come_back(voter: Listener) -> None:
    signing_in, forgotten = "sign in, with captcha", "forgotten password"
    voter.command("signout")
    voter.answer("2")  # though ballots are left to cast
    voter.choose("Start tui-voter and sign in", signing_in)
    voter.answer(ADDRESS, signing_in)
    voter.answer(GOOD_PASSWORD, signing_in, is_captcha=True)
    voter.answer("")
    voter.command("signout")
    voter.answer("2")
    voter.choose("Start tui-voter and sign in")
    voter.command("forgotten", forgotten)
    voter.answer(ADDRESS, forgotten, is_captcha=True)
    voter.answer("", forgotten)
    voter.command("mailbox")
    voter.answers(
        *(("", forgotten), (ANSWER, forgotten), (NEW_PASSWORD, forgotten)),
        (NEW_PASSWORD, forgotten, "home, after a forgotten password"),
    )


def walk(language: str, folder: Path) -> Listener:
    """Who has walked the whole demonstration; the files are kept in ``folder``."""
    messages.use(language)
    command = (*PROGRAM, "--lang", language, "--linear", "demo")
    environment = {name: str(folder) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "TMPDIR")}
    with Terminal(command, columns=200, environment=environment) as terminal:
        voter = Listener(terminal)
        _activate(voter)
        _vote(voter, folder)
        _change(voter)
        _come_back(voter)
    return voter


def too_much(voter: Listener, language: str) -> dict[str, tuple[int, str]]:
    """The steps at which more is heard than the most: how many words, and what was said."""
    goals = GOALS | {step: most[language] for step, most in MORE.items() if language in most}
    over = (step for step, goal in goals.items() if voter.counted[step] > goal)
    return {step: (voter.counted[step], voter.said[step]) for step in over}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--said", action="store_true", help="print what was said as well")
    options = parser.parse_args()
    counts: dict[str, dict[str, int]] = {}
    for language in messages.LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            voter = walk(language, Path(folder))
        counts[language] = voter.counted
        silent = [step for step in GOALS if not voter.counted[step]]
        SUBJECT.check(not silent, (language, silent))
        if options.said:
            for step, text in voter.said.items():
                print(f"--- {language}: {step}\n{text}")
    print("step | at most | " + " | ".join(counts))
    for step, goal in GOALS.items():
        print(" | ".join(map(str, [step, goal, *(count[step] for count in counts.values())])))


if __name__ == "__main__":
    main()
