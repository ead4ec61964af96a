"""The portals that a voter chose, and those that their computer remembers."""

import pytest

from tui_voter.contract.link_faults import LinkRefused
from tui_voter.contract.portal import Portals
from tui_voter.portal.directory import PortalDirectory

UN, DEUX, TROIS = (f"https://{name}.exemple.fr" for name in ("un", "deux", "trois"))
HERE = "http://localhost:8000"


def test_those_chosen_in_this_visit_come_first_then_those_remembered() -> None:
    directory: Portals = PortalDirectory("fr", [UN, DEUX, UN])
    assert (directory.chosen, list(directory.known())) == ("", [UN, DEUX])
    directory.choose(TROIS)
    assert (directory.chosen, list(directory.known())) == (TROIS, [TROIS, UN, DEUX])
    directory.choose(DEUX)
    assert (directory.chosen, list(directory.known())) == (DEUX, [DEUX, TROIS, UN])


def test_what_has_answered_is_remembered_until_it_is_forgotten() -> None:
    """The one used last comes first; what is forgotten, or remembered alone, is not reached."""
    noted: list[str] = []
    directory = PortalDirectory(
        "fr",
        [UN, DEUX],
        remember=lambda origin, _file: noted.append(origin),
        forget=lambda origin: noted.append(f"not {origin}"),
    )
    for origin in (UN, DEUX, DEUX, TROIS):
        directory.choose(origin)
        directory.remember(origin)
    assert noted == [DEUX, TROIS]
    for origin in (UN, TROIS, DEUX):
        directory.forget(origin)
    assert (directory.chosen, directory.known()) == ("", ())
    assert noted[2:] == [f"not {UN}", f"not {TROIS}", f"not {DEUX}"]
    for each in (directory, PortalDirectory("fr", [UN])):
        with pytest.raises(ValueError, match="chose in this visit"):
            each.connect(UN)


def test_a_malformed_origin_is_refused() -> None:
    """And one in the preferences is no portal that the voter knows: it is shown anew."""
    odd = ("http://portail.exemple.fr", "https://exemple.org:99999", "https://1.2.3.4", "x y")
    directory = PortalDirectory("fr", odd)
    with pytest.raises(LinkRefused):
        directory.choose("https://a@b.exemple")
    assert directory.known() == ()


async def test_authorities_are_remembered_for_the_portals_that_they_vouched_for() -> None:
    noted: list[tuple[str, ...]] = []
    directory = PortalDirectory(
        "fr",
        [UN, DEUX],
        authorities={DEUX: "/deux.pem"},
        authority="/given.pem",
        remember=lambda *what: noted.append(what),
        forget_authority=lambda origin: noted.append((origin,)),
    )
    assert directory.authority(HERE) == ""  # nothing is encrypted
    told = [directory.remember(origin) for origin in (UN, UN, DEUX, HERE)]
    assert told == ["/given.pem", "", "/given.pem", ""]
    assert noted == [(UN, "/given.pem"), (DEUX, "/given.pem"), (HERE, "")]
    directory.forget_authority(DEUX)
    assert noted[3:] == [(DEUX,)]
    assert [directory.authority(each) for each in (UN, DEUX)] == ["/given.pem", ""]
    directory.choose(UN)
    before = directory.connect(UN)
    assert directory.connect(UN) is before
    directory.forget_authority(UN)
    assert directory.connect(UN) is not before, "who takes it back is connected anew"
    await directory.aclose()
