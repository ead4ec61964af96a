"""A compositor that repaints fewer widgets when a part of the screen changes.

Textual 8.2 renders each widget whose *container* overlaps that part, and so everything around a
countdown each second (docs/decisions/0006-at-rest.md).
"""

from __future__ import annotations

from textual._compositor import Compositor
from textual.geometry import Region
from textual.widget import Widget


class NarrowCompositor(Compositor):
    """A compositor that clips each widget to its own region too, so that only widgets overlapping
    the changed part are rendered."""

    @property
    def visible_widgets(self) -> dict[Widget, tuple[Region, Region]]:
        if self._visible_widgets is None:
            self._visible_widgets = {
                widget: (region, clip.intersection(region))
                for widget, (region, clip) in super().visible_widgets.items()
            }
        return self._visible_widgets
