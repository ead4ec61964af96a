"""Textual's compositor, frugal: of a small change, no more is rendered and written.

Textual 8.2 renders every widget of the scrolling body for a digit that changes in one of them,
and writes the whole of that one's line up to the digit. Once a second for hours, on a laptop
before a room, that is most of what the countdown costs. Private hooks; tests guard them.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


class FrugalCompositor(Compositor):
    """Renders the widgets that a change touches, and writes the columns that it covers."""

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if crop is None:
            return super()._get_renders()
        everything = self.visible_widgets
        self._visible_widgets = {
            widget: (region, clip)
            for widget, (region, clip) in everything.items()
            if crop.overlaps(region)
        }
        try:
            return list(super()._get_renders(crop))
        finally:
            self._visible_widgets = everything

    def render_partial_update(self) -> ChopsUpdate | None:
        screen = self.size.region
        for y, start, end in self._regions_to_spans(
            [region.intersection(screen) for region in self._dirty_regions]
        ):
            self.cuts[y] = sorted({*self.cuts[y], start, end})
        return super().render_partial_update()
