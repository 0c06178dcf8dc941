"""Rows of belief-logic, and the proof of validity and belief from the words of each row.

The audit parses both arguments by a grammar of its own, and decides them by rules of distribution
or a tableau (`families.rules.logic`). What is believed follows from the kinds that a row states of
its classes; all rows must state the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import polars as pl
from irrealis.schemas.families.kept import Sayings
from irrealis.schemas.families.rules.argument_reading import Given, Parsed, read_argument
from irrealis.schemas.families.rules.audit import (
    SIDES,
    Lookup,
    RulesAudit,
    UnreadableError,
    change,
    differences,
    native_table,
)
from irrealis.schemas.families.rules.logic import (
    atoms,
    believed,
    provable,
    refutes,
    shape,
    syllogism,
    value,
)

from irrealis.check import Failure, Found, Row
from irrealis.contract import pairs_table
from irrealis.store import BuildRecord

KINDS = ("syllogism", "propositional")
VOCABULARIES = {"agrees": "believable", "clashes": "unbelievable", "none": "nonsense"}
STATUS = {True: "agrees", False: "clashes", None: "open"}
CONFIGS = {
    "pairs": pairs_table(
        fields=["premises", "question"],
        label=pl.String(),
        facts=pl.Struct(
            {
                "kind": pl.String(),
                "change": pl.String(),
                "asked": pl.String(),
                "vocabulary": pl.String(),
                "names": pl.List(pl.String()),
                "forms": pl.List(pl.String()),
                "statements": pl.List(pl.List(pl.String())),
                "valid": pl.List(pl.Boolean()),
                "countermodels": pl.List(pl.List(pl.String())),
                "conclusions": pl.List(pl.String()),
                "premises": pl.List(pl.List(pl.String())),
                "kinds": pl.List(pl.String()),
                "letters": pl.Int64(),
            }
        ),
    ),
    "native": native_table(kinds=KINDS, vocabularies=tuple(VOCABULARIES.values())),
}


class Judged(NamedTuple):
    """An argument as it was read, and what follows from its words."""

    given: Given
    valid: bool
    form: str
    classes: tuple[str, ...]
    conclusion: str
    premises: list[str]


class BeliefLogicAudit(RulesAudit):
    """Validity and belief follow from the words of each row."""

    fields = ("premises", "question")
    kind = "kind"
    definitions: ClassVar[Mapping[str, str]] = {
        **RulesAudit.definitions,
        "question_only": "right answers of naive Bayes on all words of the counterfactual, "
        "two-fold; .5 is chance",
        "belief_only": "right guesses of validity from how its statements stand to belief, by the "
        "majority of such rows, two-fold; .5 is chance",
        "words_only": "right guesses of validity from the quantifiers and operators alone, by the "
        "majority of rows that have the same ones, two-fold; .5 is chance",
        "valid.*": "share of counterfactuals of this vocabulary that are valid",
        "unbelievable": "share of unbelievable conclusions among counterfactuals on known things",
        "forms.syllogism": "syllogistic forms that there are among originals and counterfactuals",
        "forms.propositional": "propositional schemes that there are among them",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: names of forms and kinds of classes are compared over its rows."""
        super().__init__(record, split)
        self._names, self._kinds = Sayings[str](), Sayings[str]()
        self._valid: dict[str, list[bool]] = {}
        self._belief, self._words = Lookup(), Lookup()

    def shortcut(self, row: Row) -> tuple[str, str]:
        """All words, and the answer."""
        return " ".join(row["counterfactual"].values()), row["label_counterfactual"]

    def prove(self, row: Row) -> Found:
        """What does not follow from the words."""
        facts = row["evidence"]["facts"]
        chains = _chains(facts["kinds"])
        judged = [_judged(row[side], chains) for side in SIDES]
        before, after = judged
        asked = after.given.asked
        answers = ["yes" if each.valid == (asked == "valid") else "no" for each in judged]
        classes = {name for each in judged for name in each.classes}
        expected = {
            "kind": KINDS[not after.given.members],
            "change": "belief" if before.form == after.form else "validity",
            "asked": before.given.asked,
            "vocabulary": VOCABULARIES.get(after.conclusion),
            "forms": [each.form for each in judged],
            "statements": [_spelled(each.given) for each in judged],
            "valid": [each.valid for each in judged],
            "conclusions": [each.conclusion for each in judged],
            "premises": [each.premises for each in judged],
            "kinds": [" < ".join(chains[name]) for name in sorted(classes & {*chains})],
            "letters": 3 if after.given.members else len(atoms(after.given)),
        }
        yield from differences(
            "answer",
            ("question", before.given.asked, asked),
            ("intervention", _changes(before, after), row["intervention"]),
            ("labels", answers, [row[f"label_{side}"] for side in SIDES]),
            ("evidence.facts.kinds", chains.keys() or classes, classes),
            *((f"evidence.facts.{name}", fact, facts[name]) for name, fact in expected.items()),
        )
        if before.form != after.form and before.valid == after.valid:
            yield "answer", "intervention", "a form of the other validity", after.form
        models, names = facts["countermodels"], facts["names"]
        if [len(each or ()) for each in (models, names)] != [2, 2]:
            yield "answer", "evidence.facts", "a name and a countermodel of both sides", models
            return
        for each, model in zip(judged, models, strict=True):
            shown = model is not None and (not model if each.valid else refutes(each.given, model))
            if not shown:
                yield "answer", "evidence.facts.countermodels", "a countermodel if not valid", model
        detail = _reason(after, names[1], models[1] or ())
        if row["evidence"]["detail"] != detail:
            yield "answer", "evidence.detail", detail, row["evidence"]["detail"]
        self._remember(row, judged, chains)

    def finish(self) -> Iterator[Failure]:
        """Forms and classes of which a row says something else than the others do."""
        yield from super().finish()
        for table, where in ((self._names, "names"), (self._kinds, "kinds")):
            for row, _, usual, stated in table.odd():
                yield Failure("names", f"evidence.facts.{where}", usual, stated, row, "pairs")

    def metrics(self) -> dict[str, float]:
        """Balance, shortcuts, and how many forms there are."""
        figures = super().metrics()
        if not figures:
            return {}
        known = [len(self._valid.get(name, ())) for name in ("believable", "unbelievable")]
        forms = list(self._names)
        syllogisms = sum("/" not in form for form in forms)
        return {
            **figures,
            "belief_only": self._belief.accuracy(),
            "words_only": self._words.accuracy(),
            **{f"valid.{name}": sum(of) / len(of) for name, of in sorted(self._valid.items())},
            "unbelievable": known[1] / max(1, sum(known)),
            "forms.syllogism": syllogisms,
            "forms.propositional": len(forms) - syllogisms,
        }

    def _remember(
        self, row: Row, judged: Sequence[Judged], chains: Mapping[str, tuple[str, ...]]
    ) -> None:
        name = row["id"]
        for each, stated in zip(judged, row["evidence"]["facts"]["names"], strict=True):
            self._names.add(name, each.form, stated)
        for chain in chains.values():
            for at, one in enumerate(chain):
                self._kinds.add(name, one, chain[at:])
        after = judged[-1]
        self._valid.setdefault(VOCABULARIES.get(after.conclusion, "open"), []).append(after.valid)
        self._belief.add(name, (after.conclusion, *sorted(after.premises)), str(after.valid))
        words = (_signs(after.given.premises), _signs([after.given.conclusion]))
        self._words.add(name, words, str(after.valid))


def _chains(kinds: Sequence[str]) -> dict[str, tuple[str, ...]]:
    chains = [tuple(text.split(" < ")) for text in kinds]
    return {chain[0]: chain for chain in chains}


def _judged(texts: Mapping[str, str], chains: Mapping[str, tuple[str, ...]]) -> Judged:
    given = read_argument(texts["premises"], texts["question"])
    if given.members:
        if any(formula[0] not in "AEIO" for formula in (*given.premises, given.conclusion)):
            raise UnreadableError("a compound in a syllogism")
        valid, form, classes = syllogism(given)
    else:
        valid, form = provable(given), shape(given)
        classes = tuple(name for atom in atoms(given) for name in atom[1:])
    if not chains:
        premises = ["none" for _ in given.premises]
        return Judged(given, valid, form, classes, "none", premises)
    facts = {atom: believed(atom, chains) for atom in atoms(given)}
    statuses = [
        STATUS[value(formula, facts, open_ended=True)]
        for formula in (*_in_order(given), given.conclusion)
    ]
    return Judged(given, valid, form, classes, statuses[-1], statuses[:-1])


def _reason(after: Judged, name: str, model: Sequence[str]) -> str:
    """What the evidence says of the counterfactual."""
    if after.valid:
        return f"{name} is valid: no case makes its premises true and its conclusion false"
    failing = f"{name} is not valid: it fails"
    if after.given.members:
        things = "1 thing" if len(model) == 1 else f"{len(model)} things"
        return f"{failing} in a world of {things}: {', '.join(model)}"
    if not model:
        return f"{failing} where none of its statements is true"
    verb = "is" if len(model) == 1 else "are"
    return f"{failing} where only {' and '.join(model)} {verb} true"


def _in_order(given: Given) -> tuple[Parsed, ...]:
    """The premises, of a syllogism the major one first."""
    if not given.members:
        return given.premises
    return tuple(sorted(given.premises, key=lambda p: given.conclusion[2] not in p[1:]))


def _spelled(given: Given) -> list[str]:
    ordered = given._replace(premises=_in_order(given))
    return [f"{quantifier}: {one}, {other}" for quantifier, one, other in atoms(ordered)]


def _changes(before: Judged, after: Judged) -> list[dict[str, Any]]:
    if before.form != after.form:
        return [change("validity", "form", before.form, after.form)]
    return [
        change("belief", "class", one, other)
        for one, other in zip(before.classes, after.classes, strict=True)
        if one != other
    ]


def _signs(formulas: Sequence[Parsed]) -> str:
    """The operators, of a syllogism the quantifiers, in formulas, whatever they stand with."""
    signs = [sign for formula in formulas for sign in _operators(formula)]
    return " ".join(sorted(signs) or [formula[0] for formula in sorted(formulas)])


def _operators(formula: Parsed) -> list[str]:
    if formula[0] in "AEIO":
        return []
    return [formula[0], *(sign for part in formula[1:] for sign in _operators(part))]


AUDIT = BeliefLogicAudit
