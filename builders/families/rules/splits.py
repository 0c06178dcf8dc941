"""Which split a drawn text may be in, so that no text is in two."""

from __future__ import annotations

import hashlib

_SHARE = 8  # one text in so many is for test


def belongs(text: str, split: str) -> bool:
    """Whether a text may be in this split; it follows from the text alone.

    A text that may not be where it was drawn is drawn again: that needs no memory of other rows,
    so that a row still depends on its own number alone.
    """
    digest = hashlib.sha256(text.encode()).digest()
    return (digest[0] % _SHARE == 0) == (split == "test")
