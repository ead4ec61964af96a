"""Links as voters paste them, and as somebody would have them paste them."""

from __future__ import annotations

import quopri
import re
import textwrap
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.client.peer import answer, peer, saying
from tui_voter.contract.link_faults import LinkFault, LinkRefused
from tui_voter.contract.links import LinkKind
from tui_voter.portal.directory import PortalDirectory
from tui_voter.portal.hygiene import check_link, check_origin, find_link

TOKEN = "vRHRehEHKVwfzneLuXy5KeWZdQKMUiu8pHYN-Y2BVSQd95c1"
OTHER_TOKEN = "42XJFdwVb7BiqJ8E-d_h1KpKqMVIdTL0kgiW1aiUmJI92e2d"
"""Made once: names of tests must not change from run to run."""
ORIGIN = "https://portail.exemple.fr"
LINK = f"{ORIGIN}/activation/{TOKEN}"
OTHER = f"{ORIGIN}/activation/{OTHER_TOKEN}"
RECOVERY = f"{ORIGIN}/recovery/{TOKEN}"
PATH = f"/activation/{TOKEN}"
LAST = "0" if TOKEN[-1] != "0" else "1"

MAIL = f"""\
De : Portail Élections <ne-pas-repondre@exemple.fr>
Objet : Ouverture du portail élections professionnelles

Bonjour,

Aide : https://portail.exemple.fr/aide, ou https://aide.exemple.fr/?q=activation

Votre lien unique :

    {LINK}

Il ne sert qu'une fois. Question ? Écrivez à aide@exemple.fr.
"""

PASTED = {
    "alone": LINK,
    "with spaces around": f"  {LINK}\n\n",
    "a whole mail": MAIL,
    "a whole mail, CRLF": MAIL.replace("\n", "\r\n"),
    "in angle brackets": f"Lien <{LINK}> à suivre",
    "in angle brackets, as RFC 3986 says": f"<URL:{LINK}>",
    "in parentheses, at the end": f"(voir {LINK}).",
    "in guillemets": f"Votre lien « {LINK} »",
    "in tight guillemets": f"«{LINK}»",
    "in quotes": f"\"{LINK}\", '{LINK}'",
    "in HTML": f'<a href="{LINK}">{LINK}</a><br>',
    "in Markdown": f"[lien]({LINK}) **{LINK}**",
    "twice": f"{LINK}\n{LINK}",
    "quoted": f"> Bonjour\n> {LINK}\n> Merci",
    "after a colon": f"Lien:{LINK}",
    "followed by a comma": f"{LINK}, puis",
    "quoted-printable": quopri.encodestring(MAIL.encode()).decode(),
    "quoted-printable, CRLF": quopri.encodestring(MAIL.encode()).decode().replace("\n", "\r\n"),
    "broken at 76": "\n".join(textwrap.wrap(LINK, 76)),
    "broken at 40": "\n".join(textwrap.wrap(LINK, 40)),
    "broken at 40, CRLF, indented": "\r\n    ".join(textwrap.wrap(LINK, 40)),
    "broken at 40, quoted twice": "\n> > ".join(textwrap.wrap(LINK, 40)),
    "broken at 40, in angle brackets": "<" + "\n".join(textwrap.wrap(LINK, 40)) + ">",
    "broken, and more after it": LINK[:60] + "\n" + LINK[60:] + ".\nMerci",
    "broken before the token": LINK.replace(TOKEN, "\n" + TOKEN),
    "broken after the host": LINK.replace("/activation", "\n/activation"),
    "broken, newlines lost": LINK[:60] + " " + LINK[60:],
}


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
def test_the_link_is_found(pasted: str) -> None:
    assert find_link(pasted) == LINK
    link = check_link(pasted)
    assert (link.origin, link.token.reveal()) == (ORIGIN, TOKEN)
    assert check_link(find_link(pasted)) == link


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
def test_a_recovery_link_is_found_too(pasted: str) -> None:
    pasted = pasted.replace("activation", "recovery")
    link = check_link(pasted)
    assert (link.origin, link.token.reveal(), link.kind) == (ORIGIN, TOKEN, LinkKind.RECOVERY)
    assert find_link(pasted) == RECOVERY


BREAKS = ["\n", "\r\n", "\n> ", " \n", "\n\t", "=\n", "=\r\n"]


@given(st.integers(len(ORIGIN), 120), st.sampled_from(BREAKS))
def test_a_mail_may_be_broken_anywhere_behind_the_host(width: int, newline: str) -> None:
    broken = newline.join(LINK[i : i + width] for i in range(0, len(LINK), width))
    assert check_link(f"Bonjour,\n\n{broken}\n\nMerci").token.reveal() == TOKEN


SEPARATORS = st.one_of(
    st.sampled_from([*BREAKS, "=\n>", "\x0b", "\f", "\x85", "\u2028", "\u2029", "\xad", "\u200b"]),
    st.sampled_from(
        ["<wbr>", "<br>\n", '"', "«", "&shy;", "=20\n", "\\", " (", "\n.", "\n/", "\n@"]
    ),
    st.characters(categories=("C", "Z", "P", "S"), exclude_characters=".-:/?#"),
)


BEFORE = st.sampled_from(["", "Bonjour,\n", "Votre lien : ", MAIL])


@given(st.integers(0, len(ORIGIN)), SEPARATORS, BEFORE)
@example(len(ORIGIN) - 3, "\u2028", "")
@example(len(ORIGIN) - 11, "=\n", "")
@example(len(ORIGIN), "=\n.faux", "")
@example(len(ORIGIN), "/\nfaux.exemple", "")
def test_a_broken_host_never_leads_to_another(at: int, separator: str, before: str) -> None:
    """Neither to what its pieces make together, nor to the last of them."""
    leads_nowhere_else(LINK[:at] + separator + LINK[at:], before)


IN_A_HOST = SEPARATORS.filter(lambda separator: "," not in separator)
"""A comma and a break are what stands between a greeting and a link."""


@given(
    st.sampled_from([LINK, LINK[5:], LINK[6:], LINK[7:], LINK[8:]]),
    st.lists(st.tuples(st.integers(0, len(ORIGIN)), IN_A_HOST), min_size=1, max_size=3),
    BEFORE,
)
@example(LINK[8:], [(8, "\n")], "")
@example(LINK[8:], [(3, "\n")], "")
@example(LINK, [(5, "\n"), (16, "\n")], "")
@example(LINK, [(7, "\u200b"), (16, "\u00a0")], "")
@example(LINK[8:], [(7, "\n")], "Votre lien : ")
@example(LINK[7:], [(2, "=\n"), (2, "&shy;")], "")
def test_nor_does_one_whose_scheme_is_broken_too(
    link: str, breaks: list[tuple[int, str]], before: str
) -> None:
    """Or was not copied."""
    for at, separator in sorted(breaks, reverse=True):
        link = link[:at] + separator + link[at:]
    leads_nowhere_else(link, before)


def leads_nowhere_else(broken: str, before: str) -> None:
    for pasted in (broken, find_link(broken), before + broken + "\nMerci"):
        with suppress(LinkRefused):
            assert check_link(pasted).origin == ORIGIN


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["https://", "http://", "://", "portail", ".exemple", ".fr", "faux.exemple"]
        ),
        st.sampled_from([PATH, PATH[:30], PATH[30:], ORIGIN, LINK, "> "]),
        SEPARATORS,
    ),
    max_size=12,
).map("".join)


@given(PIECES)
def test_a_host_stands_in_the_text_as_it_is_used(pasted: str) -> None:
    with suppress(LinkRefused):
        host = check_link(pasted).origin.partition("://")[2]
        assert re.search(rf"(?<![a-z0-9.-]){re.escape(host)}(?![a-z0-9.-])", pasted.lower())


@pytest.mark.parametrize(
    "pasted",
    [
        f"https://por\ntail.fr{PATH}",
        f"https://a.fr =\n.b.fr{PATH}",
        f"portail.\nexemple.fr{PATH}",
        f"por\r\n> tail.exemple.fr{PATH}",
        f"portail. exemple.fr{PATH}",
        f"hxxps:⁄⁄portail.fr<faux.fr{PATH}",
        f"https：//portail.fr «faux.fr{PATH}",
        f"https:/\n/portail-\nfaux.fr{PATH}",
        f"https:/\u200b/portail.gouv.\u00a0faux.fr{PATH}",
    ],
)
def test_a_link_whose_host_is_broken_lacks_its_start(pasted: str) -> None:
    assert find_link(pasted) == ""
    with pytest.raises(LinkRefused) as caught:
        check_link(pasted)
    assert caught.value.fault is LinkFault.NO_START


@pytest.mark.parametrize(
    ("link", "origin"),
    [
        (LINK, ORIGIN),
        (LINK.replace("portail", "PORTAIL").replace("https", "HTTPS"), ORIGIN),
        (LINK.replace(".fr", ".fr:443"), ORIGIN),
        (LINK.replace(".fr", ".fr:8443"), f"{ORIGIN}:8443"),
        (f"http://127.0.0.1:8000/activation/{TOKEN}", "http://127.0.0.1:8000"),
        (f"http://127.8.9.10/activation/{TOKEN}", "http://127.8.9.10"),
        (f"http://localhost:80/activation/{TOKEN}", "http://localhost"),
        (f"http://[::1]:8000/activation/{TOKEN}", "http://[::1]:8000"),
        (f"https://localhost/activation/{TOKEN}", "https://localhost"),
        (f"https://vote-2026.x7.exemple.fr/activation/{TOKEN}", "https://vote-2026.x7.exemple.fr"),
        # copied without its start
        (f"portail.exemple.fr/activation/{TOKEN}", ORIGIN),
        (f"Votre lien : (Portail.exemple.fr/activation/{TOKEN}).", ORIGIN),
        (f"portail.exemple.fr:8443/activation/{TOKEN}", f"{ORIGIN}:8443"),
        (LINK[6:], ORIGIN),
        (LINK[5:], ORIGIN),
        (f"portail.exemple.fr/activation/{TOKEN[:30]}\n{TOKEN[30:]}", ORIGIN),
        (f"127.0.0.1:8000/activation/{TOKEN}", "http://127.0.0.1:8000"),
        (f"localhost:8000/activation/{TOKEN}", "http://localhost:8000"),
        (f"[::1]:8000/activation/{TOKEN}", "http://[::1]:8000"),
        (f"localhost.exemple.fr/activation/{TOKEN}", "https://localhost.exemple.fr"),
    ],
)
@pytest.mark.parametrize("kind", LinkKind)
def test_an_honest_link_is_accepted(link: str, origin: str, kind: LinkKind) -> None:
    checked = check_link(link.replace("activation", kind.value))
    assert (checked.origin, checked.token.reveal(), checked.kind) == (origin, TOKEN, kind)


F = LinkFault
HOSTILE: list[tuple[str, LinkFault, str]] = [
    # no link
    ("", F.NO_LINK, ""),
    ("bonjour", F.NO_LINK, ""),
    (TOKEN, F.NO_LINK, ""),
    ("marie@exemple.fr", F.NO_LINK, ""),
    # several
    (f"{LINK}\n{OTHER}", F.SEVERAL, ""),
    (f"{LINK} https://faux.exemple{PATH}", F.SEVERAL, ""),
    # cut off, or altered
    (f"{ORIGIN}/activation/", F.TRUNCATED, "portail.exemple.fr"),
    (f"{ORIGIN}/activation", F.TRUNCATED, "portail.exemple.fr"),
    (f"{ORIGIN}/activ", F.TRUNCATED, "portail.exemple.fr"),
    (LINK[:-1], F.TRUNCATED, "portail.exemple.fr"),
    (LINK[:60], F.TRUNCATED, "portail.exemple.fr"),
    (LINK[:60] + "\nautre chose", F.TRUNCATED, "portail.exemple.fr"),
    (PATH, F.NO_START, ""),
    (f"://{PATH}", F.NO_START, ""),
    (LINK[1:], F.NO_START, "portail.exemple.fr"),
    (LINK[4:], F.NO_START, "portail.exemple.fr"),
    (LINK[:-1] + LAST, F.ALTERED, "portail.exemple.fr"),
    (LINK + "a", F.ALTERED, "portail.exemple.fr"),
    (LINK + "/", F.ALTERED, "portail.exemple.fr"),
    (LINK + "?utm_source=mail", F.ALTERED, "portail.exemple.fr"),
    (LINK + "#fin", F.ALTERED, "portail.exemple.fr"),
    (LINK + "é", F.ALTERED, "portail.exemple.fr"),
    (LINK.replace(TOKEN, "%41" + TOKEN[1:]), F.ALTERED, "portail.exemple.fr"),
    (LINK.replace(TOKEN, "../activation/" + TOKEN), F.ALTERED, "portail.exemple.fr"),
    # another scheme
    (LINK.replace("https", "http"), F.NOT_HTTPS, "portail.exemple.fr"),
    (LINK.replace("https", "ftp"), F.NOT_HTTPS, "portail.exemple.fr"),
    (LINK.replace("https", "httpss"), F.NOT_HTTPS, "portail.exemple.fr"),
    (LINK.replace("https", "javascript"), F.NOT_HTTPS, "portail.exemple.fr"),
    (LINK.replace("https", "ｈttps"), F.NO_START, "portail.exemple.fr"),
    (f"http://localhost.exemple.fr{PATH}", F.NOT_HTTPS, "localhost.exemple.fr"),
    (f"http://127.0.0.1.exemple.fr{PATH}", F.NOT_HTTPS, "127.0.0.1.exemple.fr"),
    # no host that could be a portal's
    (f"https://{PATH}", F.BAD_HOST, ""),
    (f"https://:443{PATH}", F.BAD_HOST, ":443"),
    (f"https://portail.exemple.fr.{PATH}", F.BAD_HOST, "portail.exemple.fr."),
    (f"https://portail..fr{PATH}", F.BAD_HOST, "portail..fr"),
    (f"https://.portail.fr{PATH}", F.BAD_HOST, ".portail.fr"),
    (f"https://-portail.fr{PATH}", F.BAD_HOST, "-portail.fr"),
    (f"https://por_tail.fr{PATH}", F.BAD_HOST, "por_tail.fr"),
    (f"https://portail;fr{PATH}", F.BAD_HOST, "portail;fr"),
    (f"https://{'a' * 64}.fr{PATH}", F.BAD_HOST, f"{'a' * 64}.fr"),
    (f"https://192.168.1.10{PATH}", F.BAD_HOST, "192.168.1.10"),
    (f"https://8.8.8.8{PATH}", F.BAD_HOST, "8.8.8.8"),
    (f"http://0.0.0.0{PATH}", F.BAD_HOST, "0.0.0.0"),  # noqa: S104  (nothing is bound)
    (f"http://127.1{PATH}", F.BAD_HOST, "127.1"),
    (f"http://127.0.0.01{PATH}", F.BAD_HOST, "127.0.0.01"),
    (f"http://2130706433{PATH}", F.BAD_HOST, "2130706433"),
    (f"http://0x7f000001{PATH}", F.BAD_HOST, "0x7f000001"),
    (f"http://127.0.0.0x1{PATH}", F.BAD_HOST, "127.0.0.0x1"),
    (f"https://[2001:db8::1]{PATH}", F.BAD_HOST, "[2001:db8::1]"),
    (f"http://[::ffff:127.0.0.1]{PATH}", F.BAD_HOST, "[::ffff:127.0.0.1]"),
    (f"http://[::1{PATH}", F.BAD_HOST, "[::1"),
    (f"https://portail.exemple.fr:{PATH}", F.BAD_HOST, "portail.exemple.fr:"),
    (f"https://portail.exemple.fr:0{PATH}", F.BAD_HOST, "portail.exemple.fr:0"),
    (f"https://portail.exemple.fr:65536{PATH}", F.BAD_HOST, "portail.exemple.fr:65536"),
    (f"https://portail.exemple.fr:0443{PATH}", F.BAD_HOST, "portail.exemple.fr:0443"),
    (f"https://portail.exemple.fr:+443{PATH}", F.BAD_HOST, "portail.exemple.fr:+443"),
    (f"https://portail.exemple.fr:44a{PATH}", F.BAD_HOST, "portail.exemple.fr:44a"),
    # made to look like another
    (f"portail.exemple.fr@faux.exemple{PATH}", F.DISGUISED, "faux.exemple"),
    (f"роrtail.exemple.fr{PATH}", F.DISGUISED, "роrtail.exemple.fr"),
    (f"https://portail.exemple.fr@faux.exemple{PATH}", F.DISGUISED, "faux.exemple"),
    (f"https://portail.exemple.fr:x@faux.exemple{PATH}", F.DISGUISED, "faux.exemple"),
    (f"https://@faux.exemple{PATH}", F.DISGUISED, "faux.exemple"),
    (f"https://a@b@faux.exemple{PATH}", F.DISGUISED, "faux.exemple"),
    (rf"https://portail.exemple.fr\@faux.exemple{PATH}", F.DISGUISED, "portail.exemple.fr"),
    (rf"https:\\portail.exemple.fr{PATH}", F.DISGUISED, "portail.exemple.fr"),
    (rf"https://portail.exemple.fr\activation\{TOKEN}", F.DISGUISED, "portail.exemple.fr"),
    (
        f"https://faux.exemple%2fportail.exemple.fr{PATH}",
        F.DISGUISED,
        "faux.exemple%2fportail.exemple.fr",
    ),
    (f"https://%70ortail.exemple.fr{PATH}", F.DISGUISED, "%70ortail.exemple.fr"),
    (f"https://роrtail.exemple.fr{PATH}", F.DISGUISED, "роrtail.exemple.fr"),
    (f"https://portail。exemple.fr{PATH}", F.DISGUISED, "portail。exemple.fr"),
    (f"https://pörtail.exemple.fr{PATH}", F.DISGUISED, "pörtail.exemple.fr"),
    # the Kelvin sign, whose small letter is a plain "k"
    (f"https://ban\u212a.exemple.fr{PATH}", F.DISGUISED, "ban\u212a.exemple.fr"),
    (f"\u212aiosque.exemple.fr{PATH}", F.DISGUISED, "\u212aiosque.exemple.fr"),
    (f"https://xn--prtail-wxa.exemple.fr{PATH}", F.DISGUISED, "xn--prtail-wxa.exemple.fr"),
    (f"https://portail.XN--E1AYBC{PATH}", F.DISGUISED, "portail.xn--e1aybc"),
    (f"https://portail\u200b.exemple.fr{PATH}", F.DISGUISED, "portail�.exemple.fr"),
    (f"https://\u202erf.elpmexe.liatrop{PATH}", F.DISGUISED, "�rf.elpmexe.liatrop"),
    (f"https://portail.exemple.fr\x00{PATH}", F.DISGUISED, "portail.exemple.fr�"),
    (f"https://portail\x1b[2J.exemple.fr{PATH}", F.DISGUISED, "portail�[2j.exemple.fr"),
    (LINK + "\x1b[201~", F.DISGUISED, "portail.exemple.fr"),
    # a recovery link, treated so
    (f"{RECOVERY}\n{LINK}", F.SEVERAL, ""),
    (f"{ORIGIN}/recovery/", F.TRUNCATED, "portail.exemple.fr"),
    (f"{ORIGIN}/recovery", F.TRUNCATED, "portail.exemple.fr"),
    (f"{ORIGIN}/reco", F.TRUNCATED, "portail.exemple.fr"),
    (RECOVERY[:-1], F.TRUNCATED, "portail.exemple.fr"),
    (RECOVERY[:-1] + LAST, F.ALTERED, "portail.exemple.fr"),
    (RECOVERY + "?x", F.ALTERED, "portail.exemple.fr"),
    (f"{ORIGIN}/recovery/activation/{TOKEN}", F.ALTERED, "portail.exemple.fr"),
    (f"{ORIGIN}/activation/../recovery/{TOKEN}", F.ALTERED, "portail.exemple.fr"),
    (RECOVERY.replace("https", "http"), F.NOT_HTTPS, "portail.exemple.fr"),
    (f"https://portail.exemple.fr@faux.exemple/recovery/{TOKEN}", F.DISGUISED, "faux.exemple"),
    (rf"{ORIGIN}\recovery\{TOKEN}", F.DISGUISED, "portail.exemple.fr"),
    (RECOVERY.replace("recovery", "recovеry"), F.OTHER_PAGE, "portail.exemple.fr"),
    (f"{ORIGIN}/Recovery/{TOKEN}", F.OTHER_PAGE, "portail.exemple.fr"),
    (f"{ORIGIN}//recovery/{TOKEN}", F.OTHER_PAGE, "portail.exemple.fr"),
    (f"{ORIGIN}/recoveries/{TOKEN}", F.OTHER_PAGE, "portail.exemple.fr"),
    (f"https://faux.exemple?{RECOVERY}", F.OTHER_PAGE, "faux.exemple"),
    # another page
    (f"{ORIGIN}/", F.OTHER_PAGE, "portail.exemple.fr"),
    (ORIGIN, F.OTHER_PAGE, "portail.exemple.fr"),
    (f"{ORIGIN}/Activation/{TOKEN}", F.OTHER_PAGE, "portail.exemple.fr"),
    (f"{ORIGIN}/%61ctivation/{TOKEN}", F.OTHER_PAGE, "portail.exemple.fr"),
    (f"{ORIGIN}//activation/{TOKEN}", F.OTHER_PAGE, "portail.exemple.fr"),
    (f"{ORIGIN}/x{PATH}", F.OTHER_PAGE, "portail.exemple.fr"),
    (f"https://faux.exemple?{LINK}", F.OTHER_PAGE, "faux.exemple"),
    (f"https://faux.exemple#{LINK}", F.OTHER_PAGE, "faux.exemple"),
    (f"https://faux.exemple/{LINK}", F.OTHER_PAGE, "faux.exemple"),
    (f"https://faux.exemple/?url={LINK}", F.OTHER_PAGE, "faux.exemple"),
]


@pytest.mark.parametrize(("pasted", "fault", "host"), HOSTILE)
def test_a_hostile_link_is_refused(pasted: str, fault: LinkFault, host: str) -> None:
    with pytest.raises(LinkRefused) as caught:
        check_link(pasted)
    assert (caught.value.fault, caught.value.host) == (fault, host)
    assert TOKEN not in str(caught.value)


async def test_hostile_links_send_nothing() -> None:
    """Neither these, nor such as lead to a peer that listens, nor an honest link to a
    portal that nobody confirmed."""
    async with peer(saying(answer())) as portal:
        host = portal.origin.removeprefix("http://")
        to_peer = [
            f"http://portail.exemple.fr@{host}{PATH}",
            rf"http:\\{host}{PATH}",
            f"http://{host.replace('localhost', 'localhost.')}{PATH}",
            f"http://{host.replace('localhost', 'loc%61lhost')}{PATH}",
            f"http://{host.replace('localhost', '127.1')}{PATH}",
            f"http://{host.replace('localhost', '2130706433')}{PATH}",
            f"http://{host.replace('localhost', '0')}{PATH}",
            f"http://{host}{PATH}#portail.exemple.fr",
        ]
        directory = PortalDirectory("fr")
        pasted = [*to_peer, *(text for text, _, _ in HOSTILE)]
        assert len(pasted) >= 60
        for text in pasted:
            with pytest.raises(LinkRefused):
                directory.check_link(directory.find_link(text) or text)
        honest = directory.check_link(f"{portal.origin}{PATH}")
        with pytest.raises(ValueError, match="chose in this visit"):
            directory.connect(honest.origin)
        await directory.aclose()
    assert portal.connections == 0


@pytest.mark.parametrize(
    "before",
    ["", "\n", "Bonjour,\n", "> Bonjour,\n> ", "Votre lien :\n", "Lien: ", "Lien : <", "Lien : « "],
)
def test_a_link_that_lost_its_start_is_found_whole(before: str) -> None:
    """What is shown to the voter is where it leads."""
    assert find_link(f"{before}{LINK[8:]}\nMerci") == LINK


@pytest.mark.parametrize("pasted", ["", "bonjour", f"{LINK}\n{OTHER}"])
def test_no_one_link_is_found(pasted: str) -> None:
    assert find_link(pasted) == ""


@given(
    st.text(st.characters(exclude_categories=())), st.sampled_from(["", LINK, ORIGIN, "http://"])
)
def test_any_text_at_all_is_read(text: str, link: str) -> None:
    for pasted in (text + link, link + text):
        find_link(pasted)
        try:
            checked = check_link(pasted)
        except LinkRefused:
            continue
        assert checked.origin.isascii()
        assert checked.origin.isprintable()


def test_a_huge_paste_is_read_in_part() -> None:
    assert find_link(LINK + " https://x/activation/" * 100_000) == ""
    assert find_link("x" * 1_000_000 + " " + LINK) == ""


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("portail.exemple.fr", ORIGIN),
        (" https://portail.exemple.fr/ ", ORIGIN),
        ("Portail.Exemple.FR:443", ORIGIN),
        ("portail.exemple.fr:8443", f"{ORIGIN}:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("localhost:8000", "http://localhost:8000"),
        ("https://localhost:8000", "https://localhost:8000"),
        ("http://[::1]", "http://[::1]"),
    ],
)
def test_a_typed_address_names_an_origin(typed: str, origin: str) -> None:
    assert check_origin(typed) == origin


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", F.NO_LINK),
        ("   ", F.NO_LINK),
        ("http://portail.exemple.fr", F.NOT_HTTPS),
        ("ftp://portail.exemple.fr", F.NOT_HTTPS),
        ("portail.exemple.fr/aide", F.OTHER_PAGE),
        ("portail.exemple.fr?x", F.OTHER_PAGE),
        ("marie@exemple.fr", F.DISGUISED),
        ("https:\\\\portail.exemple.fr", F.DISGUISED),
        ("pörtail.exemple.fr", F.DISGUISED),
        ("ban\u212a.exemple.fr", F.DISGUISED),
        ("xn--prtail-wxa.exemple.fr", F.DISGUISED),
        ("mon portail", F.BAD_HOST),
        ("portail.exemple.fr.", F.BAD_HOST),
        ("10.0.0.1", F.BAD_HOST),
    ],
)
def test_a_typed_address_that_names_none(typed: str, fault: LinkFault) -> None:
    with pytest.raises(LinkRefused) as caught:
        check_origin(typed)
    assert caught.value.fault is fault
