"""What is written for the eye is said for the ear."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

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
from tests.scripted.portal import election_at
from tests.stories import text
from tui_voter import messages
from tui_voter.contract.languages import Language
from tui_voter.dialogue import (
    Batch,
    Block,
    Dialogue,
    Facts,
    Listing,
    LongTextField,
    Menu,
    Option,
    Page,
    Prose,
    Row,
    Verbatim,
)
from tui_voter.journeys.shared.announcements import Announcements
from tui_voter.journeys.shared.markdown import to_blocks
from tui_voter.journeys.shared.saving import save
from tui_voter.linear.spoken import spoken
from tui_voter.machine.files import LocalFiles


@pytest.mark.parametrize(
    ("language", "written", "heard"),
    [
        ("fr", "D., c•••••@exemple.fr", "D., c, puis des lettres masquées, arobase exemple.fr"),
        ("fr", "D•••• C•••••", "D. C."),
        ("fr", "du 1er à 8 h au 8 à 17 h.", "du 1er à 8 heures au 8 à 17 heures."),
        ("fr", "à 20 h 34, à 1 h ; à 0 h", "à 20 heures 34, à 1 heure ; à 0 heure"),
        ("fr", "le jeudi 01 décembre 2022 à 08h00", "le jeudi 1er décembre 2022 à 8 heures"),
        ("fr", "le 08 mars 2022 à 17h05 (ici)", "le 8 mars 2022 à 17 heures 05, ici"),
        ("fr", "Du 01 au 08/12/2022, de 8h30", "Du 01 au 8 décembre 2022, de 8 heures 30"),
        ("fr", "L’étape 3 s’affiche, 2 j’ai, 1/2/3", "L’étape 3 s’affiche, 2 j’ai, 1/2/3"),
        ("fr", "1 min, 2 s, le 11 décembre", "1 minute, 2 secondes, le 11 décembre"),
        ("fr", "vingt-et-unième, Quatre-Vents, 18e", "vingt et unième, Quatre-Vents, dix huitième"),
        ("fr", "quatre-vingt-dix-sept", "quatre vingt dix sept"),
        ("fr", "Le comité (CSA) vote (ici).", "Le comité, CSA, vote, ici."),
        ("fr", "non valide (certificat), puis", "non valide, certificat, puis"),
        ("fr", "+33 (0)1 02 03, :) ou 3) fin", "+33 (0)1 02 03, :) ou 3) fin"),
        ("en", "Ana D., c•••••@school.example", "Ana D., c, masked, at school.example"),
        ("en", "8 December at 17:00 (Paris time)", "8 December at 5 pm, Paris time"),
        ("en", "the meeting at 8 heures", "the meeting at 8 heures"),
        ("en", "from 23:59 to 12:30", "from 11:59 pm to 12:30 pm"),
        ("en", "host:8080, fe80::10:20:30, 12:34:56", "host:8080, fe80::10:20:30, 12:34:56"),
        ("en", "the 90s, at 8:15 am, May 1990", "the 90s, at 8:15 am, May 1990"),
    ],
)
def test_what_is_heard(language: str, written: str, heard: str) -> None:
    messages.use(language)
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


def test_what_was_typed_is_said_as_it_was_in_forms_recaps_pages_and_lists_and_when_sought() -> None:
    typed = Verbatim(TYPED)
    kept = (text("text", "Texte", value=TYPED), LongTextField(name="b", label="B", value=TYPED))

    async def rows(search: str, _after: str) -> Batch:
        return Batch([] if search else [Row("a", typed, "à 8 h"), Row("b", "À 8 h", typed)])

    async def journey(dialogue: Dialogue) -> None:
        said = msgspec.structs.replace(election_at(datetime.now(UTC)), announcement=TYPED)
        Announcements(dialogue).hear(said)
        await dialogue.ask(form(*kept))
        await dialogue.choose(Menu(title="Relecture", text=[typed], options=[Option("a", "A")]))
        await dialogue.show(Page(title=typed, blocks=[Facts([("Objet", typed)]), Prose(typed)]))
        listing = Listing(title="Liste", fetch=rows, empty="Rien.", search_label="Nom")
        await browse_again(dialogue, listing, at="a")
        await dialogue.browse(listing)

    typed_at = ("/répéter", "", "/répéter", "", "/répéter", "1", "/répéter", "", "/répéter")
    told = said_back(journey, *typed_at, "/retour", f"{TYPED} (rien)", "/retour")
    assert len(told) >= 17
    assert [line for line in told if TYPED not in line] == []


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
