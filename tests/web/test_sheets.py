"""The sheets of a room as a browser prints them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from mock_server.training.sheets import Sheet, labels_of, page_of

SHORT = "title name election_label portal_label address_label number_label pin_label link_label"
LONG = "training election portal address install type linear secret page_label page_warns"
COMMON = dict.fromkeys(f"{SHORT} code expires until".split(), "Votre code PIN") | dict.fromkeys(
    LONG.split(), "Le numéro et le code PIN ouvrent votre compte : gardez cette fiche pour vous."
)
COMMON |= {"lang": "fr", "install_command": "uv tool install ."}
ROOM = "tui-voter --room 22FBM-SQCR9-2R2HV-9HBXC-2DXWR-V9MB7-3HKYJ"
PAGE = {"page": "https://192.168.100.200:65535/room", "fingerprint": ":".join(["D7"] * 10)}
SEAT = COMMON | PAGE | {"command": ROOM, "number": "30", "pin": "203 647"}
LINK = COMMON | {"command": "tui-voter", "link": f"https://portail.exemple/activation/{'x' * 60}"}
NOTICE = {
    "notice_label": "Votre notice de vote : votre code de vote",
    "voting_code": "PG3YK-TNESG-BPRVK-FRUND-ECKJK",
    "code_label": "Code de vote",
    "seal_name": "Sceau",
    "seal_label": "Le sceau, que le programme affiche avant de demander le code :",
    "seal": "BKDJ WYBF HT7M",
    "notice_secret": "Seul le programme vous demandera ce code.",
}


@pytest.mark.parametrize("values", [SEAT, LINK], ids=["seat", "link"])
@pytest.mark.parametrize("is_large", [False, True], ids=["usual", "large"])
def test_a_learner_has_one_paper_and_two_in_large_print(
    browser: Browser, tmp_path: Path, values: dict[str, str], is_large: bool
) -> None:
    sheets = [Sheet(values, NOTICE)] * 30
    page = browser.new_page()
    file = tmp_path / "all.html"
    file.write_text(page_of("Fiches", "fr", sheets, is_large=is_large), encoding="utf-8")
    page.goto(file.as_uri())
    assert papers(page.pdf(prefer_css_page_size=True)) == 30 * (1 + is_large)
    sizes = page.eval_on_selector_all(
        "main *", "all => all.map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= (24 if is_large else 16), "in pixels: 18 points, or 12"
    page.close()


def test_labels_are_twelve_on_a_paper_and_lead_to_the_vote_and_to_the_page(
    browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()
    file = tmp_path / "labels.html"
    longest = SEAT | {"name": "Marie-Emmanuelle de Kersauson de Pennendreff"}
    longest |= {"address": "marie-emmanuelle.de-kersauson@ac-armorique.exemple"}
    sheets = [Sheet(longest, NOTICE)] * 30
    file.write_text(labels_of("Fiches", "fr", "Tapez : {command}", sheets), encoding="utf-8")
    page.goto(file.as_uri())
    assert papers(page.pdf(prefer_css_page_size=True)) == 3
    assert page.locator("section").nth(0).inner_text().count("22FBM") == 1
    assert [page.locator("section").nth(n).locator("li").count() for n in range(3)] == [12, 12, 6]
    label = page.locator("li").first
    told = label.inner_text()
    for text in ("Votre code PIN 30", "203 647", longest["address"], PAGE["page"]):
        assert text in told
    assert NOTICE["voting_code"] in told
    assert NOTICE["seal"] in told
    assert label.evaluate("each => each.scrollHeight <= each.clientHeight"), "nothing is cut off"
    page.close()


def papers(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))
