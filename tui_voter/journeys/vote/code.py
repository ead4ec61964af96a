"""The voting code (*code de vote*) of the paper notice, which is asked once and never stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tui_voter.contract.errors import ErrorCode, PortalError
from tui_voter.contract.printed import ALPHABET, SIZE, Mistyped, right_groups
from tui_voter.contract.vote import check_code
from tui_voter.dialogue import (
    Answers,
    CodeField,
    Dialogue,
    FieldError,
    Form,
    Left,
    Refused,
    Text,
)
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.replacement import replace_action
from tui_voter.messages import gettext as _
from tui_voter.messages import listed, ngettext
from tui_voter.sealing.codes import GROUPS, credential, read_code, verifier
from tui_voter.secret import Secret

FIELD: Final = "code"
CODE_FORM: Final = "voting_code"
_WORD: Final = re.compile(r"[^\W_]+")
_PRINTED: Final = re.compile("-".join([f"[{ALPHABET}]{{{SIZE}}}"] * GROUPS))


class VotingCode:
    """A voting code. The ``credential`` signs the voter's ballots; the ``verifier`` is all that the
    portal is given of the code."""

    def __init__(self, data: Secret, seal: str) -> None:
        """Derive both from ``data``, the code's symbols without the check symbols."""
        self.credential = Secret(credential(data.reveal()))
        self.verifier = Secret(verifier(data.reveal(), seal))

    async def give(self, session: Session) -> None:
        """Unlock the booth for the voter's session. Raises PortalError."""
        await session.do(check_code, self.verifier)


def find_voting_code(text: str) -> str:
    """Return the voting code in a text, in its printed form; "" if there is none."""
    found = _PRINTED.search(text)
    return found[0] if found else ""


class _Reading:
    """Reads a code in parts: after a typing error, only the wrong groups need to be typed again."""

    def __init__(self) -> None:
        self._groups: dict[int, Secret] = {}

    def read(self, typed: Secret) -> Secret:
        """Return the code's data. Raises Refused, naming the groups that are wrong."""
        symbols = "".join(_WORD.findall(typed.reveal())).upper()
        if not symbols:
            raise Refused(FieldError(FIELD, _("Type your voting code."), _("nothing typed")))
        whole = self._completed(typed.reveal(), symbols)
        try:
            return Secret(read_code(whole))
        except Mistyped as mistyped:
            is_first, right = not self._groups, right_groups(whole, GROUPS)
            if len(right) >= len(self._groups):
                self._groups = {group: Secret(word) for group, word in right.items()}
            wanted = [group for group in range(1, GROUPS + 1) if group not in self._groups]
            raise Refused(_mistyped(wanted, symbols, counts=is_first)) from mistyped

    def _completed(self, text: str, symbols: str) -> str:
        """Return the whole code: the right groups from before, with the typed groups in the other
        places. Returns ``text`` itself if it has more groups than are missing."""
        kept = {group: word.reveal() for group, word in self._groups.items()}
        wanted = [group for group in range(1, GROUPS + 1) if group not in kept]
        parts = [symbols[start : start + SIZE] for start in range(0, len(symbols), SIZE)]
        new = [part for part in parts if part not in kept.values()]
        if not kept or len(new) > len(wanted) or len(symbols) % SIZE:
            return text
        given = dict(zip(wanted, new, strict=False))
        return "-".join(part for _group, part in sorted({**kept, **given}.items()))


def _mistyped(wanted: Sequence[int], symbols: str, *, counts: bool) -> FieldError:
    """Make the error for a mistyped code, which names the ``wanted`` groups. With ``counts``, the
    ``symbols`` were meant as the whole code, so the error says how many there are."""
    whole = SIZE * GROUPS
    if len(wanted) == GROUPS:
        says = _("A voting code has 25 characters, in five groups: compare it with your notice.")
        return FieldError(FIELD, _with_unknown_characters(says, symbols), _("not a code"))
    numbers = [str(group) for group in wanted]
    says = ngettext(
        "Check group {numbers}: type it again, alone.",
        "Check groups {numbers}: type them again, alone.",
        len(wanted),
    ).format(numbers=listed(numbers))
    if counts and len(symbols) != whole:
        typed = _("{count} characters out of {whole}. {says}")
        says = typed.format(count=len(symbols), whole=whole, says=says)
    # A braille line shows this text after the field's label, so it is short.
    short = ngettext("group {numbers}", "groups {numbers}", len(wanted))
    return FieldError(
        FIELD, _with_unknown_characters(says, symbols), short.format(numbers=", ".join(numbers))
    )


def _with_unknown_characters(says: str, symbols: str) -> str:
    """Return ``says``, preceded by the ``symbols`` that no code has, as the voter misread them."""
    unknown = sorted({*symbols} - {*ALPHABET})
    if not unknown:
        return says
    none = ngettext(
        "No voting code has this character: {list}.",
        "No voting code has these characters: {list}.",
        len(unknown),
    )
    return f"{none.format(list=', '.join(unknown))} {says}"


async def ask_code(
    dialogue: Dialogue,
    session: Session,
    countdown: VoteCountdown,
    seal: str,
    short: str,
    *,
    is_new: bool,
) -> VotingCode | Left:
    """Ask for the voting code until the portal accepts it or the voter leaves. ``is_new`` says that
    the code was replaced in this session, so the one on the notice no longer works."""
    here: dict[ErrorCode, tuple[str, str]] = {
        ErrorCode.TOO_MANY: (_("Too many wrong voting codes. {again}"), _("too many attempts"))
    }
    if is_new:
        here[ErrorCode.CODE_REFUSED] = (
            _(
                "The portal does not recognise this voting code. Yours has been replaced: type the "
                "new one."
            ),
            _("not recognised"),
        )
    reading = _Reading()

    def check(typed: Secret, _answers: Answers) -> None:
        reading.read(typed)

    async def submit(answers: Answers) -> VotingCode:
        code = VotingCode(reading.read(answers[field]), seal)
        try:
            await code.give(session)
        except PortalError as error:
            raise portal_failed(error, FIELD, here=here) from error
        return code

    field = CodeField(
        name=FIELD,
        label=_("Voting code"),
        brief=_("code"),
        hint=_("25 characters."),
        find=find_voting_code,
        check=check,
    )
    intro: list[Text] = [
        _("Seal: {seal}").format(seal=short),
        _("If it differs from your notice’s, stop and call the help desk."),
    ]
    return await dialogue.ask(
        Form(
            title=_("Your voting code"),
            key=CODE_FORM,
            place=_("Vote"),
            intro=intro,
            fields=[field],
            submit=submit,
            submit_label=_("Open my ballots"),
            busy=_("Checking the code…"),
            help=_(
                "The voting code is on the voting notice that you received on paper. If you have "
                "lost it, ask for a replacement voting code here. The code never leaves this "
                "program, which sends only a proof that you have it, and forgets it when you leave."
            ),
            actions=[replace_action()],
            time_left=countdown.spoken,
        )
    )
