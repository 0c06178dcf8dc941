"""Tokenized text as people write it."""

from __future__ import annotations

import re
from collections.abc import Sequence

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


def running_text(tokens: Sequence[str]) -> str:
    """A sentence's tokens as running text; straight quotes open and close by turns.

    >>> running_text(['"', "Load", '"', "is", "an", "album", "(", "1996", ")", "."])
    '"Load" is an album (1996).'
    """
    text = untokenized(" ".join(tokens))
    pieces = text.split('"')
    for at in range(1, len(pieces)):
        if at % 2:  # after an opening quote, before what it closes
            pieces[at] = pieces[at].strip()
        elif pieces[at][:2].strip() in (".", ",", ";", ":", ")", "'s", "!", "?"):
            pieces[at] = pieces[at].lstrip()
    return '"'.join(pieces)


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for a list of words that is to be read as one."""
    return frozenset(text.split())


def stands_in(words: str, text: str) -> bool:
    """Whether words stand in a text as words of their own, not as a part of others.

    >>> stands_in("Ham", "Ham and Eggs"), stands_in("Ham", "Hamburg")
    (True, False)
    """
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        opens = at == 0 or not (_is_letter(text[at - 1]) and _is_letter(words[:1]))
        if opens and not (_is_letter(text[end : end + 1]) and _is_letter(words[-1:])):
            return True
        at = text.find(words, at + 1)
    return False


def _is_letter(char: str) -> bool:
    return char.isalnum() or char == "_"
