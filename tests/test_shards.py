"""Shards: rows that identify their split, and files that appear whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pandera.polars as pa
import polars as pl
import pyarrow
import pyarrow.parquet as pq
import pytest
from datasets import Features, List, Value
from hypothesis import given
from hypothesis import strategies as st

from irrealis.contract import arrow_schema
from irrealis.errors import IrrealisError
from irrealis.store import RowBatcher, ShardWriter, batches, content_hash, row_digest, shards

Row = dict[str, Any]
TABLE = pa.DataFrameSchema(
    {
        "id": pa.Column(pl.String),
        "size": pa.Column(pl.Int64),
        "words": pa.Column(pl.List(pl.List(pl.String))),
        "facts": pa.Column(pl.List(pl.Struct({"name": pl.String(), "at": pl.List(pl.Int32())}))),
    }
)
ARROW = arrow_schema(TABLE)
FEATURES = cast(Any, Features)(
    {
        "id": Value("string"),
        "size": Value("int64"),
        "words": List(List(Value("string"))),
        "facts": List({"name": Value("string"), "at": List(Value("int32"))}),
    }
)


def make_row(number: int, **changes: Any) -> Row:
    return {
        "id": f"row {number}",
        "size": number,
        "words": [["é", "😀"], []],
        "facts": [{"name": "one", "at": [number]}, {"name": None, "at": []}],
        **changes,
    }


ROWS = [make_row(number) for number in range(7)]


def write(folder: Path, rows: Iterable[Row], *, split: str = "train") -> ShardWriter:
    with ShardWriter(folder, dataset="tiny", config="native", split=split, schema=ARROW) as writer:
        for row in rows:
            writer.write(row)
    return writer


def read(paths: Sequence[Path]) -> Iterator[Row]:
    for path in paths:
        for batch in batches(path):
            yield from batch.to_pylist()


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


@given(st.permutations(ROWS))
def test_the_content_hash_does_not_depend_on_the_order_of_rows(rows: list[Row]) -> None:
    assert content_hash(map(row_digest, rows)) == content_hash(map(row_digest, ROWS))


def test_the_content_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert row_digest(dict(reversed(ROWS[0].items()))) == row_digest(ROWS[0])


@pytest.mark.parametrize("per_shard", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("per_group", [1, 2, 7, 100])
def test_shards_and_row_groups_change_neither_the_rows_nor_their_hash(
    per_group: int, per_shard: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "ROWS_PER_GROUP", per_group)
    monkeypatch.setattr(shards, "ROWS_PER_SHARD", per_shard)
    writer = write(tmp_path, ROWS)
    assert list(read(writer.shards)) == ROWS
    assert content_hash(writer.digests) == content_hash(map(row_digest, ROWS))
    assert [batch.num_rows for path in writer.shards for batch in batches(path)] == [
        min(per_group, 7 - start) for start in range(0, 7, per_group)
    ]
    full = -(-per_shard // per_group) * per_group  # a shard is closed after a whole row group
    assert len(writer.shards) == -(-7 // full)


def test_the_content_hash_is_what_it_was_in_every_release_so_far() -> None:
    empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert content_hash([]) == empty
    assert content_hash(map(row_digest, ROWS)) == (
        "sha256:20f226af6e1ed8117d6bc72e5043970d1fd8b3a993fe2004f2cbb798698debab"
    )


@pytest.mark.parametrize(
    "rows",
    [[], ROWS[:6], [*ROWS, ROWS[0]], [*ROWS[:6], make_row(6, size=7)], [*ROWS[:6], ROWS[0]]],
    ids=["none", "one less", "one twice", "one changed", "one in place of another"],
)
def test_other_rows_have_another_content_hash(rows: list[Row]) -> None:
    assert content_hash(map(row_digest, rows)) != content_hash(map(row_digest, ROWS))


def test_writing_the_same_rows_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", ROWS), write(tmp_path / "two", ROWS)
    assert one.shards[0].read_bytes() == two.shards[0].read_bytes()


def test_the_footer_holds_the_features_of_the_schema(tmp_path: Path) -> None:
    [path] = write(tmp_path, ROWS).shards
    footer = pq.read_schema(path)
    assert Features.from_arrow_schema(footer) == FEATURES
    assert footer.metadata == FEATURES.arrow_schema.metadata
    assert footer.equals(FEATURES.arrow_schema)


def test_large_types_become_plain_at_every_depth() -> None:
    kind = pl.Struct({"a": pl.List(pl.Struct({"b": pl.List(pl.String()), "c": pl.Float64()}))})
    schema = arrow_schema(
        pa.DataFrameSchema({"deep": pa.Column(kind), "flat": pa.Column(pl.Boolean)})
    )
    string, real = pyarrow.string(), pyarrow.float64()
    inner = pyarrow.struct([("b", pyarrow.list_(string)), ("c", real)])
    assert schema.field("deep").type == pyarrow.struct([("a", pyarrow.list_(inner))])
    assert schema.field("flat").type == pyarrow.bool_()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": "row 1"}, "other columns"),
        (make_row(1, note="x"), "other columns"),
        ({("Size" if key == "size" else key): value for key, value in ROWS[1].items()}, "Size"),
        (make_row(1, words=[["\ud800"]]), "cannot be written"),
        (make_row(1, words=[[b"bytes"]]), "cannot be written"),
        (make_row(1, size=1 << 64), "cannot be written"),
        (make_row(1, facts=[{1: "key"}]), "cannot be written"),
    ],
    ids=["less", "more", "other", "surrogate", "bytes", "integer", "key"],
)
def test_a_row_that_cannot_be_written_is_refused_by_name(
    row: Row, said: str, tmp_path: Path
) -> None:
    with pytest.raises(IrrealisError) as caught:
        write(tmp_path, [ROWS[0], row])
    message = str(caught.value)
    assert "dataset tiny, split train, row 'row 1'" in message
    assert said in message
    assert visible(tmp_path) == []


def test_a_name_that_is_not_valid_text_can_still_be_printed(tmp_path: Path) -> None:
    with pytest.raises(IrrealisError) as caught:
        write(tmp_path, [make_row(1, id="\ud800")])
    assert r"row '\ud800'" in str(caught.value)
    str(caught.value).encode()


def test_a_row_without_id_or_title_is_named_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(IrrealisError, match="row 2: "):
        write(tmp_path, [*ROWS[:2], {}])


@pytest.mark.parametrize(
    "row",
    [
        make_row(1, size="one"),
        make_row(1, size=True),
        make_row(1, words=["flat"], facts=3),
        pytest.param(
            make_row(1, size=1 << 63),
        ),
        pytest.param(
            make_row(1, size=1.5),
        ),
        pytest.param(
            make_row(1, words=["flat"]),
        ),
        pytest.param(
            make_row(1, facts=[{"name": "one", "at": [], "note": "lost"}]),
        ),
    ],
    ids=["text", "boolean", "list", "integer", "float", "letters", "member"],
)
def test_a_value_that_does_not_fit_its_column_is_refused_with_its_place(
    row: Row, tmp_path: Path
) -> None:
    with pytest.raises(IrrealisError, match="dataset tiny, split train, row '"):
        write(tmp_path, [row, ROWS[2]])
    assert visible(tmp_path) == []


@pytest.mark.parametrize("value", ["one", 1.5])
def test_a_value_that_does_not_fit_is_named_by_the_number_of_its_own_row(
    value: object,
) -> None:
    rows: list[Row] = [{"size": 1}, {"size": 2}, {"size": value}]
    schema = pyarrow.schema([("size", pyarrow.int64())])
    batcher = RowBatcher(dataset="tiny", config="native", split="train", schema=schema)
    own = [batcher.digest(row, number=number) for number, row in enumerate(rows)]
    with pytest.raises(IrrealisError, match="row 42, field size: config native: a value"):
        batcher.batch(rows, own, number=40)


def test_an_empty_split_is_a_file_without_rows(tmp_path: Path) -> None:
    writer = write(tmp_path, [])
    assert visible(tmp_path) == ["train-00000-of-00001.parquet"]
    assert pq.read_table(writer.shards[0]).num_rows == 0
    assert pq.read_schema(writer.shards[0]).metadata == ARROW.metadata
    assert list(batches(writer.shards[0])) == []


def test_shards_are_named_by_their_number_and_how_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "ROWS_PER_GROUP", 2)
    monkeypatch.setattr(shards, "ROWS_PER_SHARD", 4)
    writer = write(tmp_path, [*ROWS, *ROWS], split="test")
    names = [f"test-0000{number}-of-00004.parquet" for number in range(4)]
    assert [path.name for path in writer.shards] == names
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert list(read(writer.shards)) == [*ROWS, *ROWS]


def test_an_error_leaves_nothing_with_a_final_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "ROWS_PER_GROUP", 1)
    monkeypatch.setattr(shards, "ROWS_PER_SHARD", 2)

    def rows() -> Iterator[Row]:
        yield from ROWS
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, rows())
    assert visible(tmp_path) == []


def test_a_writer_keeps_no_more_rows_than_a_row_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "ROWS_PER_GROUP", 3)
    with ShardWriter(tmp_path, dataset="t", config="c", split="s", schema=ARROW) as writer:
        kept = []
        for row in ROWS:
            writer.write(row)
            kept.append(len(writer._rows))
    assert max(kept) == 2
