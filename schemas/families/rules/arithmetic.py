"""Reads altered arithmetic, and works it out with a stack on translated numerals.

A rule is known by its name: how numerals are read, and what signs mean. Where a rule is shown by
results, every rule is tried on them, and one alone may fit.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations, permutations
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from irrealis.schemas.families.rules.audit import UnreadableError
from numpy.typing import NDArray

Apply: TypeAlias = Callable[[Any, Any], Any]
Meanings: TypeAlias = Mapping[str, Apply]

PLAIN: dict[str, Apply] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
}
WORDS = {"addition": "add", "subtraction": "subtract", "multiplication": "multiply"}
KNOWN = {
    "signs": {"+": "add", "-": "subtract", "×": "multiply"},
    "words": {"plus": "add", "minus": "subtract", "times": "multiply"},
}
DIGITS = "0123456789"
SMALL = 12  # digits of all numbers of an example whose results a machine integer holds
S, O = r'"([^" ]+)"', "(addition|subtraction|multiplication)"  # noqa: E741 a sign, an operation
USUAL = re.compile(
    r"Numbers are read as usual, and signs mean what they usually mean"
    r"|All numbers and signs have their usual meaning"
    r"|Nothing about numbers or signs differs from what is usual"
)
RESULTS = re.compile(
    r"Results are given as usual, in base 10"
    r"|An answer is written in the usual way, with base 10 and usual digits"
    r"|The result itself is always stated in ordinary numbers"
)
UNKNOWN = re.compile(
    r"How numbers are read, or what one or more signs mean, or both, may differ from what is usual"
    r"|Numbers may be read in another way than usual, signs may mean something else, or both"
    r"|Numbers, signs or both may or may not have their usual meaning"
)
EXAMPLES = re.compile(
    r"(?:These results are|Here are some results that are|All of the following is) right: (.+)"
)
LEGEND = re.compile(
    rf"(?:Usually, {S} stands|In the usual way of writing, {S} is a sign|As a rule, {S} is used)"
    rf" for addition, {S} for subtraction and {S} for multiplication"
)
MISLEADING = re.compile(
    rf"Here, {S} is the usual word for addition, {S} for subtraction and {S} for multiplication"
    rf"|Whoever wrote this usually means addition by {S}, subtraction by {S} and multiplication by "
    rf"{S}"
    rf"|In the language of this text, {S} usually means addition, {S} subtraction and {S} "
    r"multiplication"
)
QUESTION = re.compile(r"(?:What is (.+)\?|What does (.+) give\?|Work out (.+)\.)")
READINGS: tuple[tuple[str, str], ...] = (
    ("reverse", r"Numbers are read from right to left"),
    ("reverse", r"Every number is written backwards, so its last digit counts as its first"),
    ("reverse", r"To know which number is meant, reverse the order of its digits"),
    (
        "shift",
        r"Each digit stands for the digit that comes (\d) later in 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, "
        r"where 0 follows 9",
    ),
    ("shift", r"To read a digit, count (\d) up from it, and go on with 0 after 9"),
    (
        "shift",
        r"Each digit stands for the one that is (\d) further on in the circle from 0 to 9 and back "
        r"to 0",
    ),
    ("complement", r"Each digit stands for the one that makes 9 together with it"),
    ("complement", r"A digit and what it stands for always add up to 9"),
    ("complement", r"To read a digit, take it away from 9"),
    ("exchange", r"The digits (\d) and (\d) have exchanged their meanings"),
    (
        "exchange",
        r"Where the digit (\d) is written, (\d) is meant, and where \2 is written, \1 is meant",
    ),
    ("exchange", r"Read the digit (\d) as (\d) and the digit \2 as \1"),
    ("offset", r"Each number stands for the number that is (\d) greater"),
    ("offset", r"Each number means (\d) more than it says"),
    ("offset", r"To read a number, add (\d) to it"),
    ("base", r"Numbers are written in base (\d+)"),
    ("base", r"Each place of a number is worth (\d+) of the place to its right"),
    ("base", r"Read every number as one of base (\d+)"),
)
SIGNS: tuple[tuple[str, str], ...] = (  # with what each group is: a sign, an operation, a number
    ("swap ss", rf"{S} and {S} have exchanged their meanings"),
    ("swap soso", rf"{S} stands for {O}, and {S} stands for {O}"),
    ("swap ss", rf"What {S} usually means is now meant by {S}, and the other way around"),
    ("cycle sososo", rf"{S} stands for {O}, {S} for {O} and {S} for {O}"),
    ("cycle sososo", rf"Read {S} as {O}, {S} as {O} and {S} as {O}"),
    ("cycle sososo", rf"What {S} means is {O}; what {S} means is {O}; what {S} means is {O}"),
    ("replace sos", rf"{S} stands for {O}, just as {S} does"),
    ("replace sso", rf"Both {S} and {S} mean {O}"),
    ("replace sos", rf"Read {S} as {O}; {S} keeps that meaning too"),
    ("turn s", rf"{S} takes the number before it away from the number after it"),
    ("turn s", rf"With {S}, the left number is subtracted from the right one"),
    (
        "turn s",
        rf"With {S}, the two numbers have changed roles: the first is taken away from the "
        r"second",
    ),
    ("extra sn", rf"{S} always gives (\d) more than usual"),
    ("extra sn", rf"Whatever {S} usually gives, the result is (\d) greater"),
    ("extra sn", rf"To the usual result of {S}, (\d) is added"),
)


class Written:
    """A number or a sum in words: what is done with it is written, not worked out."""

    def __init__(self, text: object) -> None:
        self._text = str(text)

    def __str__(self) -> str:
        return self._text

    def __add__(self, other: object) -> Written:
        return self._with("+", other)

    def __sub__(self, other: object) -> Written:
        return self._with("-", other)

    def __mul__(self, other: object) -> Written:
        return self._with("×", other)

    def _with(self, sign: str, other: object) -> Written:
        text = str(other)
        return Written(
            f"{self} {sign} ({text})" if text.startswith("-") else f"{self} {sign} {text}"
        )


class System(NamedTuple):
    """A rule by its names, and what the two do."""

    numbers: str
    signs: str
    read: Callable[[str], int]
    apply: Meanings


class Told(NamedTuple):
    """What the words of a rule say: the system, how they say it, and what signs are called."""

    system: System
    examples: int  # results that show the rule; 0 where it is told
    signs: Mapping[str, str]


@cache
def readers() -> dict[str, Callable[[str], int]]:
    """Every way to read numerals, by name."""
    found: dict[str, Callable[[str], int]] = {"usual": int, "reverse": lambda text: int(text[::-1])}
    tables = {"complement": DIGITS[::-1]}
    tables |= {f"shift {step}": DIGITS[step:] + DIGITS[:step] for step in range(1, 10)}
    for one, other in combinations(DIGITS, 2):
        pair = str.maketrans(one + other, other + one)
        tables[f"exchange {one} {other}"] = DIGITS.translate(pair)
    for name, table in tables.items():
        found[name] = _translated(str.maketrans(DIGITS, table))
    for number in range(1, 10):
        found[f"offset {number}"] = _raised(number)
    for base in (11, 12, 13, 16, 20):
        found[f"base {base}"] = _based(base)
    return found


@cache
def meanings() -> dict[str, Meanings]:
    """Everything that signs may mean, by name."""
    found: dict[str, Meanings] = {"usual": PLAIN}
    for one, other in combinations(PLAIN, 2):
        found[f"swap {one} {other}"] = {**PLAIN, one: PLAIN[other], other: PLAIN[one]}
    for a, b, c in (("add", "subtract", "multiply"), ("add", "multiply", "subtract")):
        found[f"cycle {a} {b} {c}"] = {a: PLAIN[b], b: PLAIN[c], c: PLAIN[a]}
    for one, other in permutations(PLAIN, 2):
        found[f"replace {one} {other}"] = {**PLAIN, one: PLAIN[other]}
    found["turn subtract"] = {**PLAIN, "subtract": lambda left, right: right - left}
    for sign in PLAIN:
        for extra in (1, 2, 3):
            found[f"extra {sign} {extra}"] = {**PLAIN, sign: _more(PLAIN[sign], extra)}
    return found


def read_rule(words: str) -> Told:
    """The one rule that words tell, or that the results in them fit.

    Raises:
        UnreadableError: words that the grammar does not cover, or results that fit another number
            of rules than one.
    """
    sentences = re.split(r"(?<=[.]) (?=[A-Z\"])", words)
    if not all(sentence.endswith(".") for sentence in sentences):
        raise UnreadableError(f"not sentences: {words}")
    sentences = [sentence.removesuffix(".") for sentence in sentences]
    known = _legend(sentences[0])
    if known:
        del sentences[0]
    known = known or {**KNOWN["signs"], **KNOWN["words"]}
    if UNKNOWN.fullmatch(sentences[0]):
        shown = EXAMPLES.fullmatch(sentences[-1])
        if len(sentences) != 3 or not shown or not RESULTS.fullmatch(sentences[1]):
            raise UnreadableError(f"not a rule that is shown: {words}")
        examples = [_example(text, known) for text in shown[1].split("; ")]
        return Told(_only(examples), len(examples), known)
    if not RESULTS.fullmatch(sentences[-1]):
        raise UnreadableError(f"not a sentence on results: {sentences[-1]}")
    numbers, signs = _told(sentences[:-1], known)
    try:
        system = System(numbers, signs, readers()[numbers], meanings()[signs])
    except KeyError as error:
        raise UnreadableError(f"no rule {error}") from error
    return Told(system, 0, known)


def read_question(words: str, signs: Mapping[str, str]) -> tuple[str, ...]:
    """The expression that is asked about, in postfix order; signs by their usual operation.

    Raises:
        UnreadableError: another question.
    """
    found = QUESTION.fullmatch(words)
    if found is None:
        raise UnreadableError(f"not a question: {words}")
    return postfix(next(text for text in found.groups() if text), signs)


def postfix(expression: str, signs: Mapping[str, str]) -> tuple[str, ...]:
    """An expression in postfix order (Dijkstra's shunting yard, without ranks of signs).

    Raises:
        UnreadableError: an expression that needs a rank of signs, or a sign that is not known.
    """
    out: list[str] = []
    waiting: list[str] = []
    operand = False  # whether an operand has just ended
    for token in re.sub(r"([()])", r" \1 ", expression).split():
        if token.isdecimal() and token.isascii() and not operand:
            out.append(token)
            operand = True
        elif token == "(" and not operand:  # noqa: S105 not a password
            waiting.append(token)
        elif token == ")" and operand and waiting[-2:-1] == ["("]:  # noqa: S105
            out.append(waiting.pop())
            waiting.pop()
        elif token in signs and operand and waiting[-1:] in ([], ["("]):
            waiting.append(signs[token])
            operand = False
        else:
            raise UnreadableError(f"not an expression at {token}: {expression}")
    if not operand or len(waiting) != 1 or waiting == ["("]:
        raise UnreadableError(f"not an expression: {expression}")
    return (*out, waiting[0])


def run(tokens: Sequence[str], numbers: Sequence[Any], apply: Meanings) -> list[tuple[Any, ...]]:
    """Left, right and result of each operation in turn, of numbers or of columns of them."""
    stack: list[Any] = []
    done = []
    reading = iter(numbers)
    for token in tokens:
        if token in apply:
            right, left = stack.pop(), stack.pop()
            stack.append(apply[token](left, right))
            done.append((left, right, stack[-1]))
        else:
            stack.append(next(reading))
    return done


def vocabulary(words: str, expression: str) -> str:
    """What signs are called in a row."""
    for name, legend in (("nonsense", LEGEND), ("misleading", MISLEADING)):
        if legend.match(words):
            return name
    return "words" if re.search(r"[a-z]", QUESTION.sub(r"\1\2\3", expression)) else "signs"


def _legend(sentence: str) -> Mapping[str, str]:
    """What signs are called and usually stand for, if a sentence says so.

    Raises:
        UnreadableError: words that are known for their own operation, or made-up ones as known.
    """
    found = LEGEND.fullmatch(sentence) or MISLEADING.fullmatch(sentence)
    if found is None:
        return {}
    names = dict(zip([name for name in found.groups() if name], PLAIN, strict=True))
    words = KNOWN["words"]
    misled = names.keys() == words.keys() and not names.items() & words.items()
    if misled if found.re is LEGEND else not misled:
        raise UnreadableError(f"not the words of such a legend: {sentence}")
    return names


def _only(examples: Sequence[tuple[tuple[str, ...], int]]) -> System:
    """The system that the results fit, if it is one."""
    left = {signs: np.ones(len(readers()), dtype=bool) for signs in meanings()}
    for tokens, value in examples:
        written = [token for token in tokens if token not in PLAIN]
        numbers = [_every_reading(token) for token in written]
        if sum(map(len, written)) > SMALL:
            numbers = [column.astype(object) for column in numbers]
        for signs, fits in left.items():
            fits &= run(tokens, numbers, meanings()[signs])[-1][-1] == value
        left = {signs: fits for signs, fits in left.items() if fits.any()}
    found = [(at, signs) for signs, fits in left.items() for at in np.flatnonzero(fits)]
    if len(found) != 1:
        raise UnreadableError(f"{len(found)} rules fit the results, not one")
    (at, signs) = found[0]
    reading = list(readers())[at]
    return System(reading, signs, readers()[reading], meanings()[signs])


@lru_cache(maxsize=2**11)
def _every_reading(numeral: str) -> NDArray[Any]:
    """What a numeral is in every way to read it."""
    read = [reader(numeral) for reader in readers().values()]
    return np.array(read, dtype=np.int64 if len(numeral) <= SMALL else object)


def _example(text: str, signs: Mapping[str, str]) -> tuple[tuple[str, ...], int]:
    left, _, right = text.partition(" = ")
    if not re.fullmatch(r"-?(?:0|[1-9]\d*)", right):
        raise UnreadableError(f"not a result: {text}")
    return postfix(left, signs), int(right)


def _told(sentences: Sequence[str], known: Mapping[str, str]) -> tuple[str, str]:
    """Names of the reading and the meaning that sentences tell."""
    if len(sentences) == 1 and USUAL.fullmatch(sentences[0]):
        return "usual", "usual"
    rest = list(sentences)
    numbers = _reading(rest[0]) if rest else None
    if numbers:
        del rest[0]
    signs = _signs(rest.pop(0), known) if rest else None
    if rest or not (numbers or signs):
        raise UnreadableError(f"not a rule: {' '.join(sentences)}")
    return numbers or "usual", signs or "usual"


def _reading(sentence: str) -> str | None:
    for name, pattern in READINGS:
        if found := re.fullmatch(pattern, sentence):
            return " ".join([name, *sorted(found.groups(), key=int)])
    return None


def _signs(sentence: str, known: Mapping[str, str]) -> str:
    for shape, pattern in SIGNS:
        if found := re.fullmatch(pattern, sentence):
            name, parts = shape.split()
            groups = list(zip(parts, found.groups(), strict=True))
            if any(part == "s" and text not in known for part, text in groups):
                raise UnreadableError(f"a sign without a usual meaning: {sentence}")
            signs = [known[text] for part, text in groups if part == "s"]
            operations = [WORDS[text] for part, text in groups if part == "o"]
            return _named(name, signs, operations, [text for part, text in groups if part == "n"])
    raise UnreadableError(f"not what a sign means: {sentence}")


def _named(
    name: str, signs: Sequence[str], operations: Sequence[str], numbers: Sequence[str]
) -> str:
    """The name of a change of signs, if its operations are what it says of them."""
    order = list(signs)
    if name in ("swap", "cycle"):
        expected = [*signs[1:], signs[0]]
        if name == "swap":
            order.sort(key=list(PLAIN).index)
        while name == "cycle" and order[0] != "add" and "add" in order:
            order.append(order.pop(0))
    else:
        expected = [signs[-1]]
        if operations == [signs[0]]:  # "both mean" says it of either
            order.reverse()
            expected = [signs[0]]
    if operations and operations != expected:
        raise UnreadableError(f"operations that do not go with {name} {' '.join(signs)}")
    return " ".join([name, *order, *numbers])


def _translated(table: dict[int, int]) -> Callable[[str], int]:
    return lambda text: int(text.translate(table))


def _raised(number: int) -> Callable[[str], int]:
    return lambda text: int(text) + number


def _based(base: int) -> Callable[[str], int]:
    return lambda text: int(text, base)


def _more(plain: Apply, extra: int) -> Apply:
    return lambda left, right: plain(left, right) + extra
