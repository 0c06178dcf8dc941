"""How the relations of DocRED behave: what may stand at their ends, and what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Relation:
    """One row of `relations.tsv`, which says what each column means.

    `before` and `after` are relations to a date of the same thing that must not come earlier or
    later than this one.
    """

    id: str
    name: str
    domain: frozenset[str]
    range: frozenset[str]
    inverse: str | None
    transitive: bool
    symmetric: bool
    before: str | None
    after: str | None
    source: str


@cache
def relations() -> dict[str, Relation]:
    """All 96 relations by their id."""
    text = (files("irrealis.builders.ifqa_style") / "relations.tsv").read_text("utf-8")
    found = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        id_, name, domain, range_, inverse, transitive, symmetric, order, source = line.split("\t")
        match = re.fullmatch(r"(before|after|not before|not after) (P\d+)", order)
        word, other = match.groups() if match else ("", None)
        found[id_] = Relation(
            id=id_,
            name=name,
            domain=frozenset(domain.split(",")),
            range=frozenset(range_.split(",")),
            inverse=inverse or None,
            transitive=bool(transitive),
            symmetric=bool(symmetric),
            before=other if word in ("before", "not after") else None,
            after=other if word in ("after", "not before") else None,
            source=source,
        )
    cast = found["P161"]
    found[IN_CAST] = replace(cast, id=IN_CAST, domain=cast.range, range=cast.domain)
    return found


IN_CAST = "P161 of"  # cast member, from the person to the work
# of two that say the same in opposite directions, the one in which facts are kept
KEPT_AS = {
    "P150": "P131",
    "P161": IN_CAST,
    "P355": "P749",
    "P527": "P361",
    "P674": "P1441",
    "P710": "P1344",
    "P156": "P155",
    "P1376": "P36",
    "P1365": "P1366",
}
