"""A voter at each front end: the same script, played in both voices.

The moves are those of :mod:`tui_voter.audit.player`. One test says what happens once, and runs
in every voice.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from tests.portal.captcha_solver import solve
from tests.terminal import IN_LINES, PROGRAM, Terminal
from tui_voter.audit.player import Act, Given, Reply, Sees, folded, sees
from tui_voter.dialogue import BACK, Back
from tui_voter.journeys.home.menu import home_menu
from tui_voter.linear.prompts import capital
from tui_voter.messages import gettext as _

with suppress(ImportError):  # without which no Terminal is opened either
    import pexpect

GOOD_PASSWORD: Final = "Zeppelin-vert 47 girafes"
CAPTCHA: Final = {"captcha": "Captcha"}
PASSWORDS: Final = {"password": "Password", "again": "Confirm password"} | CAPTCHA
ANSWER: Final = {"answer": "Secret answer"}
QUESTION: Final = {"question": "Challenge question"} | ANSWER | {"again": "Confirm answer"}
ADDRESS: Final = {"identifier": "Voter identifier"}
PORTAL: Final = {"portal": "Portal address"}
LINK: Final = {"link": "One-time link"}
CURRENT: Final = {"password": "Current password"}
FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "Your place in the room": {"number": "Number", "pin": "PIN"},
    "Open your voter account": LINK,
    "Get a new link": {"address": "Voter identifier"} | PORTAL,
    "Confirm your request": CAPTCHA,
    "Create your password": PASSWORDS,
    "Choose your challenge question": QUESTION,
    "Sign in": ADDRESS | PORTAL | {"password": "Password"} | CAPTCHA,
    "Forgotten password": ADDRESS | CAPTCHA | LINK,
    "Answer your challenge question": ANSWER,
    "Ask for a replacement voting code": ANSWER,
    "The code that we have emailed to you": {"mailed": "Emailed code"},
    "Choose a new password": PASSWORDS,
    "Request for assistance": {"subject": "Subject", "text": "Your request"},
    "Make a claim": {"kind": "Type of claim", "ballot": "Election", "text": "Your claim"},
    "Change telephone and language": {"telephone": "Telephone", "language": "Language of emails"},
    "Change my password": CURRENT | {"new": "New password", "again": "Confirm new password"},
    "Change my challenge question": CURRENT | QUESTION,
    "Your voting code": {"code": "Voting code"},
    "Save to a file": {"name": "Name"},
    "Save the receipt and the ballot box": {"name": "Folder"},
}
"""The labels of each form's fields, in order. A reply that names no form means the first one
that asks all it answers."""
BRIEF: Final[Mapping[str, str]] = dict(
    (
        *(("One-time link", "link"), ("Portal address", "address"), ("Password", "pass")),
        *(("Current password", "password"), ("New password", "new one")),
        *(("Confirm password", "retype"), ("Confirm new password", "retype")),
        *(("Challenge question", "question"), ("Secret answer", "answer")),
        *(
            ("Confirm answer", "retype"),
            ("Voter identifier", "identifier"),
            ("Your request", "text"),
        ),
        *(("Your claim", "text"), ("Type of claim", "kind"), ("Telephone", "number or none")),
        *(("Language of emails", "language"), ("Voting code", "code"), ("Emailed code", "code")),
    )
)
"""The same in a word, as it stands beside an error."""
CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "question": ["first-concert", "first-colleague", "childhood-book", "first-dish"],
    "kind": ["missing_entry", "wrong_entry", "personal_data", "candidate_list"],
    "ballot": ["csa-national", "csa-academique"],
    "language": ["fr", "en"],
}
"""Options of the sample election, in order."""
AGAIN: Final = "again"
"""The field that repeats the one before it."""
RECAP: Final = Sees("Change: {label}", {})
"""What every recap offers; a key pressed before it is there would be the form's."""
LAST_QUESTION: Final = Sees("Cast this ballot?", {})
"""The same of a ballot."""
A_MOMENT: Final = 0.4
"""Seconds within which a voter does not type behind a refusal: what comes at once is dropped."""
LONG: Final = ("text",)
"""Fields of several lines."""
ACTIONS: Final = {
    name: (label, word)
    for name, label, word in (
        *(("new_link", "Access the Elections portal", "link"), ("take_link", "Use this link", "")),
        *(("take_code", "Use this code", ""), ("mailbox", "Look in the mailbox", "mailbox")),
        ("start", "Paste the email myself", ""),
        ("start_again", "Start tui-voter and sign in", ""),
        *(("resume", "Back to the program", ""), ("open_vote", "Open the vote", "")),
        *(("back_to_desk", "Sign out", ""), ("read_notice", "Read the voting notice", "")),
        ("to_mailbox", "Back to the mailbox", ""),
        *(("home", "Continue to your elections portal", ""), ("sign_in", "Sign in", "signin")),
        ("sign_out", "Sign out and quit", ""),
        *(("other_portal", "Choose another portal", "portal"), ("remove", "Remove a portal", "")),
        ("forgotten", "Forgotten password", "forgotten"),
        *(("code", "I cannot remember: send me a code", "code"), ("save", "Save", "")),
        *(("close", "Close", ""), ("new", "New request", "new"), ("new_claim", "New claim", "new")),
        *(("lists", "Candidate lists", "lists"), ("roll", "Electoral roll", "roll")),
        *(("claim", "Make a claim", "claim"), ("contact", "Change telephone and language", "")),
        *(("password", "Change my password", ""), ("question", "Change my challenge question", "")),
        *(("ballots", "My elections and their candidates", ""), ("guide", "How to vote", "")),
        ("vote", "Go to the vote", ""),
        ("challenge", "Test the encryption with this ballot (it will not count)", ""),
        *(("read", "Read this list", ""), ("replace", "Ask for a replacement voting code", "")),
        ("noted", "I have written it down", ""),
    )
}
"""The label of each action, and its word, where it has one."""
COME_BACK_TO: Final = {
    "Mailbox of {address}": "Mailbox",
    "Welcome to your elections portal": "Home",
    "My personal information": "Profile",
    "Online help - Frequently asked questions": "Questions",
    "Send me a link": "Recovery",
}
"""Places, by their titles, or a button that no other has."""
_SIGN_OUT: Final = dict.fromkeys(("sign_out", "back_to_desk"), "/signout")
WORDS: Final = {"close": "/back", "save": "/save"} | _SIGN_OUT
"""Those that a word stands for everywhere."""
HOME_MENU: Final = home_menu("", may_claim=True, idle=900)
OPTIONS: Final = (
    {"no": 1, "yes": 2, "change": 1, "keep": 2, "identifier": 2, "password too": 2, "authority": 3}
    | {entry.key: number for number, entry in enumerate(HOME_MENU.options, 1)}
    | {str(place): place + 1 for place in range(9)}
)
"""Where each option stands in its menu."""
_PROMPT: Final = re.compile(r"^.{1,60}[:.] +\Z", re.M)

ENTER, ESCAPE, CTRL_O, CTRL_P, CTRL_Q = "\r", "\x1b", "\x0f", "\x10", "\x11"
TAB: Final = "\t"
FUNCTION_KEYS: Final = {3: "\x1bOR", 4: "\x1bOS"} | {
    key: f"\x1b[{code}~" for key, code in {5: 15, 7: 18, 8: 19, 9: 20, 10: 21, 12: 24}.items()
}
DELETE: Final = "\x1b[3~"
HOME, UP, DOWN, PAGE_DOWN = "\x1b[H", "\x1b[A", "\x1b[B", "\x1b[6~"
CLEAR: Final = "\x05\x15"
"""To the end, then all before it."""


def too_short(length: int, wanted: int = 12) -> Reply:
    texts = (f"Too short: {{n}} character{s} out of {{wanted}}." for s in ("s", ""))
    return sees(*texts, n=length, wanted=wanted)


class Entry(NamedTuple):
    """One answer to one field: the form's title and the label are those of the language."""

    form: str
    name: str
    label: str
    typed: Given


class TerminalVoter:
    """Plays a script with the program at a terminal: what both voices have in common."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    @property
    def record(self) -> str:
        """All that the program has put out."""
        return self.terminal.transcript

    def play(self, *script: Reply) -> None:
        for move in script:
            if isinstance(move, Act):
                move.action()
            elif isinstance(move, Sees):
                self.see(move.pattern)
            else:
                self._make(move)

    def _make(self, move: Reply) -> None:
        match move.move, move.key:
            case "fill", _:
                if move.renew:
                    self.renew()
                self.fill(*_in_order(move))
                if move.compute:
                    self.compute()
                elif not move.typed:
                    self.submit()
            case "try", _:
                self.answer(_in_order(move)[0])
            case "choose", "send":
                self.see(f"{RECAP.pattern}|{LAST_QUESTION.pattern}")
                self.choose(1)
            case "choose", str(key) if key in OPTIONS:
                self.choose(OPTIONS[key])
            case (("choose" | "take"), key):
                self.take(key)
            case "propose", _:
                self.propose()
            case "find", _:
                self.find(move.words)
            case "more", _:
                self.more()
            case "open", _:
                self.open_row(move.words)
            case "leave", _:
                self.leave(move)
            case _:
                self._leave_the_program()

    def _leave_the_program(self) -> None:
        """Quit, and again where it is asked whether something may be lost."""
        asks = _("Leave all the same?")
        ends = (
            _("You have left tui-voter."),
            _("You have signed out. Your account remains active."),
            _("The demonstration is over: its portal and the account no longer exist."),
            _("The demonstration is over: its portal and the link no longer exist."),
        )
        self.quit()
        with suppress(pexpect.EOF):
            while not any(folded(end) in folded(self.terminal.screen) for end in (asks, *ends)):
                self.terminal.read()
            if folded(asks) in folded(self.terminal.screen):
                self.quit_anyway()
        assert self.terminal.wait_for_exit() in (0, 1)  # after a crash too, which is told
        assert not self.terminal.broken, self.terminal.broken

    def fill(self, *entries: Entry) -> None:
        for entry in entries:
            self.answer(entry)

    # What each voice does in its own way

    def see(self, pattern: str) -> None: ...
    def renew(self) -> None: ...
    def compute(self) -> None: ...
    def submit(self) -> None: ...
    def answer(self, entry: Entry) -> None: ...
    def propose(self) -> None: ...
    def find(self, text: str) -> None: ...
    def more(self) -> None: ...
    def open_row(self, words: str) -> None: ...
    def choose(self, number: int) -> None: ...
    def take(self, name: str | Back) -> None: ...
    def leave(self, move: Reply) -> None: ...
    def quit(self) -> None: ...

    def quit_anyway(self) -> None:
        """Once more, where it is asked whether something may be lost."""
        self.quit()


def names_of(label: str) -> list[str]:
    """A label of the language spoken, and the same in a word, where there is one."""
    return [label, *(_(brief) for english, brief in BRIEF.items() if _(english) == label)]


def _in_order(move: Reply) -> list[Entry]:
    """The answers in the order of their form, a secret's repetition filled in."""
    if not move.typed:
        return []
    title = move.form or next(
        title for title, fields in FORMS.items() if move.typed.keys() <= fields.keys()
    )
    fields = FORMS[title]
    names = list(fields)
    typed = dict(move.typed)
    if AGAIN in fields and AGAIN not in typed:
        before = names[names.index(AGAIN) - 1]
        typed |= {AGAIN: typed[before]} if before in typed else {}
    return [
        Entry(_(title), name, _(label), typed[name])
        for name, label in fields.items()
        if name in typed
    ]


class LinearVoter(TerminalVoter):
    """Listens to the lines, and answers at prompts."""

    is_piped = False
    """The terminal echoes nothing, whether it is asked for a secret or not."""
    _heard = 0
    """Characters of the transcript that came before the last answer."""

    def see(self, pattern: str) -> None:
        """Hear it. What a form is called is not said: its prompts tell where one is."""
        for title, fields in FORMS.items():
            if fields and re.fullmatch(pattern, folded(_(title))):
                self._prompted(_(next(iter(fields.values()))))
                return
        for title, place in COME_BACK_TO.items():  # of which only what has changed is said then
            if re.fullmatch(pattern, folded(_(title)).format(address="x")):
                self._prompted(_(place))
                return
        while not re.search(pattern, folded(self._said)):
            self.terminal.read_on(pattern)

    def reply_to(self, label: str, text: str) -> None:
        """Answer the prompt that asks for ``label``."""
        self._prompted(label)
        self._say(text)

    def answer(self, entry: Entry) -> None:
        self._prompted(entry.label)
        typed = entry.typed
        if callable(typed):
            typed = typed(self._question() if entry.name == "captcha" else "")
        elif entry.name in CHOICES:
            typed = str(CHOICES[entry.name].index(typed) + 1)
        self._say(typed)
        if entry.name in LONG:
            self.submit()  # an empty line ends it

    def choose(self, number: int) -> None:
        self.reply_to("", str(number))

    def _question(self) -> str:
        """The last captcha's question that was said; a long one is broken at spaces. All of it
        is tried before a part, which might be a question as well."""
        lines = self.terminal.transcript.splitlines()
        for end in reversed(range(1, len(lines) + 1)):
            for start in reversed(range(max(0, end - 6), end)):
                question = " ".join(lines[start:end])
                with suppress(ValueError, KeyError):
                    solve(question)
                    return question
        raise AssertionError("no question was heard")

    def renew(self) -> None:
        self.reply_to(_("Captcha"), "/another")

    def compute(self) -> None:
        self.reply_to(_("Captcha"), "")

    def submit(self) -> None:
        self.reply_to("", "")

    more = submit

    def take(self, name: str | Back) -> None:
        self._prompted("")
        if isinstance(name, Back) or name in WORDS:
            self._say("/back" if isinstance(name, Back) else WORDS[name])
            return
        label, word = ACTIONS[name]
        if self.terminal.hides and not self.is_piped:  # Enter alone tells what else can be done
            self._say("")
            self._prompted("")
        by_enter = folded(_("Enter: {label}").format(label=_(label)))
        if by_enter in folded(self._said):
            self._say("")
            return
        row = self._row(_(label))
        if not (row or (word and f"/{_(word)}" in self._said)):
            self._say("/repeat")  # of a place that one comes back to, what has changed is said
            self._prompted("")
            row = self._row(_(label))
        if row:
            self._say(row)
        else:  # the only way on from a page is that of Enter
            self._say(f"/{_(word)}" if word else "")

    def propose(self) -> None:
        self.submit()
        self._prompted("")
        self._say(self._row(capital(_("propose a phrase"))))

    def find(self, text: str) -> None:
        self.reply_to("", text or "/back")

    def read_on(self) -> None:
        """All the rest of a long page."""
        self.reply_to("", "/all")

    def open_row(self, words: str) -> None:
        """The number of the row, which was said already, or comes with more of them."""
        self._prompted("")
        while not (row := self._row(words)):
            self._say("")
            self._prompted("")
            if not self._row(""):
                raise AssertionError(f"no row {words!r}, but:\n{self._said}")
        self._say(row)

    def _row(self, words: str) -> str:
        """The number of the row said with these words, which may be broken over lines; ""
        where there is none."""
        spoken = r"\s+".join(map(re.escape, words.split()))
        found = re.search(rf"^(\d+)\.\s(?:(?!^\d+\.\s)[\s\S])*?{spoken}", self._said, re.M)
        return found[1] if found else ""

    @property
    def _said(self) -> str:
        """What was said since the last answer."""
        return self.terminal.transcript[self._heard :]

    def leave(self, move: Reply) -> None:
        entries = _in_order(move)
        self.fill(*entries)
        if move.key is BACK:  # through the answers given, a hidden one with what repeats it
            for _answer in [entry for entry in entries if entry.name != AGAIN]:
                self.take(BACK)
        self.take(move.key)

    def quit(self) -> None:
        self.reply_to("", "/quit")

    def _prompted(self, label: str) -> None:
        """Wait for a prompt that asks for ``label``: a short line that waits for its end."""
        while not (
            _PROMPT.search(self._said)
            and any(name.lower() in self._said.lower() for name in names_of(label))
        ):
            self.terminal.read_on(f"a prompt for {label!r}")

    def _say(self, text: str) -> None:
        self._heard = len(self.terminal.transcript)
        self.terminal.type(text.replace("\n", "\r") + "\r")


class FullscreenVoter(TerminalVoter):
    """Looks at the screen, and moves by its cursor, as a braille display would."""

    def see(self, pattern: str) -> None:
        self.terminal.wait_for(pattern)

    def answer(self, entry: Entry) -> None:
        self._wait_for_focus(entry)
        typed = entry.typed
        if callable(typed):
            typed = typed(self._question() if entry.name == "captcha" else "")
        if entry.name in CHOICES:
            self.terminal.type(HOME + DOWN * CHOICES[entry.name].index(typed))
        elif entry.name in LONG:
            self.terminal.type(typed.replace("\n", ENTER) + TAB)
            return
        elif entry.name == "link":
            self._clear(entry.label)
            self.terminal.paste(typed)
            end = typed.strip()[-8:]  # what is pasted shows its beginning, what is typed its end
            while not any(part in self.terminal.row_of_the_cursor for part in ("://", end)):
                self.terminal.read_on("the pasted link")
        else:
            self._clear(entry.label)
            self.terminal.type(typed)
        self.terminal.type(ENTER)

    def _clear(self, label: str) -> None:
        """A key that edits may be overtaken by keys that write: wait until it has acted."""
        filled = re.compile(re.escape(label) + r"\s+(?!F5)\S")
        if filled.search(self.terminal.row_of_the_cursor):
            self.terminal.linger(A_MOMENT)
            self.terminal.type(CLEAR)
        self.terminal.wait_until(
            lambda: not filled.search(self.terminal.row_of_the_cursor), f"an empty {label!r}"
        )

    def choose(self, number: int) -> None:
        """Its digits go to it, and Enter takes it, once a menu is there to be seen."""
        row = re.compile(r"^[ ›]*\d+ +\S", re.M)
        self.terminal.wait_until(lambda: bool(row.search(self.terminal.screen)), "a numbered row")
        self.terminal.type(str(number) + ENTER)

    def _question(self) -> str:
        """What stands between the captcha's label and the place for its answer."""
        shown = re.search(
            rf"^ *{_('Captcha')} (.+?)^ *{_('Your answer')}\b", self.terminal.screen, re.M | re.S
        )
        return folded(shown[1]).strip() if shown else ""

    def fill(self, *entries: Entry) -> None:
        super().fill(*entries)
        if [entry.name for entry in entries] == ["password", "again"]:
            captcha = Entry(entries[0].form, "captcha", _("Captcha"), "")
            if re.search(rf"^ *{_('Captcha')} ", self.terminal.screen, re.M):
                self._wait_for_focus(captcha)
                if re.search(rf"{_('Your answer')} +(?!F5)\S", self.terminal.row_of_the_cursor):
                    self.terminal.type(ENTER)  # its answer is there already
        if entries and entries[-1].name in LONG:
            self.terminal.type(ENTER)  # on the button

    def renew(self) -> None:
        before = self._question()
        self._press(FUNCTION_KEYS[5])
        self.terminal.wait_until(lambda: self._question() != before, "another question")
        self.terminal.linger(A_MOMENT)

    def compute(self) -> None:
        """Once its form is there; the focus goes on when the answer is found."""
        self.terminal.wait_for_cursor(_("Your answer"))
        self.terminal.type(CTRL_O)
        self.terminal.wait_for(_("by the computer"))
        self.terminal.wait_for_cursor("[ ")
        self._press(ENTER)  # what has just moved takes no key

    def submit(self) -> None:
        self.terminal.type(ENTER)

    def take(self, name: str | Back) -> None:
        self._press(ESCAPE if isinstance(name, Back) else self._key_of(name))

    def _press(self, key: str) -> None:
        """A key that acts, after a moment: a refusal may just have come."""
        self.terminal.linger(A_MOMENT)
        self.terminal.type(key)

    def _key_of(self, name: str) -> str:
        """The keys that the screen names for an action: a number leads to it, and Enter takes it;
        Enter alone is for the usual one of a page."""
        label = re.escape(folded(_(ACTIONS[name][0])))
        keys = rf"F(\d+)|Ctrl\+([A-Z])|\b({_('Del')})|(?:\[ |\s)(\d)|\b{_('Enter')}"
        leads = re.escape(folded(_("go to “{label}”")).partition("{")[0])
        named = rf"(?i:(?:{keys}) (?:{leads})?{label})"
        found = re.search(named, folded(self.terminal.wait_for(named)))
        assert found is not None
        function, letter, delete, number = found.groups()
        if function:
            return FUNCTION_KEYS[int(function)]
        if letter:
            return chr(ord(letter.upper()) & 0x1F)
        return DELETE if delete else (number or "") + ENTER

    def propose(self) -> None:
        self.terminal.wait_for("Ctrl\\+P")
        self.terminal.type(CTRL_P)

    def find(self, text: str) -> None:
        """Search, once a list is shown that can be; the rows are there once the line says what is
        searched for."""
        self.terminal.wait_for(rf"/ {_('search')}\b|{_('Enter')} {_('search')}\b")
        self.terminal.type("/" + CLEAR + text + ENTER)

    def more(self) -> None:
        self.terminal.type(PAGE_DOWN)

    def open_row(self, words: str) -> None:
        """Go to the row, which is in sight or will come into it, once a list is shown: a key
        before that is ignored, with those behind it."""
        self.terminal.wait_for(rf"\b{_('Enter')} {_('open')}\b")
        self.terminal.wait_for_cursor("›")
        while words not in (row := self.terminal.row_of_the_cursor):
            above = self.terminal.screen.partition(row.rstrip() or "›")[0]
            self.terminal.move(UP if words in above else DOWN, f"the row {words!r}")
        self.terminal.type(ENTER)

    def leave(self, move: Reply) -> None:
        self.fill(*_in_order(move))
        self.take(move.key)

    def quit(self) -> None:
        self.terminal.type(CTRL_Q)

    def _wait_for_focus(self, entry: Entry) -> None:
        """Until the cursor stands on the row of this field's label."""
        label = entry.label
        if entry.name == "captcha":
            label = _("Your answer")  # the field's own label stands beside its question
        if entry.name in CHOICES:  # whose rows do not name the field
            self.terminal.wait_for(re.escape(folded(entry.form)))
        self.terminal.wait_for_cursor("" if entry.name in CHOICES else label)


@contextmanager
def voter_at(
    voice: str,
    *arguments: str,
    lang: str = "en",
    program: tuple[str, ...] = PROGRAM,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[TerminalVoter]:
    """A voter at the real program, in a terminal of its own."""
    linear = IN_LINES * (voice == "linear")
    root = str(Path(__file__).parents[1])  # wherever the test is
    command = (*program, "--lang", lang, *linear, *arguments)
    with Terminal(command, environment={"PYTHONPATH": root, **environment}) as terminal:
        yield LinearVoter(terminal) if linear else FullscreenVoter(terminal)
