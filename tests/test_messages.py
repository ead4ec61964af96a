"""Every language is complete, and what must be short is."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import tui_voter
from docs.man import HEADINGS
from tui_voter import messages
from tui_voter.contract.arguments import COMPLAINT, HELP, NEAREST, SLIPS
from tui_voter.contract.languages import Language
from tui_voter.linear.prompts import COLUMNS_WITH_CORE, ECHO
from tui_voter.linear.spelling import columns

PACKAGE = Path(tui_voter.__file__).parent
MessageId = str | tuple[str, ...]


def ids_in_the_code(package: Path = PACKAGE) -> set[MessageId]:
    keywords = {"_": None, "gettext": None, "gettext_noop": None, "ngettext": (1, 2)}
    return {
        found[2] for found in extract_from_dir(package, [("**.py", "python")], keywords=keywords)
    }


TRANSLATED = [language for language in Language if language is not Language.EN]


def path_of(language: str, domain: str) -> Path:
    package, name = domain.split("/")
    return PACKAGE.parent / package / "locale" / language / "LC_MESSAGES" / f"{name}.po"


def read(language: str, domain: str = "tui_voter/tui_voter") -> Catalog:
    with path_of(language, domain).open("rb") as file:
        found = read_po(file, locale=language)
    assert str(found.locale) == language  # as its header says
    return found


DOMAINS = ("tui_voter/tui_voter", "mock_server/mock_server")
EACH = list(product(DOMAINS, TRANSLATED))


@pytest.fixture(scope="module", params=EACH, ids="-".join)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    domain, language = request.param
    return read(language, domain)


def said_in(catalogue: Iterable[Message]) -> Iterator[tuple[str, str]]:
    """Every English text with its translation; each plural form on its own, and those that
    English does not have with its plural."""
    for message in catalogue:
        if not message.id:
            continue
        if isinstance(message.id, str):
            yield message.id, str(message.string)
        else:
            singular, plural = message.id
            for text in message.string or ():
                yield singular, text
                singular = plural


VOICES = ("dialogue", "conversation", "journeys", "linear", "fullscreen")


def awaited_in(source: str) -> Iterator[ast.expr]:
    """What is waited for, in the code's words: a form's ``busy``, or what a wait is handed."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            yield from (named.value for named in call.keywords if named.arg == "busy")
            if isinstance(call.func, ast.Attribute) and call.func.attr == "wait_for":
                yield from call.args[1:]


def test_what_is_waited_for_leaves_no_braille_display_blank() -> None:
    """It ends with an ellipsis, and such a text has room for the blanks that keep the cursor clear
    of where it stood."""
    sources = [
        path.read_text("utf-8") for room in VOICES for path in (PACKAGE / room).rglob("*.py")
    ]
    awaited = [text for source in sources for text in awaited_in(source)]
    literal = [text.args[0] for text in awaited if isinstance(text, ast.Call) and text.args]
    texts = [text.value for text in literal if isinstance(text, ast.Constant)]
    assert len(texts) > 25
    assert [text for text in texts if not str(text).endswith("…")] == []
    ids = {text for room in VOICES for text in ids_in_the_code(PACKAGE / room)}
    waits = {text for text in ids if isinstance(text, str) and text.endswith("…")}
    assert waits >= {*texts}
    said = {
        text
        for language in TRANSLATED
        for pair in said_in(read(language))
        for text in pair
        if pair[0] in waits
    }
    assert [text for text in said if columns(text) > COLUMNS_WITH_CORE - ECHO] == []


def test_a_sentence_stands_in_the_vocabulary_where_two_of_those_who_speak_say_it() -> None:
    sentence = re.compile(r".*\w\W+\w.*[.?!…]", re.S)
    rooms = [ids_in_the_code(PACKAGE / room) for room in ("journeys", "fullscreen", "linear")]
    said = Counter(text if isinstance(text, str) else text[0] for room in rooms for text in room)
    assert len(said) > 1000
    assert [text for text, n in said.items() if n > 1 and sentence.fullmatch(text)] == []


def test_every_translation_keeps_the_placeholders(catalogue: Catalog) -> None:
    def names(text: str) -> set[str]:
        return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}

    differing = [
        (english, text) for english, text in said_in(catalogue) if names(english) != names(text)
    ]
    assert differing == []


def test_french_typography_and_tone() -> None:
    plain_space = re.compile(r"[ \w](?<!\u00a0)[:;?!»](?=\s|$)")
    faults = [
        text
        for _english, text in said_in(read("fr"))
        if plain_space.search(re.sub(r"https?://", "", text)) or '"' in text
    ]
    assert faults == []
    (cried,) = (text for _english, text in said_in(read("fr")) if "!" in text)
    assert cried.startswith("ATTENTION"), "as the portal of 2022 said it, word for word"


def test_the_portals_french_is_typeset_as_french() -> None:
    sample = PACKAGE.parent / "mock_server/election/sample/documents"
    said = [text for _english, text in said_in(read("fr", DOMAINS[1]))]
    said += [path.read_text(encoding="utf-8") for path in sample.glob("*.fr.md")]
    assert [text for text in said if re.search(r" [:;?!](\s|$)|« | »", text, re.M)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_entry_that_leads_to_the_vote_is_told_by_its_name(language: str) -> None:
    catalogue = read(language)
    name = next(told for english, told in said_in(catalogue) if english == "Vote")
    told_of = [told for english, told in said_in(catalogue) if "“Vote”" in english]
    assert told_of
    assert [told for told in told_of if f"«\u00a0{name}\u00a0»" not in told] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_who_helps_and_who_answers_have_one_name_each(domain: str) -> None:
    """One contacts the help desk; what is sent to the elections office, it answers."""
    helped = re.compile(r"\bl’assistance\b|\bà l’assistance\b", re.I)
    faults = [
        text
        for english, text in said_in(read("fr", domain))
        if ("help desk" in english.lower()) != bool(helped.search(text))
        or ("elections office" in english) != ("bureau des élections" in text)
        or re.search(r"(?:contact|tell) (?:your|the) elections office\b", english, re.I)
        or "service des élections" in text
    ]
    assert faults == []


OF_ARGPARSE: tuple[MessageId, ...] = (
    *("usage: ", "options", "positional arguments", "show this help message and exit"),
    *("argument %(argument_name)s: %(message)s", "unrecognized arguments: %s"),
    *("not allowed with argument %s", "ignored explicit argument %r"),
    *("the following arguments are required: %s", "one of the arguments %s is required"),
    *("expected one argument", "expected at most one argument", "expected at least one argument"),
    ("expected %s argument", "expected %s arguments"),
    *("ambiguous option: %(option)s could match %(matches)s", "invalid %(type)s value: %(value)r"),
    *("invalid choice: %(value)r (choose from %(choices)s)", "%(prog)s: error: %(message)s\n"),
)
"""What Python's own argparse says to whoever mistypes."""


def test_the_readers_walks_wait_for_nothing_that_is_no_longer_said() -> None:
    """All of them run rarely, and would then wait for a sentence that the catalogue lacks."""
    said = {text for ids in ids_in_the_code() for text in ([ids] if isinstance(ids, str) else ids)}
    waited_for = {
        argument.value
        for file in (PACKAGE.parent / "tests" / "screenreader").glob("[!t]*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("sees", "refused")
        for argument in call.args
        if isinstance(argument, ast.Constant)
    }
    assert len(waited_for) > 50
    assert waited_for - said == {"braille"}, "which the voter wrote"


@pytest.mark.parametrize(("domain", "language"), EACH)
def test_a_language_says_everything_and_nothing_else(domain: str, language: str) -> None:
    """As it is compiled, too, whenever the package is installed."""
    catalogue, name = read(language, domain), domain.partition("/")[0]
    translated = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in catalogue
        if message.id and not message.fuzzy and all(text for _id, text in said_in([message]))
    }
    said = ids_in_the_code(PACKAGE.parent / name)
    assert said <= translated
    assert name != "tui_voter" or said == translated, "the portal's has what it says elsewhere, too"
    with path_of(language, domain).with_suffix(".mo").open("rb") as file:
        assert dict(said_in(catalogue)).items() <= dict(said_in(read_mo(file))).items()


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("domain", ["tui_voter/argparse", "mock_server/mock_server"])
def test_argparse_speaks_it_too(domain: str, language: str) -> None:
    """And the manual pages' headings; and what both programs' parsers say in its place."""
    known = read(language, domain)
    wanted = (*OF_ARGPARSE, *HEADINGS.values(), *SLIPS, COMPLAINT, HELP, NEAREST)
    assert [message for message in wanted if known.get(message) is None] == []


def test_a_command_names_the_language_that_a_plain_start_would_not_speak() -> None:
    messages.use("fr", plain="en")
    assert messages.language_option() == ("--lang", "fr")
    messages.use("fr")
    assert messages.language_option() == ()
    with pytest.raises(ValueError, match="xx"):
        messages.use("xx")


@pytest.mark.parametrize("domain", ["tui_voter", "mock_server"])
def test_nothing_that_is_to_be_typed_ends_in_a_mark_that_is_not(domain: str) -> None:
    """Whoever reads with their fingers copies the full stop as well."""
    glued = re.compile(r"\{(?:command|url|origin|page)\}[.,;]|chmod 600 \{path\}[.,;]")
    package = PACKAGE.parent / domain
    said = [*ids_in_the_code(package)]
    english = {text for each in said for text in (each if isinstance(each, tuple) else (each,))}
    for path in package.glob("locale/*/LC_MESSAGES/*.po"):
        with path.open("rb") as file:
            english |= {text for _english, text in said_in(read_po(file))}
    assert {text for text in english if glued.search(text)} == set()
