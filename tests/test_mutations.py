"""No value of any dataset can change unnoticed.

Of every dataset's sample build, each value of a row of each config is made null, then another;
lists lose an element or get one twice. Each time `irrealis check` must name the row. Values that
nothing else in the build determines are listed in unchecked.yaml, each with the reason.
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

from irrealis.checks import load_schemas
from irrealis.manifest import Manifest, list_datasets, load_manifest
from irrealis.run import build
from tests.mutations import (
    ROOT,
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

NAMES = list_datasets(ROOT)
UNCHECKED = Path(__file__).parent / "unchecked.yaml"


@cache
def manifest(name: str) -> Manifest:
    return ungated(name)


@cache
def unchecked() -> dict[str, dict[str, dict[str, str]]]:
    """Dataset -> config -> what may change unnoticed -> why nothing can tell."""
    told: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(UNCHECKED.read_text("utf-8"))
    return told


@cache
def split_of(name: str) -> str:
    """The last of the splits that a sample has: what precedes it may be one of alternatives."""
    sample = load_manifest(name, root=ROOT).inputs.sample
    return list(sample)[-1]


def build_base(name: str, out: Path) -> Path:
    return build(name, root=ROOT, splits=[split_of(name)], out=out, reproducible=True).folder


def copy_of(base: Path, folder: Path, name: str) -> Copy:
    return Copy(base, folder, split=split_of(name))


def mutations(name: str, base: Copy) -> Iterator[Mutation]:
    """Every value of the first row of each config, of the mix also of the first counterfactual."""
    for config, table in load_schemas(manifest(name)).items():
        rows = base.rows(config)
        picks = [0] if rows else []
        picks += [n for n, row in enumerate(rows) if row.get("is_counterfactual")][:1]
        schema = base.table(config).schema if rows else None
        for pick in picks:
            for column, value in rows[pick].items():
                assert schema is not None
                for one in values(value, schema.field(column).type, (column,)):
                    side = "counterfactual " if pick else ""
                    kind = f"{side}{one.name}: {one.kind}"
                    yield Mutation(kind, config, _in_row(config, one, pick=pick, key=table.key))


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


def table(name: str) -> Iterator[tuple[str, str, str | None]]:
    """Config, mutation and the first message that names the row, for each value of a dataset."""
    with tempfile.TemporaryDirectory() as place, schemas_checked_once():
        base = build_base(name, Path(place) / "base")
        for number, one in enumerate(mutations(name, copy_of(base, Path(place) / "read", name))):
            folder = Path(place) / str(number)
            yield one.config, one.kind, caught(copy_of(base, folder, name), one, manifest(name))
            shutil.rmtree(folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_build_that_nobody_touched_passes(name: str, tmp_path: Path) -> None:
    copy = copy_of(build_base(name, tmp_path / "base"), tmp_path / "copy", name)
    for config in load_schemas(manifest(name)):
        copy.rows(config)
    copy.save()
    assert said(copy, manifest(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_value_can_change_unnoticed_but_those_listed_with_a_reason(name: str) -> None:
    rows = list(table(name))
    missed = {(config, kind) for config, kind, text in rows if text is None}
    tried = {(config, kind) for config, kind, _ in rows}
    own, every = (
        {(config, kind) for config, kinds in unchecked().get(of, {}).items() for kind in kinds}
        for of in (name, "every")
    )
    assert missed - own - every == set(), "the validator says nothing of these"
    assert (own | every & tried) - missed == set(), "caught by now: take them out of unchecked.yaml"


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
