"""The pair: edits that replay, an identity by content, and the schema that holds it to its word."""

from __future__ import annotations

import copy
import doctest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irrealis.contract import (
    Edit,
    Evidence,
    Generator,
    Intervention,
    Pair,
    canonical,
    group_id,
    normalize,
    pair_id,
    pairs_schema,
    replay,
)
from irrealis.contract import pair as pairs
from irrealis.contract.documentation import documentation

Row = dict[str, Any]
SCHEMA = pairs_schema(fields=["premise", "hypothesis"], label=pl.String())


def make_pair(**changes: Any) -> Pair:
    values: Row = {
        "dataset": "tiny",
        "original_id": "t1",
        "original": {"premise": "Ola lives in Oulu .", "hypothesis": "Ola lives in Finland ."},
        "counterfactual": {
            "premise": "Ola lives in Cork .",
            "hypothesis": "Ola lives in Finland .",
        },
        "edits": [Edit("premise", 13, 17, "Oulu", "Cork")],
        "interventions": [Intervention("city", "the city", "Oulu", "Cork")],
        "label_original": "yes",
        "label_counterfactual": "no",
        "label_effect": "flip",
        "evidence": Evidence("rule", "Cork is not in Finland"),
        "generator": Generator("rules", "tiny", "1"),
        "seed": 0,
    }
    return Pair(**{**values, **changes})


def edit(start: int, end: int, before: str, after: str = "", *, field: str = "text") -> Row:
    return {"field": field, "start": start, "end": end, "before": before, "after": after}


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[Row, list[Row], Row]:
    """Texts, edits that do not overlap, and what they give: found from the right to the left."""
    original, edits, expected = {}, [], {}
    for field in sorted(
        draw(st.sets(st.sampled_from(["text", "premise", "hypothesis"]), min_size=1))
    ):
        text = draw(st.text(max_size=40))
        places = st.lists(st.integers(0, len(text)), max_size=8, unique=True)
        bounds = sorted(draw(places))
        made = [
            edit(start, end, text[start:end], draw(st.text(max_size=8)), field=field)
            for start, end in zip(bounds[::2], bounds[1::2], strict=False)
        ]
        changed = text
        for one in reversed(made):
            changed = changed[: one["start"]] + one["after"] + changed[one["end"] :]
        original[field], expected[field] = text, changed
        edits += made
    return original, edits, expected


def test_the_examples_of_the_docstrings_run() -> None:
    assert doctest.testmod(pairs) == (0, 2)


@given(edited_texts())
def test_edits_that_do_not_overlap_replay_to_the_edited_text(
    case: tuple[Row, list[Row], Row],
) -> None:
    original, edits, expected = case
    assert replay(original, edits) == expected


def test_offsets_count_characters_and_not_bytes() -> None:
    assert replay({"text": "é😀 Oulu"}, [edit(3, 7, "Oulu", "Cork")]) == {"text": "é😀 Cork"}


def test_an_insertion_and_a_deletion_side_by_side_replay() -> None:
    edits = [edit(0, 0, "", "So "), edit(0, 4, "Then", "it"), edit(4, 5, " ")]
    assert replay({"text": "Then ."}, edits) == {"text": "So it."}


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([edit(0, 3, "One"), edit(4, 7, "two", field="title")], r"edits\[1\]: no field 'title'"),
        ([edit(0, 3, "One"), edit(4, 99, "two")], r"edits\[1\]: 4:99 is outside of the 13 chars"),
        ([edit(-3, 3, "One")], r"edits\[0\]: -3:3 is outside"),
        ([edit(3, 0, "One")], r"edits\[0\]: 3:0 is outside"),
        ([edit(0, 3, "One"), edit(2, 7, "e two")], r"edits\[1\]: 2:7 overlaps"),
        ([edit(0, 3, "One"), edit(4, 7, "six")], r"edits\[1\]: expected 'six', found 'two'"),
        pytest.param(
            [edit(4, 7, "two"), edit(0, 3, "One")],
            r"edits\[1\]: .*sorted",
        ),
    ],
    ids=["field", "end", "negative", "backwards", "overlap", "before", "order"],
)
def test_an_edit_that_cannot_be_applied_is_refused_with_its_place(
    edits: list[Row], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        replay({"text": "One two three"}, edits)


@pytest.mark.parametrize(
    "other",
    [
        "caf\u00e9 1",
        "cafe\u0301 1",
        "  caf\u00e9\t\n1 ",
        "caf\u00e9\u00a01",
        "\uff43af\u00e9 \u2460",
    ],
    ids=["same", "decomposed", "spaces", "no-break", "compatibility"],
)
def test_texts_that_read_the_same_are_the_same_once_normalized(other: str) -> None:
    assert normalize(other) == "caf\u00e9 1"


@pytest.mark.parametrize("other", ["Caf\u00e9 1", "cafe 1", "caf\u00e91", "caf\u00e9 1."])
def test_texts_that_read_differently_stay_different(other: str) -> None:
    assert normalize(other) != "caf\u00e9 1"


@given(st.text())
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


def test_ids_are_what_they_were_in_every_release_so_far() -> None:
    pair = make_pair()
    assert pair.id == "2eab91fa86be725e"
    assert pair.row()["group"] == group_id("tiny", "t1") == "393ccb264d9a1de7"


@pytest.mark.parametrize(
    "change",
    [
        {"dataset": "small"},
        {"original_id": "t2"},
        {"original": {"premise": "Ola lives in Oulu.", "hypothesis": "Ola lives in Finland ."}},
        {
            "counterfactual": {
                "premise": "Ola lives in Lima .",
                "hypothesis": "Ola lives in Finland .",
            }
        },
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_id_changes_with_what_the_pair_is(change: Row) -> None:
    assert make_pair(**change).id != make_pair().id


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 7},
        {"label_counterfactual": "maybe"},
        {"group": "0" * 16},
        {"generator": Generator("human", "Ola", "2")},
        {"original": {"hypothesis": "Ola lives in Finland .", "premise": "Ola lives in Oulu ."}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_id_does_not_depend_on_how_the_pair_was_made(change: Row) -> None:
    assert make_pair(**change).id == make_pair().id


def test_where_one_text_ends_and_the_next_begins_is_part_of_the_id() -> None:
    assert pair_id("d", "1", {"a": "x", "b": ""}, {}) != pair_id("d", "1", {"a": "", "b": "x"}, {})
    assert group_id("a", "b1") != group_id("ab", "1")


def test_canonical_json_sorts_keys_at_every_depth_and_keeps_unicode() -> None:
    assert canonical({"b": [{"d": 1, "c": "é"}], "a": None}) == (
        '{"a":null,"b":[{"c":"é","d":1}]}'.encode()
    )


@pytest.mark.parametrize("value", ["\ud800", 1 << 64, b"bytes", {1: 2}, ...], ids=ascii)
def test_a_value_without_an_exact_spelling_has_no_canonical_json(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def frame(*rows: Row) -> pl.DataFrame:
    types = {name: column.dtype.type for name, column in SCHEMA.columns.items()}
    return pl.DataFrame(list(rows), schema=types)


def test_a_row_has_the_columns_of_the_schema_in_their_order() -> None:
    row = make_pair().row()
    assert list(row) == list(SCHEMA.columns)
    for name, column in SCHEMA.columns.items():
        kind = column.dtype.type
        value = row[name]
        if isinstance(kind, pl.List):
            kind, value = kind.inner, value[0]
        if isinstance(kind, pl.Struct):
            assert list(value) == [part.name for part in kind.fields], name


def test_the_schema_accepts_a_row_of_a_pair() -> None:
    optional = make_pair(
        interventions=[Intervention("city", "the city", None, "Cork", "another record")],
        generator=Generator("model", "small", "2", "0" * 64),
    )
    SCHEMA.validate(frame(make_pair().row(), optional.row()), lazy=True)


def put(*path: str | int, to: object) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        *parents, last = path
        place: Any = row
        for part in parents:
            place = place[part]
        place[last] = to

    return change


BROKEN: dict[str, Callable[[Row], None]] = {
    "id that is no digest": put("id", to="t1"),
    "id in upper case": put("id", to="A" * 16),
    "id missing": put("id", to=None),
    "original_id empty": put("original_id", to=""),
    "group missing": put("group", to=None),
    "group too long": put("group", to="0" * 17),
    "original missing": put("original", to=None),
    "original text empty": put("original", "hypothesis", to=""),
    "original text missing": put("original", "premise", to=None),
    "counterfactual missing": put("counterfactual", to=None),
    "counterfactual text empty": put("counterfactual", "premise", to=""),
    "no edits": put("edits", to=[]),
    "edits missing": put("edits", to=None),
    "edit missing": put("edits", to=[None]),
    "edit of another field": put("edits", 0, "field", to="text"),
    "edit of no field": put("edits", 0, "field", to=None),
    "edit before the start": put("edits", 0, "start", to=-1),
    "edit without a start": put("edits", 0, "start", to=None),
    "edit without an end": put("edits", 0, "end", to=None),
    "edit backwards": put("edits", 0, "end", to=12),
    "edit without before": put("edits", 0, "before", to=None),
    "edit without after": put("edits", 0, "after", to=None),
    "no interventions": put("intervention", to=[]),
    "interventions missing": put("intervention", to=None),
    "intervention without kind": put("intervention", 0, "kind", to=""),
    "intervention without target": put("intervention", 0, "target", to=None),
    "intervention to nothing": put("intervention", 0, "to", to=None),
    "intervention to the same": put("intervention", 0, "to", to="Oulu"),
    "label_original missing": put("label_original", to=None),
    "label_counterfactual missing": put("label_counterfactual", to=None),
    "label_effect unknown": put("label_effect", to="swap"),
    "label_effect missing": put("label_effect", to=None),
    "evidence of an unknown kind": put("evidence", "kind", to="faith"),
    "evidence without detail": put("evidence", "detail", to=""),
    "evidence missing": put("evidence", to=None),
    "generator of an unknown kind": put("generator", "kind", to="luck"),
    "generator without name": put("generator", "name", to=None),
    "generator without version": put("generator", "version", to=""),
    "seed negative": put("seed", to=-1),
    "seed missing": put("seed", to=None),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_schema_refuses_a_broken_row_and_points_at_it(name: str) -> None:
    good, broken = make_pair().row(), copy.deepcopy(make_pair(original_id="t2").row())
    BROKEN[name](broken)
    with pytest.raises(pa.errors.SchemaErrors) as caught:
        SCHEMA.validate(frame(good, broken, good), lazy=True)
    assert set(caught.value.failure_cases["index"]) == {1}


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.drop("seed"),
        lambda table: table.with_columns(note=pl.lit("")),
        lambda table: table.select(*reversed(table.columns)),
        lambda table: table.with_columns(pl.col("seed").cast(pl.Int32)),
        lambda table: table.with_columns(pl.col("label_original").cast(pl.Binary)),
        lambda table: table.with_columns(pl.col("evidence").struct.rename_fields(["kind", "note"])),
    ],
    ids=["column missing", "column too many", "order", "integer type", "label type", "member name"],
)
def test_the_schema_refuses_other_columns(change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    with pytest.raises(pa.errors.SchemaErrors):
        SCHEMA.validate(change(frame(make_pair().row())), lazy=True)


def test_the_documentation_is_what_the_columns_give(root: Path) -> None:
    assert (root / "docs/contract.md").read_text(encoding="utf-8") == documentation()


def test_the_label_may_be_of_any_type() -> None:
    label = pl.List(pl.Struct({"head": pl.String(), "tail": pl.String()}))
    schema = pairs_schema(fields=["text"], label=label)
    assert schema.columns["label_original"].dtype.type == label
    assert schema.columns["label_counterfactual"].dtype.type == label
