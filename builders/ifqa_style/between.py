"""What the words between two names say of them: that one lies in the other, or is described."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BEFORE_AN_OUTER = frozenset({",", "in", "of", "("})
_PLAIN = re.compile("[a-z]+|-")
_SIDE = re.compile(r"(?:(?:north|south)?-?(?:east|west)|north|south|centr)(?:ern|al)")


def describes(between: Sequence[str]) -> bool:
    """Whether an adjective behind these words says what came before them: "(1850-1910) was an"."""
    words = list(between)
    if "(" in words:
        if ")" not in words:
            return False
        close = len(words) - 1 - words[::-1].index(")")
        words = words[: words.index("(")] + words[close + 1 :]
    if len(words) > 1 and words[0] == "," and words[-1] == ",":
        return False
    return (
        len(words) in (2, 3, 4)
        and words[0] in ("is", "was", "are", "were")
        and (words[1] in ("a", "an", "the"))
        and all(word.islower() or word.isdigit() or word == "former" for word in words[2:])
    )


def _without_glosses(words: Sequence[str]) -> list[str]:
    """The words without what stands in parentheses among them."""
    found: list[str] = []
    inside = False
    for word in words:
        if word.startswith("(") and ")" in words:
            inside = True
        if not inside:
            found.append(word)
        if word == ")":
            inside = False
    return list(words) if inside else found


def _to_the_predicate(words: Sequence[str]) -> Sequence[str]:
    """The words from "is" on, where a further name stands between commas before it."""
    at = next((i for i, word in enumerate(words) if word in ("is", "was")), 0)
    aside = at > 1 and words[0] == "," == words[at - 1] and "," not in words[1 : at - 1]
    return words[at:] if aside else words


def stands_off(before: Sequence[str]) -> bool:
    """Whether these words say that something is not in, but near, what follows."""
    words = [word for word in before if word != "the"][-2:]
    return words[-1:] in (["near"], ["from"], ["outside"], ["between"]) or (
        len(words) > 1
        and words[1] == "of"
        and re.search("north|south|east|west", words[0]) is not None
    )


def leads_out(between: Sequence[str]) -> bool:
    """Whether the words between two places say that the first lies in the second.

    What stands in parentheses among them does not count.
    """
    between = _to_the_predicate(_without_glosses(between))
    words = [word for word in between if word not in ("the", "The")]
    if len(words) > 1 and _SIDE.fullmatch(words[-1]) and words[-2] in ("in", "of"):
        words = words[:-1]  # "in western Turkey"
    if words in ([","], ["("], ["in"], [",", "in"], ["region", "of"], ["area", "of"]):
        return True
    if not words or words[-1] not in _BEFORE_AN_OUTER or len(between) > 16:
        return False
    if words[:-3] in ([","], [",", "in"], ["in"]) and words[-1] == "of":
        return words[-3][:1].isupper() and words[-2] in _ADMINISTERED  # ", in the U.S. state of"
    if words[0] in ("is", "was") and words[1:2] in (["a"], ["an"], ["located"], ["situated"]):
        stop = {
            ".",
            ";",
            "and",
            "that",
            "which",
            "who",
            "near",
            "along",
            "between",
            "from",
            "by",
            "to",
            "border",
            "north",
            "south",
            "east",
            "west",
            "northeast",
            "northwest",
            "outside",
        }
        kinds = words[2:-1]  # "is a town and municipality in"
        if words[-1] == "in" and kinds.count("and") == 1 and all(map(_PLAIN.fullmatch, kinds)):
            stop -= {"and"}
        return (
            not stop & set(words)
            and bool({"in", "of"} & set(words))
            and not (
                words[-1] == "of"
                and not {"in", "located"} & set(words)
                and not _ADMINISTERED & set(words)
            )
        )
    # "A , B County , C": names and commas only
    return (
        words[0] == ","
        and words[-1] == ","
        and all(word == "," or word[:1].isupper() for word in words)
        and len(words) <= 6
    )


_ADMINISTERED = frozenset(
    [
        "village",
        "town",
        "city",
        "municipality",
        "commune",
        "district",
        "suburb",
        "neighborhood",
        "neighbourhood",
        "parish",
        "county",
        "province",
        "region",
        "state",
        "capital",
        "hamlet",
        "township",
        "borough",
    ]
)
