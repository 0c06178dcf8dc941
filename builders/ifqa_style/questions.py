"""Questions of a document: cases in words, with their answers, and which of them to keep."""

from __future__ import annotations

import random
import re
from calendar import month_name
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from irrealis.builders.ifqa_style.cases import Case, Enumerator, shuffled
from irrealis.builders.ifqa_style.realize import (
    Speaker,
    Unsayable,
    in_words,
    listed,
    sentence,
)
from irrealis.builders.ifqa_style.templates import Ask, templates
from irrealis.builders.ifqa_style.things import Thing
from irrealis.builders.ifqa_style.world import Answer, Number, When, World

from irrealis.text.tokens import stands_in, untokenized

CHOICES = frozenset({"first", "last", "which", "before"})
_TYPES = {
    "year": "date",
    "decade": "date",
    "century": "date",
    "age": "number",
    "turned": "number",
    "gap": "number",
    "count": "number",
    "number": "number",
    "amount": "number",
    "date": "date",
    "month": "date",
    "aged": "number",
    "anniversary": "number",
    "before": "yes/no",
    "which": "names",
}
_CONSEQUENT_FIRST = 0.08  # share of questions that end with the condition
_LONGEST = 300  # characters of a question
_TRIES = 12  # paraphrases that are tried before a case is given up
_SAME_FACT = 2  # questions of a document that may change the same fact in the same way
_MORE = 2  # questions of a family beyond its `most`, once all families were asked
_CONTROLS = 8  # for so many questions there may be one that has the same answer in both worlds


@dataclass(frozen=True, slots=True)
class Question:
    """A case in words.

    `antecedent` and `consequent` are character spans of the counterfactual question: the first with
    its "if", neither with the comma between them or the question mark.
    """

    case: Case
    factual: str
    counterfactual: str
    antecedent: tuple[int, int]
    consequent: tuple[int, int]
    factual_answers: tuple[str, ...]
    counterfactual_answers: tuple[str, ...]
    shape: str

    @property
    def answer_type(self) -> str:
        """What sort of answer is wanted: name, names, date, number, yes/no."""
        return _TYPES.get(self.case.query.kind, "name")


class _Choice:
    """The questions of a document, as they are chosen."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self.world, self.rng = world, rng
        self.chosen: list[Question] = []
        self.of: Counter[str] = Counter()
        self._shapes: set[str] = set()
        self._names = names_of(world)
        self._changes: Counter[object] = Counter()
        self._asked: Counter[str] = Counter()

    def take(self, cases: list[Case]) -> bool:
        """Take the first of the cases that makes a question; those before it are given up."""
        while cases:
            case = cases.pop()
            fact = case.change.subject, case.change.relation, case.query.kind, case.query.path
            if self._changes[fact] >= _SAME_FACT:
                continue
            question = _say(self.world, case, self.rng, self._shapes, names=self._names)
            if question is None or self._asked[question.factual] >= _SAME_FACT:
                continue
            self.chosen.append(question)
            self.of[case.family] += 1
            self._shapes.add(question.shape)
            self._changes[fact] += 1
            self._asked[question.factual] += 1
            return True
        return False


def questions(world: World, rng: random.Random, *, most: int) -> list[Question]:
    """Up to `most` questions of a document, the families by turns, no two of one shape.

    A few of them are controls, whose answer stays what it is.
    """
    enumerator = Enumerator(world, rng)
    families = shuffled(templates().families, rng)
    changing: dict[str, list[Case]] = {}
    holding: dict[str, list[Case]] = {}
    for family in families:
        cases = enumerator.cases(family)
        changing[family.name] = [case for case in cases if not case.holds]
        holding[family.name] = [case for case in cases if case.holds]
    choice = _Choice(world, rng)
    for more in (0, _MORE):  # where a document has few families, some are asked more often
        going = True
        while going:
            going = False
            for family in families:
                if len(choice.chosen) < most and choice.of[family.name] < family.most + more:
                    going |= choice.take(changing[family.name])
    wanted = len(choice.chosen) // _CONTROLS
    for family in families:
        if wanted and choice.take(holding[family.name]):
            wanted -= 1
    return choice.chosen


def _say(
    world: World,
    case: Case,
    rng: random.Random,
    shapes: set[str],
    *,
    names: Sequence[str],
) -> Question | None:
    """The case in the first paraphrase that reads well and that no other question has."""
    pairs = [(clause, ask) for clause in case.clauses for ask in case.asks]
    for clause, ask in shuffled(pairs, rng)[:_TRIES]:
        # "that" must have something to point back to, "it" only one thing, and choices stand last
        pointing = " that " in ask[1] or "{r" in ask[1] or ask[1].endswith("{o}")
        last = rng.random() < _CONSEQUENT_FIRST and not pointing
        try:
            question = _in_words(world, case, clause, ask, names=names, last=last)
        except Unsayable:
            continue
        if question.shape not in shapes and not _fault(question):
            return question
    return None


def _speaker(world: World, case: Case) -> Speaker:
    change, query = case.change, case.query
    other, person = change.like, None
    if query.kind == "turned":
        person, other = query.subjects
    elif query.kind == "before":
        other = query.subjects[1]
        if other == change.subject:  # somebody's life, and what came in it
            other, person = query.subjects[0], change.subject
    value = change.old if change.kind == "remove" else query.value
    return Speaker(
        world,
        change,
        templates().parts["roles"],
        subject=change.subject,
        other=other,
        person=person,
        items=query.subjects[1:] if change.kind == "outcome" else query.subjects,
        value=value if isinstance(value, int) else None,
        words=dict(case.words),
    )


def _in_words(
    world: World, case: Case, clause: str, ask: Ask, *, names: Sequence[str], last: bool
) -> Question:
    speaker = _speaker(world, case)
    if last:
        consequent = speaker.say(ask[1])
        consequent = sentence(consequent)[:-1]
        antecedent = speaker.say(clause)
        text = f"{consequent} if {antecedent}?"
        spans = (
            (len(consequent) + 1, len(text) - 1),
            (0, len(consequent)),
        )
    else:
        antecedent = speaker.say(clause)
        consequent = speaker.say(ask[1])
        text = f"If {antecedent}, {consequent}?"
        spans = (0, 3 + len(antecedent)), (5 + len(antecedent), len(text) - 1)
    factual = sentence(_speaker(world, case).say(ask[0]))
    return Question(
        case=case,
        factual=factual,
        counterfactual=text,
        antecedent=spans[0],
        consequent=spans[1],
        factual_answers=spell(world, case.factual, case),
        counterfactual_answers=spell(world, case.counterfactual, case),
        shape=_shape(text, names),
    )


def _thing(world: World, index: int) -> Thing:
    thing = world.things[index]
    assert thing is not None  # noqa: S101 a case is about things that have names
    return thing


def spell(world: World, answer: Answer, case: Case) -> tuple[str, ...]:
    """All that counts as the answer, the usual form first."""
    if isinstance(answer, bool):
        return ("yes" if answer else "no",)
    if isinstance(answer, Number):
        if case.query.kind == "anniversary":
            return f"the {_ordinal(answer)}", _ordinal(answer)
        if case.query.kind == "amount" and answer > 999:
            return f"{answer:,}", str(int(answer))
        if case.query.kind == "century":
            return f"the {_ordinal(answer)} century", f"{_ordinal(answer)} century"
        if case.query.kind != "year" and answer <= 10:
            return str(int(answer)), in_words(answer) if answer else "none"
        return (str(int(answer)),)
    if isinstance(answer, str):
        return (answer,) if case.query.kind == "name" else (answer, answer.removeprefix("the "))
    if isinstance(answer, When):
        month = month_name[answer.month]
        if case.query.kind == "month":
            return (f"{month} {answer.year}",)
        day = answer.day
        return f"{day} {month} {answer.year}", f"{month} {day}, {answer.year}"
    if isinstance(answer, tuple):
        names = [_thing(world, one).text for one in answer]
        if len(names) == 1:
            return _thing(world, answer[0]).answers
        return listed(names, by="and"), listed(names[::-1], by="and")
    return _thing(world, answer).answers


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def names_of(world: World) -> tuple[str, ...]:
    """All names in a document, the longest first."""
    found = {thing.name for thing in world.things if thing is not None and thing.clause is None}
    for entity in world.document.entities:
        for name in entity.names:
            found |= {untokenized(name), re.sub(r"^[Tt]he ", "", untokenized(name))}
    return tuple(sorted((name for name in found if len(name) > 2), key=lambda n: (-len(n), n)))


def _shape(text: str, names: Sequence[str]) -> str:
    """The question without its names and numbers."""
    for name in names:
        if stands_in(name, text):
            text = text.replace(name, "_")
    text = re.sub(r'"_"|\bthe _', "_", text)
    return re.sub(r"\d+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b", "0", text)


def _fault(question: Question) -> str | None:
    """Why this wording cannot stand: the answer is in it, or it goes on for too long."""
    sides = (
        (question.factual, question.factual_answers),
        (question.counterfactual, question.counterfactual_answers),
    )
    if question.case.query.kind not in CHOICES and question.case.change.kind != "outcome":
        for text, answers in sides:
            if any(
                stands_in(answer.lower(), text.lower()) for answer in answers if answer != "none"
            ):
                return "the answer is in the question"
    if not question.case.holds and {*question.factual_answers} & {*question.counterfactual_answers}:
        return "one name for two answers"
    if len(question.counterfactual) > _LONGEST:
        return "too long"
    return None
