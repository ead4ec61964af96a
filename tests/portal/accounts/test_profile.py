"""*Mon compte*: what is shown, what a voter changes, and what it takes."""

from __future__ import annotations

import msgspec
import pytest

from tests.portal.conftest import ANSWER, PASSWORD, QUESTION, Portal, refused
from tests.portal_process import DEMO_VOTER, OTHER_VOTER
from tui_voter.contract.account import Profile
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language

pytestmark = pytest.mark.each_database

NEW = "Nouveau3passe-ici"
WRONG = "Mauvais2passe-la"


def newest_mail(portal: Portal) -> tuple[str, str]:
    ((recipient, kind),) = portal.sql("SELECT recipient, kind FROM mail ORDER BY id DESC LIMIT 1")
    return recipient, kind


def test_the_profile_is_as_the_portal_has_it(portal: Portal, session: str) -> None:
    response = portal.ask("GET", "profile", session)
    profile = msgspec.json.decode(response.content, type=Profile)
    assert (profile.identifier, profile.family_name) == (DEMO_VOTER, "Dumont")
    kept = portal.sql("SELECT affiliation, body FROM voter WHERE address = ?", DEMO_VOTER)
    assert (profile.affiliation, profile.body) == kept[0]
    assert (profile.telephone, profile.language) == ("", Language.FR)
    assert profile.question_id == QUESTION
    assert len(profile.questions) == 8
    assert {"Camille", "Dumont"} <= set(profile.words)


@pytest.mark.parametrize("number", ["01 99 00 00 00", "+33 (0)1.99.00.00.00", ""])
def test_telephone_and_language_can_be_changed(portal: Portal, session: str, number: str) -> None:
    changed = portal.ask("PATCH", "profile", session, telephone=f" {number} ", language="en")
    assert (changed.json()["telephone"], changed.json()["language"]) == (number, "en")
    assert portal.ask("GET", "profile", session).json() == changed.json()
    portal.recovery_link()
    ((subject,),) = portal.sql("SELECT subject FROM mail WHERE kind = 'recovery'")
    assert subject == "Your link for a new password"


@pytest.mark.parametrize("number", ["12345", "poste 12", "01 99 00 00 00 x", "+", "1" * 16])
def test_a_telephone_number_that_is_none(portal: Portal, session: str, number: str) -> None:
    before = portal.everything()
    response = portal.ask("PATCH", "profile", session, telephone=number, language="fr")
    refused(response, ErrorCode.TELEPHONE_REFUSED)
    assert portal.everything() == before


# --- The password -----------------------------------------------------------------------------


def test_a_new_password_ends_all_other_sessions(portal: Portal, session: str) -> None:
    others = [portal.sign_in(), portal.sign_in()]
    anothers = portal.activated(OTHER_VOTER)[2]
    done = portal.ask("POST", "profile/password", session, password=PASSWORD, new_password=NEW)
    assert (done.status_code, done.json()) == (200, {})
    assert portal.lives(session)
    assert portal.lives(anothers)
    assert not any(portal.lives(other) for other in others)
    assert newest_mail(portal) == (DEMO_VOTER, "password_changed")
    refused(portal.try_sign_in(password=PASSWORD), ErrorCode.SIGN_IN_REFUSED)
    portal.sign_in(password=NEW)


CHANGES = [
    ("profile/password", {"new_password": NEW}),
    ("profile/question", {"question_id": "lost-object", "answer": "Un parapluie"}),
]


@pytest.mark.parametrize(("path", "change"), CHANGES)
def test_a_recovery_that_was_begun_before_ends_with_the_change(
    portal: Portal, session: str, path: str, change: dict[str, str]
) -> None:
    """Whoever read the voter's mail and knew the old answer has nothing left of it."""
    answered, opened = portal.recovery_link(), portal.recovery_link()
    ticket = portal.recovery_ticket(answered)
    assert portal.ask("POST", path, session, password=PASSWORD, **change).status_code == 200
    refused(portal.reset(answered, ticket, "Encore9un-autre"), ErrorCode.LINK_USED)
    refused(portal.answer(opened), ErrorCode.LINK_USED)
    assert portal.recovery_link(), "another can be asked for"


def test_a_wrong_password_or_one_against_the_policy_changes_nothing(
    portal: Portal, session: str
) -> None:
    other = portal.sign_in()
    mails = portal.sql("SELECT count(*) FROM mail")
    guess_in(portal, session, 1)
    before = portal.everything()
    weak = {"password": WRONG, "new_password": "motdepassetreslong"}
    response = portal.ask("POST", "profile/password", session, **weak)
    problem = refused(response, ErrorCode.PASSWORD_REFUSED)
    assert problem["rules"] == ["upper", "digit", "special"]
    assert portal.everything() == before, "nor was it a try"
    assert portal.lives(other)
    assert portal.sql("SELECT count(*) FROM mail") == mails
    portal.sign_in()


def test_a_stolen_session_guesses_no_more_than_a_stranger(portal: Portal, session: str) -> None:
    question = {"question_id": "lost-object", "answer": "Un parapluie"}
    for _time in range(3):
        response = portal.ask("POST", "profile/password", session, password=WRONG, new_password=NEW)
        refused(response, ErrorCode.PASSWORD_WRONG)
    for _time in range(2):
        response = portal.ask("POST", "profile/question", session, password=WRONG, **question)
        refused(response, ErrorCode.PASSWORD_WRONG)
    response = portal.ask("POST", "profile/password", session, password=PASSWORD, new_password=NEW)
    assert refused(response, ErrorCode.TOO_MANY)["retry_after"] == 30
    response = portal.ask("POST", "profile/question", session, password=PASSWORD, **question)
    assert refused(response, ErrorCode.TOO_MANY)["retry_after"] == 30

    portal.clock.advance(seconds=30)
    response = portal.ask("POST", "profile/password", session, password=PASSWORD, new_password=NEW)
    assert response.status_code == 200
    assert portal.counts() == []


def guess_in(portal: Portal, session: str, times: int) -> None:
    for _time in range(times):
        response = portal.ask("POST", "profile/password", session, password=WRONG, new_password=NEW)
        refused(response, ErrorCode.PASSWORD_WRONG)


@pytest.mark.parametrize(("path", "change"), CHANGES)
def test_who_guesses_at_the_door_keeps_nobody_inside_from_a_change(
    portal: Portal, session: str, path: str, change: dict[str, str]
) -> None:
    """Not from the voter's own address either."""
    for _time in range(5):
        refused(portal.try_sign_in(password=WRONG), ErrorCode.SIGN_IN_REFUSED)
    refused(portal.try_sign_in(), ErrorCode.TOO_MANY)
    assert portal.ask("POST", path, session, password=PASSWORD, **change).status_code == 200


@pytest.mark.parametrize(("path", "change"), CHANGES)
def test_who_guesses_in_a_stolen_session_keeps_nobody_in_another_from_a_change(
    portal: Portal, session: str, path: str, change: dict[str, str]
) -> None:
    own = portal.sign_in()
    guess_in(portal, session, 5)
    assert portal.sign_in(), "nor out"
    response = portal.ask("POST", path, session, password=PASSWORD, **change)
    refused(response, ErrorCode.TOO_MANY)
    assert portal.ask("POST", path, own, password=PASSWORD, **change).status_code == 200


def test_a_right_password_takes_the_sessions_count_away(portal: Portal, session: str) -> None:
    body = {"password": PASSWORD, "question_id": "lost-object", "answer": "Un parapluie"}
    for _time in range(2):
        guess_in(portal, session, 4)
        assert portal.ask("POST", "profile/question", session, **body).status_code == 200
    assert portal.counts() == []


def test_a_new_password_takes_every_count_away(portal: Portal, session: str) -> None:
    """They were of tries at another one."""
    refused(portal.try_sign_in(password=WRONG), ErrorCode.SIGN_IN_REFUSED)
    guess_in(portal, portal.activated(OTHER_VOTER)[2], 1)
    own = len(portal.counts())
    portal.ask("POST", "profile/password", session, password=PASSWORD, new_password=NEW)
    assert (own, portal.counts(), portal.counts(OTHER_VOTER)) == (3, [], [1])


# --- The challenge question -------------------------------------------------------------------


def test_another_question_is_asked_from_then_on(portal: Portal, session: str) -> None:
    body = {"password": PASSWORD, "question_id": "lost-object", "answer": "Un parapluie"}
    done = portal.ask("POST", "profile/question", session, **body)
    assert (done.status_code, done.json()) == (200, {})
    assert newest_mail(portal) == (DEMO_VOTER, "question_changed")
    assert portal.ask("GET", "profile", session).json()["question_id"] == "lost-object"

    token = portal.recovery_link()
    assert portal.post("recovery/open", token=token).json()["question"].startswith("Quel objet")
    refused(portal.answer(token, ANSWER), ErrorCode.ANSWER_WRONG)
    assert portal.answer(token, "un PARAPLUIE").status_code == 200
    assert portal.lives(session)


def test_a_question_and_an_answer_that_are_not_taken(portal: Portal, session: str) -> None:
    before = portal.everything()
    body = {"password": PASSWORD, "question_id": "lost-object", "answer": "Un parapluie"}
    strange = portal.ask("POST", "profile/question", session, **body | {"question_id": "birth"})
    refused(strange, ErrorCode.QUESTION_UNKNOWN)
    for answer, fault in (
        ("abc", "too_short"),
        ("objet perdu", "in_question"),
        (PASSWORD, "is_password"),
    ):
        response = portal.ask("POST", "profile/question", session, **body | {"answer": answer})
        assert refused(response, ErrorCode.ANSWER_REFUSED)["fault"] == fault
    assert portal.everything() == before


NEAR = ANSWER.upper().replace(" ", "-") + "-9"
"""Another password than the answer, to a machine alone."""


def test_a_later_password_is_not_the_answer(portal: Portal) -> None:
    token = portal.invite()
    ticket = portal.create_password(token)
    answered = portal.activate(token, ticket, answer=f"{ANSWER} 9")
    session = answered.json()["session"]
    before = portal.sql("SELECT password_hash FROM voter WHERE id = 1")
    body = {"password": PASSWORD, "new_password": NEAR.replace("V", "v")}
    problem = refused(
        portal.ask("POST", "profile/password", session, **body), ErrorCode.PASSWORD_REFUSED
    )
    assert problem["fault"] == "is_password"
    link = portal.recovery_link()
    ticket = portal.answer(link, f"{ANSWER} 9").json()["ticket"]
    problem = refused(portal.reset(link, ticket, body["new_password"]), ErrorCode.PASSWORD_REFUSED)
    assert problem["fault"] == "is_password"
    assert portal.sql("SELECT password_hash FROM voter WHERE id = 1") == before
    assert portal.reset(link, ticket, NEW).status_code == 200
