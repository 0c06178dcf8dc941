"""causal-grids: two engines agree on every rule, and no word or cell can change unnoticed."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from irrealis.builders.families.worlds.grid_words import VOCABULARIES, GridWording
from irrealis.builders.families.worlds.grids import (
    KINDS,
    PARAMETERS,
    Fixed,
    GridRule,
    choices_of,
    draw_grid,
)
from irrealis.schemas.causal_grids import THEMES, CausalGridsAudit
from irrealis.schemas.families.worlds.cells import worked_out
from irrealis.schemas.families.worlds.grid_reading import read_change, read_rule
from irrealis.schemas.families.worlds.reading import UnreadableError

from benchmarks.causal_arc import answered
from irrealis.build import Build, Draw, build, read_rows, record_rng
from irrealis.errors import IrrealisError
from irrealis.show.page import page
from irrealis.store import open_folder
from tests.wording import failures, more, rows_of, sub

NAME = "causal-grids"
ROOT = Path(__file__).parent.parent
_failures = partial(failures, CausalGridsAudit, NAME)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(NAME, root=ROOT, out=tmp_path_factory.mktemp("grids") / "out", size=210)


@pytest.fixture(scope="module")
def rows(made: Build) -> list[dict[str, Any]]:
    return rows_of(made, "pairs")["pairs"]


def _swap(one: str, other: str) -> Callable[[str], str]:
    parts = {one: other, other: one}
    return lambda text: re.sub(rf"\b({one}|{other})\b", lambda m: parts[m[0]], text, count=1)


def _other_color(text: str) -> str:
    """The last color of the rule gives way to another one that has a name."""
    names = re.findall(r"\d is ([a-z]+)", text) or [f"color {n}" for n in range(1, 10)]
    head, mark, rule = text.rpartition(" filled. " if "Of the" not in text else "Of the")
    named = [name for name in names if re.search(rf"\b{name}\b", rule.partition(". ")[2] or rule)]
    other = [name for name in names if name not in named]
    if not named or not other:
        return text
    start, end = [found.span() for found in re.finditer(rf"\b{named[-1]}\b", rule)][-1]
    return f"{head}{mark}{rule[:start]}{other[0]}{rule[end:]}"


# name, field, and a change of its words alone; a change that leaves a text alone is passed over
MUTATIONS: list[tuple[str, str, Callable[[str], str]]] = [
    ("right for left", "rule", _swap("left", "right")),
    ("top for bottom", "rule", _swap("top", "bottom")),
    ("above for below", "rule", _swap("above it", "below it")),
    ("another color", "rule", _other_color),
    ("a color called otherwise", "rule", sub(r"(\d) is [a-z]+(, \d is [a-z]+)*", r"\1 is puce")),
    ("column for row", "rule", _swap("same row", "same column")),
    ("both for one", "rule", _swap("both are", "exactly one is")),
    ("one for some", "rule", _swap("at least one is", "neither is")),
    ("a number", "rule", sub(r"(by |least |Where )(\d)", more)),
    ("odd for even", "rule", _swap("even", "odd")),
    ("fewer for more", "rule", sub(r"more (?=\w+( \d)? than)", "fewer ")),
    ("input for output", "rule", sub(r"in the output", "in the input")),
    ("largest for smallest", "rule", sub(r"smallest|rise", "largest")),
    ("filled for empty", "rule", sub(r"empty cell", "filled cell")),
    ("another rest", "rule", sub(r"(All other|Filled) cells [^.]*\.$", "All others go.")),
    ("another row", "change", sub(r"(row )(\d+)", more)),
    ("another column", "change", sub(r"(column )(\d+)", more)),
    ("another count", "change", sub(r"(?:is set )?(to )(\d+)(?=[; ])", more)),
    ("nothing set", "change", sub(r"^(From|Somebody).*", "Nothing is changed from outside.")),
    ("input set", "change", sub(r"output cell", "input cell")),
    ("the rule holds nowhere", "change", sub(r"(the|the) rule holds", "no rule holds")),
]


@pytest.mark.parametrize(
    ("field", "change"), [m[1:] for m in MUTATIONS], ids=[m[0] for m in MUTATIONS]
)
def test_a_change_of_wording_alone_is_caught(
    rows: list[dict[str, Any]], field: str, change: Callable[[str], str]
) -> None:
    changed = 0
    for row in rows:
        text = change(row["counterfactual"][field])
        if text != row["counterfactual"][field]:
            changed += 1
            side = {**row["counterfactual"], field: text}
            assert _failures({**row, "counterfactual": side}), text
    assert changed >= 8


@pytest.mark.parametrize("side", ["original", "counterfactual"])
def test_another_cell_of_an_output_or_input_is_caught(
    rows: list[dict[str, Any]], side: str
) -> None:
    for row in rows[:100]:
        broken = copy.deepcopy(row)
        broken[f"label_{side}"][0][0] ^= 1
        assert _failures(broken)
        broken = copy.deepcopy(row)
        broken[side]["input"][-1][-1] = (broken[side]["input"][-1][-1] + 1) % 10
        assert _failures(broken)


def test_untouched_rows_pass(made: Build, rows: list[dict[str, Any]]) -> None:
    assert not [failure for row in rows for failure in _failures(row)]
    assert not made.report.failures
    figures = made.report.metrics["train"]
    assert figures["answers_derived_again"] == figures["distinct"] == 1
    assert {THEMES[kind] for kind in PARAMETERS} == {*KINDS}


def test_native_rows_are_task_files_of_arc(made: Build) -> None:
    """The form: https://github.com/fchollet/ARC-AGI, "Task file format"."""
    levels = set()
    for row in read_rows(made.folder, made.record, config="native", split="train"):
        task = json.loads(json.dumps({"train": row["train"], "test": row["test"]}))
        assert task.keys() == {"train", "test"}
        for example in (*task["train"], *task["test"]):
            assert example.keys() == {"input", "output"}
            for grid in example.values():
                assert 1 <= len(grid) <= 30
                assert {len(line) for line in grid} == {len(grid[0])}
                assert {*range(10)} >= {cell for line in grid for cell in line}
        levels.add(row["level"])
    assert levels == {"observation", "intervention", "counterfactual"}


def test_a_wrong_output_of_a_task_is_caught(made: Build) -> None:
    audit = CausalGridsAudit(made.record, "train")
    for row in list(read_rows(made.folder, made.record, config="pairs", split="train"))[:20]:
        assert not [*audit.see("pairs", row)]
    row = next(iter(read_rows(made.folder, made.record, config="native", split="train")))
    assert not [*audit.see("native", row)]
    row["train"][1]["output"][0][0] ^= 1
    assert [failure.field for failure in audit.see("native", row)] == ["output"]


def test_both_engines_agree_on_every_rule_under_every_kind_of_change() -> None:
    """All models, grids that are not square, in every vocabulary."""
    compared = 0
    for theme, kinds in KINDS.items():
        for kind in kinds:
            shapes: list[dict[str, Any]] = [{}]
            for name in PARAMETERS[kind]:
                if name not in "abkm":
                    values = choices_of(kind, name)
                    shapes = [{**shape, name: value} for shape in shapes for value in values]
            for number, shape in enumerate(shapes):
                colors = dict(zip("abkm", (2, 5, 7, 9), strict=True))
                order = {n: colors.get(n, shape.get(n)) for n in PARAMETERS[kind]}
                rule = GridRule(theme, kind, order)
                draw = Draw(record_rng(dataset=NAME, seed=number, original_id=rule.model))
                wording = GridWording(draw, VOCABULARIES[number % 4], (2, 5, 7, 9))
                read = read_rule(wording.rule(rule))
                assert read.model == rule.model
                fixed: list[Fixed | None] = [None]
                if kind in ("flow", "flow-one"):
                    fixed += [Fixed("cell", 2, 4, 2), Fixed("cell", 1, 1, 0)]
                if kind == "bars":
                    fixed += [Fixed("count", 2, 0, 3), Fixed("count", 0, 0, 0)]
                for one in fixed:
                    grid = draw_grid(draw, 3, 5, (2, 5, 7), 0.5)
                    change = read_change(wording.change(one, shape.get("side", "left")), read)
                    assert worked_out(grid, read, change) == rule.applied(grid, one), rule
                    compared += 1
    assert compared >= 70


def test_what_is_set_flows_on() -> None:
    """By hand: color flows from the left; setting a cell changes those after it, up to a wall."""
    rule = GridRule("extension", "flow", {"side": "left"})
    grid = [[2, 0, 0, 3, 0]]
    assert rule.applied(grid) == [[2, 2, 2, 3, 3]]
    assert rule.applied(grid, Fixed("cell", 0, 1, 5)) == [[2, 5, 5, 3, 3]]
    assert rule.applied(grid, Fixed("cell", 0, 3, 0)) == [[2, 2, 2, 0, 0]]


def test_a_smaller_build_is_the_start_of_a_larger_and_seeds_share_no_row(tmp_path: Path) -> None:
    ids = {}
    for seed, size in ((0, 30), (0, 50), (1, 50)):
        made = build(NAME, root=ROOT, out=tmp_path / f"{seed}-{size}", seed=seed, size=size)
        rows = read_rows(made.folder, made.record, config="pairs", split="train")
        ids[seed, size] = {row["id"] for row in rows}
    assert ids[0, 30] <= ids[0, 50]
    assert not ids[0, 50] & ids[1, 50]


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"size": [8, 4]}, "the smaller number first"),
        ({"size": [2, 4]}, "size"),
        ({"themes": ["luck"]}, "themes"),
        ({"themes": []}, "themes"),
    ],
)
def test_parameters_that_cannot_be_are_refused(
    tmp_path: Path, overrides: dict[str, object], message: str
) -> None:
    with pytest.raises(IrrealisError, match=message):
        build(NAME, root=ROOT, out=tmp_path / "none", overrides=overrides)


@pytest.mark.parametrize(
    "text", ["", "Cells move.", "A cell with 0 is empty, any other is filled."]
)
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_rule(text)


def test_the_page_shows_grids(made: Build) -> None:
    html = page(open_folder(made.folder)).decode()
    assert "output cell in row" in html


def test_outputs_of_causal_arc_are_answered_under_each_change() -> None:
    first = {"input": [[1, 1, 1], [2, 0, 0]], "output": [[2]]}
    changes = [
        ("do_soft (color 2 = 3)", [[1, 1, 1], [3, 0, 0]], [[3]]),
        ("do_soft (color 2 = 4)", [[1, 1, 1], [3, 0, 0]], [[3]]),
        ("do_hard (color 1 = 2)", [[2, 2, 2], [2, 0, 0]], [[2]]),
        ("do_soft (geometric transform = fliplr)", [[1, 1, 1], [0, 0, 2]], [[1]]),
    ]
    columns = zip(*changes, strict=True)
    under = dict(zip(("cf_types", "cf_inputs", "cf_outputs"), map(list, columns), strict=True))
    task = {"train": [{**first, **under}], "test": [{**first, "output": [[0]]}]}
    (found,) = answered({"SCM43rz": task})
    assert (found["outputs"], found["changes"]) == (2, 4)
    assert [(each["place"], each["reason"]) for each in found["errata"]] == [
        ("test 0", "another output follows"),
        ("train 0, change 1", "the change is not the one that is named"),
        ("train 0, change 2", "the output is that of the input without the change"),
        ("train 0, change 3", "another output follows"),
    ]
