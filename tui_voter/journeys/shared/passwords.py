"""A new password in words: its rules, its strength, and why it is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui_voter.contract.errors import AnswerFault, ErrorCode, PortalError, PortalRefused
from tui_voter.contract.normal import normal_password
from tui_voter.contract.passwords import PasswordPolicy, PolicyRule
from tui_voter.dialogue import (
    BACK,
    Answers,
    Correct,
    Dialogue,
    FieldError,
    Left,
    Menu,
    Opened,
    Option,
    PolicyLine,
    Refused,
    SecretField,
    StrengthView,
)
from tui_voter.journeys.shared.proposal import Proposal
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.machine.strength import (
    MOST_CENTURIES,
    REFUSED_SCORE,
    Advice,
    CrackTime,
    Meter,
    Strength,
)
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.secret import NO_SECRET, Secret

_CHANGE: Final = "change"


class NewPassword:
    """The two fields of a new password, the second of which confirms it.

    Without ``name`` and labels they are those of a new account. ``proposal`` shows a passphrase
    that the voter may type.
    """

    def __init__(
        self,
        policy: PasswordPolicy,
        meter: Meter,
        *,
        name: str = "password",
        label: str = "",
        brief: str = "",
        again_label: str = "",
        proposal: Proposal | None = None,
    ) -> None:
        self._policy = policy
        self._meter = meter
        self._kept = NO_SECRET
        """A weak password that the voter has chosen to keep."""
        self._measured: tuple[Secret, StrengthView] | None = None
        """The last password whose strength was measured, with the result."""
        self.field = SecretField(
            name=name,
            label=label or _("Password"),
            brief=brief or _("pass"),
            rules=self._rules,
            strength=self._strength,
            check=self._check,
            propose=proposal.show if proposal else None,
        )
        self.again = SecretField(
            name="again",
            label=again_label or _("Confirm password"),
            brief=_("retype"),
            repeats=name,
            normalise=normal_password,
            check=self._check_again,
            propose=proposal.show if proposal else None,
        )

    async def settle(self, dialogue: Dialogue, password: Secret) -> None:
        """Check the strength before sending, and warn once about a weak password that is allowed.
        Raises :class:`Refused` if the password is too weak or the voter prefers another,
        :class:`Correct` if they only go back."""
        if password == self._kept:
            return
        view = await self._strength(password)
        if not _is_taken(view):
            raise Refused(self._policy_error(password, (), weak=True))
        if view.score == REFUSED_SCORE + 1:
            decided = await _decide_on_weak(dialogue, view)
            if decided is BACK:
                raise Correct(self.field.name)
            if decided == Opened(_CHANGE):
                says = _("Type another password, harder to guess.")
                raise Refused(FieldError(self.field.name, says, _("choose another")))
            self._kept = password

    def failed(self, error: PortalError, password: Secret) -> Refused:
        """Return the portal's failure in words, on the field if the password is refused."""
        if isinstance(error, PortalRefused) and error.code is ErrorCode.PASSWORD_REFUSED:
            if error.problem.fault is AnswerFault.IS_PASSWORD:
                return Refused(same_as_answer(self.field.name))
            return Refused(self._policy_error(password, error.problem.rules))
        return portal_failed(error)

    def _rules(self, password: Secret, view: StrengthView | None) -> Sequence[PolicyLine]:
        """Return the rules as a list that changes while the voter types; the strength comes
        last."""
        unmet = self._policy.unmet_by_letters(password.reveal())
        is_phrase = self._policy.is_phrase(password.reveal())
        if not password:
            texts = [_rule_text(rule, self._policy) for rule in self._policy.rules()]
            wanted = [*texts, *filter(None, [_phrase_text(self._policy)]), _strength_rule()]
            return [PolicyLine(text, None) for text in wanted]
        unneeded = None if is_phrase else False
        return [
            *(
                PolicyLine(_rule_text(rule, self._policy), rule not in unmet or unneeded)
                for rule in self._policy.rules()
            ),
            *(
                PolicyLine(text, is_phrase or None)
                for text in filter(None, [_phrase_text(self._policy)])
            ),
            PolicyLine(_("strength not judged yet"), None)
            if view is None
            else PolicyLine(_strength_rule(), _is_taken(view)),
        ]

    async def _strength(self, password: Secret) -> StrengthView:
        view = in_words(await self._meter.measure(password))
        self._measured = password, view
        return view

    def _check(self, password: Secret, _answers: Answers) -> None:
        if not password:
            says = _("Type a password.")
            raise Refused(FieldError(self.field.name, says, _("password missing")))
        unmet = self._policy.unmet(password.reveal())
        measured, view = self._measured or (NO_SECRET, None)
        weak = measured == password and view is not None and not _is_taken(view)
        if unmet or weak:
            raise Refused(self._policy_error(password, unmet, weak=weak))

    def _policy_error(
        self, password: Secret, unmet: Sequence[PolicyRule], *, weak: bool = False
    ) -> FieldError:
        """Return what a password lacks, in a sentence and in a few words for a braille line."""
        if weak and not unmet:
            says = _("Too easy to guess.")
            return FieldError(self.field.name, says, _("easy to guess"))
        lacking = [_rule_text(rule, self._policy) for rule in unmet if rule != PolicyRule.LENGTH]
        n = len(lacking)
        start = ""
        if PolicyRule.LENGTH in unmet:
            length, wanted = len(normal_password(password.reveal())), self._policy.min_length
            short = _("{n} out of {wanted}").format(n=length, wanted=wanted)
            start = ngettext(
                "Too short: {n} character out of {wanted}.",
                "Too short: {n} characters out of {wanted}.",
                length,
            ).format(n=length, wanted=wanted)
        else:
            short = ngettext("{n} rule not met", "{n} rules not met", n).format(n=n)
        needed = ", ".join(lacking)
        rest = _("Still needed: {list}.").format(list=needed) if needed else ""
        return FieldError(self.field.name, f"{start} {rest}".strip(), short)

    def _check_again(self, again: Secret, answers: Answers) -> None:
        if not self.again.equal(again, answers.typed.secret(self.field.name)):
            raise Refused(not_the_same(self.again.name, again))


def password_help() -> str:
    """Return the advice on choosing a good password."""
    return _(
        "A few uncommon words are easy to remember and hard to guess. Avoid your name and your "
        "address."
    )


async def _decide_on_weak(dialogue: Dialogue, view: StrengthView) -> Opened | Left:
    """Warn about a weak password that is allowed. Returns what the voter chose."""
    return await dialogue.choose(
        Menu(
            title=_("Your password could be better"),
            place=_("Strength"),
            text=[
                _("Its strength is {word}: it {crack_time}, at ten attempts a second.").format(
                    word=view.word, crack_time=view.crack_time
                )
            ],
            options=[
                Option(_CHANGE, _("Choose another password")),
                Option("keep", _("Keep this one")),
            ],
        )
    )


def _rule_text(rule: PolicyRule, policy: PasswordPolicy) -> str:
    length = policy.min_length
    words = {
        PolicyRule.LENGTH: _("{n} characters").format(n=length),
        PolicyRule.LOWER: _("lower case"),
        PolicyRule.UPPER: _("capital"),
        PolicyRule.DIGIT: _("digit"),
        PolicyRule.SPECIAL: _("sign"),
    }
    return words[rule]


def _phrase_text(policy: PasswordPolicy) -> str:
    """Return the rule for a passphrase, which replaces the other rules; "" if the policy has
    none."""
    words, length = policy.phrase_words, policy.phrase_length
    if words and length:
        rule = _("or {words} words, or {length} characters")
    elif words:
        rule = _("or {words} words")
    else:
        rule = _("or {length} characters") if length else ""
    return rule.format(words=words, length=length)


def _is_taken(view: StrengthView) -> bool:
    return view.score > REFUSED_SCORE


def _strength_rule() -> str:
    """Return the rule that names the lowest accepted strength."""
    word = _strength_words()[REFUSED_SCORE + 1]
    return _("{word} strength").format(word=word)


def same_as_answer(field: str) -> FieldError:
    """Return the error for a password that equals the secret answer, ignoring case and signs."""
    sentence = _("The password must not be your secret answer: choose another one.")
    return FieldError(field, sentence, _("same as answer"))


def _strength_words() -> Sequence[str]:
    return _("very weak"), _("weak"), _("fair"), _("good"), _("excellent")


def in_words(strength: Strength) -> StrengthView:
    """Return a measured strength in words."""
    said = [_advice_text(item) for item in (strength.warning, *strength.suggestions) if item]
    return StrengthView(
        score=strength.score,
        word=_strength_words()[strength.score],
        crack_time=_crack_time(strength),
        advice=" ".join(said[:2]),
    )


def _crack_time(strength: Strength) -> str:
    n = strength.count
    if (n, strength.unit) == (MOST_CENTURIES, CrackTime.CENTURIES):
        return _("would take over 100,000 years to guess")
    lengths = {
        CrackTime.SECONDS: _("would be guessed immediately"),
        CrackTime.MINUTES: ngettext(
            "would take {n} minute to guess", "would take {n} minutes to guess", n
        ),
        CrackTime.HOURS: ngettext(
            "would take {n} hour to guess", "would take {n} hours to guess", n
        ),
        CrackTime.DAYS: ngettext("would take {n} day to guess", "would take {n} days to guess", n),
        CrackTime.MONTHS: ngettext(
            "would take {n} month to guess", "would take {n} months to guess", n
        ),
        CrackTime.YEARS: ngettext(
            "would take {n} year to guess", "would take {n} years to guess", n
        ),
        CrackTime.CENTURIES: ngettext(
            "would take {n} century to guess", "would take {n} centuries to guess", n
        ),
    }
    return lengths[strength.unit].format(n=n)


def not_the_same(field: str, again: Secret) -> FieldError:
    """Return the error for two secret entries that differ, or for a second one that is empty."""
    if not again:
        return FieldError(field, _("Type the same again, to confirm it."), _("nothing typed"))
    return FieldError(field, _("The two entries differ. Type both again."), _("entries differ"))


def _advice_text(advice: Advice) -> str:
    words = {
        Advice.TOP_10: _("It is one of the ten most used passwords."),
        Advice.TOP_100: _("It is one of the hundred most used passwords."),
        Advice.VERY_COMMON: _("It is a very common password."),
        Advice.LIKE_COMMON: _("Like a common password."),
        Advice.ONE_WORD: _("A word by itself is easy to guess."),
        Advice.ONE_NAME: _("A name by itself is easy to guess."),
        Advice.COMMON_NAME: _("Common names are easy to guess."),
        Advice.KEY_ROW: _("Keys or letters in a row are easy to guess."),
        Advice.KEY_PATTERN: _("Short keyboard patterns are easy to guess."),
        Advice.REPEATED_CHARACTER: _("Repeated characters are easy to guess."),
        Advice.REPEATED_PART: _("Repeating part of it hardly helps."),
        Advice.SEQUENCE: _("Sequences such as abc or 6543 are easy to guess."),
        Advice.RECENT_YEAR: _("Recent years are easy to guess."),
        Advice.DATE: _("Dates are easy to guess."),
        Advice.USE_WORDS: _("Use several words; avoid common phrases."),
        Advice.ADD_WORDS: _("Add one or two uncommon words."),
        Advice.LONGER_KEY_PATTERN: _("Use a longer keyboard pattern with more turns."),
        Advice.AVOID_REPEATS: _("Avoid repeated words and characters."),
        Advice.AVOID_SEQUENCES: _("Avoid sequences."),
        Advice.AVOID_RECENT_YEARS: _("Avoid recent years."),
        Advice.AVOID_OWN_YEARS: _("Avoid years that are associated with you."),
        Advice.AVOID_OWN_DATES: _("Avoid dates and years that are associated with you."),
        Advice.CAPITAL_HELPS_LITTLE: _("Starting with a capital letter hardly helps."),
        Advice.ALL_CAPITALS_HELP_LITTLE: _("Using only capital letters hardly helps."),
        Advice.REVERSED_HELPS_LITTLE: _("Spelling words backwards hardly helps."),
        Advice.SUBSTITUTES_HELP_LITTLE: _("Replacing letters, such as a with @, hardly helps."),
        Advice.OWN_NAME: _("Your name and your address are the first things anyone would try."),
        Advice.SAYING: _(
            "It contains what everybody knows: a phrase, a title, a name or a common password."
        ),
        Advice.FEW_WORDS: _("One or two words alone are easy to guess."),
        Advice.EVERYDAY_WORDS: _("Everyday words in a row are easy to guess."),
        Advice.UNRELATED_WORDS: _("Use a few uncommon words that have nothing in common instead."),
        Advice.ENDING_HELPS_LITTLE: _("Adding a year or a symbol at the end hardly helps."),
    }
    return words[advice]
