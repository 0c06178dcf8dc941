"""What misconceptions give, worked out from the words of a problem and of a belief.

Every kind of problem has a pattern that it reads like, the right answer, and for each belief what
follows from it, all as operations on exact fractions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction as F  # noqa: N817 many of them
from typing import NamedTuple, TypeAlias

from irrealis.schemas.families.rules.audit import UnreadableError

Gives: TypeAlias = Callable[..., F | int]


class Kind(NamedTuple):
    """A kind of problem: its area, how it reads, its answer, and what beliefs give."""

    area: str
    pattern: str
    right: Gives
    beliefs: Mapping[str, Gives]


N = r"(\d+)"
FRACTIONS = rf"{N}/{N} %s {N}/{N}"
KINDS: dict[str, Kind] = {
    "fraction-sum": Kind(
        "fractions",
        FRACTIONS % r"\+",
        lambda a, b, c, d: F(a, b) + F(c, d),
        {
            "fractions are added by adding the tops and adding the bottoms": (
                lambda a, b, c, d: F(a + c, b + d)
            ),
            "in a sum of fractions the tops are added and the larger bottom is kept": (
                lambda a, b, c, d: F(a + c, b if b > d else d)
            ),
            "in a sum of fractions the bottoms are multiplied, while the tops are added as they "
            "are": lambda a, b, c, d: F(a + c, b * d),
        },
    ),
    "fraction-difference": Kind(
        "fractions",
        FRACTIONS % "-",
        lambda a, b, c, d: F(a, b) - F(c, d),
        {
            "fractions are subtracted by taking top from top and bottom from bottom": (
                lambda a, b, c, d: F(a - c, b - d)
            ),
            "in a difference of fractions the tops are subtracted and the larger bottom is kept": (
                lambda a, b, c, d: F(a - c, b if b > d else d)
            ),
            "in a difference of fractions the bottoms are multiplied, while the tops are "
            "subtracted as they are": lambda a, b, c, d: F(a - c, b * d),
        },
    ),
    "fraction-product": Kind(
        "fractions",
        FRACTIONS % "×",
        lambda a, b, c, d: F(a, b) * F(c, d),
        {
            "fractions are multiplied crosswise, the first top by the second bottom over the first "
            "bottom by the second top": lambda a, b, c, d: F(a, b) / F(c, d),
            "in a product of fractions the tops are multiplied and the bottoms are added": (
                lambda a, b, c, d: F(a * c, b + d)
            ),
            "in a product of fractions the tops are multiplied and the larger bottom is kept": (
                lambda a, b, c, d: F(a * c, b if b > d else d)
            ),
        },
    ),
    "fraction-quotient": Kind(
        "fractions",
        FRACTIONS % "÷",
        lambda a, b, c, d: F(a, b) / F(c, d),
        {
            "dividing by a fraction is the same as multiplying by it": (
                lambda a, b, c, d: F(a, b) * F(c, d)
            ),
            "to divide fractions, the first one is turned over and then both are multiplied": (
                lambda a, b, c, d: F(b, a) * F(c, d)
            ),
            "to divide fractions, both are turned over and then multiplied": (
                lambda a, b, c, d: F(b, a) * F(d, c)
            ),
        },
    ),
    "decimal-sum": Kind(
        "decimals",
        r"(\d+)\.(\d) \+ (\d+)\.(\d\d)",
        lambda a, b, c, d: F(f"{a}.{b}") + F(f"{c}.{d}"),
        {
            "what stands before and after the point is added apart, each as a whole number": (
                lambda a, b, c, d: F(f"{a + c}.{b + d}")
            ),
            "decimals are lined up at their last digits, and the point of the longer one is kept": (
                lambda a, b, c, d: F(int(f"{a}{b}") + int(f"{c}{d}"), 100)
            ),
            "decimals are lined up at their last digits, and a sum has as many places as both "
            "numbers together": lambda a, b, c, d: F(int(f"{a}{b}") + int(f"{c}{d}"), 1000),
        },
    ),
    "difference-of-negative": Kind(
        "signs",
        rf"{N} - \(-{N}\)",
        lambda a, b: a - -b,
        {
            "taking away a negative number is the same as taking away the positive one": (
                lambda a, b: a - b
            ),
            "where two minus signs meet, the sizes are added and the result is negative": (
                lambda a, b: -a - b
            ),
            "the smaller size is always taken from the larger one, whatever the signs are": (
                lambda a, b: max(a, b) - min(a, b)
            ),
        },
    ),
    "sum-with-negative": Kind(
        "signs",
        rf"-{N} \+ {N}",
        lambda a, b: -a + b,
        {
            "numbers of different sign are added by adding their sizes and keeping the first "
            "sign": lambda a, b: -a - b,
            "signs make no difference when numbers are added": lambda a, b: a + b,
            "numbers of different sign are added by subtracting their sizes and keeping the first "
            "sign": lambda a, b: min(a, b) - max(a, b),
        },
    ),
    "power": Kind(
        "exponents",
        rf"{N}\^{N}",
        lambda a, n: a**n,
        {
            "a power is its base multiplied by its exponent": lambda a, n: sum([a] * n),
            "a power is its exponent raised to its base": lambda a, n: n**a,
            "a power is its base with its exponent added": lambda a, n: n + a,
        },
    ),
    "product-of-powers": Kind(
        "exponents",
        r"(?P<base>\d+)\^(\d+) × (?P=base)\^(\d+)",
        lambda a, m, n: a**m * a**n,
        {
            "in a product of powers of one base the exponents are multiplied": (
                lambda a, m, n: (a**m) ** n
            ),
            "in a product of powers of one base the bases are multiplied and the exponents are "
            "added": lambda a, m, n: a ** (2 * m + 2 * n),
            "a product of powers of one base is the sum of the powers": (
                lambda a, m, n: a**m + a**n
            ),
        },
    ),
    "negative-power": Kind(
        "exponents",
        rf"{N}\^\(-{N}\)",
        lambda a, n: F(a) ** -n,
        {
            "a negative exponent makes the power negative": lambda a, n: -(a**n),
            "a power with a negative exponent is the base multiplied by that exponent": (
                lambda a, n: a * -n
            ),
            "a power with a negative exponent is one over the base multiplied by the size of the "
            "exponent": lambda a, n: F(1, a * n),
        },
    ),
    "squared-sum": Kind(
        "exponents",
        rf"\({N} \+ {N}\)\^2",
        lambda a, b: a * a + 2 * a * b + b * b,
        {
            "the square of a sum is the sum of the squares": lambda a, b: a * a + b * b,
            "the square of a number is twice that number": lambda a, b: a + b + a + b,
            "an exponent after parentheses belongs to the last number in them alone": (
                lambda a, b: a + b * b
            ),
        },
    ),
    "order": Kind(
        "order of operations",
        rf"{N} \+ {N} × {N} - {N}",
        lambda a, b, c, d: a + (b * c) - d,
        {
            "operations are done from left to right, whichever they are": (
                lambda a, b, c, d: ((a + b) * c) - d
            ),
            "adding and subtracting come before multiplying": (
                lambda a, b, c, d: (a + b) * (c - d)
            ),
            "operations are done from right to left, whichever they are": (
                lambda a, b, c, d: a + (b * (c - d))
            ),
        },
    ),
    "linear-equation": Kind(
        "equations",
        rf"(?:What is x if {N}x \+ {N} = {N}\?|Which number x solves {N}x \+ {N} = {N}\?)",
        lambda a, b, c: F(c - b, a),
        {
            "a number that is added on one side of an equation is added on the other when it is "
            "moved there": lambda a, b, c: F(c + b, a),
            "to undo a product and a sum, one side is divided first and the number that was added "
            "is subtracted then": lambda a, b, c: F(c, a) - b,
            "a factor before x is undone by subtracting it": lambda a, b, c: (c - b) - a,
        },
    ),
    "factored-equation": Kind(
        "equations",
        rf"(?:What is x if {N}\(x \+ {N}\) = {N}\?|Which number x solves {N}\(x \+ {N}\) = {N}\?)",
        lambda a, b, c: F(c - a * b, a),
        {
            "a factor before parentheses multiplies the first term in them alone": (
                lambda a, b, c: F(c - b, a)
            ),
            "a number that is added in parentheses is added on the other side of an equation when "
            "it is moved there": lambda a, b, c: F(c, a) + b,
            "a factor before parentheses is undone by subtracting it": lambda a, b, c: c - a - b,
        },
    ),
    "percentage": Kind(
        "percentages",
        rf"(?:What is {N}% of {N}\?|How much is {N} percent of {N}\?)",
        lambda r, p: F(r, 100) * p,
        {
            "a percentage of a number is the number divided by the figure before the percent "
            "sign": lambda r, p: F(p, r),
            "a percentage of a number is the number less the figure before the percent sign": (
                lambda r, p: p - r
            ),
            "percent means out of ten": lambda r, p: F(r, 10) * p,
        },
    ),
    "before-a-rise": Kind(
        "percentages",
        rf"(?:A price rose by {N}% and is now {N} dollars\. How many dollars was it before\?"
        rf"|After a rise of {N}%, a rent is {N} dollars\. How many dollars was it before the "
        r"rise\?)",
        lambda r, q: q / (1 + F(r, 100)),
        {
            "a rise by some percent is undone by taking the same percent off the new value": (
                lambda r, q: q * (1 - F(r, 100))
            ),
            "a rise by some percent adds just that number": lambda r, q: q - r,
            "the value before a rise is the new value raised by the same percentage again": (
                lambda r, q: q * (1 + F(r, 100))
            ),
        },
    ),
    "both-events": Kind(
        "probability",
        rf"(?:Two machines fail independently, one with probability {N}/{N}, the other with "
        rf"probability {N}/{N}\. What is the probability that both fail\?"
        rf"|Of two independent events, one has probability {N}/{N} and the other {N}/{N}\. What is "
        r"the probability that both happen\?)",
        lambda a, b, c, d: F(a, b) * F(c, d),
        {
            "the probability that both of two events happen is the sum of their probabilities": (
                lambda a, b, c, d: F(a, b) + F(c, d)
            ),
            "the probability that both of two events happen is the mean of their probabilities": (
                lambda a, b, c, d: F(a * d + c * b, 2 * b * d)
            ),
            "the probability that both of two events happen is that of the less likely one": (
                lambda a, b, c, d: F(a, b) if a * d < c * b else F(c, d)
            ),
        },
    ),
    "once-in-two": Kind(
        "probability",
        rf"(?:Each of two independent tries succeeds with probability {N}/{N}\. What is the "
        r"probability that at least one succeeds\?"
        rf"|A game is won with probability {N}/{N}, and two independent games are played\. What is "
        r"the probability of at least one win\?)",
        lambda a, b: 2 * F(a, b) - F(a, b) ** 2,
        {
            "in two tries, at least one success is twice as likely as in one": (
                lambda a, b: F(a, b) + F(a, b)
            ),
            "at least one success is as likely in two tries as in one": lambda a, b: F(a, b),
            "the probability of at least one success in two tries is the square of that of one": (
                lambda a, b: F(a * a, b * b)
            ),
        },
    ),
    "hours": Kind(
        "units",
        r"(?:How many minutes are (\d+)\.(\d) hours\?"
        r"|A journey takes (\d+)\.(\d) hours\. How many minutes is that\?)",
        lambda a, b: 60 * F(f"{a}.{b}"),
        {
            "the digit after the point counts single minutes": lambda a, b: 60 * a + b,
            "the digit after the point counts tens of minutes": lambda a, b: 60 * a + int(f"{b}0"),
            "an hour has one hundred minutes": lambda a, b: 100 * F(f"{a}.{b}"),
        },
    ),
    "length": Kind(
        "units",
        rf"(?:How many centimeters are {N} m {N} cm\?"
        rf"|A rope is {N} m {N} cm long\. How many centimeters is that\?)",
        lambda a, b: a * 100 + b,
        {
            "a meter has ten centimeters": lambda a, b: a * 10 + b,
            "lengths in different units are added as plain numbers": lambda a, b: a + b,
            "a meter has one thousand centimeters": lambda a, b: a * 1000 + b,
        },
    ),
    "rectangle": Kind(
        "measurement",
        rf"(?:How many square centimeters is the area of a rectangle whose sides are {N} cm and "
        rf"{N} cm\?"
        rf"|The sides of a rectangle are {N} cm and {N} cm\. How many square centimeters is its "
        r"area\?)",
        lambda a, b: a * b,
        {
            "the area of a rectangle is the sum of all four sides": lambda a, b: a + b + a + b,
            "the area of a rectangle is the sum of two sides that meet": lambda a, b: a + b,
            "the area of a rectangle is half the product of its sides": lambda a, b: F(a * b, 2),
        },
    ),
    "proportion": Kind(
        "ratios",
        rf"(?:{N} pens cost {N} dollars\. How many dollars do {N} such pens cost\?"
        rf"|For {N} portions, a cook takes {N} eggs\. How many eggs are needed for {N} portions\?)",
        lambda a, b, c: F(b, a) * c,
        {
            "quantities that belong together grow by the same amount": lambda a, b, c: b + (c - a),
            "when one of two quantities that belong together grows, the other shrinks by the same "
            "factor": lambda a, b, c: b / F(c, a),
            "the number that is given is the number for each single piece": (lambda _, b, c: b * c),
        },
    ),
    "enlargement": Kind(
        "measurement",
        rf"(?:A figure has an area of {N} square meters, and all its lengths are multiplied by "
        rf"{N}\. How many square meters is its area then\?"
        rf"|All lengths of a shape whose area is {N} square meters become {N} times as long\. How "
        r"many square meters is the new area\?)",
        lambda a, k: a * k * k,
        {
            "an area grows by the same factor as the lengths": lambda a, k: a * k,
            "an area grows by twice the factor of the lengths": lambda a, k: a * (k + k),
            "multiplying all lengths adds the factor to the area": lambda a, k: k + a,
        },
    ),
    "mean-with-zero": Kind(
        "statistics",
        rf"(?:What is the mean of {N}, {N}, {N} and 0\?"
        rf"|Four scores are {N}, {N}, {N} and 0\. What is their mean\?)",
        lambda a, b, c: F(a + b + c, 4),
        {
            "a zero does not count when a mean is taken": lambda a, b, c: F(a + b + c, 3),
            "the mean is the middle between the smallest and the largest number": (
                lambda a, b, c: F(max(a, b, c), 2)
            ),
            "the mean is the middle between the two numbers in the middle": (
                lambda a, b, c: F(sum(sorted((0, a, b, c))[1:3]), 2)
            ),
        },
    ),
}
ABSURD = {  # how problems are asked of things that nobody believes
    "percentage": (
        r"A mouse weighs (?P<p>\d+) tons, and (?P<r>\d+)% of that is cheese\. "
        r"How many tons of cheese is that\?"
    ),
    "before-a-rise": (
        rf"Overnight the age of a mountain rose by {N}%, and it is now {N} days\. "
        r"How many days was it before\?"
    ),
    "both-events": (
        rf"Two snowmen catch fire independently, one with probability {N}/{N}, the other with "
        rf"probability {N}/{N}\. What is the probability that both catch fire\?"
    ),
    "once-in-two": (
        r"A stone tries to fly twice, and each of the two independent tries succeeds with "
        rf"probability {N}/{N}\. What is the probability that at least one succeeds\?"
    ),
    "hours": r"A snail runs around the world in (\d+)\.(\d) hours\. How many minutes is that\?",
    "length": rf"An ant is {N} m {N} cm tall\. How many centimeters is that\?",
    "rectangle": (
        rf"The sides of a rectangular ocean are {N} cm and {N} cm\. How many square centimeters is "
        r"its area\?"
    ),
    "proportion": rf"{N} planets cost {N} dollars\. How many dollars do {N} such planets cost\?",
    "enlargement": (
        rf"A postage stamp has an area of {N} square meters, and all its lengths are multiplied by "
        rf"{N}\. How many square meters is its area then\?"
    ),
    "mean-with-zero": (
        rf"Four whales weigh {N}, {N}, {N} and 0 grams\. What is their mean weight, in grams\?"
    ),
}
USUAL = (
    "all of the usual rules hold",
    "what is usually taught is right",
    "nothing differs from what is usually taught",
)
ASKED = re.compile(r"What is (.+)\?|Work out (.+)\.|Find the value of (.+)\.")


def read_problem(text: str) -> tuple[str, tuple[int, ...], bool]:
    """The kind of a problem, its numbers, and whether it is of things that nobody believes.

    Raises:
        UnreadableError: no kind reads like this.
    """
    for name, pattern in ABSURD.items():
        if found := re.fullmatch(pattern, text):
            named = found.groupdict()  # where the order is not that of the usual words
            numbers = (named["r"], named["p"]) if named else found.groups()
            return name, tuple(map(int, numbers)), True
    shorter = ASKED.fullmatch(text)
    for name, kind in KINDS.items():
        asked = (
            text if kind.pattern.endswith(r"\?)") else shorter and shorter[shorter.lastindex or 0]
        )
        if asked and (found := re.fullmatch(kind.pattern, asked)):
            return name, tuple(int(number) for number in found.groups() if number), False
    raise UnreadableError(f"not a problem: {text}")


def given(name: str, numbers: tuple[int, ...]) -> dict[str, F]:
    """Belief -> what it gives; the right answer under an empty one.

    Raises:
        UnreadableError: one of them gives nothing, or two of them the same.
    """
    kind = KINDS[name]
    rules = {"": kind.right, **kind.beliefs}
    try:
        found = {belief: F(rule(*numbers)) for belief, rule in rules.items()}
    except ZeroDivisionError as error:
        raise UnreadableError(f"an answer that does not exist: {name} {numbers}") from error
    if len(set(found.values())) < len(found):
        raise UnreadableError(f"one answer of two rules: {name} {numbers}")
    return found
