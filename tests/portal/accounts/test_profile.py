"""*Mon compte*: what is shown, what a voter changes, and what it takes."""

from typing import Any, Final

import httpx
import pytest

from tests.portal.conftest import ANSWER, PASSWORD, Portal, refused
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract.errors import ErrorCode

pytestmark = pytest.mark.each_database

NEW: Final = "Nouveau3passe-ici"
WRONG: Final = "Mauvais2passe-la"
NEW_PASSWORD: Final = {"new_password": NEW}
NEW_QUESTION: Final = {"question_id": "lost-object", "answer": "Un parapluie"}

each_change = pytest.mark.parametrize("changed", [NEW_PASSWORD, NEW_QUESTION])


def change(
    portal: Portal, session: str, changed: dict[str, str], password: str = PASSWORD
) -> httpx.Response:
    path = "profile/password" if "new_password" in changed else "profile/question"
    return portal.ask("POST", path, session, password=password, **changed)


def guess_in(portal: Portal, session: str, times: int, changed: Any = NEW_PASSWORD) -> None:
    for _time in range(times):
        refused(change(portal, session, changed, WRONG), ErrorCode.PASSWORD_WRONG)


def newest_mail(portal: Portal) -> tuple[str, str]:
    ((recipient, kind),) = portal.sql("SELECT recipient, kind FROM mail ORDER BY id DESC LIMIT 1")
    return recipient, kind


@pytest.mark.parametrize("number", ["01 99 00 00 00", "+33 (0)1.99.00.00.00", ""])
def test_telephone_and_language_can_be_changed(portal: Portal, session: str, number: str) -> None:
    before = portal.ask("GET", "profile", session).json()
    assert (before["identifier"], before["telephone"]) == (DEMO_VOTER, "")
    changed = portal.ask("PATCH", "profile", session, telephone=f" {number} ", language="en").json()
    assert (changed["telephone"], changed["language"]) == (number, "en")
    assert portal.ask("GET", "profile", session).json() == changed
    portal.recovery_link()
    ((subject,),) = portal.sql("SELECT subject FROM mail WHERE kind = 'recovery'")
    assert subject == "Your link for a new password"


def test_a_telephone_number_that_is_none(portal: Portal, session: str) -> None:
    before = portal.everything()
    for number in ("12345", "poste 12", "01 99 00 00 00 x", "+", "1" * 16):
        response = portal.ask("PATCH", "profile", session, telephone=number, language="fr")
        refused(response, ErrorCode.TELEPHONE_REFUSED)
    assert portal.everything() == before


def test_a_new_password_ends_all_other_sessions(portal: Portal, session: str) -> None:
    others = [portal.sign_in(), portal.sign_in()]
    anothers = portal.activated(OTHER_VOTER)[2]
    done = change(portal, session, NEW_PASSWORD)
    assert (done.status_code, done.json()) == (200, {})
    assert portal.lives(session)
    assert portal.lives(anothers)
    assert not any(portal.lives(other) for other in others)
    assert newest_mail(portal) == (DEMO_VOTER, "password_changed")
    refused(portal.try_sign_in(password=PASSWORD), ErrorCode.SIGN_IN_REFUSED)
    portal.sign_in(password=NEW)


@each_change
def test_a_recovery_ends_with_the_change(
    portal: Portal, session: str, changed: dict[str, str]
) -> None:
    """Whoever read the voter's mail and knew the old answer has nothing left of it."""
    answered, opened = portal.recovery_link(), portal.recovery_link()
    ticket = portal.recovery_ticket(answered)
    assert change(portal, session, changed).status_code == 200
    refused(portal.reset(answered, ticket, "Encore9un-autre"), ErrorCode.LINK_USED)
    refused(portal.answer(opened), ErrorCode.LINK_USED)
    assert portal.recovery_link(), "another can be asked for"


def test_a_stolen_session_guesses_no_more_than_a_stranger(portal: Portal, session: str) -> None:
    guess_in(portal, session, 3)
    guess_in(portal, session, 2, NEW_QUESTION)
    for changed in (NEW_PASSWORD, NEW_QUESTION):
        problem = refused(change(portal, session, changed), ErrorCode.TOO_MANY)
        assert problem["retry_after"] == 30
    portal.clock.advance(seconds=30)
    assert change(portal, session, NEW_PASSWORD).status_code == 200
    assert portal.counts() == []


@each_change
def test_guesses_elsewhere_keep_nobody_out(
    portal: Portal, session: str, changed: dict[str, str]
) -> None:
    """Neither in a stolen session nor at the door, though from the voter's own address."""
    own = portal.sign_in()
    guess_in(portal, session, 5)
    assert portal.sign_in(), "nor out"
    for _time in range(5):
        refused(portal.try_sign_in(password=WRONG), ErrorCode.SIGN_IN_REFUSED)
    refused(portal.try_sign_in(), ErrorCode.TOO_MANY)
    refused(change(portal, session, changed), ErrorCode.TOO_MANY)
    assert change(portal, own, changed).status_code == 200


def test_another_question_is_asked_from_then_on(portal: Portal, session: str) -> None:
    done = change(portal, session, NEW_QUESTION)
    assert (done.status_code, done.json()) == (200, {})
    assert newest_mail(portal) == (DEMO_VOTER, "question_changed")
    assert portal.ask("GET", "profile", session).json()["question_id"] == "lost-object"
    token = portal.recovery_link()
    assert portal.post("recovery/open", token=token).json()["question"].startswith("Quel objet")
    refused(portal.answer(token, ANSWER), ErrorCode.ANSWER_WRONG)
    assert portal.answer(token, "un PARAPLUIE").status_code == 200
    assert portal.lives(session)


def test_what_is_not_taken_changes_nothing_and_is_no_try(portal: Portal, session: str) -> None:
    guess_in(portal, session, 1)
    before = portal.everything()
    for changed, code in (
        ({"new_password": "motdepassetreslong"}, ErrorCode.PASSWORD_REFUSED),
        (NEW_QUESTION | {"question_id": "birth"}, ErrorCode.QUESTION_UNKNOWN),
        (NEW_QUESTION | {"answer": WRONG}, ErrorCode.ANSWER_REFUSED),  # as it is the password
    ):
        refused(change(portal, session, changed, WRONG), code)
    assert portal.everything() == before


def test_a_later_password_is_not_the_answer(portal: Portal) -> None:
    token, answer = portal.invite(), f"{ANSWER} 9"
    near = ANSWER.upper().replace(" ", "-").replace("V", "v") + "-9"  # another to a machine alone
    activated = portal.activate(token, portal.create_password(token), answer=answer)
    before = portal.sql("SELECT password_hash FROM voter WHERE id = 1")
    link = portal.recovery_link()
    ticket = portal.answer(link, answer).json()["ticket"]
    for response in (
        change(portal, activated.json()["session"], {"new_password": near}),
        portal.reset(link, ticket, near),
    ):
        assert refused(response, ErrorCode.PASSWORD_REFUSED)["fault"] == "is_password"
    assert portal.sql("SELECT password_hash FROM voter WHERE id = 1") == before
    assert portal.reset(link, ticket, NEW).status_code == 200
