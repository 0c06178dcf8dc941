"""Chooses a format, and puts its files into a folder, or says why a dataset does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from irrealis.errors import IrrealisError, nearest
from irrealis.export import (
    checklist,
    circuits,
    docred,
    drop,
    easyedit,
    flat,
    helm,
    inspect_ai,
    lm_eval,
    rome,
    rows,
    squad,
    squad2,
    textattack,
)
from irrealis.export.table import Table, Unfit
from irrealis.files import json_file, staged_folder, write_file
from irrealis.store import Folder

MARK = "export.json"  # what was exported from what; makes a folder one that may be replaced
_MODULES: tuple[ModuleType, ...] = (
    *(lm_eval, inspect_ai, helm, squad, squad2, drop, docred, rome, easyedit),
    *(checklist, textattack, circuits, rows, flat),
)
FORMATS: dict[str, str] = {module.NAME: module.READS for module in _MODULES}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written where, and what was left out."""

    folder: Path
    record: dict[str, Any]

    def text(self) -> str:
        """For people."""
        record = self.record
        lines = [f"{record['dataset']} {record['version']} as {record['format']}: {self.folder}"]
        lines += [f"  {name}: {count:,} records" for name, count in record["records"].items()]
        lines += [f"  left out, {why}: {n:,}" for why, n in record["left_out"].items()]
        return "\n".join([*lines, f"  for {FORMATS[record['format']]}"])

    def as_dict(self) -> dict[str, Any]:
        """For scripts."""
        return {"folder": str(self.folder), **self.record}


def export(
    folder: Folder,
    to: str,
    *,
    out: Path,
    splits: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Exported:
    """Write the rows of a folder in the format of another tool.

    Args:
        folder: a build or a release.
        to: a name of `FORMATS`.
        out: the folder to write; an export that is there is replaced, anything else is refused.
        splits: only these; all if none is named.
        ignore: labels that say that there is none, such as "no majority".

    Raises:
        IrrealisError: no such format or split, or the dataset lacks what the format needs, or
            nothing of it is left, or the format has no labels to ignore; `out` is as it was.
    """
    module = _module_of(to)
    table = Table(folder, _chosen(folder, splits), frozenset(ignore))
    with staged_folder(out, mark=MARK) as staging:
        try:
            module.write(table, staging)
        except Unfit as error:
            raise IrrealisError(
                f"{to} does not fit",
                dataset=folder.dataset,
                expected=str(error),
                found=_columns(table),
                hint="irrealis export --formats lists them; jsonl fits every dataset of pairs",
            ) from None
        _refuse_vain(to, table)
        record = {
            "dataset": folder.dataset,
            "version": folder.version,
            "format": to,
            "records": dict(table.written),
            "left_out": dict(sorted(table.left_out.items())),
        }
        write_file(staging / MARK, json_file(record))
    return Exported(out, record)


def _module_of(to: str) -> ModuleType:
    """The module that writes a format."""
    found = next((module for module in _MODULES if to == module.NAME), None)
    if found is None:
        raise IrrealisError(
            f"no format {to!a}{nearest(to, FORMATS)}", field="--to", expected=", ".join(FORMATS)
        )
    return found


def _chosen(folder: Folder, splits: Sequence[str]) -> list[str]:
    """The splits that are asked for, or all."""
    known = list(folder.files.get("pairs") or folder.files.get("native") or ())
    for split in splits:
        if split not in known:
            raise IrrealisError(
                "no such split", dataset=folder.dataset, split=split, expected=", ".join(known)
            )
    return list(splits or known)


def _refuse_vain(to: str, table: Table) -> None:
    """Refuse labels to ignore where the format has none, and an export without a record."""
    dataset = table.folder.dataset
    if table.ignore and not table.by_label:
        raise IrrealisError(
            f"{to} leaves nothing out by label",
            dataset=dataset,
            field="--ignore",
            expected="a format of questions with one answer, such as lm-eval",
            hint="leave --ignore out",
        )
    if not sum(table.written.values()):
        why = "; ".join(f"{reason}: {n:,}" for reason, n in table.left_out.items())
        raise IrrealisError(f"{to}: no record is left", dataset=dataset, found=why or "no rows")


def _columns(table: Table) -> str:
    schema = table.schema("pairs")
    if schema is None:
        return f"the configs {', '.join(table.folder.files)}"
    fields = ", ".join(f"{field.name} ({field.kind})" for field in table.fields())
    return f"fields {fields}; labels of type {schema.field('label_original').type}"[:300]
