"""Published pairs: the readers of formats by name, what makes an edit unfit, and the audit."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pandera.polars as pandera
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from irrealis.builders import ceval_edits
from irrealis.builders.families.published import rows
from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.faults import Known, fault
from irrealis.builders.families.published.parts import Group, Side, Variant
from irrealis.schemas.families.published import columns_schema, maybe

from irrealis.build import Build, build, read_rows
from irrealis.check import load_definitions
from irrealis.check.audit import load_audit
from irrealis.contract import Evidence, Intervention, load_schemas
from irrealis.errors import IrrealisError
from irrealis.inputs import Format, read_records
from irrealis.manifest import load_manifest

ROOT = Path(__file__).parents[1]

# dataset -> what the build of its sample finds, over all splits
FAULTS = {
    "fever-symmetric": {"alone": 1, "no-pairs": 3, "not-a-square": 5, "text-in-two-splits": 3},
    "winogender": {"alone": 1, "no-op": 1, "not-a-swap": 1},
    "winobias": {
        "no-op": 1,
        "no-pairs": 5,
        "not-a-swap": 2,
        "referent-changed": 1,
        "text-in-two-splits": 1,
    },
    "crows-pairs": {"no-op": 1, "no-pairs": 2, "repeated": 1},
    "disfl-qa": {
        "no-op": 1,
        "no-pairs": 9,
        "no-text": 1,
        "text-in-two-splits": 3,
        "two-labels": 2,
        "unrelated-texts": 2,
    },
    "blimp": {"no-op": 1, "no-pairs": 3, "prefix-disagrees": 1, "repeated": 1},
    "bbq": {
        "label-disagrees": 1,
        "no-op": 1,
        "no-pairs": 2,
        "not-a-grid": 5,
        "repeated": 1,
    },
    "condaqa": {
        "alone": 1,
        "no-answer": 2,
        "no-op": 1,
        "no-pairs": 2,
        "other-original": 1,
        "text-in-two-splits": 2,
    },
    "defeasible-nli": {
        "alone": 2,
        "no-op": 1,
        "no-pairs": 5,
        "repeated": 1,
        "text-in-two-splits": 1,
        "update-impossible": 2,
    },
    "disco": {
        "label-unchanged": 1,
        "no-op": 1,
        "no-pairs": 4,
        "not-accepted": 1,
        "not-the-span": 1,
        "repeated": 1,
    },
    "scone": {
        "garbled-word": 1,
        "label-disagrees": 1,
        "no-op": 1,
        "no-pairs": 2,
        "repeated": 5,
        "text-in-two-splits": 5,
    },
    "hatecheck": {
        "alone": 2,
        "label-disagrees": 1,
        "no-op": 1,
        "other-target": 1,
        "same-functionality": 1,
    },
    "cad-imdb": {
        "label-unchanged": 1,
        "no-op": 2,
        "no-pairs": 7,
        "not-two-rows": 2,
        "text-in-two-splits": 2,
        "unrelated-texts": 1,
    },
    "cad-nli": {
        "no-op": 7,
        "no-pairs": 3,
        "other-part-changed": 1,
        "repeated-text": 2,
        "text-in-two-splits": 8,
    },
    "cebab": {
        "alone": 2,
        "aspect-unlabeled": 2,
        "goal-holds-already": 2,
        "no-op": 2,
        "repeated-text": 1,
        "text-in-two-splits": 2,
    },
    "contrast-sets": {
        "label-unchanged": 1,
        "no-answer": 3,
        "no-op": 1,
        "no-pairs": 6,
        "punctuation-alone": 1,
        "repeated": 1,
        "text-in-two-splits": 2,
        "unrelated-texts": 1,
    },
    "semeval-counterfactuals": {"alone": 14, "no-pairs": 1, "repeated": 1},
    "ceval-edits": {"no-label": 1, "no-op": 7, "no-pairs": 1, "repeated": 1},
    "coplan": {"no-pairs": 2, "not-numbered": 1, "plan-unchanged": 1, "repeated": 1},
}
# dataset -> split -> pairs and rejects of upstream's data; blimp takes too long for a test
UPSTREAM: dict[str, dict[str, tuple[int, dict[str, int]]]] = {
    "fever-symmetric": {"validation": (531, {})},
    "winogender": {"test": (480, {})},
    "hatecheck": {"test": (2141, {"alone": 991})},
    "bbq": {"test": (6290, {"no-op": 1, "repeated": 1})},
    "condaqa": {"validation": (753, {"alone": 1, "no-answer": 66})},
    "defeasible-nli": {"validation": (2781, {"no-pairs": 318, "update-impossible": 318})},
    "disco": {"train": (9122, {"repeated": 52})},
    "disfl-qa": {
        "train": (
            7129,
            {
                "no-op": 2,
                "no-pairs": 53,
                "no-text": 1,
                "text-in-two-splits": 1,
                "two-labels": 16,
                "unrelated-texts": 33,
            },
        ),
        "validation": (995, {"no-pairs": 5, "text-in-two-splits": 1, "unrelated-texts": 4}),
    },
    "scone": {"train": (4954, {"garbled-word": 32, "no-pairs": 4, "repeated": 24})},
    "winobias": {"validation": (782, {"no-pairs": 10, "not-a-swap": 10})},
    "crows-pairs": {"test": (1507, {"no-pairs": 1, "repeated": 1})},
    "ceval-edits": {
        "test": (8101, {"no-label": 21, "no-op": 512, "no-pairs": 15, "repeated": 530})
    },
    "coplan": {"test": (861, {})},
    "semeval-counterfactuals": {"train": (118, {"alone": 16433})},
    "contrast-sets": {
        "validation": (100, {}),
        "test": (
            817,
            {"no-answer": 6, "no-op": 1, "no-pairs": 2, "punctuation-alone": 3, "repeated": 2},
        ),
    },
}
NAMES = list(FAULTS)


def records(data: bytes, form: str, *columns: str) -> list[tuple[int, dict[str, Any]]]:
    stream = io.BytesIO(data)
    return list(read_records(stream, source="x", form=cast("Format", form), columns=columns))


class Pipe(io.RawIOBase):
    """Bytes that cannot seek, as those of a member of an archive."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        return self._data.read(size)


def parquet(**columns: list[object]) -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.table(columns), held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("json", b'[{"a": "x, y", "b": "z"}]'),
        ("jsonl", b'{"a": "x, y", "b": "z"}\n'),
        ("csv", b'a,b\r\n"x, y",z\r\n'),
        ("tsv", b"\xef\xbb\xbfa\tb\nx, y\tz\n"),
        ("parquet", parquet(a=["x, y"], b=["z"])),
    ],
)
def test_a_format_is_read_by_its_name(form: str, data: bytes) -> None:
    assert [row for _, row in records(data, form, "a", "b")] == [{"a": "x, y", "b": "z"}]
    with pytest.raises(IrrealisError, match=r"x.*not a (table|row|record) of this format"):
        records(data, form, "a", "c")


def test_a_row_has_the_line_on_which_it_begins() -> None:
    assert [line for line, _ in records(b'a\n"1\n2"\n3\n', "csv", "a")] == [2, 4]
    assert [line for line, _ in records(b'\n{"a": 1}\n\n{"a": 2}', "jsonl")] == [2, 4]
    assert records(b"\xef\xbb\xbfone\r\n \ntwo", "lines") == [
        (1, {"line": "one"}),
        (3, {"line": "two"}),
    ]


def test_parquet_is_read_from_bytes_that_cannot_seek() -> None:
    stream = cast("io.BufferedReader", Pipe(parquet(a=[1, 2])))
    assert list(read_records(stream, source="x", form="parquet")) == [(1, {"a": 1}), (2, {"a": 2})]


@pytest.mark.parametrize(
    ("form", "data", "message"),
    [
        ("parquet", b"PAR1 and no more", "x is not Parquet"),
        ("lines", b"good\n\xff\n", "x, line 2, byte 1: 0xFF"),
        ("lines", b"a" * (1 << 20 | 1), "line 1: the line is too long"),
        ("csv", b'a\n"open', "x, line 2: quotes are opened"),
        ("csv", b"a\n1,2\n", "x, line 2"),
    ],
)
def test_bytes_of_another_format_are_refused_with_their_line(
    form: str, data: bytes, message: str
) -> None:
    with pytest.raises(IrrealisError, match=message):
        records(data, form, "a")


def variant(
    name: str, before: str, after: str, *labels: str, own: tuple[str, str] | None = None
) -> Variant:
    one, other = labels or ("yes", "no")
    return Variant(
        name,
        Side({"text": before}, one),
        Side({"text": after}, other),
        (Intervention("k", "t", "a", "b"),),
        Evidence("human", "d"),
        fault=own,
    )


def group(name: str, *variants: Variant) -> Group:
    return Group(name, (), variants)


def reasons(
    *groups: Group,
    others: tuple[Group, ...] = (),
    related: float = 0,
    unique: tuple[str, ...] = (),
) -> list[str | None]:
    known = Known.of(groups, others=others, unique=unique)
    found = [fault(g, v, known=known, related=related) for g in groups for v in g.variants]
    return [one[0] if one else None for one in found]


def test_an_edit_that_changes_no_letter_is_none_and_its_label_does_not_count() -> None:
    made = group("1", variant("a", "It rains.", "it  rains."), variant("b", "It rains.", "Snow."))
    assert reasons(made) == ["no-op", None]


def test_a_text_with_two_labels_costs_all_pairs_that_have_it() -> None:
    one = group("1", variant("a", "It rains.", "It snows."))
    two = group("2", variant("b", "It hails.", "IT SNOWS.", "yes", "yes"))
    three = group("3", variant("c", "It rains.", "It pours."))
    assert reasons(one, two, three) == ["two-labels", "two-labels", None]


def test_of_two_pairs_with_the_same_texts_the_first_is_kept() -> None:
    one = group("1", variant("a", "It rains.", "It snows."))
    two = group("2", variant("b", "It rains.", "It snows. "))
    assert reasons(one, two) == [None, "repeated"]


def test_other_reasons_for_which_an_edit_is_no_pair() -> None:
    one = group("1", variant("a", "It rains.", "It snows."))
    assert reasons(one, others=(one,)) == ["text-in-two-splits"]
    assert reasons(group("1", variant("a", "It rains.", "Two cats sleep.")), related=0.1) == [
        "unrelated-texts"
    ]
    assert reasons(group("1", variant("a", "It rains.", "  "))) == ["no-text"]
    own = ("odd", "for a reason of its own")
    assert reasons(group("1", variant("a", "It rains.", "It snows.", own=own))) == ["odd"]


def test_where_sides_are_unique_a_text_of_another_row_makes_no_pair() -> None:
    one = group("1", variant("a", "It rains.", "It snows."))
    two = group("2", variant("b", "It snows.", "It hails.", "no", "yes"))
    lone = Group("3", (), (), others=(Side({"text": "It snows."}, "no"),))
    both = ("original", "counterfactual")
    assert reasons(one, two, unique=both) == ["repeated-text", "repeated-text"]
    assert reasons(one, two, unique=both[1:]) == ["repeated-text", None]
    assert reasons(one, lone, unique=both) == ["repeated-text"]
    assert reasons(one, others=(lone,)) == ["text-in-two-splits"]
    assert reasons(one, two) == [None, None]


Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module", params=NAMES)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(request.param, root=ROOT, out=tmp_path_factory.mktemp("sample") / "build")


def failures(made: Build, change: Callable[[Rows], object] = lambda _: None) -> set[str]:
    """Kinds of failures that the audit finds in the first split once its rows are changed."""
    manifest = load_manifest(made.record.dataset, root=ROOT)
    split = made.record.splits[0]
    configs = list(load_schemas(manifest))
    rows = {
        config: list(read_rows(made.folder, made.record, config=config, split=split))
        for config in configs
    }
    change(rows)
    audit = load_audit(manifest)(made.record, split)
    found = [one for config in configs for row in rows[config] for one in audit.see(config, row)]
    return {failure.kind for failure in [*found, *audit.finish()]}


def test_the_sample_shows_each_fault(sample: Build) -> None:
    found: dict[str, int] = {}
    for counts in sample.record.counts.values():
        for reason, count in counts.rejects.items():
            found[reason] = found.get(reason, 0) + count
    assert found == FAULTS[sample.record.dataset]
    assert failures(sample) == set()
    assert load_definitions(load_manifest(sample.record.dataset, root=ROOT))


def dropped(rows: Rows) -> None:
    """A variant's reject, and with it the only trace of the variant."""
    rows["rejects"] = [row for row in rows["rejects"] if row["level"] == "record"]


def for_another_reason(rows: Rows) -> None:
    reject = next(row for row in rows["rejects"] if row["level"] == "variant")
    reject["reason"] = "no-such-reason"


def other_word(rows: Rows) -> None:
    side = rows["pairs"][0]["counterfactual"]
    field = max(side, key=lambda name: len(str(side[name])))
    side[field] = side[field].replace(side[field].split()[-1], "otherwise")


def label_of_nobody(rows: Rows) -> None:
    pair = rows["pairs"][0]
    label = pair["label_counterfactual"]
    pair["label_counterfactual"] = label.swapcase() if isinstance(label, str) else {}


def swapped(rows: Rows) -> None:
    pair = rows["pairs"][0]
    pair["original"], pair["counterfactual"] = pair["counterfactual"], pair["original"]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows["pairs"].pop(0),
        lambda rows: rows["pairs"].append(dict(rows["pairs"][0])),
        lambda rows: rows["native"].pop(0),
        dropped,
        for_another_reason,
        other_word,
        label_of_nobody,
        swapped,
    ],
)
def test_the_audit_finds(sample: Build, change: Callable[[Rows], object]) -> None:
    assert failures(sample, change)


def test_a_column_may_ask_for_values_that_pass_a_test() -> None:
    share = rows.Where(lambda value: 0 <= value <= 1, "a number from 0 to 1")
    stream = io.BytesIO(b'{"a": 0.5}\n{"a": 2}\n')
    found = rows.read_rows(stream, source="x", form="jsonl", columns={"a": share})
    assert next(found) == {"a": 0.5}
    with pytest.raises(IrrealisError, match="x, line 2: not a value of upstream's format") as error:
        next(found)
    assert "a number from 0 to 1" in str(error.value)


@pytest.mark.parametrize("value", ["", "many", "nan", "inf", "-Infinity", "1e999"])
def test_a_number_is_one_that_can_be_counted_with(value: str) -> None:
    with pytest.raises(IrrealisError) as caught:
        rows.numeric({"share": value}, "share", kind=float, of="occupation weaver")
    assert caught.value.place["field"] == "share"
    assert (caught.value.expected, caught.value.found) == ("a number", repr(value))


def test_a_group_around_an_original_has_an_edit_for_each_other_row() -> None:
    def variant(original: Any, row: Any) -> Variant:
        first, second = (Side({"text": each["text"]}, each["text"]) for each in (original, row))
        return Variant(row["text"], first, second, (), Evidence("human", ""))

    texts = [{"text": text} for text in "abc"]
    group = Group.around("g", texts[1], texts, variant, no_edit="alone")
    assert [row.is_counterfactual for row in group.rows] == [True, False, True]
    assert [(edit.original.label, edit.name) for edit in group.variants] == [("b", "a"), ("b", "c")]
    without = Group.around("g", None, texts, variant, no_original="no first")
    assert (without.variants, without.lone) == ((), "no first")
    assert all(row.is_counterfactual for row in without.rows)


def test_a_builder_that_reads_nothing_says_so() -> None:
    class Nothing(PublishedBuilder):
        pass

    with pytest.raises(NotImplementedError, match="Nothing defines neither read nor read_split"):
        Nothing(dataset="x", parameters=PublishedBuilder.parameters_type(), seed=0).read(
            io.BytesIO(), source="x"
        )


def test_a_column_is_text_or_one_of_its_values_or_stated_in_full() -> None:
    schema = columns_schema({"id": str, "label": ("yes", "no"), "note": pandera.Column(pl.String)})
    schema.validate(pl.DataFrame({"id": ["1"], "label": ["no"], "note": [""]}))
    for wrong in ({"id": ""}, {"label": "maybe"}):
        with pytest.raises(pandera.errors.SchemaError):
            schema.validate(pl.DataFrame([{"id": "1", "label": "no", "note": "", **wrong}]))
    with pytest.raises(TypeError, match="not a type, a tuple of values or a column: 1"):
        columns_schema({"id": 1})


def test_a_column_may_be_empty_and_holds_values_of_its_kind_else() -> None:
    schema = columns_schema(
        {"label": maybe(("yes", "no")), "count": maybe((0, 1)), "n": maybe(int)}
    )
    schema.validate(pl.DataFrame({"label": ["yes", None], "count": [None, 1], "n": [None, 7]}))
    for wrong in ({"label": "perhaps"}, {"count": 2}, {"n": 0.5}):
        with pytest.raises(pandera.errors.SchemaError):
            schema.validate(pl.DataFrame([{"label": "no", "count": 0, "n": 1, **wrong}]))


def test_rows_of_files_belong_together_line_by_line() -> None:
    files = {"first": ["a1", "b1", "c1"], "second": ["a2", "b2", "c2"]}

    def letter(row: str) -> str:
        return row[0]

    def refused(found: list[str], **how: Any) -> str:
        with pytest.raises(IrrealisError, match="second: its rows do not belong") as error:
            list(rows.aligned({**files, "second": found}, **how))
        return str(error.value)

    assert list(rows.aligned(files, by=letter)) == [("a1", "a2"), ("b1", "b2"), ("c1", "c2")]
    assert "2 rows, of which 0 are for another" in refused(["a2", "b2"])
    assert "3 rows, of which 1 are for another" in refused(["a2", "x2", "c2"], by=letter)

    def alike(first: str, second: str) -> bool:
        return first[0] == second[0]

    mostly = {**files, "second": ["a2", "x2", "c2"]}
    assert len(list(rows.aligned(mostly, fit=alike))) == 3
    assert "of which 2 are for another" in refused(["a2", "x2", "x2"], fit=alike)
    assert "in this order: first, second, third" in refused(
        ["x", "x", "x"], fit=alike, order=("first", "second", "third")
    )


def text_of_a_pair(rows: Rows) -> None:
    """An original that nobody edited gets the text of a pair."""
    edited = {row["original_id"] for row in rows["pairs"]}
    for row in rows["native"] + rows["native_mix"]:
        if row["is_original"] and row["original_id"] not in edited:
            row["description"] = rows["pairs"][0]["counterfactual"]["text"]


@pytest.mark.parametrize(
    ("name", "change", "kind"),
    [
        ("cebab", text_of_a_pair, "unfit"),
        ("cad-nli", lambda rows: rows["repairs"][0].update(after="Rain."), "repairs"),
        ("cad-nli", lambda rows: rows["repairs"][0].update(before="Rain."), "repairs"),
        (
            "cad-imdb",
            lambda rows: rows["native_mix"][1].update(is_counterfactual=False),
            "native",
        ),
    ],
)
def test_the_audit_of_a_dataset_finds(
    name: str, change: Callable[[Rows], object], kind: str, tmp_path: Path
) -> None:
    made = build(name, root=ROOT, out=tmp_path / "build")
    assert kind in failures(made, change)


def test_a_fault_of_a_row_that_is_no_pair_must_be_listed(tmp_path: Path) -> None:
    made = build("semeval-counterfactuals", root=ROOT, out=tmp_path / "build")
    faults = {"labels-disagree", "offsets", "repeated-sentence", "spans-overlap"}
    assert set(made.report.metrics["train"]) >= {f"errata.{fault}" for fault in faults}
    assert "errata" in failures(made, lambda rows: rows["errata"].pop())
    assert "errata" in failures(made, lambda rows: rows["errata"].append(rows["errata"][0]))


# datasets whose words must fit together beyond what each row states
PROVED = ["bbq", "blimp", "disco", "winobias", "winogender"]


@pytest.mark.parametrize("name", PROVED)
def test_words_that_are_wrong_in_all_tables_alike_are_found(name: str, tmp_path: Path) -> None:
    made = build(name, root=ROOT, out=tmp_path / "build")

    def change(rows: Rows) -> None:
        pair = rows["pairs"][0]
        before, after = pair["original"], pair["counterfactual"]
        field = next(name for name in after if after[name] != before[name])
        old, new = after[field], f"Otherwise {after[field]}"
        after[field] = new
        for row in [*rows["native"], *rows.get("native_mix", [])]:
            for column, value in row.items():
                if value == old:
                    row[column] = new
                elif column == "line" and re.sub(r"[][]", "", value).endswith(f" {old}"):
                    row[column] = value.replace(" ", " Otherwise ", 1)

    assert "unfit" in failures(made, change)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(UPSTREAM))
def test_what_upstream_gives(name: str, tmp_path: Path) -> None:
    if not os.environ.get("IRREALIS_MIRROR"):
        pytest.skip("needs upstream's files: set IRREALIS_MIRROR to a mirror that has them")
    counts = build(name, root=ROOT, inputs="upstream", out=tmp_path / "build").record.counts
    assert {split: (of.counterfactuals, of.rejects) for split, of in counts.items()} == (
        UPSTREAM[name]
    )


def test_contrasts_that_are_not_as_many_as_reviews_are_refused(tmp_path: Path) -> None:
    files = [ROOT / f"datasets/contrast-sets/sample/{name}.tsv" for name in ("dev_original",)]
    short = tmp_path / "short.tsv"
    short.write_text("Sentiment\tText\nNegative\tNothing of it was any good.\n", "utf-8")
    for given, message in (([*files, short], "do not belong to those"), (files, "no file")):
        with pytest.raises(IrrealisError, match=message):
            build("contrast-sets", root=ROOT, files=given, out=tmp_path / "build")


@pytest.mark.parametrize(
    ("task", "column", "expected"),
    [
        ("imdb", "Sentiment", ("Negative", "Positive")),
        ("snli", "contrast_pred", ("contradiction", "entailment", "neutral")),
        ("imdb", "pred_gen_labels", ("0", "1")),
        ("snli", "pred_orig_labels", ("0", "1", "2")),
    ],
)
def test_a_verdict_of_upstreams_is_one_of_its_labels(
    task: str, column: str, expected: tuple[str, ...]
) -> None:
    makers = {maker for kind, maker in ceval_edits.FILES if kind == task}
    maker = next(one for one in sorted(makers) if column in ceval_edits.columns_of(task, one))
    table = ceval_edits.columns_of(task, maker)
    assert table[column] == expected
    cells = {name: values[0] for name, values in table.items()}
    text = "\n".join([",".join(cells), ",".join({**cells, column: "7"}.values())])
    with pytest.raises(IrrealisError, match="not a value of upstream's format") as caught:
        list(rows.read_rows(io.BytesIO(text.encode()), source="f.csv", form="csv", columns=table))
    assert column in str(caught.value)
