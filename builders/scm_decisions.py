"""scm-decisions: rows of a table, what they would have been, and what turns a decision on them.

Three kinds of pair over one row: fairness (another value of a trait, with all that depends on it),
treatment (what would have been with or without it) and recourse (the cheapest moves after which a
stated scorecard says yes). After the matched pairs of Kusner et al., "Counterfactual Fairness",
NeurIPS 2017, and the recourse of Karimi et al., 2021.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple

from irrealis.builders.families.worlds.table_words import (
    Subject,
    TableWording,
    certificate,
    subjects,
)
from irrealis.builders.families.worlds.tables import (
    RECOURSES,
    TRAIT,
    TREATMENT,
    Case,
    Wanted,
    draw_case,
)

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row, within
from irrealis.contract import Evidence, Intervention, group_id, pair_id

ANSWERS = {True: "yes", False: "no"}


class ScmDecisionsParameters(Parameters):
    """`numbers` is the range of how many numbers a row has."""

    numbers: Annotated[tuple[int, int], within(2, 5)] = (2, 5)


class Item(NamedTuple):
    """A case in words; `rows` are the sentences of the row as it is and under each change."""

    vocabulary: str
    case: Case
    rules: str
    changed: dict[str, dict[str, int]]  # kind -> the row under the change
    rows: dict[str, str]
    question: str  # the decision on each of them answers it


class ScmDecisions(GeneratedBuilder[Item, None]):
    """Draws a model, a row and a scorecard with wanted decisions, and works out the changes."""

    parameters_type = ScmDecisionsParameters
    parameters: ScmDecisionsParameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:  # noqa: ARG002
        """A case whose decisions follow from its number, so that they are balanced."""
        low, high = self.parameters.numbers
        wanted = Wanted(
            numbers=low + number // 8 % (high - low + 1),
            decision=bool(number & 1),
            trait_turns=bool(number & 2),
            treatment_turns=bool(number & 4),
            recourse=draw.choice(RECOURSES),
        )
        vocabulary = draw.choice(sorted(subjects()))
        subject = subjects()[vocabulary]
        case = draw_case(draw, wanted, draw.shuffled(subject.numbers))
        if case is None:
            return None
        model, row = case.model, case.row
        changed = {
            "fairness": model.under(row, {TRAIT: 1 - row[TRAIT]}),
            "treatment": model.under(row, {TREATMENT: 1 - row[TREATMENT]}),
        }
        if case.recourse:
            changed["recourse"] = model.under(row, case.recourse.moves)
        wording = TableWording(subject, draw)
        return Item(
            vocabulary,
            case,
            rules=wording.rules(model),
            changed=changed,
            rows={
                "original": wording.row(row, model.sums),
                **{kind: wording.row(values, model.sums) for kind, values in changed.items()},
            },
            question=wording.question(),
        )

    def original_id(self, record: Item) -> str:
        """Made of the words, as two rows that read alike under the same rules are one."""
        return pair_id(self.dataset, "", _texts(record, "original"), {})

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """A pair for each kind of change, and each row as one of a table."""
        subject = subjects()[record.vocabulary]
        for kind in record.changed:
            yield Row("pairs", self._pair(record, kind, subject))
        group = group_id(self.dataset, self.original_id(record))
        for side, values in {"original": record.case.row, **record.changed}.items():
            yield Row("native", self._native(record, side, values, subject, group))

    def _pair(self, record: Item, kind: str, subject: Subject) -> dict[str, Any]:
        model, before, after = record.case.model, record.case.row, record.changed[kind]
        labels = [ANSWERS[model.decides(row)] for row in (before, after)]
        scores = [model.score.of(row) for row in (before, after)]
        old, new = _texts(record, "original"), _texts(record, kind)
        recourse = record.case.recourse if kind == "recourse" else None
        rules, actions = certificate(model, subject)
        facts = {
            "kind": kind,
            "vocabulary": record.vocabulary,
            "numbers": len(model.sums),
            "rules": rules,
            "actions": actions,
            "remainders": _named(model.remainders(before)),
            "score_original": scores[0],
            "score_counterfactual": scores[1],
            "least": model.least,
            "cost": recourse.cost if recourse else None,
            "second_cost": recourse.second if recourse else None,
        }
        return self.pair(
            record,
            old,
            new,
            labels=(labels[0], labels[1]),
            otherwise="flip",
            interventions=_interventions(record, kind, subject),
            evidence=Evidence(
                "solver" if recourse else "execution",
                f"score {scores[0]} becomes {scores[1]}; {model.least} is enough",
                facts,
            ),
        )

    def _native(
        self, record: Item, side: str, values: Mapping[str, int], subject: Subject, group: str
    ) -> dict[str, Any]:
        model = record.case.model
        return {
            "id": pair_id(self.dataset, side, _texts(record, side), {}),
            "group": group,
            "side": side,
            "vocabulary": record.vocabulary,
            "rules": record.rules,
            "row": record.rows[side],
            "question": record.question,
            "trait": subject.values[values[TRAIT]],
            "treated": bool(values[TREATMENT]),
            "numbers": _named({name: values[name] for name in model.sums}),
            "score": model.score.of(values),
            "decision": model.decides(values),
        }


def _texts(record: Item, side: str) -> dict[str, str]:
    return {"rules": record.rules, "row": record.rows[side], "question": record.question}


def _named(values: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def _interventions(record: Item, kind: str, subject: Subject) -> list[Intervention]:
    row = record.case.row
    if kind == "fairness":
        old, new = subject.values[row[TRAIT]], subject.values[1 - row[TRAIT]]
        return [Intervention("do", subject.trait, old, new)]
    if kind == "treatment":
        old, new = subject.state(row[TREATMENT]), subject.state(1 - row[TREATMENT])
        return [Intervention("do", subject.treatment, old, new)]
    moves = record.case.recourse.moves if record.case.recourse else {}
    return [Intervention("do", name, str(row[name]), str(new)) for name, new in moves.items()]


BUILDER = ScmDecisions
