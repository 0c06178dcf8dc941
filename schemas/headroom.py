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
    **dict.fromkeys(("total_tok", "text"), str),
    "reason": ("stop", "length", ""),
    "prompt": ("p4", "p5", "p6", "p7"),
    "year": ("0", "2020", "2021"),
    "pandemic": ("0", "1"),
}
NATIVE = {"id": str, "original_id": str, **UPSTREAM}
CONFIGS = {
    **native_tables(NATIVE, key="id", errata=True),
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
        """Start a split: rows, errata and the first row of each text are kept in memory."""
        super().__init__(record, split)
        self._rows: list[Row] = []
        self._firsts: dict[tuple[str, str], str] = {}
        self._errata = Errata()

    def looks(self) -> Mapping[str, Callable[[Row], Found]]:
        """What looks at a row, by config."""
        return {"native": self._see_native, "errata": self._errata.see}

    def _see_native(self, row: Row) -> Found:
        self._rows.append(row)
        name = f"{row['row']}.{fingerprint({of: row[of] for of in UPSTREAM}, digits=8)}"
        for column in ("id", "original_id"):
            if row[column] != name:
                yield "id", column, name, row[column]
        for kind, detail in self._faults(row):
            self._errata.expected[row["id"], row["id"], kind, detail] += 1

    def _faults(self, row: Row) -> Iterator[tuple[str, str]]:
        """Kind and detail of each fault that the row calls for."""
        for what, value in (("number", row["row"]), ("text", normalize(row["text"]).casefold())):
            first = self._firsts.setdefault((what, value), row["id"])
            if first != row["id"]:
                yield f"repeated-{what}", f"the {what} is that of {first}"
        if row["reason"] == "":
            yield "no-reason", "upstream does not say why the text ends"
        if int(row["year"] != "0") != int(row["pandemic"]):
            yield "year-disagrees", f"{row['year']}, pandemic {row['pandemic']}"

    def finish(self) -> Iterator[Failure]:
        """Faults that are not listed, and those that are listed and are none."""
        return self._errata.failures()

    def metrics(self) -> dict[str, float]:
        """Whether the grid is full and even, and what is wrong with its texts."""
        cells = Counter((r["prompt"], r["year"], r["gender"], r["race"]) for r in self._rows)
        people = [(gender, race) for gender in GENDERS for race in RACES]
        sizes = {cell[:2]: {cells[*cell[:2], *of] for of in people} for cell in cells}
        return {
            "grid.cells": float(len(cells)),
            "grid.uneven": float(sum(len(of) > 1 for of in sizes.values())),
            "texts.distinct": float(sum(what == "text" for what, _ in self._firsts)),
            **self._errata.metrics(),
        }


AUDIT = HeadRoomAudit
