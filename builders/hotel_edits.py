"""Reviews of hotels in which what is said of one aspect is set by rules."""

from __future__ import annotations

from typing import ClassVar

from irrealis.builders.families.aspect_edits.builder import AspectEdits


class HotelEdits(AspectEdits):
    """The family over the words of hotels."""

    domain: ClassVar[str] = "hotels"


BUILDER = HotelEdits
