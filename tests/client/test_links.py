"""Links as voters paste them, and as somebody would have them paste them."""

import quopri
import textwrap
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_voter.contract.link_faults import LinkFault, LinkRefused
from tui_voter.contract.links import LinkKind
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

Aide : https://portail.exemple.fr/aide, ou https://aide.exemple.fr/?q=activation

Votre lien unique :

    {LINK}

Il ne sert qu'une fois. Question ? Écrivez à aide@exemple.fr.
"""
QUOTED_PRINTABLE = quopri.encodestring(MAIL.encode()).decode()
LINES = textwrap.wrap(LINK, 40)

PASTED = {
    "with spaces around": f"  {LINK}\n\n",
    "a whole mail": MAIL,
    "a whole mail, CRLF": MAIL.replace("\n", "\r\n"),
    "in angle brackets, as RFC 3986 says": f"<URL:{LINK}>",
    "in parentheses, at the end": f"(voir {LINK}).",
    "in guillemets": f"Votre lien « {LINK} »",
    "in tight guillemets": f"«{LINK}»",
    "in quotes": f"\"{LINK}\", '{LINK}'",
    "in HTML": f'<a href="{LINK}">{LINK}</a><br>',
    "in Markdown": f"[lien]({LINK}) **{LINK}**",
    "quoted": f"> Bonjour\n> {LINK}\n> Merci",
    "after a colon": f"Lien:{LINK}",
    "followed by a comma": f"{LINK}, puis",
    "quoted-printable": QUOTED_PRINTABLE,
    "quoted-printable, CRLF": QUOTED_PRINTABLE.replace("\n", "\r\n"),
    "broken at 40, CRLF, indented": "\r\n    ".join(LINES),
    "broken at 40, quoted twice": "\n> > ".join(LINES),
    "broken at 40, in angle brackets": "<" + "\n".join(LINES) + ">",
    "broken before the token": LINK.replace(TOKEN, "\n" + TOKEN),
    "broken after the host": LINK.replace("/activation", "\n/activation"),
    "broken, newlines lost": LINK[:60] + " " + LINK[60:],
    **{
        f"without its start, behind {before!r}": f"{before}{LINK[8:]}\nMerci"
        for before in ("", "Bonjour,\n", "> Bonjour,\n> ", "Lien :\n", "Lien: <", "Lien : « ")
    },
}


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
@pytest.mark.parametrize("kind", LinkKind)
def test_the_link_is_found(pasted: str, kind: LinkKind) -> None:
    pasted, link = (text.replace("activation", kind.value) for text in (pasted, LINK))
    checked = check_link(pasted)
    assert (checked.origin, checked.token.reveal(), checked.kind) == (ORIGIN, TOKEN, kind)
    assert find_link(pasted) == link
    assert check_link(link) == checked


BREAKS = ["\n", "\r\n", "\n> ", " \n", "\n\t", "=\n", "=\r\n"]


@given(st.integers(len(ORIGIN), 120), st.sampled_from(BREAKS))
def test_a_mail_may_be_broken_anywhere_behind_the_host(width: int, newline: str) -> None:
    broken = newline.join(LINK[i : i + width] for i in range(0, len(LINK), width))
    assert check_link(f"Bonjour,\n\n{broken}\n\nMerci").token.reveal() == TOKEN


SEPARATORS = st.one_of(
    st.sampled_from([*BREAKS, "=\n>", "\x0b", "\f", "\x85", "\u2028", "\u2029", "\xad", "\u200b"]),
    st.sampled_from(["<wbr>", "<br>\n", '"', "«", "&shy;", "=20\n", "\\", " (", "\n.", "\n/"]),
    st.characters(categories=("C", "Z", "P", "S"), exclude_characters=".-:/?#"),
)
BEFORE = st.sampled_from(["", "Bonjour,\n", "Votre lien : ", MAIL])


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
@example(LINK, [(len(ORIGIN) - 3, "\u2028")], "")
@example(LINK, [(len(ORIGIN) - 11, "=\n")], "")
@example(LINK, [(len(ORIGIN), "=\n.faux")], "")
@example(LINK, [(len(ORIGIN), "/\nfaux.exemple")], "")
def test_a_broken_host_never_leads_to_another(
    link: str, breaks: list[tuple[int, str]], before: str
) -> None:
    """Neither to what its pieces make together, nor to the last of them; nor where the scheme is
    broken too, or was not copied."""
    for at, separator in sorted(breaks, reverse=True):
        link = link[:at] + separator + link[at:]
    leads_nowhere_else(link, before)


def leads_nowhere_else(broken: str, before: str) -> None:
    for pasted in (broken, find_link(broken), before + broken + "\nMerci"):
        with suppress(LinkRefused):
            assert check_link(pasted).origin == ORIGIN


@pytest.mark.parametrize(
    "pasted",
    [
        *(f"https://por\ntail.fr{PATH}", f"https://a.fr =\n.b.fr{PATH}"),
        *(f"por\r\n> tail.exemple.fr{PATH}", f"portail. exemple.fr{PATH}"),
        *(f"hxxps:⁄⁄portail.fr<faux.fr{PATH}", f"https：//portail.fr «faux.fr{PATH}"),
        *(f"https:/\n/portail-\nfaux.fr{PATH}", f"https:/\u200b/portail.gouv.\u00a0faux.fr{PATH}"),
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
        *((LINK, ORIGIN), (LINK.replace(".fr", ".fr:443"), ORIGIN)),
        (LINK.replace("portail", "PORTAIL").replace("https", "HTTPS"), ORIGIN),
        (LINK.replace(".fr", ".fr:8443"), f"{ORIGIN}:8443"),
        (f"http://localhost:80{PATH}", "http://localhost"),
        *(
            (f"{origin}{PATH}", origin)
            for origin in (
                *("http://127.0.0.1:8000", "http://127.8.9.10", "http://[::1]:8000"),
                *("https://localhost", "https://vote-2026.x7.exemple.fr"),
            )
        ),
        # copied without its start
        *((LINK[start:], ORIGIN) for start in (5, 6)),
        (f"portail.exemple.fr:8443{PATH}", f"{ORIGIN}:8443"),
        (f"portail.exemple.fr/activation/{TOKEN[:30]}\n{TOKEN[30:]}", ORIGIN),
        *(
            (f"{host}{PATH}", f"http://{host}")
            for host in ("127.0.0.1:8000", "localhost:8000", "[::1]:8000")
        ),
        (f"localhost.exemple.fr{PATH}", "https://localhost.exemple.fr"),
    ],
)
@pytest.mark.parametrize("kind", LinkKind)
def test_an_honest_link_is_accepted(link: str, origin: str, kind: LinkKind) -> None:
    checked = check_link(link.replace("activation", kind.value))
    assert (checked.origin, checked.token.reveal(), checked.kind) == (origin, TOKEN, kind)


F = LinkFault
PORTAL = "portail.exemple.fr"
OF_THE_PORTAL: dict[LinkFault, list[str]] = {
    F.TRUNCATED: [
        *(f"{ORIGIN}/{path}" for path in ("activation/", "activation", "activ")),
        *(LINK[:-1], LINK[:60], LINK[:60] + "\nautre chose"),
    ],
    F.ALTERED: [
        *(LINK[:-1] + LAST, *(LINK + more for more in ("a", "/", "?utm_source=mail", "#fin", "é"))),
        *(LINK.replace(TOKEN, "%41" + TOKEN[1:]), LINK.replace(TOKEN, "../activation/" + TOKEN)),
        *(f"{ORIGIN}/recovery/activation/{TOKEN}", f"{ORIGIN}/activation/../recovery/{TOKEN}"),
    ],
    F.NO_START: [LINK[1:], LINK[4:]],
    F.NOT_HTTPS: [
        LINK.replace("https", scheme) for scheme in ("http", "ftp", "httpss", "javascript")
    ],
    F.DISGUISED: [
        *(rf"https://{PORTAL}\@faux.exemple{PATH}", rf"https:\\{PORTAL}{PATH}"),
        *(rf"{ORIGIN}\activation\{TOKEN}", LINK + "\x1b[201~"),
    ],
    F.OTHER_PAGE: [
        *(f"{ORIGIN}/", ORIGIN, f"{ORIGIN}/x{PATH}", f"{ORIGIN}/activations/{TOKEN}"),
        *(f"{ORIGIN}/{path}/{TOKEN}" for path in ("Activation", "%61ctivation", "/activation")),
        LINK.replace("activation", "activаtion"),
    ],
}
"""Links to this portal, which has its name in them; a recovery link is treated so as well."""
AMONG = [f"https://faux.exemple{mark}{LINK}" for mark in ("?", "#", "/", "/?url=")]
BAD_HOSTS = [
    *("https://:443", f"https://{PORTAL}.", "https://portail..fr"),
    *("https://.portail.fr", "https://-portail.fr", "https://por_tail.fr", "https://portail;fr"),
    *(f"https://{'a' * 64}.fr", "https://192.168.1.10", "http://0.0.0.0", "http://127.1"),
    *("http://127.0.0.01", "http://2130706433", "http://0x7f000001", "http://127.0.0.0x1"),
    *("https://[2001:db8::1]", "http://[::ffff:127.0.0.1]", "http://[::1"),
    *(f"https://{PORTAL}:{port}" for port in ("", "0", "65536", "0443", "+443", "44a")),
]
DISGUISED = {
    **dict.fromkeys(
        (f"{user}@faux.exemple" for user in (PORTAL, f"{PORTAL}:x", "", "a@b")), "faux.exemple"
    ),
    # Cyrillic letters; the Kelvin sign, whose small letter is a plain "k"; and Punycode
    **{
        host: host
        for host in (
            *("роrtail.exemple.fr", "ban\u212a.exemple.fr", "portail。exemple.fr"),
            *("pörtail.exemple.fr", "xn--prtail-wxa.exemple.fr", "%70ortail.exemple.fr"),
            f"faux.exemple%2f{PORTAL}",
        )
    },
    "portail.XN--E1AYBC": "portail.xn--e1aybc",
    "portail\u200b.exemple.fr": "portail�.exemple.fr",
    "\u202erf.elpmexe.liatrop": "�rf.elpmexe.liatrop",
    f"{PORTAL}\x00": f"{PORTAL}�",
    "portail\x1b[2J.exemple.fr": "portail�[2j.exemple.fr",
}
HOSTILE: list[tuple[str, LinkFault, str]] = [
    *((text, F.NO_LINK, "") for text in ("", "bonjour", TOKEN, "marie@exemple.fr")),
    *((f"{text} {OTHER}", F.SEVERAL, "") for text in (LINK, RECOVERY)),
    (f"{LINK} https://faux.exemple{PATH}", F.SEVERAL, ""),
    *((text, F.NO_START, "") for text in (PATH, f"://{PATH}", f"https://{PATH}")),
    (LINK.replace("https", "ｈttps"), F.NO_START, PORTAL),
    *(
        (text.replace("activation", kind), fault, PORTAL)
        for fault, texts in OF_THE_PORTAL.items()
        for text in texts
        for kind in ("activation", "recovery")
    ),
    *(
        (f"http://{host}{PATH}", F.NOT_HTTPS, host)
        for host in ("localhost.exemple.fr", "127.0.0.1.exemple.fr")
    ),
    *((f"{text}{PATH}", F.BAD_HOST, text.partition("://")[2]) for text in BAD_HOSTS),
    *((f"https://{text}{PATH}", F.DISGUISED, host) for text, host in DISGUISED.items()),
    *(
        (f"{text}{PATH}", F.DISGUISED, DISGUISED[text])
        for text in (f"{PORTAL}@faux.exemple", "роrtail.exemple.fr")
    ),
    (f"\u212aiosque.exemple.fr{PATH}", F.DISGUISED, "\u212aiosque.exemple.fr"),
    *((text, F.OTHER_PAGE, "faux.exemple") for text in AMONG),
]


@pytest.mark.parametrize(("pasted", "fault", "host"), HOSTILE)
def test_a_hostile_link_is_refused(pasted: str, fault: LinkFault, host: str) -> None:
    with pytest.raises(LinkRefused) as caught:
        check_link(pasted)
    assert (caught.value.fault, caught.value.host) == (fault, host)
    assert TOKEN not in str(caught.value)


ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT, st.sampled_from(["", LINK, ORIGIN, "http://"]))
def test_any_text_at_all_is_read(text: str, link: str) -> None:
    for pasted in (text + link, link + text):
        find_link(pasted)
        with suppress(LinkRefused):
            checked = check_link(pasted)
            assert checked.origin.isascii()
            assert checked.origin.isprintable()


def test_no_one_link_is_found_and_a_huge_paste_is_read_in_part() -> None:
    huge = (LINK + " https://x/activation/" * 100_000, "x" * 1_000_000 + " " + LINK)
    assert {find_link(pasted) for pasted in ("", "bonjour", f"{LINK}\n{OTHER}", *huge)} == {""}


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        *((" https://portail.exemple.fr/ ", ORIGIN), ("Portail.Exemple.FR:443", ORIGIN)),
        ("localhost:8000", "http://localhost:8000"),
        ("https://localhost:8000", "https://localhost:8000"),
    ],
)
def test_a_typed_address_names_an_origin(typed: str, origin: str) -> None:
    assert check_origin(typed) == origin


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        *((typed, F.NO_LINK) for typed in ("", "   ")),
        *((f"{scheme}://{PORTAL}", F.NOT_HTTPS) for scheme in ("http", "ftp")),
        *((f"{PORTAL}{more}", F.OTHER_PAGE) for more in ("/aide", "?x")),
        *((host, F.DISGUISED) for host in ("marie@exemple.fr", f"https:\\\\{PORTAL}")),
        *((host, F.DISGUISED) for host in ("pörtail.exemple.fr", "ban\u212a.exemple.fr")),
        ("xn--prtail-wxa.exemple.fr", F.DISGUISED),
        *((host, F.BAD_HOST) for host in ("mon portail", f"{PORTAL}.", "10.0.0.1")),
    ],
)
def test_a_typed_address_that_names_none(typed: str, fault: LinkFault) -> None:
    with pytest.raises(LinkRefused) as caught:
        check_origin(typed)
    assert caught.value.fault is fault
