"""English for altered arithmetic: signs, rules told or shown, and questions."""

from __future__ import annotations

from collections.abc import Sequence

from irrealis.builders.families.rules.arithmetic import (
    OPERATIONS,
    USUAL,
    Expression,
    Meaning,
    Reading,
    Rule,
    value,
)
from irrealis.builders.families.rules.phrasings import phrasings

from irrealis.build import Draw

NAMES = {"add": "addition", "subtract": "subtraction", "multiply": "multiplication"}
SIGNS = {"signs": ("+", "-", "×"), "words": ("plus", "minus", "times")}
VOCABULARIES = (*SIGNS, "nonsense", "misleading")


class Wording:
    """Words of one vocabulary, with phrasings drawn once, so that both sides share them."""

    def __init__(self, vocabulary: str, draw: Draw) -> None:
        self._draw = draw
        signs = _signs(vocabulary, draw)
        self._signs = dict(zip(OPERATIONS, signs, strict=True))
        part = "misleading legend" if vocabulary == "misleading" else "legend"
        legend = self._phrase(part, **dict(zip("abc", signs, strict=True)))
        self._legend = [] if vocabulary in SIGNS else [legend]
        self._results = self._phrase("results")

    def told(self, rule: Rule) -> str:
        """A rule in words."""
        parts = [self._reading(rule.reading), self._meaning(rule.meaning)]
        sentences = [self._phrase("usual")] if rule == USUAL else [part for part in parts if part]
        return " ".join([*self._legend, *sentences, self._results])

    def shown(self, examples: Sequence[Expression], rules: Sequence[Rule]) -> list[str]:
        """Results under each of the rules, in the same words."""
        unknown, opening = self._phrase("unknown"), self._phrase("examples")
        texts = []
        for rule in rules:
            results = "; ".join(f"{self.expression(e)} = {value(e, rule)}" for e in examples)
            parts = [*self._legend, unknown, self._results, f"{opening} {results}."]
            texts.append(" ".join(parts))
        return texts

    def question(self, expression: Expression) -> str:
        """The question what an expression gives."""
        return self._phrase("ask", a=self.expression(expression))

    def expression(self, expression: Expression) -> str:
        """An expression as it is written, with parentheses around all but the whole."""
        if isinstance(expression, str):
            return expression
        left, right = (
            side if isinstance(side, str) else f"({self.expression(side)})"
            for side in (expression.left, expression.right)
        )
        return f"{left} {self._signs[expression.sign]} {right}"

    def _phrase(self, part: str, **slots: object) -> str:
        return self._draw.choice(phrasings("arithmetic")[part]).format(**slots)

    def _reading(self, reading: Reading) -> str:
        if reading.kind == "usual":
            return ""
        return self._phrase(reading.kind, **dict(zip("ab", reading.numbers, strict=False)))

    def _meaning(self, meaning: Meaning) -> str:
        if meaning.kind == "usual":
            return ""
        slots = dict(zip("abc", [self._signs[sign] for sign in meaning.of], strict=False))
        names = {f"op_{at}": NAMES[sign] for at, sign in zip("abc", meaning.of, strict=False)}
        if meaning.kind == "extra":
            slots["b"] = str(meaning.extra)
        return self._phrase(meaning.kind, **slots, **names)


def _signs(vocabulary: str, draw: Draw) -> Sequence[str]:
    """What signs are written as; misleading ones are words, none of them for its own operation."""
    if vocabulary == "nonsense":
        return draw.sample(phrasings("arithmetic")["nonsense"], 3)
    if vocabulary == "misleading":
        turned = draw.integer(1, 2)
        return SIGNS["words"][turned:] + SIGNS["words"][:turned]
    return SIGNS[vocabulary]
