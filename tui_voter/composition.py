"""The composition root, the only place that connects the parts.

Nothing is loaded before it is needed. Each voice loads only itself; what follows the first question
is loaded in a thread while the voter reads it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from tui_voter import messages
from tui_voter.contract.typed import demo_command
from tui_voter.machine.config import (
    THEMES,
    Config,
    ConfigError,
    change,
    config_file,
    with_portal,
    without_authority,
    without_portal,
)
from tui_voter.transcript import Record, Transcript, unrecorded
from tui_voter.tuples import NamedTuple

if TYPE_CHECKING:
    from tui_voter.contract.captchas import Proof, Work
    from tui_voter.contract.links import MailedLink
    from tui_voter.contract.passwords import PasswordPolicy
    from tui_voter.contract.rooms import Room
    from tui_voter.contract.signing_in import SessionOpened
    from tui_voter.countdown import PortalClock
    from tui_voter.demo import DemoPortal
    from tui_voter.dialogue import Dialogue
    from tui_voter.journeys.shared.machine import Here, Machine, Verified
    from tui_voter.machine.files import Files
    from tui_voter.machine.receipts import KeptBallots
    from tui_voter.machine.strength import Meter
    from tui_voter.machine.vault import Vault
    from tui_voter.portal.directory import PortalDirectory
    from tui_voter.sealing.receipt import Receipt
    from tui_voter.secret import Secret

Journey = Callable[["Dialogue"], Awaitable[None]]


class Presentation(NamedTuple):
    """How the program speaks: line by line, or full screen with a theme. If there is a
    ``transcript``, everything the voter is told is also written there."""

    linear: bool
    theme: str
    transcript: Transcript | None = None


Change = Callable[[Config], Config]


class _Preferences:
    """The voter's preferences as they are now; each change is saved."""

    def __init__(self, config: Config) -> None:
        self.config = config

    def save(self, changed: Change) -> str:
        """Save the preferences, with what another program has saved since. Returns why that failed,
        "" if it did not."""
        self.config = changed(self.config)
        try:
            self.config = change(config_file(), changed)
        except ConfigError as error:
            return str(error)
        return ""

    def save_or_tell(self, changed: Change, dialogue: Dialogue) -> None:
        if trouble := self.save(changed):
            from tui_voter.dialogue import Notice

            dialogue.notify(Notice(trouble))


def run_visit(
    voice: Presentation,
    config: Config,
    *,
    portal: str = "",
    room: Room | None = None,
    proxy: str = "",
    authority: str = "",
) -> int:
    """Run the voter's visit, and return the exit code. ``portal`` is a checked origin, ``room`` the
    training room that the voter is in, ``authority`` a checked file of certificate authorities."""
    preferences = _Preferences(config)

    async def journey(dialogue: Dialogue) -> None:
        def keep(changed: Change) -> None:
            preferences.save_or_tell(changed, dialogue)

        def tell_once() -> bool:
            now = preferences.config
            if not now.told:
                keep(lambda config: config._replace(told=True))
            return not now.told

        def directory() -> PortalDirectory:
            from tui_voter.portal.directory import PortalDirectory

            now = preferences.config
            return PortalDirectory(
                messages.language(),
                now.portals,
                chosen=portal,
                authorities=now.authorities,
                authority=authority,
                remember=lambda origin, file: keep(
                    partial(with_portal, origin=origin, authority=file)
                ),
                forget=lambda origin: keep(partial(without_portal, origin=origin)),
                forget_authority=lambda origin: keep(partial(without_authority, origin=origin)),
                proxy=proxy or None,
            )

        machine = _machine()._replace(
            vault=_vault,
            remembers=config.remembers,
            note=lambda remembers: keep(lambda config: config._replace(remembers=remembers)),
            tell_once=tell_once,
            ballots=_ballots,
        )
        await _visit_portal(dialogue, directory, machine, room=room)

    def keep_theme(theme: str) -> str:
        return preferences.save(lambda config: config._replace(theme=theme))

    return _run(journey, voice, keep_theme=keep_theme)


def run_for_browser(room: Room, token: Secret, files: Files) -> int:
    """Run the visit of a learner whose browser shows the terminal, and return the exit code. The
    program speaks to the portal of the ``room`` alone, saves to ``files`` alone and remembers
    nothing: it runs on the trainer's computer. ``token`` is that of an activation link; without
    one, the learner signs in."""

    async def journey(dialogue: Dialogue) -> None:
        from tui_voter.contract.links import MailedLink
        from tui_voter.journeys.entry.ways import SIGN_IN

        def directory() -> PortalDirectory:
            from tui_voter.portal.directory import OnePortal

            return OnePortal(messages.language(), room)

        given = MailedLink(origin=room.origin, token=token) if token else None
        machine = _machine()._replace(files=lambda: files)
        way = "" if given else SIGN_IN
        await _visit_portal(dialogue, directory, machine, room=room, given=given, way=way)

    return _run(journey, Presentation(linear=False, theme=THEMES[0]))


def run_demo(voice: Presentation, *, opens_in: str = "", at: str = "") -> int:
    """Run the demonstration with a portal of its own, and return the exit code."""
    from tui_voter.demo import DemoPortal

    portal = DemoPortal(opens_in=opens_in, at=at, language=messages.language())
    try:
        return _run(demonstration(portal, at), voice)
    finally:
        portal.close()


def demonstration(portal: DemoPortal, at: str = "") -> Journey:
    """Return the journey of the demonstration, which visits ``portal``."""

    async def journey(dialogue: Dialogue) -> None:
        from tui_voter.journeys.demo import At, demonstrate

        async def directory_of_portal() -> PortalDirectory:
            from tui_voter.portal.directory import PortalDirectory

            return PortalDirectory(messages.language(), chosen=await portal.origin())

        async def visit(dialogue: Dialogue, mail: str, way: str) -> None:
            directory = await directory_of_portal()
            link = directory.find_link(mail)
            await _visit_portal(
                dialogue, lambda: directory, _machine(), link=link, way=way, can_go_back=True
            )

        async def stay_in(dialogue: Dialogue, opened: SessionOpened) -> None:
            from tui_voter.journeys.space import stay_signed_in

            async with aclosing(await directory_of_portal()) as directory:
                origin = directory.chosen
                client = directory.connect(origin)
                await stay_signed_in(dialogue, _machine(), opened, origin, client)

        opening = demo_command("--at", "opening")
        await demonstrate(dialogue, At(at), portal, visit, stay_in, opening)

    return journey


async def _visit_portal(
    dialogue: Dialogue,
    make_directory: Callable[[], PortalDirectory],
    machine: Machine,
    *,
    link: str = "",
    room: Room | None = None,
    given: MailedLink | None = None,
    way: str = "",
    can_go_back: bool = False,
) -> None:
    """Run the visit. ``make_directory`` makes the directory of portals when it is first needed."""
    from tui_voter.journeys.space import visit

    directory: PortalDirectory | None = None

    def portals() -> PortalDirectory:
        nonlocal directory
        if directory is None:
            directory = make_directory()
            Thread(target=_prepare_connection, name="connection", daemon=True).start()
        return directory

    try:
        await visit(
            dialogue,
            portals,
            machine,
            link=link,
            room=room,
            given=given,
            way=way,
            can_go_back=can_go_back,
        )
    finally:
        if directory is not None:
            await directory.aclose()


def _machine() -> Machine:
    """Return this computer's services, without storage of any kind about the voter."""
    from tui_voter.journeys.shared.machine import Machine

    return Machine(_meter, _clock, _here, _files, _propose, _work_out, _verify)


def _meter(words: Sequence[str]) -> Meter:
    from tui_voter.machine.strength import meter

    return meter(words)


def _clock() -> PortalClock:
    from tui_voter.countdown import PortalClock

    return PortalClock()


def _here() -> Here:
    """Return the computer's time zone."""
    from zoneinfo import ZoneInfo

    from tzlocal import get_localzone_name

    from tui_voter.journeys.shared.machine import Here

    name = get_localzone_name() or "UTC"
    return Here(ZoneInfo(name), name)


def _files() -> Files:
    from tui_voter.machine.files import of_documents

    return of_documents()


def _propose(policy: PasswordPolicy) -> Secret:
    """Draw a passphrase in the voter's language."""
    from tui_voter.machine.phrases import propose

    return propose(policy, messages.language())


async def _work_out(work: Work, tell: Callable[[float], None]) -> Proof:
    from tui_voter.machine.work import work_out

    return await work_out(work, tell)


def _verify(receipt: Receipt, urn: bytes) -> Verified:
    from tui_voter.verifying.command import verify_receipt

    return verify_receipt(receipt, urn)


def _vault() -> Vault:
    from tui_voter.machine.vault import KeyringVault

    return KeyringVault()


def _ballots() -> KeptBallots:
    from tui_voter.machine.receipts import LocalBallots, ballots_folder

    return LocalBallots(ballots_folder())


def _warm_up() -> None:
    """Load what the steps after the first screen need."""
    import babel.dates  # noqa: F401 loaded for later, like the others here

    import tui_voter.journeys.entry.activation
    import tui_voter.journeys.entry.sign_in
    import tui_voter.journeys.home.menu
    import tui_voter.portal.client
    import tui_voter.portal.directory  # noqa: F401


def _prepare_connection() -> None:
    """Load what connects to a portal, while the voter looks at the link that they have pasted."""
    from tui_voter.portal.wire import prepare

    prepare()


def _run(
    journey: Journey, voice: Presentation, *, keep_theme: Callable[[str], str] = lambda _theme: ""
) -> int:
    record: Record = unrecorded
    if voice.transcript is not None:
        record, journey = voice.transcript.write, _with_transcript(journey, voice.transcript)
    if voice.linear:
        from tui_voter.linear.run import run as run_linear

        return run_linear(journey, warm_up=_warm_up, record=record)
    from tui_voter.fullscreen.app import run as run_fullscreen

    return run_fullscreen(
        journey, theme=voice.theme, warm_up=_warm_up, keep_theme=keep_theme, record=record
    )


def _with_transcript(journey: Journey, transcript: Transcript) -> Journey:
    """Wrap ``journey`` to tell the voter if the transcript can no longer be written."""

    async def recorded(dialogue: Dialogue) -> None:
        from tui_voter.dialogue import Notice

        transcript.begin(lambda sentence: dialogue.notify(Notice(sentence)))
        await journey(dialogue)

    return recorded
