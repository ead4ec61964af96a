"""The home, and what can be read from it, against a real portal."""

import threading
from pathlib import Path

import pytest

from tests.journeys.conftest import MakeVisitor, Visitor, saved_in
from tests.voters import HOME_MENU
from tui_voter import letters
from tui_voter.audit.player import act, choose, fill, find, leave, open_row, sees, take
from tui_voter.audit.visits import VISITS
from tui_voter.contract.election import DocumentKind, read_document, read_faq
from tui_voter.contract.helpdesk import read_assistance
from tui_voter.dialogue import BACK, SEND, Listing
from tui_voter.journeys.home import faq

KEPT = "What you typed has not been sent. It is kept until you sign out."


MENU = """Édito
Aide en ligne - Foire aux questions
Formulaire de demande d’assistance
Tutoriel « Parcours électeur »
Tutoriel « Parcours de vote »
Tutoriel « Réassorts »
Consulter les listes électorales de mes scrutins
Consulter mes scrutins et leurs listes de candidats
Formuler une réclamation
Mes informations personnelles
Je vote"""


async def test_the_menu_has_the_entries_of_the_portals_page(make_visitor: MakeVisitor) -> None:
    (home,) = (await (await make_visitor("fr")).play(choose("sign_out"))).menus
    assert home.title == "Bienvenue sur votre portail Élections"
    labels = "\n".join(option.label for option in home.options)
    assert labels.replace("\u00a0", " ") == MENU
    sections = ["Mes informations pratiques", "Mes scrutins", "Mon compte", "Je vote"]
    assert list(dict.fromkeys(option.section for option in home.options)) == sections


def test_every_entry_is_chosen_by_a_visit_of_the_audit() -> None:
    chosen = {move.key for visit in VISITS for move in visit.script}
    assert [entry.key for entry in HOME_MENU.options if entry.key not in chosen] == []


async def test_every_document_is_read_and_saved(visitor: Visitor, tmp_path: Path) -> None:
    saves = (take("save"), fill(), take("close"))
    await visitor.play(*(move for kind in DocumentKind for move in (choose(kind), *saves)))
    names = {"edito.txt", "activation-guide.txt", "voting-guide.txt", "reissue-guide.txt"}
    assert saved_in(tmp_path) == names
    guide = await read_document(visitor.client, DocumentKind.VOTING_GUIDE)
    saved = (tmp_path / "voting-guide.txt").read_text()
    assert saved.startswith(f"{guide.title}\n\n")
    assert "**" not in saved


async def test_the_faq_is_searched_and_found_as_it_was_left(make_visitor: MakeVisitor) -> None:
    visitor = await make_visitor("fr")
    entries = (await read_faq(visitor.client)).entries
    place, entry = next(each for each in enumerate(entries) if "é" in each[1].question.lower())
    plain = entry.question.upper().replace("É", "e").replace("È", "e")
    said = await visitor.play(
        *(choose("faq"), find(plain), open_row(entry.question), take(BACK)),
        find("zxqw impossible"),
        sees("No question or answer contains all these words. Try fewer words."),
    )
    assert entry.question in said.titles
    _first, again = [one.stand for one in said.shown if isinstance(one.screen, Listing)]
    assert (again.search, again.at) == (plain, str(place))


@pytest.mark.parametrize(
    ("search", "question"),
    [
        ("MAIL ancienne", "Je n’ai plus accès à mon ancienne boîte mail."),
        *(("imprimer", "Comment imprimer une page"), ("copier texte", "Comment imprimer une page")),
        *(("telephone", "Puis-je voter par téléphone"), ("procu", "Puis-je voter par procuration")),
        ("academie change", "J’ai changé d’académie."),
    ],
)
async def test_what_voters_ask_is_found_without_accents_and_in_parts(
    make_visitor: MakeVisitor, search: str, question: str
) -> None:
    said = await (await make_visitor("fr")).play(
        *(choose("faq"), find(search), open_row(question), take(BACK))
    )
    assert any(title.startswith(question) for title in said.titles)


async def test_a_large_faq_is_searched_beside_the_loop(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million letters, each of which may become eighteen: keys are handled meanwhile."""
    threads: list[int] = []
    folded = letters.folded

    def noting(text: str) -> str:
        threads.append(threading.get_ident())
        return folded(text)

    monkeypatch.setattr(faq, "folded", noting)
    await visitor.play(choose("faq"), find("x"))
    assert threads
    assert threading.get_ident() not in threads


async def test_assistance_is_asked_answered_and_saved(visitor: Visitor, tmp_path: Path) -> None:
    answered = (
        "UPDATE assistance_request SET answer = 'Try the mail again.', answered_at = sent_at"
        " WHERE subject = 'No mail'"
    )
    said = await visitor.play(
        *(choose("assistance"), sees("You have not sent any requests yet."), take("new")),
        *(fill(subject=" No mail ", text=" "), fill(text="I have\nno mail."), choose("send")),
        *(sees("Your request has been recorded."), take("save"), fill(), take("close")),
        *(sees("no answer yet"), act(lambda: visitor.portal.sql(answered)), open_row("No mail")),
        *(take(BACK), sees("answered"), open_row("answered"), sees("Try the mail again.")),
    )
    assert said.shorts == ["answer missing"]
    saved = (tmp_path / "request.txt").read_text()
    assert "Number: A-0" in saved
    assert "Subject: No mail\n\nI have\nno mail.\n" in saved


async def test_a_text_that_was_begun_is_told_before_it_is_lost(visitor: Visitor) -> None:
    said = await visitor.play(
        *(choose("assistance"), take("new"), leave(subject="Later", text="Half a"), take(BACK)),
        *(choose("sign_out"), sees("You have not finished “Request for assistance”"), choose(BACK)),
        *(choose("assistance"), take("new"), fill(text="Half a sentence, finished")),
        *(choose(SEND), take("close"), take("new"), leave(text=" "), take(BACK)),  # wiped out
        *(choose("claims"), take("new_claim"), leave(kind="missing_entry", text="My name")),
        *(take(BACK), choose("sign_out"), sees("You have not finished “Make a claim”")),
    )
    assert said.notices == [KEPT, KEPT]
    (request,) = (await read_assistance(visitor.client, visitor.token)).requests
    assert (request.subject, request.text) == ("Later", "Half a sentence, finished")
    assert [action.label for listing in said.listings for action in listing.actions] == [
        *("New request", "Go on with my request", "Go on with my request"),
        *("New request", "New request", "New claim", "Go on with my claim"),
    ]
