"""Formulas in tables: arithmetic on letters, worked out exactly."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

Number: TypeAlias = Fraction | int
Compiled: TypeAlias = Callable[[Mapping[str, Any]], Any]


def _divided(left: Number, right: Number) -> Number:
    """A quotient, as an integer where it is one, since those are worked with ten times as fast."""
    if isinstance(left, int) and isinstance(right, int) and not left % right:
        return left // right
    return Fraction(left, right)


_BINARY: MappingProxyType[type[ast.operator], Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: _divided,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
        ast.Pow: operator.pow,
    }
)
_COMPARE: MappingProxyType[type[ast.cmpop], Callable[[Any, Any], bool]] = MappingProxyType(
    {ast.Lt: operator.lt, ast.Gt: operator.gt, ast.Eq: operator.eq, ast.NotEq: operator.ne}
)
_CALLS: MappingProxyType[str, Callable[..., Any]] = MappingProxyType(
    {
        "abs": abs,
        "max": max,
        "min": min,
        "comb": lambda n, k: math.comb(int(n), int(k)),
        "crt": lambda a, m, b, n: _crt(int(a), int(m), int(b), int(n)),
        "divisors": lambda n: _divisors(int(n)),
        "fact": lambda n: math.factorial(int(n)),
        "gcd": lambda a, b: math.gcd(int(a), int(b)),
        "lcm": lambda a, b: math.lcm(int(a), int(b)),
    }
)


@cache
def compiled(formula: str) -> Compiled:
    """A formula as a function of its letters."""
    return _compiled(ast.parse(formula, mode="eval").body)


def evaluate(formula: str, letters: Mapping[str, Any]) -> Number:
    """The exact value of a formula.

    >>> [evaluate("(a + c)/max(b, d)", {"a": a, "b": 2, "c": 1, "d": 3}) for a in (1, 5)]
    [Fraction(2, 3), 2]

    Raises:
        ZeroDivisionError: it has none.
    """
    value: Number = compiled(formula)(letters)
    return value


@cache
def _conditions(text: str) -> tuple[Compiled, ...]:
    return tuple(map(compiled, text.split("; ")))


def holds(conditions: str, letters: Mapping[str, Any]) -> bool:
    """Whether comparisons, apart by semicolons, are so."""
    return all(condition(letters) for condition in _conditions(conditions))


def filled(formula: str, letters: Mapping[str, Any]) -> str:
    """A formula with numbers for its letters.

    >>> filled("(a + c)/max(b, d)", {"a": 1, "b": 2, "c": 1, "d": 3})
    '(1 + 1)/max(2, 3)'
    """
    return re.sub(r"\b[a-z]\b", lambda found: _number(letters[found[0]]), formula)


def _number(value: Number) -> str:
    return str(value) if value.denominator == 1 and value >= 0 else f"({value})"


def _crt(a: int, m: int, b: int, n: int) -> int:
    """The smallest positive integer that is `a` modulo `m` and `b` modulo `n`, coprime ones."""
    return (a + m * ((b - a) * pow(m, -1, n) % n)) % (m * n) or m * n


def _divisors(n: int) -> int:
    """How many positive divisors there are, by the exponents of the prime factors."""
    found, prime = 1, 2
    while n > 1:
        exponent = 0
        while n % prime == 0:
            n, exponent = n // prime, exponent + 1
        found, prime = found * (exponent + 1), prime + 1
    return found


def _compiled(node: ast.expr) -> Compiled:
    """A function of the letters; integers stay integers until something is divided."""
    match node:
        case ast.Constant(value=int(number)):
            return lambda _: number
        case ast.Name(id=name):
            return operator.itemgetter(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            negated = _compiled(operand)
            return lambda letters: -negated(letters)
        case ast.BinOp(left=left, op=op, right=right):
            return _joined(_BINARY[type(op)], left, right)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _joined(_COMPARE[type(op)], left, right)
        case ast.Call(func=ast.Name(id=name), args=args):
            call, parts = _CALLS[name], [_compiled(each) for each in args]
            return lambda letters: call(*(part(letters) for part in parts))
    raise ValueError(f"not a formula: {ast.unparse(node)}")


def _joined(join: Callable[[Any, Any], Any], left: ast.expr, right: ast.expr) -> Compiled:
    # most formulas are of letters and numbers alone, which need no calls
    match left, right:
        case ast.Name(id=first), ast.Name(id=second):
            return lambda letters: join(letters[first], letters[second])
        case ast.Name(id=first), ast.Constant(value=int(number)):
            return lambda letters: join(letters[first], number)
    one, other = _compiled(left), _compiled(right)
    return lambda letters: join(one(letters), other(letters))
