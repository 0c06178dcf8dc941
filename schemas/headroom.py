"""Rows of headroom, and what must hold of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from irrealis.schemas.families.published import Errata, native_tables

from irrealis.check import Audit, Failure, Found, Row
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
        self._errata = Errata()

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"native": self._see_native, "errata": self._errata.see}

    def _see_native(self, row: Row) -> Found:
        self._rows.append(row)
        values = {name: row[name] for name in UPSTREAM}
        name = f"{row['row']}.{fingerprint(values, digits=8)}"
        for column in ("id", "original_id"):
            if row[column] != name:
                yield "id", column, name, row[column]

    def finish(self) -> Iterator[Failure]:
        """Faults that are not listed, and those that are listed and are none."""
        self._errata.expected.update(
            (name, name, kind, detail) for name, kind, detail in self._expected()
        )
        yield from self._errata.failures()

    def _expected(self) -> Iterator[tuple[str, str, str]]:
        """Group, kind and detail of each fault that the rows call for."""
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
            len({cells[*of, gender, race] for gender in GENDERS for race in RACES}) > 1
            for of in asked
        )
        return {
            "grid.cells": float(len(cells)),
            "grid.uneven": float(uneven),
            "texts.distinct": float(len({normalize(r["text"]).casefold() for r in self._rows})),
            **self._errata.metrics(),
        }


AUDIT = HeadRoomAudit
