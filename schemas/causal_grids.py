"""Rows of causal-grids, and the proof of every output from the grids and the stated rule.

The audit reads rule and change by a grammar of its own, and works each cell of each output out by
itself (`families.worlds`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.worlds.cells import worked_out
from irrealis.schemas.families.worlds.grid_reading import (
    LINES,
    ReadRule,
    Set,
    read_change,
    read_rule,
)
from irrealis.schemas.families.worlds.reading import UnreadableError

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Field, Table, pair_id, pairs_table
from irrealis.store import BuildRecord

THEMES = {
    "bars": "counting",
    "majority": "counting",
    "parity": "counting",
    "flow": "extension",
    "flow-one": "extension",
    "pair": "logical",
    "sort": "ordering",
    "complete": "symmetry",
    "near": "neighbors",
    "shift": "movement",
    "fall": "movement",
}
LEVELS = ("observation", "intervention", "counterfactual")
GENERATOR = {
    "kind": "rules",
    "name": "irrealis causal-grids",
    "version": "1.0.0",
    "prompt_hash": None,
}
_PALETTE = {"azure", "blue", "gray", "green", "magenta", "maroon", "orange", "red", "yellow"}
_ORDER = ("blue", "red", "green", "yellow", "gray", "magenta", "orange", "azure", "maroon")
_GRID = pl.List(pl.List(pl.Int64()))
_EXAMPLES = pl.List(pl.Struct({"input": _GRID, "output": _GRID}))
_CELL = {name: pl.Int64() for name in ("row", "column", "before", "after")}
FACTS = pl.Struct(
    {
        "theme": pl.String(),
        "model": pl.String(),
        "change": pl.String(),
        "vocabulary": pl.String(),
        "height": pl.Int64(),
        "width": pl.Int64(),
        "differing": pl.List(pl.Struct(_CELL)),
    }
)
_DIGITS = pa.Check.str_matches(r"^[0-9a-f]{16}$")
_SOME = pa.Check.str_length(min_value=1)


def _is_some(data: Any) -> pl.LazyFrame:
    some = pl.col(data.key).list.len() > 0
    frame: pl.LazyFrame = data.lazyframe.select(some.fill_null(value=False))
    return frame


CONFIGS = {
    "pairs": pairs_table(
        fields=[Field("input", "grid"), "rule", "change"], label=_GRID, facts=FACTS
    ),
    "native": Table(
        pa.DataFrameSchema(
            {
                "id": pa.Column(pl.String, _DIGITS),
                "group": pa.Column(pl.String, _DIGITS),
                "level": pa.Column(pl.String, pa.Check.isin(LEVELS)),
                "theme": pa.Column(pl.String, pa.Check.isin(sorted({*THEMES.values()}))),
                "model": pa.Column(pl.String, _SOME),
                "rule": pa.Column(pl.String, _SOME),
                "change": pa.Column(pl.String, _SOME),
                "train": pa.Column(_EXAMPLES, pa.Check(_is_some, name="has an example")),
                "test": pa.Column(_EXAMPLES, pa.Check(_is_some, name="has an example")),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="tasks in ARC's form: `train` and `test` are its lists of input and output; the rule "
        "and the change are what a solver has to find",
    ),
}


class CausalGridsAudit(Audit):
    """Every output follows from its input, the stated rule and the stated change."""

    definitions: ClassVar[Mapping[str, str]] = {
        "answers_derived_again": "share of pairs whose two outputs follow from grid, rule, change",
        "models": "different models: rules that differ in more than colors",
        "theme.*": "share of pairs of this theme",
        "change.*": "share of pairs with this kind of change",
        "same_as_factual": "share of pairs whose output stays: what copying it gets",
        "same_as_input": "share of counterfactual outputs that are the input: what copying it gets",
        "patched": "share of pairs with another cell in the input whose output is the original one "
        "with that cell put in: what patching gets",
        "largest_output": "share of the most frequent counterfactual output: what a constant gets",
        "tasks": "tasks of `native`",
        "distinct": "share of records that are no repetition of an earlier one",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of a pair, digests and counts are kept in memory."""
        super().__init__(record, split)
        self._pairs = self._right = self._tasks = 0
        self._same: Counter[str] = Counter()
        self._themes: Counter[str] = Counter()
        self._changes: Counter[str] = Counter()
        self._models: set[str] = set()
        self._outputs: Counter[str] = Counter()
        self._asked: dict[str, tuple[Any, ...]] = {}  # of a group: the original as it is asked
        self._expected: dict[str, Counter[str]] = {}  # of a group: the tasks it must have
        self._found: dict[str, Counter[str]] = {}

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"pairs": self._pair, "native": self._task}

    def finish(self) -> Iterator[Failure]:
        """Groups that have not the tasks that their pairs call for."""
        for group, expected in self._expected.items():
            found = self._found.get(group, Counter())
            if found != expected:
                yield Failure("native", "level", dict(expected), dict(found), group, "native")

    def metrics(self) -> dict[str, float]:
        """Balance, shortcuts, and how many records are new."""
        if not self._pairs:
            return {}
        counts, pairs = self.record.counts[self.split], self._pairs
        figures = {
            "answers_derived_again": self._right / pairs,
            "models": float(len(self._models)),
            **{f"theme.{theme}": n / pairs for theme, n in sorted(self._themes.items())},
            **{f"change.{kind}": n / pairs for kind, n in sorted(self._changes.items())},
            "same_as_factual": self._same["factual"] / pairs,
            "same_as_input": self._same["input"] / pairs,
            "largest_output": self._outputs.most_common(1)[0][1] / pairs,
            "tasks": float(self._tasks),
            "distinct": 1 - counts.rejects.get("id-seen-before", 0) / counts.records,
        }
        if self._changes["input"]:
            figures["patched"] = self._same["patched"] / self._changes["input"]
        return figures

    def _pair(self, row: Row) -> Found:
        before, after = row["original"], row["counterfactual"]
        facts = row["evidence"]["facts"]
        try:
            rules = read_rule(before["rule"]), read_rule(after["rule"])
            sets = read_change(before["change"], rules[0]), read_change(after["change"], rules[1])
            outputs = [
                worked_out(side["input"], rule, change)
                for side, rule, change in zip((before, after), rules, sets, strict=True)
            ]
            kind, intervention = _intervention(before, after, rules, sets, outputs[0])
        except (UnreadableError, LookupError, ValueError) as error:
            yield "reading", "original", "words that the grammar covers", str(error)
            return
        failures = [
            ("answer", where, expected, found)
            for where, expected, found in (
                ("label_original", outputs[0], row["label_original"]),
                ("label_counterfactual", outputs[1], row["label_counterfactual"]),
                (
                    "label_effect",
                    "keep" if outputs[0] == outputs[1] else "recomputed",
                    row["label_effect"],
                ),
                ("intervention", [intervention], row["intervention"]),
                ("evidence.facts.theme", THEMES[rules[0].kind], facts["theme"]),
                ("evidence.facts.model", rules[0].model, facts["model"]),
                ("evidence.facts.change", kind, facts["change"]),
                ("evidence.facts.vocabulary", _vocabulary(rules[0]), facts["vocabulary"]),
                ("evidence.facts.height", len(outputs[0]), facts["height"]),
                ("evidence.facts.width", len(outputs[0][0]), facts["width"]),
                ("evidence.facts.differing", _differing(*outputs), facts["differing"]),
                ("evidence.detail", _reason(_differing(*outputs)), row["evidence"]["detail"]),
                ("evidence.kind", "execution", row["evidence"]["kind"]),
                ("generator", GENERATOR, row["generator"]),
            )
            if found != expected
        ]
        self._right += not failures
        yield from failures
        self._models |= {rules[0].model, rules[1].model}
        self._count(row, outputs)

    def _count(self, row: Row, outputs: list[list[list[int]]]) -> None:
        facts = row["evidence"]["facts"]
        kind, group, grid = facts["change"], row["group"], row["counterfactual"]["input"]
        self._pairs += 1
        self._themes[facts["theme"]] += 1
        self._changes[kind] += 1
        self._outputs[str(outputs[1])] += 1
        self._same["factual"] += outputs[0] == outputs[1]
        self._same["input"] += outputs[1] == grid
        if kind == "input":
            place, value = row["intervention"][0]["target"], int(row["intervention"][0]["to"])
            r, c = (int(word.strip(",")) - 1 for word in place.split()[2::2])
            patched = [[*line] for line in outputs[0]]
            patched[r][c] = value
            self._same["patched"] += patched == outputs[1]
        self._asked[group] = (row["original"]["input"], outputs[0], facts["theme"])
        wanted = self._expected.setdefault(group, Counter({"observation": 1}))
        if kind != "input":
            wanted["counterfactual"] += 1
        if kind == "rule":
            wanted["intervention"] += 1

    def _task(self, row: Row) -> Found:
        self._tasks += 1
        self._found.setdefault(row["group"], Counter())[row["level"]] += 1
        examples = [*row["train"], *row["test"]]
        try:
            rule = read_rule(row["rule"])
            change = read_change(row["change"], rule)
            outputs = [worked_out(example["input"], rule, change) for example in examples]
        except (UnreadableError, LookupError, ValueError) as error:
            yield "reading", "rule", "words that the grammar covers", str(error)
            return
        texts = {"rule": row["rule"], "change": row["change"]}
        grids = [example["input"] for example in examples]
        name = pair_id(self.record.dataset, row["level"], {**texts, "grids": grids}, {})
        original, output, theme = self._asked.get(row["group"], (None, None, None))
        asked = row["test"][0]["input"]
        for where, expected, found in (
            ("id", name, row["id"]),
            ("output", outputs, [example["output"] for example in examples]),
            ("examples", (3, 1), (len(row["train"]), len(row["test"]))),
            ("theme", THEMES[rule.kind], row["theme"]),
            ("group", theme, row["theme"]),
            ("model", rule.model, row["model"]),
            ("level", row["level"] == "intervention", asked != original),
        ):
            if found != expected:
                yield "native", where, expected, found
        if row["level"] == "observation" and (change or outputs[-1] != output):
            yield "native", "change", "the original, and nothing changed", row["change"]


def _intervention(
    before: Row,
    after: Row,
    rules: tuple[ReadRule, ReadRule],
    sets: tuple[Set | None, Set | None],
    output: list[list[int]],
) -> tuple[str, dict[str, str | None]]:
    """The kind of change, and the intervention that it is.

    Raises:
        ValueError: no change, or more than one.
    """
    found: list[tuple[str, str, str, str, str]] = []
    for r, (old, new) in enumerate(zip(before["input"], after["input"], strict=True), start=1):
        for c, (was, now) in enumerate(zip(old, new, strict=True), start=1):
            if was != now:
                found.append(("input", "do", f"input, row {r}, column {c}", str(was), str(now)))
    found += (("rule", "mechanism", *change) for change in _changes(*rules))
    if sets[0] is not None or rules[0].names != rules[1].names:
        raise ValueError("an original with a change, or colors that are called otherwise")
    if (fixed := sets[1]) is not None:
        place = f"row {fixed.row}, column {fixed.column}"
        if fixed.kind == "cell":
            target, was = f"output, {place}", output[fixed.row - 1][fixed.column - 1]
        else:
            line = LINES[rules[0].edge or "left"]
            target = f"count, {line} {fixed.row}"
            cells = (
                before["input"][fixed.row - 1]
                if line == "row"
                else [one[fixed.row - 1] for one in before["input"]]
            )
            was = sum(x == rules[0].colors["a"] for x in cells)
        found.append((fixed.kind, "do", target, str(was), str(fixed.value)))
    if len(found) != 1:
        raise ValueError(f"{len(found)} changes, where there is to be one")
    ((change, kind, target, old, new),) = found
    sides = {"from": old, "to": new}
    return change, {"kind": kind, "target": target, **sides, "source": None, "source_name": None}


def _changes(one: ReadRule, other: ReadRule) -> Iterator[tuple[str, str, str]]:
    """What differs between two rules: parameter, before, after.

    Raises:
        ValueError: rules of different kinds.
    """
    if one.kind != other.kind:
        raise ValueError("rules of different kinds")
    parts = (
        *((name, color, other.colors[name]) for name, color in one.colors.items()),
        ("side", one.edge, other.edge),
        ("partner", one.partner, other.partner),
        ("op", one.operator, other.operator),
        ("n", one.number, other.number),
    )
    yield from ((name, str(old), str(new)) for name, old, new in parts if old != new)


def _vocabulary(rule: ReadRule) -> str:
    """Which vocabulary the names of colors are of."""
    if any(name.startswith("color ") for name in rule.names):
        return "numbers"
    if not {*rule.names} <= _PALETTE:
        return "nonsense"
    plain = all(_ORDER[number - 1] == name for name, number in rule.names.items())
    return "palette" if plain else "exchanged"


def _reason(differing: list[dict[str, int]]) -> str:
    if len(differing) == 1:
        return "1 cell of the output changes"
    many = f"{len(differing)} cells of the output change"
    return many if differing else "the output stays as it is"


def _differing(before: list[list[int]], after: list[list[int]]) -> list[dict[str, int]]:
    places = [(r, c) for r in range(len(before)) for c in range(len(before[0]))]
    return [
        {"row": r + 1, "column": c + 1, "before": before[r][c], "after": after[r][c]}
        for r, c in places
        if before[r][c] != after[r][c]
    ]


AUDIT = CausalGridsAudit
