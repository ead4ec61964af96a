"""From *Je vote* to the receipt, by scripts: what is asked, told, sent and kept."""

from __future__ import annotations

import re

import msgspec
import pytest

from tests.scripted.portal import (
    BALLOTS,
    BLANK,
    CODE,
    IDENTIFIER,
    LISTS,
    ORIGIN,
    Moment,
    papers,
    refusal,
    seal,
)
from tests.vote.conftest import MakeVoter, Voter
from tui_voter import messages
from tui_voter.audit.machine import machine as fake_machine
from tui_voter.audit.player import (
    Player,
    Reply,
    act,
    choose,
    fill,
    leave,
    open_row,
    play,
    sees,
    take,
)
from tui_voter.contract.election import read_election
from tui_voter.contract.errors import ErrorCode, PortalUnreachable
from tui_voter.contract.vote import CAST, CHECK_CODE, FIND_BALLOT, READ_BOOTH, read_booth
from tui_voter.dialogue import BACK, SEND, YES, Dialogue, Form, Menu, Page, told
from tui_voter.journeys.shared.session import Admission
from tui_voter.journeys.space import stay
from tui_voter.linear.countdowns import Timekeeper
from tui_voter.sealing import codes
from tui_voter.sealing.ballot import check_ballot, check_opening, read_ballot, tracker
from tui_voter.sealing.election import seal_of
from tui_voter.sealing.receipt import check_receipt, read_receipt
from tui_voter.secret import NO_SECRET, Secret

ONE_LOST = (
    "You have voted, but this receipt is not saved: {elections}. It cannot be given again once you "
    "have signed out."
)
TWO_LOST = (
    "You have voted, but these receipts are not saved: {elections}. They cannot be given again "
    "once you have signed out."
)
IN = (choose("vote"), fill(code=CODE))
OUT = choose("sign_out")
LOSING = (OUT, sees("Leave all the same?"), choose(YES))
PAPER = papers()["csa"]
CHOSEN = "Pour un service public de proximité"


def cast(ballot: str, choice: int) -> tuple[Reply, ...]:
    return (choose(ballot), choose(str(choice)), fill(), choose(SEND), take("close"))


async def test_a_voter_casts_each_ballot_and_keeps_a_receipt(voter: Voter) -> None:
    said = await voter.play(
        *IN,
        sees(
            "You still have {n} ballots to cast.",
            "You still have {n} ballot to cast.",
            n=2,
        ),
        choose("0"),
        choose("0"),
        fill(),
        sees("Once cast, it is final."),
        choose(SEND),
        sees("Voted: your ballot is in the ballot box."),
        take("save"),
        fill(),
        take("close"),
        sees("You still have 1 ballot to cast."),
        *cast("1", 1),
        sees(
            "You have voted in all of your elections. {n} receipt is not saved: save it before you "
            "sign out, as it cannot be given again.",
            n=1,
        ),
        choose(BACK),
        *LOSING,
    )
    receipt = read_receipt(voter.saved()["receipt-csa.json"].encode())
    check_receipt(receipt, PAPER)
    assert receipt.tracker == tracker(voter.portal.urn["csa"].encode())
    for key, ballot in voter.portal.urn.items():
        check_ballot(read_ballot(ballot.encode(), papers()[key]), papers()[key])
    review = next(shown for shown in said.shown if shown.screen.title.startswith("Your choice"))
    short = codes.spoken(receipt.tracker)
    assert any(short in text for text in review.texts()), "it is told before the ballot is cast"
    assert short in said.said[said.said.index("Tracking number") + 1]
    told = "\n".join(said.said)
    saved = next(text for text in said.said if text.startswith("Saved: "))
    checks = (
        f"Check with {PAPER.uuid}.bel, from {ORIGIN}/results:\n"
        f"tui-voter verify {saved.removeprefix('Saved: ')}"
    )
    assert checks in told
    assert "verify" not in saved, "the page itself says it"
    receipts = [s.screen for s in said.shown if s.screen.place == "Receipt"]
    first = [page.actions[0].name for page in receipts if isinstance(page, Page)]
    assert first[:2] == ["save", "close"]


async def test_the_command_to_check_a_receipt_answers_in_the_language_of_the_visit(
    voter: Voter,
) -> None:
    messages.use("en", plain="fr")
    saved = (*cast("0", 0)[:-1], take("save"), fill(), take("close"))
    said = await voter.play(*IN, *saved, choose(BACK), OUT)
    told = "\n".join(said.said)
    assert re.search("\ntui-voter verify .*receipt-csa.json --lang en", told)


async def test_the_seal_is_shown_and_the_code_asked_once(voter: Voter) -> None:
    said = await voter.play(*IN, choose(BACK), choose("vote"), choose(BACK), OUT)
    short = codes.spoken(seal_of(seal().encode()))
    assert f"Seal: {short}" in said.said
    assert said.titles.count("Your voting code") == 1


async def test_the_language_of_the_official_names_is_told_once(voter: Voter) -> None:
    messages.use("en")
    said = await voter.play(
        *IN, *cast("0", 1), choose("1"), choose("0"), leave(), choose(BACK), choose(BACK), *LOSING
    )
    assert said.said.count("The official names are in French.") == 1


async def test_a_ballot_goes_by_the_voters_name_for_it_and_the_sealed_one_beside(
    voter: Voter,
) -> None:
    messages.use("en")
    own = "Ministry committee"
    voter.portal.ballots = tuple(msgspec.structs.replace(one, name=own) for one in BALLOTS)
    voter.portal.by_names = True
    said = await voter.play(*IN, *cast("0", 0), choose(BACK), *LOSING)
    assert [option.label for option in said.menus[1].options] == [own] * 2
    assert "The official names are in French." not in said.said, "none is met here"
    sealed = f"Official name, in French: {PAPER.name}"
    ballot = said.menus[2]
    review = next(one.texts() for one in said.shown if one.screen.title.startswith("Your choice"))
    assert ballot.title == own
    assert sealed in ballot.text
    assert {own, sealed} <= set(review)
    assert "Voted: your ballot is in the ballot box." in said.said
    assert f"this receipt is not saved: {own}." in "\n".join(said.said)


async def test_a_ballot_stays_the_same_when_the_roll_has_grown(voter: Voter) -> None:
    """The length of the roll is not sealed: a ballot that was sent is not forgotten over it."""
    grown = tuple(msgspec.structs.replace(one, voters=one.voters + 1) for one in BALLOTS)

    to_the_choice = (choose("0"), choose("0"), leave(), choose(BACK), choose(BACK))
    said = await voter.play(
        *(*IN, *to_the_choice),
        act(lambda: setattr(voter.portal, "ballots", grown)),
        *(choose("vote"), *to_the_choice, OUT),
    )
    chosen = [one.texts() for one in said.shown if one.screen.title.startswith("Your choice")]
    trackers = [text for texts in chosen for text in texts if text.startswith("Tracking number")]
    assert len(trackers) == 2
    assert trackers[0] == trackers[1]


async def test_the_lists_read_from_a_ballot_say_which_names_are_official(voter: Voter) -> None:
    """The ballot is called by the one that was sealed, its lists by their translations."""
    messages.use("en")
    said = await voter.play(
        *IN, choose("0"), choose("read"), take(BACK), choose(BACK), choose(BACK), OUT
    )
    (listing,) = [one for one in said.listings if one.title.startswith("Candidate lists")]
    assert "The official names are in French." in map(told, listing.intro)


async def test_nothing_is_preselected_and_the_blank_vote_comes_last(voter: Voter) -> None:
    said = await voter.play(*IN, choose("0"), choose(BACK), choose(BACK), OUT)
    menu = said.menus[2]
    assert [option.label.split(" · ")[0] for option in menu.options][-1] == BLANK
    assert [one.name in option.label for one, option in zip(LISTS, menu.options, strict=False)]
    assert menu.chosen == ""


@pytest.mark.parametrize(("language", "label"), [("en", f"{BLANK} · Blank vote"), ("fr", BLANK)])
async def test_the_blank_vote_is_named_in_the_voters_language_too(
    voter: Voter, language: str, label: str
) -> None:
    messages.use(language)
    said = await voter.play(*IN, choose("0"), choose("2"), leave(), choose(BACK), choose(BACK), OUT)
    assert said.menus[2].options[-1].label == label
    assert ("Blank vote" in said.said) == (language == "en")


async def test_a_statement_is_a_key_away_and_leads_back_to_the_same_place(voter: Voter) -> None:
    said = await voter.play(
        *IN,
        choose("0"),
        choose("read"),
        open_row(CHOSEN),
        sees("Statement"),
        take("close"),
        take(BACK),
        choose("1"),
        leave("read"),
        take("close"),
        leave(),
        choose(BACK),
        choose(BACK),
        OUT,
    )
    menus = [shown for shown in said.shown if shown.screen.title == PAPER.name]
    assert [shown.stand.at for shown in menus] == ["", "", "1"]
    assert voter.portal.urn == {}


async def test_who_quits_between_the_code_and_the_last_ballot_is_asked_first(voter: Voter) -> None:
    asked: list[str] = []

    def quits() -> Reply:
        return act(lambda: asked.append(voter.loss()))

    await voter.play(
        *(quits(), choose("vote"), quits(), fill(code=CODE)),
        *(quits(), choose("0"), quits(), choose("read"), quits(), take(BACK), choose("0")),
        *(
            quits(),
            leave(),
            quits(),
            choose("0"),
            fill(),
            quits(),
            choose(SEND),
            quits(),
            take("close"),
            quits(),
            *cast("1", 1),
            quits(),
            choose(BACK),
            quits(),
        ),
        *LOSING,
    )
    two, one = "You still have 2 ballots to cast.", "You still have 1 ballot to cast."
    review = f"Your ballot has not been cast. {two}"
    first, second = (paper.name for paper in papers().values())
    unsaved = ONE_LOST.format(elections=first), TWO_LOST.format(elections=f"{first}; {second}")
    assert asked[:8] == ["", "", two, two, two, review, two, review]
    assert asked[8:10] == [f"{unsaved[0]} {one}"] * 2
    assert all(said.startswith(unsaved[1]) for said in asked[10:])
    await voter.play(choose("vote"), quits(), choose(BACK), quits(), OUT)
    assert asked[-2:] == ["", ""]  # there is nothing left to do


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "You still have 2 ballots to cast."),
        ("fr", "Encore 2 bulletins à déposer."),
    ],
)
async def test_who_quits_anywhere_with_ballots_to_cast_is_asked_first(
    voter: Voter, language: str, told: str
) -> None:
    messages.use(language)
    asked: list[str] = []
    quits = act(lambda: asked.append(voter.loss()))
    await voter.play(
        *(choose("vote"), leave(), quits, choose("vote"), fill(code=CODE), choose(BACK), quits),
        act(lambda: voter.clocks.pass_time(30 * 86400.0)),
        *(quits, OUT),
    )
    assert asked == ["", told, ""], "nothing can be cast any more once the vote is closed"


async def test_who_signs_out_with_ballots_to_cast_is_asked_first(voter: Voter) -> None:
    left = "You still have 2 ballots to cast."
    election = await read_election(voter.portal)
    machine = fake_machine(election.portal_time)

    async def journey(dialogue: Dialogue) -> None:
        admission = Admission(
            ORIGIN,
            voter.portal,
            Secret("session"),
            election,
            voter.clocks.portal_clock(),
            IDENTIFIER,
            NO_SECRET,
            idle=900,
        )
        admission.clock.set(election.portal_time, admission.clock.elapsed())
        await stay(dialogue, machine, admission)

    said = await play(journey, choose("vote"), fill(code=CODE), choose(BACK), *LOSING)
    assert [*said.menus[-1].text] == [left]
    assert said.notices[-1] == "You have signed out. Your account remains active."
    await voter.play(OUT)  # no code was given


async def test_a_receipt_that_was_saved_is_not_lost(voter: Voter) -> None:
    said = await voter.play(
        *(*IN, *cast("0", 0)[:-1], take("save"), fill(), take("close")),
        *(choose("0"), take("close"), choose(BACK), OUT),
    )
    screens = [each.screen for each in said.shown if each.screen.place == "Receipt"]
    saves = [isinstance(one, Page) and one.actions[0].name == "save" for one in screens]
    assert saves == [True, False, False]


async def test_what_is_shown_of_a_choice_is_confidential(voter: Voter) -> None:
    said = await voter.play(
        *(*IN, choose("0"), choose("0"), leave("read"), take("close"), fill(), choose(SEND)),
        *(take("close"), choose(BACK), *LOSING),
    )  # fmt: skip
    for shown in said.shown:
        screen = shown.screen
        hides = isinstance(screen, Form | Menu | Page) and screen.confidential
        title = screen.title
        chosen = title.startswith(("Your choice", PAPER.name, "Cast this ballot?", CHOSEN))
        assert hides == chosen, title


# --- The code


def mistyped(*places: int) -> str:
    return "".join("Y" if n in places else symbol for n, symbol in enumerate(CODE))


def without(group: int) -> str:
    return "-".join(part for n, part in enumerate(CODE.split("-"), 1) if n != group)


@pytest.mark.parametrize(
    ("language", "typed", "told"),
    [
        ("en", mistyped(6), "Check group 2: type it again"),
        ("fr", mistyped(6), "Revoyez le groupe 2"),
        ("en", mistyped(0, 24), "Check groups 1 and 5: type them again"),
        ("fr", mistyped(0, 24), "Revoyez les groupes 1 et 5"),
        (
            "en",
            without(3),
            "20 characters out of 25. Check group 3:",
        ),
        (
            "fr",
            without(3),
            "20 caractères sur 25. Revoyez le",
        ),
        (
            "en",
            CODE[:8] + CODE[9:].replace("-", ""),
            "24 characters out of 25. Check group 2",
        ),
        ("en", "", "Type your voting code."),
        ("en", "tree", "This is not the voting code"),
        ("fr", "arbre", "Ce n’est pas le code de vote"),
        ("en", "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE", "This is not the voting code"),
        ("fr", "aaaaabbbbbcccccdddddeeeee", "Ce n’est pas le code de vote"),
    ],
)
async def test_a_mistyped_group_is_named_before_anything_is_sent(
    voter: Voter, language: str, typed: str, told: str
) -> None:
    messages.use(language)
    said = await voter.play(choose("vote"), fill(code=typed), leave(), OUT)
    (error,) = said.refusals
    assert error.field == "code"
    assert error.text.startswith(told)
    assert CHECK_CODE.path not in voter.asked


@pytest.mark.parametrize(
    ("language", "strangers", "told"),
    [
        ("en", "O", "No voting code has this character: O."),
        ("fr", "O", "Aucun code de vote n’a ce caractère\u00a0: O."),
        ("en", "o1", "No voting code has these characters: 1, O."),
        ("fr", "o1", "Aucun code de vote n’a ces caractères\u00a0: 1, O."),
    ],
)
@pytest.mark.parametrize("code", [CODE, "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"])
async def test_characters_that_no_code_has_are_named(
    voter: Voter, language: str, strangers: str, told: str, code: str
) -> None:
    messages.use(language)
    typed = strangers + code[len(strangers) :]
    said = await voter.play(choose("vote"), fill(code=typed), leave(), OUT)
    (error,) = said.refusals
    assert error.text.startswith(told), "why, before what to do about it"


async def test_only_the_mistyped_groups_need_to_be_typed_again(voter: Voter) -> None:
    second, fifth = CODE.split("-")[1], CODE.split("-")[4]
    wrong = CODE.replace(second, second[::-1]).replace(fifth, fifth[::-1])
    for typed in (mistyped(6, 24), wrong):
        await voter.play(
            choose("vote"),
            fill(code=typed),
            fill(code=f"{second.lower()} {fifth}"),
            choose(BACK),
            OUT,
        )


@pytest.mark.parametrize(
    "typed",
    [
        without(3),
        without(3).replace("-", ""),
        CODE.replace("-", "")[:14] + CODE.replace("-", "")[15:],
    ],
)
async def test_a_missing_group_is_typed_alone(voter: Voter, typed: str) -> None:
    await voter.play(
        choose("vote"), fill(code=typed), fill(code=CODE.split("-")[2]), choose(BACK), OUT
    )


@pytest.mark.parametrize(
    "parts", [(1, 4), (2, 3), (4, 1), (1, 1, 1, 1, 1), (3, 1, 1), (2, 1, 2), (1, 2, 2)]
)
async def test_a_code_is_typed_in_as_many_parts_as_one_likes(
    voter: Voter, parts: tuple[int, ...]
) -> None:
    groups, typed = CODE.split("-"), []
    for count in parts:
        typed.append(fill(code="-".join(groups[:count])))
        del groups[:count]
    said = await voter.play(choose("vote"), *typed, choose(BACK), OUT)
    assert [error.field for error in said.refusals] == ["code"] * (len(parts) - 1)
    first, *others = said.refusals
    assert first.text.startswith(f"{5 * parts[0]} characters")
    assert all(error.text.startswith("Check group") for error in others), "no whole code is meant"


@pytest.mark.parametrize("slip", ["JKMN", "JKMNNX", "xxxxx", "67"])
async def test_what_was_right_is_kept_whatever_is_typed_then(voter: Voter, slip: str) -> None:
    groups = CODE.split("-")
    said = await voter.play(
        choose("vote"),
        fill(code="-".join(groups[:4])),
        fill(code=slip),
        fill(code=groups[4]),
        choose(BACK),
        OUT,
    )
    assert said.refusals[-1].short == "group 5"


async def test_groups_that_are_kept_may_be_typed_again(voter: Voter) -> None:
    groups = CODE.split("-")
    swapped = "-".join([groups[0], groups[2], groups[1], *groups[3:]])
    said = await voter.play(
        choose("vote"),
        fill(code=swapped),
        fill(code="-".join(groups[:2])),
        fill(code=groups[2]),
        choose(BACK),
        OUT,
    )
    assert [error.short for error in said.refusals] == ["groups 2, 3", "group 3"]


@pytest.mark.parametrize("ends", [(0, 1), (0, 2), (4, 5), (3, 5)])
async def test_what_is_right_of_a_code_that_is_cut_off_is_kept(
    voter: Voter, ends: tuple[int, int]
) -> None:
    groups = CODE.split("-")
    rest = [*groups[: ends[0]], *groups[ends[1] :]]
    await voter.play(
        choose("vote"),
        fill(code="".join(groups[slice(*ends)])),
        fill(code=" ".join(rest)),
        choose(BACK),
        OUT,
    )


@pytest.mark.parametrize("typed", [CODE.replace("-", ""), CODE.replace("-", " / ").lower()])
async def test_any_separators_will_do(voter: Voter, typed: str) -> None:
    await voter.play(choose("vote"), fill(code=typed), choose(BACK), OUT)


async def test_a_code_that_the_portal_refuses(voter: Voter) -> None:
    other = codes.new_code()
    said = await voter.play(
        choose("vote"),
        fill(code=other),
        act(lambda: voter.fail(CHECK_CODE, refusal(ErrorCode.TOO_MANY))),
        fill(code=CODE),
        leave(),
        OUT,
    )
    assert said.shorts == ["not recognised", "too many attempts"]
    assert "Try again in 12 minutes" in said.refusals[1].text


async def test_who_comes_back_is_told_at_the_home_what_is_left(voter: Voter) -> None:
    def home(said: Player) -> str:
        return (
            next(menu for menu in said.menus if not menu.can_go_back)
            .options[-1]
            .label.replace("\u00a0", " ")
        )

    said = await voter.play(*IN, *cast("0", 1), choose(BACK), *LOSING)
    assert home(said) == "Vote: 2 ballots to cast, until 8 December at 17:00"
    said = await voter.play(*LOSING)
    assert home(said) == "Vote: 1 ballot to cast, until 8 December at 17:00"
    assert [*said.menus[-1].text] == ["You still have 1 ballot to cast."]
    said = await voter.play(*IN, *cast("1", 1), choose(BACK), *LOSING)
    said = await voter.play(OUT)
    assert home(said) == "Vote: you have voted"


async def test_what_is_left_is_not_told_where_the_portal_does_not_tell(voter: Voter) -> None:
    voter.fail(READ_BOOTH, PortalUnreachable())
    said = await voter.play(OUT)
    assert said.notices == []
    assert said.menus[0].options[-1].label.startswith("Vote, open until")


# --- Instead of casting


async def test_a_challenged_ballot_is_opened_thrown_away_and_cast_by_nobody(voter: Voter) -> None:
    said = await voter.play(
        *IN,
        choose("0"),
        choose("1"),
        leave("challenge"),
        leave(),  # nothing was saved, and nothing opened
        leave("challenge"),
        fill(),
        take("another"),
        choose("1"),
        fill(),
        choose(SEND),
        take("close"),
        choose(BACK),
        *LOSING,
    )
    assert "Open this ballot to check it" in said.titles
    (opening,) = (each for each in said.shown if each.screen.title == "This ballot has been opened")
    assert isinstance(opening.screen, Page)
    assert opening.screen.is_outcome
    assert opening.screen.confidential
    texts = [*opening.texts()]
    assert "It was not cast, and has been thrown away: vote with another ballot." in texts
    assert any(f"{PAPER.uuid}.bel, from {ORIGIN}/results" in text for text in texts)
    assert f"The command must say that it is a vote for: “{LISTS[1].name}”" in texts
    saved = voter.folder / "opened-ballot-csa.json"
    check = f"tui-voter verify {saved}"
    assert any(text.endswith(f":\n{check}") for text in texts), "a line of its own"
    opened = check_opening(voter.saved()["opened-ballot-csa.json"].encode(), PAPER)
    assert opened.choice == LISTS[1].name
    assert opened.ballot != voter.portal.urn["csa"]


async def test_a_choice_keeps_its_tracking_number_until_its_ballot_is_opened(voter: Voter) -> None:
    """Who goes back, looks at another and comes again may have written it down."""
    again = (choose("0"), leave())
    said = await voter.play(
        *(*IN, choose("0"), *again, choose("1"), leave(), *again),
        *(choose("0"), leave("challenge"), fill(), take("another")),
        *(choose("0"), fill(), choose(SEND), take("close")),
        *(choose(BACK), *LOSING),
    )
    texts = [each.texts() for each in said.shown if each.screen.title.startswith("Your choice")]
    numbers = [text for each in texts for text in each if text.startswith("Tracking number")]
    first, other, *following = numbers
    assert other != first
    assert following[:2] == [first, first]
    assert following[-1] not in (first, other)


async def test_a_ballot_whose_answer_was_lost_has_its_receipt_on_the_board(voter: Voter) -> None:
    """The portal did not answer for a while, and the voter went back meanwhile."""

    def falls_silent() -> None:
        voter.fail(CAST, PortalUnreachable(), acted=True)
        voter.fail(FIND_BALLOT, PortalUnreachable())
        voter.fail(READ_BOOTH, PortalUnreachable())

    said = await voter.play(
        *(*IN, choose("0"), choose("0"), act(falls_silent), fill(), choose(SEND)),
        *(leave(), choose(BACK), choose("0")),
        sees("A ballot that you sent before had arrived: that one counts."),
        *(take("save"), fill(), take("close"), choose(BACK), OUT),
    )
    assert sum(title.startswith("Voted: ") for title in said.titles) == 2
    assert read_receipt(voter.saved()["receipt-csa.json"].encode()).tracker == tracker(
        voter.portal.urn["csa"].encode()
    )


async def test_a_ballot_that_may_be_in_the_urn_is_not_opened(voter: Voter) -> None:
    said = await voter.play(
        *IN,
        choose("0"),
        choose("1"),
        act(lambda: voter.fail(CAST, PortalUnreachable())),
        fill(),
        choose(SEND),
        leave("challenge"),
        leave(),
        choose(BACK),
        choose(BACK),
        OUT,
    )
    assert "This ballot has been sent: it can no longer be opened." in said.notices
    assert voter.saved() == {}


# --- The hours


async def test_the_countdown_leads_to_the_booth_once_the_vote_is_open(
    make_voter: MakeVoter,
) -> None:
    voter = make_voter(Moment.EVE)

    def opens() -> None:
        voter.clocks.pass_time(48 * 60)
        voter.portal.moment = Moment.OPEN

    said = await voter.play(
        choose("vote"), take("vote"), act(opens), take("check_clock"), fill(code=CODE),
        choose(BACK), OUT,
    )  # fmt: skip
    assert any(
        notice.startswith("The vote is not open yet: it opens on") for notice in said.notices
    )


async def test_an_open_vote_without_a_seal_is_told_of(voter: Voter) -> None:
    voter.portal.is_sealed = False
    said = await voter.play(
        choose("vote"),
        sees("The vote is open. It closes in"),
        take("ballots"),
        take(BACK),
        take("check_clock"),
        take("guide"),
        take("close"),
        act(lambda: setattr(voter.portal, "is_sealed", True)),
        take("vote"),  # the board has sealed meanwhile
        fill(code=CODE),
        choose(BACK),
        OUT,
    )
    told = [notice for notice in said.notices if "have not been sealed" in notice]
    assert len(told) == 2


async def test_who_signs_in_again_goes_on_with_what_they_chose(voter: Voter) -> None:
    voter.fail(CAST, refusal(ErrorCode.SESSION_ENDED))
    voter.fail(CAST, refusal(ErrorCode.CODE_NEEDED))
    said = await voter.play(*IN, *cast("0", 0), choose(BACK), *LOSING)
    assert voter.sign_ins == 1
    assert said.titles.count("Your voting code") == 1
    assert "csa" in voter.portal.urn


async def test_the_end_of_the_grace_is_warned_of(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.GRACE)
    countdown = await voter.countdown()
    countdown.lasts_until((await read_booth(voter.portal, Secret())).until)
    keeper = Timekeeper(countdown.block())
    told = []
    for minutes in (11, 2, 9):
        voter.clocks.pass_time(minutes * 60)
        told.append(news.text if (news := keeper.news()) else "")
    assert told[0] == ""
    assert "you can still vote for 9 minutes" in told[1]
    assert told[2] == "The vote is closed."


async def test_a_new_session_is_opened_with_the_code_that_was_typed(voter: Voter) -> None:
    voter.fail(CAST, refusal(ErrorCode.CODE_NEEDED))
    said = await voter.play(*IN, *cast("0", 0), choose(BACK), *LOSING)
    assert said.titles.count("Your voting code") == 1
    assert "csa" in voter.portal.urn


async def test_a_list_is_compared_by_its_official_name(
    voter: Voter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An English voter sees translated names: the sealed ballot has the official ones."""
    translated = tuple(
        msgspec.structs.replace(one, name=f"In English {n}", official=one.name)
        for n, one in enumerate(LISTS)
    )

    voter.portal.by_names = True
    monkeypatch.setattr(type(voter.portal), "_lists", lambda _s, a: translated[a != "csa" :])
    said = await voter.play(*IN, choose("0"), choose("0"), leave(), choose(BACK), choose(BACK), OUT)
    labels = [option.label for option in said.menus[2].options]
    assert labels[0] == f"“{CHOSEN}” · “In English 0” · {LISTS[0].union}"
    said = await voter.play(
        *IN, choose("0"), choose("read"), take(BACK), choose(BACK), choose(BACK), OUT
    )
    (listing,) = [one for one in said.listings if one.title.startswith("Candidate lists")]
    row = (await listing.fetch("", "")).rows[0]
    assert row.label == f"“{CHOSEN}”"
    assert row.detail.startswith(f"“In English 0” · {LISTS[0].union}, ")


async def test_a_ballot_whose_receipt_is_not_saved_says_so_until_it_is(voter: Voter) -> None:
    said = await voter.play(
        *(*IN, *cast("0", 0), *cast("1", 1), choose("1"), take("save"), fill(), take("close")),
        *(choose(BACK), *LOSING),
    )
    boards = [menu for menu in said.menus if menu.title == "My ballots"]
    states = [[option.label.partition(": ")[2] for option in menu.options] for menu in boards]
    lost = "voted, receipt not saved"
    assert states == [
        ["", ""],
        [lost, ""],
        [lost, lost],
        [lost, "voted"],
    ]


async def test_the_command_is_that_of_the_file_in_which_the_receipt_was_saved(voter: Voter) -> None:
    name = "my receipt.json"
    said = await voter.play(
        *(*IN, *cast("0", 0)[:-1], take("save"), fill(name=name), take("close")),
        *(choose("0"), take("close"), choose(BACK), OUT),
    )
    pages = [each.texts() for each in said.shown if each.screen.place == "Receipt"]
    before, *after = [next((t for t in texts if " verify " in t), "") for texts in pages]
    assert not before, "it is told once it is saved"
    assert len(after) == 2
    assert all(told.endswith(f"verify '{voter.folder / name}'") for told in after)
