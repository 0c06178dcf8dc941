"""Rows of pairs whose columns a manifest declares, and the audit that reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from irrealis.schemas.families.published import (
    TEXT,
    Change,
    PublishedAudit,
    Stated,
    configs,
    made_by,
)

from irrealis.check import Row
from irrealis.contract import Table
from irrealis.errors import IrrealisError
from irrealis.store import BuildRecord

if TYPE_CHECKING:
    from irrealis.manifest import Manifest


class Declared(NamedTuple):
    """The parameters of dataset.yaml that say what each column holds."""

    columns: list[str]
    fields: dict[str, list[str]]
    label: list[str]
    id: str | None
    original: list[str] | None
    made_by: dict[str, str]
    evidence: str

    @classmethod
    def of(cls, parameters: Mapping[str, Any], *, dataset: str) -> Declared:
        """Those of a manifest or of a build.

        Raises:
            IrrealisError: one is missing; the builder checks their values.
        """
        found = {"id": None, "original": None, "evidence": "human", **parameters}
        if missing := [name for name in cls._fields if name not in found]:
            raise IrrealisError(
                "a parameter that pairs of a file need",
                dataset=dataset,
                field=f"parameters.{missing[0]}",
                expected="what docs/adding.md says of it",
                found="nothing",
            )
        return cls(**{name: found[name] for name in cls._fields})

    def column(self, columns: list[str], *, counterfactual: bool) -> str:
        """Of the columns of a field or label, that of a side."""
        return columns[-1] if counterfactual else columns[0]


def configs_of(manifest: Manifest) -> dict[str, Table]:
    """The tables of a dataset, whose columns its manifest declares."""
    declared = Declared.of(manifest.parameters, dataset=manifest.name)
    key = declared.id or declared.columns[0]
    return configs(
        dict.fromkeys(declared.columns, TEXT),
        key=key,
        fields=list(declared.fields),
        mix=declared.original is not None,
    )


class PairsFileAudit(PublishedAudit):
    """Both sides of each pair are those of a row, or of two rows of one group."""

    says = "the file states the labels of both sides"

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split."""
        super().__init__(record, split)
        self._declared = Declared.of(record.parameters, dataset=record.dataset)

    def name(self, row: Row) -> str:
        """A row by its id, or its first column."""
        return str(row.get(self._declared.id or "", next(iter(row.values()))))

    def stated(self, row: Row) -> Iterator[Stated]:
        """Both sides of a row, or the one that it is."""
        declared = self._declared
        if declared.original is None:
            original = self._side(row, counterfactual=False)
            group = row[declared.id] if declared.id else _digest(original)
            yield _stated(group, original, is_original=True)
            yield _stated(group, self._side(row, counterfactual=True), is_original=False)
        else:
            column, value = declared.original
            side = self._side(row, counterfactual=False)
            group = row[str(declared.id)]
            yield _stated(group, side, is_original=row[column] == value)

    def changes(self, original: Stated, counterfactual: Stated) -> Iterable[Change]:
        """Another label; where there is none, the fields of which each side has its own text."""
        if original.label != counterfactual.label:
            yield "label", "label", original.label, counterfactual.label
            return
        declared = self._declared
        fields = list(declared.fields)
        if declared.original is None:
            fields = [name for name in fields if declared.fields[name][1:]]
        yield "rewrite", ", ".join(fields), "original", "rewritten"

    def maker(self, counterfactual: Stated) -> Mapping[str, Any]:  # noqa: ARG002
        """Whom the manifest names."""
        maker = self._declared.made_by
        return made_by(maker["kind"], maker["name"], maker["version"])

    def kind(self, counterfactual: Stated) -> str:  # noqa: ARG002
        """What the manifest says the labels rest on."""
        return self._declared.evidence

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterator[str]:
        """Edits of which a side has no label."""
        if not all(side.label.strip() for side in (original, counterfactual)):
            yield "no-label"

    def _side(self, row: Row, *, counterfactual: bool) -> tuple[dict[str, str], str]:
        declared = self._declared
        fields = {
            name: row[declared.column(columns, counterfactual=counterfactual)]
            for name, columns in declared.fields.items()
        }
        return fields, row[declared.column(declared.label, counterfactual=counterfactual)]


def _stated(group: str, side: tuple[dict[str, str], str], *, is_original: bool) -> Stated:
    return Stated(group, _digest(side), *side, original=is_original)


def _digest(side: tuple[dict[str, str], str]) -> str:
    fields, label = side
    return sha256(json.dumps([*fields.values(), label]).encode()).hexdigest()[:16]


AUDIT = PairsFileAudit
