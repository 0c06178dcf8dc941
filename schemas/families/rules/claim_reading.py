"""A grammar for universal statements, their definitions, and questions about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from irrealis.schemas.families.rules.audit import UnreadableError
from irrealis.schemas.families.rules.examples import TESTS

Test: TypeAlias = Callable[[Any], bool]
QUESTIONS = {
    "Is this statement true?": "true",
    "Does this hold in every case?": "true",
    "Is what is claimed here correct?": "true",
    "Is there a counterexample to this statement?": "counterexample",
    "Can this statement be refuted by an example?": "counterexample",
    "Does any example show that this statement is false?": "counterexample",
}
_MADE_UP = frozenset(
    [
        "blickish",
        "wuggy",
        "daxy",
        "zorbish",
        "feppy",
        "gorpish",
        "plimmy",
        "snebbish",
        "kivvy",
        "mulky",
        "vontish",
        "drelly",
    ]
)
_NEVER_SO = {  # what no object of a domain is
    "integers": frozenset(["negative", "fractional", "irrational", "infinite", "imaginary"]),
    "subsets": frozenset(["empty", "infinite", "negative", "boundless", "elementless"]),
    "functions": frozenset(["undefined", "infinite", "random", "negative", "irrational"]),
    "graphs": frozenset(["empty", "infinite", "directed", "weighted", "boundless"]),
    "groups": frozenset(["empty", "infinite", "boundless", "elementless", "uncountable"]),
}
_SHORT = {
    "positive integer": "integers",
    "set": "subsets",
    "function": "functions",
    "graph": "graphs",
    "group": "groups",
}
_NOUNS = (
    ("integers", r"positive integer"),
    ("subsets", r"nonempty subset of \{([0-9, ]+)\}"),
    ("functions", r"function from \{([0-9, ]+)\} to \{([0-9, ]+)\}"),
    ("graphs", r"simple graph with at most ([0-9]+) vertices"),
    ("groups", r"group with at most ([0-9]+) elements"),
)
_FORMS = (
    re.compile(r"Every (?P<rest>.+)\."),
    re.compile(r"If a (?P<noun>.+), then it (?P<q>[^,]+)\."),
    re.compile(r"A (?P<noun>.+) whenever it (?P<p>.+)\."),
    re.compile(r"There is no (?P<noun>.+) but (?P<denied>.+)\."),
)
_DEFINITIONS = (
    re.compile(r"Call a (?P<s>.+) (?P<w>[a-z]+) if it (?P<p>.+)"),
    re.compile(r"We say that a (?P<s>.+) is (?P<w>[a-z]+) if it (?P<p>.+)"),
    re.compile(r"Here, a (?P<s>.+) counts as (?P<w>[a-z]+) exactly if it (?P<p>.+)"),
)


class Said(NamedTuple):
    """A property as it is worded."""

    name: str
    numbers: tuple[int, ...]
    holds: bool

    def __str__(self) -> str:
        """As interventions name it."""
        words = " ".join([self.name, *map(str, self.numbers)])
        return words if self.holds else f"not: {words}"


class Stated(NamedTuple):
    """A statement as it was read."""

    domain: str
    bounds: tuple[int, ...]
    premises: tuple[Said, ...]
    conclusion: Said
    vocabulary: str

    def __str__(self) -> str:
        """As certificates show it."""
        return f"{' & '.join(str(each) for each in self.premises)} -> {self.conclusion}"


def read_statement(text: str) -> Stated:
    """The statement behind its definitions.

    Raises:
        UnreadableError: it is none, or can be read in more than one way.
    """
    *defining, last = text.split(". ")
    words: dict[str, tuple[str, Said]] = {}
    for sentence in defining:
        found = next((m for form in _DEFINITIONS if (m := form.fullmatch(sentence))), None)
        domain = _SHORT.get(found["s"]) if found else None
        if not found or not domain or found["w"] in words:
            raise UnreadableError(f"not a definition: {sentence}")
        words[found["w"]] = (domain, _read(found["p"], domain))
    readings = {reading for domain, _ in _NOUNS for reading in _readings(last, domain, words)}
    if len(readings) != 1:
        raise UnreadableError(f"not a statement with one reading: {last}")
    (domain, bounds, premises, conclusion) = readings.pop()
    return Stated(domain, bounds, premises, conclusion, _vocabulary(words, domain))


def _vocabulary(words: Mapping[str, tuple[str, Said]], domain: str) -> str:
    if any(of != domain for of, _ in words.values()):
        raise UnreadableError("a definition of something else")
    if not words:
        return "plain"
    for name, pool in (("nonsense", _MADE_UP), ("misleading", _NEVER_SO[domain])):
        if words.keys() <= pool:
            return name
    raise UnreadableError(f"unknown words: {', '.join(words)}")


_Reading: TypeAlias = tuple[str, tuple[int, ...], tuple[Said, ...], Said]


def _readings(text: str, domain: str, words: Mapping[str, tuple[str, Said]]) -> Iterator[_Reading]:
    """All ways in which a sentence is a statement on a domain, with every definition used once."""
    for form in _FORMS:
        found = form.fullmatch(text)
        if not found:
            continue
        parts = found.groupdict()
        named = re.match(f"{dict(_NOUNS)[domain]} (?P<said>.+)", parts.get("noun") or parts["rest"])
        if not named:
            continue
        said = named["said"]
        that = "rest" in parts or "denied" in parts
        if that != said.startswith("that "):
            continue
        said = said.removeprefix("that ")
        if "rest" in parts:
            spaces = [at for at, letter in enumerate(said) if letter == " "]
            splits = [(said[:at], said[at + 1 :]) for at in spaces]
        else:
            splits = [(parts.get("p") or said, parts.get("q") or parts.get("denied") or said)]
        for premise, conclusion in splits:
            try:
                these = tuple(_meant(part, domain, words) for part in premise.split(" and "))
                that_one = _meant(conclusion, domain, words)
                bounds = tuple(_bound(part) for part in named.groups()[:-1])
            except UnreadableError:
                continue
            used = [*premise.split(" and "), conclusion]
            if words and sorted(part.rpartition(" ")[2] for part in used) != sorted(words):
                continue
            if "denied" in parts:
                that_one = that_one._replace(holds=not that_one.holds)
            yield domain, bounds, these, that_one


def _bound(text: str) -> int:
    """The largest number of a list from 1 on, or the number."""
    numbers = [int(part) for part in text.split(", ")]
    if len(numbers) > 1 and numbers != list(range(1, len(numbers) + 1)):
        raise UnreadableError(f"not the numbers from 1 on: {text}")
    return numbers[-1]


def _meant(phrase: str, domain: str, words: Mapping[str, tuple[str, Said]]) -> Said:
    """A property that is said, or meant by a word where words are defined."""
    if not words:
        return _read(phrase, domain)
    found = re.fullmatch(r"is (not )?([a-z]+)", phrase)
    if not found or found[2] not in words:
        raise UnreadableError(f"not a defined word: {phrase}")
    said = words[found[2]][1]
    return said._replace(holds=said.holds != bool(found[1]))


def _read(phrase: str, domain: str) -> Said:
    for pattern, name, holds in _patterns()[domain]:
        found = pattern.fullmatch(phrase)
        if found:
            return Said(name, tuple(map(int, found.groups())), holds)
    raise UnreadableError(f"not a property of {domain}: {phrase}")


@cache
def _patterns() -> MappingProxyType[str, list[tuple[re.Pattern[str], str, bool]]]:
    """Domain -> patterns of its phrases, each with the name and whether it affirms it."""
    return MappingProxyType(
        {
            domain: [
                (re.compile(phrase.replace("#", "([0-9]+)")), name, holds)
                for name, (_, *phrases) in tests.items()
                for pair in phrases
                for phrase, holds in zip(pair.split(" | "), (True, False), strict=True)
            ]
            for domain, tests in TESTS.items()
        }
    )
