"""What the portal answers a browser: the same for every link, and nothing of the database."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import msgspec
import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from mock_server.election.folder import SAMPLE, read_folder
from mock_server.election.model import Texts
from mock_server.http.pages import page as pages
from mock_server.http.pages.words import another, words
from tests.portal.conftest import ANSWER, Portal, refused
from tests.portal_process import OTHER_VOTER
from tests.web.reading import BROWSER, read, source_of
from tui_voter import messages
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind, link_path, new_link_token

PAGES = ["/", "/activation/anything-at-all", "/recovery/anything-at-all", "/nothing/here"]

every_page = pytest.mark.parametrize("path", PAGES)


def browse(portal: Portal, path: str, **headers: str) -> httpx.Response:
    return portal.http.get(path, headers={"Accept": BROWSER, **headers})


@pytest.fixture
def checkouts() -> Iterator[list[object]]:
    """Every connection to a database that is taken from here on."""
    taken: list[object] = []

    def note(_connection: object, record: object, _proxy: object) -> None:
        taken.append(record)

    event.listen(Pool, "checkout", note)
    yield taken
    event.remove(Pool, "checkout", note)


@pytest.mark.parametrize(
    ("accepted", "chosen", "language"),
    [
        *(("fr", "", "fr"), ("en-GB,en;q=0.9", "", "en"), ("de", "", "fr")),
        *(("fr", "?lang=en", "en"), ("en", "?lang=fr", "fr"), ("en", "?lang=de", "en")),
        ("en", "?lang=%22%3E%3Cscript%3E", "en"),
    ],
)
def test_a_page_speaks_the_language_asked_for_and_the_other_is_a_link_away(
    portal: Portal, accepted: str, chosen: str, language: str
) -> None:
    election = {"fr": "Élections professionnelles 2022", "en": "Professional elections 2022"}
    other = {"fr": ("?lang=en", "en", "English"), "en": ("?lang=fr", "fr", "Français")}
    for path in PAGES:
        response = browse(portal, path + chosen, **{"Accept-Language": accepted})
        page = read(response.text)
        assert page.one("html").attributes["lang"] == language
        assert page.one("title").text.endswith(f" – {election[language]}")
        assert "Accept-Language" in response.headers["vary"]
        (link,) = [link for link in page.all("a") if link.attributes.get("hreflang")]
        href, lang = (link.attributes[name] for name in ("href", "lang"))
        assert (href, lang, link.text) == other[language]
        (current,) = [item for item in page.all("span") if item.attributes.get("aria-current")]
        assert current.attributes["lang"] == language


@pytest.mark.parametrize("kind", LinkKind)
def test_the_field_holds_the_whole_link_as_it_was_mailed(portal: Portal, kind: LinkKind) -> None:
    path = link_path(kind) + new_link_token()
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil"}
    response = browse(portal, f"{path}?lang=en&utm_source=scanner", **evil)
    page = read(response.text)
    field = page.one("textarea")
    assert field.text == f"http://portail.exemple{path}"
    assert "readonly" in field.attributes
    assert page.one("label").attributes["for"] == field.attributes["id"]
    assert "evil" not in response.text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", None),  # %2F makes it another address
        ("%3C%22%27%26$style%60", "%3C%22%27%26%24style%60"),
        *(("%E2%80%AEliame", "%E2%80%AEliame"), ("%1B%5D52;c;YQ%07", "%1B%5D52%3Bc%3BYQ%07")),
        *(("%FF%FE", "%EF%BF%BD%EF%BF%BD"), ("a" * 4000, "a" * 4000)),
    ],
)
def test_what_nobody_mailed_is_quoted(portal: Portal, asked: str, shown: str | None) -> None:
    response = browse(portal, f"/activation/{asked}?lang=en")
    page = read(response.text)
    if shown is None:
        assert response.status_code == 404
        assert page.all("script") == []
        assert "alert" not in response.text
    else:
        assert response.status_code == 200
        assert page.one("textarea").text == f"http://portail.exemple/activation/{shown}"
        assert len(page.all("script")) == 1


def test_a_page_does_not_tell_which_link_is_good(portal: Portal, checkouts: list[object]) -> None:
    used, _ticket, _session = portal.activated()
    recovery = portal.recovery_link()
    spent = portal.recovery_link()
    assert portal.reset(spent, portal.recovery_ticket(spent), "Un2passe-autre!").status_code == 200
    good = portal.invite(OTHER_VOTER)
    before = portal.everything()
    del checkouts[:]

    for kind, tokens in {
        "activation": [good, used, new_link_token(), good[:-1], "made-up"],
        "recovery": [recovery, spent, new_link_token(), "made-up"],
    }.items():
        answers = set()
        for token in tokens:
            for method in ("GET", "HEAD"):
                response = portal.http.request(method, f"/{kind}/{token}")
                assert response.status_code == 200
                del response.headers["date"], response.headers["content-length"]
                text = response.text.replace(token, "TOKEN")
                answers.add((method, text, tuple(response.headers.items())))
        assert len(answers) == 2, kind

    for path in PAGES:
        browse(portal, path)
    assert checkouts == []
    assert portal.everything() == before
    assert portal.activate(good, portal.create_password(good)).status_code == 200
    assert checkouts != []  # what would have been seen
    assert portal.answer(recovery, ANSWER).status_code == 410  # by the other one, not by us


@every_page
def test_a_page_is_fenced_in_and_names_no_other_place(portal: Portal, path: str) -> None:
    response = browse(portal, path, **{"Accept-Language": "fr"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for name, value in (
        *(("referrer-policy", "no-referrer"), ("x-content-type-options", "nosniff")),
        *(("cross-origin-resource-policy", "same-origin"), ("x-robots-tag", "noindex")),
    ):
        assert response.headers[name] == value
    policy = dict(
        part.split(" ", 1) for part in response.headers["content-security-policy"].split("; ")
    )
    page = read(response.text)
    assert policy.pop("style-src") == source_of(page.one("style").text)
    script_source = policy.pop("script-src")
    assert {source_of(script.text) for script in page.all("script")} <= {script_source}
    assert policy == dict.fromkeys(
        ["default-src", "base-uri", "form-action", "frame-ancestors"], "'none'"
    )
    attributes = [item for element in page.elements for item in element.attributes.items()]
    assert {value for name, value in attributes if name == "href"} <= {
        "?lang=en", "/?lang=fr", "/results?lang=fr"
    }  # fmt: skip
    assert not {"src", "srcset", "action", "style", "onclick"} & {name for name, _ in attributes}
    assert not re.search(r"url\(|@import|@font-face", page.one("style").text)
    assert not {"img", "link", "iframe", "form", "base"} & {item.name for item in page.elements}
    head = portal.http.head(path, headers={"Accept": BROWSER, "Accept-Language": "fr"})
    for each in (response, head):
        del each.headers["date"]
    assert (head.status_code, head.content) == (response.status_code, b"")
    assert head.headers == response.headers


def test_a_browser_gets_a_page_where_nothing_is(portal: Portal) -> None:
    for path in ("/nothing/here", "/activation", "/activation/", "/activation/a/b", "/favicon.ico"):
        response = browse(portal, path, **{"Accept-Language": "en"})
        assert response.status_code == 404
        assert read(response.text).one("h1").text == "This page does not exist"
        assert path.strip("/") not in response.text.replace("tui-voter", "")


def test_a_program_gets_a_problem(portal: Portal) -> None:
    json = "application/problem+json, text/html;q=0.5"
    for accept in ("*/*", "application/json", json, "", ";;q=x,/,text"):
        refused(portal.http.get("/nothing/here", headers={"Accept": accept}), ErrorCode.NOT_FOUND)
    refused(browse(portal, "/api/nothing"), ErrorCode.NOT_FOUND)


@pytest.mark.parametrize("language", Language)
def test_the_choices_named_are_the_clients(language: Language) -> None:
    quotes = r"[«“„‘]\s?(.+?)\s?[»”“’]"
    messages.use(language)
    choices = [messages.gettext(text) for text in ("Sign in", "Forgotten password")]
    new_link = messages.gettext("Access the Elections portal")
    assert re.findall(quotes, another(language, LinkKind.RECOVERY)) == choices
    assert re.findall(quotes, another(language, LinkKind.ACTIVATION)) == [new_link]
    assert re.findall(quotes, words(language)["sign_in"]) == choices[:1]


def test_an_elections_own_texts_are_no_markup() -> None:
    """And where it speaks one language, there is none to change to."""
    election = read_folder(SAMPLE, datetime(2022, 10, 18, tzinfo=UTC)).election
    hostile = Texts(name="A <b>&amp;", organiser="$main </footer>", support="<script>1</script>")
    english = msgspec.structs.replace(election, texts={Language.EN: hostile})
    html = pages.front_page(english, Language.EN, "https://portail.exemple")
    shown = read(html)
    texts = [element.text for element in shown.elements]
    assert {hostile.name, hostile.organiser, hostile.support} <= set(texts)
    assert not {"b", "script", "nav"} & {element.name for element in shown.elements}
