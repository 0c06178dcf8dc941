"""What changed between two builds: every kind of change is found, named and judged."""

from __future__ import annotations

import json
import random
import shutil
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from irrealis.compare import Diff, Revision, compare, resolve
from irrealis.compare.diff import KINDS
from irrealis.contract import Edit, Evidence, Generator, Intervention, Pair
from irrealis.errors import IrrealisError
from irrealis.manifest import Level, raised
from irrealis.store import (
    BuildRecord,
    Counts,
    Folder,
    ShardWriter,
    SplitRecord,
    content_hash,
    shards,
)

Rows = list[dict[str, Any]]
Configs = dict[str, dict[str, Rows]]


def pair(number: int, city: str = "Vienna", **changes: Any) -> dict[str, Any]:
    """A pair about sentence `number`, in which Berlin gives way to another city."""
    text = f"In {number} they came to Berlin ."
    made = Pair(
        dataset="toy",
        original_id=f"o{number}",
        original={"text": text},
        counterfactual={"text": text.replace("Berlin", city)},
        edits=[Edit("text", text.index("Berlin"), text.index("Berlin") + 6, "Berlin", city)],
        interventions=[Intervention("city", "the city", "Berlin", "Vienna")],
        label_original="de",
        label_counterfactual="at",
        label_effect="flip",
        evidence=Evidence("rule", "the country of the city"),
        generator=Generator("rules", "toy", "1"),
        seed=0,
    )
    return {**made.row(), **changes}


def folder_of(
    folder: Path,
    configs: Configs,
    *,
    schemas: dict[str, pa.Schema] | None = None,
    metrics: dict[str, dict[str, float]] | None = None,
    **record: Any,
) -> Path:
    """A build folder with these rows, written as builds are."""
    parts: dict[str, dict[str, SplitRecord]] = {}
    everything = [row for splits in configs.values() for rows in splits.values() for row in rows]
    assert everything
    for config, splits in configs.items():
        known = [row for rows in splits.values() for row in rows] or [{"id": "x"}]
        schema = (schemas or {}).get(config) or pa.Table.from_pylist(known).schema
        for split, rows in splits.items():
            home = folder / "data" / config
            with ShardWriter(
                home, dataset="toy", config=config, split=split, schema=schema
            ) as writer:
                for row in rows:
                    writer.write(row)
            parts.setdefault(config, {})[split] = SplitRecord(
                rows=len(rows),
                bytes=sum(path.stat().st_size for path in writer.shards),
                content_hash=content_hash(writer.digests),
                shards=[path.relative_to(folder).as_posix() for path in writer.shards],
            )
    values: dict[str, Any] = {
        "dataset": "toy",
        "version": "1.2.3",
        "inputs": "sample",
        "input_files": [],
        "builder": "toy",
        "schema": "toy",
        "parameters": {"variants": 2},
        "seed": 0,
        "limit": None,
        "engine": {"pyarrow": "26.0.1"},
        "models": [],
        "counts": {split: Counts() for splits in configs.values() for split in splits},
    }
    BuildRecord(**{**values, **record}, configs=parts).write(folder)
    (folder / "metrics.json").write_text(json.dumps(metrics or {}))
    return folder


@pytest.fixture
def differ(tmp_path: Path) -> Callable[..., Diff]:
    """The difference between two builds that are given by their rows."""

    def run(before: Configs, after: Configs, /, **options: dict[str, Any]) -> Diff:
        sides = []
        for name, configs in (("before", before), ("after", after)):
            folder = folder_of(tmp_path / name, configs, **options.get(name, {}))
            sides.append(Revision(name, folder, options.get(f"{name}_manifest", {})))
        return compare(*sides)

    return run


PAIRS = [pair(number) for number in range(4)]
TYPES = pa.schema({"id": pa.string(), "label": pa.int64()})


def classes(names: list[str]) -> str:
    """What the footer of a Parquet file says of a column of classes."""
    label = {"names": names, "_type": "ClassLabel"}
    features = {"id": {"dtype": "string", "_type": "Value"}, "label": label}
    return json.dumps({"info": {"features": features}})


def pairs(train: Rows, test: Rows | None = None) -> Configs:
    return {"pairs": {"train": train, "test": test if test is not None else [pair(9)]}}


def said(diff: Diff) -> list[str]:
    return [reason for _, reason in diff.reasons()]


RELABELED = [*PAIRS[:3], {**PAIRS[3], "label_counterfactual": "ch"}]


@pytest.mark.parametrize(
    ("after", "level", "reason"),
    [
        (pairs([*PAIRS, pair(5)]), Level.MINOR, "`pairs`: 1 row added (`train` 1)"),
        (pairs(PAIRS[:3]), Level.MAJOR, "`pairs`: 1 row removed (`train` 1)"),
        (
            pairs([*PAIRS[:3], {**PAIRS[3], "seed": 7}]),
            Level.MAJOR,
            "`pairs`: 1 row changed (`train` 1; `seed` 1)",
        ),
        (
            pairs(RELABELED),
            Level.MAJOR,
            "`pairs`: 1 row relabeled (`train` 1; `label_counterfactual` 1)",
        ),
        (
            pairs(PAIRS[:3], [pair(9), PAIRS[3]]),
            Level.MAJOR,
            "`pairs`: 1 row moved (`train` → `test` 1)",
        ),
        (
            pairs([*PAIRS[:3], pair(3, "Wien")]),
            Level.MAJOR,
            "`pairs`: 1 row changed (`train` 1; `counterfactual` 1, `edits` 1)",
        ),
        (pairs(PAIRS[::-1]), Level.NONE, None),
    ],
    ids=["added", "removed", "changed", "relabeled", "moved", "new text", "another order"],
)
def test_a_change_of_rows_is_named_and_judged(
    differ: Callable[..., Diff], after: Configs, level: Level, reason: str | None
) -> None:
    found = differ(pairs(PAIRS), after)
    assert said(found) == ([reason] if reason else [])
    assert found.level is level
    assert found.least_version == raised("1.2.3", level)


def test_a_pair_with_another_intervention_is_another_pair(differ: Callable[..., Diff]) -> None:
    other = pair(3, "Rome", intervention=[{**PAIRS[3]["intervention"][0], "to": "Rome"}])
    found = differ(pairs(PAIRS), pairs([*PAIRS[:3], other])).configs["pairs"]
    assert (found.total("removed"), found.total("added"), found.total("changed")) == (1, 1, 0)


def test_a_pair_that_moved_with_a_new_text_is_one_row(differ: Callable[..., Diff]) -> None:
    found = differ(pairs(PAIRS), pairs(PAIRS[:3], [pair(9), pair(3, "Wien")])).configs["pairs"]
    assert found.moved == {"train": {"test": 1}}
    assert (found.total("removed"), found.total("added"), found.total("changed")) == (0, 0, 1)


def test_an_id_in_two_splits_is_two_rows(differ: Callable[..., Diff]) -> None:
    # splits that are alternatives of one another hold the same rows
    found = differ(pairs(PAIRS, PAIRS), pairs(PAIRS, PAIRS[1:])).configs["pairs"]
    assert found.moved == {}
    assert found.splits["test"].removed == 1


def test_examples_show_the_edit_and_what_changed_in_it(differ: Callable[..., Diff]) -> None:
    (example,) = differ(pairs(PAIRS), pairs(RELABELED)).configs["pairs"].examples
    assert (example.kind, example.row, example.split) == ("relabeled", PAIRS[3]["id"], "train")
    assert example.edit == "In 3 they came to [-Berlin-]{+Vienna+} ."
    assert example.cells == {"label_counterfactual": ("at", "ch")}


def test_examples_are_few_and_all_are_counted(differ: Callable[..., Diff]) -> None:
    new = [pair(number) for number in range(10, 90)]
    found = differ(pairs(PAIRS), pairs([*PAIRS, *new])).configs["pairs"]
    assert found.total("added") == 80
    assert [example.row for example in found.examples] == [row["id"] for row in new[:3]]


def native(rows: list[dict[str, Any]]) -> Configs:
    return {**pairs(PAIRS), "native": {"train": rows}}


def test_rows_without_an_id_are_compared_as_a_bag(differ: Callable[..., Diff]) -> None:
    one, other, new = ({"title": name, "words": [name]} for name in ("one", "other", "new"))
    found = differ(native([one, one, one, other]), native([other, one, new])).configs["native"]
    assert (found.total("removed"), found.total("added")) == (2, 1)
    assert [example.row for example in found.examples] == ["one", "one", "new"]


def test_ids_that_are_not_unique_do_not_tell_rows_apart(differ: Callable[..., Diff]) -> None:
    rows = [{"id": "a", "text": "1"}, {"id": "a", "text": "2"}]
    found = differ(native(rows), native([rows[0], {"id": "a", "text": "3"}])).configs["native"]
    assert (found.total("removed"), found.total("added"), found.total("changed")) == (1, 1, 0)


@pytest.mark.parametrize(
    ("before", "after", "level", "reason"),
    [
        ({"id": "a"}, {"id": "a", "new": 1}, Level.MINOR, "column `new` added"),
        ({"id": "a", "old": 1}, {"id": "a"}, Level.MAJOR, "column `old` removed"),
        ({"id": "a", "n": 1}, {"id": "a", "n": "1"}, Level.MAJOR, "column `n` of another type"),
        ({"id": "a", "n": 1}, {"n": 1, "id": "a"}, Level.PATCH, "columns in another order"),
    ],
)
def test_a_change_of_columns_is_named_and_is_no_change_of_rows(
    differ: Callable[..., Diff],
    before: dict[str, Any],
    after: dict[str, Any],
    level: Level,
    reason: str,
) -> None:
    found = differ(native([before]), native([after]))
    assert said(found) == [f"`native`: {reason}"]
    assert found.level is level


def test_another_type_of_the_same_values_is_a_change(differ: Callable[..., Diff]) -> None:
    schemas = {"native": pa.schema({"id": pa.string(), "n": pa.int32()})}
    rows = native([{"id": "a", "n": 1}])
    found = differ(rows, rows, after={"schemas": schemas})
    assert found.configs["native"].columns_retyped == {"n": ("int64", "int32")}
    assert found.level is Level.MAJOR


def test_classes_with_other_names_are_another_type(differ: Callable[..., Diff]) -> None:
    before, after = (
        {"schemas": {"native": TYPES.with_metadata({"huggingface": classes(names)})}}
        for names in (["no", "yes"], ["yes", "no"])
    )
    rows = native([{"id": "a", "label": 1}])
    found = differ(rows, rows, before=before, after=after)
    assert found.level is Level.MAJOR
    assert "['yes', 'no']" in found.text()


@pytest.mark.parametrize(
    ("before", "after", "level", "reason"),
    [
        (pairs(PAIRS), native([{"id": "a"}]), Level.MINOR, "`native`: config added"),
        (native([{"id": "a"}]), pairs(PAIRS), Level.MAJOR, "`native`: config removed"),
        (
            {"pairs": {"train": PAIRS}},
            pairs(PAIRS),
            Level.MINOR,
            "`pairs`: split `test` added",
        ),
        (
            pairs(PAIRS),
            {"pairs": {"train": PAIRS}},
            Level.MAJOR,
            "`pairs`: split `test` removed",
        ),
    ],
)
def test_configs_and_splits_come_and_go(
    differ: Callable[..., Diff], before: Configs, after: Configs, level: Level, reason: str
) -> None:
    found = differ(before, after)
    assert said(found)[0] == reason
    assert found.level is level


def test_a_split_under_another_name_has_its_rows_moved(differ: Callable[..., Diff]) -> None:
    found = differ({"pairs": {"dev": PAIRS}}, {"pairs": {"validation": PAIRS}})
    assert found.configs["pairs"].moved == {"dev": {"validation": 4}}
    assert found.level is Level.MAJOR


def test_what_is_told_of_the_making_calls_for_no_more_than_minor(
    differ: Callable[..., Diff],
) -> None:
    ledger = [{"original_id": "o8", "level": "record", "reason": "no-city", "detail": "none"}]
    before = {**pairs(PAIRS), "rejects": {"train": ledger}}
    after = {**pairs(PAIRS), "rejects": {"train": [{**ledger[0], "detail": "there is none"}]}}
    assert differ(before, after).level is Level.MINOR


def test_drops_repairs_metrics_and_the_making_are_compared(differ: Callable[..., Diff]) -> None:
    found = differ(
        pairs(PAIRS),
        pairs(PAIRS),
        before={
            "metrics": {"train": {"yield": 0.5, "same": 1.0, "rejects.no-city": 2.0}},
            "counts": {"train": Counts(rejects={"no-city": 2}), "test": Counts()},
        },
        after={
            "metrics": {"train": {"yield": 0.25, "same": 1.0, "rejects.no-city": 3.0}},
            "counts": {
                "train": Counts(rejects={"no-city": 3}, repairs={"spaces": 1}),
                "test": Counts(),
            },
            "parameters": {"variants": 3},
            "engine": {"pyarrow": "27.0.0"},
        },
        before_manifest={"license": "mit", "title": "Toy"},
        after_manifest={"license": "cc-by-4.0", "title": "Toy"},
    )
    assert found.rejects == {"train": {"no-city": (2, 3)}}
    assert found.repairs == {"train": {"spaces": (0, 1)}}
    assert found.metrics == {"train": {"yield": (0.5, 0.25)}}
    assert found.making == {
        "parameters.variants": (2, 3),
        "engine.pyarrow": ("26.0.1", "27.0.0"),
    }
    assert found.manifest == {"license": ("mit", "cc-by-4.0")}
    assert found.level is Level.PATCH
    for text in (found.text(), found.markdown()):
        for part in ("no-city", "0.25", "27.0.0", "cc-by-4.0", "1.2.4 or higher (patch)"):
            assert part in text


def test_a_manifest_that_only_one_side_has_did_not_change(differ: Callable[..., Diff]) -> None:
    whole = {"license": "mit", "title": "Toy"}
    assert differ(pairs(PAIRS), pairs(PAIRS), before_manifest=whole).level is Level.NONE


def test_a_card_tells_of_the_license_alone(differ: Callable[..., Diff]) -> None:
    whole, card = {"license": "mit", "title": "Toy"}, {"license": "cc0-1.0"}
    found = differ(pairs(PAIRS), pairs(PAIRS), before_manifest=whole, after_manifest=card)
    assert found.manifest == {"license": ("mit", "cc0-1.0")}


def test_builds_of_other_inputs_do_not_judge_a_version(differ: Callable[..., Diff]) -> None:
    found = differ(pairs(PAIRS), pairs(PAIRS[:3]), after={"inputs": "upstream"})
    assert not found.comparable
    assert "nothing follows for the version" in found.text()


def test_another_dataset_is_refused(differ: Callable[..., Diff]) -> None:
    with pytest.raises(IrrealisError, match="different datasets") as caught:
        differ(pairs(PAIRS), pairs(PAIRS), after={"dataset": "other"})
    assert "toy, as before" in str(caught.value)


def test_rows_that_are_not_those_of_the_record_are_refused(tmp_path: Path) -> None:
    before = folder_of(tmp_path / "before", pairs(PAIRS))
    after = folder_of(tmp_path / "after", pairs(PAIRS[:3]))
    shard = after / "data/pairs/train-00000-of-00001.parquet"
    table = pq.read_table(shard)
    pq.write_table(table.slice(0, 2), shard)
    with pytest.raises(IrrealisError, match="does not hold the rows of its build"):
        compare(Revision("before", before, {}), Revision("after", after, {}))


def test_a_changed_label_in_a_copied_file_is_found(tmp_path: Path) -> None:
    made = folder_of(tmp_path / "made", pairs(PAIRS))
    copy = Path(shutil.copytree(made, tmp_path / "copy"))
    same = compare(Revision("made", made, {}), Revision("copy", copy, {}))
    assert same.level is Level.NONE
    for config, split in (("pairs", "train"), ("pairs", "test")):
        (shard,) = (copy / "data" / config).glob(f"{split}-*.parquet")
        rows = pq.read_table(shard)
        labels = pa.array(["xx"] * len(rows))
        at = rows.schema.names.index("label_counterfactual")
        pq.write_table(rows.set_column(at, "label_counterfactual", labels), shard)
        for sides in ((made, copy), (copy, made)):
            with pytest.raises(IrrealisError, match="does not hold the rows of its build"):
                compare(*(Revision(side.name, side, {}) for side in sides))
        shutil.copy(made / shard.relative_to(copy), shard)


def test_what_is_the_same_is_not_read(
    differ: Callable[..., Diff], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(
        "irrealis.store.folders.Folder.rows",
        lambda self, config, split, true=Folder.rows: (
            read.append(split) or true(self, config, split)  # type: ignore[func-returns-value]
        ),
    )
    differ(pairs(PAIRS), pairs(PAIRS[:3]))
    assert set(read) == {"train"}


EVIL = "<script>x</script> | `a` *b* \x1b[31m\u202e\n# c"


def test_whatever_rows_hold_is_safe_to_print(differ: Callable[..., Diff]) -> None:
    evil = pair(7, EVIL, label_original=EVIL)
    after = pairs([*PAIRS, evil, {**PAIRS[0], "id": "0" * 16, "label_original": EVIL}])
    after["native"] = {"train": [{EVIL: EVIL, "id": EVIL}]}
    before = {**pairs(PAIRS), "native": {"train": [{EVIL: 1, "id": EVIL}]}}
    found = differ(before, after, after={"counts": {"train": Counts(rejects={EVIL: 1})}})
    assert found.level is Level.MAJOR
    for text in (found.text(), found.markdown()):
        assert not [char for char in text if char != "\n" and not char.isprintable()]
    rendered = MarkdownIt("commonmark", {"html": True}).render(found.markdown())
    assert "<script" not in rendered
    assert "<h1" not in rendered
    json.dumps(found.as_dict())


def test_what_is_remembered_does_not_grow_with_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "ROWS_PER_GROUP", 50)
    rng = random.Random(5)  # noqa: S311
    text = [rng.randbytes(8_000).hex() for _ in range(8)]
    rows = [{"id": f"{n}", "text": text[n % 8] + str(n)} for n in range(2_000)]  # 32 MB
    sides = []
    for name, changed in (("before", ""), ("after", "!")):
        altered = [{**row, "text": row["text"] + changed} for row in rows]
        sides.append(Revision(name, folder_of(tmp_path / name, {"native": {"train": altered}}), {}))
    tracemalloc.start()
    found = compare(*sides)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.configs["native"].total("changed") == 2_000
    assert peak < 6_000_000


@settings(max_examples=25, deadline=None)
@given(
    deeds=st.lists(
        st.tuples(
            st.sampled_from(["keep", "drop", "move", "label", "text"]),
            st.sampled_from(["train", "test"]),
        ),
        max_size=6,
    ),
    new=st.integers(0, 3),
)
def test_rows_are_accounted_for(deeds: list[tuple[str, str]], new: int) -> None:
    before, after = ({"train": [pair(50)], "test": [pair(51)]} for _ in range(2))
    for number, (deed, home) in enumerate(deeds):
        row = pair(number)
        before[home].append(row)
        away = "test" if home == "train" else "train"
        if deed != "drop":
            changed = {"label": {**row, "label_original": "fr"}, "text": pair(number, "Wien")}
            after[away if deed == "move" else home].append(changed.get(deed, row))
    after["train"] += [pair(100 + number) for number in range(new)]
    with TemporaryDirectory() as scratch:
        sides = [
            Revision(name, folder_of(Path(scratch) / name, {"pairs": side}), {})
            for name, side in (("before", before), ("after", after))
        ]
        found = compare(*sides).configs["pairs"]
    done = [deed for deed, _ in deeds]
    assert {kind: found.total(kind) for kind in KINDS} == {
        "removed": done.count("drop"),
        "changed": done.count("text"),
        "relabeled": done.count("label"),
        "moved": done.count("move"),
        "added": new,
    }


def test_the_label_of_a_side_is_what_was_asked_for(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "one", pairs(PAIRS))
    with resolve(str(folder)) as found:
        assert compare(found, replace(found, label="other")).text() == (
            f"toy: {folder} (1.2.3) → other (1.2.3)\nnothing changed"
        )


def test_a_file_that_is_no_parquet_is_an_error_that_names_it(tmp_path: Path) -> None:
    before = folder_of(tmp_path / "before", pairs(PAIRS))
    after = folder_of(tmp_path / "after", pairs(PAIRS[:3]))
    shard = after / "data/pairs/train-00000-of-00001.parquet"
    shard.write_bytes(b"PAR1")
    with pytest.raises(IrrealisError, match="cannot be read"):
        compare(Revision("before", before, {}), Revision("after", after, {}))
