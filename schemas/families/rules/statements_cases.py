"""Statements of counting, probability, rates and geometry, and their second paths."""

from __future__ import annotations

from fractions import Fraction as F  # noqa: N817 many of them
from itertools import combinations, permutations, product
from math import prod

from irrealis.schemas.families.rules.second_paths import (
    Family,
    heron,
    pascal,
    paths,
    repeated,
    root,
    share,
    shares,
)

COUNTING: dict[str, Family] = {
    "choices": Family(
        lambda n, k: pascal(n)[k],
        (
            "Out of # @, in how many ways can one choose a set of #?",
            "How many different sets can be formed from # @, if each set has # of them?",
        ),
    ),
    "podium": Family(
        lambda n, k: prod(range(n - k + 1, n + 1)),
        (
            "In a race of # runners, in how many ways can the first # places be taken?",
            "From # @, how many ordered lists of # different ones can be made?",
        ),
    ),
    "combinations-of-kinds": Family(
        lambda a, b, c: sum(1 for _ in product(range(a), range(b), range(c))),
        (
            "A menu has # starters, # main dishes and # desserts. How many different meals "
            "with one of each are there?",
            "One may choose among # colors, # sizes and # shapes. How many kinds are there in all?",
        ),
    ),
    "handshakes": Family(
        lambda n: sum(1 for _ in combinations(range(n), 2)),
        (
            "At a meeting of # people, everybody shakes hands with everybody else once. "
            "How many handshakes are there?",
            "In a league of # teams, each pair of teams plays once. How many games are there?",
        ),
    ),
    "committee": Family(
        lambda a, b, c, d: pascal(a)[c] * pascal(b)[d],
        (
            "From # pilots and # doctors, a crew of # pilots and # doctors is chosen. In "
            "how many ways?",
            "There are # red and # green @. In how many ways can one take # red and # green ones?",
        ),
    ),
    "grid-paths": Family(
        lambda a, b: paths(a, b),
        (
            "A path on a grid goes # steps right and # steps up, in any order. How many "
            "such paths are there?",
            "How many different strings can be written with the letter R # times and the "
            "letter U # times?",
        ),
    ),
    "codes": Family(
        lambda n, k: prod([k] * n),
        (
            "How many codes of length # are there if each place is one of # signs?",
            "A lock has # wheels, and each shows one of # signs. How many settings does it have?",
        ),
    ),
    "diagonals": Family(
        lambda n: sum(1 < y - x < n - 1 for x, y in combinations(range(n), 2)),
        (
            "How many diagonals does a convex polygon with # corners have?",
            "In a convex polygon with # sides, how many lines join two corners that are "
            "not neighbors?",
        ),
    ),
    "boxes-for-equals": Family(
        lambda a, b: shares(a, b),
        (
            "In how many ways can # equal @ be put into # different boxes, some of which "
            "may stay empty?",
            "How many ways are there to give # equal @ to # people, if somebody may get none?",
        ),
    ),
    "subsets": Family(
        lambda n: sum(pascal(n)[1:]),
        (
            "How many nonempty subsets does a set of # elements have?",
            "Of # @, one or more are to be taken. How many different sets can be taken?",
        ),
    ),
}

PROBABILITY: dict[str, Family] = {
    "two-dice": Family(
        lambda n, s: F(sum(1 <= s - x <= n for x in range(1, n + 1)), n * n),
        (
            "Two fair dice with # faces each, numbered from 1, are thrown. What is the "
            "probability that the sum is #?",
            "Each of two fair dice shows a number from 1 to #. What is the probability of "
            "the sum #?",
        ),
    ),
    "both-red": Family(
        lambda a, b: share(x and y for x, y in permutations([True] * a + [False] * b, 2)),
        (
            "From a bag with # red and # green @, two are drawn without putting back. What "
            "is the probability that both are red?",
            "A bag holds # red and # green @. Two are taken at once. What is the probability "
            "that both are red?",
        ),
    ),
    "some-heads": Family(
        lambda n: sum(F(1, 2**k) for k in range(1, n + 1)),
        (
            "A fair coin is thrown # times. What is the probability of at least one head?",
            "What is the probability that # throws of a fair coin are not all tails?",
        ),
    ),
    "expected-gain": Family(
        lambda a, b, c: F(sum([a] + [-c] * (b - 1)), b),
        (
            "A game pays # coins with probability 1/# and otherwise costs # coins. What is "
            "the expected gain in coins?",
            "A prize of # coins is won with probability 1/#, and whoever does not win pays "
            "# coins. What gain is expected, in coins?",
        ),
    ),
    "exactly-one": Family(
        lambda a, b, c, d: share((x < a) != (y < c) for x, y in product(range(b), range(d))),
        (
            "Of two independent events, one has probability #/# and the other #/#. What is "
            "the probability that exactly one of them happens?",
            "Two machines work independently of each other, one with probability #/# and the "
            "other with probability #/#. What is the probability that one works and the other "
            "does not?",
        ),
    ),
    "which-bag": Family(
        lambda a, b, c, d: F(a * d, a * d + c * b),
        (
            "In one bag, # of # @ are red, and in another # of # are. A fair coin decides "
            "which bag is used, and what is drawn from it is red. What is the probability that "
            "it was the first bag?",
            "A first bag has # red ones among # @, and a second bag # among #. One of the bags "
            "is picked at random, and a red one is drawn from it. What is the probability that "
            "it was the first bag?",
        ),
    ),
    "exact-heads": Family(
        lambda n, k: F(pascal(n)[k], sum(pascal(n))),
        (
            "A fair coin is thrown # times. What is the probability of exactly # heads?",
            "What is the probability that, of # throws of a fair coin, exactly # are heads?",
        ),
    ),
    "all-different": Family(
        lambda n: 1 - F(3 * n * (n - 1) + n, n**3),
        (
            "Three integers from 1 to # are drawn at random and independently, all equally "
            "likely. What is the probability that all three are different?",
            "Each of three people picks one of # @ at random, and they may pick the same. "
            "What is the probability that no two do?",
        ),
    ),
}

RATES: dict[str, Family] = {
    "same-speed": Family(
        lambda a, b, c: root(lambda x: x * b - a * c),
        (
            "A train goes # km in # hours. How many km does it go in # hours at that speed?",
            "At a steady speed, # km take # hours. How many km are covered in # hours?",
        ),
    ),
    "meeting": Family(
        lambda d, a, b: root(lambda x: a * x + b * x - d),
        (
            "Two trains # km apart go towards each other at # and # km an hour. After how "
            "many hours do they meet?",
            "From two towns # km apart, cyclists start at the same time towards each other, "
            "one at # km an hour and one at #. How many hours pass until they meet?",
        ),
    ),
    "catching-up": Family(
        lambda h, a, b: root(lambda x: a * x - b * x - h),
        (
            "A car is # km behind another. It goes # km an hour, and the other # km an "
            "hour. After how many hours does it catch up?",
            "Somebody with a lead of # km is followed at # km an hour while going # km an "
            "hour. How many hours does the lead last?",
        ),
    ),
    "average-speed": Family(
        lambda a, b: 2 / (F(1, a) + F(1, b)),
        (
            "A trip is made at # km an hour, and the same way back at # km an hour. What is "
            "the average speed of the whole trip, in km an hour?",
            "Somebody goes to a town at # km an hour and returns at # km an hour. How many "
            "km an hour is that on average?",
        ),
    ),
    "two-pipes": Family(
        lambda a, b: 1 / (F(1, a) + F(1, b)),
        (
            "One pipe fills a tank in # hours, another in # hours. How many hours do both "
            "together take?",
            "A job takes one person # hours and another one # hours. How many hours does "
            "it take them together?",
        ),
    ),
    "workers": Family(
        lambda a, b, c: root(lambda x: c * x - a * b),
        (
            "If # workers need # days for a wall, how many days do # workers need?",
            "A stock of food lasts # horses # days. How many days does it last # horses?",
        ),
    ),
    "mixture": Family(
        lambda a, p, b, q: root(lambda x: a * (x - p) + b * (x - q)),
        (
            "To # liters with #% of salt, # liters with #% of salt are added. What is the "
            "percentage of salt in the whole?",
            "Somebody mixes # kg of a #% alloy with # kg of a #% alloy. What is the percentage "
            "of the mixture?",
        ),
    ),
    "simple-interest": Family(
        lambda a, r, n: repeated(lambda x: x + F(a * r, 100), 0, n),
        (
            "A loan of # dollars costs #% of that sum as interest every year. How many "
            "dollars of interest are paid in # years?",
            "On # dollars, #% of simple interest a year is paid. How many dollars is that "
            "over # years?",
        ),
    ),
    "two-years": Family(
        lambda a, r: repeated(lambda x: x + F(r, 100) * x, a, 2),
        (
            "A sum of # dollars grows by #% each year. How many dollars is it after two years?",
            "For two years, # dollars earn #% a year with compound interest. How many dollars "
            "do they grow to?",
        ),
    ),
    "discount-and-tax": Family(
        lambda p, a, b: (p - F(p * a, 100)) * (1 + F(b, 100)),
        (
            "A price of # dollars is cut by #%, and then #% tax is added to what is left. What "
            "is to be paid, in dollars?",
            "From # dollars, #% is taken off, and the rest is raised by #%. How many "
            "dollars is that?",
        ),
    ),
}

GEOMETRY: dict[str, Family] = {
    "rectangle-diagonal": Family(
        lambda a, b: sum(x * x for x in (a, b)),
        (
            "How long is the diagonal of a rectangle with sides # and #?",
            "The legs of a right triangle have the lengths # and #. How long is the hypotenuse?",
        ),
        square=True,
    ),
    "point-distance": Family(
        lambda a, b, c, d: (a * a + b * b) + (c * c + d * d) - 2 * (a * c + b * d),
        (
            "What is the distance between the points (#, #) and (#, #)?",
            "How far is the point (#, #) from the point (#, #)?",
        ),
        square=True,
    ),
    "triangle-area": Family(
        lambda a, b, c, d: heron((a, b), (c, d)),
        (
            "What is the area of the triangle with corners (0, 0), (#, #) and (#, #)?",
            "A triangle has the corners (0, 0), (#, #) and (#, #). How large is its area?",
        ),
    ),
    "trapezoid": Family(
        lambda a, b, h: min(a, b) * h + F(abs(a - b) * h, 2),
        (
            "What is the area of a trapezoid with parallel sides # and # and height #?",
            "The parallel sides of a trapezoid are # and #, and its height is #. How large "
            "is its area?",
        ),
    ),
    "polygon-angle": Family(
        lambda n: 180 - F(360, n),
        (
            "How many degrees does each inner angle of a regular polygon with # corners have?",
            "A regular polygon has # sides. What is each of its inner angles, in degrees?",
        ),
    ),
    "third-angle": Family(
        lambda a, b: root(lambda x: a + b + x - 180),
        (
            "Two angles of a triangle have # and # degrees. How many degrees does the third have?",
            "In a triangle, one angle is # degrees and another is # degrees. What is the "
            "remaining one, in degrees?",
        ),
    ),
    "box-surface": Family(
        lambda a, b, c: sum(2 * x * y for x, y in combinations((a, b, c), 2)),
        (
            "What is the surface area of a box with edges #, # and #?",
            "A box is # long, # wide and # high. How large is its whole surface?",
        ),
    ),
    "similar": Family(
        lambda a, b, c: root(lambda x: a * x - b * c),
        (
            "Two sides of a triangle have the lengths # and #. In a similar triangle, the side "
            "that corresponds to the first is # long. How long is the side that corresponds to "
            "the second?",
            "A pole # m high casts a shadow of # m. How long, in m, is the shadow of a "
            "tower of # m at the same time?",
        ),
    ),
    "cube-diagonal": Family(
        lambda a, b, c: sum(x * x for x in (a, b, c)),
        (
            "How long is the longest line inside a box with edges #, # and #?",
            "A box is # long, # wide and # high. How far are two opposite corners apart?",
        ),
        square=True,
    ),
    "garden-path": Family(
        lambda a, b, w: 2 * w * (a + b) + 4 * w * w,
        (
            "Around a garden of # m by # m runs a path that is # m wide. How many square "
            "meters is the path?",
            "A picture of # cm by # cm has a frame of # cm on all sides. How many square "
            "centimeters is the frame?",
        ),
    ),
}
