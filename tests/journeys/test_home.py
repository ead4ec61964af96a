"""The home, and what can be read from it, against a real portal."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tests.journeys.conftest import MakeVisitor, Visitor, saved_in
from tests.scripted.portal import FakePortal, Moment
from tests.voters import HOME_MENU
from tui_voter.audit.player import (
    Player,
    act,
    choose,
    fill,
    find,
    leave,
    open_row,
    quit_,
    sees,
    take,
)
from tui_voter.audit.visits import VISITS
from tui_voter.contract.election import (
    READ_DOCUMENT,
    READ_FAQ,
    DocumentKind,
    Faq,
    FaqEntry,
    read_document,
    read_election,
    read_faq,
)
from tui_voter.contract.errors import PortalUnreachable
from tui_voter.contract.helpdesk import read_assistance
from tui_voter.contract.shapes import MOST_FAQ_ENTRIES
from tui_voter.dialogue import BACK, Left, Listing, Menu, Opened
from tui_voter.journeys.home.faq import browse_faq
from tui_voter.machine.files import LocalFiles
from tui_voter.messages import gettext as _
from tui_voter.portal.client import PortalClient
from tui_voter.secret import Secret


async def test_the_menu_has_the_entries_of_the_portals_page(make_visitor: MakeVisitor) -> None:
    said = await (await make_visitor("fr")).play(choose("sign_out"))
    assert said.titles == ["Bienvenue sur votre portail Élections"]
    texts = [text.replace("\u00a0", " ") for text in said.said]
    entries = [
        "Édito",
        "Aide en ligne - Foire aux questions",
        "Formulaire de demande d’assistance",
        "Tutoriel « Parcours électeur »",
        "Tutoriel « Parcours de vote »",
        "Tutoriel « Réassorts »",
        "Consulter les listes électorales de mes scrutins",
        "Consulter mes scrutins et leurs listes de candidats",
        "Formuler une réclamation",
        "Mes informations personnelles",
    ]
    assert [text for text in texts if text in entries] == entries
    sections = ["Mes informations pratiques", "Mes scrutins", "Mon compte", "Je vote"]
    assert [text for text in dict.fromkeys(texts) if text in sections] == sections
    assert any(text.startswith("Je vote : le ") for text in texts)


def test_every_entry_is_chosen_by_a_visit_of_the_audit() -> None:
    """In which it is held against the rules, in both voices."""
    chosen = {move.key for visit in VISITS for move in visit.script}
    assert [entry.key for entry in HOME_MENU.options if entry.key not in chosen] == []


async def test_the_voter_comes_back_to_the_entry_they_left_by(visitor: Visitor) -> None:
    said = await visitor.play(
        choose(DocumentKind.EDITO), take("close"), choose("claims"), take(BACK), choose("sign_out")
    )
    homes = [shown.stand.at for shown in said.shown if isinstance(shown.screen, Menu)]
    assert homes == ["", DocumentKind.EDITO, "claims"]


async def test_every_document_is_read_and_saved(visitor: Visitor, tmp_path: Path) -> None:
    script = []
    for kind in DocumentKind:
        script += [choose(kind), take("save"), fill(), take("close")]
    said = await visitor.play(*script, choose("sign_out"))
    names = {"edito.txt", "activation-guide.txt", "voting-guide.txt", "reissue-guide.txt"}
    assert saved_in(tmp_path) == names
    guide = await read_document(visitor.client, DocumentKind.VOTING_GUIDE)
    assert guide.title in said.titles
    saved = (tmp_path / "voting-guide.txt").read_text()
    assert saved.startswith(f"{guide.title}\n\n")
    assert "**" not in saved


async def test_the_faq_is_searched_without_regard_to_accents(make_visitor: MakeVisitor) -> None:
    visitor = await make_visitor("fr")
    entries = (await read_faq(visitor.client)).entries
    entry = next(e for e in entries if "é" in e.question.lower())
    plain = entry.question.upper().replace("É", "e").replace("È", "e")
    said = await visitor.play(
        choose("faq"),
        find(plain),
        open_row(entry.question),
        take("close"),
        find("zxqw impossible"),
        sees("No question or answer contains all these words. Try fewer words."),
        take(BACK),
        choose("sign_out"),
    )
    assert entry.question in said.titles
    assert said.titles.count(_("Online help - Frequently asked questions")) == 2


async def test_the_faq_comes_back_to_the_same_place(visitor: Visitor) -> None:
    place, entry = 3, (await read_faq(visitor.client)).entries[3]
    word = entry.question.split()[-1].strip("?.")
    said = await visitor.play(
        choose("faq"), find(word), open_row(entry.question), take(BACK), take(BACK),
        choose("sign_out"),
    )  # fmt: skip
    *_first, back_again = [one for one in said.shown if isinstance(one.screen, Listing)]
    assert (back_again.stand.search, back_again.stand.at) == (word, str(place))


async def test_the_largest_faq_is_searched_beside_the_loop() -> None:
    """A million letters, each of which may become eighteen: keys are handled meanwhile."""
    turns, seen = 0, []

    class Wordy(FakePortal):
        async def call(
            self, endpoint: Any, request: Any, session: Secret | None = None, about: str = ""
        ) -> Any:
            if endpoint is not READ_FAQ:
                return await super().call(endpoint, request, session, about)
            entries = [
                FaqEntry(id=str(n), group="g", question=f"q {n}", answer="\ufdfa" * 333)
                for n in range(MOST_FAQ_ENTRIES)
            ]
            seen.append(turns)
            return Faq(entries=tuple(entries))

    class Voter(Player):
        async def browse(self, listing: Listing) -> Opened | Left:
            seen.append(turns)
            await listing.fetch("q", "")
            seen.append(turns)
            return BACK

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    turning = asyncio.create_task(turn())
    await asyncio.sleep(0)
    portal = Wordy(Moment.EVE)
    await browse_faq(Voter(), portal, await read_election(portal), LocalFiles())
    turning.cancel()
    assert seen[0] < seen[1] < seen[2]


class Failing(PortalClient):
    """A portal that loses the first answer of its kind."""

    failed = False

    async def call(
        self, endpoint: Any, request: Any, session: Secret | None = None, about: str = ""
    ) -> Any:
        if endpoint is READ_DOCUMENT and not self.failed:
            self.failed = True
            raise PortalUnreachable("scripted")
        return await super().call(endpoint, request, session, about)


async def test_a_failure_is_told_and_the_voter_is_at_the_home_again(
    make_visitor: MakeVisitor,
) -> None:
    said = await (await make_visitor("en", Failing)).play(
        choose("edito"), choose("edito"), take("close"), choose("sign_out")
    )
    assert said.notices == ["The portal cannot be reached right now. Choose again in a moment."]


async def test_quit_passes_through(visitor: Visitor) -> None:
    said = await visitor.play(choose("account"), quit_())
    assert said.was_quit


async def test_assistance_is_asked_answered_and_saved(visitor: Visitor, tmp_path: Path) -> None:
    portal = visitor.portal

    def answer() -> None:
        portal.sql(
            "UPDATE assistance_request SET answer = 'Try the mail again.', answered_at = sent_at"
            " WHERE subject = 'No mail'"
        )

    said = await visitor.play(
        choose("assistance"),
        sees("You have not sent any requests yet."),
        take("new"),
        fill(subject=" No mail ", text=" "),
        fill(text="I have\nno mail."),
        choose("send"),
        sees("Your request has been recorded."),
        take("save"),
        fill(),
        take("close"),
        sees("no answer yet"),
        act(answer),
        open_row("No mail"),
        take(BACK),
        sees("answered"),
        open_row("answered"),
        sees("Try the mail again."),
        take("close"),
        take(BACK),
        choose("sign_out"),
    )
    assert said.shorts == ["answer missing"]
    saved = (tmp_path / "request.txt").read_text()
    assert "Number: A-0" in saved
    assert "Subject: No mail\n\nI have\nno mail.\n" in saved


async def test_signing_out_asks_first_where_a_text_was_begun_and_left(visitor: Visitor) -> None:
    said = await visitor.play(
        choose("assistance"),
        take("new"),
        leave(text="Half a"),
        take(BACK),
        choose("sign_out"),
        choose(BACK),  # there is something to send first
        choose("assistance"),
        take("new"),
        leave(text=" "),  # wiped out
        take(BACK),
        choose("claims"),
        take("new_claim"),
        leave(kind="missing_entry", text="My name"),
        take(BACK),
        choose("sign_out"),
        choose("yes"),
    )
    kept = "What you typed has not been sent. It is kept until you sign out."
    assert said.notices == [kept, kept]
    asked = "Leave all the same?"
    assert said.titles.count(asked) == 2
    asking = [menu.text for menu in said.menus if menu.title == asked]
    assert ["would be lost" in text[0] for text in asking] == [True, True]
    assert ["“Request for assistance”" in text[0] for text in asking] == [True, False]
    assert ["“Make a claim”" in text[0] for text in asking] == [False, True]


async def test_a_text_that_was_begun_and_left_is_told_in_its_list(visitor: Visitor) -> None:
    said = await visitor.play(
        choose("assistance"),
        take("new"),
        leave(text="Half a"),
        take("new"),
        leave(text=" "),  # wiped out
        take(BACK),
        choose("claims"),
        take("new_claim"),
        leave(kind="missing_entry", text="My name"),
        take("new_claim"),
        fill(ballot="csa-national"),
        choose("send"),
        take("close"),
        take(BACK),
        choose("sign_out"),
    )
    assert [action.label for listing in said.listings for action in listing.actions] == [
        "New request",
        "Go on with my request",
        "New request",
        "New claim",
        "Go on with my claim",
        "New claim",
    ]


async def test_an_assistance_draft_outlives_going_back(visitor: Visitor) -> None:
    await visitor.play(
        choose("assistance"),
        take("new"),
        leave(subject="Later", text="Half a"),
        take(BACK),
        choose("assistance"),
        take("new"),
        fill(text="Half a sentence, finished"),  # the subject is there still
        choose("send"),
        take("close"),
        take("new"),
        leave(),
        take(BACK),
        choose("sign_out"),
    )
    (request,) = (await read_assistance(visitor.client, visitor.token)).requests
    assert (request.subject, request.text) == ("Later", "Half a sentence, finished")
