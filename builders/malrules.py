"""malrules: multiple choice whose wrong options are what named misconceptions give.

After MalAlgoQA (2024): which option would somebody choose who believes something that is not so,
and the inverse, which belief leads to an answer. Every option is reached by one rule alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple, get_args

from irrealis.builders.families.rules.malrules import Problem, problems
from irrealis.builders.families.rules.phrasings import phrasings
from irrealis.builders.families.rules.rows import native_rows
from irrealis.builders.families.rules.splits import belongs
from pydantic import Field

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row
from irrealis.contract import Evidence, Intervention, pair_id

KINDS = ("answer", "belief")
VOCABULARIES = ("plain", "everyday", "nonsense", "unbelievable")
OPTIONS = 4
TRIES = 400  # problems that are drawn for one record before the space counts as exhausted
Area = Literal[
    "fractions",
    "decimals",
    "signs",
    "exponents",
    "order of operations",
    "equations",
    "percentages",
    "probability",
    "units",
    "measurement",
    "ratios",
    "statistics",
]
AREAS: tuple[Area, ...] = get_args(Area)


class MalrulesParameters(Parameters):
    """`areas` are the parts of mathematics that problems are of."""

    areas: Annotated[tuple[Area, ...], Field(min_length=1)] = AREAS


class Item(NamedTuple):
    """A problem with four options, each of one rule, and a pair of questions about them."""

    kind: str
    problem: Problem
    letters: dict[str, int]
    order: tuple[int, ...]  # of the rules among the options
    labels: tuple[int, int]
    vocabulary: str
    name: str
    usual: str
    questions: tuple[str, str]

    @property
    def beliefs(self) -> list[str]:
        """What is believed by whoever picks each option."""
        return [self.problem.rules[at].belief or self.usual for at in self.order]

    @property
    def answers(self) -> list[str]:
        """The answer of each option."""
        values = self.problem.values(self.letters)
        return [self.problem.written(values[at]) for at in self.order]

    @property
    def choices(self) -> list[str]:
        """The options as they are read."""
        if self.kind == "answer":
            return self.answers
        return [f"{belief[:1].upper()}{belief[1:]}." for belief in self.beliefs]


class Malrules(GeneratedBuilder[Item, None]):
    """Draws a problem, three misconceptions of it, and what is asked about them."""

    parameters_type = MalrulesParameters
    parameters: MalrulesParameters

    def make(self, draw: Draw, *, split: str, number: int) -> Item | None:
        """A question whose kind, problem and right place follow from its number."""
        of_areas = [each for each in problems() if each.area in self.parameters.areas]
        kind, number = KINDS[number % 2], number // 2
        problem, number = of_areas[number % len(of_areas)], number // len(of_areas)
        for _ in range(TRIES):
            letters = problem.draw(draw)
            if letters and belongs(f"{problem.name} {letters}", split):
                return self._item(draw, kind, problem, letters, number % OPTIONS)
        return None

    def _item(
        self, draw: Draw, kind: str, problem: Problem, letters: dict[str, int], place: int
    ) -> Item:
        """Options in a random order, such that the counterfactual's label is at this place."""
        wrong = draw.sample(range(1, len(problem.rules)), OPTIONS - 1)
        rules = draw.shuffled([0, *wrong])
        target = draw.choice(rules)
        at = rules.index(target)
        rules[at], rules[place] = rules[place], target
        before = rules.index(0)
        if kind == "belief":  # another answer is given
            before = draw.choice([each for each in range(OPTIONS) if each != place])
        vocabulary = draw.choice(VOCABULARIES)
        usual = draw.choice(phrasings("malwords")["usual"])
        item = Item(
            kind,
            problem,
            letters,
            tuple(rules),
            (before, place),
            vocabulary,
            draw.choice(phrasings("malwords").get(f"{vocabulary} names", ("",))),
            usual,
            ("", ""),
        )
        return item._replace(questions=_questions(draw, item))

    def original_id(self, record: Item) -> str:
        """Made of the words, as two that read alike are one."""
        original = {"question": record.questions[0], "choices": record.choices}
        return pair_id(self.dataset, "", original, {"question": record.questions[1]})

    def rows(self, record: Item) -> Iterable[Row | Drop]:
        """The right answer and that of a belief, or the beliefs behind two answers."""
        before, after = record.labels
        original = {"question": record.questions[0], "choices": record.choices}
        counterfactual = {**original, "question": record.questions[1]}
        workings = record.problem.workings(record.letters)
        rules = [record.problem.rules[at] for at in record.order]
        pair = self.pair(
            record,
            original,
            counterfactual,
            labels=(before, after),
            otherwise="flip",
            interventions=[_intervention(record)],
            evidence=Evidence(
                "execution",
                f"{rules[after].name}: {workings[record.order[after]]} = {record.answers[after]}",
                {
                    "kind": record.kind,
                    "problem": record.problem.name,
                    "area": record.problem.area,
                    "vocabulary": record.vocabulary,
                    "name": record.name,
                    "numbers": list(record.letters.values()),
                    "rules": [rule.name for rule in rules],
                    "beliefs": record.beliefs,
                    "answers": record.answers,
                    "workings": [workings[at] for at in record.order],
                    "sources": [rule.source for rule in rules],
                },
            ),
        )
        yield Row("pairs", pair)
        columns = {"kind": record.kind, "vocabulary": record.vocabulary}
        yield from native_rows(self.dataset, pair, columns, ("question", "choices"))


def _questions(draw: Draw, item: Item) -> tuple[str, str]:
    words = phrasings("malwords")
    asks = item.problem.absurd if item.vocabulary == "unbelievable" else ()
    problem = draw.choice(asks or item.problem.asks).format(**item.letters)
    if not problem.endswith("?"):
        problem = draw.choice(words["ask"]).format(x=problem)
    framed = draw.choice(words[item.vocabulary]).format(name=item.name, x=problem)
    before, after = item.labels
    if item.kind == "belief":
        ask = draw.choice(words["explain"])
        first, second = (ask.format(p=item.answers[at]) for at in (before, after))
    else:
        at = draw.integer(0, len(words["right"]) - 1)
        first = words["right"][at]
        second = words["wrong"][at].format(p=item.beliefs[after])
    return f"{framed} {first}", f"{framed} {second}"


def _intervention(record: Item) -> Intervention:
    before, after = record.labels
    if record.kind == "belief":
        return Intervention("answer", "given", record.answers[before], record.answers[after])
    return Intervention("belief", "somebody", None, record.beliefs[after])


BUILDER = Malrules
