"""What the portal answers a browser: the same for every link, and nothing of the database."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from tests.portal.conftest import ANSWER, Portal
from tests.portal_process import OTHER_VOTER
from tests.web.reading import BROWSER, read, source_of
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


# --- Language -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accepted", "chosen", "language"),
    [
        ("fr", "", "fr"),
        ("en-GB,en;q=0.9", "", "en"),
        ("de", "", "fr"),
        ("fr", "?lang=en", "en"),
        ("en", "?lang=fr", "fr"),
        ("en", "?lang=de", "en"),
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


# --- The link -------------------------------------------------------------------------------


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
        ("%E2%80%AEliame", "%E2%80%AEliame"),
        ("%1B%5D52;c;YQ%07", "%1B%5D52%3Bc%3BYQ%07"),
        ("%FF%FE", "%EF%BF%BD%EF%BF%BD"),
        ("a" * 4000, "a" * 4000),
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
                told = [item for item in response.headers.items() if item[0] != "date"]
                length = ("content-length", str(int(response.headers["content-length"])))
                told.remove(length)
                assert response.status_code == 200
                text = response.text.replace(token, "TOKEN")
                answers.add((method, text, tuple(told)))
        assert len(answers) == 2, kind

    for path in PAGES:
        browse(portal, path)
    assert checkouts == []
    assert portal.everything() == before
    assert portal.activate(good, portal.create_password(good)).status_code == 200
    assert checkouts != []  # what would have been seen
    assert portal.answer(recovery, ANSWER).status_code == 410  # by the other one, not by us


def test_a_token_is_logged_nowhere(
    portal: Portal, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    ((address,),) = portal.sql("SELECT address FROM voter WHERE activated_at IS NULL LIMIT 1")
    token = portal.invite(address)
    caplog.set_level(logging.DEBUG)
    for ours in ("httpx", "httpcore"):
        caplog.set_level(logging.ERROR, logger=ours)
    for path in (f"/activation/{token}", f"/recovery/{token}", f"/nothing/{token}"):
        browse(portal, path)
        portal.http.head(path)
        portal.http.post(path)
    out, err = capfd.readouterr()
    assert token not in caplog.text + out + err


# --- What fences a page in ------------------------------------------------------------------


@every_page
def test_a_page_is_fenced_in_and_names_no_other_place(portal: Portal, path: str) -> None:
    response = browse(portal, path, **{"Accept-Language": "fr"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for name, value in {
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "x-robots-tag": "noindex",
    }.items():
        assert response.headers[name] == value
    assert "set-cookie" not in response.headers
    policy = dict(
        part.split(" ", 1) for part in response.headers["content-security-policy"].split("; ")
    )
    page = read(response.text)
    assert policy.pop("style-src") == source_of(page.one("style").text)
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", policy["script-src"])
    for script in page.all("script"):
        assert policy["script-src"] == source_of(script.text)
    del policy["script-src"]
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


# --- Addresses where nothing is -------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/nothing/here", "/activation", "/activation/", "/activation/a/b", "/favicon.ico"]
)
def test_a_browser_gets_a_page_where_nothing_is(portal: Portal, path: str) -> None:
    response = browse(portal, path, **{"Accept-Language": "en"})
    assert response.status_code == 404
    assert read(response.text).one("h1").text == "This page does not exist"
    assert path.strip("/") not in response.text.replace("tui-voter", "")


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/nothing/here", "*/*"),
        ("/nothing/here", "application/json"),
        ("/nothing/here", "application/problem+json, text/html;q=0.5"),
        ("/nothing/here", ""),
        ("/nothing/here", ";;q=x,/,text"),
        ("/api/nothing", BROWSER),
        ("/api/ballots/nothing/here", BROWSER),
    ],
)
def test_a_program_gets_a_problem(portal: Portal, path: str, accept: str) -> None:
    response = portal.http.get(path, headers={"Accept": accept})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"


def test_a_page_is_not_an_endpoint(portal: Portal) -> None:
    paths = portal.http.get("/openapi.json").json()["paths"]
    assert [path for path in paths if not path.startswith("/api/")] == []
    refused = portal.http.post("/activation/anything", json={})
    assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")
    assert portal.http.options("/").headers["allow"] == "GET, HEAD, OPTIONS"
