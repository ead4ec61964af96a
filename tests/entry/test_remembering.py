"""What the machine remembers: nothing, unless the voter says so."""

from __future__ import annotations

import pytest

from tests.entry.visitor import (
    ANSWER,
    NEW_PASSWORD,
    PASSWORD,
    SIGNED_OUT,
    SIGNS_OUT,
    Visitor,
)
from tests.portal.captcha_solver import solve
from tui_voter.audit.machine import FakeVault
from tui_voter.audit.player import Reply, choose, fill, leave, quit_, sees
from tui_voter.machine.vault import Remembered, VaultState
from tui_voter.secret import Secret

WELCOME = sees("Welcome to your elections portal")
ASKED = sees("Next time, on this computer")
AND_PASSWORD = sees("Your password too?")


@pytest.fixture
def active(visitor: Visitor) -> Visitor:
    """A voter with an account, at a machine that has a key store and remembers nothing."""
    visitor.activate()
    visitor.vault = FakeVault()
    return visitor


def vault_of(visitor: Visitor) -> FakeVault:
    assert visitor.vault is not None
    return visitor.vault


def signs_in(visitor: Visitor, password: str = PASSWORD) -> tuple[Reply, ...]:
    return (
        leave("sign_in"),
        fill(identifier=visitor.address),
        fill(password=password, captcha=solve),
    )


def remember(visitor: Visitor, *, password: str = "") -> None:
    visitor.remembers = True
    vault_of(visitor).kept = Remembered(visitor.portal.url, visitor.address, Secret(password))


def test_no_is_the_first_answer_and_leaves_nothing(active: Visitor) -> None:
    said = active.play(*signs_in(active), ASKED, choose("nothing"), WELCOME, SIGNS_OUT)
    assert vault_of(active).kept is None
    assert not active.remembers
    assert "Your password too?" not in said.titles


def test_the_portal_and_the_identifier(active: Visitor) -> None:
    active.play(
        *signs_in(active),
        ASKED,
        choose("identifier"),
        AND_PASSWORD,
        choose("no"),
        sees("This computer remembers your portal and your email address."),
        WELCOME,
        SIGNS_OUT,
    )
    assert vault_of(active).kept == Remembered(active.portal.url, active.address)
    assert active.remembers
    active.origins = ()  # the portal, too, comes from the key store
    said = active.play(
        sees("This computer remembers your portal and your email address."),
        fill(),
        sees("{identifier} · Portal: {host}", identifier=active.address),
        fill(password=PASSWORD, captcha=solve),
        WELCOME,
        SIGNS_OUT,
    )
    assert "Next time, on this computer" not in said.titles


def test_the_password_is_a_yes_of_its_own_and_is_not_typed_then(active: Visitor) -> None:
    active.play(
        *signs_in(active),
        choose("identifier"),
        choose("yes"),
        sees("This computer remembers your portal, your email address and your password."),
        SIGNS_OUT,
    )
    assert vault_of(active).kept == Remembered(active.portal.url, active.address, Secret(PASSWORD))
    said = active.play(
        fill(),
        sees("The password used is the one that this computer remembers."),
        fill(captcha="x"),
        sees("Wrong answer. New question."),
        fill(captcha=solve),
        WELCOME,
        SIGNS_OUT,
    )
    assert "Next time, on this computer" not in said.titles
    assert "Your password too?" not in said.titles
    assert PASSWORD not in "\n".join(said.said)


def test_it_is_asked_after_an_activation(visitor: Visitor) -> None:
    visitor.vault = FakeVault()
    visitor.play(
        *visitor.activation(), ASKED, choose("identifier"), choose("yes"), WELCOME, SIGNS_OUT
    )
    assert visitor.vault.kept == Remembered(visitor.portal.url, visitor.address, Secret(PASSWORD))


def test_a_machine_that_remembers_nothing_is_not_asked_for_it(active: Visitor) -> None:
    active.play(*signs_in(active), choose("nothing"), SIGNS_OUT)
    assert vault_of(active).recalled == 0


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_a_forgotten_password_is_offered_at_the_first_step_too(
    active: Visitor, password: str
) -> None:
    remember(active, password=password)
    active.origins = ()  # the portal, too, comes from the key store
    active.play(
        leave("forgotten"),
        sees("Forgotten password"),
        leave(),
        sees("This computer remembers your portal and your email address."),
        leave("forgotten"),
        fill(captcha=solve),  # of the identifier that is remembered
        sees("a link, valid for {n} minutes", n=60),
        quit_(),
    )


def test_another_password_may_be_typed(active: Visitor) -> None:
    remember(active, password="Tout-autre-chose 12")
    active.play(
        fill(),
        leave("type_password"),
        fill(password=PASSWORD, captcha=solve),
        AND_PASSWORD,  # the one that is remembered has been replaced
        choose("yes"),
        WELCOME,
        SIGNS_OUT,
    )
    assert vault_of(active).kept == Remembered(active.portal.url, active.address, Secret(PASSWORD))


def test_a_remembered_password_that_is_not_taken_is_typed(active: Visitor) -> None:
    remember(active, password="Tout-autre-chose 12")
    active.play(
        fill(),
        fill(captcha=solve),
        sees("The portal does not accept the remembered password: type yours."),
        fill(password=PASSWORD, captcha=solve),
        AND_PASSWORD,
        choose("no"),
        WELCOME,
        SIGNS_OUT,
    )
    assert vault_of(active).kept == Remembered(active.portal.url, active.address)


def test_a_new_password_is_asked_about_after_a_recovery(active: Visitor) -> None:
    remember(active, password=PASSWORD)
    active.play(fill(), leave("forgotten"), fill(captcha=solve), quit_())
    active.play(
        leave("mailed_link"),
        fill(link=active.last_link()),
        fill(answer=ANSWER),
        fill(password=NEW_PASSWORD),
        AND_PASSWORD,
        choose("yes"),
        SIGNS_OUT,
    )
    assert vault_of(active).kept == Remembered(
        active.portal.url, active.address, Secret(NEW_PASSWORD)
    )


def test_another_voter_may_sign_in_and_is_asked_for_themselves(active: Visitor) -> None:
    somebody = Remembered(active.portal.url, "quelqu.un@academie.exemple")
    active.remembers, vault_of(active).kept = True, somebody
    active.play(
        fill(),
        leave(),
        fill(identifier=active.address),
        fill(password=PASSWORD, captcha=solve),
        ASKED,
        choose("nothing"),
        SIGNS_OUT,
    )
    assert vault_of(active).kept == somebody


def test_the_link_form_is_a_way_out_and_the_way_back_is_there(active: Visitor) -> None:
    remember(active)
    active.play(
        leave("mailed_link"),
        sees("Open your voter account"),
        leave("sign_in"),
        sees("This computer remembers your portal and your email address."),
        fill(),
        fill(password=PASSWORD, captcha=solve),
        WELCOME,
        SIGNS_OUT,
    )


def test_what_was_erased_meanwhile_is_typed(active: Visitor) -> None:
    active.remembers = True
    active.play(
        fill(),
        fill(identifier=active.address),
        fill(password=PASSWORD, captcha=solve),
        ASKED,
        choose("nothing"),
        SIGNS_OUT,
    )
    assert not active.remembers


SIGNED_IN = "You are signed in."
UNUSABLE = {
    VaultState.ABSENT: "This computer has no keyring: nothing is remembered.",
    VaultState.NULL: "This computer’s keyring is turned off: nothing is remembered.",
    VaultState.PLAINTEXT: (
        "This computer’s keyring would store secrets unprotected: it is not used, and nothing "
        "is remembered."
    ),
    VaultState.LOCKED: (
        "This computer’s keyring is locked: it is not used this time. Unlock it before your "
        "next visit."
    ),
    VaultState.REFUSING: (
        "This computer’s keyring is not responding: you can continue without it."
    ),
}


@pytest.mark.parametrize("state", UNUSABLE)
def test_where_nothing_can_be_kept_one_sentence_says_why(
    active: Visitor, state: VaultState
) -> None:
    """But where there is no keyring, which is no news."""
    active.vault = FakeVault(state)
    said = active.play(*signs_in(active), WELCOME, SIGNS_OUT)
    assert "Next time, on this computer" not in said.titles
    why = [UNUSABLE[state]] if state is not VaultState.ABSENT else []
    assert said.notices == [SIGNED_IN, *why, SIGNED_OUT]
    assert not active.remembers


@pytest.mark.parametrize("state", UNUSABLE)
def test_where_nothing_can_be_recalled_it_is_typed(active: Visitor, state: VaultState) -> None:
    active.vault, active.remembers = FakeVault(state), True
    said = active.play(
        fill(),
        sees(UNUSABLE[state]),
        fill(identifier=active.address),
        fill(password=PASSWORD, captcha=solve),
        WELCOME,
        SIGNS_OUT,
    )
    assert said.notices == [UNUSABLE[state], SIGNED_IN, SIGNED_OUT]
    assert active.remembers  # it may be there next time


def test_a_store_that_refuses_after_all(active: Visitor) -> None:
    class Refusing(FakeVault):
        async def keep(self, remembered: Remembered) -> None:  # noqa: ARG002
            self.its_state = VaultState.REFUSING
            self._open()

    active.vault = Refusing()
    active.play(
        *signs_in(active),
        choose("identifier"),
        choose("no"),
        sees(UNUSABLE[VaultState.REFUSING]),
        WELCOME,
        SIGNS_OUT,
    )
    assert not active.remembers


def test_without_a_vault_nothing_is_asked(visitor: Visitor) -> None:
    visitor.remembers = True  # the demo does not look at what the machine has
    said = visitor.play(*visitor.activation(), WELCOME, SIGNS_OUT)
    assert said.notices == [SIGNED_OUT]


@pytest.mark.parametrize(
    "origin",
    ["x/y", "https://[", "http://a.exemple", "https://a@b.exemple", "https://portaıl.exemple"],
)
def test_an_odd_record_in_the_key_store_is_none(active: Visitor, origin: str) -> None:
    active.remembers = True
    vault_of(active).kept = Remembered(origin, active.address, Secret(PASSWORD))
    said = active.play(
        fill(),
        fill(identifier=active.address),
        fill(password=PASSWORD, captcha=solve),
        *(ASKED, choose("nothing"), WELCOME, SIGNS_OUT),
    )
    assert "Sign in" in said.titles


def test_a_remembered_portal_is_read_as_a_typed_one(active: Visitor) -> None:
    remember(active)
    active.vault = FakeVault()
    vault_of(active).kept = Remembered(f"{active.portal.url.upper()}/", active.address)
    active.origins = ()
    active.play(fill(), fill(password=PASSWORD, captcha=solve), choose("nothing"), SIGNS_OUT)
