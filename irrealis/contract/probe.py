"""Probes: prompts that ask what an edit of a model's knowledge did, and what it left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from irrealis.contract.pair import fingerprint

Role: TypeAlias = Literal["paraphrase", "locality", "portability"]
ROLES = ("paraphrase", "locality", "portability")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One row of the config `probes`: a prompt for a group of pairs.

    `paraphrase` asks for what was edited in other words, so its answer changes; `locality` asks for
    something else, whose answer stays; `portability` asks for what follows from the edit.
    """

    dataset: str
    group: str
    role: Role
    prompt: str
    answer_before: str
    answer_after: str

    @property
    def id(self) -> str:
        """Identity by content."""
        return probe_id(self.dataset, self.group, self.role, self.prompt)

    def row(self) -> dict[str, Any]:
        """The row as it is written."""
        return {
            "id": self.id,
            "group": self.group,
            "role": self.role,
            "prompt": self.prompt,
            "answer_before": self.answer_before,
            "answer_after": self.answer_after,
        }


def probe_id(dataset: str, group: str, role: str, prompt: str) -> str:
    """16 hexadecimal digits over what a probe asks of which group.

    Args:
        dataset: its name.
        group: the group of the pair that was edited.
        role: `paraphrase`, `locality` or `portability`.
        prompt: what is asked.
    """
    return fingerprint([dataset, group, role, prompt])
