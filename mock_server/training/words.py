"""The words of the dashboard, the projected figures and the lines."""

from __future__ import annotations

from datetime import timedelta
from gettext import gettext as _
from gettext import ngettext
from zoneinfo import ZoneInfo

from mock_server.core.times import divided, to_the_second, write_span
from mock_server.training.goals import REFUSALS, Goals, Waiting
from mock_server.training.room import Learner, Room, Stage
from tui_voter.contract.errors import ErrorCode


def stage_name(stage: Stage) -> str:
    # Only one is looked up: a room asks for the name of each learner's stage at every look.
    match stage:
        case Stage.WAITING:
            return _("not invited")
        case Stage.INVITED:
            return _("invited")
        case Stage.OPENED:
            return _("link opened")
        case Stage.PASSWORD:
            return _("password created")
        case Stage.ACTIVE:
            return _("account active")
        case Stage.SIGNED_IN:
            return _("signed in again")
        case Stage.VOTED:
            return _("voted")
        case Stage.FINISHED:
            return _("voted in all ballots")


def step(learner: Learner) -> str:
    """How far the learner is, such as "voted: 1 of 2"."""
    if not learner.is_voting:
        return stage_name(learner.stage)
    return _("{voted}: {done} of {count}").format(
        voted=stage_name(Stage.VOTED), done=learner.voted, count=learner.ballots
    )


def error_name(code: str) -> str:
    """A short name for an error, or its code if it has no name."""
    names = {
        ErrorCode.LINK_UNKNOWN: _("wrong PIN"),  # of a link that nobody has, nothing is noted
        ErrorCode.LINK_USED: _("link already used"),
        ErrorCode.LINK_EXPIRED: _("link expired"),
        ErrorCode.LINK_WITHDRAWN: _("link from before a reset"),
        ErrorCode.CAPTCHA_WRONG: _("wrong captcha"),
        ErrorCode.CAPTCHA_EXPIRED: _("captcha expired"),
        ErrorCode.PASSWORD_REFUSED: _("password does not meet the rules"),
        ErrorCode.PASSWORD_UNCHANGED: _("new password is the current one"),
        ErrorCode.TICKET_REPLACED: _("a newer password was created"),
        ErrorCode.ANSWER_REFUSED: _("answer not accepted"),
        ErrorCode.ANSWER_WRONG: _("wrong answer"),
        ErrorCode.TRIES_SPENT: _("too many wrong answers"),
        ErrorCode.SIGN_IN_REFUSED: _("wrong password or account not active"),
        ErrorCode.TOO_MANY: _("too many attempts, must wait"),
    }
    return names.get(ErrorCode(code), code) if code in set(ErrorCode) else code


def refusal(learner: Learner) -> str:
    """The refusal that a learner met, such as "wrong captcha (captcha_wrong), 3 times"; "" for
    none."""
    if not learner.error:
        return ""
    name = error_name(learner.error)
    told = name if name == learner.error else f"{name} ({learner.error})"
    if learner.errors == 1:
        return told
    return _("{error}, {count} times").format(error=told, count=learner.errors)


def how_long(waiting: Waiting) -> str:
    """How long a learner has been at their step, and whether they are stuck, such as "stuck 6 min";
    "" for one who need do no more."""
    span = "" if waiting.span is None else write_span(waiting.span)
    return " ".join(filter(None, [_("stuck") if waiting.is_stuck else "", span]))


def stuck_and_refused(stuck: int, refused: int) -> str:
    return _("stuck: {stuck}, refused at their step: {refused}").format(
        stuck=stuck, refused=refused
    )


def stuck_rule(goals: Goals) -> str:
    return _(
        "A learner is “stuck” who has been at a step for {span}, or met the same refusal {count} "
        "times in a row. The time counts from the first thing that they do; for those with an "
        "active account, from the opening of the vote, or from the last order to the clock."
    ).format(span=write_span(goals.stuck_after), count=REFUSALS)


def sentence(learner: Learner, waiting: Waiting | None = None) -> str:
    """A learner's number, name, address, step and refusal; with ``waiting``, also for how long."""
    refused = refusal(learner)
    template = (
        _("{number}, {name}, {address}: {step}; {refusal}")
        if refused
        else _("{number}, {name}, {address}: {step}")
    )
    told = template.format(
        number=learner.id,
        name=learner.name,
        address=learner.address,
        step=step(learner),
        refusal=refused,
    )
    if waiting is None or waiting == (None, False):
        return told
    if waiting.span is None:
        return f"{told}, {_('stuck')}"
    span = write_span(waiting.span)
    for_long = _("stuck for {span}") if waiting.is_stuck else _("for {span}")
    return f"{told}, {for_long.format(span=span)}"


def counted_down(span: timedelta) -> list[tuple[int, str]]:
    """The numbers of a countdown with their units. Days are left out if there are none."""
    days, hours, minutes, seconds = divided(span)
    parts = [
        (days, ngettext("day", "days", days)),
        (hours, ngettext("hour", "hours", hours)),
        (minutes, ngettext("minute", "minutes", minutes)),
        (seconds, ngettext("second", "seconds", seconds)),
    ]
    return parts if days else parts[1:]


def clock_line(room: Room, goals: Goals) -> str:
    """The portal's time, how its clock goes, and when the vote opens or closes, in real time; while
    the clock stands, whether the vote is open."""
    election, time = goals.election, room.portal_time
    turn, left = goals.next_turn(room), goals.time_left(room)
    if turn is None:
        state = _("the vote is closed")
    elif left is None:
        is_open = time >= election.opens_at
        state = _("the vote is open") if is_open else _("the vote is not open yet")
    elif time < election.opens_at:
        state = _("the vote opens in {span}").format(span=write_span(left))
    else:
        state = _("the vote closes in {span}").format(span=write_span(left))
    shown = to_the_second(time.astimezone(ZoneInfo(election.time_zone)))
    if room.speed > 1:
        shown = _("{time}, {speed} times faster").format(time=shown, speed=room.speed)
    elif not room.speed:
        shown = _("{time}, stopped").format(time=shown)
    elif room.clock:
        shown = _("{time}, set").format(time=shown)
    return _("Clock: {time}; {state}.").format(time=shown, state=state)
