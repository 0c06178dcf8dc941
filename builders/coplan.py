"""CoPlan: plans for everyday goals, and what becomes of each under a condition.

Data: Brahman et al., "PlaSma: Making Small Language Models Better Procedural Knowledge Models for
(Counterfactual) Planning", 2023. A goal has a plan of numbered steps, and another one that holds
where a condition is set. The record is goal and condition; its label is the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from irrealis.builders.families.published.builder import PublishedBuilder
from irrealis.builders.families.published.parts import Fault, Group, Native, Row, Side, Variant
from irrealis.builders.families.published.rows import ANY, gathered, read_rows

from irrealis.contract import Generator, fingerprint
from irrealis.text.repeats import same

COLUMNS = dict.fromkeys(("goal", "script", "condition", "updated_script", "source"), ANY)
CATEGORIES = ("Equipment", "Location", "Physical condition", "Preference", "Safety")
GARBLED = re.compile(r"[‚√¬][^\x00-\x7f]")  # UTF-8 that was read as Mac Roman
CUT_OFF = re.compile(r"(?:-|\b(?:the|an?|and|or|your))\s*$")


class CoPlan(PublishedBuilder):
    """Sets the condition of a goal, with both plans."""

    generator = Generator("model", "text-davinci-003 (CoPlan)", "davinci-3")

    def read(self, stream: BinaryIO, *, source: str) -> Iterator[Group]:
        """Goals with their plan, and all conditions that were set for it."""
        columns = {**COLUMNS, "category": CATEGORIES}
        rows = read_rows(stream, source=source, form="jsonl", columns=columns)
        plans = gathered((fingerprint([r["goal"], r["script"]], digits=12), r) for r in rows)
        for name, found in plans.items():
            named = [{"id": f"{name}.{n}", **row} for n, row in enumerate(found, start=1)]
            yield Group(name, tuple(map(Native, named)), tuple(map(_variant, named)))


def _variant(row: Row) -> Variant:
    before, after = _steps(row["script"]), _steps(row["updated_script"])
    fault = None
    if not (before and after):
        fault = ("not-numbered", "a plan is not steps that are numbered from 1")
    elif [same(step) for step in before] == [same(step) for step in after]:
        fault = ("plan-unchanged", "both plans have the same steps")
    return Variant.of(
        row["id"],
        Side({"goal": row["goal"], "condition": None}, before),
        Side({"goal": row["goal"], "condition": row["condition"]}, after),
        ("condition", "condition", None, row["condition"]),
        kind="judge",
        detail=f"upstream's plan under a condition of {row['category'].lower()}",
        facts={
            **{name: row[name] for name in ("id", "source", "category")},
            "removed": _missing(before, beside=after),
            "added": _missing(after, beside=before),
        },
        fault=fault,
        errata=_errata(row),
    )


def _errata(row: Row) -> Iterator[Fault]:
    garbled = [name for name in COLUMNS if GARBLED.search(row[name])]
    if garbled:
        yield "garbled", ", ".join(garbled)
    if CUT_OFF.search(row["condition"]):
        yield "cut-off", f"its condition ends with {row['condition'].split()[-1]}"


def _steps(plan: str) -> list[str]:
    """The steps of "Step 1: ... Step 2: ...", or none if they are not numbered so."""
    head, *parts = re.split(r"\s*\bStep (\d+):\s*", plan.strip())
    numbers, steps = [int(number) for number in parts[::2]], parts[1::2]
    right = not head and numbers == list(range(1, len(numbers) + 1)) and all(steps)
    return steps if right else []


def _missing(steps: Sequence[str], *, beside: Sequence[str]) -> list[str]:
    """Steps that are not in the other plan, whatever their case and spacing."""
    known = {same(step) for step in beside}
    return [step for step in steps if same(step) not in known]


BUILDER = CoPlan
