"""The accessible objects, and the answers to a screen reader's calls about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

from tui_voter.fullscreen.assistive.bus import NOTHING, ROOT, Answer, Bus
from tui_voter.fullscreen.widgets.described import Text

NAMES: Final = "org.a11y.atspi."
PATH: Final = "/org/a11y/atspi/accessible/"


class Role(IntEnum):
    """The AT-SPI numbers of roles."""

    FRAME = 23
    LIST_ITEM = 32
    PASSWORD_TEXT = 40
    BUTTON = 43
    RADIO_BUTTON = 44
    APPLICATION = 75
    ENTRY = 79
    GROUPING = 99


class State(IntEnum):
    """The AT-SPI numbers of states."""

    ACTIVE = 1
    CHECKED = 4
    DEFUNCT = 6
    EDITABLE = 7
    ENABLED = 8
    FOCUSABLE = 11
    FOCUSED = 12
    MULTI_LINE = 17
    SENSITIVE = 24
    SHOWING = 25
    SINGLE_LINE = 26
    VISIBLE = 30
    INVALID_ENTRY = 36
    SELECTABLE_TEXT = 38
    CHECKABLE = 41


SEEN: Final = {State.ENABLED, State.SENSITIVE, State.SHOWING, State.VISIBLE}


@dataclass(eq=False)
class Thing:
    """An accessible object, as AT-SPI defines it."""

    path: str
    role: Role
    name: str = ""
    description: str = ""
    parent: Thing | None = None
    states: set[State] = field(default_factory=set)
    text: Text | None = None
    children: list[Thing] = field(default_factory=list)

    @property
    def state_bits(self) -> list[int]:
        bits = sum(1 << state for state in SEEN | self.states)
        return [bits & 0xFFFFFFFF, bits >> 32]

    @property
    def interfaces(self) -> list[str]:
        kinds = ["Accessible", "Component"]
        kinds += ["Application"] if self.role is Role.APPLICATION else []
        kinds += ["Text"] if self.text is not None else []
        return [NAMES + kind for kind in kinds]


class Replies:
    """Answers calls about the program's objects; ``find`` returns the object at a path."""

    def __init__(self, bus: Bus, find: Callable[[str], Thing], locale: str) -> None:
        self._bus, self._find, self._locale = bus, find, locale

    def __call__(
        self, path: str, interface: str, member: str, arguments: tuple[Any, ...]
    ) -> Answer:
        if interface == "org.freedesktop.DBus.Properties":
            return self._property(self._find(path), member, *arguments)
        kind = interface.removeprefix(NAMES)
        if kind == "Cache":
            return "a((so)(so)(so)iiassusau)", ([],)
        thing = self._find(path)
        if kind == "Accessible":
            return self._accessible(thing, member, *arguments)
        if kind == "Application":
            return "s", (self._locale,)
        if kind == "Component":
            return _COMPONENT[member]
        if kind == "Text" and thing.text is not None:
            return _text(thing.text, member, *arguments)
        raise KeyError(interface)

    def _ref(self, thing: Thing | None) -> tuple[str, str]:
        return (self._bus.name, NOTHING if thing is None else thing.path)

    def _parent(self, thing: Thing) -> tuple[str, str]:
        return self._bus.desktop if thing.role is Role.APPLICATION else self._ref(thing.parent)

    def _accessible(self, thing: Thing, member: str, *arguments: Any) -> Answer:
        match member:
            case "GetChildAtIndex":
                (at,) = arguments
                there = 0 <= at < len(thing.children)
                return "(so)", (self._ref(thing.children[at] if there else None),)
            case "GetChildren":
                return "a(so)", ([self._ref(child) for child in thing.children],)
            case "GetIndexInParent":
                siblings: Sequence[Thing] = thing.parent.children if thing.parent else ()
                return "i", (siblings.index(thing) if thing in siblings else -1,)
            case "GetRelationSet":
                return "a(ua(so))", ([],)
            case "GetRole":
                return "u", (int(thing.role),)
            case "GetRoleName" | "GetLocalizedRoleName":
                return "s", (thing.role.name.lower().replace("_", " "),)
            case "GetState":
                return "au", (thing.state_bits,)
            case "GetAttributes":
                return "a{ss}", ({"toolkit": "tui-voter"},)
            case "GetApplication":
                return "(so)", ((self._bus.name, ROOT),)
            case "GetInterfaces":
                return "as", (thing.interfaces,)
        raise KeyError(member)

    def _property(self, thing: Thing, member: str, interface: str, *arguments: Any) -> Answer:
        kind = interface.removeprefix(NAMES)
        known = self._properties(thing, kind)
        if member == "GetAll":
            return "a{sv}", (known,)
        if member == "Set":  # the registry sets the application's number, which is not needed
            return "", ()
        return "v", (known[arguments[0]],)

    def _properties(self, thing: Thing, kind: str) -> Mapping[str, tuple[str, Any]]:
        match kind:
            case "Accessible":
                return {
                    "Name": ("s", thing.name),
                    "Description": ("s", thing.description),
                    "Parent": ("(so)", self._parent(thing)),
                    "ChildCount": ("i", len(thing.children)),
                    "Locale": ("s", self._locale),
                    "AccessibleId": ("s", ""),
                    "HelpText": ("s", ""),
                }
            case "Application":
                return {
                    "ToolkitName": ("s", "tui-voter"),
                    "Version": ("s", "1"),
                    "ToolkitVersion": ("s", "1"),
                    "AtspiVersion": ("s", "2.1"),
                    "InterfaceVersion": ("u", 1),
                    "Id": ("i", 0),
                }
            case "Text" if thing.text is not None:
                return {
                    "CharacterCount": ("i", len(thing.text.content)),
                    "CaretOffset": ("i", thing.text.caret),
                }
        return {"version": ("u", 1)}


_COMPONENT: Final[Mapping[str, Answer]] = {
    "Contains": ("b", (False,)),
    "GetAccessibleAtPoint": ("(so)", (("", NOTHING),)),
    "GetExtents": ("(iiii)", ((0, 0, 1, 1),)),
    "GetPosition": ("ii", (0, 0)),
    "GetSize": ("ii", (1, 1)),
    "GetLayer": ("u", (3,)),
    "GetMDIZOrder": ("n", (0,)),
    "GetAlpha": ("d", (1.0,)),
    "GrabFocus": ("b", (False,)),
    "ScrollTo": ("b", (False,)),
    "ScrollToPoint": ("b", (False,)),
    "SetExtents": ("b", (False,)),
    "SetPosition": ("b", (False,)),
    "SetSize": ("b", (False,)),
}

_GRANULARITIES: Final = ("letter", "word", "line", "line", "line")
_BOUNDARIES: Final = ("letter", "word", "word", "line", "line", "line", "line")


def _text(text: Text, member: str, *arguments: Any) -> Answer:
    size = len(text.content)
    match member:
        case "GetText":
            start, end = arguments
            return "s", (text.content[max(start, 0) : size if end < 0 else end],)
        case "GetStringAtOffset":
            offset, granularity = arguments
            return "sii", text.around(offset, _GRANULARITIES[granularity])
        case "GetTextAtOffset":
            offset, boundary = arguments
            return "sii", text.around(offset, _BOUNDARIES[boundary])
        case "GetTextBeforeOffset":
            offset, boundary = arguments
            unit = _BOUNDARIES[boundary]
            return "sii", text.around(text.around(offset, unit)[1] - 1, unit)
        case "GetTextAfterOffset":
            offset, boundary = arguments
            unit = _BOUNDARIES[boundary]
            return "sii", text.around(text.around(offset, unit)[2], unit)
        case "GetCharacterAtOffset":
            (offset,) = arguments
            return "i", (ord(text.content[offset]) if 0 <= offset < size else 0,)
        case "GetNSelections":
            return "i", (int(text.selected[0] != text.selected[1]),)
        case "GetSelection":
            return "ii", text.selected
        case "GetAttributes":
            return "a{ss}ii", ({}, 0, size)
        case "GetAttributeRun":
            return "a{ss}ii", ({}, 0, size)
        case "GetDefaultAttributes" | "GetDefaultAttributeSet":
            return "a{ss}", ({},)
        case "GetAttributeValue":
            return "s", ("",)
        case "GetCharacterExtents" | "GetRangeExtents":
            return "iiii", (0, 0, 1, 1)
        case "GetOffsetAtPoint":
            return "i", (-1,)
        case "SetCaretOffset" | "AddSelection" | "RemoveSelection" | "SetSelection":
            return "b", (False,)
        case "ScrollSubstringTo" | "ScrollSubstringToPoint":
            return "b", (False,)
    raise KeyError(member)


def difference(before: str, after: str) -> tuple[int, str, str]:
    """The offset where two texts begin to differ, and the differing part of each."""
    start = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    rest = min(len(before), len(after)) - start
    backwards: Iterable[tuple[str, str]] = zip(before[::-1], after[::-1], strict=False)
    tail = next((n for n, (a, b) in enumerate(backwards) if n >= rest or a != b), rest)
    return start, before[start : len(before) - tail], after[start : len(after) - tail]
