"""Arguments: all 256 syllogistic forms and propositional schemes, and which of them are valid.

A syllogism is valid if its conclusion holds in every model of its premises whose three classes have
members (existential import, as in Aristotle's *Prior Analytics*); a model is the set of kinds of
individuals that there are, of the eight that three classes make. A propositional scheme is valid if
its conclusion is true under every assignment to its letters under which its premises are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple, TypeAlias

QUANTIFIERS = "AEIO"
FIGURES = {1: ("MP", "SM"), 2: ("PM", "SM"), 3: ("MP", "MS"), 4: ("PM", "MS")}
CLASSES = "SMP"


class Statement(NamedTuple):
    """A statement on two classes, by their places in the argument."""

    quantifier: str
    subject: int
    predicate: int


class Compound(NamedTuple):
    """`if`, `or`, `and` of two formulas, or `not` of one."""

    operator: str
    parts: tuple[Formula, ...]


Formula: TypeAlias = Statement | Compound


@dataclass(frozen=True, slots=True)
class Form:
    """What an argument is made of, apart from its words."""

    kind: str  # syllogism or propositional
    name: str
    premises: tuple[Formula, ...]
    conclusion: Formula
    classes: int

    @property
    def valid(self) -> bool:
        """Whether there is no countermodel."""
        return countermodel(self) is None

    @property
    def words(self) -> tuple[str, ...]:
        """What its bag of words depends on: quantifiers or operators, of the conclusion apart."""
        return ("".join(sorted(map(_signs, self.premises))), _signs(self.conclusion))


# letters are atoms; a scheme that is valid, and one in the same words that is not
_SCHEMES = """
modus ponens | if a b; a / b | affirming the consequent | if a b; b / a
modus tollens | if a b; not b / not a | denying the antecedent | if a b; not a / not b
hypothetical syllogism | if a b; if b c / if a c | reversed chain | if a b; if b c / if c a
disjunctive syllogism | or a not b; b / a | affirming a disjunct | or a not b; a / b
constructive dilemma | if a b; if c d; or a c / or b d | reversed dilemma | \
if a b; if c d; or b d / or a c
destructive dilemma | if a b; if c d; or not b not d / or not a not c | reversed denial | \
if a b; if c d; or not a not c / or not b not d
transposition | if a b / if not b not a | negated conditional | if a b / if not a not b
conjunctive syllogism | not and a not b; a / b | affirming a conjunct | not and a not b; b / a
simple dilemma | or a b; if a c; if b c / c | dilemma of conditions | or a b; if c a; if c b / c
exportation | if and a b c; a; b / c | partial exportation | if and a b c; a; c / b
resolution | or a b; or not a c / or b c | false resolution | or a b; or not b c / or b c
contraposed chain | if a b; if not c not b / if a c | false chain | if a b; if not b not c / if a c
joint consequent | if a and b c; a / b | part of a consequent | if a and b c; b / a
either antecedent | if or a b c; a / c | cause of a consequent | if or a b c; c / a
"""


@cache
def syllogisms() -> dict[str, Form]:
    """All 256 forms, by mood and figure: AAA-1, EIO-4."""
    found = {}
    for major, minor, last in product(QUANTIFIERS, repeat=3):
        for figure, (first, second) in FIGURES.items():
            premises = tuple(
                Statement(q, CLASSES.index(terms[0]), CLASSES.index(terms[1]))
                for q, terms in ((major, first), (minor, second))
            )
            name = f"{major}{minor}{last}-{figure}"
            found[name] = Form("syllogism", name, premises, Statement(last, 0, 2), 3)
    return found


@cache
def schemes() -> tuple[tuple[str, str, str, str], ...]:
    """Propositional schemes: a valid one, its text, and one in the same words that is not valid."""
    rows = [line.split(" | ") for line in _SCHEMES.strip().splitlines()]
    return tuple((a, b, c, d) for a, b, c, d in rows)


@cache
def scheme(name: str, text: str, quantifiers: str) -> Form:
    """A propositional form whose letters are statements with these quantifiers."""
    premises, conclusion = text.split(" / ")
    return Form(
        "propositional",
        name,
        tuple(_parsed(iter(premise.split()), quantifiers) for premise in premises.split("; ")),
        _parsed(iter(conclusion.split()), quantifiers),
        2 * len(set(re.findall(r"\b[abcd]\b", text))),
    )


@cache
def neighbors() -> dict[str, tuple[str, ...]]:
    """Syllogistic form -> the nearest ones in the same words, of the other validity."""
    forms = list(syllogisms().values())
    found = {}
    for form in forms:
        others = [
            (_distance(form, other), other.name)
            for other in forms
            if other.words == form.words and other.valid != form.valid
        ]
        found[form.name] = tuple(name for far, name in others if far == min(others)[0])
    return found


def countermodel(form: Form) -> tuple[str, ...] | None:
    """The smallest model in which the premises hold and the conclusion does not, if there is one.

    Of a syllogism, the kinds of individuals that there are, such as `SM` for what is in the first
    two classes alone; of a scheme, the letters that are true.
    """
    return _venn(form) if form.kind == "syllogism" else _assignment(form)


@cache
def _venn(form: Form) -> tuple[str, ...] | None:
    for model in _models():
        if all(_in(model, p) for p in form.premises) and not _in(model, form.conclusion):
            return tuple(
                "".join(c for at, c in enumerate(CLASSES) if regions >> at & 1) for regions in model
            )
    return None


@cache
def _models() -> tuple[tuple[int, ...], ...]:
    """Sets of kinds of individuals in which no class is empty, the smallest first.

    Individuals of no class change no statement, so there are none.
    """
    found = []
    for bits in range(1, 1 << 7):
        model = tuple(kind for kind in range(1, 8) if bits >> (kind - 1) & 1)
        if all(any(kind >> place & 1 for kind in model) for place in range(3)):
            found.append(model)
    return tuple(sorted(found, key=lambda model: (len(model), model)))


def _in(model: tuple[int, ...], formula: Formula) -> bool:
    assert isinstance(formula, Statement)  # noqa: S101 syllogisms have no compounds
    inside = [kind >> formula.predicate & 1 for kind in model if kind >> formula.subject & 1]
    match formula.quantifier:
        case "A":
            return all(inside)
        case "E":
            return not any(inside)
        case "I":
            return any(inside)
    return not all(inside)


@cache
def _assignment(form: Form) -> tuple[str, ...] | None:
    letters = form.classes // 2
    for bits in range(1 << letters):
        true = tuple(bool(bits >> at & 1) for at in range(letters))
        if all(truth(p, true) for p in form.premises) and not truth(form.conclusion, true):
            return tuple("abcd"[at] for at in range(letters) if true[at])
    return None


def truth(formula: Formula, letters: tuple[bool, ...]) -> bool:
    """The truth value of a formula whose letters, two classes each, have these."""
    if isinstance(formula, Statement):
        return letters[formula.subject // 2]
    values = [truth(part, letters) for part in formula.parts]
    match formula.operator:
        case "not":
            return not values[0]
        case "if":
            return values[1] or not values[0]
        case "or":
            return any(values)
    return all(values)


def statements(formula: Formula) -> Iterator[Statement]:
    """The statements in a formula."""
    if isinstance(formula, Statement):
        yield formula
    else:
        for part in formula.parts:
            yield from statements(part)


def shape(form: Form) -> str:
    """A form as a certificate states it: `if a b; a / b`, or mood and figure."""
    if form.kind == "syllogism":
        return form.name
    return f"{'; '.join(map(_spelled, form.premises))} / {_spelled(form.conclusion)}"


def _spelled(formula: Formula) -> str:
    if isinstance(formula, Statement):
        return "abcd"[formula.subject // 2]
    return " ".join([formula.operator, *map(_spelled, formula.parts)])


def _signs(formula: Formula) -> str:
    if isinstance(formula, Statement):
        return formula.quantifier
    return " ".join([formula.operator, *map(_signs, formula.parts)])


def _parsed(words: Iterator[str], quantifiers: str) -> Formula:
    word = next(words)
    if len(word) == 1:
        letter = "abcd".index(word)
        return Statement(quantifiers[letter], 2 * letter, 2 * letter + 1)
    count = 1 if word == "not" else 2
    return Compound(word, tuple(_parsed(words, quantifiers) for _ in range(count)))


def _distance(form: Form, other: Form) -> int:
    """How many premises differ."""
    return sum(a != b for a, b in zip(form.premises, other.premises, strict=True))
