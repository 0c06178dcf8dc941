"""Arguments on classes, and what common belief says of their premises and conclusions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

from irrealis.builders.families.rules.logic import (
    QUANTIFIERS,
    Compound,
    Form,
    Formula,
    neighbors,
    scheme,
    schemes,
    statements,
    syllogisms,
)
from irrealis.builders.families.rules.logic_words import nonsense
from irrealis.builders.families.rules.taxonomy import parents, relatives, true_of, usable

from irrealis.build import Draw

AGREES, CLASHES, OPEN, NONE = "agrees", "clashes", "open", "none"
AGREEING = {  # how many premises may agree beside a conclusion, and whether all of the original's
    AGREES: (("all", False), ("some", False), (NONE, False)),
    CLASHES: (("some", True), ("some", False), (NONE, False)),
    NONE: ((NONE, False),),
}
TRIES = 100  # choices of classes for one form
OTHERS = 40  # exchanges of one class that are tried
NEAR = 0.7  # how often a class is a relative of one before


class Wanted(NamedTuple):
    """What an argument and its counterfactual are to be like.

    Args:
        kind: syllogism or propositional.
        change: what differs between the two: belief or validity.
        valid: whether the counterfactual is.
        belief: how its conclusion stands to common belief.
        premises: of a change of belief, how many premises of the counterfactual agree with belief
            (all, some or none), and whether all of the original's do where its conclusion agrees.
        rare: a syllogistic form that no valid one is near, which is to be taken.
    """

    kind: str
    change: str
    valid: bool
    belief: str
    premises: tuple[str, bool] = (NONE, False)
    rare: str | None = None


class Argument(NamedTuple):
    """A form with its classes."""

    form: Form
    classes: tuple[str, ...]

    @property
    def conclusion(self) -> str:
        """How the conclusion stands to common belief."""
        return status(self.form.conclusion, self.classes)

    @property
    def premises(self) -> tuple[str, ...]:
        """How each premise stands to common belief."""
        return tuple(status(premise, self.classes) for premise in self.form.premises)


def status(formula: Formula, classes: Sequence[str]) -> str:
    """How a formula stands to common belief.

    A conditional says something about the world only where its condition is true: otherwise it is
    `open`, and so is what depends on it. Statements on made-up classes are `none`.
    """
    return NONE if classes[0] not in parents() else _believed(formula)(classes)


Judge: TypeAlias = Callable[[Sequence[str]], str]


class Judges(NamedTuple):
    """How the parts of a form stand to belief, as functions of its everyday classes.

    `concluded` are the places of the classes that the conclusion speaks of.
    """

    conclusion: Judge
    premises: tuple[Judge, ...]
    concluded: tuple[int, ...]

    def agreeing(self, classes: Sequence[str]) -> str:
        """How many premises agree with belief: all, some or none."""
        agree = [judge(classes) == AGREES for judge in self.premises]
        return "all" if all(agree) else "some" if any(agree) else NONE


@cache
def _judges(form: Form) -> Judges:
    places = [(statement.subject, statement.predicate) for statement in statements(form.conclusion)]
    return Judges(
        _believed(form.conclusion),
        tuple(map(_believed, form.premises)),
        tuple(place for both in places for place in both),
    )


@cache
def _believed(formula: Formula) -> Judge:
    known = _known(formula)
    stands = {None: OPEN, True: AGREES, False: CLASHES}
    return lambda classes: stands[known(classes)]


def _known(formula: Formula) -> Callable[[Sequence[str]], bool | None]:
    if not isinstance(formula, Compound):
        quantifier, subject, predicate = formula
        true = true_of(quantifier)
        return lambda classes: classes[predicate] in true[classes[subject]]
    parts = [_known(part) for part in formula.parts]
    if formula.operator == "not":
        (denied,) = parts
        negated = {None: None, True: False, False: True}
        return lambda classes: negated[denied(classes)]
    first, second = parts
    match formula.operator:
        case "if":
            return lambda classes: second(classes) if first(classes) else None
        case "or":
            return lambda classes: bool(first(classes) or second(classes))
    return lambda classes: bool(first(classes) and second(classes))


def draw_pair(
    draw: Draw, wanted: Wanted, letters: tuple[int, int]
) -> tuple[Argument, Argument] | None:
    """An argument and its counterfactual as wanted; None if the forms that are drawn have none.

    Args:
        draw: the randomness.
        wanted: what both are to be like.
        letters: the fewest and the most letters of a propositional scheme.
    """
    before, after = _forms(draw, wanted, letters)
    if wanted.belief == NONE:
        classes = tuple(draw.sample(nonsense(), after.classes))
        return Argument(before, classes), Argument(after, classes)
    judges = _judges(after)
    for _ in range(TRIES):
        classes = _classes(draw, after)
        if judges.conclusion(classes) != wanted.belief:
            continue
        argument, original = Argument(after, classes), Argument(before, classes)
        if wanted.change == "belief":
            other = _other_belief(draw, judges, classes, wanted)
            if other:
                return Argument(before, other), argument
        elif original.conclusion == wanted.belief and _alike(original, argument):
            return original, argument
    return None


def _forms(draw: Draw, wanted: Wanted, letters: tuple[int, int]) -> tuple[Form, Form]:
    """Forms of the original and the counterfactual."""
    if wanted.kind == "syllogism":
        valid = draw.choice(_valid_syllogisms())
        other = draw.choice(neighbors()[valid])
        if wanted.change == "belief" and not wanted.valid and wanted.rare:
            other = wanted.rare
        pair = (syllogisms()[valid], syllogisms()[other])
    else:
        low, high = letters
        fitting = [row for row in schemes() if low <= scheme(*row[:2], "AAAA").classes // 2 <= high]
        name, text, other, twin = draw.choice(fitting)
        quantifiers = _quantifiers(draw, text, twin)
        pair = (scheme(name, text, quantifiers), scheme(other, twin, quantifiers))
    valid_form, invalid_form = pair
    after = valid_form if wanted.valid else invalid_form
    if wanted.change == "belief":
        return after, after
    return (invalid_form if wanted.valid else valid_form), after


@cache
def _valid_syllogisms() -> tuple[str, ...]:
    return tuple(sorted(name for name, form in syllogisms().items() if form.valid))


def _quantifiers(draw: Draw, *texts: str) -> str:
    """A quantifier for each letter of a scheme and its twin.

    What is denied is a statement on all (`not all dogs are birds`), or on some where nothing else
    in its sentence is denied and it is no conclusion: other denials cannot be read with ease.
    """
    every = [form for text in texts for form in re.split("; | / ", text)]
    last = {text.rpartition(" / ")[2] for text in texts}
    found = []
    for letter in "abcd":
        denied = [form for form in every if f"not {letter}" in form]
        alone = not any(form in last or form.count("not") > 1 for form in denied)
        found.append(draw.choice(QUANTIFIERS if not denied else "AI" if alone else "A"))
    return "".join(found)


@cache
def rare() -> tuple[str, ...]:
    """Syllogistic forms that are not valid and next to no valid one in the same words."""
    near = {name for form in syllogisms().values() if form.valid for name in neighbors()[form.name]}
    return tuple(n for n, form in syllogisms().items() if not form.valid and n not in near)


def _classes(draw: Draw, form: Form) -> tuple[str, ...]:
    """Different everyday classes, many of them relatives."""
    every = usable()
    found: list[str] = []
    while len(found) < form.classes:
        near = relatives(draw.choice(found)) if found and draw.chance(NEAR) else every
        name = draw.choice(near or every)
        if name not in found:
            found.append(name)
    # classes of a statement stand together, so that a scheme has related ones in each
    return tuple(found) if form.kind == "propositional" else tuple(draw.shuffled(found))


def _alike(argument: Argument, other: Argument) -> bool:
    """Whether the premises of both stand to belief alike, so that this does not tell them apart."""
    return sorted(argument.premises) == sorted(other.premises)


def _other_belief(
    draw: Draw, judges: Judges, before: tuple[str, ...], wanted: Wanted
) -> tuple[str, ...] | None:
    """Classes of which one is exchanged, so that the conclusion stands the other way."""
    agreeing, all_before = wanted.premises
    if judges.agreeing(before) != agreeing:
        return None
    belief = CLASHES if wanted.belief == AGREES else AGREES
    # a conclusion that clashes has a premise that does, or else only invalid arguments had none
    all_agree = belief == AGREES and all_before
    every, after = usable(), list(before)
    for _ in range(OTHERS):
        place = draw.choice(judges.concluded)
        near = relatives(draw.choice(before)) if draw.chance(NEAR) else every
        if not near:
            continue
        name = draw.choice(near)
        if name in before:
            continue
        after[place] = name
        agrees = judges.conclusion(after) == belief
        if agrees and (judges.agreeing(after) == "all") == all_agree:
            return tuple(after)
        after[place] = before[place]
    return None
