"""Rows of coplan, and what must hold of them beyond the contract of pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

import polars as pl
from irrealis.schemas.families.published import PublishedAudit, Stated, configs

from irrealis.check import Row
from irrealis.contract import Field, fingerprint, normalize

STEPS = pl.List(pl.String())
NAMES = ("goal", "script", "condition", "updated_script", "source")
KNOWN = ("id", "source", "category")
NATIVE = {
    **dict.fromkeys(("id", *NAMES), str),
    "category": ("Equipment", "Location", "Physical condition", "Preference", "Safety"),
}
CONFIGS = configs(
    NATIVE,
    key="id",
    fields=["goal", Field("condition", optional=True)],
    label=STEPS,
    facts={**dict.fromkeys(KNOWN, str), "removed": STEPS, "added": STEPS},
    errata=True,
)


class CoPlanAudit(PublishedAudit):
    """Plans are read by their numbers once more, and compared step by step."""

    evidence = "judge"
    generator = ("model", "text-davinci-003 (CoPlan)", "davinci-3")
    definitions: ClassVar[Mapping[str, str]] = {
        **PublishedAudit.definitions,
        "steps.original": "mean number of steps of a plan",
        "steps.counterfactual": "the same under a condition",
        "steps.kept": "share of all steps of plans that stand in the plan under the condition too",
    }

    def stated(self, row: Row) -> Iterable[Stated]:
        """A row states a goal with its plan, and with a condition and the plan under it."""
        name = fingerprint([row["goal"], row["script"]], digits=12)
        for condition, plan in ((None, "script"), (row["condition"], "updated_script")):
            fields = {"goal": row["goal"], "condition": condition}
            yield Stated(
                name,
                row["id"],
                fields,
                _steps(row[plan]),
                original=condition is None,
                changes=[("condition", "condition", None, condition)],
                detail=f"upstream's plan under a condition of {row['category'].lower()}",
            )

    def facts(self, original: Stated, counterfactual: Stated) -> Mapping[str, Any]:
        """What was added to the plan, and removed from it."""
        return {
            **{name: counterfactual.row[name] for name in KNOWN},
            "removed": _missing(original.label, beside=counterfactual.label),
            "added": _missing(counterfactual.label, beside=original.label),
        }

    def errata(self, original: Stated, counterfactual: Stated) -> Iterable[tuple[str, str]]:  # noqa: ARG002
        """Texts whose bytes were read in another encoding, and conditions without an end."""
        row = counterfactual.row
        garbled = [
            name
            for name in NAMES
            if any(a in "‚√¬" and not b.isascii() for a, b in pairwise(row[name]))
        ]
        if garbled:
            yield "garbled", ", ".join(garbled)
        last = row["condition"].split()[-1]
        if last.endswith("-") or last in ("the", "a", "an", "and", "or", "your"):
            yield "cut-off", f"its condition ends with {last}"

    def reasons(self, original: Stated, counterfactual: Stated) -> Iterable[str]:
        """Plans without numbers, or with the same steps."""
        before, after = _plain(original.label), _plain(counterfactual.label)
        if not (before and after):
            yield "not-numbered"
        elif before == after:
            yield "plan-unchanged"

    def metrics(self) -> dict[str, float]:
        """Sizes of plans, and how much of them is kept."""
        edits = [text for group in self.groups() for text in group if not text.original]
        plans = [(_steps(edit.row["script"]), edit.label) for edit in edits]
        found = super().metrics()
        if plans:
            sizes = [sum(len(pair[side]) for pair in plans) for side in (0, 1)]
            gone = sum(len(_missing(before, beside=after)) for before, after in plans)
            found["steps.original"] = sizes[0] / len(plans)
            found["steps.counterfactual"] = sizes[1] / len(plans)
            found["steps.kept"] = (sizes[0] - gone) / max(1, sizes[0])
        return found


def _plain(steps: Sequence[str]) -> list[str]:
    """Steps in one case and spacing."""
    return [normalize(step).casefold() for step in steps]


def _missing(steps: Sequence[str], *, beside: Sequence[str]) -> list[str]:
    """Steps that are not in the other plan."""
    known = set(_plain(beside))
    return [step for step, plain in zip(steps, _plain(steps), strict=True) if plain not in known]


def _steps(plan: str) -> list[str]:
    """The steps, each from its number to the next; none if a number is missing."""
    steps: list[str] = []
    rest = f" {plan.strip()}"
    while rest:
        empty, mark, rest = rest.partition(f" Step {len(steps) + 1}:")
        if empty.strip() or not mark:
            return []
        end = rest.find(f" Step {len(steps) + 2}:")
        step, rest = (rest, "") if end < 0 else (rest[:end], rest[end:])
        steps.append(step.strip())
    return steps if all(steps) else []


AUDIT = CoPlanAudit
