"""Rows of cad-nli, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.published import Change, PublishedAudit, Stated, configs

from irrealis.check import Failure, Row
from irrealis.contract import fingerprint, normalize

PARTS = {"premise": "sentence1", "hypothesis": "sentence2"}
REVISIONS = 2
NATIVE = {
    "sentence1": str,
    "sentence2": str,
    "gold_label": ("entailment", "neutral", "contradiction"),
}
MIXED = {
    "original_id": pa.Column(pl.String, pa.Check.str_matches(r"^[0-9a-f]{16}$")),
    "revised": pa.Column(pl.String, pa.Check.isin(list(PARTS)), nullable=True),
    "is_counterfactual": bool,
}

CONFIGS = configs(NATIVE, key="sentence1", fields=list(PARTS), mix=MIXED)


class CadNliAudit(PublishedAudit):
    """A pair is an original and a revision of one of its parts, to another relation."""

    generator = ("human", "CAD", "ICLR 2020")
    mixed = tuple(MIXED)
    unique = ("counterfactual",)
    one_original = True

    def stated(self, row: Row) -> Iterable[Stated]:
        """Both texts, whose relation it is, and the part that was revised."""
        fields = {part: row[column] for part, column in PARTS.items()}
        revised = row["revised"]
        yield Stated(
            row["original_id"] if revised else fingerprint([*fields.values()]),
            f"{revised} revised to {row['gold_label']}",
            fields,
            row["gold_label"],
            original=revised is None,
            detail=f"a person was asked to revise the {revised} to {row['gold_label']}",
        )

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """The relation, by the part that was revised."""
        yield "relation", _part(counterfactual), original.label, counterfactual.label

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """A revision of both parts, or to the same relation."""
        kept = next(part for part in PARTS if part != _part(counterfactual))
        if normalize(original.fields[kept]) != normalize(counterfactual.fields[kept]):
            yield "other-part-changed"
        elif original.label == counterfactual.label:
            yield "label-unchanged"

    def finish(self) -> Iterator[Failure]:
        """Groups without two revisions of each part."""
        for group in self.groups():
            parts = Counter(_part(edit) for edit in group if not edit.original)
            if parts != dict.fromkeys(PARTS, REVISIONS):
                expected = f"{REVISIONS} revisions of each part"
                name = group[0].original_id
                yield Failure("native", "revised", expected, dict(parts), name, "native_mix")
        yield from super().finish()


def _part(revision: Stated) -> str:
    return str(revision.row["revised"])


AUDIT = CadNliAudit
