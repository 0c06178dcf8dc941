"""belief-logic: arguments that are valid or not, on things that agree with belief or do not.

After "If Pigs Could Fly" (CounterLogic, 2025): a reader who judges by belief goes wrong where
validity and belief part. The two are crossed, half and half, and a pair changes one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple

from irrealis.builders.families.rules.arguments import (
    AGREEING,
    AGREES,
    CLASHES,
    NONE,
    Argument,
    Wanted,
    draw_pair,
    rare,
)
from irrealis.builders.families.rules.logic import Form, countermodel, shape, statements
from irrealis.builders.families.rules.logic_words import Wording
from irrealis.builders.families.rules.rows import native_rows
from irrealis.builders.families.rules.splits import belongs
from irrealis.builders.families.rules.taxonomy import chain, parents

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row, within
from irrealis.contract import Evidence, Intervention, pair_id

KINDS = ("syllogism", "propositional")
VOCABULARIES = {AGREES: "believable", CLASHES: "unbelievable", NONE: "nonsense"}
CHANGES = (  # with made-up classes, belief cannot change
    (AGREES, "belief"),
    (CLASHES, "belief"),
    (NONE, "validity"),
    (AGREES, "validity"),
    (CLASHES, "validity"),
    (NONE, "validity"),
)
TRIES_RARE = 20
TRIES = 500  # forms that are drawn for one record before the space counts as exhausted


class BeliefLogicParameters(Parameters):
    """`letters` is the range of the number of statements in a propositional scheme."""

    letters: Annotated[tuple[int, int], within(2, 4)] = (2, 4)


class Item(NamedTuple):
    """Two arguments, the original and the counterfactual, and their words."""

    wanted: Wanted
    asked: str
    arguments: tuple[Argument, Argument]
    premises: tuple[str, str]
    questions: tuple[str, str]


class BeliefLogic(GeneratedBuilder[Item, None]):
    """Draws a form, classes for it, and the nearest argument that differs in one respect."""

    parameters_type = BeliefLogicParameters
    parameters: BeliefLogicParameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:
        """A pair whose validity, belief and answer follow from its number, so that they balance."""
        belief, change = CHANGES[number // 4 % len(CHANGES)]
        wanted = Wanted(
            kind=KINDS[number & 1],
            change=change,
            valid=bool(number & 2),
            belief=belief,
            premises=draw.choice(AGREEING[belief]),
        )
        asked = ("valid", "possible")[number // (4 * len(CHANGES)) & 1]
        block, odd = divmod(number // (4 * len(CHANGES)), 2)
        rest = None if odd else rare()[block % len(rare())]
        for attempt in range(TRIES):
            # some forms cannot be as wanted: then one that has a valid form near has to do
            these = wanted._replace(rare=rest if attempt < TRIES_RARE else None)
            arguments = draw_pair(draw, these, self.parameters.letters)
            if arguments is None:
                continue
            before, after = arguments
            shared = [name for name in after.classes if name in before.classes]
            if not belongs(" ".join(shared), split):
                continue
            wording = Wording(draw, asked=asked)
            first, second = (wording.premises(each.form, each.classes) for each in arguments)
            questions = tuple(wording.question(each.form, each.classes) for each in arguments)
            return Item(wanted, asked, arguments, (first, second), (questions[0], questions[1]))
        return None

    def original_id(self, record: Item) -> str:
        """Made of the words, as two that read alike are one."""
        before, after = (
            {"premises": premises, "question": question}
            for premises, question in zip(record.premises, record.questions, strict=True)
        )
        return pair_id(self.dataset, "", before, after)

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The argument, and the one that differs in validity or in belief."""
        before, after = record.arguments
        original, counterfactual = (
            {"premises": premises, "question": question}
            for premises, question in zip(record.premises, record.questions, strict=True)
        )
        answers = [_answer(each.form, record.asked) for each in record.arguments]
        classes = sorted({*before.classes, *after.classes})
        kinds = [" < ".join(chain(name)) for name in classes if name in parents()]
        vocabulary = VOCABULARIES[record.wanted.belief]
        pair = self.pair(
            record,
            original,
            counterfactual,
            labels=(answers[0], answers[1]),
            otherwise="flip",
            interventions=_interventions(before, after),
            evidence=Evidence(
                "execution",
                _reason(after),
                {
                    "kind": record.wanted.kind,
                    "change": record.wanted.change,
                    "asked": record.asked,
                    "vocabulary": vocabulary,
                    "names": [each.form.name for each in record.arguments],
                    "forms": [shape(each.form) for each in record.arguments],
                    "statements": [_statements(each) for each in record.arguments],
                    "valid": [each.form.valid for each in record.arguments],
                    "countermodels": [_countermodel(each) for each in record.arguments],
                    "conclusions": [each.conclusion for each in record.arguments],
                    "premises": [list(each.premises) for each in record.arguments],
                    "kinds": kinds,
                    "letters": _letters(after.form),
                },
            ),
        )
        yield Row("pairs", pair)
        columns = {"kind": record.wanted.kind, "vocabulary": vocabulary}
        yield from native_rows(self.dataset, pair, columns, ("premises", "question"))


def _answer(form: Form, asked: str) -> str:
    return "yes" if form.valid == (asked == "valid") else "no"


def _letters(form: Form) -> int:
    return form.classes if form.kind == "syllogism" else form.classes // 2


def _statements(argument: Argument) -> list[str]:
    """What a syllogism says, the major premise first, or what the letters of a scheme stand for."""
    form, classes = argument
    found = [
        statement for part in (*form.premises, form.conclusion) for statement in statements(part)
    ]
    return [
        f"{fromkey.quantifier}: {classes[fromkey.subject]}, {classes[fromkey.predicate]}"
        for fromkey in dict.fromkeys(found)
    ]


def _countermodel(argument: Argument) -> list[str]:
    """The countermodel in words: what is in which classes alone, or the letters that are true."""
    found = countermodel(argument.form) or ()
    if argument.form.kind == "propositional":
        return list(found)
    classes = dict(zip("SMP", argument.classes, strict=True))
    return [" & ".join(sorted(classes[letter] for letter in kind)) for kind in found]


def _reason(argument: Argument) -> str:
    form, found = argument.form, _countermodel(argument)
    if form.valid:
        return f"{form.name} is valid: no case makes its premises true and its conclusion false"
    if form.kind == "syllogism":
        case = f"in a world of {len(found)} thing{'s' * (len(found) > 1)}: {', '.join(found)}"
    elif found:
        case = f"where only {' and '.join(found)} {'are' if len(found) > 1 else 'is'} true"
    else:
        case = "where none of its statements is true"
    return f"{form.name} is not valid: it fails {case}"


def _interventions(before: Argument, after: Argument) -> list[Intervention]:
    if before.form != after.form:
        return [Intervention("validity", "form", shape(before.form), shape(after.form))]
    changed: Sequence[tuple[str, str]] = [
        (one, other)
        for one, other in zip(before.classes, after.classes, strict=True)
        if one != other
    ]
    return [Intervention("belief", "class", one, other) for one, other in changed]


BUILDER = BeliefLogic
