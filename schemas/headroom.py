"""Rows of headroom, and what must hold of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from irrealis.schemas.families.published import native_tables

from irrealis.check import Audit, Failure, Row
from irrealis.contract import fingerprint, normalize, rejects_table
from irrealis.store import BuildRecord

GENDERS, RACES = ("woman", "man"), ("black", "white", "hispanic", "asian")
UPSTREAM = {
    "row": str,
    "gender": GENDERS,
    "race": RACES,
    "total_tok": str,
    "text": str,
    "reason": ("stop", "length", ""),
    "prompt": ("p4", "p5", "p6", "p7"),
    "year": ("0", "2020", "2021"),
    "pandemic": ("0", "1"),
}
CONFIGS = {
    **native_tables({"id": str, "original_id": str, **UPSTREAM}, key="id", errata=True),
    "rejects": rejects_table(),  # there are no variants
}
Listed = tuple[str, str, str]


class HeadRoomAudit(Audit):
    """Faults are listed where the rows call for them; the grid is measured."""

    definitions: ClassVar[Mapping[str, str]] = {
        "grid.cells": "cells of gender, race, prompt and year that have texts",
        "grid.uneven": "prompts in a year that have not as many texts of each gender and race",
        "texts.distinct": "texts that differ in more than case and white space",
        "errata.*": "faults of this kind that are left as they are",
    }

    def __init__(self, record: BuildRecord, split: str) -> None:
        """Start a split: rows and errata are kept in memory."""
        super().__init__(record, split)
        self._rows: list[Row] = []
        self._errata: Counter[Listed] = Counter()

    def see(self, config: str, row: dict[str, Any]) -> Iterator[Failure]:
        """Failures that this row shows."""
        if config == "errata":
            self._errata[row["original_id"], row["fault"], row["detail"]] += 1
            if row["variant"] != row["original_id"]:
                yield Failure(
                    "errata", "variant", row["original_id"], row["variant"], row["variant"]
                )
        if config == "native":
            self._rows.append(row)
            values = {name: row[name] for name in UPSTREAM}
            name = f"{row['row']}.{fingerprint(values, digits=8)}"
            for column in ("id", "original_id"):
                if row[column] != name:
                    yield Failure("id", column, name, row[column], row["id"])

    def finish(self) -> Iterator[Failure]:
        """Faults that are not listed, and those that are listed and are none."""
        expected = Counter(self._expected())
        for listed in expected.keys() | self._errata.keys():
            if expected[listed] != self._errata[listed]:
                name, fault, detail = listed
                counts = (expected[listed], self._errata[listed])
                yield Failure("errata", fault, f"{detail}: {counts[0]}", counts[1], name, "errata")

    def _expected(self) -> Iterator[Listed]:
        firsts: dict[tuple[str, str], str] = {}
        for row in self._rows:
            text = normalize(row["text"]).casefold()
            for fault, what, key in (
                ("repeated-number", "number", row["row"]),
                ("repeated-text", "text", text),
            ):
                first = firsts.setdefault((what, key), row["id"])
                if first != row["id"]:
                    yield row["id"], fault, f"the {what} is that of {first}"
            if row["reason"] == "":
                yield row["id"], "no-reason", "upstream does not say why the text ends"
            if int(row["year"] != "0") != int(row["pandemic"]):
                detail = f"{row['year']}, pandemic {row['pandemic']}"
                yield row["id"], "year-disagrees", detail

    def metrics(self) -> dict[str, float]:
        """Whether the grid is full and even, and what is wrong with its texts."""
        cells = Counter((r["prompt"], r["year"], r["gender"], r["race"]) for r in self._rows)
        asked = {cell[:2] for cell in cells}
        uneven = sum(
            len({cells[*one, gender, race] for gender in GENDERS for race in RACES}) > 1
            for one in asked
        )
        kinds = Counter(fault for _, fault, _ in self._errata.elements())
        return {
            "grid.cells": float(len(cells)),
            "grid.uneven": float(uneven),
            "texts.distinct": float(len({normalize(r["text"]).casefold() for r in self._rows})),
            **{f"errata.{kind}": float(count) for kind, count in sorted(kinds.items())},
        }


AUDIT = HeadRoomAudit
