"""*Je vote*: what the countdown says, whatever the clocks and the portal do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.clocks import Clocks
from tests.scripted.portal import CLOSES, OPENS, FakePortal, Moment, election_at
from tests.scripted.visits import Reached, play
from tui_voter import messages
from tui_voter.audit.player import take
from tui_voter.contract.election import Election
from tui_voter.contract.errors import PortalUnreachable
from tui_voter.dialogue import BACK, Back, CountdownView, Dialogue, Left, Took
from tui_voter.journeys.shared.announcements import Announcements
from tui_voter.journeys.shared.machine import Here
from tui_voter.journeys.vote import hours
from tui_voter.journeys.vote.hours import VoteCountdown, vote_entry_label

PARIS = ZoneInfo("Europe/Paris")
READ_AT = datetime(2022, 10, 18, 10, 22, tzinfo=PARIS).astimezone(UTC)
AT_HOME = Here(PARIS, "Europe/Paris")


def election(portal_time: datetime) -> Election:
    since = datetime(2022, 10, 13, 8, tzinfo=PARIS)
    return msgspec.structs.replace(election_at(portal_time), portal_from=since, refresh_in=60)


@dataclass
class Watch:
    """A countdown that is watched from ``start`` on, on a machine whose clock is ``off``."""

    start: datetime
    off: timedelta = timedelta(0)
    here: Here = AT_HOME
    machine: Clocks = field(init=False)

    def __post_init__(self) -> None:
        self.machine = Clocks(self.start + self.off)
        self.reachable = True
        self.tells: Election | None = None
        self.hear: Callable[[Election], None] = lambda _election: None
        portal = Reached(FakePortal(Moment.EARLY), self._answer)
        clock = self.machine.portal_clock()
        clock.set(self.start, clock.elapsed())
        self.countdown = VoteCountdown(
            portal, election(self.start), self.here, clock, lambda told: self.hear(told)
        )

    async def _answer(self, *_asked: object) -> Election:
        if not self.reachable:
            raise PortalUnreachable
        return self.tells or election(self.time)

    @property
    def time(self) -> datetime:
        return self.start + timedelta(seconds=self.machine.seconds - 1000)

    @property
    def view(self) -> CountdownView:
        return self.countdown.view()


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("moment", "brief", "spoken", "entry"),
    [
        (
            *(OPENS - timedelta(seconds=59), "Ouverture dans moins d’une minute"),
            *("Ouverture du vote dans 59 secondes.", "Je vote"),
        ),
        (
            *(OPENS + timedelta(hours=1), "Clôture dans 7 j 8 h"),
            "Le vote est ouvert. Clôture dans 7 jours et 8 heures.",
            "Je vote",
        ),
        (CLOSES, "Vote clos", "Le vote est clos.", "Résultats du vote, clos le 8 décembre à 17 h"),
    ],
)
def test_the_countdown_in_words(moment: datetime, brief: str, spoken: str, entry: str) -> None:
    messages.use("fr")
    watch = Watch(moment)
    view = watch.view
    told = view.brief, view.spoken, vote_entry_label(watch.countdown, None)
    assert [*map(plain, told)] == [brief, spoken, entry]
    assert plain(view.lines[0][0]) == (
        "Ouvert du jeudi 1er décembre 2022 à 8 h\nau jeudi 8 décembre 2022 à 17 h (heure de Paris)"
    )


def test_until_when_one_can_vote_is_told() -> None:
    """And elsewhere, in the local time as well."""
    messages.use("fr")
    here = Here(ZoneInfo("America/New_York"), "America/New_York")
    countdown = Watch(OPENS, here=here).countdown
    assert plain(countdown.until()) == (
        "Vous pouvez voter jusqu’au jeudi 8 décembre 2022 à 17 h (heure de Paris). "
        "À l’heure locale (New York) : jeudi 8 décembre 2022 à 11 h."
    )
    assert plain(vote_entry_label(countdown, 2)) == "Je vote : 2 bulletins à déposer"
    late = Watch(CLOSES).countdown
    late.lasts_until(CLOSES + timedelta(minutes=20))
    assert plain(vote_entry_label(late, 2)) == "Je vote : 2 bulletins à déposer"


async def test_the_page_leads_on_and_its_usual_way_does_no_harm() -> None:
    watch = Watch(OPENS - timedelta(seconds=150))
    ways: list[Left] = []

    async def journey(dialogue: Dialogue) -> None:
        for _turn in range(4):
            ways.append(await hours.watch(dialogue, watch.countdown))
            watch.machine.pass_time(60)

    script: list[str | Back] = ["ballots", "guide", hours.VOTE, BACK, hours.VOTE]
    said = await play(journey, *map(take, script))
    assert ways == [Took(hours.BALLOTS), Took(hours.GUIDE), BACK, Took(hours.VOTE)]
    assert [*map(plain, said.notices)] == [
        "The vote is not open yet: it opens on 1 December at 08:00."
    ]
    offered = [
        action.label for one in said.shown for action in one.screen.actions if action.name == "vote"
    ]
    assert set(offered[:-1]) == {"Go to the vote, once it opens"}
    assert offered[-1] == "Go to the vote", "it has opened meanwhile"


def test_who_signed_in_before_the_closing_is_told_how_long_they_may_still_vote() -> None:
    countdown = Watch(CLOSES + timedelta(minutes=8)).countdown
    assert (countdown.phase, countdown.view().spoken) == ("closed", "The vote is closed.")
    countdown.lasts_until(CLOSES + timedelta(minutes=30))
    view = countdown.view()
    assert plain(view.spoken).endswith("you can still vote for 22 minutes.")
    assert view.phase == "grace"


@pytest.mark.parametrize(
    ("off", "told"),
    [(120, ""), (-120, ""), (121, "fast by 2 minutes"), (-180, "slow by 3 minutes")],
)
def test_a_clock_is_spoken_of_from_two_minutes_on(off: int, told: str) -> None:
    lines = Watch(READ_AT, timedelta(seconds=off)).view.sentences
    spoken = [line for line in lines if "Your computer’s clock" in line]
    assert [told in line for line in spoken] == [True] * bool(told)


NOUMEA = "du jeudi 1er décembre 2022 à 18 h au vendredi 9 décembre 2022 à 3 h"


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Pacific/Noumea", [f"Chez vous (Nouméa) : {NOUMEA}"]),
        *(("Etc/UTC", []), ("Europe/Brussels", [])),
    ],
)
def test_local_hours_are_told_where_they_differ(zone: str, told: list[str]) -> None:
    messages.use("fr")
    lines = Watch(READ_AT, here=Here(ZoneInfo(zone), zone)).view.sentences
    assert [plain(line) for line in lines if "Chez vous" in line] == told


def test_the_hours_stand_in_columns_too_and_the_time_in_a_bar() -> None:
    messages.use("fr")
    view = Watch(READ_AT, here=Here(ZoneInfo("Pacific/Noumea"), "Pacific/Noumea")).view
    assert [tuple(map(plain, row)) for _sentence, dates in view.lines for row in dates] == [
        ("Ouverture, heure de Paris", "jeudi 1er décembre 2022", "8 h"),
        ("Clôture, heure de Paris", "jeudi 8 décembre 2022", "17 h"),
        ("Ouverture, heure de Nouméa", "jeudi 1er décembre 2022", "18 h"),
        ("Clôture, heure de Nouméa", "vendredi 9 décembre 2022", "3 h"),
    ]
    assert view.passed is not None
    start, share, end = view.passed
    assert (plain(start), plain(end)) == ("13 octobre à 8 h", "1er décembre à 8 h")
    assert 0.1 < share < 0.11


async def test_a_clock_that_was_set_is_told_followed_and_heard_again_soon() -> None:
    watch = Watch(READ_AT)
    watch.tells = msgspec.structs.replace(
        election(OPENS - timedelta(minutes=2)), speed=60, real_time=False, refresh_in=1
    )
    await watch.countdown.sync()
    assert watch.view.sentences[-1] == "The portal’s clock has been set for training or testing."
    watch.machine.pass_time(1)
    assert watch.view.spoken == "The vote opens in 1 minute."
    assert watch.countdown.sync_due()
    watch.machine.pass_time(1)
    assert watch.view.phase == "open"
    watch.tells = msgspec.structs.replace(watch.tells, speed=0)
    await watch.countdown.sync()
    watch.reachable = False
    watch.machine.pass_time(600)
    assert watch.view.spoken == "Clock stopped. The vote opens in 2 minutes."
    assert watch.view.told.startswith("Clock stopped. The vote opens in 0 days 0 hours 2 minutes.")
    assert watch.view.brief == "Clock stopped"
    assert watch.view.sentences[-1].startswith("The portal’s clock is stopped for training")
    await watch.countdown.sync()
    assert watch.view.sentences[-2].startswith("The portal is not responding. Its clock was")


async def test_it_goes_on_and_says_so_when_the_portal_is_unreachable() -> None:
    watch = Watch(OPENS - timedelta(hours=1))
    watch.reachable = False
    watch.machine.pass_time(61)
    assert watch.countdown.sync_due()
    await watch.countdown.sync()
    assert not watch.countdown.sync_due()  # not at once again
    watch.machine.pass_time(180)
    assert "The portal is not responding; the countdown continues." in "".join(watch.view.sentences)
    assert watch.view.parts[1:] == ((0, "hours"), (55, "minutes"), (59, "seconds"))
    watch.reachable = True
    assert watch.countdown.sync_due()
    await watch.countdown.sync()
    assert not any("portal" in line for line in watch.view.sentences)


async def test_at_the_turn_the_portal_is_asked_again() -> None:
    watch = Watch(OPENS - timedelta(seconds=11))
    watch.machine.pass_time(10)
    assert not watch.countdown.sync_due()
    watch.machine.pass_time(1)
    assert watch.countdown.sync_due()
    await watch.countdown.sync()
    assert not watch.countdown.sync_due()


async def test_what_is_said_to_all_is_told_once_and_so_is_that_it_was_taken_back() -> None:
    watch = Watch(READ_AT)

    async def journey(dialogue: Dialogue) -> None:
        watch.hear = Announcements(dialogue).hear
        for text in ("", "Break", "Break", "Back at ten", "", ""):
            watch.tells = msgspec.structs.replace(election(READ_AT), announcement=text)
            await watch.countdown.sync()

    said = await play(journey)
    assert said.notices == [
        *("Message to all: Break", "Message to all: Back at ten"),
        "The message to all has been taken back.",
    ]
