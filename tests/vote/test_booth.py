"""From *Je vote* to the receipt, by scripts: what is asked, told, sent and kept."""

from collections.abc import Sequence

import msgspec
import pytest

from tests.scripted.portal import BALLOTS, BLANK, CODE, LISTS, ORIGIN, Moment, papers, refusal
from tests.vote.conftest import IN, OUT, MakeVoter, Voter, cast
from tui_voter import messages
from tui_voter.audit.player import Player, Reply, act, choose, fill, leave, open_row, sees, take
from tui_voter.contract.errors import ErrorCode, PortalUnreachable
from tui_voter.contract.vote import CAST, FIND_BALLOT, READ_BOOTH
from tui_voter.dialogue import BACK, SEND, Form, Menu, Page, told
from tui_voter.sealing import codes
from tui_voter.sealing.ballot import check_ballot, check_opening, read_ballot, tracker
from tui_voter.sealing.receipt import check_receipt, read_receipt

ONE_LOST = (
    "You have voted, but this receipt is not saved: {}. It cannot be given again once you have "
    "signed out."
)
TWO_LOST = (
    "You have voted, but these receipts are not saved: {}; {}. They cannot be given again once you "
    "have signed out."
)
ONE_LEFT, TWO_LEFT = "You still have 1 ballot to cast.", "You still have 2 ballots to cast."
BOARD = sees("My ballots")
LEAVES = (choose(BACK), OUT, sees("Leave all the same?"))
VOTED = sees("Voted: your ballot is in the ballot box.")
SAVED = (take("save"), fill(), take("close"))
PAPER = papers()["csa"]
CHOSEN = "Pour un service public de proximité"
IN_FRENCH = "The official names are in French."


def choices(said: Player) -> list[list[str]]:
    pages = [one for one in said.shown if one.screen.title.startswith("Your choice")]
    return [[*page.texts()] for page in pages]


def trackers(said: Player) -> list[str]:
    return [text for each in choices(said) for text in each if text.startswith("Tracking number")]


async def test_a_voter_casts_each_ballot_and_keeps_a_receipt(voter: Voter) -> None:
    said = await voter.play(
        *(*IN, sees(TWO_LEFT)),
        *(choose("0"), choose("0"), fill(), sees("Once cast, it is final."), choose(SEND), VOTED),
        *(*SAVED, sees(ONE_LEFT), *cast("1", 1)),
        sees("You have voted in all of your elections. 1 receipt is not saved"),
        *(choose("0"), take("close"), choose("1"), *SAVED, choose(BACK), OUT),
    )
    receipt = read_receipt(voter.saved()["receipt-csa.json"].encode())
    check_receipt(receipt, PAPER)
    assert receipt.tracker == tracker(voter.portal.urn["csa"].encode())
    for key, ballot in voter.portal.urn.items():
        check_ballot(read_ballot(ballot.encode(), papers()[key]), papers()[key])
    short = codes.spoken(receipt.tracker)
    assert any(short in text for text in choices(said)[0]), "it is told before the ballot is cast"
    assert short in said.said[said.said.index("Tracking number") + 1]
    pages = [one.screen for one in said.shown if one.screen.place == "Receipt"]
    assert [page.actions[0].name for page in pages] == ["save", "close"] * 3
    boards = [menu for menu in said.menus if menu.title == "My ballots"]
    lost = "voted, receipt not saved"
    states = [[option.label.partition(": ")[2] for option in menu.options] for menu in boards]
    assert states == [["", ""], ["voted", ""], *[["voted", lost]] * 2, ["voted", "voted"]]
    assert said.menus[-1].title == said.menus[0].title, "who leaves then is not asked"


async def test_a_receipt_is_saved_with_its_ballot_box_and_both_are_checked(voter: Voter) -> None:
    """The command that is shown then names the files; what is checked can be saved as it was."""
    messages.use("en", plain="fr")
    folder, urn = voter.folder / "my papers", f"{PAPER.uuid}.bel"
    folder.mkdir()
    content = f"what is at /urn/{urn}"
    away = act(lambda: setattr(voter.portal, "failure", PortalUnreachable()))
    public = f"The ballot box could not be downloaded. It is public: {ORIGIN}/urn/{urn}"
    said = await voter.play(
        *(*IN, *cast("0")[:-1], away, take("verify"), sees(public), take("save")),
        *(away, fill(name=str(folder)), leave(), sees(f"Check with {urn}, from {ORIGIN}/results:")),
        *(take("verify"), sees("Verified: your ballot is in the public ballot box.")),
        *(sees("It is there."), take("save"), fill(name=str(folder)), take("close")),
        *(act(lambda: setattr(voter, "fault", "It is not there yet.")), take("verify")),
        *(sees("Not verified"), sees("It is not there yet."), take("save"), fill(), take("close")),
    )
    assert public in [error.text for error in said.refusals]
    written = {path.name: path.read_text() for path in folder.iterdir()}
    assert {*written} == {"receipt-csa.json", "receipt-csa-2.json", urn}
    assert written[urn] == voter.saved()[urn] == content
    receipt = read_receipt(written["receipt-csa-2.json"].encode())
    assert voter.checked == [(receipt, content.encode())] * 2
    pages = [one for one in said.shown if one.screen.place == "Receipt"]
    commands = [next((text for text in one.texts() if " verify " in text), "") for one in pages]
    names = [f"'{folder}/receipt-csa.json'", f"'{folder}/receipt-csa-2.json'"]
    assert commands[:2] == ["", ""]
    assert commands[2].endswith(f"tui-voter verify {names[0]} --lang en"), "without a ballot box"
    assert commands[3] == f"To check both:\ntui-voter verify {names[1]} --lang en"
    firsts = [
        one.screen.actions[0].name
        for one in said.shown
        if isinstance(one.screen, Page) and one.screen.place == "Check"
    ]
    assert firsts == ["close", "close", "save", "save"], "what is wrong is to be kept"


async def test_that_names_are_official_is_told_once_and_above_the_lists(voter: Voter) -> None:
    """The ballot is called by the name that was sealed, its lists by their translations."""
    messages.use("en")
    said = await voter.play(*IN, *cast("0", 1), choose("1"), choose("0"), leave())
    assert said.said.count(IN_FRENCH) == 1
    said = await voter.play(*IN, choose("1"), choose("read"), take(BACK))
    (listing,) = [one for one in said.listings if one.title.startswith("Candidate lists")]
    assert IN_FRENCH in map(told, listing.intro)


async def test_a_ballot_stays_the_same_when_the_roll_has_grown(voter: Voter) -> None:
    """The length of the roll is not sealed: a ballot that was sent is not forgotten over it."""
    grown = tuple(msgspec.structs.replace(one, voters=one.voters + 1) for one in BALLOTS)
    to_the_choice = (choose("0"), choose("0"), leave(), choose(BACK), choose(BACK))
    said = await voter.play(
        *(*IN, *to_the_choice, act(lambda: setattr(voter.portal, "ballots", grown))),
        *(choose("vote"), *to_the_choice),
    )
    first, again = trackers(said)
    assert first == again


@pytest.mark.parametrize(("language", "label"), [("en", f"{BLANK} · Blank vote"), ("fr", BLANK)])
async def test_nothing_is_preselected_blank_is_last(
    voter: Voter, language: str, label: str
) -> None:
    messages.use(language)
    said = await voter.play(*IN, choose("0"), choose("2"), leave())
    menu = said.menus[2]
    *lists, blank = [option.label for option in menu.options]
    assert all(one.name in shown for one, shown in zip(LISTS, lists, strict=True))
    assert (menu.chosen, blank) == ("", label)


async def test_a_statement_is_a_key_away_and_leads_back_to_the_same_place(voter: Voter) -> None:
    said = await voter.play(
        *(*IN, choose("0"), choose("read"), open_row(CHOSEN), sees("Statement"), take("close")),
        *(take(BACK), choose("1"), leave("read"), take("close")),
        *(fill(), choose(BACK), leave()),  # who would rather not cast yet is back at the choice
    )
    menus = [shown for shown in said.shown if shown.screen.title == PAPER.name]
    assert [shown.stand.at for shown in menus] == ["", "", "1"]
    assert voter.portal.urn == {}


async def test_who_quits_between_the_code_and_the_last_ballot_is_asked_first(voter: Voter) -> None:
    asked: list[str] = []

    def quits() -> Reply:
        return act(lambda: asked.append(voter.loss()))

    await voter.play(
        *(quits(), choose("vote"), quits(), fill(code=CODE), quits(), choose("0"), quits()),
        *(choose("read"), quits(), take(BACK), choose("0"), quits(), leave(), quits(), choose("0")),
        *(fill(), quits(), choose(SEND), quits(), take("close"), quits(), *cast("1", 1), quits()),
        *(choose(BACK), quits()),
    )
    review = f"Your ballot has not been cast. {TWO_LEFT}"
    first, second = (paper.name for paper in papers().values())
    assert asked[:8] == ["", "", TWO_LEFT, TWO_LEFT, TWO_LEFT, review, TWO_LEFT, review]
    assert asked[8:10] == [f"{ONE_LOST.format(first)} {ONE_LEFT}"] * 2
    assert all(said.startswith(TWO_LOST.format(first, second)) for said in asked[10:])
    await voter.play(choose("vote"), quits(), choose(BACK), quits())
    assert asked[-2:] == ["", ""]  # there is nothing left to do


async def test_what_is_shown_of_a_choice_is_confidential(voter: Voter) -> None:
    said = await voter.play(
        *(*IN, choose("0"), choose("0"), leave("read"), take("close"), fill(), choose(SEND)),
        take("close"),
    )
    for shown in said.shown:
        screen, title = shown.screen, shown.screen.title
        hides = isinstance(screen, Form | Menu | Page) and screen.confidential
        chosen = title.startswith(("Your choice", PAPER.name, "Cast this ballot?", CHOSEN))
        assert hides == chosen, title


async def test_who_comes_back_is_told_at_the_home_what_is_left(voter: Voter) -> None:
    def home(said: Player) -> str:
        return said.menus[0].options[-1].label.replace("\u00a0", " ")

    visits = ([*IN, *cast("0", 1), *LEAVES], [*IN, *cast("1", 1)], [OUT])
    left = [home(await voter.play(*visit)) for visit in visits]
    assert left == ["Vote: 2 ballots to cast", "Vote: 1 ballot to cast", "Vote: you have voted"]
    voter.fail(READ_BOOTH, PortalUnreachable())
    said = await voter.play(OUT)
    assert said.notices == []
    assert home(said) == "Vote", "the portal does not tell"


async def test_who_signs_in_is_told_at_once_what_is_left(voter: Voter) -> None:
    voter.greets = True
    said = await voter.play(OUT)
    assert said.shown[0].notices == [TWO_LEFT]


async def test_a_challenged_ballot_is_opened_thrown_away_and_cast_by_nobody(voter: Voter) -> None:
    said = await voter.play(
        *(*IN, choose("0"), choose("1"), leave("challenge")),
        leave(),  # nothing was saved, and nothing opened
        *(leave("challenge"), fill(), take("another"), choose("1"), fill(), choose(SEND)),
        take("close"),
    )
    assert "Open this ballot to check it" in said.titles
    (opening,) = (each for each in said.shown if each.screen.title == "This ballot has been opened")
    assert isinstance(opening.screen, Page)
    assert opening.screen.is_outcome
    assert opening.screen.confidential
    texts = [*opening.texts()]
    assert "It was not cast, and has been thrown away: vote with another ballot." in texts
    assert f"The command must say that it is a vote for: “{LISTS[1].name}”" in texts
    saved = voter.folder / "opened-ballot-csa.json"
    check = f"{PAPER.uuid}.bel, from {ORIGIN}/results:\ntui-voter verify {saved}"
    assert any(text.endswith(check) for text in texts), "the command is a line of its own"
    opened = check_opening(voter.saved()["opened-ballot-csa.json"].encode(), PAPER)
    assert opened.choice == LISTS[1].name
    assert opened.ballot != voter.portal.urn["csa"]


async def test_a_choice_keeps_its_tracking_number_until_its_ballot_is_opened(voter: Voter) -> None:
    """Who goes back, looks at another and comes again may have written it down."""
    again = (choose("0"), leave())
    said = await voter.play(
        *(*IN, choose("0"), *again, choose("1"), leave(), *again, choose("0"), leave("challenge")),
        *(fill(), take("another"), choose("0"), fill(), choose(SEND), take("close")),
    )
    first, other, *following = trackers(said)
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
        *(*IN, choose("0"), choose("0"), act(falls_silent), fill(), choose(SEND), leave()),
        *(choose(BACK), choose("0")),
        *(sees("A ballot that you sent before had arrived: that one counts."), take("save")),
        *(fill(), take("close")),
    )
    assert sum(title.startswith("Voted: ") for title in said.titles) == 2
    assert read_receipt(voter.saved()["receipt-csa.json"].encode()).tracker == tracker(
        voter.portal.urn["csa"].encode()
    )


async def test_a_ballot_that_may_be_in_the_urn_is_not_opened(voter: Voter) -> None:
    said = await voter.play(
        *(*IN, choose("0"), choose("1"), act(lambda: voter.fail(CAST, PortalUnreachable()))),
        *(fill(), choose(SEND), leave("challenge"), leave()),
    )
    assert "This ballot has been sent: it can no longer be opened." in said.notices
    assert voter.saved() == {}


async def test_the_countdown_leads_to_the_booth_of_an_open_vote(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.EVE)

    def opens() -> None:
        voter.clocks.pass_time(48 * 60)
        voter.portal.moment = Moment.OPEN

    said = await voter.play(
        *(choose("vote"), take("vote"), act(opens), take("vote"), fill(code=CODE), BOARD)
    )
    assert any("The vote is not open yet: it opens on" in notice for notice in said.notices)


async def test_an_open_vote_without_a_seal_is_told_of(voter: Voter) -> None:
    voter.portal.is_sealed = False
    said = await voter.play(
        *(choose("vote"), sees("The vote is open. It closes in"), take("ballots"), take(BACK)),
        *(take("vote"), take("guide"), take("close")),
        act(lambda: setattr(voter.portal, "is_sealed", True)),
        *(take("vote"), fill(code=CODE), BOARD),  # the board has sealed meanwhile
    )
    assert sum("have not been sealed" in notice for notice in said.notices) == 2


@pytest.mark.parametrize(
    ("refused", "sign_ins"),
    [([ErrorCode.CODE_NEEDED], 0), ([ErrorCode.SESSION_ENDED, ErrorCode.CODE_NEEDED], 1)],
)
async def test_a_new_session_goes_on_with_the_choice_and_the_code_that_was_typed(
    voter: Voter, refused: Sequence[ErrorCode], sign_ins: int
) -> None:
    for code in refused:
        voter.fail(CAST, refusal(code))
    said = await voter.play(*IN, *cast("0"), *LEAVES)
    assert voter.sign_ins == sign_ins
    assert said.titles.count("Your voting code") == 1
    assert "csa" in voter.portal.urn


async def test_translated_names_and_the_sealed_ones_beside(
    voter: Voter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An English voter sees translated names, which may not be sealed."""
    own, sealed = "Ministry committee", f"Official name, in French: {PAPER.name}"
    lists = tuple(
        msgspec.structs.replace(one, name=f"In English {n}", official=one.name)
        for n, one in enumerate(LISTS)
    )
    voter.portal.by_names = True
    voter.portal.ballots = tuple(msgspec.structs.replace(one, name=own) for one in BALLOTS)
    monkeypatch.setattr(type(voter.portal), "_lists", lambda _s, about: lists[about != "csa" :])
    said = await voter.play(*IN, *cast("0"), *LEAVES)
    assert [option.label for option in said.menus[1].options] == [own] * 2
    ballot = said.menus[2]
    assert ballot.title == own
    assert sealed in ballot.text
    assert ballot.options[0].label == f"“{CHOSEN}” · “In English 0” · {LISTS[0].union}"
    assert {own, sealed} <= set(choices(said)[0])
    assert ONE_LOST.format(own) in "\n".join(said.said)
    said = await voter.play(*IN, choose("1"), choose("read"), take(BACK))
    (listing,) = [one for one in said.listings if one.title.startswith("Candidate lists")]
    row = (await listing.fetch("", "")).rows[0]
    assert row.label == f"“{LISTS[1].name}”"
    assert row.detail.startswith("“In English 1” · ")
