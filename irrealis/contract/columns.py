"""The columns of a pair, stated once: their names, types, order and meaning.

The pandera and Arrow schemas, the reader of folders, the card and `docs/contract.md` take the
columns from here. What differs between datasets (the fields, the type of a label, ...) is a `Slot`,
which `pairs_table` fills.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NotRequired,
    TypeAlias,
    TypedDict,
    get_args,
    get_origin,
    get_type_hints,
)

if TYPE_CHECKING:
    import polars as pl

LABEL_EFFECTS = ("flip", "keep", "recomputed")
EVIDENCE_KINDS = ("rule", "judge", "execution", "solver", "human")
GENERATOR_KINDS = ("rules", "human", "model")


@dataclass(frozen=True, slots=True)
class Slot:
    """A type that the dataset declares: `fields`, `label`, `value`, `facts` or `axes`."""

    name: str


Fields: TypeAlias = Annotated[dict[str, Any], Slot("fields")]
Label: TypeAlias = Annotated[Any, Slot("label")]
Value: TypeAlias = Annotated[Any, Slot("value")]
Axes: TypeAlias = Annotated[dict[str, str], Slot("axes")]


class EditRow(TypedDict):
    """`before`, at characters `start` to `end` of the text at `field`, becomes `after`."""

    field: str
    start: int
    end: int
    before: str
    after: str


# `from` is a keyword
InterventionRow = TypedDict(
    "InterventionRow",
    {
        "kind": str,
        "target": str,
        "from": Value,
        "to": Value,
        "source": str | None,
        "source_name": str | None,
    },
)


class EvidenceRow(TypedDict):
    """The kind of proof, a sentence for people, and the certificate where the dataset has one."""

    kind: Literal["rule", "judge", "execution", "solver", "human"]
    detail: str
    facts: NotRequired[Annotated[dict[str, Any], Slot("facts")]]


class GeneratorRow(TypedDict):
    """Who made an edit."""

    kind: Literal["rules", "human", "model"]
    name: str
    version: str
    prompt_hash: str | None


class CoordinatesRow(TypedDict):
    """Where both sides stand in the square or grid that their group is."""

    original: Axes
    counterfactual: Axes


class PairRow(TypedDict):
    """A row of a table of pairs. The second part of each type says what the column means."""

    id: Annotated[
        str,
        "identity of the pair: hexadecimal digits over the dataset, the original and both texts",
    ]
    original_id: Annotated[str, "upstream's own id of the original"]
    group: Annotated[
        str, "shared by an original and all of its counterfactuals; a group is in one split"
    ]
    coordinates: NotRequired[
        Annotated[CoordinatesRow, "where both sides stand in the square or grid of the group"]
    ]
    original: Annotated[Fields, "the text before"]
    counterfactual: Annotated[Fields, "the text after"]
    query: NotRequired[Annotated[str, "what is asked of both sides; the labels answer it"]]
    edits: Annotated[
        list[EditRow],
        "character spans of the original, sorted; applied to it they give the counterfactual",
    ]
    intervention: Annotated[
        list[InterventionRow], "what was set to what, and where the new value was taken from"
    ]
    label_original: Annotated[Label, "the label of the original"]
    label_counterfactual: Annotated[Label, "the label that holds for the counterfactual"]
    label_effect: Annotated[
        Literal["flip", "keep", "recomputed"],
        "flip or recomputed: the label is another one; keep: it is the same",
    ]
    evidence: Annotated[
        EvidenceRow,
        "why the new label holds: rule, judge, execution, solver or human, with its detail",
    ]
    generator: Annotated[
        GeneratorRow,
        "who made the edit: rules, human or model; a model with version and prompt hash",
    ]
    seed: Annotated[int, "seed of the build"]


_HINTS = get_type_hints(PairRow, include_extras=True)
OPTIONAL = tuple(name for name, hint in _HINTS.items() if get_origin(hint) is NotRequired)
COLUMNS = tuple(name for name in _HINTS if name not in OPTIONAL)


def _unwrapped(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


MEANINGS: dict[str, str] = {
    name: next(note for note in _unwrapped(hint).__metadata__ if isinstance(note, str))
    for name, hint in _HINTS.items()
}


def column_types(slots: dict[str, pl.DataType | None]) -> dict[str, pl.DataType]:
    """The polars type of each column of a table of pairs, in their order.

    Args:
        slots: name of a slot -> what the dataset declares for it. An optional column or member is
            there only if its slot is; the slot of `query` has its name.
    """
    types = {name: _type(hint, slots) for name, hint in _HINTS.items()}
    asked = {"query": slots.get("query"), "coordinates": slots.get("axes")}
    return {
        name: kind
        for name, kind in types.items()
        if kind is not None and (name not in OPTIONAL or asked[name] is not None)
    }


def _type(hint: Any, slots: dict[str, pl.DataType | None]) -> pl.DataType | None:
    import polars as pl

    hint = _unwrapped(hint)
    for note in getattr(hint, "__metadata__", ()):
        if isinstance(note, Slot):
            return slots.get(note.name)
    if get_origin(hint) is Annotated:
        return _type(get_args(hint)[0], slots)
    if get_origin(hint) is list:
        member = _type(get_args(hint)[0], slots)
        return pl.List(member) if member is not None else None
    if hint is int:
        return pl.Int64()
    if isinstance(hint, type) and hasattr(hint, "__required_keys__"):
        parts = {
            name: _type(part, slots)
            for name, part in get_type_hints(hint, include_extras=True).items()
        }
        return pl.Struct({name: kind for name, kind in parts.items() if kind is not None})
    return pl.String()  # text, None or text, or one of several texts
