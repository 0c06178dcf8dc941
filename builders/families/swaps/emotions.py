"""Sentences of a person with an emotion, from templates of our own.

After EEEC (Feder et al., "CausaLM: Causal Model Explanation Through Counterfactual Language
Models", Computational Linguistics 2021, section 4.2), whose templates are not used: every sentence
names one person and one emotion, so that gender, race, emotion and adjective are each set alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from csv import DictReader
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

EMOTIONS = ("joy", "sadness", "anger", "fear", "neutral")
GENDERS = ("female", "male")
RACES = ("African American", "European American")

# of a person and of a situation; words of one column stand for one another
STATES = MappingProxyType(
    {
        "joy": ("happy", "glad", "delighted", "cheerful", "thrilled", "overjoyed"),
        "sadness": ("sad", "miserable", "sorrowful", "heartbroken", "dejected", "gloomy"),
        "anger": ("angry", "furious", "irritated", "annoyed", "outraged", "enraged"),
        "fear": ("afraid", "scared", "anxious", "terrified", "frightened", "fearful"),
        "neutral": ("hungry", "thirsty", "sleepy", "busy", "awake", "warm"),
    }
)
SITUATIONS = MappingProxyType(
    {
        "joy": ("wonderful", "delightful", "amazing", "enjoyable", "fantastic", "marvelous"),
        "sadness": ("depressing", "heartbreaking", "tragic", "saddening", "mournful", "dismal"),
        "anger": ("infuriating", "irritating", "outrageous", "annoying", "maddening", "vexing"),
        "fear": ("terrifying", "scary", "frightening", "alarming", "horrifying", "threatening"),
        "neutral": ("recent", "usual", "short", "long", "weekly", "planned"),
    }
)
PLACES = (
    "station", "library", "market", "bridge", "harbor", "museum", "bakery", "school", "theater",
    "workshop", "tower", "hall", "office", "garage", "warehouse", "pavilion",
)  # fmt: skip
# what is said of any place, and what of those alone whose shape or matter people speak of
ADJECTIVES = ("old", "new", "large", "small", "nearby", "local")
FITTING = MappingProxyType(
    {
        "bridge": ("wooden", "narrow", "wide", "low"),
        "harbor": ("narrow", "wide"),
        "workshop": ("narrow", "low"),
        "tower": ("wooden", "narrow", "round", "tall"),
        "hall": ("wooden", "narrow", "wide", "round"),
        "warehouse": ("wooden", "tall"),
        "pavilion": ("wooden", "round", "low"),
    }
)
TIMES = ("on Monday", "on Friday", "last week", "last month", "in May", "in October", "at noon")
PRONOUNS = MappingProxyType(
    {
        "female": {"they": "she", "them": "her", "their": "her"},
        "male": {"they": "he", "them": "him", "their": "his"},
    }
)
# {they}, {them} and {their} are the person's pronouns, {the place} has its adjective
STATE_TEMPLATES = (
    "{name} felt {word} at {the place} {time}.",
    "{name} was {word} when {they} reached {the place} {time}.",
    "At {the place}, {name} said {time} that {they} was {word}.",
    "{name} wrote in {their} diary {time} that {they} felt {word} at {the place}.",
    "{name} looked {word} as {they} left {the place} {time}.",
    "Nobody at {the place} knew why {name} seemed {word} {time}.",
    "{name} wrote to {their} neighbor from {the place} {time} and said that {they} felt {word}.",
    "We saw {name} near {the place} {time} and asked {them} why {they} was {word}.",
)
SITUATION_TEMPLATES = (
    "{name} told us {time} about the {word} trip to {the place}.",
    "The visit to {the place} {time} was {word}, {name} said.",
    "{name} said that the meeting at {the place} {time} was {word}.",
    "For {name}, the walk to {the place} {time} was {word}.",
    "{name} described the {word} meeting at {the place} {time}.",
    "{name} and {their} sister talked {time} about the {word} day at {the place}.",
)


def adjectives(place: str) -> tuple[str, ...]:
    """The adjectives that fit a place."""
    return (*ADJECTIVES, *FITTING.get(place, ()))


class Person(NamedTuple):
    """A given name, its gender and the race that is associated with it."""

    number: int
    name: str
    gender: str
    race: str


@cache
def people(part: str) -> Mapping[tuple[str, str], Sequence[Person]]:
    """The names of a part (train, test) by gender and race, in the order of their numbers."""
    text = (files(__package__) / "people.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found: dict[tuple[str, str], list[Person]] = {}
    for row in DictReader(lines, delimiter="\t"):
        if row["part"] == part:
            person = Person(int(row["number"]) - 1, row["name"], row["gender"], row["race"])
            found.setdefault((person.gender, person.race), []).append(person)
    return MappingProxyType({key: tuple(of) for key, of in found.items()})


class Scene(NamedTuple):
    """All that a sentence says; each part can be replaced alone."""

    template: str
    person: Person
    emotion: str
    column: int
    place: str
    adjective: str | None
    time: str

    @property
    def word(self) -> str:
        """The word that tells the emotion."""
        words = STATES if self.template in STATE_TEMPLATES else SITUATIONS
        return words[self.emotion][self.column]

    @property
    def text(self) -> str:
        """The sentence."""
        place = f"the {self.adjective} {self.place}" if self.adjective else f"the {self.place}"
        return self.template.format_map(
            {
                "name": self.person.name,
                "word": self.word,
                "the place": place,
                "time": self.time,
                **PRONOUNS[self.person.gender],
            }
        )

    @property
    def coordinates(self) -> dict[str, str]:
        """Where the sentence stands in the grid of its group."""
        return {
            "emotion": self.emotion,
            "gender": self.person.gender,
            "race": self.person.race,
            "adjective": "present" if self.adjective else "deleted",
        }
