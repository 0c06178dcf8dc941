"""Rows of scm-effects, and the proof of every answer from the words of its row.

The audit parses story and questions by a grammar of its own, tries every roll of every die, and
looks at back doors path by path (`families.worlds`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.worlds.audit import WorldAudit
from irrealis.schemas.families.worlds.chance_reading import (
    Dice,
    Query,
    SetQuery,
    View,
    literal,
    read_dice,
    read_effect,
)
from irrealis.schemas.families.worlds.reading import UnreadableError
from irrealis.schemas.families.worlds.rolls import (
    GRAPHS,
    back_door_is_shut,
    graph_of,
    idle_causes,
    probabilities,
)

from irrealis.check import Found, Row
from irrealis.contract import Table, pair_id, pairs_table
from irrealis.store import BuildRecord

TYPES = (
    *("ate", "backdoor", "collider", "conditional", "counterfactual"),
    *("do", "ett", "marginal", "nde", "nie"),
)
VOCABULARIES = ("everyday", "impossible", "nonsense")
_TEXTS = pl.List(pl.String())
FACTS = pl.Struct(
    {
        "type": pl.String(),
        "form": pl.String(),
        "graph": pl.String(),
        "vocabulary": pl.String(),
        "variables": pl.Int64(),
        "sides": pl.Int64(),
        "mechanisms": _TEXTS,
        "before": pl.String(),
        "after": pl.String(),
        "worked": _TEXTS,
        "reversal": pl.Boolean(),
    }
)
GENERATOR = {
    "kind": "rules",
    "name": "irrealis scm-effects",
    "version": "1.0.0",
    "prompt_hash": None,
}
_DIGITS = pa.Check.str_matches(r"^[0-9a-f]{16}$")

CONFIGS = {
    "pairs": pairs_table(fields=["story", "question"], label=pl.String(), facts=FACTS),
    "native": Table(
        pa.DataFrameSchema(
            {
                "id": pa.Column(pl.String, _DIGITS),
                "type": pa.Column(pl.String, pa.Check.isin(TYPES)),
                "graph": pa.Column(pl.String, pa.Check.isin([*GRAPHS])),
                "vocabulary": pa.Column(pl.String, pa.Check.isin(VOCABULARIES)),
                "group": pa.Column(pl.String, _DIGITS),
                "question": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
                "answer": pa.Column(pl.String, pa.Check.str_length(min_value=1)),
                "side": pa.Column(pl.String, pa.Check.isin(("original", "counterfactual"))),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="each question as one text with its answer, on either side of a pair",
    ),
}


class ScmEffectsAudit(WorldAudit):
    """Every answer follows from the words of its row, and every certificate says what they say."""

    columns = ("question", "answer", "side", "type", "graph", "vocabulary", "group")

    definitions: ClassVar[Mapping[str, str]] = {
        "answers_derived_again": "share of pairs whose two answers follow from their words",
        "yes.*": "share of yes among the counterfactual yes/no questions of this type",
        "question_only": "right answers of naive Bayes on the words of the counterfactual yes/no "
        "questions alone, two-fold; .5 is chance",
        "same_as_factual": "share of yes/no pairs whose answer stays: what copying gets",
        "numbers.largest": "share of the most frequent answer among counterfactual numbers",
        "reversals": "share of pairs of differences in which what is seen, or the whole effect, "
        "points one way and what is asked the other (Simpson's paradox, and mediators)",
        "distinct": "share of records that are no repetition of an earlier one",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split."""
        super().__init__(record, split)
        self._numbers: Counter[str] = Counter()
        self._reversals: list[bool] = []

    def metrics(self) -> dict[str, float]:
        """Balance, shortcuts, and how many records are new."""
        if not self._pairs:
            return {}
        asked = sum(map(len, self._yes.values()))
        figures = self.balance()
        if asked:
            figures["question_only"] = self._shortcuts.accuracy()
            figures["same_as_factual"] = self._kept / asked
        if self._numbers:
            most = self._numbers.most_common(1)[0][1]
            figures["numbers.largest"] = most / self._numbers.total()
        if self._reversals:
            figures["reversals"] = sum(self._reversals) / len(self._reversals)
        return figures

    def prove(self, row: Row) -> Found:
        """What does not follow from the words of a pair."""
        sides = row["original"], row["counterfactual"]
        facts = row["evidence"]["facts"]
        if sides[0]["story"] != sides[1]["story"]:
            yield "field", "story", "the same on both sides", sides[1]["story"]
        try:
            dice = read_dice(sides[0]["story"])
            before, after = (read_effect(side["question"]) for side in sides)
            answers = [_answer(dice, before), _answer(dice, after)]
            kind, changes = _kind(before, after)
        except (UnreadableError, LookupError, ValueError) as error:
            yield "reading", "original", "words that the grammar covers", str(error)
            return
        x = after.x if isinstance(after, SetQuery) else str(changes[0]["target"])
        y = after.y if isinstance(after, SetQuery) else after.target
        if isinstance(after, Query) and kind in ("collider", "nde", "nie"):
            x = _changed(after)
        values = [value for _, found in answers for value in found]
        reversal = len(values) == 4 and (values[0] - values[1]) * (values[2] - values[3]) < 0
        number = isinstance(after, Query) and after.number
        worked = _worked(before, after, values)
        shown = "; ".join(worked) or str(after)
        failures = [
            ("answer", where, expected, found)
            for where, expected, found in (
                ("label_original", answers[0][0], row["label_original"]),
                ("label_counterfactual", answers[1][0], row["label_counterfactual"]),
                ("intervention", changes, row["intervention"]),
                ("evidence.facts.type", kind, facts["type"]),
                ("evidence.facts.form", "number" if number else "yes/no", facts["form"]),
                ("evidence.facts.graph", graph_of(dice, x, y), facts["graph"]),
                ("evidence.facts.variables", len(dice.causes), facts["variables"]),
                ("evidence.facts.sides", dice.sides, facts["sides"]),
                (
                    "evidence.facts.mechanisms",
                    [*map(dice.spelled, dice.causes)],
                    facts["mechanisms"],
                ),
                ("evidence.facts.before", str(before), facts["before"]),
                ("evidence.facts.after", str(after), facts["after"]),
                ("evidence.facts.worked", worked, facts["worked"]),
                ("evidence.facts.reversal", reversal, facts["reversal"]),
                ("mechanisms without effect", [], idle_causes(dice)),
                ("evidence.detail", f"{shown}: {answers[1][0]}", row["evidence"]["detail"]),
                ("evidence.kind", "execution", row["evidence"]["kind"]),
                ("generator", GENERATOR, row["generator"]),
            )
            if found != expected
        ]
        self._right += not failures
        yield from failures
        for noun in dict.fromkeys([y, *dice.causes]):
            self._vocabularies.add(row["id"], noun, facts["vocabulary"])
        self._count(row, differences=len(values) == 4)

    def _count(self, row: Row, *, differences: bool) -> None:
        facts, label = row["evidence"]["facts"], row["label_counterfactual"]
        self._pairs += 1
        if facts["form"] == "number":
            self._numbers[label] += 1
        else:
            self._kept += row["label_effect"] == "keep"
            self._yes.setdefault(facts["type"], []).append(label == "yes")
            self._shortcuts.add(row["id"], row["counterfactual"]["question"], label)
        if differences:
            self._reversals.append(facts["reversal"])
        shared = (facts["type"], facts["graph"], facts["vocabulary"], row["group"])
        for side in ("original", "counterfactual"):
            text = f"{row[side]['story']} {row[side]['question']}"
            name = pair_id(self.record.dataset, "native", {"question": text}, {})
            self._native.expect(name, (text, row[f"label_{side}"], side, *shared))


def _answer(dice: Dice, asked: Query | SetQuery) -> tuple[str, list[Any]]:
    """The answer, and the probabilities that it is worked out from.

    Raises:
        ValueError: see `probabilities`; or a tie, which has no answer.
    """
    if isinstance(asked, SetQuery):
        return "yes" if back_door_is_shut(dice, asked) else "no", []
    values = probabilities(dice, asked.target, asked.views)
    difference = values[0] - values[1] if len(values) == 2 else values[0]
    middle = 0 if len(values) == 2 else 0.5
    if asked.number:
        return str(difference), values
    if difference == middle:
        raise ValueError("a tie")
    return "yes" if difference > middle else "no", values


def _worked(before: Query | SetQuery, after: Query | SetQuery, values: list[Any]) -> list[str]:
    asked = [q for q in (before, after) if isinstance(q, Query)]
    names = [view.spelled(query.target) for query in asked for view in query.views]
    return [f"{name} = {value}" for name, value in zip(names, values, strict=True)]


def _kind(
    before: Query | SetQuery, after: Query | SetQuery
) -> tuple[str, list[dict[str, str | None]]]:
    """The type of a pair of questions, and what the second changes in the first.

    Raises:
        ValueError: questions that make no pair of a type.
    """
    if isinstance(before, SetQuery) and isinstance(after, SetQuery):
        return "backdoor", _adjusted(before, after)
    if isinstance(before, SetQuery) or isinstance(after, SetQuery):
        raise UnreadableError("a back door beside another question")
    if before.target != after.target or before.number != after.number:
        raise ValueError("questions of different outcomes or forms")
    if len(before.views) == len(after.views) == 1:
        return _single(before.views[0], after.views[0], before.target)
    x = _changed(after)
    yes, no = (x, True), (x, False)
    seen = (View((yes,)), View((no,)))
    total = (View((), yes), View((), no))
    first, second = after.views
    if before.views == seen and after.views == total:
        return "ate", [_change("do", x, "seen", "set")]
    if before.views == seen and len(first.seen) == 1 and first.made:
        fact = first.seen
        if fact[0][0] == x and after.views == (View(fact, yes), View(fact, no)):
            return "ett", [_change("do", x, "seen", "set")]
    if before.views == seen and len(first.seen) == 2:
        common = first.seen[0]
        if after.views == (View((common, yes)), View((common, no))):
            return "collider", [
                _change("observe", common[0], "either way", literal("happen", common[1]))
            ]
    if before.views == total and first.kept and second == View((), no):
        name, under = first.kept
        for kind, made, other in (("nde", yes, no), ("nie", no, yes)):
            if (first.seen, first.made, under) == ((), made, other):
                held = f"as under do({literal('happen', under[1])})"
                return kind, [_change("hold", name, "follows", held)]
    raise ValueError("two questions that make no pair of any type")


def _single(before: View, after: View, target: str) -> tuple[str, list[dict[str, str | None]]]:
    if after.made is None or after.kept or before.kept:
        raise ValueError("the second question sets nothing, or holds something")
    x, value = after.made
    now = f"set {_happens(after.made)}"
    seen = f"seen {_happens(after.made)}"
    if not after.seen:
        if before == View(()):
            return "marginal", [_change("do", x, "left alone", now)]
        if before == View((after.made,)):
            return "conditional", [_change("do", x, seen, now)]
        if before == View((), (x, not value)):
            return "do", [_change("do", x, f"set {_happens((x, not value))}", now)]
    elif before == View((after.made,)):
        first, *rest = after.seen
        if first == (x, not value) and [name for name, _ in rest] == [target]:
            return "counterfactual", [_change("do", x, seen, now)]
    raise ValueError("two questions that make no pair of any type")


def _adjusted(before: SetQuery, after: SetQuery) -> list[dict[str, str | None]]:
    apart = {*before.members} ^ {*after.members}
    if (before.x, before.y) != (after.x, after.y) or len(apart) != 1:
        raise ValueError("sets that do not differ in one event")
    (event,) = apart
    states = ("left out", "adjusted for")
    added = event in after.members
    return [_change("adjust", event, states[not added], states[added])]


def _changed(asked: Query) -> str:
    """The event whose settings, or sightings, the two views compare."""
    view = asked.views[-1]
    return view.made[0] if view.made else view.seen[-1][0]


def _change(kind: str, target: str, before: str, after: str) -> dict[str, str | None]:
    change = {"kind": kind, "target": target, "from": before, "to": after}
    return {**change, "source": None, "source_name": None}


def _happens(fact: tuple[str, bool]) -> str:
    return "to happen" if fact[1] else "not to happen"


AUDIT = ScmEffectsAudit
