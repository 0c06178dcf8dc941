"""English for arguments: statements on classes, what joins them, and questions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from irrealis.builders.families.rules.logic import Compound, Form, Formula, Statement
from irrealis.builders.families.rules.phrasings import phrasings, table

from irrealis.build import Draw

BRACKETED = 0  # the phrasing of `or` that shows where it ends, and the plainest of `if`
PLAINEST = 0  # the phrasing of `all` that can be denied by a `not` before it


@cache
def nonsense() -> tuple[str, ...]:
    """Plural classes that are made up."""
    return tuple(row["plural"] for row in table("nonsense"))


class Wording:
    """Words for arguments, with one phrasing for each part, so that both sides share them."""

    def __init__(self, draw: Draw, *, asked: str) -> None:
        """Draw the phrasings; `asked` is `valid` or `possible`, the sense of the question."""
        parts = phrasings("logic")
        self._at = {part: draw.integer(0, len(of) - 1) for part, of in parts.items()}
        self._asked = asked
        self._exchanged = draw.chance(0.5)  # the minor premise first

    def premises(self, form: Form, classes: Sequence[str]) -> str:
        """What is to be taken as given."""
        given = [self._formula(premise, classes, free=True) for premise in form.premises]
        if form.kind == "syllogism":
            if self._exchanged:
                given.reverse()
            given.insert(0, self._phrase("members", **dict(zip("xyz", classes, strict=True))))
        sentences = [f"{text[:1].upper()}{text[1:].removesuffix('.')}." for text in given]
        return " ".join([self._phrase("opening"), *sentences])

    def question(self, form: Form, classes: Sequence[str]) -> str:
        """Whether the conclusion follows, or whether it may be false."""
        return self._phrase(self._asked, p=self._formula(form.conclusion, classes, free=False))

    def _phrase(self, part: str, **slots: str) -> str:
        return phrasings("logic")[part][self._at[part]].format(**slots)

    def _formula(
        self, formula: Formula, classes: Sequence[str], *, free: bool, within: str = ""
    ) -> str:
        """A formula; `free` is one that stands alone, so that its end needs no mark.

        `within` is the operator that it is a part of, if any.
        """
        if isinstance(formula, Statement):
            names = {"x": classes[formula.subject], "y": classes[formula.predicate]}
            return self._phrase(formula.quantifier, **names)
        (first, *_) = formula.parts
        if formula.operator == "not" and isinstance(first, Statement) and first.quantifier == "A":
            names = {"x": classes[first.subject], "y": classes[first.predicate]}
            return self._phrase("denied", p=phrasings("logic")["A"][PLAINEST].format(**names))
        texts = [
            self._formula(part, classes, free=False, within=formula.operator)
            for part in formula.parts
        ]
        slots = dict(zip("pq", texts, strict=False))
        plain = free and not any(isinstance(part, Compound) for part in formula.parts)
        if formula.operator in ("if", "or") and not plain:
            return phrasings("logic")[formula.operator][BRACKETED].format(**slots)
        joint = formula.operator == "and" and within == "if"
        return self._phrase("joint" if joint else formula.operator, **slots)
