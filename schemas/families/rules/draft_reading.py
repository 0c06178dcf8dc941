"""Reads drafts of solutions: steps, what is taken back, and the answer they end with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from irrealis.schemas.families.rules.audit import UnreadableError
from irrealis.schemas.families.rules.workings import worked

STYLES = (  # before the first step, before step n, before a correction, the end
    ("First, ", "Then ", "Wait, that is wrong: ", r"So the answer is (\d+)\."),
    ("Step 1: ", "Step #: ", "Correction: ", r"Result: (\d+)\."),
    (
        "We begin with ",
        "Next comes ",
        "No, this is right instead: ",
        r"That gives (\d+) as the answer\.",
    ),
)
WHOLE = (
    "What answer does this draft arrive at?",
    "What is the answer of this draft, whether it is right or not?",
    "Taking the draft as it stands, what answer does it give?",
)
BROKEN = (
    "The draft breaks off here. What answer do you get if you go on from its last result?",
    "The draft stops here. What answer does it lead to if its last result is used as it stands?",
    "The rest is missing. What is the answer if you trust the last result and go on?",
)


class Step(NamedTuple):
    """An expression and the result that is stated of it."""

    expression: str
    result: str

    @property
    def right(self) -> bool:
        """Whether the result is that of the expression."""
        formula = self.expression.replace("×", "*").replace("^", "**")
        return worked(formula) == Fraction(self.result)


class Draft(NamedTuple):
    """A draft as it reads; `taken_back` is the place of a step that a second one replaces."""

    style: int
    steps: tuple[Step, ...]
    taken_back: int | None
    correction: Step | None
    end: str | None


def read_draft(text: str) -> Draft:
    """A draft in one of the styles.

    Raises:
        UnreadableError: words that no style has.
    """
    sentences = [sentence + "." for sentence in text.removesuffix(".").split(". ")]
    if not text.endswith("."):
        raise UnreadableError(f"not a draft: {text}")
    style = next((at for at, words in enumerate(STYLES) if text.startswith(words[0])), None)
    if style is None:
        raise UnreadableError(f"not a draft: {text}")
    first, then, back, end = STYLES[style]
    steps: list[Step] = []
    place = correction = None
    stated = re.fullmatch(end, sentences[-1])
    for sentence in sentences[: -1 if stated else None]:
        opening = then.replace("#", str(len(steps) + 1)) if steps else first
        if steps and correction is None and sentence.startswith(back):
            place, correction = len(steps) - 1, _step(sentence.removeprefix(back))
        elif sentence.startswith(opening):
            steps.append(_step(sentence.removeprefix(opening)))
        else:
            raise UnreadableError(f"not a step: {sentence}")
    return Draft(style, tuple(steps), place, correction, stated[1] if stated else None)


def read_steps(texts: Sequence[str]) -> tuple[Step, ...]:
    """Steps that a certificate states.

    Raises:
        UnreadableError: a text that is no step.
    """
    return tuple(_step(f"{text}.") for text in texts)


def substituted(steps: Sequence[Step], known: Mapping[str, str]) -> tuple[Step, ...]:
    """The same expressions with other results of steps before, each worked out anew.

    Args:
        steps: right ones.
        known: result of a step before -> what stands for it now.
    """
    now, found = dict(known), []
    for step in steps:
        expression = re.sub(r"\d+", lambda m: now.get(m[0], m[0]), step.expression)
        value = worked(expression.replace("×", "*").replace("^", "**"))
        found.append(Step(expression, str(value)))
        now[step.result] = str(value)
    return tuple(found)


def _step(text: str) -> Step:
    found = re.fullmatch(r"([\d+\-×/^() ]+) = (\d+)\.", text)
    if found is None:
        raise UnreadableError(f"not a step: {text}")
    return Step(found[1], found[2])
