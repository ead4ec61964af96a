"""*Je vote*: what the countdown says, whatever the clocks and the portal do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.clocks import Clocks
from tests.linear.conversation import converse
from tests.scripted.portal import FakePortal, Moment
from tests.scripted.visits import Reached, play
from tui_voter import messages
from tui_voter.audit.player import take
from tui_voter.contract.election import Election
from tui_voter.contract.errors import PortalUnreachable
from tui_voter.contract.languages import Language
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.countdown import Phase, Span
from tui_voter.dialogue import BACK, CountdownView, Dialogue, Left, Page, Took
from tui_voter.journeys.shared.machine import Here
from tui_voter.journeys.shared.moments import duration
from tui_voter.journeys.vote.hours import (
    BALLOTS,
    GUIDE,
    VOTE,
    VoteCountdown,
    vote_entry_label,
)
from tui_voter.journeys.vote.hours import watch as watch_the_vote

PARIS = ZoneInfo("Europe/Paris")
OPENS = datetime(2022, 12, 1, 8, 0, tzinfo=PARIS).astimezone(UTC)
CLOSES = datetime(2022, 12, 8, 17, 0, tzinfo=PARIS).astimezone(UTC)
READ_AT = datetime(2022, 10, 18, 10, 22, tzinfo=PARIS).astimezone(UTC)
AT_HOME = Here(PARIS, "Europe/Paris")


def election(portal_time: datetime, opens_at: datetime = OPENS) -> Election:
    return Election(
        name="Élections professionnelles 2022",
        organiser="Académie d'Armorique",
        opens_at=opens_at,
        closes_at=CLOSES,
        time_zone="Europe/Paris",
        portal_time=portal_time,
        languages=(Language.FR, Language.EN),
        policy=PasswordPolicy(),
        support="01 99 00 00 00",
        claims_until=OPENS - timedelta(days=2),
        lists_from=OPENS - timedelta(days=15),
        refresh_in=60,
    )


@dataclass
class Watch:
    """A countdown that is watched from ``start`` on, on a machine whose clock is ``off``."""

    start: datetime
    off: timedelta = timedelta(0)
    here: Here = AT_HOME
    machine: Clocks = field(init=False)

    def __post_init__(self) -> None:
        self.machine = Clocks(self.start + self.off)
        self.reachable, self.opens_at = True, OPENS
        self.tells: Election | None = None
        portal = Reached(FakePortal(Moment.EARLY), self._answer)
        clock = self.machine.portal_clock()
        clock.set(self.start, clock.elapsed())
        self.countdown = VoteCountdown(portal, election(self.start), self.here, clock)

    async def _answer(self, *_asked: object) -> Election:
        if not self.reachable:
            raise PortalUnreachable
        return self.tells or election(self.time, self.opens_at)

    @property
    def time(self) -> datetime:
        """The portal's."""
        return self.start + timedelta(seconds=self.machine.seconds - 1000)

    @property
    def view(self) -> CountdownView:
        return self.countdown.view()


WITHOUT_BREAKS = str.maketrans("\u00a0\u202f", "  ")


@pytest.mark.parametrize(
    ("moment", "brief", "spoken", "entry"),
    [
        (
            READ_AT,
            "Ouverture dans 43 j 22 h 38 min",
            "Ouverture du vote dans 43 jours, 22 heures et 38 minutes.",
            "Je vote : le 1er décembre à 8 h",
        ),
        (
            OPENS - timedelta(seconds=59),
            "Ouverture dans moins d’une minute",
            "Ouverture du vote dans 59 secondes.",
            "Je vote : le 1er décembre à 8 h",
        ),
        (
            OPENS + timedelta(hours=1),
            "Clôture dans 7 j 8 h",
            "Le vote est ouvert. Clôture dans 7 jours et 8 heures.",
            "Je vote : ouvert jusqu’au 8 décembre à 17 h",
        ),
        (CLOSES, "Vote clos", "Le vote est clos.", "Résultats du vote, clos le 8 décembre à 17 h"),
    ],
)
def test_the_countdown_in_words(moment: datetime, brief: str, spoken: str, entry: str) -> None:
    messages.use("fr")
    watch = Watch(moment)
    told = watch.view.brief, watch.view.spoken, vote_entry_label(watch.countdown, None)
    assert [text.translate(WITHOUT_BREAKS) for text in told] == [brief, spoken, entry]
    assert watch.view.lines[0].translate(WITHOUT_BREAKS) == (
        "Ouvert du jeudi 1er décembre 2022 à 8 h\nau jeudi 8 décembre 2022 à 17 h (heure de Paris)"
    )


def test_the_countdown_in_figures() -> None:
    messages.use("fr")
    view = Watch(READ_AT).view
    assert view.heading == "Ouverture du vote dans"
    assert [*view.parts] == [(43, "jours"), (22, "heures"), (38, "minutes"), (0, "seconde")]


ABROAD = Here(ZoneInfo("America/New_York"), "America/New_York")
UNTIL = {
    "en": "You can vote until Thursday 8 December 2022 at 17:00 (Paris time).",
    "fr": "Vous pouvez voter jusqu’au jeudi 8 décembre 2022 à 17 h (heure de Paris).",
}


@pytest.mark.parametrize(
    ("language", "here", "local", "entry"),
    [
        ("en", AT_HOME, "", "Vote: 2 ballots to cast, until 8 December at 17:00"),
        ("fr", AT_HOME, "", "Je vote : 2 bulletins à déposer, jusqu’au 8 décembre à 17 h"),
        (
            "en",
            ABROAD,
            " In your local time (New York): Thursday 8 December 2022 at 11:00.",
            "Vote: 2 ballots to cast, until 8 December at 17:00, Paris time",
        ),
        (
            "fr",
            ABROAD,
            " À l’heure locale (New York) : jeudi 8 décembre 2022 à 11 h.",
            "Je vote : 2 bulletins à déposer, jusqu’au 8 décembre à 17 h, heure de Paris",
        ),
    ],
)
def test_until_when_one_can_vote_is_told_with_its_zone_and_abroad_in_local_time(
    language: str, here: Here, local: str, entry: str
) -> None:
    messages.use(language)
    countdown = Watch(OPENS, here=here).countdown
    assert countdown.until().translate(WITHOUT_BREAKS) == UNTIL[language] + local
    assert vote_entry_label(countdown, 2).translate(WITHOUT_BREAKS) == entry


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "fr",
            "Ouvert du jeudi 1er décembre 2022 à 8 heures au jeudi 8 décembre 2022 à 17 heures, "
            "heure de Paris",
        ),
        (
            "en",
            "Open from Thursday 1 December 2022 at 8 am to Thursday 8 December 2022 at 5 pm, Paris "
            "time",
        ),
    ],
)
def test_in_lines_when_the_vote_is_open_is_one_sentence_on_one_line(
    language: str, sentence: str
) -> None:
    messages.use(language)
    countdown = Watch(READ_AT).countdown
    page = Page(title="Vote", blocks=[countdown.block()])

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(page)

    lines = [line.translate(WITHOUT_BREAKS) for line in converse(journey).lines]
    assert sentence in lines


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-1)])
def test_a_clock_off_by_a_day_is_told_and_not_followed(off: timedelta) -> None:
    watch = Watch(READ_AT, off)
    watch.machine.pass_time(3600)
    view = watch.view
    days, hours, minutes, seconds = (number for number, _unit in view.parts)
    left = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    assert abs(left - (OPENS - watch.time)) <= timedelta(seconds=2)
    fast = "fast" if off > timedelta(0) else "slow"
    assert any(f"clock is {fast} by 1 day" in line for line in view.lines)


async def test_the_page_leads_on_and_its_usual_way_does_no_harm() -> None:
    watch = Watch(OPENS - timedelta(seconds=150))
    ways: list[Left] = []

    async def journey(dialogue: Dialogue) -> None:
        for _turn in range(4):
            ways.append(await watch_the_vote(dialogue, watch.countdown))
            watch.machine.pass_time(60)

    script = (take("check_clock"), take("ballots"), take("guide"), take(VOTE), take(BACK))
    said = await play(journey, *script, take("check_clock"))
    assert ways == [Took(BALLOTS), Took(GUIDE), BACK, Took(VOTE)]
    assert [notice.replace("\u00a0", " ") for notice in said.notices] == [
        "Checked.",
        "The vote is not open yet: it opens on 1 December at 08:00.",
    ]
    offered = [
        next(action.label for action in shown.screen.actions if action.name == VOTE)
        for shown in said.shown
        if isinstance(shown.screen, Page)
    ]
    assert set(offered[:-1]) == {"Go to the vote, once it opens"}
    assert offered[-1] == "Go to the vote", "it has opened meanwhile"


def test_who_signed_in_before_the_closing_is_told_how_long_they_may_still_vote() -> None:
    messages.use("fr")
    countdown = Watch(CLOSES + timedelta(minutes=8)).countdown
    assert (countdown.phase, countdown.view().brief) == (Phase.CLOSED, "Vote clos")
    countdown.lasts_until(CLOSES + timedelta(minutes=30))
    view = countdown.view()
    assert view.spoken == (
        "Le vote est clos. Votre connexion est antérieure à la clôture\u00a0: vous pouvez encore "
        "voter pendant 22\u00a0minutes."
    )
    assert (view.phase, view.brief) == (Phase.GRACE, "Encore 22\u00a0min pour voter")


@pytest.mark.parametrize(
    ("off", "told"),
    [(120, ""), (-120, ""), (121, "fast by 2 minutes"), (-180, "slow by 3 minutes")],
)
def test_a_clock_is_spoken_of_from_two_minutes_on(off: int, told: str) -> None:
    lines = Watch(READ_AT, timedelta(seconds=off)).countdown.view().lines
    spoken = [line for line in lines if "Your computer’s clock" in line]
    assert [told in line for line in spoken] == [True] * bool(told)


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        (
            "Pacific/Noumea",
            "Chez vous (Nouméa) : du jeudi 1er décembre 2022 à 18 h "
            "au vendredi 9 décembre 2022 à 3 h",
        ),
        ("Etc/UTC", ""),
        ("Europe/Brussels", ""),
    ],
)
def test_local_hours_are_told_where_they_differ(zone: str, told: str) -> None:
    messages.use("fr")
    lines = Watch(READ_AT, here=Here(ZoneInfo(zone), zone)).view.lines
    local = [line.translate(WITHOUT_BREAKS) for line in lines if "Chez vous" in line]
    assert local == [told] * bool(told)


def test_it_turns_by_itself_at_opening_and_at_closing() -> None:
    watch = Watch(OPENS - timedelta(seconds=90))
    assert watch.view.phase == "before"
    assert watch.view.spoken == "The vote opens in 1 minute and 30 seconds."
    watch.machine.pass_time(90)
    view = watch.view
    assert (view.phase, view.heading) == ("open", "The vote is open. It closes in")
    watch.machine.pass_time((CLOSES - OPENS).total_seconds())
    view = watch.view
    assert (view.phase, view.spoken, tuple(view.parts)) == ("closed", "The vote is closed.", ())


async def test_a_clock_that_was_set_is_told_followed_and_heard_again_soon() -> None:
    watch = Watch(READ_AT)
    watch.tells = msgspec.structs.replace(
        election(OPENS - timedelta(minutes=2)), speed=60, real_time=False, refresh_in=1
    )
    await watch.countdown.sync()
    assert watch.view.lines[-1] == "The portal’s clock has been set for training or testing."
    watch.machine.pass_time(1)
    assert watch.view.spoken == "The vote opens in 1 minute."
    assert watch.countdown.sync_due()
    watch.machine.pass_time(1)
    assert watch.view.phase == "open"


async def test_it_goes_on_and_says_so_when_the_portal_is_unreachable() -> None:
    watch = Watch(OPENS - timedelta(hours=1))
    watch.reachable = False
    watch.machine.pass_time(61)
    assert watch.countdown.sync_due()
    await watch.countdown.sync()
    assert not watch.countdown.sync_due()  # not at once again
    watch.machine.pass_time(180)
    view = watch.view
    assert "The portal is not responding; the countdown continues." in " ".join(view.lines)
    assert view.parts[1:] == ((0, "hours"), (55, "minutes"), (59, "seconds"))
    watch.reachable = True
    assert watch.countdown.sync_due()
    await watch.countdown.sync()
    assert not any("portal" in line for line in watch.view.lines)


async def test_it_follows_an_opening_that_the_portal_moves() -> None:
    watch = Watch(OPENS - timedelta(hours=1))
    watch.opens_at = OPENS - timedelta(minutes=59)
    await watch.countdown.sync()
    assert watch.view.spoken == "The vote opens in 1 minute."


async def test_at_the_turn_the_portal_is_asked_again() -> None:
    watch = Watch(OPENS - timedelta(seconds=11))
    watch.machine.pass_time(10)
    assert not watch.countdown.sync_due()
    watch.machine.pass_time(1)
    assert watch.countdown.sync_due()
    await watch.countdown.sync()
    assert not watch.countdown.sync_due()


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(43, 22, 38, 7), "43\u00a0jours, 22\u00a0heures et 38\u00a0minutes"),
        (Span(7, 0, 5, 0), "7\u00a0jours et 5\u00a0minutes"),
        (Span(0, 1, 0, 9), "1\u00a0heure"),
        (Span(0, 0, 0, 9), "0\u00a0minute"),
    ],
)
def test_a_span_in_words_leaves_out_what_there_is_none_of(span: Span, words: str) -> None:
    messages.use("fr")
    assert duration(span, to_the_second=False) == words
