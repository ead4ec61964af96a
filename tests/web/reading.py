"""A page as its markup says it, without a browser."""

import base64
import hashlib
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Element:
    """An element: its name, its attributes, and the text right inside it."""

    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Reading:
    """All elements of a page, in their order."""

    elements: list[Element] = field(default_factory=list)

    def all(self, name: str) -> list[Element]:
        return [element for element in self.elements if element.name == name]

    def one(self, name: str) -> Element:
        (element,) = self.all(name)
        return element


def read(html: str) -> Reading:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, "all that was opened is closed"
    return reader.reading


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.reading = Reading()
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.reading.elements.append(element)
        if tag not in ("meta", "link", "br"):
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].text += data


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def source_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
