"""A choice: every event in every state as a table, ``choosing.txt``."""

from typing import Final

import pytest

from tests.conversation.tables import Row, rows
from tui_voter import messages
from tui_voter.conversation.choosing import Choosing
from tui_voter.dialogue import NO, YES, Action, Option

OPTIONS: Final = (
    Option("edito", "Édito", "Informations"),
    Option("rolls", "Listes électorales", "Mes scrutins"),
    *(Option("vote", "Voter", "Mes scrutins"), Option("help", "Revoter, l’aide", "Mes scrutins")),
)
MAIL: Final = Action("mail", "Boîte mail")
YES_OR_NO: Final = (Option(NO, "Ne rien envoyer"), Option(YES, "Envoyer"))

KINDS: Final = {
    "menu": lambda: Choosing(OPTIONS, filters=True),
    "with an action": lambda: Choosing(OPTIONS, actions=[MAIL], filters=True),
    "chosen": lambda: Choosing(OPTIONS, chosen="vote", filters=True),
    "field": lambda: Choosing(OPTIONS, chosen="gone"),
    "irrevocable": lambda: Choosing(OPTIONS, irrevocable=True),
    "leads back": lambda: Choosing(YES_OR_NO, chosen=NO, irrevocable=True),
    "empty": lambda: Choosing((), filters=True),
}
STATES: Final = {
    "a voice without a cursor": "menu",
    "a voice with a cursor": "menu; begin",
    "an option is chosen from the start": "chosen; begin",
    "a field whose answer is no option": "field",
    "an action has a number": "with an action",
    "what cannot be undone": "irrevocable; begin",
    "an option of what cannot be undone": "irrevocable; begin; go 2",
    "yes or no where no leads back": "leads back; begin",
    "narrowed down": "menu; begin; type vot",
    "narrowed down without a cursor": "menu; type scrutins",
    "narrowed down to where the voter is": "chosen; begin; type vot",
    "no option has what was typed": "menu; begin; type zz",
    "no option has what was typed behind a word": "menu; begin; type votzz",
    "narrowed down, then moved": "menu; begin; type oter; go 4",
    "there are no options": "empty; begin",
}
EVENTS: Final = (
    *("begin", "type ELECT", "type zz", "erase", "go 1", "go 3", "click 3", "back", "enter"),
    *("number 3", "number 5", "number 0", "name oui", "name N", "name zut"),
)


class Chooser:
    """A choice of a kind, and what comes of each event."""

    def __init__(self, kind: str) -> None:
        self.choosing = KINDS[kind]()

    def act(self, event: str) -> str:
        choosing, (kind, _, rest) = self.choosing, event.partition(" ")
        match kind:
            case "begin":
                choosing.begin()
            case "type":
                for end in range(1, len(rest) + 1):
                    choosing.type(rest[:end])
            case "erase":
                choosing.type(choosing.typed[:-1])
            case "go" if 0 < int(rest) <= len(choosing.options):
                choosing.go(int(rest) - 1)
            case "click":
                return "takes" if choosing.takes_click(int(rest) - 1, choosing.at) else "moves"
            case "back":
                return "all again" if choosing.back() else "leaves"
            case "enter":
                return self._chosen(choosing.taken)
            case "number":
                return self._chosen(choosing.numbered(int(rest)))
            case "name":
                return self._chosen(choosing.named(rest))
        return ""

    def _chosen(self, index: int | None) -> str:
        if index is None:
            return "none"
        answer = self.choosing.answer(index)
        return f"> {answer}" if isinstance(answer, str) else f"> action {answer.name}"

    @property
    def stands(self) -> str:
        """Where the voter stands, the numbers that are left, and what was typed."""
        choosing = self.choosing
        at = "-" if choosing.at is None else f"{choosing.at + 1}"
        typed = f"{choosing.typed}?" if choosing.misses else choosing.typed
        found = " ".join(f"{n + 1}" for n in choosing.found)
        return " | ".join([at, found, typed, choosing.word])


def held(state: str, event: str) -> str:
    """What holds after an event in a state."""
    kind, *events = STATES[state].split("; ")
    chooser = Chooser(kind)
    for each in events:
        chooser.act(each)
    return f"{chooser.act(event)} | {chooser.stands}"


@pytest.mark.parametrize("row", rows("choosing.txt"), ids=str)
def test_what_holds_after_each_event_in_each_state(row: Row) -> None:
    assert held(row.state, row.event) == row.holds


def test_the_table_is_whole() -> None:
    told = [(row.state, row.event) for row in rows("choosing.txt")]
    assert told == [(state, event) for state in STATES for event in EVENTS]


# --- What a text finds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(("elect", "Listes électorales"), ("LECTO", "Listes électorales")),
        ("vot", "Voter"),  # the start of a word is found ahead of what it is a part of
        *(("ote", "Voter; Revoter, l’aide"), ("l'aide", "Revoter, l’aide")),
        *(("aide", "Revoter, l’aide"), ("mes", "Listes électorales; Voter; Revoter, l’aide")),
        *(("elec list", "Listes électorales"), ("list aide", "")),  # all words, in any order
        ("inform", "Édito"),  # a section finds what stands under it
        ("TINS", "Listes électorales; Voter; Revoter, l’aide"),
        ("mail", ""),  # an action is no option
        *(("", "Édito; Listes électorales; Voter; Revoter, l’aide; Boîte mail"), ("(", "")),
    ],
)
def test_what_a_text_finds(text: str, found: str) -> None:
    choosing = Choosing(OPTIONS, actions=[MAIL], filters=True)
    has_found = choosing.type(text)
    labels = [choosing.options[index].label for index in choosing.found if has_found]
    assert "; ".join(labels) == found


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize(
    ("text", "key"),
    [
        *((word, YES) for word in ("oui", "Oui", " O", "yes", "YES", "y")),
        *((word, NO) for word in ("non", "NON ", "n", "No")),
        *(("peut-être", None), ("", None)),
    ],
)
def test_yes_or_no_in_any_language(text: str, key: str | None, language: str) -> None:
    messages.use(language)
    choosing = Choosing(YES_OR_NO)
    index = choosing.named(text)
    assert (None if index is None else choosing.answer(index)) == key
