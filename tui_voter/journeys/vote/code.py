"""The voting code (*code de vote*) of the paper notice: asked once, never kept anywhere."""

from __future__ import annotations

import re
from typing import Final

from tui_voter.contract.errors import ErrorCode, PortalError
from tui_voter.dialogue import (
    Answers,
    Dialogue,
    FieldError,
    Form,
    Hint,
    Left,
    Refused,
    SecretField,
    Text,
)
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.replacement import replacing
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.sealing.codes import ALPHABET, GROUPS, SIZE, read_code, verifier
from tui_voter.sealing.errors import MistypedCode
from tui_voter.secret import Secret

FIELD: Final = "code"
_WORD: Final = re.compile(r"[^\W_]+")


class VotingCode:
    """A code that the portal has taken: ``data`` are its symbols without the checks."""

    def __init__(self, data: Secret, seal: str) -> None:
        self.data = data
        self._seal = seal

    async def give(self, session: Session) -> None:
        """Open the booth to the voter's session. Raises PortalError."""
        proof = Secret(verifier(self.data.reveal(), self._seal))
        await session.do(lambda token: session.portal.check_code(token, proof))


class _Reading:
    """A code as it is typed: what was right of it is kept until the rest is."""

    def __init__(self) -> None:
        self._groups: dict[int, Secret] = {}

    def read(self, typed: Secret) -> Secret:
        """The code's data. Raises Refused, which names the groups that were mistyped."""
        text = self._completed(typed.reveal())
        if not text.strip():
            raise Refused(FieldError(FIELD, _("Type your voting code."), _("nothing typed")))
        try:
            return Secret(read_code(text))
        except MistypedCode as mistyped:
            self._keep(text, mistyped.groups)
            raise Refused(_mistyped(mistyped.groups, _WORD.findall(text))) from mistyped

    def _completed(self, text: str) -> str:
        """``text``, together with the right groups of before where it has no more than those that
        are wanted, or the first of them."""
        symbols = "".join(_WORD.findall(text))
        wanted = [group for group in GROUPS if group not in self._groups]
        parts = [symbols[start : start + SIZE] for start in range(0, len(symbols), SIZE)]
        if not self._groups or not 0 < len(parts) <= len(wanted) or len(symbols) % SIZE:
            return text
        given = dict(zip(wanted, parts, strict=False))
        known = {group: word.reveal() for group, word in self._groups.items()}
        return "-".join(part for _group, part in sorted({**known, **given}.items()))

    def _keep(self, text: str, wrong: tuple[int, ...]) -> None:
        """The right groups: where symbols are too many or too few, those on either side."""
        if len(wrong) == len(GROUPS):
            return
        words = _WORD.findall(text)
        symbols = "".join(words)
        if len(words) == len(GROUPS):
            places = dict(zip(GROUPS, words, strict=True))
        else:
            starts = {
                group: SIZE * (group - 1)
                if group < max(wrong)
                else len(symbols) - SIZE * (len(GROUPS) + 1 - group)
                for group in GROUPS
            }
            places = {group: symbols[start:][:SIZE] for group, start in starts.items()}
        self._groups = {group: Secret(places[group]) for group in GROUPS if group not in wrong}


def _mistyped(groups: tuple[int, ...], words: list[str]) -> FieldError:
    """``groups`` are not as they are printed, of a code that was typed in ``words``."""
    symbols = "".join(words).upper()
    count = len(symbols)
    if len(groups) == len(GROUPS) and count == SIZE * len(GROUPS):
        says = _(
            "None of the five groups is as it is printed. Compare them with your voting notice. "
            "Nothing has been sent."
        )
        return FieldError(FIELD, _with_strangers(says, symbols), _("no group is right"))
    if len(groups) == len(GROUPS):
        return FieldError(
            FIELD,
            _(
                "This is not a voting code: it has 25 characters in five groups, as on your "
                "voting notice. Nothing has been sent."
            ),
            _("not a code"),
        )
    names = {
        1: _("1st group"),
        2: _("2nd group"),
        3: _("3rd group"),
        4: _("4th group"),
        5: _("5th group"),
    }
    parted = len(words) == len(GROUPS) or count == SIZE * len(GROUPS)
    if len(groups) == 1:
        (group,) = groups
        says = (
            _(
                "The {group} is not as it is printed. Type it again, alone or with the others. "
                "Nothing has been sent."
            )
            if parted
            else _(
                "You typed {count} characters, and a voting code has 25. Check the {group}: type "
                "it again, alone or with the others. Nothing has been sent."
            )
        )
        short = _("group {n}").format(n=group)  # the label stands before it on a braille line
        says = says.format(group=names[group], count=count)
        return FieldError(FIELD, _with_strangers(says, symbols), short)
    *first, last = map(str, groups)
    numbers = _("{items} and {last}").format(items=", ".join(first), last=last)
    says = (
        _(
            "Groups {numbers} are not as they are printed. Type them again, alone or with the "
            "others. Nothing has been sent."
        )
        if parted
        else _(
            "You typed {count} characters, and a voting code has 25. Check groups {numbers}: type "
            "them again, alone or with the others. Nothing has been sent."
        )
    )
    return FieldError(
        FIELD,
        _with_strangers(says.format(numbers=numbers, count=count), symbols),
        _("{n} wrong groups").format(n=len(groups))
        if parted
        else _("{number} of {total}").format(number=count, total=SIZE * len(GROUPS)),
    )


def _with_strangers(says: str, symbols: str) -> str:
    """``says``, behind those of the ``symbols`` that are in no code: they were taken for others."""
    strangers = sorted({*symbols} - {*ALPHABET})
    if not strangers:
        return says
    none = ngettext(
        "No voting code has this character: {list}.",
        "No voting code has these characters: {list}.",
        len(strangers),
    )
    return f"{none.format(list=', '.join(strangers))} {says}"


async def ask_code(
    dialogue: Dialogue,
    session: Session,
    countdown: VoteCountdown,
    seal: str,
    short: str,
    *,
    is_new: bool,
) -> VotingCode | Left:
    """The voter's code, which the portal has taken, or the way that they took instead. Where it
    ``is_new``, it has replaced that of the voting notice in this session."""
    here: dict[ErrorCode, tuple[str, str]] = {
        ErrorCode.TOO_MANY: (
            _("Too many wrong voting codes. {again}"),
            _("too many attempts"),
        )
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

    async def check(typed: Secret, _answers: Answers) -> None:
        reading.read(typed)

    async def submit(answers: Answers) -> VotingCode:
        code = VotingCode(reading.read(answers[field]), seal)
        try:
            await code.give(session)
        except PortalError as error:
            raise portal_failed(error, FIELD, here=here) from error
        return code

    field = SecretField(
        name=FIELD,
        label=_("Voting code"),
        brief=_("code"),
        is_code=True,
        hint=Hint(
            _(
                "25 characters in five groups. Capitals, spaces and hyphens do not matter; you "
                "can paste it."
            )
        ),
        check=check,
    )
    intro: list[Text] = [
        _("Seal of this election: {seal}").format(seal=short),
        _(
            "Compare it with the seal on your voting notice. If it differs, stop and call the help "
            "desk."
        ),
    ]
    return await dialogue.ask(
        Form(
            title=_("Your voting code"),
            place=_("Vote"),
            intro=intro,
            compares=True,
            fields=[field],
            submit=submit,
            submit_label=_("Open my ballots"),
            busy=_("Checking the code…"),
            help=_(
                "The voting code is on the voting notice that you received on paper. If you have "
                "lost it, ask for a replacement voting code here. The code never leaves this "
                "program, which sends only a proof that you have it, and forgets it when you leave."
            ),
            actions=[replacing()],
            time_left=lambda: countdown.view().spoken,
        )
    )
