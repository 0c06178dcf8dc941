"""The wording of questions, read from `templates.yaml`, which says what its slots are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import yaml

Ask: TypeAlias = tuple[str, str]  # the question as it is, and as it would be


@dataclass(frozen=True, slots=True)
class Family:
    """A family of questions: what is changed, along which relations, and how often at most."""

    name: str
    change: str
    relations: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    most: int


@dataclass(frozen=True)
class Templates:
    """All wording; a part is looked up by its name in the file."""

    parts: dict[str, Any]
    families: tuple[Family, ...]

    def antecedents(self, change: str, relation: str) -> tuple[str, ...]:
        """Clauses that say what is changed."""
        return tuple(self.parts[change].get(relation, ()))

    def asks(self, part: str, key: str | None = None) -> tuple[Ask, ...]:
        """Questions about what is changed, or about what follows from it."""
        found = self.parts[part] if key is None else self.parts[part].get(key, ())
        return tuple((one[0], one[1]) for one in found)


@cache
def templates() -> Templates:
    """The templates of this package."""
    text = (files("irrealis.builders.ifqa_style") / "templates.yaml").read_text("utf-8")
    parts = yaml.safe_load(text)
    families = tuple(
        Family(
            name=name,
            change=one["change"],
            relations=tuple(one.get("relations", ())),
            paths=tuple(tuple(path.split()) for path in one.get("paths", ())),
            most=one["most"],
        )
        for name, one in parts.pop("families").items()
    )
    return Templates(parts, families)
