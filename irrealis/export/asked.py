"""Each side of a pair as a question to a model: a prompt, its answer, and what to choose from.

A label of several parts (an opinion on each aspect) gives a question for each part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from irrealis.contract import canonical, text_view
from irrealis.export.table import Table, Unfit, is_edit_of_fact

MOST_CHOICES = 12  # labels more varied than that are answers of their own, not classes
Side = Literal["original", "counterfactual"]
SIDES: tuple[Side, Side] = ("original", "counterfactual")


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one side of a pair.

    `texts` are the places of the side with their texts, `answers` what counts as right (the first
    is the one to show), `choices` the answers to choose from, if they are few.
    """

    pair: str
    group: str
    split: str
    side: Side
    part: str
    effect: str  # of the label, or of this part of it: flip, keep or recomputed
    texts: dict[str, str]
    query: str | None
    answers: tuple[str, ...]
    choices: tuple[str, ...]

    @property
    def id(self) -> str:
        """Names the question: pair, side and part."""
        return ":".join(filter(None, (self.pair, self.side, self.part)))

    @property
    def record(self) -> dict[str, object]:
        """A row of a file of questions; `pair`, `part` and `effect` are for the scorer."""
        return {
            "id": self.id,
            "pair": self.pair,
            "side": self.side,
            "part": self.part,
            "effect": self.effect,
            "prompt": self.prompt,
            "answers": list(self.answers),
        }

    @property
    def prompt(self) -> str:
        """The texts, each behind its name where there are several, and what to answer."""
        named = len(self.texts) > 1
        lines = [f"{_title(p)}: {text}" if named else text for p, text in self.texts.items()]
        lines += [f"Question: {self.query}"] if self.query else []
        asked = f"{_title(self.part)}" if self.part else "Answer"
        if self.choices:
            lines.append(f"({asked}: {', '.join(self.choices)})")
        return "\n".join([*lines, f"{asked}:"])


def _title(place: str) -> str:
    return place.replace("_", " ").replace(".", " ").capitalize()


def questions(table: Table) -> Iterator[tuple[Question, Question]]:
    """The questions of both sides of each pair, part by part, in the order of the rows.

    Raises:
        Unfit: the labels are of no kind that can be asked for.
    """
    table.by_label = True
    kind = str(table.need_pairs().field("label_original").type)
    if "head" in kind or kind.startswith("list<element: struct"):
        raise Unfit("labels that one answer can give, and not sets of records")
    stated = "query" not in table.need_pairs().names and is_edit_of_fact(table.need_pairs())
    own = _choices_field(table)
    classes = {} if own else _classes(table)
    for split, row in table.pairs():
        parts = [_parts(row[f"label_{side}"]) for side in SIDES]
        for part in dict.fromkeys([*parts[0], *parts[1]]):
            answers = [of.get(part) for of in parts]
            if not all(answers) or any(given[0] in table.ignore for given in answers if given):
                table.left_out["a side has no label"] += 1
                continue
            if stated and answers[0] == (row["evidence"]["facts"]["target_true"],):
                raise Unfit("a question, and no fact whose text states the answer: see rome")
            if answers[0] == (row["original_id"],):
                table.left_out["a label that is an id"] += 1
                continue
            texts_alone = len(row["original"]) == 1 and "question" not in row["original"]
            if texts_alone and not (own or part in classes or row.get("query")):
                raise Unfit("a question, or labels that are a few classes")
            sides = []
            for side, found in zip(SIDES, answers, strict=True):
                texts = text_view(row[side])
                choices = classes.get(part, ())
                if own:
                    choices = tuple(row[side][own])
                    texts = text_view({k: v for k, v in row[side].items() if k != own})
                    found = _chosen(found, choices)
                sides.append((side, texts, found or (), choices))
            if not all(answers for _, _, answers, _ in sides):
                raise Unfit(f"labels that say which member of {own} is right")
            effect = row["label_effect"]
            if part:
                effect = "keep" if answers[0] == answers[1] else "flip"
            original, counterfactual = (
                Question(
                    row["id"],
                    row["group"],
                    split,
                    side,
                    part,
                    effect,
                    texts,
                    row.get("query"),
                    found,
                    choices,
                )
                for side, texts, found, choices in sides
            )
            yield original, counterfactual


def _choices_field(table: Table) -> str | None:
    return next((field.name for field in table.fields() if field.kind == "choices"), None)


def _chosen(found: tuple[str, ...] | None, choices: tuple[str, ...]) -> tuple[str, ...]:
    """The choice that a label names by its place or by its text."""
    label = (found or ("",))[0]
    if label.isdigit() and int(label) < len(choices):
        return (choices[int(label)],)
    return (label,) if label in choices else ()


def _classes(table: Table) -> dict[str, tuple[str, ...]]:
    """Part of the label -> its classes, where they are few.

    Of a label that is one text they must come several times each, or they are answers.
    """
    seen: dict[str, Counter[str]] = {}
    several: set[str] = set()
    for _, row in table.pairs():
        for side in SIDES:
            for part, answers in _parts(row[f"label_{side}"]).items():
                if answers and answers[0] not in table.ignore:
                    seen.setdefault(part, Counter())[answers[0]] += 1
                if len(answers or ()) != 1 or not isinstance(row[f"label_{side}"], str | dict):
                    several.add(part)
    return {
        part: tuple(sorted(counts))
        for part, counts in seen.items()
        if part not in several
        and 1 < len(counts) <= MOST_CHOICES
        and (part or counts.total() > 2 * len(counts))
    }


def _parts(label: Any, name: str = "") -> dict[str, tuple[str, ...] | None]:
    """Part of a label -> what counts as it; None where it is not known.

    A label that is a record has its texts as parts; counts beside them, such as votes, are none.
    """
    if isinstance(label, dict):
        found: dict[str, tuple[str, ...] | None] = {}
        for key, value in label.items():
            if value is None or isinstance(value, str | dict):
                found |= _parts(value, f"{name}.{key}" if name else key)
        return found
    if label is None or label in ("", []):
        return {name: None}
    if isinstance(label, list) and all(isinstance(text, str) for text in label):
        return {name: tuple(label)}
    return {name: (label if isinstance(label, str) else canonical(label).decode(),)}
