"""Decides arguments by proof: rules of distribution for syllogisms, tableaux for schemes.

A syllogism whose classes have members is valid if and only if its middle term is distributed once,
no term is distributed in the conclusion alone, and as many premises are negative as conclusions
(Copi and Cohen, *Introduction to Logic*, chapter on categorical syllogisms; the rule on two
universal premises falls away where classes have members). A scheme is valid if and only if the
tableau of its premises and the denial of its conclusion closes (Smullyan, *First-Order Logic*,
chapter II).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from irrealis.schemas.families.rules.argument_reading import Given, Parsed
from irrealis.schemas.families.rules.audit import UnreadableError

COMPOUNDS = ("if", "or", "and", "not")
FIGURES = {(True, False): 1, (False, False): 2, (True, True): 3, (False, True): 4}


def syllogism(given: Given) -> tuple[bool, str, tuple[str, ...]]:
    """Whether a syllogism is valid, its mood and figure, and its classes: minor, middle, major.

    Raises:
        UnreadableError: what is no syllogism whose three classes are said to have members.
    """
    last, minor, major = given.conclusion
    middles = {*given.members} - {minor, major}
    if len(given.premises) != 2 or len(middles) != 1 or len(set(given.members)) != 3:
        raise UnreadableError("not a syllogism on three classes that have members")
    (middle,) = middles
    first = [p for p in given.premises if {*p[1:]} == {middle, major}]
    second = [p for p in given.premises if {*p[1:]} == {middle, minor}]
    if len(first) != 1 or len(second) != 1:
        raise UnreadableError("not a major and a minor premise")
    figure = FIGURES[first[0][1] == middle, second[0][1] == middle]
    found = _follows(first[0], second[0], given.conclusion, middle)
    return found, f"{first[0][0]}{second[0][0]}{last}-{figure}", (minor, middle, major)


def _follows(major: Parsed, minor: Parsed, conclusion: Parsed, middle: str) -> bool:
    premises = (major, minor)
    spread = [_distributed(premise) for premise in premises]
    negative = [premise[0] in "EO" for premise in premises]
    return (
        any(middle in terms for terms in spread)
        and all(any(term in terms for terms in spread) for term in _distributed(conclusion))
        and not all(negative)
        and any(negative) == (conclusion[0] in "EO")
    )


def _distributed(statement: Parsed) -> set[str]:
    quantifier, subject, predicate = statement
    return {
        *([subject] if quantifier in "AE" else []),
        *([predicate] if quantifier in "EO" else []),
    }


def provable(given: Given) -> bool:
    """Whether the tableau of the premises and the denied conclusion closes.

    Raises:
        UnreadableError: statements that share a class, so that they say something of each other.
    """
    classes: set[str] = set()
    for atom in atoms(given):
        if classes & {*atom[1:]} or atom[1] == atom[2]:
            raise UnreadableError("statements on the same class")
        classes |= {*atom[1:]}
    return _closes([(True, p) for p in given.premises] + [(False, given.conclusion)], {})


def _closes(todo: list[tuple[bool, Parsed]], literals: Mapping[Parsed, bool]) -> bool:
    """Whether every branch has a statement and its denial."""
    if not todo:
        return False
    (sign, formula), rest = todo[0], todo[1:]
    operator, *parts = formula
    if operator not in COMPOUNDS:
        if literals.get(formula, sign) != sign:
            return True
        return _closes(rest, {**literals, formula: sign})
    if operator == "not":
        return _closes([(not sign, parts[0]), *rest], literals)
    left, right = parts
    signed = [(sign, left), (sign, right)]
    if operator == "if":
        signed[0] = (not sign, left)
    if sign == (operator == "and"):
        return _closes([*signed, *rest], literals)
    return all(_closes([one, *rest], literals) for one in signed)


def atoms(given: Given) -> list[Parsed]:
    """The statements of an argument in the order in which they first stand, each once."""
    found = [atom for formula in (*given.premises, given.conclusion) for atom in _atoms(formula)]
    return list(dict.fromkeys(found))


def _atoms(formula: Parsed) -> Iterator[Parsed]:
    if formula[0] in COMPOUNDS:
        for part in formula[1:]:
            yield from _atoms(part)
    else:
        yield formula


def shape(given: Given) -> str:
    """A scheme with letters for its statements, in Polish notation: `if a b; a / b`."""
    letters = dict(zip(atoms(given), "abcdefgh", strict=False))

    def spelled(formula: Parsed) -> str:
        if formula[0] not in COMPOUNDS:
            return letters[formula]
        return " ".join([formula[0], *map(spelled, formula[1:])])

    return f"{'; '.join(map(spelled, given.premises))} / {spelled(given.conclusion)}"


def refutes(given: Given, countermodel: Sequence[str]) -> bool:
    """Whether a countermodel makes the premises true and the conclusion false.

    Of a syllogism, a countermodel says of some individuals which classes each is in (`a & b`), and
    every class has one; of a scheme, which letters are true.
    """
    if len(set(countermodel)) != len(countermodel):
        return False
    if given.members:
        individuals = [frozenset(text.split(" & ")) for text in countermodel]
        if frozenset().union(*individuals) != {*given.members}:
            return False
        values = [_true_of(individuals, p) for p in (*given.premises, given.conclusion)]
    else:
        letters = dict(zip(atoms(given), "abcdefgh", strict=False))
        if not {*countermodel} <= {*letters.values()}:
            return False
        facts = {atom: letter in countermodel for atom, letter in letters.items()}
        values = [value(p, facts) is True for p in (*given.premises, given.conclusion)]
    return all(values[:-1]) and not values[-1]


def _true_of(individuals: Iterable[frozenset[str]], statement: Parsed) -> bool:
    quantifier, subject, predicate = statement
    others = {predicate in individual for individual in individuals if subject in individual}
    return {
        "A": False not in others,
        "E": True not in others,
        "I": True in others,
        "O": False in others,
    }[quantifier]


def value(
    formula: Parsed, facts: Mapping[Parsed, bool], *, open_ended: bool = False
) -> bool | None:
    """What a formula is, given what its statements are.

    Args:
        formula: the formula.
        facts: statement -> whether it is so.
        open_ended: a conditional whose condition is not so is open (None), as is its denial.
    """
    if formula[0] not in COMPOUNDS:
        return facts[formula]
    operator, *parts = formula
    values = [value(part, facts, open_ended=open_ended) for part in parts]
    if operator == "not":
        return None if values[0] is None else not values[0]
    if operator == "if":
        if not values[0]:
            return None if open_ended else True
        return values[1]
    return bool(values[0] or values[1]) if operator == "or" else bool(values[0] and values[1])


def believed(statement: Parsed, chains: Mapping[str, Sequence[str]]) -> bool:
    """Whether a statement is so, by the kinds that its classes belong to.

    Raises:
        UnreadableError: a class whose kinds are not stated.
    """
    quantifier, subject, predicate = statement
    if subject not in chains or predicate not in chains:
        raise UnreadableError(f"no kinds of {subject} or {predicate}")
    above, below = predicate in chains[subject], subject in chains[predicate]
    return {
        "A": above,
        "E": not (above or below),
        "I": above or below,
        "O": not above,
    }[quantifier]
