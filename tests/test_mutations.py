"""No value of any dataset can change unnoticed.

Of every dataset's sample build, each value of a row of each config is made null, then another;
lists lose an element or get one twice; of a column that an earlier config has too, one value is
changed. Each time `irrealis check` must name the row. Values that nothing else in the build
determines are listed in unchecked.yaml, each with the reason.
`python -m tests.test_mutations` prints what the validator says of every one of them.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from irrealis.build import build
from irrealis.contract import load_schemas
from tests.mutations import (
    Copy,
    Mutation,
    Names,
    Value,
    caught,
    change,
    said,
    schemas_checked_once,
    ungated,
    values,
)
from tests.toys import HOMES

NAMES = list(HOMES)
UNCHECKED = Path(__file__).parent / "unchecked.yaml"


@cache
def unchecked() -> dict[str, dict[str, dict[str, str]]]:
    """Dataset -> config -> what may change unnoticed -> why nothing can tell."""
    told: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(UNCHECKED.read_text("utf-8"))
    return told


def listed(name: str) -> set[tuple[str, str]]:
    return {(config, kind) for config, kinds in unchecked().get(name, {}).items() for kind in kinds}


class Base:
    """The build of a dataset's sample that is to be broken, of one split."""

    def __init__(self, name: str, place: Path, *, root: Path | None = None) -> None:
        root = root or HOMES[name]
        self.manifest = ungated(name, root=root)
        # the last: those before it may be alternatives of one another
        self.split = self.manifest.splits_of("sample")[-1]
        self.folder = build(
            name, root=root, splits=[self.split], out=place / "base", reproducible=True
        ).folder
        self.tables = load_schemas(self.manifest)

    def copy(self, name: str) -> Copy:
        return Copy(self.folder, self.folder.with_name(name), split=self.split)


def mutations(base: Base) -> Iterator[Mutation]:
    """Every value of the first row of each config, of the mix also of the first counterfactual."""
    read = base.copy("read")
    seen: set[tuple[str, str]] = set()
    for config, table in base.tables.items():
        rows = read.rows(config)
        picks = [n for n, row in enumerate(rows) if row.get("is_counterfactual")][:1]
        schema = read.table(config).schema
        for pick in [0, *picks] if rows else []:
            for column, value in rows[pick].items():
                found = list(values(value, schema.field(column).type, (column,)))
                if (column, str(schema.field(column).type)) in seen:
                    found = [next((one for one in found if one.kind == "other"), found[0])]
                for one in found:
                    side = "counterfactual " if pick else ""
                    kind = f"{side}{one.name}: {one.kind}"
                    yield Mutation(kind, config, _in_row(config, one, pick=pick, key=table.key))
        seen |= {(field.name, str(field.type)) for field in schema}


def _in_row(config: str, value: Value, *, pick: int, key: str) -> Callable[[Copy], Names]:
    def apply(copy: Copy) -> Names:
        row = copy.rows(config)[pick]
        name = row[key]
        change(*value.path, to=value.to)(row)
        if value.path == (key,):
            return []  # called by the old name, the new one, or its number
        # a ledger disagrees with build.json, which counts the reasons and not the rows
        return [str(value.to) if value.path in (("reason",), ("kind",)) else name]

    return apply


def table(name: str, *, root: Path | None = None) -> Iterator[tuple[str, str, str | None]]:
    """Config, mutation and the first message that names the row, for each value of a dataset."""
    with tempfile.TemporaryDirectory() as place, schemas_checked_once():
        base = Base(name, Path(place), root=root)
        for number, one in enumerate(mutations(base)):
            copy = base.copy(str(number))
            yield one.config, one.kind, caught(copy, one, base.manifest)
            shutil.rmtree(copy.folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_build_that_nobody_touched_passes(name: str, tmp_path: Path) -> None:
    base = Base(name, tmp_path)
    copy = base.copy("copy")
    for config in base.tables:
        copy.rows(config)
    copy.save()
    assert said(copy, base.manifest) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_value_can_change_unnoticed_but_those_listed_with_a_reason(name: str) -> None:
    missed = {(config, kind) for config, kind, text in table(name) if text is None}
    own, every = (listed(of) for of in (name, "every"))
    assert missed - own - every == set(), "the validator says nothing of these"
    assert own - missed == set(), "these are caught by now: take them out of unchecked.yaml"


def test_every_table_of_pairs_is_held_to_the_invariants_of_pairs(tmp_path: Path) -> None:
    base = Base("toy-configs", tmp_path)
    copy = base.copy("copy")
    copy.rows("large")[0]["edits"][0]["after"] = "0"
    copy.save()
    assert {kind for kind, _ in said(copy, base.manifest)} == {"edits"}


def test_what_may_change_unnoticed_is_of_a_dataset_and_has_a_reason() -> None:
    assert set(unchecked()) <= {"every", *NAMES}
    assert all(
        isinstance(reason, str) and reason
        for configs in unchecked().values()
        for kinds in configs.values()
        for reason in kinds.values()
    )


if __name__ == "__main__":
    for chosen in sys.argv[1:] or NAMES:
        for config, kind, text in table(chosen):
            print(f"{chosen}\t{config}\t{kind}\t{text or 'NOT CAUGHT'}")
