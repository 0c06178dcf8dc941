"""What a folder holds, as a format asks for it: columns, fields and the type of a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irrealis.contract import Field
from irrealis.files import write_file
from irrealis.store import Folder

if TYPE_CHECKING:
    import pyarrow


# what the certificate of an edit of a fact says
FACTS = ("relation", "subject", "prompt", "target_true", "target_new")


def is_edit_of_fact(schema: pyarrow.Schema) -> bool:
    """Whether the certificates of pairs with these columns are edits of facts."""
    import pyarrow as pa

    evidence = {part.name: part.type for part in schema.field("evidence").type}
    facts = evidence.get("facts")
    if facts is None or not pa.types.is_struct(facts):
        return False
    return {*FACTS} <= {part.name for part in facts}


class Unfit(Exception):
    """A dataset lacks what a format needs; says what."""


@dataclass(slots=True)
class Table:
    """The rows to export, and a tally of what was written and what was left out, by reason."""

    folder: Folder
    splits: list[str]
    ignore: frozenset[str] = frozenset()  # labels that say that there is none
    by_label: bool = False  # whether anything asked for these
    written: Counter[str] = field(default_factory=Counter)  # split -> records
    left_out: Counter[str] = field(default_factory=Counter)  # reason -> records

    def schema(self, config: str) -> pyarrow.Schema | None:
        """The columns of a config; None where the folder has none."""
        import pyarrow.parquet as pq

        for shards in self.folder.files.get(config, {}).values():
            for path in shards:
                return pq.read_schema(path)
        return None

    def need_pairs(self) -> pyarrow.Schema:
        """The columns of the pairs.

        Raises:
            Unfit: there are none.
        """
        schema = self.schema("pairs")
        if schema is None:
            raise Unfit("a config pairs")
        return schema

    def need_columns(self, config: str, names: tuple[str, ...]) -> None:
        """Refuse a dataset whose config lacks one of these columns.

        Raises:
            Unfit: it does, or there is no such config.
        """
        schema = self.schema(config)
        lacking = [name for name in names if schema is None or name not in schema.names]
        if lacking:
            raise Unfit(f"columns {', '.join(names)} in the config {config}")

    def fields(self) -> tuple[Field, ...]:
        """The fields of the pairs."""
        return self.folder.fields("pairs")

    def pairs(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Split and row of each pair, checked against the contract."""
        for split in self.splits:
            for row in self.folder.pairs(split):
                yield split, row

    def rows(self, config: str, split: str) -> Iterator[dict[str, Any]]:
        """Rows of another config; none where it has no such split."""
        if split in self.folder.files.get(config, {}):
            yield from self.folder.rows(config, split)


def json_lines(path: Path, records: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> int:
    """Write JSON Lines; how many."""
    import orjson

    lines = [orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records]
    write_file(path, b"".join(lines))
    return len(lines)


def json_document(path: Path, value: object) -> None:
    """Write one JSON document on one line, as most readers of such formats expect it."""
    import orjson

    write_file(path, orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
