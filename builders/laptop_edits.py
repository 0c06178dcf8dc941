"""Reviews of laptops in which what is said of one aspect is set by rules."""

from __future__ import annotations

from typing import ClassVar

from irrealis.builders.families.aspect_edits.builder import AspectEdits


class LaptopEdits(AspectEdits):
    """The family over the words of laptops."""

    domain: ClassVar[str] = "laptops"


BUILDER = LaptopEdits
