"""How a learner's sheet is set out: as a page, on a label, and as a text for who listens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from mock_server.training.qr import as_svg
from tui_voter.contract.origins import is_loopback

INSTALL: Final = "uv tool install ."
"""The command that docs/installing.md names first."""

ON_A_PAGE: Final = 12
"""The labels on a page: two beside each other, six below."""


def _template(name: str) -> Template:
    return Template(Path(__file__).with_name(name).read_text(encoding="utf-8"))


_PAGE: Final = _template("handout.html")
_SHEET: Final = _template("handout_sheet.html")
_LINK_PAGE: Final = _template("handout_link.html")
_SEAT_PAGE: Final = _template("handout_seat.html")
_LABELS: Final = _template("labels.html")
_NOTICE_PAGE: Final = Template(
    """<h2>$notice_label</h2>
<p class="link"><code translate="no">$voting_code</code></p>
<p>$seal_label <code translate="no">$seal</code></p>
<p>$notice_secret</p>"""
)
_LABEL: Final = Template(
    """<li lang="$lang"><strong>$name</strong>
<span>$number_label <code translate="no">$number</code>&ensp;
$pin_label <code translate="no">$pin</code></span>
<span>$address</span>
<span translate="no">$page</span>
$vote</li>
"""
)
_VOTE_LABEL: Final = Template(
    """<span>$seal_name <span translate="no">$seal</span>&ensp;$code_label</span>
<code class="vote" translate="no">$voting_code</code>"""
)
_LABEL_PAGE: Final = Template(
    """<section>
<p>$command</p>
<ul>
$labels</ul>
</section>
"""
)

_TEXT: Final = Template(
    """\
$title
$name

$training

$election_label
$election

$portal_label
$portal

$address_label
$address

$install
$install_command

$type
$command --linear

$way
$secret
"""
)
_LINK_TEXT: Final = Template("$link_label\n$link\n\n$expires $until.\n")
_SEAT_TEXT: Final = Template("$number_label\n$number\n\n$pin_label\n$pin\n")
_NOTICE_TEXT: Final = Template(
    """
$notice_label
$voting_code

$seal_label
$seal

$notice_secret
"""
)


class Sheet(NamedTuple):
    """What a learner's sheet says, in their language: by a link, or by number and PIN in a
    room."""

    values: Mapping[str, str]
    notice: Mapping[str, str]
    """What their voting notice says; nothing where the vote is not sealed."""

    @property
    def language(self) -> str:
        return self.values["lang"]

    @property
    def has_link(self) -> bool:
        return "link" in self.values

    def text(self) -> str:
        """For who listens: what is to be typed stands alone on its line, and nothing is drawn."""
        way = _LINK_TEXT if self.has_link else _SEAT_TEXT
        text = _TEXT.substitute(self.values, way=way.substitute(self.values))
        return text + (_NOTICE_TEXT.substitute(self.notice) if self.notice else "")


def page_of(title: str, language: str, sheets: Sequence[Sheet], *, is_large: bool) -> str:
    """A page that prints these sheets, each on its own paper; on two at most in large print."""
    return _PAGE.substitute(
        title=escape(title),
        lang=language,
        size="large" if is_large else "",
        sheets="".join(map(_sheet, sheets)),
    )


def labels_of(title: str, language: str, told: str, sheets: Sequence[Sheet]) -> str:
    """A page that prints a label for each learner of a room, to be cut out. ``told`` is the
    sentence that says where to type the ``{command}``, which stands once on each paper."""
    command = f'<code translate="no">{_in_groups(sheets[0].values["command"])}</code>'
    return _LABELS.substitute(
        title=escape(title),
        lang=language,
        pages="".join(
            _LABEL_PAGE.substitute(
                command=escape(told).replace("{command}", command),
                labels="".join(map(_label, part)),
            )
            for part in _parted(sheets)
        ),
    )


def _label(sheet: Sheet) -> str:
    vote = _VOTE_LABEL.substitute(_escaped(sheet.notice)) if sheet.notice else ""
    return _LABEL.substitute(_escaped(sheet.values), vote=vote)


def _parted(sheets: Sequence[Sheet]) -> Iterator[Sequence[Sheet]]:
    for start in range(0, len(sheets), ON_A_PAGE):
        yield sheets[start : start + ON_A_PAGE]


def _sheet(sheet: Sheet) -> str:
    values, notice = _escaped(sheet.values), _escaped(sheet.notice)
    values["command"] = _in_groups(sheet.values["command"])
    if sheet.has_link:
        way = _LINK_PAGE.substitute(values, code=_code(sheet.values["link"], values["code"]))
    else:
        way = _SEAT_PAGE.substitute(values, code=_code(sheet.values["page"], values["code"]))
    return _SHEET.substitute(
        values, way=way, vote_page=_NOTICE_PAGE.substitute(notice) if notice else ""
    )


def _escaped(values: Mapping[str, str]) -> dict[str, str]:
    return {name: escape(value) for name, value in values.items()}


def _in_groups(text: str) -> str:
    """A command for a page, where a line ends between its words and groups alone."""
    return re.sub(r"--\w+|[^\s-]+-?", lambda found: f"<span>{escape(found[0])}</span>", text)


def _code(link: str, title: str) -> str:
    """The link as a QR code; nothing for one that leads nowhere from another device."""
    host = urlsplit(link).hostname or ""
    here = is_loopback(f"[{host}]" if ":" in host else host)
    return "" if here else as_svg(link, title)
