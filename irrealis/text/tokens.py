"""Tokenized text as people write it."""

from __future__ import annotations

import re

_CLOSE = re.compile(r" (?=(?:'s|’s|n't|n’t|'|’|[.,;:!?%)\]])(?:\s|$))")
_OPEN = re.compile(r"(?<=[(\[]) ")
_TIGHT = re.compile(r" ([-–/]) ")


def untokenized(text: str) -> str:
    """Put a name's tokens together, as far as that can be told from them alone.

    >>> untokenized("Faure - Favier , Inc."), untokenized("Do n't Look ( Now )")
    ('Faure-Favier, Inc.', "Don't Look (Now)")
    """
    folded = " ".join(text.split())
    return _OPEN.sub("", _CLOSE.sub("", _TIGHT.sub(r"\1", folded)))
