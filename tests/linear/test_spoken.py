"""What is written for the eye is said for the ear."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from mock_server.captcha.families import make_question
from mock_server.election.folder import SAMPLE, read_folder
from mock_server.election.mail_texts import KINDS
from mock_server.mail.templates import letter
from tests.coming_back import browse_again
from tests.linear.conversation import converse
from tests.linear.stage import form
from tests.linear.traps import TRAPS, Trap, listened_to, phonemes, trapped
from tests.portal.captcha_solver import solve
from tests.portal_process import SAMPLE_LANGUAGES
from tui_voter import messages
from tui_voter.contract.languages import Language
from tui_voter.dialogue import (
    Batch,
    Block,
    Dialogue,
    Facts,
    Field,
    Listing,
    LongTextField,
    Menu,
    Option,
    Page,
    Prose,
    Row,
    TextField,
    Verbatim,
)
from tui_voter.journeys.shared.markdown import to_blocks
from tui_voter.journeys.shared.saving import save
from tui_voter.linear.spoken import spoken
from tui_voter.machine.files import LocalFiles


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        (
            "Compte de Ana D., c•••••@exemple.fr",
            "Compte de Ana D., c, puis des lettres masquées, arobase exemple.fr",
        ),
        ("D•••• C•••••", "D. C."),
        ("du 1er décembre à 8 h au 8 à 17 h.", "du 1er décembre à 8 heures au 8 à 17 heures."),
        ("à 20 h 34", "à 20 heures 34"),
        ("à 1 h ; à 0 h", "à 1 heure ; à 0 heure"),
        (
            "Ouvert du jeudi 01 décembre 2022 à 08h00",
            "Ouvert du jeudi 1er décembre 2022 à 8 heures",
        ),
        (
            "au jeudi 08 décembre 2022 à 17h05 (Heure de Paris)",
            "au jeudi 8 décembre 2022 à 17 heures 05, heure de Paris",
        ),
        (
            "Du 01 au 08/12/2022, de 8h30 à 18h",
            "Du 01 au 8 décembre 2022, de 8 heures 30 à 18 heures",
        ),
        ("L’étape 3 s’affiche, 2 j’ai, 1/2, 1/2/3", "L’étape 3 s’affiche, 2 j’ai, 1/2, 1/2/3"),
        ("1 min, 2 s, le 11 décembre", "1 minute, 2 secondes, le 11 décembre"),
        ("Le vingt-et-unième, Quatre-Vents, 18e", "Le vingt et unième, Quatre-Vents, dix huitième"),
        ("quatre-vingt-dix-sept", "quatre vingt dix sept"),
        ("Le comité (CSA) vote (ici).", "Le comité, CSA, vote, ici."),
        ("non valide (certificat), puis", "non valide, certificat, puis"),
        ("+33 (0)1 02 03", "+33 (0)1 02 03"),
        (":) ou 3) fin", ":) ou 3) fin"),
    ],
)
def test_in_french(written: str, heard: str) -> None:
    messages.use("fr")
    assert spoken(written) == heard


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        (
            "Account of Ana D., c•••••@school.example",
            "Account of Ana D., c, masked, at school.example",
        ),
        (
            "to Thursday 8 December 2022 at 17:00 (Paris time)",
            "to Thursday 8 December 2022 at 5 pm, Paris time",
        ),
        ("the meeting at 8 heures", "the meeting at 8 heures"),
        ("from 23:59 to 12:30", "from 11:59 pm to 12:30 pm"),
        ("localhost:8080, fe80::10:20:30, 12:34:56", "localhost:8080, fe80::10:20:30, 12:34:56"),
        ("the 90s, at 8:15 am, May 1990", "the 90s, at 8:15 am, May 1990"),
    ],
)
def test_in_english(written: str, heard: str) -> None:
    assert spoken(written) == heard


NOW = datetime(2022, 10, 18, 8, 0, tzinfo=UTC)
IN_EACH = [(language, trap) for language, traps in TRAPS.items() for trap in traps]


@pytest.mark.parametrize(("language", "trap"), IN_EACH)
def test_no_trap_is_said(language: str, trap: Trap) -> None:
    messages.use(language)
    assert trapped([trap.written], language)
    if trap.heard:
        assert spoken(trap.written) == trap.heard
        assert trapped([trap.heard], language) == []


@listened_to
@pytest.mark.parametrize(
    ("language", "trap"), [(language, trap) for language, trap in IN_EACH if trap.misheard]
)
def test_a_synthesiser_no_longer_falls_into_a_trap(language: str, trap: Trap) -> None:
    messages.use(language)
    assert trap.misheard in phonemes(trap.written, language)
    assert trap.misheard not in phonemes(spoken(trap.written), language)


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_no_text_of_the_sample_election_is_misheard(language: str) -> None:
    """Its pages, mails, lists and questions, with the dates and times that the portal writes."""
    messages.use(language)
    texts = list(texts_of_the_sample(Language(language)))

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(Page(title="x", blocks=[block for text in texts for block in text]))

    lines = set(converse(journey, "/all").lines)
    assert len(lines) > 800
    assert trapped(lines, language) == []


def texts_of_the_sample(language: Language) -> Iterator[Sequence[Block]]:
    sample = read_folder(SAMPLE, NOW)
    election = sample.election
    for folder in ("pages", "statements", "."):
        for path in (SAMPLE / folder).rglob(f"*.{language}.md"):
            if path.parent.name != "documents":
                yield to_blocks(path.read_text("utf-8"))
    voter = msgspec.structs.replace(sample.voters[0], language=language)
    news = dict.fromkeys(("number", "text", "answer", "state", "code", "vote"), "x")
    chance = Random(2022)  # noqa: S311 nothing is kept secret
    plain = [
        *(letter(election, voter, kind, expires_at=NOW, news=news).body for kind in KINDS),
        *(make_question(chance, language).text for _number in range(500)),
        *(question.text[language] for question in election.questions),
        *msgspec.structs.asdict(election.texts[language]).values(),
    ]
    for ballot in sample.ballots:
        plain += msgspec.structs.asdict(ballot.texts[language]).values()
        for one in ballot.lists:
            plain += [one.texts[language].name, one.texts[language].union]
            plain += [candidate.affiliation for candidate in one.candidates]
    yield from ([Prose(text)] for text in plain)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_captcha_has_the_same_answer_as_it_is_said(language: str) -> None:
    messages.use(language)
    chance = Random(2022)  # noqa: S311 nothing is kept secret
    for _number in range(500):
        question = make_question(chance, Language(language))
        assert solve(spoken(question.text)) == solve(question.text)


TYPED = "RDV à 8 h (salle 2), c•••••@x.fr · 08h00"


def said_back(journey: Callable[[Dialogue], Awaitable[object]], *typed: str) -> list[str]:
    """The lines of a French conversation that tell what the voter typed."""
    messages.use("fr")

    async def hold(dialogue: Dialogue) -> None:
        await journey(dialogue)

    return [line for line in converse(hold, *typed).lines if "RDV" in line]


@pytest.mark.parametrize(
    "field",
    [
        TextField(name="text", label="Texte", parse=str, value=TYPED),
        LongTextField(name="text", label="Texte", value=TYPED),
    ],
)
def test_an_answer_that_is_kept_is_said_as_it_was_typed(field: Field[Any]) -> None:
    told = said_back(lambda dialogue: dialogue.ask(form(field)), "/répéter", "")
    assert told
    assert [line for line in told if TYPED not in line] == []


def test_what_was_typed_is_said_as_it_was_in_recaps_pages_and_lists() -> None:
    typed = Verbatim(TYPED)

    async def rows(_search: str, _after: str) -> Batch:
        return Batch([Row("a", typed, "à 8 h"), Row("b", "À 8 h", typed)])

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.choose(Menu(title="Relecture", text=[typed], options=[Option("a", "A")]))
        await dialogue.show(Page(title=typed, blocks=[Facts([("Objet", typed)]), Prose(typed)]))
        listing = Listing(title="Liste", fetch=rows, empty="Rien.")
        await browse_again(dialogue, listing, at="a")
        await dialogue.browse(listing)

    told = said_back(journey, "/répéter", "1", "/répéter", "", "/répéter", "/retour", "/retour")
    assert len(told) >= 12
    assert [line for line in told if TYPED not in line] == []


def test_a_word_that_was_sought_is_said_as_it_was_typed() -> None:
    options = [Option("a", "A"), Option("b", f"B {TYPED}")]

    async def rows(_search: str, _after: str) -> Batch:
        return Batch([])

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.choose(Menu(title="Choix", options=options, filters=True))
        await dialogue.browse(Listing(title="Liste", fetch=rows, empty="Rien.", search_label="Nom"))

    told = said_back(journey, f"{TYPED} (rien)", TYPED, "2", f"{TYPED} (rien)", "/retour")
    found = [line for line in told if not line.startswith("2. ")]  # an option's words
    assert len(found) >= 3
    assert [line for line in found if TYPED not in line] == []


def test_a_file_is_told_by_the_name_that_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def compose() -> str:
        return "…"

    async def journey(dialogue: Dialogue) -> None:
        await save(dialogue, LocalFiles(), "a.txt", compose)
        await save(dialogue, LocalFiles(), "b.txt", compose)

    told = said_back(journey, "RDV (lundi à 8 h).txt", "RDV (lundi à 8 h).txt")
    assert "RDV (lundi à 8 h).txt" in " ".join(told)
    assert "RDV (lundi à 8 h)-2.txt" in " ".join(told)


@pytest.mark.parametrize(
    "sign",
    [
        *("a", "•", "a•", "@", " (", " ( a", " ·", " ", "0"),
        *("01 ", "12h", "1:", "1/", "un-", "a - ", "(s)"),
    ],
)
def test_a_long_hostile_text_is_soon_put_into_words(sign: str) -> None:
    """Twice the largest document: where each place was searched from again, it took hours."""
    text = sign * (120_000 // len(sign))
    assert len(spoken(text)) >= len(text) // 3
