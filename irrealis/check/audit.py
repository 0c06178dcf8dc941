"""What a dataset's own audit is: it reads the rows of a split and says what does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from irrealis.store import BuildRecord

if TYPE_CHECKING:
    from irrealis.manifest import Manifest

from irrealis.check.failure import Failure, Found
from irrealis.check.rows import Row
from irrealis.contract import schema_module


class Audit:
    """What a dataset must satisfy beyond the contract of pairs; one is made for every split.

    A schema module may define a subclass and name it `AUDIT`. It sees every row that is well typed,
    config by config in the order of `CONFIGS`, and reports what is wrong with it; kinds that are
    listed in `counted` are measured, not forbidden, for which `kinds` has how many of each kind
    `looks` found. It is written apart from the builder and must
    not ask it.
    """

    counted: ClassVar[frozenset[str]] = frozenset()
    definitions: ClassVar[Mapping[str, str]] = {}  # of each figure; `*` in a name stands for any

    def __init__(self, record: BuildRecord, split: str) -> None:
        self.record, self.split = record, split
        self.kinds: Counter[str] = Counter()

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config; the rows of other configs are passed over."""
        return {}

    def name_of(self, config: str, row: Row) -> str | None:
        """What messages call a row."""
        name: str | None = row["original_id"] if config == "rejects" else row.get("id")
        return name

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows: what `looks` finds, under the name of the row."""
        look = self.looks().get(config)
        if look is None:
            return
        name = self.name_of(config, row)
        for kind, field, expected, found in look(row):
            self.kinds[kind] += 1
            yield Failure(kind, field, expected, found, name)

    def record_of(self, row: Mapping[str, Any]) -> str:
        """Id of the record that a row of the main config was made of.

        It is the row's `original_id`, but for a dataset that makes several originals of one record.
        """
        name: str = row["original_id"]
        return name

    def finish(self) -> Iterator[Failure]:
        """Failures that show only once every row was seen."""
        return iter(())

    def metrics(self) -> dict[str, float]:
        """Figures of the split, by name; each has a definition in `definitions`."""
        return {}


def load_audit(manifest: Manifest) -> type[Audit]:
    """The audit of a dataset; one that finds nothing where its schema module defines none."""
    audit: type[Audit] = getattr(schema_module(manifest), "AUDIT", Audit)
    return audit


def load_definitions(manifest: Manifest) -> Mapping[str, str]:
    """What the figures of a dataset's own audit are: name (`*` stands for any) -> definition."""
    return load_audit(manifest).definitions
