"""The questions of a document: which cases to keep, with the strings that say their answers."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from irrealis.builders.ifqa_style.cases import Answer, Case, Enumerator, shuffled
from irrealis.builders.ifqa_style.facts import Fact, Facts
from irrealis.builders.ifqa_style.names import gives_away
from irrealis.builders.ifqa_style.things import PERSON
from irrealis.builders.ifqa_style.wording import listed, sentence

from irrealis.text.numbers import in_letters
from irrealis.text.tokens import stands_in

DATED = frozenset(
    {
        "closed early",
        "birthday reached",
        "died young",
        "died young, described",
        "born in another's year",
        "order changed",
        "anniversary marked",
    }
)
_OF_A_FAMILY = 3
_OF_A_FAMILY_AFAR = 8  # of those whose facts stand in several sentences
# of documents that have another question the share that is asked one of these, too
_SHARES = {
    "died young": 0.02,
    "anniversary marked": 0.02,
    "closed early": 0.2,
    "birthday reached": 0.05,
    "country lost": 0.5,
}
# families whose questions read as riddles, or are open: not asked where there is another
_RIDDLES = (
    *(
        f"{one}, described"
        for one in (
            "agent lost", "body left", "country left", "country lost", "country of several",
            "life abroad", "nationality lost", "nationality of several", "union undone",
            "unit left",
        )
    ),
    *(
        f"{one} lost, further"
        for one in ("origin", "school or team", "nationality", "award", "war", "event")
    ),
)  # fmt: skip
# families of documents that allow no other question
_LEAST = ("citizenship lost",)
# families that come last, with the share of documents that have another question
_LAST = {
    "country left": 0.1,
    "credit lost": 1.0,
    "membership lost": 0.3,
    "body abroad": 0.3,
    "region moved": 0.8,
    **dict.fromkeys(_RIDDLES, 0.0),
    **dict.fromkeys(_LEAST, 0.0),
}
# of documents that have no question so far the share that is asked one of these
_ALONE = {"country left": 0.95}
_WITH_DATES = 1.0  # of documents the share that is asked about a date, should it allow that
_LAST_OF_ALL = 0.3  # of documents the share where a date is asked about before one of these
_ONCE = frozenset(
    {
        "union undone",
        "neighbor changed",
        "region seceded",
        "country left",
        "country lost",
    }
)
_CHOOSING = frozenset(
    {
        "order changed",
        "outcome reversed",
        "same country",
        "neighbor changed",
        *(
            f"{one} of several"
            for one in (
                "maker",
                "house",
                "origin",
                "seat",
                "school or team",
                "provenance",
                "award",
                "league",
                "region",
            )
        ),
        *(
            f"{one} of several{way}"
            for one in ("country", "nationality")
            for way in ("", ", described")
        ),
    }
)  # families whose answer is one of those that the question names
_LONGEST = 260  # characters of a question


@dataclass(frozen=True, slots=True)
class Question:
    """A case as a question.

    `antecedent` and `consequent` are character spans of the counterfactual question, without the
    comma between them or the question mark. `items` has, for each thing of the answer, all that it
    may be called; `answers` are the strings that count as the whole answer.
    """

    case: Case
    factual: str
    counterfactual: str
    antecedent: tuple[int, int]
    consequent: tuple[int, int]
    items: tuple[tuple[str, ...], ...]
    factual_answers: tuple[str, ...]
    counterfactual_answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The questions of a document, and for each family how many were left out for balance."""

    questions: tuple[Question, ...]
    held_back: tuple[tuple[str, int], ...]


def questions(facts: Facts, rng: random.Random, *, most: int) -> Chosen:
    """Up to `most` questions of a document, families by turns, those of several sentences first.

    A family that many documents have is asked of a share of them, and of those that have no other.
    A question whose answer stays what it is is asked only where there is none besides.
    """
    enumerator = Enumerator(facts, rng)
    left: dict[str, list[Question]] = {}
    controls: list[Question] = []
    for family in enumerator.families:
        posed = [one for case in enumerator.cases(family) if (one := put(facts, case))]
        controls += [question for question in posed if question.case.control]
        if kept := [question for question in posed if not question.case.control]:
            left[family] = sorted(shuffled(kept, rng), key=_far)  # the last comes first
    late = rng.random() < _LAST_OF_ALL
    dates = rng.random() < _WITH_DATES
    order = sorted(
        shuffled(sorted(left), rng),
        key=lambda family: (
            family in _LEAST,
            family in _LAST and late,
            family in _LAST or family in DATED,
            family in _SHARES,
            family == "anniversary marked",  # most documents with a date allow it
            not _far(left[family][-1]),
        ),
    )
    chosen: list[Question] = []
    held: Counter[str] = Counter()
    for turn in range(_OF_A_FAMILY_AFAR):
        for family in order:
            if (turn and family in _ONCE) or len(chosen) == most:
                continue
            if turn >= _OF_A_FAMILY and not (left[family] and _far(left[family][-1])):
                continue
            if family in DATED and any(question.case.family in DATED for question in chosen):
                continue
            if family in DATED and not dates:
                held[family] += not turn
                continue
            new = _next(left[family], chosen)
            share = _SHARES.get(family, _LAST.get(family, 1))
            if not chosen:
                share = _ALONE.get(family, 1)
            if new is not None and rng.random() >= share:
                held[family] += 1
            elif new is not None:
                chosen.append(new)
    if not chosen and controls:
        chosen.append(shuffled(controls, rng)[0])
    return Chosen(tuple(chosen), tuple(sorted(held.items())))


def _far(question: Question) -> bool:
    """Whether its facts stand in several sentences."""
    return hops(question.case.facts) > 1


def _next(left: list[Question], chosen: Sequence[Question]) -> Question | None:
    """The next question of a family that asks nothing asked before."""
    asked = {question.case.asks for question in chosen}
    known = {question.factual for question in chosen}
    while left:
        new = left.pop()
        if new.case.asks not in asked and new.factual not in known:
            return new
    return None


def hops(facts: Sequence[Fact]) -> int:
    """How many sentences are needed: a fact that another's sentence also states adds none."""
    needed: set[int] = set()
    for fact in sorted(facts, key=lambda one: len(one.sentences)):
        if not needed & set(fact.sentences):
            needed.add(fact.sentences[0])
    return len(needed)


def put(facts: Facts, case: Case) -> Question | None:
    """The case as a question; None if it would hold its own answer, or go on for too long."""
    if (
        case.last
        and "he" not in case.consequent.split()
        and not re.search(r"\b(?:it|its|his|her|she|they|their|that|him|there)\b", case.consequent)
    ):
        first = sentence(case.consequent)[:-1]
        text = f"{first} {case.condition}?"
        spans = (len(first) + 1, len(text) - 1), (0, len(first))
    else:
        text = sentence(f"{case.condition}, {case.consequent}")
        end = len(case.condition)
        spans = (0, end), (end + 2, len(text) - 1)
    items, answers = spelled(facts, case.answer, case.kind)
    _, was = spelled(facts, case.twin_answer, case.kind)
    # upstream has an earlier name among the names of what bore it
    was = tuple(one for one in was if case.control or one not in case.answer.texts)
    factual = sentence(case.twin)
    if len(text) > _LONGEST or not was:
        return None
    choosing = case.family in _CHOOSING
    if not choosing and any(stands_in(one.lower(), text.lower()) for item in items for one in item):
        return None
    if not choosing and _told_by_names(facts, case, text):
        return None
    if not case.control and {*answers} & {*was}:
        return None
    if (
        not choosing
        and case.family != "one left out"
        and any(stands_in(one.lower(), factual.lower()) for one in was)
    ):
        return None
    return Question(case, factual, text, *spans, items, was, answers)


def _told_by_names(facts: Facts, case: Case, text: str) -> bool:
    """Whether a name in the question gives the answer away; kin may share a surname."""
    answer = [thing for index in case.answer.things if (thing := facts.thing(index))]
    named = [
        thing
        for thing in facts.things
        if thing and thing.index not in case.answer.things and stands_in(thing.name, text)
    ]
    return any(
        gives_away(thing.name, name)
        for one in answer
        # "Slovak" too, where it is a name of Slovakia
        for name in (one.name, *facts.document.entities[one.index].names)
        for thing in named
        if not thing.kind == one.kind == PERSON
    )


def spelled(
    facts: Facts, answer: Answer, kind: str
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """All that each thing of an answer may be called, and all that counts as the whole answer."""
    if not answer.things:
        texts = answer.texts
        if kind == "number" and len(texts) == 1:
            texts = (*texts, in_letters(int(texts[0])))
        return (texts,), texts
    items = []
    for index in answer.things:
        thing = facts.thing(index)
        assert thing is not None  # noqa: S101 an answer can be named
        items.append(thing.answers)
    if len(items) == 1:
        return (items[0],), items[0]
    names = [item[0] for item in items]
    orders = permutations(names) if len(names) <= 4 else [tuple(names)]
    return tuple(items), tuple(listed(order) for order in orders)
