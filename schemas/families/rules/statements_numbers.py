"""Statements of arithmetic, number theory, algebra and sequences, and their second paths."""

from __future__ import annotations

from fractions import Fraction as F  # noqa: N817 many of them

from irrealis.schemas.families.rules.second_paths import (
    Family,
    repeated,
    root,
    trace_of_square,
)

ARITHMETIC: dict[str, Family] = {
    "total-price": Family(
        lambda a, b, c: sum([a] * b, c),
        (
            "At a price of # coins each, somebody buys # @, and also a bag for # coins. How "
            "many coins is that in all?",
            "A shop sells @ for # coins each. What do # of them cost, in coins, with # coins "
            "for delivery?",
        ),
    ),
    "change": Family(
        lambda a, b, c: c - sum([a] * b),
        (
            "At a price of # coins each, somebody buys # @ and pays with # coins. How many "
            "coins does the buyer get in change?",
            "Each of the @ costs # coins. Somebody buys # of them and pays with # coins. How "
            "much change is due, in coins?",
        ),
    ),
    "left-over": Family(
        lambda a, b: next(x for x in range(b) if (a - x) % b == 0),
        (
            "If # @ are put evenly into # boxes, as many as possible, how many are left over?",
            "There are # @ for # people, who all get the same number of them. What is the "
            "smallest number that can be left over?",
        ),
    ),
    "boxes-needed": Family(
        lambda a, b: next(x for x in range(1, a + 1) if x * b >= a),
        (
            "How many boxes are needed for # @ if a box holds # of them?",
            "To ship # @, boxes for # of them each are used. How many boxes does it take?",
        ),
    ),
    "mean-of-four": Family(
        lambda a, b, c, d: root(lambda x: 4 * x - a - b - c - d),
        (
            "What is the mean of #, #, # and #?",
            "Four scores are #, #, # and #. What is their mean?",
        ),
    ),
    "missing-score": Family(
        lambda a, b, c: root(lambda x: (b + c + x) / 3 - a),
        (
            "Three numbers have the mean #, and two of them are # and #. What is the third?",
            "The mean of three scores is #. One is # and one is #. What is the other one?",
        ),
    ),
    "part-left": Family(
        lambda a, b, c: a * (1 - F(b, c)),
        (
            "Somebody has # @ and gives away #/# of them. How many are left?",
            "From a store of # @, a share of #/# is sold. How many remain?",
        ),
    ),
    "undo": Family(
        lambda a, b, c: root(lambda x: x * a + b - c),
        (
            "A number is multiplied by #, then # is added, and the result is #. What is "
            "the number?",
            "If a number is multiplied by # and # is added to the product, the result is #. "
            "Which number is it?",
        ),
    ),
}

NUMBER_THEORY: dict[str, Family] = {
    "common-divisor": Family(
        lambda a, b: max(x for x in range(1, a + 1) if a % x == b % x == 0),
        (
            "What is the greatest common divisor of # and #?",
            "What is the largest number by which both # and # can be divided without remainder?",
        ),
    ),
    "common-multiple": Family(
        lambda a, b: next(x for x in range(a, a * b + 1, a) if x % b == 0),
        (
            "What is the least common multiple of # and #?",
            "What is the smallest positive number that both # and # divide without remainder?",
        ),
    ),
    "remainder-of-power": Family(
        lambda a, n, m: repeated(lambda x: x * a % m, 1 % m, n),
        (
            "What is the remainder when #^# is divided by #?",
            "What remainder does #^# leave when it is divided by #?",
        ),
    ),
    "last-digit": Family(
        lambda a, n: int(str(a**n)[-1]),
        (
            "What is the last digit of #^#?",
            "Which digit does #^# end in?",
        ),
    ),
    "divisors": Family(
        lambda a: sum(a % x == 0 for x in range(1, a + 1)),
        (
            "How many positive divisors does # have?",
            "By how many positive integers can # be divided without remainder?",
        ),
    ),
    "multiples": Family(
        lambda a, b: len(range(b, a + 1, b)),
        (
            "How many integers from 1 to # are divisible by #?",
            "How many of the first # positive integers are multiples of #?",
        ),
    ),
    "either-multiple": Family(
        lambda a, b, c: len({*range(b, a + 1, b), *range(c, a + 1, c)}),
        (
            "How many integers from 1 to # are divisible by # or by #?",
            "How many of the first # positive integers are multiples of #, of #, or of both?",
        ),
    ),
    "next-multiple": Family(
        lambda a, b: next(x for x in range(a + 1, a + b + 1) if x % b == 0),
        (
            "What is the smallest integer above # that is divisible by #?",
            "What is the first number after # that is a multiple of #?",
        ),
    ),
    "two-remainders": Family(
        lambda a, m, b, n: next(x for x in range(1, m * n + 1) if (x % m, x % n) == (a, b)),
        (
            "What is the smallest positive integer that leaves the remainder # when "
            "divided by # and the remainder # when divided by #?",
            "What is the smallest positive integer that is congruent to # modulo # and to # "
            "modulo #?",
        ),
    ),
}

ALGEBRA: dict[str, Family] = {
    "both-sides": Family(
        lambda a, b, c, d: root(lambda x: a * x + b - c * x - d),
        (
            "What is x if #x + # = #x + #?",
            "Solve #x + # = #x + #. What is x?",
        ),
    ),
    "sum-and-difference": Family(
        lambda a, b: root(lambda x: x + (x - b) - a),
        (
            "Two numbers have the sum # and the difference #. What is the larger one?",
            "The sum of two numbers is #, and one of them is larger than the other by #. "
            "What is the larger number?",
        ),
    ),
    "two-equations": Family(
        lambda a, b, e, c, d, f: root(lambda x: c * x + d * (e - a * x) / b - f),
        (
            "What is x if #x + #y = # and #x + #y = #?",
            "Solve #x + #y = # together with #x + #y = #. What is x?",
        ),
    ),
    "squares-of-roots": Family(
        lambda s, p: trace_of_square(((0, -p), (1, s))),
        (
            "What is the sum of the squares of the two solutions of x^2 - #x + # = 0?",
            "The equation x^2 - #x + # = 0 has two solutions. What is the sum of their squares?",
        ),
    ),
    "polynomial-value": Family(
        lambda a, b, c, d: (a * d + b) * d + c,
        (
            "What is the value of #x^2 + #x + # at x = #?",
            "Work out #x^2 + #x + # for x = #. What is the value?",
        ),
    ),
    "function-twice": Family(
        lambda a, b, c: repeated(lambda x: a * x + b, c, 2),
        (
            "Let f(x) = #x + #. What is f(f(#))?",
            "The function f is given by f(x) = #x + #. What does applying it twice to # give?",
        ),
    ),
    "smallest-solution": Family(
        lambda a, b, c: next(x for x in range(c + 1) if a * x + b > c),
        (
            "What is the smallest integer x with #x + # > #?",
            "What is the smallest integer x for which #x + # is greater than #?",
        ),
    ),
    "difference-of-squares": Family(
        lambda a, b: F(a + b, 2) ** 2 - F(a - b, 2) ** 2,
        (
            "If x + y = # and x - y = #, what is x^2 - y^2?",
            "Two numbers x and y have x + y = # and x - y = #. What is x^2 - y^2?",
        ),
    ),
    "age": Family(
        lambda b, a, c: root(lambda x: x + b - a * (x - c)),
        (
            "In # years, somebody will be # times as old as that person was # years ago. How "
            "many years old is the person now?",
            "Somebody's age in # years will be # times what it was # years ago. What is the "
            "age now, in years?",
        ),
    ),
}

SEQUENCES: dict[str, Family] = {
    "nth-term": Family(
        lambda a, d, n: repeated(lambda x: x + d, a, n - 1),
        (
            "A sequence starts with #, and each term is # more than the one before. What "
            "is term number #?",
            "The first number in a list is #, and each number after that is # more than the "
            "one before it. What is number # in the list?",
        ),
    ),
    "arithmetic-sum": Family(
        lambda a, d, n: sum(range(a, a + d * n, d)),
        (
            "A sequence starts with #, and each term is # more than the one before. What "
            "is the sum of its first # terms?",
            "The first number in a list is #, and each number after that is # more than the "
            "one before it. What do the first # numbers add up to?",
        ),
    ),
    "geometric-term": Family(
        lambda a, r, n: repeated(lambda x: x * r, a, n - 1),
        (
            "A sequence starts with #, and each term is # times the one before. What is "
            "term number #?",
            "The first number in a list is #, and each number after that is # times the one "
            "before it. What is number # in the list?",
        ),
    ),
    "geometric-sum": Family(
        lambda a, r, n: sum(a * r**k for k in range(n)),
        (
            "A sequence starts with #, and each term is # times the one before. What is "
            "the sum of its first # terms?",
            "The first number in a list is #, and each number after that is # times the one "
            "before it. What do the first # numbers add up to?",
        ),
    ),
    "range-sum": Family(
        lambda a, b: sum(range(a, b + 1)),
        (
            "What is the sum of all integers from # to #?",
            "All integers from # to #, both included, are added. What is the sum?",
        ),
    ),
    "endless-sum": Family(
        lambda a, b: root(lambda x: x - a - x / b),
        (
            "An infinite sum starts with #, and each later term is the one before it divided "
            "by #. What is its value?",
            "The first term of an infinite sum is #, and to get each later term, the one "
            "before it is divided by #. What does the sum come to?",
        ),
    ),
    "repeated-rule": Family(
        lambda a, b, c, n: repeated(lambda x: b * x + c, a, n),
        (
            "A number starts at #. In every step it is multiplied by #, and # is added. "
            "What is it after # steps?",
            "Starting from #, the rule to multiply by # and then add # is applied # times. "
            "What is the result?",
        ),
    ),
}
