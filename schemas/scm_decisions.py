"""Rows of scm-decisions, and the proof of every change and every recourse from the words alone.

The audit reads rules and rows by a grammar of its own, follows each change along the paths of the
model, and tries every combination of moves (`families.worlds`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

import pandera.polars as pa
import polars as pl
from irrealis.schemas.families.kept import Owed
from irrealis.schemas.families.shortcuts import Shortcuts
from irrealis.schemas.families.worlds.path_effects import (
    Cause,
    change_along_paths,
    costs_of_success,
    remainder,
    score_of,
)
from irrealis.schemas.families.worlds.reading import UnreadableError
from irrealis.schemas.families.worlds.table_reading import (
    Flag,
    Scorecard,
    TableRow,
    read_decision,
    read_row,
    read_scorecard,
)

from irrealis.check import Audit, Failure, Found, Row
from irrealis.contract import Table, pair_id, pairs_table
from irrealis.store import BuildRecord

KINDS = ("fairness", "treatment", "recourse")
SUBJECTS = {"applicant": "loans", "seedling": "plants", "cloud": "impossible", "wug": "nonsense"}
YES = {True: "yes", False: "no"}
GENERATOR = {
    "kind": "rules",
    "name": "irrealis scm-decisions",
    "version": "1.0.0",
    "prompt_hash": None,
}
_NUMBERS = pl.List(pl.Struct({"name": pl.String(), "value": pl.Int64()}))
FACTS = pl.Struct(
    {
        "kind": pl.String(),
        "vocabulary": pl.String(),
        "numbers": pl.Int64(),
        "rules": pl.List(pl.String()),
        "actions": pl.List(pl.String()),
        "remainders": _NUMBERS,
        "score_original": pl.Int64(),
        "score_counterfactual": pl.Int64(),
        "least": pl.Int64(),
        "cost": pl.Int64(),
        "second_cost": pl.Int64(),
    }
)
_DIGITS = pa.Check.str_matches(r"^[0-9a-f]{16}$")
_SOME = pa.Check.str_length(min_value=1)

CONFIGS = {
    "pairs": pairs_table(fields=["rules", "row", "question"], label=pl.String(), facts=FACTS),
    "native": Table(
        pa.DataFrameSchema(
            {
                "id": pa.Column(pl.String, _DIGITS),
                "group": pa.Column(pl.String, _DIGITS),
                "side": pa.Column(pl.String, pa.Check.isin(("original", *KINDS))),
                "vocabulary": pa.Column(pl.String, pa.Check.isin([*SUBJECTS.values()])),
                "rules": pa.Column(pl.String, _SOME),
                "row": pa.Column(pl.String, _SOME),
                "question": pa.Column(pl.String, _SOME),
                "trait": pa.Column(pl.String, _SOME),
                "treated": pa.Column(pl.Boolean),
                "numbers": pa.Column(_NUMBERS),
                "score": pa.Column(pl.Int64),
                "decision": pa.Column(pl.Boolean),
            },
            strict=True,
            ordered=True,
        ),
        key="id",
        holds="each row of a pair as one of a typed table, with its score and decision",
    ),
}


class Sides(NamedTuple):
    """A pair as it reads."""

    card: Scorecard
    before: TableRow
    after: TableRow
    flags: dict[Flag, bool]  # of the row as it is: what its rules ask for
    other: str | None  # the value of the trait that the rules name


class ScmDecisionsAudit(Audit):
    """Every changed row follows from its rules, and every recourse is the cheapest."""

    definitions: ClassVar[Mapping[str, str]] = {
        "answers_derived_again": "share of pairs whose changed row and decisions follow from words",
        "yes.*": "share of counterfactuals of this kind whose decision is yes; of recourse all are",
        "row_only": "right answers of naive Bayes on the words and numbers of the counterfactual "
        "row alone, two-fold, of fairness and treatment; .5 is chance",
        "same_as_factual": "share of pairs of fairness and treatment whose decision stays",
        "unpropagated": "share of pairs of fairness and treatment whose decision comes out right "
        "if the trait or treatment is changed and nothing that depends on it",
        "recourse.pairs": "pairs of recourse",
        "recourse.one_move": "share of recourses that move one number alone",
        "recourse.cheapest_point": "share of recourses that move only the number whose point costs "
        "least: what a greedy search may get",
        "distinct": "share of records that are no repetition of an earlier one",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: of a pair, digests and counts are kept in memory."""
        super().__init__(record, split)
        self._pairs = self._right = self._asked = self._one = self._greedy = 0
        self._kept = self._idle = 0
        self._yes: dict[str, list[bool]] = {}
        self._shortcuts = Shortcuts()
        self._rows = Owed()

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"pairs": self._pair, "native": self._table}

    def finish(self) -> Iterator[Failure]:
        """Rows of pairs that the table does not have."""
        for name in self._rows.missing():
            yield Failure("native", "row", "a row for each side of a pair", None, name, "native")

    def metrics(self) -> dict[str, float]:
        """Balance, shortcuts, and how many records are new."""
        if not self._pairs:
            return {}
        counts = self.record.counts[self.split]
        recourses = len(self._yes.get("recourse", ()))
        figures = {
            "answers_derived_again": self._right / self._pairs,
            **{f"yes.{kind}": sum(of) / len(of) for kind, of in sorted(self._yes.items())},
            "row_only": self._shortcuts.accuracy(),
            "recourse.pairs": float(recourses),
            "distinct": 1 - counts.rejects.get("id-seen-before", 0) / counts.records,
        }
        if self._asked:
            figures["same_as_factual"] = self._kept / self._asked
            figures["unpropagated"] = self._idle / self._asked
        if recourses:
            figures["recourse.one_move"] = self._one / recourses
            figures["recourse.cheapest_point"] = self._greedy / recourses
        return figures

    def _pair(self, row: Row) -> Found:
        facts = row["evidence"]["facts"]
        try:
            sides = _read(row["original"], row["counterfactual"])
            kind, changes, interventions = _change(sides)
            card, before = sides.card, sides.before
            numbers = {
                name: value + change_along_paths(card, changes, name)
                for name, value in before.numbers.items()
            }
            score = score_of(card, before.numbers, sides.flags)
            other = score + change_along_paths(card, changes, "score")
            rest = {n: remainder(card, n, before.numbers, sides.flags) for n in card.numbers}
        except (UnreadableError, LookupError, ValueError) as error:
            yield "reading", "original", "words that the grammar covers", str(error)
            return
        decisions = [YES[value >= card.least] for value in (score, other)]
        best = costs_of_success(card, card.least - score) if kind == "recourse" else []
        cost, second = [*(price for price, _ in best[:2]), None, None][:2]
        if cost is not None and cost == second:
            yield "answer", "evidence.facts.cost", "one cheapest recourse", f"two at {cost}"
        failures = [
            ("answer", where, expected, found)
            for where, expected, found in (
                ("counterfactual.row", numbers, sides.after.numbers),
                ("labels", decisions, [row["label_original"], row["label_counterfactual"]]),
                ("intervention", interventions, row["intervention"]),
                ("evidence.facts.kind", kind, facts["kind"]),
                ("evidence.facts.vocabulary", SUBJECTS.get(card.subject), facts["vocabulary"]),
                ("evidence.facts.numbers", len(card.numbers), facts["numbers"]),
                ("evidence.facts.rules", [*map(card.spelled, card.bases)], facts["rules"]),
                ("evidence.facts.actions", _actions(card), facts["actions"]),
                ("evidence.facts.remainders", _named(rest), facts["remainders"]),
                ("evidence.facts.score_original", score, facts["score_original"]),
                ("evidence.facts.score_counterfactual", other, facts["score_counterfactual"]),
                ("evidence.facts.least", card.least, facts["least"]),
                ("evidence.facts.cost", cost, facts["cost"]),
                ("evidence.facts.second_cost", second, facts["second_cost"]),
                (
                    "evidence.detail",
                    f"score {score} becomes {other}; {card.least} is enough",
                    row["evidence"]["detail"],
                ),
                ("evidence.kind", _proof(kind), row["evidence"]["kind"]),
                ("generator", GENERATOR, row["generator"]),
            )
            if found != expected
        ]
        self._right += not failures
        yield from failures
        self._count(row, sides, changes, score)

    def _count(self, row: Row, sides: Sides, changes: Mapping[Cause, int], score: int) -> None:
        facts, label = row["evidence"]["facts"], row["label_counterfactual"]
        kind, card = facts["kind"], sides.card
        self._pairs += 1
        self._yes.setdefault(kind, []).append(label == "yes")
        if kind == "recourse":
            self._one += len(changes) == 1
            cheapest = min(cost for _, cost in card.moves.values())
            self._greedy += all(
                card.moves[name][1] == cheapest for name in changes if isinstance(name, str)
            )
        else:
            self._asked += 1
            self._kept += row["label_effect"] == "keep"
            direct = change_along_paths(card, changes, "score", frozenset(card.numbers))
            self._idle += YES[score + direct >= card.least] == label
            self._shortcuts.add(row["id"], row["counterfactual"]["row"], label)
        for side, read in (("original", sides.before), ("counterfactual", sides.after)):
            place = side if side == "original" else kind
            texts = row[side]
            name = pair_id(self.record.dataset, place, texts, {})
            values = (
                row["group"],
                place,
                facts["vocabulary"],
                read.trait.state,
                read.treated,
                _named(read.numbers),
                facts[f"score_{side}"],
                row[f"label_{side}"] == "yes",
                texts["rules"],
                texts["row"],
                texts["question"],
            )
            self._rows.expect(name, values)

    def _table(self, row: Row) -> Found:
        names = ("group", "side", "vocabulary", "trait", "treated", "numbers", "score", "decision")
        found = tuple(row[name] for name in (*names, "rules", "row", "question"))
        if not self._rows.meet(row["id"], found):
            yield "native", "row", "what its pair says", found


def _read(original: Mapping[str, str], counterfactual: Mapping[str, str]) -> Sides:
    """Both sides of a pair.

    Raises:
        UnreadableError: words that the grammar does not cover, or rows of other things.
    """
    if any(original[name] != counterfactual[name] for name in ("rules", "question")):
        raise UnreadableError("rules or a question that are not the same on both sides")
    card = read_scorecard(original["rules"])
    if read_decision(original["question"]) != (card.subject, card.decided):
        raise UnreadableError(f"not a question on the decision: {original['question']}")
    before, after = read_row(original["row"]), read_row(counterfactual["row"])
    for read in (before, after):
        if read.subject != card.subject or [*read.numbers] != card.numbers:
            raise UnreadableError("a row of another subject, or with other numbers than the rules")
    if (before.trait.what, before.treatment) != (after.trait.what, after.treatment):
        raise UnreadableError("rows with other traits or treatments")
    named = {cause for of in card.weights.values() for cause in of if isinstance(cause, Flag)}
    traits = {flag.state for flag in named if flag.what == before.trait.what}
    others = named - {before.treatment} - {Flag(before.trait.what, state) for state in traits}
    if len(traits) > 1 or others:
        raise UnreadableError("rules of a trait or treatment that the row does not have")
    other = next(iter(traits), None)
    flags = {before.treatment: before.treated}
    if other is not None:
        flags[Flag(before.trait.what, other)] = before.trait.state == other
    return Sides(card, before, after, flags, other)


def _change(sides: Sides) -> tuple[str, dict[Cause, int], list[dict[str, str | None]]]:
    """What is changed from one row to the other: kind, changes of causes, interventions.

    Raises:
        ValueError: nothing, or more than one thing.
    """
    card, before, after = sides.card, sides.before, sides.after
    old, new = before.trait.state, after.trait.state
    if old != new and before.treated == after.treated:
        if sides.other not in (old, new):
            raise ValueError("neither value of the trait is one that the rules name")
        by = 1 if new == sides.other else -1
        changes: dict[Cause, int] = {Flag(before.trait.what, sides.other or ""): by}
        return "fairness", changes, [_do(before.trait.what, old, new)]
    if old != new:
        raise ValueError("trait and treatment are changed at once")
    if before.treated != after.treated:
        states = (f"not {before.treatment.state}", before.treatment.state)
        did = _do(before.treatment.what, states[before.treated], states[after.treated])
        return "treatment", {before.treatment: 1 if after.treated else -1}, [did]
    missing = card.least - score_of(card, before.numbers, sides.flags)
    best = costs_of_success(card, missing)
    if missing <= 0 or not best:
        raise ValueError("a row that needs no recourse, or has none")
    moves: dict[Cause, int] = dict(best[0][1].items())
    order = [name for name in card.moves if name in moves]
    done = [(name, before.numbers[name], before.numbers[name] + moves[name]) for name in order]
    return "recourse", moves, [_do(name, str(a), str(b)) for name, a, b in done]


def _proof(kind: str) -> str:
    return "solver" if kind == "recourse" else "execution"


def _actions(card: Scorecard) -> list[str]:
    return [f"{name}: at most {most}, {cost} each" for name, (most, cost) in card.moves.items()]


def _named(values: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def _do(target: str, old: str, new: str) -> dict[str, str | None]:
    change = {"kind": "do", "target": target, "from": old, "to": new}
    return {**change, "source": None, "source_name": None}


AUDIT = ScmDecisionsAudit
