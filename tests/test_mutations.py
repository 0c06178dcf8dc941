"""No value of any dataset can change unnoticed.

Of every dataset's sample build, each value of a row of each config is made null, then another;
lists lose an element or get one twice; of a column that an earlier config has too, one value is
changed. Each time `irrealis check` must name the row. Rows that have nothing to do with one another
are changed together; what is not noticed so is changed again on its own. Values that nothing else
in the build determines are listed in unchecked.yaml, each with the reason.
`python -m tests.test_mutations` prints what the validator says of every one of them.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml

from irrealis.build import build
from irrealis.contract import load_schemas
from irrealis.show.listing import family_of
from tests.mutations import (
    Copy,
    Step,
    Value,
    change,
    said,
    schemas_checked_once,
    ungated,
    values,
)
from tests.toys import HOMES, TOYS

NAMES = list(HOMES)
Place: TypeAlias = tuple[tuple[Step, ...], str]  # path in a row, and kind of the change
REASONS_PROVED = ("worlds", "rules")  # families whose audits write the reason of a row anew
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
        whole = self.copy("whole")
        self.rows = {config: whole.rows(config) for config in self.tables}
        self.types = {config: whole.table(config).schema for config in self.tables}
        self._values: dict[tuple[str, int], dict[Place, Value]] = {}
        self._related: dict[tuple[str, int], set[str]] = {}

    def copy(self, name: str) -> Copy:
        return Copy(self.folder, self.folder.with_name(name), split=self.split)

    def values(self, config: str, number: int) -> dict[Place, Value]:
        """Every value of a row, and what may stand there instead."""
        if (config, number) not in self._values:
            self._values[config, number] = {
                (value.path, value.kind): value
                for column, found in self.rows[config][number].items()
                for value in values(found, self.types[config].field(column).type, (column,))
            }
        return self._values[config, number]

    def related(self, config: str, number: int) -> set[str]:
        """Names that a row shares with those that are checked together with it."""
        if (config, number) not in self._related:
            self._related[config, number] = {
                str(value)
                for column, value in self.rows[config][number].items()
                if value is not None
                and (column in (self.tables[config].key, "group") or column.endswith(("id", "idx")))
            }
        return self._related[config, number]


@dataclass(frozen=True, slots=True)
class Target:
    """A value of a row that is to be changed."""

    config: str
    number: int  # of the row
    value: Value
    counterfactual: bool  # of a mix, where both sides of a pair are rows

    @property
    def kind(self) -> str:
        side = "counterfactual " if self.counterfactual else ""
        return f"{side}{self.value.name}: {self.value.kind}"


def targets(base: Base) -> Iterator[Target]:
    """Every value of the first row of each config, of the mix also of the first counterfactual."""
    seen: set[tuple[str, str]] = set()
    for config, rows in base.rows.items():
        types = {field.name: str(field.type) for field in base.types[config]}
        picks = [n for n, row in enumerate(rows) if row.get("is_counterfactual")][:1]
        for pick in [0, *picks] if rows else []:
            for column in rows[pick]:
                found = [v for v in base.values(config, pick).values() if v.path[0] == column]
                if (column, types[column]) in seen:
                    found = [next((v for v in found if v.kind == "other"), found[0])]
                yield from (Target(config, pick, value, bool(pick)) for value in found)
        seen |= set(types.items())


def elsewhere(base: Base, target: Target, taken: set[str]) -> Target | None:
    """The same change in a row that shares no name with those taken, if there is one."""
    for number, row in enumerate(base.rows[target.config]):
        if bool(row.get("is_counterfactual")) == target.counterfactual and not (
            base.related(target.config, number) & taken
        ):
            place = target.value.path, target.value.kind
            if (value := base.values(target.config, number).get(place)) is not None:
                return replace(target, number=number, value=value)
    return None


def batches(base: Base, wanted: Sequence[Target]) -> Iterator[list[tuple[Target, Target]]]:
    """Targets, each with a row for its change; no two rows of a batch share a name.

    One check of a batch says of each whether it is caught, and takes no longer than that of one.
    """
    left = list(wanted)
    while left:
        taken: set[str] = set()
        batch, later = [], []
        for target in left:
            if (place := elsewhere(base, target, taken)) is None:
                later.append(target)
            else:
                taken |= base.related(place.config, place.number)
                batch.append((target, place))
        yield batch
        left = later


def caught(base: Base, changes: Sequence[Target]) -> list[str | None]:
    """For each of the changes, the first message that names its row, if there is one."""
    copy = base.copy("broken")
    names = []
    for target in changes:
        row = copy.rows(target.config)[target.number]
        value, key = target.value, base.tables[target.config].key
        if value.path == (key,):
            names.append("")  # called by the old name, the new one, or its number
        elif value.path in (("reason",), ("kind",)):
            # a ledger disagrees with build.json, which counts the reasons and not the rows
            names.append(str(value.to))
        else:
            names.append(row[key])
        change(*value.path, to=value.to)(row)
    copy.save()
    messages = [text for _, text in said(copy, base.manifest)]
    shutil.rmtree(copy.folder)
    return [next((text for text in messages if name in text), None) for name in names]


def table(base: Base) -> Iterator[tuple[Target, str | None]]:
    """Each change of a value, and the first message that names its row."""
    name = base.manifest.name
    alone: list[Target] = []
    rest: list[Target] = []
    for target in targets(base):
        named = target.value.path in ((base.tables[target.config].key,), ("reason",), ("kind",))
        known = (target.config, target.kind) in listed(name) | listed("every")
        (alone if named or known else rest).append(target)
    with schemas_checked_once():
        for batch in batches(base, rest):
            for (target, _), text in zip(batch, caught(base, [c for _, c in batch]), strict=True):
                if text is None:
                    alone.append(target)  # another row may not show it, or hide it
                else:
                    yield target, text
        for target in alone:
            yield target, caught(base, [target])[0]


# toys have values of every kind; all datasets together take two minutes
CASES = [
    name if HOMES[name] == TOYS else pytest.param(name, marks=pytest.mark.slow) for name in NAMES
]


@pytest.fixture(scope="module", params=CASES)
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Base:
    return Base(request.param, tmp_path_factory.mktemp("base"))


def test_a_build_that_nobody_touched_passes(base: Base) -> None:
    copy = base.copy("copy")
    for config in base.tables:
        copy.rows(config)
    copy.save()
    assert said(copy, base.manifest) == []


def test_no_value_can_change_unnoticed_but_those_listed_with_a_reason(base: Base) -> None:
    missed = {(target.config, target.kind) for target, text in table(base) if text is None}
    own, every = (listed(of) for of in (base.manifest.name, "every"))
    if family_of(base.manifest, root=HOMES[base.manifest.name]) in REASONS_PROVED:
        every -= {("pairs", "evidence.detail: other")}
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
        with tempfile.TemporaryDirectory() as place:
            for target, text in table(Base(chosen, Path(place))):
                print(f"{chosen}\t{target.config}\t{target.kind}\t{text or 'NOT CAUGHT'}")
