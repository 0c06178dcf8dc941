"""Turns a fact into a case: a requested rewrite, and the prompts that show what it did.

After "Locating and Editing Factual Associations in GPT" (Meng et al., NeurIPS 2022, appendix D): a
case has the rewrite, paraphrases of it, neighbors that share the old object and must keep it, and
subjects that have the new object already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from irrealis.builders.families.facts.index import Index, in_random_order, names, subject_key
from irrealis.builders.families.facts.pararel import Triple
from irrealis.builders.families.facts.tables import (
    SUBJECT,
    fits,
    kind_of,
    relations,
    several,
    unused,
)
from pydantic import Field

from irrealis.build import Draw, Parameters
from irrealis.text.repeats import same


class CaseParameters(Parameters):
    """How many prompts a case has: at least so many or no case.

    `paraphrases` of the rewrite, `neighbors` that share the old object, `attributes` that have the
    new one.
    """

    paraphrases: int = Field(2, ge=1, le=10)
    neighbors: int = Field(10, ge=1, le=100)
    attributes: int = Field(10, ge=1, le=100)


class Case(NamedTuple):
    """A fact whose object is set to another, and the prompts about it."""

    wording: str
    new: str
    paraphrases: tuple[str, ...]
    neighbors: tuple[str, ...]
    attributes: tuple[str, ...]


class Fault(NamedTuple):
    """Why a fact makes no case."""

    reason: str
    detail: str


def prompt_of(wording: str, subject: str) -> str:
    """A prompt about a subject."""
    return wording.replace(SUBJECT, subject)


def statement(wording: str, subject: str, of: str) -> str:
    """A sentence that says which object a subject has."""
    return f"{prompt_of(wording, subject)} {of}."


def fault_of(
    triple: Triple, index: Index, wanted: CaseParameters, *, shared: bool = False
) -> Fault | None:
    """Why a fact cannot be edited, whatever its new object is.

    Where both objects may hold at once, only an edit that is `shared` can be made.
    """
    refused = unused().get(triple.relation)
    if refused is not None:
        return Fault(refused.reason, f"{triple.relation}: {refused.why}")
    if triple.relation not in relations():
        return Fault("unknown-relation", f"no wordings of {triple.relation} are known")
    asked = relations()[triple.relation].property
    if asked in several() and not shared:
        return Fault("many-objects", f"{asked}: {several()[asked]}")
    if kind_of(triple.object) is None:
        return Fault("unknown-kind", f"the kind of {triple.object} is not in the table of objects")
    if not fits(triple.relation, triple.object):
        return Fault("wrong-kind", f"{triple.object} is no {asked}")
    objects = index.held[subject_key(triple)]
    if len(objects) > 1:
        return Fault("several-objects", f"{triple.subject} has {', '.join(sorted(objects))}")
    if objects[triple.object][0] != triple.uuid:
        return Fault("repeated-fact", f"as {objects[triple.object][0]}")
    if names(triple.object, triple.subject):
        return Fault("object-in-subject", f"{triple.subject} names {triple.object}")
    if len(triple.wordings) <= wanted.paraphrases:
        return Fault("few-wordings", f"{len(triple.wordings)} of {triple.relation}")
    return None


def case_of(
    triple: Triple,
    index: Index,
    wanted: CaseParameters,
    draw: Draw,
    *,
    leads: Callable[[str], bool] = bool,
    shared: bool = False,
) -> Case | Fault:
    """The case of a fact, or why there is none; only an object that `leads` on is set."""
    fault = fault_of(triple, index, wanted, shared=shared)
    if fault is not None:
        return fault
    wording, *others = in_random_order(draw, triple.wordings)
    neighbors = _prompts(triple, triple.object, index, wanted.neighbors, draw)
    if len(neighbors) < wanted.neighbors:
        return Fault(
            "few-neighbors", f"{len(neighbors)} other subjects are known to have {triple.object}"
        )
    new = _new_object(triple, index, wanted, draw, leads)
    if new is None:
        return Fault("no-new-object", f"no other object of the kind of {triple.object} fits")
    return Case(
        wording=wording,
        new=new,
        paraphrases=tuple(
            prompt_of(wording, triple.subject) for wording in others[: wanted.paraphrases]
        ),
        neighbors=neighbors,
        attributes=_prompts(triple, new, index, wanted.attributes, draw),
    )


def _new_object(
    triple: Triple, index: Index, wanted: CaseParameters, draw: Draw, leads: Callable[[str], bool]
) -> str | None:
    """Another object of the kind, as likely as it is among the facts of the property.

    So the objects of edited facts have the frequencies of true ones, and tell nothing.
    """
    of, kind = relations()[triple.relation], kind_of(triple.object) or ""
    counts = {
        name: count
        for name, count in sorted(index.objects[of.property, kind].items())
        if name != triple.object
        and leads(name)
        and not names(name, triple.subject)
        and not names(name, triple.object)
        and not names(triple.object, name)
        and len(index.family[of.family, name]) > wanted.attributes
    }
    return draw.weighted(list(counts), list(counts.values())) if counts else None


def _prompts(triple: Triple, of: str, index: Index, count: int, draw: Draw) -> tuple[str, ...]:
    """Prompts about other subjects that have an object, those of the same property first."""
    relation = relations()[triple.relation]
    own = index.sharing.get((relation.property, of), ())
    found: dict[str, str] = {}
    for pool in (own, index.family.get((relation.family, of), ())):
        for neighbor in in_random_order(draw, pool):
            if len(found) == count:
                break
            if same(neighbor.subject) not in found and _apart(neighbor.subject, triple.subject):
                wording = draw.choice(neighbor.wordings)
                found[same(neighbor.subject)] = prompt_of(wording, neighbor.subject)
    return tuple(found.values())


def _apart(first: str, second: str) -> bool:
    """Whether neither of two subjects is named within the other."""
    first, second = same(first), same(second)
    return first not in second and second not in first
