"""What the machine remembers: nothing, unless the voter says so."""

import pytest

from tests.entry.visitor import ANSWER, NEW_PASSWORD, PASSES, PASSWORD, SIGNED_OUT, WELCOME, Visitor
from tests.portal.captcha_solver import solve
from tui_voter.audit.machine import FakeVault
from tui_voter.audit.player import Reply, choose, fill, leave, sees
from tui_voter.machine.vault import Remembered, VaultState
from tui_voter.secret import Secret

ASKED = sees("Next time, on this computer")
AND_PASSWORD = sees("Your password too?")
KNOWN = sees("This computer remembers your portal and your email address.")
OTHER = "Tout-autre-chose 12"


@pytest.fixture
def active(active: Visitor) -> Visitor:
    """A voter with an account, at a machine that has a key store and remembers nothing."""
    active.vault = FakeVault()
    return active


def vault_of(visitor: Visitor) -> FakeVault:
    assert visitor.vault is not None
    return visitor.vault


def remember(visitor: Visitor, password: str = "") -> None:
    visitor.remembers = True
    vault_of(visitor).kept = Remembered(visitor.portal.url, visitor.address, Secret(password))


def is_kept(visitor: Visitor, password: str = "") -> bool:
    kept = Remembered(visitor.portal.url, visitor.address, Secret(password))
    return visitor.remembers and vault_of(visitor).kept == kept


def test_no_is_the_first_answer_and_leaves_nothing(active: Visitor) -> None:
    said = active.play(*active.signs_in(), ASKED, choose("nothing"), WELCOME)
    assert (vault_of(active).kept, active.remembers) == (None, False)
    assert vault_of(active).recalled == 0, "nothing was remembered: it was not asked"
    assert "Your password too?" not in said.titles


def test_the_portal_and_the_identifier(active: Visitor) -> None:
    asked = (ASKED, choose("identifier"), AND_PASSWORD, choose("no"), KNOWN)
    active.play(*active.signs_in(), *asked, WELCOME)
    assert is_kept(active)
    active.origins = ()  # the portal, too, comes from the key store
    who = sees("{identifier} · Portal: {host}", identifier=active.address)
    said = active.play(KNOWN, fill(), who, PASSES, WELCOME)
    assert "Next time, on this computer" not in said.titles


def test_the_password_is_a_yes_of_its_own_and_is_not_typed_then(active: Visitor) -> None:
    active.play(
        *(*active.signs_in(), choose("identifier"), choose("yes")),
        sees("This computer remembers your portal, your email address and your password."),
    )
    assert is_kept(active, PASSWORD)
    said = active.play(
        *(fill(), sees("The password used is the one that this computer remembers.")),
        *(fill(captcha="x"), sees("Wrong answer. New question."), fill(captcha=solve), WELCOME),
    )
    assert not {"Next time, on this computer", "Your password too?"} & {*said.titles}
    assert PASSWORD not in "\n".join(said.said)


@pytest.mark.parametrize("has_vault", [True, False])
def test_it_is_asked_after_an_activation(visitor: Visitor, has_vault: bool) -> None:
    """Not where there is no vault: the demo does not look at what the machine has."""
    visitor.vault, visitor.remembers = FakeVault() if has_vault else None, not has_vault
    answers = (ASKED, choose("identifier"), choose("yes")) if has_vault else ()
    said = visitor.play(*visitor.activation(), *answers, WELCOME)
    if has_vault:
        assert is_kept(visitor, PASSWORD)
    else:
        assert said.notices == [SIGNED_OUT]


REMEMBERED: dict[str, tuple[str, tuple[Reply, ...], str]] = {
    "another password is typed, and takes its place": (
        *(OTHER, (fill(), leave("type_password"), PASSES, AND_PASSWORD, choose("yes"), WELCOME)),
        PASSWORD,
    ),
    "a password that is not taken is typed": (
        OTHER,
        (
            *(fill(), fill(captcha=solve)),
            sees("The portal does not accept the remembered password: type yours."),
            *(PASSES, AND_PASSWORD, choose("no"), WELCOME),
        ),
        "",
    ),
    "the link form is a way out, and the way back is there": (
        "",
        (
            *(leave("mailed_link"), sees("Open your voter account"), leave("sign_in")),
            *(KNOWN, fill(), PASSES, WELCOME),
        ),
        "",
    ),
    "forgotten, at the first step": (
        PASSWORD,
        (
            *(leave("forgotten"), sees("Forgotten password"), leave(), KNOWN, leave("forgotten")),
            *(fill(captcha=solve), sees("a link, valid for {n} minutes", n=60)),
        ),
        PASSWORD,
    ),
}


@pytest.mark.parametrize(("before", "script", "after"), REMEMBERED.values(), ids=REMEMBERED)
def test_remembers(active: Visitor, before: str, script: tuple[Reply, ...], after: str) -> None:
    remember(active, before)
    active.origins = ()  # the portal, too, comes from the key store
    active.play(*script)
    assert is_kept(active, after)


def test_a_new_password_is_asked_about_after_a_recovery(active: Visitor) -> None:
    remember(active, PASSWORD)
    active.play(fill(), leave("forgotten"), fill(captcha=solve))
    active.play(
        *(leave("mailed_link"), fill(link=active.last_link()), fill(answer=ANSWER)),
        *(fill(password=NEW_PASSWORD), AND_PASSWORD, choose("yes"), WELCOME),
    )
    assert is_kept(active, NEW_PASSWORD)


@pytest.mark.parametrize("origin", ["", "https://[", "http://a.exemple", "https://portaıl.exemple"])
def test_what_was_erased_meanwhile_or_is_odd_is_typed(active: Visitor, origin: str) -> None:
    active.remembers = True
    vault_of(active).kept = Remembered(origin, active.address, Secret(PASSWORD)) if origin else None
    who = fill(identifier=active.address)
    said = active.play(fill(), who, PASSES, ASKED, choose("nothing"), WELCOME)
    assert "Sign in" in said.titles
    assert active.remembers is bool(origin)


SIGNED_IN = "You are signed in."
UNUSABLE = {
    VaultState.ABSENT: "This computer has no keyring: nothing is remembered.",
    VaultState.NULL: "This computer’s keyring is turned off: nothing is remembered.",
}


@pytest.mark.parametrize("state", UNUSABLE)
def test_why_nothing_can_be_kept_is_said(active: Visitor, state: VaultState) -> None:
    """But where there is no keyring, and nothing was remembered, which is no news."""
    active.vault = FakeVault(state)
    said = active.play(*active.signs_in(), WELCOME)
    assert "Next time, on this computer" not in said.titles
    why = [UNUSABLE[state]] if state is not VaultState.ABSENT else []
    assert said.notices == [SIGNED_IN, *why, SIGNED_OUT]
    assert not active.remembers
    active.remembers = True
    said = active.play(fill(), sees(UNUSABLE[state]), *active.signs_in()[1:], WELCOME)
    assert said.notices == [UNUSABLE[state], SIGNED_IN, SIGNED_OUT]
    assert active.remembers  # it may be there next time
