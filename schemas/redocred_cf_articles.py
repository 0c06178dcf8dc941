"""The audit's own look at "the" before a name that took another's place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from irrealis.check import Row
from irrealis.text.demonyms import demonym_of, place_form

# Places, and things by the last word of their name, that no sentence names without the article.
_NEED = re.compile(
    r"^(?:United (?:States|Kingdom|Arab Emirates)|U\.?S\.?A?\.?|U\.?K\.?|UAE|USSR|Netherlands|"
    r"Gambia|Philippines|Bahamas|Maldives|Seychelles|Hague|Vatican|Balkans|Caribbean|Americas|"
    r"(?:University|Museum|Ministry|Department|(?:\w+ )?Republic|Kingdom|Battle|Siege|Treaty|"
    r"Gulf) of .+|"
    r".+ (?:Union|Republic|Islands|Mountains|Alps|Ocean|Sea|River|Museum|Desert|Peninsula|Empire|"
    r"Commonwealth|Country|Countries|Territory|Territories|Highlands|Lowlands|"
    r"Federation|Ministry|Institute|Association|Committee|Commission|Parliament|Army|Navy|Wars?))$"
)
_LEADING = re.compile(r"^(?:in|of|from|to|at|by|for|with|into|across|throughout|near|against)$")
_ADJECTIVE = re.compile(
    r"^(?:mid-|north|south)?-?(?:north|south|east|west)?(?:ern)?$|^(?:central|upper|lower|rural|"
    r"coastal|mainland)$"
)
_CLOSING = re.compile(
    r"^(?:\W.*||and|or|in|on|at|of|to|from|by|for|with|as|is|was|are|were|has|had|where|which|who|"
    r"that|until|since|before|after|when|between|during)$"
)


def coined(name: str) -> str | None:
    """Whether a name is the adjective or the people of a state that no table has, by its ending."""
    found = re.fullmatch(r"[A-Z][a-z]+ian(s?)", name)
    if found is None or place_form(name) is not None:
        return None
    return "people" if found[1] else "adjective"


def article_faults(row: Row, old: Row, new: Row) -> Iterator[tuple[str, object, object]]:
    """Whether "the" is missing before a new name, or was left before one that has none.

    Args:
        row: the counterfactual.
        old, new: a mention in the original, and the same one here.
    """
    tokens: Sequence[str] = row["sents"][new["sent_id"]]
    start, end = new["pos"]
    name = new["name"]
    if new["type"] in ("PER", "TIME", "NUM") or name == old["name"]:
        return
    if name.casefold().startswith("the "):
        return
    after = tokens[end].casefold() if end < len(tokens) else ""
    if not _CLOSING.match(after):
        return  # an article belongs to the noun behind it
    at = start
    while at and start - at < 3 and _ADJECTIVE.match(tokens[at - 1].casefold() or "-"):
        at -= 1
    before = tokens[at - 1].casefold() if at else ""
    where = " ".join(tokens[max(0, at - 1) : end])
    if _NEED.match(name):
        if _LEADING.match(before) and not _NEED.match(old["name"]):
            yield "article-lost", f"the {name}", where
    else:
        place = demonym_of(name)
        if before == "the" and place is not None and name in place.places:
            yield "article-left", name, where
