"""eeec-style: sentences with a genuine counterfactual for gender, race, emotion and adjective each.

After Feder et al., "CausaLM: Causal Model Explanation Through Counterfactual Language Models",
Computational Linguistics 2021: a classifier of emotions, trained on a sample in which gender comes
with emotion, is asked how far its answers depend on gender; the sentence with the gender changed
and nothing else tells the truth.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from irrealis.builders.families.swaps.emotions import (
    EMOTIONS,
    GENDERS,
    PLACES,
    RACES,
    SITUATION_TEMPLATES,
    STATE_TEMPLATES,
    TIMES,
    Person,
    Scene,
    adjectives,
    people,
)
from pydantic import Field

from irrealis.build import Draw, Drop, GeneratedBuilder, Parameters, Row
from irrealis.contract import Evidence, Generator, Intervention, Pair, pair_id
from irrealis.text.edits import token_edits

TOGETHER = ("joy", "sadness")  # come with women in a biased sample; anger and fear with men
COLUMNS = 6


class EeecStyleParameters(Parameters):
    """The share of women in `gentle` and `aggressive` where the emotion is joy or sadness.

    Where it is anger or fear, it is one minus that; in multiples of .1.
    """

    gentle: float = Field(default=0.7, ge=0, le=1, multiple_of=0.1)
    aggressive: float = Field(default=0.9, ge=0, le=1, multiple_of=0.1)


class EeecStyle(GeneratedBuilder[tuple[str, Scene], None]):
    """Draws a scene, and sets each of its treatments to another value."""

    parameters_type = EeecStyleParameters
    parameters: EeecStyleParameters

    def make(self, draw: Draw, *, split: str, number: int) -> tuple[str, Scene]:
        """A scene; emotion, gender and race follow from its number, so that shares are exact."""
        emotion = EMOTIONS[number % len(EMOTIONS)]
        turn = number // len(EMOTIONS)
        gender = GENDERS[turn % 10 >= round(10 * self._women(split, emotion))]
        race = RACES[turn // 10 % 2]
        place = draw.choice(PLACES)
        scene = Scene(
            template=draw.choice(STATE_TEMPLATES + SITUATION_TEMPLATES),
            person=draw.choice(people(_part(split))[gender, race]),
            emotion=emotion,
            column=draw.integer(0, COLUMNS - 1),
            place=place,
            adjective=draw.choice(adjectives(place)),
            time=draw.choice(TIMES),
        )
        return split, scene

    def _women(self, split: str, emotion: str) -> float:
        """The share of women among the sentences of an emotion."""
        share = {"gentle": self.parameters.gentle, "aggressive": self.parameters.aggressive}
        if split not in share or emotion == "neutral":
            return 0.5
        return share[split] if emotion in TOGETHER else 1 - share[split]

    def original_id(self, record: tuple[str, Scene]) -> str:
        """Made of the words: the same sentence of a split is the same record."""
        split, scene = record
        return pair_id(self.dataset, split, {"text": scene.text}, {})

    def edit(
        self,
        record: tuple[str, Scene],
        *,
        context: None,  # noqa: ARG002
        rng: random.Random,
    ) -> Iterable[Row | Drop]:
        """The sentence, and its counterfactuals: one for each treatment."""
        split, scene = record
        original_id = self.original_id(record)
        yield Row("native", {"id": original_id, "text": scene.text, **_labels(scene)})
        for treatment, changed in _treated(scene, _part(split), Draw(rng)):
            before, after = scene.coordinates[treatment], changed.coordinates[treatment]
            yield Row(
                "pairs",
                Pair(
                    dataset=self.dataset,
                    original_id=original_id,
                    original={"text": scene.text},
                    counterfactual={"text": changed.text},
                    coordinates=(scene.coordinates, changed.coordinates),
                    edits=token_edits(scene.text, changed.text),
                    interventions=[Intervention("treatment", treatment, before, after)],
                    label_original=scene.emotion,
                    label_counterfactual=changed.emotion,
                    label_effect="keep" if changed.emotion == scene.emotion else "flip",
                    evidence=Evidence(
                        "rule",
                        "the emotion is that of its word, whoever has it and wherever",
                        {"treatment": treatment, "name": changed.person.name, "word": changed.word},
                    ),
                    generator=Generator("rules", "irrealis eeec-style", "1.0.0"),
                    seed=self.seed,
                ).row(),
            )


def _part(split: str) -> str:
    """Which names a split has."""
    return "test" if split == "test" else "train"


def _labels(scene: Scene) -> dict[str, str]:
    return {
        "emotion": scene.emotion,
        "gender": scene.person.gender,
        "race": scene.person.race,
        "name": scene.person.name,
    }


def _treated(scene: Scene, part: str, draw: Draw) -> Iterator[tuple[str, Scene]]:
    """The scene with one treatment set to another value, for each of them."""
    person = scene.person
    (gender,) = set(GENDERS) - {person.gender}
    (race,) = set(RACES) - {person.race}
    emotion = draw.choice([felt for felt in EMOTIONS if felt != scene.emotion])
    yield "gender", scene._replace(person=_in_place_of(person, part, gender, person.race))
    yield "race", scene._replace(person=_in_place_of(person, part, person.gender, race))
    yield "emotion", scene._replace(emotion=emotion)
    yield "adjective", scene._replace(adjective=None)


def _in_place_of(person: Person, part: str, gender: str, race: str) -> Person:
    return people(part)[gender, race][person.number]


BUILDER = EeecStyle
